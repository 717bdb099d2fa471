"""Interfaces that only tests declare: one that sends two files and moves money, and three that take one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

import numpy as np
from django.db.models import Sum
from tests.pipelines import layout, register
from tests.pipelines.models import Krav, Linje, counting

from snitflade.exchange import catalogue
from snitflade.exchange.catalogue import Applied, Built, Interface, Option, OptionKind, Options, OutFile
from snitflade.exchange.models import Exchange
from snitflade.exchange.schedule import daily
from snitflade.formats import registry
from snitflade.formats.document import Document, Wrapping, compose
from snitflade.formats.problems import Problems

UD, IND, KARANTAENE, UORDNET = "inka.fordringer", "inka.afregninger", "inka.afviste", "bogh.acubiz"
FILES = ("krav_A.txt", "krav_B.txt")
UNKNOWN = "9999999999"
"""A customer number nobody has."""


def _build(exchange: Exchange, options: Options) -> Built:
    """All claims that have not gone out, or those asked for, the same ones in both files."""
    rows = Krav.objects.select_for_update().order_by("pk")
    locked = list(rows.filter(pk__in=options["krav"].split(",")) if options.get("krav") else rows)
    there = set(counting())  # asked once the claims are locked, so that whoever had them before is seen
    claims = [claim for claim in locked if claim.udveksling not in there]
    if not claims:
        return Built(key="", files=(), totals={}, sheet=[], notes=("Der er ingen krav.",))
    Krav.objects.filter(pk__in=[claim.pk for claim in claims]).update(udveksling=exchange.pk)
    wanted = FILES if options.get("filer") != "1" else FILES[:1]
    formats = dict(zip(FILES, (layout.A, layout.B), strict=True))
    files = tuple(OutFile(name, formats[name].name, _document(claims)) for name in wanted)
    return Built(
        key=options["noegle"],
        files=files,
        totals={"antal": len(claims), "sum": sum(claim.beloeb for claim in claims)},
        sheet=[("Krav", [("Antal", str(len(claims)))])],
    )


def _document(claims: list[Krav]) -> Document:
    problems = Problems()
    lines = layout.LINJE.table(
        {"nummer": [claim.nummer for claim in claims], "beloeb": [claim.beloeb for claim in claims], "tekst": ""},
        problems,
        rows=len(claims),
    )
    end = layout.SLUT.table({"antal": [len(claims)], "sum": [sum(claim.beloeb for claim in claims)]}, problems)
    groups = (np.zeros(len(claims), dtype=np.int64), np.ones(1, dtype=np.int64))
    assert not problems, list(problems)
    return compose(("L", "T"), {"L": (lines, groups[0]), "T": (end, groups[1])}, Wrapping())


def _prove(exchange: Exchange, documents: Mapping[str, Document]) -> Mapping[str, int]:
    first = documents[FILES[0]]
    return {"antal": first.rows("L"), "sum": int(first.tables["L"]["beloeb"].sum())}


def _read(data: bytes, name: str, problems: Problems) -> Document:
    return layout.A.read(data, problems)


def _apply(exchange: Exchange, content: Any, problems: Problems) -> Applied:
    """Each line once; a customer nobody has cannot be applied."""
    bad = {problem.line for problem in problems}
    there = set(Linje.objects.filter(udveksling=exchange.pk).values_list("linje", flat=True))
    set_aside, new = {}, []
    table = content.tables["L"]
    for number, row in zip(table.lines.tolist(), layout.LINJE.rows(table), strict=True):
        if number in there or number in bad:
            continue
        if row["nummer"] == UNKNOWN:
            set_aside[number] = f"Kunden {UNKNOWN} findes ikke."
        else:
            new.append(Linje(udveksling=exchange.pk, linje=number, nummer=row["nummer"], beloeb=row["beloeb"]))
    half = len(new) // 2
    insert(new[:half])
    insert(new[half:])
    rows = Linje.objects.filter(udveksling=exchange.pk)
    totals = {"linjer": rows.count(), "sum": rows.aggregate(sum=Sum("beloeb"))["sum"] or 0}
    return Applied(totals=totals, sheet=[("Linjer", [("Antal", str(totals["linjer"]))])], set_aside=set_aside)


def insert(rows: list[Linje]) -> None:
    """Put lines in; the crash tests' place in the middle of applying."""
    Linje.objects.bulk_create(rows)


def declare() -> None:
    """Let the catalogue hold these interfaces and no others, and the registry their formats too."""
    catalogue._registered.clear()
    for format in (layout.A, layout.B):
        registry.FORMATS[format.name] = format
    catalogue.register(
        Interface(
            id=UD,
            about="Sender krav. Kun til prøve.",
            options=(
                Option("noegle", OptionKind.TEXT, "Kørslens nøgle"),
                Option("filer", OptionKind.TEXT, "1 eller 2", required=False),
                Option("krav", OptionKind.TEXT, "Kun disse", required=False),
            ),
            build=_build,
            prove=_prove,
            formats=("proeve-a", "proeve-b"),
            money=True,
            keep_days=30,
        )
    )
    inbound: dict[str, Any] = {"about": "Tager linjer. Kun til prøve.", "read": _read, "apply": _apply, "formats": ("proeve-a",)}
    catalogue.register(Interface(id=IND, schedule=daily(dt.time(5)), keep_days=10, **inbound))
    catalogue.register(Interface(id=KARANTAENE, quarantine=True, keep_days=20, **inbound))
    catalogue.register(Interface(id=UORDNET, in_order=False, **inbound))
    register.declare()
