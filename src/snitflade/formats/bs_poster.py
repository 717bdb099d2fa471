"""What a 0602 or 0603 tells, as columns of the same name and form whatever record it stood in, ready to be matched.

Posts of unknown sections are not among them. Sources: payments.md 5.3 and 5.4.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any

import numpy as np
from numpy.typing import NDArray

from snitflade.formats import bs0602, bs0603
from snitflade.formats.betalingsservice import kundenummer_noegle
from snitflade.formats.betalingsservice_rules import SHAPE
from snitflade.formats.columns import Column
from snitflade.formats.deliveries import Deliveries, Part
from snitflade.formats.document import Document
from snitflade.formats.payment_kinds import as_unicode


@dataclass(frozen=True, slots=True)
class _Poster:
    """Columns of equal length, in the order of the file's lines. Codes and numbers are ``S``/``U`` text, amounts øre, dates
    datetime64[D].

    `linje`: the line in the file, from 1; `leverance`: the row of BS002 the post stands under; `kundenummer`: as it stands;
    `kundenummer_noegle`: as it is compared, without zeros in front.
    """

    linje: NDArray[np.int64]
    leverance: NDArray[np.intp]
    sektionsnummer: Column
    pbs_nummer: Column
    transaktionskode: Column
    debitorgruppenummer: Column
    kundenummer: Column
    kundenummer_noegle: Column

    def __len__(self) -> int:
        return len(self.linje)


@dataclass(frozen=True, slots=True)
class Betalinger(_Poster):
    """Posts of a 0602. A slip (section 0215) has no agreement; an automatic payment has no card, fee or archive reference.

    `betalingsdato`: the due date of the 0601; `beloeb`: what was asked, without a sign (`fortegnskode` has it); `betalt_beloeb`:
    what was paid or charged back, 0 at 0238; `faktisk_betalingsdato`: when it was paid, NaT when it was not.
    """

    aftalenummer: Column
    betalingsdato: Column
    fortegnskode: Column
    beloeb: NDArray[np.int64]
    reference: Column
    faktisk_betalingsdato: Column
    bogfoeringsdato: Column
    betalt_beloeb: NDArray[np.int64]
    kortartkode: Column
    gebyrbeloeb: NDArray[np.int64]
    arkivreference: Column


@dataclass(frozen=True, slots=True)
class Aftaler(_Poster):
    """Posts of a 0603 that tell of agreements. `ophoersdato` is NaT while the agreement runs."""

    aftalenummer: Column
    ikrafttraedelses_afmeldingsdato: Column
    ophoersdato: Column


_NAMES_OF_SLIPS = {"faktisk_betalingsdato": "indbetalingsdato", "betalt_beloeb": "indbetalt_beloeb"}


def betalinger(document: Document) -> Betalinger:
    """All posts of a 0602, read without errors."""
    return Betalinger(**_columns(document, Betalinger, ("BS042", "BS042-0238", "BS042-0297"), tuple(bs0602.SEKTIONER)))


def aftaler(document: Document) -> Aftaler:
    """All agreements of a 0603, read without errors."""
    return Aftaler(**_columns(document, Aftaler, ("BS042",), tuple(bs0603.SEKTIONER)))


def _columns(document: Document, kind: type[_Poster], records: tuple[str, ...], known: tuple[str, ...]) -> dict[str, Any]:
    parts = Deliveries.of(document, SHAPE)
    tables = [table for key in records if (table := document.tables.get(key))]
    lines = np.concatenate([np.empty(0, dtype=np.int64), *(table.lines for table in tables)])
    order = np.argsort(lines, kind="stable")
    sections = parts.table("BS012")
    row = parts.opened_by(Part.SECTION, lines[order])
    number = sections["sektionsnummer"][row] if len(sections) else np.full(len(lines), "", dtype="U4")
    keep = (row >= 0) & np.isin(as_unicode(number), known)
    out: dict[str, Any] = {"linje": lines[order][keep], "sektionsnummer": number[keep]}
    out["leverance"] = parts.opened_by(Part.START, out["linje"])
    for field in fields(kind):
        if field.name in out or field.name == "kundenummer_noegle":
            continue
        pieces = [_column(table.columns, field.name, len(table)) for table in tables]
        whole = np.concatenate(pieces) if pieces else _EMPTY.get(field.name, np.empty(0, dtype="S1"))
        out[field.name] = whole[order][keep]
    out["kundenummer_noegle"] = kundenummer_noegle(out["kundenummer"])
    return out


_AMOUNT, _DATE = np.empty(0, dtype=np.int64), np.empty(0, dtype="datetime64[D]")
_EMPTY: dict[str, Column] = {
    **dict.fromkeys(("beloeb", "betalt_beloeb", "gebyrbeloeb"), _AMOUNT),
    **dict.fromkeys(("betalingsdato", "faktisk_betalingsdato", "bogfoeringsdato"), _DATE),
    **dict.fromkeys(("ikrafttraedelses_afmeldingsdato", "ophoersdato"), _DATE),
}
"""Columns that are no text."""


def _column(columns: dict[str, Column], name: str, rows: int) -> Column:
    """A column of a record under the common name; nothing where the record has none."""
    column = columns.get(name)
    if column is None:
        column = columns.get(_NAMES_OF_SLIPS.get(name, ""))
    if column is not None:
        return column
    empty = _EMPTY.get(name, np.empty(0, dtype="S1"))
    return np.zeros(rows, dtype=empty.dtype) if empty.dtype.kind != "M" else np.full(rows, np.datetime64("NaT"), dtype=empty.dtype)
