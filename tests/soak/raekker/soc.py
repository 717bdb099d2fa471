"""Social: rows 27 to 31 and 33. Landlords and the ministry send mails, the bank and the tax authority have sites."""

from __future__ import annotations

import datetime as dt
from contextlib import suppress
from typing import Any

from tests.formats.composed_pension import SMAL, ark, dag
from tests.soak import forbindelser
from tests.soak.kalender import Modpart, Operatoer, Raekke, Scene, aarlig, maanedlig
from tests.soak.operatoer import BYGGER, GODKENDER, Trin
from tests.soak.raekker.konstanter import AAR, FRA_KONTO, KOMMUNE

from snitflade.bogh.udbetaling import modtagere
from snitflade.exchange.konstanter.model import Systemkonstant
from snitflade.exchange.transports.errors import TransportError
from snitflade.folk.models import Adresse, Person
from snitflade.formats.problems import ProblemsError
from snitflade.partners import boligselskab
from snitflade.partners.boligselskab import Lejer
from snitflade.partners.mailstore import compose
from snitflade.skat.overskriv import handlinger
from snitflade.soc.boligsikring.proeve import proeveberegn
from snitflade.soc.maaned import Maaned
from snitflade.soc.models import Ansoegning, Boernetilskudssats, Huslejelinje, Medlem, Pensionist, Udlejer, Ydelsesart, Ydelseslinje
from snitflade.soc.pension import beregning, overlevering, satsgang
from snitflade.soc.pension import kort as pensionskort
from snitflade.soc.udbetalinger import arter, linjer
from snitflade.soc.udbetalinger.arter import Vilkaar
from snitflade.soc.udbetalinger.linjer import NyLinje
from snitflade.soc.udbetalinger.regler import Hvem

BOERN, BANK, A11, LEJE, TILDELT, SATSER = (
    "soc.boernetilskud-bank",
    "soc.udbetalinger-bank",
    "soc.udbetalinger-a11",
    "soc.boligsikring-lejemaal",
    "soc.boligsikring-tildelt",
    "soc.pension-satser",
)
LEJER, MOR, BARN, PENSIONIST, MODTAGER = "6102999001", "6304886003", "6407204003", "6101400001", "6211909998"
MED_INDKOMST = (LEJER, MOR, PENSIONIST)
HJEM = f"{KOMMUNE}0123014___0003____"
INI_CVR = "12227353"
KONSTANTER = {
    "boligsikring.konto": "6601001000",
    "boligsikring.kreditkonto": "9001001011",
    "boligsikring.mellemkonto": "9002002012",
    "boligsikring.bankkonto": FRA_KONTO,
    "boligsikring.vej": "prisme",
    "boligsikring.terminal": "0017",
    "boernetilskud.konto": "6602001000",
    "boernetilskud.kreditkonto": "9001001012",
    "boernetilskud.mellemkonto": "9002002013",
    "boernetilskud.bankkonto": FRA_KONTO,
    "boernetilskud.vej": "bank",
    "500": "4000",
    "501": "9001001013",
    "502": FRA_KONTO,
    "sociale.mellemkonto": "9003003011",
}
LEJERE = (Lejer("70-0114-03", LEJER, 450_000, lejlighed="0003"),)


def opsaet() -> None:
    """A tenant, a mother alone with a child, a pensioner, somebody on social benefits; rates, accounts and a landlord."""
    for nummer, vaerdi in KONSTANTER.items():
        Systemkonstant.objects.update_or_create(nummer=nummer, gyldig_fra=None, defaults={"vaerdi": vaerdi})
    start = dt.date(AAR - 1, 1, 1)
    _person(MOR)
    _person(BARN, mor=MOR, foedselsdato=dt.date(2020, 7, 4))
    for cpr in (LEJER, MOR, MODTAGER):
        modtagere.gem("cpr", cpr, f"Prøve Person {cpr[-1]}", f"6471 00{cpr[-8:]}", start, BYGGER)
    ini = modtagere.gem("cvr", INI_CVR, "Prøveforsyning A/S", "6471 1000206", start, BYGGER)
    udlejer, _ = Udlejer.objects.get_or_create(
        kode="INI", defaults={"navn": "Prøve Boligselskab Et", "ejer": "selskab", "profil": "bs-til-1", "modtager": ini}
    )
    for aar in (AAR, AAR + 1):
        _ansoegning(aar, udlejer)
    Boernetilskudssats.objects.get_or_create(
        gyldig_fra=start,
        defaults={
            "kilde": "Prøve",
            "model": "lineaer",
            "maks_pr_barn_aar": 847_700,
            "fuld_indtil": 13_600_000,
            "bortfald_grund": 34_720_000,
            "bortfald_pr_barn": 2_500_000,
            "procent": 0,
            "mindste": 0,
            "standardfradrag": False,
            "bekraeftet": False,
        },
    )
    if not Ydelsesart.objects.filter(nummer="4711").exists():
        vilkaar = Vilkaar(dt.date(2020, 1, 1), "6601001001", skattepligtig=True, kolonne="offentlighjaelp", indkomst="A")
        arter.opret("4711", "Offentlig hjælp", vilkaar, "cille")
    if not Pensionist.objects.filter(cpr=PENSIONIST).exists():
        pensionskort.opret(pensionskort.Nyt(KOMMUNE, PENSIONIST, "AP", "", "enlig", dt.date(AAR, 1, 1)), BYGGER)


def _person(cpr: str, **felter: Any) -> None:
    values = {
        "status": "05",
        "statsborgerskab": "5100",
        "fornavn": "Prøve",
        "efternavn": "Person",
        "adressenoegle": HJEM,
        "kommunekode": KOMMUNE,
    }
    made, new = Person.objects.get_or_create(personnummer=cpr, defaults={**values, **felter})
    if new:
        Adresse.objects.create(person=made, aktuel=True, fra="202001010000", kommunekode=KOMMUNE, vejkode="0123", noegle=HJEM)


def _ansoegning(aar: int, udlejer: Udlejer) -> None:
    made, new = Ansoegning.objects.get_or_create(
        aar=aar,
        kommune=KOMMUNE,
        ansoeger=LEJER,
        defaults={
            "udlejer": udlejer,
            "lejemaalsnr": "70-0114-03",
            "lokalitet": "0800",
            "vejkode": "0123",
            "husnr": "014",
            "lejlighed": "0003",
            "antal_rum": 2,
            "indflyttet": dt.date(2020, 1, 1),
            "oprettet_af": BYGGER,
        },
    )
    if new:
        Huslejelinje.objects.create(ansoegning=made, fra=dt.date(2020, 1, 1), beloeb=450_000, kilde="Prøve")
        Medlem.objects.create(ansoegning=made, cpr=LEJER, fra=dt.date(2020, 1, 1), forventet=10_000_000)


# Boligsikring


def lejefil(scene: Scene) -> None:
    """The landlord's mail with next month's tenancies."""
    month = str(Maaned.af(scene.dag).plus(1))
    fil = boligselskab.lejefil("INI", KOMMUNE, month, LEJERE)
    box, sender, _ = forbindelser.KASSER[LEJE]
    boligselskab.send(scene.partnere.store, box, sender, fil)
    scene.boeger.send(LEJE, *fil)


def tildel(trin: Trin) -> None:
    """Next month is tried, granted, paid by Prisme and told the landlord by mail."""
    month = Maaned.af(trin.dag).plus(1)
    proeveberegn(KOMMUNE, month, BYGGER)
    trin.send(TILDELT, kommune=KOMMUNE, maaned=str(month), koersel="O", posteringsdato=trin.dag)


# Børnetilskud and social payments


def boernetilskud(trin: Trin) -> None:
    """Next month's child subsidy, after the caseworker has asked FOSP; when that is away, next month makes up for it."""
    with suppress(TransportError):
        handlinger.hent_nu(MOR, BYGGER)
    trin.send(BOERN, kommune=KOMMUNE, maaned=str(Maaned.af(trin.dag).plus(1)))


def sociale(trin: Trin) -> None:
    """A payment, and the run that pays it."""
    dag_i = trin.dag + dt.timedelta(3)
    dag_i += dt.timedelta({6: 2, 7: 1}.get(dag_i.isoweekday(), 0))
    if not Ydelseslinje.objects.filter(noegle=f"{trin.dag:%Y%m%d}").exists():
        ny = NyLinje(f"{trin.dag:%Y%m%d}", Hvem(KOMMUNE, MODTAGER, "4711"), trin.held.randint(10_000, 200_000), dag_i)
        linjer.opret(ny, BYGGER)
    trin.send(BANK, by="cille", kommune=KOMMUNE, betalingsdato=dag_i)


def a11(trin: Trin) -> None:
    """Last year's taxable benefits."""
    trin.send(A11, kommune=KOMMUNE, aar=trin.dag.year - 1)


# Pension


def satser(scene: Scene) -> None:
    """The ministry's mail with a year's rates: this one's in January, the next one's in December."""
    aar = scene.dag.year + scene.dag.month // 12
    values = {
        "AP_GRUND": 80_000,
        "AP_GRUND_GRAENSE": 396_000,
        "AP_TIL_ENLIG": 84_000,
        "AP_TIL_PARTNER": 46_000,
        "FP_HOEJESTE": 130_000,
        "FP_FRIBELOEB": 40_000,
    }
    rows = [[kode, None, dag(aar, 1, 1), dag(aar, 12, 31), str(value), "KR_AAR", None] for kode, value in values.items()]
    data = ark(SMAL, rows, dates=(2, 3))
    box, sender, _ = forbindelser.KASSER[SATSER]
    name = f"Pensionssatser {aar}.xlsx"
    scene.partnere.store.folder(box).add(compose(sender, f"<satser.{aar}@departement.example>", (name, data)))
    scene.boeger.send(SATSER, name, data)


def godkend_satser(trin: Trin) -> None:
    """Somebody has seen the rates."""
    waiting = satsgang.ventende()
    if waiting:
        satsgang.godkend(satsgang.maerke(waiting), "Set efter", GODKENDER)


def pension(trin: Trin) -> None:
    """This month's pensions are calculated and handed over to payroll."""
    month = Maaned.af(trin.dag)
    try:
        beregning.beregn_maaned(KOMMUNE, month, BYGGER)
        made = overlevering.lav(KOMMUNE, month, BYGGER)
        overlevering.godkend(made.pk, GODKENDER)
        overlevering.hent(made.pk, BYGGER)
    except ProblemsError as error:
        trin.boeger.husk(f"pension {month}", sorted(error.problems.codes))


RAEKKER = (
    Raekke(27, "the bank's site: carried by hand", (Operatoer(maanedlig(24), boernetilskud),)),
    Raekke(28, "the bank's site: carried by hand", (Operatoer(maanedlig(3, 17), sociale),)),
    Raekke(29, "the tax authority's site: carried by hand", (Operatoer(aarlig(1, 27), a11),)),
    Raekke(30, "the landlord: mail, IMAP server", (Modpart(maanedlig(4), lejefil),)),
    Raekke(31, "Prisme: SFTP server; the landlord: mail, SMTP server", (Operatoer(maanedlig(10), tildel),)),
    Raekke(
        33,
        "the ministry: mail with a workbook, IMAP server",
        (
            Modpart(aarlig(1, 5), satser),
            Modpart(aarlig(12, 15), satser),
            Operatoer(aarlig(1, 6), godkend_satser),
            Operatoer(aarlig(12, 16), godkend_satser),
            Operatoer(maanedlig(26), pension),
        ),
    ),
)
