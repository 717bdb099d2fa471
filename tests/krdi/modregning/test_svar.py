"""What the authority may answer, and what is refused of it."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone
from tests.bogh.udbetalingsverden import (
    koder,
    post,
    udveksling,
)
from tests.krdi.modregning.skyldner import CPR, hvorfor, modregnet, skyldner
from tests.krdi.modregning.verden import SNITFLADE, anvend, forsoeg, hent, tilstand

from snitflade.exchange import catalogue, inbound
from snitflade.exchange.models import Exchange
from snitflade.exchange.states import State
from snitflade.exchange.transports.errors import Opsaetningsfejl
from snitflade.exchange.transports.http_client import HttpClient
from snitflade.formats.problems import Problems
from snitflade.krdi.modregning import handlinger, tilslut
from snitflade.krdi.modregning.fil import laes
from snitflade.krdi.modregning.models import Forsoeg, Tilstand
from snitflade.krdi.modregning.opslag import forloeb
from snitflade.partners.habits import Misbehaviour
from snitflade.partners.incasso import IncassoPartner

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("til")]


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
