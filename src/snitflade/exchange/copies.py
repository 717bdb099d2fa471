"""Copies of an exchange's files in a folder that an operator asked for: all of them, and never beside those of another exchange.

A file of one exchange next to a file of another could go out as if they belonged together. So the files of an earlier exchange
are moved into a folder of their own before the new ones appear, and whatever else stands in their place stops the run before it
has billed anything.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from pathlib import Path

from django.db import transaction
from django.utils import timezone

from snitflade.exchange import audit, blobs
from snitflade.exchange.catalogue import Interface
from snitflade.exchange.files import probe, reason, write_together
from snitflade.exchange.known import KnownError
from snitflade.exchange.locks import BusyError, exclusive
from snitflade.exchange.models import Exchange, ExchangeFile
from snitflade.exchange.states import TAKEN_BACK
from snitflade.formats.problems import ProblemKind, Problems, ProblemsError

KOPI_OPTAGET = ProblemKind(
    "KOPI_OPTAGET",
    "{raw} er der i forvejen, og det er ikke skrevet herfra eller er ændret siden. Flyt det, eller angiv en anden mappe med --out.",
)
KOPI_MAPPE = ProblemKind("KOPI_MAPPE", "Der kan ikke skrives i mappen {raw}: {grund}. Angiv en anden mappe med --out.")


class CopyError(KnownError):
    """Udvekslingen er bygget, men dens filer kunne ikke skrives i mappen."""

    def __init__(self, exchange: Exchange, why: str) -> None:
        super().__init__(
            f"Udveksling {exchange.pk} ({exchange.key}) er bygget, men dens filer kunne ikke skrives i {exchange.copy_to}: {why}. "
            f"Kør kommandoen igen, når det er rettet, eller skriv dem et andet sted med: snitflade show {exchange.pk} --out MAPPE"
        )


class DeadExchangeError(KnownError):
    """Udvekslingens filer gælder ikke mere og skrives ikke."""

    def __init__(self, exchange: Exchange) -> None:
        super().__init__(
            f"Udveksling {exchange.pk} er {exchange.get_state_display().lower()}; dens filer gælder ikke og skrives ikke."
        )


def check(folder: Path, exchange: Exchange, hashes: Mapping[str, str]) -> None:
    """Prove that the exchange's files, names to SHA-256, can be written into `folder`.

    Raises ProblemsError with everything in the way.
    """
    problems = Problems()
    try:
        for name, owner in _lying(folder, exchange, hashes).items():
            if owner is None:
                problems.add(KOPI_OPTAGET, raw=str(folder / name))
        probe(folder)
    except OSError as error:
        problems.add(KOPI_MAPPE, raw=str(folder), grund=reason(error))
    if problems:
        raise ProblemsError(problems)


def write(exchange: Exchange) -> list[int]:
    """Write the copy that was asked for, if it is not written yet; gives the exchanges whose files were moved away for it.

    Raises CopyError when it cannot be written, BlobLostError. Does nothing the second time.
    """
    if not exchange.copy_to or exchange.copied_at:
        return []
    try:
        moved = _write(exchange, Path(exchange.copy_to))
    except OSError as error:
        raise CopyError(exchange, reason(error)) from error
    except ProblemsError as error:
        raise CopyError(exchange, str(error)) from error
    exchange.copied_at = timezone.now()
    exchange.save(update_fields=["copied_at"])
    return moved


def finish(interface: Interface) -> Iterator[tuple[Exchange, CopyError | None]]:
    """Write the copies that a crash kept from being written; gives their exchanges, and why one could still not be written."""
    left = Exchange.objects.filter(interface=interface.id, copied_at=None).exclude(copy_to="").exclude(state__in=TAKEN_BACK)
    for exchange in left.order_by("pk"):
        try:
            with exclusive(lock_name(exchange)):
                exchange.refresh_from_db()
                if exchange.copied_at:
                    continue
                write(exchange)
        except BusyError:  # the run that built it is writing it this moment
            continue
        except CopyError as error:
            yield exchange, error
        else:
            yield exchange, None


def hand_out(exchange: Exchange, folder: Path, by: str) -> list[int]:
    """Write the exchange's files into another folder, and keep who did; gives the exchanges whose files were moved away for it.

    Raises DeadExchangeError, ProblemsError when something is in the way, BlobLostError, OSError.
    """
    if exchange.state in TAKEN_BACK:
        raise DeadExchangeError(exchange)
    folder = folder.resolve()
    moved = _write(exchange, folder)
    with transaction.atomic():
        if exchange.copy_to and not exchange.copied_at:
            exchange.copy_to, exchange.copied_at = str(folder), timezone.now()
            exchange.save(update_fields=["copy_to", "copied_at"])
        audit.record("kopieret", by, exchange, mappe=str(folder))
    return moved


def told(moved: list[int], folder: Path | None) -> list[str]:
    """What was moved away, in Danish sentences."""
    return [f"Filerne fra udveksling {number} lå i {folder} og er flyttet til {folder}/udveksling-{number}." for number in moved]


def lock_name(exchange: Exchange) -> str:
    """The lock that whoever writes the exchange's copy holds."""
    return f"kopi {exchange.pk}"


def _write(exchange: Exchange, folder: Path) -> list[int]:
    contents = {file.name: blobs.get(file.blob) for file in exchange.files.select_related("blob")}
    hashes = {name: hashlib.sha256(data).hexdigest() for name, data in contents.items()}
    check(folder, exchange, hashes)
    moved = set()
    for name, owner in _lying(folder, exchange, hashes).items():
        if owner is not None:
            place = folder / f"udveksling-{owner}"
            place.mkdir(exist_ok=True)
            (folder / name).rename(place / name)
            moved.add(owner)
    write_together(folder, contents)
    return sorted(moved)


def _lying(folder: Path, exchange: Exchange, hashes: Mapping[str, str]) -> dict[str, int | None]:
    """What lies in `folder` where the exchange's files will be, or beside them from other exchanges of its interface.

    By name: the exchange that it is an untouched copy of, or None. What is the exchange's own already is left out.
    """
    if not folder.is_dir():
        return {}
    there = [path.name for path in folder.iterdir()]
    files = ExchangeFile.objects.filter(exchange__interface=exchange.interface, name__in=there).order_by("exchange_id")
    owners = {(file.name, file.blob_id): file.exchange_id for file in files}
    names = {name for name, _ in owners} | (hashes.keys() & set(there))
    found = {name: _hash(folder / name) for name in sorted(names)}
    return {name: owners.get((name, found[name])) for name in found if found[name] != hashes.get(name)}


def _hash(path: Path) -> str:
    """The SHA-256 of a file; empty for what is no file."""
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() and not path.is_symlink() else ""
