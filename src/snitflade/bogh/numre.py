"""The numbers that the ledger and the payouts give (`exchange.numbers`)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.db.models import Max
from django.utils import timezone

from snitflade.bogh.models import Bilag
from snitflade.bogh.udbetaling import modul as moduler
from snitflade.bogh.udbetaling.models import Udbetaling, Udbetalingspost
from snitflade.exchange import numbers
from snitflade.exchange.models import Exchange
from snitflade.exchange.numbers import Scope, Series
from snitflade.formats.udbetalinger import betalings_id

MOST_A_DAY = 999_999
"""Payments that a module can number on a day (payments.md 3.5)."""

_ET_AAR = 400


def bilagsomfang(kommune: str, regnskabsaar: int) -> str:
    """What vouchers are numbered within."""
    return f"{kommune}-{regnskabsaar:04}"


def dagsomfang(kode: str, dag: dt.date) -> str:
    """What the files and payments of a module are numbered within: its code and a day."""
    return f"{kode}-{dag:%Y%m%d}"


def _bilag(scope: str) -> int:
    kommune, aar = scope.split("-")
    return Bilag.objects.filter(kommune=kommune, regnskabsaar=int(aar)).aggregate(last=Max("loebenr"))["last"] or 0


def _bilagsomfang(since: dt.date) -> set[str]:
    """The years that are booked in: those of the last year's vouchers, and those that begin now."""
    late = Bilag.objects.filter(oprettet_tid__gte=timezone.now() - dt.timedelta(days=_ET_AAR))
    found = set(late.order_by().values_list("kommune", "regnskabsaar").distinct())
    found |= {(kommune, year) for kommune, _ in found for year in range(since.year, timezone.localdate().year + 1)}
    return {bilagsomfang(*one) for one in found}


def _filer(scope: str) -> int:
    """Of the day's files of a module; numbers of runs that were taken back are not used again."""
    snitflader = [one.snitflade for one in moduler.moduler() if scope.startswith(f"{one.kode}-")]
    runs = Exchange.objects.filter(interface__in=snitflader, key__startswith=f"{scope}-")
    return max((int(key[len(scope) + 1 :]) for key in runs.values_list("key", flat=True)), default=0)


def _betalinger(scope: str) -> int:
    """Of the day's payments of a module; those of runs that were taken back are not used again."""
    kode, dag = scope.split("-")
    prefix = betalings_id(kode, dt.datetime.strptime(dag, "%Y%m%d").date(), 1)[:11]  # noqa: DTZ007 (a day has no zone)
    last = Udbetaling.objects.filter(betalings_id__startswith=prefix).aggregate(last=Max("betalings_id"))["last"]
    return int(last[11:]) if last else 0


def _i_dag(since: dt.date) -> Iterator[str]:
    """Only today's can be given again: files bear the day they are made."""
    today = timezone.localdate()
    return (dagsomfang(one.kode, today) for one in moduler.moduler())


_DAG = Scope("[A-Z]{4}-20[0-9]{2}(0[1-9]|1[0-2])(0[1-9]|[12][0-9]|3[01])", "modul-dag, fx BTIL-20261127", _i_dag)

BILAG = numbers.register(
    Series(
        *("bilag", "Bilag"),
        "Prisme, i posteringernes tekster; revisor",
        _bilag,
        999_999,
        Scope("[0-9]{4}-[0-9]{4}", "kommune-regnskabsår, fx 0956-2026", _bilagsomfang),
        column=(Bilag, "loebenr"),
    )
)
UDBETALINGSFILER = numbers.register(
    Series("udbetalingsfil", "Udbetalingsfiler", "banken og Prisme, i filens navn", _filer, 9_999, _DAG)
)
BETALINGER = numbers.register(
    Series(
        "udbetaling",
        "Udbetalinger",
        "banken og Prisme: betalingens id, der kommer igen ved returnering",
        _betalinger,
        MOST_A_DAY,
        _DAG,
    )
)
POSTER = numbers.rows(
    Udbetalingspost, "udbetalingspost", "Poster til udbetaling", seen_by="Central Incasso, som reference for modregningen"
)
