"""An amount without sign, as bank files have it (payments.md 3.4, column 9, and 3.7)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from snitflade.formats.characters import Chars
from snitflade.formats.columns import ZERO, Column, char_raws, digits_of, not_digits, number_of, value_raws
from snitflade.formats.kinds import Amount, Faults, Kind
from snitflade.formats.payment_kinds import BELOEB_NEGATIVT
from snitflade.formats.problems import ProblemKind, Severity

KRONER_UGYLDIGT = ProblemKind(
    "KRONER_UGYLDIGT",
    "«{raw}» er ikke et beløb i kroner og øre som 1250,00: kun cifre, komma og to decimaler.",
    spec="BELOEB_UGYLDIGT",
)
KRONER_NULLER_FORAN = ProblemKind(
    "KRONER_NULLER_FORAN", "Beløbet «{raw}» har nuller foran; skrives filen igen, falder de bort.", Severity.ADVARSEL
)
COMMA = ord(",")
UNREAD = -1
"""What stands for an amount that could not be read; no amount that is written is negative."""


@dataclass(frozen=True, slots=True)
class Kroner(Kind):
    """An amount without sign as kroner, comma and two decimals, as long as it is: ``1250,00``. Inside, øre."""

    width: int = 15
    name: ClassVar[str] = "kr,øre"

    @property
    def least(self) -> int:
        return 4

    def prepare(self, values: Any, faults: Faults) -> Column:
        """`values`: integers in øre, or Decimals in øre without a fraction."""
        amounts = Amount(self.width).prepare(values, faults)  # as many digits: its sign takes the place of the comma
        faults.report(BELOEB_NEGATIVT, amounts < 0, value_raws(values))
        return amounts

    def write(self, column: Column) -> Chars:
        digits = digits_of(abs(column), self.width - 1)
        chars = np.concatenate([digits[:, :-2], np.full((len(column), 1), COMMA, dtype=np.uint8), digits[:, -2:]], axis=1)
        zeros = np.minimum((np.cumsum(chars != ZERO, axis=1) == 0).sum(axis=1), self.width - 4)
        at = np.arange(self.width) + zeros[:, None]
        moved = np.take_along_axis(chars, np.minimum(at, self.width - 1), axis=1)
        return np.where(at < self.width, moved, np.uint8(0))

    def read(self, chars: Chars, faults: Faults) -> Column:
        length = (chars != 0).sum(axis=1)
        at = np.arange(self.width) - (self.width - length)[:, None]
        right = np.where(at >= 0, np.take_along_axis(chars, np.maximum(at, 0), axis=1), chars.dtype.type(ZERO))
        digits = np.delete(right, -3, axis=1)
        bad = not_digits(digits) | (right[:, -3] != COMMA) | (length < 4)
        faults.report(KRONER_UGYLDIGT, bad, char_raws(chars))
        faults.report(KRONER_NULLER_FORAN, ~bad & (length > 4) & (chars[:, 0] == ZERO), char_raws(chars))
        return np.where(bad, UNREAD, number_of(digits))
