"""Loading by natural key: new, changed, unchanged, not mentioned."""

from __future__ import annotations

import datetime as dt

import pytest

from snitflade.exchange.bulk import lock
from snitflade.exchange.konstanter.model import Systemkonstant
from snitflade.exchange.upsert import Optaelling, upsert

KEY = ("nummer", "gyldig_fra")
DAY = dt.date(2020, 1, 1)


@pytest.fixture(autouse=True)
def locked(db: None) -> None:
    """As whoever calls it has done."""
    lock(Systemkonstant)


def stored() -> set[tuple[str, dt.date | None, str, str]]:
    return set(Systemkonstant.objects.values_list("nummer", "gyldig_fra", "vaerdi", "kilde"))


def test_each_row_is_counted_once_and_the_same_again_changes_nothing() -> None:
    rows = {("4011", None): ("000", "a"), ("4011", DAY): ("GEO", "a")}
    counts, ids = upsert(Systemkonstant, KEY, ("vaerdi", "kilde"), rows)
    assert counts == Optaelling(nye=2)
    assert ids == {(row.nummer, row.gyldig_fra): row.pk for row in Systemkonstant.objects.all()}
    assert upsert(Systemkonstant, KEY, ("vaerdi", "kilde"), rows) == (Optaelling(uaendrede=2), ids)
    again = {("4011", DAY): ("INDDRIV", "a"), ("301", None): ("9002009002", "a")}
    counts, more = upsert(Systemkonstant, KEY, ("vaerdi", "kilde"), again)
    assert counts == Optaelling(nye=1, aendrede=1, uaendrede=0, ikke_naevnt=1)
    assert ids.items() <= more.items()
    assert stored() == {("4011", None, "000", "a"), ("4011", DAY, "INDDRIV", "a"), ("301", None, "9002009002", "a")}


def test_kept_fields_are_written_for_new_rows_only() -> None:
    upsert(Systemkonstant, KEY, ("vaerdi", "kilde"), {("4011", None): ("000", "gammel")})
    rows = {("4011", None): ("GEO", "ny"), ("301", None): ("9002009002", "ny")}
    counts, _ = upsert(Systemkonstant, KEY, ("vaerdi", "kilde"), rows, keep=("kilde",))
    assert counts == Optaelling(nye=1, aendrede=1)
    assert stored() == {("4011", None, "GEO", "gammel"), ("301", None, "9002009002", "ny")}
    same = {("4011", None): ("GEO", "helt anden")}
    assert upsert(Systemkonstant, KEY, ("vaerdi", "kilde"), same, keep=("kilde",))[0] == Optaelling(uaendrede=1, ikke_naevnt=1)


def test_a_stamp_is_set_in_rows_that_are_new_or_changed_and_makes_none_a_changed_one() -> None:
    upsert(Systemkonstant, KEY, ("vaerdi",), {("4011", None): ("000",), ("301", None): ("1",)}, stamp={"kilde": "først"})
    rows = {("4011", None): ("GEO",), ("301", None): ("1",), ("306", None): ("2",)}
    counts, _ = upsert(Systemkonstant, KEY, ("vaerdi",), rows, stamp={"kilde": "siden"})
    assert counts == Optaelling(nye=1, aendrede=1, uaendrede=1)
    assert stored() == {("4011", None, "GEO", "siden"), ("301", None, "1", "først"), ("306", None, "2", "siden")}
