"""What every agreement costs in a quarter, and how much of it has not been billed.

Rows come from the database as plain tuples and charges go out as plain tuples, in the order of debtors and agreements.
Source: social-teknik.md 11.3.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from typing import NamedTuple

from django.db.models import QuerySet

from snitflade.exchange.models import Exchange
from snitflade.exchange.states import TAKEN_BACK
from snitflade.formats.problems import ProblemKind, Problems
from snitflade.tekn.models import Aftale, Opkraevning, Takst, Ydelse
from snitflade.tekn.renovation.afregning import Regnemaskine, Udregning
from snitflade.tekn.renovation.afregning import Takst as Pris
from snitflade.tekn.renovation.kvartal import Kvartal

SNITFLADE = "tekn.renovation-prisme"
"""The interface that bills."""

RENOVATION_TAKST_MANGLER = ProblemKind(
    "RENOVATION_TAKST_MANGLER",
    "{ydelse} i {lokalitet} har ingen takst den {dag}, og {antal} aftaler skal betale for den dag. Tilføj taksten i ydelser.csv.",
    spec="REN-E01",
)


class Ydelsesdata(NamedTuple):
    """A service with its names by language, its place, its income account and its tariffs by first day."""

    navn: str
    navn_kl: str
    navn_en: str
    lokalitet: int
    lokalitetsnavn: str
    geo_kode: str
    konto: str
    takster: list[Pris]


class Krav(NamedTuple):
    """A charge: the difference (øre) between what an agreement costs in the quarter and what was billed of it before.

    `foer`: what was billed before, None when nothing ever was; `konto`: the income account, of a correction the one that
    was used before.
    """

    aftale: int
    debitor: int
    ydelse: int
    bnr: str
    konto: str
    antal: int
    udregning: Udregning
    foer: int | None
    beloeb: int


class Beregning(NamedTuple):
    """A computed quarter: the charges that are not zero, the services, and how many agreements were looked at.

    `fuldt`: what the whole quarter costs (øre), billed or not.
    """

    krav: list[Krav]
    ydelser: dict[int, Ydelsesdata]
    aftaler: int
    dage: int
    fuldt: int


def beregn(kvartal: Kvartal, metode: str, problems: Problems) -> Beregning:
    """Compute the quarter under proration `metode` (see `afregning`). A service without a needed tariff is a problem."""
    ydelser = _ydelser()
    before, accounts = _billed(kvartal)
    maskine = Regnemaskine(kvartal, metode)
    first, last = kvartal.foerste, kvartal.sidste
    full = {ydelse: data.takster for ydelse, data in ydelser.items()}
    holes: defaultdict[int, list[dt.date]] = defaultdict(list)
    krav: list[Krav] = []
    add, new, udregn, billed = krav.append, Krav._make, maskine.udregn, before.get
    count = total = 0
    rows = Aftale.objects.order_by("debitor_id", "id").values_list("id", "debitor_id", "ydelse_id", "bnr", "antal", "fra", "til")
    for aftale, debitor, ydelse, bnr, antal, fra, til in rows.iterator(chunk_size=10_000):
        foer = billed(aftale) if before else None
        if foer is None and ((fra is not None and fra > last) or (til is not None and til < first)):
            continue
        count += 1
        if fra is not None and fra <= first:
            fra = None
        if til is not None and til >= last:
            til = None
        udregning = udregn(ydelse, full[ydelse], antal, fra, til)
        if udregning.hul is not None:
            holes[ydelse].append(udregning.hul)
        total += udregning.beloeb
        beloeb = udregning.beloeb if foer is None else udregning.beloeb - foer
        if beloeb:
            konto = ydelser[ydelse].konto if foer is None else accounts[aftale]
            add(new((aftale, debitor, ydelse, bnr, konto, antal, udregning, foer, beloeb)))
    for ydelse, days in holes.items():
        data = ydelser[ydelse]
        dag = f"{min(days):%d.%m.%Y}"
        problems.add(RENOVATION_TAKST_MANGLER, ydelse=data.navn, lokalitet=data.lokalitetsnavn, dag=dag, antal=len(days))
    return Beregning(krav, ydelser, count, len(maskine.dage), total)


def _ydelser() -> dict[int, Ydelsesdata]:
    """All services by id, in tariff order."""
    takster: defaultdict[int, list[Pris]] = defaultdict(list)
    for ydelse, fra, pris in Takst.objects.order_by("id").values_list("ydelse_id", "gyldig_fra", "pris"):
        takster[ydelse].append((fra, pris))
    for prices in takster.values():
        prices.sort(key=lambda price: price[0] or dt.date.min)
    names = ("navn", "navn_kl", "navn_en", "lokalitet_id", "lokalitet__navn", "lokalitet__geo_kode", "indtaegtskonto")
    rows = Ydelse.objects.order_by("id").values_list("id", *names)
    return {row[0]: Ydelsesdata._make((*row[1:], takster[row[0]])) for row in rows}


def _billed(kvartal: Kvartal) -> tuple[dict[int, int], dict[int, str]]:
    """What has been billed of every agreement for the quarter (øre), and on which account last."""
    amounts: dict[int, int] = {}
    accounts: dict[int, str] = {}
    rows = gyldige().filter(kvartal=str(kvartal)).order_by("id").values_list("aftale_id", "beloeb", "konto")
    for aftale, beloeb, konto in rows.iterator(chunk_size=10_000):
        amounts[aftale] = amounts.get(aftale, 0) + beloeb
        accounts[aftale] = konto
    return amounts, accounts


def gyldige() -> QuerySet[Opkraevning]:
    """The charges that count: those of a run that was annulled or replaced before it was sent were never billed."""
    undone = tilbagetaget()
    return Opkraevning.objects.exclude(regning__exchange__in=undone) if undone else Opkraevning.objects.all()


def tilbagetaget() -> list[int]:
    """The runs that were taken back before they went out: what they billed does not count."""
    rows = Exchange.objects.filter(interface=SNITFLADE, state__in=TAKEN_BACK).order_by("pk")
    return list(rows.values_list("pk", flat=True))
