"""Values for hypothesis, made from the declarations: what every field can hold, as the plain values of JSON Lines."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from stdnum import ean

from snitflade.formats.cpr_kinds import CprDato, CprTid, Kode
from snitflade.formats.fi import KLOKKESLAET_UGYLDIGT
from snitflade.formats.fixed import FixedFormat
from snitflade.formats.kinds import Amount, Digits, Number, Text
from snitflade.formats.layout import Field, Record
from snitflade.formats.moments import Date, Timestamp
from snitflade.formats.payment_kinds import Oere
from snitflade.formats.tagged import TaggedFormat
from snitflade.formats.tenq import GLN_KONTROLCIFFER

PROPERTY = settings(deadline=None, max_examples=25)
ENCODINGS = ("utf-8", "cp1252")
DIGITS = "0123456789"

Row = dict[str, Any]


def characters(encoding: str, without: str = "") -> st.SearchStrategy[str]:
    """Characters of a text: Danish and Greenlandic ones often, all others of `encoding` sometimes, no control characters."""
    known = "æøåÆØÅ .,-/aZ09" + ("ĸ" if encoding == "utf-8" else "")
    every = st.characters(codec=encoding, exclude_categories=("Cc", "Cs", "Zl", "Zp"), exclude_characters=without)
    return st.one_of(st.sampled_from(known), every)


def digits(least: int, most: int) -> st.SearchStrategy[str]:
    """Digits with leading zeros."""
    return st.text(DIGITS, min_size=least, max_size=most)


def gln() -> st.SearchStrategy[str]:
    """GLN numbers with the right check digit, which another library computes."""
    return digits(12, 12).filter(lambda text: text.strip("0") != "").map(lambda text: text + ean.calc_check_digit(text))


def clock() -> st.SearchStrategy[str]:
    """Times of day HHMMSS."""
    return st.times().map(lambda value: value.strftime("%H%M%S"))


CHECKED = {GLN_KONTROLCIFFER: gln, KLOKKESLAET_UGYLDIGT: clock}
"""Values that pass the check whose failure is of this kind."""


def texts(kind: Text, encoding: str, without: str = "") -> st.SearchStrategy[str]:
    """Texts as they are read: without trailing blanks where those are padding."""
    text = st.text(characters(encoding, without), max_size=kind.width)
    if not kind.free:
        text = text.map(lambda value: value.rstrip(" "))
    return text.filter(lambda value: value.strip(" ") != "") if kind.required else text


def cpr_moments() -> st.SearchStrategy[str]:
    """Moments ÅÅÅÅMMDDTTMM as CPR has them: known in part, or with a stand-in for the minute (cpr.md 6.1)."""
    day = st.dates().map(lambda value: value.strftime("%Y%m%d").zfill(8))
    year = st.integers(1, 9999).map(lambda value: f"{value:04}0000")
    minute = st.one_of(st.integers(0, 59), st.just(99))
    return st.builds(lambda date, hour, minute: f"{date}{hour:02}{minute:02}", st.one_of(day, year), st.integers(0, 23), minute)


def values(field: Field, encoding: str, without: str = "") -> st.SearchStrategy[Any]:
    """What `field` can hold."""
    kind = field.kind
    if field.allowed:
        return st.sampled_from(field.allowed)
    if field.check:
        return CHECKED[field.check.kind]()
    match kind:
        case Text():
            return texts(kind, encoding, without)
        case Digits():
            some = digits(kind.least, kind.width)
            return st.one_of(st.just(""), some) if kind.blank else some
        case Number():
            return st.integers(0, 10**kind.width - 1)
        case Oere():
            return st.integers(0, 10**kind.width - 1)
        case Amount():
            most = 10 ** (kind.width - 1) - 1
            return st.integers(-most, most)
        case Date():
            years = (dt.date(1980, 1, 1), dt.date(2079, 12, 31)) if kind.form == "DDMMÅÅ" else (dt.date.min, dt.date.max)
            day = st.dates(*years).map(lambda value: value.isoformat())
            return st.one_of(st.none(), day) if kind.zero else day
        case CprDato():
            return st.one_of(st.none(), st.dates().map(lambda value: value.isoformat()))
        case CprTid():
            return st.one_of(st.none(), st.just("0" * 12), cpr_moments())
        case Kode():
            return st.sampled_from(kind.known) if kind.known else texts(Text(kind.width), encoding, without)
        case Timestamp():
            return st.datetimes().map(lambda value: value.isoformat(timespec="minutes")[:16])
    raise AssertionError(f"a new kind needs values: {kind}")


def rows(record: Record, encoding: str) -> st.SearchStrategy[Row]:
    """Rows of `record`."""
    return st.fixed_dictionaries({field.name: values(field, encoding) for field in record.fields})


def tagged_rows(format: TaggedFormat, encoding: str) -> st.SearchStrategy[Row]:
    """Lines of a tagged format, each with the fields it must have and some of the others, in order."""
    always = {field.name: values(field, encoding, "&") for field in format.header.fields}
    always |= {tag.name: values(tag.field, encoding, "&") for tag in format.tags if tag.required}
    sometimes = {tag.name: values(tag.field, encoding, "&") for tag in format.tags if not tag.required}
    order = list(format.fields)
    return st.fixed_dictionaries(always, optional=sometimes).map(
        lambda row: {name: row[name] for name in sorted(row, key=order.index)}
    )


def columns(rows: Sequence[Row]) -> dict[str, list[Any]]:
    """Rows that all have the same fields as columns."""
    return {name: [row[name] for row in rows] for name in rows[0]} if rows else {}


def alone(record: Record, told_by: str, encoding: str) -> FixedFormat:
    """A format of nothing but `record`, without rules."""
    return FixedFormat("proeve", "Prøve", "", (record,), (told_by,), (encoding,))
