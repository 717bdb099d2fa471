"""A row in every table there is, with an attack in every text that has room for one: what any import could at worst have let in.

The rows are made from the models alone, so a new table or column is attacked without anybody thinking of it. All have the
number 1, so that every address with a number in it finds one.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.apps import apps
from django.core.management.color import no_style
from django.db import connection, models, transaction
from django.db.models.fields import NOT_PROVIDED
from tests.attack.pages import PERSON

from snitflade.exchange import blobs

ATTACKS = (f"=1'\"><x onx=1>;--{PERSON}", "=1'\"><x onx=1>;--", '="><x onx>', '="><x>', "=<x>", "=<", "=")
"""Opens an element, an attribute, an SQL statement and a formula at once, and names a person; the first that has room."""
CONTENT = "\r\n".join(f"{attack};{attack}" for attack in ATTACKS).encode()
"""What the stored file holds."""
MOMENT = dt.datetime(2018, 2, 1, 12, tzinfo=dt.UTC)

SHAPED: dict[str, str] = {
    r"kommune|fraflyttet_kommunekode|kommunekode": "0956",
    r"maaned": "201802",
    r"kvartal": "2018K1",
    r"maade": "konto",
    r"interface": "tekn.renovation-prisme",
    r"format": "g69",
}
"""Columns, by name, that hold nothing but what the program itself wrote there; a reader refuses anything else."""
EXACT: dict[str, dict[str, Any]] = {
    "exchange.Exchange": {
        "state": "bygget",
        "sheet": [[ATTACKS[0], [[ATTACKS[0], ATTACKS[0]]]]],
        "totals": {ATTACKS[0]: 1},
        "options": {"tekst": ATTACKS[0], "maaned": "201802"},
    },
    "bogh.Udbetalingspost": {"modul": "bogh"},
    "soc.Pensionsberegning": {"trin": []},
    "api.Token": {"scopes": ["inka.debitor-opslag:laes"], "prefix": "0a1b2c3d"},
    "exchange.AuditEvent": {"detail": {"grund": ATTACKS[0], "filer": [ATTACKS[0]]}},
}
"""Values that the rules below would get wrong: what stands in JSON, and states that show the most."""


def attack(room: int | None) -> str:
    """The first attack that fits into so many characters."""
    return next((one for one in ATTACKS if room is None or len(one) <= room), "")


def ours() -> list[type[models.Model]]:
    """Every table of the product."""
    return [model for model in apps.get_models() if model.__module__.startswith("snitflade.")]


def attacked() -> list[str]:
    """Put the rows in; gives the tables, by label, that took none, with why."""
    _without_checks()
    stored = blobs.put(CONTENT)
    refused = []
    for model in ours():
        if model._meta.label == "exchange.Blob":
            continue
        values = dict(_values(model, stored.pk))
        try:
            with transaction.atomic():
                number = values[model._meta.pk.attname]
                if model._base_manager.filter(pk=number).exists():  # what a migration has put in
                    model._base_manager.filter(pk=number).update(**values)
                else:
                    model._base_manager.bulk_create([model(**values)])
        except Exception as error:
            refused.append(f"{model._meta.label}: {error!r}")
    _number_on()
    return refused


def _values(model: type[models.Model], blob: str) -> Iterator[tuple[str, Any]]:
    exact = EXACT.get(model._meta.label, {})
    for field in model._meta.concrete_fields:
        if getattr(field, "generated", False):
            continue
        yield field.attname, exact[field.name] if field.name in exact else _value(field, blob)


def _value(field: models.Field[Any, Any], blob: str) -> Any:
    if isinstance(field, models.ForeignKey):
        if field.related_model is field.model:
            return None
        return blob if field.related_model._meta.label == "exchange.Blob" else _value(field.target_field, blob)
    if field.choices:
        return next(value for value, _ in field.flatchoices)
    if isinstance(field, models.GenericIPAddressField):
        return "192.0.2.1"
    if isinstance(field, models.CharField | models.TextField):
        shaped = (value for shape, value in SHAPED.items() if re.fullmatch(shape, field.name))
        return next(shaped, attack(field.max_length))[-(field.max_length or 0) :]
    if isinstance(field, models.DateTimeField):
        return MOMENT
    if isinstance(field, models.DateField):
        return MOMENT.date()
    if isinstance(field, models.TimeField):
        return dt.time(12)
    if isinstance(field, models.UUIDField):
        return UUID(int=1)
    if isinstance(field, models.JSONField):
        return field.get_default() if field.default is not NOT_PROVIDED else {"navn": ATTACKS[0]}
    if isinstance(field, models.BinaryField):
        return b"x"
    if isinstance(field, models.BooleanField):
        return True
    if isinstance(field, models.DecimalField):
        return Decimal(1)
    return 2018 if field.name.endswith("aar") else 1


def with_checks() -> None:
    """The rules apply again: SQLite keeps on the connection that they stepped aside; PostgreSQL's transaction takes it back."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA ignore_check_constraints = OFF")


def _without_checks() -> None:
    """The rules of the tables step aside until the test ends: what is tried here is what comes after them."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA ignore_check_constraints = ON")
            return
        for model in ours():
            for rule in model._meta.constraints:
                if isinstance(rule, models.CheckConstraint):
                    cursor.execute(f'ALTER TABLE "{model._meta.db_table}" DROP CONSTRAINT IF EXISTS "{rule.name}"')


def _number_on() -> None:
    """New rows get numbers after ours."""
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), ours()):
            cursor.execute(statement)
