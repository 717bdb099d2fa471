"""What formats that write files do alike: check the whole, then write it; and those of one record type, block by block."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator

from snitflade.formats import characters
from snitflade.formats.characters import Chars
from snitflade.formats.document import Document
from snitflade.formats.layout import Table
from snitflade.formats.problems import Problems, ProblemsError


class Writing(ABC):
    """A format that can check a document and wrap it into bytes, and so can write it."""

    __slots__ = ()

    @abstractmethod
    def check(self, document: Document, problems: Problems) -> None:
        """The rules of the whole file, run on reading and before writing."""

    @abstractmethod
    def wrap(self, document: Document) -> bytes:
        """The file's bytes, with no rule checked but what writing itself needs."""

    def write(self, document: Document) -> bytes:
        """The file's bytes. Raises ProblemsError with every rule that is broken."""
        problems = Problems()
        self.check(document, problems)
        if problems.errors:
            raise ProblemsError(problems)
        return self.wrap(document)


def pieces(document: Document, key: str, block: Callable[[Table, slice, str], Chars], most: int) -> Iterator[bytes]:
    """The lines of a document whose rows are all of table `key`, in their order with what was kept raw among them, as bytes.

    `block` writes some rows, at `most` so many at a time, with the line end it is given.
    """
    wrapping, table, row = document.wrapping, document.tables[key], 0
    for skipped, number in enumerate([*sorted(document.raw), len(document) + 1]):
        until = number - 1 - skipped
        for first in range(row, until, most):
            chars = block(table, slice(first, min(first + most, until)), wrapping.newline)
            yield characters.to_bytes(chars, wrapping.encoding, int(table.lines[first]))
        if number in document.raw:
            yield (document.raw[number] + wrapping.newline).encode(wrapping.encoding)
        row = until
