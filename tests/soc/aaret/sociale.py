"""Social payments through the year: lines and cards are typed, changed, stopped, withdrawn; runs book and pay them."""

from __future__ import annotations

import datetime as dt
import random
from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from tests.soc.aaret.folk import BRAENDSEL, HJAELP, KOMMUNE, KORT, LEDIG
from tests.soc.aaret.grund import Grund

from snitflade.exchange.models import Exchange
from snitflade.formats.problems import ProblemsError
from snitflade.krdi.modregning.models import UKLAR, Forsoeg
from snitflade.soc.models import Ydelseskort, Ydelseslinje
from snitflade.soc.udbetalinger import kort, linjer
from snitflade.soc.udbetalinger.kort import Plan
from snitflade.soc.udbetalinger.linjer import NyLinje
from snitflade.soc.udbetalinger.regler import Hvem


@dataclass(slots=True)
class Periodisk:
    """A card. `dage`: when it pays; `lavet`: what it has made lines of."""

    cpr: str
    beloeb: int
    dage: list[dt.date]
    interval: int
    lavet: dict[dt.date, int] = field(default_factory=dict)
    stoppet: bool = False

    @property
    def resten(self) -> list[dt.date]:
        """The days it has not paid yet."""
        return [] if self.stoppet else [day for day in self.dage if day not in self.lavet]


class Sociale:
    """What has been typed. `linjer`: person and øre by the form's key."""

    def __init__(self, grund: Grund) -> None:
        self.grund, self.folk = grund, grund.folk
        self.linjer: dict[str, tuple[str, int]] = {}
        self.kort: dict[str, Periodisk] = {}
        self.brugt: set[tuple[str, str, dt.date]] = set()

    def stemplet(self, numre: Collection[str], til: dt.date) -> Mapping[str, dt.date]:
        """Every second of the unemployed registers on the first of each month."""
        return {cpr: til.replace(day=1) for cpr in numre if cpr in self.folk.enlige[::2]}

    # What is typed

    def nye_linjer(self, held: random.Random, maaned: int) -> None:
        """Some payments that are made once."""
        for number in range(4):
            key = f"l{maaned}-{number}"
            cpr, art = held.choice(self.folk.sociale), held.choice((HJAELP, HJAELP, BRAENDSEL, LEDIG))
            day, beloeb = self.grund.idag.replace(day=held.randint(5, 28)), held.randint(1, 400_000)
            if key not in self.linjer and (cpr, art, day) in self.brugt:
                continue
            linjer.opret(NyLinje(key, Hvem(KOMMUNE, cpr, art), beloeb, day), "anna")
            self.linjer[key] = (cpr, beloeb)
            self.brugt.add((cpr, art, day))

    def nyt_kort(self, held: random.Random, maaned: int) -> None:
        """A card for somebody who has none."""
        key = f"k{maaned}"
        free = [cpr for cpr in self.folk.sociale if cpr not in {one.cpr for name, one in self.kort.items() if name != key}]
        cpr, beloeb, interval = held.choice(free), held.randint(500, 300_000), held.choice((7, 14, 30))
        first = self.grund.idag + dt.timedelta(held.randint(0, 10))
        last = min(first + dt.timedelta(held.randint(30, 150)), dt.date(first.year, 12, 31))
        kort.opret(key, Hvem(KOMMUNE, cpr, KORT), Plan(beloeb, first, first, last, interval), "anna")
        days = [first + dt.timedelta(interval * number) for number in range((last - first).days // interval + 1)]
        self.kort.setdefault(key, Periodisk(cpr, beloeb, days, interval))

    def ret_kort(self, held: random.Random) -> None:
        """From the next payment on it is another amount."""
        key = held.choice(sorted(self.kort))
        one, beloeb = self.kort[key], held.randint(500, 300_000)
        if one.resten:
            plan = Plan(beloeb, one.resten[0], one.dage[0], Ydelseskort.objects.get(noegle=key).slut, one.interval)
            kort.ret(Ydelseskort.objects.get(noegle=key), plan, "", "", "anna")
            one.beloeb = beloeb

    def stop_kort(self, held: random.Random) -> None:
        """It pays no more."""
        key = held.choice(sorted(self.kort))
        row = Ydelseskort.objects.get(noegle=key)
        if row.stoppet_tid is None:
            kort.stop(row, "anna", "Prøve")
        self.kort[key].stoppet = True

    def tag_tilbage(self, held: random.Random) -> None:
        """A payment is withdrawn, if it is not paid and nobody may have set it off."""
        if not self.linjer:
            return
        key = held.choice(sorted(self.linjer))
        row = Ydelseslinje.objects.get(noegle=key)
        if Forsoeg.objects.filter(post=row.post_id, tilstand__in=UKLAR).exists():
            return
        try:
            linjer.tag_tilbage(row, "eva", self.grund.idag, "Prøve")
        except ProblemsError as error:
            assert error.problems.codes <= {"SU_TILBAGE", "SU_BETALT", "SU_MODREGNET"}, error
            if "SU_TILBAGE" not in error.problems.codes:
                return
        del self.linjer[key]

    def frigiv(self, _: random.Random) -> None:
        """Somebody lets every line go that was held for want of a stamping."""
        for row in Ydelseslinje.objects.filter(post=None, tilbage_tid=None).exclude(holdt="").order_by("pk"):
            linjer.frigiv(row, "dorte", "Prøve")

    # What is paid

    def koer(self, held: random.Random, send: bool) -> None:
        """A run books what is due and pays what need not wait; one in five is taken back, some go out another day."""
        exchange = self.grund.uafsendt("28") or self.byg()
        if exchange is not None and held.random() < 0.2:
            self.grund.annuller(exchange)
            exchange = self.byg()
        if exchange is not None and (send or held.random() < 0.7) and not self.grund.send(exchange):
            again = self.byg()
            if again is not None:
                self.grund.send(again)
        if held.random() < 0.15 and self.grund.uafsendt("28") is None:
            assert self.byg() is None, "what is paid is not paid again"

    def byg(self) -> Exchange | None:
        """Build a run; every card that is due has made its lines then."""
        exchange = self.grund.byg("28", "bo", kommune=KOMMUNE, betalingsdato=self.grund.idag)
        for one in self.kort.values():
            one.lavet |= {day: one.beloeb for day in one.resten if day <= self.grund.idag}
        return exchange

    # What must be

    def bevilget(self) -> dict[str, int]:
        """What each has been granted: what was typed and made, and not withdrawn."""
        found: defaultdict[str, int] = defaultdict(int)
        for cpr, oere in self.linjer.values():
            found[cpr] += oere
        for one in self.kort.values():
            found[one.cpr] += sum(one.lavet.values())
        return found
