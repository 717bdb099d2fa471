"""Row 33: a sheet of rates comes in, is checked, waits beside last year's, and holds when somebody has accepted it."""

from __future__ import annotations

import datetime as dt
import io
from fractions import Fraction

import pytest
import xlsxwriter
from django.db import IntegrityError, transaction
from tests.formats.composed_pension import BRED, CSV, Cell, ark, dag
from tests.soc.pension.verden import BELOEB, godkend, i_orden, koder, modtag, raekker, regneark, satser

from snitflade.exchange import catalogue, inbound
from snitflade.exchange.states import State
from snitflade.formats.problems import Problems, ProblemsError
from snitflade.soc.models import Pensionssats
from snitflade.soc.pension import satsgang
from snitflade.soc.pension.proev import proev
from snitflade.soc.pension.satser import godkendte, paa, tal
from snitflade.soc.pension.satsfil import Linje, genkend, laes

pytestmark = pytest.mark.django_db
JAN_2026 = dt.date(2026, 1, 1)


def gaelder(dato: dt.date) -> dict[str, Fraction]:
    return tal(paa(godkendte(), dato))


class TestWhatIsKnown:
    """The rates that the specification documents are there, and hold only while they are documented."""

    @pytest.mark.parametrize(
        ("dato", "kode", "vaerdi"),
        [
            (dt.date(2021, 6, 1), "AP_GRUND", 6_423_900),
            (dt.date(2022, 12, 31), "AP_GRUND", 7_323_900),
            (dt.date(2020, 3, 1), "AP_GRUND_GRAENSE", 36_828_600),
            (dt.date(2021, 3, 1), "AP_GRUND_GRAENSE", 38_366_600),
            (dt.date(2025, 1, 1), "AP_GRUND_PCT", Fraction(40, 100)),
            (dt.date(2021, 1, 1), "AP_TIL_ENLIG", 7_968_300),
            (dt.date(2021, 1, 1), "AP_TIL_PARTNER", 4_429_200),
            (dt.date(2026, 1, 1), "AP_TIL_GRAENSE_ENLIG", 15_600_000),
            (dt.date(2026, 1, 1), "AP_TIL_GRAENSE_PARTNER", 18_300_000),
            (dt.date(2026, 1, 1), "AP_TIL_PCT_ENLIG", Fraction(35, 100)),
            (dt.date(2026, 1, 1), "AP_TIL_PCT_PARTNER", Fraction(22, 100)),
            (dt.date(2016, 5, 1), "AP_IKKEBER_MAKS", 20_000_000),
            (dt.date(2020, 5, 1), "AP_IKKEBER_MAKS", 30_000_000),
            (dt.date(2016, 5, 1), "AP_IKKEBER_PCT", Fraction(53, 100)),
            (dt.date(2024, 5, 31), "AP_IKKEBER_PCT", Fraction(51, 100)),
            (dt.date(2016, 5, 1), "AP_IKKEBER_GRAENSE", 8_300_000),
            (dt.date(2022, 7, 1), "FP_HOEJESTE", 12_434_000),
            (dt.date(2022, 7, 1), "FP_FRIBELOEB", 3_800_000),
            (dt.date(2022, 7, 1), "FP_PARTNER_FRI", 10_000_000),
            (dt.date(2026, 1, 1), "FP_LAVESTE_TILLAEG", Fraction(1, 2)),
            (dt.date(2026, 1, 1), "FP_MELLEMSTE_TILLAEG", Fraction(1, 3)),
            (dt.date(2026, 1, 1), "FP_MELLEMSTE_PCT", Fraction(2, 3)),
            (dt.date(2016, 12, 31), "ALDER", 65),
            (dt.date(2017, 1, 1), "ALDER", 66),
            (dt.date(2021, 1, 1), "ALDER", 67),
        ],
    )
    def test_known_value(self, dato: dt.date, kode: str, vaerdi: Fraction) -> None:
        assert gaelder(dato)[kode] == vaerdi

    def test_an_amount_does_not_outlive_its_year(self) -> None:
        assert not {"AP_GRUND", "AP_TIL_ENLIG", "FP_HOEJESTE", "AP_IKKEBER_PCT"} & set(gaelder(JAN_2026))
        assert "AP_GRUND" not in gaelder(dt.date(2022, 6, 30))

    def test_the_identities_of_2021_hold(self) -> None:
        known = [row for row in godkendte() if row.gyldig_fra.year == 2021]
        problems = Problems()
        proev(known, [row for row in godkendte() if row.gyldig_fra.year == 2020], problems)
        assert not {"PEN_GRAENSE", "PEN_NUL"} & problems.codes


class TestASheet:
    """From the workbook to use."""

    def test_waits_and_holds_only_when_accepted(self) -> None:
        exchange, problems = modtag(regneark())
        assert exchange.state == State.ANVENDT and not problems.errors
        assert "AP_GRUND" not in gaelder(JAN_2026), "nothing is used silently"
        assert {row.kode for row in satsgang.ventende()} == set(BELOEB)
        assert godkend() == 6
        assert gaelder(JAN_2026)["AP_GRUND"] == 8_000_000
        assert Pensionssats.objects.get(kode="AP_GRUND", gyldig_fra=JAN_2026).afgjort_af == "bo"
        assert i_orden() == []

    def test_applied_again_it_adds_nothing(self) -> None:
        exchange, _ = modtag(regneark())
        inbound.apply(exchange, catalogue.find("33"), "anna")
        assert len(satsgang.ventende()) == 6

    def test_what_is_in_use_already_does_not_wait_again(self) -> None:
        satser()
        exchange, _ = modtag(regneark(raekker(AP_GRUND=81_000)))
        assert [row.kode for row in satsgang.ventende()] == ["AP_GRUND"]
        assert gaelder(JAN_2026)["AP_GRUND"] == 8_000_000, "the old one holds until the new one is accepted"
        godkend()
        assert gaelder(JAN_2026)["AP_GRUND"] == 8_100_000 and exchange.pk

    def test_a_newer_sheet_takes_the_place_of_what_waits(self) -> None:
        modtag(regneark())
        seen = satsgang.maerke(satsgang.ventende())
        modtag(regneark(raekker(AP_TIL_PARTNER=47_000)))
        with pytest.raises(ProblemsError, match="ændret, siden du åbnede siden"):
            satsgang.godkend(seen, "", "bo")
        godkend()
        assert gaelder(JAN_2026)["AP_TIL_PARTNER"] == 4_700_000

    def test_pressed_twice_it_is_accepted_once(self) -> None:
        modtag(regneark())
        seen = satsgang.maerke(satsgang.ventende())
        satsgang.godkend(seen, "", "bo")
        with pytest.raises(ProblemsError, match="Ingen nye satser venter"):
            satsgang.godkend(seen, "", "bo")

    def test_rejected_it_changes_nothing(self) -> None:
        modtag(regneark())
        assert satsgang.afvis(satsgang.maerke(satsgang.ventende()), "forkert år", "bo") == 6
        assert "AP_GRUND" not in gaelder(JAN_2026) and satsgang.ventende() == []

    def test_broken_off_while_accepting_nothing_is_half_done(self, monkeypatch: pytest.MonkeyPatch) -> None:
        modtag(regneark())

        def dies(*args: object, **values: object) -> None:
            raise RuntimeError("strøm")

        monkeypatch.setattr("snitflade.exchange.audit.record", dies)
        with pytest.raises(RuntimeError):
            godkend()
        assert "AP_GRUND" not in gaelder(JAN_2026) and len(satsgang.ventende()) == 6

    def test_nobody_can_put_two_accepted_rates_on_a_day(self) -> None:
        satser()
        with pytest.raises(IntegrityError), transaction.atomic():
            Pensionssats.objects.create(kode="AP_GRUND", gyldig_fra=JAN_2026, vaerdi=1, enhed="KR_AAR", status="godkendt")

    def test_the_control_finds_a_rate_nobody_accepted(self) -> None:
        satser()
        Pensionssats.objects.filter(kode="AP_GRUND", gyldig_fra=JAN_2026).update(afgjort_af="")
        assert any("ingen har godkendt" in one for one in i_orden())


class TestWhatIsRefused:
    """Every fault at once, and nothing is taken."""

    def afvist(self, rows: list[list[Cell]], *codes: str) -> Problems:
        exchange, problems = modtag(regneark(rows))
        assert exchange.state == State.AFVIST and sorted(set(koder(problems))) == sorted(codes)
        assert satsgang.ventende() == []
        return problems

    def test_everything_that_is_wrong_with_the_cells(self) -> None:
        rows: list[list[Cell]] = [
            *raekker(AP_GRUND="firs", FP_HOEJESTE="-3"),
            ["AP_GRUNT", None, dag(2026, 1, 1), None, "1", "KR_AAR", None],
            ["ALDER", None, dag(2026, 1, 1), None, "67", "PCT", None],
            ["AP_GRUND_PCT", None, dag(2026, 1, 1), dag(2025, 1, 1), "40", "PCT", None],
        ]
        problems = self.afvist(rows, "PEN_DATOER", "PEN_ENHED", "PEN_KODE_UKENDT", "PEN_VAERDI")
        told = {(problem.code, problem.line) for problem in problems}
        assert {("PEN_VAERDI", 2), ("PEN_VAERDI", 6), ("PEN_KODE_UKENDT", 8), ("PEN_ENHED", 9), ("PEN_DATOER", 10)} <= told

    def test_a_code_that_lacks_for_the_year(self) -> None:
        problems = self.afvist(raekker(AP_TIL_PARTNER=None, FP_FRIBELOEB=None), "PEN_KODE_MANGLER")
        assert len(problems) == 2 and "AP_TIL_PARTNER" in "".join(problem.message for problem in problems)

    def test_two_values_on_a_day(self) -> None:
        again: list[Cell] = ["AP_GRUND", None, dag(2026, 7, 1), None, "81000", "KR_AAR", None]
        self.afvist([*raekker(), again], "PEN_OVERLAP")
        self.afvist([*raekker(), ["AP_GRUND", None, dag(2026, 1, 1), None, "82000", "KR_AAR", None]], "PEN_OVERLAP")

    def test_a_sheet_without_rates(self) -> None:
        self.afvist([], "PEN_TOM")

    def test_a_cell_that_shows_an_error(self) -> None:
        whole = io.BytesIO()
        with xlsxwriter.Workbook(whole, {"in_memory": True}) as book:
            sheet = book.add_worksheet("Satser")
            sheet.write_row(0, 0, ["Kode", "Gyldig_fra", "Vaerdi", "Enhed"])
            sheet.write_row(1, 0, ["AP_GRUND", "20260101"])
            sheet.write_formula(1, 2, "=1/0", None, "#DIV/0!")
            sheet.write(1, 3, "KR_AAR")
        exchange, problems = modtag(whole.getvalue())
        assert exchange.state == State.AFVIST and "REGNEARK_FEJLCELLE" in koder(problems)


class TestWhatIsAskedAbout:
    """Warnings do not stop a sheet, but whoever accepts it must say why it is right."""

    def test_a_limit_that_does_not_fit_and_a_jump(self) -> None:
        satser()
        modtag(regneark(raekker(2027, AP_GRUND=100_000, AP_GRUND_GRAENSE=380_000)))
        found = satsgang.bemaerk(satsgang.ventende())
        assert sorted(koder(found)) == ["PEN_GRAENSE", "PEN_UDSVING"], "25 % is over 20; 380,000 is −4.0 %"
        with pytest.raises(ProblemsError, match="2 advarsler"):
            godkend()
        assert "AP_GRUND" not in gaelder(dt.date(2027, 1, 1))
        godkend("bekræftet af Departementet")
        assert gaelder(dt.date(2027, 1, 1))["AP_GRUND"] == 10_000_000

    @pytest.mark.parametrize(("ny", "advarer"), [(96_000, False), (96_001, True), (76_000, False), (75_999, True)])
    def test_the_edges_of_the_change(self, ny: int, advarer: bool) -> None:
        """80,000 +20 % = 96,000 and −5 % = 76,000 are inside."""
        satser()
        modtag(regneark(raekker(2027, AP_GRUND=ny)))
        assert ("PEN_UDSVING" in satsgang.bemaerk(satsgang.ventende()).codes) is advarer

    def test_the_published_limit_where_the_basic_amount_is_zero(self) -> None:
        """396,000 + 80,000 / 40 % = 596,000."""
        for published, warned in ((596_000, False), (595_001, True)):
            modtag(regneark([*raekker(), ["AP_GRUND_NUL", None, dag(2026, 1, 1), None, str(published), "KR_AAR", None]]))
            assert ("PEN_NUL" in satsgang.bemaerk(satsgang.ventende()).codes) is warned


class TestLayouts:
    """Any layout there is a profile for, recognised by what stands in it."""

    def test_a_column_for_each_year(self) -> None:
        data = ark(BRED, [["AP_TIL_GRAENSE_ENLIG", "156000", "157000", "KR_AAR"], ["ALDER", None, "67", "AAR"]])
        assert genkend(data, "satser.xlsx") == "pension-satser-bred"
        problems = Problems()
        found = laes(data, "satser.xlsx", problems)
        year = (dt.date(2021, 1, 1), dt.date(2021, 12, 31))
        assert not problems.errors
        assert [(line.kode, line.gyldig_fra, line.vaerdi) for line in found] == [
            ("AP_TIL_GRAENSE_ENLIG", dt.date(2020, 1, 1), 15_600_000),
            ("AP_TIL_GRAENSE_ENLIG", year[0], 15_700_000),
            ("ALDER", year[0], 67),
        ]
        assert found[2].gyldig_til == year[1]

    def test_the_sample_of_the_specification_as_csv(self) -> None:
        data = CSV["eksempel"].files("eksempel")["eksempel.txt"]
        assert genkend(data, "satser.csv") == "pension-satser-csv"
        problems = Problems()
        first, second = laes(data, "satser.csv", problems)
        assert first == Linje(
            2, "AP_GRUND", "Alderspension grundbeløb", dt.date(2021, 1, 1), dt.date(2021, 12, 31), 6_423_900, 1, "KR_AAR", "§ 9"
        )
        assert (second.vaerdi, second.enhed, second.gyldig_til) == (3_500, "PCT", None) and not problems.errors

    def test_numbers_dates_and_formulas_as_a_spreadsheet_has_them(self) -> None:
        whole = io.BytesIO()
        with xlsxwriter.Workbook(whole, {"in_memory": True}) as book:
            sheet = book.add_worksheet("Satser")
            sheet.write_row(0, 0, ["Pensionssatser 2026"])
            sheet.write_row(2, 0, ["Kode", "Gyldig_fra", "Vaerdi", "Enhed"])
            sheet.write_row(3, 0, ["AP_GRUND", 20260101])
            sheet.write_formula(3, 2, "=64239*1.1", None, 70662.9)
            sheet.write(3, 3, "KR_AAR")
            sheet.write_row(4, 0, ["FP_MELLEMSTE_PCT", "01-01-2026", 2 / 3, "BROEK"])
        problems = Problems()
        first, second = laes(whole.getvalue(), "satser.xlsx", problems)
        assert not problems.errors and first.vaerdi == 7_066_290 and second.tal == Fraction(2, 3)

    @pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"hvad som helst", b"\xff" * 50])
    def test_what_is_no_sheet_is_refused_in_words(self, data: bytes) -> None:
        problems = Problems()
        assert laes(data, "x", problems) == [] and problems.errors
