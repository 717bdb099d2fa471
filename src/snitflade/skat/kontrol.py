"""What `verify` holds of incomes: what stands in the tables is what the exchanges say was written, and one value holds per person.

Registered with the journal's own checks (`exchange.integrity`), which hold the exchanges' totals against the audit chain.
"""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Count, Exists, F, OuterRef, Q, Sum

from snitflade.exchange.integrity import register
from snitflade.exchange.models import Exchange
from snitflade.exchange.states import State
from snitflade.formats.text import beloeb_tekst
from snitflade.skat.models_aar import Aarsindkomst, Indkomstfil
from snitflade.skat.models_aktuel import AktuelIndkomst, Indkomstsvar
from snitflade.skat.models_overskriv import Overskrivning, Overskrivningstilstand

FLEST = 100
"""Sentences of one kind."""
_SENDT = (State.AFSENDT, State.TAGET, State.KVITTERET, State.UKLAR)


@register
def indkomstfilers_raekker() -> Iterator[str]:
    """The rows of each extract against what it wrote, and that against the exchange it came with."""
    for fil in Indkomstfil.objects.annotate(raekker=Count("vaerdier"), ialt=Sum("vaerdier__indkomst")).select_related("exchange"):
        name = f"Indkomstfil {fil.pk} ({fil})"
        if (fil.raekker, fil.ialt or 0) != (fil.nye + fil.aendrede, fil.sum_skrevet):
            there, written = beloeb_tekst(fil.ialt or 0), beloeb_tekst(fil.sum_skrevet)
            yield f"{name} har {fil.raekker} rækker på {there} kr., men skrev {fil.nye + fil.aendrede} på {written} kr."
        if fil.exchange is not None:
            told = [fil.exchange.totals.get(key) for key in ("Personer", "Indkomst i øre", "Skrevet i øre")]
            if told != [fil.antal, fil.sum, fil.sum_skrevet]:
                yield f"{name} er ikke, hvad udveksling {fil.exchange_id} siger, der blev indlæst."


@register
def nyeste_gaelder() -> Iterator[str]:
    """No value holds while a newer extract says another."""
    same = {name: OuterRef(name) for name in ("kommune", "indkomstaar", "cpr")}
    newer = Aarsindkomst.objects.filter(**same, udtraek__gt=OuterRef("udtraek"))
    for row in Aarsindkomst.objects.filter(Exists(newer), gaelder=True).order_by("pk")[:FLEST]:
        yield f"Årsindkomst {row.pk} ({row}) gælder, men et nyere udtræk har en anden værdi."


@register
def aktuelle_raekker() -> Iterator[str]:
    """What each fetching kept against what its exchange says."""
    rows = AktuelIndkomst.objects.order_by().values_list("exchange_id")
    counts = {
        number: (count, (before or 0) + (after or 0))
        for number, count, before, after in rows.annotate(
            antal=Count("pk"), foer=Sum("foer_fradrag"), efter=Sum("efter_fradrag", filter=Q(foer_fradrag=None))
        )
    }
    for exchange in Exchange.objects.filter(totals__has_key="Gemt i øre").order_by("pk").iterator():
        told = (exchange.totals.get("Gemt"), exchange.totals.get("Gemt i øre"))
        if counts.get(exchange.pk, (0, 0)) != told:
            yield f"Udveksling {exchange.pk}: de aktuelle indkomster, der står i databasen, er ikke dem, den gemte."


@register
def svars_personer() -> Iterator[str]:
    """The newest value of a person is that person's."""
    for row in Indkomstsvar.objects.filter(vaerdi__isnull=False).exclude(vaerdi__cpr=F("cpr")).order_by("pk")[:FLEST]:
        yield f"Svar om indkomst {row.pk} ({row}) peger på en anden persons indkomst."


@register
def overskrivningers_vej() -> Iterator[str]:
    """An override is in force only when it has gone out, with the amount that was approved."""
    in_force = Overskrivning.objects.filter(aktiv_fra__isnull=False).select_related("exchange")
    for row in in_force.order_by("pk"):
        exchange = row.exchange
        if exchange is None or exchange.state not in _SENDT:
            yield f"{row} er sat i kraft, men er ikke sendt."
        elif exchange.totals.get("Årsindkomst i kr.") != row.beloeb // 100:
            yield f"{row} har et andet beløb end det, der blev godkendt (udveksling {exchange.pk})."
    stuck = Overskrivning.objects.filter(tilstand=Overskrivningstilstand.UNDERVEJS, exchange=None)
    for row in stuck.order_by("pk")[:FLEST]:
        yield f"{row} er undervejs uden en udveksling."
