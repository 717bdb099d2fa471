"""Registers: searched, filtered, sorted, paged and taken away, each only by those it belongs to."""

from __future__ import annotations

import time
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.tekn.conftest import DATA
from tests.web.conftest import Ind

from snitflade.exchange.bulk import insert_rows
from snitflade.exchange.konstanter.model import Systemkonstant
from snitflade.exchange.models import AuditEvent
from snitflade.folk.models import Opslag
from snitflade.inka.models import Debitor
from snitflade.tekn.renovation.importer import importer
from snitflade.web.register import registre
from snitflade.web.views.soeg import FIND

pytestmark = pytest.mark.django_db
PERSON = "3112999999"
NAVNE = ("debitorer", "aftaler", "ydelser", "regninger", "posteringer", "lokaliteter", "systemkonstanter")


@pytest.fixture
def stamdata(db: None) -> None:
    """The specification's test case."""
    assert importer(DATA).indlaest


def tekst(client: Client, sti: str) -> str:
    svar = client.get(sti, follow=True)
    assert svar.status_code == 200, sti
    return str(svar.content.decode())


def hent(client: Client, sti: str, **data: str) -> str:
    svar = client.post(sti, data)
    assert svar.status_code == 200, svar.status_code
    return svar.getvalue().decode("utf-8-sig")


def test_every_register_opens_empty_and_full(ind: Ind) -> None:
    client = ind("*:laes")
    for navn in NAVNE:
        tekst(client, f"/registre/{navn}")
    assert "Her er intet endnu." in tekst(client, "/registre/debitorer")
    assert importer(DATA).indlaest
    assert "Iserit A/S" in tekst(client, "/registre/debitorer")
    assert "Dagrenovation" in tekst(client, "/registre/ydelser")
    assert "Dagrenovation" in tekst(client, "/registre/aftaler")


def test_who_sees_which(ind: Ind, stamdata: None) -> None:
    client = ind("soc:laes")
    found = {one.id for one in registre(frozenset({"soc"}))}
    assert found >= {"regninger", "posteringer", "lokaliteter", "systemkonstanter"}
    assert not found & {"debitorer", "aftaler", "ydelser", "indbetalinger", "uanbringelige"}
    assert client.get("/registre/debitorer").status_code == 403
    assert client.get("/registre/findes-ikke").status_code == 404
    assert client.post("/registre/debitorer/eksport", {"filtype": "csv"}).status_code == 403


def test_tekn_sees_the_debtors_it_has_to_do_with_and_inka_all(ind: Ind, stamdata: None) -> None:
    Debitor.objects.create(kundenummer="0000000001", navn="Prøve Ene")
    assert "Prøve Ene" not in tekst(ind("tekn:laes"), "/registre/debitorer")
    assert "Iserit A/S" in tekst(ind("tekn:laes"), "/registre/debitorer")
    assert "Prøve Ene" in tekst(ind("inka:laes", navn="bent"), "/registre/debitorer")


@pytest.mark.parametrize("q", [PERSON, "311299-9999", "3112", "olsen", "OLE ol"])
def test_search_by_number_and_name(ind: Ind, stamdata: None, q: str) -> None:
    shown = tekst(ind("inka:laes"), f"/registre/debitorer?q={q}")
    assert "Ole Olsen" in shown
    assert "Iserit" not in shown


@pytest.mark.parametrize("q", ["ærø", "ÆRØ", "Ærø", "ærø prøve"])
def test_search_knows_danish_capitals(ind: Ind, db: None, q: str) -> None:
    Debitor.objects.create(kundenummer="0000000001", navn="Prøve ÆRØ")
    Debitor.objects.create(kundenummer="0000000002", navn="Prøve Bo")
    shown = tekst(ind("inka:laes"), f"/registre/debitorer?q={q}")
    assert "Prøve ÆRØ" in shown
    assert "Prøve Bo" not in shown


@pytest.mark.parametrize("q", ["skibshavnsvej", "Skibshavnsvej 12", "person SKIBS", "b-4711", "4711 skibs"])
def test_a_debtor_is_found_by_the_address_unless_it_is_protected(ind: Ind, db: None, q: str) -> None:
    for number, hidden in (("0000000011", False), ("0000000012", True)):
        where = {"vejnavn": "Skibshavnsvej", "husnr": "12", "bnr": "4711", "adressebeskyttet": hidden}
        Debitor.objects.create(kundenummer=number, navn=f"Prøve Person {number}", **where)
    Debitor.objects.create(kundenummer="0000000013", navn="Prøve Person Andet", vejnavn="Aqqusinersuaq", husnr="12")
    page = ind("inka:laes").get("/registre/debitorer", {"q": q}).content.decode()
    assert "0000000011" in page and "0000000012" not in page and "0000000013" not in page


def test_a_filter_and_one_that_nobody_offers(ind: Ind, stamdata: None) -> None:
    client = ind("*:laes")
    shown = tekst(client, "/registre/debitorer?betaler=konto")
    assert "Familie" in shown and "Iserit" not in shown
    assert "Iserit" in tekst(client, "/registre/debitorer?betaler=alt%27")


def test_cpr_numbers_are_masked_in_lists_and_in_files(ind: Ind, stamdata: None) -> None:
    client = ind("*:laes")
    shown = tekst(client, "/registre/debitorer")
    assert PERSON not in shown and "311299-****" in shown
    file = hent(client, "/registre/debitorer/eksport", filtype="csv")
    assert PERSON not in file and "311299-****" in file and "Iserit A/S" in file
    assert not Opslag.objects.exists()


def test_cpr_numbers_are_handed_out_for_a_purpose_that_is_logged_with_each_person(ind: Ind, stamdata: None) -> None:
    client = ind("*:laes")
    for navn in ("debitorer", "aftaler"):
        Opslag.objects.all().delete()
        file = hent(client, f"/registre/{navn}/eksport", filtype="csv", personnumre="ja", formaal="Årlig kontrol")
        assert PERSON in file
        log = Opslag.objects.get()
        assert (log.af, log.formaal, log.nummer) == ("anna", "Årlig kontrol", Debitor.objects.get(kundenummer=PERSON).pk)
        event = AuditEvent.objects.filter(event="register hentet").latest("number")
        assert event.detail["formaal"] == "Årlig kontrol" and event.detail["personnumre"] is True


@pytest.mark.parametrize("formaal", ["", "   ", "x" * 201])
def test_without_a_purpose_nothing_is_handed_out(ind: Ind, stamdata: None, formaal: str) -> None:
    svar = ind("*:laes").post("/registre/debitorer/eksport", {"filtype": "csv", "personnumre": "ja", "formaal": formaal})
    assert svar.status_code == 302
    assert not Opslag.objects.exists()
    assert not AuditEvent.objects.filter(event="register hentet").exists()


def test_formulas_in_names_are_texts_in_files(ind: Ind, db: None) -> None:
    Debitor.objects.create(kundenummer="0000000001", navn="=HYPERLINK(1)")
    assert ";'=HYPERLINK(1);" in hent(ind("*:laes"), "/registre/debitorer/eksport", filtype="csv")


def test_the_file_has_what_was_searched_for(ind: Ind, stamdata: None) -> None:
    file = hent(ind("*:laes"), "/registre/debitorer/eksport", filtype="csv", q="iserit")
    assert "Iserit" in file and "Ole" not in file


def test_a_constants_account_is_no_cpr_number(ind: Ind, db: None) -> None:
    Systemkonstant.objects.create(nummer="301", vaerdi="6602507000")
    assert "66-02-50-70-00" in tekst(ind("*:laes"), "/registre/systemkonstanter")


def test_queries_do_not_grow_with_the_rows(ind: Ind, stamdata: None) -> None:
    client = ind("*:laes")
    for navn in ("debitorer", "aftaler", "regninger"):
        Debitor.objects.bulk_create([Debitor(kundenummer=f"90{n:08}", navn=f"Prøve {n}") for n in range(60)])  # more than a page
        tekst(client, f"/registre/{navn}")
        with CaptureQueriesContext(connection) as before:
            tekst(client, f"/registre/{navn}")
        Debitor.objects.bulk_create([Debitor(kundenummer=f"90{n:08}", navn=f"Prøve {n}") for n in range(60, 260)])
        with CaptureQueriesContext(connection) as after:
            tekst(client, f"/registre/{navn}")
        assert len(after) == len(before)
        Debitor.objects.filter(kundenummer__startswith="90").delete()


def test_the_search_of_the_header_opens_a_debtor(ind: Ind, stamdata: None) -> None:
    client = ind("inka:laes")
    debitor = Debitor.objects.get(navn="Iserit A/S")
    found = client.post("/soeg", {"soegning": "ja", "q": debitor.kundenummer}, follow=True)
    assert found.redirect_chain[-1] == (f"/registre/debitorer/{debitor.pk}", 302)
    assert "Iserit" in tekst(client, "/soeg?q=iserit a")
    assert "Iserit A/S" not in tekst(ind("soc:laes", navn="bent"), "/soeg?q=iserit a")
    assert FIND


@pytest.mark.measured
def test_two_hundred_thousand_debtors_answer_quickly(ind: Ind, db: None) -> None:
    fields = ("id", "kundenummer", "navn", "cvr", "gln", "personnummer", "betales_fra_konto", "sprog", "offentlig")
    insert_rows(Debitor, fields, ((n, f"{n:010}", f"Prøve Kunde {n}", "", "", "", "", "da", False) for n in range(1, 200_001)))
    client: Any = ind("inka:laes")
    for sti in (
        "/registre/debitorer",
        "/registre/debitorer?q=kunde 1999",
        "/registre/debitorer?q=0000199",
        "/registre/debitorer?side=3000",
    ):
        times = []
        for _ in range(5):
            begin = time.perf_counter()
            tekst(client, sti)
            times.append(time.perf_counter() - begin)
        assert sorted(times)[2] < 0.2, f"{sti}: {sorted(times)[2]:.3f} s"
