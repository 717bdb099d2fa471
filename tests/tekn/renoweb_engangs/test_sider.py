"""The page of a transfer: the list, and the package for whoever may, once another has approved it."""

from __future__ import annotations

import io
import zipfile

import pytest
from django.db.models import Count
from tests.tekn.renoweb_engangs.test_overfoersel import bygget, home, register  # noqa: F401 (fixtures)
from tests.web.conftest import Ind, ind, site  # noqa: F401 (fixtures)

from snitflade.api.exchange_schema import plain
from snitflade.exchange import outbound
from snitflade.exchange.models import AuditEvent, Exchange

pytestmark = pytest.mark.django_db


def test_two_people_without_money(register: None, ind: Ind) -> None:  # noqa: F811
    exchange = bygget()
    anna = ind("tekn:koer", "tekn:godkend")
    page = anna.get(f"/udvekslinger/{exchange.pk}").content.decode()
    assert "Du har selv bygget den, og den kræver to personer." in page and "Kræver to personer" in page
    assert "lytter penge" not in page
    shown = anna.get(f"/snitflader/{exchange.interface}").content.decode()
    assert "den flytter ikke penge, men en anden end den, der bygger, skal godkende" in shown
    refused = anna.post(f"/udvekslinger/{exchange.pk}/godkend")
    assert refused.status_code == 409 and "penge" not in refused.content.decode()
    assert not plain(Exchange.objects.annotate(problem_count=Count("problems")).get(pk=exchange.pk)).penge
    assert ind("tekn:godkend", navn="bo").post(f"/udvekslinger/{exchange.pk}/godkend").status_code == 302


def test_the_package_is_fetched_from_the_card(register: None, ind: Ind) -> None:  # noqa: F811
    exchange = bygget()
    address = f"/registre/renoweb-overfoersler/{exchange.pk}"
    client = ind("tekn:koer")
    assert address in client.get("/registre/renoweb-overfoersler").content.decode()
    assert "En anden end den, der byggede den" in client.get(address).content.decode()
    svar = client.post(f"{address}/pakke", follow=True)
    assert "ikke godkendt" in svar.content.decode()
    assert not AuditEvent.objects.filter(event="renoweb-pakke hentet").exists()
    outbound.approve(exchange, "bo")
    assert "Hent pakken" in client.get(address).content.decode()
    first, second = (client.post(f"{address}/pakke") for _ in range(2))
    assert first.content == second.content
    assert first.headers["Content-Type"] == "application/zip"
    with zipfile.ZipFile(io.BytesIO(first.content)) as package:
        assert len(package.namelist()) == 6
    assert AuditEvent.objects.filter(event="renoweb-pakke hentet", by="anna").count() == 2
    assert ind("tekn:laes", navn="lis").post(f"{address}/pakke").status_code == 403
    assert client.get("/registre/renoweb-overfoersler/999999").status_code == 404
