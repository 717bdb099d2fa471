"""Row 10 ``folk.gar``: the authorised addresses from Grønlands Adresseregister, once a week.

Who: nobody; a worker at night. What goes wrong elsewhere: a page is lost and addresses vanish, so everything is fetched and counted
before anything is written; a register that shrinks is held until somebody has asked.
"""

from __future__ import annotations

import datetime as dt

from snitflade.exchange.catalogue import Applies, Interface, register
from snitflade.exchange.schedule import weekly
from snitflade.folk.gar.anvend import anvend, laes
from snitflade.folk.gar.fil import hoved
from snitflade.folk.gar.hent import hent


def orden(data: bytes, name: str) -> str:
    """When the fetching began, so that the oldest is applied first."""
    begun = hoved(data).hentet
    return f"{begun.astimezone(dt.UTC):%Y%m%dT%H%M%S%f}" if begun else ""


GAR = register(
    Interface(
        id="folk.gar",
        about="Henter Grønlands Adresseregister hver uge: kommuner, postnumre, lokaliteter, veje, bygninger, adgangs- og "
        "enhedsadresser. Gemmer hver version, danner de autoriserede adresser med Adresse-ID og viser hver forskel. "
        "Vil mere end en fastsat del forsvinde, ændres intet, før nogen har frigivet det.",
        read=laes,
        apply=anvend,
        order=orden,
        fetch=hent,
        applies=Applies.REPLACES,
        silent_ok=True,
        schedule=weekly(1, dt.time(4)),
        catches_up=True,
        grace_bank_days=1,
        confirmed=False,
        contact="Asiaq, Grønlands Forundersøgelser, som fører registret sammen med Selvstyret og kommunerne",
        questions=(
            "Er det FeatureServeren, som Winformatik henter fra, og hvad er adresse, token-adresse og bruger?",
            "Hvilke værdier af ObjektStatus og Datakilde er gældende adresser?",
            "Er en adgangsadresse med enheder selv en autoriseret adresse?",
            "Udfyldes side/dør i Adresse-ID fra venstre med _?",
        ),
        keep_days=400,
    )
)
