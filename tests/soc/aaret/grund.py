"""The year's clock and its steps: about one in ten is killed before a statement to the database, and taken up again."""

from __future__ import annotations

import datetime as dt
import random
from collections import Counter
from collections.abc import Callable, Collection
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connection
from tests.inka.bs_verden import klokken
from tests.soc.aaret.folk import Folk, saet_op
from tests.soc.aaret.ude import Ude

from snitflade.exchange import catalogue, delivery, outbound
from snitflade.exchange.leaving import MayNotLeaveError
from snitflade.exchange.models import Exchange
from snitflade.formats.problems import ProblemsError

NUUK = ZoneInfo("America/Nuuk")


class Afbrudt(BaseException):
    """Processen døde."""


class Grund:
    """What all modules share. `afbrudte`: the steps that were broken off; `gjorte`: all of them."""

    def __init__(self, froe: int, foerste: dt.date, indtaegtskonto: str) -> None:
        self.froe = froe
        self.held = random.Random(froe)  # noqa: S311 (a year by chance, the same for the same seed)
        self.idag = foerste
        self.afbrudte, self.gjorte = Counter[str](), Counter[str]()
        with klokken(self.nu):
            self.folk: Folk = saet_op(self.held)
        self.ude = Ude(indtaegtskonto)

    @property
    def nu(self) -> dt.datetime:
        """The moment."""
        return dt.datetime.combine(self.idag, dt.time(10), NUUK)

    def trin(self, handling: Callable[..., None], *med: Any, **hvordan: Any) -> None:
        """One step. Its choices come from its first argument, so that it is the same step when it is taken up again."""
        valg = self.held.getrandbits(32)
        self.gjorte[handling.__name__] += 1
        if self.held.random() < 0.1:
            at = iter(range(self.held.randint(0, 60), -1, -1))

            def doe(execute: Callable[..., Any], *statement: Any) -> Any:
                if next(at, -1) == 0:
                    statement[-1]["cursor"].close()  # a server's cursor tells of being left open
                    raise Afbrudt
                return execute(*statement)

            try:
                with klokken(self.nu), connection.execute_wrapper(doe):
                    handling(random.Random(valg), *med, **hvordan)  # noqa: S311
                self.ude.modtag()
                return
            except Afbrudt:
                self.afbrudte[handling.__name__] += 1
        with klokken(self.nu):
            handling(random.Random(valg), *med, **hvordan)  # noqa: S311
        self.ude.modtag()

    # Exchanges that go out

    def byg(self, raekke: str, af: str, proev: Collection[str] = (), **valg: Any) -> Exchange | None:
        """Build a run; none where there is nothing to pay, or it is refused with a code of `proev`."""
        try:
            exchange, _ = outbound.build(catalogue.find(raekke), valg, af)
        except ProblemsError as error:
            if not proev or not error.problems.codes & set(proev):
                raise
            return None
        return exchange

    def uafsendt(self, raekke: str, **valg: str) -> Exchange | None:
        """A run that was built and has not gone out, as an operator finds it in the list."""
        rows = Exchange.objects.filter(interface=catalogue.find(raekke).id, state__in=("bygget", "godkendt")).order_by("pk")
        return next((one for one in rows if all(one.options.get(name) == value for name, value in valg.items())), None)

    def annuller(self, exchange: Exchange) -> None:
        """Taken back before it went out."""
        outbound.cancel(exchange, catalogue.find(exchange.interface), "eva", "Prøve")

    def send(self, exchange: Exchange) -> bool:
        """Approved by another and carried away; False for what may not go out any more, which is taken back."""
        exchange.refresh_from_db()
        try:
            if exchange.state == "bygget":
                outbound.approve(exchange, "dorte")
                exchange.refresh_from_db()
            delivery.delivered_by_hand(exchange, "dorte", "Lagt op")
        except MayNotLeaveError:
            self.annuller(exchange)
            return False
        return True
