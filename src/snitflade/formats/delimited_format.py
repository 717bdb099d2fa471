"""Files of delimited lines, of one or many kinds, read and written as whole columns.

A line is a row: a quoted cell cannot hold a line break, so a quote that is not closed harms its own line only. Lines that cannot be
read are kept as they are and reported; nothing is lost. The line of headings is a record of its own, ``overskrift``.

Reading is in `delimited_read.py`, writing in `delimited_write.py`. `profiles.py` makes formats from data.

Sources: payments.md 1, skat-inddrivelse.md 1.3–1.6, social-teknik.md 1.4.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Any

import numpy as np

from snitflade.formats.delimited_headings import HEADINGS, Headings
from snitflade.formats.delimited_post import Post, Quoting
from snitflade.formats.delimited_read import Reader
from snitflade.formats.delimited_spelling import check_spelling
from snitflade.formats.delimited_write import body
from snitflade.formats.document import RAW, Document, Wrapping
from snitflade.formats.layout import LayoutError
from snitflade.formats.problems import ProblemKind, Problems
from snitflade.formats.writing import Writing

POST_ANTAL = ProblemKind(
    "POST_ANTAL", "Filen har {antal} linjer af typen {post}; der skal være {ventet}.", spec="RAEKKEFOELGE_FEJL"
)
POST_SIDST = ProblemKind("POST_SIDST", "Linjen skal være filens sidste, men der kommer flere efter.", spec="RAEKKEFOELGE_FEJL")
KOLONNER_FORSKELLIGE = ProblemKind(
    "KOLONNER_FORSKELLIGE", "Linjen har {antal} kolonner, den første {ventet}; i én fil er der lige mange.", spec="R01"
)
FIL_FOR_STOR = ProblemKind("FIL_FOR_STOR", "Filen fylder {antal} bytes; modtageren tager højst {hoejst}. Del den.", spec="F07")
FIL_UDEN_DATA = ProblemKind("FIL_UDEN_DATA", "Filen har ingen linjer af typen {post}; der er intet at læse.", spec="F03")


class Heading(StrEnum):
    """Whether the file begins with the names of its columns."""

    INGEN = "ingen"
    VALGFRI = "valgfri"
    KRAEVET = "kraevet"


@dataclass(frozen=True)
class DelimitedFormat(Writing):
    """A file format of delimited lines.

    `name`: its name on the command line. `about`: what it is, in words. `posts`: its kinds of lines; just one of them is known by
    nothing, and is all the others. `encodings`: the first is written, the others are read too. `line_end`: what closes every line
    before its line break. `trailing`: one delimiter after the last cell is accepted. `confirmed`: whether the partner has confirmed
    the layout; `questions`: what to ask. `most_bytes`: what the receiver takes.
    """

    name: str
    title: str
    source: str
    posts: tuple[Post, ...]
    encodings: tuple[str, ...]
    about: str = ""
    delimiter: str = ";"
    quoting: Quoting = Quoting.INGEN
    heading: Heading = Heading.INGEN
    newline: str = "\r\n"
    byte_order_mark: bool = False
    line_end: str = ""
    trailing: bool = True
    rules: Callable[[Document, Problems], None] | None = None
    confirmed: bool = True
    questions: tuple[str, ...] = ()
    most_bytes: int = 0

    def __post_init__(self) -> None:
        if sum(post.told is None and not post.line for post in self.posts) != 1:
            raise LayoutError(f"{self.name}: netop én slags linjer skal være den, der ikke kendes på noget")

    @cached_property
    def records(self) -> tuple[Headings | Post, ...]:
        """The kinds of records, the line of headings first where there is one."""
        return self.posts if self.heading is Heading.INGEN else (Headings(self.posts, self.delimiter, self.quoting), *self.posts)

    @cached_property
    def types(self) -> tuple[str, ...]:
        """The records' keys."""
        return tuple(record.key for record in self.records)

    @cached_property
    def main(self) -> Post:
        """The kind of line that is known by nothing: the data."""
        return next(post for post in self.posts if post.told is None and not post.line)

    @property
    def heading_required(self) -> bool:
        """Whether the line of headings must be there; it is then written also where nobody gave one."""
        return self.heading is Heading.KRAEVET

    @cached_property
    def widest(self) -> int:
        """The most characters a cell may have."""
        return max(column.field.kind.width for post in self.posts for column in post.columns)

    @property
    def ahead(self) -> int:
        """How many lines at the beginning tell how the others are read: those known by their place, and the headings."""
        return max((post.line for post in self.posts), default=0) + (self.heading is not Heading.INGEN)

    @property
    def usual(self) -> Wrapping:
        """How the format's files are wrapped when we write them."""
        return Wrapping(self.encodings[0], self.newline, True, self.byte_order_mark)

    def record(self, key: str) -> Headings | Post:
        """The record `key`. Raises KeyError."""
        return {record.key: record for record in self.records}[key]

    def document(self, values: Mapping[str, Mapping[str, Any]], problems: Problems) -> Document:
        """A file of these columns by kind of line: those known by their place, the headings, the data, what closes the file."""
        if self.heading_required:
            values = {HEADINGS: {}, **values}
        rank = {post.key: 0 if post.line else 3 if post.last else 2 for post in self.posts} | {HEADINGS: 1}
        tables, order, at = {}, [np.empty(0, dtype=np.uint8)], 1
        for key in sorted(values, key=lambda key: rank[key]):
            table = self.record(key).table(values[key], problems, encoding=self.encodings[0])
            table.lines = np.arange(at, at + len(table))
            at += len(table)
            order.append(np.full(len(table), self.types.index(key), dtype=np.uint8))
            tables[key] = table
        return Document(self.types, tables, np.concatenate(order), wrapping=self.usual)

    def read(self, data: bytes, problems: Problems) -> Document:
        """The file's tables; every fault of every line goes to `problems`."""
        if self.most_bytes and len(data) > self.most_bytes:
            problems.add(FIL_FOR_STOR, antal=len(data), hoejst=self.most_bytes)
        document = Reader(self, data, problems).run()
        self._check_file(document, problems)
        return document

    def check(self, document: Document, problems: Problems) -> None:
        """The rules of the whole file, run before writing."""
        for table in document.tables.values():
            if table.spelled:
                check_spelling(self, table, problems)
        if document.lengths is not None:
            self._check_widths(document, problems)
        self._check_file(document, problems)

    def _check_widths(self, document: Document, problems: Problems) -> None:
        assert document.lengths is not None  # noqa: S101 (its caller has looked)
        for post in self.posts:
            at = np.flatnonzero(document.order == self.types.index(post.key))
            width = np.where(document.lengths[at] > 0, document.lengths[at], post.widths[0])
            odd = at[width != width[:1]] if len(at) else at
            problems.add_many(
                KOLONNER_FORSKELLIGE, odd + 1, record=post.key, antal=document.lengths[odd], ventet=int(width[:1].sum())
            )

    def _check_file(self, document: Document, problems: Problems) -> None:
        """What holds for the file as a whole, on reading and before writing."""
        filled = np.flatnonzero((document.order != RAW) | np.isin(np.arange(1, len(document) + 1), _filled_raw(document)))
        if len(document) and not document.rows(self.main.key) and not _filled_raw(document).size:
            problems.add(FIL_UDEN_DATA, post=self.main.key)
        for post in self.posts if len(document) else ():
            count = document.rows(post.key)
            if count < post.least or (post.most is not None and count > post.most):
                span = f"mindst {post.least}" if post.most is None else f"{post.least}–{post.most}"
                wanted = f"{post.least}" if post.most == post.least else span
                problems.add(POST_ANTAL, record=post.key, antal=count, post=post.key, ventet=wanted)
            if post.last and count and len(filled):
                lines = document.tables[post.key].lines
                problems.add_many(POST_SIDST, lines[lines < int(filled[-1]) + 1], record=post.key)
        if self.rules:
            self.rules(document, problems)

    def wrap(self, document: Document) -> bytes:
        """The file's bytes, with no rule checked."""
        lines = body(self, document)
        return document.wrapping.finish(lines) if lines else b""


def _filled_raw(document: Document) -> np.ndarray[Any, np.dtype[np.int64]]:
    """The raw lines that are not empty."""
    return np.array([number for number, text in document.raw.items() if text], dtype=np.int64)
