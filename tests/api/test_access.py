"""Who gets in, how often, and what is kept of it: every operation of every service, against every scope there is."""

from __future__ import annotations

import datetime as dt
import json
import logging
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.db import OperationalError
from django.http import HttpResponseBase
from django.test import Client
from django.utils import timezone
from tests.api.soap_calls import CALLS, post
from tests.api.world import UD, System, debitor, ok, refused, system, udveksling

from snitflade.api import caller as callers
from snitflade.api import service
from snitflade.api.models import Call, Refusal, Token
from snitflade.api.rest import api
from snitflade.api.scopes import Verb
from snitflade.exchange.models import Exchange
from snitflade.exchange.states import State
from snitflade.folk import opslag
from snitflade.folk.models import Opslag, Person
from snitflade.inka.models import Debitor
from snitflade.led import kort as ledighedskort
from snitflade.soc.handicap import grundlag
from snitflade.soc.handicap.models import Produkt

pytestmark = pytest.mark.django_db

DEBTORS = ("inka.renoweb-debitor", "inka.debitor-opslag")
OTHERS = ("folk.sbsys", "led.itreg", "soc.handicap-ipis")
EVERY = [f"{interface}:{verb}" for interface in (*DEBTORS, UD, "bogh.bankoverfoersler", *OTHERS) for verb in Verb]
"""Every verb of the interfaces that have something here, and of one that has not."""
READS = {f"{interface}:laes" for interface in DEBTORS}
ALLOWED: dict[str, set[str]] = {
    "hent_debitor": READS,
    "slaa_debitor_op": READS,
    "hent_aendringer": READS,
    "saet_renoweb": {"inka.renoweb-debitor:skriv"},
    "saet_renoweb_kunde": {"inka.renoweb-debitor:skriv"},
    "hent_udveksling": {f"{UD}:laes"},
    "hent_fil": {f"{UD}:fil"},
    "kvitter_udveksling": {f"{UD}:kvitter"},
    "hent_udvekslinger": {f"{interface}:laes" for interface in (*DEBTORS, UD, "bogh.bankoverfoersler", *OTHERS)},
    "hent_sbsys_personer": {"folk.sbsys:laes"},
    "hent_sbsys_csv": {"folk.sbsys:laes"},
    "hent_sbsys_person": {"folk.sbsys:laes"},
    "slaa_sbsys_person_op": {"folk.sbsys:laes"},
    "hent_arbejdssoegende": {"led.itreg:laes"},
    "slaa_arbejdssoegende_op": {"led.itreg:laes"},
    "hent_arbejdssoegende_aendret": {"led.itreg:laes"},
    "hent_handicap_antal": {"soc.handicap-ipis:laes"},
    "hent_handicap_personer": {"soc.handicap-ipis:laes"},
    "soap HentDebitor": READS,
    "soap HentAendringer": READS,
    "soap SaetRenowebKunde": {"inka.renoweb-debitor:skriv"},
}
"""Which scopes open which operation. An operation that is not here fails the test below."""

Ask = Callable[[System], HttpResponseBase]


def rest() -> Iterator[tuple[str, str, str]]:
    """Every operation in the description: its name, method and path."""
    for path, methods in api.get_openapi_schema()["paths"].items():
        for method, operation in methods.items():
            yield operation["operationId"], method.upper(), path


def questions() -> dict[str, Ask]:
    """A call of every operation that is answered with 200 when it may be."""
    exchange = udveksling(State.AFSENDT)
    debitor("6102999001")
    Person.objects.create(personnummer="6102999001", status="05")
    ledighedskort.opret("0956", "6102999001", "anna")
    for produkt in Produkt:
        made = grundlag.foreslaa("0956", produkt, "Aftale, sag 2026-17", timezone.localdate(), None, "anna", medtag_cpr=False)
        grundlag.godkend(made.pk, "bo")
    same = ("{kundenr}", "{pnr}", "{cpr}")
    values = {"{nummer}": str(exchange.pk), "{fil}": "1", **dict.fromkeys(same, "6102999001")}
    queries = {
        "hent_debitor": "?kundenr=6102999001",
        "hent_aendringer": "?siden=2000-01-01T00:00:00Z",
        "hent_arbejdssoegende_aendret": "?aendret_siden=2000-01-01T00:00:00Z&kommune=0956",
    }
    bodies = {
        "saet_renoweb_kunde": {"renoweb_kundeid": "RW77"},
        "saet_renoweb": {"kundenr": "6102999001", "renoweb_kundeid": "RW77"},
        "kvitter_udveksling": {"kvittering": "Modtaget"},
        "slaa_debitor_op": {"kundenr": "6102999001"},
        "slaa_sbsys_person_op": {"pnr": "6102999001"},
        "slaa_arbejdssoegende_op": {"cpr": "6102999001"},
    }
    found: dict[str, Ask] = {}
    for name, method, path in rest():
        for place, value in values.items():
            path = path.replace(place, value)
        found[name] = lambda who, n=name, m=method, p=path: who.call(  # type: ignore[misc]
            m, p.removeprefix("/api/") + queries.get(n, ""), bodies.get(n)
        )
    for name in CALLS:
        found[f"soap {name}"] = lambda who, n=name: post(CALLS[n], who.text)  # type: ignore[misc]
    return found


def test_every_operation_opens_for_its_scopes_and_no_other() -> None:
    asked = questions()
    assert asked.keys() == ALLOWED.keys()
    for scope in EVERY:
        who = system(scope)
        for name, ask in asked.items():
            Exchange.objects.update(state=State.AFSENDT)
            status = ask(who).status_code
            expected = (
                {200}
                if scope in ALLOWED[name]
                else {403, 404}
                if name.startswith(("hent_udveksling", "hent_fil", "kvit"))
                else {403}
            )
            assert status in expected, f"{name} with {scope}: {status}"
        # What it may list is not what it may see: an interface without exchanges has an empty list.
    other = system("bogh.bankoverfoersler:laes")
    assert other.get("v1/udvekslinger")["udvekslinger"] == []


def test_no_operation_opens_without_a_token_that_opens() -> None:
    asked = questions()
    fine, revoked, expired = system(*EVERY), system(*EVERY), system(*EVERY)
    Token.objects.filter(pk=revoked.token.pk).update(revoked_at=timezone.now(), revoked_by="bent")
    Token.objects.filter(pk=expired.token.pk).update(
        created_at=timezone.now() - dt.timedelta(days=2), expires_at=timezone.now() - dt.timedelta(days=1)
    )
    wrong = [System(fine.token, text) for text in (fine.text[:-1] + "-", "x", "snf_00000000_" + "a" * 43)]
    for name, ask in asked.items():
        for who in (revoked, expired, *wrong):
            Refusal.objects.all().delete()
            response = ask(who)
            assert response.status_code == 401, name
            assert response.headers["WWW-Authenticate"].startswith("Bearer")
    assert not Opslag.objects.exists()
    assert Debitor.objects.get().renoweb_kundeid == ""


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer ", "Basic c25mOng=", "snf_x", "Bearer\tx"])
def test_no_token_in_the_header(header: str) -> None:
    response = Client().get("/api/debitor/v1?cpr=6102999001", headers={"Authorization": header} if header else {})
    refused(response, 401, "TOKEN_MANGLER")
    assert not Refusal.objects.exists()


def test_who_is_not_let_in_is_not_told_what_else_is_wrong(renoweb: System) -> None:
    stranger = System(renoweb.token, "snf_x")
    refused(stranger.call("GET", "debitor/v1?cpr=x&y=1"), 401, "TOKEN_UKENDT")
    reader = system("inka.debitor-opslag:laes")
    refused(reader.call("PUT", "debitor/v1/x/renoweb", {"x": 1}), 403, "TOKEN_ADGANG")


class TestRate:
    def test_as_many_calls_a_minute_as_the_token_may(self, person: Debitor) -> None:
        who = system("inka.debitor-opslag:laes", per_minute=3)
        for _ in range(3):
            who.get("debitor/v1?cpr=6102999001")
        response = who.call("GET", "debitor/v1?cpr=6102999001")
        refused(response, 429, "FOR_MANGE_KALD")
        assert 55 <= int(response.headers["Retry-After"]) <= 60
        other = system("inka.debitor-opslag:laes", per_minute=3)
        other.get("debitor/v1?cpr=6102999001")
        Call.objects.update(at=timezone.now() - dt.timedelta(seconds=61))
        who.get("debitor/v1?cpr=6102999001")

    def test_who_does_not_stop_fills_no_log_and_is_let_in_again_after_the_minute(self, person: Debitor) -> None:
        who = system("inka.debitor-opslag:laes", per_minute=1)
        for _ in range(5):
            who.call("GET", "debitor/v1?cpr=6102999001")
        assert sorted(Call.objects.values_list("status", flat=True)) == [200, 429]
        Call.objects.filter(status=200).update(at=timezone.now() - dt.timedelta(seconds=61))
        who.get("debitor/v1?cpr=6102999001")

    def test_calls_that_are_refused_count_too(self) -> None:
        who = system("inka.debitor-opslag:laes", per_minute=2)
        for _ in range(2):
            refused(who.call("GET", "debitor/v1"), 400, "RW-E01")
        refused(who.call("GET", "debitor/v1"), 429, "FOR_MANGE_KALD")

    def test_guesses_from_one_address_are_slowed_down_and_the_right_token_is_not(self, renoweb: System, person: Debitor) -> None:
        guess = System(renoweb.token, renoweb.text[:-1] + "-")
        for _ in range(callers.GUESSES):
            refused(guess.call("GET", "debitor/v1?cpr=6102999001"), 401, "TOKEN_UKENDT")
        response = guess.call("GET", "debitor/v1?cpr=6102999001")
        refused(response, 429, "FOR_MANGE_FORSOEG")
        assert 0 < int(response.headers["Retry-After"]) <= callers.GUESSING.total_seconds()
        assert Refusal.objects.count() == callers.GUESSES
        renoweb.get("debitor/v1?cpr=6102999001")
        Refusal.objects.update(at=timezone.now() - callers.GUESSING)
        refused(guess.call("GET", "debitor/v1?cpr=6102999001"), 401, "TOKEN_UKENDT")


class TestCertificate:
    PRINT = "ab" * 32

    def test_it_counts_only_from_a_proxy_that_the_settings_name(self, settings: Any, person: Debitor) -> None:
        who = system("inka.debitor-opslag:laes", certificate=self.PRINT)
        who.headers["X-Client-Cert"] = self.PRINT.upper()
        refused(who.call("GET", "debitor/v1?cpr=6102999001"), 401, "TOKEN_CERTIFIKAT_FORKERT")
        settings.SNITFLADE_CERT_HEADER = "X-Client-Cert"
        refused(who.call("GET", "debitor/v1?cpr=6102999001"), 401, "TOKEN_CERTIFIKAT_FORKERT")
        settings.SNITFLADE_PROXIES = ["127.0.0.1"]
        who.get("debitor/v1?cpr=6102999001")
        who.headers["X-Client-Cert"] = "cd" * 32
        refused(who.call("GET", "debitor/v1?cpr=6102999001"), 401, "TOKEN_CERTIFIKAT_FORKERT")
        del who.headers["X-Client-Cert"]
        refused(who.call("GET", "debitor/v1?cpr=6102999001"), 401, "TOKEN_CERTIFIKAT_FORKERT")


class TestLog:
    def test_a_look_up_of_a_person_names_who_why_with_what_and_whom_by_our_own_number(
        self, renoweb: System, person: Debitor
    ) -> None:
        renoweb.get("debitor/v1?cpr=6102999001")
        seen = Opslag.objects.get()
        assert (seen.af, seen.formaal, seen.register, seen.nummer) == (
            "system:RenoWeb", "Opkrævning af renovation", "inka.debitor", person.pk
        )  # fmt: skip
        assert seen.via in DEBTORS
        call = Call.objects.get()
        assert (call.token, call.operation, call.method, call.status, call.persons) == (
            renoweb.token,
            "hent_debitor",
            "GET",
            200,
            1,
        )
        renoweb.token.refresh_from_db()
        assert renoweb.token.last_used_at

    def test_the_interface_in_the_log_is_the_one_the_token_came_by(self, person: Debitor) -> None:
        system("inka.debitor-opslag:laes").get("debitor/v1?cpr=6102999001")
        system("inka.renoweb-debitor:laes").get("debitor/v1?cpr=6102999001")
        assert list(Opslag.objects.order_by("pk").values_list("via", flat=True)) == ["inka.debitor-opslag", "inka.renoweb-debitor"]

    def test_every_person_on_a_page_and_no_firm(self, renoweb: System) -> None:
        people = [debitor(f"61029990{number:02}").pk for number in range(5)]
        debitor("5809001539", cvr="12227353")
        renoweb.get("debitor/v1/aendringer?siden=2000-01-01T00:00:00Z")
        assert list(Opslag.objects.order_by("pk").values_list("nummer", flat=True)) == people
        assert Call.objects.get().persons == 5

    def test_looking_for_somebody_in_vain_is_kept_without_the_number(self, renoweb: System) -> None:
        renoweb.call("GET", "debitor/v1?cpr=6102999001")
        assert (Opslag.objects.get().nummer, Call.objects.get().code) == (None, "RW-E02")
        renoweb.call("GET", "debitor/v1?cvr=12227353")
        assert Opslag.objects.count() == 1, "a firm is no person"

    def test_a_call_may_say_what_it_is_for(self, renoweb: System, person: Debitor) -> None:
        renoweb.get("debitor/v1?cpr=6102999001", **{"X-Formaal": "Flytning, sag 17"})
        assert Opslag.objects.get().formaal == "Flytning, sag 17"
        utf8 = "Ændring".encode().decode("latin-1")
        renoweb.get("debitor/v1?cpr=6102999001", **{"X-Formaal": utf8})
        assert Opslag.objects.latest("pk").formaal == "Ændring"
        refused(renoweb.call("GET", "debitor/v1?cpr=6102999001", **{"X-Formaal": "a" * 201}), 422, "FORMAAL_UGYLDIGT")
        refused(renoweb.call("GET", "debitor/v1?cpr=6102999001", **{"X-Formaal": "a\x85b"}), 422, "FORMAAL_UGYLDIGT")

    def test_no_cpr_number_stands_in_any_log(self, renoweb: System, person: Debitor, caplog: pytest.LogCaptureFixture) -> None:
        caplog.set_level(logging.DEBUG)
        calls = [
            ("GET", "debitor/v1?cpr=6102999001", None),
            ("GET", "debitor/v1?cpr=6103999001", None),
            ("GET", "debitor/v1?kundenr=6102999001", None),
            ("PUT", "debitor/v1/6102999001/renoweb", {"renoweb_kundeid": "RW1"}),
            ("PUT", "debitor/v1/6103999001/renoweb", {"renoweb_kundeid": "RW1"}),
            ("GET", "debitor/v1/aendringer?siden=2000-01-01T00:00:00Z", None),
            ("GET", "debitor/v1/6102999001", None),
        ]
        answers = [renoweb.call(*call) for call in calls]
        assert [answer.status_code for answer in answers] == [200, 404, 200, 200, 404, 200, 404]
        stored = [str(row) for model in (Call, Opslag, Refusal) for row in model.objects.values()]
        # The database driver's own debug log shows what was asked; it is never switched on.
        told = [r.getMessage() for r in caplog.records if not r.name.startswith(("django.db", "hypothesis"))]
        for text in [*stored, *told, *(getattr(a, "content", b"").decode() for a in answers if a.status_code >= 400)]:
            assert "6102999001" not in text
            assert "6103999001" not in text

    def test_without_its_log_no_answer_leaves(self, renoweb: System, person: Debitor, monkeypatch: pytest.MonkeyPatch) -> None:
        def full(*_: Any) -> None:
            raise OperationalError("disk full")

        monkeypatch.setattr(opslag, "noter", full)
        response = renoweb.call("GET", "debitor/v1?cpr=6102999001")
        refused(response, 503, "TJENESTE_OPTAGET")
        assert response.headers["Retry-After"] == "5"
        assert b"Person" not in getattr(response, "content", b"")
        assert not Call.objects.exists()

    def test_as_many_queries_for_a_page_as_for_one(self, renoweb: System, django_assert_num_queries: Any) -> None:
        counts = []
        for more in (1, 100):
            for number in range(more):
                debitor(f"6102999{more:03}" if more == 1 else f"6102{number:06}")
            renoweb.get("debitor/v1/aendringer?siden=2000-01-01T00:00:00Z")
            with django_assert_num_queries(99, exact=False) as seen:
                renoweb.get("debitor/v1/aendringer?siden=2000-01-01T00:00:00Z")
            counts.append(len(seen))
        assert counts[0] == counts[1]


class TestForm:
    def test_an_error_in_the_program_tells_a_number_and_nothing_else(
        self,
        renoweb: System,
        monkeypatch: pytest.MonkeyPatch,
        caplog: pytest.LogCaptureFixture,
    ) -> None:
        def broken(*_: Any) -> None:
            raise RuntimeError("secret 6102999001")

        monkeypatch.setattr("snitflade.inka.debitoropslag.find", broken)
        problem = refused(renoweb.call("GET", "debitor/v1?cpr=6102999001"), 500, "TJENESTE_FEJL")
        number = problem["instance"].removeprefix("urn:uuid:")
        assert number in problem["detail"]
        assert "secret" not in json.dumps(problem)
        assert number in caplog.text
        assert "RuntimeError" in caplog.text
        assert "6102999001" not in caplog.text, "neither in the message nor in the traceback"
        assert Call.objects.get().status == 500

    @pytest.mark.parametrize(
        ("method", "path", "allowed"),
        [
            ("POST", "debitor/v1", {"GET"}),
            ("DELETE", "debitor/v1/6102999001/renoweb", {"PUT"}),
            ("PATCH", "soap/debitor", {"GET", "POST"}),
        ],
    )
    def test_a_method_that_is_not_used_there(self, renoweb: System, method: str, path: str, allowed: set[str]) -> None:
        response = renoweb.call(method, path)
        refused(response, 405, "KALD_METODE")
        assert set(response.headers["Allow"].split(", ")) == allowed

    @pytest.mark.parametrize("path", ["x", "v1/", "debitor/v2?cpr=1", "v1/udvekslinger/1/", "soap", "debitor/v1/6102999001"])
    def test_an_address_that_is_none(self, renoweb: System, path: str) -> None:
        refused(renoweb.call("GET", path), 404, "KALD_UKENDT")

    def test_a_body_that_is_too_large_is_not_read(self, renoweb: System) -> None:
        response = renoweb.call("PUT", "debitor/v1/6102999001/renoweb", {"renoweb_kundeid": "a" * service.BODY})
        refused(response, 413, "KALD_FOR_STORT")

    @pytest.mark.parametrize(
        ("body", "type", "status", "code"),
        [
            (b'{"renoweb_kundeid": "RW1"}', "text/plain", 415, "KROP_TYPE"),
            (b'{"renoweb_kundeid": "RW1"', "application/json", 400, "KROP_JSON"),
            (b'{"renoweb_kundeid": "RW1", "renoweb_kundeid": "RW2"}', "application/json", 400, "KROP_JSON"),
            (b'{"renoweb_kundeid": NaN}', "application/json", 400, "KROP_JSON"),
            (b"\xff\xfe\x00", "application/json", 400, "KROP_JSON"),
            (b"[" * 60_000, "application/json", 400, "KROP_JSON"),
            (b'{"renoweb_kundeid": ' + b"9" * 5000 + b"}", "application/json", 400, "KROP_JSON"),
        ],
    )
    def test_a_body_that_is_no_json(self, renoweb: System, person: Debitor, body: bytes, type: str, status: int, code: str) -> None:
        headers = {"Authorization": f"Bearer {renoweb.text}"}
        response = Client().generic("PUT", "/api/debitor/v1/6102999001/renoweb", body, content_type=type, headers=headers)
        refused(response, status, code)
        person.refresh_from_db()
        assert person.renoweb_kundeid == ""

    def test_every_answer_stays_out_of_caches(self, renoweb: System, person: Debitor) -> None:
        for path in ("debitor/v1?cpr=6102999001", "debitor/v1", "x", "openapi.json"):
            response = renoweb.call("GET", path)
            assert response.headers["Cache-Control"] == "no-store", path
            assert response.headers["X-Content-Type-Options"] == "nosniff"

    def test_a_session_of_the_site_opens_nothing_here(self, person: Debitor) -> None:
        cache.clear()
        client = Client()
        client.cookies["snitflade"] = "x"
        refused(client.get("/api/debitor/v1?cpr=6102999001"), 401, "TOKEN_MANGLER")

    def test_a_call_with_a_token_needs_no_form_key(self, renoweb: System, person: Debitor) -> None:
        client = Client(enforce_csrf_checks=True)
        headers = {"Authorization": f"Bearer {renoweb.text}"}
        path, body = "/api/debitor/v1/6102999001/renoweb", {"renoweb_kundeid": "RW1"}
        assert ok(client.put(path, body, content_type="application/json", headers=headers))["renoweb_kundeid"] == "RW1"
