"""Sales and what is reported of them: rows 4 to 7. The tax authority's and KNAPK's sites get files by hand."""

from __future__ import annotations

import datetime as dt

from tests.soak.kalender import Operatoer, Raekke, aarlig, kvartal, maanedlig
from tests.soak.operatoer import BYGGER, Trin
from tests.soak.raekker.konstanter import AAR, KOMMUNE

from snitflade.bogh.udbetaling.models import Udbetalingspost
from snitflade.erhv import afregning, saelgere, salg, steder
from snitflade.erhv.beregning import Ordre
from snitflade.erhv.models import Indhandlingssted, Saelger, Salg
from snitflade.erhv.models_afregning import Afregning
from snitflade.erhv.saelgere import NySaelger
from snitflade.erhv.salg import NytSalg
from snitflade.erhv.steder import Betingelser
from snitflade.exchange.konstanter.model import Systemkonstant
from snitflade.folk.models import Adresse, Person

SKAT, KNAPK, A11, INST = "erhv.braetsalg-skat", "erhv.braetsalg-knapk", "erhv.braetsalg-a11", "erhv.institutionssalg-a11"
KOEB, LEJE, SKATTEN, KNAPK_KONTO, LOKAL, DRIFT, TUR, GAELD = (f"90010020{n:02}" for n in range(1, 9))
FANGERE = ("6112909999", "6211909998")
FRA = dt.date(AAR, 1, 1)
VILKAAR = Betingelser(
    fra=FRA,
    skat=42_00,
    knapk=2_00,
    lokal=1_00,
    drift=5_50,
    transport=50_00,
    konto_salg=KOEB,
    konto_afregning=GAELD,
    konto_skat=SKATTEN,
    konto_knapk=KNAPK_KONTO,
    konto_lokal=LOKAL,
    konto_drift=DRIFT,
    konto_transport=TUR,
)


def opsaet() -> None:
    """A place at the board, a school, and two sellers."""
    Systemkonstant.objects.update_or_create(nummer="a11.ger", gyldig_fra=None, defaults={"vaerdi": f"{KOMMUNE}=90000001"})
    for kode, navn, art, vilkaar in (
        ("NAN", "Nanortalik", "braet", VILKAAR),
        ("SKOLE", "Prøveskolen", "institution", Betingelser(fra=FRA, konto_salg=KOEB, konto_leje=LEJE, konto_afregning=GAELD)),
    ):
        if not Indhandlingssted.objects.filter(kode=kode).exists():
            steder.saet_vilkaar(steder.gem_sted(kode, navn, KOMMUNE, art, BYGGER, nyt=True), vilkaar, BYGGER)
    for at, number in enumerate(FANGERE):
        person, new = Person.objects.get_or_create(
            personnummer=number, defaults={"status": "05", "fornavn": "Prøve", "efternavn": "Fanger", "kommunekode": KOMMUNE}
        )
        if new:
            Adresse.objects.create(person=person, aktuel=True, kommunekode=KOMMUNE, vejkode="0082", husnr="007", fra="202001010000")
        if not Saelger.objects.filter(nummer=f"F{at}").exists():
            saelgere.gem(NySaelger(f"F{at}", "cpr", number, "NAN", konto=f"6471{int(number):010}"), BYGGER, FRA)


def solgt(trin: Trin) -> None:
    """A week's sales, registered once."""
    for at in range(4):
        key = f"B{trin.dag:%Y%m%d}{at}"
        if not Salg.objects.filter(noegle=key).exists():
            sted = "SKOLE" if at == 3 else "NAN"
            salg.registrer([NytSalg(key, sted, f"F{at % 2}", trin.dag, trin.held.randint(100, 300_000))], BYGGER)


def afregn(trin: Trin) -> None:
    """The month is settled; the payees' items are paid with row 18."""
    dag = trin.dag
    if not Afregning.objects.filter(til=dag).exists() and Salg.objects.filter(linjer=None).exists():
        afregning.afregn(Ordre(KOMMUNE, dag, dag, dag + dt.timedelta(3)), BYGGER)


def forrige_maaned(trin: Trin) -> None:
    """Last month's sales to the tax authority."""
    trin.send(SKAT, kommune=KOMMUNE, maaned=f"{trin.dag.replace(day=1) - dt.timedelta(1):%Y-%m}")


def forrige_kvartal(trin: Trin) -> None:
    """Last quarter's list to KNAPK."""
    last = dt.date(trin.dag.year, (trin.dag.month - 1) // 3 * 3 + 1, 1) - dt.timedelta(1)
    trin.send(KNAPK, kommune=KOMMUNE, kvartal=f"{last.year}K{(last.month - 1) // 3 + 1}")


def aaret(trin: Trin) -> None:
    """Last year's sales, by A11."""
    trin.send(A11, kommune=KOMMUNE, aar=trin.dag.year - 1, frigiv="Måneder, der er sprunget over i prøven")
    trin.send(INST, kommune=KOMMUNE, aar=trin.dag.year - 1)


def tilgode() -> int:
    """Øre that sellers' items are open with."""
    return sum(Udbetalingspost.objects.filter(afregning__isnull=False).values_list("rest", flat=True))


RAEKKER = (
    Raekke(
        4,
        "the tax authority's site: carried by hand",
        (Operatoer(maanedlig(8, 21), solgt), Operatoer(maanedlig(28), afregn), Operatoer(maanedlig(10), forrige_maaned)),
    ),
    Raekke(5, "KNAPK's site: carried by hand", (Operatoer(kvartal(20), forrige_kvartal),)),
    Raekke(6, "the tax authority's site: carried by hand", (Operatoer(aarlig(1, 28), aaret),)),
    Raekke(7, "the tax authority's site: carried by hand"),
)
