"""A partner's web site where a person uploads ours or downloads theirs: the product cannot act, so it says exactly what to do.

Outgoing: nothing leaves by itself. `deliver` answers that an operator must act, with file, place and deadline; when that is done
`receipt` makes the delivery that counts. Incoming: what the operator uploads into the product lies in the tray folder (`accept`)
until `collect` has given it to the journal.

Source: winformatik.md 1.1 (most interfaces are log in, then upload or download) and 4 P5 (tasks with receipt and next step).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from snitflade.exchange.transports.disk import DiskFolder, guarded
from snitflade.exchange.transports.drop import lay
from snitflade.exchange.transports.errors import ForStor, KanIkke, Opsaetningsfejl, clean
from snitflade.exchange.transports.folder import Folder
from snitflade.exchange.transports.port import (
    Delivery,
    Incoming,
    Skip,
    Tilstand,
    Transport,
    Udfald,
    check_name,
    delivery,
)

_PREFIX = 16
"""Digits of the hash in front of a name in the tray."""


@dataclass(frozen=True, slots=True)
class Portal(Transport):
    """A site only a person can use. `name` and `url` tell which; `deadline` is a Danish phrase such as ``kl. 11 den 21.12.2026``.

    `tray` is the folder of the product where uploaded files wait; empty where nothing comes in this way.
    """

    name: str
    url: str = ""
    deadline: str = ""
    menu: str = ""
    tray: Path | None = None
    max_bytes: int = 512 * 1024 * 1024

    def __post_init__(self) -> None:
        if not self.name.strip():
            raise Opsaetningsfejl(place="portalen", reason="portalens navn mangler")

    @property
    def place(self) -> str:
        """The site's name and address."""
        return f"{self.name} ({self.url})" if self.url else self.name

    def deliver(self, name: str, data: bytes, *, again: bool = False) -> Delivery:
        """Say what the operator must do. Nothing is sent, so this may be asked as often as wanted."""
        check_name(name)
        where = f" under «{self.menu}»" if self.menu else ""
        when = f" senest {self.deadline}" if self.deadline else ""
        message = (
            f"Hent filen {name} ({len(data)} bytes) her på siden, log ind på {self.place}, og læg den op{where}{when}. "
            "Skriv derefter portalens kvittering her. Filen er ikke afleveret, før kvitteringen er skrevet."
        )
        return delivery(name, data, self.place, Udfald.VENTER, message=message)

    def receipt(self, waiting: Delivery, text: str) -> Delivery:
        """`waiting` as delivered now, with the receipt the operator read off the site. An empty one is refused."""
        noted = clean(text)
        if not noted:
            raise Opsaetningsfejl(place=self.place, reason="kvitteringen er tom; skriv det nummer eller den besked, portalen viste")
        return replace(waiting, udfald=Udfald.AFLEVERET, when=datetime.now(UTC), message=noted, reply=text.encode())

    def verify(self, delivery: Delivery) -> Tilstand:
        """The site cannot be asked: taken by its receipt, else unknown."""
        return Tilstand.TAGET if delivery.udfald is Udfald.AFLEVERET and delivery.reply else Tilstand.UKENDT

    def accept(self, name: str, data: bytes) -> None:
        """Lay what the operator uploaded into the tray, whole and on disk. The same upload twice lies there once."""
        tray = self._tray()
        check_name(name, longest=200)
        if len(data) > self.max_bytes:
            raise ForStor(name=name, place=self.place, size=len(data), limit=self.max_bytes)
        with guarded(self.place, "oprettelse af bakken"):
            tray.mkdir(parents=True, exist_ok=True)
        # The hash in front: two different uploads may have the same name.
        stored = f"{hashlib.sha256(data).hexdigest()[:_PREFIX]}_{name}"
        lay(DiskFolder(tray), stored, data, template=".{navn}.tmp", again=False)

    def collect(self, *, skip: Skip | None = None) -> Iterator[Incoming]:
        """What was uploaded and not yet settled, under the names it was uploaded with."""
        tray = self._tray()
        if tray.exists():
            for incoming in self._watched(tray).collect(skip=skip):
                yield replace(incoming, name=incoming.name[_PREFIX + 1 :])

    def settle(self, incoming: Incoming) -> None:
        """Move the upload to the tray's archive."""
        self._watched(self._tray()).settle(incoming)

    def refuse(self, incoming: Incoming) -> None:
        """Move the upload to the tray's folder of refused ones."""
        self._watched(self._tray()).refuse(incoming)

    def _watched(self, tray: Path) -> Folder:
        # An upload gets its name when it is whole, so there is nothing to wait for.
        return Folder(inbox=tray.absolute(), pattern="?" * _PREFIX + "_*", quiet=0.0, max_bytes=self.max_bytes)

    def _tray(self) -> Path:
        if self.tray is None:
            raise KanIkke(place=self.place, action="at hente")
        return self.tray
