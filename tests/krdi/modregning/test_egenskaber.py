"""Whatever breaks, wherever somebody dies: what reaches the payee and what the authority has set off is the item, and never more.

The calls are the real messages, given to the simulated partner without a line between; its own books are what is held against ours.
"""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from django.conf import settings
from django.db import transaction
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test
from tests.bogh.udbetalingsverden import annuller, i_orden, koer, person, post, send, ur
from tests.krdi.modregning.conftest import KODE
from tests.krdi.modregning.verden import anvend, bogen_gaar_op, hent, slaa_til

from snitflade.bogh.udbetaling.models import Udbetaling, Udbetalingspost
from snitflade.bogh.udbetaling.modregning import annuller as traek_tilbage
from snitflade.bogh.udbetaling.modregning import ophaev
from snitflade.bogh.udbetaling.retur import returner
from snitflade.exchange.leaving import MayNotLeaveError
from snitflade.exchange.models import Exchange
from snitflade.exchange.states import State
from snitflade.exchange.transports.errors import SvarUklart
from snitflade.exchange.transports.http_answer import Answer
from snitflade.exchange.transports.http_client import HttpClient
from snitflade.exchange.transports.secrets import Secret
from snitflade.formats.problems import ProblemsError
from snitflade.krdi.modregning import bogfoer, handlinger
from snitflade.krdi.modregning.models import MODREGNET, UKLAR, Forsoeg, Tilstand
from snitflade.partners.certificates import Authority
from snitflade.partners.http import Asked
from snitflade.partners.incasso import SERVICE, IncassoPartner

AUTHORITY = Authority()
EXAMPLES = int(os.environ.get("SNITFLADE_MODREGNING_EKSEMPLER", "6"))


class Doed(BaseException):
    """Processen er død."""


class Modregninger(RuleBasedStateMachine):
    """Items, rounds with every fault, runs sent, taken back and returned, and what the authority does afterwards."""

    def __init__(self) -> None:
        super().__init__()
        self.patch = pytest.MonkeyPatch()
        ur(self.patch)
        self.home = TemporaryDirectory()
        self.patch.setattr(settings, "HOME", Path(self.home.name))
        self.patch.setenv("INCASSO_KODE", KODE)
        self.patch.setattr(HttpClient, "request", self.request)
        self.partner = IncassoPartner(AUTHORITY, password=KODE)
        self.partner.debts = {f"611290999{number}": 700 * number for number in range(4)}
        self.client = HttpClient("https://incasso.example/x", user="snit", password=Secret("secret://env/INCASSO_KODE"))
        self.faults: list[str] = []
        self.withdrawn: set[int] = set()
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        slaa_til()

    def request(self, method: str, path: str = "", *, content: bytes = b"", repeatable: bool = False, **_: Any) -> Answer:
        """The line, with what is wrong with it this time."""
        fault = self.faults.pop(0) if self.faults else ""
        if fault == "død før":
            raise Doed
        if fault == "tabt før":
            raise SvarUklart(place="incasso", action="kald", reason="tabt")
        told = self.partner.answer(Asked(method, SERVICE, {}, content))
        if fault == "død efter":
            raise Doed
        if fault == "tabt efter":
            raise SvarUklart(place="incasso", action="kald", reason="tabt")
        return Answer(told.status, {"content-type": "text/xml"}, told.body, "incasso")

    def teardown(self) -> None:
        """In the end everything is asked after and nothing is wrong on the line; then the books must agree."""
        try:
            self.faults.clear()
            self.partner.take_delayed()
            for _ in range(6):
                hent(self.client)
            assert not Forsoeg.objects.filter(tilstand__in=UKLAR).exclude(post__in=self.withdrawn).exists()
            bogen_gaar_op(
                self.partner, [one for one in Udbetalingspost.objects.filter(modregnes=True) if one.pk not in self.withdrawn]
            )
            assert i_orden()
        finally:
            transaction.set_rollback(True)
            self.atomic.__exit__(None, None, None)
            self.patch.undo()
            self.home.cleanup()

    @rule(beloeb=st.integers(1, 200_000), number=st.integers(0, 3))
    def posted(self, beloeb: int, number: int) -> None:
        post(beloeb, person(f"611290999{number}"))

    @rule(
        faults=st.lists(st.sampled_from(["", "tabt før", "tabt efter", "død før", "død efter"]), max_size=4),
        half=st.integers(0, 1),
        errors=st.lists(st.sampled_from(["SystemError", "InvalidValue"]), max_size=1),
        delayed=st.booleans(),
        dies=st.booleans(),
    )
    def round(self, faults: list[str], half: int, errors: list[str], delayed: bool, dies: bool) -> None:
        self.faults = list(faults)
        self.partner.half, self.partner.errors, self.partner.delayed = half, list(errors), delayed
        with pytest.MonkeyPatch.context() as patch:
            if dies:
                patch.setattr(bogfoer, "_skyld", self.die)
            with suppress(Doed):
                hent(self.client)
        self.partner.half, self.partner.errors, self.partner.delayed, self.faults = 0, [], False, []

    def die(self, *_: object) -> None:
        """In the middle of the booking, before the commit."""
        raise Doed

    @rule()
    def applied_later(self) -> None:
        anvend()

    @precondition(lambda self: Forsoeg.objects.filter(tilstand=Tilstand.FUNDET).exists())
    @rule(every=st.booleans())
    def decided(self, every: bool) -> None:
        rows = Forsoeg.objects.filter(tilstand=Tilstand.FUNDET).order_by("pk")
        if every:
            handlinger.godkend(rows.values_list("pk", flat=True), "bo")
        else:
            handlinger.fritag("krdi", [rows[0].post_id], "Prøve", "bo")

    @precondition(lambda self: Forsoeg.objects.filter(tilstand__in=(Tilstand.UKENDT, *MODREGNET)).exists())
    @rule()
    def cancelled(self) -> None:
        row = Forsoeg.objects.filter(tilstand__in=(Tilstand.UKENDT, *MODREGNET)).order_by("pk").last()
        assert row is not None
        handlinger.annuller(row.pk, "Prøve", "bo")

    @precondition(lambda self: Forsoeg.objects.filter(tilstand=Tilstand.UKENDT, post__rest__gt=0).exists())
    @rule()
    def withdrew(self) -> None:
        row = Forsoeg.objects.filter(tilstand=Tilstand.UKENDT, post__rest__gt=0).order_by("pk").first()
        assert row is not None
        self.withdrawn.add(row.post_id)
        traek_tilbage(row.post, "eva", row.udbetalingsdato, "Prøve")

    @precondition(lambda self: bool(self.undoable()))
    @rule()
    def undone_by_hand(self) -> None:
        row = self.undoable()[0]
        assert row.modregning is not None
        with suppress(ProblemsError):  # the rest may be paid
            ophaev(row.modregning, "eva", row.udbetalingsdato, "Prøve")

    def undoable(self) -> list[Forsoeg]:
        """Set-offs whose reduction is on the item's card."""
        rows = Forsoeg.objects.filter(tilstand__in=MODREGNET, gaeldende__gt=0, modregning__ophaevet_ved=None)
        return list(rows.exclude(modregning=None).order_by("-pk")[:1])

    @rule(build=st.sampled_from(["bygget", "sendt", "annulleret"]))
    def ran(self, build: str) -> None:
        exchange, _ = koer()
        if exchange is None or build == "bygget":
            return
        if build == "annulleret":
            annuller(exchange)
            return
        try:
            send(exchange)
        except MayNotLeaveError:
            annuller(exchange)

    @precondition(lambda self: Exchange.objects.filter(interface="krdi.bankoverfoersler", state=State.BYGGET).exists())
    @rule()
    def taken_back(self) -> None:
        annuller(Exchange.objects.filter(interface="krdi.bankoverfoersler", state=State.BYGGET).latest("pk"))

    @precondition(lambda self: Udbetaling.objects.filter(gaelder=True, exchange__state=State.AFSENDT).exists())
    @rule()
    def came_back(self) -> None:
        paid = Udbetaling.objects.filter(gaelder=True, exchange__state=State.AFSENDT).earliest("pk")
        returner(paid.betalings_id, paid.dato, "Konto lukket", "bo")

    @rule(what=st.sampled_from(["bogfører", "bogfører en del", "tager tilbage", "får det sent"]))
    def they(self, what: str) -> None:
        if what == "tager tilbage":
            self.partner.roll_back()
        elif what == "får det sent":
            self.partner.take_delayed()
        else:
            for one in self.partner.books.values():
                if one.status == "Received":
                    one.status, one.booked = "Posted", one.amount if what == "bogfører" else one.amount // 2

    @invariant()
    def never_more(self) -> None:
        for one in Udbetalingspost.objects.filter(modregnes=True):
            family = Udbetaling.objects.filter(gaelder=True, post__noegle__startswith=f"modregning-retur:KRDI-{one.pk:06}-")
            paid = Udbetaling.objects.filter(gaelder=True, post=one) | family
            theirs = sum(
                100 * (held.booked if held.status == "Posted" else held.amount)
                for held in self.partner.books.values()
                if held.status in ("Received", "Posted") and held.reference.startswith(f"KRDI-{one.pk:06}-")
            )
            assert sum(paid.values_list("beloeb", flat=True)) + theirs <= one.beloeb


class TestModregninger(TestCase):
    """The machine on Django's test database."""

    def test_paid_and_set_off_is_the_item(self) -> None:
        run_state_machine_as_test(
            Modregninger, settings=hypothesis_settings(max_examples=EXAMPLES, stateful_step_count=15, deadline=None)
        )
