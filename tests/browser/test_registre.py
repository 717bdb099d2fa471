"""Registers, reconciliation, log, users and settings in a browser: complete, accessible, narrow, printed."""

from __future__ import annotations

from pathlib import Path

from tests.browser.conftest import Aabn
from tests.browser.installation import Side


def test_registers_and_a_debtor(aabn: Aabn, side: Side) -> None:
    syn = aabn(side).log_ind("operatoer").til("/registre")
    syn.se("registre")
    for navn in ("debitorer", "aftaler", "ydelser", "regninger", "posteringer", "lokaliteter", "systemkonstanter"):
        syn.til(f"/registre/{navn}").se(f"register-{navn}")
    syn.til("/registre/debitorer?q=olsen")
    syn.page.get_by_text("Hent som fil").click()
    syn.se("register-hent")
    syn.page.get_by_role("link", name="Ole Olsen").click()
    syn.page.wait_for_load_state("networkidle")
    syn.se("debitor")
    syn.papir("debitor")
    syn.til("/registre/stamdata").se("stamdata")


def test_persons_deliveries_and_subscriptions(aabn: Aabn, side: Side) -> None:
    syn = aabn(side).log_ind("operatoer").til("/registre/personer")
    syn.page.get_by_label("Navn", exact=True).fill("prøve person")
    syn.page.get_by_role("button", name="Søg", exact=True).last.click()
    syn.page.get_by_text("2 personer").wait_for()
    syn.se("personer")
    syn.page.get_by_role("link", name="Prøve Person Et").click()
    syn.page.get_by_role("heading", name="Familie").wait_for()
    syn.se("person")
    syn.papir("person")
    syn.til("/registre/personer/2").se("person-beskyttet")
    for navn in ("cpr-abonnementer", "cpr-leverancer"):
        syn.til(f"/registre/{navn}").se(navn)
        syn.til(f"/registre/{navn}/1").se(f"{navn}-en")


def test_addresses_and_whose_are_not_authorised(aabn: Aabn, side: Side) -> None:
    syn = aabn(side).log_ind("operatoer")
    for navn in ("adresser", "adresseforskelle", "adressekontrol"):
        syn.til(f"/registre/{navn}").se(navn)
    syn.til("/registre/adressekontrol?udfald=ukendt").page.get_by_text("9560082H007_0002").wait_for()
    syn.til("/registre/adresser?q=prøvevej").page.get_by_text("9560082H018B___A").wait_for()


def test_the_reconciliation_on_screen_and_on_paper(aabn: Aabn, side: Side) -> None:
    syn = aabn(side).log_ind("operatoer").til("/afstemning?periode=2018K1")
    syn.se("afstemning")
    syn.til("/afstemning?periode=2018").se("afstemning-aar")


def test_log_users_and_settings(aabn: Aabn, side: Side) -> None:
    syn = aabn(side).log_ind("administrator")
    for sti, navn in (
        ("/log", "log"),
        ("/log/opslag", "log-opslag"),
        ("/indstillinger", "indstillinger"),
        ("/indstillinger/konstanter", "konstanter"),
        ("/indstillinger/konstanter/4011", "konstant"),
        ("/indstillinger/brugere", "brugere"),
        ("/indstillinger/brugere/1", "bruger"),
        ("/indstillinger/brugere/ny", "bruger-ny"),
        ("/indstillinger/adgange", "adgange"),
        ("/indstillinger/adgange/ny", "adgang-ny"),
    ):
        syn.til(sti).se(navn)


def test_a_systems_access(aabn: Aabn, side: Side) -> None:
    given = ("--system", "RenoWeb", "--kommune", "0956", "--formaal", "Opkrævning", "--adgang", "inka.renoweb-debitor:laes")
    side.cli("token", "create", *given)
    syn = aabn(side).log_ind("administrator").til("/indstillinger/adgange")
    syn.se("adgange-en")
    syn.page.locator("tbody a").first.click()
    syn.page.wait_for_load_state("networkidle")
    syn.se("adgang")


def test_files_with_errors_are_not_read_in(aabn: Aabn, side: Side, tmp_path: Path) -> None:
    file = tmp_path / "ydelser.csv"
    file.write_text("Ydelse;Lokalitet;Indtægtskonto;Pris\nDagrenovation;Findesikke;66-02;seks\n", encoding="utf-8")
    syn = aabn(side).log_ind("operatoer").til("/registre/stamdata")
    syn.page.get_by_label("Filer", exact=True).set_input_files(str(file))
    syn.page.get_by_role("button", name="Prøv uden at indlæse").click()
    syn.page.get_by_text("Intet er indlæst.").wait_for()
    syn.faldt(422).se("stamdata-fejl")


def test_a_user_is_made_and_the_password_shown_once(aabn: Aabn, egen_side: Side) -> None:
    syn = aabn(egen_side).log_ind("administrator").til("/indstillinger/brugere/ny")
    page = syn.page
    page.get_by_label("Brugernavn").fill("ny.person")
    page.get_by_label("Tekn: Læse").check()
    page.get_by_role("button", name="Lav brugeren").click()
    page.wait_for_load_state("networkidle")
    assert len(page.locator(".hemmelig code").inner_text()) == 19
    syn.se("bruger-lavet")
    page.get_by_role("link", name="Jeg har gemt den").click()
    assert page.get_by_label("Tekn: Læse").is_checked()
