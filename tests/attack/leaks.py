"""The watch over the whole suite: no test may write a CPR number or a secret to a log or leave one on stdout or stderr.

`tests/conftest.py` takes the hooks from here. What a test reads itself (``capsys.readouterr()``, the output of a process it
started) it answers for itself: `snitflade decode` is there to print what a file holds. What is left is what an operator's
journal would keep. Log records are looked at after the handlers before us had them, as they are when they are written.
"""

from __future__ import annotations

import functools
import logging
import re
from collections.abc import Callable, Generator, Iterator
from typing import Any

import pytest

SHORTEST = 8
"""Characters from which a secret of a test is looked for: a shorter one is an ordinary word somewhere."""

_DAY = r"(?:0[1-9]|[12]\d|3[01]|6[1-9]|[78]\d|9[01])"
_CPR = re.compile(rf"(?<![\d.:-]){_DAY}(?:0[1-9]|1[0-2])\d\d-?\d{{4}}(?![\d.:])")
"""A day (replacement numbers: day + 60), a month, a year and four digits, not inside a longer number, a time or an address."""
_SHAPES = (
    ("en token", re.compile(r"snf_[0-9a-f]{8}_[A-Za-z0-9_-]{43}")),
    ("en token i et hoved", re.compile(r"Bearer [A-Za-z0-9._~+/-]{16,}")),
    ("en nøgle til gemte filer", re.compile(r"AGE-SECRET-KEY-1[0-9A-Z]{20,}")),
    ("en privat nøgle", re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----")),
    ("en adgangskode i en adresse", re.compile(r"://[^/\s:@]+:[^/\s@*]+@")),
)
_secrets: set[str] = set()
_records: list[str] = []


def found(text: str) -> Iterator[str]:
    """What in `text` may stand in no log, with the place of it but never the thing itself."""
    for match in _CPR.finditer(text):
        yield f"et CPR-nummer ({match[0][:6]}…) efter «{text[max(0, match.start() - 40) : match.start()]}»"
    for name, shape in _SHAPES:
        if seen := shape.search(text):
            yield f"{name} efter «{text[max(0, seen.start() - 40) : seen.start()]}»"
    for secret in _secrets:
        if (at := text.find(secret)) >= 0:
            yield f"en hemmelighed, som prøven har brugt, efter «{text[max(0, at - 40) : at]}»"


def judge(report: pytest.TestReport, records: list[str]) -> None:
    """Fail a test whose records or output leaked; one that failed already keeps its own reason."""
    written = [text for name, text in report.sections if name.startswith(("Captured stdout", "Captured stderr"))]
    leaks = [
        f"{where}: {leak}" for where, texts in (("log", records), ("output", written)) for text in texts for leak in found(text)
    ]
    if leaks and report.outcome == "passed":
        report.outcome = "failed"
        report.longrepr = "What stands in no log was written there (tests/attack/leaks.py):\n" + "\n".join(leaks[:20])


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Judge each part of each test by what it wrote."""
    report = yield
    if _records or report.sections:
        judge(report, _records)
        _records.clear()
    return report


@pytest.fixture(scope="session", autouse=True)
def watched() -> Generator[None, None, None]:
    """Look at every record, and remember every secret that is revealed or made."""
    from snitflade.api import tokens
    from snitflade.exchange.transports.secrets import Secret

    patch = pytest.MonkeyPatch()
    patch.setattr(logging.Logger, "callHandlers", _seen(logging.Logger.callHandlers))
    patch.setattr(Secret, "reveal", _remembered(Secret.reveal, lambda made: made))
    patch.setattr(tokens, "create", _remembered(tokens.create, lambda made: made[1]))
    yield
    patch.undo()


def _seen(call: Callable[[logging.Logger, logging.LogRecord], None]) -> Callable[[logging.Logger, logging.LogRecord], None]:
    @functools.wraps(call)
    def callHandlers(self: logging.Logger, record: logging.LogRecord) -> None:
        call(self, record)
        # A test may switch on what an installation never does, e.g. the statements of the database driver.
        if record.levelno >= logging.WARNING or record.name.startswith("snitflade"):
            trace = record.exc_text or (logging.Formatter().formatException(record.exc_info) if record.exc_info else "")
            _records.append(f"{record.name}: {record.getMessage()}\n{trace}")

    return callHandlers


def _remembered(make: Callable[..., Any], secret: Callable[[Any], str]) -> Callable[..., Any]:
    @functools.wraps(make)
    def made(*args: Any, **kwargs: Any) -> Any:
        result = make(*args, **kwargs)
        if len(text := secret(result)) >= SHORTEST:
            _secrets.add(text)
        return result

    return made
