"""Claims for the authority and a month's reconciliation, against bare reads and writes of the same rows."""

from __future__ import annotations

import datetime as dt
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from unittest import mock

from bench.measure import Figure, bench, best
from snitflade.exchange.bulk import collector_paused, insert_rows, next_id, update_rows

CLAIMS, RECONCILED = 100_000, 300_000
ROUNDS = 2
NOW = dt.datetime(2026, 6, 2, 12, tzinfo=dt.UTC)
SIZE = "SNITFLADE_BENCH_DEL"
"""The environment's name for the divisor of the sizes: 5 measures a fifth."""


def _part() -> int:
    return int(os.environ.get(SIZE, "1"))


def _fill(count: int) -> None:
    """A debtor for each claim, overdue claims whose bills are known to be delivered, and what they are called."""
    from django.core.management import call_command
    from django.db import transaction

    from snitflade.exchange.konstanter.model import Systemkonstant
    from snitflade.inka.inddrivelse.models import Fordringsart, Udsendelse
    from snitflade.inka.models import Debitor, Regning

    call_command("migrate", verbosity=0)
    Systemkonstant.objects.create(nummer="inddrivelse.fordringshavere", vaerdi="0960=37AK")
    Fordringsart.objects.create(
        kommune="0960", art="bench", fordringsgruppe="12RENO", fordringstype="RENOVATION", foraeldelse_aar=5, tekst="Renovation"
    )
    Udsendelse.objects.create(modul="bench", koersel="b", dato=NOW.date(), grund="bench", oprettet_af="bench")
    day, due = dt.date(2026, 4, 1), dt.date(2026, 5, 1)
    person = ("id", "kundenummer", "navn", "cvr", "gln", "personnummer", "betales_fra_konto", "sprog", "offentlig")
    claim = (
        *("id", "nummer", "debitor_id", "modul", "kommune", "koersel", "posteringsdato", "regnskabsaar", "periode"),
        *("omraadenummer", "beloeb", "rest", "konto", "betales_fra_konto", "forfaldsdato", "tekstlinjer"),
    )
    with transaction.atomic():
        numbers = range(1, count + 1)
        insert_rows(
            Debitor,
            person,
            (
                (n, f"{n:010}", f"Prøve Person {n}", "", "", f"01{n % 12 + 1:02}{n % 100:02}{n % 10000:04}", "", "da", None)
                for n in numbers
            ),
        )
        shared = ("bench", "0960", "b", day, 2026, "2026K1", "000")
        insert_rows(
            Regning, claim, ((n, n, n, *shared, 10_000 + n, 10_000 + n, "9001001001", "", due, "Dagrenovation") for n in numbers)
        )


def _claims() -> tuple[float, float]:
    """Selecting, checking and writing claims; ours and the bare work in milliseconds."""
    from django.db import transaction
    from django.utils import timezone

    from snitflade.exchange import catalogue, outbound
    from snitflade.exchange.models import Exchange
    from snitflade.inka.inddrivelse.byg import _FORDRING
    from snitflade.inka.inddrivelse.haendelser import _HAENDELSE
    from snitflade.inka.inddrivelse.models import Fordring, Fordringshaendelse
    from snitflade.inka.inddrivelse.udvaelg import _FELTER
    from snitflade.inka.models import Regning

    count = CLAIMS // _part()
    _fill(count)
    kept: dict[type[object], list[tuple[object, ...]]] = {}

    def ours() -> None:
        """Build the file, and take it back with the transaction."""
        with mock.patch.object(timezone, "now", lambda: NOW), transaction.atomic():
            exchange, _ = outbound.build(catalogue.find("14"), {"kommune": "0960", "fil": "fordringer"}, "bench")
            assert exchange is not None and exchange.totals["fordringer"] == count
            if not kept:
                kept[Fordring] = list(Fordring.objects.order_by("pk").values_list(*_FORDRING))
                kept[Fordringshaendelse] = list(Fordringshaendelse.objects.order_by("pk").values_list(*_HAENDELSE))
            transaction.set_rollback(True)

    def bare() -> None:
        """Read the same claims with their debtors, and insert the same rows."""
        with collector_paused(), transaction.atomic():
            late = Regning.objects.filter(rest__gt=0, forfaldsdato__lt=NOW.date()).order_by("forfaldsdato", "nummer")
            assert len(list(late.values_list(*_FELTER))) == count
            made = Exchange.objects.create(interface="inka.fordringer", key="bare", direction="ud", state="bygget", created_by="b")
            for model, names, at in ((Fordring, _FORDRING, 13), (Fordringshaendelse, _HAENDELSE, 5)):
                assert names[at] == "exchange_id"
                insert_rows(model, names, [(*row[:at], made.pk, *row[at + 1 :]) for row in kept[model]])
            transaction.set_rollback(True)

    mine, reference = best(ours, bare, rounds=ROUNDS)
    return mine, reference


def _reconciled() -> tuple[float, float]:
    """Applying a reconciliation; ours and the bare work in milliseconds."""
    from django.db import transaction
    from django.utils import timezone

    from snitflade.exchange import catalogue, inbound
    from snitflade.exchange.models import Exchange
    from snitflade.inka.inddrivelse.byg import _FORDRING
    from snitflade.inka.inddrivelse.haendelser import _HAENDELSE
    from snitflade.inka.inddrivelse.models import Fordring, Fordringshaendelse

    count = RECONCILED // _part()
    _fill(count)
    sent = Exchange.objects.create(
        interface="inka.fordringer", key="sent", direction="ud", state="afsendt", created_by="b", sent_at=NOW, kommune="0960"
    )
    head = ("37AK", "0101700001", "12RENO", "RENOVATION")
    with transaction.atomic():
        rows = (
            (
                *(n, n, 1, f"37-{n:010}", "0960", *head[:2], *head[2:], 10_000 + n, 1, "modtaget", 10_000 + n),
                *(sent.pk, n, "", f"{n}", "", ""),
            )
            for n in range(1, count + 1)
        )
        insert_rows(Fordring, _FORDRING, rows)
        steps = ((n, n, "overgivet", "modtaget", 10_000 + n, sent.pk, n, "", "b", NOW) for n in range(1, count + 1))
        insert_rows(Fordringshaendelse, _HAENDELSE, steps)
    lines = (
        f"37AK;0101700001;37-{n:010};AKI-{n};12RENO;RENOVATION;2026/06/02;{(a := 10_000 + n) // 100},{a % 100:02};0,00;0,00;0,00;"
        f"{a // 100},{a % 100:02};ÅBEN;\r\n"
        for n in range(1, count + 1)
    )
    data = "".join(lines).encode()
    interface = catalogue.find("16")
    with mock.patch.object(timezone, "now", lambda: NOW):
        got = inbound.receive(interface, "AFSTEM_37AK_2026-06.csv", data, "bench").exchange

    def ours() -> None:
        """Read and apply it, and take it back with the transaction."""
        with mock.patch.object(timezone, "now", lambda: NOW), transaction.atomic():
            problems = inbound.apply(got, interface, "bench")
            got.refresh_from_db()
            assert got.state == "anvendt" and got.totals["ens"] == count and not problems
            transaction.set_rollback(True)
        got.refresh_from_db()

    def bare() -> None:
        """Read the claims, give each its number and its state, and insert the same steps."""
        with collector_paused(), transaction.atomic():
            names = ("pk", "ekstern_sagsnummer", "debitor_nummer", "sekvensnummer", "tilstand", "hovedstol", "rest_hos")
            there = list(Fordring.objects.order_by("pk").values_list(*names, "regning__rest"))
            update_rows(Fordring, ("tilstand", "sekvensnummer"), [("under", f"AKI-{row[0]}", row[0]) for row in there])
            first = next_id(Fordringshaendelse)
            new = [
                (first + at, row[0], "sekvensnummer", "under", 0, sent.pk, at, f"AKI-{row[0]}", "b", NOW)
                for at, row in enumerate(there)
            ]
            insert_rows(Fordringshaendelse, _HAENDELSE, new)
            transaction.set_rollback(True)

    mine, reference = best(ours, bare, rounds=ROUNDS)
    return mine, reference


def _alone(what: str) -> tuple[float, float]:
    """One measurement in a process and an installation of its own."""
    with tempfile.TemporaryDirectory(prefix="snitflade-bench-") as home:
        own = {key: value for key, value in os.environ.items() if key not in ("DATABASE_URL", "PGHOST")}
        answer = subprocess.run(  # noqa: S603 (what is run stands in this file)
            [sys.executable, "-m", "bench.inddrivelse", what],
            env={**own, "SNITFLADE_HOME": home},
            check=True,
            capture_output=True,
            text=True,
        )
    mine, reference = (float(part) for part in answer.stdout.split())
    return mine, reference


@bench
def inddrivelse() -> Iterator[Figure]:
    """100,000 claims selected, checked and written; a reconciliation of 300,000 rows."""
    yield Figure(f"{CLAIMS // _part():,} claims to the authority, SQLite", *_alone("claims"), 2.5)
    yield Figure(f"{RECONCILED // _part():,} rows reconciled, SQLite", *_alone("reconciled"), 2.5)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "snitflade.settings")
    import django

    django.setup()
    print(*(_claims() if sys.argv[1] == "claims" else _reconciled()))
