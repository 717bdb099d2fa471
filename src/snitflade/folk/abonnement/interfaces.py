"""Row 8 ``folk.cpr-abonnementer``: which persons' data the municipality wants from CPR, and no longer.

Who: nobody, every weekday before CPR's run. What goes wrong elsewhere: somebody of interest leaves Greenland and falls silent, or a
subscription outlives its need; so the list is derived from what the modules know, with the reason beside each number.
"""

from __future__ import annotations

import datetime as dt

from snitflade.exchange.catalogue import Interface, register
from snitflade.exchange.schedule import COPENHAGEN, weekdays
from snitflade.folk.abonnement import vagt  # noqa: F401  its alarms register themselves
from snitflade.folk.abonnement.fil import FORMAT, byg, fortryd, proev
from snitflade.folk.abonnement.svar import SNITFLADE

CPR_ABONNEMENTER = register(
    Interface(
        id=SNITFLADE,
        about=(
            "Fortæller CPR, hvem kommunen vil have oplysninger om ud over dem, der bor i Grønland, og hvem ikke længere. "
            "Listen følger af, hvem kommunens moduler kender, og kun forskelle sendes: uden ændringer ingen fil. "
            "Svarene kommer med den daglige ajourføring; det, CPR ikke svarer på i to leverancer, sendes igen én gang."
        ),
        build=byg,
        prove=proev,
        reverse=fortryd,
        runs_itself=True,
        formats=(FORMAT,),
        confirmed=False,
        schedule=weekdays(dt.time(11, 15), zone=COPENHAGEN),
        catches_up=True,
        taken_within_hours=None,
        contact="CPR-kontoret",
        questions=(
            "Hvad er koden for at slette et abonnement i nøgle 06? SL er formodet.",
            "Hvad betyder tegn 7–8 i nøgle 06? Der skrives 00.",
            "Er felterne på 15 tegn en egen reference (NGLKONST)? De er blanke.",
            "Er kvittering for slettede abonnementer (record 997) bestilt?",
            "Hvad betyder fejlnumrene i record 910?",
        ),
    )
)
