"""The period a page is about: a quarter, a year, or from one date to another, as it stands in the address."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.translation import gettext as _

_QUARTER = re.compile(r"([12][0-9]{3})K([1-4])")
_YEAR = re.compile(r"[12][0-9]{3}")
MOST_YEARS = 5


class PeriodeFejlError(Exception):
    """Perioden kan ikke læses."""


@dataclass(frozen=True, slots=True)
class Periode:
    """From the first to the last day, both included; `kode` as it stands in the address, empty for two dates."""

    fra: dt.date
    til: dt.date
    kode: str = ""

    @property
    def tekst(self) -> str:
        """The period in words."""
        if match := _QUARTER.fullmatch(self.kode):
            return _("%(nummer)s. kvartal %(aar)s") % {"nummer": match[2], "aar": match[1]}
        if self.kode:
            return _("Året %(aar)s") % {"aar": self.kode}
        return f"{date_format(self.fra, 'SHORT_DATE_FORMAT')} – {date_format(self.til, 'SHORT_DATE_FORMAT')}"


def kvartal(dag: dt.date) -> Periode:
    """The quarter a day lies in.

    >>> kvartal(dt.date(2018, 5, 9)).kode
    '2018K2'
    """
    number = (dag.month + 2) // 3
    return af_kode(f"{dag.year}K{number}")


def af_kode(kode: str) -> Periode:
    """``2018K1`` or ``2018``. Raises PeriodeFejlError."""
    if match := _QUARTER.fullmatch(kode):
        year, number = int(match[1]), int(match[2])
        first = dt.date(year, 3 * number - 2, 1)
        after = dt.date(year + 1, 1, 1) if number == 4 else dt.date(year, 3 * number + 1, 1)
        return Periode(first, after - dt.timedelta(days=1), kode)
    if _YEAR.fullmatch(kode):
        return Periode(dt.date(int(kode), 1, 1), dt.date(int(kode), 12, 31), kode)
    raise PeriodeFejlError(
        _("«%(kode)s» er ingen periode. Skriv et kvartal som 2018K1, et år som 2018, eller to datoer.") % {"kode": kode[:40]}
    )


def laes(given: Mapping[str, str], ellers: Periode) -> Periode:
    """The period that `fra` and `til` or `periode` ask for; `ellers` where nothing is asked for. Raises PeriodeFejlError."""
    first, last, code = (given.get(name, "").strip() for name in ("fra", "til", "periode"))
    if not (first or last):
        return af_kode(code) if code else ellers
    if not (first and last):
        raise PeriodeFejlError(_("Skriv både første og sidste dag."))
    begin, end = _dato(first), _dato(last)
    if end < begin:
        raise PeriodeFejlError(_("Sidste dag ligger før første dag. Byt dem om."))
    if end.year - begin.year > MOST_YEARS:
        raise PeriodeFejlError(_("Perioden er længere end %(antal)s år. Vælg en kortere.") % {"antal": MOST_YEARS})
    return Periode(begin, end)


def _dato(text: str) -> dt.date:
    try:
        if not re.fullmatch(r"[12][0-9]{3}-[0-9]{2}-[0-9]{2}", text):
            raise ValueError
        return dt.date.fromisoformat(text)
    except ValueError:
        raise PeriodeFejlError(_("«%(dato)s» er ingen dato. Skriv den som 2018-03-31.") % {"dato": text[:40]}) from None
