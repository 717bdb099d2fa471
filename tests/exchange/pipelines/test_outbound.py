"""Building, approving, cancelling and replacing: rules that hold in the transaction, whoever presses."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.db import IntegrityError, transaction
from tests.exchange.pipelines.steps import approved, build, claims, events, folder, owners, wrong
from tests.pipelines.installation import CLAIMS, CLAIMS_FILE
from tests.pipelines.interfaces import FILES, IND, UD
from tests.pipelines.models import Krav

from snitflade.exchange import blobs, catalogue, delivery, outbound
from snitflade.exchange.catalogue import MissingInterfaceError
from snitflade.exchange.models import Exchange, ExchangeFile
from snitflade.exchange.states import IllegalTransitionError, State, TwoPeopleError
from snitflade.exchange.transports.portal import Portal
from snitflade.formats.problems import ProblemsError

pytestmark = pytest.mark.usefixtures("declared")
CANNOT_BE_REPLACED = (State.AFSENDES, State.UKLAR, State.AFSENDT, State.TAGET, State.KVITTERET, State.ANNULLERET, State.ERSTATTET)


def codes(caught: pytest.ExceptionInfo[ProblemsError]) -> set[str]:
    return caught.value.problems.codes


def supersede(old: Exchange, key: str = "k1", by: str = "anna") -> Exchange:
    return outbound.supersede(old, catalogue.find(UD), {"noegle": key, "filer": "2"}, by)[0]


def test_what_is_built_is_stored_and_stamped() -> None:
    claims(*CLAIMS)
    exchange = build()
    assert (exchange.state, exchange.totals) == (State.BYGGET, {"antal": 3, "sum": sum(CLAIMS)})
    assert [(file.name, blobs.get(file.blob)) for file in exchange.files.all()] == [(name, CLAIMS_FILE) for name in FILES]
    assert owners() == {exchange.pk}
    assert list(wrong()) == []


def test_nothing_to_send_is_no_exchange() -> None:
    assert outbound.build(catalogue.find(UD), {"noegle": "k1"}, "anna")[0] is None
    assert not Exchange.objects.exists()


def test_a_key_is_used_once() -> None:
    claims(100)
    first = build()
    claims(200)
    with pytest.raises(ProblemsError) as caught:
        build()
    assert codes(caught) == {"NOEGLE_BRUGT"}
    assert f"findes allerede som udveksling {first.pk} (bygget)" in str(caught.value)
    assert owners() == {first.pk, None}


def test_what_comes_in_cannot_be_built() -> None:
    with pytest.raises(MissingInterfaceError):
        outbound.build(catalogue.find(IND), {}, "anna")


def test_money_needs_two_people() -> None:
    claims(100)
    exchange = build(by="anna")
    with pytest.raises(TwoPeopleError):
        outbound.approve(exchange, "anna")
    outbound.approve(exchange, "bent")
    assert (exchange.state, exchange.approved_by) == (State.GODKENDT, "bent")


@pytest.mark.parametrize(
    "changes",
    [{"approved_by": "anna"}, {"state": "godkendt"}, {"state": "afsendt"}, {"state": "godkendt", "approved_by": "anna"}],
)
def test_the_database_itself_asks_for_two_people(changes: dict[str, str]) -> None:
    claims(100)
    exchange = build(by="anna")
    with pytest.raises(IntegrityError), transaction.atomic():
        Exchange.objects.filter(pk=exchange.pk).update(**changes)


def test_cancelling_takes_back_and_frees_the_key() -> None:
    claims(100)
    first = approved()
    outbound.cancel(first, catalogue.find(UD), "carl", "forkert kvartal")
    assert (first.state, first.note) == (State.ANNULLERET, "forkert kvartal")
    assert owners() == {None}
    second = build()
    assert owners() == {second.pk}
    with pytest.raises(IllegalTransitionError):
        outbound.cancel(first, catalogue.find(UD), "carl", "igen")
    assert owners() == {second.pk}
    assert list(wrong()) == []


@pytest.mark.parametrize("to", ["cancel", "supersede"])
def test_what_has_gone_out_is_not_taken_back(declared: Path, to: str) -> None:
    claims(100)
    exchange = approved()
    _, route = folder(declared)
    delivery.deliver(exchange, "system", route)
    with pytest.raises(IllegalTransitionError):
        outbound.cancel(exchange, catalogue.find(UD), "carl", "fortrudt") if to == "cancel" else supersede(exchange)
    assert owners() == {exchange.pk}
    exchange.refresh_from_db()
    assert exchange.state == State.AFSENDT


@pytest.mark.parametrize("first_goes_by_itself", [True, False])
def test_what_waits_for_a_person_can_be_taken_back_until_some_of_it_has_gone(declared: Path, first_goes_by_itself: bool) -> None:
    claims(100)
    exchange = approved()
    _, route = folder(declared)
    portal = Portal("Portalen")

    def mixed(file: ExchangeFile) -> object:
        return route(file) if first_goes_by_itself and file.number == 1 else portal

    assert delivery.deliver(exchange, "system", mixed) is State.VENTER  # type: ignore[arg-type]
    if first_goes_by_itself:
        with pytest.raises(IllegalTransitionError):
            outbound.cancel(exchange, catalogue.find(UD), "carl", "fortrudt")
        with pytest.raises(IllegalTransitionError):
            supersede(exchange)
        assert owners() == {exchange.pk}
    else:
        new = supersede(exchange)
        assert owners() == {new.pk}


def test_one_takes_the_place_of_another() -> None:
    claims(100)
    old = approved()
    claims(200)
    new = supersede(old, by="carl")
    assert (old.state, old.superseded_by) == (State.ERSTATTET, new)
    assert (new.state, new.key, new.totals["sum"], new.created_by) == (State.BYGGET, old.key, 300, "carl")
    assert owners() == {new.pk}
    assert events(old)[-1] == "erstattet"
    assert (old.events.last() or pytest.fail()).detail["af"] == new.pk
    with pytest.raises(TwoPeopleError):
        outbound.approve(new, "carl")
    assert list(wrong()) == []


def test_nothing_to_send_takes_nobodys_place() -> None:
    claims(100)
    old = approved()
    Krav.objects.all().delete()  # what it billed is gone, so that taking it back frees nothing
    with pytest.raises(ProblemsError) as caught:
        supersede(old)
    assert codes(caught) == {"ERSTAT_INTET"}
    old.refresh_from_db()
    assert (old.state, old.superseded_by, owners()) == (State.GODKENDT, None, set())


def test_what_cannot_be_built_takes_nobodys_place() -> None:
    claims(100)
    old = approved("k1")
    claims(200)
    other = build("k2")
    with pytest.raises(ProblemsError) as caught:
        supersede(old, "k2")
    assert codes(caught) == {"NOEGLE_BRUGT"}
    old.refresh_from_db()
    assert (old.state, owners()) == (State.GODKENDT, {old.pk, other.pk})
    assert Exchange.objects.count() == 2


def test_another_interfaces_exchange_is_not_replaced() -> None:
    claims(100)
    old = approved()
    Exchange.objects.filter(pk=old.pk).update(interface="inka.bs-opkraevninger")
    old.refresh_from_db()
    with pytest.raises(ProblemsError) as caught:
        supersede(old)
    assert codes(caught) == {"ERSTAT_FREMMED"}
    with pytest.raises(ProblemsError):
        outbound.preview(catalogue.find(UD), {"noegle": "k1"}, "anna", instead_of=old)


@pytest.mark.parametrize("state", CANNOT_BE_REPLACED)
def test_only_what_has_not_been_sent_is_replaced(state: State) -> None:
    claims(100)
    old = approved()
    Exchange.objects.filter(pk=old.pk).update(state=state)
    with pytest.raises(IllegalTransitionError):
        supersede(old)
    assert set(Krav.objects.values_list("udveksling", flat=True)) == {old.pk}


def test_a_replacement_can_be_seen_beforehand() -> None:
    claims(100)
    old = approved()
    claims(200)
    built = outbound.preview(catalogue.find(UD), {"noegle": "k1"}, "anna", instead_of=old)
    assert built.totals["sum"] == 300
    old.refresh_from_db()
    assert (old.state, owners()) == (State.GODKENDT, {old.pk, None})
    assert Exchange.objects.count() == 1
