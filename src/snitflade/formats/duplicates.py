"""Rows that stand more than once, found by sorting 64-bit fingerprints and looking closely only where two agree."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from snitflade.formats.columns import Column

_FACTOR = np.uint64(0x9E3779B97F4A7C15)
_SHIFT = np.uint64(29)


def duplicates(columns: Sequence[Column]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """The rows in which all `columns` together repeat an earlier row, and that first row for each.

    >>> again, first = duplicates([np.array([7, 8, 7, 7]), np.array([b"a", b"a", b"a", b"b"])])
    >>> again.tolist(), first.tolist()
    ([2], [0])
    """
    count = len(columns[0])
    if count < 2:
        return np.empty(0, dtype=np.intp), np.empty(0, dtype=np.intp)
    prints = fingerprints(columns)
    order = np.sort(prints)
    if not (order[1:] == order[:-1]).any():
        return np.empty(0, dtype=np.intp), np.empty(0, dtype=np.intp)
    suspects = np.flatnonzero(np.isin(prints, order[1:][order[1:] == order[:-1]]))
    seen: dict[tuple[object, ...], int] = {}
    again, first = [], []
    for row, key in zip(suspects.tolist(), zip(*(column[suspects].tolist() for column in columns), strict=True), strict=True):
        if seen.setdefault(key, row) != row:
            again.append(row)
            first.append(seen[key])
    return np.array(again, dtype=np.intp), np.array(first, dtype=np.intp)


def fingerprints(columns: Sequence[Column]) -> NDArray[np.uint64]:
    """A number for each row, the same where all `columns` are. Columns that are to be compared have the same dtypes."""
    prints = np.zeros(len(columns[0]), dtype=np.uint64)
    for column in columns:
        for word in _words(column):
            prints = (prints ^ word) * _FACTOR
            prints ^= prints >> _SHIFT
    return prints


def _words(column: Column) -> list[NDArray[np.uint64]]:
    """A column as 64-bit words, the same for equal values."""
    if column.dtype.kind in "iuM":
        return [column.astype(np.int64).view(np.uint64)]
    size = -(-column.dtype.itemsize // 8) * 8
    padded = column.astype(f"S{size}") if column.dtype.kind == "S" else np.ascontiguousarray(column.astype(f"U{size // 4}"))
    matrix = np.ascontiguousarray(padded).view(np.uint64).reshape(len(column), -1)
    return [matrix[:, i] for i in range(matrix.shape[1])]
