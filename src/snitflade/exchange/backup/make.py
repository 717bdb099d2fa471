"""Taking a backup while everything runs, so that at any moment the file is whole under its name or not there at all."""

from __future__ import annotations

import fcntl
import os
import secrets as chance
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from snitflade.exchange import blobs, files, keys
from snitflade.exchange.backup import configuration, record, snapshot
from snitflade.exchange.backup.archive import BLOBS, CONFIGURATION, DATABASES, MANIFEST, Writer, packed, packing
from snitflade.exchange.backup.errors import BackupError
from snitflade.exchange.backup.manifest import Key, Manifest
from snitflade.exchange.locks import BusyError, exclusive

LOCK = "sikkerhedskopi"
PATIENCE = 60.0
"""Seconds to wait for a deletion of stored bytes that is under way."""


def make(path: Path) -> Manifest:
    """Write a backup of the installation into the file `path`; gives what is in it.

    Stored bytes that are gone already are named in `Manifest.missing`. Raises BackupError, BusyError while another is being taken,
    OSError when the disk refuses, DatabaseError; then there is no file of that name.
    """
    ending = packing(path)
    if os.path.lexists(path):
        raise BackupError(f"{path} findes i forvejen og overskrives ikke. Vælg et andet navn.")
    if not path.parent.is_dir():
        raise BackupError(f"Mappen {path.parent} findes ikke. Lav den, eller vælg en anden.")
    snapshot.check_there()
    files.clear(path.parent)
    with exclusive(LOCK), _in_the_making(path.parent) as archive, _in_the_making(path.parent) as database:
        # Bytes that the copy of the database names must still be there when they are copied.
        with _deleting_nothing(), snapshot.taken(database) as taken, archive.open("wb") as out:
            with packed(out, ending) as writer:
                manifest = _written(writer, taken)
            out.flush()
            os.fsync(out.fileno())
        archive.rename(path)
    files.sync_folder(path.parent)
    record.taken(path, manifest)
    return manifest


def _written(writer: Writer, taken: snapshot.Snapshot) -> Manifest:
    home, now = Path(settings.HOME), timezone.now()
    _add(writer, DATABASES[taken.vendor], taken.file)
    for name, file in configuration.files(home):
        writer.add_bytes(f"{CONFIGURATION}{name}", file.read_bytes())
    missing = []
    for sha256 in taken.blobs:
        file = blobs.path_of(sha256)
        try:
            _add(writer, f"{BLOBS}{sha256[:2]}/{file.name}", file)
        except FileNotFoundError:
            missing.append(sha256)
    manifest = Manifest(
        taken_at=now,
        vendor=taken.vendor,
        parts=writer.parts,
        keys=[Key(file.name, keys.public(file)) for file in keys.key_files()],
        secrets=configuration.secrets(home),
        missing=missing,
        last_event=taken.last_event,
    )
    manifest = replace(manifest, parts=dict(writer.parts))
    writer.add_bytes(MANIFEST, manifest.as_bytes())
    return manifest


def _add(writer: Writer, name: str, file: Path) -> None:
    with file.open("rb") as source:
        writer.add(name, source, os.fstat(source.fileno()).st_size)


@contextmanager
def _deleting_nothing() -> Iterator[None]:
    try:
        with exclusive(blobs.REMOVING, wait=PATIENCE):
            yield
    except BusyError:
        raise BackupError("Gamle filer er ved at blive slettet, så kopien kan ikke tages lige nu. Prøv igen om lidt.") from None


@contextmanager
def _in_the_making(folder: Path) -> Iterator[Path]:
    """A file nobody else may read, under a name that is of no account, held while it is written, and gone afterwards."""
    path = folder / f"{files.TEMPORARY}{chance.token_hex(8)}"
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield path
    finally:
        path.unlink(missing_ok=True)
        os.close(descriptor)


def names(folder: Path) -> list[Path]:
    """The backups that `named` gave names to in a folder, the oldest first."""
    return sorted(path for path in folder.glob("snitflade-*.tar.zst") if record.NAME.fullmatch(path.name))


def named(folder: Path) -> Path:
    """A name for a backup taken now, in a folder that keeps many."""
    return folder / f"snitflade-{timezone.now():%Y%m%dT%H%M%SZ}.tar.zst"


def keep(folder: Path, count: int) -> list[Path]:
    """Delete all but the newest `count` of the backups that `named` gave names to; gives those that went. Raises OSError."""
    gone = names(folder)[:-count]
    for path in gone:
        path.unlink()
    return gone
