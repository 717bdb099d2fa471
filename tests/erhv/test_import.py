"""`indhandlingssteder.csv`, `fangere.csv`, `salg.csv`: all of a file or nothing, and the same again changes nothing."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from tests.erhv.verden import ET, TRE, afregnet, saldi

from snitflade.bogh.udbetaling.models import Modtagerkonto
from snitflade.erhv.models import Indhandlingssted, Saelger, Salg, Vilkaar
from snitflade.exchange import imports
from snitflade.exchange.upsert import Optaelling
from snitflade.formats.problems import Problem

pytestmark = pytest.mark.usefixtures("erhv")

STEDER = """Kode;Navn;Kommune;Art;Gyldig fra;Skat;KNAPK;Lokal;Drift;Transport;\
Konto salg;Konto afregning;Konto skat;Konto knapk;Konto transport;Konto leje
QAQ;Qaqortoq;0955;;2026-01-01;42,5;2;;;50,00;90-01-00-10-01;9001001008;9001001003;9001001004;9001001007;
QAQ;Qaqortoq;0955;;2026-07-01;44;2;;;50,00;9001001001;9001001008;9001001003;9001001004;9001001007;
SYG;Sygehuset;0955;institution;2026-01-01;;;;;;9001001001;9001001008;;;;9001001002
"""
FANGERE = """Nummer;Cpr/cvr;Sted;Navn;Konto;Transport
F0117;6112909999;NAR;;;J
F0300;6310909997;NAN;Prøve Person Tre;6471 77;N
"""
SALG = """Bon;Sted;Sælger;Dato;Beløb;Ture;Tekst
1001;NAN;F0117;2026-10-12;1000,05;1;Torsk
1002;NAN;E0001;2026-10-12;12,50;;
"""


def laes(tmp_path: Path, saet: str, navn: str, text: str) -> tuple[dict[str, Optaelling], list[Problem]]:
    """Load a file; gives the counts and the problems."""
    file = tmp_path / navn
    file.write_text(text, encoding="utf-8")
    found = imports.find(saet)(file)
    return dict(found.tabeller), found.problemer.sorted()


def test_places_and_their_terms(tmp_path: Path) -> None:
    counts, problems = laes(tmp_path, "erhv.indhandlingssteder", "indhandlingssteder.csv", STEDER)
    assert not problems and counts == {"indhandlingssteder": Optaelling(2, 0, 0, 3), "vilkår": Optaelling(3, 0, 0, 3)}
    row = Vilkaar.objects.filter(sted__kode="QAQ").order_by("fra").first()
    assert row is not None and (row.skat, row.knapk, row.drift, row.transport, row.konto_salg) == (
        42_50,
        2_00,
        0,
        50_00,
        "9001001001",
    )
    assert Indhandlingssted.objects.get(kode="SYG").art == "institution"
    counts, problems = laes(tmp_path, "erhv.indhandlingssteder", "indhandlingssteder.csv", STEDER)
    assert not problems and counts["vilkår"] == Optaelling(0, 0, 3, 3)


def test_every_fault_of_places_is_told_and_nothing_is_loaded(tmp_path: Path) -> None:
    wrong = STEDER.replace("QAQ;Qaqortoq;0955;;2026-07-01;44;", "qaq;Qaqortoq;955;;2026-07-01;98,5;").replace(
        "SYG;Sygehuset;0955;institution;2026-01-01;;", "SYG;Sygehuset;0955;institution;2026-01-01;1;"
    )
    counts, problems = laes(tmp_path, "erhv.indhandlingssteder", "indhandlingssteder.csv", wrong)
    assert [(one.line, one.code) for one in problems] == [
        (3, "STED_KODE"),
        (3, "STED_KOMMUNE"),
        (4, "VILKAAR_KONTO"),
        (4, "VILKAAR_INSTITUTION"),
    ]
    assert counts == {} and not Indhandlingssted.objects.filter(kode="QAQ").exists()


def test_sellers(tmp_path: Path) -> None:
    counts, problems = laes(tmp_path, "erhv.fangere", "fangere.csv", FANGERE)
    assert not problems and counts == {"fangere": Optaelling(1, 1, 0, 2)}
    one = Saelger.objects.get(nummer="F0117")
    assert (one.sted.kode, one.transport, one.modtager.nummer, one.modtager.navn) == ("NAR", True, ET, "Arnatsiaq Prøvesen")
    # An empty account leaves the one that is there.
    assert Modtagerkonto.objects.filter(modtager=one.modtager).count() == 1
    assert Modtagerkonto.objects.get(modtager__nummer=TRE).konto == "64710000000077"
    assert laes(tmp_path, "erhv.fangere", "fangere.csv", FANGERE)[0] == {"fangere": Optaelling(0, 0, 2, 2)}


def test_every_fault_of_sellers_is_told(tmp_path: Path) -> None:
    wrong = FANGERE.replace("F0117;", "F 17;").replace(";NAR;", ";NRA;").replace("Prøve Person Tre;6471 77", ";6471")
    counts, problems = laes(tmp_path, "erhv.fangere", "fangere.csv", wrong)
    assert [(one.line, one.code) for one in problems] == [
        (2, "SAELGER_NUMMER"),
        (2, "STED_UKENDT"),
        (3, "SAELGER_UDEN_NAVN"),
        (3, "MODTAGER_KONTO"),
    ]
    assert "Mente du NAR?" in problems[1].message and counts == {} and not Saelger.objects.filter(nummer="F0300").exists()


def test_sales_once(tmp_path: Path) -> None:
    assert laes(tmp_path, "erhv.salg", "salg.csv", SALG) == ({"salg": Optaelling(2, 0, 0, 0)}, [])
    assert laes(tmp_path, "erhv.salg", "salg.csv", SALG) == ({"salg": Optaelling(0, 0, 2, 0)}, [])
    row = Salg.objects.get(noegle="1001")
    assert (row.beloeb, row.ture, row.tekst, row.dato) == (1_000_05, 1, "Torsk", dt.date(2026, 10, 12))
    afregnet()
    assert saldi()["KOEB"] == 1_012_55


def test_every_fault_of_sales_is_told_with_its_line(tmp_path: Path) -> None:
    laes(tmp_path, "erhv.salg", "salg.csv", SALG)
    Saelger.objects.filter(nummer="F0209").update(ophoert=dt.date(2026, 10, 1))
    Indhandlingssted.objects.filter(kode="NAR").update(lukket_fra=dt.date(2026, 10, 1))
    text = SALG.replace("12,50", "12,60") + (
        "1003;NAB;F9999;2026-10-12;1,00;;\n"
        "1004;NAN;F0117;2026-12-24;0,00;;\n"
        "1005;NAN;F0209;2025-12-31;1,00;;\n"
        "1006;SKOLE;F0117;2026-10-12;1,00;2;\n"
        "1007;NAR;F0117;2026-10-12;1,00;0;\n"
        "1007;NAN;F0117;2026-10-12;1,00;0;\n"
        "1008;NAN;F0209;2026-10-12;1,00;0;\n"
    )
    counts, problems = laes(tmp_path, "erhv.salg", "salg.csv", text)
    assert [(one.line, one.code) for one in problems] == [
        (3, "SALG_ANDET"),
        (4, "STED_UKENDT"),
        (4, "SAELGER_UKENDT"),
        (5, "SALG_BELOEB"),
        (5, "SALG_FREMTID"),
        (6, "SALG_UDEN_VILKAAR"),
        (7, "SALG_TURE"),
        (8, "SALG_STED_LUKKET"),
        (9, "SALG_TO_GANGE"),
        (10, "SALG_SAELGER_OPHOERT"),
    ]
    assert counts == {} and Salg.objects.count() == 2


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    assert [one.code for one in imports.find("erhv.salg")(tmp_path).problemer] == ["ERHV_FIL"]
