"""A first load of CPR into PostgreSQL and SQLite, against inserting the same rows alone; and a night's delivery."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bench.measure import Figure, bench
from bench.server import server as a_server

PERSONS = 200_000
PERSONS_SQLITE = 50_000
"""SQLite takes as long for each person; fewer say the same."""
NIGHT = 2_000


def _high_water() -> int:
    """The most memory this process has had, in MB."""
    status = Path("/proc/self/status").read_text()
    return int(next(line.split()[1] for line in status.split("\n") if line.startswith("VmHWM"))) // 1024


def load(persons: int) -> dict[str, Any]:
    """In an installation of this process's own: the first load, the same rows alone, and a night's changes; in seconds."""
    import django

    django.setup()
    from django.core.management import call_command

    from bench.cpr import delivery
    from snitflade.exchange import catalogue, inbound
    from snitflade.exchange.konstanter.model import Systemkonstant
    from snitflade.folk.models import Person

    call_command("migrate", verbosity=0)
    for name, value in (("opgavenr", "123456"), ("start", "2026-01-15")):
        Systemkonstant.objects.create(nummer=f"folk.cpr.{name}", vaerdi=value)
    interface = catalogue.find("folk.cpr-ajourfoering")

    def take(data: bytes) -> float:
        exchange = inbound.receive(interface, f"d{data[21:27].decode()}.l123456", data, "bench").exchange
        del data
        begin = time.perf_counter()
        inbound.apply(exchange, interface, "bench")
        taken = time.perf_counter() - begin
        exchange.refresh_from_db()
        assert exchange.state == "anvendt", (exchange.state, exchange.note)
        return taken

    found: dict[str, Any] = {}
    first = Path(os.environ["SNITFLADE_HOME"], "foerste")
    subprocess.run(  # noqa: S603 (composing it takes memory of its own)
        [sys.executable, "-c", _COMPOSE, str(persons), str(first)], check=True
    )
    found["bytes"] = first.stat().st_size
    found["load"] = take(first.read_bytes())
    found["memory"] = _high_water()
    assert Person.objects.count() == persons
    night = delivery(NIGHT).replace(b"2026011520260114", b"2026011620260115", 1)
    found["night"] = take(night)
    found["alone"], found["rows"] = _alone()
    return found


_COMPOSE = """
import sys
from pathlib import Path
from bench.cpr import delivery
Path(sys.argv[2]).write_bytes(delivery(int(sys.argv[1])))
"""


def _alone() -> tuple[float, int]:
    """Insert what stands in the tables of persons once more, table by table: only the inserting is timed."""
    from django.db import connection, transaction

    from snitflade.folk import models

    tables = [getattr(models, name) for name in models.__all__]
    about = [model for model in tables if any(f.name == "person" for f in model._meta.concrete_fields)]
    taken, count = 0.0, 0
    for model in (*about, models.Person):
        table = model._meta.db_table
        names = [field.column for field in model._meta.concrete_fields]
        columns = ", ".join(names)
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {columns} FROM {table}")  # noqa: S608
            rows = cursor.fetchall()
            for one in (*about, model) if model is models.Person else (model,):
                name = one._meta.db_table
                cursor.execute(f"TRUNCATE {name} CASCADE" if connection.vendor == "postgresql" else f"DELETE FROM {name}")  # noqa: S608
        count += len(rows)
        begin = time.perf_counter()
        with transaction.atomic(), connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                with cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
                    for row in rows:
                        copy.write_row(row)
            elif rows:
                cursor.executemany(f"INSERT INTO {table} ({columns}) VALUES ({', '.join(['%s'] * len(names))})", rows)  # noqa: S608
        taken += time.perf_counter() - begin
    return taken, count


def _measured(persons: int, environment: dict[str, str]) -> dict[str, Any]:
    code = f"import json; from bench.cpr_load import load; print(json.dumps(load({persons})))"
    with tempfile.TemporaryDirectory(prefix="snitflade-bench-") as home:
        own = {"SNITFLADE_HOME": home, "DJANGO_SETTINGS_MODULE": "snitflade.settings", **environment}
        done = subprocess.run(  # noqa: S603
            [sys.executable, "-c", code], capture_output=True, text=True, env={**os.environ, **own}, check=False
        )
    if done.returncode:
        raise RuntimeError(done.stderr[-3000:])
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def _figures(name: str, persons: int, found: dict[str, Any]) -> Iterator[Figure]:
    note = f"{persons:,} persons, {found['rows']:,} rows, {found['bytes'] / 1e6:.0f} MB"
    yield Figure(f"cpr first load into {name}", found["load"], found["alone"], 2.5, unit="s", note=note)
    yield Figure(f"cpr first load into {name}, memory", found["memory"], 1000, 1, unit="MB", note="the file itself included")
    each = found["load"] / persons
    yield Figure(f"cpr night of {NIGHT:,} persons into {name}", found["night"], each * NIGHT, 6, unit="s", note="replaced, not new")


@bench
def cpr_load() -> Iterator[Figure]:
    """A first load and a night's delivery, as an installation applies them, on both databases."""
    with a_server() as server:
        found = _measured(PERSONS, server.environment(server.create()))
    yield from _figures("PostgreSQL", PERSONS, found)
    yield from _figures("SQLite", PERSONS_SQLITE, _measured(PERSONS_SQLITE, {"DATABASE_URL": ""}))
