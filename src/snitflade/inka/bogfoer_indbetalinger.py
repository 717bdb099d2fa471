"""Many payments at once: matched to claims and booked, the same as one after the other in their order.

Each payment closes its claims in turn; what is too little leaves a claim partly open, what is too much or matches nothing waits in
the queue. The ledger gets one voucher per posting date. Done twice it changes nothing: natural keys.

Sources: payments.md 1.1, 4.5 and 4.6.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.db.models import Count
from django.db.models import Sum as Total
from django.utils import timezone

from snitflade.exchange.bulk import collector_paused, insert_rows, next_id
from snitflade.exchange.konstanter.brug import kraev
from snitflade.exchange.models import Exchange
from snitflade.exchange.reconciliation import Sum
from snitflade.formats.problems import Problems, ProblemsError
from snitflade.formats.text import konto_tekst
from snitflade.inka import bogfoering, konti
from snitflade.inka.indbetaling import Aarsag, Afviger, Indbetalinger, Resultat, Soegt, liste
from snitflade.inka.models import Art, Fordeling, Indbetaling
from snitflade.inka.opslag import Krav, annullerede, bogfoerte, krav_efter, saet_rest

UANBRINGELIG = "UANBRINGELIG INDB"
"""The posting text of what matches nothing, where the source has none of its own."""

_INDBETALING = (
    *("id", "kilde", "noegle", "kommune", "exchange_id", "dato", "beloeb", "oprettet_af", "oprettet_tid", "konto", "koekonto"),
    *("soegt", "soegt_nummer", "reference", "betaler", "tekst", "rest", "aarsag", "debitor_id", "bogfoeringsdato", "bilag_id"),
)
_FORDELING = (
    *("id", "indbetaling_id", "regning_id", "art", "beloeb", "grund", "oprettet_af", "oprettet_tid", "ophaever_id"),
    *("dato", "bilag_id"),
)


@dataclass(frozen=True, slots=True)
class Kilde:
    """Where payments come from. `id`: their source in the ledger; `kommune`: whose claims they may pay.

    `indbetalingskonto`: instead of the constant; `koetekst`: posting text of what matches nothing, e.g. ``UANBRINGELIG FI-INDB``;
    `maskinnr`: the page.
    """

    id: str
    kommune: str
    tekst: str = "INDBETALINGER"
    koetekst: str = UANBRINGELIG
    indbetalingskonto: str = ""
    maskinnr: str = "00000"


@dataclass(slots=True)
class _Arbejde:
    """The rows that are to be written, their last columns (posting date and voucher) as far as they are known."""

    indbetalinger: list[tuple[Any, ...]] = field(default_factory=list)
    fordelinger: list[tuple[Any, ...]] = field(default_factory=list)
    rester: dict[int, int] = field(default_factory=dict)
    """What is open of a claim after this, by id."""
    konti: defaultdict[dt.date, defaultdict[str, int]] = field(default_factory=lambda: defaultdict(lambda: defaultdict(int)))
    """Øre by posting date and account."""


def match_and_book(ind: Indbetalinger, exchange: Exchange | None, by: str, kilde: Kilde) -> Resultat:
    """Match and book payments, in the caller's transaction or its own. Raises ProblemsError before anything is written."""
    problems = Problems()
    ind.tjek(problems)
    if problems.errors:
        raise ProblemsError(problems)
    result = Resultat()
    if not len(ind):
        return result
    dates = sorted(set(liste(ind.bogfoeringsdato)))
    accounts = {dato: _konti(dato, kilde) for dato in dates}
    with collector_paused(), transaction.atomic():
        bogfoering.laas()
        before = bogfoerte(kilde.id, liste(ind.noegle))
        claims = _krav(ind, kilde.kommune)
        arbejde = _fordel(ind, before, claims, accounts, (kilde, exchange.pk if exchange else None, by), result)
        _skriv(arbejde, accounts, (kilde, exchange.pk if exchange else None, by), result)
    return result


def totaler(exchange: Exchange) -> dict[str, int]:
    """The control totals of everything an exchange has booked by now (count and øre); `verify` holds them."""
    row = Indbetaling.objects.filter(exchange=exchange).order_by().aggregate(antal=Count("pk"), ialt=Total("beloeb"))
    return {"indbetalinger": row["antal"], "indbetalt": row["ialt"] or 0}


def _konti(dato: dt.date, kilde: Kilde) -> tuple[str, str]:
    """The accounts of a posting date: the bank's, and the queue's."""
    if kilde.indbetalingskonto:
        bank, (queue,) = kilde.indbetalingskonto, kraev(dato, konti.UANBRINGELIG)
    else:
        bank, queue = kraev(dato, konti.INDBETALING, konti.UANBRINGELIG)
    if bank == queue:
        problems = Problems()
        problems.add(konti.INKA_SAMME_KONTO, raw=konto_tekst(bank), dato=f"{dato:%d-%m-%Y}")
        raise ProblemsError(problems)
    return bank, queue


def _krav(ind: Indbetalinger, kommune: str) -> dict[str, dict[int, list[Krav]]]:
    """The claims that the payments name, by kind of number and number."""
    wanted: dict[str, set[int]] = {kind.value: set() for kind in Soegt}
    for kind, number in zip(liste(ind.soegt), liste(ind.soegt_nummer), strict=True):
        wanted[kind].add(number)
    wanted[Soegt.KRAV.value] = {number for numbers in ind.krav.values() for number in numbers}
    found: dict[str, dict[int, list[Krav]]] = {}
    for kind in (Soegt.NUMMER, Soegt.REGNINGSNUMMER, Soegt.KRAV):
        by_number: dict[int, list[Krav]] = {}
        for krav in krav_efter(kind.value, sorted(wanted[kind.value]), kommune):
            by_number.setdefault(krav.noegle, []).append(krav)
        found[kind.value] = by_number
    return found


def _fordel(
    ind: Indbetalinger,
    before: set[str],
    claims: dict[str, dict[int, list[Krav]]],
    accounts: dict[dt.date, tuple[str, str]],
    ophav: tuple[Kilde, int | None, str],
    result: Resultat,
) -> _Arbejde:
    """Go through the payments in their order and allocate each."""
    kilde, exchange, by = ophav
    now, work = timezone.now(), _Arbejde()
    open_ = work.rester
    empty = [""] * len(ind)
    columns = (ind.noegle, ind.beloeb, ind.dato, ind.bogfoeringsdato, ind.soegt, ind.soegt_nummer)
    extra = tuple(liste(column) if len(column) else empty for column in (ind.reference, ind.betaler, ind.tekst, ind.aarsag))
    number, line = next_id(Indbetaling) - 1, next_id(Fordeling) - 1
    closed = _lukkede(claims)
    booked = allocated = parts = 0
    queue: defaultdict[str, list[int]] = defaultdict(list)
    rows = zip(*(liste(column) for column in columns), *extra, strict=True)
    for row, (key, beloeb, dato, posted, kind, sought, reference, betaler, tekst, aarsag) in enumerate(rows):
        if key in before:
            result.dubletter.append(row)
            continue
        before.add(key)
        number += 1
        result.indbetaling[row] = number
        rest, debitor = beloeb, None
        bank, queue_account = accounts[posted]
        sums = work.konti[posted]
        found = () if aarsag else _named(ind, claims, row, kind, sought)
        was_open = 0
        for krav in found:
            left = open_.get(krav.id, krav.rest)
            if left <= 0:
                continue
            was_open += left
            if not rest:
                continue
            take = rest if rest < left else left
            rest -= take
            open_[krav.id] = left - take
            sums[krav.konto] -= take
            line += 1
            work.fordelinger.append((line, number, krav.id, Art.BETALING.value, take, "", by, now, None, posted))
            parts += 1
        if found:
            debitor = found[0].debitor
            if was_open and was_open != beloeb:
                result.afviger.append(Afviger(row, found[0].id, beloeb, was_open))
        if rest and not aarsag:
            known = found and not all(krav.id in closed for krav in found)
            aarsag = Aarsag.KRAV_BETALT.value if known else Aarsag.KRAV_UKENDT.value
        if rest:
            sums[queue_account] -= rest
            queue[aarsag].append(rest)
        sums[bank] += beloeb
        booked += beloeb
        allocated += beloeb - rest
        work.indbetalinger.append(
            (
                *(number, kilde.id, key, kilde.kommune, exchange, dato, beloeb, by, now, bank, queue_account),
                *(kind, sought if kind != Soegt.INGEN else None, reference, betaler, tekst, rest, aarsag if rest else "", debitor),
                posted,
            )
        )
    result.bogfoert, result.fordelt = Sum(booked, len(work.indbetalinger)), Sum(allocated, parts)
    result.koe = {code: Sum(sum(amounts), len(amounts)) for code, amounts in queue.items()}
    return work


def _named(ind: Indbetalinger, claims: dict[str, dict[int, list[Krav]]], row: int, kind: str, sought: int) -> Sequence[Krav]:
    """The claims a payment names, in the order in which they are paid."""
    if kind == Soegt.INGEN:
        return ()
    if kind == Soegt.KRAV:
        known = claims[kind]
        return [krav for number in ind.krav.get(row, ()) for krav in known.get(number, ())]
    return claims[kind].get(sought, ())


def _lukkede(claims: dict[str, dict[int, list[Krav]]]) -> set[int]:
    """The claims among these that were annulled: to a payer they are unknown, not paid."""
    nothing_open = {krav.id for found in claims.values() for several in found.values() for krav in several if krav.rest == 0}
    return annullerede(sorted(nothing_open))


def _skriv(
    work: _Arbejde, accounts: dict[dt.date, tuple[str, str]], ophav: tuple[Kilde, int | None, str], result: Resultat
) -> None:
    """Write vouchers, payments, allocations and what is open."""
    kilde, exchange, by = ophav
    if not work.indbetalinger:
        return
    vouchers: dict[dt.date, int] = {}
    first = work.indbetalinger[0][0]
    for posted in sorted(work.konti):
        bank, queue = accounts[posted]
        sums = work.konti[posted]
        made = bogfoering.bilag(
            sums.items(),
            kommune=kilde.kommune,
            dato=posted,
            tekst=kilde.tekst,
            kilde=kilde.id,
            noegle=f"indbetalinger {first} {posted.isoformat()}",
            af=by,
            exchange=exchange,
            maskinnr=kilde.maskinnr,
            tekster={queue: kilde.koetekst},
            egne=tuple(konto for konto in sums if konto != bank),
        )
        vouchers[posted] = made.pk
        result.bilag.append(made.pk)
    insert_rows(Indbetaling, _INDBETALING, ((*row, vouchers[row[-1]]) for row in work.indbetalinger))
    insert_rows(Fordeling, _FORDELING, ((*row, vouchers[row[-1]]) for row in work.fordelinger))
    if work.rester:
        saet_rest([(rest, number) for number, rest in work.rester.items()])
