"""Whether the installation is at work: workers, people, backups, faults."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError
from django.utils import timezone

from snitflade.cli.doctor import database
from snitflade.cli.doctor.finding import Finding, ok, warn, wrong
from snitflade.exchange.backup import hold, record
from snitflade.exchange.backup.watch import OLD
from snitflade.exchange.models import Worker
from snitflade.exchange.rhythm.watches import STILL
from snitflade.web.models import Bruger

PROVED = dt.timedelta(days=31)
"""How long ago a backup may have been proved."""
MORE = 3
"""For how many backups as large as the last there must be room."""
RECENT = dt.timedelta(days=7)


def workers() -> Iterator[Finding]:
    """A worker lives."""
    if not database.reachable():
        return
    try:
        rows = list(Worker.objects.all())
    except DatabaseError:
        return
    alive = [row for row in rows if timezone.now() - row.beat_at <= STILL]
    if alive:
        yield ok(f"Arbejdere i gang: {len(alive)}")
    else:
        yield wrong(
            "Ingen arbejder er i gang: intet hentes, sendes eller alarmeres af sig selv.",
            "systemctl enable --now snitflade-worker, eller: snitflade worker",
        )


def users() -> Iterator[Finding]:
    """Somebody can log in."""
    if not database.reachable():
        return
    try:
        count = Bruger.objects.filter(is_active=True).count()
    except DatabaseError:
        return
    if count:
        yield ok(f"Der er brugere, som kan logge ind ({count})")
    else:
        yield wrong("Ingen kan logge ind på siden.", "snitflade user create NAVN --rolle '*:administrer'")


def backups() -> Iterator[Finding]:
    """Backups are taken, and proved."""
    last, now = record.last(), timezone.now()
    if last.taken_at is None:
        yield warn("Der er aldrig taget en sikkerhedskopi.", "snitflade backup --to MAPPE, hver nat; se «Drift» i dokumentationen")
        return
    before = f"Den seneste sikkerhedskopi er fra {timezone.localtime(last.taken_at):%d-%m-%Y %H:%M} ({last.path})"
    if now - last.taken_at > OLD:
        yield wrong(f"{before}.", "Se, hvorfor der ikke tages flere: systemctl status snitflade-backup.timer")
    elif last.missing:
        yield wrong(
            f"{before}, og {last.missing} gemte filer manglede.", "Se hvilke: snitflade verify. Hent dem fra en ældre kopi."
        )
    else:
        yield ok(before)
    yield from _kept(Path(last.path))
    if last.proved_at is None or now - last.proved_at > PROVED:
        yield warn(
            "Ingen har i en måned efterprøvet en sikkerhedskopi; en kopi, ingen har prøvet, er ingen kopi.",
            f"snitflade backup --check {last.path}; og gendan den en gang om året i en tom mappe (snitflade restore).",
        )


def _kept(path: Path) -> Iterator[Finding]:
    """The last backup is where it was put, and there is room for the next ones."""
    try:
        size, free = path.stat().st_size, shutil.disk_usage(path.parent).free
    except OSError:
        yield warn(
            f"Sikkerhedskopien {path} er der ikke mere, eller den kan ikke læses herfra.",
            "Er den flyttet, så se efter, at den ligger sikkert. Ellers se, om dens drev er monteret, og tag en ny.",
        )
        return
    if free < MORE * size:
        yield warn(
            f"Der er {free // 1_000_000} MB ledige, hvor kopierne ligger, og den seneste fylder {size // 1_000_000} MB.",
            f"Skaf plads i {path.parent}, eller gem færre: snitflade backup --behold",
        )


def held() -> Iterator[Finding]:
    """Nothing is held after a restoration."""
    restored = hold.current()
    if restored is not None:
        yield wrong("Installationen er gendannet fra en sikkerhedskopi, og intet sendes, før det er afgjort.", "snitflade hold")


def faults() -> Iterator[Finding]:
    """The program has not failed of late."""
    folder = Path(settings.HOME) / "fejl"
    since = (timezone.now() - RECENT).timestamp()
    recent = sorted(path for path in folder.glob("*.txt") if path.stat().st_mtime > since)
    if recent:
        yield warn(
            f"Programmet har fejlet {len(recent)} gange i den seneste uge, senest: {recent[-1]}",
            "Send filen til den, der passer systemet, og slet den, når fejlen er rettet.",
        )
