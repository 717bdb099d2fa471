"""No page without an address and no link that leads nowhere, whether there are rows or not."""

from __future__ import annotations

import html
import pkgutil
import re
from collections import Counter
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import resolve
from tests.soc.boernetilskud.verden import ENEBARN
from tests.web.conftest import Ind
from tests.web.fuldt import fyld

from snitflade import web
from snitflade.exchange import catalogue
from snitflade.folk.models import Person
from snitflade.web import regler, views
from snitflade.web.nav import PUNKTER, adresse

ALT = tuple(f"*:{rolle}" for rolle in ("laes", "koer", "godkend", "administrer"))
AF_HVER = 1
"""Pages that are opened of each kind."""
FILER = {
    *("register_eksport", "register_stamdata_hent", "log_hent", "udveksling_hent", "register_overfoersel_pakke"),
    *("register_boligsikring_breve", "register_loenudtraek_fil", "register_pensionsoverlevering_hent"),
}
"""What answers a press with a file: the page stays, and the button must work once more."""
ALDRIG = ("/logud", "/static/", "/api/", "/sprog")


def test_every_view_with_a_rule_has_an_address() -> None:
    there = {one.view for one in regler.tabel()}
    lost = []
    for found in pkgutil.iter_modules(views.__path__):
        module = import_module(f"{views.__name__}.{found.name}")
        for name, value in vars(module).items():
            if getattr(value, "__module__", "") == module.__name__ and isinstance(getattr(value, "regel", None), regler.Regel):
                lost += [] if value in there else [f"{module.__name__}.{name}"]
    assert lost == []


def test_what_gives_a_file_can_be_pressed_again() -> None:
    once = [
        (path.name, name)
        for path in (Path(web.__file__).parent / "templates").rglob("*.html")
        for form, name in re.findall(r"(<form\b[^>]*?\{% url '(\w+)'[^>]*>)", path.read_text(encoding="utf-8"))
        if name in FILER and "data-igen" not in form
    ]
    assert once == []


def slags(path: str) -> str:
    """What kind of page an address is: each register is one by itself."""
    match = resolve(path)
    return f"{match.view_name} {match.kwargs.get('navn', '')}"


def aaben(client: Client, first: list[str]) -> tuple[list[str], Counter[str]]:
    """Open pages, and what they link to; gives what is wrong and how many of each kind were opened."""
    waiting, seen, opened, wrong = list(first), set(first), Counter[str](), []
    while waiting:
        address = waiting.pop(0)
        path = address.partition("?")[0]
        kind = slags(path)
        if opened[kind] >= AF_HVER and address not in first:
            continue
        opened[kind] += 1
        answer: Any = client.get(address)
        if answer.status_code in (301, 302):
            found = [answer["Location"]]
        elif answer.status_code != 200:
            wrong.append(f"{address}: {answer.status_code}")
            continue
        elif not answer["Content-Type"].startswith("text/html"):
            b"".join(answer)  # a file is read to its end
            answer.close()
            continue
        else:
            page = answer.content.decode()
            found = [html.unescape(link) for link in re.findall(r'<a [^>]*?href="([^"#]+)', page)]
            found = [path + link if link.startswith("?") else link for link in found]
            wrong += former(address, page)
            wrong += [] if all(f'href="{entry}"' in menu(page) for entry in first[: len(PUNKTER)]) else [f"{address}: no menu"]
        for link in found:
            if link not in seen and link.startswith("/") and not link.startswith(ALDRIG):
                seen.add(link)
                waiting.append(link)
    return wrong, opened


def menu(page: str) -> str:
    """The main menu of a page: what a view calls its own must not take its place."""
    return page.partition('id="menu-liste"')[2].partition("</nav>")[0]


def former(address: str, page: str) -> list[str]:
    """What is wrong with the forms of a page: where they lead, and whether one that gives a file can be pressed again."""
    wrong = []
    for form in re.findall(r'<form\b[^>]*method="post"[^>]*>', page):
        where = re.search(r'action="([^"?]+)', form)
        name = resolve(html.unescape(where[1])).view_name if where else ""
        if name in FILER and "data-igen" not in form:
            wrong.append(f"{address}: {name} gives a file and can be pressed once only")
    return wrong


@pytest.mark.django_db
@pytest.mark.parametrize("fuldt", [False, True], ids=["empty", "full"])
def test_every_entry_opens_and_what_it_links_to(ind: Ind, tmp_path: Path, fuldt: bool) -> None:
    if fuldt:
        fyld(tmp_path)
    client = ind(*ALT)
    entries = [adresse(one.navn) for one in PUNKTER]
    wrong, opened = aaben(client, [*entries, *(f"/snitflader/{one.id}" for one in catalogue.declared())])
    assert wrong == []
    kinds = {name.strip() for name in opened}
    assert {"register_loenudtraek", "register_ledighed_ny", "register_sociale", "register_pension", "indstilling_loenret"} <= kinds
    if fuldt:
        assert kinds >= KORT, KORT - kinds


KORT = {
    *("register_boligansoegning", "register_boligadvis", "register_boernetilskudsbarn", "register_socialkort"),
    *("register_sociallinje", "register_socialart", "register_pensionist", "register_pensionsoverlevering"),
    *("register_handicapkort", "register_ledighedskort", "register_loenkoersel", "register_vejeparti", "register_overfoersel"),
}
"""The cards that rows lead to."""


@pytest.mark.django_db
def test_the_address_of_a_button_says_where_its_page_is(ind: Ind, tmp_path: Path) -> None:
    client = ind(*ALT)
    for address, page in (
        ("/registre/vejepartier/5/opkraev", "/registre/vejepartier/5"),
        ("/registre/vejepartier/5/vejninger/7/udelad", "/registre/vejepartier/5"),
        ("/registre/pension/opret", "/registre"),
        ("/registre/sociale/dan", "/registre/sociale"),
        ("/snitflader/soc.boernetilskud-bank/koer", "/snitflader/soc.boernetilskud-bank"),
        ("/logud", "/"),
    ):
        answer = client.get(address)
        assert (answer.status_code, answer["Allow"]) == (405, "POST")
        assert f'<a class="button button-primary" href="{page}">' in answer.content.decode(), address


@pytest.mark.django_db
def test_links_of_a_page_that_refused_something_lead_to_the_page(ind: Ind, tmp_path: Path) -> None:
    fyld(tmp_path)
    client = ind(*ALT)
    for address, given in (
        ("/registre/vejepartier/2/opkraev", {}),
        ("/registre/loenkoersler/1/tilbage", {}),
        (f"/registre/boernetilskud/barn/{Person.objects.get(personnummer=ENEBARN).pk}/kort", {}),
        ("/registre/pension/opret", {"kommune": "0957", "maaned": "202601"}),
    ):
        answer = client.post(address, given)
        assert answer.status_code == 422, address
        page = answer.content.decode()
        links = [html.unescape(link) for link in re.findall(r'(?:<a [^>]*href|<form [^>]*method="get" action)="([^"]*)', page)]
        assert not [link for link in links if link.startswith("?") or link == ""], address
        assert f'name="next" value="{answer.context["her"]}"' in page
        for link in {link for link in links if link.startswith(answer.context["her"])}:
            opened: Any = client.get(link)
            assert opened.status_code == 200, link
            b"".join(opened)  # a file is read to its end
            opened.close()
