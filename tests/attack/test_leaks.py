"""The watch over the suite sees what it should, and what is logged goes through the mask whoever logs it."""

from __future__ import annotations

import io
import logging
import os
import stat
from pathlib import Path
from typing import Any

import pytest
from tests.attack import leaks

from snitflade.cli import entry
from snitflade.web.log import Maskeret, maskeret

CPR = "610299" + "9001"
TOKEN = "snf_0a1b2c3d_" + "A" * 43
NOTHING = (
    "udveksling 1234567890123",
    "2026-11-20 12:34:56,789 WARNING",
    "CVR 12227353",
    "610299-****",
    "snf_0a1b2c3d_****",
    "https://db/x",
)
"""What stands in logs every day."""


@pytest.mark.parametrize(
    "text",
    [
        f"kunde {CPR} findes ikke",
        "kunde 311299-9999",
        f"token {TOKEN}",
        "Authorization: Bearer abcdefghijklmnopqrstuvwxyz",
        "postgresql://snitflade:hunter2@db/snitflade",
        "AGE-SECRET-KEY-1" + "Q" * 58,
        "-----BEGIN OPENSSH " + "PRIVATE KEY-----",
    ],
)
def test_a_leak_is_seen_and_not_repeated(text: str) -> None:
    (found,) = leaks.found(text)
    assert text[-20:] not in found


@pytest.mark.parametrize("text", NOTHING)
def test_what_is_no_leak_is_none(text: str) -> None:
    assert list(leaks.found(text)) == []


def test_a_secret_that_a_test_used_is_known_afterwards(monkeypatch: pytest.MonkeyPatch) -> None:
    from snitflade.exchange.transports.secrets import Secret

    monkeypatch.setenv("PROEVE_NOEGLE", "en-helt-saerlig-noegle")
    Secret("secret://env/PROEVE_NOEGLE").reveal()
    assert len(list(leaks.found("kunne ikke logge ind med en-helt-saerlig-noegle"))) == 1


def judged(records: list[str], **sections: str) -> pytest.TestReport:
    report = pytest.TestReport(
        "x", ("x", 1, "x"), {}, "passed", None, "call", sections=[(k.replace("_", " "), v) for k, v in sections.items()]
    )
    leaks.judge(report, records)
    return report


def test_a_test_that_leaked_fails_whatever_else_it_did() -> None:
    assert judged([], Captured_stdout_call="alt vel").outcome == "passed"
    assert judged([], Captured_stdout_call=f"kunde {CPR}").outcome == "failed"
    assert judged([], Captured_stderr_call=f"kunde {CPR}").outcome == "failed"
    failed = judged([f"snitflade.x: {CPR}"])
    assert failed.outcome == "failed" and CPR not in str(failed.longrepr)


def test_every_record_of_every_logger_is_looked_at() -> None:
    leaks._records.clear()
    logging.getLogger("et.bibliotek").warning("noget om %s", "ingenting")
    logging.getLogger("et.bibliotek").debug("overset")
    seen = list(leaks._records)
    leaks._records.clear()
    assert seen == ["et.bibliotek: noget om ingenting\n"]


@pytest.mark.parametrize("name", ["", "et.bibliotek", "snitflade.folk", "snitflade.exchange", "dbos", "django.request", "asyncssh"])
def test_whoever_logs_it_a_number_or_a_secret_is_masked(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    written = io.StringIO()
    for logger in (logging.getLogger(), logging.getLogger("django")):
        for handler in logger.handlers:
            if any(isinstance(rule, Maskeret) for rule in handler.filters):
                monkeypatch.setattr(handler, "stream", written)
    try:
        raise ValueError(f"CPR {CPR}")
    except ValueError:
        logging.getLogger(name).warning("kunde %s med %s", CPR, TOKEN, exc_info=True)
    leaks_of_name = written.getvalue()
    if name != "dbos":  # it has a filter of its own, and says nothing on the console
        assert "ValueError" in leaks_of_name and "610299-****" in leaks_of_name
    assert CPR not in leaks_of_name and "A" * 43 not in leaks_of_name


def test_the_mask_leaves_the_rest_alone() -> None:
    for text in NOTHING:
        assert maskeret(text) == text


def test_the_trace_of_a_command_that_broke_can_be_sent_to_others(
    settings: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settings.HOME = tmp_path
    old = os.umask(0o022)
    try:
        code = entry._ended(RuntimeError(f"kunde {CPR} med {TOKEN}"))
    finally:
        os.umask(old)
    assert code == entry.FAULT
    (file,) = (tmp_path / "fejl").iterdir()
    assert CPR not in file.read_text() and TOKEN not in file.read_text() and "RuntimeError" in file.read_text()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert CPR not in capsys.readouterr().err
