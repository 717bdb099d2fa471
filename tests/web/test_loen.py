"""Payroll on the site: the check list, booking once, the journal, and extracts by right (pages 402, 403, 405, 406)."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from python_calamine import CalamineWorkbook
from tests.lon.verden import DEBET, KREDIT, koersel, laes
from tests.web.conftest import Ind

from snitflade.bogh.models import Bilag, Postering
from snitflade.exchange.models import AuditEvent
from snitflade.lon import udtraek
from snitflade.lon.models import Loenret

pytestmark = pytest.mark.django_db
ET = "0957;SKOLE 1;6101600001;Prøve Person Et;=Lærer;14;100;Løn;202503;160,33;200,00;32066,00;5602601100"
TO = "0957;SKOLE 2;6101600002;Prøve Person To;Leder;14;200;Tillæg;202504;;;-12,50;5602601200"


def indhold(svar: Any) -> bytes:
    return b"".join(svar.streaming_content) if svar.streaming else svar.content


def test_a_run_is_booked_once_however_often_the_button_is_pressed(ind: Ind) -> None:
    laes(DEBET, KREDIT)
    client = ind("lon:koer")
    side = client.get(f"/registre/loenkoersler/{koersel().pk}").content.decode()
    assert "Kørslen kan bogføres." in side
    assert "LØN14,202503A Månedsløn børnehave" in side
    for _ in range(2):
        assert client.post(f"/registre/loenkoersler/{koersel().pk}/bogfoer").status_code == 302
    assert Bilag.objects.count() == 1
    side = client.get(f"/registre/loenkoersler/{koersel().pk}").content.decode()
    assert Bilag.objects.get().nummer in side
    assert "er allerede bogført" in side


def test_the_list_says_where_each_run_stands(ind: Ind) -> None:
    laes(DEBET.replace(";F;", ";A;"), KREDIT.replace(";F;", ";A;"))
    client = ind("lon:laes")
    assert "Åben" in client.get("/registre/loenkoersler?q=202503").content.decode()
    assert koersel().noegle not in client.get("/registre/loenkoersler?stand=F").content.decode()
    assert koersel().noegle not in client.get("/registre/loenkoersler?q=202504").content.decode()


def test_an_open_run_has_no_button_and_says_why(ind: Ind) -> None:
    laes(DEBET.replace(";F;", ";A;"), KREDIT.replace(";F;", ";A;"))
    client = ind("lon:koer")
    assert "Kør LS490 i lønsystemet" in client.get(f"/registre/loenkoersler/{koersel().pk}").content.decode()
    client.post(f"/registre/loenkoersler/{koersel().pk}/bogfoer")
    assert not Postering.objects.exists()


def test_reversing_needs_the_right_to_approve_and_a_reason(ind: Ind) -> None:
    laes(DEBET, KREDIT)
    address = f"/registre/loenkoersler/{koersel().pk}"
    ind("lon:koer").post(f"{address}/bogfoer")
    assert ind("lon:koer").post(f"{address}/tilbage", {"dato": "2025-04-01", "grund": "x"}).status_code == 403
    client = ind("lon:laes", "lon:godkend", navn="bo")
    assert client.post(f"{address}/tilbage", {"dato": "2025-04-01", "grund": ""}).status_code == 422
    assert Bilag.objects.count() == 1
    client.post(f"{address}/tilbage", {"dato": "2025-04-01", "grund": "Forkert kørsel"})
    assert sum(Postering.objects.values_list("beloeb", flat=True)) == 0
    assert Bilag.objects.count() == 2


def test_the_journal_as_a_file_ends_with_its_sums(ind: Ind) -> None:
    laes(DEBET, KREDIT)
    data = indhold(ind("lon:laes").get(f"/registre/loenkoersler/{koersel().pk}/csv")).decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(data), delimiter=";"))
    assert rows[1][:2] == ["1", "5602601100"]
    assert rows[-1][5:7] == ["182450,75", "182450,75"]


def test_without_a_right_nothing_is_there_and_with_one_the_extract_is_logged(ind: Ind) -> None:
    laes(ET, TO, snitflade="lon.udtraek", navn="data.csv")
    client = ind("lon:laes")
    side = client.get("/registre/loenudtraek").content.decode()
    assert "SKOLE" not in side and "du har ingen ret til løndata" in side
    udtraek.giv("anna", "SKOLE 1", "*", "chef")
    side = client.get("/registre/loenudtraek").content.decode()
    assert "SKOLE 1" in side and "SKOLE 2" not in side and "6101600001" not in side
    data = indhold(client.post("/registre/loenudtraek/hent", {"filtype": "xlsx"}))
    rows = CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0).to_python()
    assert [row[2] for row in rows] == ["CPR", "6101600001", ""]
    assert rows[1][4] == "=Lærer", "what looks like a formula is a text"
    assert (rows[1][9], rows[1][10], rows[1][11], rows[-1][11]) == (160.33, 200, 32_066, 32_066)
    event = AuditEvent.objects.get(event="lønudtræk")
    assert (event.by, event.detail["antal"]) == ("anna", 1)


@pytest.mark.parametrize(
    ("valg", "antal"), [("fra=202504", 1), ("til=202503", 1), ("loenart=100&konto=5602601100", 1), ("fra=x", 0)]
)
def test_what_is_chosen_is_what_is_counted(ind: Ind, valg: str, antal: int) -> None:
    laes(ET, TO, snitflade="lon.udtraek", navn="data.csv")
    udtraek.giv("anna", "*", "*", "chef")
    svar = ind("lon:laes").get(f"/registre/loenudtraek?{valg}", follow=True)
    assert svar.context["sums"]["antal"] == antal


def test_rights_are_given_and_taken_by_who_administers(ind: Ind) -> None:
    assert ind("lon:laes").get("/indstillinger/loenret").status_code == 403
    client = ind("lon:administrer", navn="bo")
    assert client.post("/indstillinger/loenret/giv", {"bruger": "bo", "institution": "*", "konto": "12"}).status_code == 422
    client.post("/indstillinger/loenret/giv", {"bruger": "bo", "institution": "*", "konto": "*"})
    side = client.get("/indstillinger/loenret").content.decode()
    assert "Fjern retten for bo" in side
    client.post(f"/indstillinger/loenret/{Loenret.objects.get().pk}/tag")
    assert "Ingen har ret til løndata endnu." in client.get("/indstillinger/loenret").content.decode()
