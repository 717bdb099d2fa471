"""Sales settled, booked, given to Krdi and written in the month's file, against bare reads and inserts of the same rows."""

from __future__ import annotations

import datetime as dt
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from typing import Any

from bench.measure import Figure, bench, best
from snitflade.exchange.bulk import collector_paused, insert_rows, next_id

SALES, SELLERS = 50_000, 2_000
ROUNDS = 2
"""Each settles and reports a month of its own."""


def _fill() -> None:
    """A place with terms, sellers with accounts who are in the population register, and a month of sales for each round."""
    from django.core.management import call_command
    from django.db import transaction

    from snitflade.bogh.udbetaling.models import Modtager, Modtagerkonto
    from snitflade.erhv import steder
    from snitflade.erhv.models import Saelger, Salg
    from snitflade.erhv.steder import Betingelser
    from snitflade.exchange.konstanter.model import Systemkonstant
    from snitflade.folk.models import Adresse, Person

    call_command("migrate", verbosity=0)
    Systemkonstant.objects.create(nummer="a11.ger", vaerdi="0956=90000001")
    konti = {f"konto_{name}": f"90010010{at:02}" for at, name in enumerate(("salg", "skat", "knapk", "afregning"), start=1)}
    terms: dict[str, Any] = {"fra": dt.date(2026, 1, 1), "skat": 42_00, "knapk": 2_00, **konti}
    place = steder.gem_sted("NAN", "Nanortalik", "0956", "braet", "bench", nyt=True)
    steder.saet_vilkaar(place, Betingelser(**terms), "bench")
    day, now, numbers = dt.date(2026, 1, 1), dt.datetime(2026, 1, 1, tzinfo=dt.UTC), range(1, SELLERS + 1)
    cpr = [f"61{1 + n // 500 % 12:02}{n % 90 + 10}{n:04}" for n in numbers]
    with transaction.atomic():
        rows = ((n, "cpr", cpr[n - 1], f"Prøve Person {n}") for n in numbers)
        insert_rows(Modtager, ("id", "art", "nummer", "navn"), rows)
        account = ("id", "modtager_id", "konto", "fra", "oprettet_af", "oprettet_tid")
        insert_rows(Modtagerkonto, account, ((n, n, f"6471{n:010}", day, "bench", now) for n in numbers))
        seller = ("id", "nummer", "modtager_id", "sted_id", "initialer", "telefon", "mobil", "email", "transport", "ophoert")
        insert_rows(Saelger, seller, ((n, f"F{n:05}", n, place.pk, "", "", "", "", False, None) for n in numbers))
        sale = ("id", "noegle", "sted_id", "saelger_id", "dato", "art", "beloeb", "ture", "tekst", "oprettet_af", "oprettet_tid")
        insert_rows(Salg, sale, (_sale(n, place.pk, now) for n in range(SALES * ROUNDS)))
    people = [Person(personnummer=number, status="05", fornavn="Prøve", kommunekode="0956") for number in cpr]
    made = Person.objects.bulk_create(people, batch_size=500)
    homes = [Adresse(person=one, aktuel=True, kommunekode="0956", vejkode="0082", fra="202001010000") for one in made]
    Adresse.objects.bulk_create(homes, batch_size=500)


def _sale(n: int, place: int, now: dt.datetime) -> tuple[Any, ...]:
    day = dt.date(2026, 1 + n // SALES, 1 + n % 28)
    return (n + 1, f"B{n}", place, n % SELLERS + 1, day, "salg", 10_000 + n % 977, 0, "", "bench", now)


def _measure() -> tuple[float, float]:
    """Ours and the bare work in milliseconds."""
    from django.db import transaction

    from snitflade.bogh.udbetaling.models import Udbetalingspost
    from snitflade.bogh.udbetaling.poster import _POST as ITEM
    from snitflade.erhv.afregning import _LINJE as LINE
    from snitflade.erhv.afregning import _POST as POST
    from snitflade.erhv.afregning import afregn
    from snitflade.erhv.beregning import Ordre
    from snitflade.erhv.models import Salg
    from snitflade.erhv.models_afregning import Afregning, Afregningslinje, Afregningspost, Indberettet
    from snitflade.exchange import catalogue, outbound
    from snitflade.exchange.models import Exchange
    from snitflade.folk.models import Person

    _fill()
    rounds = iter(range(1, ROUNDS + 1))

    def ours() -> None:
        month = next(rounds)
        last = dt.date(2026, month, 28)
        afregning, found = afregn(Ordre("0956", last, last, last), "bench")
        assert len(found.linjer) == SALES and afregning.pk
        exchange, _ = outbound.build(catalogue.find("4"), {"kommune": "0956", "maaned": f"2026-{month:02}"}, "bench")
        assert exchange is not None and exchange.totals["Personer"] == SELLERS
        # So that the next round has a month of its own.
        Exchange.objects.filter(pk=exchange.pk).update(sent_at=exchange.created_at)

    def bare() -> None:
        """The month's sales read; its lines, items and report again under other ids; and the persons of it read."""
        with collector_paused(), transaction.atomic():
            last = Afregning.objects.latest("pk")
            sold = Salg.objects.filter(dato__year=2026, dato__month=last.til.month)
            assert len(list(sold.values_list("pk", "sted_id", "saelger_id", "dato", "art", "beloeb", "ture"))) == SALES
            lines = list(Afregningslinje.objects.filter(afregning=last).values_list(*LINE))
            first = next_id(Afregningslinje)
            insert_rows(Afregningslinje, LINE, ((first + n, *row[1:-1], False) for n, row in enumerate(lines)))
            items = list(Udbetalingspost.objects.filter(afregning__afregning=last).values_list(*ITEM))
            first, at = next_id(Udbetalingspost), ITEM.index("noegle")
            copies = ((first + n, *row[1:at], f"x{row[at]}", *row[at + 1 :]) for n, row in enumerate(items))
            insert_rows(Udbetalingspost, ITEM, copies)
            posts = list(Afregningspost.objects.filter(afregning=last).values_list(*POST))
            first_post = next_id(Afregningspost)
            rows = ((first_post + n, row[1], row[2], f"x{n}", row[4], first + n) for n, row in enumerate(posts))
            insert_rows(Afregningspost, POST, rows)
            names = tuple(field.attname for field in Indberettet._meta.concrete_fields)
            told = list(Indberettet.objects.filter(exchange=Exchange.objects.latest("pk")).values_list(*names))
            first = next_id(Indberettet)
            insert_rows(Indberettet, names, ((first + n, row[1], row[2], f"{n:010}", *row[4:]) for n, row in enumerate(told)))
            assert len(list(Person.objects.order_by())) == SELLERS
            transaction.set_rollback(True)

    mine, reference = best(ours, bare, rounds=ROUNDS)
    return mine, reference


@bench
def erhv() -> Iterator[Figure]:
    """50,000 sales settled, booked and reported."""
    with tempfile.TemporaryDirectory(prefix="snitflade-bench-") as home:
        own = {key: value for key, value in os.environ.items() if key not in ("DATABASE_URL", "PGHOST")}
        answer = subprocess.run(
            [sys.executable, "-m", "bench.erhv"],
            env={**own, "SNITFLADE_HOME": home},
            check=True,
            capture_output=True,
            text=True,
        )
    mine, reference = (float(part) for part in answer.stdout.split())
    yield Figure(f"{SALES:,} sales settled and reported, SQLite", mine, reference, 2.5)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "snitflade.settings")
    import django

    django.setup()
    print(*_measure())
