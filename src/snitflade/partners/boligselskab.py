"""A housing company as the municipality sees it: a monthly mail with its tenancies, and an office that reads what it is granted.

What it can do wrong is what landlords do: a total that is not the sum, last month's file again, a tenancy twice, lines that are
missing, no numbers in the address, two attachments, a name of its own. Source: social-teknik.md 1.6, 2.2 and 2.3.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

import numpy as np

from snitflade.formats import registry
from snitflade.formats.columns import strings
from snitflade.formats.delimited_format import DelimitedFormat
from snitflade.formats.problems import Problems, ProblemsError
from snitflade.partners.mailstore import MailStore, compose

LEJEMAAL, TILDELT = "bs-lej-1", "bs-til-1"


class Uvane(StrEnum):
    """What a landlord does wrong."""

    FORKERT_SUM = "forkert_sum"
    FORRIGE_MAANED = "forrige_maaned"
    DOBBELT_LEJEMAAL = "dobbelt_lejemaal"
    HALV_FIL = "halv_fil"
    UDEN_ADRESSE = "uden_adresse"
    TO_VEDHAEFTEDE = "to_vedhaeftede"
    EGET_NAVN = "eget_navn"


@dataclass(frozen=True, slots=True)
class Lejer:
    """One tenancy. `husleje` in øre; `nummer` is the landlord's own."""

    nummer: str
    cpr: str
    husleje: int
    rum: int = 2
    lejlighed: str = ""
    indflytning: dt.date = dt.date(2020, 1, 1)
    udflytning: dt.date | None = None
    husnr: str = "014"


def lejefil(
    udlejer: str, kommune: str, maaned: str, lejere: Sequence[Lejer], uvane: Uvane | None = None, *, lokalitet: str = "0800"
) -> tuple[str, bytes]:
    """The file of a month (``ÅÅÅÅMM``): its name and its bytes, with what the landlord does wrong."""
    rows = list(lejere)
    if uvane is Uvane.DOBBELT_LEJEMAAL and len(rows) > 1:
        rows[1] = replace(rows[1], nummer=rows[0].nummer)
    if uvane is Uvane.HALV_FIL:
        rows = rows[: max(1, len(rows) // 3)]
    if uvane is Uvane.UDEN_ADRESSE:
        rows = [replace(row, husnr="") for row in rows]
    month = _forrige(maaned) if uvane is Uvane.FORRIGE_MAANED else maaned
    count = len(rows)
    values: dict[str, Any] = {
        "udlejer": [udlejer] * count,
        "kommunenr": [kommune] * count,
        "lejemaalsnr": [row.nummer for row in rows],
        "lokalitet": [lokalitet] * count,
        "vejkode": ["0123"] * count,
        "husnr": [row.husnr for row in rows],
        "lejlighed": [row.lejlighed for row in rows],
        "antalrum": [row.rum for row in rows],
        "boligtype": ["B"] * count,
        "cprlejer": [row.cpr for row in rows],
        "indflytning": np.array([row.indflytning for row in rows], dtype="datetime64[D]"),
        "udflytning": np.array([row.udflytning for row in rows], dtype="datetime64[D]"),
        "husleje": [row.husleje for row in rows],
        "periode": [month] * count,
    }
    total = sum(row.husleje for row in rows) + (uvane is Uvane.FORKERT_SUM)
    format = _format(LEJEMAAL)
    problems = Problems()
    document = format.document({"lejemaal": values, "TOTAL": {"kategori": ["TOTAL"], "antal": [count], "sum": [total]}}, problems)
    name = "Huslejer til kommunen.csv" if uvane is Uvane.EGET_NAVN else f"LEJEMAAL_{udlejer}_{kommune}_{month}.csv"
    return name, format.wrap(document)


def send(store: MailStore, postkasse: str, afsender: str, fil: tuple[str, bytes], uvane: Uvane | None = None) -> None:
    """Put a mail with the file into a mailbox."""
    name = fil[0].removesuffix(".csv").replace(" ", "-")
    attachments = [fil, ("Følgeseddel.pdf", b"%PDF-1.4")] if uvane is Uvane.TO_VEDHAEFTEDE else [fil]
    number = sum(len(folder.mails) for folder in store.folders(postkasse).values()) + 1
    store.folder(postkasse).add(compose(afsender, f"<{name}.{number}@{afsender.partition('@')[2]}>", *attachments))


def laes_tilsagn(data: bytes) -> Mapping[str, int]:
    """What the landlord deducts from each tenant's rent (øre), by tenancy; raises ProblemsError for a file it would send back."""
    problems = Problems()
    document = _format(TILDELT).read(data, problems)
    if problems.errors:
        raise ProblemsError(problems)
    table = document.tables["tilsagn"]
    found: dict[str, int] = {}
    for number, amount in zip(strings(table["lejemaalsnr"]), table["boligsikring"].tolist(), strict=True):
        found[number] = found.get(number, 0) + amount
    return found


def _forrige(maaned: str) -> str:
    year, month = int(maaned[:4]), int(maaned[4:])
    return f"{year - 1}12" if month == 1 else f"{year}{month - 1:02}"


def _format(name: str) -> DelimitedFormat:
    found = registry.FORMATS[name]
    if not isinstance(found, DelimitedFormat):
        raise TypeError(f"{name} is no file of lines")
    return found
