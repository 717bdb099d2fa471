"""Whatever goes wrong on the line: the payment is held, and nothing is set off twice."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from tests.bogh.udbetalingsverden import (
    DAG,
    KREDITOR,
    i_orden,
    koer,
    saet,
    saldo,
    udveksling,
)
from tests.krdi.modregning.skyldner import CPR, hvorfor, skyldner
from tests.krdi.modregning.verden import MELLEM, bogen_gaar_op, forsoeg, hent, tilstand

from snitflade.bogh.udbetaling.modregning import annuller as traek_tilbage
from snitflade.exchange.transports.http_client import HttpClient
from snitflade.krdi.modregning import handlinger, tilslut
from snitflade.krdi.modregning.models import Forsoeg, Tilstand
from snitflade.krdi.modregning.tjeneste import SUBMIT, Tjeneste
from snitflade.partners.habits import Misbehaviour
from snitflade.partners.incasso import IncassoPartner

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("til")]


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
