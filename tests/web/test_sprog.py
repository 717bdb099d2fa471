"""Languages: Danish in the source, English complete, Kalaallisut in drafts that say so."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import Any

import pytest
from babel.messages import Catalog
from django.test import Client
from tests.web.conftest import Ind
from tests.web.folk import KODE, bruger

ROOT = Path(__file__).resolve().parents[2]

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def texts() -> Any:
    """The program that collects and compiles the texts."""
    spec = importlib.util.spec_from_file_location("texts", ROOT / "requirements" / "texts.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def entries(catalogue: Catalog) -> dict[tuple[object, object], Any]:
    return {
        (message.id if isinstance(message.id, str) else tuple(message.id), message.context): message
        for message in catalogue
        if message.id
    }


@pytest.mark.parametrize("language", ["en", "kl"])
def test_the_translations_have_every_text_and_no_other(texts: Any, language: str) -> None:
    now, there = entries(texts.texts()).keys(), entries(texts.read(language)).keys()
    assert (now - there, there - now) == (set(), set()), "run: make texts"


def test_english_is_complete_and_keeps_what_is_filled_in(texts: Any) -> None:
    for key, message in entries(texts.read("en")).items():
        strings = message.string if isinstance(message.string, list | tuple) else [message.string]
        assert all(strings), f"{key} has no English"
        assert not message.fuzzy
        assert not list(message.check()), key


def test_what_is_greenlandic_is_marked_as_a_draft_until_it_has_been_read(texts: Any) -> None:
    drafts = [message for message in entries(texts.read("kl")).values() if message.fuzzy]
    assert drafts
    assert all(message.string for message in drafts)


def test_the_compiled_texts_are_those_of_today(texts: Any) -> None:
    import gettext

    for language in ("en", "kl"):
        path = texts.place(language).with_suffix(".mo")
        assert path.exists(), "run: make setup"
        with path.open("rb") as compiled:
            found = gettext.GNUTranslations(compiled)
        for message in entries(texts.read(language)).values():
            if isinstance(message.id, str) and message.string and not message.context:
                assert found.gettext(message.id) == message.string, "run: make setup"


def test_one_chooses_a_language_and_stays_where_one_is(ind: Ind) -> None:
    client = ind("tekn:laes")
    assert "Min konto" in client.get("/konto").content.decode()
    response = client.post("/sprog", {"language": "en", "next": "/konto"})
    assert response["Location"] == "/konto"
    page = client.get("/konto").content.decode()
    assert "My account" in page
    assert '<html lang="en">' in page


def test_a_language_that_is_not_there_changes_nothing_and_elsewhere_is_not_gone_to(client: Client) -> None:
    response = client.post("/sprog", {"language": "fr", "next": "https://ondt.example/"})
    assert "ondt" not in response["Location"]
    assert '<html lang="da">' in client.get("/login").content.decode()


def test_danish_also_for_a_browser_that_asks_for_something_else(client: Client) -> None:
    assert '<html lang="da">' in client.get("/login", headers={"Accept-Language": "fr"}).content.decode()


def test_the_choice_follows_the_user_to_another_browser() -> None:
    bruger("anna")
    one, other = Client(), Client()
    for client in (one, other):
        client.post("/login", {"brugernavn": "anna", "adgangskode": KODE})
        if client is one:
            client.post("/sprog", {"language": "en"})
    assert "My account" in other.get("/konto").content.decode()


def test_greenlandic_says_that_it_is_a_draft_and_that_the_rest_is_danish(ind: Ind) -> None:
    client = ind("tekn:laes")
    client.post("/sprog", {"language": "kl"})
    page = client.get("/konto").content.decode()
    assert "Kalaallisut er et udkast" in page
    assert '<html lang="da">' in page
    assert '<span lang="kl">Ullumi</span>' in page
