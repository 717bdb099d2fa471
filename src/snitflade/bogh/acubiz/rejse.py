"""From the lines of one travel to the lines of one voucher.

What a voucher has no room for (long texts, dimensions, foreign amounts) is kept beside its lines. Source: social-teknik.md 8.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from snitflade.bogh.acubiz.konti import KREDITOR, Konti
from snitflade.bogh.bilag import LINJEBREDDE, TEKSTBREDDE, Hoved
from snitflade.bogh.kladder import Udkastlinje
from snitflade.exchange.konstanter import konstant
from snitflade.exchange.models import Exchange
from snitflade.formats.delimited_post import SPELLED
from snitflade.formats.problems import ProblemKind, Problems, Severity

KILDE = "bogh.acubiz"
ACUBIZ_KOMMUNE = ProblemKind(
    "ACUBIZ_KOMMUNE", "«{raw}» i {field} er ikke et kommunenummer på 4 cifre. Ret linjen, eller systemkonstanten acubiz.kommune."
)
ACUBIZ_FLERE_KOMMUNER = ProblemKind("ACUBIZ_FLERE_KOMMUNER", "Rejsen har linjer i flere kommuner: {raw}. Del den i Acubiz.")
ACUBIZ_BILAGSNAVN = ProblemKind("ACUBIZ_BILAGSNAVN", "Bilagets navn «{raw}» er over 120 tegn. Giv filen et kortere navn i Acubiz.")
ACUBIZ_TEKST = ProblemKind(
    "ACUBIZ_TEKST",
    "Teksten «{raw}» er over {plads} tegn; posteringen får de første, og hele teksten står ved linjen.",
    Severity.ADVARSEL,
)

_BRUGT = {
    "lineno",
    "postingdate",
    "transactiontype",
    "account",
    "amount",
    "basecurrency",
    "rejse_id",
    "bilag",
    "bookingtext",
    SPELLED,
}
"""Cells that the voucher itself holds."""
LAENGSTE_NAVN = 120


@dataclass(frozen=True, slots=True)
class Forstaaelse:
    """How lines are understood: the accounts, what dimensions are called, and the municipality or the column it stands in."""

    konti: Konti
    dimensioner: Mapping[str, str]
    kommune: str

    @classmethod
    def paa(cls, dato: dt.date, kommune: str) -> Forstaaelse:
        """As set on a day."""
        said = konstant("acubiz.dimensioner", dato)
        names = {} if said == "ingen" else dict(one.split("=", 1) for one in said.split(","))
        return cls(Konti(dato), names, kommune)


@dataclass(frozen=True, slots=True)
class Rejse:
    """A travel that can become a voucher."""

    id: str
    kommune: str
    dato: dt.date
    initialer: str
    linjer: Sequence[Udkastlinje]
    bilag: Sequence[str]
    kreditorer: set[str]

    def hoved(self, exchange: Exchange, noegle: str) -> Hoved:
        """The head of its voucher."""
        text = " ".join(part for part in ("Rejse", self.id, self.initialer) if part)
        return Hoved(
            kommune=self.kommune,
            regnskabsaar=self.dato.year,
            bilagsdato=self.dato,
            posteringsdato=self.dato,
            tekst=text if len(text) <= TEKSTBREDDE else "Rejseafregning fra Acubiz",
            kilde=KILDE,
            noegle=noegle,
            exchange=exchange.pk,
            maskinnr="00307",
        )


def forstaa(id: str, own: Sequence[tuple[int, dict[str, Any]]], how: Forstaaelse, problems: Problems) -> Rejse | None:
    """The travel; None with the reasons reported at its lines."""
    dates = [dt.date.fromisoformat(row["postingdate"]) for _, row in own]
    latest = max(dates)
    lines = [
        _linje(line, row, "" if date == latest else date.isoformat(), how, problems)
        for (line, row), date in zip(own, dates, strict=True)
    ]
    kommune = _kommune(own, how, problems)
    receipts: dict[str, None] = {}
    for line, row in own:
        for navn in (part.strip() for part in row.get("bilag", "").split("*")):
            if len(navn) > LAENGSTE_NAVN:
                problems.add(ACUBIZ_BILAGSNAVN, line=line, field="bilag", raw=navn)
            elif navn:
                receipts[navn] = None
    if problems.errors:
        return None
    return Rejse(
        id=id,
        kommune=kommune,
        dato=latest,
        initialer=next((row["initialer"] for _, row in own if row.get("initialer")), ""),
        linjer=lines,
        bilag=list(receipts),
        kreditorer={row["account"] for _, row in own if row["transactiontype"] == KREDITOR},
    )


def _linje(line: int, row: Mapping[str, Any], dato: str, how: Forstaaelse, problems: Problems) -> Udkastlinje:
    text = row.get("bookingtext", "")
    beside = {how.dimensioner.get(name, name): str(value) for name, value in row.items() if name not in _BRUGT}
    konto = how.konti.find(row["transactiontype"], row["account"], line, problems)
    if konto != row["account"]:
        beside["konto_hos_acubiz"] = row["account"]
    if len(text) > LINJEBREDDE:
        problems.add(ACUBIZ_TEKST, line=line, field="bookingtext", raw=text, plads=LINJEBREDDE)
        beside["tekst"] = text
    if dato:
        beside["dato"] = dato
    return Udkastlinje(konto, row["amount"], text[:LINJEBREDDE], beside)


def _kommune(own: Sequence[tuple[int, dict[str, Any]]], how: Forstaaelse, problems: Problems) -> str:
    """The municipality of a travel; a column with it need not be filled on credit lines."""
    if not how.kommune.startswith("dim"):
        return how.kommune
    found: dict[str, int] = {}
    for line, row in own:
        if value := row.get(how.kommune, ""):
            found.setdefault(value, line)
    if not found:
        problems.add(ACUBIZ_KOMMUNE, line=own[0][0], field=how.kommune, raw="")
    for value, line in found.items():
        if not (value.isascii() and value.isdigit() and len(value) == 4):
            problems.add(ACUBIZ_KOMMUNE, line=line, field=how.kommune, raw=value)
    if len(found) > 1:
        problems.add(ACUBIZ_FLERE_KOMMUNER, line=own[0][0], field=how.kommune, raw=", ".join(found))
    return next(iter(found), "")
