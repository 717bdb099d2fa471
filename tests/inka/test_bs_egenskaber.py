"""Whatever order files and duplicates come in: the ledger is the sum of the files, and no claim is paid twice."""

from __future__ import annotations

import datetime as dt
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from tests.inka.bs_verden import byg, krav, kunde, laes, saet_op
from tests.inka.verden import BANK, KOE, rester, saldo, stemmer

from snitflade.exchange import blobs
from snitflade.inka.models_bs import BSOpkraevningskrav
from snitflade.partners import betalingsservice

DAG = dt.date(2026, 12, 4)
KODER = ("0236", "0237", "0238", "")
LIV = st.lists(st.tuples(st.sampled_from(KODER), st.booleans()), min_size=3, max_size=3)
"""Of each collection: its answer, and whether a payment is charged back afterwards."""


class Filer(TestCase):
    """Answers to three collections, in files."""

    @settings(deadline=None, max_examples=25)
    @given(LIV, st.randoms(), st.integers(1, 3))
    def test_in_any_order(self, liv: list[tuple[str, bool]], tilfaeldigt: Any, gange: int) -> None:
        saet_op()
        claims = [krav(100 * at, 7, hos=kunde(f"000000000{at}", f"00000000{at}")) for at in (1, 2, 3)]
        exchange, _ = byg()
        assert exchange is not None
        data = blobs.get(exchange.files.get().blob)
        files = []
        for at, (code, back) in enumerate(liv, start=1):
            reference = f"R{at:08}"
            if code:
                files.append(betalingsservice.svar(data, at, DAG, udfald={reference: code}, andre=""))
                files.append(betalingsservice.svar(data, 10 + at, DAG, udfald={reference: code}, andre=""))  # the same posts
            if code == "0236" and back:
                files.append(betalingsservice.svar(data, 20 + at, DAG, udfald={reference: "0239"}, andre="", bogfoert=DAG))
        coming = files * gange
        tilfaeldigt.shuffle(coming)
        for one in coming:
            exchange, _ = laes(one)
            assert exchange.state == "anvendt"
            stemmer()
        paid = [code == "0236" and not back for code, back in liv]
        assert saldo(BANK) == sum(100 * at + 7 for at, yes in enumerate(paid, start=1) if yes)
        assert saldo(KOE) == 0
        for at, yes in enumerate(paid, start=1):
            assert rester(claims[at - 1]) == ([0, 0] if yes else [100 * at, 7])
        out = set(BSOpkraevningskrav.objects.filter(ude=True).values_list("opkraevning__nummer", flat=True))
        assert out == {at for at, (code, _) in enumerate(liv, start=1) if not code}
