"""All formats by name. A new format is one file and one line here.

>>> {'10q', 'g69'} <= FORMATS.keys()
True
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from snitflade.formats import (
    bs0601,
    bs0602,
    bs0603,
    cpr_abonnement,
    cpr_glbase,
    cpr_p12170,
    erh,
    fi,
    g68,
    g68_14,
    g69,
    pain001,
    profiles,
    ptg2,
    tenq,
    vejregister,
)
from snitflade.formats.delimited_format import DelimitedFormat
from snitflade.formats.fixed import FixedFormat
from snitflade.formats.kinds import Kind
from snitflade.formats.layout import REQUIRED, Field, Record
from snitflade.formats.messages import MessageFormat
from snitflade.formats.problems import ProblemKind, Problems
from snitflade.formats.profiles import Profile
from snitflade.formats.quoted import QuotedFormat
from snitflade.formats.tagged import TaggedFormat
from snitflade.formats.workbook import WorkbookFormat

LineFormat = FixedFormat | TaggedFormat | QuotedFormat | DelimitedFormat
"""Formats in which a line is a row."""
Format = LineFormat | MessageFormat | WorkbookFormat

PROFIL_NAVN_OPTAGET = ProblemKind(
    "PROFIL_NAVN_OPTAGET", "«{raw}» er navnet på et format, der ikke er en profil. Giv profilen et andet id."
)

_MODULES = (tenq, g69, cpr_p12170, cpr_glbase, cpr_abonnement, erh, pain001, g68, g68_14, bs0601, bs0602, bs0603, fi, vejregister)

PROFILES: dict[str, Profile] = dict(profiles.shipped())
"""The formats that are profiles, and what is known about each."""

FORMATS: dict[str, Format] = {module.FORMAT.name: module.FORMAT for module in _MODULES} | {
    name: profile.format for name, profile in PROFILES.items()
}
"""Every format by the name it has on the command line."""


SLOTS = {ptg2.NAME: ptg2.WHY}
"""Names that a format may get one day, and why it has none yet."""


class UnknownFormatError(Exception):
    """Formatet kendes ikke."""

    def __init__(self, name: str) -> None:
        if name.lower() in SLOTS:
            super().__init__(f"Formatet «{name}» kan ikke bruges. {SLOTS[name.lower()]}")
            return
        near = get_close_matches(name.lower(), FORMATS, n=1)
        hint = f"Mente du {near[0]}?" if near else f"Formaterne er: {', '.join(FORMATS)}."
        super().__init__(f"Formatet «{name}» kendes ikke. {hint}")


def add_profiles(folder: Path, problems: Problems) -> None:
    """Take in an installation's own profiles; one with the id of a shipped profile takes its place.

    What is wrong with one of them is reported, and then it is left out.
    """
    for name, profile in profiles.in_folder(folder, problems).items():
        if name in FORMATS and name not in PROFILES:
            problems.add(PROFIL_NAVN_OPTAGET, field="id", raw=name)
            continue
        PROFILES[name] = profile
        FORMATS[name] = profile.format


def confirmed(name: str) -> bool:
    """Whether the layout is known: published, or confirmed by the partner. A profile nobody has confirmed is not."""
    return name not in PROFILES or PROFILES[name].confirmed


def questions(name: str) -> tuple[str, ...]:
    """What is to be asked of the partner about a profile."""
    return PROFILES[name].questions if name in PROFILES else ()


def find(name: str) -> Format:
    """The format called `name`, in any letter case. Raises UnknownFormatError."""
    try:
        return FORMATS[name.lower()]
    except KeyError:
        raise UnknownFormatError(name) from None


@dataclass(frozen=True, slots=True)
class DescribedField:
    """One line of a format's printed specification. `place` is the first position, the field number of a floating
    field, the number of a column, or the path of an element."""

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
    if isinstance(format, QuotedFormat):
        for number, field in enumerate(format.fields.values(), start=1):
            yield _line(format.key, str(number), field, "kan udelades" if field in format.tail else _default(field))
        return
    if isinstance(format, MessageFormat):
        for part in format.records:
            for leaf in part.leaves:
                yield _line(part.key, leaf.path, leaf.field, "skal angives" if leaf.required else "kan udelades")
        return
    if isinstance(format, DelimitedFormat | WorkbookFormat):
        for kind in format.records:
            for field in kind.fields:
                default = "skal angives" if field.default is REQUIRED else f"{field.default or 'kan være tom'}"
                yield _line(kind.key, str(kind.places[field.name]), field, default)
        return
    records = format.records if isinstance(format, FixedFormat) else (format.header,)
    for record in records:
        yield from _of_record(record)
    if isinstance(format, TaggedFormat):
        for tag in format.tags:
            default = "skal angives" if tag.required else "kan udelades"
            yield _line(format.key, f"&{format.number(tag)}", tag.field, default)


def _of_record(record: Record) -> Iterator[DescribedField]:
    for field in record.fields:
        yield _line(record.key, str(record.places[field.name]), field, _default(field))


def _default(field: Field) -> str:
    if field.default is REQUIRED:
        return "skal angives"
    return "nuller" if field.default is None else f"{field.default}" or "blank"


def _line(record: str, place: str, field: Field, default: str) -> DescribedField:
    kind: Kind = field.kind
    width = f"{kind.width}" if kind.least == kind.width else f"{kind.least}–{kind.width}"
    allowed = ", ".join(value or "blank" for value in field.allowed or getattr(kind, "known", ()))
    return DescribedField(record, place, width, kind.name, field.name, default, allowed, field.meaning)


def documentation(format: Format) -> str:
    """What the format is, in words: the docstring of its module, or what its profile says."""
    if format.name in PROFILES:
        return PROFILES[format.name].about
    module = next(module for module in _MODULES if module.FORMAT is format)
    return sys.modules[module.__name__].__doc__ or ""
