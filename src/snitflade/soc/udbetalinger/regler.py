"""What holds for every amount that is typed or made here: mark, limit, payee; and finding the payee.

A payee is made from the population register without an account; the account is somebody else's to give (page 360).
Source: social-teknik.md 5.3 (SU-E01, SU-E02, SU-E04), 1.5 (two people).
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from snitflade.bogh.udbetaling import modtagere, tegn
from snitflade.bogh.udbetaling.models import Modtager, Nummerart
from snitflade.bogh.udbetaling.opsaetning import vejen
from snitflade.exchange.konstanter import KonstantMangler, KonstantUgyldig, konstant
from snitflade.folk import personopslag
from snitflade.folk.personopslag import Spoerger
from snitflade.formats.problems import ProblemKind, Problems, Severity
from snitflade.formats.text import beloeb_tekst
from snitflade.skat.kommuner import KOMMUNER
from snitflade.soc.udbetalinger.models import Ydelsesart, Ydelsesvilkaar
from snitflade.soc.udbetalinger.modul import GRAENSE, SOCIALE

SU_ART = ProblemKind("SU_ART", "Arten «{raw}» kendes ikke. Vælg en anden, eller opret den først.")
SU_MAERKE = ProblemKind(
    "SU_MAERKE", "Arten {raw} er ikke mærket SOCUDB den {dato} og kan ikke udbetales her. Vælg en anden art.", spec="SU-E01"
)
SU_GRAENSE = ProblemKind(
    "SU_GRAENSE",
    "{beloeb} kr. er mere end grænsen for én udbetaling, {graense} kr. (systemkonstant 500). Sæt beløbet ned, eller del det.",
    spec="SU-E02",
)
SU_GRAENSE_MANGLER = ProblemKind(
    "SU_GRAENSE_MANGLER", "Systemkonstant 500, grænsen for én social udbetaling, er ikke sat den {dato}. Sæt den først."
)
SU_BELOEB = ProblemKind("SU_BELOEB", "Beløbet {raw} kr. er ikke over 0. Ret det.")
SU_KOMMUNE = ProblemKind("SU_KOMMUNE", "Kommune «{raw}» kendes ikke. Skriv fire cifre, fx 0956.")
SU_MODTAGER = ProblemKind(
    "SU_MODTAGER",
    "Modtageren {raw} kendes hverken som modtager eller i folkeregistret. Ret nummeret, eller opret modtageren (side 360).",
)
SU_VEDROERER = ProblemKind(
    "SU_VEDROERER", "«{raw}» er ikke et CPR-nummer på 10 cifre. Skriv, hvem ydelsen vedrører, når modtageren ikke er en person."
)
SU_LANG = ProblemKind("SU_LANG", "{field} er {antal} tegn, og der er plads til {plads}. Skriv kortere.")
SU_UDEN_KONTO = ProblemKind(
    "SU_UDEN_KONTO",
    "Modtageren har ingen bankkonto den {dato}, og NemKonto er slået fra. Lad en anden angive kontoen (side 360), før der betales.",
    Severity.ADVARSEL,
    spec="SU-E04",
)
TEKST, NOTE, MOST_NOEGLE = 140, 200, 60
VIA = "soc.udbetalinger"


@dataclass(frozen=True, slots=True)
class Hvem:
    """Who is paid, by whom and what for. `art`: what `modtager` is a number of; `vedroerer` empty: the receiver."""

    kommune: str
    modtager: str
    ydelse: str
    """The number of the art."""
    art: str = Nummerart.CPR.value
    vedroerer: str = ""
    tekst: str = ""
    note: str = ""

    @property
    def person(self) -> str:
        """The CPR number it concerns."""
        return self.vedroerer or (self.modtager if self.art == Nummerart.CPR else "")


def tjek(hvem: Hvem, beloeb: int, dato: dt.date, problems: Problems) -> Ydelsesart | None:
    """Report what is wrong; gives the art where there is one."""
    if hvem.kommune not in {one.kommune for one in KOMMUNER}:
        problems.add(SU_KOMMUNE, field="kommune", raw=hvem.kommune)
    person = hvem.person
    if not (len(person) == 10 and person.isascii() and person.isdigit()):
        problems.add(SU_VEDROERER, field="vedroerer", raw=person)
    for name, room in (("tekst", TEKST), ("note", NOTE)):
        text = getattr(hvem, name)
        if len(text) > room:
            problems.add(SU_LANG, field=name, antal=len(text), plads=room)
    tegn.tjek("tekst", hvem.tekst, problems, 0)
    tjek_beloeb(beloeb, dato, problems)
    art = Ydelsesart.objects.filter(nummer=hvem.ydelse).first()
    if art is None:
        problems.add(SU_ART, field="ydelse", raw=hvem.ydelse)
    return art


def tjek_beloeb(beloeb: int, dato: dt.date, problems: Problems) -> None:
    """Report an amount (øre) that one payment may not have on a day."""
    tjek_graense(beloeb, graense(dato), dato, problems)


def graense(dato: dt.date) -> int | None:
    """The highest amount of one payment on a day (øre); None where it is not set."""
    try:
        return int(konstant(GRAENSE, dato)) * 100
    except (KonstantMangler, KonstantUgyldig):
        return None


def tjek_graense(beloeb: int, limit: int | None, dato: dt.date, problems: Problems) -> None:
    """Report an amount that is nothing, or above the limit."""
    if beloeb <= 0:
        problems.add(SU_BELOEB, field="beloeb", raw=beloeb_tekst(beloeb))
    if limit is None:
        problems.add(SU_GRAENSE_MANGLER, field="beloeb", dato=f"{dato:%d-%m-%Y}")
    elif beloeb > limit:
        problems.add(SU_GRAENSE, field="beloeb", beloeb=beloeb_tekst(beloeb), graense=beloeb_tekst(limit))


def tjek_maerke(art: Ydelsesart, vilkaar: Ydelsesvilkaar | None, dato: dt.date, problems: Problems) -> None:
    """Report an art that may not be paid here on a day."""
    if vilkaar is None or not vilkaar.socudb:
        problems.add(SU_MAERKE, field="ydelse", raw=art.nummer, dato=f"{dato:%d-%m-%Y}")


def modtager(hvem: Hvem, dato: dt.date, af: str, problems: Problems) -> Modtager | None:
    """The payee; one that is new comes from the population register, without an account. None where that is not possible."""
    known = Modtager.objects.filter(art=hvem.art, nummer=hvem.modtager).first()
    if known is not None:
        return known
    person = None
    if hvem.art == Nummerart.CPR and len(hvem.modtager) == 10:
        person = personopslag.person(hvem.modtager, Spoerger(af, VIA, "Modtager af social udbetaling"))
    name = (person.navn or person.adresseringsnavn) if person else ""
    if not name:
        problems.add(SU_MODTAGER, field="modtager", raw=hvem.modtager)
        return None
    return modtagere.gem(hvem.art, hvem.modtager, name, "", dato, af) if not problems.errors else None


def mangler_konto(payee: Modtager, kommune: str, dato: dt.date) -> bool:
    """Whether the bank could not pay the payee on a day: no account, no NemKonto, and no Prisme (SU-E04)."""
    if modtagere.konto_paa(dato).get(payee.pk, ""):
        return False
    vej = vejen(_konstant(SOCIALE.vej, dato), kommune)
    if vej == "prisme":
        return payee.art == Nummerart.KUNDE
    wanted = {Nummerart.CPR: "{cpr}", Nummerart.CVR: "{cvr}"}.get(Nummerart(payee.art))
    by_number = _konstant("bank.format", dato) == "erh" and wanted is not None and wanted in _konstant("bank.nemkonto_ident", dato)
    return not by_number


def advar_konto(payee: Modtager, kommune: str, dato: dt.date, problems: Problems) -> None:
    """Warn of a payee that the bank could not pay."""
    if mangler_konto(payee, kommune, dato):
        problems.add(SU_UDEN_KONTO, field="modtager", dato=f"{dato:%d-%m-%Y}")


def _konstant(nummer: str, dato: dt.date) -> str:
    try:
        return konstant(nummer, dato)
    except (KonstantMangler, KonstantUgyldig):  # the run itself refuses then
        return ""
