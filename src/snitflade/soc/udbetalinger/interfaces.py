"""Rows 28 and 29: social payments to the bank or Prisme (page 562), and the year's taxable benefits to Skattestyrelsen (page 569).

Source: social-teknik.md 5.3, payments.md 3, skat-inddrivelse.md 3.
"""

from __future__ import annotations

import datetime as dt

from snitflade.bogh.udbetaling.interfaces import FORMATER, KONTAKT, SPOERGSMAAL
from snitflade.bogh.udbetaling.koersel import VALG, fortryd, maa_ud
from snitflade.bogh.udbetaling.koersel import proev as proev_bank
from snitflade.exchange import imports
from snitflade.exchange.catalogue import Interface, Option, OptionKind, register
from snitflade.exchange.schedule import MonthDay, yearly
from snitflade.krdi.modregning.tilslut import tilslut
from snitflade.soc.udbetalinger import aar, afstemning, koersel, kontrol, vagt  # noqa: F401  three of them register themselves
from snitflade.soc.udbetalinger.importer import importer
from snitflade.soc.udbetalinger.modul import A11, BANK, SOCIALE

UDBETALINGER_BANK = register(
    Interface(
        id=BANK,
        about=(
            "Danner linjer af de kort, der er forfaldne, bogfører dem og betaler dem med en fil til bankens erhvervsnetbank, eller "
            "gennem Prisme. Linjer uden stempling, uden konto eller over grænsen udelades; ingen periode betales to gange. "
            "Den, der har tastet en linje, kan ikke lave kørslen, og en anden end den, der byggede filen, skal godkende den."
        ),
        options=VALG,
        build=koersel.byg,
        prove=proev_bank,
        reverse=fortryd,
        may_leave=maa_ud,
        formats=FORMATER,
        money=True,
        confirmed=False,
        pages=("560", "561", "562", "563"),
        taken_within_hours=None,
        contact=KONTAKT,
        questions=SPOERGSMAAL,
    )
)

UDBETALINGER_A11 = register(
    Interface(
        id=A11,
        about=(
            "Indberetter årets skattepligtige sociale ydelser pr. person til Skattestyrelsen som A11, ud fra det, der er betalt og "
            "modregnet. En art uden skatteoplysning stopper filen, og en rettelse er hele året igen. "
            "Filen stemmes af med bogføringen, og en anden end den, der byggede den, skal godkende den."
        ),
        options=(
            Option("kommune", OptionKind.TEXT, "Kommunenummer, fx 0956"),
            Option("aar", OptionKind.NUMBER, "Indkomståret, fx 2026"),
            Option("igen", OptionKind.TEXT, "Hvorfor året sendes igen uden ændringer, fx rullet tilbage", required=False),
        ),
        build=aar.byg,
        prove=aar.proev,
        formats=("a11",),
        money=True,
        confirmed=False,
        pages=("569",),
        schedule=yearly(1, MonthDay(31), dt.time(12)),
        taken_within_hours=None,
        contact="Skattestyrelsen, sulinal@nanoq.gl",
        questions=(
            "Sulinals egen beskrivelse af A11",
            "Hvilke sociale arter er skattepligtige, og i hvilken kolonne?",
            "Indeholdes der A-skat i sociale udbetalinger? Her indberettes 0",
        ),
    )
)

tilslut(SOCIALE.navn)
imports.register("soc.udbetalinger", importer)
