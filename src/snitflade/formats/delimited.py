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
from collections.abc import Iterator, Mapping, Sequence
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
CSV_KOLONNER_MANGE = ProblemKind(
    "CSV_KOLONNER_MANGE", "Overskriften har {antal} kolonner; højst {mest} læses. Er det den rigtige fil?", spec="FIL-E04"
)
CSV_FELTANTAL = ProblemKind(
    "CSV_FELTANTAL",
    "Linjen har {antal} felter, overskriften {ventet}. Sæt anførselstegn om en tekst med «{skilletegn}», eller ret linjen.",
)
CSV_ANFOERSELSTEGN = ProblemKind(
    "CSV_ANFOERSELSTEGN",
    "Et anførselstegn er ikke lukket på linjen, eller der står tegn efter det. Fjern det, eller luk det.",
)

_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]")


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
    """The rows of a file. `table[name]` is a column of values, None where a cell is empty, bad or not there.

    `lines` and `sources`: each row's physical line number and text; `places`: the field number (from 0) of each column in the
    file; `faulty`: rows that could not be cut into fields; `invalid`: rows with a bad cell, by column; `missing`: required
    columns that the file lacks.
    """

    columns: Sequence[Column]
    delimiter: str
    lines: list[int] = field(default_factory=list)
    sources: list[str] = field(default_factory=list)
    values: dict[str, list[Any]] = field(default_factory=dict)
    places: dict[str, int] = field(default_factory=dict)
    faulty: set[int] = field(default_factory=set)
    invalid: dict[str, set[int]] = field(default_factory=dict)
    missing: set[str] = field(default_factory=set)

    @classmethod
    def empty(cls, columns: Sequence[Column], delimiter: str = ";") -> Table:
        """A table without rows."""
        return cls(
            columns,
            delimiter,
            values={column.name: [] for column in columns},
            invalid={column.name: set() for column in columns},
        )

    def __len__(self) -> int:
        return len(self.lines)

    def __getitem__(self, name: str) -> list[Any]:
        return self.values[name]

    @property
    def usable(self) -> bool:
        """Whether the header names every required column."""
        return bool(self.places) and not self.missing

    def has(self, name: str) -> bool:
        """Whether the file has the column."""
        return name in self.places

    def ok(self, row: int, *names: str) -> bool:
        """Whether row `row` was cut into fields for certain and its cells `names` are good; one allowed to be missing is."""
        return row not in self.faulty and not any(name in self.missing or row in self.invalid[name] for name in names)

    def report(self, problems: Problems, kind: ProblemKind, row: int, name: str, **params: Any) -> None:
        """Report a problem with cell `name` of row `row`."""
        text, start = self._cell(row, name)
        column = next(column for column in self.columns if column.name == name)
        raw = f"{text[:-4]}****" if column.personal and len(text) > 4 else text
        problems.add(kind, line=self.lines[row], column=start, field=name, raw=raw, **params)

    def _cell(self, row: int, name: str) -> tuple[str, int]:
        """The text of a cell and the column of its first character, counted from 1; "" and 0 when it is not there."""
        spans = _spans(self.sources[row], self.delimiter)
        place = self.places.get(name, len(spans))
        if place >= len(spans):
            return "", 0
        start, stop = spans[place]
        return self.sources[row][start:stop].strip(' "'), start + 1


def _spans(line: str, delimiter: str) -> list[tuple[int, int]]:
    """Start and end of every field of a line; a delimiter between quotes does not count."""
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

    Headings match in any letter case and with blanks around them; cells lose the blanks around them. Lines without any
    character are passed over.
    """
    table = Table.empty(columns, delimiter)
    lines = _lines(data, problems)
    for number, text, _ in lines:
        width = _read_header(table, number, text, problems)
        break
    else:
        problems.add(FIL_TOM)
        return table
    if table.places:
        for number, text, encoded in lines:
            _read_row(table, number, text, encoded, width, problems)
    return table


def _lines(data: bytes, problems: Problems) -> Iterator[tuple[int, str, bool]]:
    """Number and text of every line that is not empty, and whether it was UTF-8; what was not is read as Latin-1."""
    start = len(codecs.BOM_UTF8) if data.startswith(codecs.BOM_UTF8) else 0
    number = 0
    while start < len(data):
        number += 1
        end = data.find(b"\n", start)
        end = len(data) if end < 0 else end
        line = data[start:end].removesuffix(b"\r")
        try:
            if line:
                yield number, line.decode(), True
        except UnicodeDecodeError as error:
            position = start + error.start
            problems.add(TEGNSAET_FEJL, line=number, position=position, value=data[position], encoding="UTF-8")
            yield number, line.decode("latin-1"), False
        start = end + 1


def split_line(text: str, delimiter: str) -> list[str] | None:
    """The fields of a line, or None when its quotes do not match."""
    if '"' not in text:
        return text.split(delimiter)
    try:
        return next(csv.reader([text], delimiter=delimiter, strict=True))
    except csv.Error:
        return None


MOST_COLUMNS = 500
"""Columns that a line of headings may have; no layout knows a tenth of it."""
_LONGEST_HEADING = 200
"""Characters of a heading for which the one that was meant is looked for."""


def find_columns(
    text: str, line: int, delimiter: str, headings: Mapping[str, str], needed: Mapping[str, str], problems: Problems
) -> tuple[dict[str, int], int]:
    """The field number (from 0) of each column in a line of headings, and how many fields it has.

    `headings`: the column each heading means, in any letter case and with any blanks; `needed`: the heading of each column that
    must be there. Headings that mean nothing or the same are reported.
    """
    if (count := text.count(delimiter)) > MOST_COLUMNS:
        problems.add(CSV_KOLONNER_MANGE, line=line, antal=count + 1, mest=MOST_COLUMNS)
        return {}, count + 1
    cells = [_folded(cell) for cell in split_line(text, delimiter) or text.split(delimiter)]
    known = {_folded(heading).casefold(): name for heading, name in headings.items()}
    if len(cells) == 1 and len(known) > 1 and cells[0].casefold() not in known:
        problems.add(CSV_SKILLETEGN, line=line, raw=cells[0], skilletegn=delimiter)
        return {}, 1
    shown = {_folded(heading).casefold(): heading for heading in headings}
    rather = f"Slet den. Kolonnerne er: {', '.join(headings)}."
    places: dict[str, int] = {}
    for place, (cell, (start, _)) in enumerate(zip(cells, _spans(text, delimiter), strict=False)):
        name = known.get(cell.casefold())
        if name is None:
            near = get_close_matches(cell.casefold(), known, 1) if len(cell) < _LONGEST_HEADING else []
            raad = f"Mente du «{shown[near[0]]}»?" if near else rather
            problems.add(CSV_KOLONNE_UKENDT, line=line, column=start + 1, raw=cell, raad=raad)
        elif name in places:
            problems.add(CSV_KOLONNE_DOBBELT, line=line, column=start + 1, field=name, raw=cell)
        else:
            places[name] = place
    for name, heading in needed.items():
        if name not in places:
            problems.add(CSV_KOLONNE_MANGLER, line=line, kolonne=heading)
    return places, len(cells)


def _folded(cell: str) -> str:
    return " ".join(cell.split())


def _read_header(table: Table, line: int, text: str, problems: Problems) -> int:
    """Find the declared columns in the header line; gives its number of fields."""
    headings = {column.name: column.name for column in table.columns}
    needed = {column.name: column.name for column in table.columns if not column.optional}
    places, width = find_columns(text, line, table.delimiter, headings, needed, problems)
    table.places.update(places)
    if width > 1 or places:
        table.missing.update(needed.keys() - places.keys())
    return width


def _read_row(table: Table, line: int, text: str, encoded: bool, width: int, problems: Problems) -> None:
    """Read one line into the table. `encoded`: whether it was UTF-8; if not, its other characters are reported already."""
    row = len(table.lines)
    table.lines.append(line)
    table.sources.append(text)
    split = split_line(text, table.delimiter)
    cells = text.split(table.delimiter) if split is None else split
    whole = split is not None and len(cells) == width
    if not whole:
        table.faulty.add(row)
    if split is None:
        problems.add(CSV_ANFOERSELSTEGN, line=line)
    elif not whole:
        problems.add(CSV_FELTANTAL, line=line, antal=len(cells), ventet=width, skilletegn=table.delimiter)
    controls = list(_CONTROL.finditer(text))
    for match in controls:
        problems.add(KONTROLTEGN, line=line, column=match.start() + 1, value=ord(match[0]))
    for column in table.columns:
        place = table.places.get(column.name, len(cells))
        value = None
        if place < len(cells):
            cell = cells[place].strip(" ")
            if (controls and _CONTROL.search(cell)) or not (encoded or cell.isascii()):
                table.invalid[column.name].add(row)
            elif cell:
                try:
                    value = column.cell.read(cell)
                except CellFault as fault:
                    table.invalid[column.name].add(row)
                    if whole:
                        table.report(problems, fault.kind, row, column.name, **fault.params)
            elif not column.empty:
                table.invalid[column.name].add(row)
                if whole:
                    table.report(problems, FELT_TOMT, row, column.name)
        table.values[column.name].append(value)
