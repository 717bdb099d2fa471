"""What must hold whatever households there are: sums of grants, files and ledger; months calculated again; rates in halves."""

from __future__ import annotations

import datetime as dt
import random
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.soc.boligsikring.verden import (
    ARTEN,
    KOMMUNE,
    MAJ,
    annuller,
    ansoeg,
    i_orden,
    indhold,
    koer,
    opsaet,
    saet,
    saldo,
    send,
    udveksling,
    ur,
)

from snitflade.exchange.models import Exchange
from snitflade.skat.models_aktuel import AktuelIndkomst
from snitflade.soc.boligsikring import advis, proeve
from snitflade.soc.boligsikring.afgoer import afgoer_maaned, bevilget
from snitflade.soc.maaned import Maaned
from snitflade.soc.models import Advis, Ansoegning, Bevilling, Boligsats, Huslejelinje, Medlem, Overfoersel

pytestmark = pytest.mark.django_db
FAA = settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture(autouse=True)
def verden(db: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, request: Any) -> None:
    """It is 10 April 2025, and Prisme pays."""
    request.getfixturevalue("settings").HOME = tmp_path
    ur(monkeypatch)
    opsaet()


def cpr(number: int) -> str:
    """A replacement number of somebody born in the sixties."""
    return f"{61 + number % 28:02}{1 + number % 12:02}60{4000 + number:04}"


hjem = st.tuples(
    st.integers(100_000, 900_000), st.integers(0, 30_000_000), st.sampled_from(["INI", "ISERIT", "KOMEGEN"]), st.integers(0, 3)
)
hjemmene = st.lists(hjem, min_size=1, max_size=8)


def byg(homes: list[tuple[int, int, str, int]]) -> list[Ansoegning]:
    """These households."""
    made = []
    for number, (rent, income, landlord, children) in enumerate(homes):
        kids = tuple(f"6105154{number:02}{child}" for child in range(children))
        made.append(ansoeg(cpr(number), rent, income, udlejer=landlord, nummer=f"L-{number}", boern=kids, lejlighed=f"{number:04}"))
    return made


def kroner(text: str) -> int:
    """Øre of an amount in a landlord's file."""
    return int(text.replace(",", ""))


@FAA
@given(hjemmene, st.data())
def test_granted_is_written_is_booked_to_the_oere(homes: list[tuple[int, int, str, int]], data: st.DataObject) -> None:
    """An ordinary run, then some rents change, then a pick-up; then a month calculated again gives no difference."""
    with transaction.atomic():
        made = byg(homes)
        expected = sum(one.beloeb for one in afgoer_maaned(KOMMUNE, MAJ).afgoerelser)
        exchange, _ = koer("O")
        assert sum(bevilget(MAJ).values()) == expected == saldo(ARTEN)
        if exchange is not None:
            _filer_passer(exchange)
            send(exchange)
        assert koer("S")[0] is None
        assert proeve.efterberegn(KOMMUNE, MAJ, MAJ, "anna") == 0
        for one in made:
            rent = data.draw(st.one_of(st.none(), st.integers(100_000, 900_000)))
            if rent is not None:
                Huslejelinje.objects.update_or_create(ansoegning=one, fra=MAJ.foerste, defaults={"beloeb": rent, "kilde": "Prøve"})
        again, _ = koer("S")
        if again is not None:
            _filer_passer(again)
        assert sum(bevilget(MAJ).values()) == saldo(ARTEN)
        left = {one.grundlag.sag.id: one.beloeb for one in afgoer_maaned(KOMMUNE, MAJ).afgoerelser}
        over = sum(max(amount - left[number], 0) for number, amount in bevilget(MAJ).items())
        assert sum(left.values()) == saldo(ARTEN) - over, "only what a landlord would have to pay back is missing"
        assert i_orden()
        transaction.set_rollback(True)


def _filer_passer(exchange: Exchange) -> None:
    """Σ of each landlord's file = its transfer = Σ of its lines."""
    given_ = dict(Overfoersel.objects.filter(exchange=exchange).values_list("udlejer__kode", "beloeb"))
    for name, data in indhold(exchange).items():
        if name.startswith("BOLIGSIKRING_"):
            code = name.split("_")[1]
            *lines, total = [line.split(";") for line in data.decode("cp1252").split("\r\n")[1:-1]]
            assert kroner(total[2]) == sum(kroner(line[9]) for line in lines) == given_.pop(code)
            assert int(total[1]) == len(lines)
    assert not given_


@FAA
@given(hjemmene)
def test_taken_back_and_made_again_is_the_same(homes: list[tuple[int, int, str, int]]) -> None:
    with transaction.atomic():
        byg(homes)
        first, _ = koer("O")
        if first is not None:
            before = bevilget(MAJ)
            annuller(first)
            assert bevilget(MAJ) == {} and saldo(ARTEN) == 0
            second = udveksling("O")
            assert bevilget(MAJ) == before
            assert [
                data.split(b"\r\n")[1].split(b";")[:10] for name, data in indhold(first).items() if name.startswith("BOLIG")
            ] == [data.split(b"\r\n")[1].split(b";")[:10] for name, data in indhold(second).items() if name.startswith("BOLIG")]
        transaction.set_rollback(True)


@FAA
@given(hjemmene, st.integers(1, 12))
def test_two_rates_in_halves_are_a_dated_change(homes: list[tuple[int, int, str, int]], month: int) -> None:
    """A row that begins on 1 July changes the months from July on, and no month before; the same row again changes nothing."""
    with transaction.atomic():
        byg(homes)
        maaned = Maaned(2025, month)
        old = {one.grundlag.sag.id: one.beloeb for one in afgoer_maaned(KOMMUNE, maaned).afgoerelser}
        first = Boligsats.objects.get()
        values = {f.name: getattr(first, f.name) for f in Boligsats._meta.fields if f.name not in ("id", "gyldig_fra")}
        same = Boligsats.objects.create(**{**values, "gyldig_fra": dt.date(2025, 7, 1)})
        now = {one.grundlag.sag.id: one.beloeb for one in afgoer_maaned(KOMMUNE, maaned).afgoerelser}
        assert now == old
        Boligsats.objects.filter(pk=same.pk).update(uden_minimum=first.uden_minimum + 1_000, med_minimum=first.med_minimum + 1_000)
        dearer = {one.grundlag.sag.id: one.beloeb for one in afgoer_maaned(KOMMUNE, maaned).afgoerelser}
        assert dearer == old if month < 7 else all(dearer[number] <= old[number] for number in old)
        Boligsats.objects.filter(pk=first.pk).update(uden_minimum=first.uden_minimum + 1_000, med_minimum=first.med_minimum + 1_000)
        everywhere = {one.grundlag.sag.id: one.beloeb for one in afgoer_maaned(KOMMUNE, maaned).afgoerelser}
        if month >= 7:
            assert everywhere == dearer, "a year at two equal rates is a year at one"
        transaction.set_rollback(True)


def test_a_year_of_months_corrections_and_take_backs_comes_out() -> None:
    """Σ granted = Σ booked, and in the end each month has what is right."""
    chance = random.Random(571)  # noqa: S311
    made = byg(
        [(chance.randrange(200_000, 800_000), chance.randrange(0, 25_000_000), "INI", chance.randrange(3)) for _ in range(12)]
    )
    for number in range(1, 7):
        month = Maaned(2025, number)
        exchange, _ = koer("O", month)
        if exchange is not None and chance.random() < 0.3:
            annuller(exchange)
            exchange, _ = koer("O", month)
        if exchange is not None:
            send(exchange)
        one = chance.choice(made)
        since = Maaned(2025, chance.randrange(1, number + 1)).foerste
        Huslejelinje.objects.update_or_create(
            ansoegning=one, fra=since, defaults={"beloeb": chance.randrange(200_000, 800_000), "kilde": "Prøve"}
        )
        proeve.efterberegn(KOMMUNE, Maaned(2025, 1), month, "anna")
        for row in Advis.objects.filter(kode="BS-R01", status="aaben"):
            advis.accepter(row, "Ny husleje", "bo")
        again, _ = koer("S", month)
        if again is not None:
            send(again)
    # What a landlord would have had to pay back in a pick-up of little else goes with the next month.
    send(udveksling("O", Maaned(2025, 7)))
    granted = sum(Bevilling.objects.exclude(exchange__state="annulleret").values_list("beloeb", flat=True))
    assert granted == saldo(ARTEN) > 0
    for number in range(1, 8):
        month = Maaned(2025, number)
        right = {one.grundlag.sag.id: one.beloeb for one in afgoer_maaned(KOMMUNE, month).afgoerelser}
        assert {pk: amount for pk, amount in bevilget(month).items() if amount} == {
            pk: amount for pk, amount in right.items() if amount
        }
    assert i_orden()


class TestSatser:
    """What the law fixes is data, and what is missing is said."""

    def test_months_before_2018_are_refused_until_a_table_is_loaded(self) -> None:
        made = ansoeg(cpr(1), 450_000, 10_000_000, aar=2017, indflyttet=dt.date(2010, 1, 1))
        Huslejelinje.objects.create(ansoegning=made, fra=dt.date(2010, 1, 1), beloeb=450_000, kilde="Prøve")
        Medlem.objects.filter(ansoegning=made).update(fra=dt.date(2010, 1, 1))
        (found,) = afgoer_maaned(KOMMUNE, Maaned(2017, 12)).afgoerelser
        assert found.resultat == "FEJL" and "BS-E30" in found.aarsag

    def test_a_pensioner_s_deduction_is_of_its_time_and_unknown_from_2024(self) -> None:
        made = ansoeg(cpr(1), 450_000, 20_000_000, aar=2023)
        Medlem.objects.filter(ansoegning=made).update(pension="alder")
        (found,) = afgoer_maaned(KOMMUNE, Maaned(2023, 5)).afgoerelser
        assert found.indkomst == 20_000_000 - 1_481_700
        Ansoegning.objects.filter(pk=made.pk).update(aar=2025)
        (found,) = afgoer_maaned(KOMMUNE, MAJ).afgoerelser
        assert found.resultat == "FEJL" and "pensionsfradrag.csv" in found.aarsag

    def test_the_room_rule_and_its_dispensation(self) -> None:
        made = ansoeg(cpr(1), 450_000, 10_000_000, rum=3)
        (found,) = afgoer_maaned(KOMMUNE, MAJ).afgoerelser
        assert found.resultat == "AFSLAG" and "3 rum og husstanden 1 personer" in found.aarsag
        Ansoegning.objects.filter(pk=made.pk).update(dispensation_fra=dt.date(2025, 5, 1), dispensation_til=dt.date(2025, 5, 31))
        assert afgoer_maaned(KOMMUNE, MAJ).afgoerelser[0].resultat == "TILSAGN"
        assert afgoer_maaned(KOMMUNE, MAJ.plus(1)).afgoerelser[0].resultat == "AFSLAG"

    def test_a_child_counts_from_the_month_after_it_was_told(self) -> None:
        made = ansoeg(cpr(1), 450_000, 10_000_000, rum=1)
        Medlem.objects.create(ansoegning=made, cpr="6105154001", fra=dt.date(2025, 4, 20), meldt=dt.date(2025, 5, 12))
        counts = [afgoer_maaned(KOMMUNE, Maaned(2025, month)).afgoerelser[0].grundlag.boern for month in (4, 5, 6)]
        assert counts == [0, 0, 1]
        Medlem.objects.filter(cpr="6105154001").update(til=dt.date(2025, 7, 3), meldt_ud=dt.date(2025, 8, 20))
        counts = [afgoer_maaned(KOMMUNE, Maaned(2025, month)).afgoerelser[0].grundlag.boern for month in (7, 8, 9)]
        assert counts == [1, 1, 0]


class TestIndkomst:
    """Aktuel indkomst from Skat: its month, the standardfradrag, the steps of 10 per cent."""

    def indkomst(self, kroner: int, maaned: dt.date, nummer: str = "") -> None:
        exchange = Exchange.objects.create(
            interface="soc.boligsikring-indkomst", key=f"{maaned}{kroner}", direction="ind", state="anvendt", created_by="anna"
        )
        AktuelIndkomst.objects.create(
            cpr=nummer or cpr(1),
            seneste_maaned=maaned,
            kilde="FOSP",
            foer_fradrag=kroner * 100,
            hentet=dt.datetime(2025, 4, 1, tzinfo=dt.UTC),
            exchange=exchange,
        )

    def test_the_value_two_months_before_counts_less_the_deduction(self) -> None:
        ansoeg(cpr(1), 450_000, None)
        self.indkomst(110_000, dt.date(2025, 3, 1))
        self.indkomst(500_000, dt.date(2025, 4, 1))
        (found,) = afgoer_maaned(KOMMUNE, MAJ).afgoerelser
        assert found.resultat == "FEJL" and "skat.standardfradrag" in found.aarsag
        saet(skat__standardfradrag="10000")
        (found,) = afgoer_maaned(KOMMUNE, MAJ).afgoerelser
        assert (found.indkomst, found.beloeb) == (10_000_000, 301_500)

    def test_it_moves_only_by_ten_per_cent(self) -> None:
        saet(skat__standardfradrag="0")
        ansoeg(cpr(1), 450_000, None)
        for month, amount in ((3, 100_000), (4, 109_000), (5, 111_000)):
            self.indkomst(amount, dt.date(2025, month, 1))
        send(udveksling("O"))
        june = afgoer_maaned(KOMMUNE, MAJ.plus(1)).afgoerelser[0]
        assert (june.indkomst, june.fastholdt) == (10_000_000, True)
        send(udveksling("O", MAJ.plus(1)))
        july = afgoer_maaned(KOMMUNE, MAJ.plus(2)).afgoerelser[0]
        assert (july.indkomst, july.fastholdt) == (11_100_000, False)
        assert proeve.efterberegn(KOMMUNE, MAJ, MAJ.plus(1), "anna") == 0
