"""Row 33: pension rates from the Departement, into a table that somebody accepts them from.

Who: the officer of pension, in December. What goes wrong elsewhere: rates arrive late, are typed in, and nobody sees a wrong one
before a thousand pensions are; so a sheet is compared with last year's, and holds only when somebody has said so.

Source: social-teknik.md 3.
"""

from __future__ import annotations

import datetime as dt

from snitflade.exchange.catalogue import Applies, Interface, register
from snitflade.exchange.schedule import MonthDay, yearly
from snitflade.skat import behov
from snitflade.soc.pension import afstemning, importer, kontrol, vagt  # noqa: F401  they register themselves
from snitflade.soc.pension.behov import hvis_indkomst
from snitflade.soc.pension.satsfil import formater, genkend, laes
from snitflade.soc.pension.satsgang import anvend

SATSER_IND = register(
    Interface(
        id=vagt.SATSER,
        about=(
            "Læser Departementets regneark med pensionssatser, i ethvert layout der er en profil for. "
            "Satserne prøves og sammenlignes med sidste års; de gælder først, når nogen har godkendt dem på siden Pensionssatser. "
            "Mangler en sats, eller er der fejl i en celle, afvises hele arket med alt, hvad der er galt."
        ),
        read=laes,
        apply=anvend,
        recognise=genkend,
        applies=Applies.ADDS,
        formats=formater(),
        confirmed=False,
        pages=("900",),
        schedule=yearly(12, MonthDay(15), dt.time(12)),
        grace_bank_days=5,
        contact="Departementet for pension (Naalakkersuisut)",
        questions=(
            "Hvilke ark, kolonner og koder har regnearket?",
            "Hvad aftrappes højeste førtidspension med, når indkomsten er over grænsen?",
            "Kan lønsystemet læse en fil i stedet for «Liste til lønsystem»?",
        ),
    )
)

behov.register("pension", hvis_indkomst)
