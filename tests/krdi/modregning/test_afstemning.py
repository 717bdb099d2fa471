"""What the authority had booked and took back is booked no more, and Afstemning does not say that it is."""

from __future__ import annotations

import pytest
from tests.bogh.udbetalingsverden import i_orden, person, post
from tests.krdi.modregning.verden import forsoeg, hent, slaa_til, tilstand

from snitflade.exchange.transports.http_client import HttpClient
from snitflade.krdi.modregning import afstemning, handlinger
from snitflade.krdi.modregning.models import Tilstand
from snitflade.partners.incasso import IncassoPartner

pytestmark = pytest.mark.django_db
CPR = "3112999998"


@pytest.mark.parametrize("hvem", ["de", "vi"])
def test_a_set_off_that_was_booked_and_taken_back_is_no_difference(hvem: str, partner: IncassoPartner, client: HttpClient) -> None:
    slaa_til()
    one = post(500_000, person(CPR))
    partner.debts[CPR] = 1_200
    hent(client)
    handlinger.godkend([forsoeg(one).pk], "bo")
    partner.posts_at_once = True
    hent(client)
    hent(client)
    assert forsoeg(one).bogfoert == 1_200 and len(afstemning.perioder()) == 1
    if hvem == "de":
        partner.roll_back()
    else:
        handlinger.annuller(forsoeg(one).pk, "Prøve", "bo")
    hent(client)
    row = one.modregningsforsoeg.exclude(set_off_id="").order_by("pk").first()
    assert row is not None and row.gaeldende == 0 and row.bogfoert is None
    assert Tilstand(row.tilstand) in (Tilstand.RULLET, Tilstand.ANNULLERET) and tilstand(one)
    assert list(afstemning.perioder()) == [] and i_orden()
