"""Delivering: the state says what is certain, and nothing goes twice unless somebody has decided it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from tests.exchange.pipelines.steps import approved, build, claims, events, folder, wrong
from tests.exchange.world import held_elsewhere
from tests.pipelines.installation import CLAIMS, CLAIMS_FILE
from tests.pipelines.interfaces import FILES, UD

from snitflade.exchange import blobs, catalogue, delivery, outbound
from snitflade.exchange.blobs import BlobLostError
from snitflade.exchange.configuration import ConfigurationError
from snitflade.exchange.locks import BusyError
from snitflade.exchange.models import Exchange, ExchangeFile
from snitflade.exchange.states import IllegalTransitionError, State, TwoPeopleError
from snitflade.exchange.tasks import route as configured
from snitflade.exchange.transports.errors import AdgangNaegtet, IngenForbindelse, Uklar
from snitflade.exchange.transports.port import Delivery, Transport, Udfald
from snitflade.exchange.transports.port import delivery as delivered
from snitflade.exchange.transports.portal import Portal

pytestmark = pytest.mark.usefixtures("declared")


@pytest.fixture
def exchange() -> Exchange:
    """An approved exchange of two files."""
    claims(*CLAIMS)
    return approved()


class Partner(Transport):
    """A partner that does as told, and remembers what it was asked."""

    def __init__(self, *answers: Exception | Udfald) -> None:
        self.answers, self.asked = list(answers), list[tuple[str, bool]]()

    @property
    def place(self) -> str:
        return "prøven"

    def deliver(self, name: str, data: bytes, *, again: bool = False) -> Delivery:
        self.asked.append((name, again))
        answer = self.answers.pop(0) if self.answers else Udfald.AFLEVERET
        if isinstance(answer, Exception):
            raise answer
        return delivered(name, data, self.place, answer, reply=b"tak")


def unclear() -> Uklar:
    return Uklar(delivery=delivered("x", b"", "prøven", Udfald.UKLAR), reason="intet svar")


def by(partner: Partner) -> Callable[[ExchangeFile], Transport]:
    return lambda file: partner


def test_every_file_is_delivered_once(exchange: Exchange, declared: Path) -> None:
    outbox, route = folder(declared)
    assert delivery.deliver(exchange, "system", route) is State.AFSENDT
    assert [(outbox / name).read_bytes() for name in FILES] == [CLAIMS_FILE] * 2
    assert exchange.sent_at is not None
    before = events(exchange)
    assert delivery.deliver(exchange, "system", route) is State.AFSENDT
    assert events(exchange) == before
    assert list(wrong()) == []


def test_what_is_not_approved_stays() -> None:
    claims(100)
    exchange = build()
    partner = Partner()
    with pytest.raises(IllegalTransitionError):
        delivery.deliver(exchange, "system", by(partner))
    assert partner.asked == []


def test_nobody_delivers_what_somebody_delivers(exchange: Exchange, declared: Path) -> None:
    _, route = folder(declared)
    with held_elsewhere(f"aflever {exchange.pk}"):
        acts: tuple[Callable[[], object], ...] = (
            lambda: delivery.deliver(exchange, "system", route),
            lambda: delivery.delivered_by_hand(exchange, "bent", "kvittering"),
            lambda: delivery.look(exchange, "system", route),
            lambda: delivery.resend(exchange, "bent", route, ""),
        )
        for act in acts:
            with pytest.raises(BusyError):
                act()


def test_what_the_partner_answers_is_kept_sealed(exchange: Exchange) -> None:
    delivery.deliver(exchange, "system", by(Partner()))
    reply = exchange.files.get(number=1).reply
    assert reply is not None
    assert b"tak" not in bytes(reply)


def test_without_a_connection_nothing_has_left(exchange: Exchange) -> None:
    with pytest.raises(ConfigurationError):
        delivery.deliver(exchange, "system", configured)
    exchange.refresh_from_db()
    assert (exchange.state, exchange.attempts) == (State.GODKENDT, 1)
    assert "har ingen forbindelse for «proeve-a»" in exchange.note
    assert not exchange.files.exclude(attempted_at=None).exists()


def test_without_its_bytes_nothing_has_left(exchange: Exchange) -> None:
    blobs.path_of(exchange.files.get(number=1).blob_id).unlink()
    partner = Partner()
    with pytest.raises(BlobLostError):
        delivery.deliver(exchange, "system", by(partner))
    exchange.refresh_from_db()
    assert (exchange.state, partner.asked) == (State.GODKENDT, [])
    assert "mangler på disken" in exchange.note


def test_a_refusal_is_certain(exchange: Exchange) -> None:
    with pytest.raises(AdgangNaegtet):
        delivery.deliver(exchange, "system", by(Partner(AdgangNaegtet(place="p", action="a", reason="r"))))
    assert (exchange.state, exchange.sent_at) == (State.GODKENDT, None)
    partner = Partner()
    assert delivery.deliver(exchange, "system", by(partner)) is State.AFSENDT
    assert partner.asked == [(name, False) for name in FILES]
    assert exchange.note == ""


def test_what_left_before_a_refusal_is_not_sent_again(exchange: Exchange) -> None:
    partner = Partner(Udfald.AFLEVERET, IngenForbindelse(place="p", reason="r"))
    with pytest.raises(IngenForbindelse):
        delivery.deliver(exchange, "system", by(partner))
    assert exchange.state == State.AFSENDES
    assert delivery.deliver(exchange, "system", by(partner)) is State.AFSENDT
    assert partner.asked == [(FILES[0], False), (FILES[1], False), (FILES[1], False)]


def test_an_attempt_without_a_known_result_is_only_looked_for(exchange: Exchange) -> None:
    with pytest.raises(MemoryError):
        delivery.deliver(exchange, "system", by(Partner(MemoryError())))
    partner = Partner(IngenForbindelse(place="p", reason="r"), unclear())
    with pytest.raises(IngenForbindelse):
        delivery.deliver(exchange, "system", by(partner))
    assert exchange.state == State.AFSENDES, "still nobody knows"
    with pytest.raises(Uklar):
        delivery.deliver(exchange, "system", by(partner))
    assert exchange.state == State.UKLAR
    assert delivery.deliver(exchange, "bent", by(partner)) is State.AFSENDT
    assert partner.asked == [(FILES[0], True)] * 3 + [(FILES[1], False)]


def test_what_an_operator_carries_is_sent(exchange: Exchange) -> None:
    delivery.delivered_by_hand(exchange, "bent", "Lagt op, nr. 7")
    assert (exchange.state, exchange.note, exchange.sent_at is None) == (State.AFSENDT, "Lagt op, nr. 7", False)
    delivery.acknowledge(exchange, "bent", "Kvittering 8")
    assert (exchange.state, exchange.note) == (State.KVITTERET, "Kvittering 8")
    with pytest.raises(IllegalTransitionError):
        delivery.delivered_by_hand(exchange, "bent", "igen")


def stuck(exchange: Exchange) -> None:
    """Nobody knows whether the first file arrived, and the second was never tried."""
    with pytest.raises(Uklar):
        delivery.deliver(exchange, "system", by(Partner(unclear())))
    assert exchange.state == State.UKLAR


def test_that_the_partner_has_the_one_says_nothing_of_the_other(exchange: Exchange) -> None:
    stuck(exchange)
    assert delivery.delivered_by_hand(exchange, "bent", "De har den første") is State.AFSENDES
    partner = Partner()
    assert delivery.deliver(exchange, "system", by(partner)) is State.AFSENDT
    assert partner.asked == [(FILES[1], False)], "the first is there, the second goes out once"
    with pytest.raises(IllegalTransitionError):
        delivery.delivered_by_hand(exchange, "bent", "igen")
    assert list(wrong()) == []


def test_whoever_has_carried_all_says_so(exchange: Exchange) -> None:
    stuck(exchange)
    assert delivery.delivered_by_hand(exchange, "bent", "Begge lagt op", everything=True) is State.AFSENDT
    assert not exchange.files.filter(delivered_at=None).exists()


def test_an_unclear_last_file_leaves_nothing_to_send(exchange: Exchange) -> None:
    with pytest.raises(Uklar):
        delivery.deliver(exchange, "system", by(Partner(Udfald.AFLEVERET, unclear())))
    assert delivery.delivered_by_hand(exchange, "bent", "De har den") is State.AFSENDT


def test_a_portal_waits_for_a_person(exchange: Exchange) -> None:
    portal = Portal("Sulinal", deadline="kl. 11")
    assert delivery.deliver(exchange, "system", lambda file: portal) is State.VENTER
    assert exchange.note.count("senest kl. 11") == 2
    assert delivery.deliver(exchange, "system", lambda file: portal) is State.VENTER
    delivery.delivered_by_hand(exchange, "bent", "nr. 7")
    assert not exchange.files.filter(delivered_at=None).exists()


def test_a_file_that_is_gone_was_taken(exchange: Exchange, declared: Path) -> None:
    outbox, route = folder(declared)
    delivery.deliver(exchange, "system", route)
    assert delivery.look(exchange, "system", route) is State.AFSENDT
    (outbox / FILES[0]).unlink()
    assert delivery.look(exchange, "system", route) is State.AFSENDT
    (outbox / FILES[1]).unlink()
    assert delivery.look(exchange, "system", route) is State.TAGET
    assert delivery.look(exchange, "system", route) is State.TAGET


def test_a_file_that_was_changed_is_told_once(exchange: Exchange, declared: Path) -> None:
    outbox, route = folder(declared)
    delivery.deliver(exchange, "system", route)
    (outbox / FILES[0]).write_bytes(b"noget andet")
    for _ in range(2):
        assert delivery.look(exchange, "system", route) is State.AFSENDT
    exchange.refresh_from_db()
    assert exchange.note.startswith(f"{FILES[0]} ligger hos modtageren med andet indhold")
    assert events(exchange).count("ændret hos modtageren") == 1


def test_sending_again_sends_the_identical_bytes(exchange: Exchange, declared: Path) -> None:
    outbox, route = folder(declared)
    delivery.deliver(exchange, "system", route)
    first = exchange.sent_at
    for name in FILES:
        (outbox / name).unlink()
    with pytest.raises(TwoPeopleError):
        delivery.resend(exchange, "anna", route, "")
    assert delivery.resend(exchange, "bent", route, "Prisme har mistet dem") is State.AFSENDT
    assert [(outbox / name).read_bytes() for name in FILES] == [CLAIMS_FILE] * 2
    assert exchange.sent_at == first
    assert list(wrong()) == []


def test_only_what_was_sent_is_sent_again(exchange: Exchange) -> None:
    with pytest.raises(IllegalTransitionError):
        delivery.resend(exchange, "bent", by(Partner()), "")


def test_sending_again_what_is_unclear_leaves_the_rest(exchange: Exchange) -> None:
    partner = Partner(Udfald.AFLEVERET, unclear())
    with pytest.raises(Uklar):
        delivery.deliver(exchange, "system", by(partner))
    assert delivery.resend(exchange, "bent", by(partner), "de har kun den ene") is State.AFSENDT
    assert partner.asked == [(FILES[0], False), (FILES[1], False), (FILES[1], False)]


def test_somebody_was_faster_in_sending_again(exchange: Exchange) -> None:
    partner = Partner()
    delivery.deliver(exchange, "system", by(partner))
    seen = Exchange.objects.get(pk=exchange.pk)
    delivery.resend(exchange, "bent", by(partner), "")
    with pytest.raises(BusyError):
        delivery.resend(seen, "carl", by(partner), "")
    assert len(partner.asked) == 4


def test_a_failed_second_sending_does_not_forget_the_first(exchange: Exchange) -> None:
    delivery.deliver(exchange, "system", by(Partner()))
    with pytest.raises(IngenForbindelse):
        delivery.resend(exchange, "bent", by(Partner(IngenForbindelse(place="p", reason="r"))), "")
    assert exchange.state == State.AFSENDES
    with pytest.raises(IllegalTransitionError):
        outbound.cancel(exchange, catalogue.find(UD), "bent", "fortrudt")
    assert delivery.deliver(exchange, "system", by(Partner())) is State.AFSENDT


def test_what_cannot_be_read_is_not_about_to_be_sent_again(exchange: Exchange) -> None:
    delivery.deliver(exchange, "system", by(Partner()))
    blobs.path_of(exchange.files.get(number=2).blob_id).unlink()
    with pytest.raises(BlobLostError):
        delivery.resend(exchange, "bent", by(Partner()), "")
    exchange.refresh_from_db()
    assert exchange.state == State.AFSENDT
    assert not exchange.files.filter(delivered_at=None).exists()
