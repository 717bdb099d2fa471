"""Many short texts in little space: an object for each costs fifty bytes beside its letters, and a file can be full of them."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import ItemsView, Iterable, Iterator, Mapping, Sequence, ValuesView
from itertools import islice, pairwise
from typing import overload

import numpy as np
from numpy.typing import NDArray

FEW = 32
"""So many texts are as well kept one by one."""
_PIECE = 4096


def _pieces(texts: Iterable[str]) -> Iterator[list[str]]:
    left = iter(texts)
    while piece := list(islice(left, _PIECE)):
        yield piece


class Texts(Sequence[str]):
    """A sequence of texts, kept as one.

    >>> texts = Texts(["ab", "", "æ"])
    >>> len(texts), texts[0], texts[-1], list(texts[1:]), list(texts)
    (3, 'ab', 'æ', ['', 'æ'], ['ab', '', 'æ'])
    """

    __slots__ = ("_ends", "_whole")

    def __init__(self, texts: Iterable[str]) -> None:
        wholes, lengths = [], []
        for piece in [texts] if isinstance(texts, list) else _pieces(texts):
            wholes.append("".join(piece))
            lengths.append(np.fromiter(map(len, piece), dtype=np.int64, count=len(piece)))
        ends = np.cumsum(np.concatenate([np.zeros(1, dtype=np.int64), *lengths]))
        self._whole = "".join(wholes)
        self._ends: NDArray[np.signedinteger] = ends.astype(np.int32) if ends[-1] < 2**31 else ends

    def __len__(self) -> int:
        return len(self._ends) - 1

    @overload
    def __getitem__(self, at: int) -> str: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[str]: ...
    def __getitem__(self, at: int | slice) -> str | Sequence[str]:
        if isinstance(at, slice):
            return [self[number] for number in range(*at.indices(len(self)))]
        number = range(len(self))[at]
        return self._whole[self._ends[number] : self._ends[number + 1]]

    def __iter__(self) -> Iterator[str]:
        ends = self._ends.tolist()
        return (self._whole[first:last] for first, last in pairwise(ends))


def compact(texts: Sequence[str]) -> Sequence[str]:
    """The same texts, kept as one where they are many."""
    return Texts(texts) if isinstance(texts, list) and len(texts) > FEW else texts


def numbered(numbers: NDArray[np.intp], texts: Iterable[str]) -> Mapping[int, str]:
    """Lines by their number, in ascending order."""
    return NumberedLines(numbers, texts) if len(numbers) > FEW else dict(zip(numbers.tolist(), texts, strict=True))


class NumberedLines(Mapping[int, str]):
    """Lines by their number, kept as one.

    >>> NumberedLines(np.array([2, 5]), ["a", "b"]) == {2: "a", 5: "b"}
    True
    """

    __slots__ = ("_numbers", "_texts")

    def __init__(self, numbers: NDArray[np.intp], texts: Iterable[str]) -> None:
        self._numbers = numbers.astype(np.int32) if not len(numbers) or numbers[-1] < 2**31 else numbers
        self._texts = Texts(texts)

    def __getitem__(self, number: int) -> str:
        at = bisect_right(self._numbers, number) - 1
        if at < 0 or self._numbers[at] != number:
            raise KeyError(number)
        return self._texts[at]

    def __len__(self) -> int:
        return len(self._texts)

    def __iter__(self) -> Iterator[int]:
        return iter(self._numbers.tolist())

    def items(self) -> ItemsView[int, str]:
        """The numbers with their lines, without looking each of them up."""
        return _Items(self)

    def values(self) -> ValuesView[str]:
        """The lines, without looking each of them up."""
        return _Values(self)

    def together(self) -> tuple[Iterator[int], Iterator[str]]:
        """The numbers and the lines."""
        return iter(self), iter(self._texts)


class _Items(ItemsView[int, str]):
    _mapping: NumberedLines

    def __iter__(self) -> Iterator[tuple[int, str]]:
        return zip(*self._mapping.together(), strict=True)


class _Values(ValuesView[str]):
    _mapping: NumberedLines

    def __iter__(self) -> Iterator[str]:
        return self._mapping.together()[1]
