"""What an operator changes of a batch before it is billed: its art, and weighings that are not to be billed at all."""

from __future__ import annotations

from django.db import transaction

from snitflade.exchange import audit
from snitflade.exchange.bulk import lock
from snitflade.formats.problems import ProblemKind, Problems, ProblemsError
from snitflade.tekn.affald.models import Vejeparti, Vejning, Vejningskrav
from snitflade.tekn.affald.opkraev import AFV_ART, aabne, arter

AFV_ER_OPKRAEVET = ProblemKind(
    "AFV_ER_OPKRAEVET", "Vejning {raw} er opkrævet og kan ikke udelades. Annullér kravet, eller kreditér kunden i stedet."
)
AFV_ER_IKKE_UDELADT = ProblemKind("AFV_ER_IKKE_UDELADT", "Vejning {raw} er ikke udeladt.")
AFV_GRUND = ProblemKind("AFV_GRUND", "Skriv hvorfor, med højst 200 tegn.")


def vaelg_art(nummer: int, art: str, af: str) -> None:
    """Give the batch another art; claims that are made keep theirs. Raises ProblemsError."""
    with transaction.atomic():
        lock(Vejeparti)
        parti = Vejeparti.objects.select_related("exchange").get(pk=nummer)
        if art not in arter():
            problems = Problems()
            problems.add(AFV_ART, field="art", raw=art, parti=parti.pk)
            raise ProblemsError(problems)
        if parti.art == art:
            return
        before = parti.art
        Vejeparti.objects.filter(pk=nummer).update(art=art)
        audit.record("vejeparti art valgt", af, parti.exchange, parti=nummer, foer=before, art=art)


def udelad(nummer: int, grund: str, af: str) -> None:
    """Leave a weighing out of billing, with a reason. Done twice the first reason stays. Raises ProblemsError."""
    reason, problems = grund.strip(), Problems()
    if not 0 < len(reason) <= 200:
        problems.add(AFV_GRUND, field="grund")
    with transaction.atomic():
        lock(Vejning, Vejningskrav)
        row = Vejning.objects.select_related("parti__exchange").get(pk=nummer)
        if row.udeladt:
            return
        if not aabne(Vejning.objects.filter(pk=nummer)).exists():
            problems.add(AFV_ER_OPKRAEVET, raw=row.registreringsnr)
        if problems.errors:
            raise ProblemsError(problems)
        Vejning.objects.filter(pk=nummer).update(udeladt=reason, udeladt_af=af)
        audit.record("vejning udeladt", af, row.parti.exchange, vejning=row.registreringsnr, grund=reason)


def tag_med(nummer: int, af: str) -> None:
    """Let a weighing that was left out be billed again. Raises ProblemsError."""
    with transaction.atomic():
        lock(Vejning)
        row = Vejning.objects.select_related("parti__exchange").get(pk=nummer)
        if not row.udeladt:
            problems = Problems()
            problems.add(AFV_ER_IKKE_UDELADT, raw=row.registreringsnr)
            raise ProblemsError(problems)
        Vejning.objects.filter(pk=nummer).update(udeladt="", udeladt_af="")
        audit.record("vejning taget med", af, row.parti.exchange, vejning=row.registreringsnr)
