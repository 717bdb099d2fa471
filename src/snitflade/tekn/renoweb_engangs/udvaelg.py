"""What is transferred to RenoWeb: the agreements that have not ended on the day, and everything they refer to.

Every agreement has its customer, its address and its service with a price, or nothing is written. Source: social-teknik.md 10.3.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import F, OuterRef, Q, QuerySet, Subquery, Sum, Value
from django.db.models.fields import BigIntegerField, DateField
from django.db.models.functions import Coalesce, Greatest

from snitflade.formats.problems import ProblemKind, Problems
from snitflade.inka.debitorkort import Debitorkort, kort
from snitflade.inka.models import Debitor
from snitflade.tekn.models import Aftale, Takst, Ydelse

KVARTALER = 4
RWE_LOKALITET = ProblemKind(
    "RWE_LOKALITET", "Lokaliteten {raw} har ingen kode, og {antal} aftaler ligger der. Indlæs koden med lokaliteter.csv."
)
RWE_PRIS = ProblemKind(
    "RWE_PRIS", "{raw} i {lokalitet} har ingen pris den {dag}, og {antal} aftaler bruger den. Indlæs prisen med ydelser.csv."
)
RWE_TOM = ProblemKind("RWE_TOM", "Der er ingen aftaler, der gælder den {dag} eller senere, så der er intet at overføre.")


@dataclass(frozen=True, slots=True)
class Adresse:
    """A place of collection. `id`: the number of the first agreement ever made there, so that it stays what it was."""

    id: int
    lokalitet: str
    bnr: str


@dataclass(frozen=True, slots=True)
class Pris:
    """A price from a day on (None: from the beginning), øre per unit and quarter."""

    ydelse: int
    fra: dt.date | None
    beloeb: int


@dataclass(frozen=True, slots=True)
class Aftalelinje:
    """An agreement with what it refers to; `aarspris` in øre."""

    id: int
    kundenr: str
    adresse: int
    ydelse: int
    antal: int
    fra: dt.date | None
    til: dt.date | None
    konto: str
    aarspris: int


@dataclass(frozen=True, slots=True)
class Udvalg:
    """Everything that is transferred. `udeladt`: agreements left out because their customer's address is protected."""

    kunder: list[Debitorkort]
    adresser: list[Adresse]
    ydelser: list[Ydelse]
    priser: list[Pris]
    aftaler: list[Aftalelinje]
    udeladt: int
    beskyttede: frozenset[int]
    """The customers whose agreements were left out."""


def aftaler_paa(dag: dt.date, uden: Collection[int] = ()) -> QuerySet[Aftale]:
    """The agreements that have not ended on the day, without those of the customers `uden`."""
    return Aftale.objects.filter(Q(til=None) | Q(til__gte=dag)).exclude(debitor__in=uden)


def udvaelg(dag: dt.date, problems: Problems, *, med_beskyttede: bool) -> Udvalg:
    """Choose and check; what is missing is reported, all of it."""
    everybody = list(Debitor.objects.filter(pk__in=aftaler_paa(dag).values("debitor")).order_by("kundenummer"))
    cards = kort(everybody)
    hidden = frozenset() if med_beskyttede else frozenset(card.id for card in cards if card.adressebeskyttet)
    rows = list(aftaler_paa(dag, hidden).select_related("lokalitet", "debitor").order_by("pk"))
    if not rows:
        problems.add(RWE_TOM, dag=f"{dag:%d-%m-%Y}")
    places = _adresser(rows, problems)
    services = list(Ydelse.objects.filter(pk__in={row.ydelse_id for row in rows}).select_related("lokalitet").order_by("pk"))
    prices = _priser(services)
    return Udvalg(
        kunder=[card for card in cards if card.id not in hidden],
        adresser=sorted(set(places.values()), key=lambda one: one.id),
        ydelser=services,
        priser=[price for one in services for price in prices[one.pk]],
        aftaler=_linjer(rows, places, {one.pk: one for one in services}, prices, dag, problems),
        udeladt=aftaler_paa(dag).filter(debitor__in=hidden).count(),
        beskyttede=hidden,
    )


def registrenes_tal(dag: dt.date, uden: Collection[int]) -> dict[str, int]:
    """What the registers themselves say, asked apart from what was chosen: the files must show just this."""
    rows = aftaler_paa(dag, uden).order_by()
    price = (
        Takst.objects.filter(Q(gyldig_fra=None) | Q(gyldig_fra__lte=OuterRef("regnet")), ydelse=OuterRef("ydelse"))
        .order_by(F("gyldig_fra").desc(nulls_last=True))
        .values("pris")[:1]
    )
    day = Value(dag, output_field=DateField())
    priced = rows.annotate(regnet=Greatest(Coalesce("fra", day), day)).annotate(
        aarspris=F("antal") * Subquery(price, output_field=BigIntegerField()) * KVARTALER
    )
    return {
        "Kunder": rows.values("debitor").distinct().count(),
        "Adresser": rows.values("lokalitet", "bnr_noegle").distinct().count(),
        "Ydelser": rows.values("ydelse").distinct().count(),
        "Priser": Takst.objects.filter(ydelse__in=rows.values("ydelse")).count(),
        "Aftaler": rows.count(),
        "Årspris": priced.aggregate(total=Sum("aarspris"))["total"] or 0,
    }


def _adresser(rows: list[Aftale], problems: Problems) -> dict[int, Adresse]:
    """The place of each agreement, by the agreement."""
    wanted = {(row.lokalitet_id, row.bnr_noegle) for row in rows}
    first: dict[tuple[int, str], tuple[int, str]] = {}
    for pk, lokalitet, key, bnr in Aftale.objects.order_by("pk").values_list("pk", "lokalitet_id", "bnr_noegle", "bnr"):
        if (lokalitet, key) in wanted:
            first.setdefault((lokalitet, key), (pk, bnr))
    without: defaultdict[str, int] = defaultdict(int)
    found: dict[int, Adresse] = {}
    for row in rows:
        if not row.lokalitet.kode:
            without[row.lokalitet.navn] += 1
        number, bnr = first[row.lokalitet_id, row.bnr_noegle]
        found[row.pk] = Adresse(number, row.lokalitet.kode, bnr)
    for name, count in sorted(without.items()):
        problems.add(RWE_LOKALITET, raw=name, antal=count)
    return found


def _priser(services: list[Ydelse]) -> dict[int, list[Pris]]:
    """The prices of each service, the first one first."""
    found: dict[int, list[Pris]] = {one.pk: [] for one in services}
    for ydelse, fra, pris in Takst.objects.filter(ydelse__in=found).values_list("ydelse_id", "gyldig_fra", "pris"):
        found[ydelse].append(Pris(ydelse, fra, pris))
    for prices in found.values():
        prices.sort(key=lambda price: price.fra or dt.date.min)
    return found


def _linjer(
    rows: list[Aftale],
    places: dict[int, Adresse],
    services: dict[int, Ydelse],
    prices: dict[int, list[Pris]],
    dag: dt.date,
    problems: Problems,
) -> list[Aftalelinje]:
    missing: defaultdict[int, list[dt.date]] = defaultdict(list)
    found: list[Aftalelinje] = []
    for row in rows:
        day = max(row.fra or dag, dag)
        price = next((one for one in reversed(prices[row.ydelse_id]) if (one.fra or dt.date.min) <= day), None)
        if price is None:
            missing[row.ydelse_id].append(day)
            continue
        account = row.debitor.betales_fra_konto
        yearly = row.antal * price.beloeb * KVARTALER
        number = row.debitor.kundenummer
        found.append(Aftalelinje(row.pk, number, places[row.pk].id, row.ydelse_id, row.antal, row.fra, row.til, account, yearly))
    for ydelse, days in sorted(missing.items()):
        one = services[ydelse]
        problems.add(RWE_PRIS, raw=one.navn, lokalitet=one.lokalitet.navn, dag=f"{min(days):%d-%m-%Y}", antal=len(days))
    return found
