"""Many rows at once say the same as one by one, and only inside a transaction."""

from __future__ import annotations

import datetime as dt
import gc

import pytest
from django.db import IntegrityError, transaction

from snitflade.exchange.bulk import UdenTransaktion, collector_paused, insert_rows, lock, next_id, update_rows
from snitflade.exchange.konstanter.model import Systemkonstant
from snitflade.folk.models import Lokalitet
from snitflade.inka.models import Debitor
from snitflade.tekn.models import Takst, Ydelse

DEBITOR = ("id", "kundenummer", "navn", "cvr", "gln", "personnummer", "betales_fra_konto", "sprog", "offentlig")


@pytest.mark.django_db
def test_rows_are_what_the_models_would_have_written() -> None:
    rows = [
        (7, "3112999999", "Ærø \N{LATIN SMALL LETTER KRA} 'quote' \\ tab", "", "", "", "", "da", None),
        (8, "0001953096", "Sygehuset", "19785289", "", "", "", "kl", True),
    ]
    insert_rows(Debitor, DEBITOR, iter(rows))
    assert list(Debitor.objects.order_by("id").values_list(*DEBITOR)) == rows


@pytest.mark.django_db
def test_dates_nulls_and_foreign_keys() -> None:
    place = Lokalitet.objects.get(navn="Paamiut").pk
    insert_rows(
        Ydelse, ("pk", "navn", "lokalitet_id", "indtaegtskonto", "navn_kl", "navn_en"), [(3, "Dag", place, "1" * 10, "", "")]
    )
    insert_rows(Takst, ("id", "ydelse_id", "pris", "gyldig_fra"), [(1, 3, 61000, None), (2, 3, 65000, dt.date(2018, 4, 1))])
    assert [(takst.ydelse.navn, takst.gyldig_fra) for takst in Takst.objects.order_by("id")] == [
        ("Dag", None),
        ("Dag", dt.date(2018, 4, 1)),
    ]


@pytest.mark.django_db
def test_the_tables_own_numbering_goes_on_after_given_ids() -> None:
    insert_rows(Systemkonstant, ("id", "nummer", "vaerdi", "gyldig_fra", "kilde"), [(41, "4011", "000", None, "")])
    assert next_id(Systemkonstant) == 42
    assert Systemkonstant.objects.create(nummer="4011", vaerdi="GEO", gyldig_fra=dt.date(2020, 1, 1)).pk == 42


@pytest.mark.django_db
def test_rows_may_ask_the_database_while_they_are_made() -> None:
    rows = ((next_id(Debitor) + n, f"{n:010}", "Prøve", "", "", "", "", "da", None) for n in range(3))
    insert_rows(Debitor, DEBITOR, rows)
    assert list(Debitor.objects.order_by("pk").values_list("pk", flat=True)) == [1, 2, 3]


@pytest.mark.django_db
def test_an_empty_table_begins_with_one() -> None:
    assert next_id(Debitor) == 1


@pytest.mark.django_db
def test_update_changes_the_named_fields_of_the_named_rows() -> None:
    insert_rows(Debitor, DEBITOR, [(n, f"{n:010}", "Prøve", "", "", "", "", "da", None) for n in (1, 2, 3)])
    update_rows(Debitor, ("navn", "offentlig"), [("Ny", True, 1), ("Anden", False, 3)])
    assert list(Debitor.objects.order_by("id").values_list("navn", "offentlig", "sprog")) == [
        ("Ny", True, "da"),
        ("Prøve", None, "da"),
        ("Anden", False, "da"),
    ]


@pytest.mark.django_db
def test_a_refused_row_leaves_none_and_the_transaction_usable() -> None:
    rows = [(1, "0000000001", "A", "", "", "", "", "da", None), (2, "0000000001", "B", "", "", "", "", "da", None)]
    with pytest.raises(IntegrityError):
        insert_rows(Debitor, DEBITOR, rows)
    assert not Debitor.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_outside_a_transaction_nothing_is_done() -> None:
    with pytest.raises(UdenTransaktion, match="transaktion"):
        insert_rows(Debitor, DEBITOR, [])
    with pytest.raises(UdenTransaktion):
        update_rows(Debitor, ("navn",), [])
    with pytest.raises(UdenTransaktion):
        lock(Debitor)
    with transaction.atomic():
        lock(Debitor, Lokalitet)


@pytest.mark.parametrize("on", [True, False])
def test_the_collector_is_as_it_was_before(on: bool) -> None:
    was = gc.isenabled()
    try:
        (gc.enable if on else gc.disable)()
        with pytest.raises(RuntimeError), collector_paused():
            assert not gc.isenabled()
            raise RuntimeError
        assert gc.isenabled() is on
    finally:
        (gc.enable if was else gc.disable)()
