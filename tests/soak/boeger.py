"""What the partners know, kept by them and not by the installation: what they got, and what they sent. Folders of files.

``faaet/<interface>/<number>--<sha>--<name>``: carried to their site by an operator. ``sendt/<interface>/<name>``: what they have
laid ready or sent; ``daarlig/<interface>/<name>``: the same of files with which something is wrong, so that nothing of them may
come in.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Boeger:
    """The folders below `rod`."""

    rod: Path

    def aflever(self, interface: str, exchange: int, name: str, data: bytes) -> None:
        """An operator lays a file on a partner's site, who looks first whether it lies there."""
        sha = hashlib.sha256(data).hexdigest()
        self._laeg(self.rod / "faaet" / interface / f"{exchange:06}--{sha}--{name}", data)

    def faaet(self, interface: str) -> list[tuple[int, str, bytes]]:
        """What a site has got: number of the exchange, name, bytes."""
        found = []
        for path in self._i("faaet", interface):
            number, _, name = path.name.split("--", 2)
            found.append((int(number), name, path.read_bytes()))
        return found

    def send(self, interface: str, name: str, data: bytes, *, daarlig: bool = False) -> None:
        """A partner sends a file."""
        self._laeg(self.rod / ("daarlig" if daarlig else "sendt") / interface / name, data)

    def sendt(self, interface: str, *, daarlig: bool = False) -> list[tuple[str, bytes]]:
        """What a partner has sent for an interface: name and bytes."""
        return [(path.name, path.read_bytes()) for path in self._i("daarlig" if daarlig else "sendt", interface)]

    def interfaces(self, bog: str) -> list[str]:
        """The interfaces a book has something of."""
        return sorted(path.name for path in (self.rod / bog).iterdir()) if (self.rod / bog).exists() else []

    def husket(self, navn: str, ellers: Any) -> Any:
        """What a partner remembers, as JSON."""
        path = self.rod / f"{navn}.json"
        return json.loads(path.read_text()) if path.exists() else ellers

    def husk(self, navn: str, hvad: Any) -> None:
        """Remember it from now on."""
        self._laeg(self.rod / f"{navn}.json", json.dumps(hvad).encode())

    def _i(self, bog: str, interface: str) -> list[Path]:
        folder = self.rod / bog / interface
        return sorted(path for path in folder.iterdir() if not path.name.startswith(".")) if folder.exists() else []

    @staticmethod
    def _laeg(path: Path, data: bytes) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        new = path.with_name(f".{path.name[:60]}.ny")
        new.write_bytes(data)
        new.rename(path)
