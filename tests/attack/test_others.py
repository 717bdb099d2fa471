"""Whose data: an object of one Delsystem opens for nobody of another, and a part of an object opens by no other object's number.

`tests/web/test_adgang.py` holds every rule against every role; here it is the rows that are another's. That the services give out
what belongs to another municipality or interface is held by `tests/api`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.db import models
from tests.attack import tables
from tests.attack.test_markup import ENDS, EVERYTHING, Walk, examples
from tests.web.conftest import Ind, ind, site
from tests.web.test_adgang import adresser

from snitflade.web.models import Roller
from snitflade.web.regler import Adresse

__all__ = ["ind", "site"]
pytestmark = pytest.mark.django_db

CLOSED = (403, 404)
OTHERS = "soc.boligsikring-led"
"""The interface that the exchange here belongs to."""
SHARED = {("tekn", "/registre/debitorer/1"), ("inka", "/registre/debitorer/1"), ("inka", "/registre/regninger/1")}
"""Objects of several Delsystemer: a debtor is also of whoever has an agreement with it, and Inka has all debtors and claims."""
PARENTS = (
    *("exchange.Exchange", "bogh.Bilagskladde", "bogh.Udbetalingspost", "tekn.Vejeparti", "inka.Indbetaling"),
    *("soc.Ansoegning", "soc.Pensionist", "folk.Person"),
)
"""What addresses with two numbers begin with."""


@pytest.fixture
def rows() -> Iterator[None]:
    """A row in every table, all with the number 1."""
    try:
        assert tables.attacked() == []
        yield
    finally:
        tables.with_checks()


def tried(client: Any, path: str) -> int:
    """What an address answers: looked at, or pressed where it is a button."""
    status = int(client.get(path).status_code)
    return int(client.post(path).status_code) if status == 405 else status


@pytest.mark.parametrize("where", ["tekn", "inka"])
def test_nothing_of_another_delsystem_opens(ind: Ind, monkeypatch: pytest.MonkeyPatch, where: str) -> None:
    monkeypatch.setitem(tables.SHAPED, "interface", OTHERS)
    monkeypatch.setitem(tables.EXACT["exchange.Exchange"], "interface", OTHERS)
    try:
        assert tables.attacked() == []
        walk = Walk(ind(*(f"{where}:{role}" for role in Roller.values)))
        opened = {
            (path, status)
            for adresse in adresser()
            if "<int:" in adresse.sti and not belongs(adresse, where)
            for path in examples(adresse)
            if (where, path) not in SHARED and (status := tried(walk.client, path)) not in CLOSED
        }
    finally:
        tables.with_checks()
    assert opened == set()


def belongs(adresse: Adresse, where: str) -> bool:
    """Whether the address is this Delsystem's own, whatever stands behind the number."""
    return adresse.navn in ENDS or (adresse.regel is not None and adresse.regel.hvor == where)


@pytest.mark.usefixtures("rows")
def test_no_part_opens_by_another_objects_number(ind: Ind) -> None:
    for label in PARENTS:
        another(apps.get_model(label))
    walk = Walk(ind(*EVERYTHING))
    opened, seen = {}, 0
    for adresse in adresser():
        if len(re.findall("<int:", adresse.sti)) > 1 or "bestilling" in adresse.sti:
            (path,) = examples(adresse)
            seen += 1
            # Another household's member is refused in words, on the card one came from.
            own = path.replace("/1", "/2", 1) if "/1/" in path else path.replace("renovation-prisme", "skorsten")
            if (status := tried(walk.client, own)) not in CLOSED and not adresse.sti.endswith("indkomst/<int:medlem>"):
                opened[own] = status
            assert tried(walk.client, path) not in CLOSED, f"{path} is there, so that the other answer means something"
    assert seen > 12
    assert opened == {}


def another(model: type[models.Model]) -> None:
    """A second row, as the first one but for what must be unlike."""
    row = model._base_manager.get(pk=1)
    row.pk = 2
    unlike = {name for one in model._meta.constraints if isinstance(one, models.UniqueConstraint) for name in one.fields}
    for field in model._meta.concrete_fields:
        value = getattr(row, field.attname)
        if field.primary_key or field.name == "modul" or not (field.unique or field.name in unlike):
            continue
        if isinstance(field, models.ForeignKey):
            setattr(row, field.attname, None if field.null else 2 if field.unique else value)
        elif isinstance(value, str):
            setattr(row, field.attname, f"{value[:-1]}2")
        elif isinstance(value, int):
            setattr(row, field.attname, value + 1)
    model._base_manager.bulk_create([row])
