"""What happens to a set-off after it was taken."""

from __future__ import annotations

import pytest
from tests.bogh.udbetalingsverden import (
    DAG,
    annuller,
    i_orden,
    koder,
    saldo,
    send,
    udveksling,
)
from tests.krdi.modregning.skyldner import hvorfor, modregnet, skyldner
from tests.krdi.modregning.verden import MELLEM, bogen_gaar_op, forsoeg, hent, tilstand

from snitflade.bogh.udbetaling.models import Udbetaling
from snitflade.bogh.udbetaling.modregning import ophaev
from snitflade.bogh.udbetaling.retur import returner
from snitflade.exchange.models import Exchange
from snitflade.exchange.transports.http_client import HttpClient
from snitflade.krdi.modregning import handlinger, tilslut
from snitflade.krdi.modregning.models import Forskel, Tilstand
from snitflade.partners.incasso import SPACE, IncassoPartner

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("til")]


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
