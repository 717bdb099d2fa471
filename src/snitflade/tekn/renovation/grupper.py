"""Agreements taken together: those that are alike cost the same, so the database counts them and each kind is computed once.

The same amounts as `beregn` computes agreement by agreement, to the øre. Source: social-teknik.md 11.3.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import Case, Count, F, Q, When

from snitflade.exchange.reconciliation import Sum
from snitflade.tekn.models import Aftale, Opkraevning, Takst
from snitflade.tekn.renovation.afregning import Regnemaskine
from snitflade.tekn.renovation.afregning import Takst as Pris
from snitflade.tekn.renovation.kvartal import Kvartal

MOST_KEPT = 100
"""Differing agreements that are named; of the others count and sum are known."""
Gruppe = tuple[int, int, dt.date | None, dt.date | None]
"""Service, number of units, first and last day: agreements alike in these cost the same."""
Afvigelse = tuple[int, int, int | None]
"""Agreement, what is missing (øre), what was billed of it (None: nothing)."""
Hul = tuple[int, dt.date, int]
"""Service, first day without a tariff, how many agreements should pay for it."""


class Afvigelser(NamedTuple):
    """The agreements of a quarter whose cost is not what was billed of them: how many, their sum (øre), the largest ones first."""

    antal: int
    beloeb: int
    stoerste: Sequence[Afvigelse]
    huller: Sequence[Hul]

    def as_json(self) -> list[Any]:
        """As plain JSON values."""
        return [
            self.antal,
            self.beloeb,
            [list(one) for one in self.stoerste],
            [(ydelse, dag.isoformat(), n) for ydelse, dag, n in self.huller],
        ]

    @classmethod
    def of_json(cls, value: Sequence[Any]) -> Afvigelser:
        """The reverse."""
        antal, beloeb, largest, holes = value
        stoerste = [(aftale, missing, foer) for aftale, missing, foer in largest]
        return cls(antal, beloeb, stoerste, [(ydelse, dt.date.fromisoformat(dag), n) for ydelse, dag, n in holes])


def takster() -> dict[int, list[Pris]]:
    """The tariffs of each service by first day."""
    found: defaultdict[int, list[Pris]] = defaultdict(list)
    for ydelse, fra, pris in Takst.objects.order_by("id").values_list("ydelse_id", "gyldig_fra", "pris"):
        found[ydelse].append((fra, pris))
    for prices in found.values():
        prices.sort(key=lambda price: price[0] or dt.date.min)
    return found


def kraevede(metoder: Mapping[Kvartal, str]) -> dict[Kvartal, Sum]:
    """What all agreements cost in each of these quarters under its proration, and how many cost something.

    An agreement without the tariff it needs costs nothing here; `afvigelser` has it among the holes.
    """
    if not metoder:
        return {}
    prices = takster()
    groups = _grupper(min(kvartal.foerste for kvartal in metoder), max(kvartal.sidste for kvartal in metoder))
    return {kvartal: _koster(Regnemaskine(kvartal, metode), groups, prices) for kvartal, metode in metoder.items()}


def _grupper(first: dt.date, last: dt.date) -> list[tuple[Gruppe, int]]:
    """How many agreements that have a day from `first` to `last` are alike. A day outside counts as open."""
    rows = (
        Aftale.objects.order_by()
        .filter(Q(fra=None) | Q(fra__lte=last), Q(til=None) | Q(til__gte=first), antal__gt=0)
        .annotate(
            begin=Case(When(fra__gt=first, then=F("fra")), default=None),
            end=Case(When(til__lt=last, then=F("til")), default=None),
        )
        .values_list("ydelse_id", "antal", "begin", "end")
        .annotate(Count("pk"))
    )
    return [((ydelse, antal, fra, til), count) for ydelse, antal, fra, til, count in rows]


def _koster(maskine: Regnemaskine, groups: Collection[tuple[Gruppe, int]], prices: Mapping[int, list[Pris]]) -> Sum:
    first, last = maskine.kvartal.foerste, maskine.kvartal.sidste
    beloeb = antal = 0
    for (ydelse, units, fra, til), count in groups:
        if (fra is not None and fra > last) or (til is not None and til < first):
            continue
        # Where the agreement runs on both sides of the quarter, it is like every other that does.
        begin = None if fra is not None and fra <= first else fra
        end = None if til is not None and til >= last else til
        cost = maskine.udregn(ydelse, prices.get(ydelse, ()), units, begin, end).beloeb
        beloeb += cost * count
        antal += count if cost else 0
    return Sum(beloeb, antal)


def afvigelser(kvartal: Kvartal, metode: str, tilbagetaget: Collection[int], most: int = MOST_KEPT) -> Afvigelser:
    """The agreements whose cost is not what was billed of them, the `most` largest by name. `tilbagetaget`: exchanges whose charges
    do not count."""
    maskine, prices = Regnemaskine(kvartal, metode), takster()
    found: list[Afvigelse] = []
    holes: dict[int, list[tuple[dt.date, int]]] = defaultdict(list)
    for (ydelse, units, fra, til), foer, count, ids in _opkraevede(kvartal, tilbagetaget):
        cost = maskine.udregn(ydelse, prices.get(ydelse, ()), units, fra, til)
        if cost.hul is not None:
            holes[ydelse].append((cost.hul, count))
        if missing := cost.beloeb - (foer or 0):
            found += [(int(aftale), missing, foer) for aftale in ids.split(",")]
    found.sort(key=lambda one: (-abs(one[1]), one[0]))
    return Afvigelser(
        antal=len(found),
        beloeb=sum(one[1] for one in found),
        stoerste=found[:most],
        huller=[(ydelse, min(dag for dag, _ in days), sum(n for _, n in days)) for ydelse, days in sorted(holes.items())],
    )


_LISTED = {"postgresql": "string_agg(a.id::text, ',')", "sqlite": "group_concat(a.id)"}
_SQL = """
SELECT a.ydelse_id, a.antal, CASE WHEN a.fra > %s THEN a.fra END AS begin, CASE WHEN a.til < %s THEN a.til END AS slut, f.beloeb,
    COUNT(*), {listed}
FROM {aftale} AS a LEFT JOIN (
    SELECT o.aftale_id, SUM(o.beloeb) AS beloeb FROM {opkraevning} AS o WHERE o.kvartal = %s {undone} GROUP BY o.aftale_id
) AS f ON f.aftale_id = a.id
WHERE f.aftale_id IS NOT NULL OR ((a.fra IS NULL OR a.fra <= %s) AND (a.til IS NULL OR a.til >= %s))
GROUP BY a.ydelse_id, a.antal, begin, slut, f.beloeb
"""
_UNDONE = "AND o.regning_id NOT IN (SELECT r.id FROM {regning} AS r WHERE r.exchange_id IN ({places}))"


def _opkraevede(kvartal: Kvartal, tilbagetaget: Collection[int]) -> Iterator[tuple[Gruppe, int | None, int, str]]:
    """The agreements of the quarter, and those billed for it, that are alike, also in what was billed: how many, and their ids."""
    regning = Opkraevning._meta.get_field("regning").related_model._meta.db_table
    undone = _UNDONE.format(regning=regning, places=", ".join(["%s"] * len(tilbagetaget))) if tilbagetaget else ""
    statement = _SQL.format(
        listed=_LISTED[connection.vendor], aftale=Aftale._meta.db_table, opkraevning=Opkraevning._meta.db_table, undone=undone
    )
    first, last = kvartal.foerste, kvartal.sidste
    with connection.cursor() as cursor:
        cursor.execute(statement, [first, last, str(kvartal), *tilbagetaget, last, first])
        for ydelse, antal, fra, til, foer, count, ids in cursor.fetchall():
            yield (ydelse, antal, _dag(fra), _dag(til)), None if foer is None else int(foer), count, ids


def _dag(value: dt.date | str | None) -> dt.date | None:
    """A date as the database gives it: SQLite has it as text."""
    return dt.date.fromisoformat(value) if isinstance(value, str) else value
