"""Users and roles from the command line and in the audit chain."""

from __future__ import annotations

import io
import json
import os
import re
from pathlib import Path
from typing import Any

import pytest

from snitflade.cli import entry
from snitflade.exchange import audit
from snitflade.exchange.models import AuditEvent
from snitflade.web.models import Bruger, Indlogning
from snitflade.web.signin import brugere, demo

pytestmark = pytest.mark.django_db


class Kald:
    """The command line in this process."""

    def __init__(self, capfd: pytest.CaptureFixture[str]) -> None:
        self.capfd = capfd

    def __call__(self, *arguments: str) -> tuple[int, str]:
        self.capfd.readouterr()
        code = entry.run(["user", *arguments])
        out = self.capfd.readouterr()
        return code, out.out + out.err


@pytest.fixture
def kald(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Kald:
    monkeypatch.setitem(os.environ, "SNITFLADE_USER", "drift")
    return Kald(capfd)


def test_a_user_with_roles_and_a_password_shown_once(kald: Kald) -> None:
    code, said = kald("create", "anna", "--navn", "Prøve Person Et", "--rolle", "tekn:koer", "--rolle", "*:laes")
    assert code == 0
    user = Bruger.objects.get()
    shown = re.search(r"[a-z2-9]{4}(?:-[a-z2-9]{4}){3}", said)
    assert shown
    assert user.check_password(shown[0])
    assert user.skal_skifte
    assert {str(role) for role in user.roller.all()} == {"tekn:koer", "*:laes"}
    event = AuditEvent.objects.get(event="bruger oprettet")
    assert (event.by, event.detail["bruger"]) == ("drift", "anna")
    assert shown[0] not in json.dumps(event.detail)


def test_a_password_of_ones_own_is_not_shown_and_must_be_good(kald: Kald, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("kort\n"))
    code, said = kald("create", "anna", "--adgangskode-stdin")
    assert (code, "12 tegn" in said, Bruger.objects.exists()) == (2, True, False)
    monkeypatch.setattr("sys.stdin", io.StringIO("tolv tegn er nok\n"))
    code, said = kald("create", "anna", "--adgangskode-stdin")
    assert (code, "tolv tegn" in said) == (0, False)
    assert not Bruger.objects.get().skal_skifte


def test_a_user_for_the_municipalitys_own_sign_in_has_no_password(kald: Kald) -> None:
    code, said = kald("create", "anna", "--kommunens-login", "--rolle", "tekn:laes")
    assert (code, "Adgangskode" in said) == (0, False)
    user = Bruger.objects.get()
    assert not user.has_usable_password()
    assert not user.skal_skifte
    assert kald("create", "bo", "--kommunens-login", "--adgangskode-stdin")[0] == 2


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("create", "anna", "--rolle", "tekn:alt"), "«tekn:alt» er ingen rolle"),
        (("create", "anna", "--rolle", "findesikke:laes"), "«findesikke:laes» er ingen rolle"),
        (("create", "anna med mellemrum"), "Brug bogstaver, tal og"),
        (("create", "a" * 61), "60"),
        (("create", "BO"), "i brug"),
        (("grant", "findesikke", "tekn:laes"), "Der er ingen bruger med navnet «findesikke»"),
        (("disable", "findesikke"), "Der er ingen bruger"),
    ],
)
def test_what_cannot_be_is_said_and_nothing_is_made(kald: Kald, arguments: tuple[str, ...], said: str) -> None:
    brugere.opret("bo", "drift")
    code, out = kald(*arguments)
    assert code == 2
    assert said in out
    assert "Traceback" not in out
    assert Bruger.objects.count() == 1


def test_roles_given_and_taken_are_in_the_chain(kald: Kald) -> None:
    brugere.opret("anna", "drift")
    for command in ("grant", "grant", "revoke", "revoke"):
        assert kald(command, "anna", "tekn:koer")[0] == 0
    assert list(AuditEvent.objects.filter(event__startswith="rolle").values_list("event", flat=True)) == [
        "rolle givet",
        "rolle taget",
    ]
    assert list(audit.broken()) == []


def test_the_last_who_can_administer_stays(kald: Kald) -> None:
    brugere.opret("anna", "drift", roller=["*:administrer"])
    brugere.opret("bo", "drift", roller=["tekn:administrer"])
    for arguments in (("revoke", "anna", "*:administrer"), ("disable", "anna")):
        code, said = kald(*arguments)
        assert (code, "den sidste, der kan administrere" in said) == (2, True)
    kald("grant", "bo", "*:administrer")
    assert kald("disable", "anna")[0] == 0
    assert not Bruger.objects.get(brugernavn="anna").is_active


def test_a_new_password_ends_where_the_user_is_signed_in(kald: Kald, client: Any) -> None:
    user, _ = brugere.opret("anna", "drift", adgangskode="en lang adgangskode")
    client.force_login(user)
    assert Indlogning.objects.exists()
    code, said = kald("password", "anna")
    assert code == 0
    assert not Indlogning.objects.exists()
    shown = re.search(r"[a-z2-9]{4}(?:-[a-z2-9]{4}){3}", said)
    assert shown
    assert Bruger.objects.get().check_password(shown[0])


def test_the_list(kald: Kald) -> None:
    brugere.opret("anna", "drift", navn="Prøve Person Et", roller=["tekn:laes"])
    brugere.opret("bo", "drift")
    kald("disable", "bo")
    _, said = kald("list", "--json")
    shown = {row["brugernavn"]: row for row in json.loads(said)}
    assert shown["anna"]["roller"] == ["tekn:laes"]
    assert [shown[name]["kan_logge_ind"] for name in ("anna", "bo")] == [True, False]
    assert "password" not in said
    assert "spærret" in kald("list")[1]
    kald("enable", "bo")
    assert "spærret" not in kald("list")[1]


def test_demo_users_are_new_each_time_and_never_among_real_ones(kald: Kald) -> None:
    first = {one.brugernavn: one.adgangskode for one in demo.brugere("drift")}
    again = {one.brugernavn: one.adgangskode for one in demo.brugere("drift")}
    assert first.keys() == again.keys() == {"operatoer", "godkender", "administrator"}
    assert not set(first.values()) & set(again.values())
    assert all(Bruger.objects.get(brugernavn=name).check_password(word) for name, word in again.items())
    assert not Bruger.objects.filter(skal_skifte=True).exists()
    brugere.opret("anna", "drift")
    code, said = kald("demo")
    assert (code, "rigtige brugere" in said) == (2, True)


def test_no_demo_user_may_both_run_and_approve() -> None:
    for _, roles in demo.ROLLER.values():
        assert not {"*:koer", "*:godkend"} <= set(roles)


def test_the_secret_is_made_once_and_is_its_owners_alone(tmp_path: Path) -> None:
    from snitflade.exchange import site_secret as hemmelig

    made = hemmelig.noegle(tmp_path)
    path = tmp_path / "keys" / "site.secret"
    assert path.stat().st_mode & 0o777 == 0o600
    assert hemmelig.noegle(tmp_path) == made
    assert len(made) >= hemmelig.LENGTH
    assert [one.name for one in path.parent.iterdir()] == ["site.secret"]
    path.chmod(0o640)
    with pytest.raises(hemmelig.HemmelighedAabenError, match="chmod 600"):
        hemmelig.noegle(tmp_path)
    path.chmod(0o600)
    path.write_text("kort")
    with pytest.raises(hemmelig.HemmelighedUbrugeligError):
        hemmelig.noegle(tmp_path)


def test_many_who_make_the_secret_at_once_get_the_same(tmp_path: Path) -> None:
    from concurrent.futures import ThreadPoolExecutor

    from snitflade.exchange import site_secret as hemmelig

    with ThreadPoolExecutor(16) as pool:
        assert len(set(pool.map(lambda _: hemmelig.noegle(tmp_path), range(64)))) == 1


def test_looking_at_a_person_is_noted_by_our_own_number(client: Any, rf: Any) -> None:
    from snitflade.folk.models import Lokalitet, Opslag
    from snitflade.web.opslag import IngenPersonError, set_person

    user, _ = brugere.opret("anna", "drift")
    request = rf.get("/")
    request.user, request.resolver_match = user, None
    rows = list(Lokalitet.objects.all()[:2])
    set_person(request, *rows, formaal="Kontoudtog")
    noted = list(Opslag.objects.order_by("nummer").values_list("af", "formaal", "register", "nummer"))
    assert noted == [("anna", "Kontoudtog", "folk.lokalitet", pk) for pk in sorted(row.pk for row in rows)]
    with pytest.raises(IngenPersonError):
        set_person(request, formaal="Kontoudtog")
    with pytest.raises(IngenPersonError):
        set_person(request, rows[0], user, formaal="Kontoudtog")
