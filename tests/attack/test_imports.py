"""Files that are attacks in every word, in through the pages: what is shown of them, before and after, is text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from tests.attack import pages
from tests.attack.test_markup import EVERYTHING, Walk
from tests.tekn.conftest import DATA
from tests.web.conftest import Ind, ind, site

import snitflade.web.registre  # noqa: F401  they declare themselves
from snitflade.exchange import catalogue
from snitflade.exchange.models import Exchange
from snitflade.formats import registry

__all__ = ["ind", "site"]
pytestmark = pytest.mark.django_db

GOLDEN = Path(__file__).parents[1] / "formats"
WORDS = (rb"(?<![A-Za-z])[A-Za-z\xc0-\xff][a-z\xa0-\xff][A-Za-z \xa0-\xff]{2,}", rb"[A-Za-z]{4,}")
"""Runs of letters: those that are no abbreviation, and all of them."""
SHORT, LONG = b"=<x>", b"=<x onx=1>"


def attacked(data: bytes, words: bytes) -> bytes:
    """Every word but those of the first line, which may be headings, as an attack of the same length: no column moves."""
    head, end, rest = data.partition(b"\n")

    def attack(match: re.Match[bytes]) -> bytes:
        room = len(match[0])
        return (LONG if room >= len(LONG) else SHORT).ljust(room, b"a")

    return head + end + re.sub(words, attack, rest)


def files() -> Iterator[tuple[str, str, bytes]]:
    """Interface, format and bytes of everything that is tried."""
    for interface in catalogue.declared():
        for format in interface.formats if interface.apply else ():
            for path, words in zip(sorted((GOLDEN / format).glob("*.txt")), WORDS, strict=False):
                if format in registry.FORMATS:
                    yield interface.id, format, attacked(path.read_bytes(), words)


def test_what_a_file_says_is_text_on_every_page_about_it(ind: Ind) -> None:
    walk = Walk(ind(*EVERYTHING))
    tried, applied = 0, 0
    for interface, format, data in files():
        tried += 1
        response = walk.client.post(f"/upload?snitflade={interface}", {"fil": SimpleUploadedFile(f'"><x onx=1>{format}.txt', data)})
        walk.wrong += [f"upload {interface} {format}: {what}" for what in pages.wrong(response)]
        mark = re.search(r'name="maerke" value="(\w+)"', response.content.decode())
        assert mark, f"{interface} takes the file, good or bad"
        done = walk.client.post("/upload/anvend", {"maerke": mark[1], "snitflade": interface})
        walk.wrong += [f"apply {interface} {format}: {what}" for what in pages.wrong(done)]
        applied += done.status_code == 302
    assert tried > 25 and applied > tried // 2
    for exchange in Exchange.objects.all():
        for path in ("", "/problemer.csv", "/filer/1", "/filer/1?visning=raa"):
            walk.go("GET", f"/udvekslinger/{exchange.pk}{path}")
    assert walk.wrong == []
    assert len(walk.shown) > tried // 2, "the attacks were there to be seen"


def test_master_data_says_what_is_wrong_in_text(ind: Ind) -> None:
    client = ind(*EVERYTHING)
    for words in WORDS:
        uploads = [SimpleUploadedFile(path.name, attacked(path.read_bytes(), words)) for path in sorted(DATA.iterdir())]
        response = client.post("/registre/stamdata/indlaes", {"filer": uploads, "goer": "indlaes"})
        assert list(pages.wrong(response)) == []
        assert b"&lt;x" in response.content
