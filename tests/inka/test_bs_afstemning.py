"""Betalingsservice in the reconciliation: each stage, and why it differs from the one before."""

from __future__ import annotations

import datetime as dt

import pytest
from tests.inka.bs_verden import FORFALD, byg, krav, kunde, laes, saet_op

from snitflade.exchange import blobs
from snitflade.exchange.models import Exchange
from snitflade.exchange.reconciliation import Sum, Trin
from snitflade.inka.betalingsservice.afstemning import forskelle, linjer, perioder
from snitflade.partners import betalingsservice


@pytest.fixture
def sendt(db: None) -> Exchange:
    """Two collections: of 300 and of 70 øre."""
    saet_op()
    krav(100, 200, hos=kunde("3112999999", "123456789"))
    krav(70, hos=kunde("5809001539", "123456790"))
    exchange, _ = byg()
    assert exchange is not None
    return exchange


def trin() -> tuple[list[int], list[tuple[str, int]]]:
    """The stages of December in øre, and the differences."""
    (line,) = linjer(FORFALD, FORFALD)
    assert line.periode == "2026-12" and line.til == dt.date(2026, 12, 31)
    return [line.summer[step].beloeb for step in list(Trin)[1:]], [(one.tekst, one.beloeb) for one in forskelle(line, 10)]


def test_each_stage(sendt: Exchange) -> None:
    assert trin() == ([370, 0, 0, 0], [(f"2 opkrævninger i udveksling {sendt.pk} er ikke sendt", 370)])
    Exchange.objects.filter(pk=sendt.pk).update(sent_at=dt.datetime(2026, 11, 6, tzinfo=dt.UTC))
    why = f"2 opkrævninger i udveksling {sendt.pk} er sendt, men Betalingsservice har ikke svaret"
    assert trin() == ([370, 370, 0, 0], [(why, 370)])
    data = blobs.get(sendt.files.get().blob)
    laes(betalingsservice.svar(data, 1, dt.date(2026, 12, 4), udfald={"R00000002": "0237"}))
    assert trin() == ([370, 370, 370, 300], [("1 opkrævninger: afvist af betaler", 70)])


def test_periods(sendt: Exchange) -> None:
    assert [line.periode for line in perioder()] == ["2026-12"]
    assert linjer(dt.date(2027, 1, 1), dt.date(2027, 1, 31)) == []
    (line,) = linjer(FORFALD, FORFALD)
    assert line.summer[Trin.OPKRAEVET] == Sum(370, 2) and Trin.KRAEVET not in line.summer
