"""Row 38 ``tekn.renoweb-engangs``: everything RenoWeb needs to begin, once, and again when it is needed.

Who: an operator on the day the waste moves to RenoWeb. What goes wrong elsewhere: nobody can say afterwards what was handed over,
and a customer is missing; so a list names the files' hashes, every agreement has its customer, address and service, and the counts
are those of the registers. Source: social-teknik.md 10.3.
"""

from __future__ import annotations

from snitflade.exchange.catalogue import Interface, Option, OptionKind, register
from snitflade.tekn.renoweb_engangs import kontrol  # noqa: F401  it registers itself
from snitflade.tekn.renoweb_engangs.filer import FORMATER, MANIFEST_FORMAT
from snitflade.tekn.renoweb_engangs.koersel import JA, NEJ, SNITFLADE, byg, proev

RENOWEB_ENGANGS = register(
    Interface(
        id=SNITFLADE,
        about=(
            "Overfører kunder, adresser, ydelser, priser og aftaler til RenoWeb som fem filer med en fortegnelse over dem. "
            "Tallene i filerne er registrenes, og hver aftale har sin kunde, sin adresse og sin ydelse; ellers skrives intet. "
            "Filerne har CPR-numre, så en anden end den, der byggede dem, skal godkende dem; pakken er altid den samme."
        ),
        options=(
            Option("dato", OptionKind.DATE, "Aftaler, der er ophørt før denne dag, er ikke med"),
            Option(
                "beskyttede",
                OptionKind.CHOICE,
                "Aftaler for kunder med adressebeskyttelse: med dem får RenoWeb afhentningsstedet at vide",
                choices=(NEJ, JA),
            ),
        ),
        build=byg,
        prove=proev,
        formats=(*FORMATER.values(), MANIFEST_FORMAT),
        # A whole register with CPR numbers leaves.
        two_people=True,
        confirmed=False,
        taken_within_hours=None,
        contact="RenoWebs leverandør, gennem kommunens forsyning",
        questions=("Hvilke kolonner, hvilket tegnsæt og hvilke filnavne læser RenoWeb?",),
    )
)
