"""Børnetilskud through the year: incomes move, children are born and grow up, months are run, taken back and run again."""

from __future__ import annotations

import datetime as dt
import random
from collections import defaultdict

from tests.soc.aaret import love
from tests.soc.aaret.folk import AAR, KOMMUNE, TRIN, Familie, barn
from tests.soc.aaret.grund import Grund
from tests.soc.boernetilskud.verden import indkomst

from snitflade.exchange.models import Exchange
from snitflade.exchange.states import TAKEN_BACK
from snitflade.folk.models import Person
from snitflade.skat.models_aktuel import AktuelIndkomst
from snitflade.soc.boernetilskud.modul import BANK
from snitflade.soc.maaned import Maaned

TIDLIGERE = 3
"""So many earlier months are calculated again in each run."""


class Boern:
    """What has been granted and made into items, as the rules say it must have been, run by run."""

    def __init__(self, grund: Grund) -> None:
        self.grund, self.folk = grund, grund.folk
        self.bevilget: dict[tuple[str, str], int] = {}
        """By child and month."""
        self.poster: dict[str, int] = {}
        """By receiver: what runs have made into items."""
        self.koert: set[str] = set()
        self.foer: dict[int, tuple[dict[tuple[str, str], int], dict[str, int], set[str]]] = {}
        """How it was before each run, by exchange."""

    # What happens

    def nye_indkomster(self, held: random.Random, maaned: Maaned) -> None:
        """The incomes of a month, some of them of an earlier one that nobody had sent."""
        for cpr in held.sample([one for one in self.folk.indkomster if not one.startswith("62")], k=3):
            month = maaned.plus(-held.choice((1, 1, 1, 3))).foerste
            kroner = held.choice(TRIN)
            self.folk.indkomster[cpr][month] = kroner * 100
            last = AktuelIndkomst.objects.filter(cpr=cpr, seneste_maaned=month).order_by("-pk").first()
            if last is None or last.foer_fradrag != kroner * 100:
                indkomst(cpr, kroner, month)

    def foedsel(self, held: random.Random) -> None:
        """A child is born; the register knows of it weeks afterwards."""
        one = self.folk.familier[held.randrange(3, 7)]
        cpr = f"67{self.grund.idag.month:02}{AAR - 2000}{5001 + held.randrange(900)}"
        born = self.grund.idag.replace(day=7) - dt.timedelta(40)
        if born >= dt.date(AAR, 1, 1) and not Person.objects.filter(personnummer=cpr).exists():
            barn(cpr, born, one.mor, one.far, one.hjem)
        if Person.objects.filter(personnummer=cpr).exists():
            one.boern.setdefault(cpr, born)

    def koer(self, held: random.Random, maaned: Maaned) -> None:
        """The run of a month, or what is left of it; one in five is taken back before it goes out."""
        self.ajour()
        exchange = self.grund.uafsendt("27") or self.byg(maaned)
        if exchange is not None and held.random() < 0.2:
            maaned = Maaned.laes(exchange.options["maaned"])
            self.grund.annuller(exchange)
            exchange = self.byg(maaned)
        if exchange is not None and held.random() < 0.9 and not self.grund.send(exchange):
            self.byg(maaned)
        self.ajour()
        if held.random() < 0.15:
            assert self.grund.uafsendt("27") or self.byg(maaned) is None, "a month run again without change gives nothing"

    def byg(self, maaned: Maaned) -> Exchange | None:
        """Build the run; it is paid today where the month has begun."""
        dato = self.grund.idag if maaned.foerste <= self.grund.idag else None
        exchange = self.grund.byg("27", "bo", kommune=KOMMUNE, maaned=str(maaned), betalingsdato=dato)
        self.ajour()
        return exchange

    # What must be

    def ajour(self) -> None:
        """Take in which runs there are: those taken back count no more, and new ones do."""
        runs = Exchange.objects.filter(interface=BANK).order_by("pk")
        for one in reversed([one for one in runs if one.pk in self.foer and one.state in TAKEN_BACK]):
            self.bevilget, self.poster, self.koert = self.foer.pop(one.pk)
        for one in runs:
            if one.state not in TAKEN_BACK and one.pk not in self.foer:
                self.foer[one.pk] = (dict(self.bevilget), dict(self.poster), set(self.koert))
                self._bevilg(Maaned.laes(one.options["maaned"]))

    def _bevilg(self, maaned: Maaned) -> None:
        for month in [maaned.plus(-back) for back in range(TIDLIGERE, 0, -1)] + [maaned]:
            if month != maaned and str(month) not in self.koert:
                continue
            for one in self.folk.familier:
                for cpr, oere in self.ret(one, month).items():
                    if self.bevilget.get((cpr, str(month)), 0) != oere:
                        self.koert.add(str(month))
                    self.bevilget[cpr, str(month)] = oere
        for mor, oere in self.tildelt().items():
            self.poster[mor] = max(self.poster.get(mor, 0), oere)

    def ret(self, familie: Familie, maaned: Maaned) -> dict[str, int]:
        """What each of a family's children is to have in a month, those too who are to have nothing."""
        first = maaned.foerste
        there = {
            cpr
            for cpr, born in familie.boern.items()
            if born <= first and (maaned.aar, maaned.nummer) <= (born.year + 18, born.month)
        }
        income = sum(self.folk.indkomst(cpr, maaned) for cpr in (familie.mor, familie.far) if cpr)
        return {cpr: love.boernetilskud(income, len(there)) if cpr in there else 0 for cpr in familie.boern}

    def tildelt(self) -> dict[str, int]:
        """What each receiver has been granted in all."""
        whose = {cpr: one.mor for one in self.folk.familier for cpr in one.boern}
        found: defaultdict[str, int] = defaultdict(int)
        for (cpr, _), oere in self.bevilget.items():
            found[whose[cpr]] += oere
        return found
