"""Rows 12 and 13 of the catalogue: Betalingsservice.

Row 13 ``inka.bs-opkraevninger``: collections as a 0601, carried to the portal by hand. Row 12 ``inka.bs-indbetalinger``: one place
for what is fetched there, payments (0602) and agreements (0603). Source: payments.md 5.
"""

from __future__ import annotations

import datetime as dt

from snitflade.exchange import imports
from snitflade.exchange.catalogue import Interface, Option, OptionKind, register
from snitflade.exchange.schedule import COPENHAGEN, BankDay, monthly
from snitflade.inka.betalingsservice import afstemning  # noqa: F401  its figures for the reconciliation register themselves
from snitflade.inka.betalingsservice.byg import byg, fortryd, maa_afgaa, proev
from snitflade.inka.betalingsservice.grupper import importer
from snitflade.inka.betalingsservice.ind import anvend
from snitflade.inka.betalingsservice.laesning import genkend, laes, orden

_KONTAKT = "Betalingsservices kundeservice"

BS_INDBETALINGER = register(
    Interface(
        id="inka.bs-indbetalinger",
        about=(
            "Læser betalinger (0602) og aftaler (0603) fra Betalingsservice; filen kendes på sit indhold. "
            "Betalinger fordeles på de krav, opkrævningen blev lavet af; afviste, afmeldte og tilbageførte krav er åbne igen. "
            "Det, der ikke hører til nogen opkrævning, står blandt uanbringelige, og en anden kommunes fil afvises."
        ),
        read=laes,
        apply=anvend,
        recognise=genkend,
        order=orden,
        formats=("bs0602", "bs0603"),
        pages=("272",),
        # Payers can refuse until the 7th of the month, so that a month's answers go on coming after this.
        schedule=monthly(BankDay(5), dt.time(12)),
        grace_bank_days=5,
        catches_up=True,
        contact=_KONTAKT,
        questions=(
            "Summerer en 0602 det opkrævede eller det betalte beløb, når der er 0237–0239?",
            "Er kundenummeret hos Betalingsservice i dag CPR-nummeret?",
            "Afleveres filerne til kommunen eller til KIMIK?",
        ),
    )
)

BS_OPKRAEVNINGER = register(
    Interface(
        id="inka.bs-opkraevninger",
        about=(
            "Samler åbne krav til én opkrævning pr. betaler og forfaldsdato og skriver dem som en 0601 til Betalingsservice. "
            "Kun krav med en aftale, der dækker forfaldsdatoen, og uden henstand er med; de er låst, til svaret er kommet. "
            "Filen må ikke gå ud efter kl. 11 på sjettesidste bankdag; vælg så en senere forfaldsdato."
        ),
        options=(
            Option("kommune", OptionKind.TEXT, "Kommunenummer, fx 0956"),
            Option(
                "forfaldsdato",
                OptionKind.DATE,
                "Hvornår der betales, fx 2026-12-01; ellers den første mulige bankdag i en måned",
                required=False,
            ),
            Option("debitorgruppe", OptionKind.TEXT, "Kun denne debitorgruppe, 5 cifre, fx 00002", required=False),
            Option(
                "igen", OptionKind.CHOICE, "Også krav, som er afvist eller ført tilbage før", required=False, choices=("N", "J")
            ),
        ),
        build=byg,
        prove=proev,
        reverse=fortryd,
        may_leave=maa_afgaa,
        formats=("bs0601",),
        money=True,
        pages=("270",),
        # Two bank days before the deadline, which is 11 o'clock on the sixth-last.
        schedule=monthly(BankDay(-8), dt.time(11), zone=COPENHAGEN),
        grace_bank_days=2,
        taken_within_hours=None,
        contact=_KONTAKT,
        questions=(
            "Bruges basisløsningen (kun aftaler) eller totalløsningen (også indbetalingskort)?",
            "Hvilke PBS-numre, dataleverandørnummer, delsystem og debitorgrupper gælder?",
            "Er XML-efterfølgeren til 0601 et krav nu?",
        ),
    )
)

imports.register("inka.betalingsservice", importer)
