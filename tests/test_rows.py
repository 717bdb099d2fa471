"""The page that says which row lives where is what the declarations say; what stands outside the catalogue never hides its rows."""

from __future__ import annotations

import runpy
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from snitflade.exchange import catalogue
from snitflade.exchange.catalogue import Built, Interface, MissingInterfaceError, Outside, UnknownInterfaceError
from snitflade.exchange.catalogue_rows import rows as forty

ROOT = Path(__file__).resolve().parents[1]
OUT: dict[str, Any] = {"build": lambda *_: Built(key="", files=(), totals={}, sheet=[]), "prove": lambda *_: {}}
DAGPLEJE = Outside("Soc", "Dagpleje", "Prisme", "Dagpleje til Prisme", "ud", "G69 med Secure FTP", "Pr. måned", "Operatør")


def egen(id: str = "soc.dagpleje", outside: Outside | None = DAGPLEJE, **values: Any) -> Interface:
    """An interface that only these tests declare."""
    return Interface(id=id, about="Kun til prøve.", outside=outside, **(OUT | values))


@pytest.fixture
def alene(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is declared."""
    monkeypatch.setattr(catalogue, "_registered", {})


def test_the_page_is_printed_from_the_declarations() -> None:
    printed = runpy.run_path(str(ROOT / "requirements" / "rows.py"))["page"]()
    assert (ROOT / "docs" / "snitflader.md").read_text(encoding="utf-8") == printed, "python requirements/rows.py"


def test_every_declared_row_has_its_place() -> None:
    text = (ROOT / "docs" / "snitflader.md").read_text(encoding="utf-8")
    lines = [line.split("|") for line in text.splitlines() if line.startswith("| ") and "---" not in line]
    rows = [cells for cells in lines if cells[1].strip() not in ("Row", "Page")]
    outside = [one.id for one in catalogue.declared() if one.outside]
    assert [cells[2].strip(" `") for cells in rows] == [*forty(), *outside]
    for cells in rows:
        assert cells[4].strip() or cells[3].strip() not in {"virker", "ubekræftet"}, cells[2]


def test_no_page_number_of_one_outside_leads_elsewhere() -> None:
    names = Counter(name for one in catalogue.declared() for name in {*one.row.names, *one.pages})
    shared = {name for name, count in names.items() if count > 1}
    for one in catalogue.declared():
        if one.outside:
            assert not shared.intersection({*one.row.names, *one.pages}), one.id
            assert [catalogue.find(name) for name in (one.id, *one.pages)] == [one] * (1 + len(one.pages))


@pytest.mark.usefixtures("alene")
def test_one_outside_is_listed_after_the_forty_without_a_number() -> None:
    assert list(catalogue.rows()) == list(forty())
    later = catalogue.register(egen("tekn.skorsten", replace(DAGPLEJE, delsystem="Tekn")))
    made = catalogue.register(egen(pages=("523",)))
    assert list(catalogue.rows()) == [*forty(), "soc.dagpleje", "tekn.skorsten"]
    assert (made.row.nr, made.row.title, made.row.ekstern, made.row.names) == (None, DAGPLEJE.integration, "Prisme", (made.id,))
    assert (catalogue.find("523"), catalogue.find(made.id), catalogue.declared()) == (made, made, [made, later])
    assert catalogue.rows()["tekn.renovation-prisme"].title == "40 Snitflade 861 Renovation: G69 og 10Q"
    with pytest.raises(UnknownInterfaceError):
        catalogue.find("None")
    assert str(MissingInterfaceError(made.row)) == "Snitfladen soc.dagpleje (Dagpleje til Prisme) er ikke til det."


@pytest.mark.usefixtures("alene")
@pytest.mark.parametrize(
    ("interface", "said"),
    [
        (egen("tekn.renovation-prisme"), "is in the catalogue"),
        (egen(outside=None), "not in the catalogue"),
        (egen("tekn.dagpleje"), "begin with its Delsystem 'soc'"),
        (egen("soc"), "begin with its Delsystem"),
        (egen("soc."), "begin with its Delsystem"),
        (egen(outside=replace(DAGPLEJE, modul=" ", ekstern="")), "lacks modul, ekstern"),
        (egen(outside=replace(DAGPLEJE, retning="op")), "no such direction: op"),
        (egen(pages=("523", "7", "40")), "a number of the catalogue as page: 40, 7"),
    ],
)
def test_one_outside_that_could_be_taken_for_another_is_refused(interface: Interface, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        catalogue.register(interface)
    assert list(catalogue.rows()) == list(forty())


@pytest.mark.usefixtures("alene")
def test_the_same_id_twice_outside_is_refused() -> None:
    catalogue.register(egen())
    with pytest.raises(ValueError, match="declared twice"):
        catalogue.register(egen())
