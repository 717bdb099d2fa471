"""`--out`: where the copies of a run's files may be put, what is left alone there, and what a folder that refuses does to a run."""

from __future__ import annotations

import os
import stat
import time
from pathlib import Path

import pytest
from tests.cli.installation import FILES, Cli, dump, tree
from tests.cli.ordinary import ordinary_user

from snitflade.exchange import copies, files, packing
from snitflade.exchange.models import Exchange
from snitflade.inka.models import Regning


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


@pytest.mark.parametrize("name", ["ud", "en/ny/mappe", "til Prisme", "Økonomi og æbler", "ud/"])
def test_a_new_folder(cli: Cli, tmp_path: Path, name: str) -> None:
    answer = cli.bill("--out", f"{tmp_path}/{name}")
    assert (answer.code, answer.err) == (0, "")
    assert names(tmp_path / name) == set(FILES)
    assert str(tmp_path / name / "861_G69.txt") in answer.out


def test_relative_to_where_the_user_stands(cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "her").mkdir()
    monkeypatch.chdir(tmp_path / "her")
    assert cli.bill("--out", "ud").code == 0
    assert names(tmp_path / "her" / "ud") == set(FILES)


def test_the_folder_the_user_stands_in_is_not_exchanged(cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "her").mkdir()
    before = (tmp_path / "her").stat().st_ino
    monkeypatch.chdir(tmp_path / "her")
    assert cli.bill("--out", ".").code == 0
    assert {path.name for path in Path().iterdir()} == set(FILES)
    assert (tmp_path / "her").stat().st_ino == before


def test_an_empty_folder_keeps_its_mode(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "ud").mkdir(mode=0o2750)
    (tmp_path / "ud").chmod(0o2750)
    assert cli.bill("--out", tmp_path / "ud").code == 0
    assert names(tmp_path / "ud") == set(FILES)
    assert stat.S_IMODE((tmp_path / "ud").stat().st_mode) == 0o2750


def test_other_things_in_the_folder_are_left_alone(cli: Cli, tmp_path: Path) -> None:
    folder = tmp_path / "ud"
    (folder / "undermappe").mkdir(parents=True)
    (folder / "861_G68.txt").write_text("et andet system")
    (folder / ".snitflade-noter").write_text("mine egne")
    (folder / "undermappe" / "861_G69.txt").write_text("gammel")
    before = tree(folder)
    assert cli.bill("--out", folder).code == 0
    after = tree(folder)
    assert set(after) == set(before) | set(FILES)
    assert {name: after[name] for name in before} == before


def test_a_link_to_a_folder(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "rigtig").mkdir()
    (tmp_path / "ud").symlink_to("rigtig")
    assert cli.bill("--out", tmp_path / "ud").code == 0
    assert (tmp_path / "ud").is_symlink()
    assert names(tmp_path / "rigtig") == set(FILES)


def test_a_folder_of_ones_own_below_one_that_is_not(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "fælles" / "ud").mkdir(parents=True)
    (tmp_path / "fælles").chmod(0o500)
    with ordinary_user():
        assert cli.bill("--out", tmp_path / "fælles" / "ud").code == 0
    assert names(tmp_path / "fælles" / "ud") == set(FILES)


def test_a_file_is_no_folder(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "ud").write_text("en fil")
    rows, there = dump(), tree(tmp_path)
    answer = cli.bill("--out", tmp_path / "ud")
    assert (answer.code, "er en fil; angiv en mappe" in answer.err) == (2, True)
    below = cli.bill("--out", tmp_path / "ud" / "filer")
    assert (below.code, below.codes) == (1, {"KOPI_MAPPE"})
    assert dump() == rows
    assert tree(tmp_path) == there


def test_a_folder_without_a_name(cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`--out "$MAPPE"` where nobody has set it must not become the folder the user stands in."""
    monkeypatch.chdir(tmp_path)
    rows, there = dump(), tree(tmp_path)
    answer = cli.bill("--out", "")
    assert (answer.code, "--out er tom" in answer.err) == (2, True)
    assert dump() == rows
    assert tree(tmp_path) == there


@pytest.mark.parametrize("place", ["lukket", "lukket/ny"])
def test_a_folder_that_may_not_be_written_in_bills_nothing(cli: Cli, tmp_path: Path, place: str) -> None:
    (tmp_path / "lukket").mkdir(mode=0o500)
    rows, there = dump(), tree(tmp_path)
    with ordinary_user():
        answer = cli.bill("--out", tmp_path / place)
    assert (answer.code, answer.codes) == (1, {"KOPI_MAPPE"})
    assert "adgang nægtet" in answer.err
    assert dump() == rows
    assert tree(tmp_path) == there


def test_what_is_not_ours_is_never_replaced(cli: Cli, tmp_path: Path) -> None:
    folder = tmp_path / "ud"
    (folder / "861_10Q.txt").mkdir(parents=True)
    (folder / "861_G69.txt").write_text("fra et andet system")
    rows, there = dump(), tree(tmp_path)
    answer = cli.bill("--out", folder)
    assert (answer.code, answer.codes) == (1, {"KOPI_OPTAGET"})
    assert all(str(folder / name) in answer.err for name in FILES)
    assert dump() == rows
    assert tree(tmp_path) == there


def test_a_disk_that_fills_up_while_storing_changes_nothing(cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = dump()

    def full(path: Path, data: bytes, *, mode: int = 0o644) -> None:
        raise OSError(28, "No space left on device", str(path))

    monkeypatch.setattr(packing, "write_file", full)
    answer = cli.bill("--out", tmp_path / "ud")
    assert (answer.code, "disken er fuld" in answer.err) == (1, True)
    assert dump() == rows
    assert not (tmp_path / "ud").exists()


def test_a_disk_that_fills_up_while_copying(cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Then the run is made, and the message says so; the same command again writes the files and bills nothing more."""

    def full(folder: Path, contents: dict[str, bytes]) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(copies, "write_together", full)
        answer = cli.bill("--out", tmp_path / "ud")
        assert answer.code == 1
        assert "Udveksling 1 (861-0956-2018K1-001) er bygget, men dens filer kunne ikke skrives" in answer.err
        assert "disken er fuld" in answer.err
        assert Regning.objects.count() == 5
        elsewhere = cli.bill("--out", tmp_path / "andet")
        assert (elsewhere.code, "kunne ikke skrives" in elsewhere.err) == (0, True), (
            "a folder that stays full stands in nobody's way"
        )
    again = cli.bill("--out", tmp_path / "ud")
    assert (again.code, again.err) == (0, "")
    assert "Udveksling 1 (861-0956-2018K1-001) blev afbrudt; dens filer er nu skrevet" in again.out
    assert names(tmp_path / "ud") == set(FILES)
    assert Regning.objects.count() == 5
    assert Exchange.objects.count() == 1


def test_the_files_can_be_put_elsewhere_when_their_folder_is_gone(
    cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone(folder: Path, contents: dict[str, bytes]) -> None:
        raise OSError(5, "Input/output error")

    with monkeypatch.context() as patch:
        patch.setattr(copies, "write_together", gone)
        assert cli.bill("--out", tmp_path / "usb").code == 1
    shown = cli("show", "1", "--out", tmp_path / "disk")
    assert (shown.code, names(tmp_path / "disk")) == (0, set(FILES))
    assert "kopieret" in cli("show", "1").out
    after = cli.bill("--out", tmp_path / "disk")
    assert (after.code, after.err) == (0, "")
    assert not (tmp_path / "usb").exists()
    assert cli("verify").code == 0


def leave(place: Path, *, minutes_ago: float) -> Path:
    """What a run that was killed leaves."""
    left = place / f"{files.TEMPORARY}0123456789abcdef"
    left.mkdir(parents=True)
    (left / "861_G69.txt").write_text("halvt")
    then = time.time() - 60 * minutes_ago
    os.utime(left, (then, then))
    return left


@pytest.mark.parametrize("inside", [True, False])
def test_what_a_killed_run_left_is_cleared_away(cli: Cli, tmp_path: Path, inside: bool) -> None:
    folder = tmp_path / "ud"
    left = leave(folder if inside else tmp_path, minutes_ago=2)
    assert cli.bill("--out", folder).code == 0
    assert not left.exists()
    assert names(folder) == set(FILES)


def test_what_another_run_is_making_is_not(cli: Cli, tmp_path: Path) -> None:
    young, held = leave(tmp_path / "ung", minutes_ago=0), leave(tmp_path / "gammel", minutes_ago=60)
    files.clear(young.parent)
    descriptor = os.open(held, os.O_RDONLY)
    files._hold(descriptor)
    files.clear(held.parent)
    assert young.exists()
    assert held.exists()
    os.close(descriptor)
    files.clear(held.parent)
    assert not held.exists()
