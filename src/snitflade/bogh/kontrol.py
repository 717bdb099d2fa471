"""What `verify` holds of the ledger: vouchers balance and have their lines and numbers, and the guards are there.

Registered with the journal's own checks (`exchange.integrity`).
"""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Count, F, Max, Min, Q, Sum
from django.db.models.functions import Coalesce

from snitflade.bogh.models import Bilag, Postering
from snitflade.bogh.numre import BILAG, bilagsomfang
from snitflade.bogh.prisme import konto_total
from snitflade.bogh.uforanderlig import manglende
from snitflade.exchange import numbers
from snitflade.exchange.integrity import register
from snitflade.exchange.models import Direction, Exchange
from snitflade.formats.text import beloeb_tekst

FLEST = 100
"""Sentences of one kind; the rest is said by their number."""


@register
def bilag_balancerer() -> Iterator[str]:
    """Each voucher's lines: sum, number and debit."""
    found = (
        Bilag.objects.order_by()
        .annotate(
            ialt=Coalesce(Sum("posteringer__beloeb"), 0),
            antal=Count("posteringer"),
            plus=Coalesce(Sum("posteringer__beloeb", filter=Q(posteringer__beloeb__gt=0)), 0),
        )
        .exclude(ialt=0, antal=F("linjer"), plus=F("debet"))
    )
    for bilag in found.order_by("pk")[:FLEST]:
        if bilag.ialt:
            yield f"Bilag {bilag.nummer} går ikke i nul: det er {beloeb_tekst(bilag.ialt)} kr. fra."
        else:
            yield f"Bilag {bilag.nummer} har ikke de linjer, det blev bogført med."


@register
def bilagsnumre() -> Iterator[str]:
    """Numbers without gaps but those that somebody left on purpose after a restoration."""
    for row in (
        Bilag.objects.order_by().values("kommune", "regnskabsaar").annotate(n=Count("pk"), a=Min("loebenr"), z=Max("loebenr"))
    ):
        scope = bilagsomfang(row["kommune"], row["regnskabsaar"])
        left = [(fra, til) for fra, til in numbers.moves(BILAG.name, scope) if til < row["z"]]
        first = 1 + sum(til - fra for fra, til in left if til < row["a"])
        if (row["a"], row["z"]) != (first, row["n"] + sum(til - fra for fra, til in left)):
            whose = f"kommune {row['kommune']}, {row['regnskabsaar']}"
            yield f"Bilagsnumrene i {whose}, har huller: {row['n']} bilag, det sidste er {row['z']}."


@register
def udvekslingers_konti() -> Iterator[str]:
    """What an exchange that went out says of its accounts, against its lines."""
    sums: dict[int, dict[str, int]] = {}
    for exchange, konto, total in Postering.objects.order_by().values_list("exchange_id", "konto").annotate(Sum("beloeb")):
        if exchange is not None:
            sums.setdefault(exchange, {})[konto_total(konto)] = total
    for row in Exchange.objects.filter(pk__in=sums, direction=Direction.UD).order_by("pk").iterator():
        said = {name: total for name, total in row.totals.items() if name.startswith("konto ")}
        if said and said != sums[row.pk]:
            yield f"Udveksling {row.pk}: dens posteringer er ikke dem, dens totaler siger."


@register
def vagterne_er_der() -> Iterator[str]:
    """The triggers that keep what is booked."""
    if names := manglende():
        yield f"Databasen værner ikke om det bogførte: {', '.join(names)} mangler. Kør: snitflade migrate"
