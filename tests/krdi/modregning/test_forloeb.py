"""The way of a set-off: asked, approved, sent, booked; what is refused; and whatever goes wrong on the line."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone
from lxml import etree
from tests.bogh.udbetalingsverden import (
    BANK,
    DAG,
    GAELD,
    KREDITOR,
    advarsler,
    annuller,
    i_orden,
    koder,
    koer,
    person,
    post,
    saet,
    saldo,
    send,
    udveksling,
)
from tests.krdi.modregning.verden import MELLEM, SNITFLADE, anvend, bogen_gaar_op, forsoeg, hent, slaa_til, tilstand

from snitflade.bogh.udbetaling.models import Udbetaling, Udbetalingspost
from snitflade.bogh.udbetaling.modregning import annuller as traek_tilbage
from snitflade.bogh.udbetaling.modregning import ophaev
from snitflade.bogh.udbetaling.retur import returner
from snitflade.exchange import blobs, catalogue, inbound
from snitflade.exchange.models import Exchange
from snitflade.exchange.states import State
from snitflade.exchange.transports.errors import Opsaetningsfejl, ServerFejl
from snitflade.exchange.transports.http_client import HttpClient
from snitflade.formats.problems import Problems
from snitflade.krdi.modregning import handlinger, tilslut
from snitflade.krdi.modregning.fil import laes
from snitflade.krdi.modregning.models import Forskel, Forsoeg, Haendelse, Tilstand
from snitflade.krdi.modregning.opslag import forloeb
from snitflade.krdi.modregning.tjeneste import SUBMIT, Tjeneste
from snitflade.partners.habits import Misbehaviour
from snitflade.partners.incasso import SPACE, IncassoPartner

pytestmark = pytest.mark.django_db
CPR = "3112999998"
"""The debtor of the specification's sample."""


@pytest.fixture(autouse=True)
def til(hjem: Any, db: None) -> None:
    """Set-off is switched on."""
    slaa_til()


def skyldner(beloeb: int = 500_000, **felter: Any) -> Udbetalingspost:
    """An item of somebody who owes 1,200 kr."""
    return post(beloeb, person(CPR), **felter)


def hvorfor(one: Udbetalingspost) -> str:
    """Why a run leaves the item out; empty when it does not."""
    return dict(tilslut.venter("krdi", [one.pk])).get(one.pk, "")


def modregnet(partner: IncassoPartner, client: HttpClient, **felter: Any) -> Udbetalingspost:
    """An item of which 1,200 kr. are set off."""
    one = skyldner(**felter)
    partner.debts[CPR] = 1_200
    assert hent(client) is None
    assert handlinger.godkend([forsoeg(one).pk], "bo") == 1
    assert hent(client) is None
    assert tilstand(one) is Tilstand.MODTAGET
    one.refresh_from_db()
    return one


def elementer(root: etree._Element) -> list[tuple[str, str]]:
    """What stands in a message, in its order."""
    return [(str(one.tag), one.text or "") for one in root.iter()]


class TestWay:
    """From the question to the file."""

    def test_asked_approved_set_off_and_the_rest_is_paid(self, partner: IncassoPartner, client: HttpClient) -> None:
        one, other = skyldner(), post(125_050)
        partner.debts[CPR] = 1_200
        assert hvorfor(one) == hvorfor(other) == tilslut.IKKE_SPURGT
        assert koer()[0] is None
        assert hent(client) is None
        assert (tilstand(one), tilstand(other)) == (Tilstand.FUNDET, Tilstand.INTET)
        assert (hvorfor(one), hvorfor(other)) == (tilslut.FUNDET, "")
        assert (forsoeg(one).beloeb, forsoeg(one).spurgt, forsoeg(other).spurgt) == (120_000, 5_000, 1_250)
        assert handlinger.godkend([forsoeg(one).pk], "bo") == 1
        assert hvorfor(one) == tilslut.IKKE_SENDT
        assert hent(client) is None
        one.refresh_from_db()
        assert (tilstand(one), one.rest, forsoeg(one).gaeldende, hvorfor(one)) == (Tilstand.MODTAGET, 380_000, 120_000, "")
        exchange, built = koer()
        assert exchange is not None
        paid = dict(Udbetaling.objects.values_list("post__noegle", "beloeb"))
        assert paid == {one.noegle: 380_000, other.noegle: 125_050, f"modregning:KRDI-{one.pk:06}-1:1": 120_000}
        assert dict(dict(built.sheet)["Modregning"]) == {
            "Forespørgsler": "2",
            "Med gæld": "1",
            "Modregnet af kørslens poster": "1.200,00",
            "Betales til Inddrivelsesmyndigheden": "1.200,00",
        }
        assert saldo(MELLEM) == 0 and saldo(GAELD) == 0 and saldo(KREDITOR) == 0 and saldo(BANK) == -625_050
        bogen_gaar_op(partner, [one, other])
        assert i_orden()

    def test_the_request_is_the_specifications_sample(self, partner: IncassoPartner, client: HttpClient) -> None:
        one = modregnet(partner, client)
        sent = [asked.body for asked in partner.asked if b"SubmitSetOffRequest" in asked.body]
        call = etree.fromstring(sent[0])[0][0]
        row = forsoeg(one)
        expected = (
            f'<SubmitSetOffRequest xmlns="{SPACE}"><Credentials><Username>snit</Username>'
            "<Password>hemmelig</Password></Credentials>"
            f"<SetOffs><SetOff><SetOffId>{row.set_off_id}</SetOffId><ReservationId>{row.reservation}</ReservationId>"
            f"<Debitor>3112999998</Debitor><Amount>1200</Amount><PayoutDate>2026-11-30</PayoutDate>"
            f"<PaymentReference>KRDI-{one.pk:06}-1</PaymentReference></SetOff></SetOffs></SubmitSetOffRequest>"
        )
        assert elementer(call) == elementer(etree.fromstring(expected))
        assert all("authorization" not in asked.headers for asked in partner.asked)

    def test_a_whole_item_that_is_set_off_leaves_the_file(self, partner: IncassoPartner, client: HttpClient) -> None:
        one = modregnet(partner, client, beloeb=120_000)
        assert (one.rest, hvorfor(one)) == (0, "")
        assert udveksling().totals["Betalinger"] == 1  # the authority's
        assert [step.tekst for step in forloeb(one)] == [
            "Inddrivelsesmyndigheden spørges.",
            "Der er gæld på 1.200,00 kr.; 1.200,00 kr. af posten kan modregnes.",
            "Modregningen er godkendt.",
            "Modregningen sendes.",
            "1.200,00 kr. er modregnet.",
            "Inddrivelsesmyndigheden har modregnet.",
        ]
        assert [step.af for step in forloeb(one)][2] == "bo"

    @pytest.mark.parametrize(
        ("regel", "rest", "most", "expected"),
        [
            (f"{KREDITOR}=0", 100_099, None, 100_000),
            (f"{KREDITOR}=0", 500_000, 300, 30_000),
            (f"{KREDITOR}=400", 100_099, None, 60_000),
            (f"{KREDITOR}=25%", 100_099, None, 75_000),
            ("*=1000", 200_000, None, 100_000),
        ],
    )
    def test_no_more_than_they_say_and_the_payee_keeps_the_minimum(
        self, partner: IncassoPartner, client: HttpClient, regel: str, rest: int, most: int | None, expected: int
    ) -> None:
        saet(krdi__modregning__arter=regel)
        one = skyldner(rest)
        partner.debts[CPR] = 1_200
        if most is not None:
            partner.most[CPR] = most
        assert hent(client) is None
        assert forsoeg(one).beloeb == expected

    def test_without_a_persons_approval_where_that_is_set(
        self, partner: IncassoPartner, client: HttpClient, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        saet(krdi__modregning__selv="J")
        queued: list[Any] = []
        monkeypatch.setattr("snitflade.exchange.engine.enqueue", lambda *what, key: queued.append((*what, key)))
        one = skyldner()
        partner.debts[CPR] = 1_200
        assert hent(client) is None
        assert tilstand(one) is Tilstand.GODKENDT
        assert [what[:2] for what in queued] == [("udveksling.hent", "hent.krdi.modregning")]
        assert hent(client) is None and tilstand(one) is Tilstand.MODTAGET

    def test_done_twice_it_changes_nothing(self, partner: IncassoPartner, client: HttpClient) -> None:
        one = modregnet(partner, client)
        count = Haendelse.objects.count()
        interface = catalogue.find(SNITFLADE)
        for exchange in Exchange.objects.filter(interface=SNITFLADE).order_by("pk"):
            problems = Problems()
            content = laes(blobs.get(exchange.files.get().blob), "", problems)
            assert interface.apply is not None
            assert interface.apply(exchange, content, problems, 0).totals == exchange.totals and not problems
        assert handlinger.godkend([forsoeg(one).pk], "bo") == 0
        assert hent(client) is None and hent(client) is None
        one.refresh_from_db()
        assert (one.rest, Haendelse.objects.count(), partner.set_off()) == (380_000, count, 1_200)
        assert partner.submitted == [forsoeg(one).set_off_id]


class TestWhoIsNotAsked:
    """What takes no part is paid as before."""

    def test_switched_off_the_sheet_says_so(self) -> None:
        saet(krdi__modregning__arter="")
        skyldner()
        _, built = koer()
        assert dict(built.sheet)["Modregning"] == [("Modregning", "Slået fra: systemkonstanten krdi.modregning.arter er tom")]

    def test_neither_what_may_not_nor_who_has_no_number_nor_other_accounts(
        self, partner: IncassoPartner, client: HttpClient
    ) -> None:
        child = skyldner(modregnes=False)
        other = skyldner(konto="9003003003")
        small = skyldner(99)
        assert [hvorfor(one) for one in (child, other, small)] == ["", "", ""]
        assert hent(client) is None and partner.calls == []
        assert udveksling().totals["Betalinger"] == 3

    def test_a_municipality_of_no_number_waits_until_a_person_decides(
        self, partner: IncassoPartner, client: HttpClient, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("snitflade.krdi.modregning.kommuner.SKATTEKOMMUNER", {})
        one = skyldner()
        assert hent(client) is None and partner.calls == []
        assert hvorfor(one) == tilslut.UDEN_KOMMUNE
        assert handlinger.fritag("krdi", [one.pk], "Ingen at spørge", "bo") == 1 and hvorfor(one) == ""

    def test_what_is_due_later_is_asked_later(self, partner: IncassoPartner, client: HttpClient) -> None:
        saet(krdi__modregning__dage_foer="5")
        late = skyldner(forfaldsdato=DAG + dt.timedelta(10))
        assert hent(client) is None and not Forsoeg.objects.exists()
        assert hvorfor(late) == tilslut.IKKE_SPURGT


class TestAnswers:
    """Answers that are old, wrong, or none."""

    def test_an_old_answer_or_another_amount_is_asked_again(self, partner: IncassoPartner, client: HttpClient) -> None:
        one = skyldner()
        assert hent(client) is None and hvorfor(one) == ""
        Forsoeg.objects.update(svar_tid=timezone.now() - dt.timedelta(hours=25))
        assert hvorfor(one) == tilslut.FOR_GAMMELT
        partner.debts[CPR] = 1_200
        assert hent(client) is None
        assert (tilstand(one), forsoeg(one).nummer) == (Tilstand.FUNDET, 2)
        Forsoeg.objects.update(rest=600_000)
        assert hent(client) is None and forsoeg(one).nummer == 3

    @pytest.mark.parametrize(
        ("error", "expected", "reason"),
        [("InvalidOrNoEntity", Tilstand.INTET, ""), ("SystemError", Tilstand.FEJL, tilslut.FEJL)],
    )
    def test_an_error_on_one_item(
        self, partner: IncassoPartner, client: HttpClient, error: str, expected: Tilstand, reason: str
    ) -> None:
        one = skyldner()
        partner.errors = [error]
        assert hent(client) is None
        assert (tilstand(one), hvorfor(one)) == (expected, reason)

    def test_another_municipality_is_refused_by_them_and_nothing_is_paid(self, partner: IncassoPartner, client: HttpClient) -> None:
        partner.kommune = "33"
        one = skyldner()
        assert hent(client) is None and hvorfor(one) == tilslut.FEJL

    @pytest.mark.parametrize(
        ("attribute", "code"), [("foreign", "MODREGNING_FREMMED"), ("contradicts", "MODREGNING_MODSIGER"), ("half", "")]
    )
    def test_foreign_contradicting_and_missing_receipts_are_not_used(
        self, partner: IncassoPartner, client: HttpClient, attribute: str, code: str
    ) -> None:
        one = skyldner()
        setattr(partner, attribute, 1)
        assert hent(client) is None
        found = set(Exchange.objects.values_list("problems__code", flat=True)) - {None}
        assert found == {code} - {""}
        if attribute == "foreign":
            assert tilstand(one) is Tilstand.INTET
        else:
            assert (tilstand(one), hvorfor(one)) == (Tilstand.NY, tilslut.UDEN_SVAR)
            number = forsoeg(one).query_id
            assert hent(client) is None and tilstand(one) is Tilstand.INTET and forsoeg(one).query_id == number

    def test_told_twice_is_taken_once(self, partner: IncassoPartner, client: HttpClient) -> None:
        partner.misbehave(Misbehaviour.DUPLICATE)
        one = modregnet(partner, client)
        assert one.rest == 380_000

    def test_a_service_that_is_down_leaves_everything_waiting_until_a_person_chooses(
        self, partner: IncassoPartner, client: HttpClient
    ) -> None:
        one, other = skyldner(), post(125_050)
        partner.misbehave(Misbehaviour.AWAY)
        assert hent(client) is not None
        assert hvorfor(one) == hvorfor(other) == tilslut.UDEN_SVAR
        assert koder(lambda: handlinger.fritag_alle("", "bo")) == ["MODREGNING_GRUND"]
        assert handlinger.fritag_alle("Tjenesten er nede, og pengene skal ud", "bo") == 2
        assert handlinger.fritag_alle("Igen", "bo") == 0
        assert forloeb(one)[-1].tekst == "Fritaget for modregning: Tjenesten er nede, og pengene skal ud"
        assert udveksling().totals["Beløb"] == 625_050
        partner.behave()
        assert hent(client) is None and tilstand(one) is Tilstand.FRITAGET

    def test_one_person_is_exempted_also_when_debt_was_found(self, partner: IncassoPartner, client: HttpClient) -> None:
        one, other = skyldner(), skyldner(200_000)
        partner.debts[CPR] = 1_200
        assert hent(client) is None
        assert handlinger.fritag("krdi", [one.pk], "Afdragsordning", "bo") == 1
        assert (hvorfor(one), hvorfor(other)) == ("", tilslut.FUNDET)
        assert forsoeg(one).beloeb == 0

    def test_without_a_user_nothing_is_called(self, partner: IncassoPartner, client: HttpClient) -> None:
        with pytest.raises(Opsaetningsfejl, match="brugernavn"):
            raise hent(HttpClient(partner.base_url, ca_file=client.ca_file)) or AssertionError

    def test_a_file_laid_in_by_hand_is_refused(self, partner: IncassoPartner, client: HttpClient) -> None:
        one = skyldner()
        partner.debts[CPR] = 1_200
        hent(client)
        data = b'{"kald":"SubmitSetOff"}\n{"id":"%s","status":"Received","fejl":"","tekst":""}\n' % forsoeg(one).set_off_id.encode()
        received = inbound.receive(catalogue.find(SNITFLADE), "svar.jsonl", data, "eva", origin="lagt op på siden")
        assert [exchange.pk for exchange in anvend()] == [received.exchange.pk]
        received.exchange.refresh_from_db()
        assert received.exchange.state == State.AFVIST
        assert list(received.exchange.problems.values_list("code", flat=True)) == ["MODREGNING_IKKE_HENTET"]

    @pytest.mark.parametrize(
        "data", [b"", b"x", b"[]", b'{"kald":"Andet"}', b'{"kald":"QueryDebt"}\n{"id":1}', b'{"kald":"CancelSetOff"}\n{"id":"a"}']
    )
    def test_a_file_that_is_no_answer_is_refused_with_a_sentence(self, data: bytes) -> None:
        problems = Problems()
        laes(data, "x", problems)
        assert [one.code for one in problems.sorted()] == ["MODREGNING_FIL"]


def tabt(partner: IncassoPartner) -> None:
    partner.misbehave(Misbehaviour.DROP_AFTER, times=1)


def fejl_efter(partner: IncassoPartner) -> None:
    partner.misbehave(Misbehaviour.ERROR_AFTER, times=1)


def foer(partner: IncassoPartner) -> None:
    partner.misbehave(Misbehaviour.DROP_UPLOAD, after=10, times=1)


def fault(partner: IncassoPartner) -> None:
    partner.faults = ["Server"]


def klientfejl(partner: IncassoPartner) -> None:
    partner.faults = ["Client"]


def halvt(partner: IncassoPartner) -> None:
    partner.half = 1


def forsinket(partner: IncassoPartner) -> None:
    partner.delayed = True


class TestLost:
    """The answer to SubmitSetOff is lost: the payment is held, and asked after under the same id."""

    @pytest.mark.parametrize("how", [tabt, fejl_efter, foer, fault, klientfejl, halvt, forsinket])
    def test_it_waits_and_is_set_off_once(
        self, partner: IncassoPartner, client: HttpClient, how: Callable[[IncassoPartner], None]
    ) -> None:
        one = skyldner()
        partner.debts[CPR] = 1_200
        hent(client)
        handlinger.godkend([forsoeg(one).pk], "bo")
        how(partner)
        hent(client)
        assert (tilstand(one), hvorfor(one)) == (Tilstand.UKENDT, tilslut.UKLART)
        assert koer()[0] is None
        # Neither is it paid without set-off, nor when set-off is switched off.
        assert handlinger.fritag_alle("Nu", "bo") == 0
        saet(krdi__modregning__arter="")
        assert koer()[0] is None
        saet(krdi__modregning__arter=f"{KREDITOR}=0")
        for _ in range(3):
            hent(client)
        partner.take_delayed()
        one.refresh_from_db()
        assert (tilstand(one), one.rest, partner.set_off(), len(partner.books)) == (Tilstand.MODTAGET, 380_000, 1_200, 1)
        bogen_gaar_op(partner, [one])
        assert i_orden()

    @pytest.mark.parametrize("taget", [False, True])
    def test_whoever_dies_while_sending_leaves_it_unclear(
        self, partner: IncassoPartner, client: HttpClient, monkeypatch: pytest.MonkeyPatch, taget: bool
    ) -> None:
        one = skyldner()
        partner.debts[CPR] = 1_200
        hent(client)
        handlinger.godkend([forsoeg(one).pk], "bo")
        real = Tjeneste.kald

        def dies(self: Tjeneste, operation: str, poster: Any) -> Any:
            if operation == SUBMIT:
                if taget:
                    real(self, operation, poster)
                raise KeyboardInterrupt
            return real(self, operation, poster)

        with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
            patch.setattr(Tjeneste, "kald", dies)
            hent(client)
        assert (tilstand(one), hvorfor(one)) == (Tilstand.SENDES, tilslut.UKLART)
        assert koer()[0] is None
        for _ in range(2):
            hent(client)
        one.refresh_from_db()
        assert (tilstand(one), one.rest, partner.set_off()) == (Tilstand.MODTAGET, 380_000, 1_200)
        assert len(set(partner.submitted)) == 1

    def test_no_connection_is_certain_and_the_debt_may_be_thought_over(self, partner: IncassoPartner, client: HttpClient) -> None:
        one = skyldner()
        partner.debts[CPR] = 1_200
        hent(client)
        handlinger.godkend([forsoeg(one).pk], "bo")
        partner.stop()
        assert hent(client) is not None
        partner.start()
        assert (tilstand(one), forsoeg(one).sendt_tid) == (Tilstand.GODKENDT, None)
        assert handlinger.fritag("krdi", [one.pk], "Vi venter ikke", "bo") == 1 and hvorfor(one) == ""

    def test_an_error_on_the_set_off_pays_the_whole_amount(self, partner: IncassoPartner, client: HttpClient) -> None:
        one = skyldner()
        partner.debts[CPR] = 1_200
        hent(client)
        handlinger.godkend([forsoeg(one).pk], "bo")
        partner.errors = ["InvalidValue"]
        hent(client)
        assert (tilstand(one), hvorfor(one)) == (Tilstand.AFVIST, "")
        assert udveksling().totals["Beløb"] == 500_000 and i_orden()

    def test_a_reservation_that_has_run_out_is_not_sent(self, partner: IncassoPartner, client: HttpClient) -> None:
        one = skyldner()
        partner.debts[CPR] = 1_200
        partner.reserves_for = dt.timedelta(seconds=-1)
        hent(client)
        handlinger.godkend([forsoeg(one).pk], "bo")
        partner.reserves_for = dt.timedelta(days=1)
        hent(client)
        assert partner.submitted == [] and (tilstand(one), forsoeg(one).nummer) == (Tilstand.FUNDET, 2)

    def test_an_item_withdrawn_meanwhile_is_cancelled_at_their_side(self, partner: IncassoPartner, client: HttpClient) -> None:
        one = skyldner()
        partner.debts[CPR] = 1_200
        hent(client)
        handlinger.godkend([forsoeg(one).pk], "bo")
        tabt(partner)
        hent(client)
        traek_tilbage(one, "eva", DAG, "Forkert modtager")
        hent(client)
        assert tilstand(one) is Tilstand.ANNULLERES
        hent(client)
        assert (tilstand(one), partner.set_off(), saldo(MELLEM)) == (Tilstand.ANNULLERET, 0, 0)
        assert i_orden()

    def test_one_that_is_unclear_can_be_cancelled_and_is_barred_at_their_side(
        self, partner: IncassoPartner, client: HttpClient
    ) -> None:
        one = skyldner()
        partner.debts[CPR] = 1_200
        hent(client)
        handlinger.godkend([forsoeg(one).pk], "bo")
        forsinket(partner)
        hent(client)
        handlinger.annuller(forsoeg(one).pk, "Borgeren skal bruge pengene", "bo")
        handlinger.annuller(forsoeg(one).pk, "Igen", "bo")
        assert hvorfor(one) == tilslut.UKLART
        hent(client)
        partner.take_delayed()
        assert partner.set_off() == 0 and hvorfor(one) != tilslut.UKLART
        assert Forsoeg.objects.filter(post=one, tilstand=Tilstand.ANNULLERET).exists()


class TestAfterwards:
    """What happens to a set-off after it was taken."""

    def test_they_book_it_and_the_same_answer_is_no_news(self, partner: IncassoPartner, client: HttpClient) -> None:
        one = modregnet(partner, client)
        partner.post()
        hent(client)
        row = forsoeg(one)
        assert (row.tilstand, row.bogfoert, row.sager) == (Tilstand.BOGFOERT, 1_200, "37-0004512388")
        count = Exchange.objects.count()
        hent(client)
        assert Exchange.objects.count() == count

    @pytest.mark.parametrize("betalt", [False, True])
    @pytest.mark.parametrize("booked", [0, 700])
    def test_booked_in_part_the_payee_gets_the_rest(
        self, partner: IncassoPartner, client: HttpClient, betalt: bool, booked: int
    ) -> None:
        one = modregnet(partner, client)
        if betalt:
            send(udveksling())
        partner.post(booked=booked)
        hent(client)
        assert forsoeg(one).gaeldende == booked * 100
        bogen_gaar_op(partner, [one])
        assert i_orden()
        assert (Forskel.objects.filter(art="tilbage", lukket_af="").count(), saldo(MELLEM)) == (
            (1, 120_000 - 100 * booked) if betalt else (0, 0)
        )

    @pytest.mark.parametrize("betalt", [False, True])
    def test_taken_back_by_them_it_is_paid_in_the_next_run(self, partner: IncassoPartner, client: HttpClient, betalt: bool) -> None:
        one = modregnet(partner, client)
        if betalt:
            send(udveksling())
        partner.roll_back()
        hent(client)
        assert (tilstand(one), forsoeg(one).gaeldende) == (Tilstand.RULLET, 0)
        run = udveksling()
        assert run.totals["Beløb"] == (120_000 if betalt else 500_000)
        bogen_gaar_op(partner, [one])
        assert i_orden()

    def test_more_booked_than_was_sent_is_a_difference(self, partner: IncassoPartner, client: HttpClient) -> None:
        one = modregnet(partner, client)
        partner.post(booked=1_500)
        hent(client)
        hent(client)
        (row,) = Forskel.objects.all()
        assert (row.art, row.vores, row.deres, row.forsoeg_id) == ("for_meget", 120_000, 150_000, forsoeg(one).pk)
        assert handlinger.luk(row.pk, "De retter det", "bo") and not handlinger.luk(row.pk, "Igen", "eva")

    def test_one_they_no_longer_know_is_a_difference(self, partner: IncassoPartner, client: HttpClient) -> None:
        one = modregnet(partner, client)
        partner.books.clear()
        hent(client)
        hent(client)
        assert list(Forskel.objects.values_list("art", "vores", "deres")) == [("ukendt", 120_000, 0)]
        assert tilstand(one) is Tilstand.MODTAGET

    def test_a_run_taken_back_cancels_and_asks_again(self, partner: IncassoPartner, client: HttpClient) -> None:
        one = modregnet(partner, client)
        annuller(udveksling())
        assert hvorfor(one) == tilslut.SKAL_ANNULLERES
        hent(client)
        one.refresh_from_db()
        assert (partner.set_off(), one.rest, saldo(MELLEM)) == (0, 500_000, 0)
        assert (tilstand(one), forsoeg(one).nummer) == (Tilstand.ANNULLERET, 1)
        hent(client)
        assert (tilstand(one), forsoeg(one).nummer) == (Tilstand.FUNDET, 2)
        handlinger.godkend([forsoeg(one).pk], "bo")
        hent(client)
        assert udveksling().totals["Beløb"] == 500_000
        bogen_gaar_op(partner, [one])
        assert i_orden()

    def test_a_payment_that_fails_at_the_bank_cancels(self, partner: IncassoPartner, client: HttpClient) -> None:
        one = modregnet(partner, client)
        send(udveksling())
        paid = Udbetaling.objects.get(post=one)
        returner(paid.betalings_id, DAG, "Konto lukket", "bo")
        assert hvorfor(one) == tilslut.SKAL_ANNULLERES
        hent(client)
        one.refresh_from_db()
        assert (partner.set_off(), one.rest) == (0, 500_000)
        # The authority was paid already: it must pay back.
        assert list(Forskel.objects.values_list("art", "vores", "deres")) == [("tilbage", 0, 120_000)]
        assert saldo(MELLEM) == 120_000 and i_orden()

    def test_what_they_will_not_cancel_stands_and_the_rest_is_paid(
        self, partner: IncassoPartner, client: HttpClient, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        one = modregnet(partner, client)
        annuller(udveksling())
        monkeypatch.setattr(
            partner, "_cancel", lambda item: {"SetOffId": item.findtext(f"{{{SPACE}}}SetOffId"), "Status": "Posted"}
        )
        hent(client)
        assert (tilstand(one), hvorfor(one)) == (Tilstand.BOGFOERT, "")
        assert udveksling().totals["Beløb"] == 500_000
        bogen_gaar_op(partner, [one])

    def test_undone_on_the_items_card_it_waits_until_they_have_cancelled(self, partner: IncassoPartner, client: HttpClient) -> None:
        one = modregnet(partner, client)
        row = forsoeg(one)
        assert row.modregning is not None
        ophaev(row.modregning, "eva", DAG, "Fejl")
        assert hvorfor(one) == tilslut.SKAL_ANNULLERES
        hent(client)
        one.refresh_from_db()
        assert (tilstand(one), partner.set_off(), one.rest, saldo(MELLEM)) == (Tilstand.ANNULLERET, 0, 500_000, 0)
        assert i_orden()

    @pytest.mark.parametrize("annulleres", [True, False])
    def test_undone_on_the_items_card_after_a_part_came_back(
        self, partner: IncassoPartner, client: HttpClient, monkeypatch: pytest.MonkeyPatch, annulleres: bool
    ) -> None:
        one = modregnet(partner, client)
        partner.post(booked=700)
        hent(client)
        row = forsoeg(one)
        assert row.modregning is not None
        ophaev(row.modregning, "eva", DAG, "Fejl")
        if not annulleres:
            monkeypatch.setattr(
                partner, "_cancel", lambda item: {"SetOffId": item.findtext(f"{{{SPACE}}}SetOffId"), "Status": "Posted"}
            )
        hent(client)
        one.refresh_from_db()
        assert one.rest == (450_000 if annulleres else 380_000) and saldo(MELLEM) == 0
        bogen_gaar_op(partner, [one])
        assert i_orden()

    def test_undone_on_the_items_card_and_not_by_them_it_is_reduced_again(
        self, partner: IncassoPartner, client: HttpClient, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        one = modregnet(partner, client)
        row = forsoeg(one)
        assert row.modregning is not None
        ophaev(row.modregning, "eva", DAG, "Fejl")
        monkeypatch.setattr(
            partner, "_cancel", lambda item: {"SetOffId": item.findtext(f"{{{SPACE}}}SetOffId"), "Status": "Posted"}
        )
        hent(client)
        one.refresh_from_db()
        assert (tilstand(one), one.rest, hvorfor(one), saldo(MELLEM)) == (Tilstand.BOGFOERT, 380_000, "", 0)
        assert i_orden()

    def test_only_what_may_have_been_taken_can_be_cancelled(self, partner: IncassoPartner, client: HttpClient) -> None:
        one = skyldner()
        hent(client)
        assert koder(lambda: handlinger.annuller(forsoeg(one).pk, "Nej", "bo")) == ["MODREGNING_ANNULLER"]


class TestSetUp:
    """What must be there before anything is sent."""

    def test_everything_that_is_missing_is_told_at_once(self, partner: IncassoPartner, client: HttpClient) -> None:
        one = skyldner()
        partner.debts[CPR] = 1_200
        hent(client)
        saet(krdi__modregning__mellemkonto="x", krdi__modregning__konto="x", krdi__modregning__modtager="99999999")
        assert koder(lambda: handlinger.godkend([forsoeg(one).pk], "bo")) == [
            "MODREGNING_KONSTANT",
            "MODREGNING_KONSTANT",
            "MODREGNING_MODTAGER",
        ]
        assert tilstand(one) is Tilstand.FUNDET

    def test_it_is_left_out_of_the_run_with_its_reason(self) -> None:
        skyldner()
        _, built = koer()
        assert advarsler(built) == ["UDELADT_VENTER"]
        (sentence,) = (problem.message for problem in built.warnings.sorted())
        assert sentence.endswith("venter: Inddrivelsesmyndigheden er ikke spurgt om den. Spørg på siden Modregning.")

    def test_a_server_fault_breaks_the_round_off_and_says_so(self, partner: IncassoPartner, client: HttpClient) -> None:
        skyldner()
        partner.faults = ["Server"]
        assert isinstance(hent(client), ServerFejl)
