"""Row 11 ``folk.sbsys``: the municipality's case system reads persons from a database view, or through a service.

Who: SBSYS, whenever a caseworker opens a case. It pulls; nothing is sent, and nothing is remembered of it but who read what.
"""

from __future__ import annotations

from snitflade.exchange.catalogue import Interface, register

SBSYS = register(
    Interface(
        id="folk.sbsys",
        about=(
            "SBSYS slår personer op i viewet sbsys.DTTOTAL, som har de kolonner, det kender fra DPR. "
            "Det læser med en rolle, der kun kan se viewet, og ser altid hele leverancer fra CPR. "
            "Systemer uden adgang til databasen henter de samme rækker som tjeneste; hvert opslag dér står i loggen."
        ),
        view="sbsys.DTTOTAL",
        service="sbsys/v1",
        confirmed=False,
        contact="SBSYS' leverandør, gennem kommunen",
        questions=(
            "Hvilke kolonner har Winformatiks view efter TILFDTO, og med hvilke typer?",
            "Hvilken værdi har ABMRK, der har plads til tre tegn?",
            "Er virksomheder rækker i viewet? Her er kun personer.",
            "Læses andre af DPR's tabeller end DTTOTAL?",
        ),
    )
)
