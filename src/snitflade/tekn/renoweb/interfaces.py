"""Row 39 ``tekn.renoweb-opkraevning``: RenoWeb's billing basis of a quarter becomes claims, and G69 and 10Q as of 861."""

from __future__ import annotations

from functools import partial

from snitflade.exchange import imports
from snitflade.exchange.catalogue import Interface, Option, OptionKind, register
from snitflade.tekn.grundlag.byg import byg, fortryd, proev
from snitflade.tekn.grundlag.fag import BESTILLING
from snitflade.tekn.renoweb import afstemning, vagt  # noqa: F401  they register themselves
from snitflade.tekn.renoweb.anvend import anvend
from snitflade.tekn.renoweb.konti import importer
from snitflade.tekn.renoweb.laes import FORMAT, laes
from snitflade.tekn.renoweb.opkraev import FAG, SNITFLADE

RENOWEB = register(
    Interface(
        id=SNITFLADE,
        about=(
            "Læser RenoWebs opkrævningsgrundlag for et kvartal; ukendte kunder og ydelser sættes til side, til de er rettet. "
            "En kørsel opkræver de åbne linjer, ét krav pr. kunde, og sender dem til Prisme som G69 og 10Q, ligesom 861. "
            "Filerne stemmes af med bogføringen, og en anden end den, der byggede dem, skal godkende dem."
        ),
        options=(
            Option("kommune", OptionKind.TEXT, "Kommunenummer, fx 0956"),
            Option("kvartal", OptionKind.TEXT, "Grundlagets kvartal, fx 2014K3"),
            *BESTILLING,
        ),
        build=partial(byg, fag=FAG),
        prove=partial(proev, fag=FAG),
        reverse=partial(fortryd, fag=FAG),
        read=laes,
        apply=anvend,
        quarantine=True,
        formats=(FORMAT, "g69", "10q"),
        money=True,
        confirmed=False,
        pages=("866", "867"),
        contact="renovationskontoret, og RenoWebs leverandør",
        questions=(
            "RenoWebs eget layout: hvilke kolonner og hvilket tegnsæt?",
            "Er en linjes id den samme, når den sendes igen?",
            "Rettes et tidligere kvartal med en linje for forskellen?",
        ),
    )
)

imports.register("tekn.renowebkonti", importer)
