"""Kinds of fields that the classic payment files share: amounts without sign, and filler.

Source: payments.md 0 and 1.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from snitflade.formats.characters import Chars
from snitflade.formats.columns import Column, Mask, char_raws, digits_of, not_digits, number_of, value_raws
from snitflade.formats.kinds import Amount, Faults, Text
from snitflade.formats.problems import ProblemKind, Severity

BELOEB_IKKE_CIFRE = ProblemKind(
    "BELOEB_IKKE_CIFRE", "«{raw}» er ikke et beløb i hele øre: {width} cifre uden fortegn og komma.", spec="BELOEB_UGYLDIGT"
)
BELOEB_NEGATIVT = ProblemKind(
    "BELOEB_NEGATIVT", "{raw} øre er negativt; beløbet står uden fortegn, og fortegnet har sit eget felt, hvor der er et."
)
FYLD_UVENTET = ProblemKind(
    "FYLD_UVENTET",
    "Der står «{raw}», hvor der efter beskrivelsen kun er fyld ({accepted}). Det er bevaret; spørg afsenderen, hvad det betyder.",
    Severity.ADVARSEL,
)


@dataclass(frozen=True, slots=True)
class Oere(Amount):
    """An amount in øre without sign: zero-padded digits."""

    name: ClassVar[str] = "N"

    def prepare(self, values: Any, faults: Faults) -> Column:
        """`values`: integers in øre from 0, or Decimals in øre without a fraction (a fraction is reported, never rounded)."""
        amounts = Amount(self.width + 1).prepare(values, faults)
        faults.report(BELOEB_NEGATIVT, amounts < 0, value_raws(values))
        return amounts

    def write(self, column: Column) -> Chars:
        return digits_of(column, self.width)

    def read(self, chars: Chars, faults: Faults) -> Column:
        faults.report(BELOEB_IKKE_CIFRE, not_digits(chars), char_raws(chars), width=self.width)
        return number_of(chars)


@dataclass(frozen=True, slots=True)
class Filler(Text):
    """Characters that mean nothing as far as is known: kept as they are, and reported where they are not among `accepted`."""

    accepted: tuple[str, ...] = ("",)
    name: ClassVar[str] = "F"

    def prepare(self, values: Any, faults: Faults) -> Column:
        """`values`: strings, or an ``S``/``U`` array."""
        column = Text.prepare(self, values, faults)
        self._report(column, faults)
        return column

    def read(self, chars: Chars, faults: Faults) -> Column:
        column = Text.read(self, chars, faults)
        self._report(column, faults)
        return column

    def _report(self, column: Column, faults: Faults) -> None:
        if len(column):
            usual = np.array(self.accepted, dtype="U").astype(column.dtype.kind)
            told = " eller ".join(value or "blanke" for value in self.accepted)
            faults.report(FYLD_UVENTET, ~np.isin(column, usual), value_raws(column), accepted=told)


def as_unicode(column: Column) -> NDArray[np.str_]:
    """An ``S`` (Latin-1 bytes) or ``U`` column as ``U``."""
    width = column.dtype.itemsize
    if column.dtype.kind != "S" or not len(column) or not width:
        return column.astype("U") if column.dtype.kind == "S" else column
    points = np.ascontiguousarray(column).view(np.uint8).reshape(len(column), width).astype(np.uint32)
    return np.asarray(points.view(f"U{width}").reshape(len(column)))


def differ(one: Column, other: Column) -> Mask:
    """Which rows of two columns differ; one may be ``S`` and the other ``U``, as texts are kept as narrow as they can be."""
    if one.dtype.kind != other.dtype.kind:
        one, other = as_unicode(one), as_unicode(other)
    return np.asarray(one != other)
