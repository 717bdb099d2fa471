"""What was never billed is seen."""

from __future__ import annotations

import datetime as dt

import pytest
from tests.tekn.conftest import Bestil, Indlaes

from snitflade.exchange import rhythm
from snitflade.tekn.models import Aftale
from snitflade.tekn.renovation.kvartal import Kvartal
from snitflade.tekn.renovation.opkraev import opkraev
from snitflade.tekn.renovation.vagt import ikke_opkraevet, ubetalte

NOW = dt.datetime(2018, 2, 20, 12, tzinfo=dt.UTC)

pytestmark = pytest.mark.django_db


def test_nothing_is_said_before_anything_was_billed_and_after_all_was(indlaes: Indlaes, bestil: Bestil) -> None:
    indlaes()
    assert list(ikke_opkraevet(NOW)) == []
    opkraev(bestil())
    assert list(ikke_opkraevet(NOW)) == []


def test_an_agreement_that_fell_out_of_the_run_is_seen_until_it_is_billed(indlaes: Indlaes, bestil: Bestil) -> None:
    indlaes()
    opkraev(bestil())
    first = Aftale.objects.order_by("pk")[0]
    Aftale.objects.create(
        debitor=first.debitor, lokalitet=first.lokalitet, ydelse=first.ydelse, bnr="B-0099", bnr_noegle="0099", antal=1
    )
    (cause,) = ikke_opkraevet(NOW)
    assert "1 aftale, der gælder" in cause.sentence
    assert "2018K1" in cause.sentence
    assert cause.key in {found.key for found in rhythm.causes(NOW)}
    opkraev(bestil())
    assert list(ikke_opkraevet(NOW)) == []


@pytest.mark.parametrize(
    ("fra", "til", "antal", "counted"),
    [
        (None, None, 1, 1),
        (None, None, 0, 0),
        (dt.date(2018, 3, 31), None, 1, 1),
        (dt.date(2018, 4, 1), None, 1, 0),
        (None, dt.date(2018, 1, 1), 1, 1),
        (None, dt.date(2017, 12, 31), 1, 0),
    ],
)
def test_only_agreements_that_hold_in_the_quarter_count(
    indlaes: Indlaes, fra: dt.date | None, til: dt.date | None, antal: int, counted: int
) -> None:
    indlaes()
    Aftale.objects.update(antal=0)
    one = Aftale.objects.order_by("pk")[0]
    one.fra, one.til, one.antal = fra, til, antal
    one.save()
    assert ubetalte(Kvartal.laes("2018K1")) == counted
