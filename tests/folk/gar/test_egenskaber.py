"""Rules for every register: order never matters, the same again changes nothing, normalising twice is the same as once."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.folk.gar.verden import DAG, Lagene, adgang, enhed, guid, ms, register, sider, uge

from snitflade.exchange import catalogue, inbound
from snitflade.exchange.konstanter.model import Systemkonstant
from snitflade.exchange.states import State
from snitflade.folk.gar import normal
from snitflade.folk.gar.fil import Hoved, pak
from snitflade.folk.gar.raekke import TABELLER
from snitflade.folk.gar.tabeller import GarAdresse

TEKST = st.text(st.sampled_from("0123456789 abABØø-/_."), max_size=7) | st.integers(0, 99_999) | st.none()
SMALL = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@given(TEKST)
def test_normalising_twice_is_normalising_once(value: Any) -> None:
    for form in (normal.kommunekode, normal.vejkode, normal.husnummer, normal.sidedoer, normal.postnummer, normal.taalsom):
        once = form(value)
        if once is not None:
            assert form(once) == once
    number = normal.b_nummer(value)
    if number is not None:
        assert normal.b_nummer(number[0]) == (number[0], "")
        assert len(number[0]) in (0, 4)


@given(TEKST, TEKST, TEKST, TEKST, TEKST, st.sampled_from(["", "0600", "0601"]))
def test_an_id_has_16_characters_or_none_and_the_forms_give_the_same_id(
    kommune: Any, vej: Any, husnr: Any, bnr: Any, doer: Any, lokalitet: str
) -> None:
    id = normal.adresse_id(kommune, vej, husnr, bnr, doer, lokalitet=lokalitet)
    assert len(id) in (0, 16)
    parts = normal.dele(kommune, vej, husnr, bnr, doer)
    assert id == (normal.adresse_id(*parts, lokalitet=lokalitet) if parts else "")
    if lokalitet and id:
        assert id[7] == ("H" if lokalitet == "0600" else "B")


@given(st.integers(1, 9999), st.sampled_from(["", "A", "b"]), st.integers(1, 9999))
def test_cpr_and_gar_spellings_of_one_address_have_one_id(number: int, letter: str, door: int) -> None:
    stored = normal.b_nummer(f"B-{number}{letter}")
    assert stored is not None
    own = normal.sidedoer(str(door) if not stored[1] else str(door % 1000), stored[1])
    gar = normal.af_dele("956", "0700", "", stored[0], own or "", lokalitet="0601")
    assert gar == normal.adresse_id("0956", "0700", "", stored[0], own, lokalitet="0601")


@st.composite
def _historie(draw: st.DrawFn) -> list[tuple[dt.datetime, bool, Lagene]]:
    """Fetchings of some weeks: units that are edited, deleted and left out."""
    found = []
    for week in range(draw(st.integers(2, 4))):
        full = draw(st.booleans())
        base = register()
        units, gone = [], []
        for number in range(60, 63):
            edited = uge(draw(st.integers(-3, 3)))
            if draw(st.booleans()):
                # What is edited at a moment is the same wherever it is told.
                door = str((number * 7 + int((edited - DAG).total_seconds()) // 86_400) % 900 + 1)
                units.append(enhed(number, 43, edited, Enhedsnummer=door))
            if draw(st.integers(0, 3)) == 0:
                gone.append({"GlobalID": guid(number), "DeletedDate": ms(uge(draw(st.integers(-3, 3))))})
        lagene: Lagene = {"enhedsadresse": units, "slettet-enhedsadresse": gone}
        if full:
            lagene = {**base, **lagene, "enhedsadresse": [*base["enhedsadresse"], *units]}
        found.append((uge(week), full, lagene))
    return found


def _rows() -> list[tuple[Any, ...]]:
    columns = ("kilde_id", "redigeret", "sidst_set", "foerst_set", "borte", "borte_grund")
    found = []
    for lag, tabel in TABELLER.items():
        rows = tabel.model._base_manager.order_by("kilde_id").values_list(*columns, *tabel.kolonner)
        found += [(str(lag), *row) for row in rows]
    return found


def _addresses() -> list[tuple[Any, ...]]:
    return list(
        GarAdresse.objects.filter(gaelder_til=None).order_by("adgang", "enhed").values_list("adgang", "enhed", "adresse_id")
    )


def _apply(files: list[bytes]) -> tuple[list[Any], list[Any]]:
    """What the files make in this order, in a register of its own."""
    interface = catalogue.find("folk.gar")
    with transaction.atomic():
        Systemkonstant.objects.create(nummer="gar.svind_procent", vaerdi="100")
        for number, data in enumerate(files):
            received = inbound.receive(interface, f"{number}", data, "anna")
            inbound.apply(received.exchange, interface, "anna")
            received.exchange.refresh_from_db()
            assert received.exchange.state == State.ANVENDT
        made = _rows(), _addresses()
        transaction.set_rollback(True)
    return made


@pytest.mark.django_db
@SMALL
@given(_historie(), st.data())
def test_the_order_of_files_never_matters(historie: list[tuple[dt.datetime, bool, Lagene]], data: st.DataObject) -> None:
    files = [pak(Hoved(at, full, None if full else at, "x"), sider(lagene)) for at, full, lagene in historie]
    again = data.draw(st.permutations(files + files[:1]))
    assert _apply(list(again)) == _apply(files)


@pytest.mark.django_db
@SMALL
@given(st.data())
def test_the_order_of_pages_and_features_never_matters(data: st.DataObject) -> None:
    lagene = register()
    lagene["adgangsadresse"] += [adgang(100 + number, HusNummer=str(number + 20)) for number in range(4)]
    plain = sider(lagene, hoejst=2)
    shuffled = data.draw(st.permutations(plain))
    other = {name: data.draw(st.permutations(features)) for name, features in lagene.items()}
    head = Hoved(DAG, True, None, "x")
    wanted = _apply([pak(head, plain)])
    assert _apply([pak(head, shuffled)]) == wanted
    assert _apply([pak(head, sider(other, hoejst=3))]) == wanted
