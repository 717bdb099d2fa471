"""What IPIS is given (social-teknik.md 4): the sample, nothing without a ground, small counts hidden, all of it written down."""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.soc.handicap.verden import (
    DAG,
    DRENG,
    KODER,
    KOMMUNE,
    SPOERGER,
    SYV,
    eksemplet,
    giv_grundlag,
    koder,
    laes,
    linjer,
)

from snitflade.exchange import integrity
from snitflade.soc.handicap import grundlag, ipis
from snitflade.soc.handicap.models import Handicapforanstaltning, Ipisgrundlag, Ipisudtraek, Produkt
from snitflade.soc.handicap.taelling import Celle, skjul

pytestmark = pytest.mark.django_db
HOVED = "Kommunenr;Lokalitet;Aldersgruppe;Koen;Handicaptype;Foranstaltning;Antal"


def hent(produkt: Produkt = Produkt.ANTAL, dag: dt.date = DAG) -> list[str]:
    return linjer(ipis.hent(produkt, SPOERGER, KOMMUNE, dag).data)


def test_the_sample_of_the_specification(tmp_path: Path) -> None:
    assert not eksemplet(tmp_path).problemer.errors
    giv_grundlag(Produkt.ANTAL)
    found = hent()
    assert (found[0], found[-1]) == (HOVED, "TOTAL;2")
    assert sorted(found[1:-1]) == [
        "0957;0700;0-5;M;BEV;HJAELPEMIDDEL;-1",
        "0957;0800;18-29;K;UDV;STOETTEPERSON;7",
    ]
    udtraek = ipis.hent(Produkt.ANTAL, SPOERGER, KOMMUNE, DAG)
    assert (udtraek.navn, udtraek.kort) == ("HANDICAP_0957_20261120.csv", ())


def test_persons_have_a_pseudonym_and_no_number(tmp_path: Path) -> None:
    eksemplet(tmp_path)
    giv_grundlag(Produkt.PERSON)
    found = hent(Produkt.PERSON)
    assert len(found) == 1 + 8 + 1
    text = "\n".join(found)
    assert not [cpr for cpr in (*SYV, DRENG) if cpr in text]
    key = ipis.kommunens_noegle(KOMMUNE)
    nummer = hmac.new(key, DRENG.encode(), hashlib.sha256).hexdigest()[:16]
    assert f"{nummer};;2024;M;0957;0700;BEV;;HJAELPEMIDDEL;;20260101;20261231" in found
    nummer = hmac.new(key, SYV[0].encode(), hashlib.sha256).hexdigest()[:16]
    assert f"{nummer};;2000;K;0957;0800;UDV;F70;STOETTEPERSON;12,50;20260101;" in found
    assert hent(Produkt.PERSON) == found
    assert len(ipis.hent(Produkt.PERSON, SPOERGER, KOMMUNE, DAG).kort) == 8


def test_numbers_are_given_where_the_ground_says_so(tmp_path: Path) -> None:
    eksemplet(tmp_path)
    giv_grundlag(Produkt.PERSON, cpr=True)
    assert any(f";{DRENG};2024;" in line for line in hent(Produkt.PERSON))


@pytest.mark.parametrize("produkt", Produkt)
def test_nothing_leaves_without_a_ground_of_two(tmp_path: Path, produkt: Produkt) -> None:
    eksemplet(tmp_path)
    other = Produkt.PERSON if produkt is Produkt.ANTAL else Produkt.ANTAL
    giv_grundlag(other)
    assert koder(lambda: hent(produkt)) == ["IPS_INTET_GRUNDLAG"]
    row = grundlag.foreslaa(KOMMUNE, produkt, "Sag 2026-18, aftale med IPIS", DAG, None, "anna")
    assert koder(lambda: hent(produkt)) == ["IPS_INTET_GRUNDLAG"]
    assert koder(lambda: grundlag.godkend(row.pk, "anna")) == ["IPS_SAMME"]
    for _ in range(2):
        grundlag.godkend(row.pk, "bo")
    assert hent(produkt)
    for _ in range(2):
        grundlag.ophaev(row.pk, "bo", "Aftalen er ophørt")
    assert koder(lambda: hent(produkt)) == ["IPS_INTET_GRUNDLAG"]
    assert koder(lambda: grundlag.godkend(row.pk, "carl")) == ["IPS_AFGJORT"]
    assert Ipisudtraek.objects.count() == 1
    assert list(integrity.broken()) == []


@pytest.mark.parametrize(("fra", "til"), [(1, None), (-9, -1)])
def test_a_ground_holds_on_its_days_only(tmp_path: Path, fra: int, til: int | None) -> None:
    eksemplet(tmp_path)
    day = dt.timedelta(days=1)
    giv_grundlag(Produkt.ANTAL, fra=DAG + fra * day, til=None if til is None else DAG + til * day)
    assert koder(hent) == ["IPS_INTET_GRUNDLAG"]


def test_what_cannot_be_proposed_is_told_at_once() -> None:
    assert koder(
        lambda: grundlag.foreslaa("957", Produkt.ANTAL, "kort", DAG, DAG - dt.timedelta(days=1), "anna", medtag_cpr=True)
    ) == ["HC_DAGE", "HC_TAL", "IPS_CPR_ANTAL", "IPS_HJEMMEL"]
    assert not Ipisgrundlag.objects.exists()


def test_another_municipality_and_a_day_to_come_are_refused(tmp_path: Path) -> None:
    eksemplet(tmp_path)
    giv_grundlag(Produkt.ANTAL)
    assert koder(lambda: ipis.hent(Produkt.ANTAL, SPOERGER, "0956", DAG)) == ["IPS_KOMMUNE"]
    assert koder(lambda: hent(dag=DAG + dt.timedelta(days=1))) == ["IPS_DAG"]
    assert not Ipisudtraek.objects.exists()


def test_every_code_without_ipis_own_is_named(tmp_path: Path) -> None:
    laes(tmp_path, koder=KODER.replace(";UDV\n", ";\n").replace(";HJAELPEMIDDEL", ";"))
    eksempel = KODER.replace(";UDV\n", ";\n").replace(";HJAELPEMIDDEL", ";").replace(";F70\n", ";\n")
    eksemplet(tmp_path)
    laes(tmp_path, koder=eksempel)
    giv_grundlag(Produkt.ANTAL)
    giv_grundlag(Produkt.PERSON)
    assert koder(hent) == ["IPS_KODE", "IPS_KODE"]
    assert koder(lambda: hent(Produkt.PERSON)) == ["IPS_KODE", "IPS_KODE", "IPS_KODE"]


def test_only_measures_of_the_day_count_and_each_person_once(tmp_path: Path) -> None:
    eksemplet(tmp_path)
    giv_grundlag(Produkt.ANTAL, fra=dt.date(2025, 1, 1))
    assert hent(dag=dt.date(2025, 12, 31)) == [HOVED, "TOTAL;0"]
    Handicapforanstaltning.objects.filter(kort__cpr__in=SYV[:4]).update(til=dt.date(2026, 11, 19))
    assert "0957;0800;18-29;K;UDV;STOETTEPERSON;3" in hent()
    assert "0957;0800;18-29;K;UDV;STOETTEPERSON;7" in hent(dag=dt.date(2026, 11, 19))


def test_each_download_is_written_down(tmp_path: Path) -> None:
    eksemplet(tmp_path)
    ground = giv_grundlag(Produkt.ANTAL)
    data = ipis.hent(Produkt.ANTAL, SPOERGER, KOMMUNE, DAG).data
    (row,) = Ipisudtraek.objects.all()
    assert (row.af, row.formaal, row.grundlag_id) == ("system:IPIS", "Tal til registret", ground.pk)
    assert (row.dag, row.raekker, row.personer, row.sha256) == (DAG, 2, 8, hashlib.sha256(data).hexdigest())
    assert list(integrity.broken()) == []
    Ipisudtraek.objects.update(produkt=Produkt.PERSON)
    assert any("ikke dækket af retsgrundlag" in text for text in integrity.broken())


@given(st.lists(st.tuples(st.sampled_from(["0700", "0800", "1000"]), st.integers(1, 9)), max_size=3, unique_by=lambda one: one[0]))
def test_hidden_numbers_cannot_be_reckoned_back(counts: list[tuple[str, int]]) -> None:
    """Whoever sees the file can always think of two ways in which every hidden cell may be filled."""
    cells = {Celle(place, "0-5", "M", "BEV", "HJ"): number for place, number in counts}
    given_out = {cell.lokalitet: number for cell, number in skjul(cells)}
    hidden = sorted(place for place, number in given_out.items() if place and number == -1)
    assert all(given_out[place] == number for place, number in counts if number >= 3)
    assert hidden == sorted(place for place, number in counts if number < 3)
    whole = given_out.get("")
    assert (whole is not None) == (len(hidden) > 1)
    ways: list[tuple[int, ...]] = [()]
    for _ in hidden:
        ways = [(*way, number) for way in ways for number in (1, 2)]
    if whole is not None and whole != -1:
        ways = [way for way in ways if sum(way) == whole]
    for at in range(len(hidden)):
        assert len({way[at] for way in ways}) == 2
