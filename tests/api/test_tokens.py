"""Tokens: shown once, kept as a hash, opening for no longer and no more than they say."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
from django.utils import timezone

from snitflade.api import scopes, tokens
from snitflade.api.models import Token
from snitflade.api.scopes import Verb
from snitflade.exchange.models import AuditEvent
from snitflade.formats.problems import Problems, ProblemsError

pytestmark = pytest.mark.django_db
SCOPE = "inka.debitor-opslag:laes"


def make(**options: Any) -> tuple[Token, str]:
    return tokens.create("RenoWeb", "0956", "Opkrævning af renovation", [SCOPE], "anna", **options)


def reason(text: str, certificate: str = "") -> str:
    with pytest.raises(tokens.RefusedError) as refused:
        tokens.opens(text, certificate)
    return refused.value.reason


def test_the_secret_is_kept_nowhere() -> None:
    token, text = make()
    assert re.fullmatch(r"snf_[0-9a-f]{8}_[A-Za-z0-9_-]{43}", text)
    secret = text.split("_", 2)[2]
    stored = " ".join(str(value) for value in Token.objects.values().get(pk=token.pk).values())
    event = AuditEvent.objects.get(event="token oprettet")
    assert secret not in stored
    assert secret not in str(event.detail)
    assert (event.by, event.detail["token"], event.detail["adgang"]) == ("anna", token.prefix, [SCOPE])
    assert tokens.opens(text, "") == token


def test_two_tokens_are_two() -> None:
    assert make()[1] != make()[1]


def test_every_part_of_a_token_counts() -> None:
    _, text = make()
    for place in range(len(text)):
        other = "f" if text[place] != "f" else "e"
        assert reason(text[:place] + other + text[place + 1 :]) in {"form", "ukendt"}
    assert reason(text + "a") == reason(text[:-1]) == reason("") == reason("snf_") == reason(text + "\n") == "form"
    assert reason(f"snf_{make()[0].prefix}_{text.split('_', 2)[2]}") == "ukendt", "another token's secret"


def test_it_opens_until_it_expires_and_not_a_moment_longer() -> None:
    token, text = make(days=1)
    assert token.expires_at - token.created_at == dt.timedelta(days=1)
    Token.objects.update(created_at=timezone.now() - dt.timedelta(days=2), expires_at=timezone.now())
    assert reason(text) == "udløbet"


def test_it_opens_until_it_is_revoked() -> None:
    token, text = make()
    tokens.revoke(token.prefix, "bent")
    assert reason(text) == "tilbagekaldt"
    revoked = tokens.revoke(token.prefix, "carla")
    assert (revoked.revoked_by, revoked.state) == ("bent", "tilbagekaldt"), "again changes nothing"
    assert AuditEvent.objects.filter(event="token tilbagekaldt").count() == 1
    with pytest.raises(tokens.NoTokenError, match="«00000000»"):
        tokens.revoke("00000000", "anna")


def test_whose_secret_is_wrong_is_not_told_that_it_is_revoked() -> None:
    token, text = make()
    tokens.revoke(token.prefix, "bent")
    assert reason(text[:-1] + ("a" if text[-1] != "a" else "b")) == "ukendt"


def test_a_token_bound_to_a_certificate_opens_with_that_one_only() -> None:
    fingerprint = "AB:" * 31 + "CD"
    _, text = make(certificate=fingerprint)
    plain = fingerprint.replace(":", "").lower()
    assert tokens.opens(text, plain).certificate == plain
    assert reason(text) == reason(text, "0" * 64) == "certifikat"


def test_one_query_whether_it_exists_or_not(django_assert_num_queries: Any) -> None:
    _, text = make()
    with django_assert_num_queries(1):
        tokens.opens(text, "")
    with django_assert_num_queries(1):
        assert reason(f"snf_00000000_{'a' * 43}") == "ukendt"


def test_everything_that_is_wrong_is_told_at_once_and_nothing_is_made() -> None:
    with pytest.raises(ProblemsError) as found:
        tokens.create(" ", "956", "", ["inka:laes", "inka.debitor-opslag:sov"], "anna", days=0, certificate="AB", per_minute=0)
    codes = sorted(problem.code for problem in found.value.problems)
    assert codes == sorted(
        ["TOKEN_TOM", "TOKEN_TOM", "TOKEN_KOMMUNE", "TOKEN_DAGE", "TOKEN_MINUT", "TOKEN_CERTIFIKAT", "ADGANG_UKENDT", "ADGANG_FORM"]
    )
    assert not Token.objects.exists()
    with pytest.raises(ProblemsError, match="plads til 50"):
        tokens.create("a" * 51, "0956", "prøve", [SCOPE], "anna")
    with pytest.raises(ProblemsError, match="Adgangen mangler"):
        tokens.create("RenoWeb", "0956", "prøve", [], "anna")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("tekn.renovation-prisme:laes", ""),
        ("tekn.renovation-prisme:fil", ""),
        ("tekn.renovation-prisme:fil:g69", ""),
        ("inka.renoweb-debitor:skriv", ""),
        ("tekn.renovation-prisme", "ADGANG_FORM"),
        ("tekn.renovation-prisme:", "ADGANG_FORM"),
        ("tekn.renovation-prisme:alt", "ADGANG_FORM"),
        ("tekn.renovation-prisme:laes:g69", "ADGANG_FORM"),
        ("tekn.renovation-prisme:fil:", "ADGANG_FORM"),
        ("tekn.renovation-prisme:fil:g69:x", "ADGANG_FORM"),
        ("*:laes", "ADGANG_UKENDT"),
        ("tekn.renovation-prisme:fil:erh", "ADGANG_FORMAT"),
        ("inka.debitor-opslag:fil:g69", "ADGANG_FORMAT"),
        ("", "ADGANG_FORM"),
    ],
)
def test_what_is_a_scope(text: str, code: str) -> None:
    problems = Problems()
    assert scopes.check([text, text], problems) == [text]
    assert [problem.code for problem in problems] == ([code] if code else [])
    if not code:
        assert str(scopes.parse(text)) == text


def test_a_scope_covers_itself_and_what_is_narrower() -> None:
    everything = [scopes.Scope(id, verb) for id in ("tekn.renovation-prisme", "inka.debitor-opslag") for verb in Verb]
    for one in everything:
        assert [other for other in everything if one.covers(other)] == [one]
    file = scopes.parse("tekn.renovation-prisme:fil")
    assert file.covers(scopes.parse("tekn.renovation-prisme:fil:g69"))
    assert not scopes.parse("tekn.renovation-prisme:fil:g69").covers(file)
