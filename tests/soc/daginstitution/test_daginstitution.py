"""Page 522: a month's basis read, billed once, written as G69 and 10Q (winformatik.md 3.4), and taken back."""

from __future__ import annotations

import datetime as dt

import pytest
from tests.soc.daginstitution.verden import (
    ANDEN,
    ANNE,
    BO,
    CILLE,
    FORAELDER,
    FRIKONTO,
    HAVEKONTO,
    HOVED,
    MAANED,
    MODKONTO,
    VUGGEKONTO,
    VUGGESTUE,
    A,
    B,
    C,
    fejl,
    fil,
    i_orden,
    koder,
    koer,
    laes,
    ordre,
    postet,
    saet,
)
from tests.soc.daginstitution.verden import verden as verden

from snitflade.bogh.bilag import Linje
from snitflade.bogh.models import Bilag, Konto
from snitflade.exchange import catalogue, outbound, reconciliation, rhythm
from snitflade.exchange.konstanter.model import Systemkonstant
from snitflade.exchange.models import Exchange
from snitflade.exchange.reconciliation import Trin
from snitflade.exchange.states import State
from snitflade.folk.models import Lokalitet
from snitflade.folk.models_person import Person
from snitflade.formats.problems import ProblemsError
from snitflade.inka import prismefiler
from snitflade.inka.krav import Koersel, NytKrav, opret
from snitflade.inka.models import Debitor, Fordeling, Regning
from snitflade.soc.daginstitution import interfaces as daginstitution

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("verden")]

GRUNDLAG = [(VUGGEKONTO, -380_000), (HAVEKONTO, -220_000), (MODKONTO, 330_000), (FRIKONTO, 50_000), (FRIKONTO, 220_000)]
"""Vuggestue 2000 and 1800, børnehave 2200; 500 and 2200 of them free; 3300 to be paid by one parent."""
NOEGLE = "0202611201200" + "0956" + "000" + "110" + "2026" + FORAELDER + "00"


def test_a_month_is_checked_and_kept_but_nothing_is_booked() -> None:
    exchange, problems = laes(*MAANED)
    assert (fejl(problems), exchange.state, exchange.order) == ([], State.ANVENDT, "0956-202611")
    assert exchange.totals == {"linjer": 3, "betalere": 1, "brutto": 600_000, "friplads": 270_000, "netto": 330_000}
    assert not postet() and not Regning.objects.exists()


def test_the_files_are_those_of_the_specification_by_hand() -> None:
    """G69 as winformatik.md 3.4 orders it and prisme.md 2 lays it out, 10Q as prisme.md 3; every position composed here."""
    basis, _ = laes(*MAANED)
    out, built = koer()
    assert (out.key, out.kommune, out.state, out.needs_two) == ("522-0956-202611", "0956", State.BYGGET, True)
    assert [file.name for file in out.files.order_by("number")] == ["522_G69.txt", "522_10Q.txt"]
    line = "000G690000{0}095601NORFLYD&10300522&104000000{0}&11020261120&111{1:0>21}&112{2:0>12}{3}&1142026{4}{5}".format
    tail = "&153DAGINSTITUTION NOV&201tobl"
    assert fil(out, 1) == [
        line(1, VUGGEKONTO, 380_000, "-&113K", "", tail),
        line(2, HAVEKONTO, 220_000, "-&113K", "", tail),
        line(3, MODKONTO, 330_000, " &113D", "", tail),
        line(4, FRIKONTO, 50_000, " &113D", f"&13202&133{ANNE}", tail),
        line(5, FRIKONTO, 220_000, " &113D", f"&13202&133{CILLE}", tail),
        "",
    ]
    number = f"{Regning.objects.get().nummer:035}"
    rate = "20" + "999" + "0000330000+" + "1" + "0000000000+" + "1" + "20261120" + "20261201" * 3 + "000" + "   " + "0"
    assert fil(out, 2) == [
        "WINF10" + NOEGLE + FORAELDER + " " * 106,
        "WINF24" + NOEGLE + rate + " " * 35 + "00000000" * 3 + " " * 104 + number + " " * 52,
        "WINF26" + NOEGLE + "20" + "999" + "001" + f"{'Vuggestue november':<60}",
        "WINF26" + NOEGLE + "20" + "999" + "002" + f"{'Vuggestue, søskende':<60}",
        "",
    ]
    assert postet() == GRUNDLAG
    assert built.totals["rater"] == built.totals["modkonto"] == 330_000
    assert (built.totals["ydelsesmodtagere"], built.totals["trans 10"], built.totals["G69 linjer"]) == (2, 1, 5)
    claim = Regning.objects.get()
    assert (claim.debitor.kundenummer, claim.beloeb, claim.rest, claim.konto) == (FORAELDER, 330_000, 330_000, MODKONTO)
    assert (claim.modul, claim.periode, claim.koersel) == ("soc.daginstitution", "202611", "522-0956-202611-001")
    assert out.sheet[0] == [
        "Daginstitution november 2026",
        [["Grundlag", f"udveksling {basis.pk}"], ["Børn", "3"], ["Betalere", "2"]],
    ]
    assert i_orden()


def test_a_month_is_billed_once_also_from_another_basis() -> None:
    laes(*MAANED)
    koer()
    booked = postet()
    assert koder(koer) == ["NOEGLE_BRUGT"]
    laes(A, B, navn="rettet.csv")
    assert koder(koer) == ["NOEGLE_BRUGT"]
    assert (postet(), Exchange.objects.filter(direction="ud").count()) == (booked, 1)
    assert i_orden()


def test_taken_back_the_month_is_open_again_and_its_number_is_not_used_twice() -> None:
    laes(*MAANED)
    first, _ = koer()
    outbound.cancel(first, catalogue.find("522"), "anna", "Forkert takst")
    assert sum(amount for konto, amount in postet() if konto == MODKONTO) == 0
    assert [(row.rest, row.beloeb) for row in Regning.objects.all()] == [(0, 330_000)]
    assert Fordeling.objects.get().art == "annullering"
    assert i_orden()
    laes(A.replace("500,00", "700,00"), B, C, navn="rettet.csv")
    second, built = koer()
    assert (second.key, built.totals["rater"]) == (first.key, 310_000)
    assert list(Bilag.objects.filter(tilbagefoerer=None).order_by("pk").values_list("noegle", flat=True)) == [
        "522-0956-202611-001",
        "522-0956-202611-002",
    ]
    assert Regning.objects.exclude(rest=0).get().beloeb == 310_000
    assert i_orden()


def test_a_run_in_the_place_of_another_takes_that_back_first() -> None:
    laes(*MAANED)
    first, _ = koer()
    basis, _ = laes(A, navn="rettet.csv")
    second, built = outbound.supersede(first, catalogue.find("522"), ordre(grundlag=basis.pk), "anna")
    first.refresh_from_db()
    assert (first.state, second.key, built.totals["rater"]) == (State.ERSTATTET, first.key, 150_000)
    assert i_orden()


def test_a_basis_can_be_named_where_others_came_later() -> None:
    november, _ = laes(*MAANED)
    laes(A.replace("2026-11", "202612"), navn="december.csv")
    out, _ = koer(grundlag=november.pk)
    assert out.key == "522-0956-202611"
    later, _ = koer()
    assert later.key == "522-0956-202612"
    assert koder(lambda: koer(grundlag=out.pk)) == ["INTET_GRUNDLAG"]
    assert i_orden()


@pytest.mark.parametrize(
    ("lines", "found"),
    [
        ((A.replace("0956;", "0955;"), B), [("DAGI_FLERE", 3)]),
        ((A, B.replace("2026-11", "2026-12")), [("DAGI_FLERE", 3)]),
        ((A.replace("2026-11", "2026-13"),), [("DAGI_MAANED", 2)]),
        ((A.replace("2026-11", "2026-00"),), [("DAGI_MAANED", 2)]),
        ((A.replace("2026-11", "0000-11"),), [("DAGI_MAANED", 2)]),
        ((A, A), [("SOC_TO_GANGE", 3)]),
        ((A.replace(ANNE, "9999999999"),), [("DAGI_BARN", 2)]),
        ((A.replace("500,00", "2000,01"),), [("DAGI_FRIPLADS", 2)]),
        ((A.replace("500,00", "-1,00"),), [("CELLE_NEGATIV", 2)]),
        ((A.replace("2000,00", "2.000,00"),), [("CELLE_TUSINDTAL", 2)]),
        ((A.replace("Vuggestue november", ""),), [("FELT_TOMT", 2)]),
        ((A.replace("Vuggestue november", "x" * 61),), [("FELT_FOR_LANGT", 2)]),
        ((A.replace(FORAELDER, "3112999998"),), [("DAGI_KUNDE", 2)]),
        ((A.replace(VUGGESTUE, "5800000009"),), [("DAGI_KUNDE", 2)]),
        ((), [("DAGI_TOM", 0)]),
        (
            (A.replace(ANNE, "9999999999").replace("500,00", "3000,00"), A.replace("2026-11", "2026-12"), f"{B};mere"),
            [("DAGI_BARN", 2), ("DAGI_FRIPLADS", 2), ("DAGI_FLERE", 3), ("CSV_FELTANTAL", 4)],
        ),
    ],
)
def test_a_basis_with_faults_is_refused_with_every_one(lines: tuple[str, ...], found: list[tuple[str, int]]) -> None:
    exchange, problems = laes(*lines)
    assert sorted(fejl(problems), key=lambda one: one[1]) == found
    assert exchange.state == State.AFVIST
    assert all(nummer not in str(problem) for problem in problems.sorted() for nummer in (ANNE, BO, CILLE))
    assert koder(koer) == ["INTET_GRUNDLAG"]


def test_who_pays_from_an_account_is_refused_and_a_child_that_cpr_does_not_know_is_told() -> None:
    Debitor.objects.filter(kundenummer=ANDEN).update(betales_fra_konto="5602601100")
    Person.objects.create(personnummer=ANNE, status="01")
    exchange, problems = laes(*MAANED)
    assert sorted(fejl(problems)) == [("DAGI_BARN_UKENDT", 3), ("DAGI_BARN_UKENDT", 4), ("DAGI_FRA_KONTO", 4)]
    assert exchange.state == State.AFVIST


def test_another_file_is_not_taken_for_a_basis() -> None:
    interface = catalogue.find("522")
    assert interface.recognise is not None and interface.order is not None
    assert interface.recognise(f"{HOVED}\n{A}\n".encode(), "x") == "daginstitution"
    for data in (b"", b"Kundenummer;Navn\n1;2\n", b"Barn;Takst\n1;2\n", b"\xff\xfe\n", b"WINF10"):
        assert (interface.recognise(data, "x"), interface.order(data, "x")) == ("", "")


def test_everything_that_is_wrong_with_a_run_is_told_at_once() -> None:
    laes(*MAANED)
    Systemkonstant.objects.all().delete()
    saet("daginstitution.modkonto", HAVEKONTO)
    Konto.objects.create(nummer=HAVEKONTO, navn="Børnehave")
    found = koder(lambda: koer(forfaldsdato=dt.date(2026, 11, 19), regnskabsaar=2024, tekst="a&b", konteret_af="for lang"))
    assert found == [
        *("DAGI_MODKONTO", "KOERSEL_FORFALD", "KOERSEL_KONTERET_AF", "KOERSEL_REGNSKABSAAR", "KOERSEL_TEKST"),
        *("KONSTANT_MANGLER", "KONSTANT_MANGLER", "KONTO_UKENDT"),
    ]
    assert not postet() and not Regning.objects.exists()


def test_what_the_files_do_not_show_stops_the_run(monkeypatch: pytest.MonkeyPatch) -> None:
    laes(*MAANED)
    interface = catalogue.find("522")
    shown = prismefiler.bevis
    for wrong in ({"rater": 329_999}, {f"konto {FRIKONTO}": 0}):
        monkeypatch.setattr("snitflade.inka.prismekoersel.bevis", lambda *given, wrong=wrong: shown(*given) | wrong)
        assert koder(koer) == ["PROEVE_TOTAL"]
    monkeypatch.undo()
    assert not postet() and not Regning.objects.exists()
    assert outbound.preview(interface, ordre(), "anna").totals["rater"] == 330_000
    assert not postet()
    koer()
    assert postet() == GRUNDLAG


def test_a_month_of_free_places_has_no_10q_unless_lone_debtors_are_wanted() -> None:
    laes(C)
    first, built = koer()
    assert [file.name for file in first.files.all()] == ["522_G69.txt"]
    assert postet() == [(HAVEKONTO, -220_000), (FRIKONTO, 220_000)]
    assert (built.totals["ydelsesmodtagere"], "rater" in built.totals) == (1, False)
    outbound.cancel(first, catalogue.find("522"), "anna", "Prøve")
    assert sum(amount for _, amount in postet()) == 0
    assert i_orden()
    saet("prisme.trans_10_uden_rate", "J")
    second, built = koer()
    key = NOEGLE.replace(FORAELDER, ANDEN)
    assert fil(second, 2) == ["WINF10" + key + "6212809996" + " " * 106, ""]
    assert (built.totals["trans 10"], built.totals["trans 24"], built.totals["rater"]) == (1, 0, 0)
    assert i_orden()


def test_under_geo_a_bill_has_the_institution_s_place() -> None:
    saet("4011", "GEO")
    Lokalitet.objects.update_or_create(navn="Nuuk", defaults={"kode": "0600", "geo_kode": "060"})
    Lokalitet.objects.update_or_create(navn="Paamiut", defaults={"kode": "0500", "geo_kode": ""})
    laes(A, C.replace("2200,00;2200,00", "2200,00;0,00").replace(ANDEN, FORAELDER))
    assert koder(koer) == ["REGNING_GEO_MANGLER"]
    Lokalitet.objects.filter(navn="Paamiut").update(geo_kode="050")
    out, _ = koer()
    assert list(Regning.objects.order_by("pk").values_list("omraadenummer", "beloeb")) == [("050", 220_000), ("060", 150_000)]
    assert [line[23:26] for line in fil(out, 2) if line[4:6] == "24"] == ["050", "060"]


def test_a_payer_that_prisme_cannot_bill_is_told() -> None:
    Debitor.objects.filter(kundenummer=ANDEN).update(personnummer="")
    laes(*MAANED)
    koer()  # nothing to pay, so nothing to bill
    laes(A.replace("2026-11", "202612").replace(FORAELDER, ANDEN), navn="december.csv")
    assert koder(koer) == ["REGNING_UDEN_NUMMER"]


def test_a_month_that_nobody_bills_is_alarmed() -> None:
    basis, _ = laes(*MAANED)
    later = basis.created_at + dt.timedelta(days=8)

    def found() -> list[str]:
        return [cause.sentence for cause in rhythm.causes(later) if cause.about == "ikke opkrævet 0956-202611"]

    assert found() == ["Daginstitution for 2026-11 (kommune 0956) er ikke opkrævet. Kør måneden: side 522."]
    assert not list(daginstitution.MAANEDER.ikke_opkraevet(basis.created_at + dt.timedelta(days=6)))
    out, _ = koer()
    assert not found()
    outbound.cancel(out, catalogue.find("522"), "anna", "Prøve")
    assert found()


def test_the_reconciliation_follows_a_month_from_basis_to_prisme() -> None:
    kilde = next(one for one in reconciliation.kilder() if one.modul == "soc.daginstitution")
    assert not kilde.linjer(dt.date(2026, 1, 1), dt.date(2026, 12, 31)) and not kilde.perioder()

    def stand() -> list[object]:
        (line,) = kilde.linjer(dt.date(2026, 11, 30), dt.date(2026, 12, 31))
        told = [(one.trin, one.tekst, one.beloeb, one.nummer) for one in kilde.forskelle(line, 9)]
        return [line.periode, *(line.summer[trin].beloeb for trin in (Trin.KRAEVET, Trin.OPKRAEVET, Trin.SENDT)), *told]

    basis, _ = laes(*MAANED)
    unbilled = f"Grundlaget i udveksling {basis.pk} er ikke opkrævet, som det står"
    assert stand() == ["2026-11", 330_000, 0, 0, (Trin.OPKRAEVET, unbilled, 330_000, basis.pk)]
    out, _ = koer()
    assert stand() == ["2026-11", 330_000, 330_000, 0, (Trin.SENDT, f"Udveksling {out.pk} er ikke sendt", 330_000, out.pk)]
    outbound.approve(out, "bo")
    Exchange.objects.filter(pk=out.pk).update(state=State.AFSENDT)
    assert stand() == ["2026-11", 330_000, 330_000, 330_000]
    later, _ = laes(A.replace("500,00", "400,00"), B, C, navn="rettet.csv")
    assert stand()[-1] == (Trin.OPKRAEVET, unbilled.replace(str(basis.pk), str(later.pk)), 10_000, later.pk)
    assert not kilde.linjer(dt.date(2026, 12, 1), dt.date(2027, 1, 31))
    assert [line.periode for line in kilde.perioder()] == ["2026-11"]
    Exchange.objects.filter(pk=out.pk).update(totals={**out.totals, "rater": 1})
    assert list(kilde.brud()) == [f"Udveksling {out.pk}: dens krav (Daginstitution) er ikke dem, dens totaler siger."]


def test_lines_that_do_not_come_to_the_claims_are_a_fault_of_the_program() -> None:
    day, debitor = dt.date(2026, 11, 20), Debitor.objects.get(kundenummer=FORAELDER)
    run = Koersel("soc.daginstitution", "prøve", "0956", day, 2026, "Prøve")
    lines = [Linje(VUGGEKONTO, -100), Linje(MODKONTO, 100)]
    with pytest.raises(ValueError, match="not its claims"):
        opret(run, [NytKrav(debitor.pk, 99, "", day, konto=MODKONTO)], "anna", lines)
    assert not postet() and not Regning.objects.exists()
    (made,) = opret(run, [NytKrav(debitor.pk, 100, "", day, konto=MODKONTO)], "anna", lines)
    assert postet() == [(VUGGEKONTO, -100), (MODKONTO, 100)] and Regning.objects.get().pk == made
    with pytest.raises(ProblemsError):
        opret(run, [NytKrav(debitor.pk, 100, "", day, konto=MODKONTO)], "anna", lines)
    assert i_orden()


def test_it_stands_outside_the_catalogue() -> None:
    interface = catalogue.find("522")
    assert (interface.row.nr, interface.row.delsystem, interface.id) == (None, "Soc", "soc.daginstitution-prisme")
    assert catalogue.state(interface.id) == "ubekræftet"
