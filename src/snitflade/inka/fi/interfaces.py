"""Row 2 of the catalogue, ``bogh.fi-indbetalinger``: what payers have paid with FI cards.

The catalogue gives it to Bogh; it is declared here because it matches claims, which Inka has, and Inka imports Bogh, not the other
way round. Source: payments.md 4.
"""

from __future__ import annotations

from snitflade.exchange.catalogue import Interface, register
from snitflade.inka.fi.ind import SNITFLADE, anvend, laes

FI_INDBETALINGER = register(
    Interface(
        id=SNITFLADE,
        about=(
            "Læser bankens FI-fil, finder kravet efter kortets nummer og bogfører indbetalingerne. "
            "Det, der ikke kan findes, eller har forkert kontrolciffer, står blandt uanbringelige, til en person placerer det. "
            "En fil, hvis antal eller sum ikke passer, venter; PTG2 kan ikke læses, før banken har beskrevet det."
        ),
        read=laes,
        apply=anvend,
        formats=("fi",),
        pages=("306",),
        contact="GrønlandsBANKENs erhvervsafdeling",
        questions=(
            "Hvordan ser en PTG2-fil ud, og hvornår bruges den?",
            "Kommer filen for hvert kreditornummer for sig?",
            "Hvad betyder tegn 80–101, «CC» og det sidste mærke i FI030?",
        ),
    )
)
