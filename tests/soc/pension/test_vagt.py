"""The alarms of Pension: rates that lack by the date, and what waits for somebody."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from tests.soc.pension.verden import JAN, KOMMUNE, godkend, indkomst, modtag, pensionist, raekker, regneark, satser

from snitflade.exchange import catalogue
from snitflade.exchange.rhythm import Severity
from snitflade.exchange.rhythm.cause import Cause
from snitflade.soc.models import Genberegning
from snitflade.soc.pension import beregning, overlevering, vagt

pytestmark = pytest.mark.django_db
NUUK = ZoneInfo("America/Nuuk")


def mangler(year: int, month: int, day: int) -> list[Cause]:
    return list(vagt.satser_mangler(dt.datetime(year, month, day, 9, tzinfo=NUUK)))


def test_next_years_rates_are_asked_for_from_the_day_in_december() -> None:
    assert mangler(2026, 3, 1) == [], "no pensioner, no need"
    pensionist()
    assert [cause.about for cause in mangler(2026, 3, 1)] == ["satser 2026"] and mangler(2026, 3, 1)[0].weight == Severity.KRITISK
    satser()
    assert mangler(2026, 3, 1) == [] and mangler(2026, 12, 14) == []
    late = mangler(2026, 12, 15)
    assert [cause.about for cause in late] == ["satser 2027"] and late[0].weight == Severity.ADVARSEL
    modtag(regneark(raekker(2027)))
    assert len(mangler(2026, 12, 15)) == 1, "come and not accepted is not enough"
    godkend()
    assert mangler(2026, 12, 15) == []


def test_what_waits_is_told_once_each() -> None:
    now = dt.datetime(2030, 1, 1, tzinfo=dt.UTC)
    assert list(vagt.venter(now)) == []
    modtag(regneark())
    assert [cause.about for cause in vagt.venter(now)] == ["nye satser"]
    godkend()
    card = pensionist()
    indkomst(0)
    beregning.beregn_maaned(KOMMUNE, JAN, "anna")
    made = overlevering.lav(KOMMUNE, JAN, "anna")
    Genberegning.objects.create(pensionist=card, aarsag="flyttet", tekst="x", fundet=dt.datetime(2026, 1, 1, tzinfo=dt.UTC))
    causes = list(vagt.venter(now))
    assert [cause.about for cause in causes] == ["genberegningsliste", "overlevering"]
    assert "1 punkt på" in causes[0].sentence and "202601" in causes[1].sentence
    overlevering.godkend(made.pk, "bo")
    assert [cause.about for cause in vagt.venter(now)] == ["genberegningsliste"]


def test_the_row_is_declared() -> None:
    interface = catalogue.find("33")
    assert interface.works and interface.row.id == vagt.SATSER and not interface.confirmed
