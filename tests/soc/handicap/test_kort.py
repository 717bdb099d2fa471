"""Cards and measures, loaded and changed by hand; the alarms of what is silent."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from tests.soc.handicap.verden import DAG, DRENG, KODER, KOMMUNE, SYV, eksemplet, fil, giv_grundlag, koder, laes

from snitflade.exchange import integrity
from snitflade.exchange.models import AuditEvent
from snitflade.folk.models import Person
from snitflade.soc.handicap import kort, vagt
from snitflade.soc.handicap.models import Handicapforanstaltning, Handicapkode, Handicapkort, Produkt

pytestmark = pytest.mark.django_db
NU = dt.datetime(2026, 11, 20, 12, tzinfo=dt.UTC)


def test_the_same_files_again_change_nothing(tmp_path: Path) -> None:
    eksemplet(tmp_path)
    events = AuditEvent.objects.count()
    again = eksemplet(tmp_path)
    assert [(one.nye, one.aendrede) for one in again.tabeller.values()] == [(0, 0)] * 3
    assert AuditEvent.objects.count() == events
    assert list(integrity.broken()) == []


def test_everything_wrong_in_the_files_is_told_and_nothing_is_loaded(tmp_path: Path) -> None:
    found = laes(
        tmp_path,
        kort=(f"{KOMMUNE};{DRENG};0700;BEVH;", f"{KOMMUNE};9999999999;0700;XXX;YYY", f"{KOMMUNE};{DRENG};0800;UDVH;"),
    )
    codes = sorted(problem.code for problem in found.problemer.sorted())
    assert codes == ["HC_CPR", "HC_KODE", "HC_KODE", "SOC_TO_GANGE"]
    assert "9999999999" not in str([problem.message for problem in found.problemer.sorted()])
    assert not Handicapkode.objects.exists()


def test_measures_that_would_count_a_person_twice_are_refused(tmp_path: Path) -> None:
    eksemplet(tmp_path)
    (tmp_path / "foranstaltninger.csv").write_text(
        fil("foranstaltninger.csv", f"{KOMMUNE};{DRENG};HJM;;2026-12-31;", f"{KOMMUNE};6801005000;HJM;;2026-12-31;2026-12-30"),
        encoding="utf-8",
    )
    found = laes(tmp_path)
    assert sorted(problem.code for problem in found.problemer.sorted()) == ["HC_DAGE", "HC_KORT_UKENDT"]
    (tmp_path / "foranstaltninger.csv").write_text(
        fil("foranstaltninger.csv", f"{KOMMUNE};{DRENG};HJM;;2026-12-31;"), encoding="utf-8"
    )
    assert [problem.code for problem in laes(tmp_path).problemer.sorted()] == ["HC_OVERLAP"]
    assert Handicapforanstaltning.objects.count() == 8


def test_by_hand_done_twice_is_done_once(tmp_path: Path) -> None:
    eksemplet(tmp_path)
    row = Handicapkort.objects.get(cpr=DRENG)
    for _ in range(2):
        kort.tilfoej(row.pk, "STP", 5_00, DAG, None, "anna")
    made = Handicapforanstaltning.objects.get(kort=row, kode__kode="STP")
    for _ in range(2):
        kort.afslut(made.pk, DAG, "anna")
        kort.ret(row.pk, "0800", "UDVH", "F70", "anna")
    row.refresh_from_db()
    assert (row.lokalitet, row.handicaptype.kode) == ("0800", "UDVH")
    names = list(AuditEvent.objects.filter(by="anna").order_by("pk").values_list("event", flat=True))
    assert names == ["handicapforanstaltning tilføjet", "handicapforanstaltning afsluttet", "handicapkort rettet"]
    assert DRENG not in str(list(AuditEvent.objects.values_list("detail", flat=True)))


def test_what_cannot_be_is_refused_with_every_reason(tmp_path: Path) -> None:
    eksemplet(tmp_path)
    row = Handicapkort.objects.get(cpr=DRENG)
    day = dt.timedelta(days=1)
    assert koder(lambda: kort.opret("957", "123", "7", "XXX", "YYY", "anna")) == [
        "HC_CPR",
        "HC_KODE",
        "HC_KODE",
        "HC_TAL",
        "HC_TAL",
    ]
    assert koder(lambda: kort.opret(KOMMUNE, DRENG, "0700", "BEVH", "", "anna")) == ["HC_KORT_FINDES"]
    assert koder(lambda: kort.tilfoej(row.pk, "XXX", 169_00, DAG, DAG - day, "anna")) == ["HC_DAGE", "HC_KODE", "HC_TIMER"]
    assert koder(lambda: kort.tilfoej(row.pk, "HJM", None, DAG, None, "anna")) == ["HC_OVERLAP"]
    assert koder(lambda: kort.ret(row.pk, "07", "HJM", "", "anna")) == ["HC_KODE", "HC_TAL"]
    assert Handicapkort.objects.count() == 8


def test_the_alarms(tmp_path: Path) -> None:
    eksemplet(tmp_path)
    assert not [*vagt.grundlag_udloeber(NU), *vagt.koder_uden_ipis(NU), *vagt.gaaet_bort(NU)]
    ground = giv_grundlag(Produkt.ANTAL, til=DAG + dt.timedelta(days=30))
    (told,) = vagt.grundlag_udloeber(NU)
    assert "udløber 20-12-2026" in told.sentence
    giv_grundlag(Produkt.ANTAL, fra=DAG + dt.timedelta(days=31))
    assert not list(vagt.grundlag_udloeber(NU))
    laes(tmp_path, koder=KODER.replace(";UDV\n", ";\n"))
    (told,) = vagt.koder_uden_ipis(NU)
    assert "UDVH" in told.sentence
    ground.refresh_from_db()
    Person.objects.create(personnummer=SYV[0], status="90")
    Person.objects.create(personnummer=SYV[1], status="05")
    (told,) = vagt.gaaet_bort(NU)
    assert told.sentence.startswith("1 handicapkort")
