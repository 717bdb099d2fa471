"""Text for people: splitting, amounts, suggestions."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from snitflade.formats.text import beloeb_tekst, konto_tekst, mente_du, split_tekst

WORDS = st.lists(st.text("aæå-1,", min_size=1, max_size=80), max_size=12)
TEXTS = st.text("ab æ1 ", max_size=200)


@given(TEXTS, st.integers(1, 70))
def test_no_line_is_too_wide_and_nothing_but_blanks_is_lost(text: str, width: int) -> None:
    lines = split_tekst(text, width)
    assert all(len(line) <= width for line in lines)
    assert all(not line.endswith(" ") for line in lines)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")


@given(WORDS)
def test_words_that_fit_are_never_cut(words: list[str]) -> None:
    fitting = [word[:60] for word in words]
    assert " ".join(split_tekst(" ".join(fitting))).split() == fitting


@given(WORDS)
def test_a_line_is_broken_only_when_the_next_word_does_not_fit(words: list[str]) -> None:
    fitting = [word[:60] for word in words]
    lines = split_tekst(" ".join(fitting))
    for line, following in pairwise(lines):
        assert len(f"{line} {following.split()[0]}") > 60


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("", [""]),
        ("a" * 60, ["a" * 60]),
        ("a" * 61, ["a" * 60, "a"]),
        ("a" * 60 + " b", ["a" * 60, "b"]),  # the blank at column 61 is the break
        ("a" * 59 + " bb", ["a" * 59, "bb"]),
        ("a b" + " " * 70 + "c", ["a b", "c"]),
        ("  indrykket", ["  indrykket"]),
        ("x   ", ["x"]),
    ],
)
def test_where_lines_break(text: str, lines: list[str]) -> None:
    assert split_tekst(text) == lines


def test_a_width_of_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="0"):
        split_tekst("a", 0)


@pytest.mark.parametrize(
    ("oere", "text"),
    [
        (0, "0,00"),
        (5, "0,05"),
        (-5, "-0,05"),
        (99999, "999,99"),
        (100000, "1.000,00"),
        (122000, "1.220,00"),
        (-61000, "-610,00"),
        (123456789012, "1.234.567.890,12"),
    ],
)
def test_amounts_stand_the_danish_way(oere: int, text: str) -> None:
    assert beloeb_tekst(oere) == text


@given(st.integers(-(10**14), 10**14))
def test_an_amount_can_be_read_back(oere: int) -> None:
    assert int(beloeb_tekst(oere).replace(".", "").replace(",", "")) == oere


def test_accounts() -> None:
    assert konto_tekst("6602507000") == "66-02-50-70-00"
    assert konto_tekst("12") == "12"


@pytest.mark.parametrize(
    ("text", "advice"),
    [
        ("Paamiiut", "Mente du Paamiut?"),
        ("paamiut", "Mente du Paamiut?"),
        ("Tasiusaq", "Mente du Tasiusaq (Nanortalik) eller Tasiusaq (Upernavik)?"),
        ("Xyz", "Ret navnet."),
        ("", "Ret navnet."),
    ],
)
def test_what_a_name_may_have_meant(text: str, advice: str) -> None:
    assert mente_du(text, ["Paamiut", "Nuuk", "Tasiusaq (Upernavik)", "Tasiusaq (Nanortalik)"], "Ret navnet.") == advice
