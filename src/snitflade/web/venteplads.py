"""Where an uploaded file waits between being checked and being confirmed: sealed, for an hour, for the one who brought it.

It is no exchange yet, since what is received is applied by itself sooner or later. What nobody confirms is forgotten; what was
confirmed waits until it is received. Beside a large file, which is checked by a process of its own, lie its papers: what is to be
done, and what came of it.
"""

from __future__ import annotations

import hashlib
import json
import re
import secrets
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from django.conf import settings

from snitflade.exchange import keys, packing
from snitflade.exchange.files import clear, new_folder, write_file

LEVETID = 3600.0
"""Seconds a file waits, from the last that happened with it."""
_NAME = re.compile(r"[0-9a-f]{32}")


class VentetForLaengeError(Exception):
    """Filen venter ikke længere her. Læg den op igen."""

    def __init__(self) -> None:
        super().__init__(self.__doc__)


class Papir(StrEnum):
    """What lies beside a large file."""

    OPGAVE = "opgave"
    """Its name and size, and for whom it is to be checked."""
    FORSOEG = "forsoeg"
    """How often that was begun, and when last."""
    SVAR = "svar"
    """What came of it: what the file is (`filtjek.Tjek`), or why nobody knows."""
    BESTILT = "bestilt"
    """That it was confirmed, and for which interface."""
    MODTAGET = "modtaget"
    """Which exchange it has become."""


def mappe() -> Path:
    """The folder of what waits."""
    return Path(settings.HOME) / "upload"


@dataclass(frozen=True, slots=True)
class Plads:
    """The place of one file. Its name says neither whose it is nor by what mark it is asked for."""

    navn: str

    @property
    def fil(self) -> Path:
        """The file itself."""
        return mappe() / f"{self.navn}.age"

    def _sti(self, papir: Papir) -> Path:
        return mappe() / f"{self.navn}.{papir}"

    def har(self, papir: Papir) -> bool:
        """Whether the paper lies there."""
        return self._sti(papir).exists()

    def laes(self, papir: Papir) -> dict[str, Any] | None:
        """What stands in a paper; None when there is none."""
        try:
            found: dict[str, Any] = json.loads(keys.unseal(self._sti(papir).read_bytes()))
        except FileNotFoundError:
            return None
        return found

    def skriv(self, papir: Papir, indhold: dict[str, Any]) -> None:
        """Lay a paper down, in the place of the one before. Raises OSError."""
        write_file(self._sti(papir), keys.seal(json.dumps(indhold).encode()), mode=0o600)

    def fjern(self, *papirer: Papir) -> None:
        """Take papers away."""
        for papir in papirer:
            self._sti(papir).unlink(missing_ok=True)

    def hent(self) -> bytes:
        """The file, whole in memory. Raises VentetForLaengeError, NoKeyFitsError."""
        try:
            return packing.unpacked(self.fil)[0]
        except FileNotFoundError:
            raise VentetForLaengeError from None

    def slet(self) -> None:
        """Forget it, papers and all."""
        with suppress(OSError):
            for path in list(mappe().glob(f"{self.navn}.*")):
                path.unlink(missing_ok=True)


def ny(by: str) -> tuple[str, Plads]:
    """A place for a file that is about to come, and the mark it will be asked for by. Raises OSError."""
    ryd()
    new_folder(mappe())
    mark = secrets.token_hex(16)
    return mark, _plads(mark, by)


def find(mark: str, by: str) -> Plads:
    """The place of what waits under this mark for this person. Raises VentetForLaengeError."""
    ryd()
    place = _plads(mark, by)
    if not _NAME.fullmatch(mark) or not (place.fil.exists() or place.har(Papir.OPGAVE)):
        raise VentetForLaengeError
    return place


def _plads(mark: str, by: str) -> Plads:
    # Who brought it is part of the name, so that a mark is worth nothing to another.
    return Plads(hashlib.sha256(f"{mark} {by}".encode()).hexdigest()[:40])


def gem(data: bytes, by: str) -> str:
    """Let `data` wait; gives the mark it is asked for by. Raises OSError."""
    mark, place = ny(by)
    packing.pack(place.fil, data)
    return mark


def hent(mark: str, by: str) -> bytes:
    """What waits under this mark for this person. Raises VentetForLaengeError."""
    return find(mark, by).hent()


def slet(mark: str, by: str) -> None:
    """Forget it."""
    _plads(mark, by).slet()


def med_opgave() -> Iterator[Plads]:
    """The places of large files, who came first first."""
    found = []
    with suppress(OSError):
        for path in mappe().glob(f"*.{Papir.OPGAVE}"):
            with suppress(OSError):
                found.append((path.stat().st_mtime, path.stem))
    return (Plads(name) for _, name in sorted(found))


def ryd() -> None:
    """Forget what has waited too long, and what crashes left in the making."""
    clear(mappe())
    latest: dict[str, float] = {}
    with suppress(OSError):
        for path in mappe().iterdir():
            if not path.name.startswith("."):
                with suppress(OSError):
                    latest[path.stem] = max(latest.get(path.stem, 0.0), path.stat().st_mtime)
    for name, moment in latest.items():
        place = Plads(name)
        if time.time() - moment > LEVETID and not (place.har(Papir.BESTILT) and place.fil.exists()):
            place.slet()
