"""Languages: Danish in the source, English complete, Kalaallisut prepared for whoever translates it."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import Any

import pytest
from babel.messages import Catalog
from django.core.exceptions import ImproperlyConfigured
from django.test import Client
from django.utils import translation
from tests.web.conftest import Ind
from tests.web.folk import KODE, bruger

from snitflade.web.templatetags import side

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


def test_a_draft_in_greenlandic_is_not_used(texts: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Nobody here can say that it is right; who can takes the mark away."""
    import gettext

    monkeypatch.setattr(texts, "LOCALE", tmp_path)
    for language in texts.LANGUAGES:
        place = texts.place(language)
        place.parent.mkdir(parents=True)
        place.write_text(
            texts.HEADER.format(language=language)
            + '#, fuzzy\nmsgid "Udkast"\nmsgstr "udkast på et andet sprog"\n\nmsgid "Læst"\nmsgstr "læst af en, der kan"\n',
            encoding="utf-8",
        )
    texts.compile_all()
    with texts.place("kl").with_suffix(".mo").open("rb") as compiled:
        found = gettext.GNUTranslations(compiled)
    assert (found.gettext("Udkast"), found.gettext("Læst")) == ("Udkast", "læst af en, der kan")


def test_what_stands_in_greenlandic_is_neither_a_draft_nor_another_language(texts: Any) -> None:
    english = {key: message.string for key, message in entries(texts.read("en")).items()}
    for key, message in entries(texts.read("kl")).items():
        strings = message.string if isinstance(message.string, list | tuple) else [message.string]
        assert not message.fuzzy
        assert not any(strings) or message.string != english[key], key


def test_greenlandic_is_offered_when_an_installation_says_so(ind: Ind, monkeypatch: pytest.MonkeyPatch) -> None:
    from django.conf import settings

    assert [code for code, _ in settings.LANGUAGES] == ["da", "en"]
    assert 'value="kl"' not in ind("tekn:laes").get("/konto").content.decode()
    for wanted, offered in (("da,en,kl", ["da", "en", "kl"]), ("kl,da", ["da", "kl"])):
        monkeypatch.setenv("SNITFLADE_SPROG", wanted)
        assert [code for code, _ in _languages()] == offered
    for wrong in ("en", "da,fr"):
        monkeypatch.setenv("SNITFLADE_SPROG", wrong)
        with pytest.raises(ImproperlyConfigured, match="SNITFLADE_SPROG"):
            _languages()


def _languages() -> list[tuple[str, str]]:
    from snitflade.settings import _languages as chosen

    return chosen({"da": "Dansk", "en": "English", "kl": "Kalaallisut"}, "da,en")


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


def test_where_greenlandic_is_offered_it_says_that_the_rest_is_danish(ind: Ind, settings: Any) -> None:
    settings.LANGUAGES = [*settings.LANGUAGES, ("kl", "Kalaallisut")]
    client = ind("tekn:laes")
    client.post("/sprog", {"language": "kl"})
    page = client.get("/konto").content.decode()
    assert "ikke oversat færdigt til kalaallisut" in page
    assert '<html lang="da">' in page


def test_what_is_danish_by_nature_is_marked_so_on_an_english_page_only() -> None:
    assert (side.dansk("Bilag <1>"), side.haendelse("fil hentet"), side.haendelse("nyt slags")) == (
        "Bilag &lt;1&gt;",
        "fil hentet",
        "nyt slags",
    )
    with translation.override("en"):
        assert side.dansk("Bilag <1>") == '<span lang="da">Bilag &lt;1&gt;</span>'
        assert side.haendelse("fil hentet") == "file fetched"
        assert side.haendelse("karantaene") == "partly applied, lines in quarantine"
        assert side.haendelse("nyt slags") == '<span lang="da">nyt slags</span>'
