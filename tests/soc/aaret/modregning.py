"""The authority through the year: asked, sent and told over a line that breaks, with debts and books of its own."""

from __future__ import annotations

import datetime as dt
import random
from collections import defaultdict
from contextlib import suppress
from typing import Any

from django.db.models import Q
from tests.krdi.modregning.verden import anvend, hent
from tests.soc.aaret.grund import Grund

from snitflade.bogh.udbetaling import modregning as nedsaettelser
from snitflade.exchange.transports.errors import SvarUklart
from snitflade.exchange.transports.http_answer import Answer
from snitflade.exchange.transports.http_client import HttpClient
from snitflade.exchange.transports.secrets import Secret
from snitflade.formats.problems import ProblemsError
from snitflade.krdi.modregning import handlinger
from snitflade.krdi.modregning.models import MODREGNET, UKLAR, Forskel, Forskelsart, Forsoeg, Tilstand
from snitflade.partners.http import Asked
from snitflade.partners.incasso import SERVICE, Booked, IncassoPartner


class Myndighed:
    """Both ends of the line. `fejl`: what is wrong with the next calls."""

    def __init__(self, grund: Grund, partner: IncassoPartner) -> None:
        self.grund, self.partner = grund, partner
        self.fejl: list[str] = []
        self.client = HttpClient("https://incasso.example/x", user="snit", password=Secret("secret://env/INCASSO_KODE"))
        self.gaeld(grund.held)

    def linje(self, method: str, path: str = "", *, content: bytes = b"", repeatable: bool = False, **_: Any) -> Answer:
        """A call over the line."""
        fault = self.fejl.pop(0) if self.fejl else ""
        if fault == "tabt før":
            raise SvarUklart(place="incasso", action="kald", reason="tabt")
        told = self.partner.answer(Asked(method, SERVICE, {}, content))
        if fault == "tabt efter":
            raise SvarUklart(place="incasso", action="kald", reason="tabt")
        return Answer(told.status, {"content-type": "text/xml"}, told.body, "incasso")

    # What happens there

    def gaeld(self, held: random.Random) -> None:
        """Who owes them how much."""
        for cpr in self.grund.folk.sociale:
            if held.random() < 0.4:
                self.partner.debts[cpr] = self.partner.set_off(cpr) + held.choice((0, held.randint(1, 3_000), 9_999))

    def bogfoerer(self, held: random.Random) -> None:
        """They book what they received, some of it in part; some of what they have they take back."""
        for _, one in sorted(self.partner.books.items()):
            if one.status == "Received" and held.random() < 0.7:
                one.status = "Posted"
                one.booked = one.amount if held.random() < 0.8 else held.randint(0, one.amount)
            elif one.status in ("Received", "Posted") and held.random() < 0.05:
                one.status, one.booked = "RolledBack", 0

    # What is done here

    def runde(self, held: random.Random, *, ren: bool = False) -> None:
        """A round, with something wrong or nothing."""
        partner = self.partner
        partner.reserves_for = self.grund.nu - dt.datetime.now(dt.UTC) + dt.timedelta(2)
        self.fejl = [] if ren else held.choices(("", "tabt før", "tabt efter"), (6, 1, 1), k=4)
        partner.half = 0 if ren else held.choice((0, 0, 0, 1))
        partner.errors = [] if ren else held.choice(([], [], ["SystemError"], ["InvalidValue"]))
        partner.delayed = not ren and held.random() < 0.1
        if ren or held.random() < 0.3:
            partner.take_delayed()
        for id, one in list(partner.books.items()):
            if ren and one.error and one.error[0] == "SystemError":  # their own fault is mended; they had taken nothing
                del partner.books[id]
        hent(self.client)
        if not ren and held.random() < 0.3:
            anvend()
        self.fejl, partner.half, partner.errors, partner.delayed = [], 0, [], False

    def beslut(self, held: random.Random, *, alle: bool = False) -> None:
        """What was found is approved, or let go; what went wrong is let go in the end."""
        found = list(Forsoeg.objects.filter(tilstand=Tilstand.FUNDET, seneste=True).order_by("pk"))
        if found and not alle and held.random() < 0.2:
            handlinger.fritag("soc.udbetalinger", [found.pop(0).post_id], "Prøve", "bo")
        if alle or held.random() < 0.8:
            handlinger.godkend([one.pk for one in found], "bo")

    def fortryd(self, held: random.Random) -> None:
        """A set-off is to be cancelled there, or is undone on the item's card."""
        rows = Forsoeg.objects.filter(tilstand__in=(Tilstand.UKENDT, *MODREGNET), seneste=True).order_by("pk")
        one = held.choice(list(rows) or [None])
        if one is None:
            return
        if held.random() < 0.6:
            handlinger.annuller(one.pk, "Prøve", "bo")
        elif one.modregning is not None and one.gaeldende:
            with suppress(ProblemsError):  # it is undone already, or the rest is paid
                nedsaettelser.ophaev(one.modregning, "eva", self.grund.idag, "Prøve")

    # What must be

    def uklare(self) -> list[str]:
        """The set-offs of which nobody here knows how they stand."""
        rows = Forsoeg.objects.filter(
            Q(tilstand__in=UKLAR) | Q(tilstand__in=MODREGNET, gaeldende__gt=0, modregning__ophaevet_ved__isnull=False)
        )
        return [str(one) for one in rows.order_by("pk")]

    def modregnet(self) -> dict[str, int]:
        """Øre they have set off, by person."""
        found: defaultdict[str, int] = defaultdict(int)
        for one in self.partner.books.values():
            found[one.debitor] += _deres(one)
        return found

    def faar(self) -> dict[str, int]:
        """Øre they have set off, by our reference."""
        return {one.reference: _deres(one) for one in self.partner.books.values() if one.reference}

    def skal_tilbage(self) -> dict[str, int]:
        """What our books say that they were paid too much, by reference."""
        rows = Forskel.objects.filter(art=Forskelsart.TILBAGE, lukket_af="").select_related("forsoeg__deres_post")
        found: defaultdict[str, int] = defaultdict(int)
        for row in rows:
            item = row.forsoeg.deres_post
            found[row.forsoeg.reference] = (item.beloeb if item else 0) - row.forsoeg.gaeldende
        return found


def _deres(one: Booked) -> int:
    return 100 * (one.booked if one.status == "Posted" else one.amount if one.status == "Received" else 0)
