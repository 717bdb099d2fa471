"""Passwords and keys by reference: the configuration names where the secret is, never the secret itself.

``secret://env/NAME`` is an environment variable, ``secret://file/PATH`` a file with an absolute path (one line end at the end
is not part of it). The value is read anew each time it is needed, so that a changed password takes effect at once, and it
shows in no `repr`, log or error.
"""

from __future__ import annotations

import os
import re
import stat
from dataclasses import dataclass
from pathlib import Path

from snitflade.exchange.transports.errors import HemmelighedMangler, because

_REFERENCE = re.compile(r"secret://(?:env/[A-Za-z_][A-Za-z0-9_]*|file/[^\x00-\x1f]+)")
_LARGEST = 64 * 1024


@dataclass(frozen=True, slots=True)
class Secret:
    """A reference to a secret, checked for its form when made and read only by `reveal`.

    >>> Secret("secret://env/PRISME_KODE")
    Secret('secret://env/PRISME_KODE')
    >>> Secret("hunter2")  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    ...
    snitflade.exchange.transports.errors.HemmelighedMangler: Hemmeligheden kan ikke læses: skriv den ikke i ...
    """

    reference: str

    def __post_init__(self) -> None:
        if not _REFERENCE.fullmatch(self.reference):
            # What stands there may be the secret itself, so it is not repeated.
            raise HemmelighedMangler(
                reference="Hemmeligheden",
                reason="skriv den ikke i opsætningen, men henvis til den som secret://env/NAVN eller secret://file/sti/til/filen.",
            )

    def __repr__(self) -> str:
        return f"Secret({self.reference!r})"

    def reveal(self) -> str:
        """The secret as text. Raises `HemmelighedMangler` with what to do."""
        kind, _, where = self.reference.removeprefix("secret://").partition("/")
        if kind == "file":
            return self._from_file(Path("/" + where.lstrip("/")))
        value = os.environ.get(where, "")
        if not value:
            raise self._missing(f"miljøvariablen {where} er ikke sat. Sæt den for den bruger, programmet kører som.")
        return value

    def _from_file(self, path: Path) -> str:
        try:
            # The open file is checked and read, whatever is put at its path in the meantime; a pipe is not waited for.
            with open(path, "rb", opener=lambda name, flags: os.open(name, flags | os.O_NONBLOCK)) as opened:
                facts = os.fstat(opened.fileno())
                if not stat.S_ISREG(facts.st_mode):
                    raise self._missing(f"{path} er ikke en almindelig fil.")
                if facts.st_mode & (stat.S_IRWXO | stat.S_IWGRP):
                    raise self._missing(f"filen {path} kan læses eller ændres af andre. Kør: chmod 600 {path}")
                raw = opened.read(_LARGEST + 1)
        except OSError as error:
            advice = "Læg den der, og lad programmets bruger eje den."
            raise self._missing(f"filen {path} kan ikke åbnes ({because(error)}). {advice}") from None
        if len(raw) > _LARGEST:
            raise self._missing(f"filen {path} er for stor til at være en adgangskode eller nøgle.")
        try:
            value = raw.decode("utf-8")
        except UnicodeDecodeError:
            raise self._missing(f"filen {path} er ikke tekst i UTF-8.") from None
        value = value.removesuffix("\n").removesuffix("\r")
        if not value:
            raise self._missing(f"filen {path} er tom.")
        return value

    def _missing(self, reason: str) -> HemmelighedMangler:
        return HemmelighedMangler(reference=self.reference, reason=reason)
