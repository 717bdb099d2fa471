"""Tables of rows from the database, a page at a time: what the templates ``web/dele/tabel.html`` and ``web/dele/sider.html`` draw.

::

    tabel = Tabel.af(request, Exchange.objects.filter(...), overskrift=_("Udvekslinger"), tom=_("Ingen udvekslinger."),
                     kolonner=(Kolonne(_("Nummer"), sorter="pk"), Kolonne(_("Beløb"), tal=True)),
                     raekke=lambda e: (Celle(e.pk, adresse=reverse("udveksling", args=[e.pk])), kroner(e.beloeb)))
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.utils.functional import Promise

from snitflade.formats.problems import mask_cpr

M = TypeVar("M", bound=Model)
Tekst = str | Promise
PER_PAGE = 50
MOST_PAGES = 10_000
COUNTED = 10_000
"""Rows up to which a table says how many there are."""
_NUMMER = re.compile(r"[0-9]+(-[0-9*]+)+")


@dataclass(frozen=True, slots=True)
class Kolonne:
    """One column. `tal`: digits stand under each other, to the right. `sorter`: the field its heading sorts by. `dansk`: what is
    in it is Danish in whatever language the page is."""

    titel: Tekst
    tal: bool = False
    sorter: str = ""
    dansk: bool = False


@dataclass(frozen=True, slots=True)
class Celle:
    """One cell: a text, perhaps a link, perhaps as a badge in a tone (`maerke`). CPR numbers are masked unless `person` says that
    the page is about that person."""

    vaerdi: Any
    adresse: str = ""
    tone: str | None = None
    """Shown as a badge in this tone (kritisk, advarsel, oplysning, godt, or empty for a neutral one)."""
    person: bool = False

    @property
    def tekst(self) -> Any:
        """What is shown. A safe string, e.g. a ``<time>``, stays one."""
        plain = isinstance(self.vaerdi, str | int) and not hasattr(self.vaerdi, "__html__")
        return self.vaerdi if self.person or not plain else mask_cpr(str(self.vaerdi))

    @property
    def ubrudt(self) -> bool:
        """Whether it is a number with hyphens, e.g. an account, which is not broken over lines."""
        return bool(_NUMMER.fullmatch(str(self.tekst)))


@dataclass(frozen=True, slots=True)
class Side:
    """Where in the rows we are. `antal`: how many rows there are, None where counting them would take too long."""

    nr: int
    per: int
    antal: int | None
    flere: bool

    @property
    def sider(self) -> int | None:
        """How many pages there are, at least one; None where nobody counted."""
        return None if self.antal is None else max(1, -(-self.antal // self.per))

    @property
    def numre(self) -> list[int | None]:
        """The page numbers to show: the first, the last, those around this one; None for a gap."""
        if self.sider is None:
            return []
        shown = sorted({1, self.sider, *range(max(1, self.nr - 2), min(self.sider, self.nr + 2) + 1)})
        found: list[int | None] = []
        for number in shown:
            if found and found[-1] is not None and number - found[-1] > 1:
                found.append(None)
            found.append(number)
        return found


@dataclass(frozen=True, slots=True)
class Hoved:
    """A heading as it is shown: whether and how it is sorted by, and what its link asks for."""

    kolonne: Kolonne
    retning: str = ""
    naeste: str = ""


@dataclass(frozen=True, slots=True)
class Tabel:
    """A table as it is shown."""

    overskrift: Tekst
    hoveder: Sequence[Hoved]
    raekker: Sequence[Sequence[tuple[Kolonne, Celle]]]
    side: Side
    tom: Tekst

    @classmethod
    def af(
        cls,
        request: HttpRequest,
        rows: QuerySet[M],
        *,
        overskrift: Tekst,
        kolonner: Sequence[Kolonne],
        raekke: Callable[[M], Sequence[Celle | object]],
        tom: Tekst,
        per: int = PER_PAGE,
        talt: bool = True,
    ) -> Tabel:
        """The page of `rows` that the address asks for (``?side=2&sorter=-pk``). A page that is not there is the nearest that is.

        Where there are more rows than `COUNTED` they are not counted, since that takes longer than showing a page; then there is
        only onwards and back, as for `talt=False`.
        """
        order = request.GET.get("sorter", "")
        if order.removeprefix("-") in {column.sorter for column in kolonner if column.sorter}:
            # The key last, so that rows that are alike stay in one order from page to page.
            rows = rows.order_by(order, "-pk" if order.startswith("-") else "pk")
        else:
            order = ""
        wanted = request.GET.get("side", "")
        number = min(max(int(wanted), 1), MOST_PAGES) if wanted.isdecimal() and len(wanted) < 9 else 1
        found = _raekker(rows, (number - 1) * per, per + 1)
        if number == 1 and len(found) <= per:
            count: int | None = len(found)  # all there are, so nobody need look for them twice
        else:
            count = _antal(rows) if talt else None
            last = number if count is None else min(number, max(1, -(-count // per)))
            if last != number:
                number, found = last, _raekker(rows, (last - 1) * per, per + 1)
        return cls(
            overskrift=overskrift,
            hoveder=[_hoved(column, order) for column in kolonner],
            raekker=[_celler(kolonner, raekke(row)) for row in found[:per]],
            side=Side(number, per, count, len(found) > per),
            tom=tom,
        )


def _antal(rows: QuerySet[M]) -> int | None:
    """How many rows there are; None for more than `COUNTED`."""
    count = rows.order_by()[: COUNTED + 1].count()
    return count if count <= COUNTED else None


def _raekker(rows: QuerySet[M], first: int, count: int) -> list[M]:
    """Rows from the `first` on. Their keys are found before the rows are read, with all that belongs to them: a database that skips
    half a million rows would otherwise read and join each of them."""
    keys = list(rows.values_list("pk", flat=True)[first : first + count])
    found = {row.pk: row for row in rows.filter(pk__in=keys).order_by()}
    return [found[key] for key in keys if key in found]


def _hoved(column: Kolonne, order: str) -> Hoved:
    if not column.sorter:
        return Hoved(column)
    if order == column.sorter:
        return Hoved(column, "ascending", f"-{column.sorter}")
    return Hoved(column, "descending" if order == f"-{column.sorter}" else "", column.sorter)


def _celler(columns: Sequence[Kolonne], cells: Sequence[Celle | object]) -> list[tuple[Kolonne, Celle]]:
    wrapped = [cell if isinstance(cell, Celle) else Celle(cell) for cell in cells]
    return list(zip(columns, wrapped, strict=True))
