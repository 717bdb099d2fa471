"""What holds for every set of agreements: the books balance, order does not matter, nothing is billed twice or forgotten."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from random import Random
from typing import NamedTuple

from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from snitflade.bogh.models import Postering
from snitflade.exchange.bulk import insert_rows
from snitflade.folk.models import Lokalitet
from snitflade.formats.problems import Problems
from snitflade.inka.models import Debitor, Regning
from snitflade.tekn.models import Aftale, Opkraevning, Takst, Ydelse
from snitflade.tekn.renovation.beregn import beregn
from snitflade.tekn.renovation.koersel import Koersel
from snitflade.tekn.renovation.kvartal import Kvartal
from snitflade.tekn.renovation.opkraev import opkraev
from snitflade.tekn.renovation.parametre import Parametre

K = Kvartal(2018, 1)
DAYS = st.none() | st.dates(dt.date(2017, 12, 1), dt.date(2018, 4, 30))


class Linje(NamedTuple):
    """An agreement: customer (0–3, the last two pay from an account), place (0–1), address, service (0–1), number, period."""

    kunde: int
    sted: int
    bnr: int
    ydelse: int
    antal: int
    fra: dt.date | None
    til: dt.date | None


def _ordered(line: Linje) -> Linje:
    return line._replace(fra=line.til, til=line.fra) if line.fra and line.til and line.til < line.fra else line


LINES = st.lists(
    st.builds(Linje, st.integers(0, 3), st.integers(0, 1), st.integers(1, 3), st.integers(0, 1), st.integers(0, 3), DAYS, DAYS).map(
        _ordered
    ),
    max_size=10,
    unique_by=lambda line: line[:4],
)
SETTINGS = st.fixed_dictionaries(
    {
        "rate_pr": st.sampled_from(["omraade", "aftale"]),
        "afregning": st.sampled_from(["dage", "hele_maaneder", "hele_uger", "intet"]),
        "omraadenummer": st.sampled_from(["000", "GEO"]),
    }
)
PRICES = st.lists(st.integers(0, 100_000), min_size=4, max_size=4)


def load(lines: Sequence[Linje], prices: Sequence[int]) -> None:
    """Store customers, services and agreements; the agreements in the order given."""
    with transaction.atomic():
        places = list(Lokalitet.objects.filter(navn__in=["Paamiut", "Nuuk"]).order_by("navn").values_list("pk", flat=True))
        insert_rows(
            Debitor,
            ("id", "kundenummer", "navn", "cvr", "gln", "personnummer", "betales_fra_konto", "sprog", "offentlig"),
            [
                (n + 1, f"{n:010}", "Prøve", "12227353", "", "", "4106011200" if n > 1 else "", ("da", "kl")[n % 2], None)
                for n in range(4)
            ],
        )
        for number, price in enumerate(prices):
            sted, ydelse = divmod(number, 2)
            stored = Ydelse.objects.create(
                pk=number + 1, navn=("Dag", "Nat")[ydelse], lokalitet_id=places[sted], indtaegtskonto=f"660{ydelse}0{sted}7000"
            )
            Takst.objects.create(ydelse=stored, pris=price)
            Takst.objects.create(ydelse=stored, pris=price + 1234, gyldig_fra=dt.date(2018, 3, 1))
        insert_rows(
            Aftale,
            ("id", "debitor_id", "lokalitet_id", "bnr", "bnr_noegle", "ydelse_id", "antal", "fra", "til"),
            [
                (
                    n,
                    one.kunde + 1,
                    places[one.sted],
                    f"B-{one.bnr}",
                    f"{one.bnr}",
                    one.sted * 2 + one.ydelse + 1,
                    one.antal,
                    one.fra,
                    one.til,
                )
                for n, one in enumerate(lines, start=1)
            ],
        )


def run(options: dict[str, str]) -> Koersel:
    day = dt.date(2018, 1, 13)
    return opkraev(Parametre("0956", str(K), day, day, 2018, K.tekst, "tobl", **options))


class TestEgenskaber(TestCase):
    """Each example runs in a transaction of its own that is rolled back."""

    @settings(max_examples=60, deadline=None)
    @given(LINES, PRICES, SETTINGS)
    def test_the_books_balance_and_the_bills_are_the_ledger(
        self, lines: list[Linje], prices: list[int], options: dict[str, str]
    ) -> None:
        load(lines, prices)
        koersel = run(options)
        direct = sum(claim.beloeb for claim in koersel.direkte)
        assert sum(koersel.brutto.values()) == koersel.netto + direct == sum(koersel.regninger.beloeb)
        assert sum(row.beloeb for row in koersel.posteringer) == 0
        assert all(row.beloeb for row in koersel.posteringer)
        assert koersel.tom or koersel.posteringer
        assert Counter(Postering.objects.values_list("konto", "beloeb")) == Counter(
            (row.konto, row.beloeb) for row in koersel.posteringer
        )
        assert len({claim.kundenummer for claim in koersel.direkte}) == len(koersel.direkte)
        for bill in Regning.objects.all():
            assert bill.beloeb == sum(charge.beloeb for charge in bill.opkraevninger.all()) != 0
            assert all(len(line) <= 60 for line in bill.tekstlinjer.split("\n"))
        if options["rate_pr"] == "omraade":
            keys = list(zip(koersel.regninger.kundenummer, koersel.regninger.omraadenummer, strict=True))
            assert len(set(keys)) == len(keys)

    @settings(max_examples=40, deadline=None)
    @given(LINES, PRICES, SETTINGS, st.randoms(use_true_random=False))
    def test_the_order_of_agreements_changes_no_total(
        self, lines: list[Linje], prices: list[int], options: dict[str, str], random: Random
    ) -> None:
        shuffled = list(lines)
        random.shuffle(shuffled)
        totals = []
        for ordering in (lines, shuffled):
            with transaction.atomic():
                load(ordering, prices)
                koersel = run(options)
                bills = koersel.regninger
                per_bill = Counter(zip(bills.kundenummer, bills.omraadenummer, bills.beloeb, strict=True))
                totals.append((koersel.brutto, koersel.netto, per_bill, [(row.konto, row.beloeb) for row in koersel.posteringer]))
                transaction.set_rollback(True)
        assert totals[0] == totals[1]

    @settings(max_examples=40, deadline=None)
    @given(LINES, PRICES, SETTINGS, SETTINGS)
    def test_again_there_is_nothing_to_bill(
        self, lines: list[Linje], prices: list[int], options: dict[str, str], others: dict[str, str]
    ) -> None:
        load(lines, prices)
        run(options)
        before = Regning.objects.count(), Opkraevning.objects.count(), Postering.objects.count()
        assert run({**others, "afregning": options["afregning"]}).tom
        assert (Regning.objects.count(), Opkraevning.objects.count(), Postering.objects.count()) == before

    @settings(max_examples=80, deadline=None)
    @given(LINES, PRICES, SETTINGS, st.lists(st.tuples(st.integers(0, 9), st.integers(0, 3), DAYS), max_size=8))
    def test_what_is_billed_and_then_corrected_is_what_it_costs_now(
        self, lines: list[Linje], prices: list[int], options: dict[str, str], changes: list[tuple[int, int, dt.date | None]]
    ) -> None:
        load(lines, prices)
        run(options)
        for place, antal, til in changes:
            if place < len(lines):
                fra = lines[place].fra
                ended = til if til is None or fra is None or fra <= til else fra
                Aftale.objects.filter(pk=place + 1).update(antal=antal, til=ended)
        koersel = run(options)
        left = beregn(K, options["afregning"], Problems())
        if not koersel.oplysninger or (koersel.tom and len(koersel.oplysninger) == 1):
            assert not left.krav
        billed = sum(Opkraevning.objects.values_list("beloeb", flat=True))
        assert billed + sum(krav.beloeb for krav in left.krav) == left.fuldt
        open_by_debtor: Counter[int] = Counter()
        for krav in left.krav:
            open_by_debtor[krav.debitor] += krav.beloeb
        if options["rate_pr"] == "omraade" and options["omraadenummer"] == "000":
            assert all(-100 < amount <= 0 for amount in open_by_debtor.values())
        assert run(options).tom
        assert sum(Postering.objects.values_list("beloeb", flat=True)) == 0
