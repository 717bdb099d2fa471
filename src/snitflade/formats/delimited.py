"""Delimited files (CSV) with a header line, read as a table of declared columns.

Every line is one row: a quoted field cannot hold a line break, so an unclosed quote harms its own line only and no row is
ever lost. Every fault is reported with physical line, the field's first character, heading and raw value; the rest of the
row is read on. A row that cannot be cut into fields for certain is `faulty`: it counts, but its values are good only for
recognising it.

>>> from snitflade.formats.cells import Amount, Text
>>> problems = Problems()
>>> table = read_table(
...     "Ydelse;Pris\\nDagrenovation;610,00\\nNatrenovation;280.00\\n".encode(),
...     (Column("Ydelse", Text(60)), Column("Pris", Amount())), problems)
>>> table["Pris"]
[61000, None]
>>> print(problems.sorted()[0])  # doctest: +ELLIPSIS
Linje 3, tegn 15, felt Pris: «280.00» har punktum eller mellemrum i beløbet. ...

Sources: social-teknik.md 1.4 (delimiter, header, quotes), prisme.md 1 (control characters).
"""

from __future__ import annotations

import codecs
import csv
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any

from snitflade.formats.cells import Cell, CellFault
from snitflade.formats.characters import FIL_TOM, KONTROLTEGN, TEGNSAET_FEJL
from snitflade.formats.kinds import FELT_TOMT
from snitflade.formats.problems import ProblemKind, Problems

CSV_SKILLETEGN = ProblemKind(
    "CSV_SKILLETEGN", "Overskriften kan ikke deles i kolonner. Gem filen med «{skilletegn}» mellem kolonnerne.", spec="FIL-E04"
)
CSV_KOLONNE_UKENDT = ProblemKind("CSV_KOLONNE_UKENDT", "Kolonnen «{raw}» kendes ikke. {raad}", spec="FIL-E04")
CSV_KOLONNE_MANGLER = ProblemKind("CSV_KOLONNE_MANGLER", "Kolonnen «{kolonne}» mangler i overskriften. Tilføj den.", spec="FIL-E04")
CSV_KOLONNE_DOBBELT = ProblemKind(
    "CSV_KOLONNE_DOBBELT", "Kolonnen «{raw}» står mere end én gang i overskriften. Behold én af dem.", spec="FIL-E04"
)
CSV_FELTANTAL = ProblemKind(
    "CSV_FELTANTAL", "Linjen har {antal} felter, overskriften har {ventet}. Ret linjen; et «{skilletegn}» i en tekst kræver anførselstegn om den."
)
CSV_ANFOERSELSTEGN = ProblemKind(
    "CSV_ANFOERSELSTEGN", "Et anførselstegn er ikke lukket på linjen, eller der står tegn efter det. Ret linjen, eller fjern anførselstegnet."
)

_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_LINE_END = re.compile(rb"\r?\n")


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its heading, its cells, whether the column or a cell may be missing, and whether it names a person.

    Faulty values of a `personal` column are shown without their last four characters.
    """

    name: str
    cell: Cell
    optional: bool = False
    empty: bool = False
    personal: bool = False


@dataclass(slots=True)
class Table:
    """The rows of a file. `table[name]` is a column of values, None where a cell is empty or bad."""

    columns: Sequence[Column]
    delimiter: str
    lines: list[int] = field(default_factory=list)
    sources: list[str] = field(default_factory=list)
    values: dict[str, list[Any]] = field(default_factory=dict)
    places: dict[str, int] = field(default_factory=dict)
    faulty: set[int] = field(default_factory=set)
    invalid: dict[str, set[int]] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.lines)

    def __getitem__(self, name: str) -> list[Any]:
        return self.values[name]

    def has(self, name: str) -> bool:
        """Whether the file has the column."""
        return name in self.places

    def ok(self, row: int, *names: str) -> bool:
        """Whether row `row` was cut into fields for certain and its cells `names` are good (an allowed empty one is)."""
        return row not in self.faulty and all(name in self.places and row not in self.invalid[name] for name in names)

    def report(self, problems: Problems, kind: ProblemKind, row: int, name: str, **params: Any) -> None:
        """Report a problem with cell `name` of row `row`."""
        text, start = self._cell(row, name)
        column = next(column for column in self.columns if column.name == name)
        raw = f"{text[:-4]}****" if column.personal and len(text) > 4 else text
        problems.add(kind, line=self.lines[row], column=start, field=name, raw=raw, **params)

    def _cell(self, row: int, name: str) -> tuple[str, int]:
        """The text of a cell and the column of its first character, counted from 1; "" and 0 when it is not there."""
        place = self.places.get(name, -1)
        for number, (start, stop) in enumerate(_spans(self.sources[row], self.delimiter)):
            if number == place:
                raw = self.sources[row][start:stop].strip(" ")
                return (raw[1:-1].replace('""', '"') if raw[:1] == raw[-1:] == '"' and len(raw) > 1 else raw), start + 1
        return "", 0


def _spans(line: str, delimiter: str) -> list[tuple[int, int]]:
    """First and last-but-one position of every field of a line; a delimiter inside quotes does not count."""
    spans, start, quoted = [], 0, False
    for at, tegn in enumerate(line):
        if tegn == '"':
            quoted = not quoted
        elif tegn == delimiter and not quoted:
            spans.append((start, at))
            start = at + 1
    return [*spans, (start, len(line))]


def read_table(data: bytes, columns: Sequence[Column], problems: Problems, *, delimiter: str = ";") -> Table:
    """The table in `data`: UTF-8 with or without byte order mark, lines ending with CRLF or LF.

    Headings match in any letter case and with blanks around them. Lines without any character are passed over.
    """
    table = Table(columns, delimiter)
    table.values = {column.name: [] for column in columns}
    table.invalid = {column.name: set() for column in columns}
    lines = _lines(data, problems)
    first = next(lines, None)
    if first is None:
        problems.add(FIL_TOM)
        return table
    width = _header(first[0], first[1], table, problems)
    if not table.places:
        return table
    for number, text, encoded in lines:
        _row(table, number, text, encoded, width, problems)
    return table


def _lines(data: bytes, problems: Problems) -> Any:
    """Line number, text, and whether it was UTF-8, of every line that is not empty. Others are read as Latin-1."""
    position = len(codecs.BOM_UTF8) if data.startswith(codecs.BOM_UTF8) else 0
    for number, line in enumerate(_LINE_END.split(data[position:]), start=1):
        if line:
            yield _decode(line, number, data, problems)


def _header(line: int, text: str, table: Table, problems: Problems) -> int:
    """Find the columns; gives the number of fields in the header."""
    raise NotImplementedError
