"""A broken file dropped anywhere: what is wrong is shown, its lines are set aside, mended on the page, and applied."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.browser.conftest import Aabn
from tests.browser.installation import Side, served, with_people
from tests.pipelines.layout import line, trailer
from tests.web.verden import UKENDT

LINES = [("0001000001", 100), (UKENDT, 2500), ("0001000003", -50)]


@pytest.fixture
def proeve(tmp_path: Path) -> Iterator[Side]:
    """A site that also has the tests' own Delsystem."""
    home = tmp_path / "var"
    words = with_people(home, proeveland=True)
    with served(home, words, arbejder=True) as running:
        yield running


def broken() -> bytes:
    """A customer nobody knows in line 2, and letters in the amount of line 3."""
    lines = [line(*one) for one in LINES]
    lines[2] = lines[2].replace("0000000050-", "00000O0050-")
    return "".join(f"{text}\r\n" for text in [*lines, trailer(LINES)]).encode()


def test_a_broken_file_is_repaired_line_by_line(aabn: Aabn, proeve: Side) -> None:
    syn = aabn(proeve).log_ind("operatoer")
    syn.slip("vægt.txt", broken())  # on I dag
    page = syn.page
    shown = page.inner_text("main")
    assert "1 fejl" in shown and "Linje 3" in shown and "00000O0050-" in shown
    assert "sættes linjer med fejl i karantæne" in shown
    syn.se("upload-fejl")
    page.get_by_role("button", name="Anvend den").click()
    page.wait_for_url("**/udvekslinger/1")
    assert "Linjer i karantæne" in page.inner_text("main")
    assert page.get_by_role("button", name="Prøv linjerne igen").is_visible()  # nothing is corrected yet
    syn.se("udveksling-karantaene-frisk")

    right = [line(LINES[0][0], 100), line("0001000002", 2500), line(*LINES[2])]
    for number in (2, 3):
        page.get_by_role("button", name=f"Åbn og ret linje {number}").click()
        field = page.get_by_label("Linjen, som den skal være")
        if number == 2:
            syn.se("karantaene-ret")
            field.fill("")
            page.get_by_role("button", name="Gem rettelsen").click()
            page.get_by_text("er tom").wait_for()
            syn.faldt(422).se("karantaene-ret-fejl")
        field.fill(right[number - 1])
        page.get_by_role("button", name="Gem rettelsen").click()
        page.get_by_text(f"Linje {number} er rettet").wait_for()
    page.get_by_role("button", name="Anvend de rettede linjer").click()
    page.locator(".vej-trin[aria-current=step]", has_text="Anvendt").wait_for()
    syn.se("udveksling-anvendt")
    assert "Antal\n3" in page.inner_text(".kontrolark").replace("\t", "\n")
    assert syn.trouble == []

    syn.til("/registre").slip("igen.txt", broken())  # the same bytes from another page are the same exchange
    page.get_by_role("button", name="Anvend den").click()
    assert "De anvendes ikke to gange" in page.inner_text("#beskeder")
    assert "alt er, som det blev skrevet" in proeve.cli("verify")


def test_pages_that_say_no(aabn: Aabn, proeve: Side) -> None:
    syn = aabn(proeve).log_ind("godkender").til("/upload")
    assert "Du har ikke adgang" in syn.page.inner_text("h1")
    syn.faldt(403).se("fejl-403")
    syn.til("/udvekslinger/4711").faldt(404).se("fejl-404")
    syn.til("/gaar-galt")
    text = syn.page.inner_text("main")
    assert "fejl i programmet" in text and "RuntimeError" not in text and "3112999999" not in text
    syn.faldt(500).se("fejl-500")
