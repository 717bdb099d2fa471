"""What officers do on every card: tick a box, come back to the list as it was, fetch a file twice."""

from __future__ import annotations

from tests.browser.conftest import Aabn
from tests.browser.installation import Side


def test_a_box_is_seen_and_ticked_by_its_label(aabn: Aabn, side: Side) -> None:
    syn = aabn(side).log_ind("administrator").til("/registre/sociale-arter/ny")
    box = syn.page.get_by_label("Må modregnes")
    drawn = syn.page.locator("label", has_text="Må modregnes").evaluate(
        "label => { const one = getComputedStyle(label, '::before'); return [one.width, one.height, one.borderTopStyle]; }"
    )
    assert drawn == ["24px", "24px", "solid"]
    assert box.is_checked()
    syn.page.get_by_text("Må modregnes").click()
    assert not box.is_checked()
    syn.se("social-art-ny")


def test_the_way_back_leads_to_the_list_as_it_was_left(aabn: Aabn, side: Side) -> None:
    syn = aabn(side).log_ind("operatoer").til("/registre/debitorer?q=olsen&sorter=navn")
    syn.page.get_by_role("link", name="Ole Olsen").click()
    syn.page.locator(".tilbage a").click()
    syn.page.wait_for_url("**/registre/debitorer?q=olsen&sorter=navn")
    syn.til("/registre/debitorer").page.get_by_role("link", name="Ole Olsen").click()
    assert str(syn.page.locator(".tilbage a").get_attribute("href")).endswith("/registre/debitorer"), "left without anything chosen"
    syn.page.get_by_role("button", name="Log ud").click()
    syn.page.wait_for_load_state("networkidle")
    assert syn.page.evaluate("sessionStorage.length") == 0


def test_a_file_is_fetched_again_without_opening_the_page_anew(aabn: Aabn, side: Side) -> None:
    page = aabn(side).log_ind("operatoer").til("/registre/debitorer").page
    page.get_by_text("Hent som fil").click()
    for kind in ("CSV", "Excel"):
        with page.expect_download() as got:
            page.get_by_role("button", name=kind).click()
        assert got.value.suggested_filename.endswith({"CSV": ".csv", "Excel": ".xlsx"}[kind])
