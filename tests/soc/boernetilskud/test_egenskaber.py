"""Whatever families there are: paid = granted + what is carried on, to the øre; done twice, nothing; taken back, nothing."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.db.models import Sum
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.soc.boernetilskud.verden import (
    I_DAG,
    JUNI,
    MAJ,
    annuller,
    barn,
    betalt,
    i_orden,
    indkomst,
    koer,
    kortet,
    opsaet,
    person,
    saldo,
    sats,
    send,
    ur,
)

from snitflade.bogh.udbetaling import modtagere
from snitflade.exchange.models import Exchange
from snitflade.soc.boernetilskud.bogfoer import saldi
from snitflade.soc.models import Tildeling

pytestmark = pytest.mark.django_db
FAA = settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture(autouse=True)
def verden(db: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, request: Any) -> None:
    """It is 28 April 2025, and the bank pays."""
    request.getfixturevalue("settings").HOME = tmp_path
    ur(monkeypatch)
    opsaet()


hjemmene = st.lists(
    st.tuples(st.integers(0, 450_000), st.one_of(st.none(), st.integers(0, 300_000)), st.integers(1, 3), st.booleans()),
    min_size=1,
    max_size=4,
)
"""Mother's income, father's where he lives there, children, whether there is an account."""
aendringer = st.lists(
    st.tuples(st.integers(0, 3), st.sampled_from(["", "nej", "anbragt", "beloeb", "indkomst"]), st.integers(0, 1_200)), max_size=4
)


def byg(homes: list[tuple[int, int | None, int, bool]]) -> list[list[str]]:
    """These families; gives the children of each."""
    sats()
    found = []
    for number, (income, other, count, account) in enumerate(homes):
        home = f"09570123{number:03}___0003____"
        mother, father = f"61028560{number:02}", f"62038470{number:02}"
        person(mother, home)
        indkomst(mother, income)
        if other is not None:
            person(father, home)
            indkomst(father, other)
        if account:
            modtagere.gem("cpr", mother, "Prøve Person", f"6471 {number + 1}", dt.date(2025, 1, 1), "anna")
        found.append([f"610515{number}{child:03}" for child in range(400, 400 + count)])
        for child in found[-1]:
            barn(child, mother, father if other is not None else "", home)
    return found


def stemmer() -> None:
    """Granted = items + carried on, booked = items, and every exchange's files are what is paid."""
    granted = Tildeling.objects.filter(gaelder=True).aggregate(s=Sum("beloeb"))["s"] or 0
    left = sum(saldi("0957").values())
    assert saldo("6602001000") == granted - left
    assert betalt() == -saldo("9001001001") == granted - left + saldo("9002002003")
    assert all(one <= 0 for one in saldi("0957").values()), "nobody is owed anything that is no item"
    assert i_orden()


@FAA
@given(hjemmene, aendringer, st.booleans())
def test_two_months_with_changes_between(
    homes: list[tuple[int, int | None, int, bool]], changes: list[tuple[int, str, int]], back: bool
) -> None:
    with transaction.atomic(), pytest.MonkeyPatch.context() as patch:
        children = byg(homes)
        exchange, _ = koer(MAJ)
        stemmer()
        assert koer(MAJ)[0] is None
        if exchange is not None:
            send(exchange)
        ur(patch, I_DAG.replace(month=5))
        before = Tildeling.objects.count()
        for number, (home, what, kroner) in enumerate(changes):
            one = children[home % len(children)][0]
            if what == "indkomst":
                mother = f"61028560{home % len(children):02}"
                indkomst(mother, kroner * 300, dt.date(2025, 3, 1))
            elif what == "beloeb":
                kortet(one, beloeb=kroner * 100, begrundelse=f"Kort {number}")
            elif what:
                kortet(one, ret=what, begrundelse=f"Kort {number}")
        june, _ = koer(JUNI)
        stemmer()
        assert koer(JUNI)[0] is None, "a month calculated again without change gives nothing"
        stemmer()
        if june is not None and back:
            paid = betalt()
            holds = sorted(Tildeling.objects.filter(gaelder=True).values_list("barn", "maaned", "modtager", "beloeb"))
            annuller(june)
            assert Tildeling.objects.filter(gaelder=True).count() == before and i_orden()
            koer(JUNI)
            stemmer()
            assert betalt() == paid
            assert sorted(Tildeling.objects.filter(gaelder=True).values_list("barn", "maaned", "modtager", "beloeb")) == holds
        transaction.set_rollback(True)


def test_a_run_that_breaks_off_leaves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """The commit is broken off after everything was written; then it is done once."""
    byg([(100_000, None, 2, True)])
    with pytest.raises(RuntimeError), transaction.atomic():
        koer(MAJ)
        raise RuntimeError("strøm væk")
    assert not Tildeling.objects.exists() and not Exchange.objects.filter(interface="soc.boernetilskud-bank").exists()
    exchange, _ = koer(MAJ)
    assert exchange is not None and exchange.totals["Beløb"] == betalt() == 2 * 70_600
    stemmer()
