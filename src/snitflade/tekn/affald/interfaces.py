"""Row 36 ``tekn.affaldsvaegt``: waste weighed at receiving stations becomes claims on those who brought it.

Who: the bookkeeper of a town, whenever the scale's files come. What goes wrong elsewhere: one unknown customer stops a file, a
weighing is billed twice, and what was skipped is never told; so lines stand or fall alone, and each weighing comes in once.
"""

from __future__ import annotations

from functools import partial

from snitflade.exchange import imports
from snitflade.exchange.catalogue import Interface, Option, OptionKind, register
from snitflade.tekn.affald import afstemning, vagt  # noqa: F401  they register themselves
from snitflade.tekn.affald.anvend import anvend
from snitflade.tekn.affald.importer import importer
from snitflade.tekn.affald.laes import FORMATER, genkend, laes
from snitflade.tekn.affald.opkraev import FAG, SNITFLADE
from snitflade.tekn.grundlag.byg import byg, fortryd, proev
from snitflade.tekn.grundlag.fag import BESTILLING

AFFALDSVAEGT = register(
    Interface(
        id=SNITFLADE,
        about=(
            "Læser vægtens filer med vejet affald, hver fil som et parti; linjer med fejl sættes til side, og linjer på 0 kr. "
            "springes over. Partiet prøveberegnes på sin side og opkræves med en kørsel: ét krav pr. parti og kunde (G69 og 10Q). "
            "Filerne stemmes af med bogføringen, og en anden end den, der byggede dem, skal godkende dem."
        ),
        options=(
            Option("kommune", OptionKind.TEXT, "Kommunenummer, fx 0955"),
            Option("parti", OptionKind.NUMBER, "Partiets nummer; ellers alle åbne partier", required=False),
            *BESTILLING,
        ),
        build=partial(byg, fag=FAG),
        prove=partial(proev, fag=FAG),
        reverse=partial(fortryd, fag=FAG),
        read=laes,
        apply=anvend,
        recognise=genkend,
        quarantine=True,
        formats=(*FORMATER, "g69", "10q"),
        money=True,
        confirmed=False,
        pages=("868", "869"),
        contact="modtagerstationen, og vægtens leverandør (ScanVægt)",
        questions=(
            "Sermersooqs layout: hvilke kolonner og hvilket tegnsæt?",
            "Decimaltegnet i Katillugit, og enheden i Amerlassusaai",
            "Til Prisme-support hos Selvstyrets økonomistyrelse: Hvilken betalingsart og modkonto har affald i Prisme?",
        ),
    )
)

imports.register("tekn.affaldstakster", importer)
