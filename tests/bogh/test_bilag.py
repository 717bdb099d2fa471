"""Vouchers: they balance, have numbers without gaps, are booked once, and are never changed, whoever tries."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from django.db import IntegrityError, connection, transaction
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from snitflade.bogh import kontoplan, uforanderlig
from snitflade.bogh.bilag import Hoved, Linje, bogfoer, tilbagefoer
from snitflade.bogh.konti import som_samlekonto
from snitflade.bogh.models import Bilag, Postering
from snitflade.bogh.uforanderlig import Uforanderlig
from snitflade.exchange import integrity
from snitflade.exchange.konstanter.model import Systemkonstant
from snitflade.exchange.upsert import Optaelling
from snitflade.formats.problems import ProblemsError

DAG = dt.date(2026, 11, 20)
A, B, C = "6602507000", "9407009003", "4106011200"
HOVED = Hoved("0956", 2026, DAG, DAG, "Prøvebilag", "bogh.bilag", "1")


def koder(call: Callable[[], object]) -> list[str]:
    with pytest.raises(ProblemsError) as caught:
        call()
    return [problem.code for problem in caught.value.problems.sorted()]


def book(noegle: str = "1", aar: int = 2026, kommune: str = "0956", beloeb: int = 100) -> Bilag:
    head = replace(HOVED, noegle=noegle, regnskabsaar=aar, kommune=kommune)
    return bogfoer(head, [Linje(A, beloeb), Linje(B, -beloeb, "Modpost")], "anna")


@pytest.mark.django_db
def test_a_voucher_and_its_lines() -> None:
    bilag = bogfoer(HOVED, [Linje(A, 300), Linje(B, -100), Linje(C, -200, "Egen tekst")], "anna")
    assert (bilag.nummer, bilag.linjer, bilag.debet, bilag.oprettet_af) == ("0956-2026-000001", 3, 300, "anna")
    rows = bilag.posteringer.order_by("loebenr").values_list("loebenr", "konto", "beloeb", "tekst", "koersel", "posteringsdato")
    assert list(rows) == [
        (1, A, 300, "Prøvebilag", bilag.nummer, DAG),
        (2, B, -100, "Prøvebilag", bilag.nummer, DAG),
        (3, C, -200, "Egen tekst", bilag.nummer, DAG),
    ]
    assert list(integrity.broken()) == []


@pytest.mark.django_db
def test_numbers_run_without_gaps_in_each_municipality_and_year_also_after_a_refusal() -> None:
    assert [book("1").loebenr, book("2").loebenr, book("3", aar=2025).loebenr, book("4", kommune="0955").loebenr] == [1, 2, 1, 1]
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        book("5")
        raise ZeroDivisionError
    assert book("6").loebenr == 3


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("hoved", "linjer", "expected"),
    [
        (HOVED, [Linje(A, 100), Linje(B, -99)], ["BILAG_BALANCE"]),
        (HOVED, [Linje(A, 100)], ["BILAG_BALANCE", "BILAG_LINJER"]),
        (HOVED, [Linje(A, 100), Linje(B, -100), Linje(C, 0)], ["BILAG_NUL"]),
        (HOVED, [Linje("41-06", 100), Linje(B, -100)], ["KONTO_FORM"]),
        (HOVED, [Linje(A, 100, "x" * 36), Linje(B, -100)], ["BILAG_TEKST"]),
        (replace(HOVED, kommune="956"), [Linje(A, 100), Linje(B, -100)], ["BILAG_KOMMUNE"]),
        (replace(HOVED, regnskabsaar=26), [Linje(A, 100), Linje(B, -100)], ["BILAG_AAR"]),
        (replace(HOVED, tekst="x" * 61), [Linje(A, 100, "a"), Linje(B, -100, "b")], ["BILAG_TEKST"]),
    ],
)
def test_everything_that_is_wrong_is_said_and_nothing_is_booked(hoved: Hoved, linjer: list[Linje], expected: list[str]) -> None:
    assert sorted(koder(lambda: bogfoer(hoved, linjer, "anna"))) == expected
    assert not Bilag.objects.exists() and not Postering.objects.exists()


@pytest.mark.django_db
def test_the_same_key_is_booked_once() -> None:
    book()
    assert koder(book) == ["BILAG_DOBBELT"]
    assert Bilag.objects.count() == 1


@pytest.mark.django_db
def test_a_reversal_takes_everything_back_once() -> None:
    bilag = book()
    back = tilbagefoer(bilag, "bo", DAG)
    assert (back.tilbagefoerer_id, back.loebenr) == (bilag.pk, 2)
    assert sorted(back.posteringer.values_list("konto", "beloeb")) == [(A, -100), (B, 100)]
    assert koder(lambda: tilbagefoer(bilag, "bo", DAG)) == ["BILAG_TILBAGEFOERT"]
    assert koder(lambda: tilbagefoer(back, "bo", DAG)) == ["BILAG_ER_TILBAGEFOERSEL"]
    assert list(integrity.broken()) == []


@pytest.mark.django_db
def test_the_models_refuse_changes() -> None:
    bilag = book()
    line = bilag.posteringer.first()
    assert line is not None
    for refused in (
        bilag.save,
        bilag.delete,
        line.save,
        line.delete,
        Bilag.objects.all().delete,
        Postering.objects.filter(bilag=bilag).delete,
        lambda: Postering.objects.update(beloeb=1),
        lambda: Bilag.objects.filter(pk=bilag.pk).update(tekst=""),
        lambda: Postering.objects.bulk_update([line], ["beloeb"]),
    ):
        with pytest.raises(Uforanderlig):
            refused()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE bogh_postering SET beloeb = beloeb + 1",
        "UPDATE bogh_postering SET tekst = ''",
        "DELETE FROM bogh_postering",
        "UPDATE bogh_bilag SET tekst = ''",
        "DELETE FROM bogh_bilag",
    ],
)
def test_the_database_refuses_changes_by_whoever_passes_the_models_by(sql: str) -> None:
    book()
    with pytest.raises(IntegrityError, match="Uforanderlig"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


@pytest.mark.django_db
def test_the_database_takes_no_further_line_on_a_voucher() -> None:
    line = book().posteringer.latest("loebenr")
    line.pk, line.loebenr, line._state.adding = None, 3, True
    with pytest.raises(IntegrityError, match="Uforanderlig"), transaction.atomic():
        line.save()


@pytest.mark.django_db
def test_verify_finds_what_was_changed_without_the_triggers() -> None:
    book("1")
    book("2")
    names = uforanderlig.manglende()
    assert names == []
    with connection.cursor() as cursor:
        table = " ON bogh_postering" if connection.vendor == "postgresql" else ""
        cursor.execute(f"DROP TRIGGER bogh_postering_update{table}")
        cursor.execute("UPDATE bogh_postering SET beloeb = 101 WHERE loebenr = 1 AND bilag_id = (SELECT MIN(id) FROM bogh_bilag)")
    found = list(integrity.broken())
    assert any("går ikke i nul: det er 0,01 kr. fra" in sentence for sentence in found)
    assert any("bogh_postering_update mangler" in sentence for sentence in found)
    uforanderlig.opsaet()
    assert uforanderlig.manglende() == []


KONTOPLAN = "Konto;Navn;Art;Kommune;Spærret fra\n66-02-50-70-00;Renovation;;;\n9407009003;Modkonto;status;;\n"


@pytest.mark.django_db
class TestKontoplan:
    """With a chart loaded only its accounts are posted on."""

    @staticmethod
    def load(folder: Path, text: str) -> tuple[list[str], Optaelling | None]:
        (folder / "kontoplan.csv").write_text(text, encoding="utf-8")
        result = kontoplan.importer(folder)
        return [problem.code for problem in result.problemer.sorted()], result.tabeller.get("konti")

    def test_loading(self, tmp_path: Path) -> None:
        assert self.load(tmp_path, KONTOPLAN) == ([], Optaelling(nye=2))
        assert self.load(tmp_path, KONTOPLAN) == ([], Optaelling(uaendrede=2))
        bad = "Konto;Navn;Art;Kommune;Spærret fra\n12a;X;;;\n1;X;;956;\n1;X;;;\n1;Y;;;\n1;X;mystisk;;\n"
        codes = ["KONTOPLAN_KONTO", "KONTOPLAN_KOMMUNE", "KONTOPLAN_DOBBELT", "FELT_VAERDI", "KONTOPLAN_DOBBELT"]
        assert sorted(self.load(tmp_path, bad)[0]) == sorted(codes)
        assert [problem.code for problem in kontoplan.importer(tmp_path / "ingen").problemer] == ["KONTOPLAN_FIL"]

    def test_it_is_enforced_when_it_is_there_and_as_the_constant_says(self, tmp_path: Path) -> None:
        lines = [Linje(A, 1), Linje(C, -1)]
        bogfoer(HOVED, lines, "anna")
        self.load(tmp_path, KONTOPLAN)
        second = replace(HOVED, noegle="2")
        assert koder(lambda: bogfoer(second, lines, "anna")) == ["KONTO_UKENDT"]
        Systemkonstant.objects.create(nummer="bogh.kontoplan", vaerdi="N")
        bogfoer(second, lines, "anna")

    def test_blocked_and_another_municipalitys_accounts(self, tmp_path: Path) -> None:
        self.load(tmp_path, KONTOPLAN + "4106011200;Skole;;0955;\n4106011201;Lukket;;;2026-11-20\n")
        assert koder(lambda: bogfoer(HOVED, [Linje(A, 1), Linje(C, -1)], "anna")) == ["KONTO_UKENDT"]
        blocked = [Linje(A, 1), Linje("4106011201", -1)]
        assert koder(lambda: bogfoer(HOVED, blocked, "anna")) == ["KONTO_SPAERRET"]
        bogfoer(replace(HOVED, posteringsdato=DAG - dt.timedelta(1)), blocked, "anna")

    def test_what_was_booked_can_be_reversed_on_an_account_blocked_since(self, tmp_path: Path) -> None:
        bilag = book()
        self.load(tmp_path, KONTOPLAN.replace("Modkonto;status;;", "Modkonto;status;;2020-01-01"))
        tilbagefoer(bilag, "bo", DAG)

    def test_accounts_that_other_registers_explain_are_theirs(self) -> None:
        som_samlekonto([A], "inka")
        assert koder(book) == ["KONTO_SAMLE"]
        bogfoer(replace(HOVED, egne=(A,)), [Linje(A, 1), Linje(B, -1)], "anna")


LINJER = st.lists(st.tuples(st.sampled_from([A, B, C]), st.integers(-(10**12), 10**12)), max_size=6)


class Balance(TestCase):
    """Whatever is tried, the ledger as a whole and each voucher come to zero."""

    @given(st.lists(LINJER, max_size=5))
    def test_only_what_balances_is_booked(self, tries: list[list[tuple[str, int]]]) -> None:
        booked = 0
        for number, rows in enumerate(tries):
            good = len(rows) > 1 and all(beloeb for _, beloeb in rows) and sum(beloeb for _, beloeb in rows) == 0
            try:
                bogfoer(replace(HOVED, noegle=str(number)), [Linje(*row) for row in rows], "anna")
                assert good
                booked += 1
            except ProblemsError:
                assert not good
        assert sum(Postering.objects.values_list("beloeb", flat=True)) == 0
        assert list(Bilag.objects.order_by("pk").values_list("loebenr", flat=True)) == list(range(1, booked + 1))
