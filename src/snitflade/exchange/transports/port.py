"""The port every transport keeps to: collect, settle or refuse, deliver, verify.

A transport is a small frozen dataclass of plain configuration. It knows no database and remembers nothing, so that a crash
cannot leave it with a wrong belief: what happened is read from the partner's side, and what cannot be read is said to be
unclear.

* Incoming: `collect` only reads. The caller stores the bytes, commits, and only then calls `settle` (seen, archived or deleted at
  the partner) or `refuse` (put aside where there is a place for it). What is neither comes again at the next `collect`.
* Outgoing: `deliver` returns when the file is proved to be there or proved to have been taken. `Midlertidig` and `Permanent`
  mean that nothing was delivered. `Uklar` means that nobody can know; a caller that finds an attempt in its journal without
  a result calls again with ``again=True``, which looks and never sends a second time.

Calls block until they are done or their time is out; asynchronous code calls them in a thread.

Sources: winformatik.md 3.1 (the partner takes files away and answers nothing), cpr.md 9, social-teknik.md 1.6.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum

from snitflade.exchange.transports.errors import KanIkke, NavnUgyldigt

LONGEST_NAME = 255
"""The most bytes a file name may have, in UTF-8: what ext4, NTFS and SFTP servers take."""


class Udfald(StrEnum):
    """What a delivery came to."""

    AFLEVERET = "afleveret"  # it lies there, read back and equal
    TAGET = "taget"  # it came there and the partner has taken it away
    VENTER = "venter"  # a person must act: download, upload at the partner, record the receipt
    UKLAR = "uklar"  # may or may not have arrived


class Tilstand(StrEnum):
    """How a delivered file is found later."""

    LIGGER = "ligger"
    TAGET = "taget"
    AENDRET = "aendret"
    UKENDT = "ukendt"


@dataclass(frozen=True, slots=True)
class Listed:
    """What a partner's list tells of a file before it is fetched. `size` is in bytes, -1 when the list does not say."""

    name: str
    origin: str
    size: int
    changed: str


Skip = Callable[[Listed], bool]
"""Asked before fetching; True for what the caller has already (partners such as CPR keep files for months)."""


@dataclass(frozen=True, slots=True)
class Incoming:
    """One file as it came. `origin` is the remote path or the Message-ID; `meta` is what `settle` needs to find it again."""

    name: str
    data: bytes = field(repr=False)
    origin: str
    meta: Mapping[str, str] = field(default_factory=dict)

    @property
    def sha256(self) -> str:
        """The hash of the bytes, 64 hexadecimal digits."""
        return hashlib.sha256(self.data).hexdigest()


@dataclass(frozen=True, slots=True)
class Delivery:
    """One attempt to deliver: which bytes, where, when (UTC) and what it came to.

    `message` is a Danish sentence for the operator where one must act. `reply` is what the partner answered, byte for byte.
    """

    name: str
    sha256: str
    size: int
    place: str
    when: datetime
    udfald: Udfald
    message: str = ""
    reply: bytes = field(default=b"", repr=False)


def delivery(name: str, data: bytes, place: str, udfald: Udfald, *, message: str = "", reply: bytes = b"") -> Delivery:
    """A `Delivery` of `data` as of now."""
    return Delivery(name, hashlib.sha256(data).hexdigest(), len(data), place, datetime.now(UTC), udfald, message, reply)


def shown_name(name: str) -> str:
    """`name` fit for a message, also when it is not text at all.

    >>> shown_name("b\\udce6lte.txt")
    'b?lte.txt'
    """
    return "".join(character if character.isprintable() else "?" for character in name)


def check_name(name: str, *, longest: int = LONGEST_NAME) -> None:
    """Accept `name` as a plain file name in one folder, or raise `NavnUgyldigt` with the reason.

    Refused: nothing at all, path parts, control and invisible characters (those that turn the direction of writing, blanks that
    look like others), bytes that are no text, blanks at the ends, a dot in front (hidden, and our own temporary names) and more
    than `longest` bytes in UTF-8.

    >>> check_name("861_G69.txt")
    >>> check_name("../861_G69.txt")  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    ...
    snitflade.exchange.transports.errors.NavnUgyldigt: Filnavnet ... kan ikke bruges: det har en skråstreg. Ret navnet...
    """
    reason = ""
    if not name.strip():
        reason = "det er tomt"
    elif "/" in name or "\\" in name:
        reason = "det har en skråstreg"
    elif not name.isprintable():
        reason = "det har usynlige tegn eller tegn, der ikke er tekst"
    elif name != name.strip():
        reason = "det begynder eller slutter med et mellemrum"
    elif name.startswith("."):
        reason = "det begynder med et punktum som skjulte og midlertidige filer"
    elif len(name.encode()) > longest:
        reason = f"det er længere end {longest} bytes"
    if reason:
        raise NavnUgyldigt(name=shown_name(name), reason=reason)


class Transport:
    """The port. What a transport cannot do raises `KanIkke` before anything has happened."""

    __slots__ = ()

    @property
    def place(self) -> str:
        """Where the partner is, for messages and the log: never with a password."""
        raise NotImplementedError

    def collect(self, *, skip: Skip | None = None) -> Iterator[Incoming]:
        """Every file that lies there, read and otherwise untouched.

        One that cannot be had does not stop the others: when all the others are given, `NogetUhentet` is raised with every one of
        them. Without a connection `Midlertidig` or `Permanent` is raised at once.
        """
        raise KanIkke(place=self.place, action="at hente")

    def settle(self, incoming: Incoming) -> None:
        """Make sure `incoming`, now committed, does not come again. Gone already is fine; `SkiftetUd` when another lies there."""
        raise KanIkke(place=self.place, action="at hente")

    def refuse(self, incoming: Incoming) -> None:
        """Put `incoming` aside as refused where there is a place for it, else leave it. Never deletes."""
        raise KanIkke(place=self.place, action="at hente")

    def saying(self, text: str) -> Transport:
        """The same way with `text` beside what is delivered; itself where nothing can be said."""
        return self

    def deliver(self, name: str, data: bytes, *, again: bool = False) -> Delivery:
        """Deliver `data` as `name`; never over another file.

        The same bytes there already count as delivered. With ``again=True`` (an earlier attempt has no known result) nothing
        is sent unless it can be proved that the earlier one did not get through; otherwise `Uklar` is raised.
        """
        raise KanIkke(place=self.place, action="at aflevere")

    def verify(self, delivery: Delivery) -> Tilstand:
        """How the delivered file is found now. Only says what can be seen: `UKENDT` when nothing can."""
        raise KanIkke(place=self.place, action="at aflevere")
