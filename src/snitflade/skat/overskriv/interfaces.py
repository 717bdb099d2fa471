"""Row 26 ``skat.aktuel-indkomst-overskriv``: overriding a person's aktuel indkomst, and cancelling it.

Who: a caseworker, when the law lets an expected income be used. What goes wrong elsewhere: the answer is lost, it is sent once
more, and nobody can say what was there before and why it was changed. So what was received stays beside it, a second person
approves, and what may have arrived is looked for before anything is sent again.

It names no format: what goes out has its profile, and what comes in are the service's answers to the looking.
"""

from __future__ import annotations

from snitflade.exchange.catalogue import Interface, Option, OptionKind, register
from snitflade.skat.aktuel.anvend import anvend
from snitflade.skat.aktuel.fil import hentet, laes
from snitflade.skat.aktuel.interfaces import KONTAKT, SPOERGSMAAL
from snitflade.skat.overskriv.koersel import SNITFLADE, byg, fortryd, proev
from snitflade.skat.overskriv.svar import svar

OVERSKRIV = register(
    Interface(
        id=SNITFLADE,
        about=(
            "Overskriver en persons aktuelle indkomst hos FOSP, eller annullerer overskrivningen, når en anden har godkendt det. "
            "Den modtagne indkomst bliver stående ved siden af med hvem, hvorfor og hvor længe. "
            "Går svaret tabt, ses først efter, hvad tjenesten har; intet sendes to gange i blinde."
        ),
        options=(Option("overskrivning", OptionKind.NUMBER, "overskrivningens nummer fra siden Overskrivninger"),),
        build=byg,
        prove=proev,
        reverse=fortryd,
        answer=svar,
        read=laes,
        apply=anvend,
        order=hentet,
        money=True,
        confirmed=False,
        taken_within_hours=None,
        acknowledged_within_bank_days=1,
        contact=KONTAKT,
        questions=SPOERGSMAAL,
    )
)
