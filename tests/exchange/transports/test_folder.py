"""The watched folder and the folder we lay files in, on a real file system."""

from __future__ import annotations

import errno
import os
import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from snitflade.exchange.transports import disk
from snitflade.exchange.transports.errors import (
    DiskFuld,
    FindesIkke,
    ForStor,
    KanIkke,
    NavnOptaget,
    NogetUhentet,
    Opsaetningsfejl,
    SkiftetUd,
    Uklar,
)
from snitflade.exchange.transports.folder import Folder
from snitflade.exchange.transports.port import Tilstand, Udfald

DATA = b"vejning\r\n" * 10


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    (tmp_path / "ind").mkdir()
    return tmp_path / "ind"


@pytest.fixture
def outbox(tmp_path: Path) -> Path:
    (tmp_path / "ud").mkdir()
    return tmp_path / "ud"


def files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


class TestCollect:
    def test_gives_files_and_leaves_them(self, inbox: Path) -> None:
        for name in ("b.txt", "a.txt", "a.csv", ".a.txt", "~a.txt", "c.txt.tmp"):
            (inbox / name).write_bytes(name.encode())
        came = list(Folder(inbox=inbox, pattern="*.txt", quiet=0).collect())
        assert [(one.name, one.data, one.origin) for one in came] == [
            ("a.txt", b"a.txt", str(inbox / "a.txt")),
            ("b.txt", b"b.txt", str(inbox / "b.txt")),
        ]
        assert len(files(inbox)) == 6

    @pytest.mark.parametrize(("before", "after"), [(b"halv", b"halv og hel"), (b"1111", b"2222")])
    def test_a_file_being_written_waits_until_it_stands_still(
        self, inbox: Path, monkeypatch: pytest.MonkeyPatch, before: bytes, after: bytes
    ) -> None:
        path = inbox / "vaegt.txt"
        path.write_bytes(before)
        waits: list[float] = []

        def meanwhile(seconds: float) -> None:
            if not waits:
                path.write_bytes(after)
            waits.append(seconds)

        monkeypatch.setattr(time, "sleep", meanwhile)
        folder = Folder(inbox=inbox, quiet=7.5)
        assert list(folder.collect()) == []
        assert [one.data for one in folder.collect()] == [after]
        assert waits == [7.5, 7.5]

    def test_links_pipes_and_odd_names_are_told_and_not_read(self, inbox: Path, tmp_path: Path) -> None:
        secret = tmp_path / "hemmelig"
        secret.write_bytes(b"hemmelig")
        (inbox / "a.txt").write_bytes(b"god")
        (inbox / "link.txt").symlink_to(secret)
        os.mkfifo(inbox / "pipe.txt")
        (inbox / "linje\nskift.txt").write_bytes(b"x")
        Path(os.fsdecode(os.fsencode(inbox) + b"/b\xe6lte.txt")).write_bytes(b"x")
        came: list[str] = []
        with pytest.raises(NogetUhentet) as caught:
            for one in Folder(inbox=inbox, quiet=0).collect():
                came.append(one.name)
        assert came == ["a.txt"]
        assert [missed.name for missed in caught.value.missed] == ["b?lte.txt", "linje?skift.txt", "link.txt", "pipe.txt"]

    def test_too_large_is_told(self, inbox: Path) -> None:
        (inbox / "a.txt").write_bytes(b"12345")
        with pytest.raises(NogetUhentet) as caught:
            list(Folder(inbox=inbox, quiet=0, max_bytes=4).collect())
        assert isinstance(caught.value.missed[0].reason, ForStor)

    def test_missing_folder_is_told(self, tmp_path: Path) -> None:
        with pytest.raises(FindesIkke):
            list(Folder(inbox=tmp_path / "findes-ikke", quiet=0).collect())

    def test_skip_is_asked_first(self, inbox: Path) -> None:
        (inbox / "a.txt").write_bytes(b"12345")
        assert list(Folder(inbox=inbox, quiet=0).collect(skip=lambda listed: listed.size == 5)) == []


class TestSettle:
    def test_moves_to_the_archive_and_keeps_every_one(self, inbox: Path) -> None:
        folder = Folder(inbox=inbox, quiet=0)
        for data in (b"en", b"to", b"en"):
            (inbox / "a.txt").write_bytes(data)
            for one in folder.collect():
                folder.settle(one)
        assert files(inbox) == {}
        assert files(inbox / "arkiv") == {"a.txt": b"en", "a.txt.1": b"to", "a.txt.2": b"en"}

    def test_refused_goes_elsewhere(self, inbox: Path, tmp_path: Path) -> None:
        (inbox / "a.txt").write_bytes(b"en")
        folder = Folder(inbox=inbox, quiet=0, refused=tmp_path / "nej")
        for one in folder.collect():
            folder.refuse(one)
        assert files(tmp_path / "nej") == {"a.txt": b"en"}

    def test_a_new_file_under_the_name_is_not_taken_for_the_old(self, inbox: Path) -> None:
        folder = Folder(inbox=inbox, quiet=0)
        (inbox / "a.txt").write_bytes(b"en")
        (one,) = folder.collect()
        (inbox / "a.txt").write_bytes(b"to")
        with pytest.raises(SkiftetUd):
            folder.settle(one)
        assert [again.data for again in folder.collect()] == [b"to"]

    def test_gone_already_is_fine(self, inbox: Path) -> None:
        folder = Folder(inbox=inbox, quiet=0)
        (inbox / "a.txt").write_bytes(b"en")
        (one,) = folder.collect()
        folder.settle(one)
        folder.settle(one)


class TestDeliver:
    @given(data=st.binary(max_size=2000))
    def test_any_bytes_arrive(self, tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
        outbox = tmp_path_factory.mktemp("ud")
        folder = Folder(outbox=outbox)
        delivered = folder.deliver("fil.txt", data)
        assert delivered.udfald is Udfald.AFLEVERET
        assert files(outbox) == {"fil.txt": data}
        assert folder.verify(delivered) is Tilstand.LIGGER

    def test_twice_is_once_and_another_is_refused(self, outbox: Path) -> None:
        folder = Folder(outbox=outbox)
        folder.deliver("fil.txt", DATA)
        assert folder.deliver("fil.txt", DATA).udfald is Udfald.AFLEVERET
        with pytest.raises(NavnOptaget):
            folder.deliver("fil.txt", DATA + b"x")
        assert files(outbox) == {"fil.txt": DATA}

    def test_retry_with_nothing_there_is_unclear(self, outbox: Path) -> None:
        with pytest.raises(Uklar):
            Folder(outbox=outbox).deliver("fil.txt", DATA, again=True)
        assert files(outbox) == {}

    def test_verify(self, outbox: Path) -> None:
        folder = Folder(outbox=outbox)
        delivered = folder.deliver("fil.txt", DATA)
        (outbox / "fil.txt").write_bytes(b"rettet")
        assert folder.verify(delivered) is Tilstand.AENDRET
        (outbox / "fil.txt").unlink()
        assert folder.verify(delivered) is Tilstand.TAGET

    def test_a_link_under_the_temporary_name_is_not_written_through(self, outbox: Path, tmp_path: Path) -> None:
        victim = tmp_path / "andens"
        victim.write_bytes(b"andens")
        (outbox / "fil.txt.tmp").symlink_to(victim)
        Folder(outbox=outbox, temporary="{navn}.tmp").deliver("fil.txt", DATA)
        assert victim.read_bytes() == b"andens"
        assert files(outbox) == {"fil.txt": DATA}

    @pytest.mark.parametrize("kind", ["link", "folder"])
    def test_a_name_that_is_no_file_is_taken_all_the_same(self, outbox: Path, tmp_path: Path, kind: str) -> None:
        if kind == "link":
            (outbox / "fil.txt").symlink_to(tmp_path / "andens")
        else:
            (outbox / "fil.txt").mkdir()
        with pytest.raises(NavnOptaget):
            Folder(outbox=outbox).deliver("fil.txt", DATA)
        assert not (tmp_path / "andens").exists()

    def test_without_hard_links_it_is_renamed_and_still_never_over_another(
        self, outbox: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def refuse(*_: object, **__: object) -> None:
            raise OSError(errno.EOPNOTSUPP, "no links here")

        monkeypatch.setattr(os, "link", refuse)
        assert Folder(outbox=outbox).deliver("fil.txt", DATA).udfald is Udfald.AFLEVERET
        (outbox / "x").write_bytes(b"x")
        with pytest.raises(FileExistsError):
            disk.rename_new(outbox / "x", outbox / "fil.txt")
        assert files(outbox) == {"fil.txt": DATA, "x": b"x"}

    def test_full_disk(self, outbox: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        def full(_: int) -> None:
            raise OSError(errno.ENOSPC, "No space left on device")

        monkeypatch.setattr(os, "fsync", full)
        with pytest.raises(DiskFuld, match="ikke mere plads"):
            Folder(outbox=outbox).deliver("fil.txt", DATA)
        assert "fil.txt" not in files(outbox)

    def test_collect_without_inbox(self, outbox: Path) -> None:
        with pytest.raises(KanIkke):
            list(Folder(outbox=outbox).collect())


@pytest.mark.parametrize("changes", [{}, {"inbox": Path("relativ")}, {"outbox": Path("/x"), "temporary": "{navn}"}])
def test_setup_is_checked(changes: dict[str, Any]) -> None:
    with pytest.raises(Opsaetningsfejl):
        Folder(**changes)
