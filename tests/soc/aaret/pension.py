"""Pension through the year: expected incomes move, months are calculated, some again, and handed to payroll as files."""

from __future__ import annotations

import datetime as dt
import random

from tests.inka.bs_verden import klokken
from tests.soc.aaret import love
from tests.soc.aaret.folk import AAR, KOMMUNE, TRIN
from tests.soc.aaret.grund import Grund

from snitflade.formats.problems import ProblemsError
from snitflade.soc.maaned import Maaned
from snitflade.soc.models import Overlevering, Pensionist
from snitflade.soc.pension import beregning, kort, overlevering
from snitflade.soc.pension.kort import Nyt


class Pension:
    """`ventet`: what each pensioner's month comes to by the last calculation of it, by person and month."""

    def __init__(self, grund: Grund) -> None:
        self.grund = grund
        self.hvem = dict(grund.folk.pensionister)
        self.indkomst: dict[str, int] = {}
        self.til: dict[str, str] = {}
        """The last month of who has stopped."""
        self.ventet: dict[tuple[str, str], int] = {}
        with klokken(grund.nu):
            for cpr, (art, niveau, samliv) in self.hvem.items():
                one = kort.opret(Nyt(KOMMUNE, cpr, art, niveau, samliv, dt.date(AAR, 1, 1)), "anna")
                self.indkomst[cpr] = grund.held.choice(TRIN) * 100
                kort.forvent(one.pk, self.indkomst[cpr], "Prøve", "anna")

    def forvent(self, held: random.Random) -> None:
        """Another income is expected of somebody."""
        cpr, kroner = held.choice(sorted(set(self.hvem) - set(self.til))), held.randint(0, 500_000)
        self.indkomst[cpr] = kroner * 100
        kort.forvent(Pensionist.objects.get(cpr=cpr).pk, kroner * 100, "Prøve", "anna")

    def stop(self, _: random.Random, maaned: Maaned) -> None:
        """A pension ended with an earlier month; payroll takes back what it was told of those after."""
        cpr = max(self.hvem)
        card = Pensionist.objects.get(cpr=cpr)
        if card.til is None:
            kort.stop(card.pk, maaned.sidste, "Prøve", "anna")
        self.til[cpr] = str(maaned)
        for one, month in list(self.ventet):
            if one == cpr and month > str(maaned):
                self.ventet[one, month] = 0

    def beregn(self, held: random.Random, maaned: Maaned) -> None:
        """The month, and perhaps one before it, which nobody need have asked for; done again it changes nothing."""
        for month in {maaned, max(Maaned(AAR, 1), maaned.plus(-held.randint(0, 3)))}:
            beregning.beregn_maaned(KOMMUNE, month, "anna")
            for cpr, hvem in self.hvem.items():
                if str(month) <= self.til.get(cpr, "999912"):
                    self.ventet[cpr, str(month)] = love.pension(hvem, self.indkomst[cpr])
            assert beregning.beregn_maaned(KOMMUNE, month, "anna").nye == 0, "a month calculated again gives no difference"

    def overlever(self, held: random.Random, maaned: Maaned) -> None:
        """What is calculated is made, approved by another and fetched; what lay there from before goes first."""
        self.hent()
        for month in {maaned, *(Maaned.laes(name) for _, name in self.ventet)}:
            self._overlever(held, month)
        self.hent()

    def _overlever(self, held: random.Random, maaned: Maaned) -> None:
        one = Overlevering.objects.filter(maaned=str(maaned), godkendt_af="", kasseret_af="").first()
        if one is not None and held.random() < 0.5:
            overlevering.kasser(one.pk, "bo")
            one = None
        try:
            overlevering.godkend((one or overlevering.lav(KOMMUNE, maaned, "anna")).pk, "bo")
        except ProblemsError as error:
            assert error.problems.codes <= {"PEN_INTET_AT_OVERLEVERE", "PEN_AENDRET"}, error
            if "PEN_AENDRET" in error.problems.codes and one is not None:
                overlevering.kasser(one.pk, "bo")
                self._overlever(held, maaned)

    def hent(self) -> None:
        """Payroll fetches every file that is approved, some of them again."""
        for row in Overlevering.objects.exclude(godkendt_af="").order_by("pk"):
            if row.filnavn not in self.grund.ude.hentet:
                self.grund.ude.loen(*overlevering.hent(row.pk, "løn"))
