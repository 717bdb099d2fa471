"""Whatever order payments, duplicates and reversals come in: vouchers balance, the ledger says what is open, none is paid twice."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from tests.inka.verden import (
    BANK,
    DAG,
    DEBITOR,
    INDTAEGT,
    KOE,
    TAB,
    UDBETALING,
    betal,
    konti,
    krav,
    rester,
    saldo,
    stemmer,
)

from snitflade.bogh.models import Postering
from snitflade.formats.problems import ProblemsError
from snitflade.inka import placering
from snitflade.inka.krav import annuller_koersel, nedskriv, udlign
from snitflade.inka.models import Fordeling, Indbetaling, Regning

BELOEB = st.integers(1, 500)
RAEKKE = st.tuples(st.integers(0, 7), BELOEB, st.integers(0, 4))
"""A payment: which key, øre, which claim (4: none)."""
FIL = st.lists(RAEKKE, min_size=1, max_size=6)
KRAV = [300, 500, 200, -150]


def naivt(beloeb: list[int], filer: list[list[tuple[int, int, int]]]) -> tuple[list[int], dict[str, tuple[int, str]], Counter[str]]:
    """What is open of the claims, what is left of each payment and why, and the accounts: one payment after the other."""
    open_, left, accounts = list(beloeb), dict[str, tuple[int, str]](), Counter[str]()
    for rows in filer:
        for key, paid, at in rows:
            if f"p{key}" in left:
                continue
            taken = min(paid, max(open_[at], 0)) if at < len(open_) else 0
            if taken:
                open_[at] -= taken
            reason = "" if taken == paid else "KRAV_BETALT" if at < len(open_) else "KRAV_UKENDT"
            left[f"p{key}"] = (paid - taken, reason)
            accounts.update({BANK: paid, DEBITOR: -taken, KOE: taken - paid})
    return open_, left, accounts


def raekker(rows: list[tuple[int, int, int]], claims: list[Regning]) -> list[tuple[str, int, int]]:
    return [(f"p{key}", paid, claims[at].nummer if at < len(claims) else 999_999) for key, paid, at in rows]


class Indbetalinger(TestCase):
    """Files of payments."""

    @settings(deadline=None, max_examples=60)
    @given(st.lists(FIL, min_size=1, max_size=4), st.booleans())
    def test_the_same_as_one_after_the_other(self, filer: list[list[tuple[int, int, int]]], en_ad_gangen: bool) -> None:
        konti()
        claims = krav(*KRAV)
        born = Counter({konto: saldo(konto) for konto in (BANK, DEBITOR, KOE)})
        for rows in filer:
            given_rows = raekker(rows, claims)
            for part in [[row] for row in given_rows] if en_ad_gangen else [given_rows]:
                betal(*part)
        open_, left, accounts = naivt(KRAV, filer)
        assert rester(claims) == open_
        assert {one.noegle: (one.rest, one.aarsag) for one in Indbetaling.objects.all()} == left
        assert {konto: saldo(konto) - born[konto] for konto in (BANK, DEBITOR, KOE)} == {
            konto: accounts[konto] for konto in (BANK, DEBITOR, KOE)
        }
        stemmer()

    @settings(deadline=None, max_examples=30)
    @given(FIL, st.randoms())
    def test_the_sum_of_the_ledger_is_the_sum_of_what_came(self, rows: list[tuple[int, int, int]], tilfaeldigt: Any) -> None:
        """In whatever order the parts of a file come, and come again."""
        konti()
        claims = krav(*KRAV)
        once = {f"p{key}": (f"p{key}", paid, at) for key, paid, at in rows}  # a key has one content
        parts = [list(once.values())[:at] for at in range(1, len(once) + 1)] * 2
        tilfaeldigt.shuffle(parts)
        for part in parts:
            betal(*[(key, paid, claims[at].nummer if at < 4 else 999_999) for key, paid, at in part])
        assert saldo(BANK) == sum(paid for _, paid, _ in once.values())
        assert all(rest >= 0 for rest, beloeb in zip(rester(claims), KRAV, strict=True) if beloeb > 0)
        stemmer()


SKRIDT = st.one_of(
    st.tuples(st.just("fil"), FIL),
    st.tuples(st.just("placer"), st.tuples(st.integers(0, 9), st.integers(0, 3), BELOEB)),
    st.tuples(st.just("fjern"), st.integers(0, 19)),
    st.tuples(st.just("tilbagefoer"), st.integers(0, 9)),
    st.tuples(st.just("tilbagebetal"), st.tuples(st.integers(0, 9), BELOEB)),
    st.tuples(st.just("nedskriv"), st.tuples(st.integers(0, 3), BELOEB)),
    st.tuples(st.just("udlign"), st.tuples(st.integers(0, 2), BELOEB)),
    st.tuples(st.just("annuller"), st.none()),
)


class Livet(TestCase):
    """Everything that can happen to claims and payments, in any order."""

    @settings(deadline=None, max_examples=60)
    @given(st.lists(SKRIDT, min_size=1, max_size=10))
    def test_the_ledger_says_what_is_open(self, skridt: list[tuple[str, Any]]) -> None:
        konti()
        self.claims = krav(*KRAV)
        for number, (what, med) in enumerate(skridt):
            self.dato = DAG + dt.timedelta(number)
            before = (saldo(BANK), saldo(KOE), saldo(DEBITOR), Fordeling.objects.count(), Postering.objects.count())
            try:
                getattr(self, what)(med)
            except ProblemsError:  # what is refused has done nothing
                assert before == (saldo(BANK), saldo(KOE), saldo(DEBITOR), Fordeling.objects.count(), Postering.objects.count())
            stemmer()
            for one in Regning.objects.all():
                assert min(0, one.beloeb) <= one.rest <= max(0, one.beloeb)
        paid = sum(Indbetaling.objects.values_list("beloeb", flat=True))
        gone = sum(Fordeling.objects.filter(art="tilbageført").values_list("beloeb", flat=True))
        assert saldo(BANK) == paid - gone
        assert sum(saldo(konto) for konto in (BANK, DEBITOR, KOE, TAB, INDTAEGT, UDBETALING)) == 0

    def fil(self, rows: list[tuple[int, int, int]]) -> None:
        betal(*raekker(rows, self.claims))

    def placer(self, med: tuple[int, int, int]) -> None:
        if (payment := self._one(Indbetaling, med[0])) is not None:
            placering.placer(payment, self.claims[med[1]], med[2], "bo", self.dato)

    def fjern(self, at: int) -> None:
        if (row := self._one(Fordeling, at)) is not None:
            placering.fjern(row, "bo", self.dato, "Prøve")

    def tilbagefoer(self, at: int) -> None:
        if (payment := self._one(Indbetaling, at)) is not None:
            placering.tilbagefoer(payment, "bo", self.dato, "Prøve")

    def tilbagebetal(self, med: tuple[int, int]) -> None:
        if (payment := self._one(Indbetaling, med[0])) is not None:
            placering.tilbagebetal(payment, med[1], UDBETALING, "bo", self.dato, str(Fordeling.objects.count()))

    def nedskriv(self, med: tuple[int, int]) -> None:
        nedskriv(self.claims[med[0]], med[1], "bo", self.dato, "Prøve")

    def udlign(self, med: tuple[int, int]) -> None:
        udlign(self.claims[3], self.claims[med[0]], med[1], "bo", self.dato)

    def annuller(self, _: None) -> None:
        annuller_koersel("tekn.prøve", self.claims[0].koersel, "bo", self.dato, "Prøve")

    def _one(self, model: Any, at: int) -> Any:
        rows = list(model.objects.order_by("pk"))
        return rows[at % len(rows)] if rows else None
