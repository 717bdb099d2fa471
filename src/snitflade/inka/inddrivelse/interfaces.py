"""Rows 14, 15 and 16 of the catalogue: Inddrivelse.

Who: the clerk of claims, once a month with claims, once a week with write-downs, the files carried to the authority's site by hand.
What goes wrong elsewhere: a file half taken and sent again, so that debtors owe twice; a claim collected here and there at once; a
payment made here that the authority goes on collecting; bills that were never sent. So every claim has its state, step by step.

Row 14 ``inka.fordringer``, row 15 ``inka.afregninger``, row 16 ``inka.afviste``. Source: skat-inddrivelse.md 8 and 9.
"""

from __future__ import annotations

import datetime as dt

from snitflade.exchange import imports
from snitflade.exchange.catalogue import Interface, Option, OptionKind, register
from snitflade.exchange.schedule import BankDay, monthly
from snitflade.inka import numre
from snitflade.inka.inddrivelse import (
    afregning,
    afstemning,  # noqa: F401  its figures for the reconciliation register themselves
    arter,
    byg,
    ind,
    kontrol,  # noqa: F401  what `verify` holds registers itself
    leveret,
    vagt,  # noqa: F401  and so do the watches
)

_KONTAKT = "Skattestyrelsen, Inddrivelse"

FORDRINGER = register(
    Interface(
        id="inka.fordringer",
        about=(
            "Overgiver forfaldne krav til Inddrivelsesmyndigheden, når fristen er gået, og regningen vides at være udsendt; og "
            "nedskriver det, der siden er betalt, ændret eller tilbagekaldt. "
            "Et krav hos myndigheden opkræves ikke andre steder, og det samme krav sendes aldrig to gange, mens de har det. "
            "Filen bæres til myndighedens side; registrér kvitteringen på fordringernes side bagefter."
        ),
        options=(
            Option("kommune", OptionKind.TEXT, "Kommunenummer, fx 0960"),
            Option("fil", OptionKind.CHOICE, "Hvad der skal sendes", choices=(numre.FORDRINGER, numre.NEDSKRIVNINGER)),
            Option("igen", OptionKind.CHOICE, "Kun fordringer, der er sat i kø igen", required=False, choices=("N", "J")),
        ),
        build=byg.byg,
        prove=byg.proev,
        reverse=byg.fortryd,
        may_leave=byg.maa_afgaa,
        formats=("fordringer", "nedskrivninger"),
        money=True,
        confirmed=False,
        pages=("220",),
        schedule=monthly(BankDay(10), dt.time(12)),
        grace_bank_days=5,
        catches_up=True,
        taken_within_hours=None,
        contact=_KONTAKT,
        questions=(
            "Hvilken kanal tager kommunale fordringer nu, Sulinal eller AKAP?",
            "Hvor aflæses sekvensnummeret, som en nedskrivning skal have?",
            "Hvad er kommunernes id som fordringshaver, og hvor langt må et sagsnummer være?",
            "Hvilke arter svarer til hvilke fordringstyper?",
        ),
    )
)

AFREGNINGER = register(
    Interface(
        id="inka.afregninger",
        about=(
            "Læser det, Inddrivelsesmyndigheden har fået ind, og bogfører det: på kravet, renter og gebyrer for sig. "
            "Det, der ikke hører til nogen fordring, står blandt uanbringelige og som en afvigelse. "
            "En afregning, hvis egne summer ikke går op, eller som er en anden kommunes, afvises som helhed."
        ),
        read=afregning.laes,
        apply=afregning.anvend,
        recognise=afregning.genkend,
        order=afregning.orden,
        formats=(afregning.HEL, afregning.LINJER),
        confirmed=False,
        schedule=monthly(BankDay(5), dt.time(12)),
        grace_bank_days=10,
        catches_up=True,
        contact=_KONTAKT,
        questions=(
            "Hvordan ser en afregning ud, og hvad kendes en betaling på?",
            "Hvilken adresse sender den, og er ruten krypteret?",
            "Overføres renter og gebyrer til kommunen?",
        ),
    )
)

AFVISTE = register(
    Interface(
        id="inka.afviste",
        about=(
            "Læser de fordringer og nedskrivninger, Inddrivelsesmyndigheden har afvist, og månedens afstemning; filen kendes på "
            "sit indhold. Et afvist krav er kommunens at opkræve igen. "
            "Afstemningen holdes mod vores rækker og mod bogføringen; den bogfører intet, og hver afvigelse lukkes af en person."
        ),
        read=ind.laes,
        apply=ind.anvend,
        recognise=ind.genkend,
        order=ind.orden,
        formats=(ind.AFVISTE, ind.AFSTEMNINGER),
        confirmed=False,
        schedule=monthly(BankDay(5), dt.time(12)),
        grace_bank_days=10,
        catches_up=True,
        contact=_KONTAKT,
        questions=(
            "Hvordan ser listen over afviste ud, og hvilke koder er der?",
            "Er afstemningen hele beholdningen, og hvilken dag gælder den?",
            "Betyder det, at en fordring ikke står blandt de afviste, at den er taget?",
        ),
    )
)

imports.register("inka.fordringsarter", arter.importer)
imports.register("inka.udsendte", leveret.importer)
