"""Which parameters hold in a month.

Nothing is guessed: a month without parameters is refused (BS-E30), and says what to enter. Source: social-teknik.md 2.4 and 2.5.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

from snitflade.exchange.konstanter import konstant
from snitflade.soc.boligsikring.models_sats import (
    Afrunding,
    Boligsats,
    Delmaaned,
    Egenandel,
    Metode,
    Pensionsfradrag,
    Trin,
)
from snitflade.soc.boligsikring.regn import Satser, Taerskel
from snitflade.soc.maaned import Maaned

STANDARDFRADRAG = "skat.standardfradrag"
R = TypeVar("R", Boligsats, Pensionsfradrag)


@dataclass(frozen=True, slots=True)
class Gaeldende:
    """What holds in a month (øre); None where nothing has been entered."""

    satser: Satser | None
    pension: tuple[int, int] | None
    """Deduction per old-age pensioner and per early pensioner."""
    standardfradrag: int | None


def gaeldende(maaned: Maaned) -> Gaeldende:
    """The parameters of the month's first day."""
    dato = maaned.foerste
    sats = _paa(list(Boligsats.objects.filter(gyldig_fra__lte=dato)), dato)
    pension = _paa(list(Pensionsfradrag.objects.filter(gyldig_fra__lte=dato)), dato)
    standard = konstant(STANDARDFRADRAG, dato)
    return Gaeldende(
        _satser(sats) if sats else None,
        (pension.alderspension, pension.foertidspension) if pension else None,
        int(standard) * 100 if standard else None,
    )


def _paa(rows: Sequence[R], dato: dt.date) -> R | None:
    """The youngest row that has begun, unless its time is over."""
    newest = max(rows, key=lambda row: row.gyldig_fra, default=None)
    return newest if newest is not None and (newest.gyldig_til is None or newest.gyldig_til >= dato) else None


def _satser(sats: Boligsats) -> Satser | None:
    """The parameters; None where they say that a table is used, and there is none."""
    table: defaultdict[int, list[tuple[int, int]]] = defaultdict(list)
    for row in Egenandel.objects.filter(sats=sats).order_by("boern", "indkomst_fra"):
        table[row.boern].append((row.indkomst_fra, row.egenandel))
    if sats.metode == Metode.TABEL and not table:
        return None
    return Satser(
        id=sats.pk,
        kilde=sats.kilde,
        uden=Taerskel(sats.uden_graense, sats.uden_point, sats.uden_minimum),
        med=Taerskel(sats.med_graense, sats.med_point, sats.med_minimum),
        maks_aar=sats.maks_aar,
        maks_aar_enkeltvaerelse=sats.maks_aar_enkeltvaerelse,
        min_aar=sats.min_aar,
        trin=Trin(sats.trin),
        afrunding=Afrunding(sats.afrunding),
        delmaaned=Delmaaned(sats.delmaaned),
        metode=Metode(sats.metode),
        tabel=sorted(table.items()),
    )
