"""The file a backup is: a tar of plain files, packed with zstd or gzip; written as a stream and read as strictly as possible.

In it lie the database, the set-up, the stored bytes, and last of all the manifest. Nothing but plain files with names of the few
forms below is ever read out of one, however it came to be: no links, no folders, no names that lead elsewhere.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import re
import tarfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, cast

import zstandard

from snitflade.exchange.backup.errors import BackupDamagedError, BackupError

MANIFEST = "manifest.json"
SQLITE, POSTGRESQL = "database.sqlite3", "database.pgdump"
DATABASES = {"sqlite": SQLITE, "postgresql": POSTGRESQL}
"""The database's name in the archive by its vendor."""
CONFIGURATION, BLOBS = "konfiguration/", "blobs/"
LARGEST_MANIFEST = 256 * 1024 * 1024
PIECE = 1 << 20
"""Bytes read or written at a time."""
_BLOCK = 512
_ZSTD, _GZIP = b"\x28\xb5\x2f\xfd", b"\x1f\x8b"
_WINDOW = 1 << 27
"""The most memory a packed file may ask for when it is unpacked."""
_BLOB = re.compile(r"blobs/([0-9a-f]{2})/\1[0-9a-f]{62}\.age")
_SETUP = re.compile(r"konfiguration/(?:(?:profiler|wsdl)/)?[A-Za-z0-9ÆØÅæøå_][A-Za-z0-9ÆØÅæøå._ -]{0,79}")


@dataclass(frozen=True, slots=True)
class Part:
    """One file in the archive: its size in bytes and the SHA-256 of what it holds there."""

    size: int
    sha256: str


def packing(path: Path) -> str:
    """How a file of this name is packed, ``zst`` or ``gz``. Raises BackupError."""
    for ending in ("zst", "gz"):
        if path.name.endswith(f".tar.{ending}") and path.name != f".tar.{ending}":
            return ending
    raise BackupError(f"{path} skal ende på .tar.zst eller .tar.gz.")


def allowed(name: str) -> bool:
    """Whether a file of this name belongs in a backup.

    >>> allowed("konfiguration/forbindelser.toml"), allowed("blobs/../keys/x.age"), allowed("/etc/passwd")
    (True, False, False)
    """
    fixed = name in (MANIFEST, *DATABASES.values())
    return fixed or _BLOB.fullmatch(name) is not None or (_SETUP.fullmatch(name) is not None and ".." not in name)


class Writer:
    """Adds files to an archive and remembers what they were."""

    def __init__(self, out: IO[bytes]) -> None:
        self._out = out
        self.parts: dict[str, Part] = {}

    def add(self, name: str, source: IO[bytes], size: int) -> None:
        """Add the next `size` bytes of `source`. Raises OSError, and BackupError when there are fewer."""
        self._out.write(_header(name, size))
        digest, left = hashlib.sha256(), size
        while left:
            piece = source.read(min(PIECE, left))
            if not piece:
                raise BackupError(f"{name} blev kortere, mens den blev kopieret. Tag kopien igen.")
            self._out.write(piece)
            digest.update(piece)
            left -= len(piece)
        self._out.write(b"\0" * (-size % _BLOCK))
        self.parts[name] = Part(size, digest.hexdigest())

    def add_bytes(self, name: str, data: bytes) -> None:
        """Add a file that holds `data`."""
        self.add(name, io.BytesIO(data), len(data))

    def end(self) -> None:
        """There are no more."""
        self._out.write(b"\0" * (2 * _BLOCK))


def _header(name: str, size: int) -> bytes:
    info = tarfile.TarInfo(name)
    info.size, info.mode = size, 0o600
    header = info.tobuf(tarfile.GNU_FORMAT)
    if len(header) != _BLOCK:  # a name that needs a header of its own, which the reader refuses
        raise BackupError(f"Filnavnet {name} er for langt til en sikkerhedskopi. Giv filen et kortere navn.")
    return header


@contextmanager
def packed(out: IO[bytes], ending: str) -> Iterator[Writer]:
    """An archive written to `out`; it is whole when the block ends without an error."""
    if ending == "zst":
        # What takes up the room is sealed already and packs no further: the quickest level is as good as any.
        with zstandard.ZstdCompressor(level=3, write_checksum=True).stream_writer(out, closefd=False) as packing_:
            yield (writer := Writer(cast("IO[bytes]", packing_)))
            writer.end()
        return
    with gzip.GzipFile(filename="", mode="wb", compresslevel=4, fileobj=out, mtime=0) as zipped:
        yield (writer := Writer(cast("IO[bytes]", zipped)))
        writer.end()


@dataclass(slots=True)
class Entry:
    """A file that is being read out of an archive; `pieces` gives it once, and to its end before the next one comes."""

    name: str
    size: int
    _stream: _Stream
    _given: int = 0

    def pieces(self) -> Iterator[bytes]:
        """Its bytes. Raises BackupDamagedError where the archive ends before them."""
        while self._given < self.size:
            piece = self._stream.exactly(min(PIECE, self.size - self._given))
            self._given += len(piece)
            yield piece

    def whole(self, most: int = LARGEST_MANIFEST) -> bytes:
        """All of it. Raises BackupDamagedError when it is larger than `most`."""
        if self.size > most:
            raise self._stream.damaged(f"{self.name} er for stor til at være, hvad den siger.")
        return b"".join(self.pieces())


def entries(path: Path) -> Iterator[Entry]:
    """The files of the archive, one after the other. Raises BackupDamagedError for whatever has no business there, OSError."""
    with path.open("rb") as file:
        magic = file.read(4)
        file.seek(0)
        if magic == _ZSTD:
            unpacking = zstandard.ZstdDecompressor(max_window_size=_WINDOW).stream_reader(file, closefd=False)
            yield from _entries(_Stream(path, cast("IO[bytes]", unpacking)))
        elif magic[:2] == _GZIP:
            yield from _entries(_Stream(path, cast("IO[bytes]", gzip.GzipFile(fileobj=file, mode="rb"))))
        else:
            raise BackupDamagedError(path, "Det er ikke en sikkerhedskopi (.tar.zst eller .tar.gz).")


class _Stream:
    """What is unpacked, read exactly."""

    def __init__(self, path: Path, source: IO[bytes]) -> None:
        self.path, self.source = path, source

    def exactly(self, size: int) -> bytes:
        found = bytearray()
        try:
            while len(found) < size and (piece := self.source.read(size - len(found))):
                found += piece
        except (zstandard.ZstdError, zlib.error, gzip.BadGzipFile, EOFError):
            raise self.damaged("Den er ændret eller skåret over og kan ikke pakkes ud.") from None
        if len(found) < size:
            raise self.damaged("Den er skåret over; slutningen mangler.")
        return bytes(found)

    def damaged(self, what: str) -> BackupDamagedError:
        return BackupDamagedError(self.path, what)


def _entries(stream: _Stream) -> Iterator[Entry]:
    seen: set[str] = set()
    while (block := stream.exactly(_BLOCK)) != b"\0" * _BLOCK:
        try:
            info = tarfile.TarInfo.frombuf(block, "utf-8", "strict")
        except (tarfile.TarError, ValueError):
            raise stream.damaged("Den er ændret; et filhoved kan ikke læses.") from None
        shown = "".join(one if one.isprintable() else "?" for one in info.name)
        if info.type not in (tarfile.REGTYPE, tarfile.AREGTYPE):
            raise stream.damaged(f"«{shown}» er en genvej, en mappe eller en enhed, og den slags er der ikke i en sikkerhedskopi.")
        if not allowed(info.name):
            raise stream.damaged(f"«{shown}» hører ikke til i en sikkerhedskopi.")
        if info.name in seen or info.size < 0:
            raise stream.damaged(f"«{shown}» er der to gange.")
        seen.add(info.name)
        entry = Entry(info.name, info.size, stream)
        yield entry
        for _ in entry.pieces():
            pass
        stream.exactly(-info.size % _BLOCK)
