"""The pages of Boligsikring: the month, the card, the advis list; who may, and what a double click does."""

from __future__ import annotations

import datetime as dt

import pytest
from tests.soc.boligsikring.verden import ET, KOMMUNE, L1, L2, MAJ, ansoeg, lejefil, modtag, opsaet, spec, udveksling, ur
from tests.web.conftest import Ind, ind, site

from snitflade.folk.models import Opslag
from snitflade.soc.models import Advis, Ansoegning, Beregning, Huslejelinje, Medlem

__all__ = ["ind", "site"]

pytestmark = pytest.mark.django_db
VALGT = {"kommune": KOMMUNE, "maaned": str(MAJ)}
MAANED = f"/registre/boligsikring/maaned?kommune={KOMMUNE}&maaned={MAJ}"


@pytest.fixture(autouse=True)
def verden(site: None, db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """The specification's two households."""
    ur(monkeypatch)
    opsaet()


def test_the_month_is_calculated_looked_through_and_granted(ind: Ind) -> None:
    spec()
    modtag(*lejefil(L1, L2))
    client = ind("soc:laes", "soc:koer")
    assert "ikke prøveberegnet" in client.get(MAANED).content.decode()
    svar = client.post("/registre/boligsikring/maaned/proeve", VALGT, follow=True).content.decode()
    assert "Ansøgninger: 2, i alt 5.520,00 kr." in svar and "Tilsagn" in svar
    client.post("/registre/boligsikring/maaned/proeve", VALGT)
    assert Beregning.objects.count() == 2, "pressed twice it is the same"
    udveksling()
    assert "5.520,00" in client.get(MAANED).content.decode()
    for register in (
        "boligsikring",
        "boligsikring-beregninger",
        "boligsikring-bevillinger",
        "boligsikring-advis",
        "boligsikring-udlejere",
    ):
        answer = client.get(f"/registre/{register}")
        assert answer.status_code == 200 and ET not in answer.content.decode(), register
    assert "Boligsikring: måneden" in client.get("/registre").content.decode()


def test_who_may_only_look_cannot_press_and_others_see_nothing(ind: Ind) -> None:
    one, _ = spec()
    reader = ind("soc:laes", navn="eva")
    assert reader.get(MAANED).status_code == 200
    for path in ("proeve", "efterberegn", "aarsskifte", "breve"):
        assert reader.post(f"/registre/boligsikring/maaned/{path}", VALGT).status_code == 403
    assert reader.post(f"/registre/boligsikring/{one.pk}/husleje", {"beloeb": "1", "fra": "2025-05-01"}).status_code == 403
    other = ind("tekn:laes", navn="bo")
    for path in (MAANED, f"/registre/boligsikring/{one.pk}", "/registre/boligsikring-advis"):
        assert other.get(path).status_code in (403, 404)


def test_the_card_shows_each_step_and_is_noted(ind: Ind) -> None:
    one, _ = spec()
    client = ind("soc:laes", "soc:koer")
    svar = client.get(f"/registre/boligsikring/{one.pk}?maaned=202505").content.decode()
    for text in ("610299-9001", "4.500,00 kr.", "100.000,00 kr.", "60.000,00 kr.", "33,00 %", "3.015,00 kr.", "5.000,00 kr."):
        assert text in svar, text
    log = Opslag.objects.get()
    assert (log.register, log.nummer, log.formaal) == ("soc.ansoegning", one.pk, "Boligsikringskort")
    assert client.get("/registre/boligsikring/999999").status_code == 404


def test_rent_income_and_dispensation_are_set_on_the_card(ind: Ind) -> None:
    one, _ = spec()
    member = Medlem.objects.get(ansoegning=one)
    client = ind("soc:laes", "soc:koer")
    base = f"/registre/boligsikring/{one.pk}"
    for _again in range(2):
        client.post(f"{base}/husleje", {"beloeb": "4800,50", "fra": "2025-06-01"})
        client.post(
            f"{base}/indkomst/{member.pk}",
            {f"m{member.pk}-medlem": member.pk, f"m{member.pk}-beloeb": "120000", f"m{member.pk}-fra": "2025-05-01"},
        )
        client.post(f"{base}/dispensation", {"fra": "2025-05-01", "til": "2025-10-31"})
    assert Huslejelinje.objects.get(ansoegning=one, fra=dt.date(2025, 6, 1)).beloeb == 480_050
    member.refresh_from_db()
    assert (member.forventet, member.forventet_fra) == (12_000_000, dt.date(2025, 5, 1))
    assert Ansoegning.objects.get(pk=one.pk).dispensation_til == dt.date(2025, 10, 31)
    svar = client.post(f"{base}/husleje", {"beloeb": "4.800,50", "fra": "2025-06-01"}, follow=True).content.decode()
    assert "Skriv beløbet i kroner med komma" in svar
    svar = client.post(f"{base}/husleje", {"beloeb": "60000", "fra": "2026-06-01"}, follow=True).content.decode()
    assert "er ikke mellem" in svar and "er ikke i 2025" in svar, "everything at once"
    answer = client.post(
        f"{base}/indkomst/{member.pk + 99}", {f"m{member.pk + 99}-medlem": "1", f"m{member.pk + 99}-beloeb": "1"}, follow=True
    )
    assert "ikke i ansøgningens husstand" in answer.content.decode()
    client.post(f"{base}/indkomst/{member.pk}", {f"m{member.pk}-medlem": member.pk, f"m{member.pk}-beloeb": ""})
    member.refresh_from_db()
    assert member.forventet is None


def test_the_advis_list_is_worked_through_with_reasons(ind: Ind) -> None:
    one = ansoeg(ET, 450_000, 10_000_000, nummer="70-0114-03")
    modtag(*lejefil(L1.replace("4500,00", "4700,00")))
    client = ind("soc:laes", "soc:koer")
    client.post("/registre/boligsikring/maaned/proeve", VALGT)
    row = Advis.objects.get(kode="BS-A03")
    page = f"/registre/boligsikring-advis/{row.pk}"
    svar = client.get(page).content.decode()
    assert "4.500,00 kr." in svar and "4.700,00 kr." in svar and "får ansøgningen udlejerens oplysning" in svar
    assert "Det kræver rollen «Køre» for Soc." in ind("soc:laes", navn="eva").get(page).content.decode()
    assert client.post(page, {"svar": "accepter", "begrundelse": ""}).status_code == 422
    client.post(page, {"svar": "accepter", "begrundelse": "Ny husleje fra INI"})
    row.refresh_from_db()
    assert (row.status, row.afgjort_af, row.begrundelse) == ("accepteret", "anna", "Ny husleje fra INI")
    assert Huslejelinje.objects.get(ansoegning=one, fra=MAJ.foerste).beloeb == 470_000
    svar = client.post(page, {"svar": "afvis", "begrundelse": "Nej"}, follow=True).content.decode()
    assert "i mellemtiden" in svar
    assert ind("soc:laes", navn="eva").post(page, {"svar": "afvis", "begrundelse": "x"}, follow=True).status_code == 200
    row.refresh_from_db()
    assert row.status == "accepteret"


def test_letters_carry_the_result_and_are_noted(ind: Ind) -> None:
    spec()
    client = ind("soc:laes", "soc:koer")
    assert "Prøveberegn den først" in client.post("/registre/boligsikring/maaned/breve", VALGT, follow=True).content.decode()
    client.post("/registre/boligsikring/maaned/proeve", VALGT)
    svar = client.post("/registre/boligsikring/maaned/breve", VALGT)
    assert svar["Content-Type"].startswith("text/csv")
    lines = svar.content.decode("utf-8-sig").split("\r\n")
    assert len(lines) == 4 and ";TILSAGN;;3.015,00;4.500,00;100.000,00;33,00 %;0;1" in lines[1]
    assert Opslag.objects.filter(formaal="Breve om boligsikring").count() == 2
