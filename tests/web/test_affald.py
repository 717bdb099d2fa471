"""Weighed waste on the site: the trial calculation (868), billing once (869), the art, and what is left out."""

from __future__ import annotations

import pytest
from tests.tekn.affald.verden import ET, TO, TRE, laes, parti
from tests.tekn.affald.verden import verden as verden
from tests.tekn.renoweb import grundlag as renoweb
from tests.web.conftest import Ind

from snitflade.bogh.models import Bilag
from snitflade.exchange.konstanter.model import Systemkonstant
from snitflade.exchange.models import Exchange
from snitflade.inka.models import Debitor, Regning
from snitflade.tekn.affald.models import Vejning

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("verden")]
ORDRE = {"posteringsdato": "2025-04-10", "forfaldsdato": "2025-05-01", "regnskabsaar": "2025", "tekst": "AFFALD MARTS"}


def kort() -> str:
    return f"/registre/vejepartier/{parti().pk}"


def test_the_card_shows_the_totals_and_the_trial(ind: Ind) -> None:
    laes(ET, TO, TRE.replace("5800000003", "5800000009"))
    page = ind("tekn:koer").get(kort()).content.decode()
    for said in (
        "Linjer læst</dt><dd>3",
        "1 · 687,50 kr.",
        "Sat til side</dt><dd>1",
        "5800000001",
        "der er sat til side: 1.",
        "Opkræv partiet",
    ):
        assert said in page
    assert "Prøve Byg ApS" in page
    assert not Regning.objects.exists()


def test_a_batch_is_billed_once_however_often_the_button_is_pressed(ind: Ind) -> None:
    laes(ET, TRE)
    client = ind("tekn:koer")
    first = client.post(f"{kort()}/opkraev", ORDRE)
    out = Exchange.objects.get(direction="ud")
    assert (first.status_code, first["Location"]) == (302, f"/udvekslinger/{out.pk}")
    again = client.post(f"{kort()}/opkraev", ORDRE)
    assert again.status_code == 422
    assert "er opkrævet eller udeladt. Intet er skrevet." in again.content.decode()
    assert (Bilag.objects.count(), Regning.objects.count()) == (1, 2)


def test_a_wrong_order_comes_back_with_every_sentence(ind: Ind) -> None:
    laes(ET)
    Systemkonstant.objects.filter(nummer="affald.betalingsart").delete()
    page = ind("tekn:koer").post(f"{kort()}/opkraev", {**ORDRE, "forfaldsdato": "2025-04-01"})
    text = page.content.decode()
    assert page.status_code == 422
    assert "ligger før posteringsdatoen" in text
    assert "affald.betalingsart" in text
    assert 'value="AFFALD MARTS"' in text
    assert not Regning.objects.exists()


def test_the_art_is_chosen_from_those_there_are(ind: Ind) -> None:
    Systemkonstant.objects.create(nummer="affald.arter", vaerdi="AFF2")
    laes(ET)
    client = ind("tekn:koer")
    assert client.post(f"{kort()}/art", {"art": "XYZ"}).status_code == 422
    assert client.post(f"{kort()}/art", {"art": "AFF2"}).status_code == 302
    assert parti().art == "AFF2"


def test_a_weighing_is_left_out_and_taken_in_again(ind: Ind) -> None:
    laes(ET)
    one = Vejning.objects.get()
    client = ind("tekn:koer")
    assert "Udelad vejning 1000231" in client.get(f"{kort()}?vejning={one.pk}").content.decode()
    address = f"{kort()}/vejninger/{one.pk}"
    assert client.post(f"{address}/udelad", {"grund": ""}).status_code == 422
    assert client.post(f"{address}/udelad", {"grund": "Vejet forkert"}).status_code == 302
    page = client.get(f"{kort()}?vejning={one.pk}").content.decode()
    assert "Tag vejning 1000231 med igen" in page
    assert "Vejet forkert" in page
    assert client.post(f"{address}/med").status_code == 302
    one.refresh_from_db()
    assert one.udeladt == ""


def test_the_lists_are_searched_and_filtered(ind: Ind) -> None:
    laes(ET, TRE)
    client = ind("tekn:laes")
    for query, there, absent in (
        ("q=1000231", "1000231", "1000233"),
        ("q=deponi", "1000233", "1000231"),
        ("by=Qaqortoq", "1000231", "1000233"),
    ):
        page = client.get(f"/registre/vejninger?{query}", follow=True).content.decode()
        assert there in page
        assert absent not in page
    assert "1000231" not in client.get("/registre/vejninger?stand=opkraevet").content.decode()
    assert "1000231" in client.get("/registre/vejninger?stand=aaben").content.decode()
    assert f"{kort()}" in client.get("/registre/vejepartier?q=0955").content.decode()
    assert f"{kort()}" not in client.get("/registre/vejepartier?stand=faerdigt").content.decode()


def test_reading_does_not_bill_and_others_see_nothing(ind: Ind) -> None:
    laes(ET)
    client = ind("tekn:laes")
    assert client.post(f"{kort()}/opkraev", ORDRE).status_code == 403
    assert client.get("/registre/vejepartier/999999").status_code == 404
    assert ind("lon:koer", navn="bo").get(kort()).status_code in (403, 404)


def test_renowebs_lines_are_searched_and_filtered(ind: Ind) -> None:
    Debitor.objects.all().delete()
    renoweb.opret()
    renoweb.laes(renoweb.ET, renoweb.TO)
    renoweb.opkraev()
    renoweb.laes(renoweb.RETTELSE, nr=2)
    client = ind("tekn:laes")
    assert "Dagrenovation 660 l" in client.get("/registre/renoweblinjer?q=DAG660").content.decode()
    page = client.get("/registre/renoweblinjer?stand=aaben&kvartal=2014K3").content.decode()
    assert "Rettelse" in page
    assert "Dagrenovation 240 l" not in page
