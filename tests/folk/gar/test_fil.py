"""Packings and answers: both forms of the service, saved answers, and everything that can be wrong with them."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable, Mapping
from typing import Any

import pytest
from tests.folk.gar.verden import DAG, IDER, Raa, anvend, esri, fil, geojson, raa, register, sider, sige, uge

from snitflade.exchange import catalogue
from snitflade.exchange.states import State
from snitflade.folk.gar.fil import Hoved, Side, pak
from snitflade.folk.gar.lag import NUMRE
from snitflade.folk.gar.svar import SvarFejl, felter, laes
from snitflade.folk.gar.tabeller import GarAdresse, GarHentning, GarVej

pytestmark = pytest.mark.django_db


def ider() -> set[str]:
    return set(GarAdresse.objects.filter(gaelder_til=None).exclude(adresse_id="").values_list("adresse_id", flat=True))


def zipped(files: Mapping[str, bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as opened:
        for name, data in files.items():
            opened.writestr(name, data)
    return target.getvalue()


def respelled(feature: Raa) -> Raa:
    """The same with other capitals, a bare GUID, numbers with decimals and an attribute nobody knows."""
    changed = {name.swapcase(): value for name, value in feature.items()}
    if "gLOBALid" in changed:
        changed["gLOBALid"] = changed["gLOBALid"].strip("{}").lower()
    return {**changed, "uKENDT": 1.5}


@pytest.mark.parametrize(
    "answer",
    [
        geojson,
        esri,
        lambda features: esri(map(respelled, features)),
        lambda features: json.dumps(json.loads(geojson(features)), indent=2, ensure_ascii=False).encode(),
        lambda features: b"\xef\xbb\xbf" + geojson(features),
        lambda features: geojson(features, crs={"type": "name"}, properties={"exceededTransferLimit": False}),
    ],
)
def test_every_form_of_an_answer_says_the_same(answer: Callable[[list[Raa]], bytes]) -> None:
    pages = [Side(name, 0, answer(features)) for name, features in register().items()]
    exchange = anvend(pak(Hoved(DAG, True, None, "x"), pages))
    assert (exchange.state, sige(exchange).strip(), ider()) == (State.ANVENDT, "", IDER)


def test_a_whole_number_with_decimals_is_that_number() -> None:
    (raa,) = laes(b'{"features": [{"attributes": {"Kommunekode": 956.0, "Areal": 12.50, "Tom": NaN}}]}').objekter
    assert raa == {"Kommunekode": 956, "Areal": "12.50", "Tom": None}


def test_empty_text_and_null_are_the_same() -> None:
    assert felter({"HusNummer": " ", "EditDate": 1}) == felter({"HUSNUMMER": None, "Editor": "x"}) == {"husnummer": None}


@pytest.mark.parametrize(
    ("data", "said", "code"),
    [
        (b'{"error": {"code": 498, "message": "Invalid Token"}}', "498: Invalid Token", 498),
        (b'{"error": "nej"}', "melder fejl", 0),
        (b"<html>", "ikke JSON fra linje 1, tegn 1", 0),
        (b"\xff\xfe{", "ikke tekst i UTF-8", 0),
        (b"[]", "ikke et JSON-objekt", 0),
        (b"{}", "ingen «features»", 0),
        (b'{"features": [{"attributes": {}}, {"geometry": null}]}', "objekt 2 har hverken", 0),
        (b'{"features": [{"attributes": {"a": "\\u0000"}}]}', "NUL-tegn", 0),
        (b'{"features": [{"attributes": {"a": "\\ud800"}}]}', "kun halvt", 0),
        (b'{"features": ' + b"[" * 100_000, "for dybt", 0),
        (b'{"features": [{"attributes": {"a": 1' + b"0" * 5000 + b"}}]}", "for langt", 0),
    ],
)
def test_an_answer_that_cannot_be_used_is_told(data: bytes, said: str, code: int) -> None:
    with pytest.raises(SvarFejl, match=said) as told:
        laes(data)
    assert told.value.code == code


def test_a_character_outside_the_first_plane_is_text() -> None:
    (raa,) = laes(b'{"features": [{"attributes": {"a": "\\ud83c\\udfe0 \\\\u0041"}}]}').objekter
    assert raa == {"a": "\U0001f3e0 \\u0041"}


def lines() -> list[bytes]:
    return fil(register(), hoejst=1).splitlines()


def without(place: int) -> bytes:
    kept = lines()
    del kept[place]
    return b"\n".join(kept) + b"\n"


def fewer_pages() -> bytes:
    """A page is gone and the last line agrees with it."""
    kept = lines()
    del kept[-3]
    return b"\n".join([*kept[:-1], json.dumps({"slut": len(kept) - 2}).encode()])


def more_announced() -> bytes:
    pages = [*sider(register())[:-1], Side("enhedsadresse", 0, geojson(register()["enhedsadresse"], exceededTransferLimit=True))]
    return pak(Hoved(DAG, True, None, "x"), pages)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (without(-1), "den er ikke hel"),
        (without(3), "den er ikke hel"),
        (b"\n".join(lines()[:5])[:-20], "den er ikke hel"),
        (fewer_pages(), "Laget enhedsadresse er ikke helt: efter 1 objekter mangler"),
        (more_announced(), "Laget enhedsadresse er ikke helt: efter 3 objekter"),
        (b'{"gar": 1, "fuld": true}\n{"slut": 0}\n', "om og hvornår alt er hentet"),
        (b'{"gar": 2, "fuld": true}\n{"slut": 0}\n', "ingen første linje"),
        (b'{"gar": 1, "fuld": true, "hentet": "2026-11-02T07:00:00"}\n{"slut": 0}\n', "uden zone"),
        (b'{"gar": 1, "fuld": false}\n{"lag": "hus", "fra": 0, "svar": {}}\n{"slut": 1}\n', "linjen er ingen side"),
        (b'{"gar": 1, "fuld": false}\n{"lag": "vej", "fra": 0, "svar": {}}\n{"slut": 1}\n', "ingen «features»"),
        (b"000 ikke det her\r\n", "hvilket lag svaret hører til"),
        (b"PK\x03\x04 ikke en zip", "kan ikke pakkes ud, den er beskadiget"),
        (zipped({"ukendt.json": b"{}"}), "hvilket lag svaret hører til"),
        (zipped({"vej.json": b"{}"}), "ingen «features»"),
        (zipped({"hentning.json": b"{}"}), "hentning.json"),
    ],
)
def test_a_file_that_cannot_be_used_changes_nothing(data: bytes, said: str) -> None:
    exchange = anvend(data, "fil.dat")
    assert exchange.state == State.AFVIST
    assert said in sige(exchange)
    assert not GarVej.objects.exists()


def test_every_fault_of_a_file_is_told() -> None:
    pages = [Side(name, 0, b'{"error": {"code": 500}}') for name in register()]
    exchange = anvend(pak(Hoved(DAG, True, None, "x"), pages))
    assert exchange.problems.filter(code="GAR_SVAR").count() == 7


def test_features_without_a_key_are_told_and_left_out() -> None:
    lagene = register()
    lagene["vej"] += [{"OBJECTID": 99, "Vejkode": "0001"}, {"OBJECTID": 98, "GlobalID": "", "Vejkode": "0002"}]
    exchange = anvend(fil(lagene))
    assert (exchange.state, GarVej.objects.count()) == (State.ANVENDT, 2)
    assert "2 objekter i vej har ingen GlobalID og kan ikke bruges, det første OBJECTID 99" in sige(exchange)


@pytest.mark.parametrize("edited", ["i går", True, [], 10**30, "1e5"])
def test_a_moment_that_cannot_be_read_is_told(edited: Any) -> None:
    lagene = register()
    lagene["vej"][0]["EditDate"] = edited
    exchange = anvend(fil(lagene))
    assert (exchange.state, ider()) == (State.ANVENDT, IDER)
    assert "1 objekter i vej har et tidspunkt, der ikke kan læses" in sige(exchange)
    assert GarVej.objects.filter(redigeret=None).count() == 1


@pytest.mark.parametrize("numbered", [True, False])
def test_saved_answers_in_a_zip(numbered: bool) -> None:
    names = {name: f"svar/lag-{NUMRE[name]}-side-1.json" if numbered else f"{name}-1.json" for name in register()}
    files = {names[name]: geojson(features) for name, features in register().items()}
    about = json.dumps(Hoved(DAG, True, None, "gemt").som_json()).encode()
    exchange = anvend(zipped({**files, "hentning.json": about}), "gar.zip")
    assert (exchange.state, ider()) == (State.ANVENDT, IDER)
    assert GarHentning.objects.get().hentet == DAG


def test_saved_answers_without_a_moment_are_changes_of_the_moment_they_came() -> None:
    anvend(fil(register()))
    exchange = anvend(esri([]), "slettet-vej.json")
    hentning = GarHentning.objects.get(exchange=exchange)
    assert (exchange.state, hentning.fuld, hentning.hentet) == (State.ANVENDT, False, exchange.created_at)


def test_a_saved_answer_in_several_pages_of_a_zip() -> None:
    features = register()["vej"]
    exchange = anvend(zipped({f"vej-{number}.json": geojson([one]) for number, one in enumerate(features, start=1)}), "veje.zip")
    assert (exchange.state, GarVej.objects.count()) == (State.ANVENDT, 2)


def test_files_wait_in_the_order_they_were_fetched() -> None:
    order = catalogue.find("folk.gar").order
    assert order is not None
    assert order(fil(register()), "x") < order(fil(register(), uge(1)), "x")
    assert order(b"PK\x03\x04", "x") == order(b"[" * 100_000, "x") == ""


def test_only_the_first_line_is_read_for_the_order() -> None:
    order = catalogue.find("folk.gar").order
    assert order is not None
    assert order(fil(register())[:200], "x") == order(fil(register()), "x") == "20261102T070000000000"


@pytest.mark.parametrize("order", [1, -1])
def test_of_a_feature_that_comes_twice_the_one_edited_last_counts(order: int) -> None:
    twice = [raa(21, uge(-9), Vejkode="0082", Vejnavn="Før"), raa(21, uge(-8), Vejkode="0082", Vejnavn="Efter")]
    anvend(fil({"vej": twice[::order]}, fuld=False))
    assert GarVej.objects.get().navn == "Efter"
