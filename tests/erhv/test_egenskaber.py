"""Whatever is sold, corrected, settled, taken back and reported, in whatever order: gross is what was deducted and what is to be
paid, no sale is settled twice, the ledger says the same, and the year is the sum of the months as they were told last."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import transaction
from django.db.models import Sum
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test
from tests.bogh.udbetalingsverden import i_orden, saldo
from tests.erhv import verden

from snitflade.bogh.udbetaling import tid
from snitflade.bogh.udbetaling.models import Udbetalingspost
from snitflade.erhv import salg
from snitflade.erhv.fradrag import andel
from snitflade.erhv.models import Salg
from snitflade.erhv.models_afregning import Afregning, Afregningslinje, Afregningspost, Indberettet
from snitflade.erhv.salg import NytSalg
from snitflade.erhv.tilbage import tag_tilbage
from snitflade.exchange import leaving
from snitflade.formats.problems import ProblemsError

MONTHS = ("2026-03", "2026-04", "2026-12")


def januar(patch: pytest.MonkeyPatch) -> None:
    now = dt.datetime(2027, 1, 15, 9, 30, tzinfo=ZoneInfo("America/Nuuk"))
    patch.setattr(tid, "nu", lambda: now)
    patch.setattr(leaving, "timezone", SimpleNamespace(now=lambda: now))


class Braetsalg(RuleBasedStateMachine):
    """Sales, corrections, settlements and reports."""

    def __init__(self) -> None:
        super().__init__()
        self.patch = pytest.MonkeyPatch()
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        verden.opsaet(self.patch)
        januar(self.patch)

    def teardown(self) -> None:
        """Nothing is left for the next example."""
        transaction.set_rollback(True)
        self.atomic.__exit__(None, None, None)
        self.patch.undo()

    @rule(
        hvem=st.sampled_from(["F0117", "F0209", "E0001"]),
        beloeb=st.integers(1, 200_000),
        maaned=st.sampled_from(MONTHS),
        ture=st.sampled_from([0, 0, 1]),
        sted=st.sampled_from(["NAN", "NAR"]),
    )
    def sold(self, hvem: str, beloeb: int, maaned: str, ture: int, sted: str) -> None:
        verden.solgt(hvem, beloeb, f"{maaned}-15", sted, ture=ture)

    @precondition(lambda self: Salg.objects.filter(ophaever=None, ophaevet_ved=None).exists())
    @rule(data=st.data(), beloeb=st.integers(1, 200_000))
    def corrected(self, data: Any, beloeb: int) -> None:
        one = data.draw(st.sampled_from(list(Salg.objects.filter(ophaever=None, ophaevet_ved=None).order_by("pk"))))
        nyt = NytSalg(f"ret {one.pk}", one.sted.kode, one.saelger.nummer, one.dato, beloeb, ture=0)
        salg.ret(one, nyt, "bo")

    @rule(til=st.sampled_from(["2026-03-31", "2027-01-15"]))
    def settled(self, til: str) -> None:
        try:
            verden.afregnet(til, "2027-01-15")
        except ProblemsError as nothing:
            assert "AFREGNING_TOM" in nothing.problems.codes

    @precondition(lambda self: Afregning.objects.filter(tilbage_tid=None).exists())
    @rule(data=st.data())
    def taken_back(self, data: Any) -> None:
        one = data.draw(st.sampled_from(list(Afregning.objects.filter(tilbage_tid=None).order_by("pk"))))
        try:
            tag_tilbage(one, "bo", "Forkert")
        except ProblemsError as refused:
            assert refused.problems.codes == {"TILBAGE_OPHAEVET"}

    @rule(maaned=st.sampled_from(MONTHS))
    def reported(self, maaned: str) -> None:
        try:
            exchange, _ = verden.byg("erhv.braetsalg-skat", maaned=maaned)
        except ProblemsError as refused:
            assert refused.problems.codes <= {"INDBERETNING_TOM_IGEN", "INDBERETNING_UAFREGNET"}
            return
        if exchange is not None:
            verden.bring_ud(exchange)

    @invariant()
    def gross_is_what_was_deducted_and_what_is_to_be_paid(self) -> None:
        holds = Afregningslinje.objects.filter(gaelder=True)
        names = ("brutto", "skat", "knapk", "lokal", "drift", "transport")
        sums = {name: value or 0 for name, value in holds.aggregate(**{f"i_{name}": Sum(name) for name in names}).items()}
        items = Afregningspost.objects.filter(afregning__tilbage_tid=None).aggregate(ialt=Sum("beloeb"))["ialt"] or 0
        assert sums["i_brutto"] == sum(sums[f"i_{name}"] for name in names[1:]) + items
        open_ = Udbetalingspost.objects.aggregate(ialt=Sum("rest"))["ialt"] or 0
        assert open_ == items == -saldo(verden.GAELD)
        assert saldo(verden.KOEB) == sums["i_brutto"] and saldo(verden.SKAT) == -sums["i_skat"]
        assert len(set(holds.values_list("salg", flat=True))) == holds.count()
        for line in holds.select_related("salg__saelger__modtager"):
            assert line.skat == (andel(line.brutto, 42_00) if line.salg.saelger.er_person else 0)

    def told(self) -> None:
        """At the end: once every month is told as it is, the year is their sum, and needs no reason."""
        assert i_orden()
        for maaned in MONTHS:
            self.reported(maaned)
        assert i_orden()
        try:
            exchange, _built = verden.byg("erhv.braetsalg-a11", aar=2026)
        except ProblemsError as refused:
            assert refused.problems.codes <= {"ERHV_AAR_AFVIGER", "INDBERETNING_UAFREGNET"}
            # Only a month that is gone altogether cannot be told again.
            assert any(not _sold(maaned) for maaned in MONTHS)
            return
        told: dict[str, int] = {}
        for row in Indberettet.objects.filter(exchange__interface="erhv.braetsalg-skat", holdt="").order_by("pk"):
            told[row.exchange.key.rpartition("-")[0]] = 0
        for key in told:
            last = Indberettet.objects.filter(exchange__key__startswith=f"{key}-").order_by("exchange").last()
            assert last is not None
            told[key] = sum(Indberettet.objects.filter(exchange=last.exchange_id, holdt="").values_list("fil_salg", flat=True))
        assert exchange is None or exchange.totals["braetsalg"] == sum(told.values())


def _sold(maaned: str) -> bool:
    first = dt.date.fromisoformat(f"{maaned}-01")
    rows = Afregningslinje.objects.filter(gaelder=True, salg__dato__gte=first, salg__dato__lt=first + dt.timedelta(30))
    return sum(rows.exclude(salg__saelger__nummer="E0001").values_list("brutto", flat=True)) >= 100


class Fortalt(Braetsalg):
    """The same, told at the end."""

    def teardown(self) -> None:
        """Tell everything before it is gone."""
        try:
            self.told()
        finally:
            super().teardown()


class TestBraetsalg(TestCase):
    """The machine on Django's test database."""

    def test_whatever_the_order(self) -> None:
        run_state_machine_as_test(Fortalt, settings=hypothesis_settings(max_examples=6, stateful_step_count=10, deadline=None))
