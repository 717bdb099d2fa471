"""What changes after billing is billed as the difference (social-teknik.md 11.3)."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict

import pytest
from tests.tekn.conftest import Bestil, Indlaes
from tests.tekn.ordrer import DATERET, OLE, koder, written

from snitflade.bogh.models import Postering
from snitflade.exchange import catalogue, integrity, outbound
from snitflade.inka.models import Regning
from snitflade.tekn.models import Opkraevning, Ydelse
from snitflade.tekn.renovation.opkraev import opkraev

pytestmark = pytest.mark.django_db


class TestRettelser:
    """A quarter that is billed once more."""

    def change(self, indlaes: Indlaes, *rows: str) -> None:
        assert indlaes(aftaler=DATERET + "\n".join(rows) + "\n").indlaest

    def test_a_higher_number_is_billed_with_the_original_quarter_in_the_text(self, indlaes: Indlaes, bestil: Bestil) -> None:
        self.change(indlaes, f"{OLE};1;;")
        opkraev(bestil())
        self.change(indlaes, f"{OLE};3;;")
        koersel = opkraev(bestil(posteringsdato=dt.date(2018, 5, 1), forfaldsdato=dt.date(2018, 6, 1)))
        assert koersel.noegle == "861-0956-2018K1-002"
        assert (koersel.regninger.beloeb, koersel.brutto, koersel.netto) == ([122_000], {"6602507000": 122_000}, 122_000)
        assert (koersel.opkraevet, koersel.rettelser) == (1, 1)
        assert koersel.regninger.tekstlinjer == [
            [
                "Rettelse: Dagrenovation 1. kvartal 2018",
                "B-1456, Paamiut",
                "3 x 610,00 = 1.830,00, tidligere opkrævet 610,00, forskel",
                "1.220,00",
            ]
        ]

    def test_an_ended_agreement_is_credited_and_debit_and_credit_change_sides(self, indlaes: Indlaes, bestil: Bestil) -> None:
        self.change(indlaes, f"{OLE};1;;")
        opkraev(bestil())
        self.change(indlaes, f"{OLE};1;;20171231")
        koersel = opkraev(bestil())
        assert koersel.regninger.beloeb == [-61_000]
        assert [(row.konto, row.beloeb) for row in koersel.posteringer] == [("6602507000", 61_000), ("9407009003", -61_000)]
        assert koersel.regninger.tekstlinjer[0][2] == "0,00, tidligere opkrævet 610,00, forskel -610,00"
        assert opkraev(bestil()).tom

    def test_a_pause_is_credited(self, indlaes: Indlaes, bestil: Bestil) -> None:
        self.change(indlaes, f"{OLE};2;;")
        opkraev(bestil())
        self.change(indlaes, f"{OLE};0;;")
        assert opkraev(bestil()).regninger.beloeb == [-122_000]

    def test_each_correction_shows_its_own_history(self, indlaes: Indlaes, bestil: Bestil) -> None:
        row = "3112999999;Paamiut;B-{};Dagrenovation;{};;"
        self.change(indlaes, row.format(1, 1), row.format(2, 2))
        opkraev(bestil())
        self.change(indlaes, row.format(1, 3), row.format(2, 3), row.format(3, 3))
        lines = opkraev(bestil()).regninger.tekstlinjer[0]
        assert lines == [
            "Rettelse: Dagrenovation 1. kvartal 2018",
            "B-1, Paamiut",
            "3 x 610,00 = 1.830,00, tidligere opkrævet 610,00, forskel",
            "1.220,00",
            "Rettelse: Dagrenovation 1. kvartal 2018",
            "B-2, Paamiut",
            "3 x 610,00 = 1.830,00, tidligere opkrævet 1.220,00, forskel",
            "610,00",
            "Dagrenovation 1. kvartal 2018",
            "B-3, Paamiut",
            "3 x 610,00 = 1.830,00",
        ]

    def test_a_correction_does_not_take_its_lines_from_an_ordinary_bill(self, indlaes: Indlaes, bestil: Bestil) -> None:
        self.change(indlaes, "5809001539;Paamiut;B-9;Dagrenovation;1;;")
        opkraev(bestil())
        self.change(indlaes, f"{OLE};2;;", "5809001539;Paamiut;B-9;Dagrenovation;2;;")
        ordinary, correction = opkraev(bestil()).regninger.tekstlinjer
        assert ordinary[0] == "Dagrenovation 1. kvartal 2018"
        assert correction[0] == "Rettelse: Dagrenovation 1. kvartal 2018"

    def test_a_late_agreement_is_an_ordinary_line(self, indlaes: Indlaes, bestil: Bestil) -> None:
        self.change(indlaes, f"{OLE};1;;")
        opkraev(bestil())
        self.change(indlaes, "3112999999;Paamiut;B-1456;Natrenovation;1;;")
        koersel = opkraev(bestil())
        assert koersel.rettelser == 0
        assert koersel.regninger.tekstlinjer[0][0] == "Natrenovation 1. kvartal 2018"

    def test_the_correction_goes_to_the_account_that_was_used(self, indlaes: Indlaes, bestil: Bestil) -> None:
        self.change(indlaes, f"{OLE};1;;")
        opkraev(bestil())
        Ydelse.objects.filter(navn="Dagrenovation").update(indtaegtskonto="6602997000")
        assert opkraev(bestil()).tom
        self.change(indlaes, f"{OLE};2;;")
        Ydelse.objects.filter(navn="Dagrenovation").update(indtaegtskonto="6602997000")
        assert opkraev(bestil()).brutto == {"6602507000": 61_000}

    @pytest.mark.parametrize(("oere", "sent"), [(1, False), (99, False), (100, True), (-1, True)])
    def test_credits_below_one_krone_stay_open(self, indlaes: Indlaes, bestil: Bestil, oere: int, sent: bool) -> None:
        self.change(indlaes, f"{OLE};1;;")
        opkraev(bestil())
        Opkraevning.objects.update(beloeb=61_000 + oere)
        koersel = opkraev(bestil())
        assert koersel.tom is not sent
        if not sent:
            assert f"-0,{oere:02}" in koersel.oplysninger[1]
            self.change(indlaes, f"{OLE};2;;")
            assert opkraev(bestil()).regninger.beloeb == [61_000 - oere]

    def test_a_bill_of_zero_is_left_out_and_stays_open(self, indlaes: Indlaes, bestil: Bestil) -> None:
        self.change(indlaes, f"{OLE};1;;", "3112999999;Paamiut;B-2;Dagrenovation;1;;")
        opkraev(bestil())
        before = written()
        self.change(indlaes, f"{OLE};2;;", "3112999999;Paamiut;B-2;Dagrenovation;0;;")
        koersel = opkraev(bestil())
        assert koersel.tom
        assert "går i nul" in koersel.oplysninger[1]
        assert written() == before

    def test_a_new_price_in_a_billed_quarter(self, indlaes: Indlaes, bestil: Bestil) -> None:
        self.change(indlaes, f"{OLE};1;;")
        opkraev(bestil())
        takster = "Ydelse;Lokalitet;Indtægtskonto;Pris;Gyldig fra\nDagrenovation;Paamiut;66-02-50-70-00;{}\n"
        rows = takster.format("610,00;\nDagrenovation;Paamiut;66-02-50-70-00;700,00;01-02-2018")
        assert indlaes(ydelser=rows + "Natrenovation;Paamiut;66-03-50-70-00;280,00;\n").indlaest
        koersel = opkraev(bestil())
        # 610 x 31/90 = 210.11 and 700 x 59/90 = 458.89; billed before: 610
        assert koersel.regninger.beloeb == [21_011 + 45_889 - 61_000]
        assert koersel.regninger.tekstlinjer[0][2:] == [
            "1 x 610,00 (01.01.2018-31.01.2018) + 1 x 700,00",
            "(01.02.2018-31.03.2018) = 669,00, tidligere opkrævet 610,00,",
            "forskel 59,00",
        ]

    def test_another_municipality_may_not_bill_the_same_quarter(self, indlaes: Indlaes, bestil: Bestil) -> None:
        indlaes()
        opkraev(bestil())
        assert koder(bestil(kommune="0957")) == ["OPKRAEV_ANDEN_KOMMUNE"]
        assert not opkraev(bestil(kommune="0957", kvartal="2018K2")).tom

    def test_a_quarter_that_costs_much_more_than_the_last_is_warned_of(self, indlaes: Indlaes, bestil: Bestil) -> None:
        self.change(indlaes, f"{OLE};10;;")
        opkraev(bestil())
        assert not opkraev(bestil(kvartal="2018K2")).advarsler
        self.change(indlaes, f"{OLE};11;;")
        assert not opkraev(bestil(kvartal="2018K3")).advarsler  # ten percent is not more than ten percent
        self.change(indlaes, f"{OLE};13;;")
        assert opkraev(bestil(kvartal="2018K4")).advarsler.codes == {"OPKRAEV_AFVIGER"}

    def test_what_cancels_out_on_every_account_is_booked_sent_and_taken_back(self, indlaes: Indlaes, bestil: Bestil) -> None:
        """One household gets a container, another gives one back: the account moves by nothing, and both have a bill."""
        anden = "5809001539;Paamiut;B-9;Dagrenovation"
        self.change(indlaes, f"{OLE};1;;", f"{anden};2;;")
        opkraev(bestil())
        owed = dict(Regning.objects.values_list("nummer", "rest"))
        self.change(indlaes, f"{OLE};2;;", f"{anden};1;;")
        interface = catalogue.find("40")
        exchange, built = outbound.build(
            interface, {name: value for name, value in asdict(bestil()).items() if value is not None}, "anna"
        )
        assert exchange is not None
        own = Regning.objects.filter(exchange=exchange)
        assert sorted(own.values_list("beloeb", "rest")) == [(-61_000, -61_000), (61_000, 61_000)]
        assert list(Postering.objects.filter(exchange=exchange).values_list("konto", "beloeb")) == [
            ("9407009003", 61_000),
            ("9407009003", -61_000),
        ]
        assert (built.totals["G69 linjer"], built.totals["trans 24"], built.totals["modkonto"]) == (2, 2, 0)
        assert list(integrity.broken()) == []
        outbound.cancel(exchange, interface, "bo", "Forkert dato")
        assert set(own.values_list("rest", flat=True)) == {0}
        assert dict(Regning.objects.exclude(exchange=exchange).values_list("nummer", "rest")) == owed
        assert list(integrity.broken()) == []
        assert opkraev(bestil()).regninger.beloeb == [61_000, -61_000]
