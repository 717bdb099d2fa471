"""What a field can hold, and how it stands in characters.

A kind turns a whole column of values into a matrix of characters and back. It knows its width and nothing of where it
stands. Both ways every fault is reported to a `Faults`, never raised, so that one pass finds them all:

* `prepare` takes what a caller has (a list, an array, one value for all rows) and gives the column in its one canonical
  form, with every value checked;
* `write` turns a prepared column into characters and cannot fail;
* `read` turns characters into the canonical column, with every character checked.

Canonical forms: text and digits are numpy ``S`` (Latin-1 bytes) or ``U`` arrays, numbers and amounts (øre) int64, dates
datetime64[D], time stamps datetime64[m]; no date is NaT.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from snitflade.formats import characters
from snitflade.formats.characters import BLANK, Chars
from snitflade.formats.columns import (
    ZERO,
    Column,
    Mask,
    char_column,
    char_raws,
    digits_of,
    not_digits,
    number_of,
    strings,
    text_chars,
    value_raws,
)
from snitflade.formats.problems import ProblemKind, Problems, Severity

FELT_TYPE = ProblemKind("FELT_TYPE", "Værdien {raw} er ikke {wanted}.")
FELT_TOMT = ProblemKind("FELT_TOMT", "Feltet skal udfyldes.", spec="FELT-E01")
FELT_FOR_LANGT = ProblemKind(
    "FELT_FOR_LANGT", "«{raw}» er længere end feltets {width} tegn. Forkort teksten; den afkortes aldrig her.", spec="FELT-E02"
)
FELT_LAENGDE = ProblemKind("FELT_LAENGDE", "«{raw}» fylder ikke {width} tegn.")
FELT_IKKE_CIFRE = ProblemKind("FELT_IKKE_CIFRE", "«{raw}» skal være {width} cifre.", spec="FELT-E03")
FELT_VAERDI = ProblemKind("FELT_VAERDI", "«{raw}» er ikke en af de tilladte værdier: {allowed}.", spec="FELT-E04")
TAL_FOR_STORT = ProblemKind("TAL_FOR_STORT", "{raw} ligger uden for 0–{highest}, som feltet kan rumme.")
BELOEB_UGYLDIGT = ProblemKind("BELOEB_UGYLDIGT", "«{raw}» er ikke et beløb i øre: {digits} cifre og fortegn {signs}.")
BELOEB_FOR_STORT = ProblemKind("BELOEB_FOR_STORT", "{raw} øre er mere end feltet kan rumme ({highest} øre).")
BELOEB_FORTEGN = ProblemKind(
    "BELOEB_FORTEGN", "Fortegnet «{sign}» i «{raw}» læses som plus, men skrives som «{plus}».", Severity.ADVARSEL
)
BELOEB_MINUS_NUL = ProblemKind("BELOEB_MINUS_NUL", "Beløbet «{raw}» er nul med minus.", Severity.ADVARSEL)


@dataclass(slots=True)
class Faults:
    """Where a column's faults go: it adds line, column, field, record and raw value to what a kind reports."""

    problems: Problems
    lines: NDArray[np.int64]
    encoding: str
    field: str
    record: str
    column: int | NDArray[np.integer[Any]]
    faulty: Mask | None = None
    """The rows in which an error has been reported, if any."""

    def report(self, kind: ProblemKind, bad: Mask, raws: Callable[[NDArray[np.intp]], Sequence[str]], **params: Any) -> None:
        """Report `kind` for every row that is True in `bad`; `raws` gives the raw values of those rows."""
        if bad.any():
            if kind.severity is Severity.FEJL:
                self.faulty = bad if self.faulty is None else self.faulty | bad
            rows = np.flatnonzero(bad)
            column = self.column if isinstance(self.column, int) else self.column[rows]
            self.problems.add_many(
                kind, self.lines[rows], column=column, field=self.field, record=self.record, raws=raws(rows), **params
            )


class Kind:
    """Base of all kinds: `width` in characters, `name` as the specification prints it."""

    width: int
    name: ClassVar[str]

    @property
    def least(self) -> int:
        """The fewest characters a value may fill. Less than `width` only in floating fields (`tagged.py`), where a value ends
        where it ends: such a kind writes and reads NUL after the end of a shorter value."""
        return self.width

    def prepare(self, values: Any, faults: Faults) -> Column:
        """The canonical column of `values` (a sequence or array as long as `faults.lines`), every value checked."""
        raise NotImplementedError

    def write(self, column: Column) -> Chars:
        """A prepared column as characters, one row per value."""
        raise NotImplementedError

    def read(self, chars: Chars, faults: Faults) -> Column:
        """The canonical column of `chars`, every character checked."""
        raise NotImplementedError

    def plain(self, column: Column) -> list[Any]:
        """The column as plain JSON values."""
        values: list[Any] = column.tolist()
        return values


@dataclass(frozen=True, slots=True)
class Text(Kind):
    """Text, left-justified and blank-padded; trailing blanks are padding, not value. `free`: not padded, up to `width`."""

    width: int
    required: bool = False
    free: bool = False
    name: ClassVar[str] = "A"

    @property
    def least(self) -> int:
        return (1 if self.required else 0) if self.free else self.width

    def prepare(self, values: Any, faults: Faults) -> Column:
        """`values`: strings, or an ``S``/``U`` array."""
        column = _text_column(values, faults, self.width, padded=not self.free)
        chars = text_chars(column, _characters(column), fill=0)
        raws = value_raws(values)
        faults.report(FELT_FOR_LANGT, (chars[:, self.width :] != 0).any(axis=1), raws, width=self.width)
        control = (chars < BLANK) & (chars > 0)
        control |= ((chars >= characters.DEL) & (chars < 0xA0)) | (chars == 0x2028) | (chars == 0x2029)
        if control.any():
            for value in np.unique(chars[control]):
                faults.report(characters.KONTROLTEGN, (chars == value).any(axis=1), raws, value=int(value))
        missing = ~characters.encodable(chars, faults.encoding)
        if missing.any():
            for value in np.unique(chars[missing]):
                at = (chars == value).any(axis=1)
                faults.report(characters.TEGN_UDENFOR_TEGNSAET, at, raws, character=chr(value), encoding=faults.encoding)
        if self.required:
            empty = ((chars == BLANK) | (chars == 0)).all(axis=1)
            faults.report(FELT_TOMT, empty if faults.faulty is None else empty & ~faults.faulty, raws)
        return column

    def write(self, column: Column) -> Chars:
        return text_chars(column, self.width, fill=0 if self.free else BLANK)

    def read(self, chars: Chars, faults: Faults) -> Column:
        if self.required:
            faults.report(FELT_TOMT, (chars == BLANK).all(axis=1), char_raws(chars))
        return char_column(chars, padded=not self.free)

    def plain(self, column: Column) -> list[Any]:
        return strings(column)


def _text_column(values: Any, faults: Faults, width: int, *, padded: bool = True) -> Column:
    """Strings as an ``S``/``U`` array, without trailing blanks where those are `padded`.

    What is no string, and NUL characters (which numpy would drop), are reported. Of a text longer than `width` one character more
    is kept, so that it is still too long but does not make every row as wide.
    """
    if isinstance(values, np.ndarray) and values.dtype.kind in "SU":
        column = values if values.dtype.itemsize else values.astype("S1")
        chars = text_chars(column, _characters(column), fill=0)
        faults.report(characters.KONTROLTEGN, ((chars[:, :-1] == 0) & (chars[:, 1:] != 0)).any(axis=1), value_raws(values), value=0)
        return np.strings.rstrip(column, b" " if column.dtype.kind == "S" else " ") if padded else column
    texts = list(values)
    bad = np.array([not isinstance(text, str) for text in texts], dtype=bool)
    faults.report(FELT_TYPE, bad, value_raws(texts), wanted="tekst")
    if bad.any():
        texts = ["" if wrong else text for text, wrong in zip(texts, bad, strict=True)]
    whole = "\n".join([*texts, ""])  # one look at all of them finds what most columns have none of
    if "\0" in whole:
        faults.report(characters.KONTROLTEGN, np.array(["\0" in text for text in texts]), value_raws(texts), value=0)
    if padded and " \n" in whole:
        texts = [text.rstrip(" ") for text in texts]
    kind = "S" if whole.isascii() else "U"
    return np.array(texts, dtype=f"{kind}{min(max(map(len, texts), default=1), width + 1) or 1}")


def _characters(column: Column) -> int:
    """How many characters the values of an ``S`` or ``U`` column have room for."""
    return column.dtype.itemsize // (1 if column.dtype.kind == "S" else 4)


@dataclass(frozen=True, slots=True)
class Digits(Kind):
    """A code or identifier: exactly `width` digits, kept as text with its leading zeros.

    `blank`: the field may also be left blank (the value is then the empty string). `shortest`: in floating fields, the fewest
    digits a value may have.
    """

    width: int
    blank: bool = False
    shortest: int = 0
    name: ClassVar[str] = "N"

    @property
    def least(self) -> int:
        return self.shortest or self.width

    def prepare(self, values: Any, faults: Faults) -> Column:
        """`values`: strings of digits of the right length, or an ``S``/``U`` array of them."""
        column = _text_column(values, faults, self.width, padded=not self.shortest)
        chars = text_chars(column, max(_characters(column), self.width), self._fill)
        bad = self._bad(chars[:, : self.width]) | (chars[:, self.width :] != self._fill).any(axis=1)
        if faults.faulty is not None:
            bad &= ~faults.faulty
        faults.report(FELT_IKKE_CIFRE, bad, value_raws(values), width=self._span)
        return column

    def write(self, column: Column) -> Chars:
        return text_chars(column, self.width, self._fill)

    def read(self, chars: Chars, faults: Faults) -> Column:
        faults.report(FELT_IKKE_CIFRE, self._bad(chars), char_raws(chars), width=self._span)
        return char_column(chars)

    @property
    def _fill(self) -> int:
        return 0 if self.shortest else BLANK

    @property
    def _span(self) -> str:
        return f"{self.shortest}–{self.width}" if self.shortest else str(self.width)

    def _bad(self, chars: Chars) -> Mask:
        """Rows that are not digits of a permitted number. What follows a shorter value is fill, and nothing comes after fill."""
        bad = not_digits(chars)
        if bad.any() and self.blank:
            bad &= ~(chars == BLANK).all(axis=1)
        if bad.any() and self.shortest:
            length = (chars != 0).sum(axis=1)
            expected = np.where(np.arange(chars.shape[1]) < length[:, None], chars, ZERO)
            bad = not_digits(expected) | (length < self.shortest)
        return bad

    def plain(self, column: Column) -> list[Any]:
        return strings(column)


@dataclass(frozen=True, slots=True)
class Number(Kind):
    """A count, running number or year: zero-padded digits, an integer inside."""

    width: int
    name: ClassVar[str] = "N"

    def prepare(self, values: Any, faults: Faults) -> Column:
        """`values`: integers from 0 to the largest the width can hold."""
        numbers = _integers(values, faults, "et helt tal")
        highest = 10**self.width - 1
        faults.report(TAL_FOR_STORT, (numbers < 0) | (numbers > highest), value_raws(values), highest=highest)
        return numbers

    def write(self, column: Column) -> Chars:
        return digits_of(column, self.width)

    def read(self, chars: Chars, faults: Faults) -> Column:
        faults.report(FELT_IKKE_CIFRE, not_digits(chars), char_raws(chars), width=self.width)
        return number_of(chars)


def _integers(values: Any, faults: Faults, wanted: str) -> NDArray[np.int64]:
    """Integers as int64, those beyond it as its largest or smallest, which no field can hold.

    Floats, text and booleans are reported, and stand as 0 in what is returned.
    """
    if isinstance(values, np.ndarray) and values.dtype.kind == "i":
        return values.astype(np.int64)
    items = values.tolist() if isinstance(values, np.ndarray) else list(values)
    bad = np.array([isinstance(item, bool) or not isinstance(item, int | np.integer) for item in items], dtype=bool)
    faults.report(FELT_TYPE, bad, value_raws(items), wanted=wanted)
    most = 2**63 - 1
    numbers = [0 if wrong else max(-most, min(most, int(item))) for item, wrong in zip(items, bad, strict=True)]
    return np.array(numbers, dtype=np.int64)


def _is_whole(value: Decimal) -> bool:
    """Whether `value` is an integer of a size that can be an amount."""
    return value.is_finite() and value.adjusted() < 30 and value == value.to_integral_value()


@dataclass(frozen=True, slots=True)
class Amount(Kind):
    """An amount in øre with a trailing sign: zero-padded digits, then `plus` or `minus`.

    `also_plus`: signs that some writers use for plus; read with a warning, never written.
    """

    width: int
    plus: str = "+"
    minus: str = "-"
    also_plus: str = ""
    name: ClassVar[str] = "S"

    def prepare(self, values: Any, faults: Faults) -> Column:
        """`values`: integers in øre, or Decimals in øre without a fraction (a fraction is reported, never rounded)."""
        if not isinstance(values, np.ndarray):
            values = [int(item) if isinstance(item, Decimal) and _is_whole(item) else item for item in values]
        amounts = _integers(values, faults, "et beløb i hele øre")
        highest = 10 ** (self.width - 1) - 1
        faults.report(BELOEB_FOR_STORT, (amounts > highest) | (amounts < -highest), value_raws(values), highest=highest)
        return amounts

    def write(self, column: Column) -> Chars:
        out = np.empty((len(column), self.width), dtype=np.uint8)
        out[:, :-1] = digits_of(abs(column), self.width - 1)
        out[:, -1] = np.where(column < 0, ord(self.minus), ord(self.plus))
        return out

    def read(self, chars: Chars, faults: Faults) -> Column:
        amounts = number_of(chars[:, :-1])
        sign = chars[:, -1]
        negative, positive = sign == ord(self.minus), sign == ord(self.plus)
        if not positive.all():
            raws = char_raws(chars)
            for other in self.also_plus:
                also = sign == ord(other)
                faults.report(BELOEB_FORTEGN, also, raws, sign=other, plus=self.plus)
                positive |= also
            faults.report(BELOEB_MINUS_NUL, negative & (amounts == 0), raws)
            amounts = np.where(negative, -amounts, amounts)
        bad = not_digits(chars[:, :-1]) | ~(negative | positive)
        signs = f"«{self.plus}» eller «{self.minus}»"
        faults.report(BELOEB_UGYLDIGT, bad, char_raws(chars), digits=self.width - 1, signs=signs)
        return amounts
