"""The line of headings of a delimited file, as a record of its own: one field, the line as it stands."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from snitflade.formats.columns import Column as Values
from snitflade.formats.delimited import MOST_COLUMNS, find_columns, split_line
from snitflade.formats.delimited_post import Post, Quoting
from snitflade.formats.kinds import Faults, Text
from snitflade.formats.layout import FELT_UKENDT, Field, Table
from snitflade.formats.problems import Problems

HEADINGS = "overskrift"
"""The record's key."""
_LONGEST = 4000


@dataclass(frozen=True)
class Headings:
    """The names of the columns of those `posts` whose lines stand under them."""

    posts: tuple[Post, ...]
    delimiter: str
    quoting: Quoting
    key: str = HEADINGS
    title: str = "Overskrift"

    @cached_property
    def main(self) -> Post:
        """The kind of line whose headings they are."""
        return next(post for post in self.posts if post.headed and post.told is None and not post.line)

    @cached_property
    def usual(self) -> str:
        """The line as we write it."""
        marks = '"' if self.quoting is Quoting.ALLE else ""
        columns = self.main.columns[: self.main.widths[0]]
        return self.delimiter.join(f"{marks}{column.heading}{marks}" for column in columns)

    @cached_property
    def fields(self) -> tuple[Field, ...]:
        """The one field."""
        return (Field("tekst", Text(_LONGEST, free=True), "Kolonnernes navne, som de står", default=self.usual),)

    @property
    def places(self) -> dict[str, int]:
        """The field's place."""
        return {"tekst": 1}

    def known(self, text: str) -> int:
        """How many of the cells of `text` are headings."""
        if text.count(self.delimiter) > MOST_COLUMNS:
            return 0
        headings = {" ".join(heading.split()).casefold() for heading in self._meant}
        return sum(" ".join(cell.split()).casefold() in headings for cell in split_line(text, self.delimiter) or ())

    @cached_property
    def _meant(self) -> dict[str, str]:
        return {heading: column.name for column in self.main.columns for heading in (column.heading, *column.also) if heading}

    def find(self, text: str, line: int, problems: Problems) -> tuple[dict[str, int], int]:
        """The cell (from 0) in which each field stands under the headings `text`, and how many there are."""
        needed = {column.name: column.heading for column in self.main.columns if not column.optional}
        return find_columns(text, line, self.delimiter, self._meant, needed, problems)

    def table(
        self,
        values: Mapping[str, Any],
        problems: Problems,
        *,
        rows: int | None = None,
        lines: NDArray[np.int64] | None = None,
        encoding: str = "utf-8",
    ) -> Table:
        """A table of the line's text, ours unless one is given."""
        given = values.get("tekst", self.usual)
        items: Any = given if isinstance(given, np.ndarray | list | tuple) else [given] * (1 if rows is None else rows)
        at = np.arange(1, len(items) + 1) if lines is None else lines
        for name in [name for name in values if name != "tekst"]:
            problems.add(FELT_UKENDT, field=name, record=self.key, known="tekst")
        column: Values = self.fields[0].prepare(items, Faults(problems, at, encoding, "tekst", self.key, 1))
        return Table(self.key, {"tekst": column}, at, {"tekst": 1})

    def rows(self, table: Table) -> Iterator[dict[str, Any]]:
        """The line as a JSON value."""
        for text in self.fields[0].kind.plain(table.columns["tekst"]):
            yield {"tekst": text}
