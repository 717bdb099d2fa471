"""All formats by name. A new format is one file and one line here.

>>> {'10q', 'g69'} <= FORMATS.keys()
True
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches

from snitflade.formats import g69, tenq
from snitflade.formats.fixed import FixedFormat
from snitflade.formats.kinds import Kind
from snitflade.formats.layout import REQUIRED, Field, Record
from snitflade.formats.tagged import TaggedFormat

Format = FixedFormat | TaggedFormat

_MODULES = (tenq, g69)

FORMATS: dict[str, Format] = {module.FORMAT.name: module.FORMAT for module in _MODULES}
"""Every format by the name it has on the command line."""


class UnknownFormatError(Exception):
    """Formatet kendes ikke."""

    def __init__(self, name: str) -> None:
        near = get_close_matches(name.lower(), FORMATS, n=1)
        hint = f"Mente du {near[0]}?" if near else f"Formaterne er: {', '.join(FORMATS)}."
        super().__init__(f"Formatet «{name}» kendes ikke. {hint}")


def find(name: str) -> Format:
    """The format called `name`, in any letter case. Raises UnknownFormatError."""
    try:
        return FORMATS[name.lower()]
    except KeyError:
        raise UnknownFormatError(name) from None


@dataclass(frozen=True, slots=True)
class DescribedField:
    """One line of a format's printed specification. `place` is the first position, or the field number of a floating field."""

    record: str
    place: str
    width: str
    kind: str
    name: str
    default: str
    allowed: str
    meaning: str


def describe(format: Format) -> Iterator[DescribedField]:
    """The fields of every record of `format`, in order."""
    records = format.records if isinstance(format, FixedFormat) else (format.header,)
    for record in records:
        yield from _of_record(record)
    if isinstance(format, TaggedFormat):
        for tag in format.tags:
            default = "skal angives" if tag.required else "kan udelades"
            yield _line(format.key, f"&{format.number(tag)}", tag.field, default)


def _of_record(record: Record) -> Iterator[DescribedField]:
    for field in record.fields:
        if field.default is REQUIRED:
            default = "skal angives"
        elif field.default is None:
            default = "nuller"
        else:
            default = f"{field.default}" or "blank"
        yield _line(record.key, str(record.places[field.name]), field, default)


def _line(record: str, place: str, field: Field, default: str) -> DescribedField:
    kind: Kind = field.kind
    width = f"{kind.width}" if kind.least == kind.width else f"{kind.least}–{kind.width}"
    allowed = ", ".join(value or "blank" for value in field.allowed)
    return DescribedField(record, place, width, kind.name, field.name, default, allowed, field.meaning)


def documentation(format: Format) -> str:
    """What the format is, in words: the docstring of its module."""
    module = next(module for module in _MODULES if module.FORMAT is format)
    return sys.modules[module.__name__].__doc__ or ""
