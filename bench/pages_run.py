"""Fills the database that the environment names and measures every address; prints one JSON object for each. Started by `pages`."""

from __future__ import annotations

import gc
import json
import logging
import os
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROUNDS = 15
SLOW = 3.0
"""Seconds of the first call from which only few more are made."""
BUDGET = 900.0
"""Seconds of measuring after which what is left is only counted."""
EXCHANGES, DEBTORS, AGREEMENTS = 1_000_000, 200_000, 100_000


def fill() -> None:
    """Make the tables and write everything into them."""
    from django.core.management import call_command
    from django.core.management.color import no_style
    from django.db import connection, transaction
    from django.utils import timezone

    from bench.journal_world import declare_the_rest, fill_journal
    from bench.register_world import fill_registers

    call_command("migrate", verbosity=0)
    today = timezone.localdate()
    scale = float(os.environ.get("BENCH_SCALE", "1"))
    exchanges, debtors, agreements = (int(scale * count) for count in (EXCHANGES, DEBTORS, AGREEMENTS))
    declare_the_rest()
    _give_defaults()
    with transaction.atomic(), connection.cursor() as cursor:
        # The rows are right by how they are made; that each points to one that is there need not be proved row by row.
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute("SET LOCAL synchronous_commit = off")
        cursor.execute("SET LOCAL work_mem = '256MB'")
        fill_journal(exchanges)
        fill_registers(debtors, agreements, exchanges, today)
        from django.apps import apps

        models = [model for model in apps.get_models() if model._meta.managed]
        for statement in connection.ops.sequence_reset_sql(no_style(), models):
            cursor.execute(statement)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    bill(today)


def _give_defaults() -> None:
    """Let the database fill the columns that the bench does not write with what a row has that nothing is known of."""
    from django.apps import apps
    from django.db import connection

    empty = {"CharField": "''", "TextField": "''", "BooleanField": "false", "JSONField": "'[]'", "DateTimeField": "now()"}
    with connection.cursor() as cursor:
        for model in apps.get_models():
            for field in model._meta.concrete_fields:
                kind = field.get_internal_type()
                value = empty.get(kind, "0" if kind.endswith("IntegerField") else "")
                if not field.null and not field.primary_key and value:
                    cursor.execute(f'ALTER TABLE {model._meta.db_table} ALTER COLUMN "{field.column}" SET DEFAULT {value}')


def bill(today: Any) -> None:
    """Bill the present quarter, for real: its exchange has bytes to be shown."""
    from snitflade.exchange import catalogue, outbound
    from snitflade.exchange.models import Order

    interface = catalogue.find("tekn.renovation-prisme")
    options = {
        "kommune": "0956",
        "kvartal": f"{today.year}K{(today.month + 2) // 3}",
        "posteringsdato": today,
        "forfaldsdato": today,
        "regnskabsaar": today.year,
        "tekst": "KVARTAL",
        "konteret_af": "prø",
    }
    exchange, _ = outbound.build(interface, options, "person1")
    assert exchange is not None
    Order.objects.create(interface=interface.id, by="person1", note="Der er intet at sende.")


def measure() -> None:
    """Ask for everything and print what it took."""
    from django.conf import settings
    from django.db import connection
    from django.test import Client

    from bench.pages_addresses import RENOVATION, Examples, calls
    from snitflade.api import tokens
    from snitflade.web.models import ALLE, Bruger, Rolle, Roller

    logging.disable(logging.WARNING)  # what is not there is told in the note
    settings.ALLOWED_HOSTS = ["testserver"]
    settings.STORAGES = {**settings.STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
    person = Bruger.objects.opret("bench", "en lang adgangskode")
    for role in Roller:
        Rolle.objects.create(bruger=person, delsystem=ALLE, rolle=role, givet_af="bench")
    client = Client(raise_request_exception=False)  # a page that breaks is told in its note
    client.force_login(person)
    wanted = ["inka.renoweb-debitor:laes", f"{RENOVATION}:laes", "tekn.affaldsvaegt:laes"]
    _, text = tokens.create("Bench", "0956", "Måling", wanted, "bench", per_minute=tokens.MOST_PER_MINUTE)
    other = Client(raise_request_exception=False, headers={"Authorization": f"Bearer {text}"})
    begun, only_post = time.monotonic(), set()
    for call in calls(Examples.find()):
        if call.name in only_post:
            continue
        if not call.path:
            say(call.name, float("inf"), 1, "no example of this address is known: add one in bench/pages_addresses.py")
        elif time.monotonic() - begun > BUDGET:
            say(call.path, float("inf"), 1, "not measured: the bench took too long")
        elif not one(call.path, other if call.token else client, connection):
            only_post.add(call.name)
    print(f"changed by POST alone, so not measured: {' '.join(sorted(only_post))}", file=sys.stderr)


def one(path: str, client: Any, connection: Any) -> bool:
    """Measure one address; False when it takes nothing but POST."""
    counted = 0

    def count(execute: Callable[..., Any], *arguments: Any) -> Any:
        nonlocal counted
        counted += 1
        return execute(*arguments)

    def ask() -> Any:
        response = client.get(path)
        if response.streaming:
            b"".join(response.streaming_content)
        return response

    begin = time.perf_counter()
    with connection.execute_wrapper(count):
        response = ask()
    first = time.perf_counter() - begin
    if response.status_code == 405:
        return False
    gc.collect()
    times, work = [], processor_time(connection)
    for _ in range(3 if first > SLOW else ROUNDS):
        begin = time.perf_counter()
        ask()
        times.append(1000 * (time.perf_counter() - begin))
    work = (processor_time(connection) - work) / len(times)
    times.sort()
    high = times[-(-95 * len(times) // 100) - 1]
    goal = float("inf") if response.headers.get("Content-Disposition", "").startswith("attachment") else 1
    wrong = "" if response.status_code < 400 else f"; answered {response.status_code}"
    say(path, statistics.median(times), goal, f"p95 {high:.0f} ms, {counted} queries, {work:.0f} ms of processor{wrong}")
    return True


def processor_time(connection: Any) -> float:
    """Milliseconds of processor that we and our connection's server process have used: what a busy machine changes least.

    Helpers that the database starts for one query are not in it.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (number,) = cursor.fetchone()
    used = Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()
    return 1000 * (time.process_time() + (int(used[11]) + int(used[12])) / os.sysconf("SC_CLK_TCK"))


def say(name: str, ours: float, goal: float, note: str) -> None:
    print(json.dumps({"name": name, "ours": ours, "goal": goal, "note": note}, ensure_ascii=False), flush=True)


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "snitflade.settings")
    import django

    django.setup()
    begin = time.monotonic()
    if not os.environ.get("BENCH_FILLED"):
        fill()
        print(f"filled in {time.monotonic() - begin:.0f} s", file=sys.stderr, flush=True)
    else:
        from bench.journal_world import declare_the_rest

        declare_the_rest()
    measure()


if __name__ == "__main__":
    main()
