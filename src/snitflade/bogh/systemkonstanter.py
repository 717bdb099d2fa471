"""System constants: what each may hold, its default, and where that comes from; and `systemkonstanter.csv`, which sets them.

>>> KONSTANTER["4011"].standard
'000'

Sources: winformatik.md 1.2, prisme.md 1, 2.4, 3.7 and 3.8, social-teknik.md 10.2, 11.3 and 11.5.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from django.db.models import F, Q

from snitflade.bogh.models import Systemkonstant
from snitflade.exchange.upsert import Optaelling, upsert
from snitflade.formats.cells import Date, Text
from snitflade.formats.delimited import Column, Table
from snitflade.formats.problems import ProblemKind, Problems
from snitflade.formats.text import mente_du

FILNAVN = "systemkonstanter.csv"
KOLONNER = (
    Column("Nøgle", Text(60)),
    Column("Værdi", Text(200)),
    Column("Gyldig fra", Date(), optional=True, empty=True),
)

KONSTANT_UKENDT = ProblemKind("KONSTANT_UKENDT", "Systemkonstanten «{raw}» kendes ikke. {raad}")
KONSTANT_VAERDI = ProblemKind("KONSTANT_VAERDI", "«{raw}» kan systemkonstant {noegle} ikke have. Skriv {tilladt}.")
KONSTANT_DOBBELT = ProblemKind("KONSTANT_DOBBELT", "«{raw}» med samme dato står allerede på linje {anden}. Behold én af linjerne.")


class KonstantMangler(Exception):
    """Systemkonstanten er ikke sat og har ingen standardværdi. Sæt den i systemkonstanter.csv."""

    def __init__(self, nummer: str) -> None:
        super().__init__(f"{nummer}: {self.__doc__}")


class KonstantUgyldig(Exception):
    """Systemkonstanten har en værdi, den ikke kan have. Ret den i systemkonstanter.csv."""

    def __init__(self, nummer: str, vaerdi: str) -> None:
        super().__init__(f"{nummer} = «{vaerdi}»: {self.__doc__}")
        self.vaerdi = vaerdi


@dataclass(frozen=True, slots=True)
class Konstant:
    """What a system constant may hold. `standard` None: it has no default and must be set where it is used."""

    betydning: str
    kilde: str
    standard: str | None = None
    valg: tuple[str, ...] = ()
    moenster: str = ".*"
    form: str = "en tekst"

    def gyldig(self, vaerdi: str) -> bool:
        """Whether the constant can have this value."""
        return vaerdi in self.valg if self.valg else re.fullmatch(self.moenster, vaerdi) is not None

    @property
    def tilladt(self) -> str:
        """The values it can have, in words."""
        return ", ".join(self.valg) if self.valg else self.form


def _konto(betydning: str, kilde: str, standard: str | None = None) -> Konstant:
    return Konstant(betydning, kilde, standard, moenster="[0-9]{10}", form="10 cifre")


def _bankkonto(betydning: str) -> Konstant:
    return Konstant(betydning, "winformatik.md 1.2", moenster="[0-9]{14}", form="4 cifre reg.nr. og 10 cifre konto, i alt 14 cifre")


def _mappe(betydning: str) -> Konstant:
    return Konstant(betydning, "winformatik.md 1.2", moenster=".+", form="en mappe")


def _art(betydning: str) -> Konstant:
    return Konstant(betydning, "winformatik.md 1.2", moenster="[^ ]+", form="en art uden mellemrum")


KONSTANTER: dict[str, Konstant] = {
    "301": _konto("Konto, der krediteres ved kreditorafregning", "winformatik.md 1.2"),
    "302": _bankkonto("Bankkonto for kreditorafregning"),
    "305": _mappe("Mappe for bankfiler"),
    "306": _konto("Inddrivelsesmyndighedens kundenummer", "winformatik.md 1.2"),
    "363": _mappe("Mappe for ITR-filer"),
    "364": _mappe("Arkivmappe for ITR-filer"),
    "365": _mappe("Mappe for PDF-filer"),
    "366": _mappe("Arkivmappe for PDF-filer"),
    "500": Konstant(
        "Største beløb i én social udbetaling, hele kroner", "winformatik.md 1.2", moenster="[0-9]{1,9}", form="et helt tal kroner"
    ),
    "501": _konto("Konto, der krediteres ved sociale udbetalinger", "winformatik.md 1.2"),
    "502": _bankkonto("Bankkonto for sociale udbetalinger"),
    "590": _art("Kreditart for A-bidrag betalt gennem bank"),
    "591": _art("Kreditart for A-bidrag betalt med rekvisition"),
    "868": _mappe("Affaldsvægte: mappe for indkomne filer"),
    "869": _mappe("Affaldsvægte: arkivmappe"),
    "870": _art("Affaldsvægte: standardart"),
    "4011": Konstant("Hvad Områdenummer i 10Q bærer", "prisme.md 3.7", "000", valg=("000", "GEO", "INDDRIV")),
    "prisme.kontonr_bredde": Konstant("Kontonummerets bredde i G69 felt 111", "prisme.md 2.4", "21", valg=("10", "15", "21")),
    "prisme.tegnsaet": Konstant("Tegnsæt i filer til Prisme", "prisme.md 1", "utf-8", valg=("utf-8", "cp1252")),
    "prisme.trans_10_uden_rate": Konstant(
        "Send trans 10 alene for en debitor, der betaler fra konto", "prisme.md 3.8", "N", valg=("J", "N")
    ),
    "renovation.modkonto": _konto("Modkonto for renovation", "social-teknik.md 11.5", "9407009003"),
    "renovation.afregning": Konstant(
        "Hvordan en del af et kvartal afregnes",
        "social-teknik.md 11.3",
        "dage",
        valg=("dage", "hele_maaneder", "hele_uger", "intet"),
    ),
    "renovation.rate_pr": Konstant(
        "Én regning pr. debitor og områdenummer, eller én pr. aftale", "prisme.md 3.8", "omraade", valg=("omraade", "aftale")
    ),
    "renoweb.kommune": Konstant(
        "Kommunen, som debitorservicen for RenoWeb er for", "social-teknik.md 10.2", "0956", moenster="[0-9]{4}", form="4 cifre"
    ),
    "renoweb.soap": Konstant(
        "Om debitorservicen for RenoWeb også kan kaldes med SOAP", "social-teknik.md 10.2", "J", valg=("J", "N")
    ),
}
"""Every constant that exists. Winformatik's own have its numbers; ours have a key in words."""


def konstant(nummer: str, dato: dt.date) -> str:
    """The value of constant `nummer` on `dato`: the youngest one valid then, else its default.

    Raises KeyError for a constant that does not exist, KonstantMangler when it has neither value nor default, and
    KonstantUgyldig when what is stored is none of its values.
    """
    declared = KONSTANTER[nummer]
    found = (
        Systemkonstant.objects.filter(Q(gyldig_fra=None) | Q(gyldig_fra__lte=dato), nummer=nummer)
        .order_by(F("gyldig_fra").desc(nulls_last=True))
        .values_list("vaerdi", flat=True)
        .first()
    )
    vaerdi = declared.standard if found is None else found
    if vaerdi is None:
        raise KonstantMangler(nummer)
    if not declared.gyldig(vaerdi):
        raise KonstantUgyldig(nummer, vaerdi)
    return vaerdi


def laes(table: Table, problems: Problems) -> dict[tuple[str, dt.date | None], tuple[str, str]]:
    """The rows of `systemkonstanter.csv`: key and date to value, every value one the constant can have."""
    rows: dict[tuple[str, dt.date | None], tuple[str, str]] = {}
    lines: dict[tuple[str, dt.date | None], int] = {}
    for row, (noegle, vaerdi, fra) in enumerate(zip(table["Nøgle"], table["Værdi"], table["Gyldig fra"], strict=True)):
        if not table.ok(row, "Nøgle"):
            continue
        declared = KONSTANTER.get(noegle)
        if declared is None:
            hint = mente_du(noegle, KONSTANTER, f"De kendte er: {', '.join(KONSTANTER)}.")
            table.report(problems, KONSTANT_UKENDT, row, "Nøgle", raad=hint)
            continue
        if table.ok(row, "Værdi") and not declared.gyldig(vaerdi):
            table.report(problems, KONSTANT_VAERDI, row, "Værdi", noegle=noegle, tilladt=declared.tilladt)
        if not table.ok(row, "Gyldig fra"):
            continue
        if (noegle, fra) in lines:
            table.report(problems, KONSTANT_DOBBELT, row, "Nøgle", anden=lines[noegle, fra])
            continue
        lines[noegle, fra] = table.lines[row]
        rows[noegle, fra] = (vaerdi, FILNAVN)
    return rows


def gem(rows: dict[tuple[str, dt.date | None], tuple[str, str]]) -> Optaelling:
    """Write the rows and count them."""
    return upsert(Systemkonstant, ("nummer", "gyldig_fra"), ("vaerdi", "kilde"), rows)[0]
