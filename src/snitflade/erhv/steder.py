"""Places of purchase and their terms, kept by the municipality itself.

Terms hold from a day on. A day on which something has been settled keeps its terms: a settled sale would otherwise be explained by
percentages it was not settled by. Sources: skat-inddrivelse.md 2.1, winformatik.md 2.5 («only KIMIK can change these»).
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass

import numpy as np
from django.db import transaction

from snitflade.bogh import konti
from snitflade.erhv.models import HELE, Indhandlingssted, Saelgerskat, Salg, Stedart, Vilkaar
from snitflade.erhv.models_afregning import Afregningslinje
from snitflade.exchange import audit
from snitflade.exchange.bulk import lock
from snitflade.formats.problems import ProblemKind, Problems, ProblemsError

STED_KODE = ProblemKind("STED_KODE", "«{raw}» er ikke en kode for et sted: 1 til 10 store bogstaver eller cifre, fx NAN.")
STED_NAVN = ProblemKind("STED_NAVN", "Stedet mangler et navn på højst 60 tegn.")
STED_KOMMUNE = ProblemKind("STED_KOMMUNE", "«{raw}» er ikke et kommunenummer på 4 cifre, fx 0956.")
STED_FINDES = ProblemKind("STED_FINDES", "Stedet {raw} findes allerede. Ret det i stedet, eller vælg en anden kode.")
STED_ART_FAST = ProblemKind("STED_ART_FAST", "Stedet {raw} har salg, så dets art og kommune kan ikke ændres. Opret et nyt sted.")
STED_UKENDT = ProblemKind("STED_UKENDT", "Stedet «{raw}» findes ikke. {raad}")
VILKAAR_PROCENT = ProblemKind("VILKAAR_PROCENT", "«{raw}» er ikke en procent fra 0 til 100 med højst to decimaler.")
VILKAAR_OVER_HELE = ProblemKind("VILKAAR_OVER_HELE", "Procenterne er tilsammen {raw} og må højst være 100.")
VILKAAR_TRANSPORT = ProblemKind("VILKAAR_TRANSPORT", "Transport er {raw} øre pr. tur. Skriv et beløb fra 0 til 10.000 kr.")
VILKAAR_KONTO = ProblemKind("VILKAAR_KONTO", "Kontoen for {hvad} mangler. Skriv den, eller sæt satsen til 0.")
VILKAAR_KONTO_AFREGNING = ProblemKind(
    "VILKAAR_KONTO_AFREGNING", "Konto {raw} er både afregningskonto og konto for {hvad}. Afregningskontoen skal være sin egen."
)
VILKAAR_INSTITUTION = ProblemKind(
    "VILKAAR_INSTITUTION", "Institutioner trækker intet fra, men {hvad} er {raw}. Sæt satsen til 0, eller vælg brætsalg."
)
VILKAAR_LEJE = ProblemKind("VILKAAR_LEJE", "Kun institutioner lejer transportmidler. Fjern kontoen for leje.")
VILKAAR_AFREGNET = ProblemKind(
    "VILKAAR_AFREGNET",
    "Der er afregnet salg den {sidste}. Lad de nye vilkår gælde fra en senere dag, eller tag afregningen tilbage først.",
)

MOST_TRANSPORT = 10_000_00
_KODE = re.compile("[A-ZÆØÅ0-9]{1,10}")
SATSER = {"skat": "skat", "knapk": "KNAPK", "lokal": "lokalforening", "drift": "driftsbidrag", "transport": "transport"}
"""The rates, and what they are called."""


@dataclass(frozen=True, slots=True)
class Betingelser:
    """Terms to be set, as in `Vilkaar`: hundredths of a percent, øre, accounts as digits."""

    fra: dt.date
    konto_salg: str
    konto_afregning: str
    skat: int = 0
    knapk: int = 0
    lokal: int = 0
    drift: int = 0
    transport: int = 0
    konto_leje: str = ""
    konto_skat: str = ""
    konto_knapk: str = ""
    konto_lokal: str = ""
    konto_drift: str = ""
    konto_transport: str = ""

    @property
    def konti(self) -> Mapping[str, str]:
        """The accounts that are given, by what they are for."""
        found = {name.removeprefix("konto_"): value for name, value in asdict(self).items() if name.startswith("konto_")}
        return {name: value for name, value in found.items() if value}


def tjek_sted(kode: str, navn: str, kommune: str, problems: Problems, line: int = 0) -> None:
    """Report what is wrong with a place."""
    if not _KODE.fullmatch(kode):
        problems.add(STED_KODE, line=line, field="kode", raw=kode)
    if not 0 < len(navn.strip()) <= 60:
        problems.add(STED_NAVN, line=line, field="navn")
    if not re.fullmatch("[0-9]{4}", kommune):
        problems.add(STED_KOMMUNE, line=line, field="kommune", raw=kommune)


def tjek_vilkaar(art: str, kommune: str, nye: Betingelser, problems: Problems, line: int = 0) -> None:
    """Report what is wrong with terms. The accounts are held against the chart on the day the terms hold from."""
    for name in ("skat", "knapk", "lokal", "drift"):
        if not 0 <= getattr(nye, name) <= HELE:
            problems.add(VILKAAR_PROCENT, line=line, field=name, raw=str(getattr(nye, name) / 100).replace(".", ","))
    whole = nye.skat + nye.knapk + nye.lokal + nye.drift
    if whole > HELE:
        problems.add(VILKAAR_OVER_HELE, line=line, field="skat", raw=f"{whole / 100:.2f}".replace(".", ","))
    if not 0 <= nye.transport <= MOST_TRANSPORT:
        problems.add(VILKAAR_TRANSPORT, line=line, field="transport", raw=str(nye.transport))
    konto = nye.konti
    for name, hvad in (("salg", "salg"), ("afregning", "afregning"), *SATSER.items()):
        needed = name in ("salg", "afregning") or getattr(nye, name)
        if needed and name not in konto:
            problems.add(VILKAAR_KONTO, line=line, field=f"konto_{name}", hvad=hvad)
        if name != "afregning" and konto.get(name) and konto[name] == nye.konto_afregning:
            problems.add(VILKAAR_KONTO_AFREGNING, line=line, field=f"konto_{name}", raw=konto[name], hvad=hvad)
        if art == Stedart.INSTITUTION and name in SATSER and getattr(nye, name):
            problems.add(VILKAAR_INSTITUTION, line=line, field=name, raw=str(getattr(nye, name)), hvad=hvad)
    if nye.konto_leje and nye.konto_leje == nye.konto_afregning:
        problems.add(VILKAAR_KONTO_AFREGNING, line=line, field="konto_leje", raw=nye.konto_leje, hvad="leje")
    if nye.konto_leje and art != Stedart.INSTITUTION:
        problems.add(VILKAAR_LEJE, line=line, field="konto_leje", raw=nye.konto_leje)
    found = Problems()
    konti.tjek(konto.values(), kommune, nye.fra, found)
    paa_linje(found, line, problems)


def paa_linje(found: Problems, line: int, problems: Problems) -> None:
    """Take over problems that were found without their line."""
    found.relocate(lambda lines, columns: (np.full_like(lines, line), columns))
    problems.extend(found)


def gem_sted(
    kode: str, navn: str, kommune: str, art: str, af: str, *, nyt: bool, lukket_fra: dt.date | None = None
) -> Indhandlingssted:
    """Make a place, or change one. Raises ProblemsError with everything that is wrong."""
    problems = Problems()
    tjek_sted(kode, navn, kommune, problems)
    with transaction.atomic():
        lock(Indhandlingssted)
        there = Indhandlingssted.objects.filter(kode=kode).first()
        if nyt and there is not None:
            problems.add(STED_FINDES, field="kode", raw=kode)
        if there is not None and (there.art, there.kommune) != (art, kommune) and Salg.objects.filter(sted=there).exists():
            problems.add(STED_ART_FAST, field="art", raw=kode)
        if problems.errors:
            raise ProblemsError(problems)
        values = {"navn": navn.strip(), "kommune": kommune, "art": art, "lukket_fra": lukket_fra}
        sted, _ = Indhandlingssted.objects.update_or_create(kode=kode, defaults=values)
        audit.record("indhandlingssted gemt", af, sted=kode)
    return sted


def saet_vilkaar(sted: Indhandlingssted, nye: Betingelser, af: str) -> bool:
    """Let terms hold from a day on; False where they hold then already. Raises ProblemsError with everything that is wrong."""
    problems = Problems()
    tjek_vilkaar(sted.art, sted.kommune, nye, problems)
    with transaction.atomic():
        lock(Vilkaar, Saelgerskat)
        values = asdict(nye)
        now = Vilkaar.objects.filter(sted=sted, fra__lte=nye.fra).order_by("fra", "pk").last()
        if now is not None and all(getattr(now, name) == value for name, value in values.items() if name != "fra"):
            return False
        settled = Afregningslinje.objects.filter(salg__sted=sted, salg__dato__gte=nye.fra, gaelder=True)
        last = settled.order_by("-salg__dato").values_list("salg__dato", flat=True).first()
        if last is not None:
            problems.add(VILKAAR_AFREGNET, field="fra", raw=nye.fra.isoformat(), sidste=f"{last:%d-%m-%Y}")
        if problems.errors:
            raise ProblemsError(problems)
        Vilkaar.objects.create(sted=sted, oprettet_af=af, **values)
        audit.record("vilkår sat", af, sted=sted.kode, fra=nye.fra.isoformat())
    return True
