"""The rules a 0601 keeps beside those of every delivery: once per payer and day, and what belongs to whom (payments.md 5.2)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from snitflade.formats import checkdigits
from snitflade.formats.betalingsservice import kundenummer_noegle
from snitflade.formats.betalingsservice_rules import fortegn
from snitflade.formats.bs0601_payers import check_payers
from snitflade.formats.columns import Column, Mask, shown, text_chars
from snitflade.formats.deliveries import Deliveries
from snitflade.formats.document import Document
from snitflade.formats.duplicates import duplicates
from snitflade.formats.layout import Table
from snitflade.formats.payment_kinds import differ
from snitflade.formats.problems import ProblemKind, Problems

MOST_TEXTS = 5000
"""Text lines of one collection."""

KUNDENUMMER_UGYLDIGT = ProblemKind(
    "KUNDENUMMER_UGYLDIGT", "Kundenummeret {raw} må kun have A–Å og 0–9, store bogstaver, ingen blanke. Ret det hos debitoren."
)
OPKRAEVNING_NUL = ProblemKind("OPKRAEVNING_NUL", "Beløbet er nul; en opkrævning er på mindst 1 øre. Udelad den.")
FORTEGN_AFVIGER = ProblemKind("FORTEGN_AFVIGER", "Fortegnskode 0 er et nulbeløb, men beløbet er {expected} øre.")
OPKRAEVNING_DUBLET = ProblemKind(
    "OPKRAEVNING_DUBLET",
    "Kundenummer {raw} opkræves allerede samme dag på linje {head}. Læg beløbene sammen til én opkrævning.",
)
KUNDENUMMER_FORVEKSLES = ProblemKind(
    "KUNDENUMMER_FORVEKSLES",
    "Kundenummer {raw} bliver det samme som på linje {head}, når det kommer tilbage med nuller foran. Ret det ene hos debitoren.",
)
TEKST_UDEN_OPKRAEVNING = ProblemKind(
    "TEKST_UDEN_OPKRAEVNING",
    "Tekstlinjen står ikke efter en opkrævning. Den skal følge lige efter sin BS042.",
    spec="RAEKKEFOELGE_FEJL",
)
POST_AFVIGER = ProblemKind("POST_AFVIGER", "{field} er {raw}, men {expected} i opkrævningen på linje {head}, som linjen hører til.")
TEKSTLINJE_NUMMER = ProblemKind(
    "TEKSTLINJE_NUMMER", "Recordnummer er {raw}, men skulle være {expected}: linjerne tæller fra 00001 i hver opkrævning."
)
TEKSTLINJER_FOR_MANGE = ProblemKind(
    "TEKSTLINJER_FOR_MANGE", "Linje {raw} af teksten; der er højst {most} linjer til en opkrævning."
)
BETALERIDENT_FEJL = ProblemKind(
    "BETALERIDENT_FEJL",
    "Betaleridentifikationen {raw} er ikke cifre med rigtigt kontrolciffer (modulus 10).",
    spec="KONTROLCIFFER_FEJL",
)

_OK = np.zeros(256, dtype=bool)
_OK[[ord(character) for character in "ABCDEFGHIJKLMNOPQRSTUVWXYZÆØÅ0123456789"]] = True
_BLANK = ord(" ")


def netto(document: Document) -> list[tuple[Table, Column]]:
    """What is collected: sign 1 minus sign 2."""
    table = document.tables.get("BS042")
    return [(table, fortegn(table, "beloeb"))] if table is not None else []


def rules(document: Document, parts: Deliveries, problems: Problems) -> None:
    """Report everything in which `document` breaks the rules of a 0601."""
    collections = parts.table("BS042")
    _check_collections(collections, problems)
    _check_texts(parts.table("BS052"), collections, parts, problems)
    check_payers(parts, collections, problems)


def gyldigt_kundenummer(column: Column) -> Mask:
    """Which customer numbers can be written: 1 to 15 of A–Å and 0–9, blanks only after them (payments.md 5.2)."""
    chars = text_chars(column, 15)
    known = (chars < 256) & _OK[np.minimum(chars, 255)]
    ended = chars == _BLANK
    return np.asarray((known | ended).all(axis=1) & known[:, 0] & ~(ended[:, :-1] & known[:, 1:]).any(axis=1))


def _check_collections(table: Table, problems: Problems) -> None:
    if not len(table):
        return
    number, amount, sign = table["kundenummer"], table["beloeb"], table["fortegnskode"]
    table.report(problems, KUNDENUMMER_UGYLDIGT, ~gyldigt_kundenummer(number), "kundenummer")
    _check_confusable(table, problems)
    table.report(problems, OPKRAEVNING_NUL, amount == 0, "beloeb")
    zero = (sign == np.array("0").astype(sign.dtype.kind)) & (amount > 0)
    table.report(problems, FORTEGN_AFVIGER, zero, "fortegnskode", expected=amount[zero])
    key = [table["pbs_nummer"], table["debitorgruppenummer"], table["aftalenummer"], table["betalingsdato"]]
    again, first = duplicates([kundenummer_noegle(number), *(np.ascontiguousarray(column) for column in key)])
    table.report(problems, OPKRAEVNING_DUBLET, again, "kundenummer", head=table.lines[first])
    ident = table["betaleridentifikation"]
    given = np.flatnonzero(np.strings.str_len(ident) > 0)
    if len(given):
        right = np.array([_is_luhn(text) for text in shown(ident[given])], dtype=bool)
        table.report(problems, BETALERIDENT_FEJL, given[~right], "betaleridentifikation")


def _check_confusable(table: Table, problems: Problems) -> None:
    """Customer numbers come back with zeros in front, so none may differ from another by these alone."""
    number = table["kundenummer"]
    compared = kundenummer_noegle(number)
    if (compared == number).all():  # no number begins with a zero
        return
    owner = [table["pbs_nummer"], table["debitorgruppenummer"]]
    _, rows = np.unique(number, return_index=True)
    rows.sort()
    again, first = duplicates([column[rows] for column in (*owner, compared)])
    later, earlier = rows[again], rows[first]
    table.report(problems, KUNDENUMMER_FORVEKSLES, later, "kundenummer", head=table.lines[earlier])


def _is_luhn(text: str) -> bool:
    return text.isascii() and text.isdigit() and bool(checkdigits.luhn(checkdigits.digits(text))[0])


def _check_texts(texts: Table, collections: Table, parts: Deliveries, problems: Problems) -> None:
    """Text lines stand after their collection, name it and count from 00001."""
    if not len(texts):
        return
    owner = owner_before(texts.lines, collections, parts)
    texts.report(problems, TEKST_UDEN_OPKRAEVNING, owner < 0, "recordnummer")
    rows = np.flatnonzero(owner >= 0)
    check_owned(texts, rows, collections, owner[rows], ("kundenummer", "aftalenummer"), problems)
    if len(collections):
        first = np.searchsorted(texts.lines, collections.lines)  # the first text after each collection
        expected = rows - first[owner[rows]] + 1
        wrong = texts["recordnummer"][rows] != expected
        texts.report(problems, TEKSTLINJE_NUMMER, rows[wrong], "recordnummer", expected=expected[wrong])
    texts.report(problems, TEKSTLINJER_FOR_MANGE, texts["recordnummer"] > MOST_TEXTS, "recordnummer", most=MOST_TEXTS)


def owner_before(lines: NDArray[np.int64], collections: Table, parts: Deliveries) -> NDArray[np.intp]:
    """The collection each of `lines` stands behind, with nothing between but texts; -1 if none."""
    bounds = parts.bounds("BS042", "BS022")
    before = np.searchsorted(bounds, lines) - 1
    return _row_at(collections, np.where(before >= 0, bounds[before], 0) if len(bounds) else np.zeros_like(lines))


def _row_at(table: Table, lines: NDArray[np.int64]) -> NDArray[np.intp]:
    """The row of `table` that stands on each of `lines`; -1 where none does."""
    if not len(table):
        return np.full(len(lines), -1, dtype=np.intp)
    row = np.minimum(np.searchsorted(table.lines, lines), len(table) - 1)
    return np.where(table.lines[row] == lines, row, -1)


def check_owned(
    table: Table, rows: NDArray[np.intp], collections: Table, owner: NDArray[np.intp], names: tuple[str, ...], problems: Problems
) -> None:
    """Report where `rows` of `table` name another payer than the collections they belong to."""
    for name in names:
        wrong = differ(table[name][rows], collections[name][owner]) if len(rows) else np.zeros(0, dtype=bool)
        head = owner[wrong]
        expected = shown(collections[name][head]) if len(head) else []
        table.report(problems, POST_AFVIGER, rows[wrong], name, expected=expected, head=collections.lines[head])
