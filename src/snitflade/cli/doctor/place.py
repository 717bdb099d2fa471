"""The program as it is installed, and the folder that holds the installation."""

from __future__ import annotations

import os
import shutil
import stat
import sys
import tempfile
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from pwd import getpwuid
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.conf import settings
from django.contrib.staticfiles import finders

from snitflade import __version__
from snitflade.cli.doctor.finding import Finding, ok, warn, wrong
from snitflade.cli.serve import LOOKS
from snitflade.exchange.files import reason

LEAST, SHORT = 200_000_000, 2_000_000_000
"""Free bytes below which nothing can be counted on, and below which somebody should see to it."""
NETWORK = frozenset({"nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "fuse.sshfs"})
"""File systems on which SQLite's write-ahead log does not work."""


def program() -> Iterator[Finding]:
    """Everything that the built package carries is there."""
    whole = "Installér den byggede pakke (pip install snitflade-….whl); i kildekoden: make setup"
    if finders.find(LOOKS) is None:
        yield wrong("Designsystemet er ikke med i installationen, så siden ville stå nøgen.", whole)
    for code, name in settings.LANGUAGES:
        if code != "da" and not files("snitflade.web").joinpath(f"locale/{code}/LC_MESSAGES/django.mo").is_file():
            yield wrong(f"Oversættelsen til {name} er ikke med i installationen.", whole)
    try:
        ZoneInfo(settings.TIME_ZONE)
    except ZoneInfoNotFoundError:
        yield wrong(f"Tidszonen {settings.TIME_ZONE} kendes ikke på maskinen.", "Installér pakken tzdata: pip install tzdata")
    yield ok(f"snitflade {__version__} på Python {sys.version.split()[0]}")


def home() -> Iterator[Finding]:
    """The folder is there, is ours alone, can be written and has room."""
    place = Path(settings.HOME)
    if not place.is_dir():
        yield wrong(
            f"Mappen {place} findes ikke, så der er ingen installation her.",
            "Sæt SNITFLADE_HOME til installationens mappe, eller lav en ny installation med: snitflade migrate",
        )
        return
    before = list(_wrong_home(place))
    yield from before
    if not before:
        yield ok(f"Mappen {place} kan skrives, og kun ejeren kan læse den")


def _wrong_home(place: Path) -> Iterator[Finding]:
    owner = _name(place.stat().st_uid)
    if (strange := _strangers(place)) is not None:
        yield wrong(
            f"{strange} ejes af {_name(strange.lstat().st_uid)} og ikke af {_name(os.geteuid())}, som programmet kører som nu.",
            f"Kør altid programmet som {owner} (fx sudo -u {owner} snitflade …), eller ret det med: chown -R {owner} {place}",
        )
    if place.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        yield wrong(f"Mappen {place} er åben for andre end sin ejer; der ligger personoplysninger i den.", f"chmod 700 {place}")
    try:
        with tempfile.TemporaryFile(dir=place) as file:
            file.write(b"\0" * 4096)
            file.flush()
    except OSError as error:
        yield wrong(f"Der kan ikke skrives i {place} ({reason(error)}).", f"Giv {owner} ret til at skrive i den, eller skaf plads.")
        return
    yield from _room(place)
    if "sqlite3" in settings.DATABASES["default"]["ENGINE"] and (kind := _file_system(place)) in NETWORK:
        yield wrong(
            f"{place} ligger på et netværksdrev ({kind}), hvor en SQLite-database bliver ødelagt.",
            "Flyt mappen til en lokal disk, eller flyt databasen til PostgreSQL: snitflade migrate --to",
        )


def _room(place: Path) -> Iterator[Finding]:
    free = shutil.disk_usage(place).free
    said = f"Der er {free // 1_000_000} MB ledig plads, hvor {place} ligger."
    if free < LEAST:
        yield wrong(said, "Skaf plads nu: uden plads kan intet modtages, bygges eller sikkerhedskopieres.")
    elif free < SHORT:
        yield warn(said, "Skaf plads, før den slipper op; se, hvad der fylder, med: du -sh " + f"{place}/*")


def _strangers(place: Path) -> Path | None:
    """Something in the folder that belongs to another than who runs the program, if there is."""
    me = os.geteuid()
    for path in (place, *sorted(place.iterdir()), *sorted((place / "keys").glob("*")), *sorted((place / "locks").glob("*"))[:50]):
        if path.lstat().st_uid != me:
            return path
    return None


def _name(number: int) -> str:
    try:
        return getpwuid(number).pw_name
    except KeyError:
        return f"bruger {number}"


def _file_system(place: Path) -> str:
    """The kind of file system that `place` lies on, where the system tells."""
    found, longest = "", -1
    try:
        mounts = Path("/proc/self/mounts").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
    for line in mounts.splitlines():
        _, where, kind, *_ = line.split(" ")
        where = where.replace("\\040", " ")
        if place.resolve().is_relative_to(where) and len(where) > longest:
            found, longest = kind, len(where)
    return found
