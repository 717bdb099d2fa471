"""Renovation in the reconciliation: what the agreements cost, what was billed, sent and taken of it, quarter by quarter.

*Krævet* is computed anew from agreements and tariffs, so it also moves when they are changed after billing. *Betalt* is absent: no
interface brings payments yet. Sources: social-teknik.md 11.3 (calculation), prisme.md 2.5 (control).
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from django.db.models import Count, QuerySet
from django.db.models import Sum as Total

from snitflade.exchange.konstanter import KonstantUgyldig, konstant
from snitflade.exchange.models import Exchange
from snitflade.exchange.reconciliation import Emne, Forskel, Kilde, Linje, Sum, Trin, register
from snitflade.exchange.states import TAKEN_BACK, State
from snitflade.formats.problems import Problems, mask_cpr
from snitflade.inka.models import Debitor, Regning
from snitflade.tekn.models import Aftale, Takst
from snitflade.tekn.renovation.afregning import Regnemaskine
from snitflade.tekn.renovation.afregning import Takst as Pris
from snitflade.tekn.renovation.beregn import beregn
from snitflade.tekn.renovation.kvartal import Kvartal
from snitflade.tekn.renovation.opkraev import MODUL
from snitflade.tekn.renovation.vagt import SNITFLADE

TAGET = (State.TAGET, State.KVITTERET)
"""The states in which the partner has the files."""
Gruppe = tuple[int, int, dt.date | None, dt.date | None]
"""Service, number of units, first and last day: agreements alike in these cost the same."""


def linjer(fra: dt.date, til: dt.date) -> list[Linje]:
    """The quarters that have a day from `fra` to `til`, with their sums. A handful of queries, however many quarters."""
    kvartaler = list(_kvartaler(fra, til))
    billed = _opkraevet(kvartaler)
    exchanges = Exchange.objects.in_bulk({number for sums in billed.values() for number in sums if number is not None})
    grupper, takster = _grupper(), _takster()
    found = []
    for kvartal in kvartaler:
        sums = billed.get(str(kvartal), {})
        sent = [one for number, one in sums.items() if number is not None and exchanges[number].sent_at is not None]
        taken = [one for number, one in sums.items() if number is not None and exchanges[number].state in TAGET]
        ran = [exchanges[number] for number in sums if number is not None]
        found.append(
            Linje(
                periode=str(kvartal),
                fra=kvartal.foerste,
                til=kvartal.sidste,
                summer={
                    Trin.KRAEVET: kraevet(kvartal, _metode(kvartal, ran), grupper, takster),
                    Trin.OPKRAEVET: sum(sums.values(), Sum(0, 0)),
                    Trin.SENDT: sum(sent, Sum(0, 0)),
                    Trin.TAGET: sum(taken, Sum(0, 0)),
                },
            )
        )
    return found


def kraevet(kvartal: Kvartal, metode: str, grupper: Mapping[Gruppe, int], takster: Mapping[int, list[Pris]]) -> Sum:
    """What all agreements cost in the quarter, and how many cost something. The same as `beregn` computes one by one.

    An agreement without the tariff it needs costs nothing here; `forskelle` reports it.
    """
    maskine = Regnemaskine(kvartal, metode)
    beloeb = antal = 0
    for (ydelse, units, fra, til), count in grupper.items():
        if (fra is not None and fra > kvartal.sidste) or (til is not None and til < kvartal.foerste):
            continue
        # Where the agreement runs on both sides of the quarter, it is like every other that does.
        first = None if fra is not None and fra <= kvartal.foerste else fra
        last = None if til is not None and til >= kvartal.sidste else til
        cost = maskine.udregn(ydelse, takster.get(ydelse, ()), units, first, last).beloeb
        beloeb += cost * count
        antal += count if cost else 0
    return Sum(beloeb, antal)


def forskelle(linje: Linje, most: int) -> Iterator[Forskel]:
    """Why the stages of a quarter differ."""
    kvartal = Kvartal.laes(linje.periode)
    sums = _opkraevet([kvartal]).get(linje.periode, {})
    exchanges = Exchange.objects.in_bulk([number for number in sums if number is not None])
    yield from _ikke_opkraevet(kvartal, linje, list(exchanges.values()), most)
    for number, one in sums.items():
        exchange = exchanges.get(number) if number is not None else None
        if exchange is None:
            yield Forskel(Trin.SENDT, linje.periode, f"{one.antal} regninger er ikke lavet her og ikke sendt herfra", one.beloeb)
        elif exchange.sent_at is None:
            text = f"{one.antal} regninger i udveksling {exchange.pk} er ikke sendt: {exchange.get_state_display()}"
            yield Forskel(Trin.SENDT, linje.periode, text, one.beloeb, Emne.UDVEKSLING, exchange.pk)
        elif exchange.state not in TAGET:
            text = f"{one.antal} regninger i udveksling {exchange.pk} er sendt, men ikke taget: {exchange.get_state_display()}"
            yield Forskel(Trin.TAGET, linje.periode, text, one.beloeb, Emne.UDVEKSLING, exchange.pk)


def _ikke_opkraevet(kvartal: Kvartal, linje: Linje, ran: Sequence[Exchange], most: int) -> Iterator[Forskel]:
    """The agreements whose cost is not what was billed of them."""
    missing = linje.forskel(Trin.OPKRAEVET) or 0
    if not linje.summer[Trin.OPKRAEVET].antal and missing:
        text = f"Kvartalet er ikke opkrævet: {linje.summer[Trin.KRAEVET].antal} aftaler"
        yield Forskel(Trin.OPKRAEVET, linje.periode, text, missing, Emne.SNITFLADE, SNITFLADE)
        return
    problems = Problems()
    beregning = beregn(kvartal, _metode(kvartal, ran), problems)
    for problem in problems.sorted(most):
        yield Forskel(Trin.OPKRAEVET, linje.periode, problem.message, 0)
    by_size = sorted(beregning.krav, key=lambda krav: (-abs(krav.beloeb), krav.aftale))
    debtors = Debitor.objects.in_bulk({krav.debitor for krav in by_size[:most]})
    for krav in by_size[:most]:
        debitor = debtors[krav.debitor]
        what = "er ikke opkrævet" if krav.foer is None else "er opkrævet med et andet beløb"
        ydelse = beregning.ydelser[krav.ydelse].navn
        text = f"{ydelse}, {krav.bnr}, {debitor.navn} (kunde {mask_cpr(debitor.kundenummer)}) {what}"
        yield Forskel(Trin.OPKRAEVET, linje.periode, text, krav.beloeb, Emne.DEBITOR, debitor.pk)
    if rest := by_size[most:]:
        text = f"{len(rest)} aftaler mere med mindre forskelle"
        yield Forskel(Trin.OPKRAEVET, linje.periode, text, sum(krav.beloeb for krav in rest))
    if unexplained := missing - sum(krav.beloeb for krav in by_size):
        yield Forskel(Trin.OPKRAEVET, linje.periode, "Ikke forklaret af de andre rækker: gennemgå kørslerne", unexplained)


def perioder() -> list[Linje]:
    """The quarters that have bills, without sums."""
    names = Regning.objects.filter(modul=MODUL).order_by("periode").values_list("periode", flat=True).distinct()
    found = [Kvartal.laes(name) for name in names]
    return [Linje(str(kvartal), kvartal.foerste, kvartal.sidste, {}) for kvartal in found]


def _kvartaler(fra: dt.date, til: dt.date) -> Iterator[Kvartal]:
    aar, nummer = fra.year, (fra.month + 2) // 3
    while (kvartal := Kvartal(aar, nummer)).foerste <= til:
        yield kvartal
        aar, nummer = (aar + 1, 1) if nummer == 4 else (aar, nummer + 1)


def _gaeldende() -> QuerySet[Regning]:
    """The bills that count: those of an exchange that was taken back never went out."""
    taken_back = list(Exchange.objects.filter(interface=SNITFLADE, state__in=TAKEN_BACK).values_list("pk", flat=True))
    bills = Regning.objects.filter(modul=MODUL).order_by()
    return bills.exclude(exchange__in=taken_back) if taken_back else bills


def _opkraevet(kvartaler: Sequence[Kvartal]) -> dict[str, dict[int | None, Sum]]:
    """The sums of the bills by quarter and exchange (None: not made here)."""
    found: defaultdict[str, dict[int | None, Sum]] = defaultdict(dict)
    rows = _gaeldende().filter(periode__in=[str(kvartal) for kvartal in kvartaler]).values_list("periode", "exchange_id")
    for periode, exchange, beloeb, antal in rows.annotate(Total("beloeb"), Count("pk")):
        found[periode][exchange] = Sum(beloeb, antal)
    return found


def _metode(kvartal: Kvartal, ran: Sequence[Exchange]) -> str:
    """The proration that the quarter was billed with last, else the one it would be billed with."""
    last = max(ran, key=lambda exchange: exchange.pk, default=None)
    options = last.options if last else {}
    if options.get("afregning"):
        return str(options["afregning"])
    dato = options.get("posteringsdato")
    try:
        return konstant("renovation.afregning", dt.date.fromisoformat(dato) if dato else kvartal.foerste)
    except KonstantUgyldig:
        return "dage"


def _grupper() -> dict[Gruppe, int]:
    """How many agreements are alike."""
    rows = Aftale.objects.order_by().values_list("ydelse_id", "antal", "fra", "til").annotate(Count("pk"))
    return {(ydelse, antal, fra, til): count for ydelse, antal, fra, til, count in rows}


def _takster() -> dict[int, list[Pris]]:
    takster: defaultdict[int, list[Pris]] = defaultdict(list)
    for ydelse, fra, pris in Takst.objects.order_by("id").values_list("ydelse_id", "gyldig_fra", "pris"):
        takster[ydelse].append((fra, pris))
    for prices in takster.values():
        prices.sort(key=lambda price: price[0] or dt.date.min)
    return takster


AFSTEMNING = register(Kilde(modul=MODUL, titel="Renovation", linjer=linjer, forskelle=forskelle, perioder=perioder))
