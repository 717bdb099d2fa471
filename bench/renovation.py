"""A quarter of renovation, from database rows to two proved files, against reading the same rows and inserting the same bills."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from bench.measure import Figure, bench, best
from snitflade.exchange.bulk import collector_paused, insert_rows, next_id

AGREEMENTS = 100_000
PER_DEBTOR = 2


def _fill() -> None:
    from django.core.management import call_command
    from django.db import transaction

    from snitflade.folk.models import Lokalitet
    from snitflade.inka.models import Debitor
    from snitflade.tekn.models import Aftale, Takst, Ydelse

    call_command("migrate", verbosity=0)
    town = Lokalitet.objects.get(navn="Paamiut")
    ydelser = [
        Ydelse.objects.create(navn="Dagrenovation", lokalitet=town, indtaegtskonto="6602507000"),
        Ydelse.objects.create(navn="Natrenovation", lokalitet=town, indtaegtskonto="6603507000"),
    ]
    for ydelse, pris in zip(ydelser, (61000, 28000), strict=True):
        Takst.objects.create(ydelse=ydelse, pris=pris)
    debtors = AGREEMENTS // PER_DEBTOR
    with transaction.atomic():
        insert_rows(
            Debitor,
            ("id", "kundenummer", "navn", "cvr", "gln", "personnummer", "betales_fra_konto", "sprog", "offentlig"),
            ((n, f"{n:010}", f"Prøve Kunde {n}", "12227353", "", "", "", "da", False) for n in range(1, debtors + 1)),
        )
        insert_rows(
            Aftale,
            ("id", "debitor_id", "lokalitet_id", "bnr", "bnr_noegle", "ydelse_id", "antal", "fra", "til"),
            (
                (n, 1 + (n - 1) // PER_DEBTOR, town.pk, f"B-{n:06}", f"{n:06}", ydelser[n % 2].pk, 1 + n % 3, None, None)
                for n in range(1, AGREEMENTS + 1)
            ),
        )


@bench
def renovation_quarter() -> Iterator[Figure]:
    """100,000 agreements of 50,000 debtors."""
    from django.db import transaction

    from snitflade.exchange import catalogue, outbound
    from snitflade.inka.models import Debitor, Regning
    from snitflade.tekn.models import Aftale, Opkraevning

    _fill()
    interface = catalogue.find("tekn.renovation-prisme")
    quarters = iter(f"{2000 + n // 4}K{1 + n % 4}" for n in range(100))

    def ours() -> None:
        kvartal = next(quarters)
        options: dict[str, Any] = {
            "kommune": "0956",
            "kvartal": kvartal,
            "posteringsdato": dt.date(2018, 1, 13),
            "forfaldsdato": dt.date(2018, 2, 1),
            "regnskabsaar": 2018,
            "tekst": kvartal,
            "konteret_af": "tobl",
        }
        exchange, _ = outbound.build(interface, options, "bench")
        assert exchange is not None and exchange.totals["trans 24"] == AGREEMENTS // PER_DEBTOR

    ours()
    regning = [field.attname for field in Regning._meta.concrete_fields if field.attname != "exchange_id"]
    opkraevning = [field.attname for field in Opkraevning._meta.concrete_fields]
    bills = list(Regning.objects.order_by("pk").values_list(*regning))
    charges = list(Opkraevning.objects.order_by("pk").values_list(*opkraevning))
    aftale = ("id", "debitor_id", "ydelse_id", "bnr", "antal", "fra", "til")
    debitor = ("id", "kundenummer", "navn", "cvr", "gln", "personnummer", "betales_fra_konto", "sprog", "offentlig")
    number_at = regning.index("nummer")

    def bare() -> None:
        with collector_paused(), transaction.atomic():
            assert len(list(Aftale.objects.order_by("debitor_id", "id").values_list(*aftale))) == AGREEMENTS
            assert list(Debitor.objects.order_by("id").values_list(*debitor))
            first, nummer, row = next_id(Regning) - 1, next_id(Regning, "nummer") - 1, next_id(Opkraevning) - 1
            insert_rows(
                Regning,
                regning,
                ((first + n, *bill[1:number_at], nummer + n, *bill[number_at + 1 :]) for n, bill in enumerate(bills, start=1)),
            )
            insert_rows(
                Opkraevning,
                opkraevning,
                ((row + n, charge[1], first + charge[2], *charge[3:]) for n, charge in enumerate(charges, start=1)),
            )

    mine, reference = best(ours, bare, rounds=3)
    yield Figure("861, 100,000 agreements to two proved files", mine, reference, 2, note=f"{len(bills):,} bills")
