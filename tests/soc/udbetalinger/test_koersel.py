"""Row 28: cards become lines, lines are booked and paid once; what may not be paid waits with its reason."""

from __future__ import annotations

import datetime as dt

import pytest
from tests.bogh.udbetalingsverden import advarsler, annuller, i_orden, koder, saet, saldo
from tests.soc.udbetalinger.verden import (
    DAG,
    ET,
    FRI,
    HJAELP,
    KREDIT,
    LEDIG,
    MELLEM,
    TO,
    TRE,
    UDGIFT,
    aabent,
    betalt,
    en_linje,
    et_kort,
    i_folk,
    koer,
    send,
    stemplet,
    udveksling,
)

from snitflade.bogh.udbetaling import modregning, modtagere
from snitflade.bogh.udbetaling.models import Modtager, Modtagerkonto, Udbetaling, Udbetalingspost
from snitflade.exchange import blobs
from snitflade.folk.models import Person
from snitflade.formats.problems import ProblemsError
from snitflade.soc.models import Ydelsesart, Ydelseskort, Ydelseslinje
from snitflade.soc.udbetalinger import arter, kort, linjer, regler
from snitflade.soc.udbetalinger.arter import Vilkaar
from snitflade.soc.udbetalinger.dan import dan
from snitflade.soc.udbetalinger.kort import Plan
from snitflade.soc.udbetalinger.linjer import NyLinje
from snitflade.soc.udbetalinger.regler import Hvem

pytestmark = pytest.mark.usefixtures("sociale")


def datoer() -> list[str]:
    return [f"{dato:%Y%m%d}" for dato in Ydelseslinje.objects.order_by("dato").values_list("dato", flat=True)]


def test_the_sample_card_of_the_specification() -> None:
    card = et_kort()
    dan("0956", dt.date(2025, 4, 30), "bo")
    card.refresh_from_db()
    lines = Ydelseslinje.objects.order_by("dato")
    assert [(f"{one.dato:%Y%m%d}", one.beloeb) for one in lines] == [("20250404", 1850_00), ("20250418", 1850_00)]
    assert card.naeste == dt.date(2025, 5, 2)
    assert [(one.periode_fra.day, one.periode_til.day) for one in lines] == [(4, 17), (18, 1)]
    # The same span again has nothing to make.
    assert dan("0956", dt.date(2025, 4, 30), "bo").linjer == [] and Ydelseslinje.objects.count() == 2


def test_months_keep_the_day_and_a_card_stops_at_its_end() -> None:
    card = et_kort(naeste=dt.date(2025, 3, 31), interval=1, enhed="maaneder")
    dan("0956", dt.date(2025, 12, 31), "bo")
    assert datoer() == ["20250331", "20250430", "20250531"]
    card.refresh_from_db()
    assert card.naeste is None


def test_a_run_books_and_pays_what_is_due() -> None:
    et_kort()
    en_linje(250_50, cpr=TO, art=FRI, tekst="Brændsel april")
    exchange = udveksling()
    assert exchange.key == "SOCI-20250403-0001" and exchange.totals["Betalinger"] == 2 and exchange.totals["Beløb"] == 2100_50
    lines = blobs.get(exchange.files.order_by("number")[0].blob).decode("cp1252").splitlines()
    start = '"ERH356","64710001000206","SOCI250403 00000{}","64710000123456","Prøve Person {}","","","","{}","04042025","{}",""'
    assert len(lines) == 2
    assert lines[0].startswith(start.format(1, "To", "250,50", "Brændsel april"))
    assert lines[1].startswith(start.format(2, "Et", "1850,00", "Offentlig hjælp"))
    assert (saldo(UDGIFT), saldo(MELLEM), saldo(KREDIT)) == (2100_50, 0, -2100_50)
    item = Udbetalingspost.objects.order_by("pk")[0]
    assert (item.noegle, item.vedroerer, item.modregnes) == (f"SU{Ydelseslinje.objects.get(art__nummer=FRI).pk:08}", TO, True)
    send(exchange)
    again, built = koer()
    assert again is None and Udbetaling.objects.count() == 2 and "0 linjer bogført" in built.notes[0] and i_orden()


def test_a_run_that_is_taken_back_leaves_everything_to_be_paid_again() -> None:
    card = et_kort()
    first = udveksling()
    annuller(first)
    card.refresh_from_db()
    assert aabent() == 1850_00 and betalt() == 0 and card.naeste == dt.date(2025, 4, 18) and saldo(KREDIT) == 0 and i_orden()
    second = udveksling()
    assert second.totals["Beløb"] == 1850_00 and Ydelseslinje.objects.count() == 1 and betalt() == 1850_00 and i_orden()


def test_a_run_that_breaks_off_leaves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    card = et_kort()
    en_linje(100_00, cpr=TO)
    monkeypatch.setattr("snitflade.exchange.outbound._store", lambda *_: (_ for _ in ()).throw(OSError("disk")))
    with pytest.raises(OSError, match="disk"):
        koer()
    card.refresh_from_db()
    assert card.naeste == DAG and Ydelseslinje.objects.count() == 1 and not Udbetalingspost.objects.exists() and saldo(UDGIFT) == 0


def test_prisme_instead_of_the_bank() -> None:
    saet(sociale__vej="0956=prisme,bank")
    en_linje(100_00)
    exchange = udveksling()
    assert sorted(exchange.files.values_list("format", flat=True)) == ["g68", "g69"] and exchange.totals["G69 linjer"] == 2


def test_nobody_pays_what_they_have_typed() -> None:
    et_kort(af="bo")
    en_linje(100_00, cpr=TO, af="anna")
    assert koder(lambda: koer(af="bo")) == ["SU_EGEN_LINJE"] and koder(lambda: koer(af="anna")) == ["SU_EGEN_LINJE"]
    assert not Ydelseslinje.objects.exclude(kort=None).exists()
    assert udveksling(af="cille").totals["Betalinger"] == 2


def test_who_changes_a_card_answers_for_what_it_pays() -> None:
    card = et_kort(af="anna")
    plan = Plan(1900_00, DAG, card.start, card.slut)
    assert kort.ret(card, plan, "", "", "bo") and not kort.ret(card, plan, "", "", "dorte")
    assert koder(lambda: koer(af="bo")) == ["SU_EGEN_LINJE"] and udveksling(af="anna").totals["Beløb"] == 1900_00


def test_an_account_that_the_typist_gave_is_told() -> None:
    modtagere.gem("cpr", ET, "Prøve Person Et", "64710000999999", dt.date(2025, 4, 1), "anna")
    en_linje(100_00)
    en_linje(100_00, cpr=TO)
    _, built = koer()
    assert advarsler(built) == ["SU_EGEN_KONTO"]


def test_a_line_without_stamping_is_made_and_held_until_there_is_one(monkeypatch: pytest.MonkeyPatch) -> None:
    stemplet(monkeypatch, **{f"p{ET}": "2025-03-20"})
    line = en_linje(1000_00, art=LEDIG)
    assert "de 14 dage før 04-04-2025: sidst stemplet 20-03-2025" in line.holdt
    exchange, built = koer()
    assert exchange is None and advarsler(built) == ["SU_HOLDT"] and not Udbetalingspost.objects.exists()
    stemplet(monkeypatch, **{f"p{ET}": "2025-03-21"})
    assert udveksling().totals["Beløb"] == 1000_00
    line.refresh_from_db()
    assert line.holdt == "" and i_orden()


def test_a_stamping_that_was_taken_away_holds_the_line_again(monkeypatch: pytest.MonkeyPatch) -> None:
    stemplet(monkeypatch, **{f"p{ET}": "2025-04-01"})
    line = en_linje(1000_00, art=LEDIG)
    assert line.holdt == ""
    stemplet(monkeypatch)
    exchange, _ = koer()
    line.refresh_from_db()
    assert exchange is None and "aldrig stemplet" in line.holdt


def test_another_may_release_a_held_line_and_says_why() -> None:
    line = en_linje(1000_00, art=LEDIG)
    assert koder(lambda: linjer.frigiv(line, "anna", " ")) == ["SU_GRUND", "SU_SAMME_PERSON"]
    linjer.frigiv(line, "dorte", "Lægeerklæring")
    assert koder(lambda: linjer.frigiv(line, "dorte", "igen")) == ["SU_IKKE_HOLDT"]
    assert udveksling().totals["Beløb"] == 1000_00


def test_the_dead_are_not_paid() -> None:
    et_kort()
    Person.objects.filter(personnummer=ET).update(status="90")
    exchange, built = koer()
    assert exchange is None and advarsler(built) == ["SU_HOLDT"] and "Stop kortet" in Ydelseslinje.objects.get().holdt


def test_everything_that_is_wrong_with_a_line_is_said_at_once() -> None:
    wrong = NyLinje("x", Hvem("0999", "1", "9999", tekst="✓"), 4000_01, DAG, til=dt.date(2025, 4, 1))
    with pytest.raises(ProblemsError) as caught:
        linjer.opret(wrong, "anna")
    problems = list(caught.value.problems)
    assert sorted(one.code for one in problems) == sorted(
        ["SU_PERIODE", "SU_KOMMUNE", "SU_VEDROERER", "POST_TEGN", "SU_GRAENSE", "SU_ART", "SU_MODTAGER"]
    )
    assert (regler.SU_MAERKE.spec, regler.SU_GRAENSE.spec, regler.SU_UDEN_KONTO.spec) == ("SU-E01", "SU-E02", "SU-E04")
    assert "4.000,01 kr. er mere end grænsen for én udbetaling, 4.000,00 kr." in " ".join(one.message for one in problems)
    assert koder(lambda: en_linje(0)) == ["SU_BELOEB"] and not Ydelseslinje.objects.exists()


def test_an_art_without_the_mark_is_refused_on_cards_and_lines() -> None:
    art = Ydelsesart.objects.get(nummer=HJAELP)
    arter.saet_vilkaar(
        art, Vilkaar(DAG, UDGIFT, socudb=False, skattepligtig=True, kolonne="offentlighjaelp", indkomst="A"), "cille"
    )
    assert koder(en_linje) == ["SU_MAERKE"] == koder(et_kort)
    en_linje(100_00, "2025-04-03")


def test_a_card_that_cannot_pay_waits_and_says_why() -> None:
    card = et_kort(3000_00)
    en_linje(100_00, cpr=TO)
    saet(_500="2000")
    exchange, built = koer()
    card.refresh_from_db()
    assert exchange is not None and exchange.totals["Betalinger"] == 1 and card.naeste == DAG
    assert [one.message for one in built.warnings] == [
        f"Kort {card.pk} er ikke betalt for 04-04-2025: 3.000,00 kr. er mere end grænsen for én udbetaling, 2.000,00 kr. "
        "(systemkonstant 500). Sæt beløbet ned, eller del det."
    ]


def test_the_same_period_is_not_paid_twice() -> None:
    line = en_linje(100_00)
    assert koder(lambda: en_linje(200_00)) == ["SU_ALLEREDE"]
    en_linje(100_00, cpr=TO)
    en_linje(100_00, art=FRI)
    one, told = linjer.opret(NyLinje("o", Hvem("0956", ET, HJAELP), 100_00, DAG, til=dt.date(2025, 4, 9)), "anna")
    assert told.codes == {"SU_OVERLAP"} and one.pk
    # Paid to somebody else it is the same person's benefit.
    assert koder(lambda: en_linje(100_00, cpr=TO, vedroerer=ET)) == ["SU_ALLEREDE"]
    linjer.tag_tilbage(line, "anna", DAG, "Forkert beløb")
    assert en_linje(200_00).beloeb == 200_00


def test_a_person_with_a_new_number_is_not_paid_twice() -> None:
    card = et_kort(naeste=dt.date(2025, 4, 4), interval=1)
    en_linje(100_00, cpr=ET)
    Person.objects.filter(personnummer=ET).update(gaeldende=TO)
    assert koder(lambda: en_linje(100_00, cpr=TO)) == ["SU_ALLEREDE"]
    made = dan("0956", DAG, "bo")
    assert made.linjer == [] and made.problemer.codes == {"SU_KORT_VENTER"} and card.pk
    assert en_linje(100_00, "2025-04-05", cpr=ET).vedroerer == TO


def test_a_form_that_is_sent_twice_makes_one_of_it() -> None:
    first = en_linje(100_00, noegle="form")
    assert en_linje(100_00, noegle="form").pk == first.pk and Ydelseslinje.objects.count() == 1
    assert koder(lambda: en_linje(200_00, noegle="form", cpr=TO)) == ["SU_NOEGLE_ANDEN"]
    hvem, plan = Hvem("0956", ET, FRI), Plan(100_00, DAG, DAG, DAG)
    card, _ = kort.opret("kort", hvem, plan, "anna")
    assert kort.opret("kort", hvem, plan, "anna")[0].pk == card.pk and Ydelseskort.objects.count() == 1


def test_a_card_says_what_is_wrong_with_it() -> None:
    day = dt.date(2025, 4, 1)
    assert koder(lambda: et_kort(slut=day, start=DAG)) == ["SU_KORT_DATOER"]
    assert koder(lambda: et_kort(naeste=dt.date(2025, 7, 1), interval=0)) == ["SU_KORT_INTERVAL", "SU_KORT_NAESTE"]
    assert koder(lambda: et_kort(enhed="uger", cpr=TRE)) == ["SU_KORT_ENHED", "SU_MODTAGER"]
    card = et_kort()
    assert koder(lambda: kort.stop(card, "bo", "")) == ["SU_KORT_GRUND"]
    kort.stop(card, "bo", "Flyttet")
    assert koder(lambda: kort.stop(card, "bo", "x")) == ["SU_KORT_STOPPET"]
    assert koder(lambda: kort.ret(card, Plan(1, DAG, DAG, DAG), "", "", "bo")) == ["SU_KORT_STOPPET"]
    assert dan("0956", dt.date(2025, 12, 31), "bo").linjer == []


def test_a_new_payee_comes_from_the_population_register_without_an_account() -> None:
    i_folk(TRE)
    line, told = linjer.opret(NyLinje("n", Hvem("0956", TRE, FRI), 100_00, DAG), "anna")
    assert (
        told.codes == {"SU_UDEN_KONTO"}
        and Modtager.objects.get(nummer=TRE).navn
        and not Modtagerkonto.objects.filter(modtager__nummer=TRE).exists()
    )
    exchange, built = koer()
    assert exchange is None and advarsler(built) == ["UDELADT_UDEN_KONTO"] and aabent() == 100_00
    modtagere.gem("cpr", TRE, "Prøve Person", "64710000333333", DAG, "bo")
    assert udveksling().totals["Beløb"] == 100_00 and line.pk


def test_a_line_is_withdrawn_until_it_is_paid() -> None:
    line = en_linje(100_00)
    exchange = udveksling()
    assert koder(lambda: linjer.tag_tilbage(line, "anna", DAG, "Fejl")) == ["SU_BETALT"]
    annuller(exchange)
    linjer.tag_tilbage(line, "anna", DAG, "Fejl")
    assert koder(lambda: linjer.tag_tilbage(line, "anna", DAG, "Fejl")) == ["SU_TILBAGE"]
    assert aabent() == 0 and saldo(UDGIFT) == 0 and saldo(MELLEM) == 0 and i_orden()
    part = en_linje(100_00)
    annuller(udveksling())
    part.refresh_from_db()
    assert part.post is not None
    modregning.modregn(part.post, 40_00, "9005005005", "bo", DAG, "Gæld")
    assert koder(lambda: linjer.tag_tilbage(part, "anna", DAG, "Fejl")) == ["SU_MODREGNET"]


def test_withdrawn_from_a_card_it_can_be_made_again() -> None:
    card = et_kort()
    dan("0956", DAG, "bo")
    linjer.tag_tilbage(Ydelseslinje.objects.get(), "anna", DAG, "Forkert beløb")
    card.refresh_from_db()
    kort.ret(card, Plan(1700_00, DAG, card.start, card.slut), "", "", "anna")
    dan("0956", DAG, "bo")
    assert [one.beloeb for one in Ydelseslinje.objects.filter(tilbage_tid=None)] == [1700_00] and Ydelseslinje.objects.count() == 2


def test_what_verify_holds() -> None:
    en_linje(100_00)
    udveksling()
    assert i_orden()
    line = Ydelseslinje.objects.get()
    Ydelseslinje.objects.filter(pk=line.pk).update(tilbage_tid=dt.datetime(2025, 4, 4, tzinfo=dt.UTC))
    assert not i_orden()
    Ydelseslinje.objects.filter(pk=line.pk).update(tilbage_tid=None, post=None)
    assert not i_orden()
