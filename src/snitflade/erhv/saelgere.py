"""Hunters, fishers and firms that sell (side 415): number, payee, place; and a tax percentage of their own.

Name and address of a person are CPR's. The account is the payee's (side 360), which every payout uses.
Sources: skat-inddrivelse.md 2.1, winformatik.md 2.5.
"""

from __future__ import annotations

import datetime as dt
import re
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from snitflade.bogh.udbetaling import modtagere
from snitflade.bogh.udbetaling.models import Modtager, Modtagerkonto, Nummerart
from snitflade.erhv.models import HELE, NUMMERBREDDE, Indhandlingssted, Saelger, Saelgerskat, Vilkaar
from snitflade.erhv.models_afregning import Afregningslinje
from snitflade.erhv.steder import STED_UKENDT, VILKAAR_PROCENT
from snitflade.exchange import audit
from snitflade.exchange.bulk import lock
from snitflade.folk import personopslag
from snitflade.folk.personopslag import Spoerger
from snitflade.formats.problems import ProblemKind, Problems, ProblemsError
from snitflade.formats.text import mente_du

SAELGER_NUMMER = ProblemKind(
    "SAELGER_NUMMER", "«{raw}» er ikke et fanger/fisker-nummer: 1 til 15 bogstaver, cifre eller bindestreger, fx F0117."
)
SAELGER_FINDES = ProblemKind("SAELGER_FINDES", "Nummeret {raw} er taget. Ret den, der har det, eller vælg et andet nummer.")
SAELGER_UKENDT = ProblemKind("SAELGER_UKENDT", "Fangeren eller fiskeren «{raw}» findes ikke. {raad}")
SAELGER_UDEN_NAVN = ProblemKind(
    "SAELGER_UDEN_NAVN", "Personen står ikke i folkeregistret her, så navnet skal skrives. Skriv det, eller ret CPR-nummeret."
)
SAELGER_TEKST = ProblemKind("SAELGER_TEKST", "«{raw}» er {antal} tegn, og der er plads til {plads}. Skriv kortere.")
SAELGER_EMAIL = ProblemKind("SAELGER_EMAIL", "«{raw}» er ikke en e-mailadresse.")
SAELGER_SKAT_AFREGNET = ProblemKind(
    "SAELGER_SKAT_AFREGNET",
    "Der er afregnet salg den {sidste}. Lad procenten gælde fra en senere dag, eller tag afregningen tilbage først.",
)

_NUMMER = re.compile(rf"[A-Za-z0-9ÆØÅæøå-]{{1,{NUMMERBREDDE}}}")
_PLADS = {"initialer": 5, "telefon": 20, "mobil": 20, "email": 254}
VIA = "erhv.fangere"
"""What look-ups in the population register are logged under."""


class NySaelger(NamedTuple):
    """A seller as it shall be. `art`, `modtager`: the payee's number; `navn`: only where CPR does not know it.

    `konto`: empty leaves the payee's account as it is.
    """

    nummer: str
    art: str
    modtager: str
    sted: str
    navn: str = ""
    konto: str = ""
    initialer: str = ""
    telefon: str = ""
    mobil: str = ""
    email: str = ""
    transport: bool = False
    ophoert: dt.date | None = None


def tjek(ny: NySaelger, steder: dict[str, int], problems: Problems, line: int = 0) -> None:
    """Report what is wrong with a seller, beside its payee. `steder`: the ids of places by code."""
    if not _NUMMER.fullmatch(ny.nummer):
        problems.add(SAELGER_NUMMER, line=line, field="nummer", raw=ny.nummer)
    if ny.sted not in steder:
        raad = mente_du(ny.sted, steder, "Opret stedet først.")
        problems.add(STED_UKENDT, line=line, field="sted", raw=ny.sted, raad=raad)
    for name, plads in _PLADS.items():
        value = getattr(ny, name)
        if len(value) > plads:
            problems.add(SAELGER_TEKST, line=line, field=name, raw=value, antal=len(value), plads=plads)
    if ny.email:
        try:
            validate_email(ny.email)
        except ValidationError:
            problems.add(SAELGER_EMAIL, line=line, field="email", raw=ny.email)


def gem(ny: NySaelger, af: str, dato: dt.date, *, nyt: bool | None = None) -> Saelger:
    """Make a seller and its payee, or change them; `nyt` says which it must be. An account holds from `dato`.

    Raises ProblemsError with everything that is wrong; then nothing has changed.
    """
    problems = Problems()
    with transaction.atomic():
        lock(Modtager, Modtagerkonto, Saelger)
        steder = dict(Indhandlingssted.objects.values_list("kode", "pk"))
        tjek(ny, steder, problems)
        there = Saelger.objects.filter(nummer=ny.nummer).first()
        if nyt and there is not None:
            problems.add(SAELGER_FINDES, field="nummer", raw=ny.nummer)
        navn = ny.navn.strip() or _navn(ny, af)
        if not navn:
            problems.add(SAELGER_UDEN_NAVN, field="navn")
        else:
            modtagere.tjek(ny.art, ny.modtager, navn, problems)
        konto = modtagere.laes_konto(ny.konto, problems)
        if problems.errors:
            raise ProblemsError(problems)
        payee, _ = Modtager.objects.get_or_create(art=ny.art, nummer=ny.modtager, defaults={"navn": navn})
        if ny.navn.strip() and payee.navn != navn:
            payee.navn = navn
            payee.save(update_fields=["navn"])
        if konto:
            modtagere.saet_konto(payee, konto, dato, af)
        values = {name: getattr(ny, name) for name in (*_PLADS, "transport", "ophoert")}
        own = {"modtager": payee, "sted_id": steder[ny.sted], **values}
        saelger, _ = Saelger.objects.update_or_create(nummer=ny.nummer, defaults=own)
        audit.record("fanger/fisker gemt", af, saelger=saelger.pk)
    return saelger


def _navn(ny: NySaelger, af: str) -> str:
    """The payee's name where it is known: by us, or by CPR."""
    known = Modtager.objects.filter(art=ny.art, nummer=ny.modtager).values_list("navn", flat=True).first()
    if known or ny.art != Nummerart.CPR:
        return known or ""
    person = personopslag.person(ny.modtager, Spoerger(af, VIA, "Oprettelse af fanger/fisker"))
    return (person.navn or person.adresseringsnavn) if person else ""


def saet_skat(saelger: Saelger, fra: dt.date, skat: int | None, af: str) -> bool:
    """Let a tax percentage of its own hold for the seller from a day on (None: the place's again); False where it does already.

    Raises ProblemsError.
    """
    problems = Problems()
    if skat is not None and not 0 <= skat <= HELE:
        problems.add(VILKAAR_PROCENT, field="skat", raw=str(skat / 100).replace(".", ","))
    with transaction.atomic():
        lock(Vilkaar, Saelgerskat)
        now = Saelgerskat.objects.filter(saelger=saelger, fra__lte=fra).order_by("fra", "pk").last()
        if (now.skat if now else None) == skat:
            return False
        settled = Afregningslinje.objects.filter(salg__saelger=saelger, salg__dato__gte=fra, gaelder=True)
        last = settled.order_by("-salg__dato").values_list("salg__dato", flat=True).first()
        if last is not None:
            problems.add(SAELGER_SKAT_AFREGNET, field="fra", raw=fra.isoformat(), sidste=f"{last:%d-%m-%Y}")
        if problems.errors:
            raise ProblemsError(problems)
        Saelgerskat.objects.create(saelger=saelger, fra=fra, skat=skat, oprettet_af=af)
        audit.record("individuel skatteprocent sat", af, saelger=saelger.pk, fra=fra.isoformat())
    return True
