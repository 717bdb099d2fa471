"""Payments that the bank sent back: found by our payment id, the booking reversed, the item open again. Source: payments.md 3.5."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from snitflade.bogh import bilag as bilagene
from snitflade.bogh.bilag import Hoved, Linje
from snitflade.bogh.models import Bilag, Postering
from snitflade.bogh.udbetaling.koersel import aabn
from snitflade.bogh.udbetaling.models import Returnering, Udbetaling, Udbetalingspost
from snitflade.bogh.udbetaling.modul import find
from snitflade.exchange import audit
from snitflade.exchange.bulk import lock
from snitflade.formats.problems import ProblemKind, Problems, ProblemsError

RETUR_UKENDT = ProblemKind("RETUR_UKENDT", "Betalings-id'et «{raw}» kendes ikke. Sammenlign med bankens meddelelse.")
RETUR_IKKE_SENDT = ProblemKind("RETUR_IKKE_SENDT", "Betaling {raw} er ikke sendt. Annullér kørslen i stedet.")
RETUR_ALLEREDE = ProblemKind("RETUR_ALLEREDE", "Betaling {raw} er allerede taget tilbage.")
RETUR_GRUND = ProblemKind("RETUR_GRUND", "Skriv bankens grund, med højst 200 tegn.")


def returner(betalings_id: str, dato: dt.date, grund: str, af: str) -> Returnering:
    """Take in that the bank sent a payment back on a day. Raises ProblemsError."""
    problems = Problems()
    if not 0 < len(grund.strip()) <= 200:
        problems.add(RETUR_GRUND, field="grund")
    with transaction.atomic():
        lock(Udbetalingspost, Udbetaling, Bilag, Postering)
        paid = Udbetaling.objects.select_related("post", "exchange").filter(betalings_id=betalings_id.replace("-", " ")).first()
        if paid is None:
            problems.add(RETUR_UKENDT, field="betalings_id", raw=betalings_id)
            raise ProblemsError(problems)
        if not paid.gaelder:
            problems.add(RETUR_ALLEREDE, field="betalings_id", raw=betalings_id)
        elif paid.exchange.sent_at is None:
            problems.add(RETUR_IKKE_SENDT, field="betalings_id", raw=betalings_id)
        if problems.errors:
            raise ProblemsError(problems)
        run = Bilag.objects.get(exchange=paid.exchange, noegle=paid.exchange.key, tilbagefoerer=None)
        bank = run.posteringer.get(beloeb__lt=0).konto
        post, modul = paid.post, find(paid.post.modul)
        hoved = Hoved(
            kommune=post.kommune,
            regnskabsaar=dato.year,
            bilagsdato=dato,
            posteringsdato=dato,
            tekst=f"Returneret {paid.betalings_id}",
            kilde=f"{modul.navn}.retur",
            noegle=paid.betalings_id,
            maskinnr=modul.maskinnr,
        )
        booked = bilagene.bogfoer(hoved, [Linje(bank, paid.beloeb), Linje(post.konto, -paid.beloeb)], af)
        made = Returnering.objects.create(udbetaling=paid, dato=dato, grund=grund, bilag=booked, oprettet_af=af)
        aabn([paid.pk])
        audit.record("betaling returneret", af, paid.exchange, betaling=paid.betalings_id, beloeb=paid.beloeb)
    return made
