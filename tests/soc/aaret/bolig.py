"""Boligsikring through the year: landlords' files with everything they do wrong, differences, runs, pick-ups and corrections."""

from __future__ import annotations

import random
from collections.abc import Iterator

from tests.soc.aaret import love
from tests.soc.aaret.folk import KOMMUNE, STANDARDFRADRAG, TRIN, Hjem
from tests.soc.aaret.grund import Grund

from snitflade.exchange import catalogue, inbound, waiting
from snitflade.exchange.models import Exchange
from snitflade.exchange.states import State
from snitflade.partners.boligselskab import Lejer, Uvane, lejefil
from snitflade.soc.boligsikring import advis, kort, proeve
from snitflade.soc.maaned import Maaned
from snitflade.soc.models import Advis, Ansoegning

FILER = ("INI", "ISERIT")
UVANER = (Uvane.FORKERT_SUM, Uvane.HALV_FIL, Uvane.DOBBELT_LEJEMAAL, Uvane.FORRIGE_MAANED, Uvane.UDEN_ADRESSE)
VENTER = ("BS-A01", "BS-A02", "BS-A05", "BS-R01")
"""What is rejected once is decided: these wait instead, until somebody accepts them."""
KOMMET = (State.ANVENDT, State.KARANTAENE, State.AFVIST, State.HOLDT)


class Bolig:
    """The homes, and what each must have been granted."""

    def __init__(self, grund: Grund) -> None:
        self.grund, self.folk, self.hjem = grund, grund.folk, grund.folk.hjem
        self.vent = True
        """Whether a run may lie for some days before it goes out."""

    # Landlords

    def filer(self, held: random.Random, maaned: Maaned, *, rigtige: bool = False) -> None:
        """Each landlord's file of a month: right, wrong, wrong and then right, twice, or not yet."""
        for kode in FILER:
            if rigtige:
                self.fil(maaned, kode, None)
                continue
            wrong = held.choice(UVANER) if held.random() < 0.4 else None
            if wrong is not None:
                self.fil(maaned, kode, wrong)
            if held.random() < 0.7:
                for _ in range(held.choice((1, 1, 2))):
                    self.fil(maaned, kode, None)

    def fil(self, maaned: Maaned, kode: str, uvane: Uvane | None) -> None:
        """A file comes; what was kept and not read is read now."""
        homes = [one for one in self.hjem if one.udlejer == kode]
        rows = [Lejer(one.nummer, one.cpr, one.hos_udlejer, lejlighed=one.lejlighed) for one in homes]
        rows.append(Lejer(f"X-{kode}", f"610170{'1' if kode == 'INI' else '2'}001", 500_000, lejlighed="0099"))
        interface = catalogue.find("30")
        exchange = inbound.receive(interface, *lejefil(kode, KOMMUNE, str(maaned), rows, uvane), "anna").exchange
        if exchange.state == State.MODTAGET:
            inbound.apply(exchange, interface, "anna")
            exchange.refresh_from_db()
        assert exchange.state in KOMMET
        assert uvane is not None or exchange.state in (State.ANVENDT, State.HOLDT), "the right file is taken"
        if uvane is None and exchange.state == State.HOLDT:  # after half a file the whole one looks too long; somebody looks
            waiting.release(exchange, "bo", "Prøve")
            inbound.apply(exchange, interface, "bo")

    def huslejer(self, held: random.Random) -> None:
        """Landlords change rents, and officers correct some, also backwards."""
        one = held.choice(self.hjem)
        one.hos_udlejer = held.randint(2_000, 7_000) * 100
        other = held.choice(self.hjem)
        if held.random() < 0.5:
            rent, month = held.randint(2_000, 7_000) * 100, Maaned.af(self.grund.idag).plus(-held.randint(0, 2))
            if month.aar == Ansoegning.objects.get(pk=other.ansoegning).aar:
                kort.saet_husleje(Ansoegning.objects.get(pk=other.ansoegning), rent, month.foerste, "anna")
                other.huslejer[month.foerste] = rent

    def forventet(self, held: random.Random) -> None:
        """Somebody's expected income is another, for the whole year."""
        one = held.choice([home for home in self.hjem if home.forventet is not None])
        one.forventet = held.choice(TRIN) * 100
        kort.saet_forventet(Ansoegning.objects.get(pk=one.ansoegning), one.medlem, one.forventet, None, "anna")

    # The officer's month

    def proev(self, held: random.Random, maaned: Maaned, *, alle: bool = False) -> None:
        """A trial run, and the list it gives worked through; what is accepted is what somebody would have accepted twice."""
        first = proeve.proeveberegn(KOMMUNE, maaned, "anna")
        if held.random() < 0.2:
            assert proeve.proeveberegn(KOMMUNE, maaned, "anna") == first, "a trial run again is the same"
        self.afgoer(maaned, alle=alle)

    def afgoer(self, maaned: Maaned, *, alle: bool = False) -> None:
        """Accept or reject what is open of a month."""
        for row in Advis.objects.filter(kommune=KOMMUNE, maaned=str(maaned), status="aaben").order_by("pk"):
            share = {"BS-A03": 0.7, "BS-R01": 0.6, "BS-A01": 0.3, "BS-A02": 0.3}.get(row.kode, 0.5)
            # The same decision when the step is taken up again.
            yes = random.Random(f"{self.grund.froe} {row.pk} {row.ny}").random() < (1 if alle else share)  # noqa: S311
            if row.kode == "BS-A08" or (not yes and row.kode in VENTER):
                continue
            if not yes:
                advis.afvis(row, "Prøve", "anna")
                continue
            if row.kode == "BS-A03":
                home = next(one for one in self.hjem if one.ansoegning == row.ansoegning_id)
                home.huslejer[maaned.foerste] = row.ny or 0
            advis.accepter(row, "Prøve", "anna")

    def efterberegn(self, held: random.Random, fra: Maaned, til: Maaned, *, alle: bool = False) -> None:
        """Earlier months again; some of the differences are accepted."""
        proeve.efterberegn(KOMMUNE, fra, til, "anna")
        month = fra
        while month <= til:
            for row in Advis.objects.filter(kommune=KOMMUNE, maaned=str(month), kode="BS-R01", status="aaben").order_by("pk"):
                if alle or held.random() < 0.6:
                    advis.accepter(row, "Prøve", "anna")
            month = month.plus(1)

    def koer(self, held: random.Random, maaned: Maaned, art: str) -> None:
        """The ordinary run or the pick-up; one in five is taken back and made again, some lie for days."""
        exchange = self.grund.uafsendt("31", maaned=str(maaned), koersel=art) or self.byg(maaned, art)
        if exchange is not None and held.random() < 0.2:
            self.grund.annuller(exchange)
            exchange = self.byg(maaned, art)
        if exchange is None:
            return
        if not (self.vent and held.random() < 0.15) and not self.grund.send(exchange):
            again = self.byg(maaned, art)
            if again is not None:
                self.grund.send(again)
        if held.random() < 0.15:
            assert self.byg(maaned, art) is None, "a month run again without change gives nothing"

    def byg(self, maaned: Maaned, art: str) -> Exchange | None:
        """Build a run; none where there is nothing, or where the ordinary one is made."""
        day = self.grund.idag
        return self.grund.byg(
            "31", "bo", ("BS_ORDINAER_FINDES",), kommune=KOMMUNE, maaned=str(maaned), koersel=art, posteringsdato=day
        )

    # What must be

    def ret(self, one: Hjem, maaned: Maaned) -> int:
        """What a home is to have in a month."""
        born = {cpr: day for family in self.folk.familier for cpr, day in family.boern.items()}
        children = sum((maaned.aar, maaned.nummer) <= (born[cpr].year + 18, born[cpr].month) for cpr in one.boern)
        income = one.forventet
        if income is None:
            actual = [self.folk.indkomst(cpr, maaned) for cpr in one.voksne]
            income = max(0, sum(actual) - min(2, len(actual)) * STANDARDFRADRAG)
        return love.boligsikring(one.husleje(maaned), income, children)

    def ventet(self, maaneder: list[Maaned]) -> Iterator[tuple[str, str, str, int]]:
        """Landlord, tenant, month and øre of everything."""
        for one in self.hjem:
            for month in maaneder:
                yield one.udlejer, one.cpr, str(month), self.ret(one, month)
