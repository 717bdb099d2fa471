"""Stamps change with every way of writing, also those that pass Django by, and with nothing else."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from django.db import connection, transaction

from snitflade.exchange import reconciliation, stamp_triggers, stamps
from snitflade.exchange.bulk import insert_rows, next_id, update_rows
from snitflade.folk.models import Lokalitet
from snitflade.inka.models import Debitor, Regning
from snitflade.tekn.models import Aftale, Opkraevning, Takst, Ydelse

pytestmark = pytest.mark.django_db
HELE = "tekn_takst"
FOERSTE, ANDET = "tekn_opkraevning:2018K1", "tekn_opkraevning:2018K2"
REGNINGER = "inka_regning:2018K1"


@pytest.fixture
def ydelse() -> Ydelse:
    return Ydelse.objects.create(navn="Dagrenovation", lokalitet=Lokalitet.objects.get(navn="Nuuk"), indtaegtskonto="6602507000")


@pytest.fixture
def kunde() -> Debitor:
    return Debitor.objects.create(kundenummer="0000000001", navn="Prøve Kunde Et")


def _regning(kunde: Debitor, periode: str, nummer: int) -> Regning:
    dag = dt.date(2018, 1, 1)
    return Regning.objects.create(
        nummer=nummer,
        debitor=kunde,
        modul="tekn.renovation",
        kommune="0956",
        periode=periode,
        koersel="k",
        omraadenummer="000",
        beloeb=100,
        posteringsdato=dag,
        forfaldsdato=dag,
        regnskabsaar=2018,
    )


@pytest.fixture
def aftale(ydelse: Ydelse, kunde: Debitor) -> Aftale:
    return Aftale.objects.create(debitor=kunde, lokalitet=ydelse.lokalitet, bnr="B-1", bnr_noegle="0001", ydelse=ydelse, antal=1)


def _opkraevning(aftale: Aftale, kvartal: str, nummer: int) -> Opkraevning:
    return Opkraevning.objects.create(
        aftale=aftale,
        regning=_regning(aftale.debitor, kvartal, nummer),
        kvartal=kvartal,
        konto="6602507000",
        antal=1,
        pris=1,
        dage=1,
        dage_i_kvartal=90,
        beloeb=100,
    )


def _now() -> dict[str, str]:
    return stamps.read([HELE, FOERSTE, ANDET, REGNINGER])


def _raw(statement: str) -> Callable[[], object]:
    def run() -> None:
        with connection.cursor() as cursor:
            cursor.execute(statement)

    return run


def _bulk(ydelse: Ydelse) -> None:
    with transaction.atomic():
        insert_rows(Takst, ("id", "ydelse_id", "pris", "gyldig_fra"), [(next_id(Takst), ydelse.pk, 5, dt.date(2020, 1, 1))])


def _bulk_update(takst: Takst) -> None:
    with transaction.atomic():
        update_rows(Takst, ("pris",), [(7, takst.pk)])


def test_every_way_of_writing_gives_a_new_stamp(ydelse: Ydelse) -> None:
    takst = Takst.objects.create(ydelse=ydelse, pris=1)
    ways: list[Callable[[], object]] = [
        lambda: Takst.objects.create(ydelse=ydelse, pris=2, gyldig_fra=dt.date(2019, 1, 1)),
        lambda: takst.save(),
        lambda: Takst.objects.filter(pk=takst.pk).update(pris=3),
        lambda: _bulk(ydelse),
        lambda: _bulk_update(takst),
        _raw("UPDATE tekn_takst SET pris = pris + 1"),
        _raw("DELETE FROM tekn_takst WHERE id = (SELECT min(id) FROM tekn_takst)"),
        lambda: Takst.objects.all().delete(),
    ]
    seen = [_now()[HELE]]
    for way in ways:
        way()
        seen.append(_now()[HELE])
    assert "" not in seen and len(set(seen)) == len(seen)


def test_looking_and_other_tables_change_nothing(ydelse: Ydelse, kunde: Debitor) -> None:
    Takst.objects.create(ydelse=ydelse, pris=1)
    before = _now()
    list(Takst.objects.all())
    ydelse.save()
    kunde.save()
    assert _now() == before


def test_each_value_has_its_own_stamp(aftale: Aftale) -> None:
    assert _now()[FOERSTE] == ""
    one = _opkraevning(aftale, "2018K1", 1)
    first = _now()
    assert first[FOERSTE] and not first[ANDET]
    _opkraevning(aftale, "2018K2", 2)
    second = _now()
    assert second[FOERSTE] == first[FOERSTE] and second[ANDET]
    Opkraevning.objects.filter(pk=one.pk).update(beloeb=5)
    third = _now()
    assert third[FOERSTE] != second[FOERSTE] and third[ANDET] == second[ANDET]


def test_a_row_that_changes_value_leaves_one_and_comes_to_another(aftale: Aftale) -> None:
    one = _opkraevning(aftale, "2018K1", 1)
    _opkraevning(aftale, "2018K2", 2)
    before = _now()
    Opkraevning.objects.filter(pk=one.pk).update(kvartal="2018K2")
    after = _now()
    assert before[FOERSTE] != after[FOERSTE] and before[ANDET] != after[ANDET]
    Opkraevning.objects.filter(kvartal="2018K2").delete()
    assert _now()[ANDET] != after[ANDET] and _now()[FOERSTE] == after[FOERSTE]


def test_what_is_rolled_back_changes_no_stamp(ydelse: Ydelse) -> None:
    before = _now()
    with transaction.atomic():
        Takst.objects.create(ydelse=ydelse, pris=1)
        transaction.set_rollback(True)
    assert _now() == before


@pytest.mark.only_on("postgresql")  # SQLite empties a table row by row
def test_emptying_a_table_at_once_changes_its_stamps(ydelse: Ydelse, aftale: Aftale) -> None:
    Takst.objects.create(ydelse=ydelse, pris=1)
    _opkraevning(aftale, "2018K1", 1)
    connection.check_constraints()  # else the database waits with them, and refuses
    before = _now()
    _raw("TRUNCATE tekn_takst, tekn_opkraevning")()
    assert _now()[HELE] != before[HELE] and _now()[FOERSTE] != before[FOERSTE]


def test_what_does_not_count_changes_no_stamp(kunde: Debitor) -> None:
    one = _regning(kunde, "2018K1", 1)
    before = _now()
    assert before[REGNINGER]
    Regning.objects.filter(pk=one.pk).update(rest=0)
    assert _now() == before
    other = _regning(kunde, "2018K1", 2)
    more = _now()
    assert more[REGNINGER] != before[REGNINGER]
    # A row that is written anew as it was counts where the database cannot tell, and never the other way round.
    Regning.objects.filter(pk=other.pk).update(rest=0)
    assert _now() == more


def _name(table: str) -> str:
    return next(name for found, name, _ in stamp_triggers._triggers(connection.vendor) if found == table and "update" in name)


def _drop(name: str) -> None:
    _raw(f"DROP TRIGGER {name} ON tekn_takst" if connection.vendor == "postgresql" else f"DROP TRIGGER {name}")()


def test_a_lost_trigger_is_told_and_put_back(ydelse: Ydelse) -> None:
    assert stamp_triggers.missing() == []
    _drop(_name("tekn_takst"))
    assert stamp_triggers.missing() == ["tekn_takst"]
    assert any("tekn_takst mangler en udløser" in sentence for sentence in reconciliation.brud())
    stamp_triggers.install()
    stamp_triggers.install()
    assert stamp_triggers.missing() == []
    Takst.objects.create(ydelse=ydelse, pris=1)
    before = _now()
    Takst.objects.update(pris=2)
    assert _now()[HELE] != before[HELE]


def test_a_trigger_of_another_time_is_taken_away(ydelse: Ydelse) -> None:
    body = {
        "postgresql": "EXECUTE FUNCTION exchange_stempel_truncate()",
        "sqlite": "BEGIN SELECT 1; END",
    }[connection.vendor]
    _raw(f"CREATE TRIGGER tekn_takst_stempel_update_0 AFTER UPDATE ON tekn_takst {body}")()
    stamp_triggers.install()
    with pytest.raises(Exception, match="tekn_takst_stempel_update_0"), transaction.atomic():
        _drop("tekn_takst_stempel_update_0")


def test_a_subject_is_named_as_it_is_watched() -> None:
    with pytest.raises(ValueError, match="value by value"):
        stamps.subject(Regning)
    with pytest.raises(ValueError, match="as a whole"):
        stamps.subject(Takst, "2018K1")
    with pytest.raises(ValueError, match="another way"):
        stamps.watch(Takst, "pris")
