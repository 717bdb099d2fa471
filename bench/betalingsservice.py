"""Betalingsservice through the whole interfaces: a 0601 built and proved, its 0602 read, matched and booked, on both databases.

The reference inserts and updates the same rows, and for the 0601 also writes the same columns of collections as bytes.
"""

from __future__ import annotations

import datetime as dt
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from typing import Any
from unittest import mock

from bench.measure import Figure, bench
from bench.server import server as a_server
from snitflade.exchange.bulk import collector_paused, insert_rows, next_id

PAYERS, CLAIMS_EACH, ROUNDS = 200_000, 5, 3
DAY = dt.date(2026, 11, 4)
PBS, GROUP = "09999999", "00002"


def _fill(payers: int) -> None:
    """Payers with an agreement and five claims each, of five modules: one is collected in each round."""
    from django.core.management import call_command
    from django.db import connection, transaction

    from snitflade.exchange.konstanter.model import Systemkonstant
    from snitflade.inka.krav import Koersel, NytKrav, opret
    from snitflade.inka.models import Debitor
    from snitflade.inka.models_bs import BSAftale, Debitorgruppe

    call_command("migrate", verbosity=0)
    accounts = {"debitorkonto": "9001001001", "indbetalingskonto": "9002002002", "uanbringelig_konto": "9003003003"}
    constants = {f"inka.{name}": value for name, value in accounts.items()}
    constants |= {"bs.pbs_numre": f"0956={PBS}", "bs.dataleverandoer": "99900008"}
    for nummer, vaerdi in constants.items():
        Systemkonstant.objects.create(nummer=nummer, vaerdi=vaerdi)
    Debitorgruppe.objects.create(kommune="0956", nummer=GROUP, navn="Bench")
    people = range(1, payers + 1)
    with transaction.atomic():
        insert_rows(
            Debitor,
            ("id", "kundenummer", "navn", "cvr", "gln", "personnummer", "betales_fra_konto", "sprog", "offentlig"),
            ((n, f"{10**9 + n}", f"Prøve Kunde {n}", "12227353", "", "", "", "da", False) for n in people),
        )
        insert_rows(
            BSAftale,
            ("id", "pbs_nummer", "debitorgruppe", "kunde", "aftalenummer", "debitor_id", "start", "slut", "fra_leverance"),
            ((n, PBS, GROUP, f"{10**9 + n}", f"{n:09}", n, dt.date(2026, 1, 1), None, "20260101 0000000001") for n in people),
        )
    for part in range(CLAIMS_EACH):
        run = Koersel(f"bench.{part}", f"bench{part}", "0956", DAY, 2026, "BENCH")
        opret(run, [NytKrav(n, 10_000 + part, "6602507000", DAY, "2026", tekstlinjer="Prøve") for n in people], "bench")
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _timed(function: Callable[[], Any]) -> tuple[float, Any]:
    begin = time.perf_counter()
    got = function()
    return 1000 * (time.perf_counter() - begin), got


def _round(at: int) -> tuple[float, float, float, float]:
    """0601: ours and bare; 0602: ours and bare; in milliseconds."""
    from django.db import transaction
    from django.utils import timezone

    from snitflade.exchange import blobs, catalogue, inbound, outbound
    from snitflade.formats import bs0601
    from snitflade.formats.problems import Problems
    from snitflade.inka.betalingsservice import betalinger, byg, noegler
    from snitflade.inka.bogfoer_indbetalinger import _FORDELING, _INDBETALING
    from snitflade.inka.models import Fordeling, Indbetaling
    from snitflade.inka.models_bs import (
        BSOpkraevning,
        BSOpkraevningskrav,
        BSPost,
        BSStatus,
        Debitorgruppe,
        Gruppeart,
    )
    from snitflade.inka.opslag import saet_rest
    from snitflade.partners.betalingsservice import svar

    Gruppeart.objects.all().delete()
    Gruppeart.objects.create(gruppe=Debitorgruppe.objects.get(), kommune="0956", art=f"bench.{at}")
    month = dt.date(2027, 1 + at, 1)
    now = dt.datetime(2026, 12, 1, 12, tzinfo=dt.UTC)
    out, back = catalogue.find("inka.bs-opkraevninger"), catalogue.find("inka.bs-indbetalinger")
    with mock.patch.object(timezone, "now", lambda: now):
        built, (exchange, _) = _timed(lambda: outbound.build(out, {"kommune": "0956", "forfaldsdato": month}, "bench"))
    data = blobs.get(exchange.files.get().blob)
    answer = svar(data, 1 + at, month)
    got = inbound.receive(back, "svar", answer, "bench")
    applied, problems = _timed(lambda: inbound.apply(got.exchange, back, "bench"))
    assert not problems, problems

    collections = list(BSOpkraevning.objects.filter(exchange=exchange).order_by("pk").values_list(*byg._OPKRAEVNING))
    parts = list(BSOpkraevningskrav.objects.filter(opkraevning__exchange=exchange).order_by("pk").values_list(*byg._KRAV))
    posts = list(BSPost.objects.filter(exchange=got.exchange).order_by("pk").values_list(*betalinger._POST))
    payments = list(Indbetaling.objects.filter(exchange=got.exchange).order_by("pk").values_list(*_INDBETALING))
    shares = list(Fordeling.objects.filter(indbetaling__exchange=got.exchange).order_by("pk").values_list(*_FORDELING))
    document = bs0601.FORMAT.read(data, Problems())

    def bare_0601() -> None:
        with collector_paused(), transaction.atomic():
            first, number, line = next_id(BSOpkraevning), next_id(BSOpkraevning, "nummer"), next_id(BSOpkraevningskrav)
            status = byg._OPKRAEVNING.index("status")
            rows = ((first + n, number + n, *row[2:status], "prøve", None) for n, row in enumerate(collections))
            insert_rows(BSOpkraevning, byg._OPKRAEVNING, rows)
            insert_rows(BSOpkraevningskrav, byg._KRAV, ((line + n, first + n, *row[2:-1], False) for n, row in enumerate(parts)))
            blobs.put(bs0601.FORMAT.write(document) + b" ")

    def bare_0602() -> None:
        with collector_paused(), transaction.atomic():
            first, line, post = next_id(Indbetaling), next_id(Fordeling), next_id(BSPost)
            key = _INDBETALING.index("noegle")
            insert_rows(
                Indbetaling,
                _INDBETALING,
                ((first + n, *row[1:key], f"x{row[key][1:]}", *row[key + 1 :]) for n, row in enumerate(payments)),
            )
            insert_rows(Fordeling, _FORDELING, ((line + n, first + n, *row[2:]) for n, row in enumerate(shares)))
            insert_rows(BSPost, betalinger._POST, ((post + n, f"x{row[1][1:]}", *row[2:]) for n, row in enumerate(posts)))
            saet_rest([(1, row[2]) for row in shares])
            noegler.svar(BSStatus.BETALT, [row[0] for row in collections], got.exchange.pk)

    return built, _timed(bare_0601)[0], applied, _timed(bare_0602)[0]


def _measure(payers: int) -> list[float]:
    """The best of each of `_round`."""
    _fill(payers)
    rounds = [_round(at) for at in range(ROUNDS)]
    return [min(times) for times in zip(*rounds, strict=True)]


def _figures(name: str, environment: dict[str, str]) -> Iterator[Figure]:
    """Measured in a process of its own, which has its own database."""
    with tempfile.TemporaryDirectory(prefix="snitflade-bench-") as home:
        own = {key: value for key, value in os.environ.items() if key not in ("DATABASE_URL", "PGHOST")}
        answer = subprocess.run(
            [sys.executable, "-m", "bench.betalingsservice"],
            env={**own, "SNITFLADE_HOME": home, **environment},
            check=True,
            capture_output=True,
            text=True,
        )
    built, bare_out, applied, bare_in = (float(part) for part in answer.stdout.split())
    yield Figure(f"0601 of {PAYERS:,} collections, {name}", built, bare_out, 2.5)
    yield Figure(f"0602 of {PAYERS:,} payments to {PAYERS * CLAIMS_EACH:,} claims, {name}", applied, bare_in, 2.5)


@bench
def betalingsservice() -> Iterator[Figure]:
    """200,000 collections out, and the answer to them in."""
    yield from _figures("SQLite", {})
    with a_server() as server:
        yield from _figures("PostgreSQL", server.environment(server.create()))


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "snitflade.settings")
    import django

    django.setup()
    print(*_measure(int(sys.argv[1]) if len(sys.argv) > 1 else PAYERS))
