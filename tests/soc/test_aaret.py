"""A year of all social modules together: Σ paid = Σ granted − Σ set off, to the øre, whatever breaks on the way.

Each year is named by its seed: two are walked each time, forty with `-m measured`.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from tests.krdi.modregning.conftest import KODE
from tests.soc.aaret.aaret import Aaret

from snitflade.partners.certificates import Authority
from snitflade.partners.incasso import IncassoPartner

pytestmark = pytest.mark.django_db
KORT, LANG = 2, 40
AUTHORITY = Authority()


@pytest.fixture(autouse=True)
def hjem(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A home of its own, and the word the authority knows us by."""
    settings.HOME = tmp_path
    monkeypatch.setenv("INCASSO_KODE", KODE)


def gaa(froe: int) -> None:
    """Walk a year."""
    year = Aaret(froe, IncassoPartner(AUTHORITY, password=KODE))
    year.gaa()
    assert year.afbrudte.total() > 0, "nothing was broken off"


@pytest.mark.parametrize("froe", range(1, KORT + 1))
def test_the_year_adds_up(froe: int) -> None:
    gaa(froe)


@pytest.mark.measured
@pytest.mark.parametrize("froe", range(KORT + 1, LANG + 1))
def test_forty_years_add_up(froe: int) -> None:
    gaa(froe)
