"""A full disk and a kill at any moment leave no file that looks whole and is not, and taking it again ends it."""

from __future__ import annotations

import os
import resource
import secrets
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from pytest_django import DjangoDbBlocker
from tests.backup.conftest import House
from tests.cli.fixtures import forker
from tests.cli.installation import ORDER, ROW_40, Forker, at_home, copied, order

from snitflade.exchange import blobs, keys
from snitflade.exchange.backup import hold, snapshot
from snitflade.exchange.backup.check import prove, whole

__all__ = ["forker"]


@contextmanager
def full_disk(size: int) -> Iterator[None]:
    """No file can become larger than that."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.mark.parametrize("room", [1_000_000, 5_000_000], ids=["database", "arkiv"])
def test_a_full_disk_while_it_is_taken(sqlite_house: House, tmp_path: Path, room: int) -> None:
    blobs.put(secrets.token_bytes(6_000_000))
    with full_disk(room):
        answer = sqlite_house.cli("backup", "--to", tmp_path / "kopi.tar.zst")
    assert answer.code == 1
    assert answer.err.strip()
    assert [path.name for path in tmp_path.iterdir() if path.name != "hjem"] == []


def test_a_full_disk_while_it_is_restored(sqlite_house: House, tmp_path: Path) -> None:
    sqlite_house.cli("backup", "--to", tmp_path / "kopi.tar.zst")
    with full_disk(1_000_000):
        answer = sqlite_house.cli("restore", tmp_path / "kopi.tar.zst", "--to", tmp_path / "ny")
    assert answer.code == 1
    assert sorted(path.name for path in tmp_path.iterdir()) == ["hjem", "kopi.tar.zst"]


def test_no_room_is_told_before_anything_is_written(sqlite_house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from snitflade.exchange.backup import restore

    sqlite_house.cli("backup", "--to", tmp_path / "kopi.tar.zst")
    monkeypatch.setattr(restore, "SPARE", 1 << 60)
    answer = sqlite_house.cli("restore", tmp_path / "kopi.tar.zst", "--to", tmp_path / "ny")
    assert (answer.code, "ikke plads" in answer.err) == (1, True)
    assert not (tmp_path / "ny").exists()


@pytest.fixture
def place(template: Path, forker: Forker, tmp_path: Path) -> Path:
    """A folder with an installation that has billed, ``hjem``."""
    home = copied(template, tmp_path / "hjem")
    assert forker.run(home, ["run", ROW_40, *order()]).code == 0
    return tmp_path


def crossings(forker: Forker, place: Path, command: list[str]) -> int:
    log = place / "log"
    assert forker.run(place / "hjem", command, log=str(log)).code == 0
    return len(log.read_text().splitlines())


def let_time_pass(folder: Path) -> None:
    for left in folder.glob(".snitflade-*"):
        os.utime(left, (time.time() - 60, time.time() - 60))


def test_killed_while_it_is_taken(place: Path, forker: Forker) -> None:
    count = crossings(forker, place, ["backup", "--to", str(place / "hel.tar.zst")])
    assert count > 4
    for number in range(1, count + 1):
        folder = place / f"dræbt-{number}"
        folder.mkdir()
        path = folder / "kopi.tar.zst"
        assert forker.run(place / "hjem", ["backup", "--to", str(path)], kill_at=number).code == -signal.SIGKILL
        if path.exists():
            whole(path)
        assert {left.name for left in folder.glob("*.tar.*")} <= {"kopi.tar.zst"}
        path.unlink(missing_ok=True)
        let_time_pass(folder)
        assert forker.run(place / "hjem", ["backup", "--to", str(path)]).code == 0
        whole(path)
        assert [left.name for left in folder.iterdir()] == ["kopi.tar.zst"], "what was left in the making is gone"


def test_killed_while_it_is_restored(place: Path, forker: Forker, monkeypatch: pytest.MonkeyPatch) -> None:
    archive = place / "kopi.tar.zst"
    assert forker.run(place / "hjem", ["backup", "--to", str(archive)]).code == 0
    count = crossings(forker, place, ["restore", str(archive), "--to", str(place / "hel")])
    for number in range(1, count + 1, 2):
        folder = place / f"dræbt-{number}"
        folder.mkdir()
        command = ["restore", str(archive), "--to", str(folder / "ny")]
        assert forker.run(place / "hjem", command, kill_at=number).code == -signal.SIGKILL
        if (folder / "ny").exists():
            assert (folder / "ny" / hold.FILE).is_file(), "a database without the marker would send"
            assert snapshot.faults(folder / "ny" / "snitflade.sqlite3") == ""
            assert len(list((folder / "ny" / "blobs").rglob("*.age"))) == 2
            continue
        let_time_pass(folder)
        assert forker.run(place / "hjem", command).code == 0
        assert [left.name for left in folder.iterdir()] == ["ny"]


def test_taken_while_others_write(place: Path, forker: Forker, django_db_blocker: DjangoDbBlocker) -> None:
    """Runs, their cancelling and the deletion of bytes go on; each copy is of one moment, in which everything agrees."""
    home = place / "hjem"
    writing = [
        command
        for number in range(4)
        for command in (["cancel", str(number + 1)], ["run", ROW_40, *order(tekst=f"{ORDER['tekst']} {number}")])
    ]
    writer = forker.start(home, *writing)
    copies = [place / f"kopi-{number}.tar.zst" for number in range(3)]
    assert forker.run(home, *[["backup", "--to", str(path)] for path in copies]).code == 0
    assert forker.wait(writer).code == 0
    seen = set()
    for number, path in enumerate(copies):
        with django_db_blocker.unblock(), at_home(home):
            proof = prove(path)
        assert proof.opened == proof.manifest.blobs > 0
        new = place / f"ny-{number}"
        restored = forker.run(home, ["restore", str(path), "--to", str(new), "--noegler", str(home / "keys")])
        assert restored.code == 0, restored.err
        verified = forker.run(new, ["verify"])
        assert (verified.code, verified.err) == (0, "")
        seen.add(verified.out)
    assert len(seen) > 1, "the copies are of different moments"


def test_bytes_are_not_deleted_while_they_are_copied(sqlite_house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    blob = blobs.put(b"skal slettes")
    taken = snapshot.taken

    @contextmanager
    def deleted_meanwhile(file: Path) -> Iterator[snapshot.Snapshot]:
        with taken(file) as found:
            blobs.delete(blob)
            blobs.remove_deleted()
            yield found

    monkeypatch.setattr(snapshot, "taken", deleted_meanwhile)
    answer = sqlite_house.cli("backup", "--to", tmp_path / "kopi.tar.zst")
    assert (answer.code, answer.err) == (0, "")
    assert blobs.path_of(blob.sha256).exists()
    blobs.remove_deleted()
    assert not blobs.path_of(blob.sha256).exists(), "the next time"
    assert keys.key_files()
