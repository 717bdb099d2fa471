"""The queue and what takes back: a person places, removes, reverses, pays back, writes off, sets off; each once, all booked."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import IntegrityError, connection, transaction
from tests.inka.verden import (
    BANK,
    DAG,
    DEBITOR,
    KILDE,
    KOE,
    TAB,
    UDBETALING,
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

from snitflade.exchange import audit
from snitflade.exchange.models import AuditEvent
from snitflade.exchange.reconciliation import Sum
from snitflade.inka import henstand, opgoerelse
from snitflade.inka.bogfoer_indbetalinger import match_and_book
from snitflade.inka.forslag import suggest
from snitflade.inka.indbetaling import Soegt
from snitflade.inka.kontoudtog import Slags, kontoudtog
from snitflade.inka.krav import nedskriv, udlign
from snitflade.inka.models import Fordeling, Indbetaling, Regning
from snitflade.inka.placering import fjern, placer, tilbagebetal, tilbagefoer

pytestmark = pytest.mark.usefixtures("konti")
SIDEN = DAG + dt.timedelta(7)


def test_a_person_places_what_waits_and_takes_it_back() -> None:
    one, two = krav(300, 500)
    betal(("a", 400, 4711))
    waiting = indbetaling("a")
    placed = placer(waiting, one, 300, "bo", SIDEN)
    placer(waiting, two, 100, "bo", SIDEN)
    assert (waiting.rest, rester([one, two]), saldo(KOE), saldo(DEBITOR)) == (0, [0, 400], 0, 400)
    assert AuditEvent.objects.filter(event="indbetaling placeret", by="bo").count() == 2
    fjern(placed, "bo", SIDEN, "Forkert kunde")
    waiting.refresh_from_db()
    assert (waiting.rest, waiting.aarsag, rester([one, two])) == (300, "FEJLPLACERET", [300, 400])
    assert koder(lambda: fjern(placed, "bo", SIDEN, "igen")) == ["FORDELING_OPHAEVET"]
    assert list(audit.broken()) == []
    stemmer()


@pytest.mark.parametrize("beloeb", [0, -1, 301, 401])
def test_no_more_than_waits_and_no_more_than_is_open(beloeb: int) -> None:
    (one,) = krav(300)
    betal(("a", 400, 4711))
    assert koder(lambda: placer(indbetaling("a"), one, beloeb, "bo", DAG)) == ["PLACER_BELOEB"]
    (other,) = krav(300, kommune="0955")
    assert koder(lambda: placer(indbetaling("a"), other, 300, "bo", DAG)) == ["PLACER_KOMMUNE"]
    stemmer()


def test_a_payment_that_went_back_leaves_everything_where_it_was() -> None:
    one, two = krav(300, 500)
    betal(("a", 300, one.nummer), ("b", 450, one.nummer))
    paid = indbetaling("b")
    placer(paid, two, 200, "bo", DAG)
    before = {konto: saldo(konto) for konto in (BANK, DEBITOR, KOE)}
    tilbagefoer(paid, "bo", SIDEN, "0239")
    assert (paid.rest, rester([one, two])) == (0, [0, 500])
    assert {konto: saldo(konto) - was for konto, was in before.items()} == {BANK: -450, DEBITOR: 200, KOE: 250}
    assert koder(lambda: tilbagefoer(paid, "bo", SIDEN, "igen")) == ["INDBETALING_TILBAGE"]
    assert koder(lambda: placer(paid, two, 1, "bo", SIDEN)) == ["PLACER_BELOEB"]
    stemmer()


def test_paying_back_what_is_left() -> None:
    betal(("a", 400, 4711))
    waiting = indbetaling("a")
    made = tilbagebetal(waiting, 150, UDBETALING, "bo", SIDEN, "u1")
    assert (waiting.rest, saldo(UDBETALING), saldo(KOE)) == (250, -150, -250)
    assert koder(lambda: tilbagebetal(waiting, 150, UDBETALING, "bo", SIDEN, "u1")) == ["BILAG_DOBBELT"]
    assert koder(lambda: tilbagebetal(waiting, 251, UDBETALING, "bo", SIDEN, "u2")) == ["UDBETAL_BELOEB"]
    assert koder(lambda: tilbagefoer(waiting, "bo", SIDEN, "0239")) == ["INDBETALING_UDBETALT"]
    assert koder(lambda: fjern(made, "bo", SIDEN, "nej")) == ["FORDELING_OPHAEVET"]
    stemmer()


def test_writing_off_and_taking_that_back() -> None:
    (one,) = krav(300)
    made = nedskriv(one, 100, "bo", SIDEN, "Bagatel")
    assert (one.rest, saldo(TAB)) == (200, 100)
    assert koder(lambda: nedskriv(one, 201, "bo", SIDEN, "x")) == ["KRAV_FOR_STORT"]
    fjern(made, "bo", SIDEN, "Fejl")
    assert (rester([one]), saldo(TAB)) == ([300], 0)
    stemmer()


def test_a_credit_covers_a_claim_of_the_same_debtor() -> None:
    credit, claim = krav(-100, 300)
    (other,) = krav(300, hos=debitor(2))
    assert koder(lambda: udlign(credit, other, 50, "bo", DAG)) == ["KRAV_DEBITOR"]
    assert koder(lambda: udlign(claim, claim, 50, "bo", DAG)) == ["KRAV_KREDIT"]
    assert koder(lambda: udlign(credit, claim, 101, "bo", DAG)) == ["KRAV_FOR_STORT"]
    udlign(credit, claim, 60, "bo", DAG)
    assert rester([credit, claim]) == [-40, 240]
    stemmer()
    first = Fordeling.objects.filter(art="udligning").earliest("pk")
    fjern(first, "bo", SIDEN, "Fortrudt")
    assert rester([credit, claim]) == [-100, 300]
    stemmer()


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE inka_fordeling SET beloeb = beloeb - 1",
        "DELETE FROM inka_fordeling",
        "UPDATE inka_indbetaling SET beloeb = beloeb + 1",
        "DELETE FROM inka_indbetaling",
        "UPDATE inka_regning SET beloeb = beloeb + 1",
        "DELETE FROM inka_regning",
        "UPDATE inka_regning SET rest = beloeb + 1",
        "UPDATE inka_regning SET rest = -1",
        "UPDATE inka_indbetaling SET rest = -1",
        "UPDATE inka_indbetaling SET rest = beloeb + 1",
    ],
)
def test_the_database_refuses_what_must_not_be(sql: str) -> None:
    (one,) = krav(300)
    betal(("a", 100, one.nummer))
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


@pytest.mark.parametrize(
    ("sql", "expected"),
    [
        ("UPDATE inka_regning SET rest = 150", "Krav 1 har 1,50 kr. åbent; efter fordelingerne er det 2,00 kr."),
        ("UPDATE inka_indbetaling SET rest = 1", "har 0,01 kr. tilbage; efter fordelingerne er det 0,00 kr."),
        (
            "UPDATE inka_regning SET rest = 150",
            "90-01-00-10-01 er i bogføringen 2,00 kr., men krav og indbetalinger siger 1,50 kr.",
        ),
    ],
)
def test_verify_finds_what_was_changed(sql: str, expected: str) -> None:
    from snitflade.exchange import integrity

    (one,) = krav(300)
    betal(("a", 100, one.nummer))
    stemmer()
    with connection.cursor() as cursor:
        cursor.execute(sql)
    assert any(expected in sentence for sentence in integrity.broken())


class TestForslag:
    """Which claims a payment may be meant for."""

    @staticmethod
    def waiting(
        noegle: str, beloeb: int, nummer: int, reference: str = "", betaler: str = "", soegt: Soegt = Soegt.NUMMER
    ) -> Indbetaling:
        payments = fil((noegle, beloeb, nummer), soegt=soegt)
        payments.reference, payments.betaler = [reference], [betaler]
        match_and_book(payments, None, "anna", KILDE)
        return indbetaling(noegle)

    def test_one_digit_off_two_exchanged_and_the_amount(self) -> None:
        hos = debitor(2, "Prøve Person To")
        Regning.objects.create(
            **{
                name: getattr(krav(61000, hos=hos)[0], name)
                for name in ("debitor", "modul", "kommune", "periode", "konto", "beloeb")
            },
            nummer=619000123,
            koersel="særlig",
            omraadenummer="000",
            posteringsdato=DAG,
            forfaldsdato=DAG,
            regnskabsaar=2026,
        )
        for key, typed in (("a", 619000128), ("b", 619000132), ("c", 619010123)):
            best = suggest(self.waiting(key, 61000, typed))[0]
            assert (best.regning.nummer, "Ét ciffer i nummeret er anderledes" in best.grunde) == (619000123, True)
            assert "Samme beløb" in best.grunde
        far = suggest(self.waiting("d", 999, 619999999))
        assert far == []

    def test_the_leading_one_is_missing(self) -> None:
        """payments.md 4.5: bill 3062, check digit 6 with the leading 1 put back."""
        (one,) = krav(500, regningsnummer=3062)
        found = suggest(self.waiting("a", 700, 3062, reference="000000000030626"))
        assert [(item.regning, item.grunde) for item in found] == [(one, ("Det første 1-tal mangler i nummeret",))]

    def test_the_name_and_the_amount(self) -> None:
        hos = debitor(2, "Prøve Person Ørogtyve")
        one, two = krav(500, 900, hos=hos)
        krav(500)
        found = suggest(self.waiting("a", 500, 4711, betaler="PERSON ØROGTYVE, PRØVE"))
        assert [(item.regning.pk, item.grunde) for item in found[:2]] == [
            (one.pk, ("Samme navn", "Samme beløb")),
            (found[1].regning.pk, ("Samme beløb",)),
        ]
        assert two.pk in {item.regning.pk for item in found}
        assert Fordeling.objects.count() == 0  # nothing is booked by looking


class TestKontoudtog:
    """The statement."""

    def test_each_line_has_the_balance_after_it_on_any_day(self) -> None:
        one, two = krav(300, 500)
        betal(("a", 350, one.nummer))
        paid = indbetaling("a")
        placed = placer(paid, two, 20, "bo", SIDEN)
        fjern(placed, "bo", SIDEN + dt.timedelta(1), "Fortrudt")
        nedskriv(two, 100, "bo", SIDEN + dt.timedelta(2), "Bagatel")
        found = kontoudtog(debitor(), DAG + dt.timedelta(99))
        assert [(line.slags, line.beloeb, line.saldo) for line in found.bevaegelser] == [
            (Slags.KRAV, 300, 300),
            (Slags.KRAV, 500, 800),
            (Slags.BETALING, -300, 500),
            (Slags.BETALING, -20, 480),
            (Slags.OPHAEVET, 20, 500),
            (Slags.NEDSKRIVNING, -100, 400),
        ]
        assert (found.saldo, found.til_gode) == (400, 50)
        assert (kontoudtog(debitor(), DAG).saldo, kontoudtog(debitor(), SIDEN).saldo) == (500, 480)
        assert (kontoudtog(debitor(), SIDEN).til_gode, kontoudtog(debitor(), DAG - dt.timedelta(1)).saldo) == (30, 0)
        later = kontoudtog(debitor(), DAG + dt.timedelta(99), fra=SIDEN)
        assert [line.saldo for line in later.bevaegelser] == [480, 500, 400]


class TestHenstand:
    """Deferrals and instalments."""

    def test_the_deadline_moves_and_moves_back(self) -> None:
        (one,) = krav(300)
        assert henstand.frist(one, DAG) == one.forfaldsdato
        assert koder(lambda: henstand.giv(one, one.forfaldsdato, "Sygdom", "bo")) == ["HENSTAND_DATO"]
        assert koder(lambda: henstand.giv(one, SIDEN + dt.timedelta(60), " ", "bo")) == ["HENSTAND_GRUND"]
        henstand.giv(one, SIDEN + dt.timedelta(60), "Sygdom", "bo")
        given = henstand.giv(one, SIDEN + dt.timedelta(90), "Sygdom", "bo")
        assert henstand.frist(one, DAG) == SIDEN + dt.timedelta(90)
        henstand.ophoer(given, "bo")
        assert henstand.frist(one, DAG) == one.forfaldsdato
        assert koder(lambda: henstand.ophoer(given, "bo")) == ["AFDRAG_SLUT"]

    def test_instalments(self) -> None:
        one, two = krav(300, 500)
        (theirs,) = krav(100, hos=debitor(2))
        dates = [DAG + dt.timedelta(40 * n) for n in (1, 2)]
        rates = [(dates[0], 400), (dates[1], 400)]
        bad = [(dates[1], 400), (dates[0], 399)]
        assert koder(lambda: henstand.afdrag(debitor(), [one, two, theirs], bad, DAG, "Aftale", "bo")) == [
            "AFDRAG_DEBITOR",
            "AFDRAG_RATER",
            "AFDRAG_SUM",
        ]
        plan = henstand.afdrag(debitor(), [one, two], rates, DAG, "Aftale", "bo")
        assert koder(lambda: henstand.afdrag(debitor(), [one], [(dates[0], 300)], DAG, "Aftale", "bo")) == ["AFDRAG_OPTAGET"]
        assert henstand.frist(one, DAG) == dates[0]
        betal(("a", 300, one.nummer))
        assert henstand.stand(plan, dates[0]) == henstand.Afdragsstand(400, 300, 100, dates[0])
        betal(("b", 100, two.nummer))
        assert henstand.stand(plan, dates[0]) == henstand.Afdragsstand(400, 400, 0, dates[1])
        henstand.ophoer(plan, "bo")
        henstand.afdrag(debitor(), [two], [(dates[1], 400)], DAG, "Ny aftale", "bo")


def test_the_sums_for_the_reconciliation() -> None:
    one, two = krav(300, 500)
    betal(("a", 350, one.nummer), ("b", 70, 4711))
    nedskriv(two, 100, "bo", DAG, "Bagatel")
    found = opgoerelse.opgoer("tekn.prøve", "2026")
    assert (found.kraevet, found.betalt, found.nedskrevet, found.aaben) == (Sum(800, 2), Sum(300, 1), Sum(100, 1), Sum(400, 1))
    assert found.gaar_op
    assert opgoerelse.betalt("tekn.prøve", ["2025", "2026"]) == {"2025": Sum(0, 0), "2026": Sum(300, 1)}
    assert opgoerelse.koe() == {"KRAV_BETALT": Sum(50, 1), "KRAV_UKENDT": Sum(70, 1)}
    assert opgoerelse.koe("andre") == {}
    assert opgoerelse.indbetalt("bogh.fi", DAG, DAG) == Sum(420, 2)
