"""What reconciliation knows of each quarter, computed once and kept for as long as the rows it comes from stay as they are.

Three answers per quarter: what the agreements cost, what was billed by which exchange, and which agreements cost something else
than was billed of them. `brud` holds what is kept against the rows, one agreement at a time, for `snitflade verify`.
Sources: social-teknik.md 11.3 (calculation), prisme.md 2.5 (control).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any, NamedTuple

from django.db.models import Count
from django.db.models import Sum as Total

from snitflade.exchange import kept, stamps
from snitflade.exchange.reconciliation import Sum
from snitflade.formats.problems import Problems
from snitflade.inka.models import Regning
from snitflade.tekn.models import Aftale, Opkraevning, Takst
from snitflade.tekn.renovation.beregn import Krav, beregn, tilbagetaget
from snitflade.tekn.renovation.grupper import Afvigelser, afvigelser, kraevede
from snitflade.tekn.renovation.kvartal import Kvartal
from snitflade.tekn.renovation.opkraev import MODUL

KRAEVET, OPKRAEVET, AFVIGER = (f"{MODUL}/{what}" for what in ("kraevet", "opkraevet", "afviger"))
"""What the kept answers are called."""


class Stempler(NamedTuple):
    """The stamps of each quarter's three answers."""

    kraevet: dict[str, str]
    opkraevet: dict[str, str]
    afviger: dict[str, str]


def stempler(metoder: Mapping[Kvartal, str]) -> Stempler:
    """The stamps as they are now. `metoder`: by which proration each quarter is computed."""
    names = {str(kvartal): metode for kvartal, metode in metoder.items()}
    whole = [stamps.subject(Aftale), stamps.subject(Takst)]
    bills = {name: stamps.subject(Regning, name) for name in names}
    charges = {name: stamps.subject(Opkraevning, name) for name in names}
    found = stamps.read([*whole, *bills.values(), *charges.values()])
    undone = list(tilbagetaget())
    cost = {name: kept.stamp(metode, *(found[one] for one in whole)) for name, metode in names.items()}
    return Stempler(
        kraevet=cost,
        opkraevet={name: kept.stamp(found[one]) for name, one in bills.items()},
        # Charges count by what became of their bills' exchanges.
        afviger={name: kept.stamp(cost[name], found[charges[name]], found[bills[name]], undone) for name in names},
    )


def kraevet(metoder: Mapping[Kvartal, str], stamped: Stempler) -> dict[str, Sum]:
    """What all agreements cost in each quarter, and how many cost something."""
    by_name = {str(kvartal): kvartal for kvartal in metoder}

    def compute(names: Collection[str]) -> dict[str, Any]:
        wanted = {by_name[name]: metoder[by_name[name]] for name in names}
        return {str(kvartal): [one.beloeb, one.antal] for kvartal, one in kraevede(wanted).items()}

    found = kept.answers(KRAEVET, stamped.kraevet, compute)
    return {name: Sum(*value) for name, value in found.items()}


def opkraevet(stamped: Stempler) -> dict[str, dict[int | None, Sum]]:
    """The sums of each quarter's bills by exchange (None: not made here), also of runs that were taken back."""
    found = kept.answers(OPKRAEVET, stamped.opkraevet, _billed)
    return {name: {exchange: Sum(beloeb, antal) for exchange, beloeb, antal in value} for name, value in found.items()}


def _billed(names: Collection[str]) -> dict[str, Any]:
    rows = Regning.objects.filter(modul=MODUL, periode__in=list(names)).order_by().values_list("periode", "exchange_id")
    found: dict[str, Any] = {name: [] for name in names}
    for periode, exchange, beloeb, antal in rows.annotate(Total("beloeb"), Count("pk")):
        found[periode].append((exchange, beloeb, antal))
    return {name: sorted(value, key=lambda one: (one[0] is None, one[0] or 0)) for name, value in found.items()}


def afviger(kvartal: Kvartal, metode: str, stamped: Stempler) -> Afvigelser:
    """The agreements of one quarter whose cost is not what was billed of them; the largest `grupper.MOST_KEPT` by name."""
    name = str(kvartal)
    found = kept.answers(
        AFVIGER, {name: stamped.afviger[name]}, lambda _: {name: afvigelser(kvartal, metode, tilbagetaget()).as_json()}
    )
    return Afvigelser.of_json(found[name])


def brud(metoder: Mapping[Kvartal, str]) -> Iterator[str]:
    """Which kept answers are not what the rows say, in Danish sentences: each is computed anew, row by row."""
    stamped = stempler(metoder)
    costs, billed, differing = (
        kept.valid(name, values)
        for name, values in zip((KRAEVET, OPKRAEVET, AFVIGER), (stamped.kraevet, stamped.opkraevet, stamped.afviger), strict=True)
    )
    for kvartal, metode in metoder.items():
        name = str(kvartal)
        if name in billed and _as_rows(billed[name]) != _as_rows(_one_by_one(name)):
            yield _saetning(name, "opkrævet")
        if name not in costs and name not in differing:
            continue
        beregning = beregn(kvartal, metode, Problems())
        if name in costs and costs[name][0] != beregning.fuldt:
            yield _saetning(name, "krævet")
        if name in differing and not _passer(Afvigelser.of_json(differing[name]), beregning.krav):
            yield _saetning(name, "forskellene")


def _passer(found: Afvigelser, krav: Collection[Krav]) -> bool:
    """Whether these are the differences that billing would find."""
    wanted = [(one.aftale, one.beloeb, one.foer) for one in sorted(krav, key=lambda one: (-abs(one.beloeb), one.aftale))]
    total = sum(one.beloeb for one in krav)
    return (found.antal, found.beloeb, list(found.stoerste)) == (len(wanted), total, wanted[: len(found.stoerste)])


def _saetning(kvartal: str, hvad: str) -> str:
    return f"Afstemningen af renovation i {kvartal}: det gemte svar om {hvad} er ikke, hvad rækkerne siger."


def _one_by_one(name: str) -> list[list[int | None]]:
    """The sums of the quarter's bills, added up here."""
    sums: dict[int | None, list[int]] = {}
    rows = Regning.objects.filter(modul=MODUL, periode=name).order_by().values_list("exchange_id", "beloeb")
    for exchange, beloeb in rows.iterator(chunk_size=10_000):
        one = sums.setdefault(exchange, [0, 0])
        one[0] += beloeb
        one[1] += 1
    return [[exchange, *one] for exchange, one in sums.items()]


def _as_rows(value: Collection[Any]) -> set[tuple[Any, ...]]:
    return {tuple(one) for one in value}
