"""The file: only differences, each question once, one file a day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import pytest
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.folk.abonnement.verden import ERSTATNING, ET, FREDAG, SNITFLADE, TO, TRE, Verden, linjer, person, tilstand

from snitflade.exchange import blobs, catalogue, outbound
from snitflade.exchange.konstanter.model import Systemkonstant
from snitflade.exchange.models import Exchange
from snitflade.exchange.states import State
from snitflade.folk.abonnement.tid import fildato
from snitflade.folk.models import Abonnement, Abonnementslinje
from snitflade.formats.problems import ProblemsError


def test_the_first_file_byte_for_byte(verden: Verden) -> None:
    verden.vil(ET, TO)
    exchange, _ = verden.byg()
    assert exchange is not None
    assert exchange.state == State.GODKENDT
    (file,) = exchange.files.all()
    assert file.name == "d261120.i123456"
    expected = (
        f"06123400OP{ET}".ljust(80) + "\r\n" + f"06123400OP{TO}".ljust(80) + "\r\n"
        + f"07123456{ET}".ljust(33) + "\r\n" + f"07123456{TO}".ljust(33) + "\r\n"
    )  # fmt: skip
    assert blobs.get(file.blob) == expected.encode("iso-8859-1")


def test_no_change_no_file_and_nothing_is_asked_while_it_is_open(verden: Verden) -> None:
    verden.vil(ET)
    verden.send()
    verden.i_morgen()
    assert verden.byg()[0] is None
    verden.vil(ET, TO)
    exchange, _ = verden.byg()
    assert exchange is not None
    assert linjer(exchange) == [f"06123400OP{TO}", f"07123456{TO}"]


def test_one_file_a_day_and_later_changes_wait_for_the_next(verden: Verden) -> None:
    verden.vil(ET)
    verden.send()
    verden.vil(ET, TO)
    exchange, built = verden.byg()
    assert exchange is None
    assert "kommer med i den næste" in built.notes[0]
    assert tilstand(TO) == "ingen"
    verden.i_morgen()
    exchange, _ = verden.byg()
    assert exchange is not None
    assert linjer(exchange)[0] == f"06123400OP{TO}"


def test_replacement_numbers_are_refused_once_with_a_problem_row(verden: Verden) -> None:
    verden.vil(ET, ERSTATNING)
    exchange, _ = verden.byg()
    assert exchange is not None
    assert all(ERSTATNING not in line for line in linjer(exchange))
    (problem,) = exchange.problems.all()
    assert problem.code == "ABONNEMENT_ERSTATNINGSNUMMER"
    assert ERSTATNING not in problem.message
    assert tilstand(ERSTATNING) == "umulig"
    verden.i_morgen()
    verden.vil(TO, ERSTATNING)
    exchange, _ = verden.byg()
    assert exchange is not None
    assert not exchange.problems.exists()


def test_a_file_taken_back_was_never_asked_and_comes_again(verden: Verden) -> None:
    verden.vil(ET)
    first, _ = verden.byg()
    assert first is not None
    outbound.cancel(first, catalogue.find(SNITFLADE), "anna", "forkert")
    assert tilstand(ET) == "ingen"
    second, _ = verden.byg()
    assert second is not None
    assert linjer(second) == [f"06123400OP{ET}", f"07123456{ET}"]


def test_the_database_refuses_a_second_open_question(verden: Verden) -> None:
    verden.vil(ET)
    exchange = verden.send()
    row = Abonnement.objects.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        Abonnementslinje.objects.create(abonnement=row, exchange=exchange, operation="OP", fildato=FREDAG.date(), foer="ingen")


def test_without_requisitions_there_is_no_key_07(verden: Verden) -> None:
    Systemkonstant.objects.create(nummer="folk.abonnement.rekvirer", vaerdi="N")
    verden.vil(ET)
    exchange, _ = verden.byg()
    assert exchange is not None
    assert linjer(exchange) == [f"06123400OP{ET}"]


def test_not_set_up_is_quiet_and_half_set_up_is_told(verden: Verden) -> None:
    verden.vil(ET)
    Systemkonstant.objects.filter(nummer="folk.cpr.opgavenr").delete()
    with pytest.raises(ProblemsError, match=r"folk\.cpr\.opgavenr"):
        verden.byg()
    Systemkonstant.objects.all().delete()
    exchange, built = verden.byg()
    assert exchange is None
    assert "ikke sat op" in built.notes[0]
    assert not Exchange.objects.exists()


@pytest.mark.parametrize(
    ("utc", "dag"),
    [
        ("2026-11-20T10:45", "2026-11-20"),  # 11.45 in Denmark
        ("2026-11-20T10:46", "2026-11-23"),  # Friday, too late
        ("2026-11-21T08:00", "2026-11-23"),  # Saturday
        ("2026-11-22T23:30", "2026-11-23"),  # Monday after midnight in Denmark
        ("2026-07-01T09:45", "2026-07-01"),  # summer time
        ("2026-07-01T09:46", "2026-07-02"),
    ],
)
def test_the_cut_off_is_11_45_danish_time_then_the_next_weekday(utc: str, dag: str) -> None:
    assert fildato(dt.datetime.fromisoformat(f"{utc}+00:00")).isoformat() == dag


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sets(st.sampled_from([ET, TO, TRE])), max_size=6))
def test_what_cpr_has_follows_what_is_wanted_and_nothing_is_asked_twice(verden: Verden, dage: Sequence[set[str]]) -> None:
    with transaction.atomic():
        Systemkonstant.objects.create(nummer="folk.abonnement.fraflyttede", vaerdi="N")
        hos_cpr: set[str] = set()
        verden.nu = FREDAG
        wanted: set[str] = set()
        for number, dagens in enumerate([*dage, *([dage[-1]] * 4 if dage else [])]):
            wanted = dagens
            verden.vil(*sorted(dagens))
            exchange, _ = verden.byg()
            created = []
            if exchange is not None:
                verden.nu += dt.timedelta(minutes=1)
                Exchange.objects.filter(pk=exchange.pk).update(state=State.AFSENDT, sent_at=verden.nu)
                for line in linjer(exchange):
                    nummer = line[10:20]
                    if line.startswith("06"):
                        assert (line[8:10] == "OP") == (nummer not in hos_cpr)
                        hos_cpr ^= {nummer}
                        created += [nummer] if nummer in hos_cpr else []
            verden.leverance(*created, nummer=number)
            verden.nu -= dt.timedelta(minutes=1) if exchange is not None else dt.timedelta()
            verden.i_morgen()
        assert hos_cpr == wanted
        transaction.set_rollback(True)


def test_who_lives_here_is_delivered_anyway(verden: Verden) -> None:
    person(ET)
    person(TO, status="01", kommunekode="0101")
    verden.vil(ET, TO)
    exchange, _ = verden.byg()
    assert exchange is not None
    assert linjer(exchange)[0] == f"06123400OP{TO}"
    assert not Abonnement.objects.filter(personnummer=ET).exists()
