"""A small format with lines and a trailer, declared with the product's own layouts and composed by hand beside them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from snitflade.formats.document import Document
from snitflade.formats.fixed import FixedFormat
from snitflade.formats.kinds import Amount, Digits, Number, Text
from snitflade.formats.layout import Field, Record
from snitflade.formats.problems import ProblemKind, Problems

SLUTLINJE = ProblemKind("PROEVE_SLUTLINJE", "Filen har ikke præcis én slutlinje som den sidste. Den er formentlig afkortet.")
ANTAL = ProblemKind("PROEVE_ANTAL", "Slutlinjen siger {sagt} linjer, men filen har {fundet}.")
SUM = ProblemKind("PROEVE_SUM", "Slutlinjen siger {sagt} øre, men linjerne er {fundet}.")

LINJE = Record(
    "L",
    "Linje",
    42,
    fields=(
        Field("type", Text(1), "Linjens type", default="L", allowed=("L",)),
        Field("nummer", Digits(10), "Kundenummer"),
        Field("beloeb", Amount(11), "Beløb i øre"),
        Field("tekst", Text(20), "Tekst"),
    ),
)
SLUT = Record(
    "T",
    "Slutlinje",
    18,
    fields=(
        Field("type", Text(1), "Linjens type", default="T", allowed=("T",)),
        Field("antal", Number(6), "Antal linjer"),
        Field("sum", Amount(11), "Sum i øre"),
    ),
)


def _rules(document: Document, problems: Problems) -> None:
    """One trailer, the last line, which agrees with the lines before it; the sum only where every line could be read."""
    lines = len(document) - document.rows("T")
    if document.rows("T") != 1 or int(document.tables["T"].lines[0]) != len(document):
        problems.add(SLUTLINJE)
        return
    said, total = int(document.tables["T"]["antal"][0]), int(document.tables["T"]["sum"][0])
    if said != lines:
        problems.add(ANTAL, sagt=said, fundet=lines)
    found = int(document.tables["L"]["beloeb"].sum())
    if not problems.errors and said == lines and total != found:
        problems.add(SUM, sagt=total, fundet=found)


A = FixedFormat("proeve-a", "Prøveformat", "tests", (LINJE, SLUT), ("type",), ("utf-8", "cp1252"), _rules)
B = replace(A, name="proeve-b")


def line(nummer: str, beloeb: int, tekst: str = "") -> str:
    """A line, from the layout's table."""
    return f"L{nummer}{abs(beloeb):010}{'-' if beloeb < 0 else '+'}{tekst:<20}"


def trailer(lines: Sequence[tuple[str, int]]) -> str:
    """The trailer of lines of number and amount in øre."""
    total = sum(beloeb for _, beloeb in lines)
    return f"T{len(lines):06}{abs(total):010}{'-' if total < 0 else '+'}"


def file_of(lines: Sequence[tuple[str, int]]) -> bytes:
    """A whole file of lines of number and amount in øre."""
    return "".join(f"{text}\r\n" for text in [*(line(*one) for one in lines), trailer(lines)]).encode()
