"""A file of payments matched to open claims and booked, against bare inserts and updates of the same rows, on both databases."""

from __future__ import annotations

import datetime as dt
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator

from bench.measure import Figure, bench, best
from bench.server import server as a_server
from snitflade.exchange.bulk import collector_paused, insert_rows, next_id

CLAIMS, PAYMENTS = 1_000_000, 200_000
DAY = dt.date(2026, 11, 4)
ROUNDS = 3


def _fill() -> None:
    """A million open claims of 100,000 debtors, and the accounts."""
    from django.core.management import call_command
    from django.db import connection, transaction

    from snitflade.exchange.konstanter.model import Systemkonstant
    from snitflade.inka.krav import Koersel, NytKrav, opret
    from snitflade.inka.models import Debitor

    call_command("migrate", verbosity=0)
    for nummer, vaerdi in (
        ("inka.debitorkonto", "9001001001"),
        ("inka.indbetalingskonto", "9002002002"),
        ("inka.uanbringelig_konto", "9003003003"),
    ):
        Systemkonstant.objects.create(nummer=nummer, vaerdi=vaerdi)
    debtors = CLAIMS // 10
    with transaction.atomic():
        insert_rows(
            Debitor,
            ("id", "kundenummer", "navn", "cvr", "gln", "personnummer", "betales_fra_konto", "sprog", "offentlig"),
            ((n, f"{n:010}", f"Prøve Kunde {n}", "12227353", "", "", "", "da", False) for n in range(1, debtors + 1)),
        )
    for part in range(10):
        run = Koersel("tekn.bench", f"bench{part}", "0956", DAY, 2026, "BENCH")
        opret(run, [NytKrav(n, 10_000 + part, "6602507000", DAY, "2026") for n in range(1, debtors + 1)], "bench")
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _measure() -> tuple[float, float, int]:
    """Ours and the bare writes in milliseconds, and the payments booked in a round."""
    from django.db import transaction

    from snitflade.bogh.models import Bilag
    from snitflade.inka.bogfoer_indbetalinger import _FORDELING, _INDBETALING, Kilde, match_and_book
    from snitflade.inka.indbetaling import Indbetalinger
    from snitflade.inka.models import Fordeling, Indbetaling
    from snitflade.inka.opslag import saet_rest

    _fill()
    source = Kilde("inka.nets-ind", "0956")
    rounds = iter(range(100))

    def ours() -> None:
        """Every fifth claim of a fresh fifth; one in a hundred names no claim, one in fifty pays less."""
        at = next(rounds)
        numbers = [(CLAIMS + n if n % 100 == 7 else 1 + at + 5 * n) for n in range(PAYMENTS)]
        amounts = [5_000 if n % 50 == 3 else 10_000 + ((at + 5 * n) // (CLAIMS // 10)) for n in range(PAYMENTS)]
        rows = Indbetalinger(
            noegle=[f"09999999-00002-{at}-{n:015}-20261104-0236" for n in range(PAYMENTS)],
            beloeb=amounts,
            dato=[DAY] * PAYMENTS,
            bogfoeringsdato=[DAY] * PAYMENTS,
            soegt=["nummer"] * PAYMENTS,
            soegt_nummer=numbers,
            reference=[f"RG{n:07}" for n in range(PAYMENTS)],
        )
        result = match_and_book(rows, None, "bench", source)
        assert result.bogfoert.antal == PAYMENTS and result.koe["KRAV_UKENDT"].antal == PAYMENTS // 100

    ours()
    payment = list(Indbetaling.objects.order_by("pk").values_list(*_INDBETALING))
    allocation = list(Fordeling.objects.order_by("pk").values_list(*_FORDELING))
    key_at = _INDBETALING.index("noegle")
    voucher = Bilag.objects.latest("pk").pk
    again = iter(range(100))

    def bare() -> None:
        """The same rows again under other keys, and as many claims given another rest."""
        at = next(again)
        with collector_paused(), transaction.atomic():
            first, line = next_id(Indbetaling) - payment[0][0], next_id(Fordeling) - allocation[0][0]
            insert_rows(
                Indbetaling,
                _INDBETALING,
                ((row[0] + first, *row[1:key_at], f"{at}{row[key_at]}", *row[key_at + 1 : -1], voucher) for row in payment),
            )
            insert_rows(Fordeling, _FORDELING, ((row[0] + line, row[1] + first, *row[2:-1], voucher) for row in allocation))
            saet_rest([(5_000 + at, row[2]) for row in allocation])

    mine, reference = best(ours, bare, rounds=ROUNDS)
    return mine, reference, PAYMENTS


def _figure(name: str, environment: dict[str, str]) -> Figure:
    """Measured in a process of its own, which has its own database."""
    with tempfile.TemporaryDirectory(prefix="snitflade-bench-") as home:
        own = {key: value for key, value in os.environ.items() if key not in ("DATABASE_URL", "PGHOST")}
        answer = subprocess.run(
            [sys.executable, "-m", "bench.payments"],
            env={**own, "SNITFLADE_HOME": home, **environment},
            check=True,
            capture_output=True,
            text=True,
        )
    mine, reference, count = (float(part) for part in answer.stdout.split())
    return Figure(f"{count:,.0f} payments to {CLAIMS:,} claims, {name}", mine, reference, 2.5)


@bench
def payments() -> Iterator[Figure]:
    """200,000 payments against 1,000,000 open claims."""
    yield _figure("SQLite", {})
    with a_server() as server:
        yield _figure("PostgreSQL", server.environment(server.create()))


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "snitflade.settings")
    import django

    django.setup()
    print(*_measure())
