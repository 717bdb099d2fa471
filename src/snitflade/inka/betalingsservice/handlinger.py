"""What a person does with a delivery of collections that did not go as it should: a later due date, or all of it free again.

Sources: payments.md 5.2 (deadline) and 5.4 (a delivery refused as a whole).
"""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils import timezone

from snitflade.exchange import catalogue, options, outbound
from snitflade.exchange.bulk import lock
from snitflade.exchange.models import Exchange
from snitflade.formats.problems import ProblemKind, Problems, ProblemsError
from snitflade.inka.betalingsservice import byg, frist
from snitflade.inka.models import Regning
from snitflade.inka.models_bs import BSOpkraevning, BSOpkraevningskrav, BSStatus

SNITFLADE = "inka.bs-opkraevninger"

BS_IKKE_SENDT = ProblemKind("BS_IKKE_SENDT", "Udveksling {raw} er ikke sendt. Annullér den i stedet, så er kravene fri.")
BS_INTET_AT_FRIGIVE = ProblemKind("BS_INTET_AT_FRIGIVE", "Udveksling {raw} har ingen opkrævninger, der mangler svar.")
BS_TO_PERSONER = ProblemKind("BS_TO_PERSONER", "Du har selv bygget udveksling {raw}. En anden skal frigive dens krav.")
BS_GRUND = ProblemKind("BS_GRUND", "Skriv, hvad Betalingsservice sagde, med højst 200 tegn.")


def ubesvarede(exchange: Exchange) -> int:
    """How many of its collections Betalingsservice has yet to answer."""
    return BSOpkraevning.objects.filter(exchange=exchange, status=BSStatus.SENDT, svar=None).count()


def frigiv(exchange: Exchange, af: str, grund: str) -> int:
    """Betalingsservice has refused the delivery: what is not answered is taken back, and its claims can be collected again.

    By somebody else than built it, since claims are collected twice where it was not refused after all. Gives how many collections.
    Raises ProblemsError.
    """
    problems = Problems()
    if not 0 < len(grund.strip()) <= 200:
        problems.add(BS_GRUND, field="grund")
    with transaction.atomic():
        lock(Regning, BSOpkraevning, BSOpkraevningskrav)
        now = Exchange.objects.get(pk=exchange.pk)
        if now.sent_at is None:
            problems.add(BS_IKKE_SENDT, raw=str(now.pk))
        elif not ubesvarede(now):
            problems.add(BS_INTET_AT_FRIGIVE, raw=str(now.pk))
        if now.created_by == af:
            problems.add(BS_TO_PERSONER, raw=str(now.pk))
        if problems.errors:
            raise ProblemsError(problems)
        return byg.frigiv(now, af, grund.strip())


def flyt(exchange: Exchange, forfald: dt.date | None, af: str) -> tuple[Exchange, catalogue.Built]:
    """Build a delivery that has not been sent anew with another due date, the next possible one where none is given.

    The old one is replaced, and stays as it is where the new one cannot be built. Raises ProblemsError, IllegalTransitionError.
    """
    interface = catalogue.find(exchange.interface)
    texts = {
        option.name: options.written(option, str(exchange.options[option.name]))
        for option in interface.options
        if exchange.options.get(option.name)
    }
    values = options.values(interface, texts)
    values["forfaldsdato"] = forfald or frist.naeste_forfald(timezone.now())
    return outbound.supersede(exchange, interface, values, af)
