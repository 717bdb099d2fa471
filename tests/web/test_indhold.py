"""A file's lines, taken out while its bytes go by: the same as cutting it at its ends, with memory that does not grow with it."""

from __future__ import annotations

import tracemalloc
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from snitflade.exchange import blobs, packing
from snitflade.exchange.blobs import BlobLostError
from snitflade.web import indhold

ENCODINGS = ("utf-8", "cp1252")


def cut(data: bytes) -> list[bytes]:
    """The lines with their ends, as one says what lines are."""
    parts = data.split(b"\n")
    return [part + b"\n" for part in parts[:-1]] + ([parts[-1]] if parts[-1] else [])


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pieces so small that every line and every letter is cut somewhere."""
    monkeypatch.setattr(indhold, "_PIECE", 3)
    monkeypatch.setattr(packing, "PIECE", 3)


@pytest.mark.usefixtures("small")
@given(st.lists(st.sampled_from([b"", b"a", "æø".encode(), b"lang linje", b"\r"])), st.booleans(), st.data())
def test_lines_are_those_of_the_whole_file(parts: list[bytes], ended: bool, data: st.DataObject) -> None:
    whole = b"\n".join(parts) + (b"\n" if ended else b"")
    lines = cut(whole)
    content = indhold.af_bytes(whole, ENCODINGS)
    assert (content.antal, content.encoding) == (len(lines), "utf-8")
    wanted = data.draw(st.lists(st.integers(-1, len(lines) + 2)))
    assert content.linjer(wanted) == {number: lines[number - 1] for number in wanted if 1 <= number <= len(lines)}


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (b"", "utf-8"),
        (b"abc\n", "utf-8"),
        ("abcæ\n".encode(), "utf-8"),
        ("abcæ\n".encode("cp1252"), "cp1252"),
        (b"abc\xc3", "cp1252"),  # the first half of a letter at the very end
        (b"\x81\n", "utf-8"),  # fits neither: the first, as everywhere
    ],
)
def test_the_encoding_is_the_first_that_fits_all_of_it(data: bytes, encoding: str) -> None:
    assert indhold.af_bytes(data, ENCODINGS).encoding == encoding


def test_of_a_line_without_end_no_more_is_kept_than_is_shown() -> None:
    found = indhold.af_bytes(b"x" * 3_000_000, ENCODINGS).linjer([1])
    assert found == {1: b"x" * indhold.LAENGSTE}


@pytest.fixture
def stored(db: None, settings: Any, tmp_path: Any) -> Iterator[bytes]:
    """Forty megabytes of lines that hardly pack."""
    settings.HOME = tmp_path
    yield b"".join(b"%08d%032x\n" % (number, number * 0x9E3779B97F4A7C15F39CC0605CEDC834 % 2**128) for number in range(976_000))


def test_a_large_stored_file_is_read_with_little_memory(stored: bytes) -> None:
    blob = blobs.put(stored)
    wanted = [1, 2, 500_000, 975_999]
    tracemalloc.start()
    try:
        content = indhold.af_blob(blob, ENCODINGS)
        found = content.linjer(wanted)
        most = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert content.antal == 976_000
    assert found == {number: stored[(number - 1) * 41 : number * 41] for number in wanted}
    assert most < 8_000_000


def test_stored_bytes_are_proved_once_and_read_no_further_than_the_wanted_lines(
    stored: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    blob = blobs.put(stored)
    read: list[int] = []
    real = blobs.read_through

    def counted(blob: Any, take: Any) -> None:
        at = len(read)
        read.append(0)

        def noted(piece: bytes) -> bool:
            read[at] += len(piece)
            return bool(take(piece))

        real(blob, noted)

    monkeypatch.setattr(blobs, "read_through", counted)
    for _ in range(2):
        indhold.af_blob(blob, ENCODINGS).linjer([50])
    whole, first, second = read
    assert whole == len(stored)
    assert first == second <= 2 * packing.PIECE


def test_what_was_changed_or_lost_is_not_shown(db: None, settings: Any, tmp_path: Any) -> None:
    settings.HOME = tmp_path
    blob, other = blobs.put(b"en linje\n" * 1000), blobs.put(b"en anden\n" * 1000)
    path = blobs.path_of(blob.sha256)
    kept = path.read_bytes()
    for spoilt in (kept[:-1], kept[:150] + bytes([kept[150] ^ 1]) + kept[151:], blobs.path_of(other.sha256).read_bytes(), b""):
        path.write_bytes(spoilt)
        with pytest.raises(BlobLostError):
            indhold.af_blob(blob, ENCODINGS)
    path.unlink()
    with pytest.raises(BlobLostError, match="mangler på disken"):
        indhold.af_blob(blob, ENCODINGS)
    blobs.delete(other)
    with pytest.raises(BlobLostError, match="blev slettet"):
        indhold.af_blob(other, ENCODINGS)
