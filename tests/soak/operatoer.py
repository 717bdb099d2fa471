"""What an operator does with the exchanges of a day. A step may have been broken off before: it looks first at what is there."""

from __future__ import annotations

import datetime as dt
import hashlib
import random
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone
from tests.soak.boeger import Boeger

from snitflade.exchange import blobs, catalogue, configuration, delivery, inbound, journal, outbound, tasks, waiting
from snitflade.exchange.leaving import MayNotLeaveError
from snitflade.exchange.models import Exchange
from snitflade.exchange.states import TAKEN_BACK, State
from snitflade.formats.problems import ProblemsError

BYGGER, GODKENDER, GRUND = "anna", "bo", "Prøve"
UAFSENDT = (State.BYGGET, State.GODKENDT)
FOSP = "skat.aktuel-indkomst-overskriv"
"""The worker sends it over a connection that has no format."""


@dataclass(frozen=True, slots=True)
class Trin:
    """One step. Its chance is its seed's, so that it is the same step when it is taken up again.

    `id`: the same each time; `viden`: what the partners tell on the telephone.
    """

    id: str
    held: random.Random
    boeger: Boeger
    viden: dict[str, Any]
    froe: int = 0
    """Its seed: what must not hang on how far the step came before."""

    @property
    def dag(self) -> dt.date:
        """Today in the municipality."""
        return timezone.localdate()

    def sjaeldent(self, en_af: int) -> bool:
        """Whether it happens today, which it does one time of so many."""
        return self.held.randrange(en_af) == 0

    # Out

    def send(self, interface: str, by: str = BYGGER, **options: Any) -> Exchange | None:
        """Build the run of today (perhaps twice, when the first one was wrong), let another approve it, and bring it away."""
        one = catalogue.find(interface)
        fortryd = random.Random(f"{self.froe} {one.id}").randrange(6) == 0  # noqa: S311 (a year by chance)
        today = [row for row in self._i_dag(one.id) if self._samme(row, options)]
        exchange = next((row for row in today if row.state not in TAKEN_BACK), None)
        if exchange is None:
            exchange, built = outbound.build(one, options, by)
            print(self.id, one.id, *built.notes, *(problem.message for problem in built.warnings), sep="; ")  # noqa: T201 (the log)
        if exchange is None:
            return None
        if fortryd and not any(row.state in TAKEN_BACK for row in today) and exchange.state in UAFSENDT:
            outbound.cancel(exchange, one, GODKENDER, GRUND)
            exchange, _ = outbound.build(one, options, by)
        if exchange is not None:
            self.bring_ud(exchange)
        return exchange

    def bring_ud(self, exchange: Exchange) -> None:
        """Approved by another; the worker delivers it, or it is carried to the partner. What may not go out is taken back."""
        exchange.refresh_from_db()
        try:
            if exchange.state == State.BYGGET:
                with transaction.atomic():
                    outbound.approve(exchange, GODKENDER)
                    if tasks.connected(exchange):
                        tasks.deliver_later(exchange)
            self.baer(exchange)
        except MayNotLeaveError:
            outbound.cancel(exchange, catalogue.find(exchange.interface), GODKENDER, GRUND)

    def baer(self, exchange: Exchange) -> None:
        """Carry the files of an approved exchange to the partner's site, if they go no other way."""
        exchange.refresh_from_db()
        if exchange.state not in (State.GODKENDT, State.VENTER) or tasks.connected(exchange) or exchange.interface == FOSP:
            return
        for file in exchange.files.select_related("blob"):
            self.boeger.aflever(exchange.interface, exchange.pk, file.name, blobs.get(file.blob))
        delivery.delivered_by_hand(exchange, GODKENDER, "Lagt op på modtagerens side")

    def _i_dag(self, interface: str) -> list[Exchange]:
        begun = dt.datetime.combine(self.dag, dt.time(), timezone.get_current_timezone())
        return list(Exchange.objects.filter(interface=interface, direction="ud", created_at__gte=begun).order_by("pk"))

    @staticmethod
    def _samme(row: Exchange, options: dict[str, Any]) -> bool:
        return all(row.options.get(name) == str(value) for name, value in options.items() if value is not None)

    # In

    def hent(self, interface: str) -> None:
        """Fetch what a partner's site has laid ready, in any order, some of it twice; and what is wrong with it, too."""
        one = catalogue.find(interface)
        files = [*self.boeger.sendt(one.id), *self.boeger.sendt(one.id, daarlig=True)]
        had = set(Exchange.objects.filter(interface=one.id, direction="ind").values_list("key", flat=True))
        new = [(name, data) for name, data in files if hashlib.sha256(data).hexdigest() not in had]
        self.held.shuffle(new)
        if new and self.sjaeldent(3):
            new.append((f"Kopi af {new[0][0]}", new[0][1]))
        for name, data in new:
            self.modtag(one.id, name, data)
        for row in Exchange.objects.filter(interface=one.id, state=State.MODTAGET).order_by("order", "pk"):
            inbound.apply(row, one, BYGGER)
        waiting.try_all_held(one, BYGGER)

    def modtag(self, interface: str, name: str, data: bytes) -> Exchange:
        """Receive a file and apply it."""
        one = catalogue.find(interface)
        exchange = inbound.receive(one, name, data, BYGGER, kommune=self._kommune(one.id)).exchange
        inbound.apply(exchange, one, BYGGER)
        waiting.try_all_held(one, BYGGER)
        exchange.refresh_from_db()
        return exchange

    @staticmethod
    def _kommune(interface: str) -> str:
        return configuration.kommune(interface) if configuration.has(interface, "ind") else ""


def ryd_op(trin: Trin) -> None:
    """The list of the morning: what nobody knows whether it arrived, what was built and left, what nobody carried away."""
    hos = set(trin.viden.get("hos_modparten", []))
    for row in Exchange.objects.filter(state=State.UKLAR).order_by("pk"):
        files = list(row.files.filter(delivered_at=None).select_related("blob"))
        if any(file.blob_id in hos for file in files if file.attempted_at):
            with transaction.atomic():
                if delivery.delivered_by_hand(row, GODKENDER, "Modtageren siger, at de har den") is State.AFSENDES:
                    tasks.deliver_later(journal.get(row.pk))
        else:
            with transaction.atomic():
                delivery.put_back(journal.get(row.pk), GODKENDER, "Modtageren har den ikke", attempts=row.attempts)
                tasks.deliver_later(journal.get(row.pk))
    for row in Exchange.objects.filter(state__in=(State.BYGGET, State.GODKENDT, State.VENTER), direction="ud").order_by("pk"):
        trin.bring_ud(row)


def rolig(handling: Any, *med: Any, **felter: Any) -> Any:
    """Do what may be refused in words, as a person who reads them and leaves it."""
    try:
        return handling(*med, **felter)
    except ProblemsError as error:
        return error
