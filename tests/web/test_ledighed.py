"""Unemployment on the site: the card and what is registered from it, the lists, the month, and who may (pages 530 and 543)."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.utils import timezone
from tests.led.verden import MANIITSOQ, SISIMIUT, bygget, d, eksempel, henvend, kort
from tests.web.conftest import Ind

from snitflade.exchange.konstanter.model import Systemkonstant
from snitflade.folk.models import Opslag, Person
from snitflade.led import kort as kortene
from snitflade.led.models import Henvendelse, Ledighedskort, Statistik

pytestmark = pytest.mark.django_db


def felter(navn: str, **givet: Any) -> dict[str, Any]:
    return {f"{navn}-{felt}": vaerdi for felt, vaerdi in givet.items()}


def test_a_card_is_made_and_found_again_and_opening_it_is_logged(ind: Ind) -> None:
    client = ind("led:koer")
    assert client.post("/registre/ledighed/ny", {"kommune": "0999", "cpr": "12"}).status_code == 422
    svar = client.post("/registre/ledighed/ny", {"kommune": "0957", "cpr": "820791-9003"})
    row = Ledighedskort.objects.get()
    assert svar.headers["Location"] == f"/registre/ledighed/{row.pk}"
    side = client.post("/registre/ledighed/ny", {"kommune": "0957", "cpr": SISIMIUT}, follow=True).content.decode()
    assert "Her er personens kort." in side
    assert Ledighedskort.objects.count() == 1
    seen = Opslag.objects.filter(register="led.ledighedskort", nummer=row.pk)
    assert [(one.af, one.formaal) for one in seen] == [("anna", "Ledighedskort")]


def test_a_contact_is_registered_once_however_often_the_button_is_pressed(ind: Ind) -> None:
    row, client = kort(SISIMIUT), ind("led:koer")
    sent = felter("henvend", dato="2025-03-04", kode="STP", lokalitet="0800", kontor="SISIMIUT", naeste_kontrol="2025-04-01")
    for _ in range(2):
        assert client.post(f"/registre/ledighed/{row.pk}/henvend", sent).status_code == 302
    assert Henvendelse.objects.count() == 1
    row.refresh_from_db()
    assert row.naeste_kontrol == d("20250401")
    side = client.get(f"/registre/ledighed/{row.pk}").content.decode()
    assert "STP Stempling" in side
    assert 'value="SISIMIUT"' in side, "the office is suggested the next time"


def test_what_is_refused_comes_back_with_every_sentence(ind: Ind) -> None:
    row, client = kort(SISIMIUT), ind("led:koer")
    svar = client.post(
        f"/registre/ledighed/{row.pk}/henvend", felter("henvend", dato="2025-03-04", kode="STP", lokalitet="8", kontor="=1")
    )
    assert svar.status_code == 422
    side = svar.content.decode()
    assert "Lokaliteten «8» kan ikke bruges" in side and "Kontoret «=1» kan ikke bruges" in side
    svar = client.post(f"/registre/ledighed/{row.pk}/periode", felter("periode", art="K", fra="2025-03-01", til="", tekst="Afslag"))
    assert "En karantæne skal have en sidste dag." in svar.content.decode()
    assert not Henvendelse.objects.exists()


def test_everything_that_can_be_registered_stands_on_the_card(ind: Ind) -> None:
    row, client = kort(SISIMIUT, gruppe="0"), ind("led:koer")
    Person.objects.create(personnummer=SISIMIUT, status="05", fornavn="Prøve", efternavn="Person Et", adressebeskyttet=True)
    for handling, sent in (
        ("gruppe", {"gruppe": "2", "fra": "2025-03-01"}),
        ("periode", {"art": "F", "fra": "2025-03-01", "til": "2025-03-31", "tekst": "Sygdom"}),
        ("periode", {"art": "L", "fra": "2025-02-01", "til": "", "tekst": ""}),
        ("uddannelse", {"kode": "0010", "tekst": "Folkeskole", "afsluttet": ""}),
        ("anvis", {"dato": "2025-03-05", "arbejdsgiver": "Prøvefabrik", "resultat": ""}),
        ("ret", {"naeste_kontrol": "", "vejledning": "ja", "kompetencer": "Truck\r\nSvejser", "behov": "Kursus"}),
    ):
        assert client.post(f"/registre/ledighed/{row.pk}/{handling}", felter(handling, **sent)).status_code == 302, handling
    side = client.get(f"/registre/ledighed/{row.pk}").content.decode()
    for text in (
        "Indsatsklar",
        "Fritaget for stempling",
        "Sygdom",
        "Folkeskole",
        "Prøvefabrik",
        "Svejser",
        "Kursus",
        "Beskyttet navn og adresse",
    ):
        assert text in side, text
    assert "Person Et" in side


def test_a_contact_is_annulled_with_a_reason_and_only_on_its_own_card(ind: Ind) -> None:
    et, to = eksempel()
    client = ind("led:koer")
    one = et.henvendelser.get(dato=d("20250304"))
    assert client.post(f"/registre/ledighed/{to.pk}/annuller", felter("annuller", henvendelse=one.pk, grund="x")).status_code == 422
    assert client.post(f"/registre/ledighed/{et.pk}/annuller", felter("annuller", henvendelse=one.pk, grund="")).status_code == 422
    assert (
        client.post(f"/registre/ledighed/{et.pk}/annuller", felter("annuller", henvendelse=one.pk, grund="Forkert")).status_code
        == 302
    )
    assert "Annulleret" in client.get(f"/registre/ledighed/{et.pk}").content.decode()
    assert "Annulleret" in client.get("/registre/henvendelser").content.decode()


def test_who_may_only_look_registers_nothing_and_who_has_no_role_sees_nothing(ind: Ind) -> None:
    row = kort(SISIMIUT)
    client = ind("led:laes")
    side = client.get(f"/registre/ledighed/{row.pk}").content.decode()
    assert "Det kræver rollen" in side
    assert client.post(f"/registre/ledighed/{row.pk}/henvend", {}).status_code == 403
    svar = client.post("/registre/ledighed/ny", {"kommune": "0957", "cpr": MANIITSOQ})
    assert (svar.status_code, "har ikke noget ledighedskort" in svar.content.decode()) == (422, True)
    assert client.post("/registre/ledighed/ny", {"kommune": "0957", "cpr": SISIMIUT}).headers["Location"].endswith(f"/{row.pk}")
    assert Ledighedskort.objects.count() == 1
    other = ind("tekn:laes", navn="bo")
    assert other.get(f"/registre/ledighed/{row.pk}").status_code == 403
    assert other.get("/registre/ledighed/maaned").status_code == 403
    assert other.get("/registre/ledighed/ny").status_code == 403
    assert other.post("/registre/ledighed/ny", {"kommune": "0957", "cpr": SISIMIUT}).status_code == 403
    assert ind("led:laes").get("/registre/ledighed/999").status_code == 404


def test_the_lists_say_who_did_not_come_and_mask_the_numbers(ind: Ind) -> None:
    today = timezone.localdate()
    late, free, came = kort("6101600001"), kort("6101600002"), kort("6101600003")
    for row in (late, free, came):
        kortene.ret(row, today - dt.timedelta(days=3), None, {}, "a")
    kortene.tilfoej_periode(free, "F", today - dt.timedelta(days=5), None, "Sygdom", "a")
    henvend(came, f"{today - dt.timedelta(days=2):%Y%m%d}")
    kortene.tilfoej_periode(came, "K", today, today + dt.timedelta(days=9), "Afslag", "a")
    client = ind("led:laes")

    def viste(valg: str) -> list[int]:
        side = client.get(f"/registre/ledighed?{valg}", follow=True).content.decode()
        assert "610160-****" in side and "6101600001" not in side
        return sorted(row.pk for row in (late, free, came) if f'/registre/ledighed/{row.pk}"' in side)

    assert viste("") == [late.pk, free.pk, came.pk]
    assert viste("stand=udeblevet") == [late.pk]
    assert viste("stand=fritaget") == [free.pk]
    assert viste("stand=karantaene") == [came.pk]
    assert viste("gruppe=1&q=6101600002") == [free.pk]
    assert client.get("/registre/ledighed?gruppe=0&stand=ledig&kommune=0957&q=x").status_code == 200
    assert client.get("/registre/henvendelser?maaned=2025-13&kode=STP&q=6101600003", follow=True).status_code == 200


def test_the_month_shows_what_is_missing_and_what_was_sent(ind: Ind) -> None:
    et, _ = eksempel()
    henvend(et, "20250205", lokalitet="0703")
    Systemkonstant.objects.create(nummer="led.udenfor", vaerdi="0802")
    client = ind("led:koer")
    side = client.get("/registre/ledighed/maaned?kommune=0957&maaned=202503").content.decode()
    assert "Måneden er ikke bygget." in side
    assert 'action="/snitflader/led.statistik/koer"' in side
    assert 'value="202503"' in side
    assert "0703" in side and "Registreres ikke her: 0802" in side
    exchange = bygget(komplet="nej", mangler="Kangaamiut")
    side = client.get("/registre/ledighed/maaned?kommune=0957&maaned=2025-03").content.decode()
    assert f"/udvekslinger/{exchange.pk}" in side and "Kangaamiut" in side
    assert SISIMIUT not in side and MANIITSOQ not in side
    assert "Kangaamiut" in client.get("/registre/ledighedsstatistik").content.decode()
    assert "ikke slut" in client.get(f"/registre/ledighed/maaned?maaned={timezone.localdate():%Y%m}").content.decode()
    assert client.get("/registre/ledighed/maaned?maaned=x&kommune=zz").status_code == 200
    assert "Kommune 09577" in client.get("/registre/ledighed/maaned?kommune=09577").content.decode(), "not cut into 0957"


def test_the_month_is_tried_and_built_from_its_page_once(ind: Ind) -> None:
    eksempel()
    client = ind("led:koer")
    sent = felter("koer", kommune="0957", maaned="202503", komplet="nej", mangler="")
    side = client.post("/snitflader/led.statistik/koer", sent | {"byg": "1"})
    assert (side.status_code, "Skriv, hvad der mangler" in side.content.decode()) == (422, True)
    sent = felter("koer", kommune="0957", maaned="202503", komplet="ja", mangler="")
    assert "Personer pr. matchgruppe" in client.post("/snitflader/led.statistik/koer", sent | {"proev": "1"}).content.decode()
    assert not Statistik.objects.exists()
    assert [client.post("/snitflader/led.statistik/koer", sent | {"byg": "1"}).status_code for _ in range(2)] == [302, 422]
    assert Statistik.objects.count() == 1


def test_the_exchange_page_shows_the_chain_from_the_file_to_the_contacts(ind: Ind) -> None:
    eksempel()
    exchange = bygget()
    side = ind("led:laes").get(f"/udvekslinger/{exchange.pk}").content.decode()
    assert "Personer pr. matchgruppe" in side
    assert "LEDIGHED_0957_202503.csv" in side
    assert SISIMIUT not in side
