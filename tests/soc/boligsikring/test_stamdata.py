"""Loading rates, landlords and applications; the yearly roll-over; the reconciliation; a run that is broken off."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from tests.soc.boligsikring.verden import (
    ARTEN,
    ET,
    FIRE,
    INI_CVR,
    KOMMUNE,
    L1,
    L2,
    MAJ,
    TO,
    annuller,
    ansoeg,
    i_orden,
    koer,
    lejefil,
    modtag,
    proev,
    saet,
    saldo,
    send,
    spec,
    udveksling,
)

from snitflade.bogh.udbetaling import koersel as udbetaling
from snitflade.exchange import imports
from snitflade.exchange.models import Exchange
from snitflade.exchange.reconciliation import Trin
from snitflade.folk.models import Person
from snitflade.folk.models_person import noegle
from snitflade.skat import behov
from snitflade.soc.boligsikring import aarsskifte, filer
from snitflade.soc.boligsikring.afgoer import afgoer_maaned
from snitflade.soc.boligsikring.afstemning import forskelle, linjer
from snitflade.soc.maaned import Maaned
from snitflade.soc.models import Ansoegning, Bevilling, Boligsats, Egenandel, Huslejelinje, Medlem, Overfoersel, Udlejer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("verden")]


def indlaes(navn: str, mappe: Path, **filer: str) -> tuple[set[str], dict[str, Any]]:
    """Load a set of files of these texts; gives the codes of what was wrong and the counts."""
    for name, text in filer.items():
        (mappe / f"{name}.csv").write_text(text.replace("\n", "\r\n"), encoding="utf-8")
    result = imports.find(navn)(mappe)
    return result.problemer.codes, dict(result.tabeller)


SATSER = (
    "Gyldig fra;Gyldig til;Kilde;Grænse uden børn;Point uden børn;Minimum uden børn;Grænse med børn;Point med børn;"
    "Minimum med børn;Maks. pr. år;Maks. enkeltværelse;Min. pr. år;Trin;Afrunding;Delmåned;Metode\n"
    "2026-01-01;;bkg. 99/2025;61200;0,70;5;25500;0,25;2;61200;18360;1224;hele;krone;hel;formel\n"
    "2016-01-01;2017-12-31;bkg. 22/2015;0;0;0;0;0;0;60000;18000;1200;hele;krone;hel;tabel\n"
)
TABEL = "Gyldig fra;Børn;Indkomst fra;Egenandel\n2016-01-01;0;0;5\n2016-01-01;0;60000;20,5\n2016-01-01;1;0;2\n"


class TestSatser:
    """Rates from files."""

    def test_they_are_loaded_with_their_source_and_hold_from_their_day(self, tmp_path: Path) -> None:
        codes, counts = indlaes("soc.boligsikring-satser", tmp_path, boligsikringssatser=SATSER, egenandele=TABEL)
        assert not codes and counts["boligsikringssatser"].nye == 2 and counts["egenandele"].nye == 3
        row = Boligsats.objects.get(gyldig_fra=dt.date(2026, 1, 1))
        assert (row.uden_graense, row.uden_point, row.uden_minimum, row.maks_aar, row.kilde) == (
            6_120_000,
            70,
            500,
            6_120_000,
            "bkg. 99/2025",
        )
        assert Egenandel.objects.get(indkomst_fra=6_000_000).egenandel == 2_050
        _, counts = indlaes("soc.boligsikring-satser", tmp_path)
        assert counts["boligsikringssatser"].uaendrede == 2
        old = ansoeg(ET, 400_000, 7_000_000, aar=2017)
        Huslejelinje.objects.filter(ansoegning=old).update(fra=dt.date(2010, 1, 1))
        Medlem.objects.filter(ansoegning=old).update(fra=dt.date(2010, 1, 1))
        Ansoegning.objects.filter(pk=old.pk).update(indflyttet=dt.date(2010, 1, 1))
        # 4,000 less 20.5 per cent, by the table of the old notice.
        assert afgoer_maaned(KOMMUNE, Maaned(2017, 3)).afgoerelser[0].beloeb == 318_000

    def test_a_row_without_source_or_rate_loads_nothing(self, tmp_path: Path) -> None:
        wrong = SATSER.replace("bkg. 99/2025", "")
        table = TABEL.replace("2016-01-01;1;0;2", "2016-02-01;1;0;2")
        codes, counts = indlaes("soc.boligsikring-satser", tmp_path, boligsikringssatser=wrong)
        assert codes == {"FELT_TOMT"} and not counts
        codes, _ = indlaes("soc.boligsikring-satser", tmp_path, boligsikringssatser=SATSER, egenandele=table)
        assert codes == {"BS_SATS_UKENDT"} and Boligsats.objects.count() == 1, "all of it or nothing"
        codes, _ = indlaes("soc.boligsikring-satser", tmp_path / "findes-ikke")
        assert codes == {"SOC_FIL"}


def test_landlords_are_loaded_and_every_fault_is_told(tmp_path: Path) -> None:
    head = "Kode;Navn;Ejer;Sender fil;Profil;Modtagerart;Modtager;Indtægtskonto\n"
    rows = (
        "ini;A;selskab;J;bs-til-9;cvr;12227353;\nXX;B;selskab;J;;;;\nYY;C;kommune;N;;;;\n"
        "ZZ;D;privat;N;;cvr;99999999;\nXX;E;privat;N;;;;\n"
    )
    codes, _ = indlaes("soc.boligsikring-udlejere", tmp_path, udlejere=head + rows)
    assert codes == {"BS_UDLEJER_KODE", "BS_UDLEJER_PROFIL", "BS_UDLEJER_KONTO", "BS_UDLEJER_MODTAGER", "SOC_TO_GANGE"}
    codes, counts = indlaes(
        "soc.boligsikring-udlejere",
        tmp_path,
        udlejere=head + f"PRIVAT;Prøve Person Et;privat;N;;cvr;{INI_CVR};\nKOMTO;Kommunen;kommune;N;bs-til-1;;;77-02-00-20-00\n",
    )
    assert not codes and counts["udlejere"].nye == 2
    assert Udlejer.objects.get(kode="KOMTO").indtaegtskonto == "7702002000"


def test_applications_are_loaded_with_rents_and_households(tmp_path: Path) -> None:
    key = f"2025;0957;{ET};2020-01-01"
    head = "År;Kommune;Ansøger;Indflyttet"
    files = {
        "ansoegninger": f"{head};Udlejer;Lejemålsnr;Lokalitet;Vejkode;Husnr;Bnr;Lejlighed;Antal rum;Boligtype\n"
        f"{key};INI;70-0114-03;0800;0123;014;;0003;2;B\n",
        "husleje": f"{head};Fra;Husleje\n{key};2020-01-01;4500,00\n",
        "husstand": f"{head};CPR;Fra;Til;Forventet indkomst\n{key};{ET};2020-01-01;;100000\n",
    }
    codes, counts = indlaes("soc.boligsikring-ansoegninger", tmp_path, **files)
    assert not codes and [one.nye for one in counts.values()] == [1, 1, 1]
    (found,) = afgoer_maaned(KOMMUNE, MAJ).afgoerelser
    assert found.beloeb == 301_500
    codes, counts = indlaes("soc.boligsikring-ansoegninger", tmp_path)
    assert not codes and [one.uaendrede for one in counts.values()] == [1, 1, 1]
    wrong = files["ansoegninger"].replace(";INI;", ";INY;").replace(";2;B", ";16;B").replace(ET, "6199999001")
    codes, _ = indlaes(
        "soc.boligsikring-ansoegninger",
        tmp_path,
        ansoegninger=wrong,
        husstand=files["husstand"].replace(";;100000", ";2019-01-01;1"),
    )
    assert codes >= {"BS_UDLEJER_FINDES_IKKE", "BS_RUM", "BS_CPR", "BS_DATOER"}
    assert Ansoegning.objects.count() == 1


class TestAarsskifte:
    """Next year's applications."""

    def test_rent_from_the_landlord_household_copied_and_once(self) -> None:
        one, two = spec()
        Ansoegning.objects.filter(pk=two.pk).update(fraflyttet=dt.date(2025, 8, 1))
        december = dt.datetime(2025, 12, 5, 9, 0, tzinfo=dt.UTC)
        modtag(*lejefil(L1.replace("202505", "202601").replace("4500,00", "4700,00"), periode="202601"), hvornaar=december)
        made = aarsskifte.overfoer(KOMMUNE, 2026, "anna")
        assert (made.nye, made.husleje_fra_udlejer, made.findes) == (1, 1, 0)
        new = Ansoegning.objects.get(aar=2026)
        assert (new.ansoeger, new.forrige_id, new.huslejer.get().beloeb) == (ET, one.pk, 470_000)
        member = new.medlemmer.get()
        assert (member.cpr, member.forventet) == (ET, None), "what was expected was expected for the old year"
        assert aarsskifte.overfoer(KOMMUNE, 2026, "anna").nye == 0

    def test_the_household_from_cpr_and_the_old_rent(self) -> None:
        saet(boligsikring__overfoer_husstand="cpr")
        ansoeg(ET, 450_000, 10_000_000, voksne=(TO,))
        key = noegle("0957", "0123", "014", "", "0003", "")
        Person.objects.create(personnummer=FIRE, status="05", adressenoegle=key)
        aarsskifte.overfoer(KOMMUNE, 2026, "anna")
        new = Ansoegning.objects.get(aar=2026)
        assert set(new.medlemmer.values_list("cpr", flat=True)) == {ET, FIRE}
        assert new.huslejer.get().beloeb == 450_000


def test_the_reconciliation_shows_each_stage_and_why_they_part() -> None:
    spec()
    modtag(*lejefil(L1, L2))
    proev()
    year = (dt.date(2025, 1, 1), dt.date(2025, 12, 31))
    (line,) = linjer(*year)
    assert line.summer[Trin.KRAEVET].beloeb == 552_000 and line.summer[Trin.OPKRAEVET].beloeb == 0
    assert [one.beloeb for one in forskelle(line, 10)] == [552_000]
    exchange = udveksling()
    (line,) = linjer(*year)
    assert (line.periode, line.summer[Trin.OPKRAEVET].beloeb, line.summer[Trin.SENDT].beloeb) == ("2025-05", 552_000, 0)
    assert "ikke sendt" in next(iter(forskelle(line, 10))).tekst
    send(exchange)
    (line,) = linjer(*year)
    assert line.summer[Trin.SENDT].beloeb == 552_000
    assert "ingen har kvitteret" in next(iter(forskelle(line, 10))).tekst


def test_verify_finds_what_was_changed_behind_the_program_s_back() -> None:
    spec()
    exchange = udveksling()
    assert i_orden()
    table = Overfoersel._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL session_replication_role = replica")
        else:
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s", [table])
            for (name,) in cursor.fetchall():
                cursor.execute(f'DROP TRIGGER "{name}"')
        cursor.execute(f"UPDATE {table} SET beloeb = beloeb + 1 WHERE exchange_id = %s", [exchange.pk])  # noqa: S608
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL session_replication_role = origin")
    assert not i_orden()


@pytest.mark.parametrize("hvor", ["g69_fil", "til_udlejer"])
def test_a_run_that_breaks_off_leaves_nothing(monkeypatch: pytest.MonkeyPatch, hvor: str) -> None:
    spec()

    def dies(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(filer, hvor, dies)
        with pytest.raises(KeyboardInterrupt):
            koer()
    assert not Bevilling.objects.exists() and not Overfoersel.objects.exists() and saldo(ARTEN) == 0
    assert not Exchange.objects.filter(interface="soc.boligsikring-tildelt").exists()
    assert udveksling().totals["INI boligsikring"] == 552_000 and i_orden()


def test_the_bank_s_run_breaks_off_after_its_items_were_made(monkeypatch: pytest.MonkeyPatch) -> None:
    saet(boligsikring__vej="bank")
    spec()

    def dies(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(udbetaling, "byg", dies)
        with pytest.raises(KeyboardInterrupt):
            koer()
    assert saldo(ARTEN) == 0
    exchange = udveksling()
    annuller(exchange)
    annuller(udveksling())
    assert saldo(ARTEN) == 0 and i_orden()


def test_skat_asks_only_for_those_who_need_it() -> None:
    spec()
    ansoeg(FIRE, 450_000, None, trukket=dt.date(2025, 1, 1))
    found = behov.personer("boligsikring", KOMMUNE, dt.date(2025, 4, 1))
    assert ET in found and FIRE not in found and not any(cpr.startswith("61051") for cpr in found), "children give no income"
    assert behov.personer("boligsikring", "0956", dt.date(2025, 4, 1)) == []
