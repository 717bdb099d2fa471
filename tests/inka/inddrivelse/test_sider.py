"""The pages: registers, a claim's card, receipts, differences, months; who may what, and what is pressed twice."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client
from django.utils import timezone
from tests.inka.inddrivelse.test_afstem import afstem, raekke
from tests.inka.inddrivelse.verden import NU, fordring, krav, saet_op, send, tilstande, udveksling
from tests.web.conftest import Ind, ind, site

from snitflade.folk.models import Opslag
from snitflade.inka.inddrivelse.models import Fordringsdata, Inddrivelsesvalg, Udsendelse
from snitflade.inka.inddrivelse.models_ind import Afstemning, Afvigelse
from snitflade.inka.models import Regning

__all__ = ["ind", "site"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("opsat")]
REGISTRE = ("inddrivelse", "inddrivelse-filer", "inddrivelse-afvigelser", "inddrivelse-afstemninger")


@pytest.fixture
def opsat(db: None) -> None:
    saet_op()


def side(client: Client, path: str, **post: str) -> str:
    """A page, or where a form leads."""
    answer = client.post(path, post, follow=True) if post else client.get(path)
    assert answer.status_code in (200, 422), (path, answer.status_code)
    return str(answer.content.decode())


def verden() -> tuple[Regning, Regning]:
    one, two = krav(183000, 500)
    send(udveksling())
    afstem(raekke(one, "1830,00", "500,00", rest="1330,00"))
    return one, two


def test_every_register_and_card_opens_for_who_may_and_for_nobody_else(ind: Ind) -> None:
    one, _ = verden()
    paths = [f"/registre/{name}" for name in REGISTRE]
    paths += [f"/registre/inddrivelse/{one.pk}", f"/registre/inddrivelse-filer/{fordring(one).exchange_id}"]
    paths += [f"/registre/inddrivelse-afvigelser/{Afvigelse.objects.get(art='beløb').pk}"]
    paths += [f"/registre/inddrivelse-afstemninger/{Afstemning.objects.get().pk}"]
    client, other = ind("inka:laes"), ind("tekn:laes", navn="bo")
    for path in paths:
        assert client.get(path).status_code == 200, path
        assert other.get(path).status_code in (403, 404), path
    assert client.get("/registre/inddrivelse/999999").status_code == 404
    assert client.post(f"/registre/inddrivelse/{one.pk}/igen").status_code == 403
    assert client.get("/registre/inddrivelse?tilstand=under&q=3112999999", follow=True).status_code == 200
    assert client.get("/registre/inddrivelse-afvigelser?lukket=nej&art=bel%C3%B8b").status_code == 200


def test_the_list_masks_persons_and_the_card_is_logged(ind: Ind) -> None:
    one, _ = verden()
    client = ind("inka:laes")
    assert "311299-9999" not in side(client, "/registre/inddrivelse") and "3112999999" not in side(client, "/registre/inddrivelse")
    shown = side(client, f"/registre/inddrivelse/{one.pk}")
    assert "Under inddrivelse" in shown and "1.830,00" in shown and "AKI-900001" in shown
    assert Opslag.objects.filter(formaal="Inddrivelse").count() == 1


def test_why_a_claim_is_not_handed_over(ind: Ind) -> None:
    today = timezone.localdate()
    (late,) = krav(100, leveret_dag=None, forfald=today - dt.timedelta(40), stiftet=today - dt.timedelta(70))
    (soon,) = krav(100, forfald=today - dt.timedelta(3), stiftet=today - dt.timedelta(30))
    client = ind("inka:laes", "inka:koer")
    assert "Det vides ikke, om regningen er udsendt" in side(client, f"/registre/inddrivelse/{late.pk}")
    assert "Fristen er ikke gået" in side(client, f"/registre/inddrivelse/{soon.pk}")
    path = f"/registre/inddrivelse/{late.pk}/udsendt"
    sent = f"{today - dt.timedelta(60):%Y-%m-%d}"
    assert "Skriv hvorfor." in side(client, path, **{"u-dato": sent, "u-grund": ""})
    for _ in range(2):
        shown = side(client, path, **{"u-dato": sent, "u-grund": "Trykkeriet", "u-hele": "on"})
    assert "Kommer ikke med" not in shown and Udsendelse.objects.filter(koersel=late.koersel).count() == 1


def test_a_receipt_is_pasted_and_a_rejected_claim_sent_again(ind: Ind) -> None:
    one, two = krav(183000, 500)
    exchange = send(udveksling())
    client = ind("inka:laes", "inka:koer")
    path = f"/registre/inddrivelse-filer/{exchange.pk}"
    assert "Registrér kvittering" in side(client, path)
    assert "KVITTERING" not in side(client, f"{path}/svar", **{"k-kvittering": "vrøvl"}) and tilstande() == ["i fil", "i fil"]
    text = f"{fordring(one).ekstern_sagsnummer};5637000001\r\n{fordring(two).ekstern_sagsnummer};;Debitor findes ikke"
    assert "1 er modtaget, 1 er afvist, og 0 venter på svar." in side(client, f"{path}/svar", **{"k-kvittering": text})
    assert "er allerede modtaget" in side(client, f"{path}/svar", **{"k-kvittering": text})
    for _ in range(2):
        shown = side(client, f"/registre/inddrivelse/{two.pk}/igen", x="x")
    assert "er allerede i kø" in shown and tilstande() == ["modtaget", "kø"]


def test_a_refused_file_and_a_withdrawal(ind: Ind) -> None:
    (one,) = krav(183000)
    exchange = send(udveksling())
    client = ind("inka:laes", "inka:koer")
    path = f"/registre/inddrivelse-filer/{exchange.pk}/afvist"
    assert "Række 9 er ikke i filen" in side(client, path, **{"a-kvittering": "9;x", "a-fil": "1"})
    assert "1 linjer er ikke modtaget" in side(client, path, **{"a-kvittering": "2;debitor;ukendt", "a-fil": "1"})
    assert fordring(one).aarsag == "debitor;ukendt"
    assert "Myndigheden har den ikke" in side(client, f"/registre/inddrivelse/{one.pk}")


def test_what_the_authority_must_know_and_the_debtors_choice(ind: Ind) -> None:
    (one,) = krav(183000)
    client = ind("inka:laes", "inka:koer")
    shown = side(client, f"/registre/inddrivelse/{one.pk}/oplys", **{"o-barns_cpr": "99", "o-meddebitorer": "1", "o-note": 'a;"'})
    assert "er ikke et CPR-nummer" in shown and "Meddebitorer skrives" in shown and "Noten kan ikke" in shown
    assert not Fordringsdata.objects.exists()
    side(client, f"/registre/inddrivelse/{one.pk}/oplys", **{"o-barns_cpr": "311215-9997", "o-meddebitorer": "", "o-note": "Note"})
    assert Fordringsdata.objects.get().barns_cpr == "3112159997"
    side(client, f"/registre/inddrivelse/{one.pk}/debitor", **{"d-egen": "on", "d-grund": "Aftalt"})
    assert Inddrivelsesvalg.objects.get().egen


def test_a_difference_is_closed_and_the_month_signed(ind: Ind) -> None:
    verden()
    client = ind("inka:laes", "inka:koer")
    month = f"/registre/inddrivelse-afstemninger/{Afstemning.objects.get().pk}"
    assert "2 afvigelser er ikke lukket" in side(client, f"{month}/underskriv", x="x")
    for row in Afvigelse.objects.all():
        path = f"/registre/inddrivelse-afvigelser/{row.pk}/luk"
        assert "Skriv hvorfor." in side(client, path, **{"l-grund": ""})
        assert "Afvigelsen er lukket." in side(client, path, **{"l-grund": "De nedskrev selv"})
        assert "allerede lukket af anna" in side(client, path, **{"l-grund": "igen"})
    assert "Måneden er underskrevet." in side(client, f"{month}/underskriv", x="x")
    assert "Underskrevet af anna" in side(client, month).replace("\n", " ") and NU
