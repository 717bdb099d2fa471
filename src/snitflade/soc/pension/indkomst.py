"""The income that a pension is calculated from: aktuel indkomst without the pension itself, or what a caseworker expects.

Aktuel indkomst counts twelve months, and pension is A-income in them. What we handed over is taken out month by month;
for months of pension before our first hand-over the card says what was paid. Where that is not known, neither is the income.

Source: social-teknik.md 3.4, skat-inddrivelse.md 6.1.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from snitflade.skat import indkomst as skat
from snitflade.soc.maaned import Maaned
from snitflade.soc.pension.models_pension import Indkomstart, Overleveringslinje, Pensionist

TOLV = 12
_AT_ONCE = 5_000
_ALDRIG = "999912"


@dataclass(frozen=True, slots=True)
class Fundet:
    """What was found: an income in øre per year, or (None) the Danish sentence why there is none."""

    indkomst: int | None
    art: Indkomstart
    maaned: dt.date | None = None
    mangler: str = ""


def overleveret(kort: Collection[int]) -> dict[tuple[int, str], int]:
    """What has been handed over and approved of each card's month."""
    found: defaultdict[tuple[int, str], int] = defaultdict(int)
    numbers = sorted(set(kort))
    for at in range(0, len(numbers), _AT_ONCE):
        some = numbers[at : at + _AT_ONCE]
        rows = Overleveringslinje.objects.filter(pensionist__in=some).exclude(overlevering__godkendt_af="").order_by()
        for pk, month, amount in rows.values_list("pensionist_id", "overlevering__maaned", "forskel"):
            found[pk, month] += amount
    return dict(found)


def find(kort: Sequence[Pensionist], dag: dt.date) -> dict[int, Fundet]:
    """The income of each card on a day, by the card's id."""
    newest = skat.seneste_for([row.cpr for row in kort if row.forventet_indkomst is None], dag)
    paid = overleveret([row.pk for row in kort])
    first: dict[int, str] = {}
    for pk, month in paid:
        first[pk] = min(first.get(pk, month), month)
    return {row.pk: _find(row, newest.get(row.cpr), paid, first.get(row.pk, _ALDRIG)) for row in kort}


def _find(row: Pensionist, value: skat.Maaned | None, paid: Mapping[tuple[int, str], int], first: str) -> Fundet:
    if row.forventet_indkomst is not None:
        return Fundet(row.forventet_indkomst, Indkomstart.FORVENTET)
    if value is None or value.gaelder is None:
        lacking = value.mangler if value is not None else "Der er ikke modtaget en aktuel indkomst."
        return Fundet(None, Indkomstart.AKTUEL, mangler=f"{lacking} Hent den, eller skriv en forventet biindtægt.")
    own, unknown = _pension(row, Maaned.af(value.maaned), paid, first)
    if unknown is not None:
        return Fundet(
            None,
            Indkomstart.AKTUEL,
            value.maaned,
            f"Pensionen for {unknown.tekst} indgår i indkomsten, men er ikke overleveret herfra. "
            "Skriv på kortet, hvad der blev udbetalt pr. måned.",
        )
    return Fundet(max(0, value.gaelder - own), Indkomstart.AKTUEL, value.maaned)


def _pension(row: Pensionist, last: Maaned, paid: Mapping[tuple[int, str], int], first: str) -> tuple[int, Maaned | None]:
    """The pension in the twelve months that end with `last`, and the month for which it is not known. `first`: the first that was
    handed over."""
    total = 0
    for back in range(TOLV - 1, -1, -1):
        month = last.plus(-back)
        if month.sidste < row.fra or (row.til is not None and month.foerste > row.til):
            continue
        if (row.pk, str(month)) in paid:
            total += paid[row.pk, str(month)]
        elif str(month) < first and row.kendt_pension is not None:
            total += row.kendt_pension
        else:
            return total, month
    return total, None
