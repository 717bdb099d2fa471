"""What is known of a person's income: the door through which other Delsystemer look.

A value that is missing is missing (None, `Maaned.modtaget`), never 0. What was received and what a caseworker has put in its place
stand side by side; `gaelder` says which one counts. Amounts are øre.

Who looks up a person for somebody's eyes notes it first (`folk.opslag`); a calculation need not.

Source: skat-inddrivelse.md 5, 6.1, 6.3 and 7.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from django.db.models import Q

from snitflade.exchange.konstanter import konstant
from snitflade.folk.gaeldende import i_bidder
from snitflade.skat import behov as behov
from snitflade.skat import maaneder
from snitflade.skat.models_aar import Aarsindkomst as Raekke
from snitflade.skat.models_aktuel import AktuelIndkomst
from snitflade.skat.models_overskriv import Handling, Overskrivning, Overskrivningstilstand


@dataclass(frozen=True, slots=True)
class Aarsindkomst:
    """The taxable income of an income year, from SKPLINDK. `indkomst` in øre, may be below 0."""

    kommune: str
    cpr: str
    indkomstaar: int
    indkomst: int
    skattedage: int
    udtraek: dt.date
    """The extract it stands in."""
    sidst_set: dt.date | None
    """The last extract that had the person, where a newer one has not."""
    exchange: int | None
    """The exchange it came with; None where another installation delivered it."""


@dataclass(frozen=True, slots=True)
class Maaned:
    """What is known of the twelve months that end with `maaned` (its first day). Amounts in øre; None: not known."""

    maaned: dt.date
    modtaget: int | None = None
    """Received, before standardfradrag; None also where only the amount after it is known."""
    efter_fradrag: int | None = None
    """Received, after standardfradrag."""
    overskrevet: int | None = None
    """What an override says."""
    ufuldstaendig: bool = True
    """Whether something is missing: the whole value, or some of what it is made of."""
    mangler: str = "Der er ikke modtaget en indkomst."
    kilde: str = ""
    """FOSP or ETAX-SUM."""
    exchange: int | None = None
    hentet: dt.datetime | None = None
    overskrivning: int | None = None
    """The number of the override, where it was made here."""

    @property
    def gaelder(self) -> int | None:
        """The amount that counts: the override if there is one, else what was received. None: there is none, which is not 0."""
        return self.overskrevet if self.overskrevet is not None else self.modtaget


@dataclass(frozen=True, slots=True)
class Afvigelse:
    """A person whose income has moved since it was used last. Amounts in øre."""

    cpr: str
    brugt: int
    nu: Maaned


def aarsindkomster(kommune: str, numre: Collection[str], indkomstaar: int) -> dict[str, Aarsindkomst]:
    """The taxable income of a year that holds, by person; who stands in no extract of the municipality is left out."""
    found: dict[str, Aarsindkomst] = {}
    for some in i_bidder(sorted(set(numre))):
        rows = Raekke.objects.filter(kommune=kommune, indkomstaar=indkomstaar, cpr__in=some, gaelder=True)
        for row in rows.select_related("fil").order_by():
            found[row.cpr] = Aarsindkomst(
                row.kommune, row.cpr, row.indkomstaar, row.indkomst, row.skattedage, row.udtraek, row.sidst_set, row.fil.exchange_id
            )
    return found


def maanedsindkomst(cpr: str, fra: dt.date, til: dt.date) -> list[Maaned]:
    """Each month from that of `fra` to that of `til`, oldest first; one nothing was received for stands there without a value."""
    return maanedsindkomster([cpr], fra, til)[cpr]


def maanedsindkomster(numre: Collection[str], fra: dt.date, til: dt.date) -> dict[str, list[Maaned]]:
    """The same for many, in a few questions."""
    months = list(maaneder.fra_til(fra, til))
    found: dict[str, list[Maaned]] = {}
    for some in i_bidder(sorted(set(numre))):
        received = _modtaget(some, months)
        overrides = _overskrivninger(some)
        for cpr in some:
            found[cpr] = [_maaned(month, received.get((cpr, month), []), overrides.get(cpr, [])) for month in months]
    return found


def seneste(cpr: str, til: dt.date) -> Maaned | None:
    """The newest month up to that of `til` for which something is known; None where nothing is."""
    return seneste_for([cpr], til).get(cpr)


def seneste_for(numre: Collection[str], til: dt.date) -> dict[str, Maaned]:
    """The same for many, in a few questions; who has nothing is left out."""
    end = maaneder.foerste(til)
    found: dict[str, Maaned] = {}
    for some in i_bidder(sorted(set(numre))):
        rows: defaultdict[str, list[AktuelIndkomst]] = defaultdict(list)
        for row in AktuelIndkomst.objects.filter(cpr__in=some, seneste_maaned__lte=end).order_by("seneste_maaned", "pk"):
            rows[row.cpr].append(row)
        overrides = _overskrivninger(some)
        for cpr, of_person in rows.items():
            month = of_person[-1].seneste_maaned
            same = [row for row in of_person if row.seneste_maaned == month]
            found[cpr] = _maaned(month, same, overrides.get(cpr, []))
    return found


def afvigelser(brugt: Mapping[str, int], dag: dt.date) -> Iterator[Afvigelse]:
    """Whose income has moved by the limit (``skat.aktuel.graense_procent``, 10 % unless set) or more against the amount (øre) that
    was used last, by number. Who has no value has not moved: nothing is known. Raises KonstantUgyldig."""
    limit = int(konstant("skat.aktuel.graense_procent", dag))
    now = seneste_for(list(brugt), dag)
    for cpr, before in sorted(brugt.items()):
        month = now.get(cpr)
        if month is not None and month.gaelder is not None and over_graensen(before, month.gaelder, limit):
            yield Afvigelse(cpr, before, month)


def over_graensen(foer: int, nu: int, procent: int) -> bool:
    """Whether an amount has moved by `procent` or more of what it was; from 0 every change is more.

    >>> over_graensen(100_000_00, 110_000_00, 10), over_graensen(100_000_00, 109_999_99, 10), over_graensen(0, 0, 10)
    (True, False, False)
    """
    return nu != foer and abs(nu - foer) * 100 >= procent * abs(foer)


def _modtaget(numre: Collection[str], months: Collection[dt.date]) -> dict[tuple[str, dt.date], list[AktuelIndkomst]]:
    found: defaultdict[tuple[str, dt.date], list[AktuelIndkomst]] = defaultdict(list)
    if months:
        rows = AktuelIndkomst.objects.filter(cpr__in=numre, seneste_maaned__range=(min(months), max(months))).order_by("pk")
        for row in rows:
            found[row.cpr, row.seneste_maaned].append(row)
    return found


def _overskrivninger(numre: Collection[str]) -> dict[str, list[Overskrivning]]:
    """Overrides that have been in force, oldest first."""
    found: defaultdict[str, list[Overskrivning]] = defaultdict(list)
    rows = Overskrivning.objects.filter(Q(aktiv_fra__isnull=False), cpr__in=numre, handling=Handling.OVERSKRIV)
    for row in rows.order_by("pk"):
        found[row.cpr].append(row)
    return found


def _maaned(month: dt.date, rows: Collection[AktuelIndkomst], overrides: Collection[Overskrivning]) -> Maaned:
    """A month from what was received for it, oldest first. The service gives an overridden amount under the same name as any other
    and says so with a month of expiry, so the newest without one is what was received."""
    own = next((row for row in reversed(list(rows)) if not row.overskrevet), None)
    newest = next(reversed(list(rows)), None)
    override = next((one for one in reversed(list(overrides)) if _daekker(one, month)), None)
    overridden = override.beloeb if override else newest.foer_fradrag if newest and newest.overskrevet else None
    number = override.pk if override else None
    if own is None:
        lacking = "Kun den overskrevne indkomst er modtaget." if newest else "Der er ikke modtaget en indkomst."
        return Maaned(
            maaned=month,
            overskrevet=overridden,
            mangler=lacking,
            kilde=newest.kilde if newest else "",
            exchange=newest.exchange_id if newest else None,
            hentet=newest.hentet if newest else None,
            overskrivning=number,
        )
    lacking = own.mangler or ("Kun beløbet efter standardfradrag er kendt." if own.foer_fradrag is None else "")
    return Maaned(
        maaned=month,
        modtaget=own.foer_fradrag,
        efter_fradrag=own.efter_fradrag,
        overskrevet=overridden,
        ufuldstaendig=bool(lacking),
        mangler=lacking,
        kilde=own.kilde,
        exchange=own.exchange_id,
        hentet=own.hentet,
        overskrivning=number,
    )


def _daekker(one: Overskrivning, month: dt.date) -> bool:
    """Whether an override that has been in force holds for a month: from its first to its last, or while it is active."""
    if month < one.fra_maaned:
        return False
    if one.til_maaned is not None:
        return month <= one.til_maaned
    return one.tilstand == Overskrivningstilstand.AKTIV
