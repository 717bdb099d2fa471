"""What becomes of each application in a month: TILSAGN with an amount, AFSLAG with the reason, or FEJL with what is missing.

Sources: social-teknik.md 2.1, 2.4 and 2.5; skat-inddrivelse.md 6.1 (the income moves in steps of 10 per cent).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.db.models import QuerySet, Sum

from snitflade.exchange.konstanter import konstant
from snitflade.exchange.taken_back import numbers
from snitflade.formats.text import beloeb_tekst
from snitflade.skat.indkomst import over_graensen
from snitflade.soc.boligsikring.grundlag import (
    Grundlag,
    Husstandsindkomst,
    Indkomst,
    aktuelle,
    hent,
    husstandsindkomst,
    i_kraft,
    sager,
)
from snitflade.soc.boligsikring.models_ansoegning import Ansoegning, Boligtype
from snitflade.soc.boligsikring.models_bevilling import Bevilling, Resultat
from snitflade.soc.boligsikring.models_sats import Delmaaned
from snitflade.soc.boligsikring.regn import Udregning, beregn
from snitflade.soc.boligsikring.satser import Gaeldende, gaeldende
from snitflade.soc.maaned import Maaned

GRAENSE = "skat.aktuel.graense_procent"

UDEN_SATS = "Der er ingen satser for måneden (BS-E30). Indlæs dem med boligsikringssatser.csv, med kilde."
UDEN_INDKOMST = "Aktuel indkomst mangler for et husstandsmedlem (BS-A08). Hent den, eller skriv en forventet indkomst på kortet."
UDEN_PENSIONSFRADRAG = "Fradraget for pensionister er ikke kendt for måneden. Indlæs det med pensionsfradrag.csv, med kilde."
UDEN_STANDARDFRADRAG = "Årets standardfradrag er ikke sat. Sæt systemkonstanten skat.standardfradrag fra 1. januar."
UDEN_HUSLEJE = "Der er ingen husleje for måneden. Skriv den på kortet."
UDEN_VOKSNE = "Der er ingen voksne i husstanden. Ret husstanden på kortet."


@dataclass(slots=True)
class Afgoerelse:
    """The result of one application. `udregning` None: there was nothing to calculate with."""

    grundlag: Grundlag
    resultat: Resultat
    aarsag: str = ""
    husstand: Husstandsindkomst | None = None
    indkomst: int = 0
    """The income that was calculated with (øre a year)."""
    udregning: Udregning | None = None
    fastholdt: bool = False
    """Last month's income still counts, since it has moved by less than the limit."""

    @property
    def beloeb(self) -> int:
        """Øre for the month."""
        return self.udregning.beloeb if self.udregning is not None and self.resultat == Resultat.TILSAGN else 0


Brugt = tuple[int, bool, int]
"""The income last month's grant was calculated with, whether it was aktuel indkomst, and of how many adults."""


@dataclass(frozen=True, slots=True)
class Maanedsresultat:
    """The results of all applications of a month, with what they were made with."""

    maaned: Maaned
    gaeldende: Gaeldende
    indkomster: Mapping[str, Indkomst]
    afgoerelser: list[Afgoerelse]


def afgoer_maaned(kommune: str, maaned: Maaned, rows: QuerySet[Ansoegning] | None = None) -> Maanedsresultat:
    """Calculate all applications that hold in the month, or those of them that are in `rows`."""
    now = gaeldende(maaned)
    delmaaned = now.satser.delmaaned if now.satser else Delmaaned.HEL
    wanted = i_kraft(kommune, maaned, delmaaned)
    if rows is not None:
        wanted = wanted.filter(pk__in=rows.order_by().values("pk"))
    found = hent(sager(wanted), wanted, maaned)
    incomes = aktuelle(found, maaned)
    limit = int(konstant(GRAENSE, maaned.foerste))
    # Only aktuel indkomst moves in steps.
    before = brugte(maaned.plus(-1), wanted) if incomes else {}
    return Maanedsresultat(
        maaned, now, incomes, [afgoer(row, maaned, incomes, now, before.get(row.sag.id), limit) for row in found]
    )


def brugte(maaned: Maaned, rows: QuerySet[Ansoegning]) -> dict[int, Brugt]:
    """What the grants of the month were calculated with last, by application."""
    lines = Bevilling.objects.filter(maaned=str(maaned), ansoegning__in=rows.order_by().values("pk"))
    lines = lines.exclude(exchange__in=numbers()).order_by("pk")
    return {
        one: (income, actual, adults)
        for one, income, actual, adults in lines.values_list("ansoegning_id", "indkomst", "aktuel", "voksne")
    }


def bevilget(maaned: Maaned, ansoegninger: Collection[int] | None = None) -> dict[int, int]:
    """Øre granted for the month so far, by application, without what was taken back."""
    lines = Bevilling.objects.filter(maaned=str(maaned)).exclude(exchange__in=numbers())
    if ansoegninger is not None:
        lines = lines.filter(ansoegning__in=ansoegninger)
    return dict(lines.order_by().values_list("ansoegning_id").annotate(Sum("beloeb")))


def afgoer(
    row: Grundlag, maaned: Maaned, incomes: Mapping[str, Indkomst], now: Gaeldende, brugt: Brugt | None, graense: int
) -> Afgoerelse:
    """The result of one application."""
    household = husstandsindkomst(row, incomes, now)
    faults = _mangler(row, household, now)
    if faults or now.satser is None or row.husleje is None:
        return Afgoerelse(row, Resultat.FEJL, " ".join(faults), household)
    income, kept = household.beloeb, False
    if brugt is not None and household.aktuel and brugt[1] and brugt[2] == len(row.voksne):
        kept = income != brugt[0] and not over_graensen(brugt[0], income, graense)
        income = brugt[0] if kept else income
    share = (row.dage, maaned.dage) if now.satser.delmaaned == Delmaaned.DAGE else (1, 1)
    single = row.sag.boligtype == Boligtype.ENKELTVAERELSE
    sum_ = beregn(now.satser, row.husleje, income, row.boern, single, dage=share[0], af=share[1])
    reason = _afslag(row, maaned, sum_)
    return Afgoerelse(row, Resultat.AFSLAG if reason else Resultat.TILSAGN, reason, household, income, sum_, kept)


def _mangler(row: Grundlag, household: Husstandsindkomst, now: Gaeldende) -> list[str]:
    checks = (
        (now.satser is None, UDEN_SATS),
        (row.husleje is None, UDEN_HUSLEJE),
        (not row.voksne, UDEN_VOKSNE),
        (bool(household.mangler), UDEN_INDKOMST),
        (household.uden_pensionsfradrag, UDEN_PENSIONSFRADRAG),
        (household.uden_standardfradrag, UDEN_STANDARDFRADRAG),
    )
    return [sentence for wrong, sentence in checks if wrong]


def _afslag(row: Grundlag, maaned: Maaned, sum_: Udregning) -> str:
    """Why nothing is granted; empty when something is."""
    exempt = row.sag.dispensation is not None and row.sag.dispensation[0] <= maaned.foerste <= row.sag.dispensation[1]
    if row.sag.rum - row.beboere > 1 and not exempt:
        return f"Boligen har {row.sag.rum} rum og husstanden {row.beboere} personer: der er mere end ét rum for meget."
    if sum_.egenandel >= 10_000:
        return "Husstandens indkomst er for høj: egenandelen er 100 procent."
    if sum_.under_minimum or sum_.beloeb == 0:
        return f"Beløbet er under {beloeb_tekst(sum_.minimum)} kr. om måneden og kommer ikke til udbetaling."
    return ""
