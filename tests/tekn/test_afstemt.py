"""What reconciliation keeps is what a naive computation gives, whatever happened to the rows in between."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from snitflade.exchange import reconciliation, stamp_triggers
from snitflade.exchange.models import Exchange, Kept
from snitflade.exchange.reconciliation import Trin
from snitflade.exchange.states import TAKEN_BACK, State
from snitflade.folk.models import Lokalitet
from snitflade.formats.problems import Problems
from snitflade.inka.models import Debitor, Regning
from snitflade.tekn.models import Aftale, Opkraevning, Takst, Ydelse
from snitflade.tekn.renovation import afstemning, afstemt, grupper
from snitflade.tekn.renovation.afstemning import TAGET
from snitflade.tekn.renovation.beregn import beregn, tilbagetaget
from snitflade.tekn.renovation.kvartal import Kvartal
from snitflade.tekn.renovation.vagt import SNITFLADE

FOERSTE, ANDET = Kvartal(2018, 1), Kvartal(2018, 2)
BEGGE = (FOERSTE.foerste, ANDET.sidste)
METODER = ["dage", "hele_maaneder", "hele_uger", "intet"]
dage = st.none() | st.dates(dt.date(2017, 11, 1), dt.date(2018, 8, 31))
aftale = st.tuples(st.integers(0, 1), st.integers(0, 4), dage, dage)
haendelser = st.one_of(
    st.tuples(st.just("aftale"), aftale),
    st.tuples(st.just("antal"), st.tuples(st.integers(0, 9), st.integers(0, 4))),
    st.tuples(st.just("slut"), st.tuples(st.integers(0, 9), dage)),
    st.tuples(
        st.just("takst"), st.tuples(st.integers(0, 1), st.dates(dt.date(2018, 1, 1), dt.date(2018, 8, 1)), st.integers(1, 9_999))
    ),
    st.tuples(st.just("pris"), st.integers(1, 9_999)),
    st.tuples(st.just("koersel"), st.tuples(st.sampled_from([FOERSTE, ANDET]), st.sampled_from(METODER))),
    st.tuples(st.just("regning"), st.tuples(st.sampled_from([FOERSTE, ANDET]), st.integers(0, 9), st.integers(-500, 5_000))),
    st.tuples(st.just("tilstand"), st.tuples(st.integers(0, 9), st.sampled_from(State.values))),
    st.tuples(st.just("slet"), st.integers(0, 9)),
)


class Verden:
    """Rows that are changed in every way the tables can be, by what hypothesis thinks of."""

    def __init__(self) -> None:
        self.sted = Lokalitet.objects.get(navn="Nuuk")
        self.kunde = Debitor.objects.create(kundenummer="0000000001", navn="Prøve Kunde Et")
        self.ydelser = [
            Ydelse.objects.create(navn=navn, lokalitet=self.sted, indtaegtskonto="6602507000") for navn in ("Dag", "Nat")
        ]
        Takst.objects.create(ydelse=self.ydelser[0], pris=61_000)
        self.nummer = 0

    def goer(self, hvad: str, med: Any) -> None:
        """Do one thing to the rows; what cannot be done is not."""
        event(hvad)
        getattr(self, hvad)(med)

    def aftale(self, med: tuple[int, int, dt.date | None, dt.date | None]) -> None:
        ydelse, antal, fra, til = med
        first, last = (til, fra) if fra and til and til < fra else (fra, til)
        self.nummer += 1
        Aftale.objects.create(
            debitor=self.kunde,
            lokalitet=self.sted,
            bnr=f"B-{self.nummer}",
            bnr_noegle=f"{self.nummer:04}",
            ydelse=self.ydelser[ydelse],
            antal=antal,
            fra=first,
            til=last,
        )

    def antal(self, med: tuple[int, int]) -> None:
        Aftale.objects.filter(pk=self._nr(Aftale, med[0])).update(antal=med[1])

    def slut(self, med: tuple[int, dt.date | None]) -> None:
        one = Aftale.objects.filter(pk=self._nr(Aftale, med[0])).first()
        if one and not (one.fra and med[1] and med[1] < one.fra):
            one.til = med[1]
            one.save()

    def takst(self, med: tuple[int, dt.date, int]) -> None:
        Takst.objects.update_or_create(ydelse=self.ydelser[med[0]], gyldig_fra=med[1], defaults={"pris": med[2]})

    def pris(self, med: int) -> None:
        Takst.objects.filter(gyldig_fra=None).update(pris=med)

    def koersel(self, med: tuple[Kvartal, str]) -> None:
        """Bill what `beregn` finds, as a run does."""
        kvartal, metode = med
        made = Exchange.objects.create(
            interface=SNITFLADE,
            key=f"k{Exchange.objects.count()}",
            direction="ud",
            state=State.BYGGET,
            created_by="anna",
            options={"afregning": metode},
        )
        for krav in beregn(kvartal, metode, Problems()).krav:
            self._opkraev(kvartal, krav.aftale, krav.beloeb, made)

    def regning(self, med: tuple[Kvartal, int, int]) -> None:
        """A bill that was not made here."""
        if aftale := self._nr(Aftale, med[1]):
            self._opkraev(med[0], aftale, med[2], None)

    def tilstand(self, med: tuple[int, str]) -> None:
        Exchange.objects.filter(pk=self._nr(Exchange, med[0])).update(state=med[1])

    def slet(self, med: int) -> None:
        if regning := self._nr(Regning, med):
            Opkraevning.objects.filter(regning=regning).delete()
            Regning.objects.filter(pk=regning).delete()

    def _opkraev(self, kvartal: Kvartal, aftale: int, beloeb: int, made: Exchange | None) -> None:
        self.nummer += 1
        regning = Regning.objects.create(
            nummer=self.nummer,
            debitor=self.kunde,
            modul="tekn.renovation",
            kommune="0956",
            periode=str(kvartal),
            koersel="k",
            exchange=made,
            omraadenummer="000",
            beloeb=beloeb,
            posteringsdato=kvartal.foerste,
            forfaldsdato=kvartal.foerste,
            regnskabsaar=2018,
        )
        Opkraevning.objects.create(
            aftale_id=aftale,
            regning=regning,
            kvartal=str(kvartal),
            konto="6602507000",
            antal=1,
            pris=1,
            dage=1,
            dage_i_kvartal=90,
            beloeb=beloeb,
        )

    def _nr(self, model: Any, at: int) -> int:
        """The key of one of the rows; 0, which none has, where there are none."""
        numbers = list(model.objects.order_by("pk").values_list("pk", flat=True))
        return int(numbers[at % len(numbers)]) if numbers else 0


def naivt(kvartal: Kvartal) -> tuple[list[int], int, list[tuple[int, int, int | None]]]:
    """The stages, how many agreements cost something, and every difference: added up row by row."""
    bills = [one for one in Regning.objects.select_related("exchange") if one.periode == str(kvartal)]
    counting = [one for one in bills if one.exchange is None or one.exchange.state not in TAKEN_BACK]
    runs = [one.exchange for one in counting if one.exchange is not None]
    metode = str(max(runs, key=lambda one: one.pk).options["afregning"]) if runs else "dage"
    beregning = beregn(kvartal, metode, Problems())
    billed: defaultdict[int, int] = defaultdict(int)
    for charge in Opkraevning.objects.filter(kvartal=str(kvartal)).select_related("regning__exchange"):
        made = charge.regning.exchange
        if made is None or made.state not in TAKEN_BACK:
            billed[charge.aftale_id] += charge.beloeb
    differing = [(krav.aftale, krav.beloeb, krav.foer) for krav in beregning.krav]
    cost = {aftale: billed.get(aftale, 0) + missing for aftale, missing, _ in differing}
    paid = [aftale for aftale in Aftale.objects.values_list("pk", flat=True) if cost.get(aftale, billed.get(aftale, 0))]
    stages = [
        beregning.fuldt,
        sum(one.beloeb for one in counting),
        sum(one.beloeb for one in counting if one.exchange is not None and one.exchange.sent_at is not None),
        sum(one.beloeb for one in counting if one.exchange is not None and one.exchange.state in TAGET),
    ]
    return stages, len(paid), sorted(differing, key=lambda one: (-abs(one[1]), one[0]))


def tjek() -> None:
    """The page's figures are the naive ones, asked for twice: computed, and as they were kept."""
    for _ in range(2):
        lines = afstemning.linjer(*BEGGE)
        for linje, kvartal in zip(lines, (FOERSTE, ANDET), strict=True):
            stages, paid, differing = naivt(kvartal)
            assert [linje.summer[trin].beloeb for trin in (Trin.KRAEVET, Trin.OPKRAEVET, Trin.SENDT, Trin.TAGET)] == stages
            assert linje.summer[Trin.KRAEVET].antal == paid
            rows = [one for one in afstemning.forskelle(linje, 100) if one.trin is Trin.OPKRAEVET]
            assert sum(one.beloeb for one in rows) == stages[0] - stages[1]
            if linje.summer[Trin.OPKRAEVET].antal or not linje.forskel(Trin.OPKRAEVET):
                listed = [one.beloeb for one in rows if one.emne is not None]
                assert listed == [missing for _, missing, _ in differing]
            metode = afstemning._metoder([kvartal], *_givet(kvartal))[kvartal]
            assert list(grupper.afvigelser(kvartal, metode, tilbagetaget()).stoerste) == differing[: grupper.MOST_KEPT]
    assert list(reconciliation.brud()) == []


def _givet(kvartal: Kvartal) -> tuple[Any, Any]:
    billed = afstemt.opkraevet(afstemt.stempler({kvartal: ""}))
    exchanges = Exchange.objects.in_bulk()
    return {name: afstemning._gaeldende(sums, exchanges) for name, sums in billed.items()}, exchanges


class Gemt(TestCase):
    """Fast sums against a naive computation, on random data, after each of a row of random changes."""

    @settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(aftaler=st.lists(aftale, max_size=6), forloeb=st.lists(haendelser, max_size=6))
    def test_the_same_as_adding_up_the_rows(self, aftaler: list[Any], forloeb: list[tuple[str, Any]]) -> None:
        verden = Verden()
        for one in aftaler:
            verden.aftale(one)
        tjek()
        for hvad, med in forloeb:
            verden.goer(hvad, med)
            tjek()


@pytest.fixture
def opkraevet(db: None) -> Verden:
    """Three agreements, billed for the first quarter, one of them changed afterwards."""
    verden = Verden()
    for antal in (1, 2, 3):
        verden.aftale((0, antal, None, None))
    verden.koersel((FOERSTE, "dage"))
    Exchange.objects.update(state=State.TAGET)
    verden.antal((0, 2))
    return verden


def test_the_second_time_nothing_is_computed(opkraevet: Verden) -> None:
    first = list(afstemning.forskelle(afstemning.linjer(*BEGGE)[0], 100))
    with CaptureQueriesContext(
        connection,
    ) as queries:
        again = list(afstemning.forskelle(afstemning.linjer(*BEGGE)[0], 100))
    assert first == again
    statements = " ".join(query["sql"] for query in queries)
    assert "GROUP BY" not in statements and "INSERT" not in statements
    assert len(queries) < 25


@pytest.mark.parametrize("navn", [afstemt.KRAEVET, afstemt.OPKRAEVET, afstemt.AFVIGER])
def test_verify_holds_what_is_kept_against_the_rows(opkraevet: Verden, navn: str) -> None:
    list(afstemning.forskelle(afstemning.linjer(*BEGGE)[0], 100))
    assert list(reconciliation.brud()) == []
    one = Kept.objects.get(name=navn, key=str(FOERSTE))
    assert one.value not in ([1, 1], [[None, 5, 1]], [0, 0, [], []])
    one.value = {afstemt.KRAEVET: [1, 1], afstemt.OPKRAEVET: [[None, 5, 1]], afstemt.AFVIGER: [0, 0, [], []]}[navn]
    one.save()
    (sentence,) = reconciliation.brud()
    assert "2018K1" in sentence and "ikke, hvad rækkerne siger" in sentence


def _trigger() -> str:
    found = (name for table, name, _ in stamp_triggers._triggers(connection.vendor) if table == "tekn_aftale")
    return next(name for name in found if "update" in name)


def test_what_passes_the_triggers_by_is_found(opkraevet: Verden) -> None:
    """A row changed without a trigger: the page cannot know, `verify` does."""
    list(afstemning.forskelle(afstemning.linjer(*BEGGE)[0], 100))
    quietly, loudly = {
        "postgresql": ("SET LOCAL session_replication_role = replica", "SET LOCAL session_replication_role = origin"),
        "sqlite": (f"DROP TRIGGER {_trigger()}", "SELECT 1"),
    }[connection.vendor]
    with connection.cursor() as cursor:
        cursor.execute(quietly)
        cursor.execute("UPDATE tekn_aftale SET antal = antal + 1")
        cursor.execute(loudly)
    assert any("2018K1" in sentence for sentence in reconciliation.brud())


def test_a_file_lists_more_than_is_kept(opkraevet: Verden, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(grupper, "MOST_KEPT", 1)
    opkraevet.antal((1, 4))
    linje = afstemning.linjer(*BEGGE)[0]
    page = [one for one in afstemning.forskelle(linje, 1) if one.trin is Trin.OPKRAEVET]
    whole = [one for one in afstemning.forskelle(linje, 100) if one.trin is Trin.OPKRAEVET]
    assert len([one for one in page if one.emne]) == 1 and len([one for one in whole if one.emne]) == 2
    assert sum(one.beloeb for one in page) == sum(one.beloeb for one in whole)


def _forskelle() -> list[int]:
    """Of the differences that name an agreement: what cannot be explained would have the same sum."""
    found = afstemning.forskelle(afstemning.linjer(*BEGGE)[0], 100)
    return [one.beloeb for one in found if one.trin is Trin.OPKRAEVET and one.emne is not None]


def test_what_a_run_billed_that_is_taken_back_is_missing_again(opkraevet: Verden) -> None:
    (before,) = _forskelle()
    opkraevet.koersel((FOERSTE, "dage"))
    assert _forskelle() == []
    Exchange.objects.filter(pk=max(Exchange.objects.values_list("pk", flat=True))).update(state=State.ANNULLERET)
    assert _forskelle() == [before] != [0]


def test_an_agreement_that_was_billed_and_left_the_quarter_is_billed_too_much(opkraevet: Verden) -> None:
    one = Aftale.objects.order_by("pk")[1]
    billed = sum(Opkraevning.objects.filter(aftale=one).values_list("beloeb", flat=True))
    Aftale.objects.filter(pk=one.pk).update(fra=dt.date(2019, 1, 1))
    assert -billed in _forskelle() and billed > 0
