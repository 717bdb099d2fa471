"""Bytes go to the disk and back piece by piece: the same bytes, sealed, whole or not at all."""

from __future__ import annotations

import hashlib
import threading
import tracemalloc
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from snitflade.exchange import blobs, keys, packing
from snitflade.exchange.models import Blob

SOME = b"En hel linje, som kan kendes igen\n" * 400


@pytest.fixture(autouse=True)
def home(settings: Any, tmp_path: Path) -> None:
    settings.HOME = tmp_path


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pieces so small that everything is cut."""
    monkeypatch.setattr(packing, "PIECE", 1000)


@given(cuts=st.lists(st.binary(max_size=3000), max_size=6))
def test_what_was_packed_in_whatever_pieces_is_unpacked_the_same(
    tmp_path_factory: pytest.TempPathFactory, cuts: list[bytes]
) -> None:
    path, whole = tmp_path_factory.getbasetemp() / "pakket.age", b"".join(cuts)
    with packing.packing(path) as packer:
        for cut in cuts:
            packer.write(cut)
    assert packing.unpacked(path) == (whole, hashlib.sha256(whole).hexdigest())
    assert b"".join(packing.pieces(path)) == whole
    assert path.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("size", [0, 1, 999, 1000, 1001, 2000, len(SOME)])
def test_short_and_long_are_packed_alike(small: None, tmp_path: Path, size: int) -> None:
    path = tmp_path / "x.age"
    packing.pack(path, SOME[:size])
    assert packing.unpacked(path)[0] == SOME[:size]
    assert b"kendes igen" not in path.read_bytes()


def test_what_is_broken_off_leaves_nothing(tmp_path: Path) -> None:
    class OffError(Exception):
        pass

    (tmp_path / "x.age").write_bytes(b"det forrige")
    with pytest.raises(OffError), packing.packing(tmp_path / "x.age") as packer:
        packer.write(SOME)
        raise OffError
    assert (tmp_path / "x.age").read_bytes() == b"det forrige"
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == ["x.age"]


@pytest.mark.parametrize("size", [10, 10_000_000])
def test_a_full_disk_is_told_with_its_reason(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, size: int) -> None:
    class Full:
        def write(self, data: bytes) -> int:
            raise OSError(28, "No space left on device")

        def flush(self) -> None:
            pass

    real = keys.seal_through
    monkeypatch.setattr(keys, "seal_through", lambda clear, sealed: real(clear, Full()))
    with pytest.raises(OSError) as told, packing.packing(tmp_path / "x.age") as packer:
        for _ in range(20):
            packer.write(hashlib.sha256(bytes(size)).digest() * (size // 32 + 1))
    assert told.value.errno == 28
    assert not (tmp_path / "x.age").exists()


def test_of_much_there_is_no_copy_in_memory(tmp_path: Path) -> None:
    data = bytes(range(256)) * (16 << 12)
    tracemalloc.start()
    try:
        packing.pack(tmp_path / "x.age", data)
        seen = 0

        def take(piece: bytes) -> bool:
            nonlocal seen
            seen += len(piece)
            return False

        packing.unpack(tmp_path / "x.age", take)
        assert tracemalloc.get_traced_memory()[1] < len(data) // 3
    finally:
        tracemalloc.stop()
    assert seen == len(data) == 16 << 20


@pytest.mark.parametrize("size", [10, 10_000_000])
def test_whoever_cannot_take_a_piece_is_heard(tmp_path: Path, size: int) -> None:
    packing.pack(tmp_path / "x.age", bytes(size))

    def full(piece: bytes) -> bool:
        raise MemoryError

    with pytest.raises(MemoryError):
        packing.unpack(tmp_path / "x.age", full)


def test_who_wants_no_more_pieces_ends_the_reading(small: None, tmp_path: Path) -> None:
    packing.pack(tmp_path / "x.age", SOME)
    before = threading.active_count()
    pieces = packing.pieces(tmp_path / "x.age")
    assert SOME.startswith(next(pieces))
    assert threading.active_count() == before + 1
    pieces.close()
    assert threading.active_count() == before


@pytest.mark.django_db
def test_pieces_of_stored_bytes_are_proved_before_the_first(small: None) -> None:
    blob, other = blobs.put(SOME), blobs.put(SOME[::-1])
    assert b"".join(blobs.pieces(blob)) == SOME == blobs.get(blob)
    blobs.path_of(other.sha256).replace(blobs.path_of(blob.sha256))
    for ask in (blobs.pieces, blobs.get):
        with pytest.raises(blobs.BlobLostError, match="er ikke dem, der blev gemt"):
            ask(blob)
    assert blobs.get(blobs.put(SOME)) == SOME  # what was harmed is written again
    with pytest.raises(blobs.BlobLostError, match="mangler"):
        blobs.pieces(Blob(sha256="0" * 64, size=1))
