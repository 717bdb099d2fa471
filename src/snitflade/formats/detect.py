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
from snitflade.formats.fixed import FixedFormat
from snitflade.formats.kinds import Amount, Digits, Number
from snitflade.formats.layout import Field, Record
from snitflade.formats.moments import Date, Timestamp
from snitflade.formats.registry import Format
from snitflade.formats.tagged import TaggedFormat

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
        scores = [_line(format, line) for line in sample.lines]
        alike = sum(score * 100 >= SURE for score in scores)
        yield Guess(
            format.name,
            round(100 * sum(scores) / len(scores)),
            f"{alike} af de første {len(scores)} linjer har form som {format.title}."
            if len(scores) > 1
            else f"Filens linje har form som {format.title}.",
        )


DETECTORS: list[Detector] = [declared]
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
    assert isinstance(format, FixedFormat)  # noqa: S101 (there are two)
    return max(_record(record, line) for record in format.records)


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
