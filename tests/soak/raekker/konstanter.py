"""The installation before the year begins: system constants, accounts, and what the modules know of people and firms."""

from __future__ import annotations

import datetime as dt

from tests.soak.operatoer import BYGGER, Trin

from snitflade.bogh.udbetaling import modtagere
from snitflade.exchange.konstanter.model import Systemkonstant
from snitflade.inka.models import Debitor
from snitflade.inka.models_bs import Debitorgruppe, Gruppeart

AAR = 2026
KOMMUNE = "0956"
DEBITOR, BANK, KOE, TAB, INDTAEGT = "9001001001", "9002002002", "9003003003", "9004004004", "6602507000"
UDBETALING, KREDITOR, MODREGNET, BOGH_BANK = "9005005005", "9006006006", "9007007007", "9008008008"
MELLEM, RENTE, GEBYR, AFKLARING, MODKONTO = "9005005015", "9006006016", "9007007017", "9008008018", "9407009003"
FRA_KONTO = "64710001000206"
PBS, DATALEVERANDOER, GRUPPE, FI_KREDITOR = "09999999", "99900008", "00002", "80000006"
MYNDIGHED = "0001200000"
KONSTANTER = {
    "inka.debitorkonto": DEBITOR,
    "inka.indbetalingskonto": BANK,
    "inka.uanbringelig_konto": KOE,
    "inka.nedskrivningskonto": TAB,
    "bs.pbs_numre": f"{KOMMUNE}={PBS}",
    "bs.dataleverandoer": DATALEVERANDOER,
    "fi.kreditornumre": f"{KOMMUNE}={FI_KREDITOR}",
    "301": UDBETALING,
    "302": FRA_KONTO,
    "306": MYNDIGHED,
    "bogh.udbetalingskonto": BOGH_BANK,
    "bogh.bankkonto": FRA_KONTO,
    "krdi.modregning.arter": f"{KREDITOR}=0",
    "krdi.modregning.mellemkonto": MELLEM,
    "krdi.modregning.konto": MODREGNET,
    "krdi.modregning.pr_minut": "9999",
    "krdi.modregning.dage_foer": "10",
    "inddrivelse.fordringshavere": f"{KOMMUNE}=32SE",
    "inddrivelse.mellemregningskonto": MELLEM,
    "inddrivelse.rentekonto": RENTE,
    "inddrivelse.gebyrkonto": GEBYR,
    "inddrivelse.afklaringskonto": AFKLARING,
    "acubiz.kommune": KOMMUNE,
    "bsplus.kommune": KOMMUNE,
    "bsplus.modkonto": KREDITOR,
    "bsplus.betaling": "kreditpost",
    "folk.cpr.opgavenr": "123456",
    "folk.cpr.start": f"{AAR}-01-05",
    "folk.abonnement.kundenr": "1234",
    "renovation.modkonto": MODKONTO,
    "4011": "000",
}
DEBITORER = tuple(f"000000010{n}" for n in range(6))
MODTAGERE = tuple(f"70{n}" for n in range(4))
MODUL = "tekn.prøve"


def opsaet(trin: Trin) -> None:
    """Everything there is on the first day. Done twice it changes nothing."""
    for nummer, vaerdi in KONSTANTER.items():
        Systemkonstant.objects.update_or_create(nummer=nummer, gyldig_fra=None, defaults={"vaerdi": vaerdi})
    gruppe, _ = Debitorgruppe.objects.get_or_create(
        kommune=KOMMUNE, nummer=GRUPPE, defaults={"navn": "Prøvekrav", "hovedtekst": "PRØVEKRAV"}
    )
    Gruppeart.objects.get_or_create(gruppe=gruppe, kommune=KOMMUNE, art=MODUL)
    for nummer in DEBITORER:
        Debitor.objects.get_or_create(kundenummer=nummer, defaults={"navn": f"Prøve Person {nummer[-2:]}"})
    start = dt.date(AAR - 1, 6, 1)
    for n, nummer in enumerate(MODTAGERE):
        modtagere.gem("kunde", nummer, f"Prøve Person {n}", f"6471 {n + 1}", start, BYGGER)
    modtagere.gem("kunde", MYNDIGHED, "Inddrivelsesmyndigheden", "64710000333333", start, BYGGER)
    from tests.soak.raekker import erhv, inddrivelse, led, skat, soc, tekn, tjenester

    for modul in (tekn, inddrivelse, skat, soc, erhv, led):
        modul.opsaet()
    tjenester.opsaet(trin)
