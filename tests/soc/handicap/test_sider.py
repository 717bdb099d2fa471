"""The pages of Handicap: cards by number, the register without health, grounds by two people."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.soc.handicap.verden import DAG, DRENG, HJEMMEL, KOMMUNE, SPOERGER, eksemplet, giv_grundlag
from tests.web.conftest import Ind, ind, site  # noqa: F401 (fixtures)

from snitflade.folk.models import Opslag
from snitflade.soc.handicap import ipis
from snitflade.soc.handicap.models import Handicapforanstaltning, Handicapkort, Ipisgrundlag, Produkt

pytestmark = pytest.mark.django_db
FORSLAG = {"kommune": KOMMUNE, "produkt": "antal", "hjemmel": HJEMMEL, "medtag_cpr": "N", "fra": DAG.isoformat(), "til": ""}


def test_the_list_hides_numbers_and_health_and_the_card_is_logged(tmp_path: Path, ind: Ind) -> None:  # noqa: F811
    eksemplet(tmp_path)
    row = Handicapkort.objects.get(cpr=DRENG)
    side = ind("soc:laes", navn="lis").get("/registre/handicap").content.decode()
    assert DRENG not in side
    assert "610124-****" in side
    assert "BEVH" not in side
    assert ind("soc:laes", navn="lis").get(f"/registre/handicap/{row.pk}").status_code == 403
    client = ind("soc:koer")
    kort = client.get(f"/registre/handicap/{row.pk}").content.decode()
    assert "610124-5001" in kort
    assert "Bevægelseshæmning" in kort
    (seen,) = Opslag.objects.all()
    assert (seen.af, seen.register, seen.nummer, seen.formaal) == ("anna", "soc.handicapkort", row.pk, "Handicapkort")


def test_what_is_done_on_the_card(tmp_path: Path, ind: Ind) -> None:  # noqa: F811
    eksemplet(tmp_path)
    row, client = Handicapkort.objects.get(cpr=DRENG), ind("soc:koer")
    address = f"/registre/handicap/{row.pk}"
    new = {"kode": "STP", "timer": "7,50", "fra": "2026-11-20", "til": ""}
    for _ in range(2):
        assert client.post(f"{address}/tilfoej", new).status_code == 302
    made = Handicapforanstaltning.objects.get(kort=row, kode__kode="STP")
    assert made.timer == 7_50
    svar = client.post(f"{address}/tilfoej", new | {"timer": "200"})
    assert svar.status_code == 422
    assert "højst 168" in svar.content.decode()
    assert client.post(f"{address}/afslut", {"foranstaltning": made.pk, "til": "2026-11-30"}).status_code == 302
    assert client.post(f"{address}/ret", {"lokalitet": "0800", "handicaptype": "UDVH", "diagnose": ""}).status_code == 302
    other = Handicapforanstaltning.objects.exclude(kort=row).first()
    assert other is not None
    assert client.post(f"{address}/afslut", {"foranstaltning": other.pk, "til": "2026-11-30"}).status_code == 422
    other.refresh_from_db()
    assert other.til is None


def test_a_new_card(tmp_path: Path, ind: Ind) -> None:  # noqa: F811
    eksemplet(tmp_path)
    client = ind("soc:koer")
    given = {"kommune": KOMMUNE, "cpr": "610160-0001", "lokalitet": "0800", "handicaptype": "UDVH", "diagnose": "F70"}
    assert client.post("/registre/handicap/ny", given).status_code == 302
    assert Handicapkort.objects.filter(cpr="6101600001").count() == 1
    svar = client.post("/registre/handicap/ny", given)
    assert svar.status_code == 422
    assert "har allerede et kort" in svar.content.decode()
    assert client.get("/registre/handicap/ny").status_code == 200


def test_a_ground_is_proposed_by_one_and_approved_by_another(tmp_path: Path, ind: Ind) -> None:  # noqa: F811
    eksemplet(tmp_path)
    anna = ind("soc:koer", "soc:godkend")
    for _ in range(2):
        assert anna.post("/registre/handicap/retsgrundlag/foreslaa", FORSLAG).status_code == 302
    row = Ipisgrundlag.objects.get()
    side = anna.get("/registre/handicap/retsgrundlag").content.decode()
    assert "Venter på godkendelse" in side
    assert f"/retsgrundlag/{row.pk}/godkend" not in side
    svar = anna.post(f"/registre/handicap/retsgrundlag/{row.pk}/godkend", follow=True)
    assert "En anden skal godkende" in svar.content.decode()
    assert ind("soc:koer", navn="carl").post(f"/registre/handicap/retsgrundlag/{row.pk}/godkend").status_code == 403
    bo = ind("soc:laes", "soc:godkend", navn="bo")
    assert f"/retsgrundlag/{row.pk}/godkend" in bo.get("/registre/handicap/retsgrundlag").content.decode()
    bo.post(f"/registre/handicap/retsgrundlag/{row.pk}/godkend")
    assert "Gælder" in bo.get("/registre/handicap/retsgrundlag").content.decode()
    ipis.hent(Produkt.ANTAL, SPOERGER, KOMMUNE, DAG)
    assert "system:IPIS" in bo.get("/registre/ipis-udtraek").content.decode()
    bo.post(f"/registre/handicap/retsgrundlag/{row.pk}/ophaev", {"grund": ""})
    row.refresh_from_db()
    assert row.ophaevet is None
    bo.post(f"/registre/handicap/retsgrundlag/{row.pk}/ophaev", {"grund": "Aftalen er ophørt"})
    assert "Ophævet" in bo.get("/registre/handicap/retsgrundlag").content.decode()


def test_what_is_wrong_with_a_proposal_stands_in_the_form(ind: Ind) -> None:  # noqa: F811
    svar = ind("soc:koer").post("/registre/handicap/retsgrundlag/foreslaa", FORSLAG | {"hjemmel": "kort", "medtag_cpr": "J"})
    text = svar.content.decode()
    assert svar.status_code == 422
    assert "Skriv hjemlen med 10 til 500 tegn" in text
    assert "Antal har ingen CPR-numre" in text
    assert not Ipisgrundlag.objects.exists()


def test_the_registers_lead_to_the_pages(tmp_path: Path, ind: Ind) -> None:  # noqa: F811
    giv_grundlag(Produkt.PERSON, cpr=True)
    client = ind("soc:laes")
    text = client.get("/registre").content.decode()
    assert "Handicap: kort" in text
    assert "/registre/handicap/retsgrundlag" in text
    assert "med CPR-nummer" in client.get("/registre/handicap/retsgrundlag").content.decode()
