"""An installation that has billed before there were vouchers: its runs get theirs, its bills become claims, and all agrees."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from tests.inka.verden import DAG, rester

from snitflade.bogh.models import Bilag
from snitflade.exchange import integrity
from snitflade.inka.models import Debitor, Regning

BEFORE = [("bogh", "0002_systemkonstant_flyttet"), ("inka", "0002_debitorservice")]
INDTAEGT, MODKONTO = "6602507000", "9407009003"


def old(state: str, koersel: str, nummer: int) -> None:
    """A run as it was written then: two bills, one of them posted directly, and three ledger rows."""
    models: Any = MigrationExecutor(connection).loader.project_state(BEFORE).apps.get_model
    debitor = models("inka", "Debitor").objects.get(kundenummer="0000000001")
    exchange = models("exchange", "Exchange").objects.create(
        interface="tekn.renovation-prisme", key=koersel, direction="ud", state=state, created_by="anna", options={}
    )
    dates = {"posteringsdato": DAG, "regnskabsaar": 2026, "kommune": "0956", "koersel": koersel, "exchange_id": exchange.pk}
    for at, (beloeb, konto) in enumerate([(100, ""), (50, "4106011200")]):
        models("inka", "Regning").objects.create(
            nummer=nummer + at,
            debitor=debitor,
            modul="tekn.renovation",
            periode="2026K4",
            omraadenummer="000",
            beloeb=beloeb,
            betales_fra_konto=konto,
            forfaldsdato=DAG + dt.timedelta(30),
            **dates,
        )
    for at, (konto, beloeb) in enumerate([(INDTAEGT, -150), (MODKONTO, 100), ("4106011200", 50)], start=1):
        models("bogh", "Postering").objects.create(
            loebenr=at, maskinnr="00861", konto=konto, beloeb=beloeb, tekst="4. KVARTAL", konteret_af="", **dates
        )


@pytest.mark.django_db(transaction=True)
def test_runs_get_vouchers_and_bills_become_claims() -> None:
    Debitor.objects.create(kundenummer="0000000001", navn="Prøve Person Et")
    try:
        for app, name in reversed(BEFORE):
            call_command("migrate", app, name, verbosity=0)
        old("annulleret", "861-0956-2026K4-001", 1)
        old("bygget", "861-0956-2026K4-002", 3)
    finally:
        call_command("migrate", verbosity=0)
    vouchers = list(Bilag.objects.order_by("loebenr").values_list("noegle", "linjer", "debet", "tilbagefoerer__noegle"))
    first = Bilag.objects.get(loebenr=1)
    assert vouchers == [
        ("861-0956-2026K4-001", 3, 150, None),
        (f"tilbage:{first.pk}", 3, 150, "861-0956-2026K4-001"),
        ("861-0956-2026K4-002", 3, 150, None),
    ]
    bills = list(Regning.objects.order_by("nummer"))
    assert rester(bills) == [0, 0, 100, 0]
    assert [bill.konto for bill in bills] == [MODKONTO, "", MODKONTO, ""]
    assert [sentence for sentence in integrity.broken() if not sentence.startswith("Udveksling")] == []
