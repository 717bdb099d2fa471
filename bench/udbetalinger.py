"""A run of payouts from the database to the proved file, against bare inserts and updates of the same rows."""

from __future__ import annotations

import datetime as dt
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator

from bench.measure import Figure, bench, best
from snitflade.exchange.bulk import collector_paused, insert_rows, next_id

PAYOUTS = 100_000
ROUNDS = 2


def _fill() -> None:
    """The accounts, and a payee with an account for each payout."""
    from django.core.management import call_command
    from django.db import transaction

    from snitflade.bogh.udbetaling.models import Modtager, Modtagerkonto
    from snitflade.exchange.konstanter.model import Systemkonstant

    call_command("migrate", verbosity=0)
    for nummer, vaerdi in (("301", "9001001001"), ("302", "64710001000206")):
        Systemkonstant.objects.create(nummer=nummer, vaerdi=vaerdi)
    day, now = dt.date(2026, 1, 1), dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    with transaction.atomic():
        numbers = range(1, PAYOUTS + 1)
        insert_rows(Modtager, ("id", "art", "nummer", "navn"), ((n, "kunde", f"{n}", f"Prøve Kunde {n}") for n in numbers))
        insert_rows(
            Modtagerkonto,
            ("id", "modtager_id", "konto", "fra", "oprettet_af", "oprettet_tid"),
            ((n, n, f"6471{n:010}", day, "bench", now) for n in numbers),
        )


def _items(at: int, day: dt.date) -> None:
    """As many items as there are payees, due on a day."""
    from snitflade.bogh.udbetaling.poster import NyPost, Samling, opret
    from snitflade.krdi.interfaces import KRDI

    group = Samling(KRDI, f"bench{at}", "0956", day, "BENCH")
    rows = [
        NyPost(f"{at}-{n}", n, 10_000 + n, day, "9002002002", "6602507000", tekst=f"Faktura {n}") for n in range(1, PAYOUTS + 1)
    ]
    opret(group, rows, "bench")


def _measure() -> tuple[float, float]:
    """Ours and the bare writes in milliseconds."""
    from django.db import transaction

    from snitflade.bogh.udbetaling import tid
    from snitflade.bogh.udbetaling.koersel import _UDBETALING
    from snitflade.bogh.udbetaling.models import Udbetaling, Udbetalingspost
    from snitflade.exchange import catalogue, outbound
    from snitflade.exchange.models import Exchange

    _fill()
    day = tid.nu().date()
    for at in range(ROUNDS + 1):
        _items(at, day + dt.timedelta(at))
    never_paid = Udbetalingspost.objects.filter(forfaldsdato=day + dt.timedelta(ROUNDS))
    rounds = iter(range(ROUNDS))

    def ours() -> None:
        due = day + dt.timedelta(next(rounds))
        options = {"kommune": "0956", "betalingsdato": day + dt.timedelta(7), "forfald_til": due}
        exchange, _ = outbound.build(catalogue.find("18"), options, "bench")
        assert exchange is not None and exchange.totals["Betalinger"] == PAYOUTS

    def bare() -> None:
        """The payments of the last run again under other ids on as many items that are open, and those closed."""
        with collector_paused(), transaction.atomic():
            last = Exchange.objects.latest("pk")
            rows = list(Udbetaling.objects.filter(exchange=last).order_by("pk").values_list(*_UDBETALING))
            items = list(never_paid.order_by("pk").values_list("pk", flat=True))
            first = next_id(Udbetaling)
            after = _UDBETALING.index("exchange_id"), _UDBETALING.index("betalings_id")
            insert_rows(
                Udbetaling,
                _UDBETALING,
                (
                    (first + n, item, *row[after[0] : after[1]], f"{n:020}", *row[after[1] + 1 :])
                    for n, (row, item) in enumerate(zip(rows, items, strict=True))
                ),
            )
            never_paid.filter(pk__in=Udbetaling.objects.filter(pk__gte=first).values("post_id")).update(rest=0)
            transaction.set_rollback(True)

    mine, reference = best(ours, bare, rounds=ROUNDS)
    return mine, reference


@bench
def udbetalinger() -> Iterator[Figure]:
    """100,000 payouts in one ERH file."""
    with tempfile.TemporaryDirectory(prefix="snitflade-bench-") as home:
        own = {key: value for key, value in os.environ.items() if key not in ("DATABASE_URL", "PGHOST")}
        answer = subprocess.run(
            [sys.executable, "-m", "bench.udbetalinger"],
            env={**own, "SNITFLADE_HOME": home},
            check=True,
            capture_output=True,
            text=True,
        )
    mine, reference = (float(part) for part in answer.stdout.split())
    yield Figure(f"{PAYOUTS:,} payouts, ERH, SQLite", mine, reference, 2.5)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "snitflade.settings")
    import django

    django.setup()
    print(*_measure())
