"""How well lines have the shape of a delimited format, told from its headings, its numbers of columns and its typed cells."""

from __future__ import annotations

from collections.abc import Sequence

from snitflade.formats.cell_kinds import CellKind
from snitflade.formats.cells import CellFault
from snitflade.formats.delimited import split_line
from snitflade.formats.delimited_column import Column
from snitflade.formats.delimited_format import DelimitedFormat
from snitflade.formats.delimited_headings import Headings
from snitflade.formats.delimited_post import Post, Quoting
from snitflade.formats.problems import Problems

_MOST_HEADINGS = 0.8
"""The part of the headings that must be there for a line to be them."""


def shape(format: DelimitedFormat, lines: Sequence[str]) -> float:
    """How well `lines`, the beginning of a file, have the format's shape, 0 to 1."""
    places: dict[str, int] | None = None
    rest = list(lines)
    ahead = max((post.line for post in format.posts), default=0)
    heads = format.records[0]
    if isinstance(heads, Headings):
        at = next((i for i, line in enumerate(rest[: ahead + 1]) if _is_headings(heads, line)), None)
        if at is None and format.heading_required:
            return 0.0
        if at is not None:
            places, _ = heads.find(rest[at], at + 1, Problems())
            del rest[at]
            if not rest[ahead:]:
                return 1.0
    scores = [_line(format, line, places) for line in rest[ahead:]]
    return sum(scores) / len(scores) if scores else 0.0


def _is_headings(heads: Headings, line: str) -> bool:
    wanted = sum(not column.optional for column in heads.main.columns)
    return heads.known(line) >= _MOST_HEADINGS * wanted


def _line(format: DelimitedFormat, line: str, places: dict[str, int] | None) -> float:
    if format.line_end:
        if not line.endswith(format.line_end):
            return 0.0
        line = line.removesuffix(format.line_end)
    cells = split_line(line, format.delimiter) if format.quoting is not Quoting.INGEN else line.split(format.delimiter)
    if not cells:
        return 0.0
    told = [post for post in format.posts if post.told and cells[post.told[0] : post.told[0] + 1] == [post.told[1]]]
    return _post((told or [format.main])[0], [cell.strip(" ") for cell in cells], places)


def _post(post: Post, cells: list[str], places: dict[str, int] | None) -> float:
    if places is None or not post.headed:
        if len(cells) not in post.widths and not (len(cells) - 1 in post.widths and not cells[-1]):
            return 0.0
        places = {column.name: at for at, column in enumerate(post.columns)}
    seen = [(column, cells[places[column.name]]) for column in post.columns if places.get(column.name, len(cells)) < len(cells)]
    typed = [(column, cell) for column, cell in seen if column.required or (cell and _tells(column))]
    return sum(_fits(column, cell) for column, cell in typed) / len(typed) if typed else 0.0


def _tells(column: Column) -> bool:
    return isinstance(column.field.kind, CellKind) or bool(column.field.allowed)


def _fits(column: Column, cell: str) -> bool:
    if column.field.allowed:
        return cell in column.field.allowed
    kind = column.field.kind
    if not isinstance(kind, CellKind):
        return 0 < len(cell) <= kind.width
    try:
        kind.cell.read(cell)
    except CellFault:
        return False
    return True
