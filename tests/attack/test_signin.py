"""Sessions and guesses as somebody from outside tries them: planted keys, stolen cookies, and locking others out."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings as conf
from django.contrib.sessions.models import Session
from django.test import Client
from tests.web.conftest import ind, site
from tests.web.folk import KODE, bruger
from tests.web.test_login import inde, login
from tests.web.test_totp import Clock, clock, code, factor

from snitflade.exchange.models import AuditEvent
from snitflade.web.models import Bruger, Forsoeg
from snitflade.web.signin import brugere, throttle

__all__ = ["clock", "ind", "site"]
pytestmark = pytest.mark.django_db


def with_cookie(key: str) -> Client:
    """Another browser that holds this session key."""
    client = Client()
    client.cookies[conf.SESSION_COOKIE_NAME] = key
    return client


def test_a_planted_key_is_worth_nothing_after_the_sign_in() -> None:
    bruger("anna", "tekn:laes")
    attacker = Client()
    session = attacker.session  # a session of nobody's, made by the attacker
    session["x"] = 1
    session.save()
    victim = with_cookie(str(session.session_key))
    login(victim)
    assert inde(victim)
    assert not inde(with_cookie(str(session.session_key)))
    assert not Session.objects.filter(session_key=session.session_key).exists()


def test_a_key_that_nobody_gave_out_is_not_taken_over() -> None:
    bruger("anna", "tekn:laes")
    victim = with_cookie("a" * 32)
    login(victim)
    assert victim.cookies[conf.SESSION_COOKIE_NAME].value != "a" * 32


def test_each_step_of_a_sign_in_with_a_code_has_a_key_of_its_own(clock: Clock) -> None:
    secret, _ = factor(bruger("anna", "tekn:laes"), clock)
    victim = Client()
    victim.get("/login")
    login(victim)
    halfway = victim.cookies[conf.SESSION_COOKIE_NAME].value
    assert not inde(with_cookie(halfway)), "the password alone opens nothing"
    victim.post("/login/kode", {"kode": code(secret, clock)})
    assert inde(victim)
    assert not inde(with_cookie(halfway)), "and its key is not the one that opens"


@pytest.mark.parametrize(
    "ends",
    [
        lambda client: client.post("/logud"),
        lambda client: brugere.nulstil(Bruger.objects.get(brugernavn="anna"), "chef"),
        lambda client: brugere.spaer(Bruger.objects.get(brugernavn="anna"), "chef"),
        lambda client: client.post("/konto/log-andre-ud"),
    ],
    ids=["signs out", "gets a new password", "is disabled", "ends the others"],
)
def test_a_stolen_cookie_ends_with_its_owners(ends: Callable[[Client], object]) -> None:
    bruger("anna", "tekn:laes")
    bruger("chef", "*:administrer")
    victim, other = Client(), Client()
    login(victim)
    login(other)
    stolen = other if "andre" in str(ends.__code__.co_consts) else victim
    thief = with_cookie(stolen.cookies[conf.SESSION_COOKIE_NAME].value)
    assert inde(thief)
    ends(victim)
    assert not inde(thief)


def test_a_role_that_is_taken_is_gone_in_a_session_that_is_open() -> None:
    anna = bruger("anna", "tekn:laes", "tekn:koer", "soc:laes")
    bruger("chef", "*:administrer")
    client = Client()
    login(client)
    assert client.get("/registre/stamdata").status_code == 200
    for role in ("tekn:koer", "tekn:laes"):
        assert brugere.tag(anna, role, "chef")
    assert client.get("/registre/stamdata").status_code == 403
    assert client.get("/registre").status_code == 200, "what is left of them still opens"


def guess(navn: str, times: int, **headers: str) -> list[int]:
    return [
        Client(headers=headers).post("/login", {"brugernavn": navn, "adgangskode": f"gæt {number}"}).status_code
        for number in range(times)
    ]


def test_behind_a_proxy_nobody_named_one_who_guesses_does_not_lock_out_everybody(monkeypatch: pytest.MonkeyPatch) -> None:
    """All come from the proxy's address then: it is nobody's, and is not counted by itself."""
    monkeypatch.setattr(throttle, "FROM_ONE_ADDRESS", 8)
    bruger("anna", "tekn:laes")
    for number in range(throttle.FROM_ONE_ADDRESS // 4 + 1):
        guess(f"navn{number}", 4, **{"X-Forwarded-For": "203.0.113.9"})
    client = Client(headers={"X-Forwarded-For": "198.51.100.7"})
    login(client)
    assert inde(client)


def test_a_header_does_not_free_a_guesser_from_outside(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who reaches the site without the proxy is counted by the address they have, whatever they write."""
    monkeypatch.setattr(throttle, "FROM_ONE_ADDRESS", 8)
    statuses = [
        Client(REMOTE_ADDR="203.0.113.9", headers={"X-Forwarded-For": f"10.0.0.{number}"})
        .post("/login", {"brugernavn": f"navn{number}", "adgangskode": "x"})
        .status_code
        for number in range(throttle.FROM_ONE_ADDRESS + 1)
    ]
    assert statuses[-1] == 429 and set(statuses[:-1]) == {200}
    settings.SNITFLADE_PROXIES = ["203.0.113.9"]
    Forsoeg.objects.all().delete()
    answers = guess_from("203.0.113.9", "198.51.100.7", throttle.FROM_ONE_ADDRESS + 1)
    assert answers[-1] == 429, "the named proxy's word counts: the caller behind it is the one"
    assert guess_from("203.0.113.9", "198.51.100.8", 1) == [200], "and nobody else behind it"


def guess_from(proxy: str, caller: str, times: int) -> list[int]:
    return [
        Client(REMOTE_ADDR=proxy, headers={"X-Forwarded-For": caller})
        .post("/login", {"brugernavn": f"person{number}", "adgangskode": "x"})
        .status_code
        for number in range(times)
    ]


def test_those_who_look_at_the_log_see_that_somebody_guesses(ind: Any) -> None:
    bruger("anna", "tekn:laes")
    for _ in range(2):
        guess("Anna", throttle.FROM_ONE_PLACE + 1)
    (event,) = AuditEvent.objects.filter(event="for mange loginforsøg")
    assert event.detail == {"bruger": "anna", "adresse": "127.0.0.1"}
    guess("mit hemmelige kodeord", throttle.FROM_ONE_PLACE + 1)
    last = AuditEvent.objects.filter(event="for mange loginforsøg").latest("number")
    assert last.detail["bruger"] == "", "what is typed as a name may be a password"
    page = ind("*:administrer", navn="chef").get("/log").content.decode()
    assert "for mange loginforsøg" in page and "127.0.0.1" in page


def test_a_locked_name_is_no_locked_office() -> None:
    bruger("anna", "tekn:laes")
    bruger("bo", "tekn:laes")
    assert guess("anna", throttle.FROM_ONE_PLACE + 1)[-1] == 429
    other = Client()
    login(other, "bo", KODE)
    assert inde(other)


def test_a_locked_name_says_when_and_nothing_else() -> None:
    bruger("anna", "tekn:laes")
    pages = []
    for navn in ("anna", "findes-ikke"):
        guess(navn, throttle.FROM_ONE_PLACE)
        page = Client().post("/login", {"brugernavn": navn, "adgangskode": KODE}).content.decode()
        pages.append(re.sub(r"[A-Za-z0-9]{64}|kl\. \d\d[.:]\d\d", "", page.replace(navn, "X")))
    assert pages[0] == pages[1]
