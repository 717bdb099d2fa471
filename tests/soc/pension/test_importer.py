"""Pensioners that have a pension already, loaded from CSV: all of them or none."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.soc.pension.verden import ET, TO

from snitflade.exchange import imports
from snitflade.soc.models import Pensionist

pytestmark = pytest.mark.django_db
HOVED = "Kommune;Cpr;Pension;Niveau;Samliv;Fra;Kendt pension\n"


def indlaes(path: Path, *lines: str) -> imports.ImportResult:
    file = path / "pensionister.csv"
    file.write_text(HOVED + "".join(f"{line}\n" for line in lines), encoding="utf-8")
    return imports.find("soc.pensionister")(file)


def test_the_same_file_again_changes_nothing(tmp_path: Path) -> None:
    lines = (f"0957;{ET};AP;;partner;2020-01-01;9044,25", f"0957;{TO};FP;laveste;enlig;2021-05-01;")
    for nye in (2, 0):
        found = indlaes(tmp_path, *lines)
        assert not found.problemer.errors, found.problemer.sorted()
        assert found.tabeller["pensionister"].nye == nye
    one, two = Pensionist.objects.order_by("pk")
    assert (one.kendt_pension, one.samliv, two.niveau, two.kendt_pension) == (904_425, "partner", "laveste", None)


def test_everything_wrong_is_told_and_nothing_is_loaded(tmp_path: Path) -> None:
    found = indlaes(
        tmp_path,
        f"0957;{ET};AP;;enlig;2020-01-01;",
        "957;1;AP;laveste;enlig;2020-01-02;",
        f"0957;{ET};AP;;enlig;2020-01-01;",
    )
    told = {(problem.code, problem.line) for problem in found.problemer}
    assert {(code, 3) for code in ("PENSIONIST_KOMMUNE", "PENSIONIST_CPR", "PENSIONIST_NIVEAU", "PENSIONIST_FOERSTE")} <= told
    assert ("SOC_TO_GANGE", 4) in told and not Pensionist.objects.exists()
