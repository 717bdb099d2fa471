"""Signing in: with the right password and no other, without telling who exists, in so many places and for so long."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from tests.web.folk import KODE, bruger

from snitflade.exchange.models import AuditEvent
from snitflade.web.models import Bruger, Indlogning
from snitflade.web.signin import sessions

pytestmark = pytest.mark.django_db


def login(client: Client, navn: str = "anna", kode: str = KODE, **felter: Any) -> Any:
    return client.post("/login", {"brugernavn": navn, "adgangskode": kode, **felter})


def inde(client: Client) -> bool:
    return bool(client.get("/konto").status_code == 200)


def test_the_right_password_lets_in_and_the_chain_knows_it(client: Client) -> None:
    bruger("anna", "tekn:laes")
    response = login(client)
    assert (response.status_code, response["Location"]) == (302, "/")
    assert inde(client)
    assert AuditEvent.objects.filter(event="log ind", by="anna").count() == 1


def test_capitals_in_the_name_do_not_matter_and_the_journal_gets_one_spelling(client: Client) -> None:
    bruger("Anna")
    login(client, "aNNa")
    assert inde(client)
    assert AuditEvent.objects.get(event="log ind").by == "Anna"


def test_two_names_that_differ_in_capitals_only_are_one_name() -> None:
    from django.core.exceptions import ValidationError

    bruger("anna")
    with pytest.raises(ValidationError, match="i brug"):
        bruger("ANNA")


@pytest.mark.parametrize(
    ("navn", "kode"), [("anna", "forkert"), ("findes-ikke", KODE), ("spaerret", KODE), ("", ""), ("anna", KODE + " ")]
)
def test_nothing_else_lets_in(client: Client, navn: str, kode: str) -> None:
    bruger("anna")
    bruger("spaerret", is_active=False)
    assert login(client, navn, kode).status_code == 200
    assert not inde(client)


def test_the_answer_does_not_tell_whether_the_name_exists(client: Client) -> None:
    bruger("anna")
    bruger("spaerret", is_active=False)

    def answer(navn: str) -> str:
        text = login(Client(), navn, "forkert").content.decode()
        assert "Brugernavn eller adgangskode er forkert." in text
        return re.sub(r"[A-Za-z0-9]{64}", "TOKEN", text.replace(navn, "X"))

    assert answer("anna") == answer("ukendt") == answer("spaerret")


def test_a_password_is_checked_for_names_that_do_not_exist_too(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    from django.contrib.auth.hashers import MD5PasswordHasher

    seen: list[str] = []
    encode = MD5PasswordHasher.encode

    def watched(self: MD5PasswordHasher, password: str, salt: str) -> str:
        seen.append(password)
        return str(encode(self, password, salt))

    monkeypatch.setattr(MD5PasswordHasher, "encode", watched)
    login(client, "findes-ikke", "prøve")
    assert seen == ["prøve"]


def test_the_session_gets_a_new_key_and_keeps_nothing_from_before(client: Client) -> None:
    bruger("anna")
    client.get("/login")
    session = client.session
    session["fra_foer"] = "x"
    session.save()
    before = session.session_key
    login(client)
    assert client.session.session_key != before
    assert "fra_foer" not in client.session


@pytest.mark.parametrize(
    ("naeste", "hen"),
    [
        ("/konto", "/konto"),
        ("https://ondt.example/", "/"),
        ("//ondt.example/", "/"),
        ("/\\ondt.example", "/"),
        ("javascript:alert(1)", "/"),
        ("", "/"),
    ],
)
def test_one_goes_on_to_where_one_was_going_within_the_site_only(client: Client, naeste: str, hen: str) -> None:
    bruger("anna")
    assert login(client, next=naeste)["Location"] == hen


def test_a_page_that_needs_a_sign_in_comes_back_to_itself(client: Client) -> None:
    assert client.get("/konto?x=1")["Location"] == "/login?next=/konto%3Fx%3D1"


def test_a_part_of_a_page_sends_the_whole_page_to_the_sign_in(client: Client) -> None:
    assert client.get("/", headers={"HX-Request": "true"})["HX-Redirect"] == "/login"


def test_signing_out_ends_it_and_takes_a_post(client: Client) -> None:
    bruger("anna")
    login(client)
    assert client.get("/logud").status_code == 405
    assert inde(client)
    client.post("/logud")
    assert not inde(client)
    assert not Indlogning.objects.exists()
    assert AuditEvent.objects.filter(event="log ud", by="anna").count() == 1


def test_a_form_from_elsewhere_is_refused() -> None:
    client = Client(enforce_csrf_checks=True)
    response = login(client)
    assert response.status_code == 403
    assert "Formularen er for gammel" in response.content.decode()


def test_cookies_are_closed_to_scripts_and_other_sites(client: Client) -> None:
    bruger("anna")
    client.get("/login")
    login(client)
    for name in ("snitflade", "csrf"):
        assert client.cookies[name]["httponly"] is True
        assert client.cookies[name]["samesite"] == "Lax"
    assert not client.cookies["snitflade"]["max-age"]


def moved(**since: dt.timedelta) -> None:
    row = Indlogning.objects.get()
    Indlogning.objects.update(**{name: getattr(row, name) - by for name, by in since.items()})


def test_who_does_nothing_for_half_an_hour_is_signed_out_and_told(client: Client) -> None:
    bruger("anna")
    login(client)
    moved(set=sessions.IDLE - dt.timedelta(seconds=5))
    assert inde(client)
    moved(set=sessions.IDLE + dt.timedelta(seconds=5))
    page = client.get("/konto", follow=True).content.decode()
    assert "ikke er sket noget i 30 minutter" in page


def test_who_works_on_stays_until_the_day_is_over(client: Client) -> None:
    bruger("anna")
    login(client)
    moved(set=dt.timedelta(minutes=20))
    assert inde(client)
    assert timezone.now() - Indlogning.objects.get().set < dt.timedelta(seconds=10)
    moved(begyndt=sessions.LONGEST + dt.timedelta(seconds=5))
    assert "logget ind i 10 timer" in client.get("/konto", follow=True).content.decode()


def test_what_a_page_asks_for_by_itself_keeps_nobody_signed_in(client: Client) -> None:
    bruger("anna", "tekn:laes")
    login(client)
    moved(set=dt.timedelta(minutes=20))
    before = Indlogning.objects.get().set
    assert client.get("/", headers={sessions.BY_ITSELF: "1"}).status_code == 200
    assert Indlogning.objects.get().set == before


def test_one_place_too_many_ends_the_one_not_used_for_longest() -> None:
    bruger("anna")
    clients = [Client() for _ in range(sessions.MOST + 1)]
    for client in clients:
        login(client)
    assert [inde(client) for client in clients] == [False, *[True] * sessions.MOST]
    page = clients[0].get("/konto", follow=True).content.decode()
    assert "afsluttet et andet sted" in page or "Log ind" in page


def test_ending_the_other_places() -> None:
    bruger("anna")
    one, other = Client(), Client()
    login(one)
    login(other)
    assert one.post("/konto/log-andre-ud").status_code == 302
    assert (inde(one), inde(other)) == (True, False)


def test_a_blocked_user_is_out_at_the_next_request(client: Client) -> None:
    from snitflade.web.signin import brugere

    user = bruger("anna")
    login(client)
    brugere.spaer(user, "bo")
    assert not inde(client)


def test_a_role_taken_counts_at_the_next_request(client: Client) -> None:
    from snitflade.web.signin import brugere

    user = bruger("anna", "tekn:laes")
    login(client)
    assert client.get("/").status_code == 200
    brugere.tag(user, "tekn:laes", "bo")
    assert client.get("/").status_code == 403


def test_a_password_somebody_else_made_is_changed_before_anything_else(client: Client) -> None:
    bruger("anna", "tekn:laes", skal_skifte=True)
    login(client)
    assert client.get("/")["Location"] == "/konto/adgangskode"
    new = "en helt ny og lang kode"
    wrong = client.post("/konto/adgangskode", {"old_password": "forkert", "new_password1": new, "new_password2": new})
    assert wrong.status_code == 200
    done = client.post("/konto/adgangskode", {"old_password": KODE, "new_password1": new, "new_password2": new})
    assert done["Location"] == "/"
    assert client.get("/").status_code == 200
    assert Bruger.objects.get().check_password(new)


def test_a_new_password_must_be_good_and_ends_the_other_places(client: Client) -> None:
    bruger("anna-andersen")
    other = Client()
    login(client, "anna-andersen")
    login(other, "anna-andersen")

    def change(new: str, again: str = "") -> int:
        fields = {"old_password": KODE, "new_password1": new, "new_password2": again or new}
        return client.post("/konto/adgangskode", fields).status_code

    assert [change("elleve tegn"), change("1qaz2wsx3edc"), change("anna-andersen1"), change("tolv tegn her", "andet igen")] == [
        200
    ] * 4
    assert (inde(client), inde(other)) == (True, True)
    assert change("tolv tegn her") == 302
    assert Indlogning.objects.count() == 1
    assert (inde(client), inde(other)) == (True, False)


def test_guessing_the_old_password_on_a_borrowed_screen_is_throttled(client: Client) -> None:
    bruger("anna")
    login(client)
    fields = {"old_password": "forkert", "new_password1": "a" * 14, "new_password2": "b" * 14}
    statuses = [client.post("/konto/adgangskode", fields).status_code for _ in range(6)]
    assert statuses == [200] * 5 + [429]


def test_what_was_pressed_when_one_was_signed_out_is_said_not_to_be_done(client: Client) -> None:
    """The way back is the page the button stood on, not the first page; what was not done is never taken for done."""
    answer = client.post("/udvekslinger/7/luk", {"tekst": "prøve"}, follow=True)
    assert answer.redirect_chain == [("/login?next=/udvekslinger/7", 302)]
    assert "er ikke gjort" in answer.content.decode()
    assert "er ikke gjort" not in Client().get("/udvekslinger/7", follow=True).content.decode()
