"""Addresses, protection and status in `debitorer.csv` (social-teknik.md 10.2)."""

from __future__ import annotations

import pytest
from django.db import transaction

from snitflade.exchange.bulk import lock
from snitflade.exchange.upsert import Optaelling
from snitflade.formats.delimited import read_table
from snitflade.formats.problems import Problem, Problems
from snitflade.inka.debitorer import KOLONNER, gem, laes
from snitflade.inka.models import Debitor

BASE = "Kundenummer;Navn;CVR;GLN;Betales fra konto"
ADDRESS = "Vejnavn;Husnr;Bnr;Lejlighed;Lokalitetskode;Postnr;By;Land;C/O;Adressebeskyttet;Status"
FIELDS = ("vejnavn", "husnr", "bnr", "lejlighed", "lokalitet", "postnr", "by", "land", "co", "adressebeskyttet", "status")


def load(header: str, *rows: str) -> tuple[Optaelling | None, list[Problem]]:
    problems = Problems()
    table = read_table("\n".join([header, *rows, ""]).encode(), KOLONNER, problems)
    values = laes(table, problems)
    with transaction.atomic():
        lock(Debitor)
        return (None if problems.errors else gem(table, values)[0]), problems.sorted()


def stored() -> tuple[object, ...]:
    found = Debitor.objects.values_list(*FIELDS).get()
    assert isinstance(found, tuple)
    return found


@pytest.mark.django_db
def test_an_address_is_loaded_changed_and_left_alone_where_the_file_has_none() -> None:
    row = "5809001539;Prøve ApS;12227353;;"
    full = f"{row};Aqqusinersuaq;12A;B123;0012;0600;3900;Nuuk;Grønland;Prøve;N;udrejst"
    assert load(f"{BASE};{ADDRESS}", full)[0] == Optaelling(nye=1)
    expected = ("Aqqusinersuaq", "12A", "B123", "0012", "0600", "3900", "Nuuk", "Grønland", "Prøve", False, "udrejst")
    assert stored() == expected
    assert load(BASE, row)[0] == Optaelling(uaendrede=1)
    assert stored() == expected
    assert load(f"{BASE};{ADDRESS}", full)[0] == Optaelling(uaendrede=1)
    assert load(f"{BASE};{ADDRESS}", f"{row};;;;;;;;;;J;")[0] == Optaelling(aendrede=1)
    assert stored() == (*[""] * 9, True, "aktiv"), "a column that is there counts, also where a cell is empty"


@pytest.mark.django_db
def test_a_debtor_loaded_without_an_address_has_none_and_is_active() -> None:
    assert load(BASE, "5809001539;Prøve ApS;12227353;;")[0] == Optaelling(nye=1)
    assert stored() == (*[""] * 9, False, "aktiv")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("header", "cells", "code", "field"),
    [
        ("Vejnavn", "Aqqusinersuaq", "DEBITOR_BESKYTTELSE", ""),
        ("Adressebeskyttet", "", "FELT_TOMT", "Adressebeskyttet"),
        ("Adressebeskyttet", "Ja", "FELT_VAERDI", "Adressebeskyttet"),
        ("Status", "flyttet", "FELT_VAERDI", "Status"),
        ("Lokalitetskode;Adressebeskyttet", "600;N", "CELLE_CIFRE_MANGLER", "Lokalitetskode"),
        ("Husnr;Adressebeskyttet", "123456;N", "FELT_FOR_LANGT", "Husnr"),
        ("Vejnavn;Adressebeskyttet", f"{'a' * 41};N", "FELT_FOR_LANGT", "Vejnavn"),
    ],
)
def test_each_fault_is_told_and_nothing_is_loaded(header: str, cells: str, code: str, field: str) -> None:
    counts, problems = load(f"{BASE};{header}", f"5809001539;Prøve ApS;12227353;;;{cells}")
    assert counts is None
    assert [(problem.code, problem.field) for problem in problems] == [(code, field)]
    assert not Debitor.objects.exists()


@pytest.mark.django_db
def test_status_alone_needs_no_word_on_protection() -> None:
    assert load(f"{BASE};Status", "5809001539;Prøve ApS;12227353;;;død")[0] == Optaelling(nye=1)
    assert Debitor.objects.get().status == "død"
