"""Delsystem Inka in the catalogue.

Rows 17 ``inka.renoweb-debitor`` and 37 ``inka.debitor-opslag``: RenoWeb asks for debtors and writes its own key back. The overview
lists the service twice, once as an exchange and once as a look-up: 17 may read and write back, 37 may read.
"""

from __future__ import annotations

from snitflade.exchange.catalogue import Interface, register

_SPOERGSMAAL = (
    "Hvilke felter og hvilken sti har den service, RenoWeb kalder i dag?",
    "Skal RenoWeb have adresser på personer med navne- og adressebeskyttelse?",
    "Kan et navn være længere end 66 tegn?",
)
_KONTAKT = "RenoWebs leverandør, gennem Kommuneqarfik Sermersooq"

RENOWEB_DEBITOR = register(
    Interface(
        id="inka.renoweb-debitor",
        about=(
            "RenoWeb slår debitorer op og henter dem, der er ændret, med navn, adresse, CPR-nummer og debitorID. "
            "RenoWeb skriver sin egen kundenøgle tilbage; andet kan den ikke ændre. "
            "Hvert opslag af en person står i loggen, og beskyttede adresser gives ikke ud."
        ),
        service="debitor/v1",
        confirmed=False,
        contact=_KONTAKT,
        questions=(*_SPOERGSMAAL, "Hvornår skriver RenoWeb sin kundenøgle, og kan den blive ændret eller flyttet?"),
    )
)

DEBITOR_OPSLAG = register(
    Interface(
        id="inka.debitor-opslag",
        about=(
            "RenoWeb slår en debitor op på CPR-nummer, CVR-nummer eller kundenummer. "
            "Svaret har debitorens navn, adresse, sprog og status. "
            "Hvert opslag af en person står i loggen, og beskyttede adresser gives ikke ud."
        ),
        service="debitor/v1",
        confirmed=False,
        contact=_KONTAKT,
        questions=_SPOERGSMAAL,
    )
)
