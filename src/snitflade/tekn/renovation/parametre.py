"""What a billing run is told, what the system constants add, and every check on it before anything is computed.

Sources: prisme.md 2.2 (text, initials), 2.6 (regnskabsår), 3.7 (områdenummer), 3.8 (dates), social-teknik.md 11.8 (REN-E08).
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from snitflade.exchange.konstanter import KONSTANTER, KonstantUgyldig, konstant
from snitflade.formats.problems import ProblemKind, Problems
from snitflade.tekn.renovation.kvartal import Kvartal

KOERSEL_KOMMUNE = ProblemKind("KOERSEL_KOMMUNE", "«{raw}» er ikke et kommunenummer. Skriv fire cifre, fx 0956.")
KOERSEL_KVARTAL = ProblemKind("KOERSEL_KVARTAL", "«{raw}» er ikke et kvartal. Skriv år, K og kvartalets nummer, fx 2018K1.")
KOERSEL_FORFALD = ProblemKind(
    "KOERSEL_FORFALD", "Forfaldsdatoen {raw} ligger før posteringsdatoen {dato}. Vælg en senere forfaldsdato.", spec="REN-E08"
)
KOERSEL_REGNSKABSAAR = ProblemKind(
    "KOERSEL_REGNSKABSAAR",
    "Regnskabsåret {raw} ligger mere end ét år fra posteringsdatoens år {aar}. Ret regnskabsåret eller posteringsdatoen.",
    spec="REN-E08",
)
KOERSEL_KONTERET_AF = ProblemKind("KOERSEL_KONTERET_AF", "«{raw}» kan ikke stå her. Skriv højst 5 tegn uden mellemrum og &.")
KOERSEL_TEKST = ProblemKind("KOERSEL_TEKST", "Posteringsteksten «{raw}» må ikke være tom eller have & eller kontroltegn. Ret den.")
KOERSEL_TEKST_FOR_LANG = ProblemKind(
    "KOERSEL_TEKST_FOR_LANG", "Posteringsteksten «{raw}» fylder {antal} tegn, og der er plads til {plads}. Skriv den kortere."
)
KOERSEL_INDSTILLING = ProblemKind("KOERSEL_INDSTILLING", "«{raw}» kan {noegle} ikke være. Skriv {tilladt}.")

TEKSTBREDDE = 35
"""G69 field 153."""

_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]")


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
    kommune = parametre.kommune.zfill(4) if len(parametre.kommune) == 3 else parametre.kommune
    if not re.fullmatch("[0-9]{4}", kommune):
        problems.add(KOERSEL_KOMMUNE, field="kommune", raw=parametre.kommune)
    kvartal = None
    try:
        kvartal = Kvartal.laes(parametre.kvartal)
    except ValueError:
        problems.add(KOERSEL_KVARTAL, field="kvartal", raw=parametre.kvartal)
    _check_dates(parametre, problems)
    _check_texts(parametre, problems)
    settings = {name: _setting(parametre, name, noegle, problems) for name, noegle in INDSTILLINGER.items()}
    if kvartal is None or problems.errors > before:
        return None
    alone = settings.pop("trans_10_uden_rate") == "J"
    return Opsaetning(kommune, kvartal, trans_10_uden_rate=alone, **settings)


def _check_dates(parametre: Parametre, problems: Problems) -> None:
    if parametre.forfaldsdato < parametre.posteringsdato:
        dato = parametre.posteringsdato.isoformat()
        problems.add(KOERSEL_FORFALD, field="forfaldsdato", raw=parametre.forfaldsdato.isoformat(), dato=dato)
    aar = parametre.posteringsdato.year
    if abs(parametre.regnskabsaar - aar) > 1:
        problems.add(KOERSEL_REGNSKABSAAR, field="regnskabsaar", raw=str(parametre.regnskabsaar), aar=aar)


def _check_texts(parametre: Parametre, problems: Problems) -> None:
    initials, text = parametre.konteret_af, parametre.tekst
    if len(initials) > 5 or "&" in initials or any(tegn.isspace() for tegn in initials) or _CONTROL.search(initials):
        problems.add(KOERSEL_KONTERET_AF, field="konteret_af", raw=initials)
    if not text.strip() or "&" in text or _CONTROL.search(text):
        problems.add(KOERSEL_TEKST, field="tekst", raw=text)
    elif len(text) > TEKSTBREDDE:
        problems.add(KOERSEL_TEKST_FOR_LANG, field="tekst", raw=text, antal=len(text), plads=TEKSTBREDDE)


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
