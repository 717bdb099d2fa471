"""Runs of Boligsikring: the specification's files, what blocks, what is a difference, and taking it back."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from tests.soc.boligsikring.verden import (
    ARTEN,
    DAG,
    ET,
    FIRE,
    INDTAEGT,
    INI_CVR,
    KOMMUNE,
    KREDIT,
    L1,
    L2,
    MAJ,
    MELLEM,
    TO,
    advarsler,
    annuller,
    ansoeg,
    i_orden,
    indhold,
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

from snitflade.bogh.udbetaling import modtagere
from snitflade.bogh.udbetaling.models import Udbetaling
from snitflade.exchange import blobs, outbound
from snitflade.exchange.konstanter.model import Systemkonstant
from snitflade.exchange.states import TwoPeopleError
from snitflade.formats import registry
from snitflade.formats.problems import Problems, ProblemsError
from snitflade.soc.boligsikring import advis, filer, proeve
from snitflade.soc.maaned import Maaned
from snitflade.soc.models import Advis, Ansoegning, Bevilling, Huslejelinje, Overfoersel, Udlejer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("verden")]


def koder(error: ProblemsError) -> list[str]:
    """The codes of what is wrong."""
    return sorted(problem.code for problem in error.problems if problem.severity == "fejl")


def henvisning() -> str:
    """The reference number of social-teknik.md 2.6, of the first transfer."""
    (number,) = set(Overfoersel.objects.values_list("pk", flat=True))
    return f"202504100001 75{number:06d}".replace(" ", "")


class TestFiler:
    """The files of an ordinary run."""

    def test_the_landlords_file_is_that_of_the_specification(self) -> None:
        spec()
        modtag(*lejefil(L1, L2))
        proev()
        exchange = udveksling()
        files = indhold(exchange)
        assert list(files) == ["571_G69.txt", "571_G68.txt", "BOLIGSIKRING_INI_0957_202505_O.csv"]
        number = henvisning()
        assert files["BOLIGSIKRING_INI_0957_202505_O.csv"].decode("cp1252").split("\r\n") == [
            "Udlejer;Kommunenr;Lejemaalsnr;CprLejer;Navn;Periode;Koersel;Linjetype;Husleje;Boligsikring;Gyldig_fra;Henvisningsnr",
            f"INI;0957;70-0114-03;{ET};;202505;O;T;4500,00;3015,00;20250501;{number}",
            f"INI;0957;70-0114-07;{TO};;202505;O;T;6000,00;2505,00;20250501;{number}",
            "TOTAL;2;5520,00",
            "",
        ]

    def test_g69_has_a_debit_per_citizen_and_g68_the_transfer(self) -> None:
        spec()
        modtag(*lejefil(L1, L2))
        exchange = udveksling()
        files, number = indhold(exchange), henvisning()
        tail = "&1142025&117" + number + "&13202&133{}&153Boligsikring maj 2025"

        def line(at: int, konto: str, oere: int, mark: str, rest: str) -> str:
            sign = "-" if mark == "K" else " "
            head = f"000G69{at:05d}095701NORFLYD&10300571&104{at:07d}&11020250410"
            return f"{head}&111{konto.zfill(21)}&112{oere:012d}{sign}&113{mark}{rest}"

        found = files["571_G69.txt"].decode().split("\r\n")
        assert found[:-1] == [
            line(1, ARTEN, 301_500, "D", tail.format(ET)),
            line(2, ARTEN, 250_500, "D", tail.format(TO)),
            line(3, KREDIT, 552_000, "K", "&1142025&153Boligsikring maj 2025"),
        ]
        payout = files["571_G68.txt"].decode()
        assert payout.startswith("000G68000010957011&020957")
        assert f"&0800000552000&09+&1011&11{INI_CVR.zfill(10)}&1220250410&16{number}&40Boligsikring maj 2025" in payout

    def test_it_is_booked_and_the_sums_agree(self) -> None:
        spec()
        modtag(*lejefil(L1, L2))
        exchange = udveksling()
        assert (saldo(ARTEN), saldo(KREDIT)) == (552_000, -552_000)
        assert sum(Bevilling.objects.values_list("beloeb", flat=True)) == 552_000
        assert exchange.totals["INI boligsikring"] == exchange.totals["G68 i alt"] == 552_000
        assert i_orden()

    def test_the_municipality_s_own_homes_are_credited_and_not_transferred(self) -> None:
        ansoeg(FIRE, 450_000, 10_000_000, udlejer="KOMEGEN", nummer="K-1")
        exchange = udveksling()
        files = indhold(exchange)
        assert list(files) == ["571_G69.txt", "BOLIGSIKRING_KOMEGEN_0957_202505_O.csv"]
        assert b"&117" not in files["571_G69.txt"]
        assert (saldo(ARTEN), saldo(INDTAEGT), saldo(KREDIT)) == (301_500, -301_500, 0)
        assert i_orden()

    def test_a_file_that_does_not_sum_to_the_transfer_is_refused(self) -> None:
        spec()
        modtag(*lejefil(L1, L2))
        exchange = udveksling()
        documents = {
            file.name: registry.find(file.format).read(blobs.get(file.blob), Problems())
            for file in exchange.files.select_related("blob")
        }
        documents["BOLIGSIKRING_INI_0957_202505_O.csv"].tables["tilsagn"].columns["boligsikring"][0] += 1
        with pytest.raises(ProblemsError) as caught:
            filer.vist(documents, {"INI": 552_000})
        assert koder(caught.value) == ["BS_SUM"]

    def test_two_landlords_never_share_an_address(self, settings: Any) -> None:
        """One connection for both would send each the other's tenants."""
        spec()
        (Path(settings.HOME) / "forbindelser.toml").write_text(
            '[forbindelser.ini]\ntype = "portal"\n[snitflader."soc.boligsikring-tildelt"]\nbs-til-1 = "ini"\n', encoding="utf-8"
        )
        with pytest.raises(ProblemsError) as caught:
            koer()
        assert koder(caught.value) == ["BS_PROFIL_DELES"]
        Udlejer.objects.exclude(kode="INI").update(profil="")
        exchange, built = koer()
        assert exchange is not None and "BS_UDLEJER_UDEN_VEJ" not in advarsler(built)

    def test_a_landlord_who_is_told_nothing_has_no_lines_that_move_nothing(self) -> None:
        one = ansoeg(FIRE, 450_000, 10_000_000, udlejer="ISERIT")
        Udlejer.objects.update(profil="")
        send(udveksling())
        Ansoegning.objects.filter(pk=one.pk).update(fraflyttet=dt.date(2025, 5, 20))
        assert koer("O", MAJ.plus(1))[0] is None

    def test_a_run_that_nobody_could_approve_is_refused(self) -> None:
        saet(boligsikring__vej="bank")
        ansoeg(FIRE, 450_000, 10_000_000, udlejer="KOMEGEN")
        Udlejer.objects.update(profil="")
        with pytest.raises(ProblemsError) as caught:
            koer()
        assert koder(caught.value) == ["BS_UDEN_FIL"]
        assert saldo(ARTEN) == 0 and not Bevilling.objects.exists()

    def test_another_must_approve(self) -> None:
        spec()
        modtag(*lejefil(L1, L2))
        with pytest.raises(TwoPeopleError):
            outbound.approve(udveksling(), "anna")


class TestForskelle:
    """What is granted twice, differs later, or stops."""

    def test_an_ordinary_run_is_made_once_and_a_pick_up_of_nothing_is_nothing(self) -> None:
        spec()
        modtag(*lejefil(L1, L2))
        send(udveksling())
        with pytest.raises(ProblemsError) as caught:
            koer("O")
        assert koder(caught.value) == ["BS_ORDINAER_FINDES"]
        exchange, built = koer("S")
        assert exchange is None and "intet at bevilge" in built.notes[0]

    def test_a_pick_up_grants_the_difference_only(self) -> None:
        one, _ = spec()
        modtag(*lejefil(L1, L2))
        send(udveksling())
        Huslejelinje.objects.create(ansoegning=one, fra=dt.date(2025, 5, 1), beloeb=500_000, kilde="Prøve")
        exchange = udveksling("S")
        # 5,000 at 67 per cent is 3,350; 3,015 has been granted.
        assert list(Bevilling.objects.filter(exchange=exchange).values_list("beloeb", "linjetype")) == [(33_500, "T")]
        assert saldo(ARTEN) == 585_500 and i_orden()

    def test_who_has_moved_out_is_told_as_stopped_with_nothing(self) -> None:
        one, _ = spec()
        modtag(*lejefil(L1, L2))
        send(udveksling())
        Ansoegning.objects.filter(pk=one.pk).update(fraflyttet=dt.date(2025, 5, 20))
        exchange = udveksling("O", MAJ.plus(1))
        lines = dict(Bevilling.objects.filter(exchange=exchange).values_list("ansoegning_id", "linjetype"))
        assert lines[one.pk] == "B"
        assert Bevilling.objects.get(exchange=exchange, ansoegning=one).beloeb == 0
        assert b";B;0,00;0,00;" in indhold(exchange)["BOLIGSIKRING_INI_0957_202506_O.csv"]

    def test_a_landlord_who_would_pay_back_is_left_out_and_the_difference_stands(self) -> None:
        one, _ = spec()
        send(udveksling())
        Ansoegning.objects.filter(pk=one.pk).update(trukket=dt.date(2025, 5, 1))
        exchange, built = koer("S")
        assert exchange is None
        assert "BS_UDLEJER_NEGATIV" in advarsler(built)
        # In June the two lines meet the landlord's other grants, once the difference is accepted.
        assert proeve.efterberegn(KOMMUNE, MAJ, MAJ, "anna") == 1
        advis.accepter(Advis.objects.get(kode="BS-R01"), "Trukket", "bo")
        june, built = koer("O", MAJ.plus(1))
        assert "BS_UDLEJER_NEGATIV" in advarsler(built), "what the other tenant gets waits for nobody"
        assert set(Bevilling.objects.filter(exchange=june).values_list("linjetype", "beloeb")) == {("T", 250_500), ("B", 0)}
        ansoeg(FIRE, 450_000, 10_000_000, nummer="70-0114-09", lejlighed="0009")
        july = udveksling("O", MAJ.plus(2))
        found = set(Bevilling.objects.filter(exchange=july).values_list("linjetype", "beloeb"))
        assert found == {("T", 250_500), ("T", 301_500), ("R", -301_500)}
        assert july.totals["INI boligsikring"] == 250_500

    def test_a_correction_goes_with_the_next_run_once(self) -> None:
        one, _ = spec()
        send(udveksling())
        Huslejelinje.objects.create(ansoegning=one, fra=dt.date(2025, 5, 1), beloeb=500_000, kilde="Prøve")
        assert proeve.efterberegn(KOMMUNE, MAJ, MAJ, "anna") == 1
        exchange = udveksling("O", MAJ.plus(1))
        assert not Bevilling.objects.filter(exchange=exchange, linjetype="R").exists(), "nobody has accepted it"
        send(exchange)
        advis.accepter(Advis.objects.get(kode="BS-R01"), "Ny husleje", "bo")
        exchange = udveksling("S", MAJ.plus(1))
        assert list(Bevilling.objects.filter(exchange=exchange).values_list("maaned", "linjetype", "beloeb")) == [
            ("202505", "R", 33_500)
        ]
        send(exchange)
        assert koer("S", MAJ.plus(1))[0] is None
        assert proeve.efterberegn(KOMMUNE, MAJ, MAJ.plus(1), "anna") == 0
        assert i_orden()

    def test_an_accepted_correction_that_no_longer_holds_is_told_until_the_month_is_right(self) -> None:
        one, _ = spec()
        send(udveksling())
        Huslejelinje.objects.create(ansoegning=one, fra=dt.date(2025, 5, 1), beloeb=500_000, kilde="Prøve")
        assert proeve.efterberegn(KOMMUNE, MAJ, MAJ, "anna") == 1
        advis.accepter(Advis.objects.get(kode="BS-R01"), "Ny husleje", "bo")
        Huslejelinje.objects.filter(beloeb=500_000).update(beloeb=520_000)
        _, built = koer("O", MAJ.plus(1))
        assert "BS_RETTELSE_AENDRET" in advarsler(built)
        send(udveksling("S"))  # the clean-up run of May grants what is right
        _, built = koer("S", MAJ.plus(1))
        assert "BS_RETTELSE_AENDRET" not in advarsler(built)

    def test_taken_back_it_is_as_if_it_had_not_been(self) -> None:
        spec()
        modtag(*lejefil(L1, L2))
        first = udveksling()
        annuller(first)
        assert (saldo(ARTEN), saldo(KREDIT)) == (0, 0)
        assert i_orden()
        second = udveksling()
        assert second.totals["INI boligsikring"] == 552_000 and second.key != first.key
        assert saldo(ARTEN) == 552_000 and i_orden()


class TestBlokeret:
    """What is not booked, and is told."""

    def test_without_a_tenancy_it_waits_until_somebody_answers_for_it(self) -> None:
        spec()
        modtag(*lejefil(L2))
        proev()
        exchange, built = koer()
        assert exchange is not None and exchange.totals["INI boligsikring"] == 250_500
        assert "BS_BLOKERET" in advarsler(built)
        send(exchange)
        advis.accepter(Advis.objects.get(kode="BS-A01"), "Nyt lejemål, ringet med INI", "bo")
        assert udveksling("S").totals["INI boligsikring"] == 301_500

    def test_without_an_income_nothing_is_granted_and_it_cannot_be_accepted(self) -> None:
        ansoeg(ET, 450_000, None, nummer="70-0114-03")
        assert proev().antal == {"FEJL": 1}
        assert koer()[0] is None
        row = Advis.objects.get(kode="BS-A08")
        with pytest.raises(ProblemsError) as caught:
            advis.accepter(row, "Det går nok", "bo")
        assert koder(caught.value) == ["BS_ADVIS_INDKOMST"]

    def test_a_run_without_settings_says_all_that_is_missing(self) -> None:
        Systemkonstant.objects.filter(nummer__startswith="boligsikring.").exclude(nummer="boligsikring.vej").delete()
        with pytest.raises(ProblemsError) as caught:
            koer()
        assert set(koder(caught.value)) == {"KONSTANT_MANGLER"}
        with pytest.raises(ProblemsError) as caught:
            koer(maaned=Maaned(2025, 13), kommune="957")
        assert koder(caught.value) == ["BS_KOMMUNE", "BS_MAANED"]


class TestBank:
    """The bank pays."""

    @pytest.fixture(autouse=True)
    def bank(self, verden: None) -> None:
        saet(boligsikring__vej="bank")

    def test_one_payment_per_landlord_equals_its_file(self) -> None:
        spec()
        modtag(*lejefil(L1, L2))
        exchange = udveksling()
        files = indhold(exchange)
        assert sorted(files) == ["BOLIGSIKRING_INI_0957_202505_O.csv", "BOLI_20250410_0001.erh"]
        assert b'"5520,00"' in files["BOLI_20250410_0001.erh"]
        assert exchange.key == "BOLI-20250410-0001"
        assert (saldo(ARTEN), saldo(MELLEM), saldo(KREDIT)) == (552_000, 0, -552_000)
        assert i_orden()

    def test_taken_back_the_item_is_withdrawn_and_the_next_run_pays(self) -> None:
        spec()
        annuller(udveksling())
        assert (saldo(ARTEN), saldo(MELLEM), saldo(KREDIT)) == (0, 0, 0)
        assert i_orden()
        again = udveksling()
        assert again.key == "BOLI-20250410-0002"
        assert Udbetaling.objects.filter(gaelder=True).count() == 1 and i_orden()

    def test_a_landlord_without_account_stops_the_run(self) -> None:
        spec()
        modtagere.gem("cvr", INI_CVR, "Prøve Boligselskab Et", "", DAG, "anna")
        with pytest.raises(ProblemsError) as caught:
            koer()
        assert koder(caught.value) == ["BS_UDLEJER_UDEN_KONTO"]
        assert not Bevilling.objects.exists() and saldo(ARTEN) == 0
