"""A parsed file: its tables, the order of its lines, and how it was wrapped.

A `Document` is what every format reads into and writes from. The wrapping (encoding, line ends, lines that were cut or could not be
understood) is kept, so that writing an untouched document gives the bytes it came from.
"""

from __future__ import annotations

import codecs
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from snitflade.formats.characters import END_MARK
from snitflade.formats.layout import Table

RAW = 255
"""In `Document.order`: a line that is kept as it is because its record type is not known."""
_MARKS = {"utf-16-le": codecs.BOM_UTF16_LE, "utf-16-be": codecs.BOM_UTF16_BE}


@dataclass(slots=True)
class Wrapping:
    """How a file's lines are turned into bytes."""

    encoding: str = "utf-8"
    newline: str = "\r\n"
    final_newline: bool = True
    byte_order_mark: bool = False
    end_mark: bool = False

    def finish(self, data: bytes) -> bytes:
        """Lines, each with its end, as the whole file: with its marks, and without the last end where so wrapped."""
        if not self.final_newline:
            data = data.removesuffix(self.newline.encode(self.encoding))
        mark = _MARKS.get(self.encoding, codecs.BOM_UTF8) if self.byte_order_mark else b""
        return mark + data + (END_MARK if self.end_mark else b"")


@dataclass(slots=True)
class Document:
    """The lines of one file as tables, one per record type.

    `order` holds, for every line, the index of its record type in `types`, or `RAW`; row k of a table is the k-th line of
    its type. `raw` holds the text of the raw lines by line number (from 1). `lengths`, if given, holds each line's length
    where it differs from the declared one (0 elsewhere): right-trimmed records.
    """

    types: tuple[str, ...]
    tables: dict[str, Table]
    order: NDArray[np.uint8]
    raw: Mapping[int, str] = field(default_factory=dict)
    lengths: NDArray[np.int64] | None = None
    wrapping: Wrapping = field(default_factory=Wrapping)

    def __len__(self) -> int:
        return len(self.order)

    def rows(self, record: str) -> int:
        """How many lines are of type `record`."""
        return len(self.tables[record]) if record in self.tables else 0


def compose(types: tuple[str, ...], tables: Mapping[str, tuple[Table, NDArray[np.int64]]], wrapping: Wrapping) -> Document:
    """A document from tables whose rows belong to groups (debtors, say): each table comes with its rows' group numbers.

    Groups follow each other in ascending order; within a group the record types stand in the order of `types`, and the rows
    of one type as they are in their table. Group numbers must not descend within a table. Sets the tables' `lines`.
    """
    present = [key for key in types if key in tables]
    groups = np.concatenate([tables[key][1] for key in present])
    kinds = np.repeat(np.array([types.index(key) for key in present], dtype=np.uint8), [len(tables[key][0]) for key in present])
    order = np.argsort(groups, kind="stable")
    line_of = np.empty(len(order), dtype=np.int64)
    line_of[order] = np.arange(1, len(order) + 1)
    at = 0
    for key in present:
        table = tables[key][0]
        table.lines = line_of[at : at + len(table)]
        at += len(table)
    return Document(types, {key: tables[key][0] for key in present}, kinds[order], wrapping=wrapping)
