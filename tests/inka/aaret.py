"""A year of a municipality's money, by chance: claims, collections, payments, refusals, charge-backs, refunds, returned payouts.

Every tenth step is broken off: before a statement to the database, as if the process died there; also just after a transaction was
committed, when nobody was told. Then it is taken up again as an operator would, who looks first at what is there.
"""

from __future__ import annotations

import datetime as dt
import random
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any
from unittest import mock
from zoneinfo import ZoneInfo

from django.db import connection, transaction
from stdnum import luhn
from tests.inka import bs_verden, verden
from tests.inka.bs_verden import klokken, kunde, laes

from snitflade.bogh.udbetaling import modregning, modtagere, modul, poster, retur
from snitflade.bogh.udbetaling.models import Modtager, Udbetaling, Udbetalingspost
from snitflade.bogh.udbetaling.poster import NyPost, Samling
from snitflade.exchange import blobs, catalogue, delivery, outbound
from snitflade.exchange.bankdage import foerste_bankdag
from snitflade.exchange.konstanter.model import Systemkonstant
from snitflade.exchange.leaving import MayNotLeaveError
from snitflade.exchange.models import Exchange
from snitflade.formats import erh, fi
from snitflade.formats.fi_indbetalinger import leverance
from snitflade.formats.problems import Problems, ProblemsError
from snitflade.inka import placering
from snitflade.inka.krav import Koersel, NytKrav, nedskriv, opret
from snitflade.inka.models import Art, Fordeling, Indbetaling, Regning
from snitflade.krdi.interfaces import KRDI
from snitflade.partners import betalingsservice

AAR = 2026
UDBETALINGSBANK, SKYLD = "9005005005", verden.UDBETALING
"""The accounts that payouts credit and on which credit items stand."""
MODREGNET = "9006006006"
FI = "bogh.fi-indbetalinger"
GRUND = "Prøve"


class Afbrudt(BaseException):
    """The process died."""


class Aaret:
    """The year. `fi_betalt`, `bs_betalt`: what the partners tell of, øre by archive reference or reference.

    `bs_tilbage`: what of it they took back; `afbrudte`: the steps that were broken off.
    """

    def __init__(self, froe: int) -> None:
        self.held = random.Random(froe)  # noqa: S311 (a year by chance, the same for the same seed)
        self.idag = dt.date(AAR, 1, 5)
        self.fi_betalt: dict[str, int] = {}
        self.bs_betalt: dict[str, int] = {}
        self.bs_tilbage: set[str] = set()
        self.post: list[tuple[str, bytes]] = []
        """Files that are on their way: interface and bytes."""
        self.besvarede: set[int] = set()
        """The collections that Betalingsservice has answered, by exchange."""
        self.afbrudte = Counter[str]()
        self.nummer = 0
        bs_verden.saet_op()
        for nummer, vaerdi in (("301", UDBETALINGSBANK), ("302", "64710001000206")):
            Systemkonstant.objects.create(nummer=nummer, vaerdi=vaerdi)
        start = dt.date(AAR - 1, 6, 1)
        self.debitorer = [kunde(f"000000010{n}", f"00000010{n}" if n < 4 else "", start) for n in range(6)]
        self.modtagere = [
            modtagere.gem("kunde", f"70{n}", f"Prøve Person {n}", f"6471 {n + 1}" if n else "", start, "anna") for n in range(4)
        ]

    def gaa(self) -> None:
        """All of it; afterwards everything that was on its way has come."""
        with mock.patch.dict(modul._venter, {"krdi": self.venter}):
            for maaned in range(1, 13):
                self.maaned(maaned)
            self.idag = dt.date(AAR + 1, 1, 28)
            self.modtag(len(self.post))

    def maaned(self, maaned: int) -> None:
        """A month: claims and collections at its beginning, files, the queue and payouts through it."""
        self.idag = dt.date(AAR, maaned, 5)
        self.trin(self.nye_krav, maaned)
        self.trin(self.opkraev, maaned)
        self.besvar(maaned)
        self.fi_fil()
        for dag in (10, 17, 24):
            self.idag = dt.date(AAR, maaned, dag)
            self.modtag(self.held.randint(0, len(self.post)))
            for _ in range(3):
                self.trin(self.held.choice((self.placer, self.betal_tilbage, self.fjern, self.nedskriv, self.haandter_post)))
        self.trin(self.udbetal)
        self.trin(self.returner)
        verden.stemmer()

    def trin(self, handling: Callable[..., None], *med: Any) -> None:
        """One step: its choices are made before, so that it is the same step when it is taken up again."""
        valg = self.held.getrandbits(32)
        if self.held.random() < 0.1:
            at = iter(range(self.held.randint(0, 60), -1, -1))

            def doe(execute: Callable[..., Any], *statement: Any) -> Any:
                if next(at, -1) == 0:
                    statement[-1]["cursor"].close()  # a server's cursor tells of being left open
                    raise Afbrudt
                return execute(*statement)

            try:
                with klokken(self.nu), connection.execute_wrapper(doe):
                    handling(random.Random(valg), *med)  # noqa: S311
                return
            except Afbrudt:
                self.afbrudte[handling.__name__] += 1
        with klokken(self.nu):
            handling(random.Random(valg), *med)  # noqa: S311

    @property
    def nu(self) -> dt.datetime:
        return dt.datetime.combine(self.idag, dt.time(10), ZoneInfo("America/Nuuk"))

    # Claims

    def nye_krav(self, held: random.Random, maaned: int) -> None:
        """A run of bills: two for each debtor, which those without an agreement get with a printed number."""
        run = Koersel("tekn.prøve", f"{AAR}M{maaned:02}", "0956", self.idag, AAR, "PRØVEKRAV")
        due, rows = self.forfald(maaned), []
        for at, who in enumerate(self.debitorer):
            printed = None if at < 4 else 1000 * maaned + at
            rows += [
                NytKrav(who.pk, held.randint(1, 300_000), verden.INDTAEGT, due, f"{AAR}{maaned:02}", regningsnummer=printed)
                for _ in range(2)
            ]
        if not Regning.objects.filter(modul=run.modul, koersel=run.noegle).exists():
            opret(run, rows, "anna")

    def forfald(self, maaned: int) -> dt.date:
        return foerste_bankdag(AAR + maaned // 12, maaned % 12 + 1)

    def nedskriv(self, held: random.Random) -> None:
        """A little of an open claim is written off; whoever takes it up again sees that less is open."""
        claim = self.en(held, Regning.objects.filter(rest__gt=1))
        if claim is not None and not Fordeling.objects.filter(regning=claim, art=Art.NEDSKRIVNING, dato=self.idag).exists():
            nedskriv(claim, held.randint(1, claim.rest // 2), "bo", self.idag, GRUND)

    # Betalingsservice

    def opkraev(self, held: random.Random, maaned: int) -> None:
        """The collections of the month go out, some at the second attempt."""
        today = Exchange.objects.filter(interface=bs_verden.UD, created_at__gte=self.nu)
        options = {"kommune": "0956", "forfaldsdato": self.forfald(maaned), "igen": held.choice("JN")}
        exchange = self.uafsendt(bs_verden.UD)
        if exchange is None and not today.exclude(sent_at=None).exists():
            exchange, _ = outbound.build(catalogue.find(bs_verden.UD), options, "anna")
        if exchange is not None and held.random() < 0.2:
            self.annuller(exchange)
            exchange, _ = outbound.build(catalogue.find(bs_verden.UD), options, "anna")
        if exchange is not None:
            self.send(exchange)

    def besvar(self, maaned: int) -> None:
        """Betalingsservice answers what it got; it knows nothing of what breaks off here."""
        for exchange in Exchange.objects.filter(interface=bs_verden.UD).exclude(sent_at=None).order_by("pk"):
            if exchange.pk not in self.besvarede:
                self.besvarede.add(exchange.pk)
                self.svar(self.held, blobs.get(exchange.files.get().blob), maaned)

    def svar(self, held: random.Random, data: bytes, maaned: int) -> None:
        """What becomes of each collection of a file, in several files, some of whose posts come twice."""
        outcome: dict[str, str] = {}
        paid: dict[str, int] = {}
        back: list[str] = []
        for line in data.decode("latin-1").splitlines():
            if line.startswith("BS042"):
                reference, beloeb = line[73:103].strip(), int(line[60:73])
                outcome[reference] = held.choices(("0236", "0237", "0238"), (7, 1, 1))[0]
                if outcome[reference] == "0236":
                    paid[reference] = held.choices((beloeb, held.randint(1, beloeb)), (5, 1))[0]
                    self.bs_betalt[reference] = paid[reference]
                    if held.random() < 0.2:
                        back.append(reference)
        self.bs_tilbage.update(back)
        made, later = self.forfald(maaned) + dt.timedelta(3), self.forfald(maaned) + dt.timedelta(9)
        for part in self.delt(held, sorted(outcome)):
            chosen = {reference: outcome[reference] for reference in part}
            for _ in range(held.choice((1, 1, 2))):
                self.afsend(bs_verden.IND, betalingsservice.svar(data, self.naeste(), made, udfald=chosen, andre="", betalt=paid))
        if back:
            chosen = dict.fromkeys(back, "0239")
            self.afsend(
                bs_verden.IND,
                betalingsservice.svar(data, self.naeste(), later, udfald=chosen, andre="", betalt=paid, bogfoert=later),
            )

    # FI

    def fi_fil(self) -> None:
        """Payments with cards: right, too little, too much, of a number nobody knows; some come in two deliveries."""
        held, rows = self.held, []
        for claim in held.sample(list(Regning.objects.filter(rest__gt=0).order_by("pk")), k=3):
            number = f"1{claim.regningsnummer:013}" if claim.regningsnummer else f"0000{claim.nummer:010}"
            known = number if held.random() < 0.9 else f"1{held.randint(10**6, 10**7):013}"
            beloeb = held.choice((claim.rest, claim.rest, held.randint(1, claim.rest), claim.rest + held.randint(1, 50_000)))
            rows.append((f"0000{known}{luhn.calc_check_digit(known)}", beloeb, f"6471{self.idag:%Y%m%d}{self.naeste():010}"))
        self.fi_betalt.update({reference: beloeb for _, beloeb, reference in rows})
        self.fi_leverance(rows)
        if held.random() < 0.4:
            self.fi_leverance(held.sample(rows, k=2))

    def fi_leverance(self, rows: Sequence[tuple[str, int, str]]) -> None:
        made = dt.datetime.combine(self.idag, dt.time(6)) + dt.timedelta(seconds=self.naeste())
        document = leverance(
            {
                "indbetalingsdato": [self.idag] * len(rows),
                "kortart": ["71"] * len(rows),
                "betalingsidentifikation": [ident for ident, _, _ in rows],
                "arkivreference": [reference for _, _, reference in rows],
                "bogfoeringsdato": [self.idag] * len(rows),
                "beloeb": [beloeb for _, beloeb, _ in rows],
                "fi_kreditornummer": ["80000006"] * len(rows),
            },
            afsender_cvr="99900008",
            modtager_cvr="99910003",
            dannet=made,
            konti={"80000006": ("6471", "0001000206")},
        )
        self.afsend(FI, fi.FORMAT.write(document))

    # Files that come

    def afsend(self, interface: str, data: bytes) -> None:
        """A file is on its way, sometimes twice."""
        self.post += [(interface, data)] * self.held.choice((1, 1, 1, 2))

    def modtag(self, antal: int) -> None:
        """So many of the files come, in any order."""
        self.held.shuffle(self.post)
        for _ in range(antal):
            self.trin(self.laes, *self.post.pop())

    def laes(self, _: random.Random, interface: str, data: bytes) -> None:
        exchange, problems = laes(data, interface=interface, name="D1.BS1")
        assert exchange.state == "anvendt", problems.sorted()

    # The queue

    def placer(self, held: random.Random) -> None:
        """Money that waits pays a claim."""
        payment, claim = self.en(held, Indbetaling.objects.filter(rest__gt=0)), self.en(held, Regning.objects.filter(rest__gt=0))
        if payment is not None and claim is not None:
            placering.placer(payment, claim, min(payment.rest, claim.rest), "bo", self.idag)

    def fjern(self, held: random.Random) -> None:
        """A payment stood on the wrong claim."""
        live = Fordeling.objects.filter(art=Art.BETALING, ophaever=None, ophaevet_af=None)
        if (row := self.en(held, live)) is not None:
            placering.fjern(row, "bo", self.idag, GRUND)

    def betal_tilbage(self, held: random.Random) -> None:
        """Money that waits becomes a credit item, which a run pays."""
        payment = self.en(held, Indbetaling.objects.filter(rest__gt=0))
        if payment is not None:
            self.som_kredit(payment, payment.rest, held.choice(self.modtagere))

    def som_kredit(self, payment: Indbetaling, beloeb: int, modtager: Modtager) -> None:
        key = f"tilbage {payment.pk} {payment.fordelinger.count()}"
        with transaction.atomic():
            placering.tilbagebetal(payment, beloeb, SKYLD, "bo", self.idag, key)
            item = NyPost(key, modtager.pk, beloeb, self.idag, SKYLD, tekst="Tilbagebetaling")
            poster.opret(Samling(KRDI, key, "0956", self.idag, "Tilbagebetaling"), [item], "bo")

    # Payouts

    def haandter_post(self, held: random.Random) -> None:
        """An open credit item is set off in part, held back, or let go."""
        post = self.en(held, Udbetalingspost.objects.filter(rest__gt=0))
        if post is None:
            return
        try:
            if held.random() < 0.4 and not post.modregninger.filter(dato=self.idag).exists():
                modregning.modregn(post, held.randint(1, post.rest), MODREGNET, "bo", self.idag, GRUND)
            elif post.tilbageholdelser.filter(ophaevet_af="").exists():
                modregning.frigiv(post, "bo")
            else:
                modregning.tilbagehold(post, GRUND, "bo")
        except ProblemsError as error:
            assert error.problems.codes <= {"HOLDT_IKKE", "HOLDT_ALLEREDE"}, error

    def venter(self, numre: Sequence[int]) -> Mapping[int, str]:
        """Set-off asks for some items to wait."""
        return {number: GRUND for number in numre if number % 7 == 3}

    def udbetal(self, held: random.Random) -> None:
        """A run pays what is due; one in four is taken back before it goes out, and made again."""
        options = {"kommune": "0956", "betalingsdato": self.idag}
        exchange = self.uafsendt("18")
        if exchange is None:
            exchange, _ = outbound.build(catalogue.find("18"), options, "anna")
        if exchange is not None and held.random() < 0.25:
            self.annuller(exchange)
            exchange, _ = outbound.build(catalogue.find("18"), options, "anna")
        if exchange is not None:
            self.send(exchange)

    def returner(self, held: random.Random) -> None:
        """The bank sends a payment back."""
        paid = self.en(held, Udbetaling.objects.filter(gaelder=True, exchange__sent_at__isnull=False))
        if paid is not None and held.random() < 0.5:
            retur.returner(paid.betalings_id, self.idag, GRUND, "bo")

    # Exchanges that go out

    def uafsendt(self, interface: str) -> Exchange | None:
        """One that was built and has not gone out, as an operator finds it in the list."""
        wanted = catalogue.find(interface).id
        return Exchange.objects.filter(interface=wanted, state__in=("bygget", "godkendt")).order_by("pk").first()

    def annuller(self, exchange: Exchange) -> None:
        outbound.cancel(exchange, catalogue.find(exchange.interface), "bo", GRUND)

    def send(self, exchange: Exchange) -> bool:
        """Approved by another and carried away; what may not go out any more is taken back."""
        exchange.refresh_from_db()
        try:
            if exchange.state == "bygget":
                outbound.approve(exchange, "bo")
                exchange.refresh_from_db()
            delivery.delivered_by_hand(exchange, "bo", "Lagt op")
        except MayNotLeaveError:
            self.annuller(exchange)
            return False
        return True

    # Help

    def naeste(self) -> int:
        self.nummer += 1
        return self.nummer

    def delt(self, held: random.Random, whole: list[str]) -> list[list[str]]:
        """In one or two parts."""
        held.shuffle(whole)
        at = held.randint(0, len(whole))
        return [part for part in (whole[:at], whole[at:]) if part]

    def en(self, held: random.Random, rows: Any) -> Any:
        """One of the rows, or none where there is none."""
        numbers = list(rows.order_by("pk").values_list("pk", flat=True))
        return rows.model.objects.get(pk=held.choice(numbers)) if numbers else None


def udbetalt() -> int:
    """Øre in the files that went to the bank, read from their bytes."""
    total = 0
    for exchange in Exchange.objects.filter(interface=KRDI.snitflade).exclude(sent_at=None):
        table = erh.FORMAT.read(blobs.get(exchange.files.get().blob), Problems()).tables["ERH"]
        total += int(table["beloeb"].sum())
    return total
