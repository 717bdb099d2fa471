"""Setting a system constant: a new row from a day on, never a change of what has applied."""

from __future__ import annotations

import datetime as dt

import pytest

from snitflade.exchange.konstanter import konstant
from snitflade.exchange.konstanter.model import Systemkonstant
from snitflade.exchange.konstanter.saet import FJERNET, SAT, fjern, saet
from snitflade.exchange.models import AuditEvent
from snitflade.formats.problems import ProblemsError

pytestmark = pytest.mark.django_db
IDAG = dt.date(2026, 11, 20)
IGAAR, IMORGEN = IDAG - dt.timedelta(days=1), IDAG + dt.timedelta(days=1)


def test_a_new_value_applies_from_its_day_and_the_old_one_before() -> None:
    Systemkonstant.objects.create(nummer="4011", vaerdi="GEO")
    saet("4011", "INDDRIV", IMORGEN, "anna", IDAG)
    assert konstant("4011", IDAG) == "GEO"
    assert konstant("4011", IMORGEN) == "INDDRIV"
    event = AuditEvent.objects.get(event=SAT)
    assert event.by == "anna"
    assert event.detail == {"nummer": "4011", "vaerdi": "INDDRIV", "foer": "", "gyldig_fra": IMORGEN.isoformat()}


def test_a_value_of_the_same_day_is_replaced_and_the_old_one_stands_in_the_trail() -> None:
    saet("4011", "GEO", IMORGEN, "anna", IDAG)
    saet("4011", "000", IMORGEN, "bent", IDAG)
    assert Systemkonstant.objects.get(nummer="4011").vaerdi == "000"
    assert AuditEvent.objects.filter(event=SAT, detail__foer="GEO", by="bent").exists()


def test_everything_wrong_is_said_at_once_and_nothing_written() -> None:
    with pytest.raises(ProblemsError) as caught:
        saet("4011", "forkert", IGAAR, "anna", IDAG)
    assert caught.value.problems.codes == {"KONSTANT_IKKE", "KONSTANT_BAGUD"}
    assert not Systemkonstant.objects.exists()
    assert not AuditEvent.objects.exists()


@pytest.mark.parametrize(
    ("nummer", "vaerdi", "kode"),
    [
        ("9999", "x", "KONSTANT_NOEGLE"),
        ("305", "", "KONSTANT_IKKE"),
        ("305", "/a\x1b[2J", "KONSTANT_IKKE"),
        ("305", "x" * 201, "KONSTANT_BREDDE"),
    ],
)
def test_refused(nummer: str, vaerdi: str, kode: str) -> None:
    with pytest.raises(ProblemsError) as caught:
        saet(nummer, vaerdi, IDAG, "anna", IDAG)
    assert caught.value.problems.codes == {kode}


def test_only_what_does_not_apply_yet_can_be_taken_back() -> None:
    saet("4011", "GEO", IDAG, "anna", IDAG)
    saet("4011", "000", IMORGEN, "anna", IDAG)
    with pytest.raises(ProblemsError):
        fjern("4011", IDAG, "anna", IDAG)
    fjern("4011", IMORGEN, "anna", IDAG)
    assert [row.vaerdi for row in Systemkonstant.objects.all()] == ["GEO"]
    assert AuditEvent.objects.get(event=FJERNET).detail["vaerdi"] == "000"
    with pytest.raises(ProblemsError) as caught:
        fjern("4011", IMORGEN, "anna", IDAG)
    assert caught.value.problems.codes == {"KONSTANT_VAEK"}
