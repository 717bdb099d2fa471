"""FI payments as columns, ready to be matched, and an FI file from columns (payments.md 4.2–4.6)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from snitflade.formats import fi
from snitflade.formats.betalingsservice_build import rejected, section_of, taken
from snitflade.formats.columns import Column, char_column, shown, text_chars
from snitflade.formats.deliveries import Deliveries
from snitflade.formats.document import Document, Wrapping, compose
from snitflade.formats.fi_rules import FI_IDENT_NULLER, FI_KONTROLCIFFER, FI_KORTART, SHAPE, ident_fejl, kreditor_af
from snitflade.formats.kinds import FELT_TOMT
from snitflade.formats.layout import Table
from snitflade.formats.payment_kinds import as_unicode
from snitflade.formats.problems import Problems


@dataclass(frozen=True, slots=True)
class Indbetalinger:
    """FI030 of a file, in its order, as columns of equal length. Codes and numbers are text, amounts øre, dates datetime64[D].

    `linje`: the line, from 1; `ident`: the card's identification alone (15 digits at 71, 16 at 75, empty at 73 and where it is
    wrong); `art`: its first digit (``0`` diverse regning, ``1`` bill) for 71 where the layout is one of Winformatik's, else empty;
    `nummer`: the posting or bill number in it, -1 for none; `aarsag`: the code of what keeps the payment from being matched, or
    empty.
    """

    linje: NDArray[np.int64]
    fi_kreditornummer: NDArray[np.str_]
    indbetalingsdato: Column
    kortart: Column
    betalingsidentifikation: Column
    ident: NDArray[np.str_]
    art: NDArray[np.str_]
    nummer: NDArray[np.int64]
    arkivreference: Column
    bogfoeringsdato: Column
    beloeb: NDArray[np.int64]
    gebyrbeloeb: NDArray[np.int64]
    aarsag: NDArray[np.str_]

    def __len__(self) -> int:
        return len(self.linje)


def indbetalinger(document: Document) -> Indbetalinger:
    """All payments of an FI file, read without errors."""
    parts = Deliveries.of(document, SHAPE)
    table = document.tables.get("FI030") or fi.INDBETALING.table({field.name: [] for field in fi.INDBETALING.fields}, Problems())
    card, whole = as_unicode(table["kortart"]), as_unicode(table["betalingsidentifikation"])
    unknown, in_front, wrong = ident_fejl(table["kortart"], table["betalingsidentifikation"])
    reason = np.select([unknown, in_front, wrong], [FI_KORTART.code, FI_IDENT_NULLER.code, FI_KONTROLCIFFER.code], "")
    good = reason == ""
    fifteen, sixteen = _cut(whole, 4, 19), _cut(whole, 3, 19)
    ident = np.select([good & (card == "71"), good & (card == "75")], [fifteen, sixteen], "")
    kind, number = claim(np.where(card == "71", ident, ""))
    return Indbetalinger(
        table.lines,
        kreditor_af(parts) if len(table) else np.empty(0, dtype="U8"),
        table["indbetalingsdato"],
        table["kortart"],
        table["betalingsidentifikation"],
        ident,
        kind,
        number,
        table["arkivreference"],
        table["bogfoeringsdato"],
        table["beloeb"],
        table["gebyrbeloeb"],
        reason,
    )


def claim(ident: NDArray[np.str_]) -> tuple[NDArray[np.str_], NDArray[np.int64]]:
    """What identifications of 15 digits ask for: type 0, a posting number of 10 digits; type 1, a bill number of 13 (payments.md
    4.5).

    Gives the type, empty for what is neither, and the number, -1 for none.

    >>> kind, number = claim(np.array(["100000000009083", "000006190001237", "000100000000001"]))
    >>> kind.tolist(), number.tolist()
    (['1', '0', ''], [908, 619000123, -1])
    """
    posting = np.strings.startswith(ident, "0000")
    bill = np.strings.startswith(ident, "1")
    kind = np.select([posting, bill], ["0", "1"], "")
    digits = _cut(np.where(kind == "", "0" * 15, ident), 1, 14)
    return kind, np.where(kind == "", -1, digits.astype(np.int64))


def _cut(texts: NDArray[np.str_], start: int, stop: int) -> NDArray[np.str_]:
    """The characters from `start` to `stop` of each text."""
    return as_unicode(char_column(text_chars(texts, stop)[:, start:stop], padded=False))


def leverance(
    indbetalinger: Mapping[str, Any],
    *,
    afsender_cvr: str,
    modtager_cvr: str,
    dannet: dt.datetime,
    konti: Mapping[str, tuple[str, str]],
) -> Document:
    """An FI file, as a bank makes it. `indbetalinger`: the fields of FI030 and ``fi_kreditornummer``, as columns.

    `modtager_cvr`: 8 digits; `konti`: registration and account number of each creditor number. Raises ProblemsError with every
    fault.
    """
    problems = Problems()
    values = {name: value for name, value in indbetalinger.items() if name != "fi_kreditornummer"}
    table = fi.INDBETALING.table(values, problems)
    asked = indbetalinger.get("fi_kreditornummer")
    if asked is None:
        problems.add(FELT_TOMT, field="fi_kreditornummer", record="FI020")
        asked = ""
    creditor = np.asarray(asked if isinstance(asked, np.ndarray | list | tuple) else [asked] * len(table)).astype("U")
    rejected(problems)
    block, first = section_of(creditor)
    numbers = shown(creditor[first])
    when = {"dannelsesdato": dannet.date(), "dannelsestid": f"{dannet:%H%M%S}"}
    accounts = [konti.get(number, ("", "")) for number in numbers]
    own = {"afsender_cvr": afsender_cvr, "modtager_cvr": f"00{modtager_cvr}"}
    count = np.bincount(block, minlength=len(numbers)).astype(np.int64)
    heads = {"fi_kreditornummer": numbers, "reg_nr": [reg for reg, _ in accounts], "kontonr": [konto for _, konto in accounts]}
    totals = {"antal_fi030": count, "beloeb_i_alt": _sums(table, "beloeb", block, len(numbers))}
    totals["gebyr_i_alt"] = _sums(table, "gebyrbeloeb", block, len(numbers))
    tables = {
        "FI010": fi.START.table({**own, **when}, problems, rows=1),
        "FI020": fi.KREDITOR.table({**heads, **when}, problems, rows=len(numbers)),
        "FI080": fi.KREDITOR_SLUT.table({"fi_kreditornummer": numbers, **totals}, problems, rows=len(numbers)),
    }
    end = {"antal_kreditorsektioner": len(numbers), "antal_fi030_i_alt": len(table)}
    tables["FI090"] = fi.SLUT.table({**own, **end}, problems, rows=1)
    rejected(problems)
    order = np.argsort(block, kind="stable")
    tables["FI030"] = taken(table, order)
    each = np.arange(len(numbers), dtype=np.int64)
    groups = {"FI010": [0], "FI020": each, "FI030": block[order], "FI080": each, "FI090": [max(len(numbers) - 1, 0)]}
    placed = {key: (tables[key], np.asarray(groups[key], dtype=np.int64)) for key in fi.FORMAT.types}
    return compose(fi.FORMAT.types, placed, Wrapping(fi.FORMAT.encodings[0]))


def _sums(table: Table, name: str, block: NDArray[np.int64], blocks: int) -> NDArray[np.int64]:
    sums = np.zeros(blocks, dtype=np.int64)
    np.add.at(sums, block, table[name])
    return sums
