"""The rows of DTTOTAL as a service: one, pages, CSV, and each person in the log (sbsys.md 4, point 7)."""

from __future__ import annotations

import csv
import io
import re

import pytest
from tests.api.world import refused, system

from snitflade.api.models import Call
from snitflade.exchange.konstanter.model import Systemkonstant
from snitflade.folk.models import Opslag, Person
from snitflade.folk.sbsys import view
from snitflade.folk.sbsys.raekker import NAVNE

pytestmark = pytest.mark.django_db
NUMRE = [f"61016000{number:02}" for number in range(1, 8)]


def _personer() -> None:
    for nummer in NUMRE:
        Person.objects.create(
            personnummer=nummer, status="05", kommunekode="0956", adressebeskyttet=nummer == NUMRE[0], fornavn="Åse"
        )


def test_one_row_in_the_views_order_and_who_saw_it() -> None:
    _personer()
    found = system("folk.sbsys:laes").get(f"sbsys/v1/personer/{NUMRE[0]}")
    assert list(found) == list(NAVNE)
    assert (found["PNR"], found["KOMKOD"], found["ABMRK"], found["FORNVN"]) == (NUMRE[0], "956", "1", "ÅSE")
    (seen,) = Opslag.objects.all()
    assert (seen.via, seen.register, seen.nummer) == ("folk.sbsys", "folk.person", Person.objects.get(personnummer=NUMRE[0]).pk)


def test_who_is_not_there_is_logged_as_asked_for_in_vain() -> None:
    refused(system("folk.sbsys:laes").call("GET", "sbsys/v1/personer/6101600099"), 404, "SBSYS_UKENDT")
    assert [seen.nummer for seen in Opslag.objects.all()] == [None]


@pytest.mark.parametrize("dpr", [False, True])
def test_pages_bring_everybody_once_and_log_each(dpr: bool) -> None:
    _personer()
    if dpr:
        Systemkonstant.objects.create(nummer="folk.sbsys.dpr_types", vaerdi="J")
        view.opsaet()
    who, found, path = system("folk.sbsys:laes"), [], "sbsys/v1/personer?antal=3"
    while path:
        page = who.get(path)
        found += [str(row["PNR"]) for row in page["raekker"]]
        path = (page["naeste"] or "").removeprefix("/api/")
    assert found == NUMRE
    assert Opslag.objects.count() == len(NUMRE)
    assert [call.persons for call in Call.objects.order_by("pk")] == [3, 3, 1]


def test_a_setting_that_does_not_hold_yet_disturbs_nobody() -> None:
    _personer()
    Systemkonstant.objects.create(nummer="folk.sbsys.dpr_types", vaerdi="J")
    assert system("folk.sbsys:laes").get(f"sbsys/v1/personer/{NUMRE[0]}")["PNR"] == NUMRE[0]


def test_csv_has_the_header_of_the_specification_and_leads_on() -> None:
    _personer()
    response = system("folk.sbsys:laes").call("GET", "sbsys/v1/personer.csv?antal=4")
    assert response.status_code == 200
    rows = list(csv.reader(io.StringIO(getattr(response, "content", b"").decode()), delimiter=";"))
    assert rows[0] == list(NAVNE)
    assert [row[0] for row in rows[1:]] == NUMRE[:4]
    onward = re.fullmatch(r'</api/(sbsys/v1/personer.csv\?efter=~[^&]+&antal=4)>; rel="next"', response.headers["Link"])
    assert onward and NUMRE[3] not in onward[1]
    rest = system("folk.sbsys:laes").call("GET", onward[1])
    assert [line.split(b";")[0].decode() for line in getattr(rest, "content", b"").splitlines()[1:]] == NUMRE[4:]
    assert Opslag.objects.count() == len(NUMRE)


def test_a_page_that_cannot_be_opened_is_no_empty_one() -> None:
    _personer()
    refused(system("folk.sbsys:laes").call("GET", f"sbsys/v1/personer?efter=~{'A' * 120}"), 404, "SBSYS_SIDE")


def test_an_empty_register_is_an_empty_page() -> None:
    assert system("folk.sbsys:laes").get("sbsys/v1/personer") == {"raekker": [], "naeste": None}
