"""The rules a G68 file keeps, alone and together with its G69 file (prisme.md 4 and 2.3; social-teknik.md 2.6)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from snitflade.formats import checkdigits
from snitflade.formats.checkdigits import Digits
from snitflade.formats.columns import ZERO, Column, Mask, strings, text_chars
from snitflade.formats.document import Document
from snitflade.formats.duplicates import duplicates
from snitflade.formats.g69_rules import FIL_FOR_MANGE_LINJER, LINIELOEBENR_FEJL, MOST_LINES
from snitflade.formats.layout import Table
from snitflade.formats.problems import ProblemKind, Problems, Severity, mask_line
from snitflade.formats.tenq_rules import CPR_MODULUS_11

UDBETALING_NUL = ProblemKind("UDBETALING_NUL", "Udbetalingen er på 0 øre. Udelad linjen.")
UDBETALING_NEGATIV = ProblemKind(
    "UDBETALING_NEGATIV", "Udbetalingen på {raw} øre har minus. Kontrollér, at det er meningen.", Severity.ADVARSEL
)
MODTAGERNUMMER_LAENGDE = ProblemKind("MODTAGERNUMMER_LAENGDE", "«{raw}» er på {length} cifre; der skal være 10 eller 14.")
MODTAGERNUMMER_UGYLDIGT = ProblemKind("MODTAGERNUMMER_UGYLDIGT", "«{raw}» er ikke et {art}, som identkode {kode} siger.")
HENVISNING_KORT = ProblemKind(
    "HENVISNING_KORT", "Henvisningsnummeret er på {length} cifre; vi skriver 20, så det kan findes i G69.", Severity.ADVARSEL
)
HENVISNING_DUBLET = ProblemKind(
    "HENVISNING_DUBLET", "Henvisningsnummeret {raw} står også på linje {first}. Hver udbetaling skal have sit eget."
)
BETALINGSTEKST_TEGN = ProblemKind(
    "BETALINGSTEKST_TEGN", "«{raw}» indeholder «{tegn}», som Prisme ikke tager. Skriv teksten uden det."
)
HENVISNING_UDEN_POSTERING = ProblemKind(
    "HENVISNING_UDEN_POSTERING", "Ingen postering i G69 har henvisningsnummer {raw} (felt 117) til denne udbetaling."
)
HENVISNING_UDEN_UDBETALING = ProblemKind(
    "HENVISNING_UDEN_UDBETALING", "Ingen udbetaling i G68 har henvisningsnummer {raw} (felt 16)."
)
HENVISNING_BELOEB = ProblemKind(
    "HENVISNING_BELOEB",
    "Udbetalingen er på {raw} øre, men posteringerne i G69 med dens henvisningsnummer summer til {expected} øre.",
)

PAYEE = "udbetalingsberettiget"
FORBIDDEN = "!\\"
"""Characters no text may have; ``&`` begins a field and cannot be written anyway."""
NUMBERS: dict[str, tuple[str, int, Callable[[Digits], Mask]]] = {
    "02": ("CPR-nummer", 10, checkdigits.cpr),
    "03": ("SE-nummer", 8, checkdigits.cvr),
    "11": ("CVR-nummer", 8, checkdigits.cvr),
}
"""Ident codes whose numbers can be checked: what they are, how many digits, and how. SE numbers have the modulus of CVR numbers."""


def rules(document: Document, problems: Problems) -> None:
    """Report everything in which `document` breaks the rules of a G68 file."""
    table = document.tables["G68"]
    if len(document) > MOST_LINES:
        problems.add(FIL_FOR_MANGE_LINJER, count=len(document), most=MOST_LINES)
    if not len(table):
        return
    wrong = table["linieloebenr"] != table.lines
    table.report(problems, LINIELOEBENR_FEJL, wrong, "linieloebenr", expected=table.lines[wrong])
    amounts = _has(table, "udbetalingsbeloeb")
    if amounts.any():
        table.report(problems, UDBETALING_NUL, amounts & (table["udbetalingsbeloeb"] == 0), "udbetalingsbeloeb")
        minus = amounts & _is(table, "fortegn", "-") & (table["udbetalingsbeloeb"] != 0)
        table.report(problems, UDBETALING_NEGATIV, minus, "udbetalingsbeloeb")
    _check_payees(table, problems)
    _check_references(table, problems)
    for name in ("fakturanummer", *(f"betalingstekst_{number}" for number in range(1, 37))):
        if name in table.columns:
            column = table[name]
            for tegn in FORBIDDEN:
                marked = np.strings.find(column, tegn.encode() if column.dtype.kind == "S" else tegn) >= 0
                table.report(problems, BETALINGSTEKST_TEGN, marked & _has(table, name), name, tegn=tegn)


def _has(table: Table, name: str) -> Mask:
    if name not in table.columns:
        return np.zeros(len(table), dtype=bool)
    return table.present.get(name, np.ones(len(table), dtype=bool))


def _is(table: Table, name: str, value: str) -> Mask:
    if name not in table.columns:
        return np.zeros(len(table), dtype=bool)
    column = table[name]
    return np.asarray((column == np.array(value).astype(column.dtype.kind)) & _has(table, name))


def _check_payees(table: Table, problems: Problems) -> None:
    """Lengths, and what the ident code says the number is; it stands behind zeros."""
    there = _has(table, PAYEE)
    if not there.any():
        return
    chars = text_chars(table[PAYEE], 14, fill=0)
    length = (chars != 0).sum(axis=1)
    odd = there & (length != 10) & (length != 14)
    _report_payee(table, problems, MODTAGERNUMMER_LAENGDE, np.flatnonzero(odd), length=length[odd])
    numeral = (((chars >= ZERO) & (chars <= ZERO + 9)) | (chars == 0)).all(axis=1)
    whole = np.flatnonzero(there & ~odd & numeral)
    at = np.arange(14) - (14 - length[whole])[:, None]
    right = np.where(at >= 0, np.take_along_axis(chars[whole], np.maximum(at, 0), axis=1), ZERO)
    digits = (right - ZERO).astype(np.uint8)
    for kode, (art, width, holds) in NUMBERS.items():
        mine = _is(table, "identkode", kode)[whole]
        good = holds(digits[mine][:, 14 - width :]) & ~digits[mine][:, : 14 - width].any(axis=1)
        _report_payee(table, problems, MODTAGERNUMMER_UGYLDIGT, whole[mine][~good], art=art, kode=kode)
        if kode == "02":
            doubtful = good & ~checkdigits.cpr_modulus_11(digits[mine][:, 4:])
            _report_payee(table, problems, CPR_MODULUS_11, whole[mine][doubtful])


def _report_payee(table: Table, problems: Problems, kind: ProblemKind, rows: NDArray[np.intp], **params: Any) -> None:
    """Report payees' numbers, masked also where zeros stand before them."""
    place = table.places.get(PAYEE, 0)
    column = place if isinstance(place, int) else place[rows]
    raws = [mask_line(text) for text in strings(table[PAYEE][rows])] if len(rows) else []
    problems.add_many(kind, table.lines[rows], column=column, field=PAYEE, record=table.record, raws=raws, **params)


def _check_references(table: Table, problems: Problems) -> None:
    name = "posteringshenvisning"
    there = np.flatnonzero(_has(table, name))
    if not len(there):
        return
    length = np.strings.str_len(table[name])
    short = there[(length[there] < 20) & (length[there] >= 18)]
    table.report(problems, HENVISNING_KORT, short, name, length=length[short])
    again, first = duplicates([table[name][there]])
    table.report(problems, HENVISNING_DUBLET, there[again], name, first=table.lines[there[first]])


def signed(table: Table) -> Column:
    """The payouts of a G68 table in øre, negative where they stand with minus."""
    return np.where(_is(table, "fortegn", "-"), -table["udbetalingsbeloeb"], table["udbetalingsbeloeb"])


def afstem(g68: Document, g69: Document, problems: Problems, *, files: tuple[str, str] = ("G68", "G69")) -> None:
    """Report where a G68 and its G69 file do not belong together: each payout is the sum of the postings with its reference.

    Debits count as plus, credits as minus; both documents have no errors of their own. `files`: the names problems are told under.
    """
    payouts, postings = g68.tables["G68"], g69.tables["G69"]
    sums: dict[str, int] = {}
    linked = np.flatnonzero(_has(postings, "udbetalingshenvisningsnr"))
    if len(linked):
        references = strings(postings["udbetalingshenvisningsnr"][linked])
        for reference, amount in zip(references, postings["beloeb"][linked].tolist(), strict=True):
            sums[reference] = sums.get(reference, 0) + amount
    paid = strings(payouts["posteringshenvisning"]) if len(payouts) else []
    alone = np.array([reference not in sums for reference in paid], dtype=bool)
    found = Problems()
    payouts.report(found, HENVISNING_UDEN_POSTERING, alone, "posteringshenvisning")
    if len(payouts):
        amounts = signed(payouts)
        expected = np.array([sums.get(reference, 0) for reference in paid], dtype=np.int64)
        wrong = ~alone & (amounts != expected)
        payouts.report(found, HENVISNING_BELOEB, wrong, "udbetalingsbeloeb", expected=expected[wrong])
    problems.extend(found, file=files[0])
    if len(linked):
        other, known = Problems(), set(paid)
        lost = np.array([reference not in known for reference in references], dtype=bool)
        postings.report(other, HENVISNING_UDEN_UDBETALING, linked[lost], "udbetalingshenvisningsnr")
        problems.extend(other, file=files[1])
