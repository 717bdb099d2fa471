"""Bytes on their way to the disk and back, piece by piece: compressed and sealed, so that none of them ever lie there in clear,
and never more of them in memory than a piece, however many they are."""

from __future__ import annotations

import hashlib
import io
import os
import threading
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from queue import Full, Queue
from typing import IO, Any, BinaryIO, cast

import zstandard

from snitflade.exchange import keys
from snitflade.exchange.files import whole_file, write_file

PIECE = 1 << 20
"""Bytes given on at a time."""
_LOOK = 0.2
"""Seconds between two looks whether anybody still asks for more."""


class Packer:
    """Takes a file piece by piece."""

    def __init__(self, out: IO[bytes], sealing: _Sealing) -> None:
        self._out, self._sealing = out, sealing
        self._compressing = zstandard.ZstdCompressor().compressobj()

    def write(self, data: bytes | memoryview) -> None:
        """One piece. Raises OSError when the disk refuses."""
        self._write(self._compressing.compress(data))

    def end(self) -> None:
        """There are no more."""
        self._write(self._compressing.flush())

    def _write(self, packed: bytes) -> None:
        rest = memoryview(packed)
        try:
            while rest:
                rest = rest[self._out.write(rest) :]
        except BrokenPipeError:  # whoever reads has given up
            self._sealing.join()
            raise self._sealing.error or OSError from None


@contextmanager
def packing(path: Path) -> Iterator[Packer]:
    """A file that is compressed and sealed while it is written, and appears under `path` when the block ends; nothing of it stays
    when the block ends otherwise. Raises OSError, KeyFileOpenToOthersError, KeyFileUnusableError."""
    with whole_file(path, mode=0o600) as file:
        reading, writing = os.pipe()
        sealing = _Sealing(reading, file)
        sealing.start()
        try:
            with os.fdopen(writing, "wb", buffering=0) as out:
                packer = Packer(out, sealing)
                yield packer
                packer.end()
        finally:
            sealing.join()
        if sealing.error is not None:
            raise sealing.error


class _Sealing(threading.Thread):
    """Seals what comes through a pipe: the library asks for the bytes itself, while ours come when they come."""

    def __init__(self, reading: int, sealed: BinaryIO) -> None:
        super().__init__(name="forsegling", daemon=True)
        self.reading, self.sealed = reading, sealed
        self.error: Exception | None = None

    def run(self) -> None:
        try:
            with os.fdopen(self.reading, "rb") as clear:
                keys.seal_through(clear, self.sealed)
        except Exception as error:
            self.error = error


def pack(path: Path, data: bytes) -> None:
    """Write `data` to `path`, compressed and sealed; of much of it there is no copy in memory. Raises as `packing` does."""
    if len(data) <= PIECE:
        write_file(path, keys.seal(zstandard.compress(data)), mode=0o600)
        return
    with packing(path) as packer, memoryview(data) as all_of_it:
        for at in range(0, len(data), PIECE):
            packer.write(all_of_it[at : at + PIECE])


def unpack(path: Path, take: Callable[[bytes], bool]) -> str:
    """Give what was packed to `take` piece by piece, until it says that it has had enough; gives the SHA-256 of what was given.

    Raises FileNotFoundError, OSError, NoKeyFitsError, zstandard.ZstdError, KeyFileOpenToOthersError, KeyFileUnusableError, and what
    `take` raises.
    """
    through = _Through(take)
    with suppress(_EnoughError), path.open("rb") as sealed:
        # It asks for a file and only ever writes to it.
        unpacking = zstandard.ZstdDecompressor().stream_writer(cast("IO[bytes]", through), write_size=PIECE)
        keys.unseal_through(sealed, unpacking)
    return through.hash.hexdigest()


def unpacked(path: Path) -> tuple[bytes, str]:
    """All of what was packed, once in memory, and its SHA-256. Raises as `unpack` does."""
    whole = io.BytesIO()

    def take(piece: bytes) -> bool:
        whole.write(piece)
        return False

    sha256 = unpack(path, take)
    return whole.getvalue(), sha256


def pieces(path: Path) -> Generator[bytes]:
    """What was packed, for whoever asks for the next piece when there is room for it.

    What cannot be read ends it as an error, in the middle. Raises as `unpack` does.
    """
    given: Queue[bytes | Exception | None] = Queue(maxsize=2)
    gone = threading.Event()

    def put(what: bytes | Exception | None) -> bool:
        while not gone.is_set():
            with suppress(Full):
                given.put(what, timeout=_LOOK)
                return False
        return True

    def read() -> None:
        try:
            unpack(path, put)
            put(None)
        except Exception as error:
            put(error)

    reader = threading.Thread(target=read, name="udpakning", daemon=True)
    reader.start()
    try:
        while (piece := given.get()) is not None:
            if isinstance(piece, Exception):
                raise piece
            yield piece
    finally:
        gone.set()
        reader.join()


class _EnoughError(Exception):
    """Stops the reading."""


class _Through(io.RawIOBase):
    """Hands on what is written, and hashes it."""

    def __init__(self, take: Callable[[bytes], bool]) -> None:
        super().__init__()
        self.take = take
        self.hash = hashlib.sha256()

    def writable(self) -> bool:
        return True

    def write(self, data: Any, /) -> int:
        piece = bytes(data)
        self.hash.update(piece)
        if self.take(piece):
            raise _EnoughError
        return len(piece)
