"""The simulated CPR: its deliveries are whole, and each names the one before it."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from snitflade.formats.cpr_fil import CprFil
from snitflade.formats.cpr_personnummer import er_erstatningsnummer
from snitflade.formats.problems import Problems
from snitflade.partners.cpr import FORMAT, USER, Borger, CprPartner, leverance


def read(data: bytes) -> CprFil:
    """A delivery with nothing wrong in it."""
    problems = Problems()
    file = CprFil(FORMAT, data, problems)
    file.check(problems)
    assert not problems
    return file


def test_persons_have_replacement_numbers_of_their_own() -> None:
    numbers = [Borger(number).personnummer for number in range(20_000)]
    assert len(set(numbers)) == len(numbers)
    assert all(er_erstatningsnummer(number) for number in numbers[::997])


def test_a_delivery_is_whole_and_an_empty_one_too() -> None:
    day = dt.date(2026, 1, 15)
    people = [Borger(number, beskyttet=number == 1) for number in range(3)]
    assert read(leverance(people, day, day)).antal == {
        "000": 1,
        "001": 3,
        "002": 3,
        "003": 3,
        "004": 1,
        "008": 3,
        "099": 3,
        "999": 1,
    }
    assert read(leverance([], day, day)).antal_personer == 0


def test_deliveries_form_a_chain(tmp_path: Path) -> None:
    partner = CprPartner(tmp_path, "kode")
    first = partner.deliver([Borger(1)], dt.date(2026, 1, 15))
    second = partner.deliver([Borger(1)], dt.date(2026, 1, 16))
    start = read((partner.area(USER) / second).read_bytes()).startrecord
    assert start is not None
    assert (first, start.proddtoforrig) == ("d260115.l123456", dt.date(2026, 1, 15))
    with pytest.raises(ValueError, match="2026-01-16"):
        partner.deliver([Borger(1)], dt.date(2026, 1, 16))
    partner.deliver_today(10)
    partner.deliver_today(10)
    assert len(list(partner.area(USER).glob("d*.l123456"))) == 3
