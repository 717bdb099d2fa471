"""Claims from a basis that somebody else has computed (waste weighed, RenoWeb): one run, booked and written as 861 is.

Whoever has the basis says what its lines are (`Fag`); here they become bills, ledger rows and the two files, all or nothing.
Sources: social-teknik.md 9.4, 10.4 and 11.5, prisme.md 2.3 and 3.8.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from django.db import transaction

from snitflade.bogh.models import Bilag, Postering
from snitflade.exchange.bulk import collector_paused, lock
from snitflade.exchange.catalogue import Built, Options
from snitflade.exchange.konstanter import brug, konstant
from snitflade.exchange.models import Exchange
from snitflade.formats.document import Document
from snitflade.formats.problems import Problems, ProblemsError
from snitflade.inka.krav import annuller_udveksling
from snitflade.inka.models import Debitor, Regning
from snitflade.inka.prismefiler import Stempel, bevis
from snitflade.tekn.grundlag.fag import Fag, Post
from snitflade.tekn.grundlag.koersel import opgoer
from snitflade.tekn.renovation.filer import filer, kontrolark, totaler
from snitflade.tekn.renovation.opkraev import bogfoer
from snitflade.tekn.renovation.parametre import Parametre, opsaet


def byg(exchange: Exchange, options: Options, fag: Fag) -> Built:
    """Bill what is open and make the two files, in the caller's transaction. Raises ProblemsError with everything that is wrong."""
    problems = Problems()
    dato = options["posteringsdato"]
    modkonto = options.get("modkonto") or brug.hent(fag.modkonto, dato, problems) or "0" * 10
    betalingsart = brug.hent(fag.betalingsart, dato, problems)
    parametre = Parametre(
        kommune=options["kommune"],
        kvartal=fag.kvartal(options),
        posteringsdato=dato,
        forfaldsdato=options["forfaldsdato"],
        regnskabsaar=options["regnskabsaar"],
        tekst=options["tekst"],
        konteret_af=options.get("konteret_af") or "",
        omraadenummer=options.get("omraadenummer"),
        modkonto=modkonto,
    )
    opsaetning = opsaet(parametre, problems)
    if opsaetning is None or problems.errors:
        raise ProblemsError(problems)
    with collector_paused(), transaction.atomic():
        lock(*fag.tabeller, Debitor, Regning, Bilag, Postering)
        poster = fag.poster(options, opsaetning.kommune, problems)
        koersel = opgoer(parametre, opsaetning, poster, fag, exchange, problems)
        if problems.errors:
            raise ProblemsError(problems)
        if not koersel.posteringer:
            note = "Der er intet at opkræve: ingen linjer er åbne, eller de går i nul på hver konto. Intet er skrevet."
            return Built(key="", files=(), totals={}, sheet=[], warnings=problems, notes=(note,))
        bogfoer(parametre, koersel, exchange, modkonto, kilde=fag.snitflade, maskinnr=fag.maskinnr)
    files = filer(koersel, parametre, Stempel.af(options), problems, fag.slags(betalingsart))
    totals = totaler(exchange, koersel)
    return Built(
        key=koersel.noegle,
        files=files,
        totals=totals,
        sheet=[("Grundlaget", _om_grundlaget(poster)), *kontrolark(koersel, totals)],
        kommune=koersel.kommune,
        warnings=problems,
    )


def proev(exchange: Exchange, documents: Mapping[str, Document], fag: Fag) -> Mapping[str, int]:
    """The totals the decoded files show."""
    dato = dt.date.fromisoformat(exchange.options["posteringsdato"])
    return bevis(documents, exchange.options.get("modkonto") or konstant(fag.modkonto, dato), fag.slags(""))


def fortryd(exchange: Exchange, fag: Fag) -> None:
    """Take back what a run of an exchange that never went out did; its lines are open again."""
    dato = dt.date.fromisoformat(exchange.options["posteringsdato"])
    annuller_udveksling(exchange, fag.snitflade, f"udveksling {exchange.pk}", dato, f"Udveksling {exchange.pk} er taget tilbage")


def _om_grundlaget(poster: Sequence[Post]) -> list[tuple[str, str]]:
    return [("Linjer", str(len(poster))), ("Kunder", str(len({post.debitor for post in poster})))]
