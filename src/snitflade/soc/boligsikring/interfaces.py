"""Rows 30 and 31: tenancies from the landlords, and the granted benefit to them, booked and transferred as Winformatik's page 571.

Who: an officer of Soc, before the 10th of each month. What goes wrong elsewhere: the landlord's list is compared by eye, a home is
found under two spellings, and the sum that is transferred is not the sum of the list; so the lists are compared line by line, and
nothing leaves whose sum is not the transfer. Source: social-teknik.md 2.
"""

from __future__ import annotations

import datetime as dt

from snitflade.bogh.udbetaling.koersel import maa_ud
from snitflade.exchange.catalogue import Applies, Interface, register
from snitflade.exchange.schedule import MonthDay, monthly
from snitflade.skat import behov
from snitflade.soc.boligsikring import afstemning, importer, kontrol, vagt  # noqa: F401  they register themselves
from snitflade.soc.boligsikring.behov import hvis_indkomst
from snitflade.soc.boligsikring.filer import formater as udformater
from snitflade.soc.boligsikring.koersel import byg, fortryd, proev
from snitflade.soc.boligsikring.lejefil import formater, genkend, laes, orden
from snitflade.soc.boligsikring.lejemaal import anvend
from snitflade.soc.boligsikring.modul import LEJEMAAL, TILDELT
from snitflade.soc.boligsikring.ramme import VALG

LEJEMAAL_IND = register(
    Interface(
        id=LEJEMAAL,
        about=(
            "Læser boligselskabernes lejemål og huslejer og sammenholder dem med ansøgningerne om boligsikring. "
            "Forskelle kommer på advislisten, når måneden prøveberegnes; linjer, der ikke kan passe, sættes til side. "
            "En fil, der er meget kortere eller længere end sidste måneds, venter, til nogen har bekræftet den."
        ),
        read=laes,
        apply=anvend,
        recognise=genkend,
        order=orden,
        applies=Applies.ADDS,
        formats=formater(),
        quarantine=True,
        confirmed=False,
        schedule=monthly(MonthDay(5), dt.time(16)),
        grace_bank_days=2,
        contact="boligselskabets huslejeafdeling",
        questions=("Hvilke kolonner, hvilket tegnsæt og hvilket filnavn sender hvert selskab?",),
    )
)

TILDELT_UD = register(
    Interface(
        id=TILDELT,
        about=(
            "Bevilger en måneds boligsikring, bogfører den, overfører den til udlejerne gennem Prisme (G69 og G68) eller banken, "
            "og sender hver udlejer sin fil. Den ordinære kørsel laves én gang; opsamling bevilger kun forskelle. "
            "Filerne læses igen: summen i udlejerens fil skal være det, der overføres. "
            "En anden end den, der byggede dem, skal godkende dem."
        ),
        options=VALG,
        build=byg,
        prove=proev,
        reverse=fortryd,
        may_leave=maa_ud,
        formats=("g69", "g68", "g68-14", "erh", "pain001", *udformater()),
        money=True,
        confirmed=False,
        pages=("571",),
        schedule=monthly(MonthDay(10), dt.time(12)),
        grace_bank_days=2,
        taken_within_hours=None,
        contact="boligselskabets huslejeafdeling",
        questions=(
            "Til Prisme-support hos Selvstyrets økonomistyrelse: Hvad er de sidste seks tegn i henvisningsnummeret i 571?",
            "Til Prisme-support hos Selvstyrets økonomistyrelse: Skal G69 have én debetlinje pr. borger, og hvilken tekst?",
            "Hvilket layout læser hvert boligselskab?",
        ),
    )
)

behov.register("boligsikring", hvis_indkomst)
