"""Making an installation of a backup: in an empty folder, everything proved before the first byte is written, and held.

The marker of the hold (`hold`) is there before the database is: no worker can find a restored database without it.
"""

from __future__ import annotations

import fcntl
import os
import secrets as chance
import shutil
import time
import uuid
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from django.db import connection
from django.utils import timezone

from snitflade import __version__
from snitflade.exchange import files, keys
from snitflade.exchange.backup import archive, hold, postgres, snapshot
from snitflade.exchange.backup.archive import CONFIGURATION, MANIFEST, POSTGRESQL, SQLITE, Entry
from snitflade.exchange.backup.check import taken_in, whole
from snitflade.exchange.backup.errors import BackupDamagedError, RestoreError
from snitflade.exchange.backup.hold import Restored
from snitflade.exchange.backup.manifest import Manifest

DATABASE = "snitflade.sqlite3"
SPARE = 64 * 1024 * 1024
"""Bytes of the disk that stay free."""


@dataclass(frozen=True, slots=True)
class Done:
    """What was restored. `keys_put`: names of the keys that were put back with it."""

    manifest: Manifest
    home: Path
    keys_put: tuple[str, ...] = ()


def restore(path: Path, home: Path, *, keys_from: Path | None = None) -> Done:
    """Make an installation in `home`, a folder that is empty or not there, of the backup in `path`.

    A backup of PostgreSQL goes into the program's own database (``DATABASE_URL``), which must be empty. Keys lying in `keys_from`
    are put back, too; then every key of the backup must lie there. Raises BackupDamagedError and RestoreError before anything is
    written, BackupError when PostgreSQL refuses and OSError when the disk does; then nothing is left behind.
    """
    _refuse_unless_empty(home)
    manifest = whole(path)
    if manifest.is_newer:
        raise RestoreError(
            f"Kopien er taget med version {manifest.version}, og dette program er {__version__}. Installér den version først."
        )
    _database_fits(manifest)
    found = _keys(manifest, keys_from) if keys_from else {}
    home.parent.mkdir(parents=True, exist_ok=True)
    _room(manifest, home.parent)
    _clear(home.parent)
    work = home.parent / f"{files.TEMPORARY}{chance.token_hex(8)}"
    work.mkdir(mode=0o700)
    held = os.open(work, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        _written(path, manifest, work, found)
        dump = work / POSTGRESQL
        if manifest.vendor == "sqlite":
            _whole(path, work / SQLITE)
            (work / SQLITE).rename(work / DATABASE)
            _appear(work, home)
        else:
            aside = home.parent / f"{files.TEMPORARY}{chance.token_hex(8)}"
            dump.rename(aside)
            try:
                _appear(work, home)
                _into_database(aside, home)
            finally:
                aside.unlink(missing_ok=True)
    finally:
        shutil.rmtree(work, ignore_errors=True)
        os.close(held)
    return Done(manifest, home, tuple(found))


def _clear(folder: Path) -> None:
    """Remove what restorations that were killed left in the making: there are personal data in it."""
    for left in [path for path in folder.glob(f"{files.TEMPORARY}*") if path.is_dir()]:
        with suppress(OSError):
            descriptor = os.open(left, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
                if time.time() - os.fstat(descriptor).st_mtime >= files.ABANDONED:
                    shutil.rmtree(left)
            finally:
                os.close(descriptor)
    files.clear(folder)  # after the folders: it would touch them


def _refuse_unless_empty(home: Path) -> None:
    if home.is_symlink() or (home.exists() and not home.is_dir()):
        raise RestoreError(f"{home} er ikke en mappe. Angiv en ny eller tom mappe med --to.")
    if home.is_dir() and any(home.iterdir()):
        raise RestoreError(f"Mappen {home} er ikke tom. Der gendannes kun i en ny eller tom mappe; intet er skrevet.")


def _database_fits(manifest: Manifest) -> None:
    """Raises RestoreError when the backup's database is not of the kind that the program is set to, or that is not empty."""
    if manifest.vendor == "sqlite" and connection.vendor != "sqlite":
        raise RestoreError(
            "Kopien er af en installation på SQLite, men DATABASE_URL er sat. Fjern den, gendan, og flyt bagefter med: "
            "snitflade migrate --to"
        )
    if manifest.vendor == "postgresql":
        if connection.vendor != "postgresql":
            raise RestoreError(
                "Kopien er af en installation på PostgreSQL. Lav en tom database, og sæt DATABASE_URL til den, før der gendannes."
            )
        if not postgres.is_empty():
            raise RestoreError("Databasen i DATABASE_URL er ikke tom. Lav en ny, tom database, og sæt DATABASE_URL til den.")
        postgres.tool("pg_restore")


def _keys(manifest: Manifest, folder: Path) -> dict[str, bytes]:
    """The key files of the backup as they lie in `folder`, under whatever name. Raises RestoreError, and OSError."""
    lying: dict[str, bytes] = {}
    for path in sorted(folder.glob("*.agekey")):
        text = path.read_bytes()
        if fingerprint := keys.fingerprint(text):
            lying[fingerprint] = text
    missing = [key for key in manifest.keys if key.fingerprint not in lying]
    if missing:
        named = ", ".join(f"{key.name} ({key.fingerprint})" for key in missing)
        raise RestoreError(f"I {folder} mangler nøglen til kopien: {named}. Læg den der, eller gendan uden --noegler.")
    return {key.name: lying[key.fingerprint] for key in manifest.keys}


def _room(manifest: Manifest, folder: Path) -> None:
    wanted = sum(part.size for part in manifest.parts.values()) + SPARE
    free = shutil.disk_usage(folder).free
    if free < wanted:
        raise RestoreError(f"Der er ikke plads i {folder}: {_mb(wanted)} skal bruges, og {_mb(free)} er ledige. Intet er skrevet.")


def _mb(size: int) -> str:
    return f"{size // 1_000_000 + 1} MB"


def _written(path: Path, manifest: Manifest, work: Path, found: Mapping[str, bytes]) -> None:
    """Everything in the folder `work`, safely on the disk, each part held against the manifest once more as it is written."""
    folders = {work}
    for entry in archive.entries(path):
        if entry.name != MANIFEST:
            folders |= set(_folders(work, _write(path, entry, manifest, work)))
    for name, text in found.items():
        files.new_folder(work / "keys")
        files.write_file(work / "keys" / name, text, mode=0o600)
    restored = Restored(uuid.uuid4().hex, timezone.now(), manifest.taken_at)
    files.write_file(work / hold.FILE, hold.marker(restored), mode=0o600)
    for folder in folders:
        files.sync_folder(folder)


def _write(path: Path, entry: Entry, manifest: Manifest, work: Path) -> Path:
    target = work / entry.name.removeprefix(CONFIGURATION)
    files.new_folder(target.parent)
    with target.open("xb") as file:
        target.chmod(0o600)
        part = taken_in(entry, file.write)
    if manifest.parts.get(entry.name) != part:
        raise BackupDamagedError(path, f"«{entry.name}» blev ændret, mens kopien blev læst.")
    return target


def _folders(work: Path, target: Path) -> Iterable[Path]:
    return [folder for folder in target.parents if folder == work or work in folder.parents]


def _whole(path: Path, database: Path) -> None:
    if said := snapshot.faults(database):
        raise BackupDamagedError(path, f"databasen i den er ikke hel ({said}).")


def _appear(work: Path, home: Path) -> None:
    """Let `work` become `home`; where that cannot be in one step (something is mounted there) the database comes last."""
    try:
        work.rename(home)
    except OSError:
        if not home.is_dir() or any(home.iterdir()):
            raise
        for path in sorted(work.iterdir(), key=lambda path: (path.name == DATABASE, path.name != hold.FILE)):
            shutil.move(path, home / path.name)
    files.sync_folder(home)
    files.sync_folder(home.parent)


def _into_database(dump: Path, home: Path) -> None:
    try:
        postgres.restore(dump)
    except BaseException:
        for path in home.iterdir():
            with suppress(OSError):
                shutil.rmtree(path) if path.is_dir() else path.unlink()
        raise
