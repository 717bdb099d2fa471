"""The 861 from the master data to Prisme's receipt, by two people who have nothing but the pages; a decision that counts once."""

from __future__ import annotations

import hashlib
import json
import re
import urllib.request
from pathlib import Path
from typing import Any

from playwright.sync_api import Page
from tests.browser.conftest import Aabn
from tests.browser.installation import DEMO, RUN_861, cli, partners, served, with_people
from tests.browser.syn import Syn
from tests.cli.test_run import G69, tenq_lines, written

FORM = {
    "Kommune": "0956",
    "Kvartal": "2018K1",
    "Posteringsdato": "2017-01-13",
    "Forfaldsdato": "2017-02-01",
    "Regnskabsår": "2017",
    "Tekst": "1. KVARTAL 2018",
    "Konteret af": "tobl",
    "Tidsstempel": "2017-01-13T12:00",
}
"""The specification's own test case."""
GOLDEN = {"861_G69.txt": written(G69), "861_10Q.txt": written(tenq_lines())}
"""The bytes of it, composed by hand from the specification."""


def styr(control: str, **told: object) -> None:
    """Tell the simulated Prisme something."""
    request = urllib.request.Request(  # noqa: S310 (our own address)
        f"{control}/prisme", data=json.dumps(told).encode(), headers={"Content-Type": "application/json"}
    )
    with urllib.request.urlopen(request, timeout=20) as answer:  # noqa: S310
        assert answer.status == 200


def taget(control: str) -> list[dict[str, Any]]:
    """What Prisme's job has taken."""
    with urllib.request.urlopen(control, timeout=20) as answer:  # noqa: S310
        found: list[dict[str, Any]] = json.load(answer)["prisme"]["taken"]
    return found


def trin(page: Page, navn: str) -> None:
    """Wait until the exchange has come so far, without touching the page."""
    page.locator(".vej-trin[aria-current=step] .vej-navn", has_text=navn).wait_for()


def indlaes(syn: Syn) -> None:
    """Read the master data in from its three files: tried first, then in earnest."""
    page = syn.til("/registre").page
    page.get_by_role("link", name="Stamdata som filer").first.click()
    files = [str(DEMO / name) for name in ("debitorer.csv", "ydelser.csv", "aftaler.csv")]
    for knap, svar in (("Prøv uden at indlæse", "Intet er indlæst endnu"), ("Indlæs", "Stamdata er indlæst")):
        page.get_by_label("Filer", exact=True).set_input_files(files)
        page.get_by_role("button", name=knap, exact=True).click()
        page.get_by_text(svar).wait_for()
    syn.se("stamdata-indlaest")


def byg(syn: Syn) -> None:
    """Find the interface by the number of the page one knew, fill the form in, and build."""
    page = syn.page
    page.keyboard.press("/")
    page.keyboard.type("861")
    page.keyboard.press("Enter")
    for label, text in FORM.items():
        page.get_by_label(re.compile(rf"^{label}( .frivilligt.)?$")).fill(text)
    page.get_by_role("button", name="Byg", exact=True).click()
    page.wait_for_url("**/udvekslinger/*")


def test_from_master_data_to_prismes_receipt_by_two_people(aabn: Aabn, tmp_path: Path) -> None:
    home = tmp_path / "var"
    words = with_people(home)
    with partners(home) as control, served(home, words, arbejder=True) as side:
        styr(control, pause=True)
        operatoer = aabn(side).log_ind("operatoer")
        assert "Alt er gjort" in operatoer.page.inner_text("main")
        operatoer.se("i-dag-tom")
        indlaes(operatoer)
        byg(operatoer)
        sheet = operatoer.page.inner_text(".kontrolark")
        assert "9.710,00" in sheet and "8.490,00" in sheet and "1.220,00" in sheet  # prisme.md 5.2
        assert operatoer.page.get_by_role("button", name="Godkend").count() == 0
        hentet = _hent(operatoer)

        godkender = aabn(side).log_ind("godkender")
        godkender.page.get_by_role("link", name="Gennemse og godkend").click()
        styr(control, misbehave="late", seconds=1.5, times=2)
        godkender.page.get_by_role("button", name="Godkend", exact=True).click()
        godkender.page.get_by_role("heading", name="Den afleveres").wait_for()
        godkender.se("udveksling-afleveres")
        trin(godkender.page, "Afsendt")

        operatoer.til("/udvekslinger/1").page.get_by_role("button", name="Se efter").click()
        operatoer.page.get_by_text("havde ikke taget filerne endnu").wait_for()
        operatoer.se("udveksling-ikke-taget")
        styr(control, take_now=True)
        operatoer.page.get_by_role("button", name="Se efter").click()
        trin(operatoer.page, "Taget af modtager")
        operatoer.se("udveksling-taget")
        operatoer.page.get_by_text("Skriv kvittering").first.click()
        operatoer.page.get_by_label("Kvittering:").fill("Prisme har bogført kørslen, bilag 4711")
        operatoer.page.get_by_role("button", name="Skriv kvittering").click()
        trin(operatoer.page, "Kvitteret")
        assert "bilag 4711" in operatoer.page.inner_text("main")
        operatoer.se("udveksling-kvitteret")
        assert "Alt er gjort" in operatoer.til("/").page.inner_text("main")
        assert operatoer.trouble == [] and godkender.trouble == []

        names = {Path(one["path"]).name: one["sha256"] for one in taget(control)}
        archive = next(home.rglob("archive"))
        journal = {sha: name for name, sha in _i_journalen(operatoer).items()}
        for name, golden in GOLDEN.items():
            at_prisme = (archive / names[name]).read_bytes()
            assert at_prisme == golden == hentet[name]
            assert journal[hashlib.sha256(at_prisme).hexdigest()] == name
        assert {Path(one["path"]).parent.name for one in taget(control)} == {"G", "Q"}
        assert "alt er, som det blev skrevet" in side.cli("verify")


def _hent(syn: Syn) -> dict[str, bytes]:
    """Every file of the exchange on the page, fetched."""
    found = {}
    for name in GOLDEN:
        with syn.page.expect_download() as download:
            syn.page.get_by_role("button", name=f"Hent {name}").click()
        found[name] = Path(download.value.path()).read_bytes()
    return found


def _i_journalen(syn: Syn) -> dict[str, str]:
    """The files of the exchange and their SHA-256, as its page tells them."""
    files = syn.til("/udvekslinger/1").page.locator(".filliste li")
    return {one.locator(".fil-navn a").inner_text(): one.locator("code").inner_text() for one in files.all()}


def test_a_double_click_sends_again_once(aabn: Aabn, tmp_path: Path) -> None:
    """Two windows with the same decision, one after the other: Prisme gets one more of each file."""
    home = tmp_path / "var"
    words = with_people(home)
    cli(home, "user", "grant", "godkender", "tekn:koer")
    cli(home, "import", "tekn.renovation", DEMO)
    cli(home, *RUN_861, by="operatoer")
    with partners(home) as control, served(home, words, arbejder=True) as side:
        first = aabn(side).log_ind("godkender").til("/udvekslinger/1")
        first.page.get_by_role("button", name="Godkend", exact=True).click()
        trin(first.page, "Afsendt")
        styr(control, take_now=True)
        windows = [first, Syn(first.page.context.new_page(), side)]
        for syn in windows:
            syn.til("/udvekslinger/1").page.get_by_text("Send igen").first.click()
            syn.page.get_by_label("Hvorfor sendes den igen?").fill("Prisme har mistet den")
        windows[0].page.get_by_role("button", name="Send igen").click()
        windows[0].page.get_by_text("sendes igen i baggrunden").wait_for()
        trin(windows[0].page, "Afsendt")
        windows[1].page.get_by_role("button", name="Send igen").click()
        windows[1].page.get_by_text("forsøgt sendt, siden du så den").wait_for()
        windows[1].faldt(409).se("kan-ikke-nu")
        styr(control, take_now=True)
        assert sorted(Path(one["path"]).name for one in taget(control)) == sorted([*GOLDEN, *GOLDEN])
        assert "alt er, som det blev skrevet" in side.cli("verify")
