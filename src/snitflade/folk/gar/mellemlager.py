"""Pages that have been fetched of a fetching that is not done, so that one that breaks off goes on where it was.

They lie sealed under ``SNITFLADE_HOME/hentning``; one that is older than `LONGEST`, of another service or asks for something else
begins anew.

Source: gar.md 4.5; issue: pages are resumable.
"""

from __future__ import annotations

import datetime as dt
import json
import shutil
from pathlib import Path

from django.conf import settings

from snitflade.exchange import keys
from snitflade.exchange.files import new_folder, write_file
from snitflade.exchange.known import KnownError
from snitflade.folk.gar.fil import Hoved, hoved

LONGEST = dt.timedelta(hours=12)
"""How old pages may be that a fetching goes on with: they should say how the register was at one time."""


class Mellemlager:
    """The pages of the fetching that is under way."""

    def __init__(self, navn: str) -> None:
        self.folder = Path(settings.HOME) / "hentning" / navn

    def begynd(self, plan: Hoved) -> Hoved:
        """Go on with the fetching that broke off, if it asked for the same, or begin `plan`; gives the one to be done."""
        if plan.hentet is None:
            raise ValueError("a fetching begins at a moment")
        before = self._plan()
        if before.hentet is not None and self._samme(before, plan) and dt.timedelta() <= plan.hentet - before.hentet <= LONGEST:
            return before
        self.ryd()
        new_folder(self.folder)
        write_file(self.folder / "plan.json", json.dumps(plan.som_json()).encode(), mode=0o600)
        return plan

    def hent(self, navn: str, fra: int) -> bytes | None:
        """The page that begins after that many features; None when it is not there, or cannot be opened."""
        try:
            return keys.unseal(self._sti(navn, fra).read_bytes())
        except (FileNotFoundError, KnownError):
            return None

    def gem(self, navn: str, fra: int, data: bytes) -> None:
        """Keep a page. Raises OSError when the disk refuses."""
        write_file(self._sti(navn, fra), keys.seal(data), mode=0o600)

    def glem(self, navn: str) -> None:
        """Throw the pages of a layer away."""
        for path in self.folder.glob(f"{navn}.*.side"):
            path.unlink(missing_ok=True)

    def ryd(self) -> None:
        """Throw everything away."""
        shutil.rmtree(self.folder, ignore_errors=True)

    def _plan(self) -> Hoved:
        try:
            return hoved((self.folder / "plan.json").read_bytes())
        except OSError:
            return Hoved()

    @staticmethod
    def _samme(before: Hoved, plan: Hoved) -> bool:
        return (before.fuld, before.siden, before.tjeneste) == (plan.fuld, plan.siden, plan.tjeneste)

    def _sti(self, navn: str, fra: int) -> Path:
        return self.folder / f"{navn}.{fra:09}.side"
