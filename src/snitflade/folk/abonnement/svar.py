"""CPR's answers to the subscription files, as they come with the daily deliveries; read back as often as one likes.

Source: cpr.md 8.4. A created subscription is answered by the person's data (or event A45), a refused line by record 910, a deleted
subscription by record 997 where CPR has been asked for it. Nothing in two deliveries means that nobody read the file.
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from django.db.models import Q
from django.utils import timezone

from snitflade.exchange import delivery
from snitflade.exchange.bulk import lock
from snitflade.exchange.konstanter import konstant
from snitflade.exchange.models import Exchange
from snitflade.exchange.schedule import COPENHAGEN
from snitflade.exchange.states import State
from snitflade.folk.abonnement.tid import zone
from snitflade.folk.models import Abonnement, Abonnementslinje, CprLeverance, CprSvar, Haendelse, Person
from snitflade.folk.models_abonnement import SLET, Tilstand

INTET_SVAR = 2
"""Deliveries without an answer before a question counts as not heard."""
OPRETTET, SLETTET, UDEN_FEJL, AFVIST = "oprettet", "slettet", "slettet: CPR har ikke afvist det", "afvist af CPR"
SNITFLADE = "folk.cpr-abonnementer"
SYSTEM = "system"
_ABONNEMENT_SVAR = "A45"
_BATCH = 500


@dataclass(frozen=True, slots=True)
class Leverancer:
    """The applied deliveries from a day on: their production dates in order, and the exchange of each date's first."""

    datoer: list[dt.date]
    exchanges: dict[dt.date, int]

    def efter(self, linje: Abonnementslinje) -> list[dt.date]:
        """The production dates of those that can answer the line: made on the file's day, or once it was there, or later."""
        sent = linje.exchange.sent_at
        if sent is None:
            return []
        first = max(linje.fildato, sent.astimezone(zone(COPENHAGEN)).date())
        return self.datoer[bisect_left(self.datoer, first) :]


def aabne() -> list[Abonnementslinje]:
    """The questions CPR has not answered."""
    rows = Abonnementslinje.objects.filter(aaben=True).select_related("abonnement", "exchange")
    return list(rows.order_by("pk"))


def leverancer(linjer: Iterable[Abonnementslinje]) -> Leverancer:
    """The deliveries that can answer any of `linjer`."""
    first = min((linje.fildato for linje in linjer), default=None)
    if first is None:
        return Leverancer([], {})
    rows = CprLeverance.objects.filter(faerdig=True, proddto__gte=first).order_by("-proddto", "-pk")
    found = dict(rows.values_list("proddto", "exchange_id"))
    return Leverancer(sorted(found), found)


def uhoerte(linjer: Sequence[Abonnementslinje]) -> list[Abonnementslinje]:
    """Those that nobody has answered in two deliveries, whether the answers there are have been read or not."""
    came = leverancer(linjer)
    silent = [linje for linje in linjer if len(came.efter(linje)) >= INTET_SVAR]
    if _uden_kvittering():
        silent = [linje for linje in silent if linje.operation != SLET]
    if not silent:
        return []
    answered = {linje.pk for linje, _ in _med_data([linje for linje in silent if linje.operation != SLET], came)}
    unread = set(CprSvar.objects.filter(laest=None).values_list("personnummer", flat=True))
    return [linje for linje in silent if linje.pk not in answered and linje.abonnement.personnummer not in unread]


def _uden_kvittering() -> bool:
    """Whether a deletion holds when CPR has not refused it."""
    return konstant("folk.abonnement.kvittering", timezone.localdate()) == "N"


def laes() -> int:
    """Take note of every answer there is, in the caller's transaction; gives how many questions it closed."""
    lock(Abonnement)
    linjer = aabne()
    came = leverancer(linjer)
    closed = _afvisninger_og_kvitteringer({linje.abonnement.personnummer: linje for linje in linjer})
    left = [linje for linje in linjer if linje.aaben]
    for linje, date in _med_data([linje for linje in left if linje.operation != SLET], came):
        _luk(linje, Tilstand.AKTIV, OPRETTET, date, came.exchanges.get(date))
        closed += 1
    if _uden_kvittering():
        for linje in [linje for linje in left if linje.operation == SLET]:
            dates = came.efter(linje)
            if len(dates) >= INTET_SVAR:
                _luk(linje, Tilstand.SLETTET, UDEN_FEJL, dates[-1], came.exchanges[dates[-1]])
                closed += 1
    return closed


def kvitter() -> None:
    """Acknowledge our files whose questions are all answered. It adds to the audit chain: call it last."""
    sent = Exchange.objects.filter(interface=SNITFLADE, state__in=(State.AFSENDT, State.TAGET))
    waiting = Abonnementslinje.objects.filter(aaben=True).values("exchange")
    for exchange in sent.exclude(pk__in=waiting).order_by("pk"):
        refused = Abonnementslinje.objects.filter(exchange=exchange, svar=AFVIST).count()
        count = Abonnementslinje.objects.filter(exchange=exchange).count()
        delivery.acknowledge(exchange, SYSTEM, f"CPR har svaret på {count} linjer; {refused} er afvist.")


def _afvisninger_og_kvitteringer(linjer: dict[str, Abonnementslinje]) -> int:
    """Records 910 and 997 that nobody has read. One without an open question changes what is known of the number, if anything."""
    closed = 0
    unread = CprSvar.objects.filter(laest=None, exchange__cpr_leverance__faerdig=True).select_related("exchange__cpr_leverance")
    for answer in unread.order_by("pk"):
        date = answer.exchange.cpr_leverance.proddto
        linje = linjer.get(answer.personnummer)
        heard = linje is not None and linje.aaben and date >= linje.fildato
        if answer.type == "910" and linje is not None and heard:
            closed += _afvist(linje, answer, date)
        elif answer.type == "997" and linje is not None and heard and linje.operation == SLET:
            _luk(linje, Tilstand.SLETTET, SLETTET, date, answer.exchange_id)
            closed += 1
        elif answer.type == "997" and not heard:
            gone = Abonnement.objects.filter(personnummer=answer.personnummer, tilstand=Tilstand.AKTIV)
            gone.update(tilstand=Tilstand.SLETTET, svaret=date)
        answer.laest = timezone.now()
        answer.save(update_fields=["laest"])
    return closed


def _afvist(linje: Abonnementslinje, answer: CprSvar, date: dt.date) -> int:
    """Keep CPR's error; only that of the subscription itself (key 06) closes the question."""
    row = linje.abonnement
    row.fejlnr, row.fejltekst = answer.fejlnr, answer.fejltekst
    if answer.inddata.startswith("07"):
        row.save(update_fields=["fejlnr", "fejltekst"])
        return 0
    _luk(linje, Tilstand.FEJL, AFVIST, date, answer.exchange_id)
    return 1


def _med_data(linjer: Sequence[Abonnementslinje], came: Leverancer) -> Iterator[tuple[Abonnementslinje, dt.date]]:
    """Those whose person has come since, with the production date."""
    for at in range(0, len(linjer), _BATCH):
        some = linjer[at : at + _BATCH]
        numbers = [linje.abonnement.personnummer for linje in some]
        rows = Person.objects.filter(personnummer__in=numbers).values_list("personnummer", "leveret")
        dates = {nummer: leveret for nummer, leveret in rows if leveret is not None}
        told = _fortalt(numbers, came)
        for linje in some:
            nummer, possible = linje.abonnement.personnummer, came.efter(linje)
            date = max((found[nummer] for found in (told, dates) if nummer in found), default=None)
            if possible and date is not None and date >= possible[0]:
                yield linje, date


def _fortalt(numbers: Sequence[str], came: Leverancer) -> dict[str, dt.date]:
    """The last production date of a delivery that told of a new subscription (A45), by number."""
    if not came.datoer:
        return {}
    events = Haendelse.objects.filter(
        Q(exchange__cpr_leverance__proddto__gte=came.datoer[0], exchange__cpr_leverance__faerdig=True),
        kode=_ABONNEMENT_SVAR,
        person__personnummer__in=numbers,
    )
    return dict(
        events.order_by("exchange__cpr_leverance__proddto").values_list("person__personnummer", "exchange__cpr_leverance__proddto")
    )


def _luk(linje: Abonnementslinje, tilstand: Tilstand, svar: str, date: dt.date, delivered: int | None) -> None:
    row = linje.abonnement
    linje.aaben, linje.svar, linje.svaret_af_id = False, svar, delivered
    linje.save(update_fields=["aaben", "svar", "svaret_af"])
    row.tilstand, row.svaret = tilstand, date
    if tilstand != Tilstand.FEJL:
        row.fejlnr = row.fejltekst = ""
    row.save(update_fields=["tilstand", "svaret", "fejlnr", "fejltekst"])
