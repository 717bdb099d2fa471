"""An exchange's page says who: who can do what one cannot oneself, whom outside to ask, and who approved."""

from __future__ import annotations

import re

import pytest
from tests.web.conftest import Ind
from tests.web.test_udveksling import bygget, text, verden

from snitflade.exchange import audit, outbound
from snitflade.exchange.models import Exchange
from snitflade.exchange.states import State

__all__ = ["verden"]
pytestmark = pytest.mark.django_db


def test_who_cannot_is_told_who_can(ind: Ind) -> None:
    made, anna = bygget("anna"), ind("tekn:koer", "tekn:godkend")
    address = f"/udvekslinger/{made.pk}"
    assert "Ingen anden har rollen lige nu" in text(anna, address)
    ind("tekn:godkend", navn="bo")
    ind("soc:godkend", navn="carl")
    page = text(anna, address)
    assert "Det kan: " in page and "Ingen anden har rollen lige nu" not in page
    told = re.search(r"Det kan: ([^<]*)\.", page)
    assert told and "bo" in told[1].casefold() and "carl" not in told[1].casefold() and "anna" not in told[1].casefold()


@pytest.mark.parametrize(("state", "asks"), [(State.UKLAR, "Spørg"), (State.VENTER, "med hånden")])
def test_the_page_says_whom_to_ask_as_i_dag_does(ind: Ind, state: State, asks: str) -> None:
    made, client = bygget(), ind("tekn:koer")
    before = text(client, f"/udvekslinger/{made.pk}")
    Exchange.objects.filter(pk=made.pk).update(state=state, approved_by="bo")
    said = re.findall(r'alert-text">([^<]+)', text(client, f"/udvekslinger/{made.pk}"))
    assert any(str(made.pk) in one for one in said) and not re.findall(r'alert-text">', before)
    assert "snitflade receipt" not in " ".join(said) and asks in " ".join(said)


def test_a_delivery_that_failed_does_not_change_who_approved(ind: Ind) -> None:
    made = bygget("anna")
    outbound.approve(made, "bo")
    for to in (State.AFSENDES, State.GODKENDT):
        audit.record("aflevering mislykket", "system", made, til=to.value)
    page = text(ind("tekn:laes"), f"/udvekslinger/{made.pk}")
    step = re.search(r'vej-navn">Godkendt.*?vej-hvem">(.*?)</span>\s*</li>', page, re.DOTALL)
    assert step and "bo" in step[1] and "system" not in step[1]
