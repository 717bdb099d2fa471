"""Whatever an import let into a table: no page runs it, no file has it as a formula, no page breaks over it."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

import pytest
from django.core.signals import got_request_exception
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.attack import pages, tables
from tests.web.conftest import Ind, ind, site
from tests.web.folk import bruger
from tests.web.test_adgang import adresser

from snitflade.web import register
from snitflade.web.models import Roller, delsystemer
from snitflade.web.regler import Adresse

__all__ = ["ind", "site"]
pytestmark = pytest.mark.django_db

EVERYTHING = tuple(f"*:{role}" for role in Roller.values)
PURPOSE = "formaal=Kontrol"
"""A card about a person asks first what it is opened for."""
OWN = ("/konto", "/sprog", "/login")
"""What is everybody's own: one's password, language and second factor."""
WRITES = re.compile(r'(?:INSERT INTO|UPDATE|DELETE FROM) "(\w+)"')
LOGS = frozenset(
    ("folk_opslag", "exchange_auditevent", "exchange_audithead", "django_session", "web_indlogning", "web_forsoeg", "exchange_kept")
)
"""Where it is kept that somebody looked, and sums that are worked out once."""
Forms = dict[tuple[str, tuple[str, ...]], dict[str, str]]
"""What each form sends, by its address and the names in it."""
ENDS = frozenset({"logud", "login_kommune", "login_kommune_svar"})
"""Addresses that end the sign-in the walk needs, or lead away to the municipality's own."""
TEXTS = {
    "filtype": ("csv", "xlsx"),
    "tabel": ("inka.regning", "bogh.postering"),
    "art": ("aktuel", "aar"),
    "hvad": ("haendelser", "opslag"),
}
"""Examples of what stands in an address and is no number."""
UNSEEN = {"adresser", "inddrivelse-filer", "indberetninger", "loenkoersler", "renoweb-overfoersler"}
"""Registers of other interfaces' exchanges than the one there is here, or with no text that an attack has room in."""
QUESTIONS = (
    "q",
    "sorter",
    "side",
    "visning",
    "kommune",
    "aar",
    "maaned",
    "periode",
    "fra",
    "til",
    "hvem",
    "nummer",
    "udveksling",
    "status",
)
"""What a page may be asked with; each is tried with an attack."""


def registers() -> list[str]:
    return [one.id for one in register.registre(frozenset(delsystemer()))]


def examples(adresse: Adresse) -> Iterator[str]:
    """The address with something that is there in every place of it."""
    path = "/" + re.sub(r"<int:\w+>", "1", adresse.sti)
    if adresse.navn in ("register", "register_eksport"):
        yield from (path.replace("<slug:navn>", name) for name in registers())
    elif "<str:id>" in path:  # the one that the exchange, its files and its orders belong to
        yield path.replace("<str:id>", "tekn.renovation-prisme").replace("<str:format>", "g69")
    else:
        for value in next((values for name, values in TEXTS.items() if f":{name}>" in path), ("findes-ikke",)):
            yield re.sub(r"<(?:str|slug):\w+>", value, path)


class Walk:
    """A visit to many addresses, everything done on the way undone; what was wrong there, and what was written where."""

    def __init__(self, client: Client) -> None:
        self.client = client
        self.client.raise_request_exception = False
        self.wrong: list[str] = []
        self.shown: set[str] = set()
        self.changed: dict[str, set[str]] = {}

    def go(self, method: str, path: str, data: dict[str, str] | None = None) -> bytes:
        """One request; gives the page."""
        broken: list[str] = []

        def note(**_: Any) -> None:
            broken.append(repr(sys.exc_info()[1])[:300])

        got_request_exception.connect(note)
        try:
            with transaction.atomic(), CaptureQueriesContext(connection) as asked:
                response: Any = self.client.get(path, follow=True) if method == "GET" else self.client.post(path, data or {})
                self.wrong += [f"{method} {path} {data or ''}: {what} {broken}" for what in pages.wrong(response)]
                transaction.set_rollback(True)
        finally:
            got_request_exception.disconnect(note)
        if written := {match[1] for one in asked if (match := WRITES.match(one["sql"]))} - LOGS:
            self.changed[f"{method} {path}"] = written
        page: bytes = b"" if response.streaming else response.content
        if b"&lt;x" in page:
            self.shown.add(path)
        return page if response.headers.get("Content-Type", "").startswith("text/html") else b""

    def everywhere(self) -> Forms:
        """Open every address there is; gives every form that is offered, once."""
        found: Forms = {}
        for adresse in adresser():
            for path in examples(adresse) if adresse.navn not in ENDS else ():
                for action, fields, typed in pages.forms(self.go("GET", f"{path}?{PURPOSE}")):
                    if (action or path).partition("?")[0].strip("/") not in ENDS:
                        found.setdefault(
                            (action or path, tuple(sorted(fields))), {**fields, **dict.fromkeys(typed, tables.ATTACKS[0])}
                        )
        return found


@pytest.fixture
def walk(ind: Ind) -> Iterator[Walk]:
    """Somebody who may do everything, among rows that are all attacks."""
    try:
        assert tables.attacked() == []
        yield Walk(ind(*EVERYTHING))
    finally:
        tables.with_checks()


def test_no_page_and_no_file_runs_what_stands_in_the_tables(walk: Walk) -> None:
    found = walk.everywhere()
    assert {path for path in walk.changed if not path.startswith("GET /konto/tofaktor")} == set(), "looking changes nothing"
    walk.changed.clear()
    for number, name in enumerate(registers()):
        filtype = "csv" if number % 4 else "xlsx"
        walk.go("POST", f"/registre/{name}/eksport", {"filtype": filtype, "personnumre": "ja", "formaal": "Kontrol"})
    # Every form as the page gave it, with an attack in everything that is typed.
    for (action, _), fields in found.items():
        walk.go("POST", action, fields)
    assert walk.wrong == []
    hidden = {name for name in registers() if f"/registre/{name}?{PURPOSE}" not in walk.shown}
    assert hidden == UNSEEN, "every other register has the attack on its page"
    # The same forms from somebody who may look everywhere, and nothing else.
    walk.client.force_login(bruger("bo", "*:laes"))
    walk.changed.clear()
    for (action, _), fields in found.items():
        if not action.startswith(OWN):
            walk.go("POST", action, fields)
    assert walk.changed == {}
    assert walk.wrong == []


def test_no_question_is_run_by_the_database(walk: Walk) -> None:
    """In what a page may be asked with: quotes, comments, wildcards, numbers too large, and what is no number at all."""
    attacks = ("' OR 1=1 --", '"; DROP TABLE inka_debitor; --', "%_\\", "9" * 30, "\x00", "pk); --", "-pk__gt")
    for number, adresse in enumerate(adresser()):
        for path in () if adresse.navn in ENDS else list(examples(adresse))[number % 3 :: 3] or list(examples(adresse)):
            asked = {name: attacks[(number + at) % len(attacks)] for at, name in enumerate(QUESTIONS)}
            walk.go("GET", f"{path}?{urlencode(asked)}")
    assert walk.wrong == []


def test_the_character_that_no_text_has_is_refused_wherever_it_stands(ind: Ind) -> None:
    """PostgreSQL takes it in no text: a page that passed it on would break there."""
    client = ind(*EVERYTHING)
    for path in ("/registre/debitorer?q=%00", "/log?hvem=a%00b", "/snitflader/%00", "/soeg?q=%00", "/login?next=%00"):
        assert client.get(path).status_code == 400, path
    for path, typed in (("/registre/debitorer/eksport", {"q": "a\0b"}), ("/indstillinger/brugere/ny", {"brugernavn": "\0"})):
        answer = client.post(path, urlencode(typed), content_type="application/x-www-form-urlencoded")
        assert answer.status_code == 400, path
        assert "Browseren sendte noget, der ikke kan læses." in answer.content.decode()
