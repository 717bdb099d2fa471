"""Betalingsservice in a small world: constants, groups, agreements, and files that come in, as an operator would upload them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest import mock

from django.utils import timezone
from tests.inka import verden

from snitflade.exchange import catalogue, inbound, outbound
from snitflade.exchange.konstanter.model import Systemkonstant
from snitflade.exchange.models import Exchange
from snitflade.formats.problems import Problems
from snitflade.inka.models import Debitor, Regning
from snitflade.inka.models_bs import BSAftale, BSOpkraevning, Debitorgruppe, Gruppeart

IND, UD = "inka.bs-indbetalinger", "inka.bs-opkraevninger"
PBS, DATALEVERANDOER, GRUPPE = "09999999", "99900008", "00002"
NU = dt.datetime(2026, 11, 5, 12, tzinfo=dt.UTC)
FORFALD = dt.date(2026, 12, 1)


def saet_op() -> None:
    """Accounts, numbers and the group of renovation."""
    verden.konti()
    for nummer, vaerdi in (("bs.pbs_numre", f"0956={PBS}"), ("bs.dataleverandoer", DATALEVERANDOER)):
        Systemkonstant.objects.create(nummer=nummer, vaerdi=vaerdi)
    Systemkonstant.objects.create(nummer="fi.kreditornumre", vaerdi="0956=80000006")
    gruppe = Debitorgruppe.objects.create(kommune="0956", nummer=GRUPPE, navn="Renovation", hovedtekst="RENOVATION")
    Gruppeart.objects.create(gruppe=gruppe, kommune="0956", art="tekn.prøve")


def kunde(nummer: str, aftale: str = "", start: dt.date = dt.date(2026, 1, 1), slut: dt.date | None = None) -> Debitor:
    """A debtor, with an agreement if given."""
    who = Debitor.objects.get_or_create(kundenummer=nummer, defaults={"navn": f"Prøve Person {nummer[-2:]}"})[0]
    if aftale:
        BSAftale.objects.create(
            pbs_nummer=PBS,
            debitorgruppe=GRUPPE,
            kunde=nummer.lstrip("0"),
            aftalenummer=aftale,
            debitor=who,
            start=start,
            slut=slut,
            fra_leverance="20260101 0000000001",
        )
    return who


def krav(*beloeb: int, hos: Debitor, kommune: str = "0956", forfald: dt.date = FORFALD) -> list[Regning]:
    """Claims of one run on a debtor, due when they are collected."""
    made = verden.krav(*beloeb, hos=hos, kommune=kommune)
    Regning.objects.filter(pk__in=[one.pk for one in made]).update(forfaldsdato=forfald)
    return made


@contextmanager
def klokken(now: dt.datetime) -> Iterator[None]:
    """It is `now`."""
    with mock.patch.object(timezone, "now", lambda: now):
        yield


def byg(now: dt.datetime = NU, **options: Any) -> tuple[Exchange | None, catalogue.Built]:
    """Build the collections."""
    with klokken(now):
        return outbound.build(catalogue.find(UD), {"kommune": "0956", "forfaldsdato": FORFALD, **options}, "anna")


def laes(data: bytes, *, interface: str = IND, name: str = "D1.BS1") -> tuple[Exchange, Problems]:
    """Receive a file and apply it."""
    found = catalogue.find(interface)
    got = inbound.receive(found, name, data, "anna")
    problems = inbound.apply(got.exchange, found, "anna")
    got.exchange.refresh_from_db()
    return got.exchange, problems


def koder(problems: Problems) -> set[str]:
    """The codes that occur."""
    return problems.codes


def status() -> list[str]:
    """What has become of the collections."""
    return list(BSOpkraevning.objects.order_by("pk").values_list("status", flat=True))
