"""The chain of deliveries: what waits, what an operator releases, what comes late, and what is a duplicate (cpr.md 7)."""

from __future__ import annotations

import pytest
from tests.folk.cpr.verden import DAGE, ET, TO, anvend, fil, frigiv, konstanter, lever, modtag, person, register, row, values

from snitflade.exchange import catalogue, waiting
from snitflade.exchange.konstanter.model import Systemkonstant
from snitflade.exchange.models import Exchange
from snitflade.exchange.states import State
from snitflade.folk.cpr.versioner import versioner
from snitflade.folk.models import CprLeverance, Haendelse, Person

pytestmark = pytest.mark.usefixtures("cpr")
CPR = "folk.cpr-ajourfoering"


def held(exchange: Exchange) -> str:
    """The sentence a delivery waits with."""
    assert exchange.state == State.HOLDT
    return exchange.note


def test_nothing_is_applied_before_the_chain_is_set_up() -> None:
    Systemkonstant.objects.all().delete()
    exchange = lever(fil(person(ET)))
    assert "folk.cpr.opgavenr" in held(exchange)
    Systemkonstant.objects.create(nummer="folk.cpr.opgavenr", vaerdi="123456")
    anvend(exchange)
    assert "folk.cpr.start" in held(exchange)
    Systemkonstant.objects.create(nummer="folk.cpr.start", vaerdi="2026-01-15")
    anvend(exchange)
    assert exchange.state == State.ANVENDT


def test_the_chain_begins_where_the_operator_says() -> None:
    later = lever(fil(person(ET), dag=DAGE[2]))
    assert "2026-01-15" in held(later)
    assert lever(fil(person(TO))).state == State.ANVENDT
    waiting.try_all_held(catalogue.find(CPR), "anna")
    assert row(ET).leveret is not None


def test_an_operator_may_let_the_chain_begin_with_a_held_delivery() -> None:
    konstanter(start="2026-01-14")
    assert frigiv(lever(fil(person(ET)))).state == State.ANVENDT
    assert CprLeverance.objects.get().brud


def test_a_gap_holds_and_the_missing_delivery_closes_it() -> None:
    lever(fil(person(ET, navn="Et")))
    third = lever(fil(person(ET, navn="Tre"), dag=DAGE[3]))
    assert "2026-01-16" in held(third)
    assert "2026-01-15" in third.note
    assert row(ET).efternavn == "Et"
    lever(fil(person(ET, navn="To"), dag=DAGE[2]))
    waiting.try_all_held(catalogue.find(CPR), "anna")
    assert row(ET).efternavn == "Tre"
    assert [one.brud for one in CprLeverance.objects.all()] == [False] * 3


def test_a_released_gap_is_kept_as_one_and_the_late_delivery_overwrites_nothing_newer() -> None:
    lever(fil(person(ET, navn="Et")))
    third = frigiv(lever(fil(person(ET, navn="Tre"), dag=DAGE[3])))
    assert third.state == State.ANVENDT
    late = lever(fil(person(ET, navn="To"), person(TO, navn="To"), dag=DAGE[2]))
    assert late.state == State.ANVENDT
    assert (row(ET).efternavn, row(TO).efternavn) == ("Tre", "To")
    assert len(values(Haendelse, ET, "kode")) == 3, "events add up, whenever they come"
    assert [one.leverance.proddto.day for one in versioner(row(ET))] == [19, 16, 15]
    assert CprLeverance.objects.get(exchange=late).nyere_findes == 1
    assert lever(fil(person(ET, navn="Fire"), dag=DAGE[4])).state == State.ANVENDT


def test_other_content_under_the_same_date_waits() -> None:
    lever(fil(person(ET, navn="Et")))
    other = lever(fil(person(ET, navn="Anden")))
    assert "med andet indhold" in held(other)
    assert row(ET).efternavn == "Et"
    frigiv(other)
    assert row(ET).efternavn == "Anden"


def test_a_delivery_from_before_the_chain_waits() -> None:
    lever(fil(person(ET, navn="Et")))
    old = lever(fil(person(ET, navn="Nul"), dag=DAGE[0], forrig="20260113"))
    assert "ældre" in held(old)
    frigiv(old)
    assert row(ET).efternavn == "Et"


def test_waiting_deliveries_go_by_their_production_date() -> None:
    names = [modtag(fil(person(ET, navn=f"D{day}"), dag=day), f"d{order}.l123456") for order, day in enumerate(DAGE[3:0:-1])]
    assert [one.order for one in names] == list(DAGE[3:0:-1])
    while waiting.apply_next(catalogue.find(CPR), "anna"):
        pass
    assert row(ET).efternavn == f"D{DAGE[3]}"
    assert not Exchange.objects.exclude(state=State.ANVENDT).exists()


def test_tasks_have_chains_of_their_own() -> None:
    konstanter(opgavenr="123456,654321")
    lever(fil(person(ET)))
    other = lever(fil(person(TO), opgavenr="654321"), "d260115.l654321")
    assert other.state == State.ANVENDT
    assert lever(fil(person(TO, navn="Ny"), opgavenr="654321", dag=DAGE[2]), "d260116.l654321").state == State.ANVENDT
    assert "2026-01-15" in held(lever(fil(person(ET), dag=DAGE[3])))


def test_what_is_only_partly_applied_holds_up_the_next() -> None:
    exchange = lever(fil(person(ET)))
    CprLeverance.objects.update(faerdig=False)
    assert str(exchange.pk) in held(lever(fil(person(TO), dag=DAGE[2])))
    assert not Person.objects.filter(personnummer=TO).exists()


def test_replaying_an_applied_delivery_changes_nothing() -> None:
    first = lever(fil(person(ET, navn="Et")))
    lever(fil(person(ET, navn="To"), dag=DAGE[2]))
    before = register()
    anvend(first)
    Exchange.objects.filter(pk=first.pk).update(state=State.KARANTAENE)
    anvend(first)
    assert register() == before
