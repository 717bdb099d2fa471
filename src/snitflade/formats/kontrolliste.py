"""The kontrolliste beside a payment file: count and sum per type and in all, to compare with the bank's own figures.

Source: payments.md 3.9.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from snitflade.formats.columns import Column, being, distinct
from snitflade.formats.document import Document
from snitflade.formats.text import beloeb_tekst

IALT = "IALT"


@dataclass(frozen=True, slots=True)
class Kontrollinje:
    """One line: payment type (or ``IALT``), number of payments, their sum in øre."""

    type: str
    antal: int
    beloeb: int


def kontrolliste(types: Column, amounts: Column) -> list[Kontrollinje]:
    """A line per type in the order in which the types come, and one for all.

    >>> kontrolliste(np.array(["ERH356", "ERH351", "ERH356"]), np.array([1, 20, 300]))[0]
    Kontrollinje(type='ERH356', antal=2, beloeb=301)
    """
    lines = []
    for name in distinct(types):
        mine = being(types, name)
        lines.append(Kontrollinje(name, int(mine.sum()), int(amounts[mine].sum())))
    return [*lines, Kontrollinje(IALT, len(types), int(amounts.sum()))]


def af_erh(document: Document) -> list[Kontrollinje]:
    """The kontrolliste of an ERH file: best of the one that was read back."""
    table = document.tables["ERH"]
    return kontrolliste(table["betalingstype"], table["beloeb"])


def af_pain001(document: Document) -> list[Kontrollinje]:
    """The kontrolliste of a pain.001 message, by the kind of the payee's account: ``BBAN`` or ``OCR``."""
    table = document.tables["CdtTrfTxInf"]
    card = table.present.get("til_konto_kort", np.full(len(table), "til_konto_kort" in table.columns))
    return kontrolliste(np.where(card, "OCR", "BBAN"), table["beloeb"])


def csv(lines: list[Kontrollinje]) -> bytes:
    """The kontrolliste as a file (3.9)."""
    rows = [f"{line.type};{line.antal};{line.beloeb // 100},{line.beloeb % 100:02d}" for line in lines]
    return "".join(f"{row}\r\n" for row in ("type;antal;beloeb", *rows)).encode("ascii")


def ark(lines: list[Kontrollinje]) -> list[tuple[str, list[tuple[str, str]]]]:
    """The kontrolliste as a control sheet: sections of (text, value)."""
    return [
        ("Antal betalinger", [(line.type, str(line.antal)) for line in lines]),
        ("Beløb", [(line.type, beloeb_tekst(line.beloeb)) for line in lines]),
    ]
