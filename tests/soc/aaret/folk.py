"""The municipality: its accounts and settings, its landlords, and some thirty persons in families and alone."""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from tests.soc.pension.verden import satser

from snitflade.bogh.udbetaling import modtagere
from snitflade.exchange.konstanter.model import Systemkonstant
from snitflade.folk.models import Adresse, Person
from snitflade.soc.maaned import Maaned
from snitflade.soc.models import Ansoegning, Boernetilskudssats, Huslejelinje, Medlem, Udlejer
from snitflade.soc.udbetalinger import arter
from snitflade.soc.udbetalinger.arter import Vilkaar

AAR, KOMMUNE = 2026, "0957"
FRA = dt.date(AAR - 2, 1, 1)
KREDIT = {"BOLI": "9001001001", "BTIL": "9001001002", "SOCI": "9001001003"}
"""The accounts that payouts credit, by module."""
MELLEM = {"BOLI": "9002002001", "BTIL": "9002002002", "SOCI": "9002002003"}
INDTAEGT, MODREGNET, GAELD = "7701001000", "9003003001", "9003003002"
MYNDIGHED, MYNDIGHEDENS_KONTO = "10000017", "64710009999999"
HJAELP, BRAENDSEL, LEDIG, KORT = "4711", "4730", "4740", "4720"
VEJE = {"BOLI": "boligsikring.vej", "BTIL": "boernetilskud.vej", "SOCI": "sociale.vej"}
UDLEJERE = {"INI": "12227353", "ISERIT": "10000009", "PRIVAT": "10000025"}
KONTI_UDE = {
    MYNDIGHED: "MYNDIGHED",
    MYNDIGHEDENS_KONTO: "MYNDIGHED",
    **{cvr: kode for kode, cvr in UDLEJERE.items()},
    **{f"6471000077777{at}": kode for at, kode in enumerate(UDLEJERE, start=1)},
}
"""Whose these accounts and numbers are."""
STANDARDFRADRAG = 10_000_00
TRIN = (60_000, 90_000, 130_000, 190_000, 270_000, 390_000)
"""Incomes a year (kroner): from one to the next is always more than the 10 per cent below which the old one counts."""


@dataclass(slots=True)
class Hjem:
    """A household with an application. `huslejer`: by the day they hold from; `forventet` None: the aktuel indkomst counts."""

    cpr: str
    voksne: tuple[str, ...]
    boern: tuple[str, ...]
    udlejer: str
    nummer: str
    huslejer: dict[dt.date, int]
    forventet: int | None
    lejlighed: str
    ansoegning: int = 0
    medlem: int = 0
    hos_udlejer: int = 0
    """The rent that the landlord writes in the files."""

    def husleje(self, maaned: Maaned) -> int:
        """The rent of the application in a month."""
        return self.huslejer[max(fra for fra in self.huslejer if fra <= maaned.foerste)]


@dataclass(slots=True)
class Familie:
    """Who has børnetilskud. `boern`: with the day they were born."""

    mor: str
    far: str
    hjem: str
    boern: dict[str, dt.date]


@dataclass(slots=True)
class Folk:
    """Everybody. `indkomster`: what is known of each, by the last of the twelve months; `konti`: accounts, by whose they are."""

    hjem: list[Hjem] = field(default_factory=list)
    familier: list[Familie] = field(default_factory=list)
    enlige: list[str] = field(default_factory=list)
    pensionister: dict[str, tuple[str, str, str]] = field(default_factory=dict)
    indkomster: dict[str, dict[dt.date, int]] = field(default_factory=dict)
    konti: dict[str, str] = field(default_factory=dict)

    def indkomst(self, cpr: str, maaned: Maaned) -> int:
        """The income that counts in a month: the newest up to two months before it."""
        known = self.indkomster[cpr]
        return known[max(month for month in known if month <= maaned.plus(-2).foerste)]

    @property
    def sociale(self) -> list[str]:
        """Who may get social payments."""
        return [*self.enlige, *(one.mor for one in self.familier[:3]), *self.pensionister]


def saet(nummer: str, vaerdi: str) -> None:
    """Set a constant."""
    Systemkonstant.objects.update_or_create(nummer=nummer, gyldig_fra=None, defaults={"vaerdi": vaerdi})


def saet_op(held: random.Random) -> Folk:
    """Everything there is on the first day."""
    _konstanter()
    folk = Folk()
    modtagere.gem("cvr", MYNDIGHED, "Inddrivelsesmyndigheden", MYNDIGHEDENS_KONTO, FRA, "anna")
    for at, (kode, cvr) in enumerate(UDLEJERE.items(), start=1):
        payee = modtagere.gem("cvr", cvr, f"Prøve Boligselskab {at}", f"6471000077777{at}", FRA, "anna")
        private = kode == "PRIVAT"
        Udlejer.objects.create(
            kode=kode,
            navn=payee.navn,
            ejer="privat" if private else "selskab",
            profil="" if private else "bs-til-1",
            modtager=payee,
            sender_fil=not private,
        )
    egne: dict[str, Any] = {"ejer": "kommune", "profil": "bs-til-1", "indtaegtskonto": INDTAEGT, "sender_fil": False}
    Udlejer.objects.create(kode="KOMEGEN", navn="Kommunens egne boliger", **egne)
    for number in range(7):
        _familie(folk, number, held)
    for number in range(6):
        cpr = f"61{number + 1:02}90{2001 + number}"
        folk.enlige.append(cpr)
        _person(cpr, f"09570123{100 + number:03}___0001____", FRA)
        _indkomst(folk, cpr, held)
    arts = (("AP", "", "enlig"), ("AP", "", "partner"), ("FP", "mellemste", "enlig"), ("FP", "laveste", "enlig"))
    for number, hvem in enumerate(arts):
        cpr = f"61{number + 1:02}{55 + number}{3001 + number}" if hvem[0] == "AP" else f"61{number + 1:02}80{3001 + number}"
        folk.pensionister[cpr] = hvem
        _person(cpr, f"09570123{200 + number:03}___0001____", FRA)
    for number, cpr in enumerate((*folk.sociale, *(one.mor for one in folk.familier[3:]))):
        folk.konti[cpr] = f"6471{number + 1:010}"
        if number % 5 != 4:  # the others get an account later
            konto(folk, cpr)
    homes: list[Familie | str] = [*folk.familier[:5], *folk.enlige[:5]]
    for at, one in enumerate(homes):
        _hjem(folk, at, one, held)
    satser()
    return folk


def konto(folk: Folk, cpr: str, fra: dt.date = FRA) -> None:
    """Somebody gets the account that is theirs."""
    modtagere.gem("cpr", cpr, f"Prøve Person {cpr[-4:]}", folk.konti[cpr], fra, "bo")


def _familie(folk: Folk, number: int, held: random.Random) -> None:
    hjem = f"09570123{number + 1:03}___0003____"
    mor, far = f"61{number + 1:02}85{1001 + number}", f"62{number + 1:02}84{1101 + number}" if number % 2 else ""
    born = {}
    for at in range(held.randint(1, 3)):
        year, month = (8, held.randint(3, 9)) if number == 2 and at == 0 else (held.randint(12, 24), held.randint(1, 12))
        born[f"{61 + at}{month:02}{year:02}{4001 + number * 10 + at}"] = dt.date(2000 + year, month, 1 + at)
    folk.familier.append(Familie(mor, far, hjem, born))
    for cpr in (mor, far):
        if cpr:
            _person(cpr, hjem, FRA)
            _indkomst(folk, cpr, held)
    for cpr, day in born.items():
        barn(cpr, day, mor, far, hjem)


def barn(cpr: str, foedt: dt.date, mor: str, far: str, hjem: str) -> None:
    """A child comes into the register, with its address."""
    with transaction.atomic():
        _person(cpr, hjem, max(foedt, FRA), mor=mor, far=far, foedselsdato=foedt)


def _person(cpr: str, hjem: str, fra: dt.date, **felter: Any) -> None:
    values = {"status": "05", "statsborgerskab": "5100", "fornavn": "Prøve", "efternavn": f"Person {cpr[-4:]}", **felter}
    made = Person.objects.create(personnummer=cpr, adressenoegle=hjem, kommunekode=hjem[:4], **values)
    Adresse.objects.create(person=made, aktuel=True, fra=f"{fra:%Y%m%d}0000", kommunekode=hjem[:4], vejkode=hjem[4:8], noegle=hjem)


def _indkomst(folk: Folk, cpr: str, held: random.Random) -> None:
    """What is known from the beginning; fathers keep it."""
    kroner = 100_000 if cpr.startswith("62") else held.choice(TRIN)
    folk.indkomster[cpr] = {dt.date(AAR - 1, 8, 1): kroner * 100}


def _hjem(folk: Folk, at: int, one: Familie | str, held: random.Random) -> None:
    voksne = (one,) if isinstance(one, str) else tuple(cpr for cpr in (one.mor, one.far) if cpr)
    boern = () if isinstance(one, str) else tuple(one.boern)
    udlejer = ("INI", "ISERIT", "INI", "PRIVAT", "KOMEGEN", "ISERIT", "INI", "ISERIT", "INI", "KOMEGEN")[at]
    rent = held.randint(2_000, 7_000) * 100
    home = Hjem(voksne[0], voksne, boern, udlejer, f"L-{at:03}", {dt.date(AAR - 1, 1, 1): rent}, None, f"{at + 1:04}")
    home.hos_udlejer = rent
    if at % 2:
        home.forventet = held.choice(TRIN) * 100
    made = Ansoegning.objects.create(
        aar=AAR,
        kommune=KOMMUNE,
        ansoeger=home.cpr,
        udlejer=Udlejer.objects.get(kode=udlejer),
        lejemaalsnr=home.nummer,
        lokalitet="0800",
        vejkode="0123",
        husnr="014",
        lejlighed=home.lejlighed,
        antal_rum=2,
        indflyttet=FRA,
        oprettet_af="anna",
    )
    Huslejelinje.objects.create(ansoegning=made, fra=dt.date(AAR - 1, 1, 1), beloeb=rent, kilde="Prøve")
    for cpr in voksne:
        # Where an income is expected, that of the others is nothing.
        expected = None if home.forventet is None else home.forventet if cpr == home.cpr else 0
        row = Medlem.objects.create(ansoegning=made, cpr=cpr, fra=FRA, forventet=expected)
        home.medlem = row.pk if cpr == home.cpr else home.medlem
    for cpr in boern:  # who turns 18 in the year goes to school and earns nothing
        Medlem.objects.create(ansoegning=made, cpr=cpr, fra=FRA, forventet=0)
    home.ansoegning = made.pk
    folk.hjem.append(home)


def _konstanter() -> None:
    for nummer, vaerdi in {
        "boligsikring.konto": "6601001001",
        "boernetilskud.konto": "6601001002",
        "boligsikring.mellemkonto": MELLEM["BOLI"],
        "boernetilskud.mellemkonto": MELLEM["BTIL"],
        "sociale.mellemkonto": MELLEM["SOCI"],
        "boligsikring.kreditkonto": KREDIT["BOLI"],
        "boernetilskud.kreditkonto": KREDIT["BTIL"],
        "501": KREDIT["SOCI"],
        "boligsikring.bankkonto": "64710001000201",
        "boernetilskud.bankkonto": "64710001000202",
        "502": "64710001000203",
        "boligsikring.terminal": "0017",
        "500": "4000",
        "skat.standardfradrag": str(STANDARDFRADRAG // 100),
        "krdi.modregning.mellemkonto": MODREGNET,
        "krdi.modregning.konto": GAELD,
        "krdi.modregning.modtager": MYNDIGHED,
        "krdi.modregning.pr_minut": "9999",
        "krdi.modregning.samtidige": "1",
        "krdi.modregning.foelg_dage": "400",
        "soc.udbetalinger.modregning.arter": f"{MELLEM['SOCI']}=20%",
    }.items():
        saet(nummer, vaerdi)
    tax: dict[str, Any] = {"skattepligtig": True, "kolonne": "offentlighjaelp", "indkomst": "A"}
    arter.opret(HJAELP, "Offentlig hjælp", Vilkaar(FRA, "6601001003", **tax), "cille")
    arter.opret(KORT, "Førtidspension", Vilkaar(FRA, "6601001003", **{**tax, "kolonne": "foertidspension"}), "cille")
    arter.opret(BRAENDSEL, "Brændsel", Vilkaar(FRA, "6601001004", skattepligtig=False, modregnes=False), "cille")
    arter.opret(LEDIG, "Arbejdsmarkedsydelse", Vilkaar(FRA, "6601001005", spec=14, **tax), "cille")
    Boernetilskudssats.objects.create(
        gyldig_fra=dt.date(AAR - 1, 1, 1),
        kilde="social-teknik.md 5.2",
        model="lineaer",
        maks_pr_barn_aar=847_700,
        fuld_indtil=13_600_000,
        bortfald_grund=34_720_000,
        bortfald_pr_barn=2_500_000,
        procent=0,
        mindste=0,
        standardfradrag=False,
        bekraeftet=True,
    )
