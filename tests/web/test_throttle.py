"""Guesses are counted by name and address, before they are judged; a lock tells nothing about who exists."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client
from tests.web.folk import KODE, bruger
from tests.web.test_login import inde, login

from snitflade.web.models import Forsoeg
from snitflade.web.signin import throttle
from snitflade.web.signin.throttle import ForMangeForsoegError, forsoeg, lykkedes

pytestmark = pytest.mark.django_db


def tries(navn: str, adresse: str, most: int = 100) -> int:
    """How many attempts are let through before the lock."""
    for count in range(most):
        try:
            forsoeg(navn, adresse)
        except ForMangeForsoegError:
            return count
    return most


def later(by: dt.timedelta) -> None:
    """Let time go by, by moving what is written into the past."""
    for row in Forsoeg.objects.all():
        row.foerste -= by
        row.laast_til = row.laast_til and row.laast_til - by
        row.save()


@pytest.mark.parametrize("navn", ["anna", "findes-ikke"])
def test_five_wrong_from_one_place_and_then_not_even_the_right_one(client: Client, navn: str) -> None:
    bruger("anna")
    assert [login(client, navn, "forkert").status_code for _ in range(5)] == [200] * 5
    response = login(client, navn, KODE)
    assert response.status_code == 429
    assert "Der er forsøgt for mange gange. Prøv igen kl." in response.content.decode()
    assert not inde(client)


def test_after_a_quarter_of_an_hour_one_may_try_again() -> None:
    assert tries("anna", "192.0.2.1") == throttle.FROM_ONE_PLACE
    later(throttle.LOCKED - dt.timedelta(seconds=5))
    assert tries("anna", "192.0.2.1") == 0
    later(dt.timedelta(seconds=10))
    assert tries("anna", "192.0.2.1") == throttle.FROM_ONE_PLACE


def test_wrong_ones_spread_over_time_do_not_lock() -> None:
    for _ in range(20):
        assert tries("anna", "192.0.2.1", most=4) == 4
        later(throttle.WINDOW + dt.timedelta(seconds=1))


def test_a_colleague_elsewhere_is_not_locked_out_by_five() -> None:
    tries("anna", "192.0.2.1")
    assert tries("anna", "192.0.2.2", most=3) == 3


def test_one_name_from_many_addresses_is_locked() -> None:
    let_through = sum(tries("anna", f"192.0.2.{number}", most=1) for number in range(1, 100))
    assert let_through == throttle.OF_ONE_NAME


def test_many_names_from_one_address_are_locked() -> None:
    assert sum(tries(f"navn{number}", "192.0.2.1", most=1) for number in range(200)) == throttle.FROM_ONE_ADDRESS


def test_a_house_with_ipv6_has_one_address() -> None:
    assert sum(tries(f"navn{number}", f"2001:db8::{number:x}", most=1) for number in range(200)) == throttle.FROM_ONE_ADDRESS
    assert tries("anna", "2001:db8:0:1::1", most=3) == 3


def test_names_are_counted_without_regard_to_capitals() -> None:
    tries("anna", "192.0.2.1")
    assert tries("ANNA", "192.0.2.1") == 0


def test_an_office_that_signs_in_rightly_all_morning_is_not_locked() -> None:
    for number in range(300):
        forsoeg(f"navn{number % 7}", "192.0.2.1")
        lykkedes(f"navn{number % 7}", "192.0.2.1")


def test_a_right_one_forgives_the_wrong_ones_before_it() -> None:
    for _ in range(10):
        assert tries("anna", "192.0.2.1", most=1) == 1
        forsoeg("anna", "192.0.2.1")
        lykkedes("anna", "192.0.2.1")
        assert tries("anna", "192.0.2.1", most=1) == 1
        Forsoeg.objects.exclude(antal=0).filter(antal__gte=15).update(antal=0)


def test_the_table_holds_no_names_and_is_tidied() -> None:
    forsoeg("hemmeligt-kodeord-som-navn", "192.0.2.1")
    assert not Forsoeg.objects.filter(noegle__contains="hemmeligt").exists()
    later(dt.timedelta(days=1))
    lykkedes("anden", "192.0.2.9")
    assert not Forsoeg.objects.exists()
