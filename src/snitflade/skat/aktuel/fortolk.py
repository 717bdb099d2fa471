"""What an answer means: an amount for a window of months, or why there is none. A missing amount is missing, never 0.

Source: skat-inddrivelse.md 6.1 to 6.3.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from snitflade.formats.problems import ProblemKind, Problems, Severity
from snitflade.skat import maaneder
from snitflade.skat.aktuel.fil import Svar
from snitflade.skat.aktuel.koder import Betydning
from snitflade.skat.models_aktuel import Indkomstkilde, Svarudfald

AKTUEL_KODE = ProblemKind(
    "AKTUEL_KODE",
    "Returkoden «{raw}» ({tekst}) kendes ikke. Den gamle indkomst er beholdt. Spørg, hvad koden betyder, og sæt den i "
    "systemkonstanten skat.aktuel.returkoder.",
    Severity.ADVARSEL,
    spec="S03",
)
AKTUEL_BELOEB = ProblemKind(
    "AKTUEL_BELOEB",
    "Indkomsten «{raw}» er ikke et beløb fra 0 til 999999999 kr. Den gamle indkomst er beholdt.",
    Severity.ADVARSEL,
    spec="R06",
)
AKTUEL_MAANED = ProblemKind(
    "AKTUEL_MAANED", "Måneden «{raw}» er ikke skrevet ÅÅÅÅMM. Den gamle indkomst er beholdt.", Severity.ADVARSEL, spec="R05"
)
AKTUEL_FREMMED = ProblemKind(
    "AKTUEL_FREMMED",
    "Svaret er om en anden person end den, der blev spurgt om. Det er ikke brugt. Sig det til dem, der driver tjenesten.",
    Severity.ADVARSEL,
)
AKTUEL_PERIODE = ProblemKind(
    "AKTUEL_PERIODE",
    "Perioden slutter med {raw}, som er {hvordan}. Indkomsten er gemt og mærket ufuldstændig.",
    Severity.ADVARSEL,
)
FOER_JULI_2018 = dt.date(2018, 7, 1)
"""From this month on the amount comes before standardfradrag; until then after it."""
STOERST = Decimal(999_999_999)
AELDST = 14
"""Months after which a window is so old that it is told."""


@dataclass(frozen=True, slots=True)
class Vaerdi:
    """A received income. Amounts in øre."""

    maaned: dt.date
    foer_fradrag: int | None
    efter_fradrag: int | None
    udloebsmaaned: dt.date | None
    returkode: str
    mangler: str

    @property
    def beloeb(self) -> tuple[int | None, int | None, dt.date | None]:
        """What makes it another value than the one before for the same month."""
        return self.foer_fradrag, self.efter_fradrag if self.foer_fradrag is None else None, self.udloebsmaaned


@dataclass(frozen=True, slots=True)
class Fortolkning:
    """What a question about a person came to."""

    udfald: Svarudfald
    besked: str = ""
    vaerdi: Vaerdi | None = None


@dataclass(frozen=True, slots=True)
class Grundlag:
    """What an answer is read with. `fradrag`: the year's standardfradrag in øre, None where it is not entered."""

    kilde: Indkomstkilde
    koder: Mapping[str, Betydning]
    dag: dt.date
    fradrag: Callable[[dt.date], int | None]


_UDFALD = {
    Betydning.UKENDT: Svarudfald.UKENDT,
    Betydning.INTET: Svarudfald.INTET,
    Betydning.INDDATA: Svarudfald.AFVIST,
    Betydning.TEKNISK: Svarudfald.FEJL,
}
_ETAX = {"0": Betydning.OK, "2": Betydning.INTET}


def fortolk(svar: Svar, linje: int, grundlag: Grundlag, problems: Problems) -> Fortolkning:
    """What an answer means; what is odd about it goes to `problems`, at its line."""
    raw = svar.svar
    if raw is None:
        return Fortolkning(Svarudfald.FEJL, f"{svar.fejl}: {svar.tekst}"[:300])
    if raw.cpr and raw.cpr != svar.cpr:
        problems.add(AKTUEL_FREMMED, line=linje, field="cpr")
        return Fortolkning(Svarudfald.FEJL, "Svaret var om en anden person.")
    codes = grundlag.koder if grundlag.kilde is Indkomstkilde.FOSP else _ETAX
    meaning = codes.get(raw.kode)
    if meaning is None:
        problems.add(AKTUEL_KODE, line=linje, field="returkode", raw=raw.kode, tekst=raw.tekst)
        return Fortolkning(Svarudfald.FEJL, f"Ukendt returkode {raw.kode} {raw.tekst}".strip()[:300])
    if meaning in _UDFALD:
        return Fortolkning(_UDFALD[meaning], f"{raw.kode} {raw.tekst}".strip()[:300])
    amount, month, expires = _oere(raw.rai, grundlag.kilde), _maaned(raw.seneste_maaned), _maaned(raw.udloebsmaaned)
    if amount is None:
        problems.add(AKTUEL_BELOEB, line=linje, field="rai", raw=raw.rai)
    for name, text, found in (("seneste_maaned", raw.seneste_maaned, month), ("udloebsmaaned", raw.udloebsmaaned, expires)):
        if found is None:
            problems.add(AKTUEL_MAANED, line=linje, field=name, raw=text)
    if amount is None or month is None or expires is None or month == _INGEN:
        if month == _INGEN:
            problems.add(AKTUEL_MAANED, line=linje, field="seneste_maaned", raw=raw.seneste_maaned)
        return Fortolkning(Svarudfald.FEJL, "Svaret har ikke et beløb og en måned, der kan læses.")
    lacking = _mangler(svar, meaning, month, linje, grundlag.dag, problems)
    until = None if expires == _INGEN else expires
    if month < FOER_JULI_2018:
        value = Vaerdi(month, None, amount, until, raw.kode, lacking)
    else:
        fradrag = grundlag.fradrag(month)
        value = Vaerdi(month, amount, None if fradrag is None else max(0, amount - fradrag), until, raw.kode, lacking)
    return Fortolkning(Svarudfald.VAERDI, "", value)


_INGEN = dt.date.min
"""What stands for ``000000``: no month, said so."""


def _maaned(text: str) -> dt.date | None:
    """The month, `_INGEN` for none; None for what is no month."""
    try:
        return maaneder.laes(text) or _INGEN
    except ValueError:
        return None


def _oere(text: str, kilde: Indkomstkilde) -> int | None:
    """The amount in øre; whole kroner from FOSP, kroner and øre in a sum."""
    try:
        kroner = Decimal(text)
    except InvalidOperation:
        return None
    if not kroner.is_finite() or not 0 <= kroner <= STOERST:
        return None
    oere = kroner * (1 if kilde is Indkomstkilde.FOSP else 100)
    if oere != oere.to_integral_value():
        return None
    return int(oere) * (100 if kilde is Indkomstkilde.FOSP else 1)


def _mangler(svar: Svar, meaning: Betydning, month: dt.date, linje: int, dag: dt.date, problems: Problems) -> str:
    """Why the amount is incomplete, in words."""
    found = []
    if meaning is Betydning.UFULDSTAENDIG:
        found.append("Tjenesten siger, at grundlaget er ufuldstændigt.")
    if svar.mangler:
        found.append(f"Der er ingen indkomst for {svar.mangler} af de 12 måneder.")
    age = maaneder.afstand(month, dag)
    how = "i fremtiden" if age < 0 else f"for mere end {AELDST} måneder siden" if age > AELDST else ""
    if how:
        problems.add(AKTUEL_PERIODE, line=linje, field="seneste_maaned", raw=f"{month:%Y-%m}", hvordan=how)
        found.append(f"Perioden slutter {how}.")
    return " ".join(found)
