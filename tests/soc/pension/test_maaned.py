"""The month: income without the pension itself, the calculation, the recalculation list, and the hand-over to payroll."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.soc.pension.verden import ET, FEB, FOER, JAN, KOMMUNE, MAR, TO, TRE, i_orden, indkomst, koder, pensionist, satser

from snitflade.exchange.reconciliation import Trin
from snitflade.folk.models import Person
from snitflade.formats import registry
from snitflade.formats.problems import Problems, ProblemsError
from snitflade.skat import behov
from snitflade.soc.maaned import Maaned
from snitflade.soc.models import Genberegning, Overlevering, Pensionist, Pensionsberegning
from snitflade.soc.pension import afstemning, beregning, genberegning, kort, overlevering

pytestmark = pytest.mark.django_db
FAA = settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
FULD = 1_366_667
"""80,000 + 84,000 kr. a year, a twelfth: 13,666.67 kr."""


@pytest.fixture(autouse=True)
def verden(db: None) -> None:
    satser()


def beregn(maaned: Maaned = JAN) -> beregning.Koert:
    return beregning.beregn_maaned(KOMMUNE, maaned, "anna")


def overlever(maaned: Maaned = JAN) -> Overlevering:
    return overlevering.godkend(overlevering.lav(KOMMUNE, maaned, "anna").pk, "bo")


class TestCalculation:
    """What a month gives, and for whom it cannot be calculated."""

    def test_a_month(self) -> None:
        pensionist(ET)
        pensionist(TO, "FP", niveau="laveste")
        indkomst(200_000)
        indkomst(0, cpr=TO)
        done = beregn()
        # 80,000 whole; 84,000 - 35 % of 44,000 = 68,600; a twelfth of 148,600 is 12,383.33. Half of 130,000 is 65,000: 5,416.67.
        assert (done.antal, done.nye, done.beloeb, len(done.problemer)) == (2, 2, 1_238_333 + 541_667, 0)
        one = Pensionsberegning.objects.get(pensionist__cpr=ET)
        assert (one.grund, one.tillaeg, one.indkomst) == (8_000_000, 6_860_000, 20_000_000)
        assert ["Pensionstillæg, enlig: nedsættelse, 7/20 af det, der er over", "15.400,00 kr."] in one.trin

    def test_done_twice_it_changes_nothing(self) -> None:
        pensionist()
        indkomst(0)
        beregn()
        again = beregn()
        assert (again.antal, again.nye, again.beloeb) == (1, 0, FULD) and Pensionsberegning.objects.count() == 1

    def test_a_missing_income_is_not_zero_and_does_not_hold_up_the_others(self) -> None:
        pensionist(ET)
        pensionist(TO)
        indkomst(0, cpr=TO)
        done = beregn()
        assert done.antal == 1 and koder(done.problemer) == ["PEN_INDKOMST_MANGLER"]
        assert ET not in next(iter(done.problemer)).message and "610160-****" in next(iter(done.problemer)).message

    def test_a_rate_that_lacks_is_told_for_the_one_it_concerns(self) -> None:
        pensionist(TO, "FP", niveau="hoejeste")
        indkomst(50_000, cpr=TO)
        done = beregn()
        assert done.antal == 0 and koder(done.problemer) == ["PEN_SATS_MANGLER"]

    def test_no_rates_nobody_and_rules_that_are_not_calculated_here(self) -> None:
        with pytest.raises(ProblemsError, match="ingen pensionister"):
            beregn()
        pensionist(fra=dt.date(2010, 1, 1), samliv="partner_uden", kendt_pension=0)
        with pytest.raises(ProblemsError, match="ingen godkendte pensionssatser for januar 2015"):
            beregn(Maaned(2015, 1))
        indkomst(0, dt.date(2021, 1, 1))
        assert koder(beregn(Maaned(2021, 5)).problemer) == ["PEN_FAELLES_INDKOMST"]

    def test_an_expected_income_takes_the_place_of_the_other_one(self) -> None:
        card = pensionist()
        indkomst(0)
        beregn()
        kort.forvent(card.pk, 20_000_000, "begynder på deltid", "anna")
        assert beregn().beloeb == 1_238_333
        kort.forvent(card.pk, None, "er holdt op igen", "anna")
        assert beregn().beloeb == FULD
        assert Pensionsberegning.objects.count() == 3 and Pensionsberegning.objects.filter(gaelder=True).count() == 1

    def test_whose_income_is_needed(self) -> None:
        pensionist(ET)
        gone = pensionist(TO)
        expected = pensionist(TRE)
        kort.stop(gone.pk, dt.date(2026, 1, 31), "død", "anna")
        kort.forvent(expected.pk, 0, "ingen indtægt", "anna")
        assert behov.personer("pension", KOMMUNE, dt.date(2026, 2, 1)) == [ET]
        assert behov.personer("pension", "0956", dt.date(2026, 2, 1)) == []


class TestIncomeWithoutThePension:
    """Aktuel indkomst has the pension of its twelve months in it; it is taken out, month by month."""

    def test_what_was_handed_over_is_taken_out(self) -> None:
        pensionist()
        indkomst(0)
        beregn()
        overlever()
        indkomst(13_667, dt.date(2026, 1, 1))
        genberegning.find(KOMMUNE, dt.date(2026, 2, 10))
        entry = Genberegning.objects.get()
        assert entry.nu == 1_366_700 - FULD, "the 33 øre over are the pensioner's own"

    def test_what_was_paid_before_stands_on_the_card_or_nothing_is_calculated(self) -> None:
        card = pensionist(fra=dt.date(2025, 7, 1))
        indkomst(100_000)
        assert koder(beregn().problemer) == ["PEN_INDKOMST_MANGLER"] and "juli 2025" in next(iter(beregn().problemer)).message
        kort.ret(card.pk, "enlig", "", 1_000_000, "anna")
        beregn()
        assert Pensionsberegning.objects.get().indkomst == 10_000_000 - 6 * 1_000_000


class TestTheRecalculationList:
    """Only a decision moves the income in use."""

    def test_ten_per_cent_and_not_a_krone_less(self) -> None:
        for cpr, before, after in ((ET, 100_000, 110_000), (TO, 100_000, 109_999)):
            pensionist(cpr, fra=FEB.foerste)
            indkomst(before, dt.date(2025, 12, 1), cpr)
            beregn(FEB)
            indkomst(after, dt.date(2026, 1, 1), cpr)
        assert genberegning.find(KOMMUNE, dt.date(2026, 2, 10)) == 1
        assert Genberegning.objects.get().pensionist.cpr == ET
        assert genberegning.find(KOMMUNE, dt.date(2026, 2, 10)) == 0, "looking again adds nothing"
        assert Pensionsberegning.objects.filter(gaelder=True, indkomst=10_000_000).count() == 2
        assert beregn(FEB).nye == 0, "until somebody has decided the old income counts"

    def test_decided_the_next_calculation_uses_the_new_one(self) -> None:
        pensionist(fra=FEB.foerste)
        indkomst(0)
        beregn(FEB)
        indkomst(200_000, dt.date(2026, 1, 1))
        genberegning.find(KOMMUNE, dt.date(2026, 2, 10))
        entry = Genberegning.objects.get()
        genberegning.genberegn(entry.pk, "bo")
        assert beregn(FEB).beloeb == 1_238_333
        with pytest.raises(ProblemsError, match="allerede afgjort"):
            genberegning.genberegn(entry.pk, "bo")
        assert genberegning.find(KOMMUNE, dt.date(2026, 2, 10)) == 0

    def test_left_as_it_is_the_same_change_does_not_come_again_and_another_does(self) -> None:
        pensionist(fra=FEB.foerste)
        indkomst(100_000)
        beregn(FEB)
        indkomst(150_000, dt.date(2026, 1, 1))
        genberegning.find(KOMMUNE, dt.date(2026, 2, 10))
        genberegning.behold(Genberegning.objects.get().pk, "engangsbeløb", "bo")
        assert genberegning.find(KOMMUNE, dt.date(2026, 2, 10)) == 0
        indkomst(160_000, dt.date(2026, 1, 1))
        assert genberegning.find(KOMMUNE, dt.date(2026, 2, 10)) == 1

    def test_a_change_that_is_gone_leaves_the_list(self) -> None:
        pensionist(fra=FEB.foerste)
        indkomst(100_000)
        beregn(FEB)
        indkomst(150_000, dt.date(2026, 1, 1))
        genberegning.find(KOMMUNE, dt.date(2026, 2, 10))
        indkomst(100_000, dt.date(2026, 1, 1))
        genberegning.find(KOMMUNE, dt.date(2026, 2, 10))
        assert [row.status for row in Genberegning.objects.all()] == ["bortfaldet"]

    @pytest.mark.parametrize(
        ("status", "kommune", "aarsag"), [("90", "0957", "doed"), ("80", "0957", "flyttet"), ("05", "0956", "flyttet")]
    )
    def test_death_and_moving(self, status: str, kommune: str, aarsag: str) -> None:
        pensionist()
        Person.objects.create(personnummer=ET, status=status, kommunekode=kommune)
        genberegning.find(KOMMUNE, dt.date(2026, 2, 10))
        entry = Genberegning.objects.get()
        assert entry.aarsag == aarsag
        with pytest.raises(ProblemsError, match="Stop pensionen på kortet"):
            genberegning.genberegn(entry.pk, "bo")

    def test_the_pension_age_ends_an_early_pension(self) -> None:
        """67 from 2021: on the birthday, and not the day before."""
        pensionist(TO, "FP", niveau="laveste")
        Person.objects.create(personnummer=TO, status="05", kommunekode="0957", foedselsdato=dt.date(1959, 2, 10))
        assert genberegning.find(KOMMUNE, dt.date(2026, 2, 9)) == 0
        assert genberegning.find(KOMMUNE, dt.date(2026, 2, 10)) == 1
        assert Genberegning.objects.get().aarsag == "alder"


class TestTheHandOver:
    """A file with control totals, made by one and approved by another."""

    def test_the_file_says_what_was_calculated(self) -> None:
        pensionist(ET)
        pensionist(TO, "FP", niveau="laveste")
        indkomst(0)
        indkomst(0, cpr=TO)
        beregn()
        made = overlevering.lav(KOMMUNE, JAN, "anna")
        assert (made.antal, made.forskel) == (2, FULD + 541_667)
        with pytest.raises(ProblemsError, match="ikke godkendt"):
            overlevering.hent(made.pk, "bo")
        with pytest.raises(ProblemsError, match="En anden skal godkende"):
            overlevering.godkend(made.pk, "anna")
        overlevering.godkend(made.pk, "bo")
        name, data = overlevering.hent(made.pk, "bo")
        assert name == "PENSION_0957_202601_1.csv"
        assert data.decode().split("\r\n") == [
            "Kommunenr;Cpr;Navn;Art;Konto;Maaned;Beloeb;Foer;Forskel;ForrigeMaaned",
            f"0957;{ET};;AP;47;202601;13666,67;0,00;13666,67;0,00",
            f"0957;{TO};;FP;43;202601;5416,67;0,00;5416,67;0,00",
            "TOTAL;2;19083,34",
            "",
        ]
        assert overlevering.hent(made.pk, "eva")[1] == data and i_orden() == []
        problems = Problems()
        registry.find("pension-loen-1").read(data, problems)
        assert not len(problems)

    def test_later_ones_hold_only_what_has_changed(self) -> None:
        card = pensionist(ET)
        pensionist(TO)
        indkomst(0)
        indkomst(0, cpr=TO)
        beregn()
        overlever()
        with pytest.raises(ProblemsError, match="intet at overlevere"):
            overlevering.lav(KOMMUNE, JAN, "anna")
        kort.forvent(card.pk, 20_000_000, "deltid", "anna")
        beregn()
        second = overlever()
        line = second.overleveringslinjer.get()
        assert (second.nummer, line.beloeb, line.foer, line.forskel) == (2, 1_238_333, FULD, 1_238_333 - FULD)

    def test_a_pension_that_stops_is_taken_back(self) -> None:
        card = pensionist()
        indkomst(0)
        for month in (JAN, FEB):
            beregn(month)
            overlever(month)
        kort.stop(card.pk, dt.date(2026, 1, 31), "død den 12. januar", "anna")
        back = overlever(FEB)
        assert (back.forskel, back.overleveringslinjer.get().forrige) == (-FULD, FULD)
        with pytest.raises(ProblemsError, match="intet at overlevere"):
            overlevering.lav(KOMMUNE, JAN, "anna")

    def test_a_month_of_nothing_is_told_once(self) -> None:
        card = pensionist()
        kort.forvent(card.pk, 100_000_000, "høj indtægt", "anna")
        beregn()
        assert overlever().overleveringslinjer.get().beloeb == 0
        with pytest.raises(ProblemsError, match="intet at overlevere"):
            overlevering.lav(KOMMUNE, JAN, "anna")

    def test_one_at_a_time_and_changed_since_it_was_made(self) -> None:
        card = pensionist()
        indkomst(0)
        beregn()
        made = overlevering.lav(KOMMUNE, JAN, "anna")
        with pytest.raises(ProblemsError, match="venter på godkendelse"):
            overlevering.lav(KOMMUNE, JAN, "eva")
        kort.forvent(card.pk, 20_000_000, "deltid", "anna")
        beregn()
        with pytest.raises(ProblemsError, match="ændret, siden overleveringen blev lavet"):
            overlevering.godkend(made.pk, "bo")
        overlevering.kasser(made.pk, "anna")
        assert overlever().forskel == 1_238_333
        with pytest.raises(ProblemsError, match="allerede godkendt eller kasseret"):
            overlevering.godkend(made.pk, "bo")

    def test_broken_off_while_making_or_approving_nothing_is_half_done(self, monkeypatch: pytest.MonkeyPatch) -> None:
        pensionist()
        indkomst(0)
        beregn()
        made = overlevering.lav(KOMMUNE, JAN, "anna")

        def dies(*args: object, **values: object) -> None:
            raise RuntimeError("strøm")

        with monkeypatch.context() as patch:
            patch.setattr("snitflade.exchange.audit.record", dies)
            with pytest.raises(RuntimeError):
                overlevering.godkend(made.pk, "bo")
        assert Overlevering.objects.get().godkendt_af == ""
        overlevering.kasser(made.pk, "anna")
        with monkeypatch.context() as patch:
            patch.setattr("snitflade.exchange.audit.record", dies)
            with pytest.raises(RuntimeError):
                overlevering.lav(KOMMUNE, JAN, "anna")
        assert Overlevering.objects.count() == 1 and i_orden() == []

    def test_the_control_finds_a_line_that_was_changed(self) -> None:
        pensionist()
        indkomst(0)
        beregn()
        made = overlever()
        made.overleveringslinjer.update(beloeb=1, forskel=1)
        assert any("overlevering" in one for one in i_orden())
        with pytest.raises(ProblemsError, match="totaler"):
            overlevering.hent(made.pk, "bo")
        made.overleveringslinjer.update(beloeb=FULD + 5, foer=5, forskel=FULD)
        assert any("overleveret før" in one for one in i_orden())

    def test_the_reconciliation_shows_the_stages(self) -> None:
        pensionist()
        indkomst(0)
        beregn()
        year = (dt.date(2026, 1, 1), dt.date(2026, 12, 31))
        line = afstemning.linjer(*year)[0]
        assert line.summer[Trin.KRAEVET].beloeb == FULD and line.summer[Trin.OPKRAEVET].beloeb == 0
        assert [one.beloeb for one in afstemning.forskelle(line, 10)] == [FULD]
        made = overlever()
        line = afstemning.linjer(*year)[0]
        assert [one.tekst for one in afstemning.forskelle(line, 10)] == [
            "Overlevering 0957 202601 nr. 1 er godkendt, men filen er ikke hentet"
        ]
        overlevering.hent(made.pk, "bo")
        line = afstemning.linjer(*year)[0]
        assert list(afstemning.forskelle(line, 10)) == [] and line.summer[Trin.SENDT].beloeb == FULD

    @given(st.lists(st.tuples(st.integers(0, 2), st.integers(0, 700_000), st.booleans()), min_size=1, max_size=6))
    @FAA
    def test_handed_over_is_calculated_whatever_happens(self, changes: list[tuple[int, int, bool]]) -> None:
        """Σ of the differences handed over of a month = Σ of its calculations, to the øre, and each pensioner's, too."""
        with transaction.atomic():
            cards = [pensionist(cpr, samliv=samliv) for cpr, samliv in ((ET, "enlig"), (TO, "partner"), (TRE, "partner_uden"))]
            for which, kroner, stops in changes:
                card = Pensionist.objects.get(pk=cards[which].pk)
                if card.til is None:
                    kort.forvent(card.pk, kroner * 100, "ændring", "anna")
                    if stops:
                        kort.stop(card.pk, dt.date(2026, 2, 28), "stop", "anna")
                for month in (JAN, FEB, MAR):
                    presses: tuple[Callable[[Maaned], object], ...] = (beregn, overlever)
                    for press in presses:
                        try:
                            press(month)
                        except ProblemsError as error:
                            told_why = {problem.code for problem in error.problems}
                            assert told_why <= {"PEN_INTET_AT_OVERLEVERE", "PEN_INGEN_PENSIONISTER"}
            for month in (JAN, FEB, MAR):
                held = {row.pensionist_id: row.beloeb for row in Pensionsberegning.objects.filter(gaelder=True, maaned=str(month))}
                told: dict[int, int] = {}
                for made in Overlevering.objects.filter(maaned=str(month)):
                    for line in made.overleveringslinjer.all():
                        told[line.pensionist_id] = told.get(line.pensionist_id, 0) + line.forskel
                assert _udover(told) == _udover(held)
            assert i_orden() == []
            transaction.set_rollback(True)


def _udover(amounts: dict[int, int]) -> dict[int, int]:
    """Without what is zero."""
    return {pk: amount for pk, amount in amounts.items() if amount}


class TestTheCard:
    """What a card may say."""

    def test_everything_that_is_wrong_at_once(self) -> None:
        with pytest.raises(ProblemsError) as error:
            pensionist("123", "XX", kommune="95", samliv="gift", fra=dt.date(2026, 1, 2), kendt_pension=-1)
        told = {problem.code for problem in error.value.problems}
        assert told == {"PENSIONIST_KOMMUNE", "PENSIONIST_CPR", "PENSIONIST_VALG", "PENSIONIST_FOERSTE", "PENSIONIST_BELOEB"}

    @pytest.mark.parametrize(("art", "niveau"), [("FP", ""), ("AP", "laveste"), ("FP", "halv")])
    def test_a_level_belongs_to_an_early_pension(self, art: str, niveau: str) -> None:
        with pytest.raises(ProblemsError, match="Førtidspension har et niveau"):
            pensionist(ET, art, niveau=niveau)

    def test_one_running_pension_and_a_new_one_after_it(self) -> None:
        card = pensionist(TO, "FP", niveau="laveste")
        with pytest.raises(ProblemsError, match="allerede en løbende pension"):
            pensionist(TO)
        with pytest.raises(ProblemsError, match="den sidste i en måned"):
            kort.stop(card.pk, dt.date(2026, 1, 30), "67 år", "anna")
        with pytest.raises(ProblemsError, match="Skriv hvorfor"):
            kort.stop(card.pk, dt.date(2026, 1, 31), " ", "anna")
        kort.stop(card.pk, dt.date(2026, 1, 31), "67 år", "anna")
        with pytest.raises(ProblemsError, match="er stoppet 31-01-2026"):
            kort.forvent(card.pk, 0, "x", "anna")
        assert pensionist(TO, fra=FEB.foerste).pk != card.pk
        assert str(card).startswith("610160-****") and card.fra == FOER
