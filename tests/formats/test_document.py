"""Documents: groups of rows put in the order of a file, and lines wrapped as a file."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from tests.formats.strategies import PROPERTY

from snitflade.formats.document import Wrapping, compose
from snitflade.formats.layout import Table

TYPES = ("10", "24", "26")


def table(key: str, rows: int) -> Table:
    return Table(key, {"nummer": np.arange(rows)}, np.zeros(rows, dtype=np.int64))


@PROPERTY
@given(st.lists(st.tuples(st.integers(0, 2), st.integers(0, 2), st.integers(0, 3)), max_size=5))
def test_groups_follow_each_other_and_types_stand_in_order_within_them(counts: list[tuple[int, int, int]]) -> None:
    groups = {key: [group for group, count in enumerate(counts) for _ in range(count[at])] for at, key in enumerate(TYPES)}
    tables = {key: (table(key, len(of)), np.array(of, dtype=np.int64)) for key, of in groups.items()}
    document = compose(TYPES, tables, Wrapping())
    expected = [(group, at, row) for at, key in enumerate(TYPES) for row, group in enumerate(groups[key])]
    expected.sort(key=lambda line: line[:2])
    assert document.order.tolist() == [at for _, at, _ in expected]
    for at, key in enumerate(TYPES):
        lines = [number for number, line in enumerate(expected, start=1) if line[1] == at]
        assert document.tables[key].lines.tolist() == lines
        assert document.rows(key) == len(lines)
    assert len(document) == len(expected)


def test_wrapping() -> None:
    lines = b"a\r\nb\r\n"
    assert Wrapping().finish(lines) == lines
    assert Wrapping(final_newline=False).finish(lines) == b"a\r\nb"
    assert Wrapping(byte_order_mark=True).finish(lines) == b"\xef\xbb\xbf" + lines
    assert Wrapping(newline="\n", final_newline=False).finish(b"a\n\n") == b"a\n"
    assert Wrapping(final_newline=False).finish(b"") == b""
