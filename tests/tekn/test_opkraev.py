"""Billing a quarter: the specification's test case, corrections, settings, and every check of the order."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from tests.tekn.conftest import Bestil, Indlaes
from tests.tekn.ordrer import DATERET, DEBITORER, OLE, koder, written

from snitflade.bogh.models import Postering
from snitflade.exchange.bulk import insert_rows
from snitflade.exchange.konstanter.model import Systemkonstant
from snitflade.formats.problems import ProblemsError
from snitflade.inka.models import Debitor, Regning
from snitflade.tekn.models import Aftale, Opkraevning
from snitflade.tekn.renovation.opkraev import opkraev

pytestmark = pytest.mark.django_db


class TestTestcase:
    """prisme.md 5.1 to 5.3."""

    def test_bills(self, indlaes: Indlaes, bestil: Bestil) -> None:
        indlaes()
        koersel = opkraev(bestil())
        bills = koersel.regninger
        assert list(zip(bills.kundenummer, bills.person_cvr, bills.beloeb, bills.gln, bills.betales_fra_konto, strict=True)) == [
            ("3112999999", "3112999999", 89_000, "", ""),
            ("5809001539", "0012227353", 333_000, "", ""),
            ("0001953096", "0019785289", 244_000, "5790001953096", ""),
            ("0001952976", "0019785289", 183_000, "5790001952976", ""),
            ("0002292514", "", 122_000, "", "4106011200"),
        ]
        assert set(bills.omraadenummer) == {"000"}
        assert not koersel.advarsler
        assert (koersel.aftaler, koersel.opkraevet, koersel.rettelser) == (9, 9, 0)

    def test_totals(self, indlaes: Indlaes, bestil: Bestil) -> None:
        indlaes()
        koersel = opkraev(bestil())
        assert list(koersel.brutto.items()) == [
            ("6602507000", 488_000),
            ("6603507000", 28_000),
            ("6602107000", 427_000),
            ("6603107000", 28_000),
        ]
        assert koersel.netto == 849_000
        assert [(claim.kundenummer, claim.konto, claim.beloeb) for claim in koersel.direkte] == [
            ("0002292514", "4106011200", 122_000)
        ]

    def test_ledger_rows_in_the_order_of_g69(self, indlaes: Indlaes, bestil: Bestil) -> None:
        indlaes()
        koersel = opkraev(bestil())
        expected = [
            (1, "6602507000", -488_000, "1. KVARTAL 2018"),
            (2, "6603507000", -28_000, "1. KVARTAL 2018"),
            (3, "6602107000", -427_000, "1. KVARTAL 2018"),
            (4, "6603107000", -28_000, "1. KVARTAL 2018"),
            (5, "9407009003", 849_000, "1. KVARTAL 2018"),
            (6, "4106011200", 122_000, "RENOVATION 1. KVARTAL 2018"),
        ]
        assert [(row.loebenr, row.konto, row.beloeb, row.tekst) for row in koersel.posteringer] == expected
        stored = Postering.objects.filter(koersel=koersel.noegle)
        assert list(stored.values_list("loebenr", "konto", "beloeb", "tekst")) == expected
        assert set(stored.values_list("kommune", "maskinnr", "posteringsdato", "regnskabsaar", "konteret_af")) == {
            ("0956", "00861", dt.date(2018, 1, 13), 2018, "tobl")
        }

    def test_specification_lines(self, indlaes: Indlaes, bestil: Bestil) -> None:
        indlaes()
        lines = opkraev(bestil()).regninger.tekstlinjer
        assert lines[0] == [
            "Dagrenovation 1. kvartal 2018",
            "B-1456, Paamiut",
            "1 x 610,00 = 610,00",
            "Natrenovation 1. kvartal 2018",
            "B-1456, Paamiut",
            "1 x 280,00 = 280,00",
        ]
        assert lines[1][6:9] == ["Dagrenovation 1. kvartal 2018", "B-1456, Tasiilaq", "1 x 610,00 = 610,00"]
        assert lines[2][2] == "4 x 610,00 = 2.440,00"

    def test_what_is_stored(self, indlaes: Indlaes, bestil: Bestil) -> None:
        indlaes()
        koersel = opkraev(bestil())
        bills = Regning.objects.filter(koersel=koersel.noegle)
        assert list(bills.values_list("nummer", "debitor__kundenummer", "beloeb", "betales_fra_konto", "tekstlinjer")) == list(
            zip(
                koersel.regninger.nummer,
                koersel.regninger.kundenummer,
                koersel.regninger.beloeb,
                koersel.regninger.betales_fra_konto,
                koersel.regninger.tekst,
                strict=True,
            )
        )
        assert set(bills.values_list("modul", "kommune", "periode", "posteringsdato", "forfaldsdato", "regnskabsaar")) == {
            ("tekn.renovation", "0956", "2018K1", dt.date(2018, 1, 13), dt.date(2018, 2, 1), 2018)
        }
        for bill in bills:
            assert sum(line.beloeb for line in bill.opkraevninger.all()) == bill.beloeb
        assert set(Opkraevning.objects.values_list("kvartal", "dage", "dage_i_kvartal")) == {("2018K1", 90, 90)}

    def test_again_there_is_nothing_to_bill_and_nothing_is_written(self, indlaes: Indlaes, bestil: Bestil) -> None:
        indlaes()
        opkraev(bestil())
        before = written()
        koersel = opkraev(bestil())
        assert koersel.tom
        assert koersel.noegle == ""
        assert "intet at opkræve" in koersel.oplysninger[0]
        assert written() == before == (5, 9, 6)

    def test_numbers_and_keys_go_on(self, indlaes: Indlaes, bestil: Bestil) -> None:
        indlaes()
        first, second = opkraev(bestil()), opkraev(bestil(kvartal="2018K2"))
        assert (first.noegle, second.noegle) == ("861-0956-2018K1-001", "861-0956-2018K2-001")
        assert first.regninger.nummer + second.regninger.nummer == list(range(1, 11))
        assert second.netto == first.netto


class TestOmraadenummer:
    """Systemkonstant 4011 (prisme.md 3.7)."""

    def test_geo_splits_a_debtors_bill_by_district(self, indlaes: Indlaes, bestil: Bestil) -> None:
        indlaes(lokaliteter="Lokalitet;GEO\nTasiilaq;040\n", systemkonstanter="Nøgle;Værdi\n4011;GEO\n")
        bills = opkraev(bestil()).regninger
        assert list(zip(bills.kundenummer, bills.omraadenummer, bills.beloeb, strict=True)) == [
            ("3112999999", "050", 89_000),
            ("5809001539", "040", 89_000),
            ("5809001539", "050", 244_000),
            ("0001953096", "040", 244_000),
            ("0001952976", "050", 183_000),
            ("0002292514", "000", 122_000),
        ]

    def test_a_place_without_a_geo_code_is_told_once(self, indlaes: Indlaes, bestil: Bestil) -> None:
        indlaes()
        assert koder(bestil(omraadenummer="GEO")) == ["REGNING_GEO_MANGLER"]
        assert written() == (0, 0, 0)

    def test_inddriv_marks_public_customers(self, indlaes: Indlaes, bestil: Bestil) -> None:
        indlaes()
        assert koder(bestil(omraadenummer="INDDRIV")) == ["REGNING_OFFENTLIG_UKENDT"] * 3
        Debitor.objects.filter(cvr="19785289").update(offentlig=True)
        Debitor.objects.filter(cvr="12227353").update(offentlig=False)
        koersel = opkraev(bestil(omraadenummer="INDDRIV"))
        assert koersel.regninger.omraadenummer == ["000", "000", "100", "100", "000"]

    def test_one_bill_per_agreement_on_request(self, indlaes: Indlaes, bestil: Bestil) -> None:
        indlaes()
        koersel = opkraev(bestil(rate_pr="aftale"))
        assert koersel.regninger.beloeb == [61_000, 28_000, 122_000, 122_000, 61_000, 28_000, 244_000, 183_000, 122_000]
        assert koersel.netto == 849_000
        assert opkraev(bestil()).tom


class TestDebitorer:
    """Who can be billed."""

    def test_a_customer_without_a_number_stops_the_run_and_all_are_told(self, indlaes: Indlaes, bestil: Bestil) -> None:
        indlaes()
        Debitor.objects.filter(cvr="12227353").update(cvr="")
        Debitor.objects.filter(kundenummer="0001953096").update(cvr="", gln="")
        assert koder(bestil()) == ["REGNING_UDEN_NUMMER"] * 2
        assert written() == (0, 0, 0)

    def test_one_that_pays_from_an_account_needs_none_unless_a_lone_trans_10_is_sent(
        self, indlaes: Indlaes, bestil: Bestil
    ) -> None:
        indlaes()
        assert koder(bestil(trans_10_uden_rate="J")) == ["REGNING_UDEN_NUMMER"]
        Debitor.objects.filter(kundenummer="0002292514").update(cvr="12227353")
        koersel = opkraev(bestil(trans_10_uden_rate="J"))
        assert koersel.trans_10_uden_rate
        assert koersel.regninger.person_cvr[-1] == "0012227353"

    def test_the_person_number_goes_before_the_customer_number(self, indlaes: Indlaes, bestil: Bestil) -> None:
        indlaes()
        Debitor.objects.filter(kundenummer="3112999999").update(personnummer="6102999001")
        koersel = opkraev(bestil())
        assert koersel.regninger.person_cvr[0] == "6102999001"
        assert [(p.code, p.raw) for p in koersel.advarsler] == [("DEBITOR_MODULUS_11", "610299-****")]

    def test_gln_without_cvr(self, indlaes: Indlaes, bestil: Bestil) -> None:
        indlaes()
        Debitor.objects.filter(kundenummer="0001953096").update(cvr="", personnummer="3112999999")
        assert koder(bestil()) == ["DEBITOR_GLN_UDEN_CVR"]

    def test_one_claim_per_debtor_that_pays_from_an_account(self, indlaes: Indlaes, bestil: Bestil) -> None:
        row = "0002292514;{};B-{};Dagrenovation;1;;\n"
        indlaes(aftaler=DATERET + row.format("Tasiilaq", 1) + row.format("Paamiut", 2))
        koersel = opkraev(bestil(omraadenummer="GEO", rate_pr="aftale"))
        assert [(claim.konto, claim.beloeb) for claim in koersel.direkte] == [("4106011200", 122_000)]
        assert koersel.netto == 0
        assert [row.konto for row in koersel.posteringer] == ["6602507000", "6602107000", "4106011200"]


class TestSprog:
    """Specification lines in the customer's language (social-teknik.md 11.6)."""

    def test_languages_and_missing_names(self, indlaes: Indlaes, bestil: Bestil) -> None:
        debtors = [
            f"{kunde};Prøve;;;;;{sprog};\n" for kunde, sprog in (("3112999999", "kl"), ("6203019002", "en"), ("6102999001", "da"))
        ]
        rows = [
            f"{kunde};Paamiut;B-{place};Dagrenovation;1;;\n"
            for kunde in ("3112999999", "6203019002", "6102999001")
            for place in (1, 2)
        ]
        ydelser = "Ydelse;Lokalitet;Indtægtskonto;Pris;Navn en\nDagrenovation;Paamiut;66-02-50-70-00;610,00;Household waste\n"
        assert indlaes(debitorer=DEBITORER + "".join(debtors), aftaler=DATERET + "".join(rows), ydelser=ydelser).indlaest
        koersel = opkraev(bestil())
        assert [lines[0] for lines in koersel.regninger.tekstlinjer] == [
            "Dagrenovation 1/2018",
            "Household waste, quarter 1 of 2018",
            "Dagrenovation 1. kvartal 2018",
        ]
        missing = [problem.message for problem in koersel.advarsler if problem.code == "RENOVATION_NAVN_MANGLER"]
        assert len(missing) == 1
        assert "2 regningslinjer" in missing[0]
        assert "Navn kl" in missing[0]

    def test_part_of_a_quarter_is_shown(self, indlaes: Indlaes, bestil: Bestil) -> None:
        indlaes(aftaler=f"{DATERET}{OLE};2;20180201;\n")
        lines = opkraev(bestil()).regninger.tekstlinjer[0]
        assert lines[2] == "2 x 610,00 = 799,78 (01.02.2018-31.03.2018)"  # 1220 x 59/90

    @pytest.mark.parametrize(("fra", "til"), [("", "01-01-2018"), ("31-03-2018", ""), ("15-02-2018", "15-02-2018")])
    def test_a_single_day_is_billed(self, indlaes: Indlaes, bestil: Bestil, fra: str, til: str) -> None:
        indlaes(aftaler=f"{DATERET}{OLE};1;{fra};{til}\n")
        assert opkraev(bestil()).regninger.beloeb == [678]  # 610 x 1/90

    @pytest.mark.parametrize(("fra", "til"), [("", "31-12-2017"), ("01-04-2018", "")])
    def test_the_days_around_the_quarter_are_not(self, indlaes: Indlaes, bestil: Bestil, fra: str, til: str) -> None:
        indlaes(aftaler=f"{DATERET}{OLE};1;{fra};{til}\n")
        koersel = opkraev(bestil())
        assert koersel.tom
        assert koersel.aftaler == 0

    def test_long_names_are_split_and_nothing_is_lost(self, indlaes: Indlaes, bestil: Bestil) -> None:
        navn, sted = "Afhentning af storskrald og haveaffald ved fritidshuse udenf", "Aappilattoq (Nanortalik)"
        adresse = "B-1456 bag den gamle butik, lejlighed 12"
        ydelser = f"Ydelse;Lokalitet;Indtægtskonto;Pris\n{navn};{sted};66-02-50-70-00;610,00\n"
        assert indlaes(ydelser=ydelser, aftaler=f"{DATERET}3112999999;{sted};{adresse};{navn};1;;\n").indlaest
        lines = opkraev(bestil()).regninger.tekstlinjer[0]
        assert max(map(len, lines)) <= 60
        assert " ".join(lines) == f"{navn} 1. kvartal 2018 {adresse}, {sted} 1 x 610,00 = 610,00"

    def test_more_lines_than_a_rate_can_have(self, indlaes: Indlaes, bestil: Bestil) -> None:
        rows = [f"3112999999;Paamiut;B-{number};Dagrenovation;1;;\n" for number in range(1, 335)]
        assert indlaes(aftaler=DATERET + "".join(rows)).indlaest
        assert koder(bestil()) == ["OPKRAEV_LINJER"]
        assert len(opkraev(bestil(rate_pr="aftale")).regninger) == 334
        Opkraevning.objects.all().delete()
        Aftale.objects.get(bnr="B-334").delete()
        assert len(opkraev(bestil()).regninger.tekstlinjer[0]) == 999


@pytest.mark.parametrize(
    ("changes", "codes"),
    [
        ({"kommune": "95"}, ["KOERSEL_KOMMUNE"]),
        ({"kommune": "O956"}, ["KOERSEL_KOMMUNE"]),
        ({"kvartal": "2018-1"}, ["KOERSEL_KVARTAL"]),
        ({"forfaldsdato": dt.date(2018, 1, 12)}, ["KOERSEL_FORFALD"]),
        ({"regnskabsaar": 2016}, ["KOERSEL_REGNSKABSAAR"]),
        ({"regnskabsaar": 2020}, ["KOERSEL_REGNSKABSAAR"]),
        ({"konteret_af": "tobias"}, ["KOERSEL_KONTERET_AF"]),
        ({"konteret_af": "t bl"}, ["KOERSEL_KONTERET_AF"]),
        ({"konteret_af": "t&b"}, ["KOERSEL_KONTERET_AF"]),
        ({"konteret_af": "t\x00b"}, ["KOERSEL_KONTERET_AF"]),
        ({"tekst": ""}, ["KOERSEL_TEKST"]),
        ({"tekst": "1. & 2. KVARTAL"}, ["KOERSEL_TEKST"]),
        ({"tekst": "1. KVARTAL\n2018"}, ["KOERSEL_TEKST"]),
        ({"tekst": "x" * 36}, ["KOERSEL_TEKST_FOR_LANG"]),
        ({"tekst": "x" * 25}, ["KOERSEL_TEKST_FOR_LANG"]),  # RENOVATION in front makes it 36
        ({"omraadenummer": "geo"}, ["KOERSEL_INDSTILLING"]),
        ({"modkonto": "940700900"}, ["KOERSEL_INDSTILLING"]),
        ({"afregning": "halve"}, ["KOERSEL_INDSTILLING"]),
        ({"rate_pr": "kunde"}, ["KOERSEL_INDSTILLING"]),
        (
            {"kommune": "x", "kvartal": "x", "regnskabsaar": 1, "tekst": "&", "konteret_af": "&", "rate_pr": "x"},
            [
                "KOERSEL_KOMMUNE",
                "KOERSEL_KVARTAL",
                "KOERSEL_REGNSKABSAAR",
                "KOERSEL_KONTERET_AF",
                "KOERSEL_TEKST",
                "KOERSEL_INDSTILLING",
            ],
        ),
    ],
)
def test_faults_of_an_order_come_at_once_and_nothing_is_written(
    indlaes: Indlaes, bestil: Bestil, changes: dict[str, Any], codes: list[str]
) -> None:
    indlaes()
    assert koder(bestil(**changes)) == codes
    assert written() == (0, 0, 0)


@pytest.mark.parametrize(
    "changes",
    [
        {"kommune": "956"},
        {"regnskabsaar": 2017},
        {"regnskabsaar": 2019},
        {"forfaldsdato": dt.date(2018, 1, 13)},
        {"konteret_af": ""},
        {"tekst": "x" * 24},
        {"modkonto": "1234567890"},
    ],
)
def test_orders_at_the_limit_are_taken(indlaes: Indlaes, bestil: Bestil, changes: dict[str, Any]) -> None:
    indlaes()
    koersel = opkraev(bestil(**changes))
    assert koersel.kommune == "0956"
    assert koersel.posteringer[4].konto == changes.get("modkonto", "9407009003")


def test_a_text_without_room_for_renovation_is_taken_when_nothing_is_paid_from_an_account(indlaes: Indlaes, bestil: Bestil) -> None:
    indlaes(aftaler=f"{DATERET}{OLE};1;;\n")
    assert opkraev(bestil(tekst="x" * 35)).posteringer[0].tekst == "x" * 35


def test_a_stored_constant_with_an_impossible_value_is_a_problem(indlaes: Indlaes, bestil: Bestil) -> None:
    indlaes()
    Systemkonstant.objects.create(nummer="renovation.afregning", vaerdi="uger")
    assert koder(bestil()) == ["KOERSEL_INDSTILLING"]


def test_a_service_without_a_needed_tariff_is_told_with_the_first_day(indlaes: Indlaes, bestil: Bestil) -> None:
    ydelser = "Ydelse;Lokalitet;Indtægtskonto;Pris;Gyldig fra\nDagrenovation;Paamiut;66-02-50-70-00;610,00;01-02-2018\n"
    rows = f"{OLE};1;;\n{OLE.replace('1456', '2')};1;15-01-2018;\n{OLE.replace('1456', '3')};1;01-02-2018;\n"
    assert indlaes(ydelser=ydelser, aftaler=DATERET + rows).indlaest
    with pytest.raises(ProblemsError) as caught:
        opkraev(bestil())
    (problem,) = caught.value.problems
    assert problem.code == "RENOVATION_TAKST_MANGLER"
    assert "01.01.2018" in problem.message
    assert "2 aftaler" in problem.message


def test_amounts_too_large_for_prisme(indlaes: Indlaes, bestil: Bestil) -> None:
    ydelser = "Ydelse;Lokalitet;Indtægtskonto;Pris\nDagrenovation;Paamiut;66-02-50-70-00;99999999,99\n"
    assert indlaes(ydelser=ydelser, aftaler=f"{DATERET}{OLE};2;;\n").indlaest
    assert koder(bestil()) == ["REGNING_FOR_STOR"]
    assert indlaes(aftaler=f"{DATERET}{OLE};1;;\n").indlaest
    assert opkraev(bestil()).netto == 9_999_999_999
    assert indlaes(aftaler=f"{DATERET}{OLE};999999;;\n").indlaest
    assert koder(bestil(kvartal="2018K2")) == ["REGNING_FOR_STOR", "KONTERING_FOR_STOR", "KONTERING_FOR_STOR"]


def test_no_agreement_and_no_data_is_nothing_to_bill(bestil: Bestil) -> None:
    koersel = opkraev(bestil())
    assert koersel.tom
    assert written() == (0, 0, 0)


def test_a_failure_while_writing_leaves_nothing(indlaes: Indlaes, bestil: Bestil, monkeypatch: pytest.MonkeyPatch) -> None:
    indlaes()

    def failing(model: Any, names: Any, rows: Any) -> None:
        if model is Postering:
            raise OSError("disk full")
        insert_rows(model, names, rows)

    monkeypatch.setattr("snitflade.bogh.bilag.insert_rows", failing)
    with pytest.raises(OSError, match="disk"):
        opkraev(bestil())
    assert written() == (0, 0, 0)
    monkeypatch.undo()
    assert opkraev(bestil()).netto == 849_000
