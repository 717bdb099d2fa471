"""Rows go when their time has passed, in the order of their moments, and never earlier than the least."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from snitflade.api import opbevaring
from snitflade.api.models import Call, Refusal, Token
from snitflade.exchange import planned, row_retention
from snitflade.exchange.konstanter import KONSTANTER, KonstantUgyldig
from snitflade.exchange.konstanter.model import Systemkonstant
from snitflade.exchange.models import AuditEvent
from snitflade.folk.models import Opslag

pytestmark = pytest.mark.django_db
NOW = timezone.now()


def ago(days: float) -> dt.datetime:
    return NOW - dt.timedelta(days=days)


def opslag(days: float) -> Opslag:
    return Opslag.objects.create(tidspunkt=ago(days), af="anna", via="side", formaal="prøve", register="inka.debitor", nummer=1)


def kald(days: float) -> Call:
    token, _ = Token.objects.get_or_create(
        prefix="12345678",
        defaults={
            "system": "Prøve",
            "kommune": "0956",
            "purpose": "Prøve",
            "scopes": [],
            "digest": "0" * 64,
            "per_minute": 1,
            "created_by": "anna",
            "expires_at": NOW + dt.timedelta(days=1),
        },
    )
    return Call.objects.create(at=ago(days), token=token, operation="x", method="GET", status=200, milliseconds=1)


def afvist(days: float) -> Refusal:
    return Refusal.objects.create(at=ago(days), reason="ukendt")


def run() -> int:
    return row_retention.delete_past(NOW, "system")


@pytest.mark.parametrize(("make", "days"), [(opslag, 1826), (kald, 400), (afvist, 183)], ids=["opslag", "kald", "afvisninger"])
def test_each_log_has_its_time(make: object, days: int) -> None:
    assert callable(make)
    old, young = make(days + 0.01), make(days - 0.01)
    assert run() == 1
    assert list(type(old).objects.all()) == [young]
    assert run() == 0


def test_a_municipality_keeps_longer_or_shorter_from_a_day_on() -> None:
    opslag(2000), opslag(300), opslag(200)
    Systemkonstant.objects.create(nummer="opbevaring.opslag", vaerdi="2500")
    assert run() == 0
    Systemkonstant.objects.create(nummer="opbevaring.opslag", vaerdi="250", gyldig_fra=NOW.date() + dt.timedelta(days=3))
    assert run() == 0
    Systemkonstant.objects.filter(vaerdi="250").update(gyldig_fra=NOW.date() - dt.timedelta(days=3))
    assert run() == 2
    assert Opslag.objects.count() == 1


@pytest.mark.parametrize(
    ("value", "good"), [("183", True), ("182", False), ("0183", False), ("99999", True), ("100000", False), ("-1", False)]
)
def test_who_looked_at_whom_is_never_kept_for_less_than_half_a_year(value: str, good: bool) -> None:
    assert KONSTANTER["opbevaring.opslag"].gyldig(value) is good


def test_a_time_that_cannot_be_read_keeps_its_table_and_only_that() -> None:
    opslag(5000), kald(500)
    Systemkonstant.objects.create(nummer="opbevaring.opslag", vaerdi="5")
    with pytest.raises(KonstantUgyldig):
        run()
    assert (Opslag.objects.count(), Call.objects.count()) == (1, 0)


def test_that_rows_went_stands_in_the_audit_trail() -> None:
    opslag(5000), opslag(4000), opslag(1)
    run()
    (event,) = AuditEvent.objects.filter(event=row_retention.DELETED)
    assert (event.by, event.detail["tabel"], event.detail["antal"]) == ("system", "folk.opslag", 2)
    assert event.detail["foer"] == ago(1826).isoformat()


def test_many_rows_go_a_part_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(row_retention, "AT_ONCE", 2)
    for days in (2000, 2001, 2002, 2003, 2004):
        opslag(days)
    assert run() == 5
    assert AuditEvent.objects.filter(event=row_retention.DELETED).count() == 3


def test_the_nightly_job_does_it() -> None:
    opslag(5000)
    planned.opbevaring("opbevaring", "nu")
    assert not Opslag.objects.exists()


def test_a_table_has_one_rule() -> None:
    with pytest.raises(ValueError, match="another rule"):
        row_retention.keep(Opslag, "tidspunkt", "noget.andet", "", "", days=1, least=1)
    assert opbevaring.OPSLAG in row_retention.rules()
