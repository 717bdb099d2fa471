"""How long the logs of calls and look-ups are kept.

Who looked at which person: five years unless the municipality sets another time, and never less than half a year. The
specifications name no time, so these are our own; a municipality sets what its data protection officer says.

Sources: social-teknik.md 10.2 and 6.2 (each look-up is logged).
"""

from __future__ import annotations

from snitflade.api.models import Call, Refusal
from snitflade.exchange.row_retention import keep
from snitflade.folk.models import Opslag

OPSLAG = keep(
    Opslag,
    "tidspunkt",
    "opbevaring.opslag",
    "Dage, som opslag på personer gemmes: hvem der har set hvem",
    "social-teknik.md 10.2",
    days=1826,
    least=183,
)
KALD = keep(Call, "at", "opbevaring.kald", "Dage, som andre systemers kald gemmes", "social-teknik.md 10.2", days=400, least=30)
AFVISNINGER = keep(
    Refusal,
    "at",
    "opbevaring.afvisninger",
    "Dage, som forsøg uden gyldig adgang gemmes",
    "social-teknik.md 10.2",
    days=183,
    least=30,
)
