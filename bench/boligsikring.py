"""Boligsikring for 20,000 households, calculated, posted and written, against bare reading and inserting of the same rows."""

from __future__ import annotations

import datetime as dt
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator

from bench.measure import Figure, bench, best
from snitflade.exchange.bulk import collector_paused, insert_rows, next_id

HOUSEHOLDS = 20_000
ROUNDS = 3
LANDLORDS = 5


def _cpr(number: int, day: int, year: int) -> str:
    """A replacement number."""
    return f"{61 + day % 28:02}{1 + number % 12:02}{year % 100:02}4{number // 12 % 1000:03}"


def _fill() -> None:
    """Settings, landlords, and households of two adults and a child, each with a rent."""
    from django.core.management import call_command
    from django.db import transaction

    from snitflade.bogh.udbetaling.models import Modtager
    from snitflade.exchange.konstanter.model import Systemkonstant
    from snitflade.folk.models import Person
    from snitflade.soc.models import Ansoegning, Huslejelinje, Medlem, Udlejer

    call_command("migrate", verbosity=0)
    settings = {"konto": "6601001000", "kreditkonto": "9001001001", "vej": "prisme", "terminal": "0017"}
    for name, vaerdi in settings.items():
        Systemkonstant.objects.create(nummer=f"boligsikring.{name}", vaerdi=vaerdi)
    payee = Modtager.objects.create(art="cvr", nummer="12227353", navn="Prøve Boligselskab")
    for number in range(LANDLORDS):
        Udlejer.objects.create(kode=f"BOLIG{chr(65 + number)}", navn="Prøve", ejer="selskab", profil="bs-til-1", modtager=payee)
    people = {_cpr(n, n + one, 60 + one): dt.date(1960 + one, 1, 1) for n in range(1, HOUSEHOLDS + 1) for one in (0, 1)}
    people |= {f"61051541{n:02}": dt.date(2015, 5, 1) for n in range(100)}
    start, now, numbers = dt.date(2020, 1, 1), dt.datetime(2025, 1, 1, tzinfo=dt.UTC), range(1, HOUSEHOLDS + 1)
    with transaction.atomic():
        Person.objects.bulk_create(
            [
                Person(personnummer=cpr, status="05", foedselsdato=born, fornavn="Prøve", efternavn="Person")
                for cpr, born in people.items()
            ],
            batch_size=500,
        )
        insert_rows(
            Ansoegning,
            (
                *(
                    "id",
                    "aar",
                    "kommune",
                    "ansoeger",
                    "telefon",
                    "udlejer_id",
                    "lejemaalsnr",
                    "lokalitet",
                    "vejkode",
                    "husnr",
                    "bnr",
                ),
                *("lejlighed", "antal_rum", "boligtype", "indflyttet", "oprettet_af", "oprettet_tid"),
            ),
            (
                (
                    n,
                    2025,
                    "0957",
                    _cpr(n, n, 60),
                    "",
                    1 + n % LANDLORDS,
                    f"L-{n}",
                    "0800",
                    "0123",
                    "014",
                    "",
                    f"{n}",
                    3,
                    "B",
                    start,
                    "x",
                    now,
                )
                for n in numbers
            ),
        )
        fields = ("id", "ansoegning_id", "cpr", "fra", "pension", "forventet")
        insert_rows(Medlem, fields, ((3 * n, n, _cpr(n, n, 60), start, "", 5_000_000 + 700 * n) for n in numbers))
        insert_rows(Medlem, fields, ((3 * n + 1, n, _cpr(n, n + 1, 61), start, "", 4_000_000) for n in numbers))
        insert_rows(Medlem, fields, ((3 * n + 2, n, f"61051541{n % 100:02}", start, "", None) for n in numbers))
        insert_rows(
            Huslejelinje, ("id", "ansoegning_id", "fra", "beloeb", "kilde"), ((n, n, start, 300_000 + n, "x") for n in numbers)
        )


def _measure() -> tuple[float, float]:
    """Ours and the bare work in milliseconds."""
    from django.db import transaction

    from snitflade.exchange import catalogue, outbound
    from snitflade.exchange.models import Exchange
    from snitflade.folk.models import Person
    from snitflade.soc.boligsikring.bogfoer import _BEVILLING
    from snitflade.soc.models import Ansoegning, Bevilling, Huslejelinje, Medlem

    _fill()
    day = dt.datetime.now(dt.UTC).date() + dt.timedelta(7)
    months = iter(range(1, ROUNDS + 1))

    def ours() -> None:
        options = {
            "kommune": "0957",
            "maaned": f"2025{next(months):02}",
            "koersel": "O",
            "posteringsdato": day,
            "regnskabsaar": day.year,
        }
        exchange, _ = outbound.build(catalogue.find("31"), options, "bench")
        assert exchange is not None and exchange.totals["G69 linjer"] > HOUSEHOLDS // 2, exchange

    def bare() -> None:
        """All households read, and the grants of the last run again for another month."""
        with collector_paused(), transaction.atomic():
            last = Exchange.objects.latest("pk")
            for model in (Ansoegning, Medlem, Huslejelinje):
                assert list(model._default_manager.values_list())
            assert list(Person.objects.values_list("personnummer", "foedselsdato", "fornavn", "mellemnavn", "efternavn"))
            rows = list(Bevilling.objects.filter(exchange=last).order_by("pk").values_list(*_BEVILLING))
            first = next_id(Bevilling)
            at = _BEVILLING.index("maaned")
            insert_rows(Bevilling, _BEVILLING, ((first + n, *row[1:at], "202512", *row[at + 1 :]) for n, row in enumerate(rows)))
            transaction.set_rollback(True)

    mine, reference = best(ours, bare, rounds=ROUNDS)
    return mine, reference


@bench
def boligsikring() -> Iterator[Figure]:
    """Boligsikring for 20,000 households through Prisme."""
    with tempfile.TemporaryDirectory(prefix="snitflade-bench-") as home:
        own = {key: value for key, value in os.environ.items() if key not in ("DATABASE_URL", "PGHOST")}
        answer = subprocess.run(
            [sys.executable, "-m", "bench.boligsikring"],
            env={**own, "SNITFLADE_HOME": home},
            check=True,
            capture_output=True,
            text=True,
        )
    mine, reference = (float(part) for part in answer.stdout.split())
    yield Figure(f"Boligsikring, {HOUSEHOLDS:,} households, G69, G68 and landlords' files, SQLite", mine, reference, 2.5)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "snitflade.settings")
    import django

    django.setup()
    print(*_measure())
