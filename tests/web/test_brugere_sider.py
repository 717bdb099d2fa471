"""Users and tokens on the pages: made, changed, shown once, and only by whoever administers everything."""

from __future__ import annotations

import re

import pytest
from tests.web.conftest import Ind
from tests.web.folk import bruger

from snitflade.api.models import Token
from snitflade.api.tokens import opens
from snitflade.exchange.models import AuditEvent
from snitflade.web.models import Bruger

pytestmark = pytest.mark.django_db


def hemmelig(html: str) -> str:
    match = re.search(r'class="hemmelig"><code>([^<]+)', html)
    assert match
    return match[1]


def test_a_user_is_made_and_the_password_shown_once(ind: Ind) -> None:
    client = ind("*:administrer")
    svar = client.post("/indstillinger/brugere/ny", {"brugernavn": "nye", "navn": "Prøve Ny", "rolle": ["tekn:laes", "soc:koer"]})
    user = Bruger.objects.get(brugernavn="nye")
    assert user.check_password(hemmelig(svar.content.decode())) and user.skal_skifte
    assert {str(role) for role in user.roller.all()} == {"tekn:laes", "soc:koer"}
    assert "no-store" in svar["Cache-Control"]
    assert AuditEvent.objects.get(event="bruger oprettet").by == "anna"


@pytest.mark.parametrize(
    "given", [{}, {"brugernavn": "to ord"}, {"brugernavn": "ANNA"}, {"brugernavn": "ny", "rolle": ["tekn:alt"]}]
)
def test_what_is_wrong_is_said_and_nobody_made(ind: Ind, given: dict[str, object]) -> None:
    svar = ind("*:administrer").post("/indstillinger/brugere/ny", given)
    assert svar.status_code == 422
    assert Bruger.objects.count() == 1


def test_roles_are_given_and_taken_and_each_is_an_event(ind: Ind) -> None:
    user = bruger("bent", "tekn:laes", "tekn:koer")
    ind("*:administrer").post(f"/indstillinger/brugere/{user.pk}", {"rolle": ["tekn:laes", "soc:godkend"]})
    assert {str(role) for role in user.roller.all()} == {"tekn:laes", "soc:godkend"}
    assert AuditEvent.objects.filter(event__in=("rolle givet", "rolle taget")).count() == 2


def test_the_last_administrator_stays_and_nothing_else_changes(ind: Ind) -> None:
    client = ind("*:administrer")
    me = Bruger.objects.get(brugernavn="anna")
    svar = client.post(f"/indstillinger/brugere/{me.pk}", {"rolle": ["soc:laes"]}, follow=True)
    assert "den sidste" in svar.content.decode()
    assert [str(role) for role in me.roller.all()] == ["*:administrer"]
    client.post(f"/indstillinger/brugere/{me.pk}/spaer")
    me.refresh_from_db()
    assert me.is_active


def test_disable_enable_and_a_new_password(ind: Ind) -> None:
    client, user = ind("*:administrer"), bruger("bent", "tekn:laes")
    client.post(f"/indstillinger/brugere/{user.pk}/spaer")
    user.refresh_from_db()
    assert not user.is_active
    client.post(f"/indstillinger/brugere/{user.pk}/aabn")
    svar = client.post(f"/indstillinger/brugere/{user.pk}/nulstil")
    user.refresh_from_db()
    assert user.is_active and user.skal_skifte and user.check_password(hemmelig(svar.content.decode()))
    client.post(f"/indstillinger/brugere/{user.pk}/tofaktor")
    assert client.get(f"/indstillinger/brugere/{user.pk}").status_code == 200
    assert client.get("/indstillinger/brugere/999999").status_code == 404


TOKEN = {
    "system": "RenoWeb",
    "kommune": "0956",
    "formaal": "Opslag",
    "adgang": "inka.debitor-opslag:laes",
    "dage": "30",
    "pr_minut": "60",
}


def test_a_token_is_shown_once_listed_without_it_and_revoked(ind: Ind) -> None:
    client = ind("*:administrer")
    text = hemmelig(client.post("/indstillinger/adgange/ny", TOKEN).content.decode())
    token = Token.objects.get()
    assert opens(text, "") == token
    for sti in ("/indstillinger/adgange", f"/indstillinger/adgange/{token.prefix}"):
        shown = client.get(sti).content.decode()
        assert "RenoWeb" in shown and text not in shown and token.digest not in shown
    client.post(f"/indstillinger/adgange/{token.prefix}/tilbagekald")
    token.refresh_from_db()
    assert token.state == "tilbagekaldt" and token.revoked_by == "anna"
    assert client.get("/indstillinger/adgange/ffffffff").status_code == 404


def test_every_fault_of_a_token_is_said_at_once(ind: Ind) -> None:
    svar = ind("*:administrer").post(
        "/indstillinger/adgange/ny", {**TOKEN, "kommune": "9", "dage": "9999", "adgang": "inka.debitr:laes"}
    )
    text = svar.content.decode()
    assert svar.status_code == 422 and not Token.objects.exists()
    assert "kommunenummer" in text and "9999" in text and "findes ikke" in text


@pytest.mark.parametrize("rolle", ["*:koer", "tekn:administrer"])
def test_only_for_who_administers_everything(ind: Ind, rolle: str) -> None:
    client = ind(rolle)
    for sti in ("/indstillinger/brugere", "/indstillinger/brugere/ny", "/indstillinger/adgange", "/indstillinger/adgange/ny"):
        assert client.get(sti).status_code == 403
