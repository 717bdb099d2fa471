"""The pages of Erhv: slips typed one after the other, a settlement seen before it is made, and cards that say what they should."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client
from tests.bogh.udbetalingsverden import i_orden
from tests.erhv.verden import KOEB, afregnet, opsaet, saldi, sendt, solgt, tilgode
from tests.web.conftest import Ind

from snitflade.erhv import salg as salgene
from snitflade.erhv.models import Indhandlingssted, Saelger, Salg, Vilkaar
from snitflade.erhv.models_afregning import Afregning, Modtagersvar
from snitflade.folk.models import Opslag

pytestmark = pytest.mark.usefixtures("erhv")


@pytest.fixture
def erhv(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Places, sellers and terms."""
    opsaet(monkeypatch)


BON = {"sted": "NAN", "dato": "2026-11-27", "saelger": "F0117", "beloeb": "1.000,05", "art": "salg", "ture": "1", "noegle": "abc"}
ORDRE = {"kommune": "0956", "til": "2026-11-27", "dato": "2026-11-27", "forfaldsdato": "2026-11-30"}


def se(client: Client, sti: str, status: int = 200) -> str:
    """A page."""
    svar = client.get(sti)
    assert svar.status_code == status, svar.content.decode()[:500]
    return str(svar.content.decode())


def test_a_slip_is_there_once_and_the_page_stands_ready_for_the_next(ind: Ind) -> None:
    client = ind("erhv:koer")
    svar = client.post("/registre/braetsalg", BON)
    assert svar.status_code == 302 and svar["Location"] == "/registre/braetsalg?sted=NAN&dato=2026-11-27&art=salg"
    client.post("/registre/braetsalg", BON)
    assert Salg.objects.get().beloeb == 1_000_05
    shown = se(client, svar["Location"])
    assert "F0117" in shown and "445,03" in shown and "420,02" in shown and "autofocus" in shown
    assert '<option value="NAN" selected>' in shown and "Bonen er registreret allerede" in shown


def test_a_slip_that_is_wrong_says_everything(ind: Ind) -> None:
    client = ind("erhv:koer")
    svar = client.post("/registre/braetsalg", {**BON, "saelger": "F9999", "beloeb": "1,234", "ture": "-1"})
    assert svar.status_code == 422 and "er ikke et beløb i kroner" in svar.content.decode()
    svar = client.post("/registre/braetsalg", {**BON, "saelger": "F9999", "dato": "2026-12-24"})
    text = svar.content.decode()
    assert "«F9999» findes ikke" in text and "24-12-2026 er ikke kommet endnu" in text and not Salg.objects.exists()


def test_a_slip_is_cancelled_from_the_page(ind: Ind) -> None:
    client, one = ind("erhv:koer"), solgt("F0117", 100_00, "2026-11-27")
    svar = client.post(f"/registre/salg/{one.pk}/ophaev", {"tilbage": "/registre/braetsalg?sted=NAN"})
    assert svar["Location"] == "/registre/braetsalg?sted=NAN" and Salg.objects.count() == 2
    svar = client.post(f"/registre/salg/{one.pk}/ophaev", {"tilbage": "https://andre.example/"})
    assert svar["Location"].startswith("/registre/braetsalg?") and Salg.objects.count() == 2
    assert "er ophævet allerede" in se(client, svar["Location"])


def test_a_settlement_is_seen_before_it_is_made(ind: Ind) -> None:
    client = ind("erhv:koer")
    solgt("F0117", 1_000_05, "2026-11-26", ture=1)
    shown = client.get("/registre/afregninger/ny")
    text = shown.content.decode()
    assert "445,03" in text and "2026-11-30" in text and not Afregning.objects.exists()
    seen = {**ORDRE, "set": shown.context["form"]["set"].value()}
    solgt("F0209", 500_00, "2026-11-26", ture=0)
    svar = client.post("/registre/afregninger/ny", seen)
    assert svar.status_code == 422 and "det var 1.000,05 kr., og nu er det 1.500,05 kr." in svar.content.decode()
    assert not Afregning.objects.exists()
    seen["set"] = svar.context["form"]["set"].value()
    assert f'value="{seen["set"]}"' in svar.content.decode() and 'value="2026-11-27"' in svar.content.decode()
    svar = client.post("/registre/afregninger/ny", seen)
    made = Afregning.objects.get()
    assert svar["Location"] == f"/registre/afregninger/{made.pk}" and tilgode("F0117") == 445_03
    # Sent twice, it has nothing to settle and says so.
    svar = client.post("/registre/afregninger/ny", seen)
    assert svar.status_code == 422 and "Der er intet at afregne" in svar.content.decode() and Afregning.objects.count() == 1
    card = se(client, f"/registre/afregninger/{made.pk}")
    assert "445,03" in card and KOEB in card and "F0209" in card


def test_a_settlement_is_taken_back_from_its_card(ind: Ind) -> None:
    client = ind("erhv:koer")
    solgt("F0117", 100_00, "2026-11-26")
    made = afregnet()
    assert client.post(f"/registre/afregninger/{made.pk}/tilbage", {"grund": ""}).status_code == 422
    client.post(f"/registre/afregninger/{made.pk}/tilbage", {"grund": "Forkert dag"})
    assert saldi() == {} and "Taget tilbage" in se(client, f"/registre/afregninger/{made.pk}") and i_orden()


def test_the_card_says_the_year_and_that_it_was_opened(ind: Ind) -> None:
    client = ind("erhv:laes")
    solgt("F0117", 100_00, "2026-10-12")
    solgt("F0117", 200_00, "2026-11-12")
    solgt("F0117", 50_00, "2026-11-12", sted="SKOLE")
    afregnet()
    solgt("F0117", 7_00, "2026-11-26")
    one = Saelger.objects.get(nummer="F0117")
    svar = client.get(f"/registre/fangere/{one.pk}")
    braet = svar.context["braet"]
    assert (braet.ialt.brutto, braet.ialt.skattepligtig, braet.ialt.skat, braet.uafregnet) == (300_00, 300_00, 126_00, 7_00)
    assert [str(month.maaned) for month in braet.maaneder] == ["2026-10-01", "2026-11-01"]
    text = svar.content.decode()
    assert "Skattepligtig sum" in text and "300,00 kr." in text and "148,50" in text
    assert Opslag.objects.filter(register="bogh.modtager", formaal="Fanger/fisker-kort").count() == 1
    firm = Saelger.objects.get(nummer="E0001")
    assert client.get(f"/registre/fangere/{firm.pk}").context["braet"].ialt.skattepligtig == 0
    assert Opslag.objects.filter(register="bogh.modtager").count() == 1


def test_a_seller_is_made_and_changed(ind: Ind) -> None:
    client = ind("erhv:koer", "erhv:administrer")
    given = {"nummer": "F0400", "art": "cpr", "modtager": "611290-9999", "sted": "NAR", "transport": "on"}
    svar = client.post("/registre/fangere/ny", given)
    one = Saelger.objects.get(nummer="F0400")
    assert svar["Location"] == f"/registre/fangere/{one.pk}" and one.modtager.navn == "Arnatsiaq Prøvesen" and one.transport
    svar = client.post("/registre/fangere/ny", {**given, "sted": "NAN"})
    assert svar.status_code == 422 and "Nummeret F0400 er taget" in svar.content.decode()
    client.post(f"/registre/fangere/{one.pk}/ret", {"r-sted": "NAN", "r-mobil": "299 12 34 56"})
    one.refresh_from_db()
    assert (one.sted.kode, one.mobil, one.transport) == ("NAN", "299 12 34 56", False)
    client.post(f"/registre/fangere/{one.pk}/skat", {"p-skat": "12,5", "p-fra": "2026-11-01"})
    assert one.skatter.get().skat == 12_50 and "12,5 %" in se(client, f"/registre/fangere/{one.pk}")
    assert client.post(f"/registre/fangere/{one.pk}/skat", {"p-skat": "101", "p-fra": "2026-11-01"}).status_code == 422


def test_a_place_and_its_terms(ind: Ind) -> None:
    client = ind("erhv:administrer")
    svar = client.post("/registre/indhandlingssteder/ny", {"kode": "QAQ", "navn": "Qaqortoq", "kommune": "0955", "art": "braet"})
    sted = Indhandlingssted.objects.get(kode="QAQ")
    assert svar["Location"] == f"/registre/indhandlingssteder/{sted.pk}"
    terms = {
        "v-fra": "2026-12-01",
        "v-skat": "42,5 %",
        "v-knapk": "2",
        "v-transport": "50,00",
        "v-konto_salg": "90-01-00-10-01",
        "v-konto_afregning": "9001001008",
        "v-konto_skat": "9001001003",
        "v-konto_knapk": "9001001004",
    }
    svar = client.post(f"/registre/indhandlingssteder/{sted.pk}/vilkaar", terms)
    assert svar.status_code == 422 and "Kontoen for transport mangler" in svar.content.decode()
    client.post(f"/registre/indhandlingssteder/{sted.pk}/vilkaar", {**terms, "v-konto_transport": "9001001007"})
    row = Vilkaar.objects.get(sted=sted)
    assert (row.skat, row.knapk, row.transport, row.konto_salg, row.oprettet_af) == (42_50, 2_00, 50_00, "9001001001", "anna")
    shown = se(client, f"/registre/indhandlingssteder/{sted.pk}")
    assert "42,5 %" in shown and "90-01-00-10-03" in shown and "Senere" in shown
    form = {"s-navn": "Qaqortoq bræt", "s-kommune": "0955", "s-art": "braet", "s-lukket_fra": "2027-01-01"}
    client.post(f"/registre/indhandlingssteder/{sted.pk}/ret", form)
    sted.refresh_from_db()
    assert (sted.navn, sted.lukket_fra) == ("Qaqortoq bræt", dt.date(2027, 1, 1))


def test_what_the_receiver_says_is_noted(ind: Ind) -> None:
    client = ind("erhv:koer")
    solgt("F0117", 100_00)
    afregnet()
    first = sendt("erhv.braetsalg-skat", maaned="2026-10")
    where = f"/registre/indberetninger/{first.pk}"
    client.post(f"{where}/svar", {"svar": "tilbage", "note": "Lukket år"})
    client.post(f"{where}/svar", {"svar": "tilbage", "note": "Lukket år"})
    assert Modtagersvar.objects.get().svar == "tilbage"
    shown = se(client, where)
    assert "Rullet tilbage" in shown and "Lukket år" in shown and "611290-****" in shown and "6112909999" not in shown


@pytest.mark.parametrize(
    ("navn", "viser"),
    [
        ("indhandlingssteder", "42 %"),
        ("fradragssatser", "5,5 %"),
        ("fangere", "Arnatsiaq Prøvesen"),
        ("salg", "Ophævet"),
        ("afregninger", "0956-1"),
        ("indberetninger", "2026-10"),
    ],
)
def test_the_registers(ind: Ind, navn: str, viser: str) -> None:
    client = ind("erhv:laes")
    salgene.ophaev(solgt("F0117", 100_00), "anna")
    solgt("F0117", 200_00)
    afregnet()
    sendt("erhv.braetsalg-skat", maaned="2026-10")
    shown = se(client, f"/registre/{navn}?q=F0117" if navn == "salg" else f"/registre/{navn}")
    assert viser in shown and "6112909999" not in shown
    assert "Brætsalg: dagens bonner" in se(client, "/registre")


def test_who_may_only_look_changes_nothing(ind: Ind) -> None:
    client = ind("erhv:laes", "tekn:koer")
    assert client.post("/registre/braetsalg", BON).status_code == 403 and client.get("/registre/afregninger/ny").status_code == 403
    assert ind("tekn:laes", navn="bo").get("/registre/salg").status_code == 403 and not Salg.objects.exists()
