"""What a billing run is told, what the system constants add, and every check on it before anything is computed.

What every order of this kind says is checked by `inka.bestilling`. Source: prisme.md 3.7 (områdenummer).
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from snitflade.exchange.konstanter import KONSTANTER, KonstantUgyldig, konstant
from snitflade.formats.problems import ProblemKind, Problems
from snitflade.inka.bestilling import tjek_datoer, tjek_kommune, tjek_tekster
from snitflade.tekn.renovation.kvartal import Kvartal

KOERSEL_KVARTAL = ProblemKind("KOERSEL_KVARTAL", "«{raw}» er ikke et kvartal. Skriv år, K og kvartalets nummer, fx 2018K1.")
KOERSEL_INDSTILLING = ProblemKind("KOERSEL_INDSTILLING", "«{raw}» kan {noegle} ikke være. Skriv {tilladt}.")


@dataclass(frozen=True, slots=True)
class Parametre:
    """A run as the operator orders it. What is None comes from the system constants on the posting date.

    `posteringsdato` is PST_DTO, `forfaldsdato` VAL_DTO, `regnskabsaar` RSK_AAR, `konteret_af` INIT (may be empty); `tekst` is
    usually ``Kvartal.tekst``. The keys of the constants stand in `INDSTILLINGER`.
    """

    kommune: str
    kvartal: str
    posteringsdato: dt.date
    forfaldsdato: dt.date
    regnskabsaar: int
    tekst: str
    konteret_af: str = ""
    omraadenummer: str | None = None
    modkonto: str | None = None
    afregning: str | None = None
    rate_pr: str | None = None
    trans_10_uden_rate: str | None = None


INDSTILLINGER = {
    "omraadenummer": "4011",
    "modkonto": "renovation.modkonto",
    "afregning": "renovation.afregning",
    "rate_pr": "renovation.rate_pr",
    "trans_10_uden_rate": "prisme.trans_10_uden_rate",
}
"""The parameters that a system constant fills, and its key."""


@dataclass(frozen=True, slots=True)
class Opsaetning:
    """A checked order: the quarter, the municipality in four digits, and every setting."""

    kommune: str
    kvartal: Kvartal
    omraadenummer: str
    modkonto: str
    afregning: str
    rate_pr: str
    trans_10_uden_rate: bool


def opsaet(parametre: Parametre, problems: Problems) -> Opsaetning | None:
    """Check the order and fill it from the system constants; every fault is reported. None when it is unusable."""
    before = problems.errors
    kommune = tjek_kommune(parametre.kommune, problems)
    kvartal = None
    try:
        kvartal = Kvartal.laes(parametre.kvartal)
    except ValueError:
        problems.add(KOERSEL_KVARTAL, field="kvartal", raw=parametre.kvartal)
    tjek_datoer(parametre.posteringsdato, parametre.forfaldsdato, parametre.regnskabsaar, problems)
    tjek_tekster(parametre.tekst, parametre.konteret_af, problems)
    settings = {name: _setting(parametre, name, noegle, problems) for name, noegle in INDSTILLINGER.items()}
    if kvartal is None or problems.errors > before:
        return None
    alone = settings.pop("trans_10_uden_rate") == "J"
    return Opsaetning(kommune, kvartal, trans_10_uden_rate=alone, **settings)


def _setting(parametre: Parametre, name: str, noegle: str, problems: Problems) -> str:
    """The value of one setting: the order's own, else the system constant's."""
    value: str | None = getattr(parametre, name)
    if value is None:
        try:
            return konstant(noegle, parametre.posteringsdato)
        except KonstantUgyldig as error:
            value = error.vaerdi
    declared = KONSTANTER[noegle]
    if not declared.gyldig(value):
        problems.add(KOERSEL_INDSTILLING, field=name, raw=value, noegle=noegle, tilladt=declared.tilladt)
    return value
