"""Row 24: payroll data month by month, and what each user may take of it (social-teknik.md 7.2)."""

from __future__ import annotations

import pytest
from tests.lon.verden import koder, laes

from snitflade.exchange.models import AuditEvent
from snitflade.exchange.states import State
from snitflade.lon import udtraek
from snitflade.lon.models import Loendata, Loenret

pytestmark = pytest.mark.django_db
ET = "0957;SKOLE 1;6101600001;Prøve Person Et;Lærer;14;100;Løn;202503;160,33;200,00;32066,00;5602601100"
TO = "0957;SKOLE 2;6101600002;Prøve Person To;Leder;14;200;Tillæg;202503;;;-12,50;5602601200"


def data(*lines: str) -> State:
    return State(laes(*lines, snitflade="lon.udtraek", navn="data.csv")[0].state)


def test_a_month_takes_the_place_of_what_was_there() -> None:
    exchange, problems = laes(ET, TO, snitflade="lon.udtraek", navn="data.csv")
    assert (exchange.state, problems.codes) == (State.ANVENDT, set())
    assert exchange.totals == {"måneder": 1, "linjer": 2, "beløb": 3_206_600 - 1_250}
    rows = list(Loendata.objects.values_list("cpr", "timer", "sats", "beloeb"))
    assert rows == [("6101600001", 16_033, 20_000, 3_206_600), ("6101600002", None, None, -1_250)], "no hours are not 0 hours"
    data(ET.replace("202503", "202504"))
    assert Loendata.objects.count() == 3
    data(TO)
    assert list(Loendata.objects.filter(periode__periode="202503").values_list("cpr", flat=True)) == ["6101600002"]


def test_an_impossible_month_refuses_the_file() -> None:
    exchange, problems = laes(ET.replace("202503", "202513"), snitflade="lon.udtraek", navn="data.csv")
    assert (exchange.state, problems.codes) == (State.AFVIST, {"LON_PERIODE"})
    assert Loendata.objects.count() == 0


def test_a_user_without_a_right_sees_nothing_and_others_only_theirs() -> None:
    data(ET, TO)
    assert not udtraek.maa_se("anna").exists()
    udtraek.giv("anna", "SKOLE 1", "*", "chef")
    assert [row.cpr for row in udtraek.maa_se("anna")] == ["6101600001"]
    udtraek.giv("bo", "*", "5602601200", "chef")
    assert [row.cpr for row in udtraek.maa_se("bo")] == ["6101600002"]
    udtraek.giv("bo", "*", "*", "chef")
    assert udtraek.maa_se("bo").count() == 2
    for right in Loenret.objects.filter(bruger="bo"):
        udtraek.tag(right.pk, "chef")
    assert not udtraek.maa_se("bo").exists()
    assert AuditEvent.objects.filter(event__startswith="ret til løndata").count() == 5


def test_rights_that_cannot_be() -> None:
    assert koder(lambda: udtraek.giv("", "", "12", "chef")) == ["LONRET_UGYLDIG"] * 3
    udtraek.giv("anna", "*", "*", "chef")
    assert koder(lambda: udtraek.giv("anna", "*", "*", "chef")) == ["LONRET_FINDES"]
