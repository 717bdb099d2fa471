"""Proving a backup without restoring it: every part is there and is what the manifest says, and the database can be read.

With the keys at hand each stored file is opened, too, and held against the hash of what it is in clear.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import secrets as chance
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import zstandard

from snitflade.exchange import keys
from snitflade.exchange.backup import archive, manifest, postgres, snapshot
from snitflade.exchange.backup.archive import BLOBS, MANIFEST, Entry, Part
from snitflade.exchange.backup.errors import BackupDamagedError
from snitflade.exchange.backup.manifest import Manifest, ManifestError
from snitflade.exchange.files import TEMPORARY

Sink = Callable[[bytes], object]


@dataclass(frozen=True, slots=True)
class Proof:
    """What a backup was found to be."""

    manifest: Manifest
    opened: int
    """How many stored files were opened with this installation's keys; 0 where they are not here."""


def prove(path: Path) -> Proof:
    """Read the whole backup. Raises BackupDamagedError with what is wrong, OSError."""
    with _aside(path.parent) as folder:
        opening = _Opening(path)
        found = whole(path, folder, opening)
        for name in archive.DATABASES.values():
            _database(path, folder / name, found)
    return Proof(found, opening.count)


@contextmanager
def _aside(folder: Path) -> Iterator[Path]:
    """A folder for the database while it is proved: beside the archive, where there is room, unless nothing can be written there.

    Held, so that nobody takes it for one that a crash left; one that a crash does leave goes with the next backup taken there.
    """
    if not os.access(folder, os.W_OK | os.X_OK):
        folder = Path(tempfile.gettempdir())
    place = folder / f"{TEMPORARY}{chance.token_hex(8)}"
    place.mkdir(mode=0o700)
    held = os.open(place, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield place
    finally:
        shutil.rmtree(place, ignore_errors=True)
        os.close(held)


def whole(path: Path, folder: Path | None = None, opening: _Opening | None = None) -> Manifest:
    """The manifest of a backup in which every part is what it says, and nothing else is; its database is written into `folder`.

    Raises BackupDamagedError, OSError.
    """
    found: dict[str, Part] = {}
    contents: Manifest | None = None
    for entry in archive.entries(path):
        if contents is not None:
            raise BackupDamagedError(path, f"«{entry.name}» ligger efter indholdsfortegnelsen.")
        if entry.name == MANIFEST:
            contents = _read(path, entry)
            continue
        with _sink(entry, folder, opening) as sink:
            found[entry.name] = taken_in(entry, sink)
    if contents is None:
        raise BackupDamagedError(path, "Indholdsfortegnelsen mangler; den er skåret over.")
    _compared(path, contents, found)
    return contents


def taken_in(entry: Entry, sink: Sink | None) -> Part:
    """Give an entry's bytes to `sink`; gives what they were."""
    digest = hashlib.sha256()
    for piece in entry.pieces():
        digest.update(piece)
        if sink is not None:
            sink(piece)
    return Part(entry.size, digest.hexdigest())


def _read(path: Path, entry: Entry) -> Manifest:
    try:
        return manifest.read(entry.whole())
    except ManifestError as error:
        raise BackupDamagedError(path, str(error)) from None


def _compared(path: Path, contents: Manifest, found: dict[str, Part]) -> None:
    for name in sorted(contents.parts.keys() | found.keys()):
        if name not in found:
            raise BackupDamagedError(path, f"«{name}» mangler.")
        if name not in contents.parts:
            raise BackupDamagedError(path, f"«{name}» står ikke i indholdsfortegnelsen.")
        if found[name] != contents.parts[name]:
            raise BackupDamagedError(path, f"«{name}» er ændret, efter at kopien blev taget.")


@contextmanager
def _sink(entry: Entry, folder: Path | None, opening: _Opening | None) -> Iterator[Sink | None]:
    if folder is not None and entry.name in archive.DATABASES.values():
        with (folder / entry.name).open("wb") as file:
            yield file.write
    elif opening is not None and entry.name.startswith(BLOBS):
        with opening.of(entry) as sink:
            yield sink
    else:
        yield None


class _Opening:
    """Opens stored files with the keys at hand; a key that is not here makes it stop trying, other bytes are a fault."""

    def __init__(self, path: Path) -> None:
        self.path, self.count, self.tries = path, 0, bool(keys.key_files())

    @contextmanager
    def of(self, entry: Entry) -> Iterator[Sink | None]:
        if not self.tries:
            yield None
            return
        sealed = bytearray()
        yield sealed.extend
        expected = entry.name.rpartition("/")[2].removesuffix(".age")
        try:
            packed = keys.unseal(bytes(sealed))
            digest = hashlib.sha256()
            with closing(zstandard.ZstdDecompressor().stream_reader(packed)) as clear:
                while piece := clear.read(archive.PIECE):
                    digest.update(piece)
        except keys.NoKeyFitsError:
            return  # sealed with a key that is kept elsewhere; whether it is unharmed only that key can tell
        except zstandard.ZstdError:
            raise BackupDamagedError(self.path, f"«{entry.name}» kan åbnes, men ikke pakkes ud.") from None
        if digest.hexdigest() != expected:
            raise BackupDamagedError(self.path, f"«{entry.name}» er ikke de bytes, den hedder efter.")
        self.count += 1


def _database(path: Path, file: Path, contents: Manifest) -> None:
    if not file.exists():
        return
    if contents.vendor == "postgresql":
        if not postgres.contents(file):
            raise BackupDamagedError(path, "pg_restore kan ikke læse databasen i den.")
        return
    if said := snapshot.faults(file):
        raise BackupDamagedError(path, f"databasen i den er ikke hel ({said}).")
    named = set(snapshot.read(file).blobs)
    there = {name.rpartition("/")[2].removesuffix(".age") for name in contents.parts if name.startswith(BLOBS)}
    if lost := sorted(named - there - set(contents.missing)):
        raise BackupDamagedError(path, f"databasen nævner {len(lost)} gemte filer, som ikke er i den.")
