"""Due dates and deadlines of collections, in Danish bank days and by Danish clocks (payments.md 2.5 and 5.2).

>>> print(frist(dt.date(2026, 12, 1)))
2026-11-23 11:00:00+01:00
"""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

from snitflade.exchange.bankdage import er_bankdag, foerste_bankdag, naeste_bankdag, sjettesidste_bankdag
from snitflade.exchange.schedule import COPENHAGEN
from snitflade.formats.problems import ProblemKind, Problems, Severity

FRIST_OVERSKREDET = ProblemKind(
    "FRIST_OVERSKREDET",
    "Opkrævninger med forfald {raw} skulle være hos Betalingsservice inden {frist}. Vælg en senere forfaldsdato: "
    "den næste mulige er {naeste}.",
    spec="FRIST_OVERSKREDET",
)
FORFALD_FJERNT = ProblemKind("FORFALD_FJERNT", "Forfaldsdatoen {raw} er mere end {dage} dage fremme. Vælg en tidligere.")
FORFALD_BANKDAG = ProblemKind("FORFALD_BANKDAG", "Forfaldsdatoen {raw} er ingen bankdag; der betales {naeste}.", Severity.ADVARSEL)

LAENGST = 90
"""Days ahead a due date may lie."""
_KLOKKEN, _ZONE = dt.time(11), ZoneInfo(COPENHAGEN)


def frist(forfald: dt.date) -> dt.datetime:
    """Before when a collection must be with Betalingsservice: 11 o'clock on the sixth-last bank day of the month before."""
    before = forfald.replace(day=1) - dt.timedelta(days=1)
    return dt.datetime.combine(sjettesidste_bankdag(before.year, before.month), _KLOKKEN, _ZONE)


def naeste_forfald(now: dt.datetime) -> dt.date:
    """The earliest first bank day of a month whose deadline has not passed."""
    first = now.astimezone(_ZONE).date().replace(day=1)
    while True:
        first = (first + dt.timedelta(days=31)).replace(day=1)
        if now < frist(first):
            return foerste_bankdag(first.year, first.month)


def tjek(forfald: dt.date, now: dt.datetime, problems: Problems) -> None:
    """Report what is wrong with a due date at the moment `now`."""
    if now >= frist(forfald):
        problems.add(FRIST_OVERSKREDET, field="forfaldsdato", raw=f"{forfald:%d-%m-%Y}", frist=_moment(forfald), naeste=_dag(now))
    elif (forfald - now.astimezone(_ZONE).date()).days > LAENGST:
        problems.add(FORFALD_FJERNT, field="forfaldsdato", raw=f"{forfald:%d-%m-%Y}", dage=LAENGST)
    if not er_bankdag(forfald):
        problems.add(FORFALD_BANKDAG, field="forfaldsdato", raw=f"{forfald:%d-%m-%Y}", naeste=f"{naeste_bankdag(forfald):%d-%m-%Y}")


def for_sent(forfald: dt.date, now: dt.datetime) -> str:
    """Empty, or the sentence why collections with this due date may not go out any more."""
    if now < frist(forfald):
        return ""
    return FRIST_OVERSKREDET.text.format(raw=f"{forfald:%d-%m-%Y}", frist=_moment(forfald), naeste=_dag(now))


def _moment(forfald: dt.date) -> str:
    return f"{frist(forfald):%d-%m-%Y kl. %H.%M} dansk tid"


def _dag(now: dt.datetime) -> str:
    return f"{naeste_forfald(now):%d-%m-%Y}"
