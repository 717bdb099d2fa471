"""A part of a file as it is read: line by line, field by field, beside the characters as they stand.

Only the lines that are shown are decoded, however large the file is. CPR numbers are masked unless one record is opened (`klar`).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from snitflade.exchange.models import Blob, ProblemRow
from snitflade.formats import registry
from snitflade.formats.cell_kinds import DigitsCell
from snitflade.formats.cell_numbers import AmountCell
from snitflade.formats.delimited_format import DelimitedFormat
from snitflade.formats.document import RAW, Document
from snitflade.formats.fixed import FixedFormat
from snitflade.formats.kinds import Amount, Digits, Text
from snitflade.formats.layout import REQUIRED, Field, Table
from snitflade.formats.messages import MessageFormat
from snitflade.formats.problems import Problem, Problems, mask_line
from snitflade.formats.registry import LineFormat
from snitflade.formats.text import beloeb_tekst, konto_tekst
from snitflade.formats.workbook import WorkbookFormat
from snitflade.web import indhold
from snitflade.web.feltnavne import feltnavn

PR_SIDE = 50
"""Lines on a page."""
UPERSONLIGE = frozenset({"kontonr", "ean_lokationsnummer", "fra_konto", "posteringshenvisning", "udbetalingshenvisningsnr"})
"""Fields of ten digits or more that are never a person's: the municipality's own accounts, the addresses of invoices."""
_CPR = 10

Fejl = Problem | ProblemRow


@dataclass(frozen=True, slots=True)
class Felt:
    """One field of a line: `plads` and `bredde` in characters, from 1 (0: not known). `tomt`: it says nothing of its own."""

    navn: str
    tekst: str
    plads: int
    bredde: int
    betydning: str
    tomt: bool
    person: bool = True
    """Whether a person's number can stand in it."""
    fejl: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        """The name as one reads it."""
        return feltnavn(self.navn)

    @property
    def sted(self) -> str:
        """Its positions, ``55–63``."""
        if not self.plads:
            return ""
        return str(self.plads) if self.bredde <= 1 else f"{self.plads}–{self.plads + self.bredde - 1}"


@dataclass(frozen=True, slots=True)
class Stykke:
    """A run of characters, marked where a problem points."""

    tekst: str
    maerket: bool = False


@dataclass(slots=True)
class Linje:
    """One line. `record` is empty for a line that could not be read."""

    nr: int
    record: str = ""
    titel: str = ""
    felter: list[Felt] = field(default_factory=list)
    stykker: list[Stykke] = field(default_factory=list)
    fejl: list[str] = field(default_factory=list)
    afkortet: bool = False
    """Whether it is longer than what is shown of it."""


class Fil:
    """A file and how it is read: bytes in memory, or what is stored. Raises BlobLostError."""

    def __init__(self, source: bytes | Blob, format: str) -> None:
        self.format = registry.FORMATS.get(format)
        encodings = self.format.encodings if self.format else ("utf-8", "cp1252")
        content = indhold.af_bytes(source, encodings) if isinstance(source, bytes) else indhold.af_blob(source, encodings)
        self.antal, self.encoding, self._linjer = content.antal, content.encoding, content.linjer

    def laes(self, numbers: Sequence[int], fejl: Iterable[Fejl] = (), *, klar: bool = False) -> list[Linje]:
        """The lines with these numbers, decoded. `klar`: with CPR numbers in clear, for one record that somebody opens."""
        wanted = [number for number in numbers if 1 <= number <= self.antal]
        found = self._linjer(wanted)
        faults: dict[int, list[Fejl]] = defaultdict(list)
        for problem in fejl:
            faults[problem.line].append(problem)
        shown = {number: Linje(number) for number in wanted}
        # A message or a workbook is no line by line: its lines are shown as they stand.
        if self.format and wanted and not isinstance(self.format, MessageFormat | WorkbookFormat):
            # Which column stands where is told by the headings, wherever in the file the lines are.
            ahead = self.format.ahead if isinstance(self.format, DelimitedFormat) else 0
            first = [number for number in range(1, min(ahead, self.antal) + 1) if number not in shown]
            parts = self._linjer(first) | found
            read = sorted([*first, *wanted])
            part = b"".join(parts[number] for number in read)
            for at, key, title, fields in _records(self._format(self.format), part, klar=klar):
                if read[at] not in shown:
                    continue
                line = shown[read[at]]
                line.record, line.titel = key, title
                line.felter = [_med_fejl(one, faults[line.nr]) for one in fields]
        for number, line in shown.items():
            line.afkortet = len(found[number]) > indhold.LAENGSTE
            text = found[number].decode(self.encoding, errors="replace").rstrip("\r\n")
            line.stykker = stykker(synlig(text if klar else skjult(text, line.felter)), _steder(faults[number], line.felter))
            line.fejl = [problem.message for problem in faults[number]]
        return list(shown.values())

    def _format(self, format: LineFormat) -> LineFormat:
        # The rules of the whole file do not hold for a part of it, and its encoding is that of the whole.
        return replace(format, encodings=(self.encoding,), rules=None)


def _records(format: LineFormat, data: bytes, *, klar: bool) -> Iterator[tuple[int, str, str, list[Felt]]]:
    """Each line that has a record type: its place among the lines of `data` (from 0), the type, its title, its fields."""
    document: Document = format.read(data, Problems())
    rows = {key: (*_declared(format, table), table.places) for key, table in document.tables.items()}
    for at, kind in enumerate(document.order.tolist()):
        if kind == RAW:
            continue
        key = document.types[kind]
        title, declared, values, places = rows[key]
        row, found = next(values)
        fields = [(declared[name], value, _plads(places, name, row)) for name, value in found.items() if name in declared]
        yield at, key, title, [_felt(field, value, place, klar) for field, value, place in fields]


def _declared(format: LineFormat, table: Table) -> tuple[str, Mapping[str, Field], Iterator[tuple[int, dict[str, Any]]]]:
    """The title of a table's record, its fields, and its rows by number."""
    if isinstance(format, FixedFormat | DelimitedFormat):
        record = format.record(table.record)
        return record.title, {one.name: one for one in record.fields}, enumerate(record.rows(table))
    return "", format.fields, enumerate(format.rows(table))


def _plads(places: Mapping[str, Any], name: str, row: int) -> int:
    place = places.get(name, 0)
    return place if isinstance(place, int) else int(place[row])


def _felt(declared: Field, value: Any, place: int, klar: bool) -> Felt:
    plain, kind = "" if value is None else str(value), declared.kind
    person = isinstance(kind, Text | Digits | DigitsCell) and kind.width >= _CPR and declared.name not in UPERSONLIGE
    if isinstance(kind, Amount | AmountCell) and isinstance(value, int):
        text = beloeb_tekst(value)
    elif declared.name in UPERSONLIGE:
        text = konto_tekst(plain)
    else:
        text = plain if klar or not person else _masked(plain)
    default = "" if declared.default in (REQUIRED, None) else str(declared.default)
    empty = not plain.strip() or plain == default or (declared.default is None and not plain.strip("0"))
    width = kind.width if kind.least == kind.width else max(len(plain), 1)
    return Felt(declared.name, synlig(text), place, width, declared.meaning, empty, person)


def _masked(text: str) -> str:
    """A text with everything masked that can be a CPR number, with or without hyphen; as long as it was."""
    return re.sub(r"(?<!\d)(\d{6}-)\d{4}(?!\d)", r"\1****", mask_line(text))


def skjult(text: str, felter: Iterable[Felt]) -> str:
    """A line with CPR numbers masked where a person's number can stand; where no field is known, wherever it looks like one.

    >>> skjult("0102703456 0102703456", [Felt("konto", "", 1, 10, "", False, person=False)])
    '0102703456 010270****'
    """
    masked, at = [], 0
    for one in sorted((one for one in felter if one.plads), key=lambda one: one.plads):
        first, stop = max(one.plads - 1, at), one.plads - 1 + one.bredde
        masked.append(_masked(text[at:first]))
        masked.append(_masked(text[first:stop]) if one.person else text[first:stop])
        at = max(at, stop)
    return "".join([*masked, _masked(text[at:])])


def _med_fejl(one: Felt, problems: Collection[Fejl]) -> Felt:
    found = tuple(problem.message for problem in problems if problem.field == one.navn)
    if not found:
        return one
    # What could not be read stands as it is, not as what reading made of it.
    raw = next((problem.raw for problem in problems if problem.field == one.navn and problem.raw), "")
    return replace(one, fejl=found, tekst=synlig(_masked(raw)) if raw and one.person else raw or one.tekst)


def synlig(text: str) -> str:
    """A text with what cannot be seen shown as a sign of its own, one for each character.

    >>> synlig("A\\x1b")
    'A␛'
    """
    return "".join(chr(0x2400 + ord(c)) if ord(c) < 32 else "␡" if ord(c) == 127 else c if c.isprintable() else "·" for c in text)


def _steder(problems: Iterable[Fejl], fields: Sequence[Felt]) -> list[tuple[int, int]]:
    """Where problems point: first character (from 0) and one past the last. A problem without a column points at the whole line."""
    widths = {one.navn: (one.plads, one.bredde) for one in fields}
    found = []
    for problem in problems:
        if not problem.column:
            found.append((0, 1_000_000))
            continue
        place, width = widths.get(problem.field, (0, 0))
        long = width if place == problem.column else max(len(problem.raw), 1)
        found.append((problem.column - 1, problem.column - 1 + long))
    return found


def stykker(text: str, steder: Iterable[tuple[int, int]]) -> list[Stykke]:
    """The text cut where marks begin and end; marks that overlap are one. A mark beyond the end shows as one blank.

    >>> [(piece.tekst, piece.maerket) for piece in stykker("abcdef", [(1, 3), (2, 4)])]
    [('a', False), ('bcd', True), ('ef', False)]
    """
    marked = bytearray(len(text))
    beyond = False
    for start, stop in steder:
        beyond = beyond or start >= len(text)
        for at in range(start, min(stop, len(text))):
            marked[at] = 1
    pieces: list[Stykke] = []
    begin = 0
    for at in range(1, len(text) + 1):
        if at == len(text) or marked[at] != marked[begin]:
            pieces.append(Stykke(text[begin:at], bool(marked[begin])))
            begin = at
    return [*pieces, Stykke(" ", True)] if beyond else pieces
