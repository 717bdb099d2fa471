"""An exchange: its way, what can be done by whom, its files decoded and masked, quarantine; and two people for money."""

from __future__ import annotations

import datetime as dt
import re
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from tests.exchange.world import exchange
from tests.web.conftest import Ind
from tests.web.verden import IND, PERSON, UD, UKENDT, erklaer, fil

from snitflade.bogh.models import Bilag, Postering
from snitflade.exchange import blobs, catalogue, inbound, outbound, tasks
from snitflade.exchange.engine import Progress, WorkState
from snitflade.exchange.models import AuditEvent, Exchange, ProblemRow, Worker
from snitflade.exchange.states import State

pytestmark = pytest.mark.django_db
MASKED = "611299****"


@pytest.fixture(autouse=True)
def verden(monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Any) -> None:
    erklaer(monkeypatch, settings, tmp_path)
    monkeypatch.setattr("snitflade.exchange.engine.status", lambda key: None)
    monkeypatch.setattr("snitflade.exchange.engine.among", lambda keys: [])


def bygget(by: str = "anna") -> Exchange:
    made, _ = outbound.build(catalogue.find(UD), {"noegle": f"af {by}"}, by)
    assert made is not None
    return made


def modtaget(*numre: str) -> Exchange:
    received = inbound.receive(catalogue.find(IND), "vægt.txt", fil(*numre), "anna")
    inbound.apply(received.exchange, catalogue.find(IND), "anna")
    received.exchange.refresh_from_db()
    return received.exchange


def text(client: Client, address: str, status: int = 200) -> str:
    response = client.get(address)
    assert response.status_code == status
    return response.content.decode()


def goer(client: Client, made: Exchange, what: str, **values: str) -> Any:
    response = client.post(f"/udvekslinger/{made.pk}/{what}", values)
    made.refresh_from_db()
    return response


def kan(client: Client, made: Exchange) -> set[str]:
    """What the page offers, by its addresses."""
    return set(re.findall(rf'action="/udvekslinger/{made.pk}/([a-z-]+)"', text(client, f"/udvekslinger/{made.pk}")))


def test_the_page_shows_the_way_the_sheet_and_the_journal(ind: Ind) -> None:
    made = bygget()
    page = text(ind("tekn:laes"), f"/udvekslinger/{made.pk}")
    steps = re.findall(r'vej-trin vej-(\w+)".*?vej-navn">([^<]+)', page, re.DOTALL)
    assert steps[:3] == [("her", "Bygget"), ("kommer", "Godkendt"), ("kommer", "Afsendt")]
    assert "I alt krævet" in page and "krav.txt" in page and "af anna" in page
    text(ind("tekn:laes"), "/udvekslinger/4711", 404)
    text(ind("soc:laes", navn="bo"), f"/udvekslinger/{made.pk}", 403)


def test_two_people_for_money(ind: Ind) -> None:
    made = bygget("anna")
    anna, bo = ind("tekn:koer", "tekn:godkend"), ind("tekn:godkend", navn="bo")
    page = text(anna, f"/udvekslinger/{made.pk}")
    assert "Du har selv bygget den, og den flytter penge." in page
    assert "godkend" not in kan(anna, made)
    assert goer(anna, made, "godkend").status_code == 409
    assert made.state == State.BYGGET
    assert "godkend" in kan(bo, made)
    assert goer(bo, made, "godkend").status_code == 302
    assert (made.state, made.approved_by) == ("godkendt", "bo")
    assert "godkend" not in kan(bo, made)
    assert goer(bo, made, "godkend").status_code == 409  # not twice


@pytest.mark.parametrize(
    ("state", "by", "offered"),
    [
        (State.BYGGET, "bo", {"godkend", "annuller"}),
        (State.BYGGET, "anna", {"annuller"}),
        (State.GODKENDT, "bo", {"aflever", "kvitter", "annuller"}),
        (State.AFSENDES, "bo", {"aflever"}),
        (State.VENTER, "bo", {"kvitter", "annuller"}),
        (State.UKLAR, "bo", {"kvitter", "send-igen"}),
        (State.UKLAR, "anna", {"kvitter"}),
        (State.AFSENDT, "bo", {"se-efter", "kvitter", "send-igen"}),
        (State.TAGET, "bo", {"kvitter", "send-igen"}),
        (State.KVITTERET, "bo", set()),
        (State.ANNULLERET, "bo", set()),
    ],
)
def test_each_state_offers_what_may_be_done_and_no_more(
    ind: Ind, monkeypatch: pytest.MonkeyPatch, state: State, by: str, offered: set[str]
) -> None:
    monkeypatch.setattr(tasks, "connected", lambda exchange: True)
    approved = {"approved_by": "carl"} if state not in (State.BYGGET, State.ANNULLERET) else {}
    made = exchange(UD, state, "2026-11-20 09:00", needs_two=True, **approved)  # built by anna
    client = ind("tekn:koer", "tekn:godkend", navn=by)
    assert kan(client, made) == offered
    for what in {"godkend", "aflever", "send-igen", "annuller", "se-efter", "kvitter"} - offered:
        response = goer(client, made, what, tekst="prøve")
        assert response.status_code == 409, what
        assert made.state == state, what
    assert kan(ind("tekn:laes", navn="dorte"), made) == set()


def test_delivering_needs_a_connection_and_goes_to_the_queue(ind: Ind, monkeypatch: pytest.MonkeyPatch) -> None:
    made = bygget("anna")
    client = ind("tekn:koer", "tekn:godkend", navn="bo")
    goer(client, made, "godkend")
    assert "Snitfladen har ingen forbindelse" in text(client, f"/udvekslinger/{made.pk}")
    queued: list[int] = []
    monkeypatch.setattr(tasks, "connected", lambda exchange: True)
    monkeypatch.setattr(tasks, "deliver_later", lambda exchange: queued.append(exchange.pk))
    assert goer(client, made, "aflever").status_code == 302
    assert queued == [made.pk]


@pytest.mark.parametrize(("cross", "state", "queued"), [({}, State.AFSENDES, 1), ({"alle": "1"}, State.AFSENDT, 0)])
def test_that_the_unclear_file_is_there_says_nothing_of_the_next(
    ind: Ind, monkeypatch: pytest.MonkeyPatch, cross: dict[str, str], state: State, queued: int
) -> None:
    asked: list[int] = []
    monkeypatch.setattr(tasks, "deliver_later", lambda exchange: asked.append(exchange.pk))
    made = exchange(UD, State.UKLAR, "2026-11-20 09:00", needs_two=True, approved_by="carl")
    made.files.all().delete()
    blob = blobs.put(b"krav")
    for number, (name, tried) in enumerate((("krav.txt", timezone.now()), ("post.txt", None)), start=1):
        made.files.create(number=number, name=name, blob=blob, attempted_at=tried)
    client = ind("tekn:koer", navn="bo")
    assert "Også post.txt er båret til modtageren." in text(client, f"/udvekslinger/{made.pk}")
    assert goer(client, made, "kvitter", tekst="De har krav.txt", **cross).status_code == 302
    assert (made.state, len(asked)) == (state, queued)


def test_a_receipt_and_a_reason_must_be_written(ind: Ind) -> None:
    made = bygget("anna")
    client = ind("tekn:koer", "tekn:godkend", navn="bo")
    response = client.post(f"/udvekslinger/{made.pk}/annuller", {"tekst": " "}, follow=True)
    assert "Skriv, hvorfor den annulleres." in response.content.decode()
    goer(client, made, "godkend")
    goer(client, made, "kvitter", tekst="Lagt på portalen")
    assert (made.state, made.note) == ("afsendt", "Lagt på portalen")
    goer(client, made, "kvitter", tekst="Kvittering 12")
    assert (made.state, made.note) == ("kvitteret", "Kvittering 12")
    other = bygget("carl")
    goer(client, other, "annuller", tekst="Forkert kvartal")
    assert other.state == State.ANNULLERET
    assert AuditEvent.objects.filter(exchange=other, event="annulleret", by="bo").exists()


def test_a_file_is_decoded_and_masked(ind: Ind) -> None:
    made = bygget()
    client = ind("tekn:laes")
    page = text(client, f"/udvekslinger/{made.pk}/filer/1")
    for wanted in ("Beløb i øre · tegn 12–22", "123,45", "-0,05", MASKED, "L Linje", "T Slutlinje"):
        assert wanted in page
    raw = text(client, f"/udvekslinger/{made.pk}/filer/1?visning=raa")
    assert f"L{MASKED}0000012345+" in raw
    for seen in (page, raw, text(client, f"/udvekslinger/{made.pk}")):
        assert PERSON not in seen
    text(client, f"/udvekslinger/{made.pk}/filer/2", 404)


def test_one_record_is_opened_and_a_file_fetched_only_by_who_runs_it_and_it_is_kept(ind: Ind) -> None:
    made = bygget()
    reader, operator = ind("tekn:laes", navn="bo"), ind("tekn:koer")
    for address in ("filer/1/linjer/1", "filer/1/hent"):
        assert reader.post(f"/udvekslinger/{made.pk}/{address}").status_code == 403
        assert operator.get(f"/udvekslinger/{made.pk}/{address}").status_code == 405  # never by following a link
    assert not AuditEvent.objects.filter(event__in=("post vist", "fil hentet")).exists()
    assert PERSON in operator.post(f"/udvekslinger/{made.pk}/filer/1/linjer/1").content.decode()
    fetched = operator.post(f"/udvekslinger/{made.pk}/filer/1/hent")
    assert fetched.content.startswith(b"L" + PERSON.encode())
    assert 'filename="krav.txt"' in fetched["Content-Disposition"]
    kept = list(AuditEvent.objects.filter(exchange=made, by="anna").values_list("event", flat=True))
    assert kept[-2:] == ["post vist", "fil hentet"]
    assert operator.post(f"/udvekslinger/{made.pk}/filer/1/linjer/99").status_code == 404


def test_a_long_file_is_shown_a_page_at_a_time(ind: Ind) -> None:
    made = modtaget(*(f"{number:010}" for number in range(1, 121)))
    client = ind("tekn:laes")
    first = text(client, f"/udvekslinger/{made.pk}/filer/1")
    assert len(re.findall(r'id="linje-\d+"', first)) == 50
    assert "Side 1 af 3" in first
    there = text(client, f"/udvekslinger/{made.pk}/filer/1?linje=77")
    assert 'id="linje-77"' in there and 'id="linje-50"' not in there
    assert "T Slutlinje" in text(client, f"/udvekslinger/{made.pk}/filer/1?side=99")


def test_problems_are_grouped_marked_in_the_file_and_fetched_safely(ind: Ind) -> None:
    made = modtaget("0001000001", UKENDT)
    ProblemRow.objects.create(
        exchange=made, code="PROEVE", severity="fejl", message="=1+1", line=1, column=12, field="beloeb", raw="0000000100+"
    )
    client = ind("tekn:laes")
    assert "linje=1#linje-1" in text(client, f"/udvekslinger/{made.pk}")
    assert "<mark>0000000100+</mark>" in text(client, f"/udvekslinger/{made.pk}/filer/1?visning=raa")
    assert "<mark>0000000100+</mark>" in text(client, f"/udvekslinger/{made.pk}/filer/1")
    only = text(client, f"/udvekslinger/{made.pk}/filer/1?kun=problemer")
    assert re.findall(r'id="linje-(\d+)"', only) == ["1", "2"]
    csv = client.get(f"/udvekslinger/{made.pk}/problemer.csv").getvalue().decode("utf-8-sig")
    assert ";'=1+1\r\n" in csv
    assert len(csv.split("\r\n")) == 4


def test_a_line_in_quarantine_is_opened_corrected_and_applied(ind: Ind) -> None:
    made = modtaget("0001000001", UKENDT, "0001000003")
    assert made.state == State.KARANTAENE
    reader, client = ind("tekn:laes", navn="bo"), ind("tekn:koer")
    assert "Åbn og ret" not in text(reader, f"/udvekslinger/{made.pk}")
    assert reader.post(f"/udvekslinger/{made.pk}/karantaene/2").status_code == 403
    opened = client.post(f"/udvekslinger/{made.pk}/karantaene/2").content.decode()
    assert UKENDT in opened
    assert AuditEvent.objects.filter(event="linje vist", by="anna", exchange=made).count() == 1
    wrong = client.post(f"/udvekslinger/{made.pk}/karantaene/2/ret", {"tekst": ""})
    assert wrong.status_code == 422
    assert "er tom" in wrong.content.decode()
    line = fil("0001000002").decode().split("\r\n")[0]
    assert client.post(f"/udvekslinger/{made.pk}/karantaene/2/ret", {"tekst": line}).status_code == 302
    assert "anvend" in kan(client, made)
    goer(client, made, "anvend")
    assert (made.state, made.totals) == ("anvendt", {"linjer": 3})
    assert kan(client, made) == set()
    assert client.post(f"/udvekslinger/{made.pk}/karantaene/9").status_code == 404


def test_what_goes_out_is_not_applied_and_what_came_in_is_not_sent(ind: Ind) -> None:
    client = ind("tekn:koer", "tekn:godkend", navn="bo")
    assert goer(client, bygget(), "anvend").status_code == 404
    came = modtaget("0001000001")
    for what in ("godkend", "aflever", "annuller", "kvitter", "send-igen", "se-efter"):
        assert goer(client, came, what, tekst="prøve").status_code == 404, what


def test_progress_is_asked_for_while_a_worker_delivers_and_then_the_page_is_fetched_anew(
    ind: Ind, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = exchange(UD, State.AFSENDES, "2026-11-20 09:00", needs_two=True, approved_by="carl", attempts=1)
    client = ind("tekn:laes")
    under_way = SimpleNamespace(state=WorkState.KOERER, key="aflever")
    monkeypatch.setattr("snitflade.exchange.engine.among", lambda keys: [under_way])
    monkeypatch.setattr("snitflade.exchange.engine.progress", lambda key: Progress(1, 4, "Fil 1 af 4"))
    assert "Der kører ingen arbejder" in text(client, f"/udvekslinger/{made.pk}/fremdrift")
    Worker.objects.create(slot="arbejder-1", host="her", pid=1, started_at=timezone.now(), beat_at=timezone.now())
    assert "Fil 1 af 4" in text(client, f"/udvekslinger/{made.pk}")
    assert 'value="1" max="4"' in text(client, f"/udvekslinger/{made.pk}/fremdrift")
    monkeypatch.setattr("snitflade.exchange.engine.among", lambda keys: [])
    assert client.get(f"/udvekslinger/{made.pk}/fremdrift")["HX-Refresh"] == "true"
    assert "Den afleveres" not in text(client, f"/udvekslinger/{made.pk}")


def test_the_number_of_queries_does_not_grow_with_problems(ind: Ind) -> None:
    made = modtaget("0001000001", UKENDT)
    client = ind("tekn:koer")

    def wrong(count: int) -> None:
        ProblemRow.objects.bulk_create(
            ProblemRow(exchange=made, code="PROEVE", severity="fejl", message=f"Fejl {n}", line=1) for n in range(count)
        )

    wrong(30)
    text(client, f"/udvekslinger/{made.pk}")
    with CaptureQueriesContext(connection) as few:
        text(client, f"/udvekslinger/{made.pk}")
    wrong(470)
    with CaptureQueriesContext(connection) as many:
        assert "… og 480 mere" in text(client, f"/udvekslinger/{made.pk}")
    assert len(many) == len(few)


def test_the_rows_it_made_are_listed_with_amounts_as_kroner(ind: Ind) -> None:
    made = bygget()
    bilag = Bilag.objects.create(
        kommune="0956",
        regnskabsaar=2017,
        loebenr=1,
        bilagsdato=dt.date(2017, 1, 13),
        posteringsdato=dt.date(2017, 1, 13),
        tekst="Prøve",
        kilde=made.interface,
        noegle="prøve",
        linjer=2,
        debet=89000,
        oprettet_af="anna",
    )
    Postering.objects.create(
        bilag=bilag,
        exchange=made,
        koersel="prøve",
        loebenr=1,
        kommune="0956",
        maskinnr="00861",
        posteringsdato=dt.date(2017, 1, 13),
        regnskabsaar=2017,
        konto="6602507000",
        beloeb=89000,
        tekst="Prøve",
    )
    client = ind("tekn:laes")
    address = f"/udvekslinger/{made.pk}/raekker/bogh.postering"
    assert address in text(client, f"/udvekslinger/{made.pk}")
    page = text(client, address)
    assert "890,00" in page and "66-02-50-70-00" in page
    text(client, f"/udvekslinger/{made.pk}/raekker/inka.regning", 404)
