"""Bytes to lines: only CRLF and LF end one, nothing is replaced, and every stray character is told with its place."""

from __future__ import annotations

import re
import tracemalloc

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.formats.strategies import PROPERTY

from snitflade.formats import characters
from snitflade.formats.characters import Lines, as_chars, as_text, encodable, read_lines, to_bytes
from snitflade.formats.problems import Problems, ProblemsError

BOTH = ("utf-8", "cp1252")
ODD = "\x00\t\x0b\x0c\r\x1a\x1b\x1c\x1d\x1e\x1f\x7f\x80\x85\x9f\u2028\u2029"
"""Characters that some programs take for line ends, and other control characters."""


def lines_of(data: bytes, encodings: tuple[str, ...] = BOTH) -> tuple[Lines, Problems]:
    problems = Problems()
    return read_lines(data, encodings, problems), problems


def texts(lines: Lines) -> list[str]:
    return [lines.text(number) for number in range(len(lines.starts))]


def places(problems: Problems) -> list[tuple[str, int, int]]:
    return [(problem.code, problem.line, problem.column) for problem in problems.sorted()]


anything = st.text(st.one_of(st.sampled_from("ab æøåĸ\n\r" + ODD), st.characters(exclude_categories=["Cs"])), max_size=60)


class TestLines:
    @PROPERTY
    @given(anything)
    def test_lines_end_at_crlf_and_lf_only(self, text: str) -> None:
        lines, _ = lines_of(text.encode(), ("utf-8",))
        text = text.removeprefix("\ufeff")
        expected = re.split("\r?\n", text)
        ended = expected[-1] == ""
        assert texts(lines) == (expected[:-1] if ended else expected)
        assert lines.final_newline == (ended and text != "")

    @PROPERTY
    @given(st.binary(max_size=40), st.sampled_from(["cp1252", "iso8859-1", "utf-8"]))
    def test_characters_are_those_of_the_encoding(self, data: bytes, encoding: str) -> None:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            return
        lines, _ = lines_of(data, (encoding,))
        expected = re.split("\r?\n", text.removeprefix("\ufeff" if encoding == "utf-8" else "ï»¿"))
        assert texts(lines) == (expected[:-1] if expected[-1] == "" else expected)
        assert to_bytes(as_chars(text), encoding) == data

    def test_a_file_of_control_characters_costs_little(self) -> None:
        data, problems = b"\0" * 2_000_000, Problems()
        tracemalloc.start()
        try:
            read_lines(data, BOTH, problems, pad=128)
            assert len(problems) == len(data) and tracemalloc.get_traced_memory()[1] < 20 * len(data)
        finally:
            tracemalloc.stop()

    @PROPERTY
    @given(anything)
    def test_every_control_character_is_told_with_line_and_column(self, text: str) -> None:
        _, problems = lines_of(text.encode(), ("utf-8",))
        expected = []
        for number, line in enumerate(re.split("\r?\n", text.removeprefix("\ufeff")), start=1):
            for match in re.finditer("[\x00-\x1f\x7f-\x9f\u2028\u2029]", line):
                expected.append(("KONTROLTEGN", number, match.start() + 1))
        assert [place for place in places(problems) if place[0] == "KONTROLTEGN"] == expected

    @PROPERTY
    @given(anything, st.sampled_from([1, 2, 3]))
    def test_the_size_of_the_pieces_never_shows(self, text: str, piece: int) -> None:
        lines, problems = lines_of(text.encode(), ("utf-8",))
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(characters, "_PIECE", piece)
            again, same = lines_of(text.encode(), ("utf-8",))
        assert (texts(again), same.sorted()) == (texts(lines), problems.sorted())

    @pytest.mark.parametrize("character", [c for c in ODD if c not in "\x80\x9f"], ids=ascii)
    def test_what_python_takes_for_a_line_end_is_none(self, character: str) -> None:
        lines, problems = lines_of(f"Bål{character}x\r\ny\r\n".encode())
        assert texts(lines) == [f"Bål{character}x", "y"]
        assert places(problems) == [("KONTROLTEGN", 1, 4)]

    def test_cp1252_letters_that_are_line_ends_elsewhere_are_letters(self) -> None:
        lines, problems = lines_of(b"K\xf8b\x85 nu\r\n\x8aAND\x93\r\n")
        assert texts(lines) == ["Køb… nu", "ŠAND“"]
        assert places(problems) == [("TEGNSAET_ANDET", 0, 0)]

    @pytest.mark.parametrize(
        ("data", "newline", "final"), [(b"a\r\nb\r\n", "\r\n", True), (b"a\nb", "\n", False), (b"a", "\r\n", False)]
    )
    def test_the_wrapping_is_remembered(self, data: bytes, newline: str, final: bool) -> None:
        lines, problems = lines_of(data)
        assert (lines.newline, lines.final_newline, lines.byte_order_mark) == (newline, final, False)
        assert not problems

    @pytest.mark.parametrize(("data", "line"), [(b"a\r\nb\r\nc\nd\n", 3), (b"a\nb\r\nc\n", 2)])
    def test_mixed_line_ends_are_told_once(self, data: bytes, line: int) -> None:
        lines, problems = lines_of(data)
        assert len(texts(lines)) == data.count(b"\n")
        assert places(problems) == [("LINJESKIFT_BLANDET", line, 0)]

    @pytest.mark.parametrize("data", [b"", b"\xef\xbb\xbf"])
    def test_a_file_of_nothing_has_no_lines(self, data: bytes) -> None:
        lines, problems = lines_of(data)
        assert texts(lines) == []
        assert "FIL_TOM" in problems.codes

    def test_a_carriage_return_alone_ends_nothing(self) -> None:
        lines, problems = lines_of(b"a\rb\r\r\nc\r")
        assert texts(lines) == ["a\rb\r", "c\r"]
        assert places(problems) == [("KONTROLTEGN", 1, 2), ("KONTROLTEGN", 1, 4), ("KONTROLTEGN", 2, 2)]

    def test_padding_is_blank_and_belongs_to_no_line(self) -> None:
        problems = Problems()
        lines = read_lines(b"ab\r\ncd", BOTH, problems, pad=5)
        assert as_text(lines.chars[-7:]) == "cd     "
        assert texts(lines) == ["ab", "cd"]


class TestEncodings:
    @pytest.mark.parametrize("encoding", BOTH)
    def test_danish_letters_are_read_in_both(self, encoding: str) -> None:
        lines, problems = lines_of("Blåbærgrød ÆØÅ\r\n".encode(encoding))
        assert texts(lines) == ["Blåbærgrød ÆØÅ"]
        assert lines.encoding == encoding
        assert problems.codes == ({"TEGNSAET_ANDET"} if encoding == "cp1252" else set())
        assert not problems.errors

    def test_ascii_is_what_we_write(self) -> None:
        lines, problems = lines_of(b"abc\r\n")
        assert lines.encoding == "utf-8"
        assert lines.chars.dtype == np.uint8
        assert not problems

    def test_a_file_in_no_encoding_tells_each_byte_and_is_read_on(self) -> None:
        lines, problems = lines_of(b"ab\r\nc\x81d\xff\r\ne\x8f", ("utf-8",))
        faults = [p for p in problems.sorted() if p.code == "TEGNSAET_FEJL"]
        assert [(p.line, p.column) for p in faults] == [(2, 2), (2, 4), (3, 2)]
        assert "Byte 5 (0x81)" in faults[0].message
        assert texts(lines) == ["ab", "c\x81dÿ", "e\x8f"]

    def test_byte_positions_count_the_byte_order_mark(self) -> None:
        _, problems = lines_of(b"\xef\xbb\xbfa\xff", ("utf-8",))
        assert "Byte 4 (0xFF)" in next(p.message for p in problems if p.code == "TEGNSAET_FEJL")

    def test_a_file_of_foreign_bytes_is_told_a_hundred_times_at_most(self) -> None:
        problems = Problems()
        for _ in range(100):
            problems.add(characters.FIL_TOM)
        read_lines(b"\xff" * 5000, ("utf-8",), problems)
        assert sum(p.code == "TEGNSAET_FEJL" for p in problems) == 100

    def test_half_surrogate_pairs_are_no_characters(self) -> None:
        _, problems = lines_of(b"a\xed\xa0\x80\r\n", ("utf-8",))
        assert ("TEGNSAET_FEJL", 1, 2) in places(problems)

    @PROPERTY
    @given(st.text(st.characters(), max_size=20))
    def test_code_points_and_text_are_each_others_inverse(self, text: str) -> None:
        chars = as_chars(text)
        assert as_text(chars) == text
        assert len(chars) == len(text)
        assert (chars.dtype == np.uint8) == all(ord(character) < 256 for character in text)

    @PROPERTY
    @given(st.text(st.characters(), min_size=1, max_size=20), st.sampled_from(["utf-8", "cp1252", "iso8859-1", "ascii"]))
    def test_encodable_is_what_python_can_encode(self, text: str, encoding: str) -> None:
        def can(character: str) -> bool:
            try:
                character.encode(encoding)
            except UnicodeEncodeError:
                return False
            return True

        assert encodable(as_chars(text), encoding).tolist() == [can(character) for character in text]

    @PROPERTY
    @given(st.text(st.characters(exclude_categories=["Cs"]), max_size=20), st.sampled_from(["utf-8", "cp1252", "iso8859-1"]))
    def test_bytes_are_pythons_or_a_problem(self, text: str, encoding: str) -> None:
        try:
            expected = text.encode(encoding)
        except UnicodeEncodeError as error:
            with pytest.raises(ProblemsError) as caught:
                to_bytes(as_chars(text), encoding)
            (problem,) = caught.value.problems
            before = text[: error.start].split("\n")
            assert (problem.line, problem.column) == (len(before), len(before[-1]) + 1)
        else:
            assert to_bytes(as_chars(text), encoding) == expected


def test_a_large_file_takes_little_memory() -> None:
    data = b"x" * 78 + b"\r\n"
    tracemalloc.start()
    try:
        read_lines(data * 50_000, BOTH, Problems())
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 5 * len(data) * 50_000
