"""RenoWeb's basis in the reconciliation: per quarter what came, was billed and sent; and what `verify` holds of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator

from django.db.models import Count, F, Sum

from snitflade.exchange import integrity
from snitflade.exchange.reconciliation import Emne, Forskel, Kilde, Linje, Trin, register
from snitflade.exchange.reconciliation import Sum as Beloeb
from snitflade.exchange.states import State
from snitflade.exchange.taken_back import counting
from snitflade.formats.text import beloeb_tekst
from snitflade.inka.models import Regning
from snitflade.tekn.renovation.kvartal import Kvartal
from snitflade.tekn.renoweb.models import Renowebkrav, Renoweblinje
from snitflade.tekn.renoweb.opkraev import MODUL, aabne

SENDT = (State.AFSENDT, State.KVITTERET)
REGISTER = "renoweblinjer"
"""The register that shows the lines."""


def linjer(fra: dt.date, til: dt.date) -> list[Linje]:
    """The quarters from `fra` to `til` with lines. Three queries and one for the quarters."""
    names = Renoweblinje.objects.order_by("kvartal").values_list("kvartal", flat=True).distinct()
    quarters = [one for name in names if (one := Kvartal.laes(name)).sidste >= fra and one.foerste <= til]
    wanted = [str(one) for one in quarters]
    claims = counting(Renowebkrav.objects.filter(linje__kvartal__in=wanted)).order_by()
    came = _summer(
        Renoweblinje.objects.filter(kvartal__in=wanted).order_by().values_list("kvartal").annotate(Sum("beloeb"), Count("pk"))
    )
    billed = _summer(claims.values_list("linje__kvartal").annotate(Sum("beloeb"), Count("pk")))
    sent = _summer(claims.filter(exchange__state__in=SENDT).values_list("linje__kvartal").annotate(Sum("beloeb"), Count("pk")))
    none = Beloeb(0, 0)
    return [
        Linje(
            str(one),
            one.foerste,
            one.sidste,
            {
                Trin.KRAEVET: came.get(str(one), none),
                Trin.OPKRAEVET: billed.get(str(one), none),
                Trin.SENDT: sent.get(str(one), none),
            },
        )
        for one in quarters
    ]


def _summer(rows: Iterable[tuple[str, int, int]]) -> dict[str, Beloeb]:
    return {name: Beloeb(total, antal) for name, total, antal in rows}


def forskelle(linje: Linje, most: int) -> Iterator[Forskel]:
    """Which files of a quarter have lines that are not billed, and which runs have not gone out."""
    rows = aabne(Renoweblinje.objects.filter(kvartal=linje.periode)).order_by().values_list("exchange_id")
    waiting = list(rows.annotate(Sum("beloeb"), Count("pk")).order_by("exchange_id")[:most])
    for exchange, beloeb, antal in waiting:
        what = f"Udveksling {exchange}: {antal} linjer er ikke opkrævet"
        yield Forskel(Trin.OPKRAEVET, linje.periode, what, beloeb, Emne.REGISTER, REGISTER)
    runs = counting(Renowebkrav.objects.filter(linje__kvartal=linje.periode)).exclude(exchange__state__in=SENDT)
    unsent = runs.order_by().values_list("exchange_id").annotate(Sum("beloeb")).order_by("exchange_id")
    for exchange, beloeb in unsent[: max(most - len(waiting), 0)]:
        what = f"Udveksling {exchange} er ikke sendt"
        yield Forskel(Trin.SENDT, linje.periode, what, beloeb, Emne.UDVEKSLING, exchange)


AFSTEMNING = register(
    Kilde(
        modul=MODUL,
        titel="Renovation fra RenoWeb",
        linjer=linjer,
        forskelle=forskelle,
        ord={Trin.KRAEVET: ("Grundlag", "linjer, der er kommet fra RenoWeb")},
    )
)


@integrity.register
def brud() -> Iterator[str]:
    """What does not hold between RenoWeb's lines and the claims on them."""
    twice = counting(Renowebkrav.objects.all()).order_by().values("linje").annotate(antal=Count("pk")).filter(antal__gt=1)
    numbers = Renoweblinje.objects.filter(pk__in=twice.values("linje")).order_by("pk").values_list("linjeid", flat=True)
    yield from (f"RenoWebs linje {number} er opkrævet mere end én gang." for number in numbers)
    changed = Renowebkrav.objects.exclude(beloeb=F("linje__beloeb")).order_by("pk").values_list("linje__linjeid", flat=True)
    yield from (f"RenoWebs linje {number} er opkrævet med et andet beløb, end den har." for number in changed)
    sums = dict(Renowebkrav.objects.exclude(regning=None).order_by().values_list("regning").annotate(Sum("beloeb")))
    for pk, nummer, beloeb in Regning.objects.filter(modul=MODUL).order_by("pk").values_list("pk", "nummer", "beloeb"):
        if sums.get(pk, 0) != beloeb:
            yield f"Regning {nummer} på {beloeb_tekst(beloeb)} kr. er ikke summen af sine linjer fra RenoWeb."
