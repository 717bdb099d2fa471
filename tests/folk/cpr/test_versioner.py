"""What was replaced can be shown, as it came; and the notice list says what is different."""

from __future__ import annotations

import datetime as dt

import pytest
from tests.folk.cpr.verden import DAGE, ET, TO, TRE, P, Post, anvend, bolig, fil, lever, person, put, row

from snitflade.exchange import quarantine
from snitflade.folk.cpr.versioner import linjer, records, versioner
from snitflade.folk.models import Advis, CprLeverance

pytestmark = pytest.mark.usefixtures("cpr")


def told() -> dict[str, tuple[bool, str, list[list[object]]]]:
    """The notice list of the last delivery."""
    last = CprLeverance.objects.first()
    return {one.person.personnummer: (one.ny, one.haendelser, one.aendringer) for one in Advis.objects.filter(leverance=last)}


def test_each_version_can_be_shown_as_it_came() -> None:
    first, second = person(ET, navn="Før"), person(ET, navn="Nu")
    lever(fil(first, person(TO)))
    lever(fil(person(TRE), second, dag=DAGE[2]))
    found = versioner(row(ET))
    assert [one.leverance.proddto for one in found] == [dt.date(2026, 1, 16), dt.date(2026, 1, 15)]
    assert [linjer(one) for one in found] == [[post.text for post in posts] for posts in (second, first)]
    names = dict(next(fields for key, _, fields in records(found[1]) if key == "008"))
    assert (names["efternvn"], "melnvn" in names) == ("Før", False)


def test_a_corrected_version_is_shown_corrected() -> None:
    bad = person(ET)
    right = [post.text for post in bad]
    bad[0] = put(bad[0], 40, "1960-02-30")
    exchange = lever(fil(bad, person(TO)))
    quarantine.correct(exchange, 2, "\n".join(right), "anna")
    anvend(exchange)
    assert linjer(versioner(row(ET))[0]) == right


def test_the_first_delivery_tells_of_nobody() -> None:
    lever(fil(person(ET)))
    assert not told()


def test_who_changed_and_what() -> None:
    lever(fil(person(ET, bolig(ET)), person(TO)))
    child = Post(P, "014", {"pnr": TO, "pnr_barn": TRE})
    moved = person(ET, bolig(ET, "034"), events=["A01", "A07", "A01"], foed_dt="1960-01-02")
    lever(fil(moved, person(TO, child, events=["A14"]), person(TRE, events=["P31"]), dag=DAGE[2]))
    found = told()
    assert set(found) == {ET, TO, TRE}
    new, events, changes = found[ET]
    assert (new, events) == (False, "A01 A07")
    assert changes == [
        ["foedselsdato", "1960-01-01", "1960-01-02"],
        ["husnr", "012", "034"],
        ["adressenoegle", "09560082012___0002____", "09560082034___0002____"],
    ]
    assert found[TO][2] == [["boern", [], [TRE]]]
    assert (found[TRE][0], found[TRE][2]) == (True, [])
    last = CprLeverance.objects.first()
    assert last is not None
    assert (last.nye, last.aendrede, last.uaendrede) == (1, 2, 0)
    assert "Personer på advislisten: 3" in last.statusbrev


def test_a_requisition_tells_of_nobody_and_counts_who_is_the_same() -> None:
    lever(fil(person(ET), person(TO)))
    lever(fil(person(ET, events=["K74"]), person(TO, navn="Ny", events=["A74"]), dag=DAGE[2]))
    assert not told()
    last = CprLeverance.objects.first()
    assert last is not None
    assert (last.aendrede, last.uaendrede) == (1, 1)
