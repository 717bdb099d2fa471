"""Payees and credit items from CSV: loaded whole or not at all, and loading again changes nothing."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from tests.bogh.udbetalingsverden import ANDEN, BANK, KONTO, KREDITOR, UDGIFT, i_orden, koer, opsaet, saet, saldo, ur

from snitflade.bogh.udbetaling import modtagere
from snitflade.bogh.udbetaling.models import Modtager, Modtagerkonto, Udbetalingspost
from snitflade.exchange import imports
from snitflade.exchange.stamfil import Indlaest

pytestmark = pytest.mark.django_db

MODTAGERE = (
    "Art;Nummer;Navn;Konto;Gyldig fra\n"
    "cpr;6112909999;Prøve Person Et;6471 123456;2026-01-01\n"
    "cvr;12227353;Leverandør A/S;;\n"
    f"kunde;4711;Prøve Kunde;{ANDEN};2026-01-01\n"
)
POSTER = (
    "Nøgle;Kommune;Art;Modtager;Beløb;Forfaldsdato;Konto;Modkonto;Posteringsdato;Ref;Tekst\n"
    f"F1;0956;cpr;6112909999;1250,00;2026-11-30;{KREDITOR};{UDGIFT};2026-11-20;;Tilskud\n"
    f"F2;0956;cvr;12227353;4880,50;2026-11-30;{KREDITOR};{UDGIFT};2026-11-20;80000006;+71<000100017156728\n"
    f"F3;0955;kunde;4711;10,00;2026-11-30;{KREDITOR};;;;Bogført andetsteds\n"
)


@pytest.fixture(autouse=True)
def verden(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    ur(monkeypatch)
    opsaet()


def indlaes(saet: str, folder: Path, text: str) -> Indlaest:
    name = "modtagere.csv" if saet == "bogh.modtagere" else "kreditposter.csv"
    (folder / name).write_text(text, encoding="utf-8")
    found = imports.find(saet)(folder)
    assert isinstance(found, Indlaest)
    return found


def koder(found: Indlaest) -> list[tuple[str, int]]:
    return [(problem.code, problem.line) for problem in found.problemer.sorted()]


def test_payees_and_items_are_loaded_booked_and_paid(tmp_path: Path) -> None:
    first = indlaes("bogh.modtagere", tmp_path, MODTAGERE)
    assert (first.tabeller["modtagere"].nye, first.tabeller["konti"].nye) == (3, 2)
    assert sorted(modtagere.konto_paa(dt.date(2026, 2, 1)).values()) == [KONTO, ANDEN]
    again = indlaes("bogh.modtagere", tmp_path, MODTAGERE)
    assert (again.tabeller["modtagere"].uaendrede, again.tabeller["konti"].nye) == (3, 0)
    items = indlaes("krdi.kreditposter", tmp_path, POSTER)
    assert koder(items) == [] and items.tabeller["kreditposter"].nye == 3
    assert (saldo(UDGIFT), saldo(KREDITOR)) == (613_050, -613_050)
    assert indlaes("krdi.kreditposter", tmp_path, POSTER).tabeller["kreditposter"].uaendrede == 3
    assert Udbetalingspost.objects.count() == 3
    exchange, _ = koer()
    assert exchange is not None and exchange.totals["Beløb"] == 613_050 and saldo(BANK) == -613_050 and i_orden()


def test_row_1_pays_its_own_items_from_its_own_account(tmp_path: Path) -> None:
    saet(bogh__bankkonto="64710001000999", bogh__udbetalingskonto="9009009009")
    indlaes("bogh.modtagere", tmp_path, MODTAGERE)
    assert koder(indlaes("bogh.udbetalinger", tmp_path, POSTER)) == []
    assert koer("18")[0] is None
    exchange, _ = koer("1")
    assert exchange is not None and exchange.interface == "bogh.bankoverfoersler"
    assert exchange.files.get().name == "BOGH_20261127_0001.erh" and saldo("9009009009") == -613_050 and i_orden()


def test_a_new_account_holds_from_the_date_in_the_file(tmp_path: Path) -> None:
    indlaes("bogh.modtagere", tmp_path, MODTAGERE)
    changed = MODTAGERE.replace("6471 123456;2026-01-01", f"{ANDEN};2026-12-01").replace("Prøve Person Et", "Prøve Person To")
    found = indlaes("bogh.modtagere", tmp_path, changed)
    assert (found.tabeller["modtagere"].aendrede, found.tabeller["konti"].nye) == (1, 1)
    payee = Modtager.objects.get(art="cpr")
    assert (modtagere.konto_paa(dt.date(2026, 11, 30))[payee.pk], modtagere.konto_paa(dt.date(2026, 12, 1))[payee.pk]) == (
        KONTO,
        ANDEN,
    )


def test_every_fault_of_a_file_is_told_and_nothing_is_loaded(tmp_path: Path) -> None:
    bad = (
        "Art;Nummer;Navn;Konto\n"
        "cpr;611290;Prøve Person Et;\n"
        "cvr;12345678;Prøve;\n"
        "kunde;1;Prøve;6471\n"
        "kunde;1;Prøve;\n"
        "andet;1;Prøve;\n"
    )
    assert koder(indlaes("bogh.modtagere", tmp_path, bad)) == [
        ("MODTAGER_NUMMER", 2),
        ("MODTAGER_NUMMER", 3),
        ("MODTAGER_KONTO", 4),
        ("MODTAGER_TO_GANGE", 5),
        ("FELT_VAERDI", 6),
    ]
    assert not Modtager.objects.exists() and not Modtagerkonto.objects.exists()


def test_faults_of_items_are_told_on_their_lines(tmp_path: Path) -> None:
    indlaes("bogh.modtagere", tmp_path, MODTAGERE)
    indlaes("krdi.kreditposter", tmp_path, POSTER)
    bad = POSTER.replace("F1;0956;cpr;6112909999;1250,00", "F1;0956;cpr;6112909999;1251,00")
    bad += (
        f"G1;0956;cvr;12227353;1,00;2026-11-30;{KREDITOR};{UDGIFT};2026-11-20;80000006;+71<000100017156729\n"
        f"G2;0956;kunde;9;1,00;2026-11-30;{KREDITOR};{UDGIFT};2026-11-20;;\n"
        f"G3;0956;kunde;4711;1,00;2026-11-30;{KREDITOR};{KREDITOR};2026-11-20;;\n"
    )
    assert koder(indlaes("krdi.kreditposter", tmp_path, bad)) == [
        ("POST_ANDEN", 2),
        ("POST_KONTROLCIFFER", 5),
        ("POST_MODTAGER_UKENDT", 6),
        ("POST_SAMME_KONTO", 7),
    ]
    assert Udbetalingspost.objects.count() == 3
    assert koder(imports.find("krdi.kreditposter")(tmp_path / "findes-ikke.csv")) == [("UDBETALING_FIL", 0)]  # type: ignore[arg-type]
