"""What the operator has read of a report at the receiver. Source: skat-inddrivelse.md 2.3 (Received, Posted, RolledBack, Error)."""

from __future__ import annotations

from django.db import transaction

from snitflade.erhv.models_afregning import Modtagersvar, Svarart
from snitflade.exchange import audit
from snitflade.exchange.bulk import lock
from snitflade.exchange.models import Exchange
from snitflade.formats.problems import ProblemKind, Problems, ProblemsError

SVAR_IKKE_SENDT = ProblemKind("SVAR_IKKE_SENDT", "Udveksling {raw} er ikke sendt, så modtageren kan ikke have svaret på den.")
SVAR_NOTE = ProblemKind("SVAR_NOTE", "Noten er {antal} tegn, og der er plads til 200. Skriv kortere.")


def svar(exchange: Exchange, art: str, note: str, af: str) -> bool:
    """Note the answer; False where it is the last one noted. Raises ProblemsError."""
    problems = Problems()
    if exchange.sent_at is None:
        problems.add(SVAR_IKKE_SENDT, raw=str(exchange.pk))
    if len(note) > 200:
        problems.add(SVAR_NOTE, field="note", antal=len(note))
    if problems.errors:
        raise ProblemsError(problems)
    with transaction.atomic():
        lock(Modtagersvar)
        last = Modtagersvar.objects.filter(exchange=exchange).order_by("pk").last()
        if last is not None and (last.svar, last.note) == (Svarart(art).value, note):
            return False
        Modtagersvar.objects.create(exchange=exchange, svar=Svarart(art), note=note, oprettet_af=af)
        audit.record("svar fra modtageren", af, exchange, svar=art)
    return True
