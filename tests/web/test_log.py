"""The log: who may see what of it, search, whether the chain holds, and taking it away."""

from __future__ import annotations

import pytest
from tests.exchange.world import exchange
from tests.web.conftest import Ind

from snitflade.exchange import audit
from snitflade.exchange.models import AuditEvent
from snitflade.exchange.states import State
from snitflade.folk import opslag
from snitflade.web.kaede import EFTERPROEVET

pytestmark = pytest.mark.django_db


@pytest.fixture
def spor(db: None) -> int:
    """An event of Tekn, one of Folk and one of nobody's exchange; gives Tekn's exchange."""
    tekn = exchange("tekn.renovation-prisme", State.BYGGET, "2026-11-20 09:00")
    folk = exchange("folk.cpr-ajourfoering", State.MODTAGET, "2026-11-20 09:00")
    audit.record("bygget", "eva", tekn, grund="prøve-tekn 3112999999")
    audit.record("modtaget", "ib", folk, grund="prøve-folk")
    audit.record("bruger oprettet", "admin", bruger="prøve-bruger")
    return tekn.pk


def set_af(ind: Ind, rolle: str, sti: str = "/log") -> str:
    svar = ind(rolle, navn=rolle.replace("*", "alle").replace(":", "-")).get(sti)
    assert svar.status_code == 200
    return str(svar.content.decode()).split("<tbody>")[-1]


def test_a_reader_sees_the_own_delsystem_and_an_administrator_everything(ind: Ind, spor: int) -> None:
    shown = set_af(ind, "tekn:laes")
    assert "prøve-tekn" in shown and "prøve-folk" not in shown and "prøve-bruger" not in shown
    shown = set_af(ind, "*:laes")
    assert "prøve-tekn" in shown and "prøve-folk" in shown and "prøve-bruger" not in shown
    assert "prøve-bruger" in set_af(ind, "*:administrer")


def test_cpr_numbers_are_masked(ind: Ind, spor: int) -> None:
    shown = set_af(ind, "tekn:laes")
    assert "3112999999" not in shown and "311299-****" in shown


@pytest.mark.parametrize(
    ("sporg", "fundet"), [("hvem=ib", "prøve-folk"), ("hvad=bygget", "prøve-tekn"), ("fra=2000-01-01&hvem=admin", "prøve-bruger")]
)
def test_search(ind: Ind, spor: int, sporg: str, fundet: str) -> None:
    shown = set_af(ind, "*:administrer", f"/log?{sporg}")
    others = {"prøve-tekn", "prøve-folk", "prøve-bruger"} - {fundet}
    assert fundet in shown and not any(other in shown for other in others)
    assert "prøve-tekn" in set_af(ind, "*:administrer", f"/log?udveksling={spor}")


@pytest.mark.parametrize("sporg", ["fra=i+går", "udveksling=x", "til=2018-02-30", "til=9999-12-31"])
def test_what_cannot_be_read_is_said(ind: Ind, spor: int, sporg: str) -> None:
    assert ind("*:administrer").get(f"/log?{sporg}", follow=True).status_code == 422


def test_the_chain_is_checked_and_the_check_is_an_event(ind: Ind, spor: int) -> None:
    client = ind("*:administrer")
    assert "Aldrig efterprøvet" in client.get("/log").content.decode()
    client.post("/log/efterproev")
    assert "Holder" in client.get("/log").content.decode()
    AuditEvent.objects.filter(by="ib").update(by="en anden")
    svar = client.post("/log/efterproev", follow=True)
    assert "er ændret, efter at den blev skrevet" in svar.content.decode()
    assert "Holder ikke" in svar.content.decode()
    assert [event.detail["fejl"] for event in AuditEvent.objects.filter(event=EFTERPROEVET).order_by("number")] == [0, 1]


def test_look_ups_are_for_administrators(ind: Ind, db: None) -> None:
    opslag.noter("eva", "side:x", "Klagesag", "inka.debitor", [7, None])
    shown = set_af(ind, "*:administrer", "/log/opslag?formaal=klage")
    assert "Debitor nr. 7" in shown and "Ingen fundet" in shown
    assert "Ingen fundet" not in set_af(ind, "*:administrer", "/log/opslag?nummer=7")
    assert ind("*:laes", navn="bo").get("/log/opslag").status_code == 403


def test_taking_the_log_away_is_an_event(ind: Ind, spor: int) -> None:
    client = ind("*:administrer")
    audit.record("prøve", "=cmd()", grund="=1+1")
    svar = client.post("/log/hent/haendelser", {"filtype": "csv"})
    file = svar.getvalue().decode("utf-8-sig")
    assert ";'=cmd();" in file and "3112999999" not in file
    assert AuditEvent.objects.filter(event="log hentet").count() == 1
    assert ind("*:laes", navn="bo").post("/log/hent/haendelser").status_code == 403
