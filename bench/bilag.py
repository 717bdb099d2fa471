"""An export of Acubiz from its bytes to drafts for approval, against bare inserts of the same rows."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator

from bench.measure import Figure, bench, best

TRAVELS, LINES = 2_000, 6
ROUNDS = 2


def _export(at: int) -> bytes:
    """Travels that balance: each of so many lines, the last one the employee's; a receipt is named."""
    rows = []
    for travel in range(TRAVELS):
        for number in range(LINES):
            cells = [""] * 31
            last = number == LINES - 1
            amount = f"-{LINES - 1}00,00" if last else "100,00"
            given = {1: f"{number}", 2: "19-11-2026", 3: "k" if last else "f", 4: "9913001001" if last else f"56026013{number:02}"}
            for place, value in (
                given | {6: amount, 7: "DKK", 10: "Hotel", 20: "abcd", 22: f"T{at}-{travel}", 31: f"{travel}.pdf"}
            ).items():
                cells[place - 1] = value
            rows.append(";".join(cells))
    return ("\r\n".join(rows) + "\r\n").encode("cp1252")


def _measure() -> tuple[float, float]:
    """Ours and the bare writes in milliseconds."""
    from django.core.management import call_command
    from django.db import transaction
    from django.utils import timezone

    from snitflade.bogh.models import Bilagskladde, Kladdelinje
    from snitflade.bogh.models_bilag import Ventetbilag
    from snitflade.exchange import catalogue, inbound
    from snitflade.exchange.bulk import insert_rows, next_id

    call_command("migrate", verbosity=0)
    interface = catalogue.find("bogh.acubiz")
    arrived = [
        inbound.receive(interface, f"EMS_EA-20261119-{at:06}.csv", _export(at), "bench", kommune="0956").exchange
        for at in range(ROUNDS)
    ]
    waiting = iter(arrived)

    def ours() -> None:
        exchange = next(waiting)
        inbound.apply(exchange, interface, "bench")
        exchange.refresh_from_db()
        assert exchange.totals["bilag"] == TRAVELS, exchange.note

    def bare() -> None:
        """The rows of the first export again, as new drafts."""
        with transaction.atomic():
            now = timezone.now()
            tables = (
                (Bilagskladde, {"exchange": arrived[0]}, "noegle"),
                *((one, {"kladde__exchange": arrived[0]}, "") for one in (Kladdelinje, Ventetbilag)),
            )
            shift = next_id(Bilagskladde) - Bilagskladde.objects.filter(exchange=arrived[0]).order_by("pk")[0].pk
            for model, which, unique in tables:
                names = [field.attname for field in model._meta.concrete_fields]
                first = next_id(model)
                rows = []
                for number, row in enumerate(model._default_manager.filter(**which).order_by("pk").values(*names)):
                    row["id"] = first + number
                    if unique:
                        row[unique] = f"igen {row[unique]}"
                        row["oprettet_tid"] = now
                    else:
                        row["kladde_id"] += shift
                    rows.append(tuple(row[name] for name in names))
                insert_rows(model, names, rows)
            transaction.set_rollback(True)

    mine, reference = best(ours, bare, rounds=ROUNDS)
    return mine, reference


@bench
def bilag() -> Iterator[Figure]:
    """2,000 travels of six lines."""
    with tempfile.TemporaryDirectory(prefix="snitflade-bench-") as home:
        own = {key: value for key, value in os.environ.items() if key not in ("DATABASE_URL", "PGHOST")}
        answer = subprocess.run(
            [sys.executable, "-m", "bench.bilag"], env={**own, "SNITFLADE_HOME": home}, check=True, capture_output=True, text=True
        )
    mine, reference = (float(part) for part in answer.stdout.split())
    yield Figure(f"{TRAVELS:,} travels, Acubiz, SQLite", mine, reference, 8)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "snitflade.settings")
    import django

    django.setup()
    print(*_measure())
