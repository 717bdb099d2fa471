"""`snitflade today` and what goes with it: what an operator reads, what a program reads, and the exit code."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest
from tests.exchange.world import IND, UD, at, declare, empty, exchange
from typer.main import get_command

from snitflade.cli.app import app
from snitflade.cli.usage import UnusableCallError
from snitflade.exchange import rhythm
from snitflade.exchange.models import Alarm, Expectation
from snitflade.exchange.schedule import BankDay, monthly, weekdays
from snitflade.exchange.states import State

BS = "inka.bs-opkraevninger"


@pytest.fixture(autouse=True)
def home(monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Path, db: None) -> Path:
    monkeypatch.setenv("SNITFLADE_USER", "bent")
    monkeypatch.setattr("django.utils.timezone.now", lambda: at("2026-11-23 08:00"))
    return empty(monkeypatch, settings, tmp_path)


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str]:
    code = get_command(app).main(list(arguments), prog_name="snitflade", standalone_mode=False)
    return int(code or 0), capsys.readouterr().out


def test_a_quiet_day(capsys: pytest.CaptureFixture[str], home: Path) -> None:
    (home / "alarmer.toml").write_text('[webhook]\nurl = "https://chat.example.gl"\n')
    assert run(capsys, "today") == (0, "Intet er forfaldent, forsinket, tavst eller gået i stå.\n")


def test_that_nobody_is_told_is_told(capsys: pytest.CaptureFixture[str], home: Path) -> None:
    code, shown = run(capsys, "today")
    assert code == 0
    assert shown.splitlines()[-1] == f"Ingen får besked af sig selv: skriv i {home}/alarmer.toml, hvem alarmer skal sendes til."


def test_what_is_only_due_is_no_fault(capsys: pytest.CaptureFixture[str]) -> None:
    declare(BS, schedule=monthly(BankDay(-6), dt.time(11)))
    rhythm.expect(BS, "bent", at("2026-11-01 00:00"))
    code, shown = run(capsys, "today")
    assert code == 0
    assert shown.splitlines()[:2] == [
        "Oplysning (1)",
        "  Send opkrævninger (inka.bs-opkraevninger) skal være kørt senest i dag kl. 11. "
        "Kør den: snitflade run inka.bs-opkraevninger [i_dag/inka.bs-opkraevninger/2026-11-23T13:00Z]",
    ]
    assert "mandag den 21. december kl. 11" in shown.split("Næste frister")[1]


def test_the_worst_first_and_exit_code_1(capsys: pytest.CaptureFixture[str]) -> None:
    declare(UD, money=True)
    exchange(UD, State.BYGGET, "2026-11-23 07:00", needs_two=True)
    exchange(UD, State.UKLAR, "2026-11-23 07:00")
    code, shown = run(capsys, "today")
    assert code == 1
    assert shown.index("Kritisk (1)") < shown.index("Oplysning (1)")


def test_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    declare(IND, schedule=weekdays(dt.time(17)))
    rhythm.expect(IND, "bent", at("2026-11-20 00:00"))
    code, shown = run(capsys, "today", "--json")
    found = json.loads(shown)
    assert code == 1
    assert [cause["slags"] for cause in found["aarsager"]] == ["tavs", "i_dag"]
    assert found["aarsager"][0]["frist"] == "2026-11-21T01:59:59.999999+00:00"
    assert found["naeste"] == [{"snitflade": IND, "forfald": "2026-11-24T19:00:00+00:00"}]
    assert found["alarmer"] == {"kanaler": [], "fejl": []}


def test_an_alarm_that_could_not_be_told_shows(capsys: pytest.CaptureFixture[str], home: Path) -> None:
    (home / "alarmer.toml").write_text('[webhook]\nurl = "https://chat.example.gl"\n')
    now = at("2026-11-23 07:00")
    Alarm.objects.create(key="uklar/x/1", channel="webhook", opened_at=now, failed_at=now, failure="Der er ikke forbindelse.")
    code, shown = run(capsys, "today")
    assert (code, shown.splitlines()[-1]) == (1, "Alarmen uklar/x/1 kunne ikke sendes med webhook: Der er ikke forbindelse.")


def test_a_set_up_of_alarms_that_cannot_be_used_shows(capsys: pytest.CaptureFixture[str], home: Path) -> None:
    (home / "alarmer.toml").write_text("[mail]\n")
    code, shown = run(capsys, "today")
    assert code == 1
    assert shown.count("Alarmer kan ikke sendes, før opsætningen er rettet. alarmer.toml") == 3


def test_settle_closes_what_a_person_answers_for(capsys: pytest.CaptureFixture[str]) -> None:
    declare(IND)
    exchange(IND, State.AFVIST, "2026-11-20 07:00")
    (cause,) = rhythm.causes(at("2026-11-23 08:00"))
    code, shown = run(capsys, "settle", cause.key, "--grund", "Filen var en prøve")
    assert (code, shown) == (0, f"Afsluttet af bent: {cause.sentence}\n")
    assert run(capsys, "today")[0] == 0


@pytest.mark.parametrize(("key", "reason"), [("findes/ikke/1", "grund"), ("uklar", "")])
def test_settle_says_what_it_cannot_do(capsys: pytest.CaptureFixture[str], key: str, reason: str) -> None:
    with pytest.raises(UnusableCallError):
        run(capsys, "settle", key, "--grund", reason)


def test_expect_and_release(capsys: pytest.CaptureFixture[str]) -> None:
    declare(IND, schedule=weekdays(dt.time(17)))
    declare(UD)
    assert run(capsys, "expect", IND, "--fra", "2026-11-20")[1] == f"{IND} ventes nu: hver hverdag kl. 17.00.\n"
    assert Expectation.objects.get().since == at("2026-11-20 00:00")
    assert run(capsys, "today")[0] == 1
    assert run(capsys, "unexpect", IND, "--grund", "Flyttet til Prisme") == (0, f"{IND} ventes ikke mere.\n")
    assert run(capsys, "today")[0] == 0
    for arguments in (("expect", UD), ("expect", IND, "--fra", "i går"), ("unexpect", IND)):
        with pytest.raises(UnusableCallError):
            run(capsys, *arguments)
