"""What stands around the runs: reconciliation, alarms, and loading arts and cards."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from tests.bogh.udbetalingsverden import advarsler, saet
from tests.soc.udbetalinger.verden import ET, FRI, HJAELP, LEDIG, TO, en_linje, et_kort, koer, send, udveksling

from snitflade.exchange import imports, reconciliation
from snitflade.exchange.reconciliation import Trin
from snitflade.soc.models import Ydelsesart, Ydelseskort, Ydelsesvilkaar
from snitflade.soc.udbetalinger import vagt
from snitflade.soc.udbetalinger.importer import importer

pytestmark = pytest.mark.usefixtures("sociale")
NU = dt.datetime(2025, 4, 10, 12, tzinfo=dt.UTC)


def kilde(modul: str) -> reconciliation.Kilde:
    return next(one for one in reconciliation.kilder() if one.modul == modul)


def test_the_reconciliation_explains_every_oere() -> None:
    en_linje(100_00)
    en_linje(200_00, art=LEDIG)
    send(udveksling())
    en_linje(300_00, "2025-04-20", cpr=TO)
    own = kilde("soc.udbetalinger")
    (line,) = own.linjer(dt.date(2025, 4, 1), dt.date(2025, 4, 30))
    assert {step: one.beloeb for step, one in line.summer.items()} == {Trin.KRAEVET: 600_00, Trin.OPKRAEVET: 100_00}
    why = list(own.forskelle(line, 100))
    assert [(one.tekst, one.beloeb) for one in why] == [
        ("1 linje er tilbageholdt", 200_00),
        ("1 linje er ikke i en kørsel endnu", 300_00),
    ]
    assert [one.periode for one in own.perioder()] == ["2025-04"]
    (paid,) = kilde("soc.udbetalinger-bank").linjer(dt.date(2025, 4, 1), dt.date(2025, 4, 30))
    assert paid.summer[Trin.KRAEVET].beloeb == paid.summer[Trin.SENDT].beloeb == 100_00


def test_the_alarms_say_what_was_forgotten() -> None:
    et_kort()
    en_linje(100_00, "2025-04-08", cpr=TO)
    en_linje(200_00, "2025-04-09", art=LEDIG)
    said = [cause.sentence for cause in vagt.ubetalt(NU)]
    assert len(said) == 3 and "1 sociale kort er forfaldne, det ældste fra 04-04-2025" in said[0]
    assert "ikke bogført, den ældste fra 08-04-2025" in said[1] and "tilbageholdt, den ældste fra 09-04-2025" in said[2]
    koer("2025-04-10")
    assert [cause.about for cause in vagt.ubetalt(NU)] == ["sociale tilbageholdt"]


def test_what_prisme_cannot_carry_is_left_out_and_told() -> None:
    saet(sociale__vej="prisme")
    en_linje(100_00, tekst="Mad & varme")
    en_linje(100_00, cpr=TO)
    exchange, built = koer()
    assert exchange is not None and exchange.totals["G69 linjer"] == 2 and "UDELADT_TEGN" in advarsler(built)


ARTER = "Art;Navn;Gyldig fra;SOCUDB;Spec;Konto;Skattepligtig;Kolonne;Indkomst\r\n"
KORT = "Nøgle;Kommune;Modtager;Art;Næste;Interval;Enhed;Start;Slut;Beløb\r\n"


def test_arts_and_cards_are_loaded_once(tmp_path: Path) -> None:
    art = "4780;Revalidering;2025-01-01;J;30;66-01-00-10-00;J;offentlighjaelp;A\r\n"
    (tmp_path / "socialarter.csv").write_text(ARTER + art, encoding="utf-8")
    (tmp_path / "socialkort.csv").write_text(
        f"{KORT}17;0956;{ET};4780;2025-04-04;14;dage;2025-03-07;2025-06-06;1850,00\r\n", encoding="utf-8"
    )
    assert imports.find("soc.udbetalinger") is not None
    for _ in range(2):
        found = importer(tmp_path)
        assert not found.problemer, list(found.problemer)
    card = Ydelseskort.objects.get()
    assert (card.beloeb, card.art.nummer, card.naeste, card.tastet_af) == (1850_00, "4780", dt.date(2025, 4, 4), "indlæsning")
    terms = Ydelsesvilkaar.objects.get(art__nummer="4780")
    assert (terms.spec, terms.konto, terms.kolonne) == (30, "6601001000", "offentlighjaelp")
    assert [row.nye for row in found.tabeller.values()] == [0, 0, 0]


def test_with_one_bad_line_nothing_is_loaded(tmp_path: Path) -> None:
    (tmp_path / "socialarter.csv").write_text(f"{ARTER}4780;Ny;2025-01-01;J;;6601001000;J;;\r\n", encoding="utf-8")
    (tmp_path / "socialkort.csv").write_text(
        f"{KORT}17;0956;{ET};{HJAELP};2025-04-04;14;dage;2025-03-07;2025-06-06;1850,00\r\n"
        f"18;0956;{TO};{FRI};2025-04-04;14;dage;2025-03-07;2025-06-06;9850,00\r\n"
        "19;0999;1;9999;2025-09-04;14;dage;2025-03-07;2025-06-06;1,00\r\n",
        encoding="utf-8",
    )
    found = importer(tmp_path)
    assert sorted((one.file, one.line, one.code) for one in found.problemer) == [
        ("socialarter.csv", 2, "SU_ART_SKAT"),
        ("socialkort.csv", 3, "SU_GRAENSE"),
        ("socialkort.csv", 4, "SU_ART"),
        ("socialkort.csv", 4, "SU_KOMMUNE"),
        ("socialkort.csv", 4, "SU_KORT_NAESTE"),
        ("socialkort.csv", 4, "SU_MODTAGER"),
        ("socialkort.csv", 4, "SU_VEDROERER"),
    ]
    assert not Ydelseskort.objects.exists() and not Ydelsesart.objects.filter(nummer="4780").exists()
