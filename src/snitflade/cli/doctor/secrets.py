"""The keys that everything stored is sealed with, and the site's own secret."""

from __future__ import annotations

import stat
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError

from snitflade.cli.doctor import database
from snitflade.cli.doctor.finding import Finding, ok, wrong
from snitflade.exchange import blobs, keys, site_secret
from snitflade.exchange.blobs import BlobLostError
from snitflade.exchange.known import KnownError
from snitflade.exchange.models import Blob

FROM_COPY = "Læg den rigtige nøglefil tilbage fra det sted, nøglerne gemmes (ikke fra sikkerhedskopien; der er de ikke)."


def key_files() -> Iterator[Finding]:
    """Every key can be used, and they open what was stored last."""
    found = keys.key_files()
    unusable = False
    for path in found:
        try:
            keys.public(path)
        except keys.KeyFileOpenToOthersError:
            unusable = True
            yield wrong(f"Nøglefilen {path} kan læses af andre end sin ejer.", f"chmod 600 {path}")
        except (keys.KeyFileUnusableError, OSError):
            unusable = True
            yield wrong(f"Nøglefilen {path} kan ikke læses eller er ødelagt.", FROM_COPY)
    if not unusable:
        yield from _opens(found)


def _opens(found: list[Path]) -> Iterator[Finding]:
    if not database.reachable():  # asking would make an empty one
        return
    try:
        newest = Blob.objects.filter(deleted_at=None).order_by("-stored_at").first()
    except DatabaseError:
        return  # the database's own check tells
    if newest is None:
        yield ok("Nøglerne kan bruges; intet er gemt endnu" if found else "Ingen nøgler endnu; den første laves, når noget gemmes")
        return
    if not found:
        yield wrong(f"Der er gemte filer, men ingen nøgler i {keys.folder()}, så de kan ikke læses.", FROM_COPY)
        return
    try:
        blobs.get(newest)
    except BlobLostError as error:
        yield wrong(f"Den nyeste gemte fil kan ikke åbnes: {error}", f"{FROM_COPY} Er det filen, så hent den fra sikkerhedskopien.")
        return
    yield ok("Nøglerne kan bruges, og den nyeste gemte fil kan åbnes med dem")


def site() -> Iterator[Finding]:
    """The site's secret is a secret."""
    path = Path(settings.HOME) / "keys" / "site.secret"
    if not path.exists():
        yield ok("Sidens hemmelighed laves, når siden åbnes første gang")
        return
    if path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        yield wrong(f"Sidens hemmelighed {path} kan læses af andre.", f"chmod 600 {path}")
        return
    try:
        site_secret.noegle(Path(settings.HOME))
    except (site_secret.HemmelighedUbrugeligError, KnownError, OSError) as error:
        yield wrong(str(error), f"Slet {path}; så laves en ny, og alle logger ind igen.")
        return
    yield ok("Sidens hemmelighed er der, og kun ejeren kan læse den")
