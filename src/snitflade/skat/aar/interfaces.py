"""Row 25 ``skat.indkomster``: taxable incomes from eSkat, one file per municipality and income year.

Who: once a month the one who fetches ten files from eSkat and has loaded each of them into one of five installations by hand. What
goes wrong elsewhere: a file is forgotten, an older one takes the place of a newer, half a file is loaded. So one upload takes them
all, each goes where it belongs and gives a receipt, and what has not come is named.
"""

from __future__ import annotations

import datetime as dt

from snitflade.exchange.catalogue import Applies, Interface, register
from snitflade.exchange.schedule import MonthDay, monthly
from snitflade.skat.aar.anvend import anvend
from snitflade.skat.aar.udtraek import FORMAT, SNITFLADE, dato, laes

INDKOMSTER = register(
    Interface(
        id=SNITFLADE,
        about=(
            "Indlæser de skattepligtige indkomster, som er hentet fra eSkat, én fil pr. kommune og indkomstår. "
            "En fil for en kommune med sin egen installation afleveres dér med kvittering; kan den ikke nås, venter filen. "
            "Ingen værdi overskrives: et nyere udtræk gælder, og et ældre afvises."
        ),
        read=laes,
        apply=anvend,
        order=dato,
        formats=(FORMAT,),
        applies=Applies.REPLACES,
        quarantine=True,
        pages=("442",),
        schedule=monthly(MonthDay(15), dt.time(12)),
        grace_bank_days=5,
        catches_up=True,
        contact="Skattestyrelsen (eSkat)",
        questions=(
            "Hvilke bogstaver har Kommune Qeqertalik og Avannaata Kommunia i filnavnet? KQ og AK er formodede.",
            "Hvilket tegnsæt har filen?",
            "Erstatter et udtræk det forrige, så en person, der mangler, ikke længere har en indkomst?",
        ),
    )
)
