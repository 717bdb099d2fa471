"""A file is known by its content: its own format first, also when it is broken; and never by what merely has lines."""

from __future__ import annotations

import random

import pytest

from snitflade.formats.detect import MOST_BYTES, detect, sample_of

G69 = "000G69000010956" + "01NORFLYD&10300861&1040000001&11020170113&1116602507000&1120000000089000 &113D\r\n"
# WINF, type, time stamp, municipality, area, kind, year, debtor, case, person (prisme.md 3.2)
TENQ = "WINF10" + "0201701131200" + "0956" + "000" + "120" + "2017" + "6112999999" + "00" + "6112999999" + " " * 106 + "\r\n"


@pytest.mark.parametrize(("line", "format"), [(G69, "g69"), (TENQ, "10q")])
def test_each_format_is_known_alone_in_bulk_and_with_wrong_values(line: str, format: str) -> None:
    for data in (line, line * 5000, "\ufeff" + line, line * 50 + "linje, der er gået i stykker\r\n"):
        found = detect(data.encode())
        assert [guess.format for guess in found] == [format]
        assert found[0].sure
    broken = line.replace("6602507000", "66025x7000").replace("6112999999", "61129x9999")
    assert detect((broken * 10).encode())[0].format == format


def test_nothing_is_said_of_what_is_nothing() -> None:
    noise = random.Random(7)  # noqa: S311
    for data in (b"", b"\n\n", b"Hej\n", b"\x00" * 400, noise.randbytes(4000), ("x" * 200 + "\n").encode() * 20, b"1" * 400):
        assert detect(data) == []


def test_only_whole_lines_of_the_beginning_are_looked_at() -> None:
    sample = sample_of(TENQ.encode() * 2000)
    assert len(sample.data) <= MOST_BYTES
    assert set(map(len, sample.lines)) == {161}


def test_a_file_of_two_halves_is_not_named_as_sure() -> None:
    found = detect((TENQ * 10 + "noget andet, der ikke er en post i filen overhovedet, men langt\n" * 5).encode())
    assert found and not found[0].sure
