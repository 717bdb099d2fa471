"""Two watched folders as one, as BS+ has them: all rights first, each file to its own archive."""

from __future__ import annotations

from pathlib import Path

import pytest

from snitflade.exchange.transports.configure import make
from snitflade.exchange.transports.errors import AdgangNaegtet, NogetUhentet, Opsaetningsfejl
from snitflade.exchange.transports.folders import Folders

NAMES = ("bogf", "bogf-arkiv", "pdf", "pdf-arkiv")


@pytest.fixture
def folders(tmp_path: Path) -> Folders:
    for name in NAMES:
        (tmp_path / name).mkdir()
    made = make(
        {
            "type": "mapper",
            "inboxes": [str(tmp_path / "bogf"), str(tmp_path / "pdf")],
            "archives": [str(tmp_path / "bogf-arkiv"), str(tmp_path / "pdf-arkiv")],
            "quiet": 0,
        }
    )
    assert isinstance(made, Folders)
    return made


def test_each_file_goes_to_its_own_archive(folders: Folders, tmp_path: Path) -> None:
    (tmp_path / "bogf" / "nov.csv").write_bytes(b"linjer")
    (tmp_path / "pdf" / "000001.pdf").write_bytes(b"%PDF-1")
    came = list(folders.collect())
    assert [(one.name, one.data) for one in came] == [("nov.csv", b"linjer"), ("000001.pdf", b"%PDF-1")]
    for one in came:
        folders.settle(one)
    assert [sorted(path.name for path in (tmp_path / name).iterdir()) for name in NAMES] == [[], ["nov.csv"], [], ["000001.pdf"]]
    assert list(folders.collect()) == []


def test_what_is_refused_is_put_aside_where_it_came(folders: Folders, tmp_path: Path) -> None:
    (tmp_path / "pdf" / "x.pdf").write_bytes(b"%PDF-1")
    (one,) = folders.collect()
    folders.refuse(one)
    assert (tmp_path / "pdf" / "afvist" / "x.pdf").exists()


@pytest.mark.parametrize("gone", NAMES)
def test_nothing_is_read_where_a_folder_cannot_be_used(folders: Folders, tmp_path: Path, gone: str) -> None:
    (tmp_path / "bogf" / "nov.csv").write_bytes(b"linjer")
    if gone == "bogf":
        (tmp_path / "bogf" / "nov.csv").unlink()
    (tmp_path / gone).rmdir()
    with pytest.raises(AdgangNaegtet, match=str(tmp_path / gone)):
        list(folders.collect())


def test_one_bad_file_does_not_stop_the_others(folders: Folders, tmp_path: Path) -> None:
    (tmp_path / "bogf" / "link.csv").symlink_to(tmp_path / "andet")
    (tmp_path / "pdf" / "a.pdf").write_bytes(b"%PDF-1")
    came = []
    with pytest.raises(NogetUhentet) as caught:
        for one in folders.collect():
            came.append(one.name)
    assert came == ["a.pdf"]
    assert [one.name for one in caught.value.missed] == ["link.csv"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"inboxes": [], "archives": []},
        {"inboxes": ["/a", "/b"], "archives": ["/c"]},
        {"inboxes": ["/a"], "archives": ["/a"]},
        {"inboxes": ["a"], "archives": ["/b"]},
        {"inboxes": ["/a"], "archives": ["/b"], "refused": ["/c", "/d"]},
    ],
)
def test_wrong_set_ups(wrong: dict[str, list[str]]) -> None:
    with pytest.raises(Opsaetningsfejl):
        make({"type": "mapper", **wrong})
