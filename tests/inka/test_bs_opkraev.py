"""Row 13: which claims are collected, as what, until when; the file that leaves (payments.md 5.2, 2.5)."""

from __future__ import annotations

import datetime as dt

import pytest
from tests.inka.bs_verden import FORFALD, GRUPPE, NU, PBS, UD, byg, klokken, koder, krav, kunde, laes, saet_op, status
from tests.inka.verden import DAG, betal, stemmer

from snitflade.exchange import blobs, catalogue, leaving, outbound
from snitflade.exchange.konstanter.model import Systemkonstant
from snitflade.formats.problems import ProblemsError
from snitflade.inka import henstand
from snitflade.inka.betalingsservice.byg import frigiv, maa_afgaa
from snitflade.inka.models_bs import BSAftale, BSOpkraevning, BSOpkraevningskrav, Leverance

pytestmark = pytest.mark.usefixtures("bs")


@pytest.fixture
def bs(db: None) -> None:
    saet_op()


def fil(exchange: object) -> bytes:
    return blobs.get(exchange.files.get().blob)  # type: ignore[attr-defined]


def refused(**options: object) -> set[str]:
    with pytest.raises(ProblemsError) as caught:
        byg(**options)  # type: ignore[arg-type]
    return caught.value.problems.codes


def test_the_file_of_the_specification() -> None:
    """payments.md 5.2: one collection of 610,00 on 1 December 2026, with our own reference and number."""
    who = kunde("3112999999", "123456789")
    (one,) = krav(61000, hos=who)
    exchange, built = byg()
    assert exchange is not None
    assert fil(exchange).decode("latin-1").split("\r\n") == [
        "BS00299900008BS106010000000001                   051126".ljust(128),
        "BS012099999990112     00002                   00000000              RENOVATION".ljust(128),
        "BS04209999999028000000000023112999999     1234567890112202610000000061000R00000001                     00".ljust(128),
        f"BS05209999999024100001000023112999999     123456789 Regning {one.nummer} 2026".ljust(128),
        "BS0920999999901120000000002    0000000000100000000006100000000000001               00000000000".ljust(128),
        "BS99299900008BS10601000000000010000000000100000000006100000000000001" + "0" * 60,
        "",
    ]
    assert exchange.files.get().name == "99900008_0601_0000000001.txt"
    assert exchange.totals == {"opkraevninger": 1, "opkraevet": 61000, "krav_opkraevet": 61000, "tekstlinjer": 1, "sektioner": 1}
    assert exchange.needs_two and exchange.state == "bygget"
    assert built.key == "bs0601-0956-20261201-0000000001"


def test_claims_of_one_payer_are_one_collection() -> None:
    who, other = kunde("3112999999", "123456789"), kunde("5809001539", "123456790")
    claims = krav(61000, 12345, hos=who) + krav(100, hos=other)
    exchange, _ = byg()
    assert exchange is not None
    rows = BSOpkraevning.objects.order_by("pk").values_list("nummer", "kunde", "beloeb", "status")
    assert list(rows) == [(1, "3112999999", 73345, "sendt"), (2, "5809001539", 100, "sendt")]
    parts = BSOpkraevningskrav.objects.order_by("pk").values_list("opkraevning__nummer", "regning", "beloeb", "ude")
    assert list(parts) == [(1, claims[0].pk, 61000, True), (1, claims[1].pk, 12345, True), (2, claims[2].pk, 100, True)]
    text = fil(exchange).decode("latin-1")
    assert f"Regning {claims[1].nummer} 2026: 123,45 kr." in text


def test_what_is_not_collected() -> None:
    """No agreement, one that does not cover the day, another group, a deferral, not due, a credit, paid, deferred elsewhere."""
    krav(1, hos=kunde("0000000001"))
    krav(2, hos=kunde("0000000002", "000000002", start=FORFALD + dt.timedelta(1)))
    krav(3, hos=kunde("0000000003", "000000003", slut=FORFALD))
    krav(4, hos=kunde("0000000004", "000000000"))
    (deferred,) = krav(5, hos=kunde("0000000005", "000000005"))
    henstand.giv(deferred, dt.date(2027, 1, 15), "prøve", "anna")
    krav(-6, hos=kunde("0000000006", "000000006"))
    krav(7, hos=kunde("0000000007", "000000007"))
    krav(9, hos=kunde("0000000009", "000000009"), forfald=FORFALD + dt.timedelta(1))
    krav(8, hos=kunde("0000000008", "000000008"), kommune="0957")
    BSAftale.objects.filter(kunde="8").update(debitor=None)
    exchange, built = byg()
    assert exchange is not None
    assert list(BSOpkraevning.objects.values_list("beloeb", flat=True)) == [7]
    assert set(built.notes) == {
        "4 krav er ikke med: Uden aftale, der dækker forfaldsdatoen.",
        "1 krav er ikke med: Henstand.",
    }


def test_of_an_instalment_plan_only_what_is_due() -> None:
    who = kunde("3112999999", "123456789")
    claims = krav(300, 500, hos=who)
    rates = [(dt.date(2026, 11, 20), 200), (dt.date(2026, 12, 1), 200), (dt.date(2027, 1, 1), 400)]
    henstand.afdrag(who, claims, rates, DAG, "prøve", "anna")
    byg()
    parts = BSOpkraevningskrav.objects.order_by("pk").values_list("regning", "beloeb")
    assert list(parts) == [(claims[0].pk, 300), (claims[1].pk, 100)]


def test_a_claim_is_out_once() -> None:
    krav(61000, hos=kunde("3112999999", "123456789"))
    exchange, _ = byg()
    assert exchange is not None
    again, built = byg()
    assert again is None and "1 krav er ikke med: Allerede hos Betalingsservice." in built.notes
    krav(100, hos=kunde("3112999999"))
    again, built = byg()
    assert again is None and "1 krav er ikke med: Betaleren opkræves allerede samme dag." in built.notes
    later, _ = byg(forfaldsdato=dt.date(2027, 1, 4))
    assert later is not None
    assert list(BSOpkraevning.objects.order_by("pk").values_list("beloeb", "forfaldsdato")) == [
        (61000, FORFALD),
        (100, dt.date(2027, 1, 4)),
    ]


def test_cancelled_or_replaced_the_claims_are_free_and_the_number_is_used() -> None:
    krav(61000, hos=kunde("3112999999", "123456789"))
    first, _ = byg()
    assert first is not None
    with klokken(NU):
        second, _ = outbound.supersede(first, catalogue.find(UD), {"kommune": "0956", "forfaldsdato": FORFALD}, "anna")
    assert status() == ["annulleret", "sendt"]
    assert list(Leverance.objects.order_by("pk").values_list("nummer", flat=True)) == [1, 2]
    outbound.cancel(second, catalogue.find(UD), "bent", "prøve")
    assert status() == ["annulleret", "annulleret"] and not BSOpkraevningskrav.objects.filter(ude=True).exists()
    third, _ = byg()
    assert third is not None and third.files.get().name == "99900008_0601_0000000003.txt"
    assert BSOpkraevning.objects.get(exchange=third).nummer == 3, "a reference is unique for ever"


def test_a_preview_keeps_nothing() -> None:
    krav(61000, hos=kunde("3112999999", "123456789"))
    with klokken(NU):
        outbound.preview(catalogue.find(UD), {"kommune": "0956", "forfaldsdato": FORFALD}, "anna")
    assert not BSOpkraevning.objects.exists() and not Leverance.objects.exists()


def test_a_refused_delivery_is_freed() -> None:
    krav(61000, hos=kunde("3112999999", "123456789"))
    exchange, _ = byg()
    assert exchange is not None and frigiv(exchange, "anna", "afvist af Betalingsservice") == 1
    assert status() == ["annulleret"]
    again, _ = byg()
    assert again is not None


FRIST = dt.datetime(2026, 11, 23, 10, tzinfo=dt.UTC)
"""11 o'clock in Denmark on the sixth-last bank day of November 2026."""


@pytest.mark.parametrize(("now", "codes"), [(FRIST - dt.timedelta(minutes=1), set()), (FRIST, {"FRIST_OVERSKREDET"})])
def test_the_deadline(now: dt.datetime, codes: set[str]) -> None:
    """payments.md 9.7: 10:59 and 11:00 on the sixth-last bank day."""
    krav(61000, hos=kunde("3112999999", "123456789"))
    if codes:
        with pytest.raises(ProblemsError) as caught:
            byg(now)
        assert caught.value.problems.codes == codes
        assert "04-01-2027" in str(caught.value), "it says the next possible due date"
    else:
        assert byg(now)[0] is not None


def test_after_the_deadline_it_may_not_leave() -> None:
    krav(61000, hos=kunde("3112999999", "123456789"))
    exchange, _ = byg()
    assert exchange is not None
    with klokken(FRIST), pytest.raises(leaving.MayNotLeaveError, match=r"inden 23-11-2026 kl. 11\.00"):
        outbound.approve(exchange, "bent")
    with klokken(FRIST - dt.timedelta(minutes=1)):
        outbound.approve(exchange, "bent")
    exchange.refresh_from_db()
    assert exchange.state == "godkendt"


def test_what_has_changed_since_it_was_built_does_not_leave() -> None:
    """payments.md 5.3: after a cancellation unsent claims go back to ordinary billing."""
    (claim,) = krav(61000, hos=kunde("3112999999", "123456789"))
    exchange, _ = byg()
    assert exchange is not None and maa_afgaa(exchange, NU) == ""
    BSAftale.objects.update(slut=FORFALD)
    assert maa_afgaa(exchange, NU).startswith("1 opkrævninger har ingen aftale mere, og 0 krav er betalt")
    BSAftale.objects.update(slut=None)
    betal(("p", 100, claim.nummer))
    assert maa_afgaa(exchange, NU).startswith("0 opkrævninger har ingen aftale mere, og 1 krav er betalt")


@pytest.mark.parametrize(
    ("due", "moment"),
    [
        (dt.date(2026, 12, 1), dt.datetime(2026, 11, 23, 10, tzinfo=dt.UTC)),
        (dt.date(2027, 1, 4), dt.datetime(2026, 12, 21, 10, tzinfo=dt.UTC)),
        (dt.date(2027, 6, 1), dt.datetime(2027, 5, 24, 9, tzinfo=dt.UTC)),
    ],
)
def test_deadlines_of_the_specification(due: dt.date, moment: dt.datetime) -> None:
    from snitflade.inka.betalingsservice.frist import frist

    assert frist(due) == moment


def test_due_dates() -> None:
    krav(61000, hos=kunde("3112999999", "123456789"))
    assert refused(forfaldsdato=dt.date(2027, 2, 4)) == {"FORFALD_FJERNT"}
    assert refused(forfaldsdato=dt.date(2026, 11, 5)) == {"FRIST_OVERSKREDET"}
    exchange, built = byg(forfaldsdato=dt.date(2026, 12, 6))
    assert exchange is not None and koder(built.warnings) == {"FORFALD_BANKDAG"}


def test_without_a_due_date_the_next_possible_one() -> None:
    krav(61000, hos=kunde("3112999999", "123456789"))
    byg(FRIST, forfaldsdato=None)
    assert BSOpkraevning.objects.get().forfaldsdato == dt.date(2027, 1, 4)


def test_what_is_not_set() -> None:
    krav(61000, hos=kunde("3112999999", "123456789"))
    assert refused(kommune="0957") == {"KOMMUNE_UDEN_PBS"}
    assert refused(debitorgruppe="00009") == {"DEBITORGRUPPE_UKENDT"}
    assert byg(debitorgruppe=GRUPPE)[0] is not None
    Systemkonstant.objects.filter(nummer="bs.dataleverandoer").delete()
    assert refused() == {"KONSTANT_MANGLER"}


def test_a_test_delivery_holds_nothing() -> None:
    Systemkonstant.objects.create(nummer="bs.delsystem", vaerdi="KR9")
    krav(61000, hos=kunde("3112999999", "123456789"))
    exchange, built = byg()
    assert exchange is not None and fil(exchange).startswith(b"BS00299900008KR90601")
    assert status() == ["prøve"] and "prøveleverance" in built.notes[0]
    Systemkonstant.objects.filter(nummer="bs.delsystem").delete()
    assert byg()[0] is not None


def test_debtors_that_collide() -> None:
    """payments.md 9.8: 000123 and 123."""
    kunde("000123"), kunde("123")
    from snitflade.partners import betalingsservice

    rows = [("0231", GRUPPE, "123", "000000001", dt.date(2026, 11, 1), None)]
    exchange, problems = laes(betalingsservice.aftaler("99900008", PBS, 1, dt.date(2026, 11, 2), rows))
    assert exchange.state == "anvendt" and koder(problems) == {"BETALER_FLERE"}
    assert BSAftale.objects.get().debitor is None
    stemmer()
