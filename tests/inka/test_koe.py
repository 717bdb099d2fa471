"""The queue's rules without a page: all claims or none, what was seen or nothing, and whatever is done the ledger agrees."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.inka import verden

from snitflade.bogh.udbetaling import modtagere, poster
from snitflade.bogh.udbetaling.models import Udbetalingspost
from snitflade.exchange.konstanter.model import Systemkonstant
from snitflade.formats.problems import ProblemsError
from snitflade.inka import koe, tilbagebetaling
from snitflade.inka.models import Fordeling, Indbetaling

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("konti")]
ANY = settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def uanbragt(beloeb: int, noegle: str = "A") -> Indbetaling:
    verden.betal((noegle, beloeb, 999_999_999))
    return verden.indbetaling(noegle)


@given(st.integers(1, 1_000), st.lists(st.tuples(st.integers(1, 500), st.integers(-5, 600)), max_size=4), st.integers(0, 3))
@ANY
def test_all_claims_are_paid_or_none(beloeb: int, parts: list[tuple[int, int]], key: int) -> None:
    number = Indbetaling.objects.count()
    payment = uanbragt(beloeb, f"P{number}")
    claims = verden.krav(*(one for one, _ in parts)) if parts else []
    wanted = [(claim, amount) for claim, (_, amount) in zip(claims, parts, strict=True)]
    fits = bool(parts) and all(0 < amount <= one for one, amount in parts) and sum(amount for _, amount in parts) <= beloeb
    seen = beloeb if key else beloeb + 1
    try:
        made = koe.placer_flere(payment, wanted, seen, "anna", verden.DAG)
    except ProblemsError:
        assert not fits or not key
        assert verden.rester(claims) == [one for one, _ in parts] and verden.indbetaling(f"P{number}").rest == beloeb
    else:
        assert fits and key and len(made) == len(parts)
        assert verden.rester(claims) == [one - amount for one, amount in parts]
        assert verden.indbetaling(f"P{number}").rest == beloeb - sum(amount for _, amount in parts)
    verden.stemmer()


def test_everything_that_is_wrong_is_said_at_once() -> None:
    one, two = verden.krav(100, 200)
    payment = uanbragt(150)
    dele = [(one, 101), (two, 0), (one, 5)]
    assert verden.koder(lambda: koe.placer_flere(payment, dele, 150, "anna", verden.DAG)) == [
        "PLACER_BELOEB",
        "PLACER_BELOEB",
        "KOE_KRAV_TO_GANGE",
    ]
    assert verden.koder(lambda: koe.placer_flere(payment, [(one, 100)], 149, "anna", verden.DAG)) == ["KOE_AENDRET"]
    assert verden.koder(lambda: koe.placer_flere(payment, [], 150, "anna", verden.DAG)) == ["KOE_INTET"]
    assert not Fordeling.objects.exists()


def test_a_repayment_that_breaks_off_leaves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    Systemkonstant.objects.create(nummer="inka.tilbagebetalingskonto", vaerdi=verden.UDBETALING)
    payment = uanbragt(700)
    payee = modtagere.gem("kunde", "1", "Prøve Person Et", "", verden.DAG, "anna")
    real = poster.opret

    def broken(*given: Any) -> list[int]:
        real(*given)
        raise RuntimeError("the power is gone")

    monkeypatch.setattr(poster, "opret", broken)
    with pytest.raises(RuntimeError):
        tilbagebetaling.til_betaleren(payment, 500, payee, 700, "anna", verden.DAG)
    assert verden.indbetaling("A").rest == 700 and not Udbetalingspost.objects.exists()
    verden.stemmer()
    monkeypatch.setattr(poster, "opret", real)
    payment = verden.indbetaling("A")
    tilbagebetaling.til_betaleren(payment, 500, payee, 700, "anna", verden.DAG)
    assert verden.koder(lambda: tilbagebetaling.til_betaleren(payment, 500, payee, 700, "anna", verden.DAG)) == ["KOE_AENDRET"]
    tilbagebetaling.til_betaleren(payment, 200, payee, 200, "bo", verden.DAG)
    assert list(Udbetalingspost.objects.order_by("pk").values_list("beloeb", flat=True)) == [500, 200]
    assert verden.saldo(verden.UDBETALING) == -700 and verden.saldo(verden.KOE) == 0
    verden.stemmer()


def test_the_next_one_and_after_the_last_the_first() -> None:
    first, second = uanbragt(100, "A"), uanbragt(100, "B")
    assert koe.naeste(first) == second and koe.naeste(second) == first
    (claim,) = verden.krav(100)
    koe.placer_flere(second, [(claim, 100)], 100, "anna", verden.DAG)
    assert koe.naeste(second) == first and koe.naeste(first) is None


def test_the_newest_note_holds() -> None:
    payment = uanbragt(100)
    for text in ("Ringet", " Ringet ", "Skrevet"):
        koe.noter(payment, text, "anna")
    assert koe.noter_af([payment.pk, 999])[payment.pk].detail["note"] == "Skrevet"
    assert verden.koder(lambda: koe.noter(payment, "x" * 201, "anna")) == ["KOE_NOTE"]
