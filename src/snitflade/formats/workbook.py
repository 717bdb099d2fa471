"""Workbooks (.xlsx) as tables: one sheet whose first filled row has the headings, and a row for every line.

A cell is read as the text it stands for, and then like a cell of a delimited file (`cell_kinds.py`): numbers by their shortest
exact decimal form, so that no øre is rounded, dates from cells or from text. Written workbooks hold texts as texts, and nothing is
taken for a formula. Bytes are the same only for what we wrote ourselves; rows always are. ``line`` is the row of the sheet.

Source: social-teknik.md 3.1.
"""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any

import numpy as np
import python_calamine as calamine
import xlsxwriter
from numpy.typing import NDArray

from snitflade.formats.cell_kinds import DateCell
from snitflade.formats.cell_numbers import AmountCell, NumberCell
from snitflade.formats.characters import FIL_TOM
from snitflade.formats.delimited_headings import Headings
from snitflade.formats.delimited_post import Post, Quoting, put_values
from snitflade.formats.document import RAW, Document, Wrapping
from snitflade.formats.kinds import FELT_FOR_LANGT, FELT_TOMT, Faults, Kind
from snitflade.formats.layout import Table
from snitflade.formats.problems import ProblemKind, Problems
from snitflade.formats.workbook_package import REGNEARK_UGYLDIGT, report_errors, unpack
from snitflade.formats.writing import Writing

ARK_MANGLER = ProblemKind("ARK_MANGLER", "Regnearket har ikke arket «{ark}». Arkene er: {findes}.", spec="FIL-E04")
OVERSKRIFTSRAEKKE_MANGLER = ProblemKind(
    "OVERSKRIFTSRAEKKE_MANGLER", "Ingen af de første {antal} rækker har kolonnernes navne: {ventet}.", spec="FIL-E04"
)
_SOUGHT = 20
"""Rows among which the headings are sought."""
_TAB = "\t"
_MADE = dt.datetime(2000, 1, 1)  # noqa: DTZ001 (a mark, so that the same rows give the same bytes)
_EXACT = 10**15
"""Numbers a cell can hold without losing a digit."""


@dataclass(frozen=True)
class WorkbookFormat(Writing):
    """A layout of one sheet. `sheet`: its name, the first one when empty. The rest is as for a `DelimitedFormat`."""

    name: str
    title: str
    source: str
    post: Post
    about: str = ""
    sheet: str = ""
    rules: Callable[[Document, Problems], None] | None = None
    confirmed: bool = True
    questions: tuple[str, ...] = ()
    encodings: tuple[str, ...] = ("utf-8",)

    @property
    def records(self) -> tuple[Post, ...]:
        """The one kind of row."""
        return (self.post,)

    @property
    def types(self) -> tuple[str, ...]:
        """Its key."""
        return (self.post.key,)

    @cached_property
    def _headings(self) -> Headings:
        return Headings((self.post,), _TAB, Quoting.INGEN)

    def record(self, key: str) -> Post:
        """The kind of row `key`. Raises KeyError."""
        return {self.post.key: self.post}[key]

    def document(self, values: Mapping[str, Mapping[str, Any]], problems: Problems) -> Document:
        """A workbook of these columns."""
        table = self.post.table(values[self.post.key], problems)
        return Document(self.types, {self.post.key: table}, np.zeros(len(table), dtype=np.uint8))

    # Reading

    def read(self, data: bytes, problems: Problems) -> Document:
        """The sheet's table; every fault of every cell goes to `problems`."""
        rows = self._rows(data, problems)
        texts = [[_text(cell, None) for cell in row] for row in rows[:_SOUGHT]]
        at = next((i for i, row in enumerate(texts) if self._headings.known(_TAB.join(map(_flat, row)))), None)
        if at is None:
            if rows:
                problems.add(OVERSKRIFTSRAEKKE_MANGLER, antal=_SOUGHT, ventet=self._headings.usual.replace(_TAB, ", "))
            return self._made([], [], {}, problems)
        width = max((i for i, text in enumerate(texts[at], start=1) if text), default=0)
        places, _ = self._headings.find(_TAB.join(map(_flat, texts[at][:width])), at + 1, problems)
        filled = [number for number, row in enumerate(rows[at + 1 :], start=at + 1) if any(cell != "" for cell in row)]
        return self._made(rows, filled, places, problems)

    def _rows(self, data: bytes, problems: Problems) -> list[list[Any]]:
        package = unpack(data, problems) if data else None
        if package is None:
            if not data:
                problems.add(FIL_TOM)
            return []
        try:
            book = calamine.CalamineWorkbook.from_filelike(io.BytesIO(package.data))
            names = book.sheet_names
            if (self.sheet and self.sheet not in names) or not names:
                problems.add(ARK_MANGLER, ark=self.sheet, findes=", ".join(names) or "ingen")
                return []
            name = self.sheet or names[0]
            rows: list[list[Any]] = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
        except (calamine.CalamineError, ValueError) as error:
            problems.add(REGNEARK_UGYLDIGT, grund=f"{error}"[:100])
            return []
        report_errors(package.sheet(name), problems)
        if not rows:
            problems.add(FIL_TOM)
        return rows

    def _made(self, rows: list[list[Any]], filled: list[int], places: Mapping[str, int], problems: Problems) -> Document:
        numbers = np.array(filled, dtype=np.int64) + 1
        table = Table(self.post.key, {}, numbers, {name: number + 1 for name, number in places.items()})
        for column in self.post.columns:
            if column.name not in places:
                continue
            kind = column.field.kind
            number = places[column.name]
            found = [_text(rows[row][number], kind).strip(" ") for row in filled]
            self._read_column(table, column.name, found, problems)
        order = np.full(int(numbers[-1]) if filled else 0, RAW, dtype=np.uint8)
        order[numbers - 1] = 0
        gaps = set(range(1, len(order) + 1)) - set(numbers.tolist())
        raw = {gap: " | ".join(text for text in (_text(cell, None) for cell in rows[gap - 1]) if text) for gap in gaps}
        document = Document(self.types, {self.post.key: table}, order, raw, None, Wrapping())
        self.check(document, problems)
        return document

    def _read_column(self, table: Table, name: str, found: Sequence[str], problems: Problems) -> None:
        column = self.post.columns[self.post.places[name] - 1]
        kind, number = column.field.kind, int(np.max(table.places[name]))
        length = np.array([len(text) for text in found], dtype=np.int64)
        long = length > kind.width
        faults = Faults(problems, table.lines, "utf-8", name, self.post.key, number)
        faults.report(FELT_FOR_LANGT, long, lambda at: [found[row][:100] for row in at], width=kind.width)
        if column.required:
            faults.report(FELT_TOMT, length == 0, lambda at: [""] * len(at))
        here = (length > 0) & ~long
        read = np.flatnonzero(here)
        faults = Faults(problems, table.lines[read], "utf-8", name, self.post.key, number)
        values = kind.read(_matrix([found[row] for row in read.tolist()]), faults)
        column.field.check_values(values, faults)
        column.check(values, faults)
        if faults.faulty is not None:
            here[read[faults.faulty]] = False
            values = values[~faults.faulty]
        put_values(table, name, values, here)

    # Writing

    def check(self, document: Document, problems: Problems) -> None:
        """The rules of the whole workbook, run on reading and before writing."""
        if self.rules:
            self.rules(document, problems)

    def wrap(self, document: Document) -> bytes:
        """The workbook's bytes, with no rule checked."""
        whole = io.BytesIO()
        with xlsxwriter.Workbook(whole, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
            book.set_properties({"created": _MADE})
            sheet = book.add_worksheet(self.sheet or None)
            bold, text = book.add_format({"bold": True}), book.add_format({"num_format": "@"})
            table = document.tables[self.post.key]
            columns = [column for column in self.post.columns if column.name in table.columns or not column.optional]
            for number, column in enumerate(columns):
                sheet.write_string(0, number, column.heading, bold)
                if column.name in table.columns:
                    style = _style(column.field.kind)
                    shape = book.add_format({"num_format": style}) if style else text
                    self._write_column(sheet, number, table, column.name, shape)
        return whole.getvalue()

    def _write_column(self, sheet: Any, number: int, table: Table, name: str, shape: Any) -> None:
        kind = self.post.columns[self.post.places[name] - 1].field.kind
        column = table.columns[name]
        here: NDArray[np.bool_] = table.present.get(name, np.ones(len(table), dtype=bool))
        plain = kind.plain(column)
        for row in np.flatnonzero(here).tolist():
            value = plain[row]
            if isinstance(kind, NumberCell) and abs(int(column[row])) < _EXACT:
                sheet.write_number(row + 1, number, float(_decimal(kind, value)), shape)
            elif isinstance(kind, DateCell):
                sheet.write_datetime(row + 1, number, column[row].astype("datetime64[s]").tolist(), shape)
            elif value != "":
                sheet.write_string(row + 1, number, str(value), shape)


def _decimal(kind: NumberCell, value: Any) -> Decimal:
    return Decimal(value).scaleb(-2) if isinstance(kind, AmountCell) else Decimal(value)


def _style(kind: Kind) -> str:
    """How a spreadsheet shows the values of a kind; empty: as text."""
    if isinstance(kind, DateCell):
        return "dd-mm-yyyy hh:mm" if kind.forms[0].has_time else "dd-mm-yyyy"
    if isinstance(kind, AmountCell):
        return "0.00" if kind.cell.decimals else "0"
    return "General" if isinstance(kind, NumberCell) else ""


def _flat(text: str) -> str:
    return " ".join(text.split())


def _text(cell: Any, kind: Kind | None) -> str:
    """A cell as the text that a delimited file would have for it."""
    if isinstance(cell, bool):
        return "SAND" if cell else "FALSK"
    if isinstance(cell, int | float):
        return _number(cell, kind)
    if isinstance(cell, dt.datetime | dt.date):
        return _moment(cell, kind)
    return cell if isinstance(cell, str) else str(cell)


def _number(cell: float, kind: Kind | None) -> str:
    value = Decimal(repr(cell))
    if not value.is_finite():
        return str(cell)
    if value == value.to_integral_value():
        text, decimals = str(int(value)), 0
    else:
        text = format(value, "f")
        decimals = len(text.partition(".")[2])
    if isinstance(kind, NumberCell):
        if kind.cell.exact and decimals < kind.cell.decimals:
            text = f"{text}{'' if decimals else '.'}{'0' * (kind.cell.decimals - decimals)}"
        text = text.replace(".", kind.cell.marks[0])
    return text


def _moment(cell: dt.date, kind: Kind | None) -> str:
    if isinstance(kind, DateCell):
        form = kind.forms[0]
        moment = cell if isinstance(cell, dt.datetime) else dt.datetime(cell.year, cell.month, cell.day)  # noqa: DTZ001
        if form.has_time or moment.time() == dt.time():
            chars = form.write(np.array([np.datetime64(moment).astype("datetime64[m]" if form.has_time else "datetime64[D]")]))
            return "".join(map(chr, chars[0]))
    return cell.isoformat()


def _matrix(texts: list[str]) -> NDArray[Any]:
    """Texts as rows of characters, NUL after the end of each."""
    widest = max(map(len, texts), default=1) or 1
    if all(text.isascii() for text in texts):
        return np.array([text.encode() for text in texts], dtype=f"S{widest}").view(np.uint8).reshape(len(texts), widest)
    return np.array(texts, dtype=f"U{widest}").view(np.uint32).reshape(len(texts), widest)
