"""What is silent is told: months that were not reported in time, or have moved since; and the sums of the reconciliation."""

from __future__ import annotations

import datetime as dt

import pytest
from tests.erhv.verden import ET, FIRMA, TO, TRE, afregnet, saelger, sendt, solgt, udveksling

from snitflade.erhv import salg, vagt
from snitflade.erhv.afstemning import BRAET, INSTITUTION
from snitflade.erhv.models import Saelger
from snitflade.erhv.models_afregning import Modtagersvar
from snitflade.erhv.tilbage import tag_tilbage
from snitflade.exchange import reconciliation
from snitflade.exchange.models import Exchange, Kept
from snitflade.exchange.reconciliation import Sum, Trin
from snitflade.folk.abonnement import kilder

pytestmark = pytest.mark.usefixtures("erhv")
ROW = "erhv.braetsalg-skat"


def om(dag: str) -> list[str]:
    """What the watch says at noon of a day."""
    now = dt.datetime.fromisoformat(f"{dag}T12:00+00:00")
    return [cause.about for cause in vagt.maaneder(now)]


def test_a_month_is_late_after_the_tenth() -> None:
    solgt("F0117", 100_00, "2026-09-10")
    solgt("E0001", 100_00, "2026-08-10")
    afregnet()
    assert om("2026-10-10") == [] and om("2026-10-11") == ["brætsalg 0956 2026-09"]
    udveksling(ROW, maaned="2026-09")
    assert om("2026-10-11") == ["brætsalg 0956 2026-09"]
    (cause,) = vagt.maaneder(dt.datetime(2026, 10, 11, 12, tzinfo=dt.UTC))
    assert "2026-09 i kommune 0956 er ikke sendt til Skattestyrelsen; det skulle være sket den 10-10-2026" in cause.sentence


def test_a_month_that_has_moved_or_was_rolled_back_is_told() -> None:
    one = solgt("F0117", 100_00, "2026-10-10")
    saelger("F0300", TRE, navn="Prøve Person Tre")
    solgt("F0300", 100_00, "2026-10-10")
    afregnet()
    first = sendt(ROW, maaned="2026-10")
    assert om("2026-11-27") == []
    Modtagersvar.objects.create(exchange=first, svar="fejl", oprettet_af="bo")
    assert om("2026-11-27") == ["brætsalg ændret 0956 2026-10"]
    Modtagersvar.objects.create(exchange=first, svar="bogfoert", oprettet_af="bo")
    assert om("2026-11-27") == []
    salg.ophaev(one, "bo")
    solgt("F0117", 100_01, "2026-10-10")
    afregnet()
    assert om("2026-11-27") == ["brætsalg ændret 0956 2026-10"]


def test_what_is_kept_is_what_the_rows_say() -> None:
    solgt("F0117", 100_00, "2026-09-10")
    afregning = afregnet()
    assert om("2026-10-11") == om("2026-10-12") == ["brætsalg 0956 2026-09"] and Kept.objects.filter(name=vagt.SUMMER).count() == 1
    assert list(reconciliation.brud()) == []
    Kept.objects.filter(name=vagt.SUMMER).update(value=[["0956", "2026-09-01", 1, 1]])
    assert [text for text in reconciliation.brud() if "brætsalg" in text]
    tag_tilbage(afregning, "bo", "Forkert")
    assert om("2026-10-12") == [] and list(reconciliation.brud()) == []


def test_sellers_are_of_interest_to_the_register_of_persons() -> None:
    Saelger.objects.filter(nummer="F0209").update(ophoert=dt.date(2025, 12, 31))
    found = dict(kilder.kilder()["erhv.fangere"](dt.date(2026, 11, 27)))
    assert set(found) == {ET, TO} and FIRMA not in found
    assert set(dict(kilder.kilder()["erhv.fangere"](dt.date(2027, 1, 1)))) == {ET}


def test_the_sums_of_a_month() -> None:
    solgt("F0117", 100_50, "2026-10-10")
    solgt("E0001", 40_00, "2026-10-10")
    afregnet()
    solgt("F0117", 7_00, "2026-10-11")
    sendt(ROW, maaned="2026-10")
    span = (dt.date(2026, 10, 1), dt.date(2026, 10, 31))
    (line,) = BRAET.linjer(*span)
    assert line.summer == {
        Trin.KRAEVET: Sum(147_50, 3),
        Trin.OPKRAEVET: Sum(140_50, 2),
        Trin.SENDT: Sum(100_50, 1),
        Trin.TAGET: Sum(0, 0),
    }
    found = list(BRAET.forskelle(line, 100))
    assert [(one.trin, one.beloeb) for one in found] == [(Trin.OPKRAEVET, 7_00), (Trin.SENDT, 40_00), (Trin.TAGET, 100_50)]
    for stage in (Trin.OPKRAEVET, Trin.SENDT, Trin.TAGET):
        assert sum(one.beloeb for one in found if one.trin is stage) == line.forskel(stage)
    Exchange.objects.update(state="kvitteret")
    (line,) = BRAET.linjer(*span)
    assert line.summer[Trin.TAGET] == Sum(100_50, 1)
    assert {"erhv.braetsalg", "erhv.institutionssalg"} <= {kilde.modul for kilde in reconciliation.kilder()}
    assert [one.periode for one in BRAET.med_salg()] == ["2026-10"]


def test_institutions_are_summed_by_the_year() -> None:
    solgt("F0117", 100_00, "2026-10-10", sted="SKOLE")
    solgt("F0117", 20_00, "2026-02-10", sted="SKOLE", art="leje")
    afregnet()
    (line,) = INSTITUTION.linjer(dt.date(2026, 5, 1), dt.date(2026, 6, 30))
    assert line.periode == "2026" and line.summer[Trin.OPKRAEVET] == Sum(120_00, 2)
    assert [(one.trin, one.beloeb, one.nummer) for one in INSTITUTION.forskelle(line, 9)] == [
        (Trin.SENDT, 120_00, "erhv.institutionssalg-a11")
    ]
