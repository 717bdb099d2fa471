"""Columns of text and numbers, and the characters they are in a file: what the kinds of fields are made from.

A column of text is a numpy ``S`` (Latin-1 bytes) or ``U`` array, whichever is enough; characters are a matrix, one row per value.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from snitflade.formats import characters
from snitflade.formats.characters import BLANK, Chars

Column = NDArray[Any]
Mask = NDArray[np.bool_]
ZERO = ord("0")


def char_raws(chars: Chars) -> Callable[[NDArray[np.intp]], Sequence[str]]:
    """Raw values of rows of a character matrix, without the NUL after the end of a shorter value."""
    return lambda rows: [characters.as_text(chars[row]).rstrip("\0") for row in rows]


def value_raws(values: Sequence[Any] | Column) -> Callable[[NDArray[np.intp]], Sequence[str]]:
    """Raw values of rows of a column."""
    return lambda rows: shown([values[row] for row in rows])


def shown(values: Sequence[Any] | Column) -> list[str]:
    """Values as they are shown to people."""
    return [value.decode("latin-1") if isinstance(value, bytes) else _one_shown(value) for value in values]


def _one_shown(value: Any) -> str:
    try:
        return str(value)
    except ValueError:  # Python refuses to print integers of more than 4300 digits
        return f"et tal på {value.bit_length()} bit"


def number_of(chars: Chars) -> NDArray[np.int64]:
    """Digit characters as integers; what stands in rows with other characters is meaningless."""
    total = np.zeros(len(chars), dtype=np.int64)
    for i in range(chars.shape[1]):
        total *= 10
        total += chars[:, i].astype(np.int64) - ZERO
    return total


def digits_of(numbers: NDArray[np.int64], width: int) -> NDArray[np.uint8]:
    """Non-negative integers as zero-padded digit characters."""
    out = np.empty((len(numbers), width), dtype=np.uint8)
    rest = numbers
    for i in range(width - 1, -1, -1):
        rest, digit = np.divmod(rest, 10)
        out[:, i] = digit + ZERO
    return out


def not_digits(chars: Chars) -> Mask:
    """Rows that hold anything but digits."""
    other = chars - chars.dtype.type(ZERO) > 9  # unsigned: what is below "0" wraps around to the top
    return np.asarray(other.any(axis=1)) if other.any() else np.zeros(len(chars), dtype=bool)


def text_chars(column: Column, width: int, fill: int = BLANK) -> Chars:
    """An ``S`` or ``U`` column as characters, cut or filled with `fill` to `width`."""
    unit: type[Any] = np.uint8 if column.dtype.kind == "S" else np.uint32
    size = column.dtype.itemsize // np.dtype(unit).itemsize
    chars = np.ascontiguousarray(column).view(unit).reshape(len(column), size) if size else np.empty((len(column), 0), unit)
    if unit is np.uint32 and not (chars > 0xFF).any():
        chars = chars.astype(np.uint8)
    out = np.full((len(column), width), fill, dtype=chars.dtype)
    keep = min(size, width)
    out[:, :keep] = chars[:, :keep]
    if fill:
        out[out == 0] = fill
    return out


def strings(column: Column) -> list[str]:
    """An ``S`` or ``U`` column as Python strings."""
    texts: list[str] = (np.strings.decode(column, "latin-1") if column.dtype.kind == "S" else column).tolist()
    return texts


def char_column(chars: Chars, *, padded: bool = True) -> Column:
    """Characters as an ``S`` or ``U`` column, without trailing blanks where those are padding."""
    kind = "S" if chars.dtype == np.uint8 else "U"
    width = chars.shape[1]
    column = np.ascontiguousarray(chars).view(f"{kind}{width}").reshape(len(chars))
    if not padded or not (chars[:, -1:] == BLANK).any():
        return column
    return np.strings.rstrip(column, b" " if kind == "S" else " ")


def distinct(column: Column) -> list[str]:
    """The different values of an ``S`` or ``U`` column as Python strings, in the order in which they come first.

    >>> distinct(np.array([b"b", b"a", b"b"]))
    ['b', 'a']
    """
    values = dict.fromkeys(column.tolist())
    return [value.decode("latin-1") if isinstance(value, bytes) else value for value in values]


def being(column: Column, value: str) -> Mask:
    """Which values of an ``S`` or ``U`` column are `value`, one of its `distinct` ones.

    >>> being(np.array(["æ".encode("latin-1"), b"a"]), "æ").tolist()
    [True, False]
    """
    return np.asarray(column == (value.encode("latin-1") if column.dtype.kind == "S" else value))


def narrow(column: Column) -> Column:
    """Texts in the narrower of the two canonical forms: the same characters, sorted alike, in a quarter of the space.

    >>> narrow(np.array(["Ø", "ab"])).dtype, narrow(np.array(["ĸ"])).dtype
    (dtype('S2'), dtype('<U1'))
    """
    if column.dtype.kind == "S" or not len(column):
        return column
    return char_column(text_chars(column, column.dtype.itemsize // 4, fill=0), padded=False)
