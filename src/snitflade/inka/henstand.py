"""Deferrals and instalment plans: until when a claim need not be paid, and whether the instalments are.

Neither moves money or books anything. Source: winformatik.md 2.3 (a claim is handed over about 14 days after its deadline unless a
deferral or an instalment plan exists).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Sum
from django.utils import timezone

from snitflade.exchange import audit
from snitflade.exchange.bulk import lock
from snitflade.formats.problems import ProblemKind, Problems, ProblemsError
from snitflade.formats.text import beloeb_tekst
from snitflade.inka.models import Afdragskrav, Afdragsordning, Afdragsrate, Debitor, Fordeling, Henstand, Regning

HENSTAND_DATO = ProblemKind("HENSTAND_DATO", "Henstanden til {raw} er ikke efter kravets frist {frist}. Vælg en senere dag.")
HENSTAND_LUKKET = ProblemKind("HENSTAND_LUKKET", "Krav {raw} har intet åbent at give henstand eller afdrag på.")
HENSTAND_GRUND = ProblemKind("HENSTAND_GRUND", "Skriv hvorfor, højst 200 tegn.")
AFDRAG_DEBITOR = ProblemKind("AFDRAG_DEBITOR", "Krav {raw} er ikke debitorens. En ordning er for én debitor.")
AFDRAG_OPTAGET = ProblemKind("AFDRAG_OPTAGET", "Krav {raw} er allerede i afdragsordning {anden}. Ophæv den først.")
AFDRAG_SUM = ProblemKind("AFDRAG_SUM", "Raterne er {rater} kr. tilsammen, og kravene {krav} kr. De skal være lige store.")
AFDRAG_RATER = ProblemKind("AFDRAG_RATER", "Raterne skal være mindst én, hver over 0 kr., og i datoernes orden.")
AFDRAG_SLUT = ProblemKind("AFDRAG_SLUT", "Det er allerede ophørt. Hent siden igen.")


@dataclass(frozen=True, slots=True)
class Afdragsstand:
    """How a plan stands on a day: øre due by then, paid since it began, and missing."""

    forfaldent: int
    betalt: int
    restance: int
    naeste: dt.date | None
    """When the next instalment that is not covered falls due."""


def frist(regning: Regning, dato: dt.date) -> dt.date:
    """The last day on which a claim is paid in time, as seen on `dato`: its due date, or later by deferral or instalments."""
    found = regning.forfaldsdato
    deferred = regning.henstande.filter(ophoert_tid=None).order_by("-til").values_list("til", flat=True).first()
    found = max(found, deferred) if deferred else found
    plan = Afdragskrav.objects.filter(regning=regning, gaelder=True).select_related("ordning").first()
    if plan is not None:
        next_one = stand(plan.ordning, dato).naeste
        found = max(found, next_one) if next_one else found
    return found


def giv(regning: Regning, til: dt.date, grund: str, af: str) -> Henstand:
    """Let a claim wait until `til`; an earlier deferral of it ends. Raises ProblemsError."""
    problems = Problems()
    with transaction.atomic():
        lock(Henstand)
        row = Regning.objects.get(pk=regning.pk)
        _grund(grund, problems)
        if row.rest <= 0:
            problems.add(HENSTAND_LUKKET, raw=str(row.nummer))
        if til <= row.forfaldsdato:
            problems.add(HENSTAND_DATO, field="til", raw=f"{til:%d-%m-%Y}", frist=f"{row.forfaldsdato:%d-%m-%Y}")
        if problems.errors:
            raise ProblemsError(problems)
        row.henstande.filter(ophoert_tid=None).update(ophoert_tid=timezone.now(), ophoert_af=af)
        made = Henstand.objects.create(regning=row, til=til, grund=grund, oprettet_af=af)
        audit.record("henstand givet", af, regning=row.pk, til=til.isoformat())
    return made


def ophoer(row: Henstand | Afdragsordning, af: str) -> None:
    """End a deferral or a plan. Raises ProblemsError when it has ended."""
    with transaction.atomic():
        ended = type(row)._default_manager.filter(pk=row.pk, ophoert_tid=None).update(ophoert_tid=timezone.now(), ophoert_af=af)
        if not ended:
            problems = Problems()
            problems.add(AFDRAG_SLUT)
            raise ProblemsError(problems)
        if isinstance(row, Afdragsordning):
            Afdragskrav.objects.filter(ordning=row).update(gaelder=False)
        audit.record(f"{row._meta.verbose_name} ophørt", af, nummer=row.pk)
    row.refresh_from_db()


def afdrag(
    debitor: Debitor, krav: Sequence[Regning], rater: Sequence[tuple[dt.date, int]], fra: dt.date, grund: str, af: str
) -> Afdragsordning:
    """Agree that claims are paid in instalments (due date, øre), which are what is open of them now. Raises ProblemsError."""
    problems = Problems()
    _grund(grund, problems)
    with transaction.atomic():
        lock(Regning, Afdragskrav)
        rows = list(Regning.objects.filter(pk__in=[one.pk for one in krav]).order_by("nummer"))
        for row in rows:
            if row.debitor_id != debitor.pk:
                problems.add(AFDRAG_DEBITOR, raw=str(row.nummer))
            if row.rest <= 0:
                problems.add(HENSTAND_LUKKET, raw=str(row.nummer))
            other = Afdragskrav.objects.filter(regning=row, gaelder=True).first()
            if other is not None:
                problems.add(AFDRAG_OPTAGET, raw=str(row.nummer), anden=other.ordning_id)
        dates = [forfald for forfald, _ in rater]
        if not rater or any(beloeb <= 0 for _, beloeb in rater) or dates != sorted(set(dates)):
            problems.add(AFDRAG_RATER, field="rater")
        open_, agreed = sum(row.rest for row in rows), sum(beloeb for _, beloeb in rater)
        if open_ != agreed:
            problems.add(AFDRAG_SUM, field="rater", rater=beloeb_tekst(agreed), krav=beloeb_tekst(open_))
        if problems.errors:
            raise ProblemsError(problems)
        made = Afdragsordning.objects.create(debitor=debitor, grund=grund, fra=fra, oprettet_af=af)
        Afdragskrav.objects.bulk_create(Afdragskrav(ordning=made, regning=row, rest=row.rest) for row in rows)
        Afdragsrate.objects.bulk_create(
            Afdragsrate(ordning=made, nummer=number, forfaldsdato=forfald, beloeb=beloeb)
            for number, (forfald, beloeb) in enumerate(rater, start=1)
        )
        audit.record("afdragsordning lavet", af, ordning=made.pk, rater=len(rater), beloeb=agreed)
    return made


def stand(ordning: Afdragsordning, dato: dt.date) -> Afdragsstand:
    """How a plan stands on `dato`: everything that has closed its claims since it was made counts as paid."""
    claims = ordning.krav.values("regning_id")
    closed = Fordeling.objects.filter(regning__in=claims, dato__lte=dato, oprettet_tid__gte=ordning.oprettet_tid)
    paid = closed.aggregate(ialt=Sum("beloeb"))["ialt"] or 0
    due, total, coming = 0, 0, None
    for rate in ordning.rater.order_by("nummer"):
        total += rate.beloeb
        if rate.forfaldsdato <= dato:
            due += rate.beloeb
        if coming is None and total > paid:
            coming = rate.forfaldsdato
    return Afdragsstand(due, paid, max(0, due - paid), coming)


def _grund(grund: str, problems: Problems) -> None:
    if not grund.strip() or len(grund) > 200:
        problems.add(HENSTAND_GRUND, field="grund")
