"""Delsystem Tekn in the catalogue.

Row 40 ``tekn.renovation-prisme``: Snitflade 861, the quarterly renovation billing to Prisme as G69 and 10Q.
Who: an operator once a quarter, with deadlines close. What goes wrong elsewhere: bills that never leave, or leave twice, and
nobody sees it; so the quarter is the key, and every total is proved against the ledger before a file exists.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from snitflade.exchange import imports
from snitflade.exchange.catalogue import Built, Interface, Option, OptionKind, Options, register
from snitflade.exchange.konstanter import konstant
from snitflade.exchange.models import Exchange
from snitflade.exchange.schedule import BankDay, quarterly
from snitflade.formats.document import Document
from snitflade.inka.prismefiler import Stempel, bevis
from snitflade.tekn.renovation import afstemning  # noqa: F401  its figures for the reconciliation register themselves
from snitflade.tekn.renovation.filer import RENOVATION, filer, kontrolark, totaler
from snitflade.tekn.renovation.importer import importer
from snitflade.tekn.renovation.opkraev import fortryd, opkraev
from snitflade.tekn.renovation.parametre import Parametre
from snitflade.tekn.renovation.vagt import SNITFLADE

PARAMETRE = (
    Option("kommune", OptionKind.TEXT, "Kommunenummer, fx 0956"),
    Option("kvartal", OptionKind.TEXT, "Kvartalet, der opkræves, fx 2018K1"),
    Option("posteringsdato", OptionKind.DATE, "PST_DTO, fx 2017-01-13"),
    Option("forfaldsdato", OptionKind.DATE, "VAL_DTO, fx 2017-02-01"),
    Option("regnskabsaar", OptionKind.NUMBER, "RSK_AAR, fx 2017"),
    Option("tekst", OptionKind.TEXT, "Posteringstekst, højst 35 tegn, fx «1. KVARTAL 2018»"),
    Option("konteret_af", OptionKind.TEXT, "Initialer, højst 5 tegn, fx tobl", required=False),
    Option("tidsstempel", OptionKind.MOMENT, "Tidsstempling i 10Q, fx 2017-01-13T12:00; ellers nu", required=False),
    Option("paaligningsaar", OptionKind.NUMBER, "Påligningsår i 10Q; ellers regnskabsåret", required=False),
    Option(
        "omraadenummer", OptionKind.CHOICE, "I stedet for systemkonstant 4011", required=False, choices=("000", "GEO", "INDDRIV")
    ),
    Option("modkonto", OptionKind.TEXT, "I stedet for renovation.modkonto", required=False),
    Option(
        "afregning",
        OptionKind.CHOICE,
        "I stedet for renovation.afregning",
        required=False,
        choices=("dage", "hele_maaneder", "hele_uger", "intet"),
    ),
    Option("rate_pr", OptionKind.CHOICE, "I stedet for renovation.rate_pr", required=False, choices=("omraade", "aftale")),
)


def byg(exchange: Exchange, options: Options) -> Built:
    """Bill the quarter and make its two files."""
    ordered = {option.name for option in PARAMETRE} - {"tidsstempel", "paaligningsaar"}
    parametre = Parametre(**{name: value for name, value in options.items() if name in ordered and value is not None})
    koersel = opkraev(parametre, exchange)
    notes = tuple(koersel.oplysninger)
    if koersel.tom:
        return Built(key="", files=(), totals={}, sheet=[], warnings=koersel.advarsler, notes=notes)
    files = filer(koersel, parametre, Stempel.af(options), koersel.advarsler)
    totals = totaler(exchange, koersel)
    return Built(
        key=koersel.noegle,
        files=files,
        totals=totals,
        sheet=kontrolark(koersel, totals),
        kommune=koersel.kommune,
        warnings=koersel.advarsler,
        notes=notes,
    )


def proev(exchange: Exchange, documents: Mapping[str, Document]) -> Mapping[str, int]:
    """The totals the decoded files show."""
    dato = dt.date.fromisoformat(exchange.options["posteringsdato"])
    return bevis(documents, exchange.options.get("modkonto") or konstant("renovation.modkonto", dato), RENOVATION)


RENOVATION_PRISME = register(
    Interface(
        id=SNITFLADE,
        about=(
            "Opkræver renovation for et kvartal og sender det til Prisme: posteringerne som G69 og debitorernes rater som 10Q. "
            "Kvartalet er nøglen: køres det igen, opkræves kun forskellen. "
            "Filerne læses igen og stemmes af med bogføringen, og en anden end den, der byggede dem, skal godkende dem."
        ),
        options=PARAMETRE,
        build=byg,
        prove=proev,
        reverse=fortryd,
        formats=("g69", "10q"),
        money=True,
        pages=("861",),
        # Bills are expected in the quarter's first month (social-teknik.md 11.1).
        schedule=quarterly(BankDay(5), dt.time(12)),
        grace_bank_days=10,
        contact="Prisme-support hos Selvstyrets økonomistyrelse",
        questions=(
            "Skal trans 10 tegn 56–161 være blanke?",
            "Er kontonummeret i G69 felt 111 på 21 tegn, eller 10 eller 15?",
            "Læses filerne som UTF-8 eller cp1252?",
            "Hvilke områdenumre gælder for byer ud over Nuuk 060 og Paamiut 050?",
        ),
    )
)

imports.register("tekn.renovation", importer)
