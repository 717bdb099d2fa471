"""The alarm on what was never billed: agreements that hold in the last billed quarter and have no charge in it.

A quarter that nobody has billed at all is the schedule's affair (`exchange/rhythm`). In 2022 1,360 renovation bills were never
sent and nobody saw it; an agreement that falls out of a run must be seen the next morning.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.db.models import Exists, Max, OuterRef, Q

from snitflade.exchange.rhythm import Cause, Kind, Severity, watch
from snitflade.tekn.models import Aftale
from snitflade.tekn.renovation.beregn import gyldige
from snitflade.tekn.renovation.kvartal import Kvartal

SNITFLADE = "tekn.renovation-prisme"


@watch
def ikke_opkraevet(now: dt.datetime) -> Iterator[Cause]:
    """One cause when agreements of the last billed quarter have not been billed."""
    billed = gyldige().aggregate(kvartal=Max("kvartal"), siden=Max("regning__exchange__created_at"))
    if billed["kvartal"] is None:
        return
    kvartal = Kvartal.laes(billed["kvartal"])
    left = ubetalte(kvartal)
    if left:
        yield Cause(
            kind=Kind.FORSINKET,
            weight=Severity.ADVARSEL,
            interface=SNITFLADE,
            about=f"ikke opkrævet {kvartal}",
            since=billed["siden"] or now,
            sentence=f"{left} aftaler, der gælder i {kvartal}, er ikke opkrævet. Kør kvartalet igen: så opkræves kun forskellen.",
        )


def ubetalte(kvartal: Kvartal) -> int:
    """How many agreements hold in the quarter, with a number of units, and have no charge in it."""
    active = Aftale.objects.filter(Q(fra=None) | Q(fra__lte=kvartal.sidste), Q(til=None) | Q(til__gte=kvartal.foerste), antal__gt=0)
    charges = gyldige().filter(kvartal=str(kvartal), aftale=OuterRef("pk"))
    return active.filter(~Exists(charges)).count()
