"""Row 30: a landlord's file as it comes in, line by line, and what the trial run makes of it."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from tests.soc.boligsikring.verden import (
    ET,
    I_DAG,
    KOMMUNE,
    L1,
    L2,
    TO,
    ansoeg,
    i_orden,
    lejefil,
    modtag,
    opsaet,
    proev,
    spec,
    ur,
)

from snitflade.exchange import catalogue, inbound, waiting
from snitflade.exchange.models import Exchange
from snitflade.exchange.rhythm.watches import watched
from snitflade.exchange.states import State
from snitflade.folk.models import Person
from snitflade.folk.models_person import noegle
from snitflade.formats.problems import ProblemsError
from snitflade.soc.boligsikring import advis
from snitflade.soc.boligsikring import lejefil as filen
from snitflade.soc.boligsikring.vagt import aabne_advis, udlejerfiler
from snitflade.soc.models import Advis, Lejemaal

pytestmark = pytest.mark.django_db
L3 = "INI;957;71-0020-01;0812;;;;012A;;3;B;7104669005;Prøve Person Fire;;20240115;20250615;3850,50;;;202505"


@pytest.fixture(autouse=True)
def verden(db: None, monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Path) -> None:
    """Three landlords."""
    settings.HOME = tmp_path
    ur(monkeypatch)
    opsaet()


def grunde(exchange: Exchange) -> dict[int, str]:
    """The lines that were set aside, with their reasons."""
    return dict(exchange.quarantine.filter(applied_at=None).values_list("line", "reason"))


class TestFilen:
    """Reading and applying."""

    def test_the_file_of_the_specification(self) -> None:
        exchange, problems = modtag(*lejefil(L1, L2, L3, total="TOTAL;3;14350,50"))
        assert (exchange.state, exchange.totals) == (State.ANVENDT, {"lejemål": 3, "husleje": 1_435_050})
        assert not problems.errors
        row = Lejemaal.objects.get(lejemaalsnr="71-0020-01")
        assert (row.bnr, row.husleje, row.udflytning, row.fil.kommune) == ("012A", 385_050, dt.date(2025, 6, 15), KOMMUNE)
        assert i_orden()

    def test_the_same_bytes_again_are_the_same_file(self) -> None:
        first, _ = modtag(*lejefil(L1, L2))
        again, _ = modtag(*lejefil(L1, L2))
        assert first.pk == again.pk and Lejemaal.objects.count() == 2

    @pytest.mark.parametrize("total", ["TOTAL;3;10500,00", "TOTAL;2;10500,01"])
    def test_a_trailer_that_does_not_fit_refuses_the_file(self, total: str) -> None:
        exchange, problems = modtag(*lejefil(L1, L2, total=total))
        assert exchange.state == State.AFVIST and problems.codes == {"BS_AFSLUTNING"}
        assert not Lejemaal.objects.exists()

    @pytest.mark.parametrize(
        ("name", "code"),
        [
            ("LEJEMAAL_INI_0957_202503.csv", "BS_PERIODE"),
            ("LEJEMAAL_INI_0957_202507.csv", "BS_PERIODE"),
            ("LEJEMAAL_INY_0957_202505.csv", "BS_UDLEJER_UKENDT"),
            ("huslejer maj.csv", "BS_FILNAVN"),
        ],
    )
    def test_a_file_of_another_month_or_landlord_is_refused(self, name: str, code: str) -> None:
        _, data = lejefil(L1)
        exchange, problems = modtag(name, data)
        assert exchange.state == State.AFVIST and code in problems.codes

    def test_bad_lines_are_set_aside_and_the_others_applied(self) -> None:
        lines = [
            L1,
            L2.replace("70-0114-07", "70-0114-03"),  # BS-E04, both
            L3.replace("0812", "0800"),  # a house number is needed there
            L3.replace("71-0020-01", "A").replace("012A", ""),
            L3.replace("71-0020-01", "C").replace("INI;", "ISERIT;"),
            L3.replace("71-0020-01", "D").replace(";202505", ";202504"),
            L3.replace("71-0020-01", "E").replace("3850,50", "0,00"),
            L3.replace("71-0020-01", "F").replace("20250615", "20231231"),
            L3.replace("71-0020-01", "G"),
        ]
        exchange, problems = modtag(*lejefil(*lines, total="TOTAL;9;1,00"))
        assert exchange.state == State.KARANTAENE
        aside = grunde(exchange)
        assert sorted(aside) == [2, 3, 4, 5, 6, 7, 8, 9]
        assert "BS-E04" in aside[2] and "BS-E04" in aside[3] and "BS-E03" in aside[4] and "BS-E03" in aside[5]
        assert "ISERIT" in aside[6] and "202504" in aside[7]
        assert list(Lejemaal.objects.values_list("lejemaalsnr", flat=True)) == ["G"]
        assert "BS_AFSLUTNING_USIKKER" in problems.codes

    def test_another_municipality_s_lines_are_passed_over(self) -> None:
        exchange, problems = modtag(*lejefil(L1, L2.replace("0957", "0956")))
        assert exchange.state == State.ANVENDT and "BS_FREMMED_KOMMUNE" in problems.codes
        assert Lejemaal.objects.count() == 1

    def test_far_fewer_lines_wait_for_a_word(self) -> None:
        april = [L1.replace("202505", "202504").replace("70-0114-03", f"N-{number}") for number in range(5)]
        modtag(*lejefil(*april, periode="202504"))
        exchange, _ = modtag(*lejefil(L1, L2))
        assert exchange.state == State.HOLDT and "BS-E02" in exchange.note
        interface = catalogue.find("30")
        waiting.release(exchange, "bo", "Blokken er revet ned")
        inbound.apply(exchange, interface, "bo")
        exchange.refresh_from_db()
        assert exchange.state == State.ANVENDT and Lejemaal.objects.filter(fil__maaned="202505").count() == 2

    def test_a_rent_that_jumps_is_told(self) -> None:
        modtag(*lejefil(L1.replace("202505", "202504").replace("4500,00", "4000,00"), periode="202504"))
        _, problems = modtag(*lejefil(L1))
        assert problems.codes == {"BS_HUSLEJE_AENDRET"}

    def test_a_later_file_of_the_month_takes_the_place_of_the_first(self) -> None:
        ansoeg(ET, 450_000, 10_000_000, nummer="70-0114-03")
        modtag(*lejefil(L1.replace("4500,00", "4600,00")))
        modtag(*lejefil(L1))
        proev()
        assert not Advis.objects.filter(kode="BS-A03").exists()

    def test_the_landlord_s_own_layout_is_chosen_by_its_name(self) -> None:
        assert filen.genkend(b"", "LEJEMAAL_INI_0957_202505.csv") == "bs-lej-1"
        assert filen.genkend(b"", "andet.csv") == "bs-lej-1"
        assert filen.orden(b"", "LEJEMAAL_INI_0957_202505.csv") == "202505"


class TestKrydstjek:
    """What the trial run finds (BS-A01 to A09, M01, W02, W03)."""

    def koder(self) -> dict[str, str]:
        proev()
        return dict(Advis.objects.filter(status="aaben").values_list("kode", "tekst"))

    def test_nothing_when_all_say_the_same(self) -> None:
        spec()
        for cpr in (ET, TO):
            Person.objects.create(personnummer=cpr, status="05")
        modtag(*lejefil(L1, L2))
        assert self.koder() == {}

    def test_each_difference_has_its_code(self) -> None:
        one = ansoeg(ET, 440_000, 10_000_000, udlejer="ISERIT", rum=3, voksne=(TO,))
        modtag(*lejefil(L1))
        found = self.koder()
        assert {"BS-A03", "BS-A04", "BS-A09", "BS-W03"} <= found.keys()
        assert ET not in " ".join(found.values())
        advis.accepter(Advis.objects.get(kode="BS-A09"), "Rigtig udlejer", "bo")
        advis.accepter(Advis.objects.get(kode="BS-A04"), "Set på tegningen", "bo")
        one.refresh_from_db()
        assert (one.udlejer.kode, one.lejemaalsnr, one.antal_rum) == ("INI", "70-0114-03", 2)
        assert {"BS-A04", "BS-A09"}.isdisjoint(self.koder())

    def test_moved_out_two_applications_and_adults_in_cpr(self) -> None:
        ansoeg(ET, 450_000, 10_000_000, nummer="70-0114-03")
        ansoeg(TO, 450_000, 10_000_000, nummer="70-0114-03", indflyttet=dt.date(2021, 1, 1))
        key = noegle("0957", "0123", "014", "", "0003", "")
        Person.objects.create(personnummer="6101600001", status="05", adressenoegle=key)
        modtag(*lejefil(L1.replace(";;20210901;;", f";{TO};20210901;20250430;")))
        found = self.koder()
        assert {"BS-A02", "BS-A05", "BS-A06"} <= found.keys()
        assert "30-04-2025" in found["BS-A02"]

    def test_a_tenancy_found_by_number_or_address_alone_is_a_proposal(self) -> None:
        one = ansoeg("6104704005", 450_000, 10_000_000, lejlighed="3")
        modtag(*lejefil(L1))
        found = self.koder()
        assert {"BS-A01", "BS-M01"} <= found.keys() and "adresse" in found["BS-M01"]
        advis.accepter(Advis.objects.get(kode="BS-M01"), "Samme hjem", "bo")
        one.refresh_from_db()
        assert one.lejemaalsnr == "70-0114-03"
        assert "lejemålsnummer" in self.koder()["BS-M01"]

    def test_what_somebody_has_dealt_with_stays_so_until_it_says_something_else(self) -> None:
        ansoeg(ET, 440_000, 10_000_000, nummer="70-0114-03")
        modtag(*lejefil(L1))
        proev()
        row = Advis.objects.get(kode="BS-A03")
        advis.afvis(row, "Fejl hos INI", "bo")
        proev()
        row.refresh_from_db()
        assert row.status == "afvist"
        modtag(*lejefil(L1.replace("4500,00", "4600,00")))
        proev()
        row.refresh_from_db()
        assert (row.status, row.begrundelse) == ("aaben", "")
        with pytest.raises(ProblemsError):
            advis.afvis(row, " ", "bo")


class TestVagt:
    """The alarms."""

    def test_a_landlord_who_has_sent_nothing_is_named(self) -> None:
        ansoeg(ET, 450_000, 10_000_000)
        fourth, tenth = I_DAG.replace(day=4), I_DAG
        assert list(udlejerfiler(fourth)) == []
        (cause,) = udlejerfiler(tenth)
        assert "INI har ikke sendt lejemål for maj 2025" in cause.sentence
        modtag(*lejefil(L1))
        assert list(udlejerfiler(tenth)) == []

    def test_open_entries_that_block_are_told(self) -> None:
        ansoeg(ET, 450_000, None)
        proev()
        (cause,) = aabne_advis(I_DAG)
        assert "1 ansøgning kan ikke bogføres" in cause.sentence
        assert list(aabne_advis(I_DAG.replace(month=8))) == []


def test_the_watches_are_registered() -> None:
    ansoeg(ET, 450_000, 10_000_000)
    assert any("INI" in cause.about for cause in watched(I_DAG))
