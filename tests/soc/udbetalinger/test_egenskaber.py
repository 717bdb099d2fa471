"""Money through any order of events: granted = open + paid + set off + withdrawn, and every day of a card is paid for once."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.bogh.udbetalingsverden import annuller, i_orden
from tests.soc.udbetalinger.verden import ET, FRI, HJAELP, TO, a11, aabent, betalt, en_linje, et_kort, fil, koer, send, ur

from snitflade.bogh.udbetaling import modregning
from snitflade.bogh.udbetaling.models import Modregning, Nedsaettelsesart, Udbetalingspost
from snitflade.formats.problems import ProblemsError
from snitflade.soc.models import Ydelseslinje
from snitflade.soc.udbetalinger import linjer
from snitflade.soc.udbetalinger.dan import dan
from snitflade.soc.udbetalinger.datoer import naeste

pytestmark = pytest.mark.usefixtures("sociale")
START = dt.date(2025, 4, 4)
EVENTS = st.lists(st.sampled_from(["kort", "linje", "koer", "send", "annuller", "modregn", "tilbage"]), min_size=3, max_size=10)


def _haendelse(name: str, at: int, oere: int) -> None:
    day = START + dt.timedelta(days=at)
    if name == "kort":
        et_kort(oere, cpr=(ET, TO)[at % 2], naeste=day, start=day, slut=day + dt.timedelta(30), interval=10)
    elif name == "linje":
        en_linje(oere, day.isoformat(), cpr=(ET, TO)[at % 2], art=(FRI, HJAELP)[at % 3 == 0])
    elif name in ("koer", "send", "annuller"):
        exchange, _ = koer("2025-05-06")
        if exchange is not None and name != "koer":
            (send if name == "send" else annuller)(exchange)
    elif name == "modregn" and (post := Udbetalingspost.objects.filter(rest__gt=1).order_by("-pk").first()) is not None:
        modregning.modregn(post, post.rest // 2, "9005005005", "bo", START, "Gæld")
    elif name == "tilbage" and (line := Ydelseslinje.objects.filter(tilbage_tid=None).order_by("-pk").first()) is not None:
        linjer.tag_tilbage(line, "anna", START, "Fejl")


def _nedsat(art: str) -> int:
    return sum(Modregning.objects.filter(art=art).values_list("beloeb", flat=True))


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(EVENTS, st.integers(1, 4000_00))
def test_no_oere_is_lost_or_paid_twice(events: list[str], oere: int) -> None:
    with pytest.MonkeyPatch.context() as patch, transaction.atomic():
        ur(patch)
        for at, name in enumerate(events):
            try:
                with transaction.atomic():
                    _haendelse(name, at, oere)
            except ProblemsError:
                continue
        booked = Ydelseslinje.objects.filter(post__isnull=False)
        granted = sum(booked.values_list("beloeb", flat=True))
        off, withdrawn = _nedsat(Nedsaettelsesart.MODREGNET), _nedsat(Nedsaettelsesart.ANNULLERET)
        assert granted == betalt() + aabent() + off + withdrawn
        # What is not withdrawn is paid whole, but for what was set off.
        koer("2025-05-06", forfald_til=dt.date(2025, 12, 31))
        assert aabent() == 0 and betalt() == sum(
            Ydelseslinje.objects.filter(tilbage_tid=None).values_list("beloeb", flat=True)
        ) - _nedsat(Nedsaettelsesart.MODREGNET)
        assert dan("0956", dt.date(2025, 12, 31), "bo").linjer == [] and i_orden()
        again, _ = koer("2025-05-06", forfald_til=dt.date(2025, 12, 31))
        assert again is None
        transaction.set_rollback(True)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.integers(1, 4000_00), min_size=1, max_size=6))
def test_the_report_is_what_was_paid_in_whole_kroner(amounts: list[int]) -> None:
    with pytest.MonkeyPatch.context() as patch, transaction.atomic():
        ur(patch)
        for at, oere in enumerate(amounts):
            en_linje(oere, (START - dt.timedelta(at)).isoformat())
        exchange, _ = koer()
        assert exchange is not None and send(exchange)
        ur(patch, 2026, 1, 15)
        whole = sum(amounts) // 100
        report, _ = a11()
        assert (report is None) == (whole == 0)
        if report is not None:
            assert int(fil(report)[2].split(";")[4]) == whole and report.totals["offentlighjaelp"] == whole * 100
        transaction.set_rollback(True)


@given(st.dates(dt.date(2020, 1, 1), dt.date(2040, 12, 31)), st.integers(1, 12), st.integers(1, 30))
def test_months_never_drift(start: dt.date, interval: int, steps: int) -> None:
    day = start
    for step in range(1, steps + 1):
        day = naeste(day, interval, "maaneder", start.day)
        month = start.year * 12 + start.month - 1 + interval * step
        assert (day.year, day.month) == (month // 12, month % 12 + 1)
        assert day.day == start.day or (day + dt.timedelta(1)).day == 1
