"""Whether an exchange may go out at this moment, as its interface says (`Interface.may_leave`): e.g. not after a deadline."""

from __future__ import annotations

from django.utils import timezone

from snitflade.exchange import catalogue
from snitflade.exchange.known import KnownError
from snitflade.exchange.models import Exchange
from snitflade.formats.problems import mask_cpr


class MayNotLeaveError(KnownError):
    """Udvekslingen må ikke gå ud nu."""


def check(exchange: Exchange) -> None:
    """Raises MayNotLeaveError with the interface's sentence when the exchange may not be approved or delivered now."""
    interface = catalogue.get(exchange.interface)
    if interface is not None and interface.may_leave is not None:
        reason = interface.may_leave(exchange, timezone.now())
        if reason:
            raise MayNotLeaveError(mask_cpr(reason))
