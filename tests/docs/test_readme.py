"""The README is one screen and a picture, and every command in it works."""

from __future__ import annotations

import re
from typing import Any

from tests.docs import forsiden
from tests.docs.forsiden import FILE, ROOT, TEXT

PICTURES = sorted((ROOT / "docs" / "billeder").glob("*.png"))


def test_it_is_one_screen_and_a_picture() -> None:
    assert len(TEXT.splitlines()) <= 50
    assert re.findall(r"!\[[^\]]+\]\(([^)]+)\)", TEXT) == ["docs/billeder/i-dag.png"]


def test_pictures_are_few_small_and_shown() -> None:
    assert 1 <= len(PICTURES) <= 4
    shown = TEXT + "".join(path.read_text(encoding="utf-8") for path in (ROOT / "docs").glob("*.md"))
    for path in PICTURES:
        assert path.stat().st_size <= 120_000, path.name
        assert f"billeder/{path.name})" in shown, path.name


def test_every_command_runs(said: dict[str, Any]) -> None:
    """Some things are late in a demo of 2018, so `today` may end with 1."""
    assert len(forsiden.commands()) >= 10
    answers = zip(forsiden.asked(), said["answers"]["readme"], strict=True)
    assert [(words, text) for words, (code, text) in answers if code and words != "snitflade today"] == []


def test_decoded_and_encoded_again_are_the_same_bytes(said: dict[str, Any]) -> None:
    assert (said["place"] / "igen.txt").read_bytes() == (said["place"] / FILE).read_bytes()
