"""The customers' file: every rule on their numbers.

Numbers: 3112999999 passes modulus 11 (prisme.md 5.4); the replacement number 6102999001 (day + 60) does not.
"""

from __future__ import annotations

import pytest

from snitflade.exchange.upsert import Optaelling
from snitflade.formats.delimited import read_table
from snitflade.formats.problems import Problem, Problems, Severity
from snitflade.inka.debitorer import KOLONNER, Vaerdier, gem, laes
from snitflade.inka.models import Debitor

HEADER = "Kundenummer;Navn;CVR;GLN;Betales fra konto;Personnummer;Sprog;Offentlig\n"


def read(*rows: str, header: str = HEADER) -> tuple[dict[tuple[str], Vaerdier], list[Problem]]:
    problems = Problems()
    table = read_table((header + "\n".join(rows)).encode(), KOLONNER, problems)
    return laes(table, problems), problems.sorted()


@pytest.mark.parametrize(
    "row",
    [
        "3112999999;Ole Olsen;;;;;;",
        "5809001539;Iserit A/S;12227353;;;;da;N",
        "0001953096;Sygehuset i Tasiilaq;19785289;5790001953096;;;kl;J",
        "0002292514;Børne- og Familie centret;;;41-06-01-12-00;;;",
        "0000000001;Prøve Person Et;;;;311299-9999;EN;",
    ],
)
def test_good_customers(row: str) -> None:
    rows, problems = read(row)
    assert not problems
    assert len(rows) == 1


@pytest.mark.parametrize(
    ("row", "code", "field"),
    [
        ("311299999;Prøve;;;;;;", "CELLE_CIFRE_MANGLER", "Kundenummer"),
        (";Prøve;;;;;;", "FELT_TOMT", "Kundenummer"),
        ("3112999999;;;;;;;", "FELT_TOMT", "Navn"),
        ("3112999999;Prøve & Søn;;;;;;", "CELLE_TEGN", "Navn"),
        (f"3112999999;{'a' * 101};;;;;;", "FELT_FOR_LANGT", "Navn"),
        ("5809001539;Prøve;12227354;;;;;", "DEBITOR_CVR", "CVR"),
        ("5809001539;Prøve;00000000;;;;;", "DEBITOR_CVR", "CVR"),
        ("5809001539;Prøve;1222735;;;;;", "CELLE_CIFRE_MANGLER", "CVR"),
        ("5809001539;Prøve;19785289;5790001953097;;;;", "DEBITOR_GLN", "GLN"),
        ("5809001539;Prøve;19785289;790001953096;;;;", "CELLE_CIFRE_MANGLER", "GLN"),
        ("3112999999;Prøve;;5790001953096;;;;", "DEBITOR_GLN_UDEN_CVR", "GLN"),
        ("5809001539;Prøve;;;41-06-01-12;;;", "DEBITOR_KONTO", "Betales fra konto"),
        ("5809001539;Prøve;;;;3113999999;;", "DEBITOR_PERSONNUMMER", "Personnummer"),
        ("5809001539;Prøve;;;;9212999999;;", "DEBITOR_PERSONNUMMER", "Personnummer"),
        ("3112999999;Prøve;;;;;sv;", "FELT_VAERDI", "Sprog"),
        ("3112999999;Prøve;;;;;;Ja", "FELT_VAERDI", "Offentlig"),
        ("3112999999;Prøve;;;;;;J", "DEBITOR_OFFENTLIG_PERSON", "Offentlig"),
    ],
)
def test_each_fault_is_the_only_error(row: str, code: str, field: str) -> None:
    _, problems = read(row)
    errors = [(p.code, p.line, p.field) for p in problems if p.severity is Severity.FEJL]
    assert errors == [(code, 2, field)]


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ("6102999001;Prøve;;;;;;", "DEBITOR_MODULUS_11"),
        ("0000000001;Prøve;;;;6102999001;;", "DEBITOR_MODULUS_11"),
        ("5809001539;Prøve;;;;;;", "DEBITOR_UDEN_NUMMER"),
    ],
)
def test_warnings_let_the_customer_through(row: str, code: str) -> None:
    rows, problems = read(row)
    assert [(p.code, p.severity) for p in problems] == [(code, Severity.ADVARSEL)]
    assert len(rows) == 1


def test_an_impossible_person_number_is_one_problem() -> None:
    _, problems = read("0000000001;Prøve;;;;6213999001;;")  # month 13, and not modulus 11 either
    assert [p.code for p in problems] == ["DEBITOR_PERSONNUMMER"]


def test_a_firm_needs_no_person_and_its_customer_number_is_not_taken_for_one() -> None:
    assert not read("6102999001;Prøve ApS;12227353;;;;;")[1]


def test_a_number_twice_names_the_other_line_and_shows_no_person() -> None:
    _, problems = read("3112999999;Prøve;;;;;;", "5809001539;Iserit A/S;12227353;;;;;", "3112999999;Prøve;;;;;;")
    assert [(p.code, p.line) for p in problems] == [("DEBITOR_DOBBELT", 4)]
    assert "linje 2" in problems[0].message
    assert "9999" not in str(problems[0])


@pytest.mark.django_db
def test_columns_that_are_not_there_keep_what_stands_and_empty_cells_do_not() -> None:
    def load(header: str, row: str) -> Optaelling:
        problems = Problems()
        table = read_table(f"{header}\n{row}\n".encode(), KOLONNER, problems)
        rows = laes(table, problems)
        assert not problems.errors
        return gem(table, rows)[0]

    short = "Kundenummer;Navn;CVR;GLN;Betales fra konto"
    assert load(HEADER.strip(), "5809001539;Iserit A/S;12227353;;;;kl;J") == Optaelling(nye=1)
    assert load(short, "5809001539;Iserit A/S;12227353;;") == Optaelling(uaendrede=1)
    assert load(short, "5809001539;Iserit;;;") == Optaelling(aendrede=1)
    debtor = Debitor.objects.get()
    assert (debtor.navn, debtor.cvr, debtor.sprog, debtor.offentlig) == ("Iserit", "", "kl", True)
    assert load(HEADER.strip(), "5809001539;Iserit;;;;;;") == Optaelling(aendrede=1)
    debtor = Debitor.objects.get()
    assert (debtor.sprog, debtor.offentlig) == ("da", None)


def test_a_debtor_is_shown_with_its_number_masked() -> None:
    assert str(Debitor(kundenummer="3112999999", navn="Ole Olsen")) == "311299-**** Ole Olsen"
