"""Row 36: files of weighings line by line, trial calculation, claims per batch and customer, G69 and 10Q (social-teknik.md 9)."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from tests.tekn.affald.verden import (
    BRANDBART,
    DEPONI,
    ET,
    MODKONTO,
    SE,
    SE_HOVED,
    TO,
    TRE,
    fejl,
    i_orden,
    koder,
    laes,
    opkraev,
    parti,
    postet,
    takst,
)
from tests.tekn.affald.verden import verden as verden

from snitflade.bogh.models import Konto, Postering
from snitflade.exchange import blobs, catalogue, inbound, outbound, quarantine, reconciliation, rhythm
from snitflade.exchange.konstanter.model import Systemkonstant
from snitflade.exchange.models import Exchange
from snitflade.exchange.reconciliation import Trin
from snitflade.exchange.states import State
from snitflade.folk.models import Lokalitet
from snitflade.inka.models import Debitor, Fordeling, Regning
from snitflade.tekn.affald import ret, vagt
from snitflade.tekn.affald.importer import importer
from snitflade.tekn.affald.models import Affaldstakst, Vejeparti, Vejning, Vejningskrav
from snitflade.tekn.affald.opkraev import aabne, tekst
from snitflade.tekn.affald.proeve import proev

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("verden")]


def fil(exchange: Exchange, number: int) -> list[str]:
    data = blobs.get(exchange.files.get(number=number).blob).decode()
    return data.split("\r\n")


def test_the_sample_of_the_specification() -> None:
    exchange, problems = laes(ET, TO, TRE)
    assert fejl(problems) == [("AFV_OVERSPRUNGET", 3)]
    assert exchange.state == State.ANVENDT
    assert exchange.totals == {
        "linjer": 3,
        "indlæst": 2,
        "oversprunget": 1,
        "fejl": 0,
        "beløb": 192_750,
        "oversprunget beløb": 0,
    }
    first = Vejning.objects.get(registreringsnr="1000231")
    assert (first.dato, first.klokken, first.sted, first.by) == (
        dt.date(2025, 3, 12),
        dt.time(9, 12),
        "Modtagerstation",
        "Qaqortoq",
    )
    assert (first.debitor.kundenummer, first.nummerplade, first.maengde, first.notat) == (
        "5800000001",
        "GR 12 345",
        "1250 kg",
        "Hal 2",
    )
    assert parti().art == "AFF"
    assert i_orden()


def test_a_batch_becomes_one_claim_per_customer_and_the_two_files() -> None:
    laes(ET, TRE)
    out, built = opkraev(parti().pk)
    assert out is not None
    assert [(row.debitor.kundenummer, row.beloeb, row.rest, row.art, row.betales_fra_konto) for row in Regning.objects.all()] == [
        ("5800000001", 68_750, 68_750, "AFF", ""),
        ("5800000003", 124_000, 0, "AFF", "5602601100"),
    ]
    assert postet() == [
        (BRANDBART, -68_750, "AFFALD MARTS"),
        (DEPONI, -124_000, "AFFALD MARTS"),
        (MODKONTO, 68_750, "AFFALD MARTS"),
        ("5602601100", 124_000, "AFFALD AFFALD MARTS"),
    ]
    assert (out.key, out.kommune, out.state, out.needs_two) == ("869-0955-2025K2-001", "0955", State.BYGGET, True)
    assert built.totals["rater"] == built.totals["modkonto"] == 68_750
    assert [file.name for file in out.files.order_by("number")] == ["869_G69.txt", "869_10Q.txt"]
    assert i_orden()


def test_the_files_are_861s_by_hand() -> None:
    """G69 and 10Q as prisme.md 2.3 and 3.2 to 3.6 lay them out, every position composed here."""
    laes(ET)
    out, _ = opkraev()
    assert out is not None

    line = "000G690000{0}095501NORFLYD&10300869&104000000{0}&11020250410&111{1:0>21}&1120000000{2}&113{3}&1142025&153AFFALD MARTS"
    assert fil(out, 1) == [
        line.format(1, BRANDBART, "68750-", "K"),
        line.format(2, MODKONTO, "68750 ", "D"),
        "",
    ]
    number = f"{Regning.objects.get().nummer:035}"
    key = "0202504101200" + "0955" + "000" + "125" + "2025" + "5800000001" + "00"
    rate = "20" + "999" + "0000068750+" + "1" + "0000000000+" + "1" + "20250410" + "20250501" * 3 + "000" + "   " + "0"
    assert fil(out, 2) == [
        "WINF10" + key + "0012345607" + " " * 106,
        "WINF24" + key + rate + " " * 35 + "00000000" * 3 + " " * 104 + number + " " * 52,
        "WINF26" + key + "20" + "999" + "001" + f"{'12.03.25 Brandbart erhvervsaffald 1250 kg 687,50':<60}",
        "",
    ]


def test_bad_lines_stand_aside_and_come_in_when_their_cause_is_gone() -> None:
    exchange, problems = laes(ET, TRE.replace("5800000003", "5800000009"), TO.replace('"0.00"', '"10.00"'))
    assert fejl(problems) == [("AFV_KUNDE_UKENDT", 3), ("AFV_KONTO_UKENDT", 4)]
    assert exchange.state == State.KARANTAENE
    assert (Vejning.objects.count(), exchange.totals["fejl"]) == (1, 2)
    takst("Jern", "6602601103", by="Narsaq")
    quarantine.correct(exchange, 3, TRE, "bo")
    inbound.apply(exchange, catalogue.find("36"), "bo")
    exchange.refresh_from_db()
    assert exchange.state == State.ANVENDT
    assert (Vejning.objects.count(), exchange.totals["fejl"], exchange.totals["beløb"]) == (3, 0, 193_750)
    assert i_orden()


def test_a_line_that_cannot_be_read_does_not_stop_the_others() -> None:
    exchange, problems = laes(ET.replace('"687.50"', '"687.5"'), TRE)
    assert fejl(problems) == [("CELLE_DECIMALER_ANTAL", 2)]
    assert exchange.state == State.KARANTAENE
    assert list(Vejning.objects.values_list("registreringsnr", flat=True)) == ["1000233"]


def test_a_weighing_comes_in_once_also_in_another_file() -> None:
    laes(ET, navn="a.csv")
    again, problems = laes(ET.replace('"1000231"', '"01000231"'), TRE, navn="b.csv")
    assert fejl(problems) == [("AFV_DUBLET", 2)]
    assert again.state == State.KARANTAENE
    same, _ = laes(ET, navn="c.csv")
    assert same.state == State.ANVENDT
    assert Vejning.objects.count() == 2
    assert Vejeparti.objects.count() == 2


def test_one_that_failed_or_was_of_zero_before_may_come_again() -> None:
    laes(TRE.replace("5800000003", "5800000009"), ET.replace('"687.50"', '"0.00"'), navn="a.csv")
    _, problems = laes(TRE, ET, navn="b.csv")
    assert not problems
    assert Vejning.objects.count() == 2


def test_a_file_without_weighings_is_refused() -> None:
    exchange, problems = laes()
    assert problems.codes == {"FIL_UDEN_DATA"}
    assert exchange.state == State.AFVIST
    assert not Vejeparti.objects.exists()


def test_a_file_of_neither_layout_is_refused() -> None:
    exchange, problems = laes("1;2", hoved="A;B")
    assert problems.codes == {"FIL_GENKENDES_IKKE"}
    assert exchange.state == State.AFVIST


def test_sermersooqs_layout_names_its_account_and_is_checked_against_weight_and_price() -> None:
    exchange, problems = laes(SE, SE.replace("501;", "502;").replace("687,50", "690,00"), hoved=SE_HOVED)
    assert exchange.files.get().format == "affald-se-1"
    assert fejl(problems) == [("AFV_PRIS", 3)]
    assert (parti().kommune, Vejning.objects.count()) == ("0956", 2)
    assert set(Vejning.objects.values_list("konto", "maengde")) == {(BRANDBART, "1250 kg")}


def test_an_account_that_may_not_be_posted_on_sets_the_line_aside() -> None:
    Konto.objects.create(nummer=DEPONI, navn="Deponi")
    _, problems = laes(ET, TRE)
    assert fejl(problems) == [("AFV_KONTO_SPAERRET", 2)]


def test_many_files_are_billed_together_with_a_claim_per_batch_and_customer() -> None:
    laes(ET, navn="a.csv")
    laes(ET.replace("1000231", "1000299"), TRE, navn="b.csv")
    opkraev()
    claims = list(Regning.objects.values_list("debitor__kundenummer", "beloeb"))
    assert claims == [("5800000001", 68_750), ("5800000001", 68_750), ("5800000003", 124_000)]
    assert sum(Postering.objects.values_list("beloeb", flat=True)) == 0
    assert not aabne(Vejning.objects.all()).exists()


def test_billing_twice_bills_nothing_twice() -> None:
    laes(ET)
    opkraev(parti().pk)
    before = postet()
    assert koder(lambda: opkraev(parti().pk)) == ["AFV_PARTI_OPKRAEVET"]
    made, built = opkraev()
    assert made is None
    assert "intet at opkræve" in built.notes[0]
    assert postet() == before
    assert Vejningskrav.objects.count() == 1


def test_what_is_taken_back_is_open_again_and_billed_once() -> None:
    laes(ET)
    out, _ = opkraev()
    assert out is not None
    outbound.cancel(out, catalogue.find("36"), "bo", "forkert dato")
    assert sum(Regning.objects.values_list("rest", flat=True)) == 0
    assert sum(beloeb for _, beloeb, _ in postet()) == 0
    assert aabne(Vejning.objects.all()).count() == 1
    again, _ = opkraev()
    assert again is not None
    assert again.key == "869-0955-2025K2-002"
    assert sum(Regning.objects.values_list("rest", flat=True)) == 68_750
    assert Fordeling.objects.count() == 1
    assert i_orden()


def test_a_run_that_breaks_off_leaves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    laes(ET, TRE)

    def broken(*_: object, **__: object) -> None:
        raise OSError("disken er fuld")

    monkeypatch.setattr("snitflade.exchange.outbound.blobs.put", broken)
    with pytest.raises(OSError, match="fuld"):
        opkraev()
    monkeypatch.undo()
    assert (Regning.objects.count(), Vejningskrav.objects.count(), postet()) == (0, 0, [])
    opkraev()
    assert Vejningskrav.objects.count() == 2


def test_the_trial_keeps_nothing_and_says_what_the_run_does() -> None:
    laes(ET, TO, TRE)
    found = proev(parti())
    assert (found.indlaest, found.aabne, found.opkraevet) == ((2, 192_750), (2, 192_750), (0, 0))
    assert found.konti == ((BRANDBART, 68_750), (DEPONI, 124_000))
    assert [(kunde.kundenummer, kunde.beloeb) for kunde in found.kunder] == [("5800000001", 68_750), ("5800000003", 124_000)]
    assert found.kan_opkraeves
    assert not Regning.objects.exists()
    opkraev()
    after = proev(parti())
    assert (after.aabne, after.opkraevet, after.kan_opkraeves) == ((0, 0), (2, 192_750), False)


def test_accounts_are_those_of_the_day_and_the_town() -> None:
    takst("Brandbart erhvervsaffald", "6602601109", fra="2025-03-12", by="Qaqortoq")
    laes(ET)
    assert proev(parti()).konti == (("6602601109", 68_750),)
    takst("Brandbart erhvervsaffald", "6602601110", fra="2025-03-13", by="Qaqortoq")
    assert proev(parti()).konti == (("6602601109", 68_750),)
    Affaldstakst.objects.filter(konto="6602601109").update(konto="6602601111")  # computed anew until it is billed
    assert proev(parti()).konti == (("6602601111", 68_750),)


def test_a_total_that_is_not_the_tariffs_is_told_and_used() -> None:
    Affaldstakst.objects.filter(konto=BRANDBART).update(enhed="ton", pris=60_000)
    laes(ET)
    assert proev(parti()).problemer.codes == {"AFV_TAKST"}
    Affaldstakst.objects.filter(konto=BRANDBART).update(pris=55_080)  # 688,50: one krone is within the tolerance
    assert not proev(parti()).problemer
    Affaldstakst.objects.filter(konto=BRANDBART).update(pris=60_000)
    _, built = opkraev()
    assert built.warnings.codes == {"AFV_TAKST"}
    assert Regning.objects.get().beloeb == 68_750


def test_an_art_that_is_none_stops_the_run_until_one_is_chosen() -> None:
    Systemkonstant.objects.filter(nummer="870").delete()
    laes(ET)
    assert koder(opkraev) == ["AFV_ART"]
    assert koder(lambda: ret.vaelg_art(parti().pk, "AFF2", "bo")) == ["AFV_ART"]
    Systemkonstant.objects.create(nummer="affald.arter", vaerdi="AFF1 AFF2")
    ret.vaelg_art(parti().pk, "AFF2", "bo")
    opkraev()
    assert Regning.objects.get().art == "AFF2"
    assert i_orden()


def test_what_is_left_out_is_not_billed_and_what_is_billed_is_not_left_out() -> None:
    laes(ET, TRE)
    one, two = Vejning.objects.order_by("linje")
    assert koder(lambda: ret.udelad(one.pk, " ", "bo")) == ["AFV_GRUND"]
    ret.udelad(one.pk, "Vejet forkert", "bo")
    ret.udelad(one.pk, "Noget andet", "bo")
    opkraev()
    assert list(Vejningskrav.objects.values_list("vejning", flat=True)) == [two.pk]
    assert koder(lambda: ret.udelad(two.pk, "For sent", "bo")) == ["AFV_ER_OPKRAEVET"]
    one.refresh_from_db()
    assert (one.udeladt, one.udeladt_af) == ("Vejet forkert", "bo")
    ret.tag_med(one.pk, "bo")
    assert koder(lambda: ret.tag_med(one.pk, "bo")) == ["AFV_ER_IKKE_UDELADT"]
    opkraev()
    assert Vejningskrav.objects.count() == 2
    assert i_orden()


def test_missing_constants_and_wrong_orders_are_told_all_at_once() -> None:
    Systemkonstant.objects.filter(nummer__startswith="affald.").delete()
    laes(ET)
    wrong = koder(lambda: opkraev(forfaldsdato=dt.date(2025, 4, 1), tekst=""))
    assert wrong == ["KOERSEL_FORFALD", "KOERSEL_TEKST", "KONSTANT_MANGLER", "KONSTANT_MANGLER"]
    assert koder(lambda: opkraev(999, modkonto=MODKONTO)) == ["KONSTANT_MANGLER"]
    Systemkonstant.objects.create(nummer="affald.betalingsart", vaerdi="125")
    assert koder(lambda: opkraev(999, modkonto=MODKONTO)) == ["AFV_PARTI_UKENDT"]
    assert koder(lambda: opkraev(parti().pk, modkonto=MODKONTO, kommune="0956")) == ["AFV_PARTI_UKENDT"]


def test_a_customer_without_a_number_and_a_long_text_on_its_account_are_refused() -> None:
    Debitor.objects.filter(kundenummer="5800000001").update(cvr="")
    laes(ET, TRE)
    assert koder(lambda: opkraev(tekst="EN TEKST, DER ER FOR LANG TIL KONTO")) == ["KOERSEL_TEKST_FOR_LANG", "REGNING_UDEN_NUMMER"]


def test_the_place_gives_the_omraadenummer_under_geo() -> None:
    laes(ET)
    assert koder(lambda: opkraev(omraadenummer="GEO")) == ["REGNING_GEO_MANGLER"]
    Lokalitet.objects.filter(navn="Qaqortoq").update(geo_kode="030")
    opkraev(omraadenummer="GEO")
    assert Regning.objects.get().omraadenummer == "030"


def test_more_lines_than_a_rate_can_have_are_refused() -> None:
    laes(*(ET.replace("1000231", str(number)) for number in range(1, 1001)))
    assert koder(opkraev) == ["GRUNDLAG_LINJER"]


def test_a_batch_with_lines_aside_can_be_billed_and_says_so() -> None:
    exchange, _ = laes(ET, TRE.replace("5800000003", "5800000009"))
    _, built = opkraev(parti().pk)
    assert built.warnings.codes == {"AFV_KARANTAENE"}
    quarantine.correct(exchange, 3, TRE, "bo")
    inbound.apply(exchange, catalogue.find("36"), "bo")
    opkraev(parti().pk)
    assert sum(Regning.objects.values_list("beloeb", flat=True)) == 192_750
    assert i_orden()


def test_a_text_line_keeps_its_amount() -> None:
    row = Vejning(dato=dt.date(2025, 3, 12), affaldstype="a" * 100, maengde="12345678901234567890", beloeb=99_999_999_999)
    assert len(tekst(row)) == 60
    assert tekst(row).startswith("12.03.25 aaa")
    assert tekst(row).endswith("a 12345678901234567890 999.999.999,99")


def test_the_reconciliation_shows_what_is_weighed_billed_and_sent() -> None:
    laes(ET, TRE)
    kilde = next(one for one in reconciliation.kilder() if one.modul == "tekn.affald")
    (month,) = kilde.linjer(dt.date(2025, 3, 1), dt.date(2025, 3, 31))
    assert [month.summer[trin].beloeb for trin in (Trin.KRAEVET, Trin.OPKRAEVET, Trin.SENDT)] == [192_750, 0, 0]
    assert [(one.trin, one.beloeb) for one in kilde.forskelle(month, 10)] == [(Trin.OPKRAEVET, 192_750)]
    out, _ = opkraev()
    (month,) = kilde.linjer(dt.date(2025, 3, 1), dt.date(2025, 3, 31))
    assert [month.summer[trin].beloeb for trin in (Trin.KRAEVET, Trin.OPKRAEVET, Trin.SENDT)] == [192_750, 192_750, 0]
    assert [(one.trin, one.beloeb) for one in kilde.forskelle(month, 10)] == [(Trin.SENDT, 192_750)]
    assert out is not None
    outbound.approve(out, "bo")
    Exchange.objects.filter(pk=out.pk).update(state=State.AFSENDT)
    (month,) = kilde.linjer(dt.date(2025, 3, 1), dt.date(2025, 3, 31))
    assert month.forskel(Trin.SENDT) == 0
    assert kilde.linjer(dt.date(2025, 4, 1), dt.date(2025, 4, 30)) == []


def test_a_silent_scale_and_a_batch_that_nobody_bills_are_alarms() -> None:
    laes(ET)
    came = parti().oprettet_tid
    assert [*vagt.tavs(came + dt.timedelta(days=34)), *vagt.ikke_opkraevet(came + dt.timedelta(days=13))] == []
    (silent,) = vagt.tavs(came + dt.timedelta(days=35))
    assert "kommune 0955 i 35 dage" in silent.sentence
    (open_,) = vagt.ikke_opkraevet(came + dt.timedelta(days=15))
    assert open_.kind is rhythm.Kind.FORSINKET
    Systemkonstant.objects.create(nummer="affald.tavs_dage", vaerdi="0")
    assert list(vagt.tavs(came + dt.timedelta(days=99))) == []
    opkraev()
    assert list(vagt.ikke_opkraevet(came + dt.timedelta(days=15))) == []


def test_verify_finds_what_was_changed_behind_the_programs_back() -> None:
    laes(ET)
    opkraev()
    assert i_orden()
    Vejning.objects.update(beloeb=1)
    assert not i_orden()
    Vejning.objects.update(beloeb=68_750)
    Vejningskrav.objects.update(beloeb=68_751)
    assert not i_orden()


def test_the_table_of_accounts_is_loaded_whole_or_not_at_all(tmp_path: Path) -> None:
    file = tmp_path / "affaldstakster.csv"
    head = "Kommune;Affaldstype;By;Gyldig fra;Konto;Enhed;Pris;Mindstepris\n"
    file.write_text(f"{head}0955;Jern;;2025-01-01;66-02-60-11-03;;;\n0955;jern ;;2025-01-01;123;;5,00;\n", encoding="utf-8")
    assert importer(tmp_path).problemer.codes == {"AFV_TAKST_KONTO", "AFV_TAKST_DOBBELT", "AFV_TAKST_ENHED"}
    assert not Affaldstakst.objects.filter(typenoegle="jern").exists()
    file.write_text(f"{head}0955;Jern;Narsaq;2025-01-01;66-02-60-11-03;ton;550,00;100,00\n", encoding="utf-8")
    for _ in range(2):
        assert not importer(tmp_path).problemer
    row = Affaldstakst.objects.get(typenoegle="jern")
    assert (row.by, row.konto, row.enhed, row.pris, row.mindstepris) == ("Narsaq", "6602601103", "ton", 55_000, 10_000)
