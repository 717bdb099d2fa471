"""Taxable incomes read and applied against the bare database work, and GetRAI at a settable pace, bounded in parallel.

The service is a server on loopback that answers at once; what is measured there is ours: question, answer, part, rows.
"""

from __future__ import annotations

import datetime as dt
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from bench.measure import Figure, bench, best

PERSONS = 60_000
ASKED = int(os.environ.get("BENCH_ASKED", "5000"))
"""Persons asked about; BENCH_ASKED=20000 is the municipality's own size and takes four times as long."""
RATE = 100_000
PARALLEL = 4
ROUNDS = 3


def _number(n: int) -> str:
    day, rest = divmod(n, 9000)
    return f"{61 + day % 28:02}{1 + day // 28 % 12:02}60{1000 + rest:04}"


def _extract(change: int) -> bytes:
    """An extract of everybody; one in twenty has another income than in the one before."""
    rows = (f"32,{_number(n)},,366,,,{200_000 + n + (change if n % 20 == 0 else 0)};\n" for n in range(PERSONS))
    return "".join(rows).encode()


def _years() -> tuple[float, float]:
    """Reading and applying an extract as the first of its year, and the bare insert of its rows, in milliseconds."""
    from django.db import transaction

    from snitflade.exchange import catalogue, inbound
    from snitflade.exchange.bulk import collector_paused, insert_rows
    from snitflade.formats.problems import Problems
    from snitflade.skat.aar.indlaes import _FIELDS
    from snitflade.skat.aar.udtraek import laes
    from snitflade.skat.models import Aarsindkomst, Indkomstfil

    interface = catalogue.find("skat.indkomster")
    data = _extract(0)
    rows = laes(data, "SKPLINDK-2000-SE-2001-10-1.txt", Problems()).raekker
    years = iter(range(2000, 2000 + ROUNDS))

    def ours() -> None:
        year = next(years)
        exchange = inbound.receive(
            interface, f"SKPLINDK-{year}-SE-{year + 1}-10-1.txt", data + b"\n" * (year - 1999), "bench"
        ).exchange
        inbound.apply(exchange, interface, "bench")
        exchange.refresh_from_db()
        assert exchange.totals["Personer"] == PERSONS, exchange.note

    def bare() -> None:
        """Who has a value is read, the same rows are inserted, and nothing is kept of it."""
        with collector_paused(), transaction.atomic():
            fil = Indkomstfil.objects.first()
            assert fil is not None
            date, kommune = dt.date(1990, 1, 1), "0956"
            list(Aarsindkomst.objects.filter(kommune=kommune, indkomstaar=1990, gaelder=True).values_list("cpr", "indkomst"))
            values = zip(rows.cpr, rows.indkomst, rows.skattedage, strict=True)
            insert_rows(
                Aarsindkomst,
                _FIELDS,
                ((fil.pk, kommune, 1990, f"{n:010}", income, days, date, True, None) for n, (_, income, days) in enumerate(values)),
            )
            transaction.set_rollback(True)

    mine, reference = best(ours, bare, rounds=ROUNDS)
    return mine, reference


def _ask(home: Path) -> tuple[float, float]:
    """Fetching and applying, and the bare calls of the same service as many at a time, in milliseconds."""
    from concurrent.futures import ThreadPoolExecutor
    from dataclasses import replace

    from snitflade.exchange import catalogue, configuration, fetching, inbound
    from snitflade.exchange.konstanter.model import Systemkonstant
    from snitflade.exchange.models import Exchange
    from snitflade.exchange.states import State
    from snitflade.partners.certificates import Authority
    from snitflade.partners.etax import RAI, EtaxPartner, Skatteyder
    from snitflade.skat import behov
    from snitflade.skat.models import AktuelIndkomst

    everybody = [_number(n) for n in range(ASKED)]
    behov._behov["boligsikring"] = lambda kommune, dag: everybody  # in the place of those who have applied
    for name, value in (("samtidige", f"{PARALLEL}"), ("pr_minut", f"{RATE}")):
        Systemkonstant.objects.create(nummer=f"skat.aktuel.{name}", vaerdi=value)
    authority = Authority()
    ca_file = authority.write(home / "ca.pem")
    os.environ["BENCH_FOSP"] = "prøve"
    id = "soc.boligsikring-indkomst"
    with EtaxPartner(authority, password=os.environ["BENCH_FOSP"]) as server:
        server.personer = {cpr: Skatteyder(200_000 + n, "202603") for n, cpr in enumerate(everybody)}
        (home / "forbindelser.toml").write_text(
            f'[forbindelser.fosp]\ntype = "http"\nbase_url = "{server.base_url}"\nca_file = "{ca_file}"\nuser = "snit"\n'
            f'password = "secret://env/BENCH_FOSP"\nkommune = "0956"\n[snitflader."{id}"]\nind = "fosp"\n'
        )
        client = configuration.client(id)
        plain = replace(client, user="", password=None, base_url=server.address)
        body = _body(everybody[0])
        begin = time.perf_counter()
        with ThreadPoolExecutor(PARALLEL) as pool:
            list(pool.map(lambda _: plain.request("POST", RAI, content=body, expected=frozenset({500})), range(ASKED)))
        reference = time.perf_counter() - begin
        begin = time.perf_counter()
        interface = catalogue.find(id)
        fetching.pull(interface, client, "bench")
        for exchange in Exchange.objects.filter(interface=id, state=State.MODTAGET).order_by("order", "pk"):
            inbound.apply(exchange, interface, "bench")
        mine = time.perf_counter() - begin
        assert AktuelIndkomst.objects.count() == ASKED
        assert server.flest_samtidige <= PARALLEL
    return 1000 * mine, 1000 * reference


def _body(cpr: str) -> bytes:
    said = {"UserId": "snit", "PassWord": "", "FunctionCode": "1", "CPR": cpr, "SystemID": "32", "AdjustedRAI": "0"}
    fields = "".join(f"<{name}>{value}</{name}>" for name, value in said.items())
    call = f'<GetRAI xmlns="http://eTax_WebService/">{fields}</GetRAI>'
    return f'<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body>{call}</s:Body></s:Envelope>'.encode()


def _run(what: str) -> tuple[float, float]:
    with tempfile.TemporaryDirectory(prefix="snitflade-bench-") as home:
        own = {key: value for key, value in os.environ.items() if key not in ("DATABASE_URL", "PGHOST")}
        answer = subprocess.run(  # noqa: S603 (ourselves, with one of two words)
            [sys.executable, "-m", "bench.indkomst", what],
            env={**own, "SNITFLADE_HOME": home},
            check=True,
            capture_output=True,
            text=True,
        )
    mine, reference = (float(part) for part in answer.stdout.split())
    return mine, reference


@bench
def indkomst() -> Iterator[Figure]:
    """An extract of 60,000 persons, and GetRAI for thousands of persons."""
    mine, reference = _run("aar")
    yield Figure(f"SKPLINDK, {PERSONS:,} persons read and applied, SQLite", mine, reference, 2.5)
    mine, reference = _run("aktuel")
    note = f"{PARALLEL} at a time; the reference is the bare calls"
    yield Figure(f"GetRAI, {ASKED:,} persons asked, kept and applied", mine, reference, 2.5, note=note)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "snitflade.settings")
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    print(*(_years() if sys.argv[1] == "aar" else _ask(Path(os.environ["SNITFLADE_HOME"]))))
