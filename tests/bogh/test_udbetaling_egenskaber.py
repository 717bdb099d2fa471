"""Whatever is posted, paid, taken back, sent and returned, in whatever order: the bank's account is what went out, and no more."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import transaction
from django.db.models import Sum
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test
from tests.bogh.udbetalingsverden import (
    BANK,
    DAG,
    GAELD,
    KREDITOR,
    annuller,
    i_orden,
    koer,
    opsaet,
    person,
    post,
    saldo,
    send,
    ur,
)

from snitflade.bogh.udbetaling.models import Modregning, Udbetaling, Udbetalingspost
from snitflade.bogh.udbetaling.modregning import modregn
from snitflade.bogh.udbetaling.retur import returner
from snitflade.exchange.leaving import MayNotLeaveError
from snitflade.exchange.models import Exchange
from snitflade.exchange.states import TAKEN_BACK, State


class Udbetalinger(RuleBasedStateMachine):
    """Items posted and set off, runs built, taken back and sent, payments returned."""

    def __init__(self) -> None:
        super().__init__()
        self.patch = pytest.MonkeyPatch()
        ur(self.patch)
        self.returned = 0
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        opsaet()

    def teardown(self) -> None:
        """Nothing is left for the next example, and the clock is the clock again."""
        transaction.set_rollback(True)
        self.atomic.__exit__(None, None, None)
        self.patch.undo()

    @rule(beloeb=st.integers(1, 10**6), nummer=st.integers(0, 3), konto=st.sampled_from(["64710000123456", ""]))
    def posted(self, beloeb: int, nummer: int, konto: str) -> None:
        post(beloeb, person(f"611290999{nummer}", konto=konto))

    @precondition(lambda self: Udbetalingspost.objects.filter(rest__gt=0).exists())
    @rule(data=st.data())
    def set_off(self, data: Any) -> None:
        one = data.draw(st.sampled_from(list(Udbetalingspost.objects.filter(rest__gt=0))))
        modregn(one, data.draw(st.integers(1, one.rest)), GAELD, "anna", DAG, "Skat")

    @rule()
    def built(self) -> None:
        koer()

    @precondition(lambda self: Exchange.objects.filter(state=State.BYGGET).exists())
    @rule(out=st.booleans())
    def sent_or_taken_back(self, out: bool) -> None:
        exchange = Exchange.objects.filter(state=State.BYGGET).latest("pk")
        try:
            send(exchange) if out else annuller(exchange)
        except MayNotLeaveError:  # a payee has got another account since the file was built
            annuller(exchange)

    @precondition(lambda self: Udbetaling.objects.filter(gaelder=True, exchange__state=State.AFSENDT).exists())
    @rule(data=st.data())
    def came_back(self, data: Any) -> None:
        sent = Udbetaling.objects.filter(gaelder=True, exchange__state=State.AFSENDT)
        one = data.draw(st.sampled_from(list(sent)))
        returner(one.betalings_id, DAG, "Konto lukket", "anna")
        self.returned += one.beloeb

    @invariant()
    def the_bank_account_is_what_the_files_say(self) -> None:
        files = Exchange.objects.exclude(state__in=TAKEN_BACK)
        assert -saldo(BANK) == sum(exchange.totals["Beløb"] for exchange in files) - self.returned
        # What is open of the items is what stands on their account, and nothing is paid twice.
        open_ = Udbetalingspost.objects.aggregate(total=Sum("rest"))["total"] or 0
        off = Modregning.objects.aggregate(total=Sum("beloeb"))["total"] or 0
        assert -saldo(KREDITOR) == open_ and -saldo(GAELD) == off
        granted = Udbetalingspost.objects.aggregate(total=Sum("beloeb"))["total"] or 0
        paid = Udbetaling.objects.filter(gaelder=True).aggregate(total=Sum("beloeb"))["total"] or 0
        assert granted == open_ + off + paid
        assert i_orden()


class TestUdbetalinger(TestCase):
    """The machine on Django's test database."""

    def test_whatever_the_order(self) -> None:
        run_state_machine_as_test(Udbetalinger, settings=hypothesis_settings(max_examples=8, stateful_step_count=12, deadline=None))
