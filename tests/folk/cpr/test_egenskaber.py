"""Properties: replays and duplicates change nothing, order inside a file never matters, no surname is lost without a word."""

from __future__ import annotations

import random
from collections.abc import Iterator

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.folk.cpr.verden import DAGE, ET, GAMMEL, TO, TRE, P, Post, anvend, bolig, fil, lever, person, put, register

from snitflade.exchange import quarantine
from snitflade.exchange.models import Exchange, QuarantinedLine
from snitflade.folk.models import Navn

pytestmark = pytest.mark.usefixtures("cpr")
FEW = settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
NUMRE = (ET, TO, TRE, GAMMEL)
NAVNE = st.text(st.sampled_from("ABÆØÅabæøå"), min_size=1, max_size=12)


@st.composite
def someone(draw: st.DrawFn, pnr: str) -> list[Post]:
    """A person with some of everything."""
    more: list[Post] = []
    if draw(st.booleans()):
        more.append(bolig(pnr, f"{draw(st.integers(1, 999)):03}"))
    if draw(st.booleans()):
        more.append(Post(P, "004", {"pnr": pnr, "beskyttype": draw(st.sampled_from(["0001", "0002"]))}))
    more += [Post(P, "014", {"pnr": pnr, "pnr_barn": barn}) for barn in draw(st.sets(st.sampled_from(NUMRE)))]
    for name in draw(st.lists(NAVNE, max_size=3)):
        more.append(Post(P, "026", {"pnr": pnr, "efternvn": name, "nvnhaenslut": "200001011200"}))
    return person(pnr, *more, navn=draw(NAVNE))


@st.composite
def persons(draw: st.DrawFn) -> list[list[Post]]:
    """Some persons of a delivery."""
    chosen = draw(st.sets(st.sampled_from(NUMRE), min_size=1))
    return [draw(someone(pnr)) for pnr in sorted(chosen)]


class _UndoError(Exception):
    """Takes back what was tried."""


def tried() -> Iterator[None]:
    """Once: a register that is taken back afterwards."""
    try:
        with transaction.atomic():
            yield
            raise _UndoError
    except _UndoError:
        pass


@FEW
@given(days=st.lists(persons(), min_size=1, max_size=3), again=st.lists(st.integers(0, 2), max_size=4))
def test_replays_and_duplicates_change_nothing(days: list[list[list[Post]]], again: list[int]) -> None:
    files = [fil(*people, dag=DAGE[number + 1]) for number, people in enumerate(days)]
    for _ in tried():
        for data in files:
            lever(data)
        once = register()
    for _ in tried():
        for number, data in enumerate(files):
            lever(data)
            for place in again:
                exchange = lever(files[min(place, number)], "en-gang-til")
                Exchange.objects.filter(pk=exchange.pk).update(state="karantaene")
                anvend(exchange)
        assert register() == once


@FEW
@given(people=persons(), seed=st.integers())
def test_the_order_of_records_never_matters(people: list[list[Post]], seed: int) -> None:
    flat = [post for posts in people for post in posts]
    for _ in tried():
        lever(fil(flat))
        sorted_ = register()
    random.Random(seed).shuffle(flat)  # noqa: S311 (no secret)
    for _ in tried():
        lever(fil(flat))
        assert register() == sorted_


@FEW
@given(people=persons(), data=st.data())
def test_every_surname_is_in_the_register_or_in_who_was_set_aside(people: list[list[Post]], data: st.DataObject) -> None:
    flat = [post for posts in people for post in posts]
    names = {post.values["efternvn"] for post in flat if post.values and "efternvn" in post.values}
    for place in data.draw(st.sets(st.integers(0, len(flat) - 1), max_size=2)):
        flat[place] = put(
            flat[place], data.draw(st.sampled_from([1, 4, 14, 40])), data.draw(st.sampled_from(["X", "9999", "    "]))
        )
    for _ in tried():
        exchange = lever(fil(flat))
        found = set(Navn.objects.values_list("efternavn", flat=True))
        aside = "\n".join(quarantine.text(row) for row in QuarantinedLine.objects.all())
        if exchange.state != "afvist":
            assert not [name for name in names if name not in found and name not in aside]
