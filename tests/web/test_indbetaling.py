"""A payment's card and the queue: placed by a person, once; taken back, paid back, or left with a note. Nothing by itself."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.inka import verden
from tests.web.conftest import Ind

from snitflade.bogh.udbetaling.models import Modtager, Udbetalingspost
from snitflade.exchange.konstanter.model import Systemkonstant
from snitflade.exchange.models import AuditEvent
from snitflade.inka import koe, placering
from snitflade.inka.bogfoer_indbetalinger import match_and_book
from snitflade.inka.models import Fordeling, Indbetaling, Regning

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("konti")]
UKENDT = 999_999_999


@pytest.fixture
def konti(db: None) -> None:
    verden.konti()


def uanbragt(beloeb: int = 50_000, noegle: str = "A", nummer: int = UKENDT, **felter: Any) -> Indbetaling:
    """A payment that matches nothing."""
    ind = verden.fil((noegle, beloeb, nummer))
    for name, value in felter.items():
        setattr(ind, name, [value])
    match_and_book(ind, None, "anna", verden.KILDE)
    return verden.indbetaling(noegle)


def side(client: Client, sti: str, status: int = 200) -> str:
    svar = client.get(sti, follow=True)
    assert svar.status_code == status
    return str(svar.content.decode())


def placer(client: Client, row: Indbetaling, **data: Any) -> Any:
    return client.post(f"/registre/indbetalinger/{row.pk}/placer", {"rest": row.rest, **data})


def beskeder(client: Client, svar: Any) -> str:
    return str((client.get(svar["Location"]) if svar.status_code == 302 else svar).content.decode())


def test_the_queue_shows_the_oldest_first_with_reason_suggestion_and_note(ind: Ind) -> None:
    (row,) = verden.krav(50_000)
    new = uanbragt(noegle="ny")
    old = uanbragt(noegle="gammel", dato=dt.date(2026, 1, 2), betaler="Prøve Betaler")
    koe.noter(old, "Ringet til banken", "bo")
    svar = ind("inka:koer").get("/registre/uanbringelige")
    assert [post["i"].pk for post in svar.context["poster"]] == [old.pk, new.pk]
    text = svar.content.decode()
    assert "Der er intet krav med nummeret" in text and "Ringet til banken" in text and "Samme beløb" in text
    assert f'name="krav-{row.pk}" value="500,00"' in text and "1.000,00 kr." in text
    assert Fordeling.objects.count() == 0  # nothing is placed by itself


def test_one_click_places_and_a_second_one_does_not(ind: Ind) -> None:
    (row,) = verden.krav(120_000)
    payment = uanbragt()
    client = ind("inka:koer")
    once = {f"krav-{row.pk}": "200,00"}
    svar = placer(client, payment, **once)
    assert f"200,00 kr. af indbetaling {payment.pk} er placeret på krav {row.nummer}." in beskeder(client, svar)
    again = placer(client, payment, **once)
    assert "er ændret, siden siden blev hentet" in beskeder(client, again)
    assert verden.rester([row]) == [100_000] and verden.indbetaling("A").rest == 30_000
    made = Fordeling.objects.get()
    assert (made.oprettet_af, made.beloeb) == ("anna", 20_000)
    verden.stemmer()


def test_after_the_last_oere_the_next_in_the_queue_is_shown(ind: Ind) -> None:
    (row,) = verden.krav(120_000)
    first, second = uanbragt(noegle="A"), uanbragt(noegle="B")
    client = ind("inka:koer")
    assert placer(client, first, **{f"krav-{row.pk}": "500"})["Location"] == f"/registre/indbetalinger/{second.pk}"
    assert placer(client, second, **{f"krav-{row.pk}": "500"})["Location"] == f"/registre/indbetalinger/{second.pk}"
    assert "Køen er tom." in side(client, "/registre/uanbringelige")


def test_several_claims_at_once_are_all_placed_or_none(ind: Ind) -> None:
    one, two = verden.krav(30_000, 40_000)
    payment = uanbragt()
    client = ind("inka:koer")
    svar = placer(client, payment, **{f"krav-{one.pk}": "300", f"krav-{two.pk}": "400,01"})
    text = beskeder(client, svar)
    assert svar.status_code == 422 and "400,01 kr. kan ikke placeres" in text and verden.rester([one, two]) == [30_000, 40_000]
    assert f'name="krav-{two.pk}" value="400,01"' in text and f'name="krav-{one.pk}" value="300"' in text
    svar = placer(client, payment, **{f"krav-{one.pk}": "x", f"krav-{two.pk}": "-5"})
    text = beskeder(client, svar)
    assert "«x» er ikke et beløb" in text and "«-5» er ikke et beløb" in text
    assert "findes ikke længere" in beskeder(client, placer(client, payment, **{"krav-999999": "5"}))
    assert "Vælg mindst ét krav" in beskeder(client, placer(client, payment))
    placer(client, payment, **{f"krav-{one.pk}": "300", f"krav-{two.pk}": "200"})
    assert verden.rester([one, two]) == [0, 20_000] and verden.indbetaling("A").rest == 0
    verden.stemmer()


def test_from_the_queue_one_comes_back_to_it(ind: Ind) -> None:
    (row,) = verden.krav(120_000)
    svar = placer(ind("inka:koer"), uanbragt(), **{f"krav-{row.pk}": "500", "fra": "koe", "hvor": "side=2"})
    assert svar["Location"] == "/registre/uanbringelige?side=2"
    evil = placer(ind("inka:koer"), verden.indbetaling("A"), fra="koe", hvor="side=2\r\nX: y")
    assert evil.status_code == 302 and "\n" not in evil["Location"]


def test_a_claim_is_looked_for_by_number_and_name(ind: Ind) -> None:
    (row,) = verden.krav(777, hos=verden.debitor(42, "Prøve Person Fyrre"))
    payment = uanbragt()
    client = ind("inka:koer")
    for q in (str(row.nummer), "0000000042", "fyrre"):
        assert f'name="krav-{row.pk}"' in side(client, f"/registre/indbetalinger/{payment.pk}?q={q}"), q
    assert "Intet åbent krav passer." in side(client, f"/registre/indbetalinger/{payment.pk}?q=findesikke")


def test_who_may_only_look_gets_no_buttons(ind: Ind) -> None:
    (row,) = verden.krav(50_000)
    payment = uanbragt()
    client = ind("inka:laes")
    assert "Placér" not in side(client, "/registre/uanbringelige").replace("placerer", "")
    assert 'class="button button-secondary button-small"' not in side(client, f"/registre/indbetalinger/{payment.pk}")
    assert placer(client, payment, **{f"krav-{row.pk}": "500"}).status_code == 403
    for other in (ind("tekn:koer", navn="bo"), ind("soc:laes", navn="cora")):
        assert other.get("/registre/uanbringelige").status_code == 403
        assert other.get(f"/registre/indbetalinger/{payment.pk}").status_code == 403


def test_a_note_is_kept_masked_and_once(ind: Ind) -> None:
    payment = uanbragt()
    client = ind("inka:koer")
    for _ in range(2):
        client.post(f"/registre/indbetalinger/{payment.pk}/note", {"n-note": "Vedrører 6112909999"})
    (event,) = AuditEvent.objects.filter(event=koe.NOTERET)
    assert event.detail == {"indbetaling": payment.pk, "note": "Vedrører 611290-****"}
    assert "Vedrører 611290-****" in side(client, f"/registre/indbetalinger/{payment.pk}")
    bad = client.post(f"/registre/indbetalinger/{payment.pk}/note", {"n-note": " "})
    assert bad.status_code == 422 and verden.indbetaling("A").rest == 50_000


def test_an_allocation_is_taken_back_with_a_reason_and_once(ind: Ind) -> None:
    (row,) = verden.krav(50_000)
    verden.betal(("A", 50_000, row.nummer))
    payment, made = verden.indbetaling("A"), Fordeling.objects.get()
    client = ind("inka:koer")
    sti = f"/registre/indbetalinger/{payment.pk}/fjern/{made.pk}"
    assert "Skriv hvorfor." in beskeder(client, client.post(sti, {f"f{made.pk}-grund": ""}))
    assert "500,00 kr. er taget tilbage" in beskeder(client, client.post(sti, {f"f{made.pk}-grund": "Forkert debitor"}))
    assert "Det er allerede taget tilbage" in beskeder(client, client.post(sti, {f"f{made.pk}-grund": "Igen"}))
    assert verden.rester([row]) == [50_000] and verden.indbetaling("A").rest == 50_000
    assert client.post(f"/registre/indbetalinger/{payment.pk}/fjern/999999", {}).status_code == 404
    verden.stemmer()


def test_a_whole_payment_is_reversed_by_who_may_approve(ind: Ind) -> None:
    (row,) = verden.krav(50_000)
    verden.betal(("A", 60_000, row.nummer))
    payment = verden.indbetaling("A")
    sti = f"/registre/indbetalinger/{payment.pk}/tilbagefoer"
    assert ind("inka:koer").post(sti, {"t-grund": "x"}).status_code == 403
    client = ind("inka:godkend", navn="bo")
    assert client.post(sti, {"t-grund": ""}).status_code == 422
    assert client.post(sti, {"t-grund": "Banken tog den igen"}).status_code == 302
    assert client.post(sti, {"t-grund": "Banken tog den igen"}).status_code == 422
    assert verden.rester([row]) == [50_000] and verden.indbetaling("A").rest == 0
    verden.stemmer()


class TestRepayment:
    """What was paid too much becomes a payout."""

    @pytest.fixture(autouse=True)
    def konto(self, konti: None) -> None:
        Systemkonstant.objects.create(nummer="inka.tilbagebetalingskonto", vaerdi=verden.UDBETALING)

    def betal(self, client: Client, row: Indbetaling, **data: str) -> Any:
        given = {"b-beloeb": "500", "b-art": "kunde", "b-nummer": "", "b-navn": "", "b-konto": "", "b-rest": str(row.rest), **data}
        return client.post(f"/registre/indbetalinger/{row.pk}/tilbagebetal", given)

    def test_it_is_paid_to_the_debtor_once(self, ind: Ind) -> None:
        (row,) = verden.krav(50_000, hos=verden.debitor(6112909999))
        verden.betal(("A", 100_000, row.nummer))
        payment = verden.indbetaling("A")
        client = ind("inka:koer")
        assert self.betal(client, payment, **{"b-konto": "6471 1000206"}).status_code == 302
        assert self.betal(client, payment).status_code == 422
        post = Udbetalingspost.objects.get()
        payee = Modtager.objects.get()
        assert (post.modul, post.beloeb, post.konto, post.kommune) == ("bogh", 50_000, verden.UDBETALING, "0956")
        assert (payee.art, payee.nummer, payee.konti.get().konto) == ("cpr", "6112909999", "64710001000206")
        assert verden.indbetaling("A").rest == 0 and verden.saldo(verden.UDBETALING) == -50_000
        verden.stemmer()

    def test_to_somebody_unknown_it_needs_number_and_name(self, ind: Ind) -> None:
        payment = uanbragt()
        client = ind("inka:koer")
        svar = self.betal(client, payment, **{"b-nummer": "12", "b-art": "cvr"})
        text = svar.content.decode()
        assert svar.status_code == 422 and "er ikke et CVR-nummer" in text and "mangler et navn" in text
        svar = self.betal(client, payment, **{"b-beloeb": "500,01", "b-nummer": "77", "b-navn": "Prøve Betaler"})
        assert svar.status_code == 422 and "kan ikke betales tilbage" in svar.content.decode()
        assert not Modtager.objects.exists() and not Udbetalingspost.objects.exists()
        assert self.betal(client, payment, **{"b-nummer": "77", "b-navn": "Prøve Betaler", "b-beloeb": "100"}).status_code == 302
        assert verden.indbetaling("A").rest == 40_000
        verden.stemmer()

    def test_without_the_constant_nothing_is_done(self, ind: Ind) -> None:
        Systemkonstant.objects.filter(nummer="inka.tilbagebetalingskonto").delete()
        svar = self.betal(ind("inka:koer"), uanbragt(), **{"b-nummer": "77", "b-navn": "Prøve Betaler"})
        assert svar.status_code == 422 and "inka.tilbagebetalingskonto" in svar.content.decode()
        assert not Modtager.objects.exists() and verden.indbetaling("A").rest == 50_000


def test_the_registers_search_and_filter(ind: Ind) -> None:
    (row,) = verden.krav(50_000)
    verden.betal(("A", 50_000, row.nummer))
    uanbragt(12_345, "B", betaler="Prøve Ærlig")
    uanbragt(700, "C")
    placering.tilbagefoer(verden.indbetaling("C"), "bo", verden.DAG, "Retur")
    client = ind("inka:laes")

    def fundne(query: str, register: str = "indbetalinger") -> list[str]:
        svar = client.get(f"/registre/{register}?{query}")
        cells = [str(line[0][1].vaerdi) for line in svar.context["tabel"].raekker]
        return sorted(Indbetaling.objects.get(pk=int(cell)).noegle for cell in cells)

    assert fundne("") == ["A", "B", "C"]
    assert fundne("q=123,45") == ["B"]
    assert fundne("q=ærlig") == ["B"]
    assert fundne(f"q={row.nummer}") == ["A"]
    assert fundne("tilstand=placeret") == ["A", "C"]
    assert fundne("tilstand=venter") == ["B"]
    assert fundne("tilstand=tilbage") == ["C"]
    assert fundne("kilde=bogh.fi") == ["A", "B", "C"]
    svar = client.get("/registre/uanbringelige?aarsag=KRAV_BETALT")
    assert svar.context["poster"] == [] and "Intet passer" in svar.content.decode()
    exported = client.post("/registre/uanbringelige/eksport", {"filtype": "csv"}).getvalue().decode()
    assert exported.count("\r\n") == 2 and "123,45" in exported


def test_the_queue_asks_no_more_for_more_payments_and_claims(ind: Ind) -> None:
    client = ind("inka:koer")

    def spurgt() -> int:
        with CaptureQueriesContext(connection) as asked:
            side(client, "/registre/uanbringelige")
        return len(asked)

    for number in range(12):
        uanbragt(1_000 + number, f"P{number}", betaler="Prøve Person")
    verden.krav(*range(1_000, 1_012))
    spurgt()
    before = spurgt()
    for number in range(40):
        uanbragt(2_000 + number, f"Q{number}", betaler="Prøve Person")
    verden.krav(*range(2_000, 2_040))
    assert spurgt() == before
    assert Regning.objects.count() == 52
