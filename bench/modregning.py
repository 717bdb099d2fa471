"""Asking Central incasso about 20,000 items: bounded in parallel, against the time the agreed rate takes by itself."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from bench.measure import Figure, bench

ITEMS = 20_000
A_MINUTE, AT_ONCE = 1_200, 4
PER_CALL = 50


def _fill() -> None:
    """The accounts, and an item of a payee of its own, all due today."""
    from django.core.management import call_command
    from django.db import transaction

    from snitflade.bogh.udbetaling import tid
    from snitflade.bogh.udbetaling.models import Modtager
    from snitflade.bogh.udbetaling.poster import NyPost, Samling, opret
    from snitflade.exchange.bulk import insert_rows
    from snitflade.exchange.konstanter.model import Systemkonstant
    from snitflade.krdi.interfaces import KRDI

    call_command("migrate", verbosity=0)
    values = {"krdi.modregning.arter": "*=0", "krdi.modregning.pr_minut": f"{A_MINUTE}", "krdi.modregning.samtidige": f"{AT_ONCE}"}
    for nummer, vaerdi in values.items():
        Systemkonstant.objects.create(nummer=nummer, vaerdi=vaerdi)
    day, numbers = tid.nu().date(), range(1, ITEMS + 1)
    with transaction.atomic():
        fields = ("id", "art", "nummer", "navn")
        insert_rows(Modtager, fields, ((n, "cpr", f"61{1 + n % 12:02}{n:06}", f"Prøve Person {n}") for n in numbers))
    rows = [NyPost(f"{n}", n, 10_000 + n, day, "9002002002", "6602507000") for n in numbers]
    opret(Samling(KRDI, "bench", "0956", day, "BENCH"), rows, "bench")


def _measure(home: Path) -> tuple[float, float]:
    """A round with a third in debt, and the least it may take at the agreed rate (milliseconds)."""
    from snitflade.exchange import catalogue, fetching, inbound
    from snitflade.exchange.models import Exchange
    from snitflade.exchange.transports.http_client import HttpClient
    from snitflade.exchange.transports.secrets import Secret
    from snitflade.krdi.modregning.models import Forsoeg
    from snitflade.partners.certificates import Authority
    from snitflade.partners.incasso import IncassoPartner

    _fill()
    authority, interface = Authority(), catalogue.find("krdi.modregning")
    os.environ["INCASSO_KODE"] = "bench"
    with IncassoPartner(authority, password=os.environ["INCASSO_KODE"]) as partner:
        partner.debts = {f"61{1 + n % 12:02}{n:06}": 50 for n in range(0, ITEMS, 3)}
        client = HttpClient(
            partner.base_url, user="snit", password=Secret("secret://env/INCASSO_KODE"), ca_file=authority.write(home / "ca.pem")
        )
        begin = time.perf_counter()
        fetching.pull(interface, client, "bench")
        for exchange in Exchange.objects.order_by("pk"):
            inbound.apply(exchange, interface, "bench")
        took = 1000 * (time.perf_counter() - begin)
    answered = Forsoeg.objects.exclude(svar_tid=None)
    assert (answered.count(), answered.filter(tilstand="fundet").count()) == (ITEMS, len(range(3, ITEMS + 1, 3)))
    return took, 60_000 * (ITEMS / PER_CALL - 1) / A_MINUTE


@bench
def modregning() -> Iterator[Figure]:
    """20,000 items, 400 calls of 50 at 1,200 a minute, four at a time: asked, kept, applied; against what that takes alone."""
    with tempfile.TemporaryDirectory(prefix="snitflade-bench-") as home:
        own = {key: value for key, value in os.environ.items() if key not in ("DATABASE_URL", "PGHOST")}
        answer = subprocess.run(
            [sys.executable, "-m", "bench.modregning"],
            env={**own, "SNITFLADE_HOME": home},
            check=True,
            capture_output=True,
            text=True,
        )
    mine, reference = (float(part) for part in answer.stdout.split())
    yield Figure(f"{ITEMS:,} items asked, {A_MINUTE:,} calls a minute, SQLite", mine, reference, 2.5)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "snitflade.settings")
    import django

    django.setup()
    print(*_measure(Path(os.environ["SNITFLADE_HOME"])))
