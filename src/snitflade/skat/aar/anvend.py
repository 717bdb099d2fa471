"""Applying an extract: loaded here, or handed on to the installation of the municipality it is for.

Source: skat-inddrivelse.md 5.3.
"""

from __future__ import annotations

from dataclasses import replace

from django.utils import timezone

from snitflade.exchange import journal
from snitflade.exchange.bulk import collector_paused
from snitflade.exchange.catalogue import Applied, Hold, Sheet, Totals
from snitflade.exchange.configuration import ConfigurationError
from snitflade.exchange.konstanter import konstant
from snitflade.exchange.models import Exchange
from snitflade.formats.problems import ProblemKind, Problems, ProblemsError
from snitflade.formats.text import beloeb_tekst
from snitflade.skat.aar import fordeling, installationer, ventede
from snitflade.skat.aar.indlaes import UdsvingError, indlaes, regler
from snitflade.skat.aar.udtraek import SKPL_UDEN_LINJER, Udtraek
from snitflade.skat.models_aar import Indkomstfil

SKPL_FREMMED = ProblemKind(
    "SKPL_FREMMED",
    "Filen er for {navn}, som hverken indlæses her (systemkonstant skat.kommuner) eller har sin egen installation i kommuner.toml. "
    "Intet er ændret.",
)


def anvend(exchange: Exchange, udtraek: Udtraek, problems: Problems) -> Applied:
    """Load it, or hand it on; in the caller's transaction. Raises ProblemsError, Hold."""
    kommune = udtraek.kommune
    if kommune is not None and not udtraek.raekker.cpr:
        problems.add(SKPL_UDEN_LINJER)
    if kommune is None or not udtraek.raekker.cpr:
        raise ProblemsError(problems)
    udtraek = replace(udtraek, sha256=journal.content_hash(exchange))  # as it came: corrected lines make it no other extract
    try:
        others = installationer.alle()
        with collector_paused():
            if kommune.kommune in others:
                return _fordel(exchange, udtraek, others[kommune.kommune])
            own = [number for number in konstant("skat.kommuner", timezone.localdate()).split(",") if number]
            if own and kommune.kommune not in own:
                problems.add(SKPL_FREMMED, navn=kommune.navn)
                raise ProblemsError(problems)
            fil = indlaes(udtraek, regler(), exchange=exchange, frigivet=bool(exchange.released_by))
    except (ConfigurationError, UdsvingError) as error:
        raise Hold(str(error)) from None
    return Applied(totals=_totaler(udtraek, fil), sheet=_ark(udtraek, fil), set_aside=list(udtraek.dobbelte))


def _fordel(exchange: Exchange, udtraek: Udtraek, installation: installationer.Installation) -> Applied:
    row = fordeling.lever(exchange, udtraek, installation)
    totals = {"Linjer": udtraek.laest, "Personer": len(udtraek.raekker.cpr), "Indkomst i øre": sum(udtraek.raekker.indkomst)}
    sheet: Sheet = [
        (
            "Fordeling",
            [
                ("Kommune", udtraek.kommune.navn if udtraek.kommune else ""),
                ("Indkomstår", str(udtraek.indkomstaar)),
                ("Udtræk", f"{udtraek.dato:%d-%m-%Y}"),
                ("Personer i filen", f"{len(udtraek.raekker.cpr)}"),
                ("Indkomst i filen", beloeb_tekst(sum(udtraek.raekker.indkomst))),
                ("Tilstand", str(row.get_tilstand_display())),
                ("Kvittering", row.besked),
            ],
        ),
        *_mangler(),
    ]
    return Applied(totals=totals, sheet=sheet, set_aside=list(udtraek.dobbelte))


def _totaler(udtraek: Udtraek, fil: Indkomstfil) -> Totals:
    return {
        "Linjer": udtraek.laest,
        "Personer": fil.antal,
        "Indkomst i øre": fil.sum,
        "Skrevet i øre": fil.sum_skrevet,
        "Nye": fil.nye,
        "Ændrede": fil.aendrede,
        "Uændrede": fil.uaendrede,
        "Ikke i udtrækket": fil.mangler,
        "Ikke i personregistret": fil.ukendte,
        "Holdt tilbage": len(udtraek.udeladt),
    }


def _ark(udtraek: Udtraek, fil: Indkomstfil) -> Sheet:
    return [
        (
            "Udtrækket",
            [
                ("Kommune", udtraek.kommune.navn if udtraek.kommune else ""),
                ("Indkomstår", str(udtraek.indkomstaar)),
                ("Udtræk", f"{udtraek.dato:%d-%m-%Y}"),
                ("Linjer læst", f"{udtraek.laest}"),
                ("Personer indlæst", f"{fil.antal}"),
                ("Indkomst før", beloeb_tekst(fil.sum_foer)),
                ("Indkomst i udtrækket", beloeb_tekst(fil.sum)),
                ("Nye", f"{fil.nye}"),
                ("Ændrede", f"{fil.aendrede}"),
                ("Uændrede", f"{fil.uaendrede}"),
                ("Ikke i udtrækket, beholder deres værdi", f"{fil.mangler}"),
                ("Ikke i personregistret", f"{fil.ukendte}"),
                ("Holdt tilbage (linjer med fejl eller forskellig indkomst)", f"{len(udtraek.udeladt)}"),
            ],
        ),
        *_mangler(),
    ]


def _mangler() -> Sheet:
    """Which of the month's files have not come yet."""
    lacking = ventede.mangler(timezone.localdate())
    return [("Filer, der ikke er kommet i denne måned", [(str(one), "mangler") for one in lacking])] if lacking else []
