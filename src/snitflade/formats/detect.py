"""Which format a file has, told from its content alone and never from its name.

Each detector looks at the first lines of the file, says how well they have its format's shape, and why. The shape of a declared
format follows from its declaration: the lengths of its records, the fields that can hold only certain values, and the fields that
are made of digits. A file with wrong values is still recognised; what is wrong with it is told when it is read.

>>> [(guess.format, guess.score) for guess in detect(b"00" * 30)]
[]
"""

from __future__ import annotations

import codecs
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from snitflade.formats import registry
from snitflade.formats.delimited_format import DelimitedFormat
from snitflade.formats.delimited_shape import shape
from snitflade.formats.delimited_text import encoding_of
from snitflade.formats.fixed import FixedFormat
from snitflade.formats.kinds import Amount, Digits, Number
from snitflade.formats.layout import Field, Record
from snitflade.formats.messages import MessageFormat
from snitflade.formats.moments import Date, Timestamp
from snitflade.formats.quoted import QuotedFormat
from snitflade.formats.registry import Format
from snitflade.formats.tagged import TaggedFormat
from snitflade.formats.workbook import WorkbookFormat

MOST_BYTES = 65_536
MOST_LINES = 200
"""How much of a file is looked at."""
LEAST = 60
"""The least score, of 100, with which a format is named at all."""
SURE = 90
"""The score from which a line, or a file, counts as having the shape."""

_NUMERALS = frozenset("0123456789 ")
_SIGNED = _NUMERALS | frozenset("+-")


@dataclass(frozen=True, slots=True)
class Guess:
    """A format the file may have: its name, how well the file has its shape (0 to 100), and why, in a Danish sentence."""

    format: str
    score: int
    why: str

    @property
    def sure(self) -> bool:
        """Whether the file can hardly be anything else."""
        return self.score >= SURE


@dataclass(frozen=True, slots=True)
class Sample:
    """The beginning of a file: its bytes, and its lines as text without their ends."""

    data: bytes
    lines: tuple[str, ...]


Detector = Callable[[Sample], Iterator[Guess]]


def sample_of(data: bytes) -> Sample:
    """The beginning of `data`, whole lines only."""
    begin = data[:MOST_BYTES].removeprefix(codecs.BOM_UTF8)
    if len(data) > MOST_BYTES:
        begin = begin[: begin.rfind(b"\n") + 1] or begin
    try:
        text = begin.decode()
    except UnicodeDecodeError:
        text = begin.decode("latin-1")
    lines = [line.removesuffix("\r") for line in text.split("\n")]
    return Sample(begin, tuple(line for line in lines if line.strip())[:MOST_LINES])


def declared(sample: Sample) -> Iterator[Guess]:
    """The formats of the registry."""
    if not sample.lines or b"\0" in sample.data:
        return
    for format in registry.FORMATS.values():
        if isinstance(format, DelimitedFormat | WorkbookFormat):
            continue
        if isinstance(format, FixedFormat) and format.recognise(sample.data) is False:
            continue
        if isinstance(format, MessageFormat):
            if f'"{format.namespace}"'.encode() in sample.data.replace(b"'", b'"'):
                yield Guess(format.name, 100, f"Filen er XML i det navnerum, som {format.title} har.")
            continue
        scores = [_line(format, line) for line in sample.lines]
        alike = sum(score * 100 >= SURE for score in scores)
        yield Guess(
            format.name,
            round(100 * sum(scores) / len(scores)),
            f"{alike} af de første {len(scores)} linjer har form som {format.title}."
            if len(scores) > 1
            else f"Filens linje har form som {format.title}.",
        )


def tables(sample: Sample) -> Iterator[Guess]:
    """The delimited files and workbooks of the registry."""
    for format in registry.FORMATS.values():
        if isinstance(format, WorkbookFormat) and sample.data.startswith(b"PK\x03\x04"):
            yield Guess(format.name, _A_WORKBOOK, f"Filen kan være et regneark; {format.title} er et.")
        if isinstance(format, DelimitedFormat):
            encoding, mark = encoding_of(sample.data, format.encodings)
            lines = sample.lines
            if encoding.startswith("utf-16"):
                text = sample.data[mark:].decode(encoding, errors="ignore")
                lines = tuple(line for line in text.replace("\r", "").split("\n") if line.strip())[:MOST_LINES]
            elif b"\0" in sample.data:
                continue
            yield Guess(format.name, round(100 * shape(format, lines)), f"Linjerne har form som {format.title}.")


_A_WORKBOOK = 70
"""The score of a workbook: what is in it is not looked at."""

DETECTORS: list[Detector] = [declared, tables]
"""Who is asked. Formats that are not in the registry add their own."""


def detect(data: bytes) -> list[Guess]:
    """The formats that `data` may have, the likeliest first; none where nothing fits."""
    sample = sample_of(data)
    found = [guess for detector in DETECTORS for guess in detector(sample) if guess.score >= LEAST]
    return sorted(found, key=lambda guess: -guess.score)


def _line(format: Format, line: str) -> float:
    """How well a line has the shape of one of the format's records, 0 to 1."""
    if isinstance(format, TaggedFormat):
        rest = line[format.header.width :].lstrip(" ")
        return _record(format.header, line) if rest.startswith("&") else 0.0
    if isinstance(format, QuotedFormat):
        return _quoted(format, line)
    assert isinstance(format, FixedFormat)  # noqa: S101 (messages have no lines)
    return max(_record(record, line) for record in format.records)


def _quoted(format: QuotedFormat, line: str) -> float:
    """How well a line is the format's quoted columns."""
    cells = line[1:-1].split('","')
    if not (line.startswith('"') and line.endswith('"')) or len(cells) not in (len(format.columns), len(format.fields)):
        return 0.0
    told = [(value, field) for value, field in zip(cells, format.fields.values(), strict=False) if not field.default]
    return sum(field.kind.least <= len(value) <= field.kind.width for value, field in told) / len(told)


def _record(record: Record, line: str) -> float:
    """How well a line has the shape of a record: not at all when it is too short or has none of a field's possible values."""
    if len(line) < (record.least or record.width):
        return 0.0
    numeral = good = 0
    for field in record.fields:
        value = line[record.slices[field.name]]
        if field.allowed and value and value.strip() not in field.allowed and value not in field.allowed:
            return 0.0
        if characters := _characters(field):
            numeral += 1
            good += characters.issuperset(value)
    return good / numeral if numeral else 1.0


def _characters(field: Field) -> frozenset[str]:
    """The characters a field is made of, where they tell something."""
    if isinstance(field.kind, Amount):
        return _SIGNED
    return _NUMERALS if isinstance(field.kind, Digits | Number | Date | Timestamp) else frozenset()
