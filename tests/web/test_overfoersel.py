"""Large files on their way in and out: piece by piece, and never more of them than leave the others their threads."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.signals import request_finished
from tests.web.conftest import Ind
from tests.web.verden import IND, erklaer, fil

from snitflade.exchange import blobs, catalogue, inbound
from snitflade.exchange.models import Exchange
from snitflade.web import hukommelse, overfoersel, tjekker

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def verden(monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Any) -> None:
    """Every file is large, and one at a time is on its way."""
    erklaer(monkeypatch, settings, tmp_path)
    monkeypatch.setattr(overfoersel, "SMAA", 0)
    monkeypatch.setattr(tjekker, "_start", lambda lock: None)
    monkeypatch.setattr(overfoersel, "_plads", threading.BoundedSemaphore(1))


def luk(answer: Any) -> None:
    """The browser goes away; the test keeps its connection to the database, which else would be closed now."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(request_finished, "send", lambda **given: [])
        answer.close()


@pytest.fixture
def kom() -> Exchange:
    return inbound.receive(catalogue.find(IND), "fil.txt", fil("0001000001"), "anna").exchange


def test_a_large_file_is_fetched_piece_by_piece(ind: Ind, kom: Exchange) -> None:
    answer: Any = ind("tekn:koer").post(f"/udvekslinger/{kom.pk}/filer/1/hent")
    assert answer.streaming and answer.headers["Content-Length"] == str(len(fil("0001000001")))
    assert answer.headers["Content-Disposition"] == 'attachment; filename="fil.txt"'
    assert b"".join(answer.streaming_content) == fil("0001000001")
    assert kom.events.filter(event="fil hentet").exists()


def test_one_too_many_is_told_to_wait_and_room_is_given_back(ind: Ind, kom: Exchange) -> None:
    client, address = ind("tekn:koer"), f"/udvekslinger/{kom.pk}/filer/1/hent"
    first: Any = client.post(address)
    next(iter(first.streaming_content))
    refused = client.post(address)
    assert refused.status_code == 409 and "store filer på vej" in refused.content.decode()
    refused = client.post("/upload", {"fil": SimpleUploadedFile("x", fil("0001000002"))})
    assert refused.status_code == 503 and "store filer på vej" in refused.content.decode()
    luk(first)  # the browser went away in the middle
    second: Any = client.post(address)
    luk(second)  # and before the beginning
    for _ in range(2):
        assert client.post("/upload", {"fil": SimpleUploadedFile("x", fil("0001000002"))}).status_code == 302
    third: Any = client.post(address)
    assert b"".join(third.streaming_content) == fil("0001000001")


def test_what_was_lost_is_told_and_takes_no_room(ind: Ind, kom: Exchange) -> None:
    client = ind("tekn:koer")
    blobs.path_of(kom.files.get().blob_id).unlink()
    for _ in range(2):
        answer = client.post(f"/udvekslinger/{kom.pk}/filer/1/hent")
        assert answer.status_code == 409 and "mangler på disken" in answer.content.decode()
    assert not kom.events.filter(event="fil hentet").exists()


def system(root: Path, own: str, **files: str) -> Path:
    """What the system tells, below `root`."""
    for name, text in {
        "proc/meminfo": "MemTotal: 999 kB\nMemAvailable:    1000 kB\n",
        "proc/self/cgroup": f"0::/{own}\n",
        **{name.replace("__", "/").replace("_", "."): text for name, text in files.items()},
    }.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return root


@pytest.mark.parametrize(
    ("own", "files", "free"),
    [
        ("", {}, 1_024_000),
        ("a/b", {"g__a__b__memory_max": "max\n", "g__a__b__memory_current": "5"}, 1_024_000),
        ("a/b", {"g__a__b__memory_max": "900\n", "g__a__b__memory_current": "500\n"}, 400),
        ("a/b", {"g__a__memory_max": "900", "g__a__memory_current": "800", "g__a__memory_stat": "anon 700\nfile 90\n"}, 190),
        ("a/b", {"g__memory_max": "900", "g__memory_current": "950"}, 0),
    ],
)
def test_the_memory_left_is_the_machines_or_that_of_the_groups(tmp_path: Path, own: str, files: dict[str, str], free: int) -> None:
    root = system(tmp_path / "rod", own, **files)
    assert hukommelse.ledig(root, root / "g") == free


def test_where_nobody_tells_nothing_is_bounded(tmp_path: Path) -> None:
    assert hukommelse.ledig(tmp_path, tmp_path) is None
    hukommelse.begraens(tmp_path, tmp_path)
