"""`snitflade import`: everything that is wrong at once and nothing loaded, the same files twice, one file by itself."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

import pytest
from tests.cli.installation import DEMO, Cli, dump, tree, with_files

from snitflade.exchange import imports
from snitflade.exchange.models import AuditEvent
from snitflade.inka.models import Debitor
from snitflade.tekn.models import Aftale

DEBITORER = """\
Kundenummer;Navn;CVR;GLN;Betales fra konto
3112999999;Ole & Olsen;;;
5809001539;Iserit A/S;12227354;;
0001953096;Sygehuset i Tasiilaq;;5790001953096;
0001952976;Sygehuset\x07 i Paamiut;19785289;5790001952977;
0002292514;Børne- og Familie centret;;;41-06-01-12
31129999;Kort nummer;;;
"""
YDELSER = """\
Ydelse;Lokalitet;Indtægtskonto;Pris
Dagrenovation;Paamiut;66-02-50-70-00;610,005
Natrenovation;Paamiut;66-03-50-70-00;-280,00
Dagrenovation;Tasiilaq;66-02-10-70;610,00
Natrenovation;Tasiilaq;66-03-10-70-00;280,00
"""
AFTALER = """\
Kundenummer;Lokalitet;B-nr;Ydelse;Antal
3112999999;Paamiiut;B-1456;Dagrenovation;1
3112999998;Paamiut;B-1456;Natrenovation;1
5809001539;Paamiut;B-1200;Dagrenovatoin;2
5809001539;Tasiilaq;B-1456;Natrenovation;1
5809001539;Tasiilaq;b 1456;Natrenovation;1
0001953096;Tasiilaq;B-0310;Dagrenovation;1,5
"""
EXPECTED = [
    ("debitorer.csv", 2, "navn", "CELLE_TEGN"),
    ("debitorer.csv", 3, "cvr", "DEBITOR_CVR"),
    ("debitorer.csv", 4, "gln", "DEBITOR_GLN_UDEN_CVR"),
    ("debitorer.csv", 5, "", "KONTROLTEGN"),
    ("debitorer.csv", 5, "gln", "DEBITOR_GLN"),
    ("debitorer.csv", 6, "betales fra konto", "DEBITOR_KONTO"),
    ("debitorer.csv", 7, "kundenummer", "CELLE_CIFRE_MANGLER"),
    ("ydelser.csv", 2, "pris", "CELLE_DECIMALER"),
    ("ydelser.csv", 3, "pris", "CELLE_NEGATIV"),
    ("ydelser.csv", 4, "indtægtskonto", "YDELSE_KONTO"),
    ("aftaler.csv", 2, "lokalitet", "LOKALITET_UKENDT"),
    ("aftaler.csv", 3, "kundenummer", "AFTALE_DEBITOR_UKENDT"),
    ("aftaler.csv", 4, "ydelse", "AFTALE_YDELSE_UKENDT"),
    ("aftaler.csv", 6, "kundenummer", "AFTALE_DOBBELT"),
    ("aftaler.csv", 7, "antal", "CELLE_HELTAL"),
]


def test_every_problem_of_every_file_at_once_and_nothing_loaded(bare_cli: Cli, tmp_path: Path) -> None:
    folder = with_files(tmp_path / "data", {"debitorer": DEBITORER, "ydelser": YDELSER, "aftaler": AFTALER})
    rows, files = dump(), tree(tmp_path)
    answer = bare_cli("import", "tekn.renovation", folder)
    assert (answer.code, answer.out) == (1, "")
    lines = answer.err.lower().splitlines()
    for file, line, field, code in EXPECTED:
        hits = [text for text in lines if text.startswith(f"{file}, linje {line},") and text.endswith(f"[{code.lower()}]")]
        assert [text for text in hits if not field or f"felt {field}:" in text], (file, line, field, code)
    assert f"{len(EXPECTED)} fejl. Intet er indlæst." in answer.err
    assert dump() == rows
    assert tree(tmp_path) == files


def test_the_misspelt_locality_of_the_seed_gets_a_question_not_a_guess(bare_cli: Cli, tmp_path: Path) -> None:
    text = (DEMO / "aftaler.csv").read_text().replace("0001952976;Paamiut", "0001952976;Paamiiut")
    answer = bare_cli("import", "tekn.renovation", with_files(tmp_path / "data", {"aftaler": text}))
    assert answer.code == 1
    assert "«Paamiiut» kendes ikke. Mente du Paamiut?" in answer.err
    assert not Aftale.objects.exists()


def test_cpr_numbers_are_masked(bare_cli: Cli, tmp_path: Path) -> None:
    text = "Kundenummer;Lokalitet;B-nr;Ydelse;Antal\n3112999998;Paamiut;B-1;Dagrenovation;1\n"
    answer = bare_cli("import", "tekn.renovation", with_files(tmp_path / "data", {"aftaler": text}))
    assert re.search(r"311299-?\*{4}", answer.err)
    assert "3112999998" not in answer.err


def counts(text: str) -> dict[str, list[int]]:
    """The table of what a load did: new, changed, unchanged, not mentioned."""
    return {line.split()[0]: [int(cell) for cell in line.split()[1:]] for line in text.splitlines()[1:]}


def test_counts_and_the_same_files_again(bare_cli: Cli) -> None:
    first = bare_cli("import", "tekn.renovation", DEMO)
    assert (first.code, first.err) == (0, "")
    assert counts(first.out)["aftaler"] == [9, 0, 0, 0]
    rows = dump()
    again = bare_cli("import", "tekn.renovation", DEMO)
    assert (again.code, again.err) == (0, "")
    assert counts(again.out)["aftaler"] == [0, 0, 9, 0]
    assert counts(again.out)["debitorer"] == [0, 0, 5, 0]
    assert dump() == rows


def test_one_file_by_itself_is_checked_against_what_is_loaded(cli: Cli, tmp_path: Path) -> None:
    head = "Kundenummer;Lokalitet;B-nr;Ydelse;Antal\n"
    alone = tmp_path / "aftaler.csv"
    alone.write_text(head + "3112999999;Tasiilaq;B-77;Natrenovation;2\n")
    answer = cli("import", "tekn.renovation", alone)
    assert (answer.code, answer.err) == (0, "")
    assert counts(answer.out)["aftaler"] == [1, 0, 0, 9]
    assert Aftale.objects.filter(debitor__kundenummer="3112999999").count() == 3
    alone.write_text(head + "3112999998;Tasilaq;B-77;Natrenovation;2\n")
    refused = cli("import", "tekn.renovation", alone)
    assert (refused.code, refused.codes) == (1, {"AFTALE_DEBITOR_UKENDT", "LOKALITET_UKENDT"})
    assert Aftale.objects.count() == 10


def test_one_file_of_customers_leaves_the_rest(cli: Cli, tmp_path: Path) -> None:
    alone = tmp_path / "Debitorer.CSV"
    alone.write_text("Kundenummer;Navn;CVR;GLN;Betales fra konto\n0002292514;Børne- og Familiecentret;;;41-06-01-12-00\n")
    answer = cli("import", "tekn.renovation", alone)
    assert (answer.code, counts(answer.out)["debitorer"]) == (0, [0, 1, 0, 4])
    assert Debitor.objects.get(kundenummer="0002292514").navn == "Børne- og Familiecentret"
    assert Aftale.objects.count() == 9


def test_a_file_that_belongs_to_nothing(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "aftale.csv").write_text("Kundenummer\n")
    answer = cli("import", "tekn.renovation", tmp_path / "aftale.csv")
    assert (answer.code, answer.codes) == (1, {"STAMDATA_FIL"})
    assert "Mente du aftaler.csv?" in answer.err


@pytest.mark.parametrize("missing", ["debitorer", "ydelser", "aftaler"])
def test_a_folder_must_have_all_three(bare_cli: Cli, tmp_path: Path, missing: str) -> None:
    rows = dump()
    answer = bare_cli("import", "tekn.renovation", with_files(tmp_path / "data", {missing: None}))
    assert (answer.code, answer.codes) == (1, {"STAMDATA_MANGLER"})
    assert f"{missing}.csv" in answer.err
    assert dump() == rows


def test_calls_that_cannot_be_carried_out(cli: Cli, tmp_path: Path) -> None:
    unknown = cli("import", "tekn.renovatoin", tmp_path)
    assert (unknown.code, "Mente du tekn.renovation?" in unknown.err) == (2, True)
    gone = cli("import", "tekn.renovation", tmp_path / "intet")
    assert (gone.code, "findes ikke" in gone.err) == (2, True)
    bare = cli("import", "tekn.renovation")
    assert (bare.code, "MAPPE_ELLER_FIL mangler" in bare.err) == (2, True)


def test_what_was_loaded_by_whom_stands_in_the_chain(bare_cli: Cli, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("SNITFLADE_USER", "anna")
    refused = bare_cli("import", "tekn.renovation", with_files(tmp_path / "data", {"debitorer": DEBITORER}))
    assert refused.code == 1 and not AuditEvent.objects.filter(event="stamdata indlæst").exists()
    assert bare_cli("import", "tekn.renovation", DEMO).code == 0
    (event,) = AuditEvent.objects.filter(event="stamdata indlæst")
    assert (event.by, event.detail["saet"], event.detail["tabeller"]["aftaler"]) == ("anna", "tekn.renovation", [9, 0, 0])
    wanted = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in DEMO.glob("*.csv")}
    assert event.detail["filer"] == wanted
    again = bare_cli("import", "tekn.renovation", DEMO)
    assert again.code == 0 and AuditEvent.objects.filter(event="stamdata indlæst").count() == 1, "nothing was changed"


def test_files_that_change_while_they_are_read_are_not_loaded(cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    alone = tmp_path / "Debitorer.CSV"
    alone.write_text("Kundenummer;Navn;CVR;GLN;Betales fra konto\n0002292514;Det nye navn;;;41-06-01-12-00\n")
    importer = imports.find("tekn.renovation")

    def overtaken(path: Path) -> imports.ImportResult:
        result = importer(path)
        alone.write_text(alone.read_text() + "0002292515;En til;;;\n")
        return result

    before = dump()
    with monkeypatch.context() as patch:
        patch.setitem(imports._sets, "tekn.renovation", overtaken)
        answer = cli("import", "tekn.renovation", alone)
    assert (answer.code, answer.out) == (1, "")
    assert "mens de blev indlæst, og intet er indlæst" in answer.err
    assert dump() == before
    assert not any("Debitorer.CSV" in event.detail["filer"] for event in AuditEvent.objects.filter(event="stamdata indlæst"))
