"""The alarm on what was never billed: agreements that hold in the last billed quarter and have no charge in it.

A quarter that nobody has billed at all is the schedule's affair (`exchange/rhythm`). In 2022 1,360 renovation bills were never
sent and nobody saw it; an agreement that falls out of a run must be seen the next morning.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import ngettext

from snitflade.exchange import kept, stamps
from snitflade.exchange.models import Exchange, Kept
from snitflade.exchange.rhythm import Cause, Kind, Severity, watch
from snitflade.exchange.states import TAKEN_BACK
from snitflade.inka.models import Regning
from snitflade.tekn.models import Aftale, Opkraevning, Takst
from snitflade.tekn.renovation.beregn import SNITFLADE as SNITFLADE
from snitflade.tekn.renovation.beregn import gyldige, tilbagetaget
from snitflade.tekn.renovation.kvartal import Kvartal

UBETALTE = "tekn.renovation/ubetalte"
"""What the kept count is called."""

stamps.watch(Aftale)
stamps.watch(Takst)
stamps.watch(Opkraevning, "kvartal")
# What is open of a bill changes with every payment; what it is of and on, and which exchange made it, is what counts here.
stamps.watch(Regning, "periode", ("modul", "exchange", "beloeb"))


@watch
def ikke_opkraevet(now: dt.datetime) -> Iterator[Cause]:
    """One cause when agreements of the last billed quarter have not been billed."""
    newest = gyldige().order_by("-kvartal").values_list("kvartal", flat=True).first()
    if newest is None:
        return
    kvartal = Kvartal.laes(newest)
    left = _husket(kvartal)
    if left:
        yield Cause(
            kind=Kind.FORSINKET,
            weight=Severity.ADVARSEL,
            interface=SNITFLADE,
            about=f"ikke opkrævet {kvartal}",
            since=_sidste_koersel() or now,
            words=lambda: (
                ngettext(
                    "%(antal)s aftale, der gælder i %(kvartal)s, er ikke opkrævet. Kør kvartalet igen: så opkræves kun forskellen.",
                    "%(antal)s aftaler, der gælder i %(kvartal)s, er ikke opkrævet. "
                    "Kør kvartalet igen: så opkræves kun forskellen.",
                    left,
                )
                % {"antal": left, "kvartal": str(kvartal)}
            ),
        )


def _husket(kvartal: Kvartal) -> int:
    """`ubetalte`, counted once for as long as agreements, charges and bills stay as they are: I dag asks often."""
    name = str(kvartal)
    return int(kept.answers(UBETALTE, _stemplet(name), lambda _: {name: ubetalte(kvartal)})[name])


def _stemplet(name: str) -> dict[str, str]:
    subjects = (stamps.subject(Aftale), stamps.subject(Opkraevning, name), stamps.subject(Regning, name))
    found = stamps.read(subjects)
    return {name: kept.stamp(*(found[one] for one in subjects), tilbagetaget())}


def brud() -> Iterator[str]:
    """What is kept and is not what the rows say."""
    for name in Kept.objects.filter(name=UBETALTE).values_list("key", flat=True):
        if any(count != ubetalte(Kvartal.laes(name)) for count in kept.valid(UBETALTE, _stemplet(name)).values()):
            yield f"Antallet af ikke opkrævede aftaler i {name}: det gemte tal er ikke, hvad rækkerne siger."


def _sidste_koersel() -> dt.datetime | None:
    """When the last run that counts was built."""
    runs = Exchange.objects.filter(interface=SNITFLADE).exclude(state__in=TAKEN_BACK)
    return runs.order_by("-created_at").values_list("created_at", flat=True).first()


def ubetalte(kvartal: Kvartal) -> int:
    """How many agreements hold in the quarter, with a number of units, and have no charge in it."""
    active = Aftale.objects.filter(Q(fra=None) | Q(fra__lte=kvartal.sidste), Q(til=None) | Q(til__gte=kvartal.foerste), antal__gt=0)
    charges = gyldige().filter(kvartal=str(kvartal), aftale=OuterRef("pk"))
    return active.filter(~Exists(charges)).count()
