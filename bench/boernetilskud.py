"""Børnetilskud for 60,000 children, calculated, posted and written, against bare reading and writing of the same rows."""

from __future__ import annotations

import datetime as dt
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping

from bench.measure import Figure, bench, best
from snitflade.exchange.bulk import collector_paused, insert_rows, next_id

CHILDREN = 60_000
HOMES = CHILDREN // 2
ROUNDS = 2


def _cpr(number: int, year: int, years: int, tail: int) -> str:
    """A replacement number of somebody born in one of so many years."""
    rest = number // 336
    return f"{61 + number % 28:02}{1 + number // 28 % 12:02}{(year + rest % years) % 100:02}{tail + rest // years:04}"


def _fill() -> None:
    """Settings, rates, and homes of two adults with incomes and two children; the mothers have accounts."""
    from django.core.management import call_command
    from django.db import transaction

    from snitflade.bogh.udbetaling.models import Modtager, Modtagerkonto
    from snitflade.exchange.konstanter.model import Systemkonstant
    from snitflade.exchange.models import Exchange
    from snitflade.folk.models import Adresse, Person
    from snitflade.skat.models_aktuel import AktuelIndkomst
    from snitflade.soc.models import Boernetilskudssats

    call_command("migrate", verbosity=0)
    settings = {
        "konto": "6602001000",
        "kreditkonto": "9001001001",
        "mellemkonto": "9002002003",
        "bankkonto": "64710001000206",
        "genberegn_maaneder": "0",
    }
    for name, vaerdi in settings.items():
        Systemkonstant.objects.create(nummer=f"boernetilskud.{name}", vaerdi=vaerdi)
    Boernetilskudssats.objects.create(
        gyldig_fra=dt.date(2020, 1, 1),
        kilde="social-teknik.md 5.2",
        model="lineaer",
        maks_pr_barn_aar=847_700,
        fuld_indtil=13_600_000,
        bortfald_grund=34_720_000,
        bortfald_pr_barn=2_500_000,
        procent=0,
        mindste=0,
        standardfradrag=False,
        bekraeftet=True,
    )
    mothers = [_cpr(n, 75, 25, 4000) for n in range(HOMES)]
    fathers = [_cpr(n, 75, 25, 5000) for n in range(HOMES)]
    day, now = dt.date(2020, 1, 1), dt.datetime(2025, 4, 1, tzinfo=dt.UTC)
    base = {"status": "05", "statsborgerskab": "5100", "fornavn": "Prøve", "efternavn": "Person", "kommunekode": "0957"}
    people = [Person(personnummer=cpr, foedselsdato=dt.date(1985, 1, 1), **base) for cpr in (*mothers, *fathers)]
    for n in range(CHILDREN):
        cpr = _cpr(n, 10, 11, 4000)
        born = dt.date(2000 + int(cpr[4:6]), int(cpr[2:4]), int(cpr[:2]) - 60)
        people.append(Person(personnummer=cpr, foedselsdato=born, mor=mothers[n // 2], far=fathers[n // 2], **base))
    with transaction.atomic():
        Person.objects.bulk_create(people, batch_size=500)
        homes = [*range(HOMES), *range(HOMES), *(n // 2 for n in range(CHILDREN))]
        rows = [
            Adresse(person_id=pk, aktuel=True, fra="202001010000", kommunekode="0957", vejkode="0123", noegle=f"09570123{home:014}")
            for pk, home in zip(Person.objects.order_by("pk").values_list("pk", flat=True), homes, strict=True)
        ]
        Adresse.objects.bulk_create(rows, batch_size=500)
        sent = Exchange.objects.create(interface="x", key="bench", created_by="bench", state="anvendt", direction="ind")
        incomes = [
            AktuelIndkomst(
                cpr=cpr,
                seneste_maaned=dt.date(2024, 6, 1),
                kilde="FOSP",
                foer_fradrag=(8_000_000 + 2_000 * n % 9_000_000),
                hentet=now,
                exchange=sent,
            )
            for cprs in (mothers, fathers)
            for n, cpr in enumerate(cprs)
        ]
        AktuelIndkomst.objects.bulk_create(incomes, batch_size=500)
        insert_rows(
            Modtager, ("id", "art", "nummer", "navn"), ((n + 1, "cpr", cpr, "Prøve Person") for n, cpr in enumerate(mothers))
        )
        insert_rows(
            Modtagerkonto,
            ("id", "modtager_id", "konto", "fra", "oprettet_af", "oprettet_tid"),
            ((n + 1, n + 1, f"6471{n + 1:010}", day, "bench", now) for n in range(HOMES)),
        )


def _measure() -> tuple[float, float]:
    """Ours and the bare work in milliseconds."""
    from django.db import transaction

    from snitflade.bogh.udbetaling.koersel import _UDBETALING
    from snitflade.bogh.udbetaling.models import Modtager, Udbetaling, Udbetalingspost
    from snitflade.bogh.udbetaling.poster import _POST
    from snitflade.bogh.udbetaling.tid import nu
    from snitflade.exchange import catalogue, outbound
    from snitflade.exchange.models import Exchange
    from snitflade.folk.models import Adresse
    from snitflade.skat.models_aktuel import AktuelIndkomst
    from snitflade.soc.boernetilskud.bogfoer import OPGOERELSE, TILDELING
    from snitflade.soc.boernetilskud.fakta import _FELTER
    from snitflade.soc.models import Tildeling, Tilskudsopgoerelse

    _fill()
    months = iter(range(1, ROUNDS + 1))
    pay = nu().date() + dt.timedelta(7)

    def ours() -> None:
        options = {"kommune": "0957", "maaned": f"2025{2 * next(months):02}", "betalingsdato": pay}
        exchange, built = outbound.build(catalogue.find("27"), options, "bench")
        assert exchange is not None and exchange.totals["Betalinger"] == HOMES, built.notes
        assert Tildeling.objects.filter(exchange=exchange).count() == CHILDREN

    def bare() -> None:
        """Everybody, incomes and payees read; and the rows of the last run again for another month, with their items paid."""
        with collector_paused(), transaction.atomic():
            last = Exchange.objects.latest("pk")
            assert list(Adresse.objects.filter(kommunekode="0957").values_list(*_FELTER))
            assert list(AktuelIndkomst.objects.all())
            assert list(Modtager.objects.values_list("nummer", "pk"))
            items = list(Udbetalingspost.objects.filter(boernetilskudsopgoerelse__exchange=last).order_by("pk").values_list(*_POST))
            start = next_id(Udbetalingspost)
            insert_rows(
                Udbetalingspost,
                _POST,
                ((start + n, row[1], f"x{n}", *row[3:7], row[6], *row[8:]) for n, row in enumerate(items)),
            )
            for model, fields, change in (
                (Tildeling, TILDELING, {"maaned": "202512"}),
                (Tilskudsopgoerelse, OPGOERELSE, {"exchange_id": 1}),
                (Udbetaling, _UDBETALING, {}),
            ):
                rows = list(model._default_manager.filter(exchange=last).order_by("pk").values_list(*fields))
                first = next_id(model)
                made = ([first + n, *row[1:]] for n, row in enumerate(rows))
                insert_rows(model, fields, _changed(made, fields, change, start))
            Udbetalingspost.objects.filter(pk__gte=start).update(rest=0)
            transaction.set_rollback(True)

    mine, reference = best(ours, bare, rounds=ROUNDS)
    return mine, reference


def _changed(
    rows: Iterator[list[object]], fields: tuple[str, ...], change: Mapping[str, object], start: int
) -> Iterator[list[object]]:
    """The rows with other values, and with items and payment ids of their own."""
    for n, row in enumerate(rows):
        for name, value in change.items():
            row[fields.index(name)] = value
        if "post_id" in fields:
            row[fields.index("post_id")] = start + n
        if "betalings_id" in fields:
            row[fields.index("betalings_id")] = f"{n:020}"
        yield row


@bench
def boernetilskud() -> Iterator[Figure]:
    """A month of Børnetilskud for 60,000 children to the bank."""
    with tempfile.TemporaryDirectory(prefix="snitflade-bench-") as home:
        own = {key: value for key, value in os.environ.items() if key not in ("DATABASE_URL", "PGHOST")}
        answer = subprocess.run(
            [sys.executable, "-m", "bench.boernetilskud"],
            env={**own, "SNITFLADE_HOME": home},
            check=True,
            capture_output=True,
            text=True,
        )
    mine, reference = (float(part) for part in answer.stdout.split())
    yield Figure(f"Børnetilskud, {CHILDREN:,} children, one month, ERH, SQLite", mine, reference, 2.5)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "snitflade.settings")
    import django

    django.setup()
    print(*_measure())
