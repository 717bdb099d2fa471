"""The pages in English: no Danish is left on them but what is Danish by nature, and that is marked as such."""

from __future__ import annotations

import pytest
from tests.browser.conftest import Aabn
from tests.browser.engelsk import dansk
from tests.browser.installation import Side

SIDER = {
    "operatoer": (
        "/",
        "/snitflader",
        "/snitflader/tekn.renovation-prisme",
        "/snitflader/tekn.renovation-prisme/layout/g69",
        "/snitflader/bogh.bankoverfoersler",
        *(f"/udvekslinger/{number}" for number in range(1, 8)),
        "/udvekslinger/1/filer/1",
        "/udvekslinger/1/filer/1?visning=raa",
        "/upload",
        "/registre",
        *(f"/registre/{name}" for name in ("debitorer", "aftaler", "ydelser", "regninger", "posteringer", "lokaliteter")),
        "/registre/systemkonstanter",
        *(f"/registre/{name}" for name in ("indbetalinger", "uanbringelige", "udbetalinger", "modtagere")),
        "/registre/personer",
        "/registre/personer/1",
        "/registre/personer/2",
        *(f"/registre/cpr-{name}{number}" for name in ("abonnementer", "leverancer") for number in ("", "/1")),
        *(f"/registre/{name}" for name in ("adresser", "adresseforskelle", "adressekontrol")),
        "/registre/stamdata",
        "/afstemning?periode=2018K1",
        "/log",
        "/konto",
        "/konto/adgangskode",
        "/soeg?q=renovation",
        "/findes-ikke",
    ),
    "administrator": (
        "/indstillinger",
        "/indstillinger/konstanter",
        "/indstillinger/konstanter/4011",
        "/indstillinger/brugere",
        "/indstillinger/brugere/1",
        "/indstillinger/brugere/ny",
        "/indstillinger/adgange",
        "/indstillinger/adgange/ny",
        "/log/opslag",
        "/konto/tofaktor",
    ),
}


@pytest.mark.parametrize("hvem", SIDER)
def test_in_english_nothing_is_in_danish(aabn: Aabn, side: Side, hvem: str) -> None:
    syn = aabn(side).log_ind(hvem)
    syn.page.get_by_role("button", name="English").click()
    syn.page.wait_for_load_state("networkidle")
    left = {}
    try:
        for address in SIDER[hvem]:
            syn.page.goto(f"{side.base}{address}")
            assert syn.page.evaluate("document.documentElement.lang") == "en"
            if found := dansk(syn.page):
                left[address] = found
    finally:
        syn.page.get_by_role("button", name="Dansk").click()  # the site is others', too
    assert left == {}


def test_what_is_danish_is_found(aabn: Aabn, side: Side) -> None:
    """The test above sees something: on a Danish page almost everything."""
    syn = aabn(side).log_ind("operatoer")
    syn.page.evaluate("document.documentElement.lang = 'en'")
    assert {"I dag", "Snitflader", "Kræver handling nu"} <= set(dansk(syn.page))
