"""What must hold after each month and at the end, to the øre: what went out against what the rules and those outside say."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING

from django.db.models import Sum
from tests.soc.aaret.bolig import FILER
from tests.soc.aaret.folk import AAR, GAELD, KREDIT, MELLEM, MODREGNET

from snitflade.bogh.models import Postering
from snitflade.bogh.udbetaling.models import Udbetaling, Udbetalingspost
from snitflade.exchange import integrity, reconciliation
from snitflade.exchange.models import Exchange
from snitflade.exchange.reconciliation import Trin
from snitflade.soc.maaned import Maaned
from snitflade.soc.models import Ydelseslinje

if TYPE_CHECKING:
    from tests.soc.aaret.aaret import Aaret

MODUL = {"BTIL": "soc.boernetilskud", "SOCI": "soc.udbetalinger", "BOLI": "soc.boligsikring"}
REFERENCE = re.compile(r"SOCI-\d{6,}-\d+")


class Opgoer:
    """The sums of a year."""

    def __init__(self, aar: Aaret) -> None:
        self.aar = aar

    def maaned(self, *, spurgt: bool, bogen: bool) -> None:
        """After each month, when everything that was built has gone out.

        `spurgt`: the authority has just been asked how it stands; `bogen`: what the product says of itself is looked at, too.
        """
        if bogen:
            self.bogen()
            self.afstemning()
        self.boern()
        self.sociale_aldrig_mere()
        if spurgt and not self.aar.myndighed.uklare():
            self.sociale()

    def aabent(self) -> list[str]:
        """What is open or unclear."""
        items = [f"{one} {one.noegle}: {one.rest}" for one in Udbetalingspost.objects.filter(rest__gt=0).order_by("pk")]
        lines = [f"{one} {one.holdt}" for one in Ydelseslinje.objects.filter(post=None, tilbage_tid=None).order_by("pk")]
        return [*items, *lines, *self.aar.myndighed.uklare()]

    def aaret(self) -> None:
        """In the end, when all is closed."""
        self.bolig()
        self.sociale()
        self.myndighed()
        keys = sorted({*self.aar.ude.pension, *self.aar.pension.ventet})
        pension = [(key, self.aar.ude.pension[key], self.aar.pension.ventet.get(key, 0)) for key in keys]
        assert [row for row in pension if row[1] != row[2]] == [], "payroll was told what was calculated last"
        for konto in (*MELLEM.values(), GAELD):
            assert _saldo(konto) == 0, "nothing waits for a payment"

    # The ledger and what the product says of itself

    def bogen(self) -> None:
        """`verify` is clean, the ledger balances, and what it credits is what went out."""
        own = {f"Udveksling {pk}:" for pk in Exchange.objects.filter(interface="skat.aktuel-indkomst").values_list("pk", flat=True)}
        own |= {f"Modregning {one.split()[0]} gælder" for one in self.aar.myndighed.uklare()}  # undone here, and not yet told there
        wrong = [text for text in integrity.broken() if not any(text.startswith(one) for one in own)]
        assert not wrong, wrong
        assert list(reconciliation.brud()) == []
        assert not Postering.objects.order_by().values("bilag").annotate(ialt=Sum("beloeb")).exclude(ialt=0).exists()
        for modul, konto in KREDIT.items():
            assert -_saldo(konto) == self.aar.ude.ialt(modul), f"{modul}: what is booked is not what the bank and Prisme were told"

    def afstemning(self) -> None:
        """Every difference between two stages has its reasons, which sum up to it."""
        for kilde in reconciliation.kilder():
            periods = kilde.perioder()
            if not periods:
                continue
            for linje in kilde.linjer(periods[0].fra, periods[-1].til):
                reasons = list(kilde.forskelle(linje, 1000))
                for trin in Trin:
                    if (missing := linje.forskel(trin)) is not None:
                        told = sum(one.beloeb for one in reasons if one.trin is trin)
                        assert told == missing, (kilde.modul, linje.periode, trin, missing, reasons)

    # The modules

    def bolig(self) -> None:
        """Every home has been granted what the law gives for every month; every landlord was told so, and paid what it was told.

        What a landlord had too much it owes, where it was more than all that the last ordinary run had for it.
        """
        aar, months = self.aar, [Maaned(AAR, number) for number in range(1, 13)]
        law: defaultdict[str, int] = defaultdict(int)
        told: defaultdict[str, int] = defaultdict(int)
        for kode, cpr, maaned, oere in aar.bolig.ventet(months):
            granted = aar.ude.tildelt[kode, cpr, maaned]
            law[kode] += oere
            told[kode] += granted
            if kode == "KOMEGEN":
                assert granted == oere, (cpr, maaned, granted, oere)
            elif kode != "PRIVAT":
                assert granted == oere or granted - oere > aar.ude.sidste[kode], (kode, cpr, maaned, granted, oere)
        paid = aar.ude.betalt("BOLI")
        assert -_saldo(aar.ude.indtaegtskonto) == law["KOMEGEN"]
        assert paid["PRIVAT"] >= law["PRIVAT"]
        for kode in FILER:
            assert paid[kode] == told[kode], kode

    def boern(self) -> None:
        """Each receiver has been paid what runs made of it, less what is open; that is what was granted, and what they owe."""
        boern, ude = self.aar.boern, self.aar.ude
        boern.ajour()
        paid, open_ = ude.betalt("BTIL"), _aabne("BTIL")
        granted = boern.tildelt()
        for mor in sorted({*paid, *open_, *granted}):
            assert paid.get(mor, 0) + open_.get(mor, 0) == boern.poster.get(mor, 0), mor
            assert boern.poster.get(mor, 0) >= granted[mor], mor

    def sociale_aldrig_mere(self) -> None:
        """Paid and set off is never more than granted, whatever is unclear."""
        aar = self.aar
        paid, theirs = aar.ude.betalt("SOCI"), aar.myndighed.modregnet()
        granted = aar.sociale.bevilget()
        for cpr in aar.folk.konti:
            assert paid.get(cpr, 0) + theirs.get(cpr, 0) <= granted.get(cpr, 0), cpr

    def sociale(self) -> None:
        """Σ paid = Σ granted − Σ set off − what is open, person by person."""
        aar = self.aar
        paid, theirs, open_ = aar.ude.betalt("SOCI"), aar.myndighed.modregnet(), _aabne("SOCI")
        granted = aar.sociale.bevilget()
        lines = Ydelseslinje.objects.filter(post=None, tilbage_tid=None).order_by().values_list("modtager__nummer")
        unbooked = dict(lines.annotate(Sum("beloeb")))
        for cpr in aar.folk.konti:
            left = open_.get(cpr, 0) + unbooked.get(cpr, 0)
            told = (cpr, granted.get(cpr, 0), paid.get(cpr, 0), theirs.get(cpr, 0), left)
            assert paid.get(cpr, 0) == granted.get(cpr, 0) - theirs.get(cpr, 0) - left, told

    def myndighed(self) -> None:
        """The authority has been paid exactly what it set off; where it was paid more, our books say of which and how much."""
        aar, paid = self.aar, defaultdict[str, int](int)
        for one in aar.ude.betalinger.values():
            if aar.ude.hvem(one) == "MYNDIGHED" and one.nummer not in aar.ude.retur:
                found = REFERENCE.search(one.tekst)
                assert found is not None, one
                paid[found[0]] += one.beloeb
        theirs, back = aar.myndighed.faar(), aar.myndighed.skal_tilbage()
        for reference in sorted({*paid, *theirs}):
            assert paid[reference] - theirs.get(reference, 0) == back.get(reference, 0), reference
        assert _saldo(MODREGNET) == sum(back.values())


def _saldo(konto: str) -> int:
    return Postering.objects.filter(konto=konto).aggregate(s=Sum("beloeb"))["s"] or 0


def _aabne(modul: str) -> dict[str, int]:
    """Øre of the items that are open or in a run that has not gone out, by payee."""
    rows = Udbetalingspost.objects.filter(modul=MODUL[modul]).order_by()
    found: defaultdict[str, int] = defaultdict(int)
    for number, rest in rows.values_list("modtager__nummer", "rest"):
        found[number] += rest
    waiting = Udbetaling.objects.filter(gaelder=True, exchange__sent_at=None, post__modul=MODUL[modul])
    for number, oere in waiting.values_list("post__modtager__nummer", "beloeb"):
        found[number] += oere
    return found
