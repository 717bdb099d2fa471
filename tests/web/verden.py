"""Two interfaces for the tests of the pages: one that sends a file and moves money, and one that takes such files line by line."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest
from tests.exchange.world import empty
from tests.pipelines import layout

from snitflade.exchange import catalogue
from snitflade.exchange.catalogue import Applied, Built, Interface, Option, OptionKind, Options, OutFile
from snitflade.exchange.models import Exchange
from snitflade.formats import registry
from snitflade.formats.document import Document, Wrapping, compose
from snitflade.formats.problems import ProblemKind, Problems, ProblemsError

UD, IND = "tekn.renovation-prisme", "tekn.affaldsvaegt"
PERSON = "6112999999"
"""A replacement number: day 61."""
UKENDT = "9999999999"
FORKERT = ProblemKind("PROEVE_FORKERT", "Nøglen «{raw}» kan ikke bruges, og {andet} heller ikke. Vælg en anden.")


def _byg(exchange: Exchange, options: Options) -> Built:
    if options["noegle"] == "intet":
        return Built(key="", files=(), totals={}, sheet=[], notes=("Der er ingen krav.",))
    if options["noegle"] == "forkert":
        problems = Problems()
        problems.add(FORKERT, field="noegle", raw="forkert", andet="dagen")
        problems.add(FORKERT, field="dag", raw="forkert", andet="nøglen")
        raise ProblemsError(problems)
    problems = Problems()
    lines = layout.LINJE.table({"nummer": [PERSON, "0001000001"], "beloeb": [12345, -5], "tekst": "Prøve"}, problems, rows=2)
    end = layout.SLUT.table({"antal": [2], "sum": [12340]}, problems)
    assert not problems
    document = compose(("L", "T"), {"L": (lines, np.zeros(2, dtype=np.int64)), "T": (end, np.ones(1, dtype=np.int64))}, Wrapping())
    return Built(
        key=options["noegle"],
        files=(OutFile("krav.txt", "proeve-a", document),),
        totals={"sum": 12340},
        sheet=[("Krav", [("Antal", "2"), ("I alt krævet", "123,40")])],
    )


def _proev(exchange: Exchange, documents: Mapping[str, Document]) -> Mapping[str, int]:
    return {"sum": int(documents["krav.txt"].tables["L"]["beloeb"].sum())}


def _laes(data: bytes, name: str, problems: Problems) -> Document:
    return layout.A.read(data, problems)


def _anvend(exchange: Exchange, content: Any, problems: Problems) -> Applied:
    table = content.tables["L"]
    rows = list(zip(table.lines.tolist(), layout.LINJE.rows(table), strict=True))
    bad = {number: f"Kunden {UKENDT} findes ikke." for number, row in rows if row["nummer"] == UKENDT}
    return Applied(
        totals={"linjer": len(rows) - len(bad)}, sheet=[("Linjer", [("Antal", str(len(rows) - len(bad)))])], set_aside=bad
    )


def erklaer(monkeypatch: pytest.MonkeyPatch, settings: Any, home: Any) -> None:
    """Let the catalogue hold these two and no others, and the registry their format too."""
    empty(monkeypatch, settings, home)
    monkeypatch.setattr(registry, "FORMATS", {**registry.FORMATS, layout.A.name: layout.A})
    monkeypatch.setattr(registry, "_MODULES", (*registry._MODULES, layout))
    monkeypatch.setattr(layout, "FORMAT", layout.A, raising=False)
    catalogue.register(
        Interface(
            id=UD,
            about="Sender krav. Kun til prøve. Ikke andet.",
            options=(
                Option("noegle", OptionKind.TEXT, "Kørslens nøgle"),
                Option("dag", OptionKind.DATE, "En dag", required=False),
                Option("slags", OptionKind.CHOICE, "Slagsen", required=False, choices=("a", "b")),
            ),
            build=_byg,
            prove=_proev,
            formats=("proeve-a",),
            money=True,
            pages=("861",),
            contact="Prøvekontoret",
            questions=("Er filen rigtig?",),
        )
    )
    catalogue.register(
        Interface(id=IND, about="Tager linjer.", read=_laes, apply=_anvend, formats=("proeve-a",), quarantine=True, confirmed=False)
    )


def fil(*numre: str) -> bytes:
    """A file with one line of 100 øre for each customer number, composed by hand."""
    lines = [f"L{nummer}0000000100+{'Prøve':<20}" for nummer in numre]
    return "".join(f"{line}\r\n" for line in [*lines, f"T{len(numre):06}{100 * len(numre):010}+"]).encode()
