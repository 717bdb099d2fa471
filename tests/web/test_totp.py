"""The second factor: taken into use with a right code, asked for after the password, each code good once (RFC 6238)."""

from __future__ import annotations

import base64
import re
import time
from typing import Any

import pyotp
import pytest
from django.test import Client
from tests.web.folk import KODE, bruger
from tests.web.test_login import inde, login

from snitflade.web.models import Bruger, Noedkode, Tofaktor
from snitflade.web.signin import totp

pytestmark = pytest.mark.django_db


class Clock:
    """A clock that goes when told."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now = 1_800_000_000.0
        monkeypatch.setattr(time, "time", lambda: self.now)

    def go(self, seconds: float = 30) -> None:
        self.now += seconds


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    return Clock(monkeypatch)


def code(secret: str, clock: Clock, step: int = 0) -> str:
    """What an app shows; `pyotp` is held to the RFC's own numbers below."""
    return pyotp.TOTP(secret).at(int(clock.now) + 30 * step)


def factor(user: Bruger, clock: Clock) -> tuple[str, list[str]]:
    """Take a second factor into use; gives its secret and the recovery codes."""
    secret = totp.begynd(user)
    codes = totp.bekraeft(user, code(secret, clock))
    assert codes
    clock.go()
    return secret, codes


@pytest.mark.parametrize(
    ("moment", "shown"),
    [(59, "287082"), (1111111109, "081804"), (1111111111, "050471"), (1234567890, "005924"), (20000000000, "353130")],
)
def test_codes_are_those_of_the_rfc(moment: int, shown: str) -> None:
    rfc = base64.b32encode(b"12345678901234567890").decode()  # RFC 6238, appendix B
    assert pyotp.TOTP(rfc).at(moment) == shown


def test_enrolling_through_the_pages(client: Client, clock: Clock) -> None:
    bruger("anna", "tekn:laes")
    login(client)
    page = client.get("/konto/tofaktor").content.decode()
    shown = re.search(r"<code>([A-Z2-7 ]+)</code>", page)
    assert shown
    secret = shown[1].replace(" ", "")
    picture = client.get("/konto/tofaktor/billede.svg")
    assert picture["Content-Type"] == "image/svg+xml"
    assert client.get("/konto/tofaktor").content.decode().count(shown[1]) == 1  # the same secret while it is not confirmed
    assert client.post("/konto/tofaktor", {"kode": "000000"}).status_code == 200
    assert not Noedkode.objects.exists()
    done = client.post("/konto/tofaktor", {"kode": code(secret, clock)})
    codes = re.findall(r"<code>([a-z2-7-]{19})</code>", done.content.decode())
    assert len(set(codes)) == totp.CODES
    assert client.get("/konto/tofaktor/billede.svg").status_code == 404  # never shown again
    assert client.get("/konto/tofaktor")["Location"] == "/konto"


def test_the_password_alone_is_not_enough_then(client: Client, clock: Clock) -> None:
    secret, _ = factor(bruger("anna", "tekn:laes"), clock)
    assert login(client, next="/konto")["Location"] == "/login/kode"
    assert not inde(client)
    assert client.post("/login/kode", {"kode": "000000"}).status_code == 200
    assert not inde(client)
    assert client.post("/login/kode", {"kode": code(secret, clock)})["Location"] == "/konto"
    assert inde(client)


def test_a_code_is_good_once(client: Client, clock: Clock) -> None:
    user = bruger("anna")
    secret, _ = factor(user, clock)
    shown = code(secret, clock)
    assert totp.rigtig(user, shown)
    assert not totp.rigtig(user, shown)
    assert not totp.rigtig(user, code(secret, clock, -1))  # nor an older one after a newer
    clock.go()
    assert totp.rigtig(user, code(secret, clock))


@pytest.mark.parametrize(("step", "good"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_a_clock_may_be_half_a_minute_wrong(clock: Clock, step: int, good: bool) -> None:
    user = bruger("anna")
    secret, _ = factor(user, clock)
    clock.go(300)
    assert totp.rigtig(user, code(secret, clock, step)) is good


def test_spaces_in_a_code_do_not_matter_and_letters_are_no_code(clock: Clock) -> None:
    user = bruger("anna")
    secret, _ = factor(user, clock)
    shown = code(secret, clock)
    for wrong in ("", "abcdef", "१२३४५६", "12345", "1234567", "\x00"):
        assert not totp.rigtig(user, wrong)
    assert totp.rigtig(user, f"{shown[:3]} {shown[3:]}")


def test_a_recovery_code_lets_in_once_and_is_kept_as_a_hash(client: Client, clock: Clock) -> None:
    user = bruger("anna")
    _, codes = factor(user, clock)
    assert not Noedkode.objects.filter(hash__in=[codes[0], codes[0].replace("-", "")]).exists()
    assert totp.rigtig(user, codes[0].upper().replace("-", " "))
    assert not totp.rigtig(user, codes[0])
    assert totp.rigtig(user, codes[1])


def test_new_recovery_codes_end_the_old_ones_and_take_the_password(client: Client, clock: Clock) -> None:
    user = bruger("anna")
    secret, old = factor(user, clock)
    login(client)
    client.post("/login/kode", {"kode": code(secret, clock)})
    assert client.post("/konto/tofaktor/koder", {"adgangskode": "forkert"})["Location"] == "/konto"
    assert totp.rigtig(user, old[0])
    page = client.post("/konto/tofaktor/koder", {"adgangskode": KODE}).content.decode()
    assert not totp.rigtig(user, old[1])
    assert totp.rigtig(user, re.findall(r"<code>([a-z2-7-]{19})</code>", page)[0])


def test_taking_it_away_takes_the_password(client: Client, clock: Clock) -> None:
    secret, _ = factor(bruger("anna"), clock)
    login(client)
    client.post("/login/kode", {"kode": code(secret, clock)})
    client.post("/konto/tofaktor/fjern", {"adgangskode": "forkert"})
    assert Tofaktor.objects.exists()
    client.post("/konto/tofaktor/fjern", {"adgangskode": KODE})
    assert not Tofaktor.objects.exists()
    assert not Noedkode.objects.exists()


def test_the_secret_is_sealed(clock: Clock) -> None:
    user = bruger("anna")
    secret = totp.begynd(user)
    stored = bytes(Tofaktor.objects.get().forseglet)
    assert secret.encode() not in stored
    assert stored.startswith(b"age-encryption.org/v1")


def test_codes_are_throttled(client: Client, clock: Clock) -> None:
    secret, _ = factor(bruger("anna"), clock)
    login(client)
    assert [client.post("/login/kode", {"kode": "000000"}).status_code for _ in range(6)] == [200] * 5 + [429]
    assert client.post("/login/kode", {"kode": code(secret, clock)}).status_code == 429
    assert not inde(client)


def test_the_code_is_asked_for_five_minutes_and_not_without_the_password(client: Client, clock: Clock) -> None:
    secret, _ = factor(bruger("anna"), clock)
    assert client.get("/login/kode")["Location"] == "/login"
    login(client)
    clock.go(301)
    assert client.post("/login/kode", {"kode": code(secret, clock)})["Location"] == "/login"
    assert not inde(client)


def test_one_not_confirmed_counts_for_nothing(client: Client) -> None:
    totp.begynd(bruger("anna"))
    assert login(client)["Location"] == "/"


@pytest.mark.parametrize(
    ("krav", "rolle", "skal"),
    [
        ("frivillig", "*:administrer", False),
        ("godkendere", "tekn:laes", False),
        ("godkendere", "tekn:koer", False),
        ("godkendere", "tekn:godkend", True),
        ("godkendere", "*:administrer", True),
        ("alle", "tekn:laes", True),
    ],
)
def test_the_settings_may_demand_it(client: Client, settings: Any, krav: str, rolle: str, skal: bool) -> None:
    settings.SNITFLADE_TOFAKTOR = krav
    bruger("anna", rolle)
    login(client)
    response = client.get("/")
    assert (response.status_code == 302 and response["Location"] == "/konto/tofaktor") is skal
    assert client.get("/konto/tofaktor").status_code == 200
    assert client.get("/healthz").status_code == 200


def test_it_does_not_stop_a_password_that_must_be_changed(client: Client, settings: Any) -> None:
    settings.SNITFLADE_TOFAKTOR = "alle"
    bruger("anna", skal_skifte=True)
    login(client)
    assert client.get("/konto")["Location"] == "/konto/adgangskode"
    assert client.get("/konto/adgangskode").status_code == 200
