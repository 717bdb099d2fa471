"""Rows that stand more than once are found, all of them, and no others."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.formats.strategies import PROPERTY

from snitflade.formats import duplicates as module
from snitflade.formats.columns import Column
from snitflade.formats.duplicates import duplicates

few = st.tuples(st.integers(-1, 2), st.sampled_from(["", "a", "ab", "æ", "ĸ" * 9]), st.sampled_from([0, 1, 20000]))


def columns(rows: list[tuple[int, str, int]]) -> list[Column]:
    numbers, texts, days = zip(*rows, strict=True)
    return [np.array(numbers, dtype=np.int64), np.array(texts), np.array(days).astype("datetime64[D]")]


def expected(rows: list[tuple[int, str, int]]) -> tuple[list[int], list[int]]:
    first = {row: number for number, row in reversed(list(enumerate(rows)))}
    again = [number for number, row in enumerate(rows) if first[row] != number]
    return again, [first[rows[number]] for number in again]


@PROPERTY
@given(st.lists(few, min_size=1, max_size=12))
def test_every_repetition_is_found_with_its_first(rows: list[tuple[int, str, int]]) -> None:
    again, first = duplicates(columns(rows))
    assert (again.tolist(), first.tolist()) == expected(rows)


@PROPERTY
@given(st.lists(few, min_size=1, max_size=12))
def test_equal_fingerprints_are_looked_at_closely(rows: list[tuple[int, str, int]]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "_FACTOR", np.uint64(0))
        again, first = duplicates(columns(rows))
    assert (again.tolist(), first.tolist()) == expected(rows)


def test_one_column_of_one_width_equals_the_same_in_another() -> None:
    column = np.array([b"0956", b"0957", b"0956"])
    assert duplicates([column])[0].tolist() == duplicates([column.astype("S40")])[0].tolist() == [2]
    assert duplicates([column.astype("U4")])[0].tolist() == [2]


def test_one_value_for_all_rows() -> None:
    again, first = duplicates([np.broadcast_to(np.array([b"120"]), (3,)), np.array([1, 2, 1])])
    assert (again.tolist(), first.tolist()) == ([2], [0])
