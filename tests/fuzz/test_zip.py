"""ZIP files made to hurt, where people send them: master data through the page, saved answers of the address register."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from tests.fuzz.bounds import peak, soon
from tests.fuzz.mutation import packed
from tests.tekn.conftest import DATA
from tests.web.conftest import Ind

from snitflade.bogh import bilagspakke
from snitflade.formats.problems import Problems
from snitflade.formats.zipped import ZipRefusedError, ZipTooLargeError, members
from snitflade.inka.models import Debitor

FILES = {path.name: path.read_bytes() for path in DATA.iterdir()}
GOOD = packed(FILES, method=zipfile.ZIP_DEFLATED)


def listed(change: Callable[[bytearray, int], None]) -> bytes:
    """`GOOD` with something changed at every entry of its list."""
    out = bytearray(GOOD)
    at = out.find(b"PK\x01\x02")
    while at >= 0:
        change(out, at)
        at = out.find(b"PK\x01\x02", at + 4)
    return bytes(out)


def _size(out: bytearray, at: int) -> None:
    out[at + 24 : at + 28] = (5).to_bytes(4, "little")


def _lock(out: bytearray, at: int) -> None:
    out[at + 8] |= 1


def _link(out: bytearray, at: int) -> None:
    out[at + 38 : at + 42] = (0o120777 << 16).to_bytes(4, "little")


def _nameless(out: bytearray, at: int) -> None:
    """The name becomes part of the comment, so that the list stays whole."""
    out[at + 32 : at + 34], out[at + 28 : at + 30] = out[at + 28 : at + 30], bytes(2)


def damaged(at: int) -> bytes:
    """`GOOD` with packed bytes that cannot be unpacked."""
    return GOOD[:at] + b"\xff" * 20 + GOOD[at + 20 :]


def names(*some: str) -> bytes:
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w") as package:
        for name in some:
            package.writestr(zipfile.ZipInfo(name), b"x")
    return whole.getvalue()


BOMB = packed({"ydelser.csv": bytes(40_000_000)}, method=zipfile.ZIP_DEFLATED)
HURTING = {
    "a bomb": BOMB,
    "a bomb in a bomb": packed({"a.zip": packed({"b.zip": BOMB})}),
    "larger than it may be": packed({f"{n}.csv": bytes(30_000_000) for n in range(3)}, method=zipfile.ZIP_DEFLATED),
    "a list without end": packed({f"{n}.csv": b"" for n in range(2_001)}),
    "sizes that lie": listed(_size),
    "a password": listed(_lock),
    "LZMA": packed(FILES, method=zipfile.ZIP_LZMA),
    "bzip2": packed(FILES, method=zipfile.ZIP_BZIP2),
    "damaged": damaged(60),
    "damaged in the middle": damaged(len(GOOD) // 2),
    "cut off": GOOD[:-30],
    "only the beginning": GOOD[:40],
    "a name with NUL": names("ydelser.csv\x00.exe", "noget.csv"),
    "a name that steers": names("ydelser\u202evsc.csv"),
    "a name of a line": names("ydel\nser.csv"),
    "a name beyond what a disk takes": names("æ" * 200 + ".csv"),
    "an empty name": names("a/"),
    "no name": listed(_nameless),
    "the same twice": names("a/ydelser.csv", "b/YDELSER.CSV"),
}


@pytest.mark.django_db
@pytest.mark.parametrize("kind", HURTING)
def test_master_data_is_refused_in_words_and_nothing_is_changed(ind: Ind, kind: str) -> None:
    client = ind("tekn:koer")
    with soon():
        answer: Any = client.post(
            "/registre/stamdata/indlaes", {"filer": [SimpleUploadedFile("alt.zip", HURTING[kind])], "goer": "indlaes"}
        )
    assert answer.status_code == 422
    assert answer.context["fejl"] and all(str(problem).isprintable() for problem in answer.context["problemer"])
    assert not Debitor.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["æ" * 127 + ".csv", "a" * 300 + ".csv", "ydelser\u202evsc.csv", "..csv", "CON.csv", "a\tb.csv"])
def test_a_name_of_one_file_is_refused_in_words(ind: Ind, name: str) -> None:
    answer: Any = ind("tekn:koer").post(
        "/registre/stamdata/indlaes", {"filer": [SimpleUploadedFile(name, b"a;b\r\n")], "goer": "proev"}
    )
    assert answer.status_code == 422 and answer.context["fejl"]
    assert not Debitor.objects.exists()


@pytest.mark.django_db
def test_names_are_no_paths_and_links_are_files(ind: Ind, tmp_path: Path) -> None:
    steering = packed({f"../../{tmp_path}/{name}": data for name, data in FILES.items()}, method=zipfile.ZIP_DEFLATED)
    for data in (steering, listed(_link)):
        answer = ind("tekn:koer").post(
            "/registre/stamdata/indlaes", {"filer": [SimpleUploadedFile("a.zip", data)], "goer": "proev"}
        )
        assert answer.status_code == 200
    assert not list(tmp_path.glob("**/*.csv"))


def test_receipts_without_names_are_refused_in_words() -> None:
    problems = Problems()
    bilagspakke.laes(HURTING["no name"], "bilag.zip", problems)
    assert problems.codes == {"PAKKE_ULAESELIG"}


@pytest.mark.parametrize("kind", [kind for kind in HURTING if not kind.startswith(("a name", "an empty", "the same", "a bomb in"))])
def test_what_is_refused_takes_no_memory(kind: str) -> None:
    data = HURTING[kind]

    def work() -> None:
        with soon(), pytest.raises(ZipRefusedError):
            members(data, 64 << 20)

    assert peak(work) < 20 * len(data) + 1_000_000


def test_what_is_unpacked_is_what_was_packed() -> None:
    assert members(GOOD, 64 << 20) == FILES
    assert members(GOOD, sum(map(len, FILES.values()))) == FILES
    with pytest.raises(ZipTooLargeError):
        members(GOOD, sum(map(len, FILES.values())) - 1)
    assert members(GOOD, 64 << 20, lambda name: name == "ydelser.csv") == {"ydelser.csv": FILES["ydelser.csv"]}
    assert members(names("a/", "a/b"), 10) == {"a/b": b"x"}
