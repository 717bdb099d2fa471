"""What a field can hold: each kind writes what the specification says, reads exactly that, and refuses everything else."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.formats.kind_tools import codes, prepare, read, refused, write
from tests.formats.strategies import ENCODINGS, PROPERTY, characters

from snitflade.formats.characters import as_text
from snitflade.formats.kinds import Amount, Digits, Number, Text

S11, S13 = Amount(11), Amount(13, plus=" ", minus="-", also_plus="+")
LACKED = [("ĸ", "cp1252"), ("日", "cp1252"), ("\ud800", "utf-8"), ("\udfff", "cp1252")]
HUGE = [2**31, 2**63 - 1, 2**63, 2**64, -(2**63), 10**30, 10**5000]


def shown(text: str) -> str:
    """What is told of a text: no more than the first 500 characters."""
    return text if len(text) <= 500 else f"{text[:500]}…"


class TestText:
    @pytest.mark.parametrize("encoding", ENCODINGS)
    @PROPERTY
    @given(data=st.data())
    def test_left_justified_and_blank_padded(self, encoding: str, data: st.DataObject) -> None:
        text = data.draw(st.text(characters(encoding), max_size=10))
        column, problems = prepare(Text(10), [text], encoding)
        assert not problems
        assert as_text(Text(10).write(column)[0]) == text.ljust(10)
        assert read(Text(10), text.ljust(10)) == ([text.rstrip(" ")], [])

    def test_free_text_ends_where_it_ends(self) -> None:
        assert write(Text(5, free=True), ["ab", "", "x y ", "abcde"]) == ["ab", "", "x y ", "abcde"]
        assert read(Text(5, free=True), "ab", "x y ") == (["ab", "x y "], [])

    def test_trailing_blanks_are_padding_not_value(self) -> None:
        texts = ["a", "a  ", "a" + " " * 50]
        for values in (texts, np.array(texts), np.array(texts, dtype="S")):
            column, problems = prepare(Text(3), values)
            assert not problems
            assert len(set(column.tolist())) == 1

    @pytest.mark.parametrize("text", ["abcd", "a   b", "æøåÆ", "x" * 100_000], ids=len)
    def test_too_long_is_refused_never_cut(self, text: str) -> None:
        assert refused(Text(3), text, "FELT_FOR_LANGT").raw == shown(text)

    def test_blanks_beyond_the_end_of_a_free_text_are_too_long_too(self) -> None:
        refused(Text(3, free=True), "abc ", "FELT_FOR_LANGT")

    def test_one_long_text_does_not_make_every_row_as_wide(self) -> None:
        column, _ = prepare(Text(3), ["x" * 1_000_000, *["a"] * 9])
        assert column.nbytes < 1000

    @pytest.mark.parametrize("character", "\x00\x01\t\n\r\x0c\x1c\x7f\x80\x85\x9f\u2028\u2029", ids=ascii)
    @pytest.mark.parametrize("text", ["{}", "a{}", "a{}b", "{}b"])
    @pytest.mark.parametrize("free", [False, True])
    def test_control_characters_are_refused(self, character: str, text: str, free: bool) -> None:
        problem = refused(Text(3, free=free), text.format(character), "KONTROLTEGN")
        assert f"U+{ord(character):04X}" in problem.message
        assert problem.message.isprintable()

    @pytest.mark.parametrize("dtype", ["S", "U"])
    def test_nul_within_an_array_is_refused_too(self, dtype: str) -> None:
        assert codes(prepare(Text(3), np.array(["ab", "a\0b"]).astype(dtype))[1]) == [("KONTROLTEGN", 12)]

    @pytest.mark.parametrize(("character", "encoding"), LACKED)
    def test_characters_the_encoding_lacks_are_refused(self, character: str, encoding: str) -> None:
        problem = refused(Text(5), f"a{character}b", "TEGN_UDENFOR_TEGNSAET", encoding)
        assert encoding in problem.message
        str(problem).encode()

    @pytest.mark.parametrize("value", [None, 5, 5.0, True, b"x", dt.date(2017, 1, 13), ["x"]], ids=repr)
    @pytest.mark.parametrize("required", [False, True])
    def test_what_is_no_text_is_refused(self, value: Any, required: bool) -> None:
        refused(Text(5, required=required), value, "FELT_TYPE")

    @pytest.mark.parametrize("value", ["", "   "])
    def test_a_required_text_must_be_there(self, value: str) -> None:
        refused(Text(4, required=True), value, "FELT_TOMT")
        assert codes(read(Text(4, required=True), "WINF", "    ")[1]) == [("FELT_TOMT", 12)]

    def test_every_fault_of_a_column_is_told(self) -> None:
        _, problems = prepare(Text(2), ["abc", "a\tb", 5, "ok", "æøå"])
        assert codes(problems) == [
            ("FELT_FOR_LANGT", 11),
            ("FELT_FOR_LANGT", 12),
            ("KONTROLTEGN", 12),
            ("FELT_TYPE", 13),
            ("FELT_FOR_LANGT", 15),
        ]


class TestDigits:
    @PROPERTY
    @given(st.text("0123456789", min_size=10, max_size=10))
    def test_leading_zeros_are_kept(self, text: str) -> None:
        assert write(Digits(10), [text]) == [text]
        assert read(Digits(10), text) == ([text], [])

    @PROPERTY
    @given(st.text(st.sampled_from("0123456789 -Oo٣²x\0"), min_size=4, max_size=4))
    def test_exactly_digits_are_read(self, text: str) -> None:
        values, problems = read(Digits(4), text)
        if re.fullmatch("[0-9]{4}", text):
            assert (values, problems) == ([text], [])
        else:
            assert [p.code for p in problems] == ["FELT_IKKE_CIFRE"]

    @pytest.mark.parametrize("value", ["", "123", "12345", "12 4", "12,4", "-123", "１２３４", "٣٣٣٣", "1" * 10_000], ids=ascii)
    def test_too_few_too_many_and_no_digits_are_refused(self, value: str) -> None:
        assert refused(Digits(4), value, "FELT_IKKE_CIFRE").raw == shown(value)

    @pytest.mark.parametrize("value", [956, None, 9.56, True, Decimal(956)], ids=repr)
    def test_numbers_are_no_digits(self, value: Any) -> None:
        refused(Digits(4), value, "FELT_TYPE")

    def test_nul_is_refused(self) -> None:
        refused(Digits(4), "12\x004", "KONTROLTEGN")
        assert prepare(Digits(4), np.array([b"12\x004", b"1234"]))[1]

    def test_a_field_that_may_be_blank(self) -> None:
        kind = Digits(1, blank=True)
        assert write(kind, ["0", "", " "]) == ["0", " ", " "]
        assert read(kind, "0", " ") == (["0", ""], [])
        assert codes(read(kind, "x")[1]) == [("FELT_IKKE_CIFRE", 11)]

    def test_a_floating_field_may_have_fewer(self) -> None:
        kind = Digits(21, shortest=1)
        assert write(kind, ["1", "6602507000", "9" * 21]) == ["1", "6602507000", "9" * 21]
        assert read(kind, "1", "6602507000", "9" * 21) == (["1", "6602507000", "9" * 21], [])
        for wrong in ("", " 1", "1 ", "1x", "1" * 22):
            assert [p.code for p in prepare(kind, [wrong])[1]] == ["FELT_IKKE_CIFRE"], wrong


class TestNumber:
    @PROPERTY
    @given(st.integers(0, 99999))
    def test_zero_padded(self, number: int) -> None:
        assert write(Number(5), [number]) == [f"{number:05d}"]
        assert read(Number(5), f"{number:05d}") == ([number], [])

    @PROPERTY
    @given(st.text(st.sampled_from("0189 -+.٣é\0"), min_size=4, max_size=4))
    def test_exactly_digits_are_read(self, text: str) -> None:
        values, problems = read(Number(4), text)
        if re.fullmatch("[0-9]{4}", text):
            assert (values, problems) == ([int(text)], [])
        else:
            assert [p.code for p in problems] == ["FELT_IKKE_CIFRE"]

    @pytest.mark.parametrize("value", [-1, 1000, *HUGE], ids=int.bit_length)
    def test_what_does_not_fit_is_refused_never_wrapped(self, value: int) -> None:
        refused(Number(3), value, "TAL_FOR_STORT")

    @pytest.mark.parametrize("value", [1.0, "1", None, True, np.True_, np.float64(1), Decimal(1), float("nan")], ids=repr)
    def test_what_is_no_integer_is_refused(self, value: Any) -> None:
        refused(Number(3), value, "FELT_TYPE")

    @pytest.mark.parametrize(
        ("array", "code"),
        [
            (np.array([1.0, 2.0]), "FELT_TYPE"),
            (np.array([True, False]), "FELT_TYPE"),
            (np.array([1000, 2**64 - 1], dtype=np.uint64), "TAL_FOR_STORT"),
            (np.array([-1, -(2**63)]), "TAL_FOR_STORT"),
        ],
        ids=lambda v: str(getattr(v, "dtype", "")),
    )
    def test_arrays_are_held_to_the_same(self, array: Any, code: str) -> None:
        assert codes(prepare(Number(3), array)[1]) == [(code, 11), (code, 12)]


class TestAmount:
    @PROPERTY
    @given(st.integers(-(10**10) + 1, 10**10 - 1))
    def test_s11_is_ten_digits_and_a_sign(self, amount: int) -> None:
        text = f"{abs(amount):010d}{'-' if amount < 0 else '+'}"
        assert write(S11, [amount]) == [text]
        assert read(S11, text) == ([amount], [])

    @PROPERTY
    @given(st.integers(-(10**12) + 1, 10**12 - 1))
    def test_s13_is_twelve_digits_and_blank_or_minus(self, amount: int) -> None:
        text = f"{abs(amount):012d}{'-' if amount < 0 else ' '}"
        assert write(S13, [amount]) == [text]
        assert read(S13, text) == ([amount], [])

    @PROPERTY
    @given(st.text(st.sampled_from("019+- ,.x٣"), min_size=4, max_size=4))
    def test_exactly_digits_and_sign_are_read(self, text: str) -> None:
        values, problems = read(Amount(4), text)
        errors = [p.code for p in problems if p.severity == "fejl"]
        if re.fullmatch("[0-9]{3}[+-]", text):
            assert (values, errors) == ([int(text[3] + text[:3])], [])
        else:
            assert errors == ["BELOEB_UGYLDIGT"]

    def test_the_printed_examples(self) -> None:
        assert write(S11, [89000, 0]) == ["0000089000+", "0000000000+"]
        assert write(S13, [849000, -488000]) == ["000000849000 ", "000000488000-"]

    @pytest.mark.parametrize("value", [10**10, -(10**10), *HUGE[1:]], ids=int.bit_length)
    def test_too_much_is_refused(self, value: int) -> None:
        refused(S11, value, "BELOEB_FOR_STORT")

    def test_too_much_in_an_array_is_refused(self) -> None:
        for array in (np.array([-(2**63)]), np.array([2**64 - 1], dtype=np.uint64)):
            assert codes(prepare(S11, array)[1]) == [("BELOEB_FOR_STORT", 11)]

    def test_whole_decimals_are_oere(self) -> None:
        assert write(S11, [Decimal("890"), Decimal("-890.00"), Decimal("8.9E2")]) == ["0000000890+", "0000000890-", "0000000890+"]

    @pytest.mark.parametrize(
        "value",
        [890.0, 890.1, "890", None, True, Decimal("890.5"), Decimal("0.999"), Decimal("NaN"), Decimal("sNaN"), Decimal("Infinity")],
        ids=str,
    )
    def test_float_text_and_fractions_are_refused(self, value: Any) -> None:
        refused(S11, value, "FELT_TYPE")

    def test_an_enormous_decimal_is_refused_at_once(self) -> None:
        refused(S11, Decimal("1E+999999"), "FELT_TYPE")

    def test_a_plus_that_others_write_is_read_with_a_warning(self) -> None:
        values, problems = read(S13, "000000012300+")
        assert values == [12300]
        assert [(p.code, p.severity) for p in problems] == [("BELOEB_FORTEGN", "advarsel")]
        assert [p.code for p in read(S11, "0000012300 ")[1]] == ["BELOEB_UGYLDIGT"]

    def test_minus_nothing_is_told(self) -> None:
        assert [(p.code, p.severity) for p in read(S11, "0000000000-")[1]] == [("BELOEB_MINUS_NUL", "advarsel")]
