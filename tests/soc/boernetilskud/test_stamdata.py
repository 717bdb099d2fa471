"""Loading rates: every fault at once, the same file again changes nothing, and a table of bands is used."""

from __future__ import annotations

from pathlib import Path

import pytest

from snitflade.formats.problems import Problems
from snitflade.soc.boernetilskud import satser
from snitflade.soc.boernetilskud.importer import satser as indlaes
from snitflade.soc.boernetilskud.regn import pr_barn
from snitflade.soc.maaned import Maaned
from snitflade.soc.models import Boernetilskudssats, Tilskudsbaand

pytestmark = pytest.mark.django_db
HOVED = (
    "Gyldig fra;Gyldig til;Kilde;Model;Maks. pr. barn og år;Fuld indtil;Bortfald grund;Bortfald pr. barn;Procent;"
    "Mindste pr. måned;Standardfradrag;Bekræftet"
)
LINEAER = "20250101;;Prøve;lineaer;8477,00;136000,00;347200,00;25000,00;0,00;0,00;N;J"
BAAND = "20150101;20181231;Prøve;baand;0,00;0,00;0,00;0,00;0,00;0,00;N;J"


def skriv(folder: Path, *lines: str, navn: str = "boernetilskudssatser.csv", hoved: str = HOVED) -> Path:
    """A file with these lines."""
    (folder / navn).write_bytes("".join(f"{line}\r\n" for line in (hoved, *lines)).encode())
    return folder


def test_rates_and_bands_are_loaded_and_hold_in_their_time(tmp_path: Path) -> None:
    skriv(tmp_path, LINEAER, BAAND)
    skriv(
        tmp_path,
        "20150101;1;130000,00;700,00",
        "20150101;1;280000,00;239,00",
        navn="boernetilskudsbaand.csv",
        hoved="Gyldig fra;Børn;Indkomst til;Beløb pr. måned",
    )
    assert not indlaes(tmp_path).problemer.errors
    again = indlaes(tmp_path)
    assert not again.problemer.errors and Boernetilskudssats.objects.count() == Tilskudsbaand.objects.count() == 2
    assert all(one.nye == one.aendrede == 0 for one in again.tabeller.values())
    old = satser.gaeldende(Maaned.laes("201812"), Problems())
    new = satser.gaeldende(Maaned.laes("202505"), Problems())
    assert old is not None and new is not None
    assert pr_barn(old.satser, 13_000_001, 1) == 23_900 and pr_barn(new.satser, 10_000_000, 1) == 70_600
    problems = Problems()
    assert satser.gaeldende(Maaned.laes("201901"), problems) is None, "the old rate has ended, the new one not begun"
    assert [problem.code for problem in problems] == ["BT_UDEN_SATSER"]


def test_a_table_without_lines_is_no_rate(tmp_path: Path) -> None:
    assert not indlaes(skriv(tmp_path, BAAND)).problemer.errors
    assert satser.gaeldende(Maaned.laes("201812"), Problems()) is None


def test_every_fault_at_once_and_nothing_loaded(tmp_path: Path) -> None:
    bad = LINEAER.replace("347200,00", "1,00").replace("25000,00", "1,00")
    skriv(tmp_path, bad, bad)
    skriv(tmp_path, "20990101;1;1,00;1,00", navn="boernetilskudsbaand.csv", hoved="Gyldig fra;Børn;Indkomst til;Beløb pr. måned")
    found = indlaes(tmp_path).problemer
    assert sorted(problem.code for problem in found) == ["BT_BORTFALD", "BT_BORTFALD", "BT_SATS_UKENDT", "SOC_TO_GANGE"]
    assert not Boernetilskudssats.objects.exists()
