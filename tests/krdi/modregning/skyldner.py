"""Somebody who owes, and what became of the items that were to be paid to him."""

from __future__ import annotations

from typing import Any

from lxml import etree
from tests.bogh.udbetalingsverden import (
    person,
    post,
)
from tests.krdi.modregning.verden import forsoeg, hent, tilstand

from snitflade.bogh.udbetaling.models import Udbetalingspost
from snitflade.exchange.transports.http_client import HttpClient
from snitflade.krdi.modregning import handlinger, tilslut
from snitflade.krdi.modregning.models import Tilstand
from snitflade.partners.incasso import IncassoPartner

CPR = "3112999998"
"""The debtor of the specification's sample."""


def skyldner(beloeb: int = 500_000, **felter: Any) -> Udbetalingspost:
    """An item of somebody who owes 1,200 kr."""
    return post(beloeb, person(CPR), **felter)


def hvorfor(one: Udbetalingspost) -> str:
    """Why a run leaves the item out; empty when it does not."""
    return dict(tilslut.venter("krdi", [one.pk])).get(one.pk, "")


def modregnet(partner: IncassoPartner, client: HttpClient, **felter: Any) -> Udbetalingspost:
    """An item of which 1,200 kr. are set off."""
    one = skyldner(**felter)
    partner.debts[CPR] = 1_200
    assert hent(client) is None
    assert handlinger.godkend([forsoeg(one).pk], "bo") == 1
    assert hent(client) is None
    assert tilstand(one) is Tilstand.MODTAGET
    one.refresh_from_db()
    return one


def elementer(root: etree._Element) -> list[tuple[str, str]]:
    """What stands in a message, in its order."""
    return [(str(one.tag), one.text or "") for one in root.iter()]
