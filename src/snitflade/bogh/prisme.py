"""Ledger rows as a G69 file to Prisme.

Source: prisme.md 2.1–2.6.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from snitflade.exchange.konstanter import konstant
from snitflade.formats import g69, g69_rules
from snitflade.formats.document import Document, Wrapping
from snitflade.formats.problems import ProblemKind, Problems

KONTO_FOR_LANG = ProblemKind(
    "KONTO_FOR_LANG", "Kontoen {raw} har flere cifre end «prisme.kontonr_bredde», som er {width}. Ret kontoen eller bredden."
)


class Row(Protocol):
    """A ledger row: account, amount in øre (debit positive) and posting text."""

    @property
    def konto(self) -> str: ...
    @property
    def beloeb(self) -> int: ...
    @property
    def tekst(self) -> str: ...


@dataclass(frozen=True, slots=True)
class PrismeOpsaetning:
    """How files to Prisme are written: `tegnsaet` utf-8 or cp1252, `kontonr_bredde` 10, 15 or 21 digits."""

    tegnsaet: str
    kontonr_bredde: int


def opsaetning(dato: dt.date) -> PrismeOpsaetning:
    """The settings that apply on `dato`."""
    return PrismeOpsaetning(konstant("prisme.tegnsaet", dato), int(konstant("prisme.kontonr_bredde", dato)))


@dataclass(frozen=True, slots=True)
class Bilag:
    """What all rows of a file share. `maskinnr`: the page that posted, five digits; `konteret_af`: initials, may be empty."""

    kommune: str
    maskinnr: str
    posteringsdato: dt.date
    regnskabsaar: int
    konteret_af: str


def g69_document(
    rows: Iterable[Row],
    bilag: Bilag,
    opsaetning: PrismeOpsaetning,
    problems: Problems,
    *,
    henvisninger: Sequence[str] = (),
    ydelsesmodtagere: Sequence[str] = (),
) -> Document:
    """The rows as a G69 document, in their order; what cannot be written is reported, and the document is then of no use.

    `henvisninger`: of each row the reference number of the payout it belongs to (field 117), empty for none; `ydelsesmodtagere`:
    the CPR number of whom the benefit is for (fields 132 = 02 and 133), empty for none.
    """
    rows = list(rows)
    if len(rows) > g69_rules.MOST_LINES:  # one problem, not one for every line that cannot have a number
        problems.add(g69_rules.FIL_FOR_MANGE_LINJER, count=len(rows), most=g69_rules.MOST_LINES)
        rows = []
    width = opsaetning.kontonr_bredde
    for number, row in enumerate(rows, start=1):
        if len(row.konto) > width:
            problems.add(KONTO_FOR_LANG, line=number, field="kontonr", raw=row.konto, width=width)
    numbers = np.arange(1, len(rows) + 1)
    values = {
        "linieloebenr": numbers,
        "organisationsenhed": bilag.kommune,
        "maskinnr": bilag.maskinnr,
        "ekspeditionsloebenr": numbers,
        "posteringsdato": bilag.posteringsdato,
        "kontonr": [row.konto.zfill(width) for row in rows],
        "beloeb": [row.beloeb for row in rows],
        "debit_kredit_markering": ["K" if row.beloeb < 0 else "D" for row in rows],
        "regnskabsaar": bilag.regnskabsaar,
        "posteringstekst": [row.tekst for row in rows],
    }
    if bilag.konteret_af:
        values["konteret_af"] = bilag.konteret_af
    present = {}
    if any(henvisninger) and rows:
        values["udbetalingshenvisningsnr"] = list(henvisninger)
        present["udbetalingshenvisningsnr"] = np.array([bool(one) for one in henvisninger], dtype=bool)
    if any(ydelsesmodtagere) and rows:
        values |= {"ydelsesmodtager_nrkode": "02", "ydelsesmodtager": [one or "0" for one in ydelsesmodtagere]}
        there = np.array([bool(one) for one in ydelsesmodtagere], dtype=bool)
        present |= {"ydelsesmodtager_nrkode": there, "ydelsesmodtager": there}
    table = g69.FORMAT.table(values, problems, rows=len(rows), present=present, encoding=opsaetning.tegnsaet)
    wrapping = Wrapping(encoding=opsaetning.tegnsaet)
    return Document(g69.FORMAT.types, {"G69": table}, np.zeros(len(rows), dtype=np.uint8), wrapping=wrapping)


def g69_totals(document: Document) -> dict[str, int]:
    """What a decoded G69 file shows: lines, and øre per account (leading zeros removed), debit positive."""
    table = document.tables["G69"]
    mark = table["debit_kredit_markering"]
    amounts = np.where(mark == np.array("K").astype(mark.dtype.kind), -abs(table["beloeb"]), abs(table["beloeb"]))
    accounts, account = np.unique(table["kontonr"], return_inverse=True)
    totals = {"G69 linjer": len(table)}
    for number, name in enumerate(accounts.astype(str).tolist()):
        key = konto_total(name)
        totals[key] = totals.get(key, 0) + int(amounts[account == number].sum())
    return totals


def konto_total(konto: str) -> str:
    """The name of an account's total, the same whatever width the account is written with."""
    return f"konto {konto.lstrip('0')}"
