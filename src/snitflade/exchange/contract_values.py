"""What the functions of an interface are given and give back. What may be done with them stands in `contract`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from snitflade.formats.document import Document
from snitflade.formats.problems import Problems, mask_cpr

if TYPE_CHECKING:
    pass

Totals = Mapping[str, int]
Sheet = list[tuple[str, list[tuple[str, str]]]]
"""A control sheet: sections of (text, value) lines, as shown."""


class OptionKind(StrEnum):
    """What an option of a run can be."""

    TEXT = "tekst"
    DATE = "dato"
    MOMENT = "tidspunkt"
    NUMBER = "tal"
    CHOICE = "valg"


@dataclass(frozen=True, slots=True)
class Option:
    """One option of a run: a field of its form, a flag of its command."""

    name: str
    """ASCII, e.g. ``posteringsdato``; the flag is ``--posteringsdato``."""
    kind: OptionKind
    help: str
    required: bool = True
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class OutFile:
    """One file to be written: its name, its format and what it holds."""

    name: str
    format: str
    document: Document


@dataclass(frozen=True, slots=True)
class Built:
    """What a build made: files, the totals the ledger says they must show, and the sheet for the operator's eyes.

    `key` makes the exchange one of its kind; building the same key twice is refused by the database. Without files there was
    nothing to send, and `notes` say why: that is work done, too.
    """

    key: str
    files: tuple[OutFile, ...]
    totals: Totals
    sheet: Sheet
    kommune: str = ""
    warnings: Problems = field(default_factory=Problems)
    notes: tuple[str, ...] = ()
    """What the operator should know that is no problem, in sentences."""


@dataclass(frozen=True, slots=True)
class Aside:
    """Lines that belong together and could not be applied, e.g. all of one person: one entry in quarantine, corrected together.

    >>> Aside("3112999999", (2, 3), "Personen findes ikke.").lines
    (2, 3)
    """

    key: str
    """What the entry is about, e.g. a CPR number; it is shown masked and kept masked."""
    lines: tuple[int, ...]
    """The numbers of its lines, from 1 and in order; the first one names the entry and must be the same when applied again."""
    reason: str
    """Why, in a Danish sentence; CPR numbers in it are masked."""
    raw: str = ""
    """The entry as text, where its lines cannot be found in the bytes (`Interface.lines`), e.g. an element of XML. Such an entry is
    shown and applied again when its cause is gone, but not corrected here."""

    def __post_init__(self) -> None:
        if not self.lines or list(self.lines) != sorted(set(self.lines)) or self.lines[0] < 1:
            raise ValueError(f"an entry needs its lines, from 1, each once and in order: {self.lines}")


@dataclass(frozen=True, slots=True)
class Applied:
    """What applying a file did. `totals`: of all the exchange's lines that are applied now (of the part's lines, for a part).
    `set_aside`: what could not be applied: line numbers with the reason, or entries of several lines each."""

    totals: Totals
    sheet: Sheet = field(default_factory=list)
    set_aside: Mapping[int, str] | Sequence[Aside] = field(default_factory=dict)

    @property
    def entries(self) -> list[Aside]:
        """What was set aside, as entries."""
        if isinstance(self.set_aside, Mapping):
            return [Aside("", (line,), reason) for line, reason in self.set_aside.items()]
        return list(self.set_aside)


class Hold(Exception):
    """Filen kan ikke anvendes endnu.

    Raised by `apply` with a Danish sentence: what is missing, and what somebody does about it. Everything `apply` did is rolled
    back and the exchange waits (``holdt``) with the sentence as its note; later files are still tried, and it is tried again, in
    order, after each file of the interface that is applied, and when somebody says so. `apply` looks at ``exchange.released_by``
    and does not hold for what an operator has released.

    >>> str(Hold("Filen for 2026-11-19 mangler. Hent den, eller frigiv denne."))
    'Filen for 2026-11-19 mangler. Hent den, eller frigiv denne.'
    """

    def __init__(self, sentence: str) -> None:
        if not sentence.strip():
            raise ValueError("a hold needs its sentence")
        super().__init__(mask_cpr(sentence))


class Applies(StrEnum):
    """What applying does to what was there: the contract of applying an older file again."""

    ADDS = "adds"
    """Each file adds rows of its own, unique by exchange and line. Applied again it adds nothing."""
    REPLACES = "replaces"
    """Each file brings rows of a register up to its own date. Applying an older file, again or late, must never overwrite what a
    newer one brought: `apply` compares the file's date (`order`) with the row's."""


class FetchState:
    """What an interface's own pull remembers between its collections: texts by key, e.g. ``{"senest": "2026-11-19"}``.

    What is set before an `Incoming` is given is kept together with it, in one transaction; what is set after the last one is kept
    when the pull ends well. A pull that breaks off begins where the last kept file left it.

    >>> state = FetchState({"side": "7"})
    >>> state.set("side", "8"); state.get("side"), state.get("dato", "1900-01-01"), state.changed()
    ('8', '1900-01-01', {'side': '8'})
    >>> state.changed()
    {}
    """

    def __init__(self, kept: Mapping[str, str]) -> None:
        self._now = dict(kept)
        self._changed: dict[str, str] = {}

    def get(self, key: str, default: str = "") -> str:
        """The value of `key`."""
        return self._now.get(key, default)

    def set(self, key: str, value: str) -> None:
        """Remember `value`; no personal data. Raises ValueError for a key of more than 100 characters."""
        if not 0 < len(key) <= 100:
            raise ValueError(f"{key!r} is no key: 1 to 100 characters")
        self._now[key] = self._changed[key] = value

    def changed(self) -> dict[str, str]:
        """What was set since this was asked last; whoever asks keeps it."""
        changed, self._changed = self._changed, {}
        return changed
