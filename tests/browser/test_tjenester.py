"""The services for other systems on a site that runs as people get it: the page about them, and calls over the wire."""

from __future__ import annotations

from typing import Any

import httpx
import zeep
from tests.browser.conftest import Aabn
from tests.browser.installation import Side

library: Any = zeep
"""It does not type all it has."""


def test_the_page_for_those_who_build_other_systems(aabn: Aabn, side: Side) -> None:
    syn = aabn(side).til("/api/")
    assert "Tjenester for andre systemer" in syn.page.inner_text("h1")
    syn.se("tjenester")
    syn.papir("tjenester")
    syn.page.get_by_role("link", name="GET /api/debitor/v1", exact=True).click()
    assert syn.page.url.endswith("#hent_debitor")


def test_a_system_calls_with_the_token_it_was_given(side: Side) -> None:
    given = ("--system", "RenoWeb", "--kommune", "0956", "--formaal", "Opkrævning", "--adgang", "inka.renoweb-debitor:laes")
    token = side.cli("token", "create", *given).split()[-1]
    with httpx.Client(base_url=f"{side.base}/api/", headers={"Authorization": f"Bearer {token}"}) as system:
        page = system.get("debitor/v1/aendringer", params={"siden": "2000-01-01T00:00:00Z"})
        assert page.status_code == 200
        one = page.json()["debitorer"][0]
        assert system.get("debitor/v1", params={"kundenr": one["kundenr"]}).json() == one
        missing = system.get("debitor/v1")
        assert (missing.status_code, missing.json()["code"]) == (400, "RW-E01")
        assert missing.headers["Content-Type"] == "application/problem+json"
        written = system.put(f"debitor/v1/{one['kundenr']}/renoweb", json={"renoweb_kundeid": "RW1"})
        assert (written.status_code, written.json()["code"]) == (403, "TOKEN_ADGANG")
        assert httpx.get(f"{side.base}/api/debitor/v1?kundenr={one['kundenr']}").status_code == 401
    transport = library.Transport()
    transport.session.headers["Authorization"] = f"Bearer {token}"
    service = library.Client(f"{side.base}/api/soap/debitor?wsdl", transport=transport).bind("Debitor", "DebitorSoap12")
    assert service.HentDebitor(kundenr=one["kundenr"]).navn == one["navn"]
