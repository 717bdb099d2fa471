"""Renovation in the reconciliation: what the agreements cost, what was billed, sent and taken of it, quarter by quarter.

*Krævet* is computed anew from agreements and tariffs, so it also moves when they are changed after billing. *Betalt* is absent: no
interface brings payments yet. Sources: social-teknik.md 11.3 (calculation), prisme.md 2.5 (control).
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from snitflade.exchange.konstanter import KonstantUgyldig, konstant
from snitflade.exchange.konstanter.model import Systemkonstant
from snitflade.exchange.models import Exchange, Kept
from snitflade.exchange.reconciliation import Emne, Forskel, Kilde, Linje, Sum, Trin, register
from snitflade.exchange.skipping import distinct
from snitflade.exchange.states import TAKEN_BACK, State
from snitflade.formats.problems import Problems, mask_cpr
from snitflade.inka.models import Regning
from snitflade.tekn.models import Aftale, Ydelse
from snitflade.tekn.renovation import afstemt, grupper, vagt
from snitflade.tekn.renovation.beregn import RENOVATION_TAKST_MANGLER, SNITFLADE, tilbagetaget
from snitflade.tekn.renovation.kvartal import Kvartal
from snitflade.tekn.renovation.opkraev import MODUL

TAGET = (State.TAGET, State.KVITTERET)
"""The states in which the partner has the files."""
AFREGNING = "renovation.afregning"
"""The system constant with the proration."""


@dataclass(frozen=True, slots=True)
class _Viden:
    """What is known of a quarter when its sums are: its proration, its bills that count by exchange, the exchanges, the stamps."""

    metode: str
    sums: Mapping[int | None, Sum]
    exchanges: Mapping[int, Exchange]
    stamped: afstemt.Stempler


def linjer(fra: dt.date, til: dt.date) -> list[Linje]:
    """The quarters that have a day from `fra` to `til`, with their sums. A handful of queries, however many quarters."""
    kvartaler = list(_kvartaler(fra, til))
    # A quarter's bills say which runs made them, and the last of these how it was prorated.
    billed = afstemt.opkraevet(afstemt.stempler(dict.fromkeys(kvartaler, "")))
    exchanges = Exchange.objects.in_bulk({number for sums in billed.values() for number in sums if number is not None})
    counting = {name: _gaeldende(sums, exchanges) for name, sums in billed.items()}
    metoder = _metoder(kvartaler, counting, exchanges)
    stamped = afstemt.stempler(metoder)
    claimed = afstemt.kraevet(metoder, stamped)
    return [
        _linje(kvartal, claimed[str(kvartal)], _Viden(metoder[kvartal], counting[str(kvartal)], exchanges, stamped))
        for kvartal in kvartaler
    ]


def _linje(kvartal: Kvartal, claimed: Sum, viden: _Viden) -> Linje:
    sums, exchanges = viden.sums, viden.exchanges
    sent = [one for number, one in sums.items() if number is not None and exchanges[number].sent_at is not None]
    taken = [one for number, one in sums.items() if number is not None and exchanges[number].state in TAGET]
    return Linje(
        periode=str(kvartal),
        fra=kvartal.foerste,
        til=kvartal.sidste,
        summer={
            Trin.KRAEVET: claimed,
            Trin.OPKRAEVET: sum(sums.values(), Sum(0, 0)),
            Trin.SENDT: sum(sent, Sum(0, 0)),
            Trin.TAGET: sum(taken, Sum(0, 0)),
        },
        viden=viden,
    )


def forskelle(linje: Linje, most: int) -> Iterator[Forskel]:
    """Why the stages of a quarter differ. `linje` is one that `linjer` gave."""
    viden = linje.viden
    if not isinstance(viden, _Viden):
        raise TypeError("the line must come from linjer")
    yield from _ikke_opkraevet(Kvartal.laes(linje.periode), linje, viden, most)
    for number, one in viden.sums.items():
        exchange = viden.exchanges.get(number) if number is not None else None
        if exchange is None:
            yield Forskel(Trin.SENDT, linje.periode, f"{one.antal} regninger er ikke lavet her og ikke sendt herfra", one.beloeb)
        elif exchange.sent_at is None:
            text = f"{one.antal} regninger i udveksling {exchange.pk} er ikke sendt: {exchange.get_state_display()}"
            yield Forskel(Trin.SENDT, linje.periode, text, one.beloeb, Emne.UDVEKSLING, exchange.pk)
        elif exchange.state not in TAGET:
            text = f"{one.antal} regninger i udveksling {exchange.pk} er sendt, men ikke taget: {exchange.get_state_display()}"
            yield Forskel(Trin.TAGET, linje.periode, text, one.beloeb, Emne.UDVEKSLING, exchange.pk)


def _ikke_opkraevet(kvartal: Kvartal, linje: Linje, viden: _Viden, most: int) -> Iterator[Forskel]:
    """The agreements whose cost is not what was billed of them."""
    missing = linje.forskel(Trin.OPKRAEVET) or 0
    if not linje.summer[Trin.OPKRAEVET].antal and missing:
        text = f"Kvartalet er ikke opkrævet: {linje.summer[Trin.KRAEVET].antal} aftaler"
        yield Forskel(Trin.OPKRAEVET, linje.periode, text, missing, Emne.SNITFLADE, SNITFLADE)
        return
    if most <= grupper.MOST_KEPT:
        found = afstemt.afviger(kvartal, viden.metode, viden.stamped)
    else:
        found = grupper.afvigelser(kvartal, viden.metode, tilbagetaget(), most)
    for text in _huller(found.huller, most):
        yield Forskel(Trin.OPKRAEVET, linje.periode, text, 0)
    listed = found.stoerste[:most]
    aftaler = Aftale.objects.select_related("debitor", "ydelse").in_bulk([aftale for aftale, _, _ in listed])
    for number, beloeb, foer in listed:
        aftale = aftaler[number]
        debitor = aftale.debitor
        what = "er ikke opkrævet" if foer is None else "er opkrævet med et andet beløb"
        text = f"{aftale.ydelse.navn}, {aftale.bnr}, {debitor.navn} (kunde {mask_cpr(debitor.kundenummer)}) {what}"
        yield Forskel(Trin.OPKRAEVET, linje.periode, text, beloeb, Emne.DEBITOR, debitor.pk)
    if rest := found.antal - len(listed):
        text = f"{rest} aftaler mere med mindre forskelle"
        yield Forskel(Trin.OPKRAEVET, linje.periode, text, found.beloeb - sum(beloeb for _, beloeb, _ in listed))
    if unexplained := missing - found.beloeb:
        yield Forskel(Trin.OPKRAEVET, linje.periode, "Ikke forklaret af de andre rækker: gennemgå kørslerne", unexplained)


def _huller(holes: Sequence[grupper.Hul], most: int) -> Iterator[str]:
    """Services without a tariff that agreements need, in the words of billing."""
    ydelser = Ydelse.objects.select_related("lokalitet").in_bulk([ydelse for ydelse, _, _ in holes]) if holes else {}
    problems = Problems()
    for ydelse, dag, antal in holes:
        one = ydelser[ydelse]
        problems.add(RENOVATION_TAKST_MANGLER, ydelse=one.navn, lokalitet=one.lokalitet.navn, dag=f"{dag:%d.%m.%Y}", antal=antal)
    for problem in problems.sorted(most):
        yield problem.message


def perioder() -> list[Linje]:
    """The quarters that have bills, without sums."""
    found = [Kvartal.laes(name) for name in distinct(Regning, "periode", modul=MODUL)]
    return [Linje(str(kvartal), kvartal.foerste, kvartal.sidste, {}) for kvartal in found]


def brud() -> Iterator[str]:
    """Which kept answers are not what the rows say."""
    names = set(Kept.objects.filter(name__in=(afstemt.KRAEVET, afstemt.OPKRAEVET, afstemt.AFVIGER)).values_list("key", flat=True))
    kvartaler = [Kvartal.laes(name) for name in sorted(names)]
    billed = afstemt.opkraevet(afstemt.stempler(dict.fromkeys(kvartaler, "")))
    exchanges = Exchange.objects.in_bulk({number for sums in billed.values() for number in sums if number is not None})
    counting = {name: _gaeldende(sums, exchanges) for name, sums in billed.items()}
    yield from afstemt.brud(_metoder(kvartaler, counting, exchanges))
    yield from vagt.brud()


def _kvartaler(fra: dt.date, til: dt.date) -> Iterator[Kvartal]:
    aar, nummer = fra.year, (fra.month + 2) // 3
    while (kvartal := Kvartal(aar, nummer)).foerste <= til:
        yield kvartal
        aar, nummer = (aar + 1, 1) if nummer == 4 else (aar, nummer + 1)


def _gaeldende(sums: Mapping[int | None, Sum], exchanges: Mapping[int, Exchange]) -> dict[int | None, Sum]:
    """The sums that count: the bills of an exchange that was taken back never went out."""
    return {number: one for number, one in sums.items() if number is None or exchanges[number].state not in TAKEN_BACK}


def _metoder(
    kvartaler: Sequence[Kvartal], billed: Mapping[str, Mapping[int | None, Sum]], exchanges: Mapping[int, Exchange]
) -> dict[Kvartal, str]:
    """The proration that each quarter was billed with last, else the one it would be billed with.

    `billed`: the sums that count, by quarter. As many queries as the constant has had values, not as there are quarters.
    """
    given = Systemkonstant.objects.filter(nummer=AFREGNING).values_list("gyldig_fra", flat=True)
    changes = sorted(dag for dag in given if dag is not None)
    usual: dict[int, str] = {}
    found = {}
    for kvartal in kvartaler:
        last = max((number for number in billed[str(kvartal)] if number is not None), default=None)
        options = exchanges[last].options if last is not None else {}
        dato = dt.date.fromisoformat(options["posteringsdato"]) if options.get("posteringsdato") else kvartal.foerste
        since = bisect_right(changes, dato)
        if not options.get("afregning") and since not in usual:
            usual[since] = _sat(dato)
        found[kvartal] = str(options.get("afregning") or usual[since])
    return found


def _sat(dato: dt.date) -> str:
    """The proration that is set on a day."""
    try:
        return konstant(AFREGNING, dato)
    except KonstantUgyldig:
        return "dage"


AFSTEMNING = register(Kilde(modul=MODUL, titel="Renovation", linjer=linjer, forskelle=forskelle, perioder=perioder, brud=brud))
