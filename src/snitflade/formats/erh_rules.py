"""The rules an ERH file keeps, on reading and before writing (payments.md 3.3, 3.4 and 3.5).

What needs a calendar, the configured account, the day's limit or earlier files is for who makes the payments.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from snitflade.formats import betalingskort
from snitflade.formats.betalingskort import (
    BANKKONTO_UGYLDIG,
    KORT,
    KORTKONTO_UGYLDIG,
    KORTREFERENCE_KONTROLCIFFER,
    KORTREFERENCE_UGYLDIG,
    KREDITORNUMMER_MODULUS_11,
)
from snitflade.formats.columns import ZERO, Column, Mask, being, distinct, strings, text_chars
from snitflade.formats.document import Document
from snitflade.formats.duplicates import duplicates
from snitflade.formats.layout import Table
from snitflade.formats.problems import ProblemKind, Problems, Severity

ERH_TYPE_UKENDT = ProblemKind("ERH_TYPE_UKENDT", "Betalingstypen «{raw}» kendes ikke. Typerne er: {known}.")
ERH_TYPE_BRUGES_IKKE = ProblemKind("ERH_TYPE_BRUGES_IKKE", "Betalingstypen {raw} kan ikke bruges her: {hvorfor}.")
ERH_BELOEB = ProblemKind("ERH_BELOEB", "Beløbet {raw} øre skal være over 0 og højst {most} øre.")
ERH_NEMKONTO_IDENT = ProblemKind(
    "ERH_NEMKONTO_IDENT",
    "«{raw}» er ikke et kontonummer, men kan være en NemKonto-ident. Banken skal have bekræftet formen.",
    Severity.ADVARSEL,
)
ERH_ADVIS_IKKE_TILLADT = ProblemKind(
    "ERH_ADVIS_IKKE_TILLADT", "{betalingstype} kan ikke have advis i kolonne 33–73. Flyt teksten, eller brug en anden type."
)
ERH_AFSENDER_VED_KORT = ProblemKind(
    "ERH_AFSENDER_VED_KORT", "Afsenders navn og adresse skal være tomme ved FI-kort 71 (ERH351).", Severity.ADVARSEL
)
ERH_SEMIKOLON = ProblemKind(
    "ERH_SEMIKOLON", "«{raw}» indeholder semikolon, som banken kan læse forkert. Vi skriver blank i stedet.", Severity.ADVARSEL
)
ERH_BETALING_DUBLET = ProblemKind(
    "ERH_BETALING_DUBLET",
    "Samme modtager, beløb, dato og tekst som på linje {first}. Er det den samme betaling to gange?",
    Severity.ADVARSEL,
)
ERH_BETALINGS_ID_DUBLET = ProblemKind(
    "ERH_BETALINGS_ID_DUBLET", "Betalings-id'et «{raw}» står også på linje {first}. Hver betaling skal have sit eget."
)

MOST_OERE = 99_999_999_99
"""The largest amount (3.5); the bank's own limit is not known."""


@dataclass(frozen=True, slots=True)
class Type:
    """A payment type: the cards it pays (none: a transfer), and whether an advice can go with it."""

    cards: tuple[str, ...] = ()
    advice: bool = True


TYPES: Mapping[str, Type] = {
    "ERH351": Type(("71",), advice=False),
    "ERH352": Type(("04", "15"), advice=False),
    "ERH354": Type(("01", "41", "")),
    "ERH356": Type(),
    "ERH357": Type(("73",)),
    "ERH358": Type(("75",)),
}
_ABROAD = "overførsler til udlandet og checks er ikke en del af snitfladen"
_GONE = "den er udgået (2013)"
UNUSED: Mapping[str, str] = {
    "ERH001": "hovedet fra 2005 skrives ikke mere",
    "ERH100": "overførsel mellem egne konti er ikke en del af snitfladen",
    "ERH355": f"{_GONE}; brug ERH356",
    "ERH400": _ABROAD,
    "ERH500": _ABROAD,
    "ERH755": _GONE,
    "ERH756": _GONE,
}
TEXTS = tuple(f"tekst_{number}" for number in range(1, 42))
SENDER = ("afsender_navn", "afsender_adresse_1", "afsender_adresse_2", "afsender_adresse_3")


def rules(document: Document, problems: Problems) -> None:
    """Report everything in which `document` breaks the rules of an ERH file."""
    table = document.tables["ERH"]
    if not len(table):
        return
    types = table["betalingstype"]
    for name in sorted(distinct(types)):
        rows = np.flatnonzero(being(types, name))
        if name in TYPES:
            _check_payee(table, rows, name, problems)
        elif name in UNUSED:
            table.report(problems, ERH_TYPE_BRUGES_IKKE, rows, "betalingstype", hvorfor=UNUSED[name])
        elif name:
            table.report(problems, ERH_TYPE_UKENDT, rows, "betalingstype", known=", ".join(TYPES))
    own = table["fra_konto"]
    table.report(problems, BANKKONTO_UGYLDIG, ~betalingskort.bankkonto(own) & _filled(own), "fra_konto")
    amount = table["beloeb"]
    table.report(problems, ERH_BELOEB, (amount == 0) | (amount > MOST_OERE), "beloeb", most=MOST_OERE)
    _check_texts(table, problems)
    _check_repeats(table, problems)


def _check_payee(table: Table, rows: NDArray[np.intp], name: str, problems: Problems) -> None:
    """Payee's account and short reference of the payments of one type."""
    type = TYPES[name]
    if not type.cards:
        account = table["til_konto"][rows]
        bad = ~betalingskort.bankkonto(account)
        ident = bad & _looks_like_ident(account, bad)
        table.report(problems, ERH_NEMKONTO_IDENT, rows[ident], "til_konto")
        table.report(problems, BANKKONTO_UGYLDIG, rows[bad & ~ident], "til_konto")
        return
    giro = KORT[type.cards[0]].giro
    prefix = "GIRO" if giro else "FI"
    starts, number = _after(table["til_konto"][rows], prefix)
    good = starts & betalingskort.modtager(number, giro)
    kort = KORT[type.cards[0]]
    table.report(problems, KORTKONTO_UGYLDIG, rows[~good], "til_konto", kort=kort.navn, form=f"{prefix} og {kort.modtager_form}")
    if not giro:
        doubtful = good.copy()
        doubtful[good] = ~betalingskort.kreditornummer_modulus_11(number[good])
        table.report(problems, KREDITORNUMMER_MODULUS_11, rows[doubtful], "til_konto")
    _check_reference(table, rows, type.cards, problems)


def _check_reference(table: Table, rows: NDArray[np.intp], cards: tuple[str, ...], problems: Problems) -> None:
    column = table["kort_reference"][rows]
    good, right = np.zeros((2, len(rows)), dtype=bool)
    for card in cards:
        starts, number = _after(column, card)
        digits = KORT[card].digits if card else 0
        formed, checked = betalingskort.reference(number, digits)
        good |= starts & formed
        right |= starts & checked
    forms = " eller ".join(KORT[card].reference_form if card else "ingenting" for card in cards)
    name = KORT[cards[0]].navn
    table.report(problems, KORTREFERENCE_UGYLDIG, rows[~good], "kort_reference", kort=name, form=forms)
    table.report(problems, KORTREFERENCE_KONTROLCIFFER, rows[good & ~right], "kort_reference")


def _after(column: Column, prefix: str) -> tuple[Mask, Column]:
    """Which texts begin with `prefix`, and what follows it, without blanks between."""
    kind = column.dtype.kind
    before = prefix.encode() if kind == "S" else prefix
    starts = np.strings.startswith(column, before)
    size = max(column.dtype.itemsize // (1 if kind == "S" else 4) - len(prefix), 1)
    chars = text_chars(column, len(prefix) + size, fill=0)[:, len(prefix) :]
    rest = np.ascontiguousarray(chars).view(f"{'S' if chars.dtype == np.uint8 else 'U'}{size}").reshape(len(column))
    return np.asarray(starts), np.strings.lstrip(rest, b" " if rest.dtype.kind == "S" else " ") if prefix else rest


def _looks_like_ident(column: Column, where: Mask) -> Mask:
    """Texts with exactly one run of digits, of a CPR's or a CVR's length, as a NemKonto ident has."""
    mask = np.zeros(len(column), dtype=bool)
    for row, text in zip(np.flatnonzero(where).tolist(), strings(column[where]), strict=True):
        runs = "".join(c if c in "0123456789" else " " for c in text).split()
        mask[row] = len(runs) == 1 and len(runs[0]) in (8, 10)
    return mask


def _filled(column: Column) -> Mask:
    """Digits that were read; what was not is reported already."""
    chars = text_chars(column, 14, fill=0)
    return np.asarray(((chars >= ZERO) & (chars <= ZERO + 9)).all(axis=1))


def _check_texts(table: Table, problems: Problems) -> None:
    types = table["betalingstype"]
    without = [name for name, type in TYPES.items() if not type.advice]
    silent = np.isin(types, np.array(without).astype(types.dtype.kind))
    said = np.zeros(len(table), dtype=bool)
    for name in TEXTS:
        if _said(table[name]):
            bad = silent & ~said & (np.strings.str_len(table[name]) > 0)
            said |= bad
            shown = strings(types[bad])
            table.report(problems, ERH_ADVIS_IKKE_TILLADT, bad, name, betalingstype=np.array(shown, dtype=object))
    card = types == np.array("ERH351").astype(types.dtype.kind)
    for name in SENDER:
        if _said(table[name]):
            table.report(problems, ERH_AFSENDER_VED_KORT, card & (np.strings.str_len(table[name]) > 0), name)
    for name in ("egen_reference", "modtagernavn", "kort_reference", *SENDER, *TEXTS):
        column = table[name]
        if _said(column):
            marked = np.strings.find(column, b";" if column.dtype.kind == "S" else ";") >= 0
            table.report(problems, ERH_SEMIKOLON, marked, name)


def _said(column: Column) -> bool:
    """Whether any of the texts is not empty."""
    return bool(len(column)) and bool(np.ascontiguousarray(column).view(np.uint8).any())


def _check_repeats(table: Table, problems: Problems) -> None:
    columns = [table[name] for name in ("til_konto", "beloeb", "betalingsdato", "kort_reference")]
    again, first = duplicates(columns)
    table.report(problems, ERH_BETALING_DUBLET, again, "til_konto", first=table.lines[first])
    ids = np.flatnonzero(_is_payment_id(table["egen_reference"]))
    again, first = duplicates([table["egen_reference"][ids]])
    table.report(problems, ERH_BETALINGS_ID_DUBLET, ids[again], "egen_reference", first=table.lines[ids[first]])


def _is_payment_id(column: Column) -> Mask:
    """Texts in the form of our payment ids, ``<MODUL><ååmmdd> <løbenr 6>`` (3.5): four letters of a module before the digits."""
    chars = text_chars(column, 18, fill=0)
    letters = (chars[:, :4] >= ord("A")) & (chars[:, :4] <= ord("Z"))
    digits = chars[:, [4, 5, 6, 7, 8, 9, 11, 12, 13, 14, 15, 16]]
    numeral = ((digits >= ZERO) & (digits <= ZERO + 9)).all(axis=1)
    return np.asarray(letters.all(axis=1) & numeral & (chars[:, 10] == ord(" ")) & (chars[:, 17] == 0))
