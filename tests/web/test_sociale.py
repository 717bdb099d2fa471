"""The pages of social payments: a card typed once, a line seen with its reason, arts with their tax, and what falls due."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client
from tests.soc.udbetalinger.verden import DAG, ET, FRI, HJAELP, LEDIG, UDGIFT, en_linje, et_kort, opsaet, send, udveksling
from tests.web.conftest import Ind

from snitflade.folk.models import Opslag
from snitflade.soc.models import Ydelsesart, Ydelseskort, Ydelseslinje, Ydelsesvilkaar
from snitflade.web.templatetags.side import dag

pytestmark = pytest.mark.usefixtures("sociale")
KORT = {
    "noegle": "abc",
    "kommune": "0956",
    "ydelse": HJAELP,
    "modtager": "610299-9001",
    "beloeb": "1.850,00",
    "naeste": "2025-04-04",
    "interval": "14",
    "enhed": "dage",
    "start": "2025-03-07",
    "slut": "2025-06-06",
}
LINJE = {"noegle": "def", "kommune": "0956", "ydelse": FRI, "modtager": ET, "beloeb": "250,50", "dato": "2025-04-04"}


@pytest.fixture
def sociale(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Arts, persons and constants."""
    opsaet(monkeypatch)


def se(client: Client, sti: str, status: int = 200) -> str:
    """A page."""
    svar = client.get(sti, follow=True)
    assert svar.status_code == status, svar.content.decode()[:500]
    return str(svar.content.decode())


def test_a_card_is_made_once_and_shows_what_it_pays(ind: Ind) -> None:
    client = ind("soc:koer")
    ny = se(client, "/registre/sociale-kort/ny")
    assert 'value="14"' in ny and 'value="2025-07-03"' in ny and 'value="2025-04-03"' in ny
    for _ in range(2):
        svar = client.post("/registre/sociale-kort/ny", KORT)
        assert svar.status_code == 302
    card = Ydelseskort.objects.get()
    page = se(client, svar["Location"])
    assert "1.850,00" in page and "14 dage" in page and f"{ET[:6]}-{ET[6:]}" in page
    assert ", ".join(dag(dt.date.fromisoformat(day)) for day in ("2025-04-04", "2025-04-18", "2025-05-02")) in page
    assert Opslag.objects.filter(formaal="Socialt kort").count() == 1
    given = {f"r-{name}": value for name, value in KORT.items()} | {"r-beloeb": "1900"}
    svar = client.post(f"/registre/sociale-kort/{card.pk}/ret", given)
    assert svar.status_code == 302 and Ydelseskort.objects.get().beloeb == 1900_00
    assert client.post(f"/registre/sociale-kort/{card.pk}/stop", {"s-grund": ""}).status_code == 422
    client.post(f"/registre/sociale-kort/{card.pk}/stop", {"s-grund": "Flyttet"})
    assert "Kortet er stoppet." in se(client, f"/registre/sociale-kort/{card.pk}") and Ydelseskort.objects.get().naeste is None


def test_a_card_that_is_wrong_says_everything(ind: Ind) -> None:
    client = ind("soc:koer")
    svar = client.post("/registre/sociale-kort/ny", {**KORT, "modtager": "6310909997", "beloeb": "4000,01", "naeste": "2025-03-01"})
    text = svar.content.decode()
    assert svar.status_code == 422 and not Ydelseskort.objects.exists()
    assert "kendes hverken som modtager" in text and "mere end grænsen" in text and "ikke mellem kortets start" in text
    assert "6310909997" not in text.partition("kendes hverken")[0][-40:]
    assert client.post("/registre/sociale-kort/ny", {**KORT, "beloeb": "mange"}).status_code == 422


def test_a_line_is_typed_held_released_and_paid(ind: Ind) -> None:
    client = ind("soc:koer")
    svar = client.post("/registre/sociale-linjer/ny", {**LINJE, "ydelse": LEDIG})
    line = Ydelseslinje.objects.get()
    page = se(client, svar["Location"])
    assert "Tilbageholdt" in page and "aldrig stemplet" in page and "En anden skal frigive den" in page
    assert client.post(f"/registre/sociale-linjer/{line.pk}/frigiv", {"f-grund": "Syg"}).status_code == 422
    other = ind("soc:koer", navn="dorte")
    assert other.post(f"/registre/sociale-linjer/{line.pk}/frigiv", {"f-grund": "Syg"}).status_code == 302
    send(udveksling())
    page = se(other, f"/registre/sociale-linjer/{line.pk}")
    assert "Sendt" in page and "Frigivet af" in page and "/registre/udbetalinger/" in page
    svar = other.post(f"/registre/sociale-linjer/{line.pk}/tilbage", {"t-dato": "2025-04-04", "t-grund": "Fejl"})
    assert svar.status_code == 422 and "er betalt eller i en kørsel" in svar.content.decode()


def test_a_line_is_withdrawn_from_its_card(ind: Ind) -> None:
    line, client = en_linje(), ind("soc:koer")
    address = f"/registre/sociale-linjer/{line.pk}/tilbage"
    assert client.post(address, {"t-dato": "2025-04-04", "t-grund": "Fejl"}).status_code == 302
    assert client.post(address, {"t-dato": "2025-04-04", "t-grund": "Fejl"}).status_code == 422
    assert "Tilbageført" in se(client, f"/registre/sociale-linjer/{line.pk}")


def test_what_falls_due_and_lines_of_cards(ind: Ind) -> None:
    card = et_kort(naeste=dt.date(2025, 4, 3))
    en_linje(100_50, "2025-04-03", art=FRI)
    en_linje(100_00, art=LEDIG)
    client = ind("soc:koer")
    page = se(client, "/registre/sociale")
    assert "100,50" in page and "aldrig stemplet" in page and f"/registre/sociale-kort/{card.pk}" in page
    assert "/snitflader/soc.udbetalinger-bank" in page and "Lav linjer af kort" in page
    for _ in range(2):
        client.post("/registre/sociale/dan", {"kommune": "0956", "til": "2025-04-03"})
    assert Ydelseslinje.objects.filter(kort=card).count() == 1
    assert "1.950,50" in se(client, "/registre/sociale")
    assert client.post("/registre/sociale/dan", {"kommune": "0956", "til": "i morgen"}).status_code == 422


def test_the_lists_find_and_filter(ind: Ind) -> None:
    et_kort()
    one = en_linje(100_00, art=LEDIG)
    send(udveksling())
    client = ind("soc:laes")
    for stand, there in (("tilbageholdt", True), ("sendt", False), ("klar", False)):
        assert (f"/registre/sociale-linjer/{one.pk}" in se(client, f"/registre/sociale-linjer?stand={stand}")) is there
    assert "1.850,00" in se(client, "/registre/sociale-linjer?stand=sendt")
    for stand in ("bogført", "i kørsel", "kommet retur", "modregnet", "tilbageført"):
        assert "1.850,00" not in se(client, f"/registre/sociale-linjer?stand={stand}")
    assert "1.850,00" in se(client, f"/registre/sociale-kort?q={ET}")
    assert "1.850,00" not in se(client, "/registre/sociale-kort?stand=slut")
    assert ET not in se(client, "/registre/sociale-linjer") and "Offentlig hjælp" in se(client, "/registre/sociale-arter?skat=ja")


def test_an_art_has_its_tax_and_history(ind: Ind) -> None:
    client = ind("soc:administrer")
    ny = {"nummer": "4790", "navn": "Ny ydelse", "fra": "2025-04-01", "socudb": "on", "konto": "66-01-00-10-00"}
    svar = client.post("/registre/sociale-arter/ny", {**ny, "skattepligtig": "J"})
    assert svar.status_code == 422 and "skal have en kolonne i A11" in svar.content.decode()
    svar = client.post("/registre/sociale-arter/ny", ny)
    art = Ydelsesart.objects.get(nummer="4790")
    assert svar.status_code == 302 and "Ikke angivet" in se(client, f"/registre/sociale-arter/{art.pk}")
    terms = {"v-fra": "2025-05-01", "v-konto": UDGIFT, "v-spec": "14", "v-skattepligtig": "N"}
    assert client.post(f"/registre/sociale-arter/{art.pk}/vilkaar", terms).status_code == 302
    client.post(f"/registre/sociale-arter/{art.pk}/vilkaar", terms)
    assert Ydelsesvilkaar.objects.filter(art=art).count() == 2 and "Senere" in se(client, f"/registre/sociale-arter/{art.pk}")
    assert client.post("/registre/sociale-arter/ny", ny).status_code == 422


def test_who_may_only_look_is_refused(ind: Ind) -> None:
    line, client = en_linje(dato=DAG.isoformat()), ind("soc:laes")
    assert client.post("/registre/sociale-linjer/ny", LINJE).status_code == 403
    assert client.post(f"/registre/sociale-linjer/{line.pk}/tilbage", {}).status_code == 403
    assert (
        client.post("/registre/sociale/dan", {}).status_code == 403 and client.get("/registre/sociale-arter/ny").status_code == 403
    )
    assert ind("tekn:laes", navn="eva").get("/registre/sociale").status_code == 403
    assert se(client, f"/registre/sociale-linjer/{line.pk}") and se(client, "/registre/sociale-kort/99", 404)
