"""An interface that takes files and runs, too: `run … --file` takes one, `run …` with its options runs, never one for the other."""

from __future__ import annotations

from pathlib import Path

from tests.cli.installation import Cli
from tests.soc.daginstitution.verden import HOVED, MAANED, opret

from snitflade.exchange.models import Exchange

ORDRE = {"posteringsdato": "2026-11-20", "forfaldsdato": "2026-12-01", "regnskabsaar": "2026", "tekst": "DAGINSTITUTION NOV"}


def test_the_command_takes_the_basis_and_runs_it(bare_cli: Cli, tmp_path: Path) -> None:
    opret()
    path = tmp_path / "november.csv"
    path.write_text("\n".join((HOVED, *MAANED)), encoding="utf-8")
    order = [text for name, value in ORDRE.items() for text in (f"--{name}", value)]
    both = bare_cli("run", "522", "--file", path, *order)
    assert both.code == 2 and "--posteringsdato" in both.err and "Angiv kun det ene" in both.err
    assert bare_cli("run", "522", "--file", path, "--out", tmp_path / "ud").code == 2
    assert not Exchange.objects.exists()
    assert bare_cli("run", "522", *order).codes == {"INTET_GRUNDLAG"}
    taken = bare_cli("run", "522", "--file", path)
    assert taken.code == 0 and "I alt netto" in taken.out
    ran = bare_cli("run", "522", *order, "--out", tmp_path / "ud")
    assert ran.code == 0 and sorted(one.name for one in (tmp_path / "ud").iterdir()) == ["522_10Q.txt", "522_G69.txt"]
    assert bare_cli("run", "522", *order).codes == {"NOEGLE_BRUGT"}
    assert bare_cli("verify").code == 0
