"""The catalogue, an interface, an exchange with its files, and upload in a browser: complete, accessible, narrow."""

from __future__ import annotations

from pathlib import Path

from tests.browser.conftest import Aabn
from tests.browser.installation import Side


def test_the_catalogue_and_an_interface(aabn: Aabn, side: Side) -> None:
    syn = aabn(side).log_ind("operatoer").til("/snitflader")
    syn.se("snitflader")
    syn.til("/snitflader?ord=861").se("snitflader-861")
    syn.page.fill("#f-ord", "renovation 610299-9001")
    syn.page.press("#f-ord", "Enter")
    syn.page.wait_for_url("**/snitflader?ord=~*")
    assert syn.page.input_value("#f-ord") == "renovation 610299-9001", "the part of the page that came left the form alone"
    syn.page.get_by_text("Ingen snitflader passer").wait_for()
    syn.til("/snitflader/861").se("snitflade")
    assert syn.page.url.endswith("/snitflader/tekn.renovation-prisme")
    syn.til("/snitflader/bogh.bankoverfoersler").se("snitflade-mangler")
    syn.til("/snitflader/tekn.renovation-prisme/layout/10q").se("snitflade-layout")


def test_a_run_in_the_background(aabn: Aabn, side: Side) -> None:
    syn = aabn(side).log_ind("operatoer").til("/snitflader/tekn.renovation-prisme/bestilling/1")
    assert "Der kører ingen arbejder" in syn.page.inner_text("main")  # this site was told to have none
    syn.se("bestilling")
    syn.til("/snitflader/tekn.renovation-prisme/bestilling/2").se("bestilling-fejl")


def test_a_run_is_tried_and_what_is_wrong_is_said_at_once(aabn: Aabn, side: Side) -> None:
    syn = aabn(side).log_ind("operatoer").til("/snitflader/tekn.renovation-prisme")
    page = syn.page
    page.get_by_label("Kvartal", exact=True).fill("2018K2")
    page.get_by_role("button", name="Prøvekørsel").click()
    page.wait_for_load_state("networkidle")
    assert "Prøvekørsel: intet er skrevet" in page.inner_text("main")
    syn.se("snitflade-proevet")
    page.get_by_label("Kvartal", exact=True).fill("2018")
    page.get_by_label("Forfaldsdato").fill("2016-01-01")
    page.get_by_role("button", name="Byg").click()
    page.wait_for_load_state("networkidle")
    text = page.inner_text("main")
    assert "er ikke et kvartal" in text and "ligger før posteringsdatoen" in text
    syn.trouble = [line for line in syn.trouble if "422" not in line]
    syn.se("snitflade-fejl")


def test_an_exchange_and_its_files(aabn: Aabn, side: Side) -> None:
    syn = aabn(side).log_ind("operatoer").til("/udvekslinger/1")
    syn.se("udveksling-bygget-af-mig")
    syn.til("/udvekslinger/1/filer/2").se("fil")
    syn.page.locator(".post-alle summary").nth(1).click()
    syn.se("fil-alle-felter")
    syn.til("/udvekslinger/1/filer/2?visning=raa").se("fil-raa")
    syn.til("/udvekslinger/1/filer/1").se("fil-g69")
    syn.page.locator(".post-alle summary").first.click()
    syn.page.get_by_role("button", name="Vis i klartekst").first.click()
    syn.page.wait_for_load_state("networkidle")
    syn.se("fil-linje")
    for number, name in enumerate(("godkendt", "uklar", "afsendt", "venter", "afvist", "karantaene"), start=2):
        syn.til(f"/udvekslinger/{number}").se(f"udveksling-{name}")


def test_two_people_take_it_to_its_receipt(aabn: Aabn, egen_side: Side) -> None:
    syn = aabn(egen_side).log_ind("godkender").til("/udvekslinger/1")
    syn.se("udveksling-venter-paa-mig")
    syn.page.get_by_role("button", name="Godkend").click()
    syn.page.wait_for_load_state("networkidle")
    assert "er godkendt" in syn.page.inner_text("#beskeder")
    other = aabn(egen_side).log_ind("operatoer").til("/udvekslinger/1")
    other.page.get_by_text("Skriv, at den er afleveret").first.click()
    other.page.get_by_label("Kvittering:").fill("Lagt på portalen, kvittering 4711")
    other.page.get_by_role("button", name="Skriv, at den er afleveret").click()
    other.page.wait_for_load_state("networkidle")
    assert "«Afsendt»" in other.page.inner_text("#beskeder")
    other.se("udveksling-afsendt-med-haanden")
    with other.page.expect_download() as download:
        other.page.get_by_role("button", name="Hent 861_10Q.txt").click()
    assert download.value.suggested_filename == "861_10Q.txt"


def test_a_file_is_dropped_and_recognised(aabn: Aabn, side: Side, tmp_path: Path) -> None:
    syn = aabn(side).log_ind("operatoer").til("/upload")
    page = syn.page
    syn.se("upload")
    page.evaluate(
        """() => {
            const data = new DataTransfer();
            data.items.add(new File(["ingen kender mig\\n"], "ukendt.txt"));
            document.body.dispatchEvent(new DragEvent("drop", {dataTransfer: data, bubbles: true, cancelable: true}));
        }"""
    )
    page.get_by_text("Ingen kender den fil").wait_for()
    syn.se("upload-ukendt")
    file = tmp_path / "fil.txt"
    file.write_bytes(
        b"000G69000010956" + b"01NORFLYD&10300861&1040000001&11020170113&1116602507000&112         89000 &113D&114201X\r\n"
    )
    page.set_input_files("#fil", str(file))
    page.get_by_role("button", name="Kontrollér").click()
    page.wait_for_load_state("networkidle")
    assert "861" in page.inner_text(".upload-svar")
    syn.se("upload-kontrolleret")
