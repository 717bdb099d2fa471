"""Reading a sheet of pension rates, in whichever layout it comes. Source: social-teknik.md 3.1 and 3.3.

An installation's own layout is a profile whose id begins with ``pension-satser-``; its fields have the names of those here.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from fractions import Fraction
from typing import Any, NamedTuple

from snitflade.formats import registry
from snitflade.formats.columns import strings
from snitflade.formats.document import Document
from snitflade.formats.layout import Table
from snitflade.formats.problems import ProblemKind, Problems, ProblemsError
from snitflade.formats.workbook import WorkbookFormat
from snitflade.soc.pension.koder import KODER, Enhed, IkkeTal, laes_vaerdi, som_tal

FORAN = "pension-satser-"
STANDARD, BRED, CSV = f"{FORAN}1", f"{FORAN}bred", f"{FORAN}csv"
_AAR = re.compile(r"aar(20\d\d)")
_PAKKE = b"PK"

PEN_KODE_UKENDT = ProblemKind(
    "PEN_KODE_UKENDT", "Koden «{raw}» kendes ikke. Ret den i regnearket; koderne er: {findes}.", spec="PEN-E01"
)
PEN_OVERLAP = ProblemKind(
    "PEN_OVERLAP", "{kode} gælder to gange fra {fra}: også linje {anden} dækker den dag. Ret datoerne.", spec="PEN-E02"
)
PEN_VAERDI = ProblemKind("PEN_VAERDI", "«{raw}» kan ikke være værdien af {kode}: {grund}. Ret cellen.", spec="PEN-E03")
PEN_ENHED = ProblemKind("PEN_ENHED", "{kode} kan ikke have enheden {raw}; den skal være {ventet}.", spec="FELT-E04")
PEN_DATOER = ProblemKind("PEN_DATOER", "{kode} slutter {til}, før den begynder {fra}. Ret datoerne.", spec="PEN-E02")
PEN_TOM = ProblemKind("PEN_TOM", "Der er ingen satser i filen. Se efter, om det er det rigtige ark, og om værdierne står der.")


class Linje(NamedTuple):
    """One rate as it stands. `vaerdi`, `naevner`: as in the table."""

    linje: int
    kode: str
    tekst: str
    gyldig_fra: dt.date
    gyldig_til: dt.date | None
    vaerdi: int
    naevner: int
    enhed: str
    lovhjemmel: str

    @property
    def tal(self) -> Fraction:
        """Its value in a calculation."""
        return som_tal(self.vaerdi, self.naevner, self.enhed)


def formater() -> tuple[str, ...]:
    """The layouts there are: the shipped ones, then an installation's own."""
    shipped = (STANDARD, BRED, CSV)
    return (*shipped, *sorted(name for name in registry.FORMATS if name.startswith(FORAN) and name not in shipped))


def genkend(data: bytes, navn: str) -> str:
    """The layout that has least to object to; an installation's own comes first where two are as good."""
    packed = data.startswith(_PAKKE)
    own = [name for name in reversed(formater()) if isinstance(registry.FORMATS[name], WorkbookFormat) is packed]
    if not own:
        return STANDARD
    return min(own, key=lambda name: _indvendinger(name, data) * 2 + (name in (BRED, CSV)))


def _indvendinger(name: str, data: bytes) -> int:
    problems = Problems()
    try:
        document = registry.FORMATS[name].read(data, problems)
    except ProblemsError:
        return 10**9
    return problems.errors + (0 if len(_tabel(document) or ()) else 1000)


def laes(data: bytes, navn: str, problems: Problems) -> list[Linje]:
    """Read a sheet; every fault to the problems. What is wrong with one cell does not hide what is wrong with another."""
    document = registry.FORMATS[genkend(data, navn)].read(data, problems)
    table = _tabel(document)
    lines = list(_linjer(table, problems)) if table is not None else []
    if not lines and not problems.errors:
        problems.add(PEN_TOM)
    _overlap(lines, problems)
    return lines


def _tabel(document: Document) -> Table | None:
    return next((table for table in document.tables.values() if "kode" in table.columns), None)


def _celler(table: Table, name: str) -> list[Any]:
    """The cells of a column as texts or dates; empty ones are empty texts."""
    if name not in table.columns:
        return [""] * len(table)
    column = table[name]
    values = strings(column) if column.dtype.kind in "SU" else column.astype("datetime64[D]").tolist()
    present = table.present.get(name)
    return values if present is None else [value if here else "" for value, here in zip(values, present.tolist(), strict=True)]


def _linjer(table: Table, problems: Problems) -> Iterator[Linje]:
    """The rates that can be read. Lines whose code, unit or date is wrong have been reported already."""
    names = ("kode", "tekst", "enhed", "lovhjemmel", "gyldig_fra", "gyldig_til", "vaerdi")
    years = sorted(name for name in table.columns if _AAR.fullmatch(name))
    columns = {name: _celler(table, name) for name in (*names, *years)}
    for row, number in enumerate(table.lines.tolist()):
        cell = {name: column[row] for name, column in columns.items()}
        kode = cell["kode"].strip().upper()
        if kode and kode not in KODER:
            problems.add(PEN_KODE_UKENDT, line=number, field="kode", raw=kode, findes=", ".join(KODER))
        enhed = cell["enhed"]
        known = KODER.get(kode)
        if known is not None and enhed and enhed not in known.enheder:
            wanted = " eller ".join(known.enheder)
            problems.add(PEN_ENHED, line=number, field="enhed", raw=enhed, kode=kode, ventet=wanted)
            enhed = ""
        spans: list[tuple[str, Any, Any]]
        if years:
            spans = [(name, dt.date(int(name[3:]), 1, 1), dt.date(int(name[3:]), 12, 31)) for name in years if cell[name]]
        else:
            spans = [("vaerdi", cell["gyldig_fra"], cell["gyldig_til"] or None)]
        for name, fra, til in spans:
            value = _vaerdi(number, name, kode, cell[name], enhed, problems)
            if fra and til and til < fra:
                problems.add(PEN_DATOER, line=number, field="gyldig_til", kode=kode, fra=f"{fra:%d-%m-%Y}", til=f"{til:%d-%m-%Y}")
            elif value is not None and known is not None and fra:
                yield Linje(number, kode, cell["tekst"], fra, til, *value, enhed, cell["lovhjemmel"])


def _vaerdi(line: int, name: str, kode: str, raw: str, enhed: str, problems: Problems) -> tuple[int, int] | None:
    """The value of a cell; None where it, or its unit, is wrong. An empty one that must be filled is told by the layout."""
    if not raw:
        return None
    try:
        return laes_vaerdi(raw, Enhed(enhed or Enhed.BROEK if "/" in raw else enhed or Enhed.KR_AAR))
    except IkkeTal as why:
        problems.add(PEN_VAERDI, line=line, field=name, raw=raw, kode=kode or "koden", grund=str(why))
    return None


def _overlap(lines: list[Linje], problems: Problems) -> None:
    """A code that has two values on a day. One without an end lasts until the next begins, which is no overlap."""
    before: dict[str, Linje] = {}
    for line in sorted(lines, key=lambda one: (one.kode, one.gyldig_fra, one.linje)):
        last = before.get(line.kode)
        if last is not None and (last.gyldig_fra == line.gyldig_fra or (last.gyldig_til and last.gyldig_til >= line.gyldig_fra)):
            problems.add(
                PEN_OVERLAP,
                line=line.linje,
                field="gyldig_fra",
                kode=line.kode,
                fra=f"{line.gyldig_fra:%d-%m-%Y}",
                anden=last.linje,
            )
        before[line.kode] = line
