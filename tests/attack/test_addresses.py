"""No CPR number stands in an address, whoever typed it where; who searched for one still finds, sorts, turns the page and exports.

That no page links to one by its columns is held by `test_markup`, whose rows name a person in every text there is room in.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from cryptography.fernet import Fernet
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from lxml import html
from tests.api.world import System, debitor, system
from tests.attack import pages
from tests.attack.pages import PERSON
from tests.attack.test_markup import EVERYTHING
from tests.web.conftest import Ind, ind, site
from tests.web.folk import bruger

import snitflade.web.registre  # noqa: F401  they declare themselves
from snitflade.api.rest import api
from snitflade.cli import serve
from snitflade.exchange import seals
from snitflade.folk.models import Person
from snitflade.led import kort as ledighedskort
from snitflade.web import forsegling, register
from snitflade.web.models import delsystemer

__all__ = ["ind", "site"]
pytestmark = pytest.mark.django_db

TEMPLATES = Path(forsegling.__file__).parent / "templates"
SPELLED = (PERSON, "610299-9001", "610299 9001", "61 02 99 90 01", "610299.9001", "６１０２９９９００１", f"cpr:{PERSON}!")
"""How people write a number."""


def asked(client: Client, path: str, **fields: str) -> str:
    """The address that the page's own form leads to."""
    answer: Any = client.post(path, {"soegning": "ja", **fields})
    assert answer.status_code == 302, path
    assert list(pages.wrong(answer)) == []
    return str(answer["Location"])


def many() -> None:
    """More persons than a page has room for."""
    for number in (f"61029990{at:02}" for at in range(60)):
        debitor(number, navn=f"Prøve Person {number[-2:]}", personnummer=number)


def test_no_form_puts_what_is_typed_in_an_address() -> None:
    """Read from the templates, so that a form nobody opened is seen too."""
    for path in TEMPLATES.rglob("*.html"):
        text = path.read_text(encoding="utf-8")
        for form in re.findall(r"<form\b.*?>", re.sub(r"{%.*?%}|{{.*?}}", "", text)):
            assert 'method="post"' in form and "hx-get" not in form, f"{path.name}: {form}"
        assert text.count("data-soeg") == text.count("{% soegning %}"), path.name


def test_every_register_is_searched_by_a_number_that_stands_in_no_address(ind: Ind) -> None:
    client = ind(*EVERYTHING)
    many()
    searched = [one.id for one in register.registre(frozenset(delsystemer())) if one.soeg]
    assert len(searched) > 30
    for at, name in enumerate(searched):
        where = asked(client, f"/registre/{name}", q=SPELLED[at % len(SPELLED)])
        page: Any = client.get(where)
        assert page.status_code == 200, name
        assert list(pages.wrong(page)) == []
        typed = html.fromstring(page.content).xpath("//main//form[@data-soeg]//input[@name='q']/@value")
        assert typed == [SPELLED[at % len(SPELLED)]], "who searched sees what for"
    for path in ("/soeg", "/snitflader", "/log", "/log/opslag", "/registre/personer", "/registre/uanbringelige"):
        field = {"/snitflader": "ord", "/log": "hvem", "/log/opslag": "formaal"}.get(path, "q")
        assert list(pages.wrong(client.get(asked(client, path, **{field: "610299-9001"})))) == [], path


def test_sorting_pages_export_and_the_way_back_keep_the_search(ind: Ind) -> None:
    client = ind(*EVERYTHING)
    many()
    debitor("5809001539", navn="Et firma")
    where = asked(client, "/registre/debitorer", q="61029990")
    page = html.fromstring(client.get(where).content)
    links = [str(one) for one in page.xpath("//main//a/@href") if str(one).startswith("?")]
    assert len(links) > 3
    for link in links:
        assert "q=~" in link and "61029990" not in link
        shown = client.get(f"/registre/debitorer{link}").content.decode()
        assert "Prøve Person" in shown and "Et firma" not in shown
    assert client.get(where).status_code == 200, "the way back, and a bookmark"
    (form,) = (one for one in page.iter("form") if str(one.get("action")).endswith("/eksport"))
    fields = {str(one.get("name")): str(one.get("value")) for one in form.iter("input") if one.get("type") == "hidden"}
    file: Any = client.post(str(form.get("action")), fields | {"filtype": "csv"})
    text = b"".join(file.streaming_content if file.streaming else [file.content]).decode("utf-8-sig")
    assert text.count("Prøve Person") == 60 and "Et firma" not in text
    refused: Any = client.post(str(form.get("action")), fields | {"q": PERSON, "personnumre": "ja"})
    assert refused.status_code == 302 and list(pages.wrong(refused)) == []


@pytest.mark.parametrize("typed", SPELLED)
def test_an_old_link_leads_on_at_once(ind: Ind, typed: str) -> None:
    client = ind(*EVERYTHING)
    debitor(PERSON, navn="Prøve Person Et", personnummer=PERSON)
    answer: Any = client.get("/registre/debitorer", {"q": typed, "sorter": "navn", typed: ""})
    assert answer.status_code == 302 and list(pages.wrong(answer)) == []
    query = parse_qs(urlsplit(answer["Location"]).query)
    assert query["sorter"] == ["navn"] and query.keys() == {"q", "sorter"}
    assert forsegling.aabn(answer.wsgi_request.user, query["q"][0]) == typed


def test_nobody_else_opens_it_and_nobody_after_a_day(ind: Ind, monkeypatch: pytest.MonkeyPatch) -> None:
    anna, bo = ind(*EVERYTHING), ind("*:laes", navn="bo")
    where = asked(anna, "/registre/debitorer", q=PERSON, sorter="navn")
    for client, path in ((bo, where), (anna, where[:-30] + "A" * 30), (anna, "/registre/debitorer?q=~&sorter=navn")):
        answer: Any = client.get(path, follow=True)
        assert answer.redirect_chain[-1][0].startswith("/registre/debitorer?sorter=navn") or "sorter" not in path
        assert PERSON not in answer.content.decode() and "Søg igen." in answer.content.decode()
    late = Fernet.encrypt_at_time
    monkeypatch.setattr(Fernet, "encrypt", lambda self, data: late(self, data, 1_500_000_000))
    assert "Søg igen." in anna.get(asked(anna, "/registre/debitorer", q=PERSON), follow=True).content.decode()


def test_who_is_not_signed_in_is_led_to_the_page_without_it() -> None:
    client = Client()
    for path in (f"/registre/debitorer?q={PERSON}&sorter=navn", f"/login?next=/registre/debitorer%3Fq%3D{PERSON}"):
        answer: Any = client.get(path, follow=True)
        assert [where for where, _status in answer.redirect_chain if pages.names_somebody(where)] == []
        assert list(pages.wrong(answer)) == []
    assert not pages.names_somebody(str(client.post("/soeg", {"soegning": "ja", "q": PERSON})["Location"]))


def test_searching_is_for_the_pages_own_form_and_changes_nothing(ind: Ind) -> None:
    careful = Client(enforce_csrf_checks=True)
    careful.force_login(bruger("carl", *EVERYTHING))
    assert careful.post("/registre/debitorer", {"soegning": "ja", "q": "x"}).status_code == 403
    assert ind("soc:laes", navn="bo").get(asked(ind("soc:laes", navn="bo"), "/registre/stamdata", q="x")).status_code == 403
    client = ind(*EVERYTHING)
    assert asked(client, "/soeg", q="x", next="https://ondt.example/") == "/soeg?q=x"
    assert len(asked(client, "/soeg", q="9" * 100_000)) < 1_000
    assert forsegling.FELT not in asked(client, "/soeg", q="x")


def test_the_site_itself_keeps_no_log_of_addresses(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: dict[str, Any] = {}

    class Server:
        def __init__(self, *_what: object, **options: Any) -> None:
            asked.update(options)

        def serve(self) -> None:
            """Nothing."""

    monkeypatch.setattr("granian.Granian", Server)
    serve._run("127.0.0.1", 8861, 1)
    assert asked["log_access"] is False


@given(st.text(max_size=60))
def test_what_is_sealed_opens_to_the_letter(text: str) -> None:
    sealed = seals.seal(text, "en prøve")
    assert re.fullmatch(seals.SHAPE, sealed) and not forsegling.ligner_nummer(sealed)
    assert seals.opened(sealed, "en prøve") == text
    assert seals.opened(sealed, "en anden") is None


@given(st.from_regex(r"[0-9]{6}[ .\-/]{0,2}[0-9]{4}", fullmatch=True), st.text("abc ,:", max_size=5))
def test_a_number_is_seen_however_it_is_spaced(number: str, beside: str) -> None:
    assert forsegling.ligner_nummer(f"{beside}x{number}x{beside}")


BY_NUMBER: dict[str, tuple[str, str, dict[str, str]]] = {
    "hent_debitor": ("POST", "debitor/v1/opslag", {"cpr": PERSON}),
    "saet_renoweb_kunde": ("PUT", "debitor/v1/renoweb", {"kundenr": PERSON, "renoweb_kundeid": "RW7"}),
    "hent_arbejdssoegende": ("POST", "ledighed/v1/opslag", {"cpr": PERSON}),
    "hent_sbsys_person": ("POST", "sbsys/v1/opslag", {"pnr": PERSON}),
}
"""Operations that take a person's number in the address, as their agreements say, and the one that takes it in the body."""


def test_every_service_that_takes_a_number_in_its_address_also_takes_it_in_the_body() -> None:
    found = set()
    for methods in api.get_openapi_schema()["paths"].values():
        for operation in methods.values():
            names = {one["name"] for one in operation["parameters"] if one["in"] in ("path", "query")}
            if names & {"cpr", "pnr", "kundenr", "nummer_cpr", "personnummer"}:
                found.add(operation["operationId"])
    assert found == set(BY_NUMBER)
    debitor(PERSON, navn="Prøve Person Et", personnummer=PERSON)
    Person.objects.create(personnummer=PERSON, status="05")
    ledighedskort.opret("0956", PERSON, "anna")
    who = system("inka.renoweb-debitor:laes", "inka.renoweb-debitor:skriv", "led.itreg:laes", "folk.sbsys:laes")
    in_address = {
        "hent_debitor": ("GET", f"debitor/v1?cpr={PERSON}", None),
        "saet_renoweb_kunde": ("PUT", f"debitor/v1/{PERSON}/renoweb", {"renoweb_kundeid": "RW7"}),
        "hent_arbejdssoegende": ("GET", f"ledighed/v1/personer/{PERSON}", None),
        "hent_sbsys_person": ("GET", f"sbsys/v1/personer/{PERSON}", None),
    }
    for name, (method, path, body) in BY_NUMBER.items():
        assert PERSON not in path
        assert answered(who, method, path, body) == answered(who, *in_address[name]), name


def answered(who: System, method: str, path: str, body: dict[str, str] | None) -> bytes:
    response = who.call(method, path, body)
    assert response.status_code == 200, path
    return re.sub(rb'"aendret_nu":\w+', b"", getattr(response, "content", b""))
