"""Who should be subscribed to, who no longer, and why (cpr.md 8.1)."""

from __future__ import annotations

import datetime as dt

import pytest
from tests.folk.abonnement.verden import ET, TO, TRE, Verden, person

from snitflade.exchange.konstanter.model import Systemkonstant
from snitflade.folk.abonnement import kilder, oensker
from snitflade.folk.models import Abonnement, Barn
from snitflade.formats.problems import Problems
from snitflade.inka.models import Debitor, Status

BARN = "0101155001"
"""Born 2015."""
IDAG = dt.date(2026, 11, 20)


def _oenskede() -> dict[str, list[tuple[str, str]]]:
    return {nummer: one.grunde for nummer, one in oensker.beregn(IDAG).items() if not one.nej}


@pytest.mark.parametrize(
    ("felter", "grund"),
    [
        ({"status": "01", "kommunekode": "0101"}, "bor i Danmark"),
        ({"status": "80", "kommunekode": ""}, "udrejst"),
        ({"status": "05", "kommunekode": "0956"}, None),
        ({"status": "07", "kommunekode": "0959"}, None),
        ({"status": "90", "kommunekode": ""}, None),
    ],
)
def test_those_who_left_are_followed(verden: Verden, felter: dict[str, str], grund: str | None) -> None:
    person(ET, **felter)
    expected = {ET: [("folk.fraflyttede", grund)]} if grund else {}
    assert _oenskede() == expected


def test_those_who_left_are_not_followed_where_the_house_says_so(verden: Verden) -> None:
    person(ET, status="80")
    Systemkonstant.objects.create(nummer="folk.abonnement.fraflyttede", vaerdi="N")
    assert _oenskede() == {}


def test_the_father_of_a_minor_here_who_is_not_here(verden: Verden) -> None:
    person(BARN, far=ET, foedselsdato=dt.date(2015, 1, 1))
    assert _oenskede() == {ET: [("folk.fædre", "far til et barn, der bor her")]}
    person(ET)
    assert _oenskede() == {}


@pytest.mark.parametrize(("foedt", "talt"), [("2008-11-20", False), ("2008-11-21", True)])
def test_a_minor_is_under_eighteen(verden: Verden, foedt: str, talt: bool) -> None:
    person(BARN, far=ET, foedselsdato=dt.date.fromisoformat(foedt))
    assert (ET in _oenskede()) is talt


def test_minor_children_elsewhere_of_somebody_here(verden: Verden) -> None:
    Barn.objects.create(person=person(ET), barn=BARN)
    Barn.objects.create(person=person(TO), barn="0101600009")  # grown up
    Barn.objects.create(person=person(TRE, status="80"), barn="0101155003")  # its parent is not here
    assert set(_oenskede()) == {BARN, TRE}
    person(BARN, status="99", kommunekode="")  # known as a child only: nothing has been delivered about it
    assert BARN in _oenskede()
    person(BARN)
    assert BARN not in _oenskede()


def test_a_superseded_number_leads_to_the_valid_one(verden: Verden) -> None:
    person(ET, status="60", gaeldende=TO)
    person(TO, status="80")
    verden.vil(ET)
    assert _oenskede()[TO] == [("folk.fraflyttede", "udrejst"), ("prøve", "sag")]
    assert ET not in _oenskede()


def test_numbers_that_lead_in_a_circle_end(verden: Verden) -> None:
    person(ET, status="60", gaeldende=TO)
    person(TO, status="60", gaeldende=ET)
    verden.vil(ET)
    assert _oenskede() == {}


@pytest.mark.parametrize(
    ("felter", "hvorfor"),
    [
        ({"status": "90"}, "personen er død"),
        ({"status": "30"}, "nummeret gælder ikke længere"),
        ({"status": "05", "kommunekode": "0956"}, "bor i Grønland og leveres uden abonnement"),
    ],
)
def test_why_no_longer(verden: Verden, felter: dict[str, str], hvorfor: str) -> None:
    verden.vil(ET)
    oensker.ajourfoer(verden.nu, Problems())
    person(ET, **felter)
    oensker.ajourfoer(verden.nu, Problems())
    row = Abonnement.objects.get()
    assert (row.oensket, row.bortfaldet) == (False, hvorfor)


def test_nobody_knows_the_number_any_longer(verden: Verden) -> None:
    verden.vil(ET)
    oensker.ajourfoer(verden.nu, Problems())
    assert Abonnement.objects.get().grunde == [["prøve", "sag"]]
    verden.vil()
    oensker.ajourfoer(verden.nu, Problems())
    row = Abonnement.objects.get()
    assert (row.oensket, row.grunde, row.bortfaldet) == (False, [], oensker.INGEN_KENDER)


def test_debtors_are_of_interest_as_long_as_their_account_lives(db: None) -> None:
    kilde = kilder.kilder()["inka.debitorer"]
    Debitor.objects.create(kundenummer="0000000001", personnummer=ET, navn="Prøve Person Et")
    Debitor.objects.create(kundenummer=TO, navn="Prøve Person To")
    Debitor.objects.create(kundenummer="0000000003", cvr="12227353", navn="Prøvefirma")
    Debitor.objects.create(kundenummer="0000000004", personnummer=TRE, navn="Prøve Person Tre", status=Status.DOED)
    assert dict(kilde(IDAG)) == {ET: "debitor", TO: "debitor"}
