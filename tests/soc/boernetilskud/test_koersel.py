"""A month of Børnetilskud: the bank's file, Prisme's, done twice, taken back, differences, and what is refused."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from tests.soc.boernetilskud.verden import (
    ARTEN,
    BARN_1,
    ENE,
    ENEBARN,
    FRA_KONTO,
    HJEM_2,
    I_DAG,
    JUNI,
    KOMMUNE,
    KREDIT,
    MAJ,
    MELLEM,
    MOR,
    advarsler,
    annuller,
    betalt,
    bevilget,
    bor,
    familier,
    i_orden,
    indhold,
    indkomst,
    koer,
    kortet,
    opsaet,
    person,
    saldo,
    sats,
    send,
    udveksling,
    ur,
)

from snitflade.bogh.udbetaling import modregning, modtagere
from snitflade.bogh.udbetaling.models import Udbetalingspost
from snitflade.exchange import catalogue, outbound
from snitflade.exchange.konstanter.model import Systemkonstant
from snitflade.exchange.reconciliation import Trin
from snitflade.exchange.rhythm import Severity
from snitflade.exchange.states import TwoPeopleError
from snitflade.folk.models import Person
from snitflade.formats.problems import ProblemsError
from snitflade.skat.models_aktuel import AktuelIndkomst
from snitflade.soc.boernetilskud import afstemning, kort, vagt
from snitflade.soc.models import Tildeling, Tilskudsopgoerelse, Undtagelseskort

pytestmark = pytest.mark.django_db
PAR, ENLIG = 39_800, 70_600
"""Øre per child, by hand: 8,477 / 12 = 706.42; two children: (397,200 - 250,000) / (397,200 - 136,000) of that is 398.10."""
IALT = 2 * PAR + ENLIG
FAR_2 = "6305907004"


@pytest.fixture(autouse=True)
def verden(db: None, monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Path) -> None:
    """It is 28 April 2025, and the bank pays."""
    settings.HOME = tmp_path
    ur(monkeypatch)
    opsaet()


def koder(error: ProblemsError) -> list[str]:
    """The codes of what is wrong."""
    return sorted(problem.code for problem in error.problems if problem.severity == "fejl")


class TestFiler:
    """The files of a month."""

    def test_the_month_goes_to_the_bank_as_one_payment_per_receiver(self) -> None:
        sats()
        familier()
        exchange = udveksling()
        (name,) = [name for name in indhold(exchange) if name.endswith(".erh")]
        assert name == "BTIL_20250428_0001.erh"
        lines = indhold(exchange)[name].decode("cp1252").split("\r\n")[:-1]
        found = sorted([cell.strip('"') for cell in line.split('","')] for line in lines)
        assert [(row[0], row[1], row[3], row[4], row[8], row[9]) for row in found] == [
            ("ERH356", FRA_KONTO, "64710002856001", "Prøve Person 1", "796,00", "01052025"),
            ("ERH356", FRA_KONTO, "64710004886003", "Prøve Person 3", "706,00", "01052025"),
        ]
        assert all(row[10] == "Børnetilskud 05.2025" for row in found)
        assert exchange.totals["Beløb"] == IALT == betalt()
        assert (saldo(ARTEN), saldo(MELLEM), saldo(KREDIT)) == (IALT, 0, -IALT)
        assert set(Udbetalingspost.objects.values_list("modregnes", flat=True)) == {False}
        assert i_orden()

    def test_the_control_list_and_the_sheet_show_the_sums(self) -> None:
        sats()
        familier()
        exchange = udveksling()
        files = indhold(exchange)
        (name,) = [name for name in files if not name.endswith(".erh")] or [""]
        if name:
            assert "1502,00" in files[name].decode("cp1252")
        sheet = dict(exchange.sheet)
        assert "Foreløbig model" in sheet and ["Tildelt til betaling", "1.502,00"] in [list(one) for one in sheet["Modtagere"]]

    def test_through_prisme_the_art_is_debited_in_g69(self) -> None:
        opsaet("prisme")
        sats(bekraeftet=True)
        familier(konti=False)
        exchange = udveksling()
        assert saldo(ARTEN) == IALT == -saldo(KREDIT)
        assert saldo(MELLEM) == 0
        g69 = next(data for name, data in indhold(exchange).items() if name.endswith(".g69")).decode()
        g68 = next(data for name, data in indhold(exchange).items() if name.endswith(".g68")).decode()
        assert g68.startswith("000G68000010957101&"), "municipality, transaktionstype 10, and a person"
        assert f"&0800000079600&09+&1002&11{MOR}&1220250501&16" in g68 and g68.count("&40Børnetilskud 05.2025") == 2
        assert f"&111{ARTEN.zfill(21)}&112000000079600 &113D&1142025" in g69 and MELLEM not in g69
        annuller(exchange)
        assert saldo(ARTEN) == saldo(KREDIT) == 0 and i_orden()
        assert udveksling().totals["Beløb"] == IALT

    def test_two_people(self) -> None:
        sats()
        familier()
        exchange = udveksling()
        with pytest.raises(TwoPeopleError):
            outbound.approve(exchange, "anna")


class TestIgen:
    """Done twice, left out, taken back."""

    def test_done_twice_nothing_is_granted_or_paid(self) -> None:
        sats()
        familier()
        udveksling()
        exchange, built = koer()
        assert exchange is None and "intet børnetilskud" in built.notes[0]
        assert Tildeling.objects.count() == 3 and betalt() == IALT

    def test_a_receiver_without_account_is_left_out_and_paid_by_the_next_run(self) -> None:
        sats()
        familier()
        modtagere.gem("cpr", ENE, "Prøve Person 3", "", dt.date(2025, 4, 1), "anna")
        exchange, built = koer()
        assert exchange is not None and exchange.totals["Beløb"] == 2 * PAR
        assert "UDELADT_UDEN_KONTO" in advarsler(built) and bevilget(ENEBARN) == ENLIG
        modtagere.gem("cpr", ENE, "Prøve Person 3", "6471 1", dt.date(2025, 4, 2), "anna")
        assert udveksling().totals["Beløb"] == ENLIG
        assert bevilget(ENEBARN) == ENLIG and betalt() == IALT and i_orden()

    def test_nobody_can_be_paid_and_nothing_is_written(self) -> None:
        sats()
        familier(konti=False)
        exchange, built = koer()
        assert exchange is None and "UDELADT_UDEN_KONTO" in advarsler(built)
        assert not Tildeling.objects.exists() and not Udbetalingspost.objects.exists()

    def test_taken_back_restores_and_can_be_made_again(self) -> None:
        sats()
        familier()
        first = udveksling()
        annuller(first)
        assert (saldo(ARTEN), saldo(MELLEM), saldo(KREDIT), betalt()) == (0, 0, 0, 0)
        assert not Tildeling.objects.filter(gaelder=True).exists() and i_orden()
        again = udveksling()
        assert again.totals["Beløb"] == IALT == saldo(ARTEN) == betalt() and i_orden()
        assert set(Tildeling.objects.filter(gaelder=True).values_list("linjetype", flat=True)) == {"O"}

    def test_taken_back_when_another_run_has_paid_some_of_it(self) -> None:
        sats()
        familier()
        modtagere.gem("cpr", ENE, "Prøve Person 3", "", dt.date(2025, 4, 1), "anna")
        first = udveksling()
        modtagere.gem("cpr", ENE, "Prøve Person 3", "6471 1", dt.date(2025, 4, 2), "anna")
        second = udveksling()
        annuller(first)
        assert i_orden()
        again = udveksling()
        assert (again.totals["Beløb"], second.totals["Beløb"], betalt()) == (2 * PAR, ENLIG, IALT)
        assert saldo(ARTEN) == IALT and i_orden()

    def test_it_is_never_set_off(self) -> None:
        sats()
        familier(konti=False)
        modtagere.gem("cpr", MOR, "Prøve Person 1", "6471 1", dt.date(2025, 1, 1), "anna")
        udveksling()
        item = Udbetalingspost.objects.get(modtager__nummer=ENE)
        with pytest.raises(ProblemsError) as caught:
            modregning.modregn(item, 100, KREDIT, "anna", I_DAG.date(), "Gæld")
        assert koder(caught.value) == ["MODREGN_MAA_IKKE"]


class TestForskelle:
    """Earlier months calculated again: the difference comes with the next run, with its reason."""

    @pytest.fixture(autouse=True)
    def maj(self, verden: None, monkeypatch: pytest.MonkeyPatch) -> None:
        """May is paid, and it is 28 May."""
        sats()
        familier()
        send(udveksling())
        ur(monkeypatch, I_DAG.replace(month=5))

    def test_more_is_paid_with_the_next_month(self) -> None:
        kortet(BARN_1, beloeb=50_000)
        june = udveksling(JUNI)
        line = Tildeling.objects.get(maaned="202505", linjetype="T")
        assert (line.beloeb, line.barn) == (50_000 - PAR, BARN_1) and "398,00 kr. er nu 500,00 kr." in line.aarsag
        assert june.totals["Beløb"] == 2 * (50_000 - PAR) + IALT
        assert koer(JUNI)[0] is None and i_orden()

    def test_less_is_taken_off_the_next_month_and_never_below_nothing(self) -> None:
        kortet(ENEBARN, ret="nej")
        june = udveksling(JUNI)
        assert june.totals["Beløb"] == 2 * PAR
        assert bevilget(ENEBARN) == 0
        row = Tilskudsopgoerelse.objects.get(exchange=june, modtager=ENE)
        assert (row.foer, row.linjer, row.beloeb) == (0, -ENLIG, 0)
        kort.ophaev(Undtagelseskort.objects.get(barn=ENEBARN).pk, "anna")
        july = udveksling(JUNI)
        # Both months are granted again, and what was paid in May is already theirs.
        assert july.totals["Beløb"] == ENLIG
        assert i_orden()

    def test_a_move_within_the_month_moves_the_payment_to_the_other_parent(self) -> None:
        person(FAR_2, HJEM_2)
        Person.objects.filter(personnummer=ENEBARN).update(far=FAR_2)
        kortet(ENEBARN, modtager=FAR_2)
        indkomst(FAR_2, 100_000)
        modtagere.gem("cpr", FAR_2, "Prøve Person 4", "6471 77", dt.date(2025, 1, 1), "anna")
        udveksling(JUNI)
        kinds = set(Tildeling.objects.filter(maaned="202505").exclude(linjetype="O").values_list("modtager", "linjetype"))
        assert kinds == {(ENE, "A"), (FAR_2, "T")}
        assert i_orden()

    def test_a_missing_income_takes_nothing_back(self) -> None:
        AktuelIndkomst.objects.filter(cpr=ENE).update(seneste_maaned=dt.date(2025, 12, 1))
        exchange, built = koer(JUNI)
        assert bevilget(ENEBARN) == ENLIG and bevilget(ENEBARN, JUNI) == 0
        assert exchange is not None and "BT_IKKE_AFGJORT" in advarsler(built)

    def test_a_child_paid_by_one_municipality_is_not_paid_by_another(self) -> None:
        there = "09560082007___0002____"
        for cpr in (ENE, ENEBARN):
            bor(Person.objects.get(personnummer=cpr), there, "202504150000")
        exchange, built = koer(kommune="0956", betalingsdato=JUNI.foerste)
        assert exchange is None and any("BT-E04" in str(one.message) for one in built.warnings)
        back = udveksling(JUNI)
        assert bevilget(ENEBARN) == 0 and back.kommune == KOMMUNE
        assert udveksling(kommune="0956", betalingsdato=JUNI.foerste).totals["Beløb"] == ENLIG
        assert i_orden()


class TestAfvises:
    """What cannot be run, said in Danish."""

    def test_without_rates_it_says_what_to_enter(self) -> None:
        familier()
        with pytest.raises(ProblemsError) as caught:
            koer()
        assert koder(caught.value) == ["BT_UDEN_SATSER"]
        assert "boernetilskudssatser.csv" in str(caught.value.problems.sorted(1)[0].message)

    def test_standardfradrag_must_be_known(self) -> None:
        sats(standardfradrag=True)
        familier()
        with pytest.raises(ProblemsError) as caught:
            koer()
        assert koder(caught.value) == ["BT_UDEN_STANDARDFRADRAG"]

    def test_options(self) -> None:
        sats()
        for options, code in (
            ({"kommune": "957"}, "BT_KOMMUNE"),
            ({"maaned": "2025-5"}, "BT_MAANED"),
            ({"maaned": "202507"}, "BT_FREMTID"),
            ({"betalingsdato": dt.date(2025, 4, 1)}, "UDBETALING_DATO_FOR_TIDLIG"),
        ):
            with pytest.raises(ProblemsError) as caught:
                outbound.build(catalogue.find("27"), {"kommune": KOMMUNE, "maaned": "202505", **options}, "anna")
            assert koder(caught.value) == [code]

    def test_constants(self) -> None:
        sats()
        Systemkonstant.objects.filter(nummer="boernetilskud.mellemkonto").delete()
        with pytest.raises(ProblemsError) as caught:
            koer()
        assert koder(caught.value) == ["KONSTANT_MANGLER"]

    def test_an_old_base_is_warned_of(self) -> None:
        sats()
        familier()
        _, built = koer()
        assert advarsler(built).count("BT_GAMMELT_GRUNDLAG") == 1, "incomes are new, CPR has never come"
        assert set(advarsler(built)) == {"BT_FORELOEBIG", "BT_EN_FORAELDER", "BT_GAMMELT_GRUNDLAG"}, "and nothing per payment"


def test_the_reconciliation_shows_every_stage() -> None:
    sats()
    familier()
    exchange = udveksling()
    (line,) = afstemning.linjer(MAJ.foerste, MAJ.sidste)
    sums = {str(step): (one.beloeb, one.antal) for step, one in line.summer.items()}
    assert sums == {"kraevet": (IALT, 3), "opkraevet": (IALT, 2), "sendt": (0, 0), "taget": (0, 0)}
    (difference,) = afstemning.forskelle(line, 10)
    assert difference.beloeb == IALT and f"udveksling {exchange.pk} er ikke sendt" in difference.tekst
    send(exchange)
    (line,) = afstemning.linjer(MAJ.foerste, MAJ.sidste)
    assert line.summer[Trin.SENDT].beloeb == IALT
    assert [one.fra for one in afstemning.perioder()] == [MAJ.foerste]


def test_the_watch_asks_for_the_next_month() -> None:
    sats()
    familier()
    assert list(vagt.uden_koersel(I_DAG)) == []
    udveksling()
    # 2 June is the first bank day; 29 and 30 May are none, so three bank days before it is 26 May.
    at = dt.datetime(2025, 5, 25, 12, tzinfo=I_DAG.tzinfo)
    assert list(vagt.uden_koersel(at)) == []
    (soon,) = vagt.uden_koersel(at + dt.timedelta(1))
    (late,) = vagt.uden_koersel(at + dt.timedelta(8))
    assert (soon.weight, late.weight) == (Severity.ADVARSEL, Severity.KRITISK)
    assert "juni 2025 (kommune 0957) er ikke kørt" in soon.sentence and "02-06-2025" in late.sentence
