"""A debtor's card: the path of each bill as far as it is known, and a trace of whoever opened a person's."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client
from django.utils import timezone
from tests.tekn.conftest import DATA
from tests.web.conftest import Ind

from snitflade.exchange.models import Exchange
from snitflade.exchange.states import State
from snitflade.folk.models import Opslag
from snitflade.inka.models import Debitor, Regning
from snitflade.tekn.renovation.importer import importer
from snitflade.tekn.renovation.opkraev import opkraev
from snitflade.tekn.renovation.parametre import Parametre

pytestmark = pytest.mark.django_db
PERSON = "3112999999"


@pytest.fixture
def exchange(db: None) -> Exchange:
    """The test case, billed."""
    assert importer(DATA).indlaest
    made = Exchange.objects.create(
        interface="tekn.renovation-prisme", key="k", direction="ud", state=State.BYGGET, created_by="eva"
    )
    opkraev(Parametre("0956", "2018K1", dt.date(2018, 1, 13), dt.date(2018, 2, 1), 2018, "1. KVARTAL 2018"), made)
    return made


def kort(client: Client, kundenummer: str = PERSON) -> str:
    svar = client.get(f"/registre/debitorer/{Debitor.objects.get(kundenummer=kundenummer).pk}")
    assert svar.status_code == 200
    return str(svar.content.decode())


def test_opening_a_person_is_logged_and_a_firm_is_not(ind: Ind, exchange: Exchange) -> None:
    client = ind("inka:laes")
    assert "311299-9999" in kort(client)
    log = Opslag.objects.get()
    assert (log.af, log.register, log.nummer) == ("anna", "inka.debitor", Debitor.objects.get(kundenummer=PERSON).pk)
    kort(client, "5809001539")
    assert Opslag.objects.count() == 1


@pytest.mark.parametrize(
    ("state", "sendt", "gjort"),
    [
        (State.BYGGET, False, ["Lavet", "I fil"]),
        (State.GODKENDT, False, ["Lavet", "I fil", "Godkendt"]),
        (State.AFSENDT, True, ["Lavet", "I fil", "Godkendt", "Sendt"]),
        (State.TAGET, True, ["Lavet", "I fil", "Godkendt", "Sendt", "Taget af Prisme"]),
        (State.KVITTERET, True, ["Lavet", "I fil", "Godkendt", "Sendt", "Kvitteret af Prisme"]),
        (State.ANNULLERET, False, ["Lavet", "Annulleret"]),
    ],
)
def test_the_path_of_a_bill_says_what_has_happened(
    ind: Ind, exchange: Exchange, state: State, sendt: bool, gjort: list[str]
) -> None:
    Exchange.objects.filter(pk=exchange.pk).update(state=state, sent_at=timezone.now() if sendt else None)
    client = ind("inka:laes")
    debitor = Debitor.objects.get(kundenummer=PERSON)
    svar = client.get(f"/registre/debitorer/{debitor.pk}")
    (post,) = svar.context["poster"]
    assert [str(one.tekst) for one in post.skridt if one.gjort] == gjort
    assert f"/registre/debitorer/{debitor.pk}/kontoudtog" in svar.content.decode()


def test_what_was_taken_back_is_not_owed(ind: Ind, exchange: Exchange) -> None:
    client = ind("inka:laes")
    assert "890,00 kr." in kort(client)
    Exchange.objects.filter(pk=exchange.pk).update(state=State.ANNULLERET)
    shown = kort(client)
    assert "0,00 kr." in shown and "890,00 kr." not in shown and "tæller ikke med" in shown


def test_each_line_has_the_sum_up_to_it_also_across_pages(ind: Ind, exchange: Exchange) -> None:
    debitor = Debitor.objects.get(kundenummer=PERSON)
    first = Regning.objects.get(debitor=debitor)
    for n in range(60):
        copy = Regning.objects.get(pk=first.pk)
        copy.pk, copy.nummer, copy.beloeb = None, 1000 + n, 100
        copy.save()
    client = ind("inka:laes")
    expected = [first.beloeb + 100 * n for n in range(61)][::-1]
    found = []
    for side in (1, 2, 3):
        posts = client.get(f"/registre/debitorer/{debitor.pk}?side={side}").context["poster"]
        found += [post.saldo for post in posts]
    assert found == expected


def test_other_delsystemer_get_no_card(ind: Ind, exchange: Exchange) -> None:
    nr = Debitor.objects.get(kundenummer=PERSON).pk
    assert ind("soc:laes").get(f"/registre/debitorer/{nr}").status_code == 404
    assert ind("inka:laes", navn="bent").get("/registre/debitorer/999999").status_code == 404
    assert not Opslag.objects.exists()


def test_agreements_are_for_tekn_and_look_ups_for_administrators(ind: Ind, exchange: Exchange) -> None:
    assert 'id="d-aft"' not in kort(ind("inka:laes"))
    assert 'id="d-aft"' in kort(ind("tekn:laes", navn="bent"))
    assert "Hvem har set" not in kort(ind("tekn:laes", navn="bent"))
    assert "Hvem har set" in kort(ind("*:administrer", navn="cora"))
