"""What waits to be applied: which file is the next one, those that are held, and the release of one by an operator.

Waiting files go in the order their interface gives them (`Interface.order`), equal ones as they came. One that is held
(`contract.Hold`) stops none of the others; after each that is applied the held ones are tried again, the first one first.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q, QuerySet

from snitflade.exchange import audit, inbound, journal
from snitflade.exchange.catalogue import Interface
from snitflade.exchange.known import KnownError
from snitflade.exchange.models import Exchange
from snitflade.exchange.states import State
from snitflade.formats.problems import Problems, mask_cpr

RELEASED = "frigivet"
"""What the audit event is called."""
SUCCESS = (State.ANVENDT, State.KARANTAENE)
"""What makes it worth to try again what is held."""


class NotHeldError(KnownError):
    """Der er intet at frigive."""

    def __init__(self, exchange: int, state: State) -> None:
        super().__init__(f"Udveksling {exchange} er {state.label.lower()} og ikke holdt tilbage, så der er intet at frigive.")


class WhyMissingError(KnownError):
    """Skriv, hvorfor den må anvendes alligevel; det bliver stående i revisionssporet."""

    def __init__(self) -> None:
        super().__init__(self.__doc__)


@dataclass(frozen=True, slots=True)
class Tried:
    """One application: which exchange, its place among those that wait, and whether it was applied."""

    number: int
    order: str
    applied: bool
    problems: Problems

    def plain(self) -> list[int | str | bool]:
        """What the engine can remember of it."""
        return [self.number, self.order, self.applied]


def held(interface: str) -> QuerySet[Exchange]:
    """The held exchanges of an interface, in their order."""
    return Exchange.objects.filter(interface=interface, state=State.HOLDT).order_by("order", "pk")


def held_up(interface: str) -> Exchange | None:
    """The interface's last success, when something is held that has not been tried since."""
    success = Exchange.objects.filter(interface=interface, state__in=SUCCESS).order_by("-state_at").first()
    return success if success and held(interface).filter(tried_at__lte=success.state_at).exists() else None


def apply_next(interface: Interface, by: str) -> Tried | None:
    """Apply the first of the interface's files that wait; None when none does. Raises what `inbound.apply` raises."""
    with inbound.turn(interface):
        rows = Exchange.objects.filter(interface=interface.id, state=State.MODTAGET)
        return _tried(rows.order_by("order", "pk").first(), interface, by)


def try_held(interface: Interface, by: str, after: tuple[str, int] = ("", 0)) -> Tried | None:
    """Try the first held file after the place `after` once more; None when there is none. Raises what `inbound.apply` raises."""
    order, number = after
    with inbound.turn(interface):
        rows = held(interface.id).filter(Q(order__gt=order) | Q(order=order, pk__gt=number))
        return _tried(rows.first(), interface, by)


def _tried(exchange: Exchange | None, interface: Interface, by: str) -> Tried | None:
    if exchange is None:
        return None
    problems = inbound.apply_in_turn(exchange, interface, by)
    exchange.refresh_from_db()
    return Tried(exchange.pk, exchange.order, exchange.state in SUCCESS, problems)


def try_all_held(interface: Interface, by: str) -> list[Tried]:
    """Try everything that is held, from the first anew after each that is applied; gives those that no longer wait."""
    done, after = [], ("", 0)
    while (tried := try_held(interface, by, after)) is not None:
        after = ("", 0) if tried.applied else (tried.order, tried.number)
        if tried.applied or not held(interface.id).filter(pk=tried.number).exists():
            done.append(tried)
    return done


def release(exchange: Exchange, by: str, why: str) -> None:
    """Say that a held exchange is to be applied although something is missing; then apply it. Raises NotHeldError,
    WhyMissingError."""
    if not why.strip():
        raise WhyMissingError
    with transaction.atomic():
        row = journal.locked(exchange)
        if row.state != State.HOLDT:
            raise NotHeldError(row.pk, State(row.state))
        Exchange.objects.filter(pk=exchange.pk).update(released_by=by, released_why=why)
        audit.record(RELEASED, by, exchange, grund=mask_cpr(why))
    exchange.refresh_from_db()
