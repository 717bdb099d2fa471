"""What is looked at in new rates before anybody may use them, and how they compare with those before (social-teknik.md 3.3)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from snitflade.formats.problems import ProblemKind, Problems, Severity
from snitflade.formats.text import beloeb_tekst
from snitflade.soc.pension.koder import KODER
from snitflade.soc.pension.satser import Sats, paa, tal

PEN_KODE_MANGLER = ProblemKind(
    "PEN_KODE_MANGLER",
    "{kode} ({tekst}) mangler for {aar}: den står ikke i filen, og ingen godkendt sats gælder. Bed om et fuldstændigt regneark.",
    spec="PEN-E01",
)
PEN_UDSVING = ProblemKind(
    "PEN_UDSVING",
    "{kode} ændres {procent} % fra {dato}. Det er uden for −5 til +20 %; se efter, om satsen er rigtig.",
    Severity.ADVARSEL,
    spec="PEN-W01",
)
PEN_GRAENSE = ProblemKind(
    "PEN_GRAENSE",
    "AP_GRUND_GRAENSE fra {dato} er {er} kr., men tillægget for enlige er 0 ved {ventet} kr. De plejer at være ens.",
    Severity.ADVARSEL,
    spec="PEN-W02",
)
PEN_NUL = ProblemKind(
    "PEN_NUL",
    "Grundbeløbet er fra {dato} 0 ved {ventet} kr., men den offentliggjorte grænse er {er} kr. Se efter, hvilken der er forkert.",
    Severity.ADVARSEL,
    spec="PEN-W03",
)
LAVEST, HOEJEST = Fraction(-5, 100), Fraction(20, 100)
KRONE = 100


@dataclass(frozen=True, slots=True)
class Sammenligning:
    """A new rate beside the one that holds the day before it begins. `procent`: the change; None where there was none before."""

    ny: Sats
    foer: Sats | None

    @property
    def aendring(self) -> Fraction | None:
        """The change as a share of what it was."""
        return None if self.foer is None else (self.ny.tal - self.foer.tal) / self.foer.tal

    @property
    def procent(self) -> str:
        """The change in per cent, with its sign; empty where there was nothing before."""
        change = self.aendring
        return "" if change is None else procent(change)


def procent(change: Fraction) -> str:
    """A share in per cent with one decimal, half away from zero.

    >>> procent(Fraction(1, 8)), procent(Fraction(-51, 1000)), procent(Fraction(0))
    ('+12,5', '−5,1', '0,0')
    """
    tenths = int(abs(change) * 1000 + Fraction(1, 2))
    sign = "" if not tenths else "−" if change < 0 else "+"
    return f"{sign}{tenths // 10},{tenths % 10}"


def sammenlign(nye: Sequence[Sats], godkendte: Sequence[Sats]) -> list[Sammenligning]:
    """Each new rate beside what holds before it: from the same sheet, else what has been accepted."""
    found = []
    for ny in nye:
        day = ny.gyldig_fra - dt.timedelta(days=1)
        found.append(Sammenligning(ny, samlet(nye, godkendte, day).get(ny.kode)))
    return found


def samlet(nye: Sequence[Sats], godkendte: Sequence[Sats], dato: dt.date) -> Mapping[str, Sats]:
    """What would hold on a day if the new ones were accepted: each takes the place of an accepted one of the same first day."""
    replaced = {(ny.kode, ny.gyldig_fra) for ny in nye}
    kept: list[Sats] = [sats for sats in godkendte if (sats.kode, sats.gyldig_fra) not in replaced]
    return paa([*kept, *nye], dato)


def proev(nye: Sequence[Sats], godkendte: Sequence[Sats], problems: Problems) -> None:
    """Everything there is to say: what lacks (errors), and what looks odd (warnings)."""
    for dag in _dage(nye):
        held = samlet(nye, godkendte, dag)
        for kode, om in KODER.items():
            if om.kraevet and kode not in held:
                problems.add(PEN_KODE_MANGLER, field="kode", kode=kode, tekst=om.tekst, aar=dag.year)
        _graenser(tal(held), dag, problems)
    for one in sammenlign(nye, godkendte):
        change = one.aendring
        if change is not None and not LAVEST <= change <= HOEJEST:
            dato = f"{one.ny.gyldig_fra:%d-%m-%Y}"
            problems.add(PEN_UDSVING, field="vaerdi", kode=one.ny.kode, procent=one.procent, dato=dato)


def _dage(nye: Sequence[Sats]) -> Iterator[dt.date]:
    """The first days of the rates of the sheet's newest year: older years may be history without all codes."""
    newest = max((ny.gyldig_fra.year for ny in nye), default=0)
    yield from sorted({ny.gyldig_fra for ny in nye if ny.gyldig_fra.year == newest})


def _graenser(held: Mapping[str, Fraction], dag: dt.date, problems: Problems) -> None:
    dato = f"{dag:%d-%m-%Y}"
    if {"AP_GRUND_GRAENSE", "AP_TIL_GRAENSE_ENLIG", "AP_TIL_ENLIG", "AP_TIL_PCT_ENLIG"} <= held.keys():
        wanted = _krone(held["AP_TIL_GRAENSE_ENLIG"] + held["AP_TIL_ENLIG"] / held["AP_TIL_PCT_ENLIG"])
        if held["AP_GRUND_GRAENSE"] != wanted:
            there, other = beloeb_tekst(int(held["AP_GRUND_GRAENSE"])), beloeb_tekst(wanted)
            problems.add(PEN_GRAENSE, field="vaerdi", dato=dato, er=there, ventet=other)
    if {"AP_GRUND_GRAENSE", "AP_GRUND", "AP_GRUND_PCT", "AP_GRUND_NUL"} <= held.keys():
        zero = held["AP_GRUND_GRAENSE"] + held["AP_GRUND"] / held["AP_GRUND_PCT"]
        if abs(zero - held["AP_GRUND_NUL"]) >= KRONE:
            there, other = beloeb_tekst(int(held["AP_GRUND_NUL"])), beloeb_tekst(_krone(zero))
            problems.add(PEN_NUL, field="vaerdi", dato=dato, er=there, ventet=other)


def _krone(value: Fraction) -> int:
    """Øre, rounded to whole kroner, half up."""
    return int(value / KRONE + Fraction(1, 2)) * KRONE
