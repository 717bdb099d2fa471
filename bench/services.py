"""The services for other systems with 200,000 debtors: every answer against the 50 ms it may take, log and all.

A far page asked for by its number may take twice that: the database counts its way there. `naeste` leads to it at once.
"""

from __future__ import annotations

import datetime as dt
import gc
import statistics
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import quote

from bench.measure import Figure, bench

DEBTORS = 200_000
MOST = 50.0
"""Milliseconds an answer may take."""
BEGIN = dt.datetime(2025, 1, 1, tzinfo=dt.UTC)


def _fill() -> None:
    """Persons whose changes lie a second apart, with replacement numbers as CPR numbers."""
    from django.core.management import call_command
    from django.db import transaction

    from snitflade.exchange.bulk import insert_rows
    from snitflade.inka.models import Debitor

    call_command("migrate", verbosity=0)
    fields = ("kundenummer", "navn", "cvr", "gln", "personnummer", "betales_fra_konto", "sprog", "offentlig", "vejnavn", "aendret")
    rows = (
        (f"{n:010}", f"Prøve Kunde {n}", "", "", _number(n), "", "da", None, "Aqqusinersuaq", BEGIN + dt.timedelta(seconds=n))
        for n in range(DEBTORS)
    )
    with transaction.atomic():
        insert_rows(Debitor, fields, rows)


def _number(n: int) -> str:
    day, rest = divmod(n, 9000)
    return f"{61 + day % 28:02}{1 + day // 28 % 12:02}99{1000 + rest:04}"


def _median(ask: Callable[[], object], rounds: int = 15) -> float:
    ask()
    gc.collect()
    times = []
    for _ in range(rounds):
        begin = time.perf_counter()
        ask()
        times.append(time.perf_counter() - begin)
    return 1000 * statistics.median(times)


@bench
def services_debtors() -> Iterator[Figure]:
    """One debtor by each number, the newest changes, and the first and the last page of all of them."""
    from django.conf import settings
    from django.test import Client

    from snitflade.api import tokens

    _fill()
    Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)
    settings.ALLOWED_HOSTS = ["testserver"]
    _, text = tokens.create("Bench", "0956", "Måling", ["inka.renoweb-debitor:laes"], "bench", per_minute=tokens.MOST_PER_MINUTE)
    client, headers = Client(), {"Authorization": f"Bearer {text}"}
    newest = quote((BEGIN + dt.timedelta(seconds=DEBTORS - 100)).isoformat())
    for name, path in {
        "by kundenr": f"?kundenr={DEBTORS // 2:010}",
        "by CPR number": f"?cpr={_number(DEBTORS // 2)}",
        "newest 100": f"/aendringer?siden={newest}",
        "first 500 of all": f"/aendringer?siden={quote(BEGIN.isoformat())}",
        "last 500 of all, followed": f"/aendringer?siden={quote(BEGIN.isoformat())}&side={DEBTORS // 500}&efter={DEBTORS - 500}",
        "last 500 of all, by number": f"/aendringer?siden={quote(BEGIN.isoformat())}&side={DEBTORS // 500}",
    }.items():

        def ask(path: str = path) -> None:
            answer = client.get(f"/api/debitor/v1{path}", headers=headers)
            if answer.status_code != 200:
                raise RuntimeError(answer.content.decode())

        goal = 2.0 if name.endswith("by number") else 1.0
        yield Figure(
            f"debtor service, {name}", _median(ask), MOST, goal, note=f"{DEBTORS} debtors; the reference is what it may take"
        )
