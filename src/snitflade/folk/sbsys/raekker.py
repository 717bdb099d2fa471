"""The rows of the view for systems that cannot read the database: one by number, or a page after the other by number.

Source: sbsys.md 4, point 7.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
from dataclasses import dataclass

from django.db import connection

from snitflade.folk.models import Person
from snitflade.folk.sbsys import view
from snitflade.folk.sbsys.soejler import ALLE

NAVNE = tuple(soejle.navn for soejle in ALLE)
Raekke = dict[str, str | int | None]


@dataclass(frozen=True, slots=True)
class Side:
    """A page of rows, with our own numbers of its persons; `naeste`: the number after which the next page begins."""

    raekker: list[Raekke]
    personer: list[int]
    naeste: str | None


def en(personnummer: str) -> tuple[int, Raekke] | None:
    """The person's own number and row."""
    found = Person.objects.filter(personnummer=personnummer).values_list("pk", flat=True).first()
    rows = _laes(personnummer, personnummer) if found else []
    return (found, rows[0]) if found and rows else None


def side(efter: str, antal: int) -> Side:
    """At most `antal` rows behind the number `efter`, in the order of numbers."""
    people = list(
        Person.objects.filter(personnummer__gt=efter).order_by("personnummer").values_list("personnummer", "pk")[: antal + 1]
    )
    page = people[:antal]
    if not page:
        return Side([], [], None)
    first, last = page[0][0], page[-1][0]
    return Side(_laes(first, last), [pk for _, pk in page], last if len(people) > antal else None)


def _laes(first: str, last: str) -> list[Raekke]:
    bounds: list[str | int] = [int(first), int(last)] if view.er_dpr() else [first, last]
    name = view.navn(connection.vendor == "postgresql")
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {name} WHERE PNR BETWEEN %s AND %s ORDER BY PNR", bounds)  # noqa: S608 (our own name)
        return [dict(zip(NAVNE, map(_enkel, row), strict=True)) for row in cursor.fetchall()]


def _enkel(value: object) -> str | int | None:
    if value is None or isinstance(value, str | int):
        return value
    return value.isoformat() if isinstance(value, dt.date) else int(str(value))


def som_csv(raekker: list[Raekke]) -> bytes:
    """Rows as CSV: a header in the view's order, semicolons, CRLF, UTF-8; null is empty."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(NAVNE)
    writer.writerows([row[name] for name in NAVNE] for row in raekker)
    return out.getvalue().encode()
