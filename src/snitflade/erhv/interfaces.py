"""Delsystem Erhv in the catalogue: rows 4 to 7, what is reported of sales at the board and to institutions.

Who: the bookkeeper, by the 10th of the month, after each quarter, and in January. Sales are settled first (`afregning`), and paid
with row 18. Every layout is ours until the receiver has confirmed it. Source: skat-inddrivelse.md 2 to 4.
"""

from __future__ import annotations

import datetime as dt
from functools import partial

from snitflade.erhv import aar, abonnement, afstemning, knapk, kontrol, maaned, vagt  # noqa: F401  four of them register themselves
from snitflade.erhv.importer import importer_saelgere, importer_salg, importer_steder
from snitflade.erhv.models import Stedart
from snitflade.exchange import imports
from snitflade.exchange.catalogue import Interface, Option, OptionKind, register
from snitflade.exchange.schedule import MonthDay, monthly, quarterly, yearly

KOMMUNE = Option("kommune", OptionKind.TEXT, "Kommunenummer, fx 0956")
AAR = Option("aar", OptionKind.NUMBER, "Indkomståret, fx 2026")
KONTAKT = "Skattestyrelsen, sulinal@nanoq.gl"
INDKOMSTART = "Er brætsalg A- eller B-indkomst nu, og hvem indeholder skatten?"
A11 = ("Sulinals egen beskrivelse af A11", "Feltnumrene for brætsalg, leje, skat og B-indkomst i A11", INDKOMSTART)

BRAETSALG_SKAT = register(
    Interface(
        id="erhv.braetsalg-skat",
        about=(
            "Indberetter månedens brætsalg og indeholdte skat pr. person til Skattestyrelsen, efter salgsdagen og i hele kroner. "
            "En rettelse er hele måneden igen og erstatter den forrige fil. "
            "Filen stemmes af med bogføringen, og en anden end den, der byggede den, skal godkende den."
        ),
        options=(KOMMUNE, Option("maaned", OptionKind.TEXT, "Salgsmåneden, fx 2026-03")),
        build=maaned.byg,
        prove=maaned.proev,
        formats=(maaned.FORMAT,),
        money=True,
        confirmed=False,
        schedule=monthly(MonthDay(10), dt.time(12)),
        taken_within_hours=None,
        contact=KONTAKT,
        questions=("Sulinals egen beskrivelse af månedsfilen", INDKOMSTART),
    )
)

BRAETSALG_KNAPK = register(
    Interface(
        id="erhv.braetsalg-knapk",
        about=(
            "Giver KNAPK kvartalets liste over fangere og fiskere med det gebyr, der er trukket. "
            "Beskyttede navne skrives som BESKYTTET, og en rettelse er hele listen igen. "
            "Listen stemmes af med bogføringen, og en anden end den, der byggede den, skal godkende den."
        ),
        options=(KOMMUNE, Option("kvartal", OptionKind.TEXT, "Kvartalet, fx 2026K1")),
        build=knapk.byg,
        prove=knapk.proev,
        formats=(knapk.FORMAT,),
        money=True,
        confirmed=False,
        schedule=quarterly(MonthDay(20), dt.time(12)),
        taken_within_hours=None,
        contact="KNAPK",
        questions=(
            "Er «Total Beløb (KNAPK)» det trukne gebyr eller omsætningen?",
            "Hjemmelen til at give CPR-numre videre",
        ),
    )
)

BRAETSALG_A11 = register(
    Interface(
        id="erhv.braetsalg-a11",
        about=(
            "Indberetter årets brætsalg og indeholdte skat pr. person til Skattestyrelsen som A11. "
            "Året skal være summen af de indberettede måneder; hvor det ikke er det, skal nogen skrive hvorfor. "
            "Filen stemmes af med bogføringen, og en anden end den, der byggede den, skal godkende den."
        ),
        options=(
            KOMMUNE,
            AAR,
            Option("frigiv", OptionKind.TEXT, "Hvorfor året sendes, selv om måneder afviger", required=False),
        ),
        build=partial(aar.byg, Stedart.BRAET),
        prove=aar.proev,
        formats=("a11",),
        money=True,
        confirmed=False,
        schedule=yearly(1, MonthDay(31), dt.time(12)),
        taken_within_hours=None,
        contact=KONTAKT,
        questions=A11,
    )
)

INSTITUTIONSSALG_A11 = register(
    Interface(
        id="erhv.institutionssalg-a11",
        about=(
            "Indberetter årets salg til institutioner og leje af transportmidler pr. person til Skattestyrelsen som A11. "
            "En rettelse er hele året igen og erstatter den forrige fil. "
            "Filen stemmes af med bogføringen, og en anden end den, der byggede den, skal godkende den."
        ),
        options=(KOMMUNE, AAR),
        build=partial(aar.byg, Stedart.INSTITUTION),
        prove=aar.proev,
        formats=("a11",),
        money=True,
        confirmed=False,
        pages=("410",),
        schedule=yearly(1, MonthDay(31), dt.time(12)),
        taken_within_hours=None,
        contact=KONTAKT,
        questions=A11,
    )
)

imports.register("erhv.indhandlingssteder", importer_steder)
imports.register("erhv.fangere", importer_saelgere)
imports.register("erhv.salg", importer_salg)
