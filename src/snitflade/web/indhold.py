"""A file by its lines, however large it is: what is looked for is taken out while the bytes go by, and nothing else is kept.

Two passes. One counts the lines, finds the encoding and proves what is stored against its hash; its answer is remembered. The other
takes the wanted lines and stops after the last of them.
"""

from __future__ import annotations

import codecs
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from snitflade.exchange import blobs
from snitflade.exchange.models import Blob

LAENGSTE = 100_000
"""Bytes that are shown of one line; the longest that any layout knows is a few thousand."""
_PIECE = 1 << 20

Tag = Callable[[bytes], bool]
"""Takes a piece; says whether it has had enough."""
Gennem = Callable[[Tag], None]
"""Gives a file's bytes to somebody, piece by piece."""


@dataclass(frozen=True, slots=True)
class Indhold:
    """A file's lines. `antal`: how many; `encoding`: the first of those allowed that fits all of it."""

    antal: int
    encoding: str
    _gennem: Gennem

    def linjer(self, numbers: Sequence[int]) -> dict[int, bytes]:
        """The lines with these numbers (from 1), each with its end, none longer than `LAENGSTE`. Raises BlobLostError."""
        taken = _Udtaget(sorted({number for number in numbers if 1 <= number <= self.antal}))
        if taken.wanted:
            self._gennem(taken.tag)
        return {number: bytes(line) for number, line in taken.lines.items()}


def af_bytes(data: bytes, encodings: Sequence[str]) -> Indhold:
    """What is in memory."""

    def through(take: Tag) -> None:
        for at in range(0, len(data), _PIECE):
            if take(data[at : at + _PIECE]):
                return

    count = _Talt(tuple(encodings))
    through(count.tag)
    return Indhold(count.antal, count.encoding, through)


def af_blob(blob: Blob, encodings: Sequence[str]) -> Indhold:
    """What is stored. Raises BlobLostError, KeyFileOpenToOthersError, KeyFileUnusableError."""
    blobs.check(blob)
    path = blobs.path_of(blob.sha256)
    # Bytes that lie untouched since they were proved need not be proved again for every page of them.
    stat = path.stat() if path.exists() else None
    mark = (stat.st_ino, stat.st_size, stat.st_mtime_ns) if stat else ()
    lines, encoding = _talt(blob.sha256, blob.size, mark, tuple(encodings))
    return Indhold(lines, encoding, lambda take: blobs.read_through(blob, take))


@lru_cache(maxsize=256)
def _talt(sha256: str, size: int, mark: tuple[int, ...], encodings: tuple[str, ...]) -> tuple[int, str]:
    count = _Talt(encodings)
    blobs.read_through(Blob(sha256=sha256, size=size), count.tag)
    return count.antal, count.encoding


class _Talt:
    """Counts lines, and tells which encodings fit."""

    def __init__(self, encodings: tuple[str, ...]) -> None:
        self._first = encodings[0]
        self._decoders = {name: codecs.getincrementaldecoder(name)() for name in encodings}
        self._ends = 0
        self._last = b"\n"

    def tag(self, piece: bytes) -> bool:
        """One piece; it never has enough."""
        self._ends += piece.count(b"\n")
        self._last = piece[-1:] or self._last
        plain = piece.isascii()
        for name, decoder in list(self._decoders.items()):
            if not plain or decoder.getstate()[0]:
                try:
                    decoder.decode(piece)
                except UnicodeDecodeError:
                    del self._decoders[name]
        return False

    @property
    def antal(self) -> int:
        """How many lines there are; what stands after the last end is one, too."""
        return self._ends + (self._last != b"\n")

    @property
    def encoding(self) -> str:
        """The first that fits."""
        for name, decoder in list(self._decoders.items()):
            try:
                decoder.decode(b"", final=True)
            except UnicodeDecodeError:
                continue
            return name
        return self._first


@dataclass(slots=True)
class _Udtaget:
    """Takes the wanted lines, whose numbers are sorted."""

    wanted: Sequence[int]
    lines: dict[int, bytearray] = field(default_factory=dict)
    _line: int = 1
    _next: int = 0

    def tag(self, piece: bytes) -> bool:
        """One piece; enough after the last wanted line."""
        last = self._line + piece.count(b"\n")
        if self.wanted[self._next] <= last:
            self._take(piece)
        self._line = last
        while self._next < len(self.wanted) and self.wanted[self._next] < last:
            self._next += 1
        return self._next == len(self.wanted)

    def _take(self, piece: bytes) -> None:
        wanted = set(self.wanted[self._next :])
        parts = piece.split(b"\n")
        for number, part in enumerate(parts, start=self._line):
            if number in wanted:
                line = self.lines.setdefault(number, bytearray())
                line += part[: LAENGSTE - len(line)]
                if number < self._line + len(parts) - 1:
                    line += b"\n"
