"""What is no whole backup is refused in a Danish sentence before anything is written, however it came to be."""

from __future__ import annotations

import gzip
import io
import json
import tarfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import zstandard
from pytest_django import DjangoDbBlocker
from tests.backup.conftest import House
from tests.cli.installation import Answer, Cli, at_home, copied

from snitflade.exchange import blobs
from snitflade.exchange.backup import archive
from snitflade.exchange.backup.errors import BackupDamagedError
from snitflade.exchange.backup.make import make

Members = list[tuple[tarfile.TarInfo, bytes]]


@pytest.fixture(scope="module")
def archives(template: Path, tmp_path_factory: pytest.TempPathFactory, django_db_blocker: DjangoDbBlocker) -> dict[str, Path]:
    """A whole backup, packed in each way."""
    folder = tmp_path_factory.mktemp("hele")
    with django_db_blocker.unblock(), at_home(copied(template, folder / "hjem")):
        for number in range(3):
            blobs.put(b"%d" % number)
        made = {ending: folder / f"kopi.tar.{ending}" for ending in ("zst", "gz")}
        for path in made.values():
            make(path)
    return made


@pytest.fixture
def taken(archives: dict[str, Path]) -> Path:
    """A whole backup."""
    return archives["gz"]


@pytest.fixture
def clerk(
    tmp_path: Path,
    django_db_blocker: DjangoDbBlocker,
    capsysbinary: pytest.CaptureFixture[bytes],
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Cli]:
    """The command line where there is no installation."""
    with django_db_blocker.unblock(), at_home(tmp_path / "ingen"):
        yield Cli(tmp_path / "ingen", capsysbinary, monkeypatch)


def members(path: Path) -> Members:
    """What is in it, as any tar program reads it."""
    with tarfile.open(path) as tar:
        return [(info, found.read() if (found := tar.extractfile(info)) else b"") for info in tar]


def written(path: Path, content: Members, ending: bytes = b"") -> Path:
    """A tar of these members."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=tarfile.GNU_FORMAT) as tar:
        for info, data in content:
            tar.addfile(info, io.BytesIO(data))
    path.write_bytes(gzip.compress(out.getvalue() + ending))
    return path


def member(name: str, data: bytes = b"x", **facts: object) -> tuple[tarfile.TarInfo, bytes]:
    info = tarfile.TarInfo(name)
    info.size = len(data)
    for fact, value in facts.items():
        setattr(info, fact, value)
    return info, data


def index_of(content: Members, name: str) -> int:
    return next(at for at, (info, _) in enumerate(content) if info.name.startswith(name))


def refused(cli: Cli, path: Path, folder: Path) -> str:
    """What `restore` and `backup --check` say, which is the same; nothing is written."""
    said: list[Answer] = [cli("restore", path, "--to", folder), cli("backup", "--check", path)]
    assert [answer.code for answer in said] == [1, 1], said
    assert not folder.exists()
    assert not [left for left in folder.parent.iterdir() if left.name.startswith(".snitflade-")]
    assert said[0].err.split("kan ikke bruges: ")[1] == said[1].err.split("kan ikke bruges: ")[1]
    return said[0].err


def changed(name: str) -> Callable[[Members], Members]:
    def change(content: Members) -> Members:
        at = index_of(content, name)
        info, data = content[at]
        return [*content[:at], (info, data[:-1] + bytes([data[-1] ^ 1])), *content[at + 1 :]]

    return change


def without(name: str) -> Callable[[Members], Members]:
    def change(content: Members) -> Members:
        at = index_of(content, name)
        return content[:at] + content[at + 1 :]

    return change


def beside(name: str, **facts: object) -> Callable[[Members], Members]:
    return lambda content: [member(name, b"" if facts else b"x", **facts), *content]


def manifest(change: Callable[[dict[str, object]], object]) -> Callable[[Members], Members]:
    def apply(content: Members) -> Members:
        read = json.loads(content[-1][1])
        change(read)
        return [*content[:-1], member("manifest.json", json.dumps(read).encode())]

    return apply


CASES: list[tuple[Callable[[Members], Members], str]] = [
    (changed("blobs/"), "er ændret"),
    (changed("database"), "er ændret"),
    (without("blobs/"), "mangler"),
    (without("database"), "mangler"),
    (without("manifest"), "Indholdsfortegnelsen mangler"),
    (beside("../hjem/keys/ny.agekey"), "hører ikke til"),
    (beside("/etc/cron.d/x"), "hører ikke til"),
    (beside("konfiguration/../../x.toml"), "hører ikke til"),
    (beside("konfiguration/..toml/../x"), "hører ikke til"),
    (beside("keys/a.agekey"), "hører ikke til"),
    (beside("gendannet.json"), "hører ikke til"),
    (beside("blobs/ab/" + "a" * 64 + ".age"), "hører ikke til"),
    (beside("blobs/aa/" + "a" * 64 + ".age"), "står ikke i indholdsfortegnelsen"),
    (beside("konfiguration/ny.toml"), "står ikke i indholdsfortegnelsen"),
    (beside("konfiguration/" + "n" * 120), "er en genvej, en mappe eller en enhed"),
    (beside("konfiguration/x.toml", type=tarfile.SYMTYPE, linkname="/etc/shadow"), "er en genvej"),
    (beside("konfiguration/x.toml", type=tarfile.LNKTYPE, linkname="database.sqlite3"), "er en genvej"),
    (beside("konfiguration", type=tarfile.DIRTYPE), "en mappe"),
    (beside("konfiguration/x.toml", type=tarfile.FIFOTYPE), "en enhed"),
    (lambda content: [content[0], *content], "er der to gange"),
    (lambda content: [*content, member("konfiguration/efter.toml")], "ligger efter indholdsfortegnelsen"),
    (lambda content: [member("manifest.json", b"{}")], "indholdsfortegnelse kan ikke læses"),
    (lambda content: [member("manifest.json", b"[" * 100_000)], "indholdsfortegnelse kan ikke læses"),
    (manifest(lambda read: read.update(format=2)), "et nyere program"),
    (manifest(lambda read: read.update(database="oracle")), "indholdsfortegnelse er ændret"),
    (manifest(lambda read: read.update(noegler=[["../x.agekey", "age1x"]])), "indholdsfortegnelse er ændret"),
]


@pytest.mark.parametrize(("change", "expected"), CASES)
def test_a_changed_archive(clerk: Cli, taken: Path, tmp_path: Path, change: Callable[[Members], Members], expected: str) -> None:
    said = refused(clerk, written(tmp_path / "ændret.tar.gz", change(members(taken))), tmp_path / "ny")
    assert expected in said
    assert "Intet er skrevet." in said


def test_an_archive_that_any_tar_program_made_of_the_same_files_is_one(clerk: Cli, taken: Path, tmp_path: Path) -> None:
    """The cases above fail for what they changed, and for nothing else."""
    again = written(tmp_path / "igen.tar.gz", members(taken))
    assert clerk("backup", "--check", again).code == 0


@pytest.mark.parametrize("ending", ["zst", "gz"])
def test_an_archive_that_is_cut_at_any_place_or_has_a_byte_changed(
    clerk: Cli, archives: dict[str, Path], tmp_path: Path, ending: str
) -> None:
    path = archives[ending]
    data, harmed = path.read_bytes(), tmp_path / "skadet"
    assert not list(harms(path, [len(data)])), "whole it can be read"
    for cut in [0, 1, 5, 100, *range(600, len(data) - 1, len(data) // 12)]:
        harmed.write_bytes(data[:cut])
        assert list(harms(harmed, [cut])), cut
    for at in range(3, len(data) - 12, len(data) // 12):
        harmed.write_bytes(data[:at] + bytes([data[at] ^ 0x55]) + data[at + 1 :])
        assert list(harms(harmed, [at])), at
    harmed.write_bytes(data[: len(data) // 2])
    assert "Den er" in refused(clerk, harmed, tmp_path / "ny")


def harms(path: Path, about: list[int]) -> list[str]:
    """Why the archive cannot be used; nothing else but the one error is ever raised."""
    from snitflade.exchange.backup.check import whole

    try:
        whole(path)
    except BackupDamagedError as error:
        return [f"{about}: {error}"]
    return []


@pytest.mark.parametrize(
    "data",
    [b"", b"x" * 4000, b"PK\x03\x04" + b"x" * 100, zstandard.compress(b"x" * 5000), gzip.compress(b"\0" * 511)],
    ids=["empty", "text", "zip", "zst", "gz"],
)
def test_what_is_no_archive(clerk: Cli, tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "fil.tar.zst"
    path.write_bytes(data)
    assert refused(clerk, path, tmp_path / "ny")


def test_what_unpacks_to_more_than_it_says_is_not_believed(tmp_path: Path) -> None:
    """A manifest that claims gigabytes is refused before it is read."""
    header = tarfile.TarInfo("manifest.json")
    header.size = 1 << 40
    path = tmp_path / "bombe.tar.zst"
    path.write_bytes(zstandard.compress(header.tobuf(tarfile.GNU_FORMAT) + b"\0" * 100_000_000))
    with pytest.raises(BackupDamagedError, match="for stor"):
        for entry in archive.entries(path):
            entry.whole()


def test_a_newer_programs_backup(clerk: Cli, taken: Path, tmp_path: Path) -> None:
    newer = written(tmp_path / "nyere.tar.gz", manifest(lambda read: read.update(program="99.1"))(members(taken)))
    answer = clerk("restore", newer, "--to", tmp_path / "ny")
    assert (answer.code, "version 99.1" in answer.err) == (1, True)
    assert not (tmp_path / "ny").exists()


def test_a_folder_that_is_in_use(clerk: Cli, taken: Path, tmp_path: Path) -> None:
    used = tmp_path / "brugt"
    used.mkdir()
    (used / "noter.md").write_text("mine")
    answer = clerk("restore", taken, "--to", used)
    assert (answer.code, "er ikke tom" in answer.err) == (1, True)
    assert [path.name for path in used.iterdir()] == ["noter.md"]
    link = tmp_path / "genvej"
    link.symlink_to(used)
    assert "er ikke en mappe" in clerk("restore", taken, "--to", link).err


def test_an_empty_folder_is_filled(clerk: Cli, taken: Path, tmp_path: Path) -> None:
    (tmp_path / "tom").mkdir()
    assert clerk("restore", taken, "--to", tmp_path / "tom").code == 0
    assert (tmp_path / "tom" / "snitflade.sqlite3").is_file()


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("backup",), 2, "enten --to"),
        (("backup", "--to", "a.tar.zst", "--check", "b"), 2, "enten --to"),
        (("backup", "--to", "kopi.zip"), 1, ".tar.zst eller .tar.gz"),
        (("backup", "--to", "findes/ikke/kopi.tar.gz"), 1, "findes ikke"),
        (("backup", "--to", "kopi.tar.gz", "--behold", "3"), 2, "--to MAPPE"),
        (("backup", "--check", "findes-ikke.tar.gz"), 1, "findes ikke"),
        (("restore", "findes-ikke.tar.gz", "--to", "ny"), 1, "findes ikke"),
    ],
)
def test_a_call_that_cannot_be_carried_out(
    clerk: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...], code: int, said: str
) -> None:
    monkeypatch.chdir(tmp_path)
    answer = clerk(*arguments)
    assert answer.code == code, answer
    assert said in answer.err


def test_a_file_that_is_there_is_not_written_over(sqlite_house: House, taken: Path) -> None:
    before = taken.read_bytes()
    answer = sqlite_house.cli("backup", "--to", taken)
    assert (answer.code, "findes i forvejen" in answer.err) == (1, True)
    assert taken.read_bytes() == before


def test_a_folder_of_backups_keeps_the_newest(sqlite_house: House, tmp_path: Path) -> None:
    folder = tmp_path / "kopier"
    folder.mkdir()
    for name in ("snitflade-20250101T000000Z.tar.zst", "snitflade-20250102T000000Z.tar.zst", "snitflade-mine.tar.zst"):
        (folder / name).write_bytes(b"")
    answer = sqlite_house.cli("backup", "--to", folder, "--behold", "2")
    assert (answer.code, "20250101T000000Z.tar.zst er slettet" in answer.out) == (0, True)
    kept = sorted(path.name for path in folder.iterdir())
    assert kept[0] == "snitflade-20250102T000000Z.tar.zst"
    assert kept[2] == "snitflade-mine.tar.zst", "what has another name is somebody else's"
    assert len(kept) == 3
