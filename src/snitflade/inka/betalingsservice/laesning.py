"""What a file from Betalingsservice is, and whether it is ours and new (payments.md 5.1, 5.4)."""

from __future__ import annotations

import codecs
import datetime as dt
import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils import timezone

from snitflade.exchange.konstanter.brug import kraev
from snitflade.exchange.models import Exchange
from snitflade.formats import bs0602, bs0603
from snitflade.formats.betalingsservice_rules import kontroller_ejer
from snitflade.formats.columns import Column, shown
from snitflade.formats.document import Document
from snitflade.formats.payment_kinds import as_unicode
from snitflade.formats.problems import ProblemKind, Problems, ProblemsError
from snitflade.inka import kreditornumre
from snitflade.inka.models_bs import Leverance

FORMATER = {"0602": bs0602.FORMAT, "0603": bs0603.FORMAT}
PROEVE = "KR9"
"""The subsystem of test deliveries."""
_START = re.compile(rb"^BS002\d{8}.{3}(\d{4})(\d{10}).{19}(\d\d)(\d\d)(\d\d)", re.MULTILINE)

LEVERANCE_DUBLET = ProblemKind(
    "LEVERANCE_DUBLET",
    "Leverance {raw} er allerede bogført med udveksling {anden}, men med andet indhold. Intet er bogført; spørg Betalingsservice, "
    "hvilken der gælder.",
    spec="FIL_DUBLET",
)


@dataclass(frozen=True, slots=True)
class Indhold:
    """A file that was read. `leverancetype`: ``0602`` or ``0603``."""

    leverancetype: str
    document: Document


def genkend(data: bytes, navn: str) -> str:
    """The format of a file, by the type of its first delivery, never by its name; empty for any other type."""
    found = _START.search(data.removeprefix(codecs.BOM_UTF8))
    format = FORMATER.get(found[1].decode()) if found else None
    return format.name if format else ""


def orden(data: bytes, navn: str) -> str:
    """When its first delivery was made, and its number: ``20261204 0000000088``; without a date the number alone."""
    found = _START.search(data.removeprefix(codecs.BOM_UTF8))
    if found is None:
        return ""
    _, number, day, month, year = (part.decode() for part in found.groups())
    return leveranceorden(f"20{year}{month}{day}" if day != "00" else "", number)


def leveranceorden(dag: str, nummer: str) -> str:
    """How deliveries are put in order: day ``ÅÅÅÅMMDD``, then number; without a day before all others."""
    return f"{dag or '00000000'} {nummer}"


def laes(data: bytes, navn: str, problems: Problems) -> Indhold:
    """Read a file of a known type (`genkend`)."""
    found = _START.search(data.removeprefix(codecs.BOM_UTF8))
    type = found[1].decode() if found else "0602"
    return Indhold(type, FORMATER.get(type, bs0602.FORMAT).read(data, problems))


def ejer(exchange: Exchange, document: Document, problems: Problems) -> dict[str, str]:
    """The municipality of each of our PBS numbers. Raises ProblemsError when the file, or a part of it, is another's."""
    today = timezone.localdate()
    numbers = kreditornumre.kommuner(kreditornumre.PBS, today)
    (supplier,) = kraev(today, kreditornumre.DATALEVERANDOER)
    kontroller_ejer(document, problems, dataleverandoerer=(supplier,), pbs_numre=tuple(numbers))
    if problems.errors:
        raise ProblemsError(problems)
    return numbers


@dataclass(frozen=True, slots=True)
class Hoved:
    """One delivery of a file. `orden`: its place among deliveries (`leveranceorden`); `proeve`: it moves no money."""

    orden: str
    proeve: bool


def registrer(exchange: Exchange, indhold: Indhold, problems: Problems) -> list[Hoved]:
    """Write the file's deliveries down as booked. Raises ProblemsError naming the earlier exchange where one was booked before."""
    starts = indhold.document.tables["BS002"]
    heads = []
    names = ("dataleverandoernummer", "delsystem", "leveranceidentifikation")
    dates = starts["dannelsesdato"].tolist()
    for row, (supplier, system, number) in enumerate(zip(*(shown(starts[name]) for name in names), strict=True)):
        day = f"{dates[row]:%Y%m%d}" if isinstance(dates[row], dt.date) else ""
        heads.append(Hoved(leveranceorden(day, number), system == PROEVE))
        key = f"{supplier} {system} {indhold.leverancetype} {number} {day}"
        made, new = Leverance.objects.get_or_create(art=f"bs{indhold.leverancetype}", noegle=key, defaults={"exchange": exchange})
        if not new and made.exchange_id != exchange.pk:
            line = int(starts.lines[row])
            problems.add(LEVERANCE_DUBLET, line=line, field="leveranceidentifikation", raw=number, anden=made.exchange_id)
    if problems.errors:
        raise ProblemsError(problems)
    return heads


def digester(columns: Sequence[Column]) -> list[str]:
    """A digest of 32 characters of each row: customer numbers may be CPR numbers and stand in no key."""
    rows = zip(*(as_unicode(column).tolist() for column in columns), strict=True)
    return [hashlib.blake2b("\x1f".join(row).encode(), digest_size=16).hexdigest() for row in rows]
