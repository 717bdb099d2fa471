"""The weekly fetching from a FeatureServer over HTTPS: what is asked, pages, login, faults, and going on after a break."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from tests.folk.gar.verden import DAG, ENHED, HUS, IDER, VEJ, adgang, anvend, enhed, fil, noegle, register, slettet, uge

from snitflade.exchange import catalogue, fetching, inbound
from snitflade.exchange.konstanter.model import Systemkonstant
from snitflade.exchange.models import Exchange
from snitflade.exchange.states import State
from snitflade.exchange.transports.errors import (
    Afvist,
    LoginAfvist,
    Midlertidig,
    Opsaetningsfejl,
    ServerFejl,
    SvarUlaeseligt,
    TransportError,
)
from snitflade.exchange.transports.http_client import HttpClient
from snitflade.exchange.transports.secrets import Secret
from snitflade.folk.gar import hent
from snitflade.folk.gar.lag import NUMRE
from snitflade.folk.gar.tabeller import GarAdresse, GarHentning
from snitflade.partners.certificates import Authority
from snitflade.partners.gar import GarPartner
from snitflade.partners.habits import Misbehaviour

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="session")
def authority() -> Authority:
    return Authority()


@pytest.fixture
def server(authority: Authority) -> Iterator[GarPartner]:
    with GarPartner(authority) as running:
        fill(running, register())
        yield running


@pytest.fixture
def client(server: GarPartner, authority: Authority, hjem: Path) -> HttpClient:
    ca_file = authority.write(hjem / "ca.pem")
    return HttpClient(server.base_url, ca_file=ca_file, timeout=5.0, first_wait=0.01, longest_wait=0.02)


@pytest.fixture
def klokken(monkeypatch: pytest.MonkeyPatch) -> list[dt.datetime]:
    """The moment it is, to be changed."""
    now = [DAG]
    monkeypatch.setattr(timezone, "now", lambda: now[0])
    return now


def fill(server: GarPartner, lagene: dict[str, list[dict[str, Any]]]) -> None:
    server.layers = {number: list(lagene.get(name, [])) for name, number in NUMRE.items()}


def pull(client: HttpClient) -> list[Exchange]:
    """Fetch and apply."""
    interface = catalogue.find("folk.gar")
    new = fetching.pull(interface, client, "system")
    for exchange in new:
        inbound.apply(exchange, interface, "system")
        exchange.refresh_from_db()
    return new


def ider() -> set[str]:
    return set(GarAdresse.objects.filter(gaelder_til=None).exclude(adresse_id="").values_list("adresse_id", flat=True))


def test_everything_is_fetched_deletions_first(
    server: GarPartner, client: HttpClient, hjem: Path, klokken: list[dt.datetime]
) -> None:
    (exchange,) = pull(client)
    assert (exchange.state, ider()) == (State.ANVENDT, IDER)
    assert [layer for layer, _ in server.questions] == [10, 11, 8, 7, 9, 4, 5, 3, 1, 2, 0, 6]
    asked = dict(server.questions)
    assert asked[0] == {
        "where": "EditDate > DATE '1900-01-01 00:00:00' OR EditDate IS NULL",
        "outFields": "*",
        "returnGeometry": "false",
        "orderByFields": "OBJECTID",
        "f": "geojson",
        "resultOffset": "0",
        "resultRecordCount": "1000",
    }
    assert asked[5]["where"] == "Postnummer>0"
    assert (asked[11]["where"], asked[11]["f"]) == ("DeletedDate > DATE '1900-01-01 00:00:00'", "json")
    assert asked[11]["orderByFields"] == "DeletedDate"
    assert exchange.files.get().name == "gar-20261102-070000.jsonl"
    assert not (hjem / "hentning" / "folk.gar").exists()


def test_what_has_no_date_of_its_last_edit_comes_with_everything(
    server: GarPartner, client: HttpClient, klokken: list[dt.datetime]
) -> None:
    lagene = register()
    lagene["adgangsadresse"] += [adgang(1000, HusNummer="100", EditDate=None)]
    fill(server, lagene)
    pull(client)
    assert len(ider()) == len(IDER) + 1
    klokken[0] += dt.timedelta(days=7)
    pull(client)
    assert len(ider()) == len(IDER) + 1, "a fetching of changes does not ask for it, and takes nothing away"


@pytest.mark.parametrize("tells", [True, False])
def test_pages(server: GarPartner, client: HttpClient, monkeypatch: pytest.MonkeyPatch, tells: bool) -> None:
    lagene = register()
    lagene["adgangsadresse"] += [adgang(1000 + number, HusNummer=str(100 + number)) for number in range(37)]
    lagene["adgangsadresse"].reverse()
    fill(server, lagene)
    monkeypatch.setattr(hent, "SIDE", 10)
    server.tells_more = tells
    pull(client)
    asked = [question["resultOffset"] for layer, question in server.questions if layer == 0 and "resultOffset" in question]
    assert asked == ["0", "10", "20", "30", "40"], "a full page may be the last one"
    assert len(ider()) == len(IDER) + 37


def test_a_server_that_gives_fewer_than_asked_for_and_says_so(server: GarPartner, client: HttpClient) -> None:
    server.largest = 2
    pull(client)
    assert ider() == IDER


def test_changes_are_asked_for_since_the_run_before_the_last_less_a_day(
    server: GarPartner, client: HttpClient, klokken: list[dt.datetime]
) -> None:
    asked = []
    for number in range(9):
        klokken[0] = uge(number)
        server.asked.clear()
        pull(client)
        questions = dict(server.questions)
        asked.append((questions[0]["where"].removesuffix(" OR EditDate IS NULL")[-21:-10], questions[7]["where"][-21:-10]))
    full = ("'1900-01-01", "'1900-01-01")
    assert asked == [
        full,
        ("'2026-11-01", "'2026-10-03"),  # the one run there is, less a day; 30 days before it
        ("'2026-11-01", "'2026-10-10"),  # the run before the last, less a day
        ("'2026-11-08", "'2026-10-17"),
        full,
        ("'2026-11-22", "'2026-10-31"),
        ("'2026-11-29", "'2026-11-07"),
        ("'2026-12-06", "'2026-11-14"),
        full,
    ]
    assert list(GarHentning.objects.order_by("hentet").values_list("fuld", flat=True)) == [True, False, False, False] * 2 + [True]


def test_every_run_can_be_full(server: GarPartner, client: HttpClient, klokken: list[dt.datetime]) -> None:
    Systemkonstant.objects.create(nummer="gar.fuld_hver", vaerdi="1")
    for number in range(2):
        klokken[0] = uge(number)
        pull(client)
    assert set(GarHentning.objects.values_list("fuld", flat=True)) == {True}


def test_a_refused_run_does_not_count(server: GarPartner, client: HttpClient, klokken: list[dt.datetime]) -> None:
    server.layers[1] = []
    (refused,) = pull(client)
    assert refused.state == State.AFVIST
    fill(server, register())
    klokken[0] = uge(1)
    (second,) = pull(client)
    assert (second.state, ider()) == (State.ANVENDT, IDER)
    assert GarHentning.objects.get().fuld


def test_changes_and_deletions_come_through(server: GarPartner, client: HttpClient, klokken: list[dt.datetime]) -> None:
    Systemkonstant.objects.create(nummer="gar.svind_procent", vaerdi="50")
    pull(client)
    server.layers[6][0] = enhed(ENHED, HUS, uge(0.5), Enhedsnummer="4")
    del server.layers[6][1]
    server.layers[9] = [slettet(ENHED + 1, uge(0.5))]
    klokken[0] = uge(1)
    pull(client)
    assert ider() == IDER - {"9560082H007_0002", "9560082H007_0013"} | {"9560082H007_0004"}


def test_other_layer_numbers(server: GarPartner, client: HttpClient) -> None:
    Systemkonstant.objects.create(nummer="gar.lag", vaerdi="vej=21,slettet-vej=31")
    server.layers[21], server.layers[31] = server.layers.pop(1), server.layers.pop(11)
    pull(client)
    assert ider() == IDER


@pytest.fixture
def laast(authority: Authority, hjem: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[GarPartner, HttpClient]]:
    """A service that lets in only its user, and the connection to it."""
    monkeypatch.setenv("GAR_KODE", "proeve-kode-6")
    with GarPartner(authority, user="winformatik", password="proeve-kode-6") as running:  # noqa: S106
        fill(running, register())
        secret, ca_file = Secret("secret://env/GAR_KODE"), authority.write(hjem / "ca.pem")
        times: dict[str, Any] = {"timeout": 5.0, "first_wait": 0.01, "longest_wait": 0.02}
        yield running, HttpClient(running.base_url, user="winformatik", password=secret, ca_file=ca_file, **times)


def token_at(address: str) -> None:
    Systemkonstant.objects.create(nummer="gar.token_adresse", vaerdi=address)


@pytest.mark.parametrize("whole", [True, False])
def test_login_by_token(laast: tuple[GarPartner, HttpClient], whole: bool) -> None:
    server, client = laast
    token_at(server.address + "/token" if whole else "/token")
    pull(client)
    assert ider() == IDER
    assert sum(asked.path == "/token" for asked in server.asked) == 1
    assert all(asked.headers["authorization"].startswith("Bearer ") for asked in server.asked if "query" in asked.path)


def test_a_token_that_runs_out_is_renewed(laast: tuple[GarPartner, HttpClient]) -> None:
    server, client = laast
    token_at("/token")
    server.expires = 5
    pull(client)
    assert ider() == IDER
    assert sum(asked.path == "/token" for asked in server.asked) == 3


def test_a_wrong_password_is_told_once(laast: tuple[GarPartner, HttpClient]) -> None:
    server, client = laast
    token_at("/token")
    server.password = "en anden"  # noqa: S105
    with pytest.raises(LoginAfvist) as told:
        pull(client)
    assert "proeve-kode-6" not in str(told.value)
    assert len(server.asked) == 1


def test_a_user_without_token_address_is_a_setup_fault(laast: tuple[GarPartner, HttpClient]) -> None:
    with pytest.raises(Opsaetningsfejl, match=r"gar\.token_adresse er tom"):
        pull(laast[1])


@pytest.mark.parametrize(
    "fault", [Misbehaviour.ERROR_BEFORE, Misbehaviour.AWAY, Misbehaviour.DROP_AFTER, Misbehaviour.DROP_DOWNLOAD]
)
def test_what_may_be_tried_again_is(server: GarPartner, client: HttpClient, fault: Misbehaviour) -> None:
    server.misbehave(fault, after=10, times=3)
    pull(client)
    assert ider() == IDER


@pytest.mark.parametrize(
    ("faults", "error"), [([500] * 3, None), ([503] * 4, ServerFejl), ([400], Afvist), ([498], TransportError), ([400] * 2, Afvist)]
)
def test_errors_with_status_200(server: GarPartner, client: HttpClient, faults: list[int], error: type[Exception] | None) -> None:
    server.faults = list(faults)
    if error is None:
        pull(client)
        assert ider() == IDER
    else:
        with pytest.raises(error):
            pull(client)
        assert not Exchange.objects.exists()


def test_what_breaks_off_goes_on_after_the_pages_it_has(
    server: GarPartner, client: HttpClient, monkeypatch: pytest.MonkeyPatch, klokken: list[dt.datetime]
) -> None:
    monkeypatch.setattr(hent, "SIDE", 2)
    served = len(_all_questions(server, client))
    klokken[0] = DAG + dt.timedelta(days=200)
    server.asked.clear()
    broken_at = 9
    original = GarPartner._query

    def query(self: GarPartner, layer: int, asked: Any) -> Any:
        if len(server.questions) > broken_at:
            server.misbehave(Misbehaviour.DENIED)
        return original(self, layer, asked)

    monkeypatch.setattr(GarPartner, "_query", query)
    with pytest.raises(TransportError):
        pull(client)
    monkeypatch.setattr(GarPartner, "_query", original)
    server.behave()
    before = [question for question in server.questions if "resultOffset" in question[1]]
    klokken[0] += dt.timedelta(hours=1)
    server.asked.clear()
    (exchange,) = pull(client)
    after = [question for question in server.questions if "resultOffset" in question[1]]
    assert len(before) + len(after) == served + 1, "only the page that failed is asked for twice"
    assert exchange.files.get().name == "gar-20270521-070000.jsonl", "it is the fetching that began first"
    assert exchange.state == State.ANVENDT


def _all_questions(server: GarPartner, client: HttpClient) -> list[Any]:
    list(hent.hent(client, catalogue.FetchState({})))
    return [question for question in server.questions if "resultOffset" in question[1]]


def test_pages_that_are_too_old_are_fetched_anew(
    server: GarPartner, client: HttpClient, klokken: list[dt.datetime], monkeypatch: pytest.MonkeyPatch
) -> None:
    server.faults = [500] * 4
    with pytest.raises(Midlertidig):
        pull(client)
    server.layers[9] = [slettet(ENHED, uge(5))]
    klokken[0] += dt.timedelta(hours=13)
    (exchange,) = pull(client)
    assert exchange.files.get().name == "gar-20261102-200000.jsonl"


def test_a_layer_that_changes_while_it_is_read_is_read_again(
    server: GarPartner, client: HttpClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    lagene = register()
    lagene["adgangsadresse"] += [adgang(1000 + number, HusNummer=str(100 + number)) for number in range(37)]
    fill(server, lagene)
    monkeypatch.setattr(hent, "SIDE", 10)
    server.shrinks = [0]
    pull(client)
    assert {noegle(number) for number in range(1000, 1037)} <= set(GarAdresse.objects.values_list("adgang", flat=True))
    first = [question["resultOffset"] for layer, question in server.questions if layer == 0 and "returnIdsOnly" not in question]
    assert first == ["0", "10", "20", "30", "0", "10", "20", "30"]


def test_a_layer_that_never_stands_still_is_given_up(
    server: GarPartner, client: HttpClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.layers[0] += [adgang(1000 + number, HusNummer=str(100 + number)) for number in range(37)]
    monkeypatch.setattr(hent, "SIDE", 10)
    server.shrinks = [0, 0]
    original = GarPartner._query

    def query(self: GarPartner, layer: int, asked: Any) -> Any:
        server.shrinks = [0] if asked.get("resultOffset") == "0" else server.shrinks
        return original(self, layer, asked)

    monkeypatch.setattr(GarPartner, "_query", query)
    with pytest.raises(ServerFejl, match="ændrer sig, mens det læses: 1 objekter"):
        pull(client)
    assert not Exchange.objects.exists()


def test_a_service_that_does_not_tell_numbers(server: GarPartner, client: HttpClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hent, "SIDE", 2)
    server.tells_numbers = False
    pull(client)
    assert ider() == IDER


def test_a_server_that_gives_the_same_page_for_ever(
    server: GarPartner, client: HttpClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    original = GarPartner._query
    monkeypatch.setattr(GarPartner, "_query", lambda self, layer, asked: original(self, layer, {**asked, "resultOffset": "0"}))
    monkeypatch.setattr(hent, "SIDE", 2)
    server.tells_more = False
    with pytest.raises(SvarUlaeseligt, match="er den samme som før"):
        pull(client)


def test_a_slow_server_is_waited_for_and_then_given_up(server: GarPartner, client: HttpClient) -> None:
    server.misbehave(Misbehaviour.LATE, seconds=0.4, times=1)
    pull(replace(client, timeout=0.2))
    assert ider() == IDER
    server.misbehave(Misbehaviour.LATE, seconds=0.4)
    with pytest.raises(Midlertidig):
        pull(replace(client, timeout=0.2, attempts=2))


def test_a_file_that_was_read_in_beside_the_service_counts(client: HttpClient, klokken: list[dt.datetime]) -> None:
    anvend(fil(register()))
    klokken[0] = uge(1)
    plan = hent.planlaeg(uge(1), 4, client.place)
    assert (plan.fuld, plan.siden) == (False, DAG - dt.timedelta(days=1))


def test_a_shrunk_layer_is_held(server: GarPartner, client: HttpClient, klokken: list[dt.datetime]) -> None:
    Systemkonstant.objects.create(nummer="gar.fuld_hver", vaerdi="1")
    pull(client)
    server.layers[1] = [one for one in server.layers[1] if one["OBJECTID"] != VEJ]
    klokken[0] = uge(1)
    (exchange,) = pull(client)
    assert (exchange.state, ider()) == (State.HOLDT, IDER)


def test_no_thread_is_left(server: GarPartner, client: HttpClient) -> None:
    before = threading.active_count()
    pull(client)
    assert threading.active_count() <= before + 1


def test_a_token_for_one_question_only(laast: tuple[GarPartner, HttpClient], monkeypatch: pytest.MonkeyPatch) -> None:
    server, client = laast
    token_at("/token")
    server.expires = 1
    server.layers[0] += [adgang(1000 + number, HusNummer=str(100 + number)) for number in range(7)]
    server.shrinks = [0]
    monkeypatch.setattr(hent, "SIDE", 5)
    pull(client)
    assert {noegle(number) for number in range(1000, 1007)} <= set(GarAdresse.objects.values_list("adgang", flat=True))
