"""Row 19 ``krdi.modregning``: payouts are set off against what payees owe the authority (Sulinal - Central incasso).

Who: the operator, minutes before the bank file. What goes wrong elsewhere: the line breaks, nobody knows whether it was set off,
and the payee is paid and set off; so an item that may have been taken waits until the authority has said so.
"""

from __future__ import annotations

import datetime as dt

from snitflade.exchange.catalogue import Interface, register
from snitflade.exchange.schedule import weekdays
from snitflade.krdi.modregning import afstemning, kontrol, vagt  # noqa: F401  they register themselves
from snitflade.krdi.modregning.anvend import anvend, dele
from snitflade.krdi.modregning.fil import laes
from snitflade.krdi.modregning.hent import SNITFLADE, hent
from snitflade.krdi.modregning.tilslut import tilslut

MODREGNING = register(
    Interface(
        id=SNITFLADE,
        about="Spørger Inddrivelsesmyndigheden om gæld, før poster udbetales, modregner det, der godkendes, og betaler det videre. "
        "En post, som måske er modregnet, venter, til myndigheden har svaret; den kan ikke både udbetales og modregnes. "
        "Slået til for de konti, der står i systemkonstanten krdi.modregning.arter; den er tom, til kommunen sætter den.",
        read=laes,
        apply=anvend,
        parts=dele,
        fetch=hent,
        poll=weekdays(*(dt.time(hour) for hour in range(6, 19))),
        silent_ok=True,
        confirmed=False,
        contact="Skattestyrelsen, Inddrivelse",
        questions=(
            "Findes Central incasso stadig efter overgangen til Prisme, og hvad er adresse og WSDL?",
            "Hvilke af kommunens udbetalinger må modregnes, og hvad skal modtageren beholde?",
            "Svarer de, når en modregning med samme nummer sendes igen, med det, de gjorde første gang?",
            "Hvad svarer CancelSetOff og GetSetOffStatus om et nummer, de ikke kender?",
        ),
        keep_days=5 * 365,
    )
)
tilslut("krdi")
