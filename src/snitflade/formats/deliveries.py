"""Files of deliveries: a start record, sections with posts between their own start and end, an end record with totals.

Betalingsservice (BS002 … BS992) and FI (FI010 … FI090) are built alike. Here is found what stands where, whether the records are
nested as they must be, and what lies between any two of them, for whole columns at once. Sources: payments.md 1 (empty lines),
4.2, 5.1, 5.2.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum
from typing import Any

import numpy as np
from numpy.typing import NDArray

from snitflade.formats.columns import Column, shown
from snitflade.formats.document import RAW, Document
from snitflade.formats.fixed import LINJE_TOM, RECORD_UKENDT
from snitflade.formats.layout import Table
from snitflade.formats.payment_kinds import differ
from snitflade.formats.problems import ProblemKind, Problems, Severity, mask_line

Lines = NDArray[np.int64]
"""Line numbers, from 1."""

LEVERANCE_MANGLER = ProblemKind(
    "LEVERANCE_MANGLER", "Filen har ingen {start} og er ingen leverance. Er det den rigtige fil?", spec="RAEKKEFOELGE_FEJL"
)
LEVERANCE_RAEKKEFOELGE = ProblemKind(
    "LEVERANCE_RAEKKEFOELGE",
    "{raw} kan ikke stå {where}. Rækkefølgen er {start}, så sektioner fra {section} til {section_end}, og {end} til sidst.",
    spec="RAEKKEFOELGE_FEJL",
)
LEVERANCE_UAFSLUTTET = ProblemKind(
    "LEVERANCE_UAFSLUTTET", "Filen slutter uden {end}; den er ikke hel. Hent eller dan den igen.", spec="RAEKKEFOELGE_FEJL"
)
FREMMED_LINJE = ProblemKind(
    "FREMMED_LINJE", "Linjen står uden for leverancen og hører ikke til den; den er sprunget over.", Severity.ADVARSEL
)
SLUTRECORD_AFVIGER = ProblemKind(
    "SLUTRECORD_AFVIGER", "{field} er {raw}, men {expected} på linje {head}, hvor det begynder. De to skal være ens."
)
SLUTRECORD_ANTAL = ProblemKind(
    "SLUTRECORD_ANTAL", "{field} er {raw}, men der står {expected} i filen. Linjer mangler eller er kommet til.", spec="ANTAL_FEJL"
)
SLUTRECORD_SUM = ProblemKind(
    "SLUTRECORD_SUM",
    "{field} er {raw} øre, men posterne giver {expected} øre. Linjer er ændret, mangler eller er for mange.",
    spec="SUM_FEJL",
)
POST_GENTAGET = ProblemKind(
    "POST_GENTAGET",
    "Posten er den samme som på linje {head}; kun den første kan bogføres.",
    Severity.ADVARSEL,
    spec="POST_DUBLET",
)

LEVERANDOER_UKENDT = ProblemKind(
    "LEVERANDOER_UKENDT", "{raw} er ikke blandt kommunens dataleverandører ({known}). Er det en anden kommunes fil?"
)
KREDITOR_UKENDT = ProblemKind(
    "KREDITOR_UKENDT", "{raw} er ikke blandt kommunens kreditornumre ({known}). Er det en anden kommunes fil?"
)

TOTALER = frozenset({SLUTRECORD_ANTAL.code, SLUTRECORD_SUM.code})
"""The faults an operator may accept with a reason, where a sender is known to count wrongly (payments.md 4.3)."""


class Part(IntEnum):
    """What a line is within a file of deliveries."""

    START = 0
    SECTION = 1
    POST = 2
    SECTION_END = 3
    END = 4
    OUTSIDE = 5
    EMPTY = 6


_BEFORE: dict[Part, tuple[Part | None, ...]] = {
    Part.START: (None, Part.END),
    Part.SECTION: (Part.START, Part.SECTION_END),
    Part.POST: (Part.SECTION, Part.POST),
    Part.SECTION_END: (Part.SECTION, Part.POST),
    Part.END: (Part.START, Part.SECTION_END),
}
"""What each may follow; None is the file's beginning."""


@dataclass(frozen=True, slots=True)
class Shape:
    """The four records that hold a delivery together, and the letters all records begin with.

    `several`: a file may hold more than one delivery. `envelope`: other lines may stand around it.
    """

    start: str
    section: str
    section_end: str
    end: str
    several: bool = False
    envelope: bool = False

    @property
    def prefix(self) -> str:
        """What every record begins with."""
        return self.start[:2]

    def part(self, key: str) -> Part:
        """What a record, or the beginning of a line, is."""
        if not key.strip(" "):
            return Part.EMPTY
        if not key.startswith(self.prefix):
            return Part.OUTSIDE
        known = {self.start: Part.START, self.section: Part.SECTION, self.section_end: Part.SECTION_END, self.end: Part.END}
        return known.get(key[: len(self.start)], Part.POST)

    @property
    def told(self) -> dict[str, Any]:
        """The records' names, as sentences use them."""
        return {"start": self.start, "section": self.section, "section_end": self.section_end, "end": self.end}


@dataclass(slots=True)
class Deliveries:
    """The parts of a file, line by line (`parts`), and where each kind of them stands."""

    document: Document
    shape: Shape
    parts: NDArray[np.uint8]
    raw: dict[int, Part]

    @classmethod
    def of(cls, document: Document, shape: Shape) -> Deliveries:
        """Find the parts of `document`; a line of no record counts as what it begins like."""
        known = np.full(256, Part.POST, dtype=np.uint8)
        known[: len(document.types)] = [shape.part(key) for key in document.types]
        parts = known[document.order]
        raw = {number: shape.part(text) for number, text in document.raw.items()}
        for number, part in raw.items():
            parts[number - 1] = part
        return cls(document, shape, parts, raw)

    def lines(self, *wanted: Part) -> Lines:
        """Where these parts stand."""
        return np.flatnonzero(np.isin(self.parts, wanted)) + 1

    def table(self, key: str) -> Table:
        """A record's table; an empty one where the document has none."""
        return self.document.tables.get(key) or Table(key, {}, np.empty(0, dtype=np.int64))

    def posts(self, *prefixes: str) -> Lines:
        """Where records stand that begin with one of `prefixes`, read or not, in order."""
        found = [table.lines for key, table in self.document.tables.items() if key.startswith(prefixes)]
        raw = [number for number, text in self.document.raw.items() if text.startswith(prefixes)]
        return np.sort(np.concatenate([*found, np.array(raw, dtype=np.int64)]))

    def bounds(self, *prefixes: str) -> Lines:
        """Where records stand that begin with one of `prefixes`, or that open or close something, in order."""
        return np.sort(np.concatenate([self.posts(*prefixes), self.lines(Part.START, Part.SECTION, Part.SECTION_END, Part.END)]))

    def opened_by(self, part: Part, lines: Lines) -> NDArray[np.intp]:
        """For each of `lines`, the row of the start or section record it stands under; -1 where there is none that was read."""
        closing = (Part.START, Part.END) if part is Part.START else (Part.START, Part.SECTION, Part.SECTION_END, Part.END)
        bounds = self.lines(*closing)
        before = np.searchsorted(bounds, lines) - 1
        opener = np.where(before >= 0, bounds[before], 0) if len(bounds) else np.zeros(len(lines), dtype=np.int64)
        heads = self.table(self.shape.start if part is Part.START else self.shape.section).lines
        if not len(heads):
            return np.full(len(lines), -1, dtype=np.intp)
        row = np.minimum(np.searchsorted(heads, opener), len(heads) - 1)
        return np.where(heads[row] == opener, row, -1)

    def count(self, lines: Lines, ends: Lines, *, whole: bool) -> NDArray[np.int64]:
        """How many of `lines` stand between each of `ends` and what opens it: the delivery if `whole`, else the section."""
        begin = self._begin(ends, whole=whole)
        return np.asarray(np.searchsorted(lines, ends) - np.searchsorted(lines, begin), dtype=np.int64)

    def total(self, lines: Lines, amounts: NDArray[np.int64], ends: Lines, *, whole: bool) -> NDArray[np.int64]:
        """The sum of `amounts`, which stand at `lines`, within what each of `ends` ends."""
        sums = np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(amounts)])
        begin = self._begin(ends, whole=whole)
        return np.asarray(sums[np.searchsorted(lines, ends)] - sums[np.searchsorted(lines, begin)])

    def _begin(self, ends: Lines, *, whole: bool) -> Lines:
        parts = (Part.START, Part.END) if whole else (Part.START, Part.SECTION, Part.SECTION_END, Part.END)
        bounds = np.concatenate([np.zeros(1, dtype=np.int64), self.lines(*parts)])
        return np.asarray(bounds[np.searchsorted(bounds, ends) - 1])

    # Checking

    def check_order(self, problems: Problems) -> None:
        """Start, sections, posts and ends follow each other as they must, and what stands around them may stand there."""
        shape, counted = self.shape, self.parts <= Part.END
        at = np.flatnonzero(counted)
        here = self.parts[at]
        if not (here == Part.START).any():
            problems.add(LEVERANCE_MANGLER, line=1, **shape.told)
        elif np.flatnonzero(here == Part.START)[-1] > np.flatnonzero(here == Part.END).max(initial=-1):
            problems.add(LEVERANCE_UAFSLUTTET, line=len(self.parts), **shape.told)
        before = np.concatenate([[len(Part)], here[:-1]]).astype(np.intp)
        allowed = np.zeros((len(Part), len(Part) + 1), dtype=bool)
        for part, others in _BEFORE.items():
            for other in others:
                allowed[part, len(Part) if other is None else other] = True
        allowed[Part.START, Part.END] = shape.several
        bad = np.flatnonzero(~allowed[here, before])
        where = ["først i filen" if index == 0 else f"efter {self._name(int(at[index - 1]))}" for index in bad.tolist()]
        raws = [self._name(int(at[index])) for index in bad.tolist()]
        problems.add_many(LEVERANCE_RAEKKEFOELGE, at[bad] + 1, column=1, raws=raws, where=where, **shape.told)
        self._check_outside(problems)

    def _check_outside(self, problems: Problems) -> None:
        """Lines that belong to no delivery may stand around it, but not within; empty ones only after it."""
        strange = sorted(number for number, part in self.raw.items() if part in (Part.OUTSIDE, Part.EMPTY))
        if not strange:
            return
        lines = np.array(strange, dtype=np.int64)
        bounds = self.lines(Part.START, Part.END)
        before = np.searchsorted(bounds, lines) - 1
        ended = np.zeros(len(lines), dtype=bool)
        inside = np.zeros(len(lines), dtype=bool)
        if len(bounds):
            last = self.parts[bounds[before] - 1]
            ended, inside = (before >= 0) & (last == Part.END), (before >= 0) & (last == Part.START)
        empty = np.array([self.raw[number] is Part.EMPTY for number in strange], dtype=bool)
        problems.add_many(LINJE_TOM, lines[empty & ~ended])
        skipped = ~empty & ~inside & self.shape.envelope & bool(len(bounds))
        for kind, which in ((FREMMED_LINJE, skipped), (RECORD_UKENDT, ~empty & ~skipped)):
            texts = [self.document.raw[number] for number in lines[which].tolist()]
            problems.add_many(
                kind,
                lines[which],
                column=1,
                raws=[mask_line(text) for text in texts],
                key=[mask_line(text[: len(self.shape.start)]) for text in texts],
                format=f"filer fra {self.shape.start} til {self.shape.end}",
            )

    def _name(self, index: int) -> str:
        """What stands on line `index` (from 0)."""
        kind = int(self.document.order[index])
        return mask_line(self.document.raw[index + 1][: len(self.shape.start)]) if kind == RAW else self.document.types[kind]

    def check_same(self, ends: Table, heads: Table, names: Iterable[str], problems: Problems, kind: ProblemKind) -> None:
        """What an end record repeats is what its start record says."""
        if not len(ends) or not len(heads):
            return
        row = self.opened_by(Part.START if heads.record == self.shape.start else Part.SECTION, ends.lines)
        for name in names:
            bad = np.flatnonzero((row >= 0) & differ(ends[name], heads[name][row]))
            head = row[bad]
            ends.report(problems, kind, bad, name, expected=shown(heads[name][head]), head=heads.lines[head])


def check_total(ends: Table, name: str, expected: Column, kind: ProblemKind, problems: Problems) -> None:
    """A total of an end record is what the file holds."""
    if len(ends):
        bad = ends[name] != expected
        ends.report(problems, kind, bad, name, expected=expected[bad])


def check_owner(table: Table | None, name: str, known: tuple[str, ...], kind: ProblemKind, problems: Problems) -> None:
    """A number is one of those that the caller knows as the municipality's; nothing is checked where none are known."""
    if known and table is not None and len(table):
        wrong = ~np.isin(table[name], np.array(known, dtype="U").astype(table[name].dtype.kind))
        table.report(problems, kind, wrong, name, known=", ".join(known))
