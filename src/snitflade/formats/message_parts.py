"""How an XML message is declared: parts, the texts in them, and how a text is written.

A `Part` is one element that is a row, e.g. one payment. Its `lines` are the lines we write it in, each a run of `Leaf`s (a text or
an attribute, by its path below the part) and `Slot`s (places where rows of another part stand).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from snitflade.formats.columns import Column, strings
from snitflade.formats.kinds import FELT_VAERDI
from snitflade.formats.kroner import UNREAD
from snitflade.formats.layout import REQUIRED, Field, LayoutError
from snitflade.formats.problems import ProblemKind

XML_BELOEB = ProblemKind(
    "XML_BELOEB", "«{raw}» er ikke et beløb i hele øre som 1250.00: cifre, punktum og to decimaler.", spec="BELOEB_UGYLDIGT"
)
XML_ANTAL = ProblemKind("XML_ANTAL", "«{raw}» er ikke et antal: 1–15 cifre.")

_AMOUNT = re.compile(r"([0-9]{1,16})(?:\.([0-9]{0,17}))?")


@dataclass(frozen=True, slots=True)
class Lexical:
    """How values stand as text. `value` takes a text, and raises ValueError; `texts` takes a prepared column.

    `fault`: what is wrong with a text that is no value; `unread` is what stands for it then.
    """

    value: Callable[[str], Any]
    texts: Callable[[Column], list[str]]
    fault: ProblemKind
    unread: Any = 0


def _oere(text: str) -> int:
    match = _AMOUNT.fullmatch(text)
    if match is None or (match[2] or "")[2:].strip("0"):
        raise ValueError(text)
    return int(match[1]) * 100 + int((match[2] or "")[:2].ljust(2, "0"))


def _kroner(column: Column) -> list[str]:
    return [f"{kroner}.{oere:02d}" for kroner, oere in (divmod(amount, 100) for amount in column.tolist())]


def _count(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= 15):
        raise ValueError(text)
    return int(text)


TEKST = Lexical(str, strings, FELT_VAERDI)
OERE = Lexical(_oere, _kroner, XML_BELOEB, UNREAD)
ANTAL = Lexical(_count, lambda column: [str(number) for number in column.tolist()], XML_ANTAL)
DATO = Lexical(str, lambda column: [day.isoformat() for day in column.tolist()], FELT_VAERDI)


@dataclass(frozen=True, slots=True)
class Leaf:
    """A text below a part: ``PmtId/InstrId``, an attribute ``Amt/InstdAmt/@Ccy``, or the part's own text, ``.``.

    It must be there unless its field has a default; an attribute stands right before the text of its element.
    """

    path: str
    field: Field
    lexical: Lexical = TEKST

    @property
    def required(self) -> bool:
        """Whether it stands in every row."""
        return self.field.default is REQUIRED


@dataclass(frozen=True, slots=True)
class Slot:
    """Where rows of part `key` stand, below `within`: at least `least` of them, and no more where `most` is as many."""

    key: str
    least: int = 0
    most: int = 0
    within: str = ""

    @property
    def path(self) -> str:
        """The path of the element of such a row."""
        return f"{self.within}/{self.key}" if self.within else self.key


Item = Leaf | Slot


@dataclass(frozen=True)
class Part:
    """One element that is a row.

    `inline`: written on its parent's line. `silent`: an element around others that is no row. `hollow`: paths of elements that may
    stand without anything in them; we do not write them then.
    """

    key: str
    title: str
    lines: tuple[tuple[Item, ...], ...]
    source: str = ""
    inline: bool = False
    silent: bool = False
    hollow: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        names = [leaf.field.name for leaf in self.leaves]
        paths = [item.path for item in self.items]
        if len(set(names)) != len(names) or len(set(paths)) != len(paths):
            raise LayoutError(f"{self.key} {self.title}: et felt står to gange")

    @cached_property
    def items(self) -> tuple[Item, ...]:
        """Leaves and slots in the order in which they stand."""
        return tuple(item for line in self.lines for item in line)

    @cached_property
    def leaves(self) -> tuple[Leaf, ...]:
        """The texts."""
        return tuple(item for item in self.items if isinstance(item, Leaf))

    @cached_property
    def slots(self) -> tuple[Slot, ...]:
        """The places of other parts."""
        return tuple(item for item in self.items if isinstance(item, Slot))

    @cached_property
    def fields(self) -> dict[str, Field]:
        """All fields by name."""
        return {leaf.field.name: leaf.field for leaf in self.leaves}
