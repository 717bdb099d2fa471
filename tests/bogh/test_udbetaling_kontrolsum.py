"""The figure of a run's payments is another as soon as any payment is another, and does not ask in what order they stand."""

from __future__ import annotations

from typing import Any

import numpy as np
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from snitflade.bogh.udbetaling.kontrolsum import Poster, kontrolsum

Post = tuple[str, str, int, int]
POST = st.tuples(
    st.integers(1, 9).map(lambda number: f"KRDI261127 {number:06}"),
    st.sampled_from(["64710000123456", "64710000123457", "80000006", ""]),
    st.integers(1, 3),
    st.integers(20_000, 20_003),
)


def figure(posts: list[Post], wide: str = "") -> int:
    ids, accounts, amounts, days = (list(column) for column in zip(*posts, strict=True))
    framed = np.array([f"{wide}{account}" for account in accounts])
    dates = np.array(days, dtype=np.int64).astype("datetime64[D]")
    return kontrolsum(Poster(np.array(ids), framed, np.array(amounts, dtype=np.int64), dates))


@settings(max_examples=60, deadline=None)
@given(st.lists(POST, min_size=1, max_size=5), st.lists(POST, min_size=1, max_size=5))
def test_other_payments_give_another_figure(one: list[Post], other: list[Post]) -> None:
    assert figure(one) == figure(list(reversed(one)))
    assume(sorted(one) != sorted(other))
    assert figure(one) != figure(other)


@settings(max_examples=30, deadline=None)
@given(POST, POST, st.integers(0, 3))
def test_two_payments_that_have_each_others_values(one: Post, other: Post, at: int) -> None:
    assume(one[at] != other[at] and one[:at] + one[at + 1 :] != other[:at] + other[at + 1 :])
    fields = [[a, b] for a, b in zip(one, other, strict=True)]
    fields[at].reverse()
    swapped: list[Any] = list(zip(*fields, strict=True))
    assert figure([one, other]) != figure(swapped)


def test_of_an_account_only_the_digits_count() -> None:
    posts: list[Post] = [("K 1", "80000006", 1, 20_000), ("K 2", "64710000123456", 2, 20_000)]
    assert figure(posts, "FI ") == figure(posts)
