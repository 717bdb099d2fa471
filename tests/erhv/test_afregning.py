"""Settlement: what a sale gives, where it is booked, and that it is settled once, whatever is cancelled or taken back."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from tests.bogh.udbetalingsverden import i_orden, koder, koer
from tests.erhv.verden import ET, KOEB, SKAT, VILKAAR, afregnet, saelger, saldi, solgt, tilgode

from snitflade.bogh import uforanderlig
from snitflade.bogh.models import Bilag, Postering
from snitflade.bogh.udbetaling.models import Udbetalingspost
from snitflade.erhv import saelgere, salg, steder
from snitflade.erhv.afregning import afregn
from snitflade.erhv.beregning import Ordre, beregn_afregning
from snitflade.erhv.fradrag import Vilkaarsbog, beregn
from snitflade.erhv.models import Indhandlingssted, Saelger, Vilkaar
from snitflade.erhv.models_afregning import Afregning, Afregningslinje, Afregningspost, Kontering
from snitflade.erhv.salg import NytSalg
from snitflade.erhv.tilbage import tag_tilbage
from snitflade.exchange import integrity

pytestmark = pytest.mark.usefixtures("erhv")
DAG = dt.date(2026, 10, 12)


def test_a_sale_gives_what_is_left_of_it() -> None:
    # 1.000,05 kr.: tax 42 % = 420,021, KNAPK 2 % = 20,001, local 1 % = 10,0005, operating 5,5 % = 55,00275, one trip 50 kr.
    solgt("F0117", 1_000_05, ture=1)
    row = afregnet().linjer.get()
    assert (row.brutto, row.skat, row.knapk, row.lokal, row.drift, row.transport) == (1_000_05, 420_02, 20_00, 10_00, 55_00, 50_00)
    assert row.netto == 445_03 == tilgode("F0117")
    assert saldi() == {
        "KOEB": 1_000_05,
        "SKAT": -420_02,
        "KNAPK": -20_00,
        "LOKAL": -10_00,
        "DRIFT": -55_00,
        "TUR": -50_00,
        "GAELD": -445_03,
    }
    assert i_orden()


def test_half_an_oere_is_rounded_up() -> None:
    """0,25 kr. at 42, 2, 1 and 5,5 percent: 10,5, 0,5, 0,25 and 1,375 øre."""
    row = beregn(
        25, 0, Vilkaar(**{name: getattr(VILKAAR, name) for name in ("knapk", "lokal", "drift", "transport")}), VILKAAR.skat
    )
    assert row[1:5] == (11, 1, 0, 1) and row.netto == 12


def test_who_is_no_person_is_not_taxed_and_institutions_deduct_nothing() -> None:
    solgt("E0001", 1_000_00)
    solgt("F0117", 500_00, sted="SKOLE")
    solgt("F0117", 120_00, sted="SKOLE", art="leje")
    afregnet()
    assert tilgode("E0001") == 1_000_00 - 20_00 - 10_00 - 55_00
    assert tilgode("F0117") == 620_00
    assert saldi()["LEJE"] == 120_00 and "SKAT" not in saldi()


def test_the_sellers_own_percentage_takes_the_places_place_from_its_day() -> None:
    one = Saelger.objects.get(nummer="F0117")
    saelgere.saet_skat(one, dt.date(2026, 10, 13), 10_00, "anna")
    saelgere.saet_skat(one, dt.date(2026, 10, 15), 0, "anna")
    saelgere.saet_skat(one, dt.date(2026, 10, 17), None, "anna")
    for day in (12, 13, 14, 15, 16, 17):
        solgt("F0117", 100_00, f"2026-10-{day}")
    rows = afregnet().linjer.order_by("salg__dato").values_list("skat", flat=True)
    assert list(rows) == [42_00, 10_00, 10_00, 0, 0, 42_00]


def test_the_day_of_the_sale_decides_terms_and_accounts() -> None:
    nan = Indhandlingssted.objects.get(kode="NAN")
    steder.saet_vilkaar(nan, replace(VILKAAR, fra=dt.date(2026, 11, 1), skat=44_00, konto_skat="9001001099"), "anna")
    solgt("F0117", 100_00, "2026-10-31")
    solgt("F0117", 100_00, "2026-11-01")
    afregnet()
    booked = dict(Postering.objects.filter(konto__in=(SKAT, "9001001099")).values_list("konto", "beloeb"))
    assert booked == {SKAT: -42_00, "9001001099": -44_00}


def test_terms_of_days_that_are_settled_stand() -> None:
    solgt("F0117", 100_00, "2026-10-12")
    afregnet()
    nan, one = Indhandlingssted.objects.get(kode="NAN"), Saelger.objects.get(nummer="F0117")
    new = replace(VILKAAR, fra=dt.date(2026, 10, 12), skat=1_00)
    assert koder(lambda: steder.saet_vilkaar(nan, new, "anna")) == ["VILKAAR_AFREGNET"]
    assert koder(lambda: saelgere.saet_skat(one, dt.date(2026, 10, 12), 1_00, "anna")) == ["SAELGER_SKAT_AFREGNET"]
    assert steder.saet_vilkaar(nan, replace(new, fra=dt.date(2026, 10, 13)), "anna")
    assert not steder.saet_vilkaar(nan, replace(new, fra=dt.date(2026, 10, 14)), "anna")


def test_sales_are_booked_in_their_own_month() -> None:
    solgt("F0117", 100_00, "2026-09-30")
    solgt("F0117", 200_00, "2026-10-01")
    solgt("F0117", 400_00, "2026-11-02")
    afregnet()
    purchases = Postering.objects.filter(konto=KOEB).order_by("posteringsdato").values_list("posteringsdato", "beloeb")
    assert list(purchases) == [
        (dt.date(2026, 9, 30), 100_00),
        (dt.date(2026, 10, 31), 200_00),
        (dt.date(2026, 11, 27), 400_00),
    ]
    # One payment all the same.
    assert Udbetalingspost.objects.count() == 1


def test_transport_is_charged_once_a_day_for_who_usually_has_it() -> None:
    trips = [solgt("F0209", 100_00).ture for _ in range(2)] + [solgt("F0209", 100_00, "2026-10-13").ture]
    assert [*trips, solgt("F0117", 100_00).ture, solgt("F0209", 100_00, "2026-10-14", ture=0).ture] == [1, 0, 1, 0, 0]


def test_a_sale_is_settled_once() -> None:
    solgt("F0117", 100_00)
    afregnet()
    assert koder(afregnet) == ["AFREGNING_TOM"]
    line = Afregningslinje.objects.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        Afregningslinje.objects.create(
            afregning=line.afregning, salg=line.salg, brutto=1, skat=0, knapk=0, lokal=0, drift=0, transport=0, netto=1
        )
    with pytest.raises(DatabaseError), transaction.atomic():
        Afregningslinje.objects.update(netto=1, brutto=1, skat=0, knapk=0, lokal=0, drift=0, transport=0)


def test_a_cancelled_sale_gives_back_what_it_took() -> None:
    first = solgt("F0117", 333_33, ture=1)
    afregnet()
    salg.ophaev(first, "bo")
    solgt("F0117", 333_33, ture=1)
    afregnet()
    assert saldi()["KOEB"] == 333_33 and tilgode("F0117") == Afregningslinje.objects.order_by("pk")[0].netto
    assert i_orden()


def test_who_would_owe_is_left_out_and_waits() -> None:
    first = solgt("F0117", 333_33)
    solgt("F0209", 100_00, ture=0)
    afregnet()
    salg.ophaev(first, "bo")
    solgt("F0117", 100_00)
    solgt("F0209", 100_00, ture=0)
    ordre = Ordre("0956", dt.date(2026, 11, 27), dt.date(2026, 11, 27), dt.date(2026, 11, 30))
    _, found = afregn(ordre, "anna")
    assert [problem.code for problem in found.problemer] == ["AFREGNING_NEGATIV"] and found.udeladt == 2
    assert len(found.linjer) == 1
    solgt("F0117", 300_00)
    assert len(beregn_afregning(ordre).linjer) == 3
    afregnet()
    # 333,33 was paid for, and what is rightly sold is 100 + 300.
    assert saldi()["KOEB"] == 100_00 + 300_00 + 200_00 and i_orden()


def test_a_sale_that_was_cancelled_before_it_was_settled_is_nothing() -> None:
    salg.ophaev(solgt("F0117", 100_00, ture=2), "bo")
    afregnet()
    assert saldi() == {} and not Bilag.objects.exists() and not Udbetalingspost.objects.exists()
    assert Afregningspost.objects.get().beloeb == 0 and i_orden()


def test_a_sale_is_cancelled_once_and_corrected_whole() -> None:
    one = solgt("F0117", 100_00)
    back = salg.ophaev(one, "bo")
    assert koder(lambda: salg.ophaev(one, "bo")) == koder(lambda: salg.ophaev(back, "bo")) == ["SALG_OPHAEVET"]
    other = solgt("F0117", 100_00)
    wrong = NytSalg("rettet", "NAN", "F9999", DAG, 90_00)
    assert koder(lambda: salg.ret(other, wrong, "bo")) == ["SAELGER_UKENDT"]
    assert not hasattr(other, "ophaevet_ved") and salg.ret(other, wrong._replace(saelger="F0209"), "bo")


def test_a_settlement_is_taken_back_whole() -> None:
    solgt("F0117", 200_00, "2026-10-31", ture=1)
    solgt("F0209", 170_00, "2026-11-01")
    one = afregnet()
    tag_tilbage(one, "bo", "Forkert dag")
    assert saldi() == {} and tilgode("F0117") == tilgode("F0209") == 0 and i_orden()
    assert not Postering.objects.exclude(posteringsdato__in=(dt.date(2026, 10, 31), dt.date(2026, 11, 27))).exists()
    assert koder(lambda: tag_tilbage(one, "bo", "Igen")) == ["TILBAGE_ALLEREDE"]
    again = afregnet()
    assert again.nummer == one.nummer + 1 and tilgode("F0117") and i_orden()


def test_what_is_paid_or_built_upon_is_not_taken_back() -> None:
    first = solgt("F0117", 100_00)
    one = afregnet()
    salg.ophaev(first, "bo")
    solgt("F0117", 110_00)
    other = afregnet()
    assert koder(lambda: tag_tilbage(one, "bo", "x")) == ["TILBAGE_OPHAEVET"]
    koer(betalingsdato=dt.date(2026, 11, 30))
    assert koder(lambda: tag_tilbage(other, "bo", "")) == ["TILBAGE_BETALT", "TILBAGE_GRUND"]
    assert Afregning.objects.filter(tilbage_tid=None).count() == 2


def test_every_fault_of_an_order_is_told() -> None:
    wrong = Ordre("0999", dt.date(2026, 12, 24), dt.date(2026, 12, 1), dt.date(2026, 11, 1))
    assert koder(lambda: afregn(wrong, "anna")) == ["AFREGNING_DATO", "AFREGNING_FORFALD", "AFREGNING_KOMMUNE", "AFREGNING_TIL"]
    assert not Afregning.objects.exists()


def test_a_settlement_that_breaks_off_has_done_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    solgt("F0117", 100_00)
    monkeypatch.setattr("snitflade.erhv.afregning.audit.record", lambda *_, **__: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        afregnet()
    monkeypatch.undo()
    assert not any(model.objects.exists() for model in (Afregning, Afregningslinje, Kontering, Bilag, Udbetalingspost))


def test_verify_sees_what_was_changed_behind_the_programs_back() -> None:
    solgt("F0117", 100_00)
    afregnet()
    uforanderlig.nedtag(plan=[1])
    Afregningslinje.objects.update(skat=41_00, netto=50_50)
    found = " ".join(integrity.broken())
    assert "linjerne giver 50,50 kr., men posterne 49,50 kr." in found and "konteringer er ikke, hvad dens linjer siger" in found
    Afregningslinje.objects.update(skat=42_00, netto=49_50)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE erhv_kontering SET beloeb = -4100 WHERE art = 'skat'")
    assert "på konto 90-01-00-10-03 -42,00 kr., men afregningen siger -41,00 kr." in " ".join(integrity.broken())
    uforanderlig.opsaet()


def test_a_person_may_sell_under_two_numbers() -> None:
    saelger("F0118", ET, "NAR")
    solgt("F0117", 100_00)
    solgt("F0118", 100_00, sted="NAR")
    afregnet()
    assert tilgode("F0117") == tilgode("F0118") == 49_50
    assert Vilkaarsbog().vilkaar(Indhandlingssted.objects.get(kode="NAR").pk, dt.date(2025, 12, 31)) is None
