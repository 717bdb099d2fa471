"""Loading codes, cards and measures: `handicapkoder.csv`, `handicapkort.csv`, `foranstaltninger.csv`. The same again is no change.

Source: social-teknik.md 4 and 1.4.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np

from snitflade.exchange import audit, imports
from snitflade.exchange.bulk import lock
from snitflade.exchange.stamfil import Indlaest
from snitflade.exchange.upsert import Optaelling, upsert
from snitflade.formats.cells import Choice, Date, Decimals, Digits, Text
from snitflade.formats.delimited import Column, Table
from snitflade.formats.problems import ProblemKind, Problems
from snitflade.soc.csvsaet import Fil, entydige, indlaes
from snitflade.soc.handicap import kort as kortene
from snitflade.soc.handicap.models import Handicapforanstaltning, Handicapkode, Handicapkort, Kodeart

AF = "import"
HC_KORT_UKENDT = ProblemKind("HC_KORT_UKENDT", "{raw} har intet kort i kommune {kommune}. Tilføj det i handicapkort.csv.")

_KODER = (
    Column(
        "Art",
        Choice({"type": Kodeart.TYPE.value, "foranstaltning": Kodeart.FORANSTALTNING.value, "diagnose": Kodeart.DIAGNOSE.value}),
    ),
    Column("Kode", Text(20)),
    Column("Tekst", Text(100)),
    Column("IPIS", Text(20), empty=True),
)
_KORT = (
    Column("Kommune", Digits(4)),
    Column("Cpr", Digits(10), personal=True),
    Column("Lokalitet", Digits(4)),
    Column("Handicaptype", Text(20)),
    Column("Diagnose", Text(20), empty=True),
)
_FORANSTALTNINGER = (
    Column("Kommune", Digits(4)),
    Column("Cpr", Digits(10), personal=True),
    Column("Foranstaltning", Text(20)),
    Column("Timer", Decimals(2, highest=kortene.MOST_TIMER), empty=True),
    Column("Fra", Date()),
    Column("Til", Date(), empty=True),
)


def _gem_koder(table: Table, problems: Problems) -> Mapping[str, Optaelling]:
    lock(Handicapkode)
    entydige(table, problems, "Art", "Kode")
    if problems.errors:
        return {}
    rows: dict[tuple[Any, ...], tuple[Any, ...]] = {
        (table["Art"][row], table["Kode"][row]): (table["Tekst"][row], table["IPIS"][row] or "") for row in range(len(table))
    }
    return {"handicapkoder": _talt(upsert(Handicapkode, ("art", "kode"), ("tekst", "ipis"), rows)[0], "koder")}


def _gem_kort(table: Table, problems: Problems) -> Mapping[str, Optaelling]:
    lock(Handicapkort)
    entydige(table, problems, "Kommune", "Cpr")
    kinds, diagnoses = _koder(Kodeart.TYPE), _koder(Kodeart.DIAGNOSE)
    rows: dict[tuple[Any, ...], tuple[Any, ...]] = {}
    for row, line in enumerate(table.lines):
        kommune, cpr, lokalitet, kind, diagnosis = (table[column.name][row] for column in _KORT)
        own = Problems()
        kortene.tjek_person(kommune, cpr, lokalitet, own)
        _paa_linje(own, line, problems)
        if kind not in kinds:
            table.report(problems, kortene.HC_KODE, row, "Handicaptype", hvad="handicaptype")
        if diagnosis and diagnosis not in diagnoses:
            table.report(problems, kortene.HC_KODE, row, "Diagnose", hvad="diagnose")
        rows[kommune, cpr] = (lokalitet, kinds.get(kind), diagnoses.get(diagnosis) if diagnosis else None, AF)
    if problems.errors:
        return {}
    fields = ("lokalitet", "handicaptype_id", "diagnose_id", "oprettet_af")
    return {"handicapkort": _talt(upsert(Handicapkort, ("kommune", "cpr"), fields, rows, keep=("oprettet_af",))[0], "kort")}


def _gem_foranstaltninger(table: Table, problems: Problems) -> Mapping[str, Optaelling]:
    lock(Handicapforanstaltning)
    entydige(table, problems, "Kommune", "Cpr", "Foranstaltning", "Fra")
    cards = {(kommune, cpr): pk for pk, kommune, cpr in Handicapkort.objects.values_list("pk", "kommune", "cpr")}
    codes = _koder(Kodeart.FORANSTALTNING)
    rows: dict[tuple[Any, ...], tuple[Any, ...]] = {}
    at: dict[tuple[Any, ...], int] = {}
    for row, line in enumerate(table.lines):
        kommune, cpr, kode, timer, fra, til = (table[column.name][row] for column in _FORANSTALTNINGER)
        own = Problems()
        kortene.tjek_dage(fra, til, own)
        _paa_linje(own, line, problems)
        if (kommune, cpr) not in cards:
            table.report(problems, HC_KORT_UKENDT, row, "Cpr", kommune=kommune)
        if kode not in codes:
            table.report(problems, kortene.HC_KODE, row, "Foranstaltning", hvad="foranstaltning")
        key = (cards.get((kommune, cpr)), codes.get(kode), fra)
        rows[key], at[key] = (timer, til, AF), row
    if not problems.errors:
        _overlap(rows, at, table, problems)
    if problems.errors:
        return {}
    fields = ("timer", "til", "oprettet_af")
    counts, _ = upsert(Handicapforanstaltning, ("kort_id", "kode_id", "fra"), fields, rows, keep=("oprettet_af",))
    return {"foranstaltninger": _talt(counts, "foranstaltninger")}


def _overlap(
    rows: Mapping[tuple[Any, ...], tuple[Any, ...]], at: Mapping[tuple[Any, ...], int], table: Table, problems: Problems
) -> None:
    """Report measures of the file that run into another of the same kind, of the file or loaded."""
    periods: defaultdict[tuple[Any, Any], list[tuple[dt.date, dt.date, int | None]]] = defaultdict(list)
    for key, (_, til, _) in rows.items():
        periods[key[0], key[1]].append((key[2], til or dt.date.max, at[key]))
    for kort, kode, fra, til in Handicapforanstaltning.objects.values_list("kort_id", "kode_id", "fra", "til"):
        if (kort, kode) in periods and (kort, kode, fra) not in rows:
            periods[kort, kode].append((fra, til or dt.date.max, None))
    for rivals in periods.values():
        rivals.sort(key=lambda period: period[0])
        for before, after in pairwise(rivals):
            row = after[2] if after[2] is not None else before[2]
            if before[1] >= after[0] and row is not None:
                table.report(problems, kortene.HC_OVERLAP, row, "Foranstaltning")


def _koder(art: Kodeart) -> dict[str, int]:
    return dict(Handicapkode.objects.filter(art=art).values_list("kode", "pk"))


def _talt(counts: Optaelling, hvad: str) -> Optaelling:
    """The counts; a load that changed something is in the audit trail."""
    if counts.nye or counts.aendrede:
        audit.record("handicap indlæst", AF, hvad=hvad, nye=counts.nye, aendrede=counts.aendrede)
    return counts


def _paa_linje(own: Problems, line: int, problems: Problems) -> None:
    own.relocate(lambda lines, columns: (np.full_like(lines, line), columns))
    problems.extend(own)


FILER = (
    Fil("handicapkoder.csv", _KODER, _gem_koder),
    Fil("handicapkort.csv", _KORT, _gem_kort),
    Fil("foranstaltninger.csv", _FORANSTALTNINGER, _gem_foranstaltninger),
)


def handicap(path: Path) -> Indlaest:
    """Load codes, cards and measures."""
    return indlaes(path, FILER)


imports.register("soc.handicap", handicap)
