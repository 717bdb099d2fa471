"""The alternative to GetRAI: a sum of the monthly incomes that eTaxCommonDataApi gives (REST, JSON).

What is described is the address, ``/api/monthlyincome/get/{cpr}/{year}``, and that lists are wrapped in ``data``; how the fields of
an income are called is not. So their names are a setting, and without it nothing is asked. The sum is never called FOSP.

Source: skat-inddrivelse.md 6.4.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from snitflade.exchange.konstanter import konstant
from snitflade.exchange.transports.errors import Opsaetningsfejl, SvarUlaeseligt
from snitflade.skat import maaneder
from snitflade.skat.aktuel.tjeneste import Raasvar

if TYPE_CHECKING:
    from snitflade.exchange.transports.http_client import HttpClient

STI = "/api/monthlyincome/get"
_MAANEDER = range(1, 13)
_MEST = 10**12
"""Kroner below which an income of a month lies: of the number 1e999999999 nobody can make digits."""


@dataclass(frozen=True, slots=True)
class Felter:
    """What the fields of a monthly income are called; `beloeb` are those that are added."""

    cpr: str
    aar: str
    maaned: str
    beloeb: tuple[str, ...]


def felter(dag: dt.date) -> Felter:
    """The names as they are set. Raises Opsaetningsfejl without them."""
    text = konstant("skat.etax.felter", dag)
    if not text:
        reason = "svarets felter er ikke beskrevet; sæt systemkonstanten skat.etax.felter, når Skattestyrelsen har oplyst navnene"
        raise Opsaetningsfejl(place="eTaxCommonDataApi", reason=reason)
    cpr, year, month, *amounts = text.split(",")
    return Felter(cpr, year, month, tuple(amounts))


@dataclass
class EtaxSum:
    """The service behind a connection."""

    client: HttpClient
    felter: Felter
    idag: dt.date

    @property
    def place(self) -> str:
        """Where it is."""
        return self.client.place

    def hent(self, cpr: str) -> tuple[Raasvar, int]:
        """The sum of the twelve months that end with the newest that has an income, and how many of the twelve have none.

        Raises TransportError; SvarUlaeseligt also where an income is another person's.
        """
        this = maaneder.foerste(self.idag)
        by_month: dict[dt.date, Decimal] = {}
        for year in range(maaneder.flyt(this, 1 - 2 * maaneder.VINDUE).year, this.year + 1):
            for month, amount in self._aar(cpr, year):
                by_month[month] = by_month.get(month, Decimal()) + amount
        last = max((month for month in by_month if month <= this), default=None)
        if last is None:
            return Raasvar(kode="2", tekst="Ingen månedlige indkomster", cpr=cpr), 0
        window = maaneder.vindue(last)
        total = sum((by_month.get(month, Decimal()) for month in window), Decimal())
        lacking = sum(1 for month in window if month not in by_month)
        return Raasvar(kode="0", rai=str(total), seneste_maaned=f"{last:%Y%m}", udloebsmaaned="000000", cpr=cpr), lacking

    def _aar(self, cpr: str, year: int) -> list[tuple[dt.date, Decimal]]:
        answer = self.client.request("GET", f"{STI}/{cpr}/{year}", expected=frozenset({404}))
        if answer.status == 404:
            return []
        wrapped = answer.json()
        rows = wrapped.get("data") if isinstance(wrapped, dict) else wrapped
        if not isinstance(rows, list) or (isinstance(wrapped, dict) and wrapped.get("totalChunks") not in (None, 1)):
            raise SvarUlaeseligt(place=self.place, reason="det er ikke hele listen over indkomster")
        return [self._indkomst(row, cpr, year) for row in rows]

    def _indkomst(self, row: Any, cpr: str, year: int) -> tuple[dt.date, Decimal]:
        names = self.felter
        try:
            if str(row[names.cpr]).zfill(10) != cpr or Decimal(str(row[names.aar])) != year:
                raise SvarUlaeseligt(place=self.place, reason="en af indkomsterne er en anden persons eller et andet års")
            amounts = [Decimal(str(row[name])) for name in names.beloeb if row.get(name) is not None]
            month = Decimal(str(row[names.maaned]))
            if month not in _MAANEDER or not all(abs(amount) < _MEST for amount in amounts):
                raise ValueError(month)
            return dt.date(year, int(month), 1), sum(amounts, Decimal())
        except (KeyError, TypeError, ValueError, AttributeError, ArithmeticError):
            raise SvarUlaeseligt(place=self.place, reason="en indkomst har ikke de felter, der er sat op") from None
