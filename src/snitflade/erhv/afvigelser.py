"""Where a year is not the sum of what its months told Skattestyrelsen. Source: skat-inddrivelse.md 3.2."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from snitflade.erhv.indberetning import Ordre, gaeldende
from snitflade.erhv.indkomst import Sum4
from snitflade.erhv.models_afregning import Indberettet
from snitflade.erhv.perioder import Periode
from snitflade.erhv.personer import Grundlag, hvem
from snitflade.exchange.konstanter import konstant
from snitflade.folk.gaeldende import gaeldende_numre

MAANED = "erhv.braetsalg-skat"


@dataclass(frozen=True, slots=True)
class Afvigelse:
    """A seller's month that the year has otherwise than it was told; `indberettet` None: it was not."""

    saelger: str
    maaned: dt.date
    aaret: Sum4
    indberettet: Sum4 | None


def afvigelser(ordre: Ordre, found: Grundlag, months: Mapping[str, Mapping[dt.date, Sum4]]) -> list[Afvigelse]:
    """The months that differ, by month and person. `months`: the year's, whole kroner, by number."""
    whose = {person.nummer: hvem(person) for person in found.personer}
    odd = []
    for month in range(1, 13):
        foerste = dt.date(ordre.periode.aar, month, 1)
        told = _indberettet(ordre.kommune, foerste)
        skat = konstant("erhv.indberet_skat", Periode.maaned(foerste).sidste) == "J"
        here = {number: of[foerste] for number, of in months.items() if foerste in of}
        for number in sorted({*here, *told}):
            mine, theirs = here.get(number, Sum4()), told.get(number)
            same = (theirs or Sum4()).salg == mine.salg and (not skat or (theirs or Sum4()).skat == mine.skat)
            if not same:
                odd.append(Afvigelse(whose.get(number, "en sælger uden salg i året"), foerste, mine, theirs))
    return odd


def _indberettet(kommune: str, foerste: dt.date) -> dict[str, Sum4]:
    """What the last report of a month that was sent says of each person, under the number that is valid now."""
    exchange = gaeldende(MAANED, kommune, Periode.maaned(foerste))
    rows = list(Indberettet.objects.filter(exchange=exchange, holdt="")) if exchange is not None else []
    valid = gaeldende_numre({row.cpr for row in rows})
    sums: dict[str, Sum4] = {}
    for row in rows:
        one = sums.setdefault(valid[row.cpr], Sum4())
        one += Sum4(salg=row.fil_salg, skat=row.fil_skat)
    return sums
