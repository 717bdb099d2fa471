"""Payments matched to claims and booked: closing, part and over payments, the queue, duplicates (payments.md 1.1, 4.5, 4.6)."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from tests.inka.verden import (
    BANK,
    DAG,
    DEBITOR,
    INDTAEGT,
    KILDE,
    KOE,
    betal,
    debitor,
    fil,
    indbetaling,
    koder,
    krav,
    rester,
    saldo,
    stemmer,
)

from snitflade.bogh.models import Bilag, Postering
from snitflade.exchange.konstanter.model import Systemkonstant
from snitflade.exchange.models import Exchange
from snitflade.exchange.reconciliation import Sum
from snitflade.inka import krav as kravene
from snitflade.inka.bogfoer_indbetalinger import match_and_book, totaler
from snitflade.inka.indbetaling import Soegt
from snitflade.inka.krav import Koersel, NytKrav, opret
from snitflade.inka.models import Indbetaling, Regning

pytestmark = pytest.mark.usefixtures("konti")


def test_a_claim_is_born_open_and_booked() -> None:
    (one, two) = krav(61000, -5000)
    assert (one.rest, two.rest, one.konto, one.koersel == two.koersel) == (61000, -5000, DEBITOR, True)
    assert (saldo(DEBITOR), saldo(INDTAEGT), Bilag.objects.count()) == (56000, -56000, 1)
    stemmer()


def test_a_run_makes_its_claims_once() -> None:
    run = Koersel("tekn.prøve", "en gang", "0956", DAG, 2026, "PRØVE")
    new = [NytKrav(debitor().pk, 100, INDTAEGT, DAG)]
    assert len(opret(run, new, "anna")) == 1
    assert koder(lambda: opret(run, new, "anna")) == ["BILAG_DOBBELT"]
    cancelling = replace_run(run, "nul")
    both = [NytKrav(debitor().pk, 100, INDTAEGT, DAG), NytKrav(debitor().pk, -100, INDTAEGT, DAG)]
    opret(cancelling, both, "anna")
    assert koder(lambda: opret(cancelling, both, "anna")) == ["BILAG_DOBBELT"]
    assert Regning.objects.count() == 3
    stemmer()


def replace_run(run: Koersel, noegle: str) -> Koersel:
    return run._replace(noegle=noegle)


def test_claims_that_cannot_be() -> None:
    run = Koersel("tekn.prøve", "forkert", "0956", DAG, 2026, "PRØVE")
    who = debitor().pk
    bad = [
        NytKrav(who, 0, INDTAEGT, DAG),
        NytKrav(who, 1, DEBITOR, DAG),
        NytKrav(who, 1, INDTAEGT, DAG, regningsnummer=10**13),
    ]
    assert koder(lambda: opret(run, bad, "anna")) == ["KRAV_NUL", "KRAV_SAMME_KONTO", "KRAV_REGNINGSNUMMER"]
    Systemkonstant.objects.filter(nummer="inka.debitorkonto").delete()
    assert koder(lambda: opret(run, [NytKrav(who, 1, INDTAEGT, DAG)], "anna")) == ["KONSTANT_MANGLER"]
    assert not Regning.objects.exists() and not Bilag.objects.exists()


def test_a_claim_that_is_posted_directly_is_never_open() -> None:
    run = Koersel("tekn.prøve", "direkte", "0956", DAG, 2026, "PRØVE")
    opret(run, [NytKrav(debitor().pk, 100, INDTAEGT, DAG, betales_fra_konto="4106011200")], "anna")
    one = Regning.objects.get()
    assert (one.rest, one.konto, saldo("4106011200"), saldo(DEBITOR)) == (0, "", 100, 0)
    assert betal(("a", 100, one.nummer)).koe == {"KRAV_UKENDT": Sum(100, 1)}
    stemmer()


def test_the_whole_the_part_the_overpayment_and_the_unknown() -> None:
    whole, part, over = krav(61000, 28000, 1000)
    result = betal(("a", 61000, whole.nummer), ("b", 20000, part.nummer), ("c", 1500, over.nummer), ("d", 700, 4711))
    assert (result.bogfoert, result.fordelt) == (Sum(83200, 4), Sum(82000, 3))
    assert result.koe == {"KRAV_BETALT": Sum(500, 1), "KRAV_UKENDT": Sum(700, 1)}
    assert [(one.raekke, one.regning, one.betalt, one.aaben) for one in result.afviger] == [
        (1, part.pk, 20000, 28000),
        (2, over.pk, 1500, 1000),
    ]
    assert rester([whole, part, over]) == [0, 8000, 0]
    assert [(indbetaling(key).rest, indbetaling(key).aarsag) for key in "abcd"] == [
        (0, ""),
        (0, ""),
        (500, "KRAV_BETALT"),
        (700, "KRAV_UKENDT"),
    ]
    assert indbetaling("c").debitor == debitor() and indbetaling("d").debitor is None
    assert (saldo(BANK), saldo(KOE), saldo(DEBITOR)) == (83200, -1200, 8000)
    stemmer()


def test_the_posting_text_of_the_queue() -> None:
    betal(("a", 700, 4711))
    rows = Postering.objects.order_by("loebenr").values_list("konto", "beloeb", "tekst", "maskinnr")
    assert sorted(rows) == [(BANK, 700, "INDBETALINGER", "00306"), (KOE, -700, "UANBRINGELIG FI-INDB", "00306")]


def test_a_second_payment_of_a_closed_claim_is_an_overpayment() -> None:
    (one,) = krav(100)
    betal(("a", 100, one.nummer))
    assert betal(("b", 100, one.nummer)).koe == {"KRAV_BETALT": Sum(100, 1)}
    (two,) = krav(100)
    result = betal(("c", 60, two.nummer), ("d", 60, two.nummer))  # also within one file
    assert (rester([two]), result.koe) == ([0], {"KRAV_BETALT": Sum(20, 1)})
    stemmer()


def test_what_was_booked_before_is_skipped_and_shown() -> None:
    (one,) = krav(100)
    betal(("a", 40, one.nummer))
    result = betal(("b", 10, one.nummer), ("a", 40, one.nummer), ("b", 10, one.nummer))
    assert (result.dubletter, result.bogfoert, rester([one])) == ([1, 2], Sum(10, 1), [50])
    assert betal(("a", 40, one.nummer), ("b", 10, one.nummer)).bilag == []
    other = betal(("a", 40, one.nummer), kilde=replace(KILDE, id="inka.nets-ind"))  # another source has keys of its own
    assert (other.bogfoert.antal, rester([one])) == (1, [10])
    stemmer()


def test_a_bill_of_several_claims_is_paid_in_their_order() -> None:
    first, second, third = krav(100, 200, 300, regningsnummer=908)
    betal(("a", 250, 908), soegt=Soegt.REGNINGSNUMMER)
    assert rester([first, second, third]) == [0, 50, 300]
    betal(("b", 400, 908), soegt=Soegt.REGNINGSNUMMER)
    assert (rester([first, second, third]), indbetaling("b").rest) == ([0, 0, 0], 50)
    stemmer()


def test_the_caller_may_know_the_claims() -> None:
    first, second = krav(100, 200)
    payments = fil(("a", 250, 0), soegt=Soegt.KRAV)
    payments.krav = {0: [second.pk, first.pk]}
    match_and_book(payments, None, "anna", KILDE)
    assert rester([first, second]) == [50, 0]
    stemmer()


def test_another_municipalitys_claims_are_unknown() -> None:
    (theirs,) = krav(100, kommune="0955")
    assert betal(("a", 100, theirs.nummer)).koe == {"KRAV_UKENDT": Sum(100, 1)}
    assert rester([theirs]) == [100]


def test_a_reason_of_the_sources_own_keeps_a_payment_from_being_matched() -> None:
    (one,) = krav(100)
    payments = fil(("a", 100, one.nummer))
    payments.aarsag = ["KONTROLCIFFER_FEJL"]
    assert match_and_book(payments, None, "anna", KILDE).koe == {"KONTROLCIFFER_FEJL": Sum(100, 1)}
    assert rester([one]) == [100]
    stemmer()


def test_a_credit_takes_no_payment() -> None:
    (credit,) = krav(-100)
    assert betal(("a", 100, credit.nummer)).koe == {"KRAV_BETALT": Sum(100, 1)}
    assert rester([credit]) == [-100]
    stemmer()


def test_an_annulled_run_is_unknown_to_payers_and_what_was_paid_is_free() -> None:
    one, two = krav(100, 200)
    betal(("a", 100, one.nummer))
    back = kravene.annuller_koersel("tekn.prøve", one.koersel, "bo", DAG, "Forkert")
    assert back is not None and back.tilbagefoerer is not None
    assert (rester([one, two]), indbetaling("a").rest, indbetaling("a").aarsag) == ([0, 0], 100, "KRAV_ANNULLERET")
    assert betal(("b", 200, two.nummer)).koe == {"KRAV_UKENDT": Sum(200, 1)}
    assert (saldo(DEBITOR), saldo(INDTAEGT)) == (0, 0)
    stemmer()


def test_columns_of_numpy_and_dates_of_their_own() -> None:
    one, two = krav(100, 200)
    payments = fil(("a", 100, one.nummer), ("b", 200, two.nummer))
    payments.beloeb = np.array([100, 200])  # type: ignore[assignment]
    payments.soegt_nummer = np.array([one.nummer, two.nummer])  # type: ignore[assignment]
    payments.bogfoeringsdato = [DAG, DAG + dt.timedelta(60)]
    match_and_book(payments, None, "anna", KILDE)
    assert list(Bilag.objects.filter(kilde="bogh.fi").values_list("posteringsdato", "regnskabsaar", "debet")) == [
        (DAG, 2026, 100),
        (DAG + dt.timedelta(60), 2027, 200),
    ]
    stemmer()


@pytest.mark.parametrize("missing", ["inka.indbetalingskonto", "inka.uanbringelig_konto"])
def test_without_an_account_nothing_happens(missing: str) -> None:
    (one,) = krav(100)
    Systemkonstant.objects.filter(nummer=missing).delete()
    assert koder(lambda: betal(("a", 100, one.nummer))) == ["KONSTANT_MANGLER"]
    assert not Indbetaling.objects.exists()


def test_one_account_for_both_is_refused() -> None:
    Systemkonstant.objects.filter(nummer="inka.indbetalingskonto").update(vaerdi=KOE)
    assert koder(lambda: betal(("a", 100, 1))) == ["INKA_SAMME_KONTO"]


@pytest.mark.parametrize("beloeb", [0, -100])
def test_no_payment_of_nothing_or_less(beloeb: int) -> None:
    assert koder(lambda: betal(("a", beloeb, 1))) == ["INDBETALING_BELOEB"]
    assert koder(lambda: betal(("", 1, 1))) == ["INDBETALING_NOEGLE"]


def test_an_exchanges_totals_are_held() -> None:
    values: dict[str, Any] = {"interface": "bogh.fi", "key": "k", "direction": "ind", "state": "modtaget", "created_by": "anna"}
    exchange = Exchange.objects.create(**values)
    match_and_book(fil(("a", 100, 1), ("b", 50, 2)), exchange, "anna", KILDE)
    assert totaler(exchange) == {"indbetalinger": 2, "indbetalt": 150}
    from snitflade.inka.kontrol import udvekslingers_indbetalinger

    Exchange.objects.filter(pk=exchange.pk).update(totals=totaler(exchange))
    assert list(udvekslingers_indbetalinger()) == []
    Exchange.objects.filter(pk=exchange.pk).update(totals={"indbetalinger": 2, "indbetalt": 151})
    assert len(list(udvekslingers_indbetalinger())) == 1
