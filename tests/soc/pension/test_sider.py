"""The pages of Pension: new rates, the month, the card, the hand-over; who may, and what a double click does."""

from __future__ import annotations

import datetime as dt

import pytest
from tests.soc.pension.verden import ET, JAN, KOMMUNE, indkomst, modtag, pensionist, raekker, regneark, satser
from tests.web.conftest import Ind, ind, site

from snitflade.folk.models import Opslag
from snitflade.soc.models import Genberegning, Overlevering, Pensionist, Pensionsberegning, Pensionssats
from snitflade.soc.pension import beregning, genberegning, satsgang

__all__ = ["ind", "site"]

pytestmark = pytest.mark.django_db
VALGT = {"kommune": KOMMUNE, "maaned": str(JAN)}
MAANED = f"/registre/pension/maaned?kommune={KOMMUNE}&maaned={JAN}"
NYE = "/registre/pension/satser"
REGISTRE = ("pensionssatser", "pensionister", "pension-genberegning", "pensionsoverleveringer")


@pytest.fixture(autouse=True)
def verden(site: None, db: None) -> None:
    """The site."""


def test_rates_are_seen_beside_last_years_and_accepted_once(ind: Ind) -> None:
    satser()
    modtag(regneark(raekker(2027, AP_GRUND=100_000)))
    client = ind("soc:laes", "soc:godkend")
    page = client.get(NYE).content.decode()
    assert "80.000,00 kr. pr. år" in page and "100.000,00 kr. pr. år" in page and "+25,0 %" in page
    assert "uden for −5 til +20 %" in page
    seen = satsgang.maerke(satsgang.ventende())
    refused = client.post(f"{NYE}/godkend", {"maerke": seen, "bemaerkning": ""})
    assert refused.status_code == 422 and "Skriv, hvorfor de er rigtige alligevel" in refused.content.decode()
    for _ in range(2):
        client.post(f"{NYE}/godkend", {"maerke": seen, "bemaerkning": "bekræftet"})
    assert Pensionssats.objects.filter(status="godkendt", gyldig_fra=dt.date(2027, 1, 1)).count() == 6
    listed = client.get("/registre/pensionssatser?aar=2027").content.decode()
    assert "+25,0 %" in listed and "Godkendt" in listed
    assert "Ingen satser venter" in client.get(NYE).content.decode()


def test_rates_can_be_rejected_with_a_reason(ind: Ind) -> None:
    modtag(regneark())
    client = ind("soc:godkend")
    seen = satsgang.maerke(satsgang.ventende())
    assert client.post(f"{NYE}/afvis", {"maerke": seen, "grund": ""}).status_code == 422
    client.post(f"{NYE}/afvis", {"maerke": seen, "grund": "forkert år"})
    assert Pensionssats.objects.filter(status="afvist").count() == 6


def test_a_month_from_card_to_file(ind: Ind) -> None:
    satser()
    indkomst(0)
    client = ind("soc:laes", "soc:koer")
    made = client.post(
        "/registre/pension/opret",
        {"kommune": KOMMUNE, "cpr": "610160-0001", "art": "AP", "niveau": "", "samliv": "enlig", "fra": "2026-01-01"},
    )
    card = Pensionist.objects.get()
    assert made.status_code == 302 and made["Location"] == f"/registre/pensionister/{card.pk}"
    for _ in range(2):
        page = client.post("/registre/pension/maaned/beregn", VALGT, follow=True).content.decode()
    assert "Pensioner beregnet: 1, i alt 13.666,67 kr." in page and Pensionsberegning.objects.count() == 1
    for _ in range(2):
        page = client.post("/registre/pension/maaned/overlever", VALGT, follow=True).content.decode()
    assert "venter på godkendelse" in page and Overlevering.objects.count() == 1
    number = Overlevering.objects.get().pk
    address = f"/registre/pensionsoverleveringer/{number}"
    assert client.post(f"{address}/godkend").status_code == 403
    assert "ikke godkendt" in client.post(f"{address}/hent", follow=True).content.decode()
    other = ind("soc:laes", "soc:godkend", navn="bo")
    for _ in range(2):
        other.post(f"{address}/godkend")
    assert f'action="{address}/hent" data-igen>' in client.get(address).content.decode(), "and again"
    file = client.post(f"{address}/hent")
    assert file["Content-Disposition"] == 'attachment; filename="PENSION_0957_202601_1.csv"'
    assert f"0957;{ET};".encode() in file.content
    wrong = client.get(MAANED.replace(KOMMUNE, f"{KOMMUNE}7")).content.decode()
    assert f"Kommune {KOMMUNE}7." in wrong and "Intet er overleveret" in wrong, "a wrong number is not cut into a right one"
    page = client.get(f"/registre/pensionister/{card.pk}").content.decode()
    assert (
        f"{ET[:6]}-{ET[6:]}" in page and "13.666,67" in page and "Grundbeløb efter nedsættelse" in page and "202601 nr. 1" in page
    )
    assert Opslag.objects.filter(formaal="Pensionskort").exists()
    assert Opslag.objects.filter(formaal="Pension til lønsystemet").exists()
    for register in REGISTRE:
        answer = client.get(f"/registre/{register}")
        assert answer.status_code == 200 and ET not in answer.content.decode(), register
    assert "13.666,67" in client.get(address).content.decode() and ET not in client.get(address).content.decode()
    assert client.get(MAANED).status_code == 200


def test_everything_wrong_with_a_new_card_comes_back_in_the_form(ind: Ind) -> None:
    client = ind("soc:koer")
    answer = client.post(
        "/registre/pension/opret",
        {"kommune": "95", "cpr": "1", "art": "FP", "niveau": "", "samliv": "enlig", "fra": "2026-01-02"},
    )
    page = answer.content.decode()
    assert answer.status_code == 422 and not Pensionist.objects.exists()
    for told in ("ikke et kommunenummer", "ikke et CPR-nummer", "har et niveau", "begynder den 1."):
        assert told in page, told


def test_the_card_changes_and_the_list_is_decided_there(ind: Ind) -> None:
    satser()
    card = pensionist(fra=dt.date(2026, 2, 1))
    indkomst(100_000)
    beregning.beregn_maaned(KOMMUNE, JAN.plus(1), "anna")
    indkomst(150_000, dt.date(2026, 1, 1))
    genberegning.find(KOMMUNE, dt.date(2026, 2, 10))
    entry = Genberegning.objects.get()
    client = ind("soc:laes", "soc:koer")
    address = f"/registre/pensionister/{card.pk}"
    assert "Brug den nye indkomst" in client.get(address).content.decode()
    assert client.post(f"/registre/pensionister/{card.pk + 1}/genberegn/{entry.pk}").status_code == 404
    for _ in range(2):
        client.post(f"{address}/genberegn/{entry.pk}")
    card.refresh_from_db()
    assert card.indkomst == 15_000_000
    refused = client.post(f"{address}/forvent", {"beloeb": "-1", "grund": ""})
    assert refused.status_code == 422 and "Skriv hvorfor" in refused.content.decode()
    client.post(f"{address}/forvent", {"beloeb": "1.000,50", "grund": "deltid"})
    client.post(f"{address}/ret", {"samliv": "partner", "niveau": "", "kendt_pension": "12,50"})
    client.post(f"{address}/stop", {"til": "2026-03-31", "grund": "død"})
    card.refresh_from_db()
    assert (card.forventet_indkomst, card.samliv, card.kendt_pension, card.til) == (100_050, "partner", 1_250, dt.date(2026, 3, 31))
    assert client.post(f"{address}/stop", {"til": "2026-04-30", "grund": "igen"}).status_code == 422


def test_leaving_it_as_it_is_needs_a_reason(ind: Ind) -> None:
    card = pensionist()
    entry = Genberegning.objects.create(pensionist=card, aarsag="flyttet", tekst="x", fundet=dt.datetime(2026, 1, 1, tzinfo=dt.UTC))
    client = ind("soc:koer")
    address = f"/registre/pensionister/{card.pk}/behold/{entry.pk}"
    assert "Skriv hvorfor" in client.post(address, {"grund": ""}, follow=True).content.decode()
    client.post(address, {"grund": "midlertidigt ophold"})
    entry.refresh_from_db()
    assert (entry.status, entry.bemaerkning) == ("beholdt", "midlertidigt ophold")


def test_who_may_only_look_cannot_press_and_others_see_nothing(ind: Ind) -> None:
    card = pensionist()
    reader = ind("soc:laes", navn="eva")
    assert reader.get(MAANED).status_code == 200 and "maaned/beregn" not in reader.get(MAANED).content.decode()
    for path in ("maaned/beregn", "maaned/find", "maaned/overlever", "opret", "satser/godkend", "satser/afvis"):
        assert reader.post(f"/registre/pension/{path}", VALGT).status_code == 403, path
    for path in ("ret", "forvent", "stop"):
        assert reader.post(f"/registre/pensionister/{card.pk}/{path}").status_code == 403
    other = ind("tekn:laes", navn="bo")
    for path in (MAANED, NYE, f"/registre/pensionister/{card.pk}", *(f"/registre/{register}" for register in REGISTRE)):
        assert other.get(path).status_code in (403, 404), path
    assert reader.get("/registre/pensionister/999").status_code == 404
    assert reader.get("/registre/pensionsoverleveringer/999").status_code == 404
