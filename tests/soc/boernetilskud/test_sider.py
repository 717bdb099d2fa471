"""The pages of Børnetilskud: the month, a child's card, the undtagelseskort; who may, and what a double click does."""

from __future__ import annotations

import pytest
from tests.soc.boernetilskud.verden import BARN_1, ENE, ENEBARN, KOMMUNE, MAJ, familier, opsaet, sats, udveksling, ur
from tests.web.conftest import Ind, ind, site

from snitflade.folk.models import Opslag, Person
from snitflade.skat.models_aktuel import AktuelIndkomst
from snitflade.soc.models import Undtagelseskort

__all__ = ["ind", "site"]

pytestmark = pytest.mark.django_db
MAANED = f"/registre/boernetilskud/maaned?kommune={KOMMUNE}&maaned={MAJ}"
KORT = {"fra": "202505", "ret": "nej", "begrundelse": "Bor hos sin mormor"}


@pytest.fixture(autouse=True)
def verden(site: None, db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Three children and rates."""
    ur(monkeypatch)
    opsaet()
    sats()
    familier()


def kort(cpr: str) -> str:
    """The address of a child's card."""
    return f"/registre/boernetilskud/barn/{Person.objects.get(personnummer=cpr).pk}"


def test_the_month_shows_what_would_be_granted_and_what_was(ind: Ind) -> None:
    client = ind("soc:laes", "soc:koer")
    shown = client.get(MAANED).content.decode()
    assert "1.502,00" in shown and "Intet er tildelt endnu" in shown and "Foreløbig model" in shown
    AktuelIndkomst.objects.filter(cpr=ENE).delete()
    shown = client.get(MAANED).content.decode()
    assert "796,00" in shown and "BT-E01" in shown and f'href="{kort(ENEBARN)}?maaned=202505"' in shown
    assert ENEBARN not in shown
    udveksling()
    shown = client.get(MAANED).content.decode()
    assert "Ordinær (2)" in shown
    for register in ("boernetilskud", "boernetilskud-kort", "boernetilskud-modtagere"):
        answer = client.get(f"/registre/{register}")
        assert answer.status_code == 200 and BARN_1 not in answer.content.decode(), register
    assert kort(BARN_1) in client.get("/registre/boernetilskud").content.decode()
    assert "Børnetilskud: måneden" in client.get("/registre").content.decode()


def test_the_card_shows_how_the_amount_came_about_and_opening_it_is_noted(ind: Ind) -> None:
    shown = ind("soc:laes").get(f"{kort(BARN_1)}?maaned={MAJ}").content.decode()
    for text in ("398,00 kr.", "250.000,00 kr.", "397.200,00 kr.", "Prøve Person 1, Prøve Person 2", "Tilsagn"):
        assert text in shown, text
    assert Opslag.objects.filter(formaal="Børnetilskudskort").count() == 1


def test_a_card_is_made_once_and_refused_in_place(ind: Ind) -> None:
    client = ind("soc:laes", "soc:koer")
    address = kort(ENEBARN)
    answer = client.post(f"{address}/kort", {**KORT, "begrundelse": ""})
    assert answer.status_code == 422 and "Skriv hvorfor" in answer.content.decode()
    answer = client.post(f"{address}/kort", {**KORT, "samlever": "123"})
    assert answer.status_code == 422 and "kendes ikke i personregisteret" in answer.content.decode()
    for _ in range(2):
        shown = client.post(f"{address}/kort", KORT, follow=True).content.decode()
        assert "Undtagelseskortet er gemt" in shown
    (made,) = Undtagelseskort.objects.all()
    assert (made.barn, made.ret, made.beloeb) == (ENEBARN, "nej", None)
    client.post(f"{address}/kort", {"fra": "202506", "beloeb": "1.250,50", "begrundelse": "Afgørelse"})
    assert Undtagelseskort.objects.filter(beloeb=125_050).exists()
    assert client.post(f"{kort(BARN_1)}/kort/{made.pk}/ophaev").status_code == 404, "another child's"
    shown = client.post(f"{address}/kort/{made.pk}/ophaev", follow=True).content.decode()
    assert "er ophævet" in shown
    assert "allerede ophævet" in client.post(f"{address}/kort/{made.pk}/ophaev", follow=True).content.decode()


def test_who_may_only_look_cannot_press_and_others_see_nothing(ind: Ind) -> None:
    reader = ind("soc:laes", navn="eva")
    assert reader.post(f"{kort(ENEBARN)}/kort", KORT).status_code == 403
    assert "Det kræver rollen" in reader.get(kort(ENEBARN)).content.decode()
    other = ind("tekn:laes", navn="bo")
    for path in (MAANED, kort(ENEBARN), "/registre/boernetilskud-kort"):
        assert other.get(path).status_code in (403, 404)
    assert reader.get("/registre/boernetilskud/barn/999999").status_code == 404


def test_a_month_without_rates_says_what_to_enter(ind: Ind) -> None:
    shown = ind("soc:laes").get(f"/registre/boernetilskud/maaned?kommune={KOMMUNE}&maaned=202412").content.decode()
    assert "boernetilskudssatser.csv" in shown
