"""CPR's answers, and what happens when there is none (cpr.md 8.4)."""

from __future__ import annotations

import pytest
from tests.folk.abonnement.verden import ET, TO, Verden, linjer, tilstand

from snitflade.exchange import rhythm
from snitflade.exchange.konstanter.model import Systemkonstant
from snitflade.exchange.models import AuditEvent
from snitflade.exchange.states import State
from snitflade.folk.abonnement import handlinger
from snitflade.folk.models import Abonnement, Abonnementslinje, CprSvar


def _alarmer(verden: Verden) -> list[str]:
    return [
        cause.sentence
        for cause in rhythm.causes(verden.nu)
        if cause.interface == "folk.cpr-abonnementer" and "CPR har" in cause.sentence
    ]


@pytest.mark.parametrize("a45", [True, False])
def test_the_persons_data_answer_and_the_file_is_acknowledged(verden: Verden, a45: bool) -> None:
    verden.vil(ET)
    exchange = verden.send()
    assert tilstand(ET) == "oprettes"
    verden.leverance(ET, a45=a45)
    verden.i_morgen()
    assert verden.byg()[0] is None
    assert tilstand(ET) == "aktiv"
    exchange.refresh_from_db()
    assert exchange.state == State.KVITTERET
    assert Abonnementslinje.objects.get().svar == "oprettet"


def test_data_from_before_the_file_are_no_answer(verden: Verden) -> None:
    verden.leverance(ET)
    verden.i_morgen()
    verden.vil(ET)
    verden.send()
    verden.leverance(TO)
    verden.i_morgen()
    verden.byg()
    assert tilstand(ET) == "oprettes"


def test_a_refused_line_is_kept_with_cprs_words_and_not_sent_again_by_itself(verden: Verden) -> None:
    verden.vil(ET, TO)
    verden.send()
    verden.leverance(TO, fejl=ET)
    for _ in range(4):
        verden.i_morgen()
        assert verden.byg()[0] is None
    row = Abonnement.objects.get(personnummer=ET)
    assert (row.tilstand, row.fejlnr, row.fejltekst) == ("fejl", "0017", "Findes ikke")
    assert any("afvist 1 ændring" in text for text in _alarmer(verden))
    assert not CprSvar.objects.filter(laest=None).exists()


def test_a_person_lets_a_refused_one_be_asked_again(verden: Verden) -> None:
    verden.vil(ET)
    verden.send()
    verden.leverance(fejl=ET)
    verden.i_morgen()
    verden.byg()
    row = Abonnement.objects.get()
    handlinger.proev_igen(row.pk, "anna", "rettet hos CPR")
    assert AuditEvent.objects.filter(event=handlinger.IGEN, by="anna").exists()
    exchange, _ = verden.byg()
    assert exchange is not None
    assert linjer(exchange)[0] == f"06123400OP{ET}"
    with pytest.raises(handlinger.KanIkkeProevesError):
        handlinger.proev_igen(row.pk, "anna")


def test_a_refused_requisition_leaves_the_subscription_open(verden: Verden) -> None:
    verden.vil(ET)
    verden.send()
    verden.leverance(fejl=f"07123456{ET}")
    verden.i_morgen()
    verden.byg()
    assert tilstand(ET) == "oprettes"
    assert Abonnement.objects.get().fejlnr == "0017"


def test_no_answer_in_two_deliveries_is_an_alarm_and_sent_again_once(verden: Verden) -> None:
    verden.vil(ET)
    verden.send()
    verden.leverance()
    verden.i_morgen()
    assert _alarmer(verden) == []
    assert verden.byg()[0] is None
    verden.leverance()
    verden.i_morgen()
    assert any("ikke svaret på 1 ændring" in text for text in _alarmer(verden))
    again, _ = verden.byg()
    assert again is not None
    assert linjer(again) == [f"06123400OP{ET}", f"07123456{ET}"]
    again.sent_at, again.state = verden.nu, State.AFSENDT
    again.save()
    for _ in range(4):
        verden.leverance()
        verden.i_morgen()
        assert verden.byg()[0] is None
    assert any("hverken svaret" in text for text in _alarmer(verden))
    handlinger.proev_igen(Abonnement.objects.get().pk, "anna", "spurgt")
    third, _ = verden.byg()
    assert third is not None


def test_an_answer_nobody_has_read_yet_is_no_silence(verden: Verden) -> None:
    verden.vil(ET, TO)
    verden.send()
    verden.leverance()
    verden.i_morgen()
    verden.leverance(ET, fejl=TO)
    verden.i_morgen()
    assert _alarmer(verden) == []


def test_what_nobody_answered_and_nobody_wants_any_longer_is_closed(verden: Verden) -> None:
    verden.vil(ET)
    verden.send()
    for _ in range(2):
        verden.leverance()
        verden.i_morgen()
    verden.vil()
    assert verden.byg()[0] is None
    assert tilstand(ET) == "ingen"
    assert not Abonnementslinje.objects.filter(aaben=True).exists()
    assert _alarmer(verden) == []


def test_a_file_that_never_left_is_not_unanswered(verden: Verden) -> None:
    verden.vil(ET)
    verden.byg()
    for _ in range(3):
        verden.leverance()
        verden.i_morgen()
    assert verden.byg()[0] is None
    assert _alarmer(verden) == []


def _aktiv(verden: Verden) -> None:
    verden.vil(ET)
    verden.send()
    verden.leverance(ET)
    verden.i_morgen()
    verden.numre = {}
    # The person lives in Denmark and would be followed for that.
    Systemkonstant.objects.create(nummer="folk.abonnement.fraflyttede", vaerdi="N")


def test_deletion_is_asked_for_and_holds_when_cpr_has_not_refused_it(verden: Verden) -> None:
    _aktiv(verden)
    exchange = verden.send()
    assert linjer(exchange) == [f"06123400SL{ET}"]
    verden.leverance()
    verden.i_morgen()
    verden.byg()
    assert tilstand(ET) == "slettes"
    verden.leverance()
    verden.i_morgen()
    assert _alarmer(verden) == []
    assert verden.byg()[0] is None
    assert tilstand(ET) == "slettet"


def test_where_receipts_are_ordered_only_they_delete(verden: Verden) -> None:
    Systemkonstant.objects.create(nummer="folk.abonnement.kvittering", vaerdi="J")
    _aktiv(verden)
    verden.send()
    verden.leverance(slettet=ET)
    verden.i_morgen()
    verden.byg()
    assert tilstand(ET) == "slettet"
    verden.vil(ET)
    again, _ = verden.byg()
    assert again is not None
    assert linjer(again)[0] == f"06123400OP{ET}"


def test_a_subscription_that_cpr_ended_by_itself_is_asked_for_anew(verden: Verden) -> None:
    verden.vil(ET)
    verden.send()
    verden.leverance(ET)
    verden.i_morgen()
    verden.byg()
    verden.leverance(slettet=ET)
    verden.i_morgen()
    exchange, _ = verden.byg()
    assert exchange is not None
    assert linjer(exchange)[0] == f"06123400OP{ET}"


def test_reading_answers_twice_changes_nothing(verden: Verden) -> None:
    from snitflade.folk.abonnement import svar

    verden.vil(ET)
    verden.send()
    verden.leverance(ET)
    verden.i_morgen()
    assert svar.laes() == 1
    before = list(Abonnement.objects.values()), list(Abonnementslinje.objects.values())
    assert svar.laes() == 0
    assert (list(Abonnement.objects.values()), list(Abonnementslinje.objects.values())) == before
