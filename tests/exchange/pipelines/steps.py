"""What the tests of the pipelines do over and over, in this process."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from tests.pipelines.interfaces import UD
from tests.pipelines.models import Krav
from tests.pipelines.models import claims as all_claims

from snitflade.exchange import audit, blobs, catalogue, delivery, integrity, outbound
from snitflade.exchange.models import Exchange
from snitflade.exchange.transports.folder import Folder


def claims(*amounts: int) -> None:
    """Claims to be sent."""
    for number, amount in enumerate(amounts, start=1):
        Krav.objects.create(nummer=f"{number:010}", beloeb=amount)


def owners() -> set[int | None]:
    """The exchanges that the claims went out with."""
    return {exchange for _, exchange in all_claims()}


def build(key: str = "k1", files: str = "2", by: str = "anna") -> Exchange:
    """An exchange of all claims."""
    exchange, _ = outbound.build(catalogue.find(UD), {"noegle": key, "filer": files}, by)
    assert exchange is not None
    return exchange


def approved(key: str = "k1", files: str = "2") -> Exchange:
    """The same, approved by another."""
    exchange = build(key, files)
    outbound.approve(exchange, "bent")
    return exchange


def folder(home: Path) -> tuple[Path, delivery.Route]:
    """A folder that files are delivered in, and the route to it."""
    outbox = home / "modtager"
    outbox.mkdir(parents=True, exist_ok=True)
    return outbox, lambda file: Folder(outbox=outbox)


def events(exchange: Exchange) -> list[str]:
    """The names of the exchange's audit events."""
    return [event.event for event in exchange.events.order_by("number")]


def wrong() -> Iterator[str]:
    """Everything `snitflade verify` would tell."""
    yield from audit.broken()
    yield from integrity.broken()
    yield from blobs.broken()
