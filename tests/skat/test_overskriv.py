"""Row 26: an override stands beside what was received, two people let it go, and nothing is sent twice blindly (7)."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from tests.skat.verden import OVERSKRIV, A, B, C

from snitflade.exchange import audit, catalogue, delivery, outbound
from snitflade.exchange.konstanter.model import Systemkonstant
from snitflade.exchange.models import Exchange
from snitflade.exchange.states import State, TwoPeopleError
from snitflade.exchange.transports.errors import IngenForbindelse, TransportError, Uklar
from snitflade.exchange.transports.http_client import HttpClient
from snitflade.formats.problems import ProblemsError
from snitflade.partners.etax import EtaxPartner, Skatteyder
from snitflade.partners.habits import Misbehaviour
from snitflade.skat import indkomst, vagt
from snitflade.skat.models import AktuelIndkomst, Handling, Overskrivning, Overskrivningstilstand
from snitflade.skat.overskriv import handlinger

pytestmark = pytest.mark.django_db
GRUND, SAG = "Forventet indkomst efter nyt arbejde", "2025-0017"


@pytest.fixture(autouse=True)
def opsat(client: HttpClient, server: EtaxPartner, klokken: list[dt.datetime]) -> None:
    """The service knows A with 318,400 kr. up to March 2025, and it is April."""


def overskriv(kroner: int = 250_000, cpr: str = A) -> Overskrivning:
    handlinger.hent_nu(cpr, "anna")
    return handlinger.overskriv(cpr, kroner, GRUND, SAG, "anna")


def udveksling(row: Overskrivning) -> Exchange:
    assert row.exchange_id is not None
    return Exchange.objects.get(pk=row.exchange_id)


def godkend(row: Overskrivning, by: str = "berit") -> Exchange:
    exchange = udveksling(row)
    outbound.approve(exchange, by)
    return exchange


def send(row: Overskrivning) -> Overskrivning:
    handlinger.send(int(row.exchange_id or 0), "system")
    row.refresh_from_db()
    return row


def koder(error: pytest.ExceptionInfo[ProblemsError]) -> set[str]:
    return error.value.problems.codes


def marts(cpr: str = A) -> indkomst.Maaned:
    (found,) = indkomst.maanedsindkomst(cpr, dt.date(2025, 3, 1), dt.date(2025, 3, 1))
    return found


def skrevet(server: EtaxPartner) -> list[tuple[str, str]]:
    """What the service was asked to do: function and amount."""
    return [(call["FunctionCode"], call["AdjustedRAI"]) for call in server.kald if call["FunctionCode"] != "1"]


def test_an_override_from_first_to_last(server: EtaxPartner) -> None:
    row = overskriv()
    exchange = udveksling(row)
    assert exchange.state == State.BYGGET
    assert exchange.totals == {"Overskrivninger": 1, "Annulleringer": 0, "Årsindkomst i kr.": 250_000}
    assert skrevet(server) == [], "nothing leaves before a second person has said so"
    with pytest.raises(TwoPeopleError):
        outbound.approve(exchange, "anna")
    godkend(row)
    row = send(row)
    exchange.refresh_from_db()
    assert (exchange.state, row.tilstand) == (State.KVITTERET, Overskrivningstilstand.AKTIV)
    assert skrevet(server) == [("2", "250000")]
    assert (row.foer, row.beloeb, row.fra_maaned, row.til_maaned) == (
        318_400_00,
        250_000_00,
        dt.date(2025, 3, 1),
        dt.date(2027, 12, 1),
    )
    assert row.afviger == ""
    found = marts()
    assert (found.modtaget, found.overskrevet, found.gaelder) == (318_400_00, 250_000_00, 250_000_00)
    assert found.overskrivning == row.pk
    assert not found.ufuldstaendig
    assert "311299-****" in str(exchange.sheet)
    assert A not in str(exchange.sheet)
    assert list(audit.broken()) == []


def test_cancelling_gives_the_received_value_back(server: EtaxPartner) -> None:
    row = overskriv()
    godkend(row)
    send(row)
    back = handlinger.annuller(A, GRUND, SAG, "anna")
    assert back.foer == 318_400_00, "what was received, not the override"
    godkend(back)
    back = send(back)
    row.refresh_from_db()
    assert (back.tilstand, row.tilstand) == (Overskrivningstilstand.UDFOERT, Overskrivningstilstand.ANNULLERET)
    assert back.aendrer_id == row.pk
    assert skrevet(server) == [("2", "250000"), ("3", "0")]
    assert (marts().modtaget, marts().overskrevet, marts().gaelder) == (318_400_00, None, 318_400_00)


def test_a_second_override_takes_the_place_of_the_first(server: EtaxPartner) -> None:
    first = overskriv()
    godkend(first)
    send(first)
    second = overskriv(200_000)
    assert second.foer == 318_400_00
    assert marts().gaelder == 250_000_00, "until it is carried out the first one holds"
    godkend(second)
    second = send(second)
    first.refresh_from_db()
    assert (first.tilstand, second.tilstand) == (Overskrivningstilstand.AFLOEST, Overskrivningstilstand.AKTIV)
    assert marts().gaelder == 200_000_00


@pytest.mark.parametrize(
    ("kroner", "grund", "sag", "codes"),
    [
        (None, "", " ", {"OVERSKRIV_BELOEB", "OVERSKRIV_GRUND", "OVERSKRIV_SAG"}),
        (-1, GRUND, SAG, {"OVERSKRIV_BELOEB"}),
        (1_000_000_000, GRUND, SAG, {"OVERSKRIV_BELOEB"}),
        (1, "x" * 501, "x" * 41, {"OVERSKRIV_GRUND", "OVERSKRIV_SAG"}),
        (318_400, GRUND, SAG, {"OVERSKRIV_LILLE"}),
        (286_561, GRUND, SAG, {"OVERSKRIV_LILLE"}),
    ],
)
def test_what_is_refused_before_anything_is_built(kroner: int | None, grund: str, sag: str, codes: set[str]) -> None:
    handlinger.hent_nu(A, "anna")
    with pytest.raises(ProblemsError) as error:
        handlinger.overskriv(A, kroner, grund, sag, "anna")
    assert koder(error) == codes
    assert not Overskrivning.objects.exists()


def test_a_change_of_just_a_tenth_needs_no_confirmation_and_a_smaller_one_does() -> None:
    handlinger.hent_nu(A, "anna")
    assert handlinger.overskriv(A, 286_560, GRUND, SAG, "anna").beloeb == 286_560_00
    handlinger.hent_nu(B, "anna")
    assert handlinger.overskriv(B, 0, GRUND, SAG, "anna", bekraeftet=True).foer == 0


def test_the_present_income_must_have_been_fetched_today(klokken: list[dt.datetime]) -> None:
    with pytest.raises(ProblemsError) as error:
        handlinger.overskriv(A, 1, GRUND, SAG, "anna")
    assert koder(error) == {"OVERSKRIV_HENT"}
    handlinger.hent_nu(A, "anna")
    klokken[0] += dt.timedelta(days=1)
    with pytest.raises(ProblemsError) as error:
        handlinger.overskriv(A, 1, GRUND, SAG, "anna")
    assert koder(error) == {"OVERSKRIV_HENT"}
    handlinger.hent_nu(C, "anna")
    with pytest.raises(ProblemsError) as error:
        handlinger.overskriv(C, 1, GRUND, SAG, "anna")
    assert koder(error) == {"OVERSKRIV_HENT"}, "C is unknown to the service"


def test_cancelling_nothing_is_refused_here(server: EtaxPartner) -> None:
    handlinger.hent_nu(A, "anna")
    with pytest.raises(ProblemsError) as error:
        handlinger.annuller(A, GRUND, SAG, "anna")
    assert koder(error) == {"OVERSKRIV_INGEN"}
    assert skrevet(server) == []


def test_one_at_a_time() -> None:
    overskriv()
    with pytest.raises(ProblemsError) as error:
        handlinger.overskriv(A, 1, GRUND, SAG, "anna")
    assert koder(error) == {"OVERSKRIV_UNDERVEJS"}


def test_taken_back_before_it_was_sent(server: EtaxPartner) -> None:
    row = overskriv()
    outbound.cancel(udveksling(row), catalogue.find(OVERSKRIV), "anna", "fortrudt")
    row.refresh_from_db()
    assert row.tilstand == Overskrivningstilstand.TAGET_TILBAGE
    assert marts().gaelder == 318_400_00
    assert handlinger.overskriv(A, 1, GRUND, SAG, "anna").pk != row.pk
    assert skrevet(server) == []


def test_the_service_says_no(server: EtaxPartner) -> None:
    row = overskriv()
    exchange = godkend(row)
    server.returkoder = ["3"]
    row = send(row)
    exchange.refresh_from_db()
    assert row.tilstand == Overskrivningstilstand.AFVIST
    assert (exchange.state, set(exchange.problems.values_list("code", flat=True))) == (State.KVITTERET, {"OVERSKRIV_AFVIST"})
    assert marts().gaelder == 318_400_00


def test_a_lost_answer_is_looked_after_and_nothing_is_sent_twice(server: EtaxPartner) -> None:
    row = overskriv()
    exchange = godkend(row)
    server.habits.set(Misbehaviour.DROP_AFTER, times=1)
    with pytest.raises(Uklar):
        send(row)
    exchange.refresh_from_db()
    row.refresh_from_db()
    assert (exchange.state, row.tilstand) == (State.UKLAR, Overskrivningstilstand.UNDERVEJS)
    assert handlinger.send_godkendte() == 0
    exchange.refresh_from_db()
    row.refresh_from_db()
    assert (exchange.state, row.tilstand) == (State.KVITTERET, Overskrivningstilstand.AKTIV)
    assert skrevet(server) == [("2", "250000")]
    assert marts().gaelder == 250_000_00


def test_a_lost_answer_to_a_cancellation(server: EtaxPartner) -> None:
    first = overskriv()
    godkend(first)
    send(first)
    back = handlinger.annuller(A, GRUND, SAG, "anna")
    godkend(back)
    server.habits.set(Misbehaviour.DROP_AFTER, times=1)
    with pytest.raises(Uklar):
        send(back)
    handlinger.hent_nu(A, "system")
    first.refresh_from_db()
    back.refresh_from_db()
    assert (first.tilstand, first.afviger) == (Overskrivningstilstand.ANNULLERET, "")
    assert (back.tilstand, back.aendrer_id) == (Overskrivningstilstand.UDFOERT, first.pk)
    assert skrevet(server) == [("2", "250000"), ("3", "0")]
    assert marts().gaelder == 318_400_00


def test_a_lost_call_is_not_sent_again_by_itself_and_looked_for_before_a_person_sends_it(server: EtaxPartner) -> None:
    """The service took the call, lost it, and the answer was lost as well."""
    row = overskriv()
    exchange = godkend(row)
    server.tavse_overskrivninger = 1
    server.habits.set(Misbehaviour.DROP_AFTER, times=1)
    with pytest.raises(Uklar):
        send(row)
    handlinger.send_godkendte()
    exchange.refresh_from_db()
    assert exchange.state == State.UKLAR
    assert len(skrevet(server)) == 1
    delivery.put_back(exchange, "berit", "Tjenesten har den ikke.", attempts=exchange.attempts)
    asked = len(server.kald)
    row = send(row)
    assert [call["FunctionCode"] for call in server.kald[asked:]] == ["1", "2", "1"], "it looked, sent, and looked again"
    assert row.tilstand == Overskrivningstilstand.AKTIV


def test_sent_again_by_a_person_although_it_is_there(server: EtaxPartner) -> None:
    row = overskriv()
    exchange = godkend(row)
    server.habits.set(Misbehaviour.DROP_AFTER, times=1)
    with pytest.raises(Uklar):
        send(row)
    exchange.refresh_from_db()
    delivery.put_back(exchange, "berit", "prøv igen", attempts=exchange.attempts)
    row = send(row)
    assert row.tilstand == Overskrivningstilstand.AKTIV
    assert len(skrevet(server)) == 1


@pytest.mark.parametrize("code", ["9", "7"])
def test_a_code_that_says_nothing_leaves_it_unclear(server: EtaxPartner, code: str) -> None:
    row = overskriv()
    exchange = godkend(row)
    server.returkoder = [code]
    with pytest.raises(Uklar):
        send(row)
    exchange.refresh_from_db()
    assert exchange.state == State.UKLAR


def test_without_a_line_it_waits_and_goes_by_itself(server: EtaxPartner, monkeypatch: pytest.MonkeyPatch) -> None:
    row = overskriv()
    exchange = godkend(row)
    server.stop()
    with pytest.raises(IngenForbindelse):
        send(row)
    exchange.refresh_from_db()
    assert exchange.state == State.GODKENDT
    server.start()
    assert handlinger.send_godkendte() == 1
    assert handlinger.send_godkendte() == 0
    assert len(skrevet(server)) == 1


def test_a_service_that_says_yes_and_does_nothing_is_found_out(server: EtaxPartner) -> None:
    row = overskriv()
    godkend(row)
    server.tavse_overskrivninger = 1
    row = send(row)
    assert row.tilstand in (Overskrivningstilstand.UDLOEBET, Overskrivningstilstand.AKTIV)
    assert row.afviger == "Tjenesten kender ingen overskrivning."
    assert marts().gaelder == 318_400_00


def test_another_amount_than_was_sent_is_told(server: EtaxPartner, klokken: list[dt.datetime]) -> None:
    row = overskriv()
    godkend(row)
    send(row)
    server.personer[A] = Skatteyder(260_000, "202503", "202712")
    handlinger.hent_nu(A, "anna")
    row.refresh_from_db()
    assert row.afviger == "Der er sendt 250.000,00 kr., og tjenesten har 260.000,00 kr."


def test_an_override_that_vanished_before_its_time_is_told(server: EtaxPartner, klokken: list[dt.datetime]) -> None:
    row = overskriv()
    godkend(row)
    send(row)
    klokken[0] += dt.timedelta(days=1)
    server.personer[A] = Skatteyder(318_400, "202503")
    handlinger.hent_nu(A, "anna")
    row.refresh_from_db()
    assert row.tilstand == Overskrivningstilstand.UDLOEBET
    assert row.afviger == "Tjenesten kender ingen overskrivning."
    assert len(list(vagt.overskrivninger(klokken[0] + dt.timedelta(days=6)))) == 1
    assert list(vagt.overskrivninger(klokken[0] + dt.timedelta(days=8))) == []
    assert marts().gaelder == 318_400_00


def test_expiry(server: EtaxPartner, klokken: list[dt.datetime]) -> None:
    server.udloeber = "202505"
    row = overskriv()
    godkend(row)
    send(row)
    klokken[0] += dt.timedelta(days=60)
    server.personer[A] = Skatteyder(320_000, "202505")
    handlinger.hent_nu(A, "anna")
    row.refresh_from_db()
    assert (row.tilstand, row.til_maaned, row.afviger) == (Overskrivningstilstand.UDLOEBET, dt.date(2025, 4, 1), "")
    months = indkomst.maanedsindkomst(A, dt.date(2025, 2, 1), dt.date(2025, 5, 1))
    assert [one.gaelder for one in months] == [None, 250_000_00, 250_000_00, 320_000_00]
    assert [one.modtaget for one in months] == [None, 318_400_00, None, 320_000_00]


def test_a_build_for_nothing_and_twice() -> None:
    interface = catalogue.find(OVERSKRIV)
    with pytest.raises(ProblemsError) as error:
        outbound.build(interface, {"overskrivning": 4711}, "anna")
    assert koder(error) == {"OVERSKRIV_FINDES_IKKE"}
    row = overskriv()
    with pytest.raises(ProblemsError) as error:
        outbound.build(interface, {"overskrivning": row.pk}, "anna")
    assert koder(error) == {"OVERSKRIV_I_GANG"}


def test_a_crash_while_it_is_being_built_leaves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: Any, **__: Any) -> None:
        raise RuntimeError("power cut")

    with monkeypatch.context() as patch:
        patch.setattr("snitflade.exchange.outbound.journal.keep_problems", broken)
        with pytest.raises(RuntimeError):
            overskriv()
    assert not Overskrivning.objects.exists()
    assert overskriv().tilstand == Overskrivningstilstand.UNDERVEJS


def test_an_answer_lost_by_us_is_read_again(server: EtaxPartner, monkeypatch: pytest.MonkeyPatch) -> None:
    """We died after the service had answered and before it was kept: the next attempt looks, and sends nothing."""
    row = overskriv()
    exchange = godkend(row)

    def broken(*_: Any, **__: Any) -> None:
        raise RuntimeError("power cut")

    with monkeypatch.context() as patch:
        patch.setattr("snitflade.exchange.delivery.answers.keep", broken)
        with pytest.raises(RuntimeError):
            send(row)
    exchange.refresh_from_db()
    assert exchange.state == State.AFSENDES
    assert handlinger.send_godkendte() == 1
    row.refresh_from_db()
    assert row.tilstand == Overskrivningstilstand.AKTIV
    assert len(skrevet(server)) == 1


def test_nothing_received_is_ever_changed(server: EtaxPartner) -> None:
    row = overskriv()
    godkend(row)
    send(row)
    first = AktuelIndkomst.objects.order_by("pk").first()
    assert first is not None
    assert (first.foer_fradrag, first.udloebsmaaned) == (318_400_00, None)
    assert AktuelIndkomst.objects.filter(udloebsmaaned__isnull=False, foer_fradrag=250_000_00).count() == 1
    assert row.handling == Handling.OVERSKRIV


def test_the_functions_may_have_other_codes(server: EtaxPartner) -> None:
    Systemkonstant.objects.create(nummer="skat.aktuel.funktioner", vaerdi="1,5,6")
    server.funktioner = ("1", "5", "6")
    row = overskriv()
    godkend(row)
    assert send(row).tilstand == Overskrivningstilstand.AKTIV
    assert skrevet(server) == [("5", "250000")]


def test_a_wrong_password_is_told(server: EtaxPartner) -> None:
    server.password += "x"
    with pytest.raises(TransportError):
        handlinger.hent_nu(A, "anna")
