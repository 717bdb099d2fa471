"""Bank days: when Danish banks work, and when the Greenlandic bank does.

Two lists, because they need not agree: deadlines of Betalingsservice follow the Danish bank days, payments through
GrønlandsBANKEN also the bank's own. Both are data and can be replaced by configuration (`kalender`).

Source: payments.md 2.5. Store bededag left the list with 2024 (lov nr. 214 af 6. marts 2023).

>>> sjettesidste_bankdag(2026, 11), foerste_bankdag(2027, 1)
(datetime.date(2026, 11, 23), datetime.date(2027, 1, 4))
"""

from __future__ import annotations

import re
from calendar import isleap
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any

from dateutil.easter import easter

_FIXED = re.compile(r"(\d\d)-(\d\d)")
_EASTER = re.compile(r"påske(?:([+-])(\d{1,3}))?")
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Lukkedag:
    """A day off: `hvornaar` is ``MM-DD`` each year, ``påske+39`` counted from Easter Sunday, or one date ``ÅÅÅÅ-MM-DD``.

    `foerste_aar` and `sidste_aar` bound the years in which it holds, both included. Raises ValueError on anything else.
    """

    navn: str
    hvornaar: str
    foerste_aar: int | None = None
    sidste_aar: int | None = None

    def __post_init__(self) -> None:
        try:
            self.i(2024)  # a leap year, so that 02-29 is accepted
        except ValueError as error:
            raise ValueError(
                f"Lukkedagen «{self.navn}» kan ikke læses: «{self.hvornaar}». Skriv 12-24, påske+39 eller 2026-06-22."
            ) from error

    def i(self, aar: int) -> date | None:
        """The day in a year, None in years that do not have it."""
        found = self._dag(aar)
        if found is None or found.year != aar:
            return None
        early = self.foerste_aar is not None and aar < self.foerste_aar
        late = self.sidste_aar is not None and aar > self.sidste_aar
        return None if early or late else found

    def _dag(self, aar: int) -> date | None:
        if fixed := _FIXED.fullmatch(self.hvornaar):
            if fixed[0] == "02-29" and not isleap(aar):
                return None
            return date(aar, int(fixed[1]), int(fixed[2]))
        if moving := _EASTER.fullmatch(self.hvornaar):
            days = int(moving[2] or 0) * (-1 if moving[1] == "-" else 1)
            return easter(aar) + timedelta(days=days)
        return date.fromisoformat(self.hvornaar)


@dataclass(frozen=True, slots=True)
class Bankkalender:
    """Monday to Friday without the days off."""

    navn: str
    lukkedage: tuple[Lukkedag, ...]


DANSKE_LUKKEDAGE = (
    Lukkedag("nytårsdag", "01-01"),
    Lukkedag("skærtorsdag", "påske-3"),
    Lukkedag("langfredag", "påske-2"),
    Lukkedag("2. påskedag", "påske+1"),
    Lukkedag("store bededag", "påske+26", sidste_aar=2023),
    Lukkedag("Kristi himmelfartsdag", "påske+39"),
    Lukkedag("fredag efter Kristi himmelfartsdag", "påske+40"),
    Lukkedag("2. pinsedag", "påske+50"),
    Lukkedag("grundlovsdag", "06-05"),
    Lukkedag("juleaftensdag", "12-24"),
    Lukkedag("1. juledag", "12-25"),
    Lukkedag("2. juledag", "12-26"),
    Lukkedag("nytårsaftensdag", "12-31"),
)
_INGEN_HELLIGDAGE = {"fredag efter Kristi himmelfartsdag", "grundlovsdag", "juleaftensdag", "nytårsaftensdag"}
HELLIGDAGE = Bankkalender("danske helligdage", tuple(dag for dag in DANSKE_LUKKEDAGE if dag.navn not in _INGEN_HELLIGDAGE))
"""Monday to Friday without the Danish public holidays: when Danish registers deliver. Banks are closed on some days more."""
BETALINGSSERVICE = Bankkalender("Betalingsservice", DANSKE_LUKKEDAGE)
"""Danish bank days: deadlines of Betalingsservice."""
BANKEN = Bankkalender("GrønlandsBANKEN", (*DANSKE_LUKKEDAGE, Lukkedag("Ullortuneq", "06-21")))
"""Bank days of the Greenlandic bank. 21 June is our assumption (payments.md 2.5 (A)); the bank confirms or the list is replaced."""


def kalender(navn: str, lukkedage: Sequence[Mapping[str, Any]]) -> Bankkalender:
    """A calendar from configuration: tables with ``navn``, ``hvornaar`` and if wanted ``foerste_aar`` and ``sidste_aar``.

    Raises ValueError with what is wrong.
    """
    try:
        return Bankkalender(navn, tuple(Lukkedag(**one) for one in lukkedage))
    except TypeError as error:
        raise ValueError(f"Kalenderen {navn} har en lukkedag med forkerte felter: {error}") from error


@cache
def _lukket(kalender: Bankkalender, aar: int) -> frozenset[date]:
    return frozenset(found for one in kalender.lukkedage if (found := one.i(aar)) is not None)


def er_lukkedag(dato: date, kalender: Bankkalender = BETALINGSSERVICE) -> bool:
    """Whether `dato` is one of the calendar's days off; weekends are none."""
    return dato in _lukket(kalender, dato.year)


def er_bankdag(dato: date, kalender: Bankkalender = BETALINGSSERVICE) -> bool:
    """Whether the banks work on `dato`."""
    if isinstance(dato, datetime):
        raise TypeError("en bankdag er en dato uden klokkeslæt")
    return dato.weekday() < 5 and dato not in _lukket(kalender, dato.year)


def naeste_bankdag(dato: date, kalender: Bankkalender = BETALINGSSERVICE) -> date:
    """The first bank day on or after `dato`: `dato` itself when it is one."""
    return next(_fra(dato, _DAY, kalender))


def bankdage_foer(dato: date, n: int, kalender: Bankkalender = BETALINGSSERVICE) -> date:
    """The `n`th bank day before `dato`, which itself does not count. ValueError unless `n` is at least 1."""
    return _nummer(_fra(dato - _DAY, -_DAY, kalender), n)


def bankdage_efter(dato: date, n: int, kalender: Bankkalender = BETALINGSSERVICE) -> date:
    """The `n`th bank day after `dato`, which itself does not count. ValueError unless `n` is at least 1."""
    return _nummer(_fra(dato + _DAY, _DAY, kalender), n)


def foerste_bankdag(aar: int, md: int, kalender: Bankkalender = BETALINGSSERVICE) -> date:
    """The first bank day of a month."""
    return naeste_bankdag(date(aar, md, 1), kalender)


def bankdag_bagfra(aar: int, md: int, n: int, kalender: Bankkalender = BETALINGSSERVICE) -> date:
    """The `n`th last bank day of a month: 1 is the last. ValueError when the month has not so many."""
    found = bankdage_foer(date(aar + md // 12, md % 12 + 1, 1), n, kalender)
    if (found.year, found.month) != (aar, md):
        raise ValueError(f"{md:02d}.{aar} har ikke {n} bankdage")
    return found


def sjettesidste_bankdag(aar: int, md: int, kalender: Bankkalender = BETALINGSSERVICE) -> date:
    """The sixth-last bank day of a month: until 11:00 that day Betalingsservice takes the next month's payments (5.2)."""
    return bankdag_bagfra(aar, md, 6, kalender)


def _fra(dato: date, step: timedelta, kalender: Bankkalender) -> Iterator[date]:
    while True:
        if er_bankdag(dato, kalender):
            yield dato
        dato += step


def _nummer(days: Iterator[date], n: int) -> date:
    if n < 1:
        raise ValueError("antallet af bankdage skal være mindst 1")
    for _ in range(n - 1):
        next(days)
    return next(days)
