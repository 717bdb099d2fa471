"""A year of a municipality's social payments by chance: all modules, two ways to pay, set-off, and steps that are killed.

Each month has its files, changes, runs, rounds and returned payments by chance, many of them more than once. In the end everything
that lies somewhere is finished, as an operator would before closing the accounts.
"""

from __future__ import annotations

import datetime as dt
import random
from contextlib import ExitStack
from unittest import mock

from tests.inka.bs_verden import klokken
from tests.soc.aaret import folk
from tests.soc.aaret.boern import Boern
from tests.soc.aaret.bolig import Bolig
from tests.soc.aaret.folk import AAR, INDTAEGT, KONTI_UDE, VEJE
from tests.soc.aaret.grund import Grund
from tests.soc.aaret.modregning import Myndighed
from tests.soc.aaret.opgoer import Opgoer
from tests.soc.aaret.pension import Pension
from tests.soc.aaret.sociale import Sociale
from tests.soc.aaret.ude import Betaling
from tests.soc.boernetilskud.verden import indkomst

from snitflade.bogh.udbetaling import retur
from snitflade.exchange.transports.http_client import HttpClient
from snitflade.folk import stempling
from snitflade.formats.problems import ProblemsError
from snitflade.partners.incasso import IncassoPartner
from snitflade.soc.maaned import Maaned

FOERSTE, SIDSTE = Maaned(AAR, 1), Maaned(AAR, 12)


class Aaret(Grund):
    """The year."""

    def __init__(self, froe: int, partner: IncassoPartner) -> None:
        super().__init__(froe, dt.date(AAR - 1, 12, 1), INDTAEGT)
        with klokken(self.nu):
            self.bolig, self.boern, self.pension = Bolig(self), Boern(self), Pension(self)
            self.sociale, self.myndighed = Sociale(self), Myndighed(self, partner)
            for cpr, known in self.folk.indkomster.items():
                for month, oere in known.items():
                    indkomst(cpr, oere // 100, month)
        self.ude.konti = KONTI_UDE | {number: cpr for cpr, konto in self.folk.konti.items() for number in (cpr, konto)}
        self.opgoer = Opgoer(self)

    def gaa(self) -> None:
        """All of it."""
        with ExitStack() as held:
            held.enter_context(mock.patch.object(HttpClient, "request", lambda _, *a, **k: self.myndighed.linje(*a, **k)))
            held.enter_context(mock.patch.object(stempling, "_kilder", [self.sociale.stemplet]))
            for number in range(13):
                self.maaned(FOERSTE.plus(number - 1))
            self.luk()

    def dag(self, maaned: Maaned, dag: int) -> None:
        """It is that day of the month."""
        self.idag = maaned.foerste.replace(day=dag)

    def maaned(self, nu: Maaned) -> None:
        """A calendar month: what is for the next one is prepared in it."""
        naeste, begyndt, held = nu.plus(1), nu >= FOERSTE, self.held
        self.dag(nu, 2)
        self.trin(self.veje)
        if nu != SIDSTE:
            self.trin(self.bolig.filer, naeste)
        if begyndt:
            self.trin(self.sociale.nye_linjer, nu.nummer)
            if nu.nummer in (1, 2, 4, 6, 8, 10):
                self.trin(self.sociale.nyt_kort, nu.nummer)
            self.trin(self.pension.beregn, nu)
            self.trin(self.sociale.koer, False)
        self.dag(nu, 8)
        self.trin(self.pension.forvent)
        if nu != SIDSTE:
            self.trin(held.choice((self.bolig.huslejer, self.bolig.forventet)))
        self.dag(nu, 10)
        if nu != SIDSTE and nu != SIDSTE.plus(-1):
            self.trin(self.bolig.proev, naeste)
            self.trin(self.bolig.koer, naeste, "O")
        if begyndt and nu < SIDSTE.plus(-1):
            if held.random() < 0.5:
                self.trin(self.bolig.filer, nu)
            self.trin(self.bolig.efterberegn, FOERSTE, nu)
            self.trin(self.bolig.proev, nu)
            self.trin(self.bolig.koer, nu, "S")
        if nu == SIDSTE.plus(-1):
            self.luk_bolig(nu)
        if begyndt:
            self.penge(nu)
        self.dag(nu, 24)
        if nu < SIDSTE.plus(-1):
            self.trin(self.boern.nye_indkomster, nu)
        if begyndt and nu.nummer % 3 == 2:
            self.trin(self.boern.foedsel)
        self.dag(nu, 26)
        if nu != SIDSTE:
            self.trin(self.boern.koer, naeste)
        if begyndt:
            if nu.nummer == 9:
                self.trin(self.pension.stop, nu.plus(-2))
            self.trin(self.pension.overlever, nu)
        self.ryd()
        asked = begyndt and held.random() < 0.4
        if asked:
            for _ in range(2):
                self.trin(self.myndighed.runde, ren=True)
        self.opgoer.maaned(spurgt=asked, bogen=nu.nummer % 2 == 0)

    def penge(self, nu: Maaned) -> None:
        """The middle of a month: rounds with the authority, decisions, runs, payments that come back."""
        m, s, held = self.myndighed, self.sociale, self.held
        for dag in (12, 20):
            self.dag(nu, dag)
            if held.random() < 0.4:
                m.gaeld(held)
            other = held.choice((s.tag_tilbage, s.ret_kort, s.stop_kort, m.fortryd))
            for handling in (m.runde, m.beslut, m.runde, other) if dag == 12 else (m.runde, m.beslut, other):
                self.trin(handling)
                if held.random() < 0.4:
                    m.bogfoerer(held)
            self.trin(s.koer, False)
        self.kommer_igen()
        self.kommer_igen()
        if held.random() < 0.4:
            self.trin(self.boern.koer, nu)
        if nu.nummer in (3, 5):
            self.trin(self.giv_konti)
        if nu.nummer in (4, 8):
            self.trin(s.frigiv)

    # Steps of no module

    def veje(self, held: random.Random) -> None:
        """A module's payouts go another way from now on."""
        for nummer in VEJE.values():
            if held.random() < 0.4:
                folk.saet(nummer, held.choice(("prisme", "bank")))

    def giv_konti(self, _: random.Random) -> None:
        """Those without an account tell theirs."""
        for cpr in list(self.folk.konti)[self.idag.month % 2 :: 2]:
            folk.konto(self.folk, cpr)

    def kommer_igen(self) -> None:
        """The bank sends a payment back; it knows nothing of what breaks off here."""
        left = [one for one in self.ude.kan_komme_igen() if one.modul != "BOLI" or self.bolig.vent]
        if left:
            chosen = self.held.choice(left)
            self.ude.retur.add(chosen.nummer)
            self.trin(self.returner, chosen)

    def returner(self, _: random.Random, chosen: Betaling) -> None:
        """What came back is taken in."""
        try:
            retur.returner(chosen.returnavn, self.idag, "Konto lukket", "bo")
        except ProblemsError as error:
            assert error.problems.codes == {"RETUR_ALLEREDE"}, error

    def ryd(self) -> None:
        """What was built and lies there goes out, or is taken back."""
        self.trin(self.ryd_op)

    def ryd_op(self, _: random.Random) -> None:
        """One after the other."""
        for raekke in ("31", "27", "28"):
            while (exchange := self.uafsendt(raekke)) is not None:
                self.send(exchange)
        self.boern.ajour()

    # The end

    def luk_bolig(self, nu: Maaned) -> None:
        """Before the last ordinary run every month is brought to what it should be; its sum covers what landlords owe."""
        bolig = self.bolig
        bolig.vent = False
        self.ryd()
        folk.saet(VEJE["BOLI"], "bank")
        self.trin(bolig.filer, SIDSTE, rigtige=True)
        for month in [FOERSTE.plus(number) for number in range(11)]:
            self.trin(bolig.proev, month, alle=True)
            self.trin(bolig.koer, month, "S")
        self.trin(bolig.proev, SIDSTE, alle=True)
        self.trin(bolig.efterberegn, FOERSTE, nu, alle=True)
        self.trin(bolig.koer, SIDSTE, "O")
        self.ryd()

    def luk(self) -> None:
        """Everything that waits is decided, everything that is open is paid."""
        self.dag(SIDSTE.plus(1), 4)
        for nummer in VEJE.values():
            folk.saet(nummer, "bank")
        for month in (0, 1):
            self.dag(SIDSTE.plus(1), 5 + month)
            self.trin(self.giv_konti)
        for cpr in self.folk.konti:
            folk.konto(self.folk, cpr)
        while self.opgoer.aabent():
            assert self.idag.day < 12, self.opgoer.aabent()
            self.dag(SIDSTE.plus(1), self.idag.day + 1)
            self.trin(self.sociale.frigiv)
            self.trin(self.sociale.koer, True)
            for _ in range(2):
                self.trin(self.myndighed.runde, ren=True)
                self.trin(self.myndighed.beslut, alle=True)
            self.trin(self.sociale.koer, True)
            self.trin(self.boern.koer, SIDSTE)
            self.ryd()
        self.trin(self.pension.overlever, SIDSTE)
        self.opgoer.maaned(spurgt=True, bogen=True)
        self.opgoer.aaret()
