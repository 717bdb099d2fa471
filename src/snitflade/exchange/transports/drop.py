"""How a file is laid in a partner's folder so that it is whole, proved and never there twice.

The same steps for SFTP and for a shared folder: write under a temporary name the partner's job does not pick up, read it back and
compare the hash, rename (never over another file), read back again. The partner may take the file the moment it has its name:
gone after the rename is *taken*, not lost, because the temporary copy was proved before and only the rename can have moved it.

If the line breaks around the rename the folder itself tells what happened: the temporary name still there means not delivered;
the final name there means delivered; neither means delivered and taken. Only when nobody answers any more is it unclear.

Sources: winformatik.md 3.1 (Prisme's job moves files away, sent files vanish), cpr.md 9 (NAME.tmp, rename, verify).
"""

from __future__ import annotations

import hashlib
from contextlib import suppress
from dataclasses import dataclass
from enum import Enum
from typing import Protocol

from snitflade.exchange.transports.errors import (
    ForbindelseTabt,
    IngenForbindelse,
    KopiAfviger,
    Midlertidig,
    NavnOptaget,
    NavnUgyldigt,
    Opsaetningsfejl,
    SvarerIkke,
    TransportError,
    Uklar,
)
from snitflade.exchange.transports.port import LONGEST_NAME, Delivery, Tilstand, Udfald, check_name, delivery

_LINE = (IngenForbindelse, ForbindelseTabt, SvarerIkke)
"""After these the folder cannot be reached, and what lies there helps the next attempt."""


class Fund(Enum):
    """What lies under a name, compared with what should."""

    INTET = "intet"
    SAMME = "samme"
    ANDET = "andet"


@dataclass(frozen=True, slots=True)
class Print:
    """Size in bytes and SHA-256 of some content."""

    size: int
    sha256: str


class Folderlike(Protocol):
    """A partner's folder, as far as delivering needs it. Every call raises only `TransportError`s, and may reconnect."""

    @property
    def place(self) -> str:
        """The folder, for messages."""

    def look(self, name: str, expected: Print) -> Fund:
        """Read what lies under `name` and compare."""

    def write(self, name: str, data: bytes) -> None:
        """Write `name` anew, to disk where the other side can promise it."""

    def rename(self, old: str, new: str) -> None:
        """Rename; `NavnOptaget` when `new` exists, `FindesIkke` when `old` does not."""

    def remove(self, name: str) -> None:
        """Remove `name` if it is there."""


def check_template(template: str, place: str) -> None:
    """Accept a template for temporary names: it has ``{navn}``, may have ``{sha}``, and its result differs from the name."""
    try:
        made = template.format(navn="x", sha="0" * 12)
    except (KeyError, IndexError, ValueError):
        made = ""
    if "{navn}" not in template or made in {"", "x"} or "/" in made or "\\" in made:
        reason = f"skabelonen «{template}» til midlertidige navne skal have {{navn}} og mindst ét tegn mere"
        raise Opsaetningsfejl(place=place, reason=reason)


def temporary_name(template: str, name: str, sha256: str) -> str:
    """The name `name` has until it is whole. Raises `NavnUgyldigt` when either is no file name."""
    check_name(name)
    temporary = template.format(navn=name, sha=sha256[:12])
    if len(temporary.encode()) > LONGEST_NAME:
        limit = LONGEST_NAME - (len(temporary.encode()) - len(name.encode()))
        raise NavnUgyldigt(name=name, reason=f"det er længere end {limit} bytes, og der skal være plads til en midlertidig endelse")
    return temporary


def lay(folder: Folderlike, name: str, data: bytes, *, template: str, again: bool) -> Delivery:
    """Lay `data` in `folder` as `name`. What it returns and raises is what `Transport.deliver` promises."""
    expected = Print(len(data), hashlib.sha256(data).hexdigest())
    temporary = temporary_name(template, name, expected.sha256)
    match folder.look(name, expected):
        case Fund.SAMME:
            folder.remove(temporary)
            return delivery(name, data, folder.place, Udfald.AFLEVERET)
        case Fund.ANDET:
            raise NavnOptaget(name=name, place=folder.place)
    begun = folder.look(temporary, expected)
    if begun is Fund.INTET and again:
        unclear = delivery(name, data, folder.place, Udfald.UKLAR)
        raise Uklar(delivery=unclear, reason="et tidligere forsøg gav intet svar, og filen ligger der ikke nu")
    if begun is not Fund.SAMME:
        _write(folder, temporary, data)
        if folder.look(temporary, expected) is not Fund.SAMME:
            folder.remove(temporary)
            raise KopiAfviger(name=name, place=folder.place)
    failure: TransportError | None = None
    try:
        folder.rename(temporary, name)
    except TransportError as error:
        failure = error
    return delivery(name, data, folder.place, _after_rename(folder, name, data, temporary, expected, failure))


def _write(folder: Folderlike, temporary: str, data: bytes) -> None:
    """Write the temporary copy, and leave no half one behind on a disk that is full."""
    try:
        folder.write(temporary, data)
    except _LINE:
        raise
    except TransportError:
        with suppress(TransportError):
            folder.remove(temporary)
        raise


def _after_rename(
    folder: Folderlike, name: str, data: bytes, temporary: str, expected: Print, failure: TransportError | None
) -> Udfald:
    """What became of the rename, read from the folder whatever the rename itself answered."""
    try:
        final = folder.look(name, expected)
        left = folder.look(temporary, expected)
        if final is left is Fund.INTET:
            # The rename may have come through between the two looks.
            final = folder.look(name, expected)
    except TransportError as error:
        raise Uklar(delivery=delivery(name, data, folder.place, Udfald.UKLAR), reason=error) from failure
    if final is Fund.SAMME:
        folder.remove(temporary)
        return Udfald.AFLEVERET
    if left is not Fund.INTET:
        if not isinstance(failure, Midlertidig):
            with suppress(TransportError):
                folder.remove(temporary)
        if final is Fund.ANDET:
            raise NavnOptaget(name=name, place=folder.place) from failure
        raise failure or KopiAfviger(name=name, place=folder.place)
    if final is Fund.ANDET:
        changed = delivery(name, data, folder.place, Udfald.UKLAR)
        raise Uklar(delivery=changed, reason="navnet har nu et andet indhold") from failure
    return Udfald.TAGET


def found_now(folder: Folderlike, delivered: Delivery) -> Tilstand:
    """How `delivered` is found in `folder` now. Gone counts as taken only where it was proved to have been there."""
    match folder.look(delivered.name, Print(delivered.size, delivered.sha256)):
        case Fund.SAMME:
            return Tilstand.LIGGER
        case Fund.ANDET:
            return Tilstand.AENDRET
        case Fund.INTET:
            return Tilstand.TAGET if delivered.udfald in {Udfald.AFLEVERET, Udfald.TAGET} else Tilstand.UKENDT
