"""The municipality's own sign-in: whom it vouches for comes in as the user they are, and nobody else."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from joserfc.jwk import RSAKey
from tests.web.folk import bruger
from tests.web.udsteder import HEMMELIGHED, KLIENT, Udsteder

from snitflade.formats.problems import ProblemsError
from snitflade.web.models import Bruger, Rolle
from snitflade.web.signin import oidc_setup
from snitflade.web.views import login as login_views

pytestmark = pytest.mark.django_db
GRUPPER = '[oidc.grupper]\ndrift = ["tekn:koer", "*:laes"]\nanden = ["soc:laes"]\n'


@pytest.fixture
def udsteder(monkeypatch: pytest.MonkeyPatch, settings: Any) -> Iterator[Udsteder]:
    monkeypatch.setenv("OIDC_HEMMELIGHED", HEMMELIGHED)
    with Udsteder() as running:
        skriv(settings.HOME, running)
        yield running


def skriv(home: Path, running: Udsteder, mere: str = "") -> None:
    (home / "login.toml").write_text(
        f'[oidc]\nnavn = "Kommunens login"\nudsteder = "{running.issuer}"\nklient_id = "{KLIENT}"\n'
        f'hemmelighed = "secret://env/OIDC_HEMMELIGHED"\n{mere}'
    )


def venter(navn: str = "anna", *roller: str) -> Bruger:
    """A user made for this sign-in: one without a password."""
    user = bruger(navn, *roller)
    user.set_unusable_password()
    user.save()
    return user


def gennem(client: Client, udsteder: Udsteder, naeste: str = "") -> Any:
    """Sign in through the provider, as a browser does it."""
    away = client.get("/login/kommune", {"next": naeste})
    assert away["Location"].startswith(f"{udsteder.issuer}/authorize?")
    back = udsteder.authorize(away["Location"])
    return client.get(back.removeprefix("http://testserver"))


def inde(client: Client) -> bool:
    return bool(client.get("/konto").status_code == 200)


def test_who_waits_for_it_comes_in_and_where_they_were_going(client: Client, udsteder: Udsteder) -> None:
    venter("anna", "tekn:laes")
    assert "Kommunens login" in client.get("/login").content.decode()
    assert gennem(client, udsteder, "/konto")["Location"] == "/konto"
    assert inde(client)
    assert Bruger.objects.get().oidc == f"{udsteder.issuer} abc-123"


def test_later_the_person_is_known_by_issuer_and_subject_whatever_their_name(client: Client, udsteder: Udsteder) -> None:
    venter("anna")
    gennem(client, udsteder)
    udsteder.claims["preferred_username"] = "anna.nyt-navn"
    again = Client()
    gennem(again, udsteder)
    assert inde(again)
    assert Bruger.objects.count() == 1


def test_another_person_with_the_same_name_is_not_let_in(client: Client, udsteder: Udsteder) -> None:
    venter("anna")
    gennem(client, udsteder)
    udsteder.claims["sub"] = "en-anden"
    other = Client()
    page = other.get(gennem(other, udsteder)["Location"]).content.decode()
    assert "du er ikke oprettet her" in page
    assert not inde(other)


def test_a_user_with_a_password_here_is_never_taken_over(client: Client, udsteder: Udsteder, settings: Any) -> None:
    skriv(settings.HOME, udsteder, f"opret = true\n{GRUPPER}")
    udsteder.claims["groups"] = ["drift"]
    bruger("anna", "*:administrer")
    gennem(client, udsteder)
    assert not inde(client)
    assert Bruger.objects.get().oidc is None


def test_a_blocked_user_stays_out(client: Client, udsteder: Udsteder) -> None:
    user = venter("anna")
    gennem(client, udsteder)
    Bruger.objects.filter(pk=user.pk).update(is_active=False)
    other = Client()
    assert "spærret" in other.get(gennem(other, udsteder)["Location"]).content.decode()
    assert not inde(other)


def test_users_are_made_when_the_set_up_says_so_and_a_group_gives_them_a_role(
    client: Client, udsteder: Udsteder, settings: Any
) -> None:
    udsteder.claims["groups"] = ["drift"]
    skriv(settings.HOME, udsteder, GRUPPER)  # not: opret
    gennem(client, udsteder)
    assert not Bruger.objects.exists()
    skriv(settings.HOME, udsteder, f"opret = true\n{GRUPPER}")
    udsteder.claims["groups"] = ["ukendt"]
    gennem(client, udsteder)
    assert not Bruger.objects.exists()
    udsteder.claims["groups"] = ["ukendt", "drift"]
    gennem(client, udsteder)
    assert inde(client)
    user = Bruger.objects.get()
    assert (user.brugernavn, user.navn, user.has_usable_password()) == ("anna", "Prøve Person Et", False)
    assert {str(role) for role in user.roller.all()} == {"tekn:koer", "*:laes"}


def test_the_groups_decide_the_roles_anew_at_each_sign_in(client: Client, udsteder: Udsteder, settings: Any) -> None:
    skriv(settings.HOME, udsteder, GRUPPER)
    user = venter("anna", "bogh:godkend", "*:laes")
    udsteder.claims["groups"] = ["drift"]
    gennem(client, udsteder)
    assert {str(role) for role in user.roller.all()} == {"tekn:koer", "*:laes"}
    udsteder.claims["groups"] = "anden"  # some say one group as a text
    gennem(Client(), udsteder)
    assert {str(role) for role in user.roller.all()} == {"soc:laes"}
    del udsteder.claims["groups"]
    gennem(Client(), udsteder)
    assert not Rolle.objects.exists()


def test_without_groups_in_the_set_up_the_roles_given_here_stay(client: Client, udsteder: Udsteder) -> None:
    user = venter("anna", "bogh:godkend")
    udsteder.claims["groups"] = ["drift"]
    gennem(client, udsteder)
    assert {str(role) for role in user.roller.all()} == {"bogh:godkend"}


@pytest.mark.parametrize(
    "krav",
    [
        {"aud": "en-anden-klient"},
        {"aud": None},
        {"iss": "https://ondt.example"},
        {"iss": None},
        {"nonce": "en-anden"},
        {"nonce": None},
        {"exp": 1_700_000_000},
        {"exp": None},
        {"sub": None},
    ],
    ids=lambda krav: " ".join(f"{name}={value}" for name, value in krav.items())[:30],
)
def test_a_token_that_is_not_for_us_now_is_refused(client: Client, udsteder: Udsteder, krav: dict[str, Any]) -> None:
    venter("anna")
    udsteder.krav = krav
    page = client.get(gennem(client, udsteder)["Location"]).content.decode()
    assert "svarede ikke, som det skal" in page
    assert not inde(client)
    assert Bruger.objects.get().oidc is None


def test_a_token_signed_by_somebody_else_is_refused(client: Client, udsteder: Udsteder) -> None:
    venter("anna")
    udsteder.signs_with = RSAKey.generate_key(2048, parameters={"kid": "1"})
    gennem(client, udsteder)
    assert not inde(client)


def test_an_answer_without_a_token_of_who_it_is_is_refused(client: Client, udsteder: Udsteder) -> None:
    venter("anna")
    udsteder.without_id_token = True
    gennem(client, udsteder)
    assert not inde(client)


def test_an_answer_nobody_asked_for_is_refused(client: Client, udsteder: Udsteder) -> None:
    venter("anna")
    other = Client()
    back = udsteder.authorize(other.get("/login/kommune")["Location"]).removeprefix("http://testserver")
    client.get(back)  # somebody else's answer, as in a login forged by another site
    assert not inde(client)
    assert udsteder.redeemed == []
    for made_up in ("/login/kommune/svar", "/login/kommune/svar?code=x&state=y", "/login/kommune/svar?error=access_denied"):
        assert client.get(made_up)["Location"] == "/login"
    assert not inde(client)


def test_an_answer_counts_once(client: Client, udsteder: Udsteder) -> None:
    venter("anna")
    back = udsteder.authorize(client.get("/login/kommune")["Location"]).removeprefix("http://testserver")
    client.get(back)
    client.post("/logud")
    client.get(back)
    assert not inde(client)


def test_a_sign_in_that_is_down_is_said_in_a_sentence(client: Client, udsteder: Udsteder) -> None:
    udsteder.broken = True
    assert client.get("/login/kommune")["Location"] == "/login"
    assert "svarede ikke, som det skal" in client.get("/login").content.decode()


def test_it_is_not_there_unless_it_is_set_up(client: Client) -> None:
    assert client.get("/login/kommune").status_code == 404
    assert client.get("/login/kommune/svar").status_code == 404
    assert "login/kommune" not in client.get("/login").content.decode()


def test_a_second_factor_here_is_not_asked_of_those_who_have_it_there(client: Client, udsteder: Udsteder, settings: Any) -> None:
    settings.SNITFLADE_TOFAKTOR = "alle"
    venter("anna", "tekn:laes")
    gennem(client, udsteder)
    assert client.get("/").status_code == 200


def test_the_session_is_another_than_the_one_that_asked(client: Client, udsteder: Udsteder) -> None:
    venter("anna")
    client.get("/login/kommune")
    before = client.session.session_key
    gennem(client, udsteder)
    assert client.session.session_key != before
    assert login_views.NEXT not in client.session


@pytest.mark.parametrize(
    ("indhold", "fejl"),
    [
        ("[oidc", ["OPSAETNING_ULAESELIG"]),
        ("x = 1", ["LOGIN_UKENDT", "LOGIN_VAERDI"]),
        ("[oidc]", ["LOGIN_MANGLER"] * 3),
        ('[oidc]\nudsteder="http://login.example.gl"\nklient_id="x"\nhemmelighed="secret://env/X"', ["LOGIN_VAERDI"]),
        ('[oidc]\nudsteder="https://login.example.gl"\nklient_id="x"\nhemmelighed="hunter2"', ["LOGIN_VAERDI"]),
        (
            '[oidc]\nudsteder=1\nklient_id=""\nhemmelighed="secret://env/X"\nopret="ja"\nudstedr="x"',
            ["LOGIN_UKENDT"] + ["LOGIN_VAERDI"] * 3,
        ),
        (
            '[oidc]\nudsteder="https://l.gl"\nklient_id="x"\nhemmelighed="secret://env/X"\n'
            '[oidc.grupper]\na="tekn:laes"\nb=["tekn:alt"]\nkrav=1',
            ["LOGIN_VAERDI", "LOGIN_VAERDI", "LOGIN_ROLLE"],
        ),
    ],
)
def test_every_mistake_in_the_set_up_is_told_at_once(settings: Any, client: Client, indhold: str, fejl: list[str]) -> None:
    (settings.HOME / "login.toml").write_text(indhold)
    with pytest.raises(ProblemsError) as caught:
        oidc_setup.load()
    assert sorted(problem.code for problem in caught.value.problems) == sorted(fejl)
    assert "hunter2" not in "".join(map(str, caught.value.problems))
    assert client.get("/login").status_code == 200  # those who have a password still come in


def test_a_whole_set_up_is_read(settings: Any, udsteder: Udsteder) -> None:
    skriv(settings.HOME, udsteder, f'opret = true\nbrugernavn = "upn"\n{GRUPPER}krav = "roles"\n')
    found = oidc_setup.load()
    assert found is not None
    assert (found.opret, found.brugernavn, found.krav) == (True, "upn", "roles")
    assert [(where, role.value) for where, role in found.grupper["drift"]] == [("tekn", "koer"), ("*", "laes")]
