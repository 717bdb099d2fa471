"""The way of a set-off: asked, approved, sent, booked; who is not asked; what must be there before."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from lxml import etree
from tests.bogh.udbetalingsverden import (
    BANK,
    DAG,
    GAELD,
    KREDITOR,
    advarsler,
    i_orden,
    koder,
    koer,
    post,
    saet,
    saldo,
    udveksling,
)
from tests.krdi.modregning.skyldner import CPR, elementer, hvorfor, modregnet, skyldner
from tests.krdi.modregning.verden import MELLEM, SNITFLADE, bogen_gaar_op, forsoeg, hent, tilstand

from snitflade.bogh.udbetaling.models import Udbetaling
from snitflade.exchange import blobs, catalogue
from snitflade.exchange.models import Exchange
from snitflade.exchange.transports.errors import ServerFejl
from snitflade.exchange.transports.http_client import HttpClient
from snitflade.formats.problems import Problems
from snitflade.krdi.modregning import handlinger, tilslut
from snitflade.krdi.modregning.fil import laes
from snitflade.krdi.modregning.models import Forsoeg, Haendelse, Tilstand
from snitflade.krdi.modregning.opslag import forloeb
from snitflade.partners.incasso import SPACE, IncassoPartner

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("til")]


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


class TestSetUp:
    """What must be there before anything is sent."""

    def test_everything_that_is_missing_is_told_at_once(self, partner: IncassoPartner, client: HttpClient) -> None:
        one = skyldner()
        partner.debts[CPR] = 1_200
        hent(client)
        saet(krdi__modregning__mellemkonto="x", krdi__modregning__konto="x", krdi__modregning__modtager="99999999")
        assert koder(lambda: handlinger.godkend([forsoeg(one).pk], "bo")) == [
            "KONSTANT_MANGLER",
            "KONSTANT_MANGLER",
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
