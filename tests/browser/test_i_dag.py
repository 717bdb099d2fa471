"""The first page and the sign-in in a browser: complete, accessible, narrow, by keyboard, in two languages."""

from __future__ import annotations

from tests.browser.conftest import Aabn
from tests.browser.installation import Side


def test_the_first_page_on_a_busy_day(aabn: Aabn, side: Side) -> None:
    syn = aabn(side).log_ind("godkender")
    syn.se("i-dag")
    text = syn.page.inner_text("main")
    for wanted in ("Kræver handling nu", "Venter på dig", "Snitflade 861 Renovation", "bankdage over tiden"):
        assert wanted in text


def test_signing_in_and_ones_own_account(aabn: Aabn, side: Side) -> None:
    syn = aabn(side).til("/login")
    syn.se("login")
    syn.log_ind("administrator").til("/konto").se("konto")
    syn.til("/konto/tofaktor").se("tofaktor")
    syn.til("/konto/adgangskode").se("adgangskode")
    syn.til("/soeg?q=renovation").se("soeg")


def test_a_wrong_password_is_said_where_a_reader_hears_it(aabn: Aabn, side: Side) -> None:
    syn = aabn(side).til("/login")
    syn.page.get_by_label("Brugernavn").fill("findes-ikke")
    syn.page.get_by_label("Adgangskode").fill("forkert")
    syn.page.get_by_role("button", name="Log ind").click()
    assert "forkert" in syn.page.get_by_role("alert").inner_text()
    syn.se("login-forkert")


def test_what_is_not_there_or_not_allowed(aabn: Aabn, side: Side) -> None:
    syn = aabn(side).log_ind("operatoer").til("/findes-ikke")
    assert "Findes ikke" in syn.page.inner_text("h1")
    assert any("404" in line for line in syn.trouble)
    syn.trouble.clear()
    syn.se("findes-ikke")


def test_by_keyboard_alone(aabn: Aabn, side: Side) -> None:
    syn = aabn(side).til("/login")
    page = syn.page
    page.keyboard.type("operatoer")  # the field has the focus
    page.keyboard.press("Tab")
    page.keyboard.type(side.koder["operatoer"])
    page.keyboard.press("Enter")
    page.wait_for_url(f"{side.base}/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skipnav"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "indhold"
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "soeg"
    page.keyboard.type("prisme/861")
    assert page.input_value("#soeg") == "prisme/861"


def test_the_menu_on_a_phone(aabn: Aabn, side: Side) -> None:
    syn = aabn(side).log_ind("operatoer")
    syn.page.set_viewport_size({"width": 360, "height": 740})
    entry = syn.page.get_by_role("navigation", name="Hovedmenu").get_by_role("link", name="I dag")
    assert not entry.is_visible()
    syn.page.get_by_role("button", name="Menu").click()
    assert entry.is_visible()
    assert syn.axe() == []


def test_the_languages(aabn: Aabn, side: Side) -> None:
    syn = aabn(side).log_ind("godkender")
    syn.page.get_by_role("button", name="English").click()
    syn.page.wait_for_load_state("networkidle")
    assert syn.page.inner_text("h1") == "Today"
    syn.se("i-dag-en")
    assert syn.page.get_by_role("button", name="Kalaallisut").count() == 0  # until it has been translated (docs/side.md)
    syn.page.get_by_role("button", name="Dansk").click()
    syn.page.wait_for_load_state("networkidle")
    assert syn.page.inner_text("h1") == "I dag"


def test_the_list_brings_itself_up_to_date(aabn: Aabn, egen_side: Side) -> None:
    syn = aabn(egen_side).log_ind("godkender")
    assert "udveksling 1" in syn.page.inner_text("main").lower()
    egen_side.cli("approve", "1", by="godkender")
    with syn.page.expect_response(lambda response: response.request.headers.get("x-af-sig-selv") == "1"):
        syn.page.evaluate("htmx.trigger('#liste', 'hent')")
    syn.page.wait_for_function("!document.querySelector('main').innerText.includes('Venter på dig')")
    assert syn.trouble == []


def test_without_scripts_everything_is_there(aabn: Aabn, side: Side) -> None:
    browser = aabn(side).page.context.browser
    assert browser is not None
    context = browser.new_context(java_script_enabled=False, locale="da", viewport={"width": 360, "height": 740})
    page = context.new_page()
    page.goto(f"{side.base}/login")
    page.fill("[name=brugernavn]", "godkender")
    page.fill("[name=adgangskode]", side.koder["godkender"])
    page.click("button.button-primary")
    assert page.locator("h1").inner_text() == "I dag"
    assert page.get_by_role("navigation", name="Hovedmenu").get_by_role("link", name="I dag").is_visible()
    context.close()
