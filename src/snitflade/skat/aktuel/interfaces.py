"""Rows 32 ``soc.boligsikring-indkomst`` and 34 ``soc.pension-indkomst``: aktuel indkomst from FOSP, every day.

Who: nobody, at night; caseworkers in the morning. What goes wrong elsewhere: an answer that did not come is taken for an income of
0, and a night that failed is not seen. So nothing missing is ever 0, each answer is kept as it came, and what was not answered is
named.

The catalogue gives the rows to Soc; they are declared here because both are one machine, and because aktuel indkomst belongs to
Skat. Soc says whose income it needs (`skat.behov`).
"""

from __future__ import annotations

import datetime as dt

from snitflade.exchange.catalogue import Applies, Interface, register
from snitflade.exchange.schedule import daily
from snitflade.skat.aktuel.anvend import anvend
from snitflade.skat.aktuel.fil import hentet, laes
from snitflade.skat.aktuel.hent import henter

KONTAKT = "Digitaliseringsstyrelsen (FOSP); om et beløb: Skattestyrelsen"
SPOERGSMAAL = (
    "Hvad er FOSPs adresse og WSDL, og er FOSP stadig i brug eller afløst af Pitu?",
    "Hvad betyder funktionskoder og returkoder? 0 til 3 og 9 er formodede.",
    "Hvilket System ID har kommunen?",
    "Hvad er Udløbsmåned helt præcist, og hvordan vises det, at et beløb er ufuldstændigt?",
)


def _snitflade(id: str, hvem: str, *moduler: str) -> Interface:
    return Interface(
        id=id,
        about=(
            f"Henter hver dag aktuel indkomst for {hvem} hos FOSP (GetRAI), og kun for dem. "
            "Gemmer hvert beløb, der er nyt, ved siden af de gamle; en indkomst, der ikke kan hentes, er ukendt og aldrig 0. "
            "Bryder hentningen af, går den videre med dem, der mangler; de månedlige indkomster kan hentes i stedet (REST)."
        ),
        read=laes,
        apply=anvend,
        order=hentet,
        fetch=henter(id, *moduler),
        applies=Applies.REPLACES,
        silent_ok=True,
        schedule=daily(dt.time(4, 30)),
        catches_up=True,
        confirmed=False,
        contact=KONTAKT,
        questions=SPOERGSMAAL,
        keep_days=730,
    )


BOLIGSIKRING_INDKOMST = register(
    _snitflade(
        "soc.boligsikring-indkomst",
        "dem, der søger eller får boligsikring, og dem, hvis indkomst tæller for et barns børnetilskud,",
        *("boligsikring", "boernetilskud"),
    )
)
PENSION_INDKOMST = register(_snitflade("soc.pension-indkomst", "pensionister og deres partnere", "pension"))
