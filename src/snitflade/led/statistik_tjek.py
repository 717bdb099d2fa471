"""What to look at before a month is sent: codes, match groups, ages, numbers and places that fell out (social-teknik.md 6.1)."""

from __future__ import annotations

import datetime as dt

from snitflade.exchange.konstanter import konstant
from snitflade.folk import personopslag
from snitflade.folk.personopslag import Spoerger
from snitflade.formats.problems import ProblemKind, Problems, Severity, mask_cpr
from snitflade.led.alder import alder, foedt, pensionsalder
from snitflade.led.bestilling import Bestilling
from snitflade.led.grundlag import Grundlag, maanedens
from snitflade.led.henvendelser import LED_KODE, koder
from snitflade.led.models import Gruppe
from snitflade.skat.maaneder import flyt

SNITFLADE = "led.statistik"
YNGST = 18
LED_GRUPPE = ProblemKind("LED_GRUPPE", "{raw} har ingen matchgruppe i {periode}.", Severity.ADVARSEL, spec="LED-W01")
LED_ALDER = ProblemKind(
    "LED_ALDER",
    "{raw} er {alder} år den {dag}, uden for 18 til {pension}. Linjen er med: modtageren trækker grænsen.",
    Severity.ADVARSEL,
    spec="LED-W02",
)
LED_UDSVING = ProblemKind(
    "LED_UDSVING",
    "Der er {nu} personer i {periode} og var {foer} måneden før: mere end {procent} % forskel.",
    Severity.ADVARSEL,
    spec="LED-W03",
)
LED_LOKALITET_TOM = ProblemKind(
    "LED_LOKALITET_TOM",
    "Lokalitet {raw} havde {foer} personer måneden før og har ingen i {periode}. Er bygden talt med?",
    Severity.ADVARSEL,
)


def tjek(ordre: Bestilling, found: Grundlag, af: str, problems: Problems) -> None:
    """Report codes that are not in the table (an error), and what is worth a look."""
    known = koder()
    for kode in sorted({one.kode for one in found.linjer} - known.keys()):
        problems.add(LED_KODE, field="henvendelseskode", raw=kode, koder=", ".join(known))
    for cpr, one in sorted(found.sidste.items()):
        if one.gruppe == Gruppe.INGEN:
            problems.add(LED_GRUPPE, field="matchgruppe", raw=mask_cpr(cpr), periode=ordre.tekst)
    _aldre(ordre, found, af, problems)
    _maaneden_foer(ordre, found, problems)


def _aldre(ordre: Bestilling, found: Grundlag, af: str, problems: Problems) -> None:
    known = personopslag.personer(found.numre, Spoerger(af, SNITFLADE, f"Ledighedsstatistik {ordre.noegle}"))
    dag = flyt(ordre.maaned, 1) - dt.timedelta(days=1)
    pension = pensionsalder(dag)
    for cpr in found.numre:
        person = known.get(cpr)
        born = foedt(cpr, person.foedselsdato if person else None)
        years = alder(born, dag) if born else None
        if years is not None and (years < YNGST or (pension is not None and years >= pension)):
            problems.add(
                LED_ALDER, field="cpr", raw=mask_cpr(cpr), alder=years, dag=f"{dag:%d-%m-%Y}", pension=pension or "pensionsalderen"
            )


def _maaneden_foer(ordre: Bestilling, found: Grundlag, problems: Problems) -> None:
    before = maanedens(ordre.kommune, flyt(ordre.maaned, -1))
    persons = len({cpr for cpr, _ in before})
    most = int(konstant("led.udsving_procent", ordre.maaned))
    if persons and abs(found.personer - persons) * 100 > most * persons:
        problems.add(LED_UDSVING, nu=found.personer, foer=persons, procent=most, periode=ordre.tekst)
    now = {one.lokalitet for one in found.linjer}
    for place in sorted({place for _, place in before} - now):
        count = len({cpr for cpr, at in before if at == place})
        problems.add(LED_LOKALITET_TOM, field="lokalitet", raw=place, foer=count, periode=ordre.tekst)
