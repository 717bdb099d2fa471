"""GAR's roads against CPR's road register."""

from __future__ import annotations

import pytest
from tests.folk.gar.verden import anvend, fil, register

from snitflade.folk.gar.veje import groenlandske, kontroller
from snitflade.formats import vejregister
from snitflade.formats.document import Document
from snitflade.formats.problems import Problems


def vej(komkod: str, vejkod: str, name: str) -> str:
    """A road, every field at its printed position (gar.md 6)."""
    return f"001{komkod}{vejkod}{'202601010000'}{'0' * 16}{'0' * 12}{'Kort':<20}{name:<40}"


def document(*lines: str) -> Document:
    problems = Problems()
    text = "\r\n".join(["00001234520260115", *lines, f"999{len(lines):08}", ""])
    found = vejregister.FORMAT.read(text.encode("latin-1"), problems)
    assert not problems, problems.sorted()
    return found


def test_only_greenland_is_read() -> None:
    roads = document(vej("0956", "0082", "Prøvevej"), vej("0101", "0082", "Anden vej"), vej("0961", "4030", ""))
    assert groenlandske(roads) == {("956", "0082"): "Prøvevej", ("961", "4030"): "Kort"}


@pytest.mark.django_db
def test_roads_that_only_one_of_them_has_are_told() -> None:
    anvend(fil(register()))
    roads = document(vej("0956", "0082", "Prøvevej"), vej("0956", "0099", "Ny vej"), vej("0956", "9984", "Administrativ"))
    assert [problem.message for problem in kontroller(roads)] == [
        "Kommune 956, vej 0700 (Bygdevej) er i GAR, men ikke i CPR's vejregister.",
        "Kommune 956, vej 0099 (Ny vej) er i CPR's vejregister, men ikke i GAR.",
    ]


PRINTED = {
    "000": (17, [("opgavenr", 4, 6), ("proddto", 10, 8)]),
    "001": (
        111,
        [
            *(("komkod", 4, 4), ("vejkod", 8, 4), ("timestamp", 12, 12), ("tilkomkod", 24, 4), ("tilvejkod", 28, 4)),
            *(("frakomkod", 32, 4), ("fravejkod", 36, 4), ("haenstart", 40, 12), ("vejadrnvn", 52, 20), ("vejnvn", 72, 40)),
        ],
    ),
    "003": (
        66,
        [
            *(("komkod", 4, 4), ("vejkod", 8, 4), ("husnrfra", 12, 4), ("husnrtil", 16, 4), ("ligeulige", 20, 1)),
            *(("timestamp", 21, 12), ("bynvn", 33, 34)),
        ],
    ),
    "004": (
        56,
        [
            *(("komkod", 4, 4), ("vejkod", 8, 4), ("husnrfra", 12, 4), ("husnrtil", 16, 4), ("ligeulige", 20, 1)),
            *(("timestamp", 21, 12), ("postnr", 33, 4), ("postdisttxt", 37, 20)),
        ],
    ),
    "005": (
        77,
        [
            *(("komkod", 4, 4), ("vejkod", 8, 4), ("notatnr", 12, 2), ("notatlinie", 14, 40)),
            *(("timestamp", 54, 12), ("haenstart", 66, 12)),
        ],
    ),
    "999": (11, [("taeller", 4, 8)]),
}
"""gar.md 6 as it is printed: width, then field, start, length."""


@pytest.mark.parametrize("key", PRINTED)
def test_a_record_of_the_road_register_is_what_is_printed(key: str) -> None:
    record = vejregister.FORMAT.record(key)
    fields = [(field.name, record.places[field.name], field.kind.width) for field in record.fields if field.name != "recordtype"]
    assert (record.width, fields) == PRINTED[key]


def test_every_record_that_is_read_is_printed() -> None:
    assert set(vejregister.FORMAT.types) == set(PRINTED)
