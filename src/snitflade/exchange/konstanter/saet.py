"""Setting a system constant from a day on: a new row, never a change of what has applied. Who did it stands in the audit trail."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from snitflade.exchange import audit
from snitflade.exchange.bulk import lock
from snitflade.exchange.konstanter import KONSTANTER
from snitflade.exchange.konstanter.model import Systemkonstant
from snitflade.formats.problems import ProblemKind, Problems, ProblemsError
from snitflade.formats.text import mente_du

SAT, FJERNET = "systemkonstant sat", "systemkonstant fjernet"
"""What the audit events are called."""
KONSTANT_NOEGLE = ProblemKind("KONSTANT_NOEGLE", "Systemkonstanten «{raw}» kendes ikke. {raad}")
KONSTANT_IKKE = ProblemKind("KONSTANT_IKKE", "«{raw}» kan systemkonstant {noegle} ikke have. Skriv {tilladt}.")
KONSTANT_BAGUD = ProblemKind(
    "KONSTANT_BAGUD", "{raw} er før i dag. Det, der har gældet, ændres ikke: lad den nye værdi gælde fra i dag eller senere."
)
KONSTANT_BREDDE = ProblemKind("KONSTANT_BREDDE", "Værdien er {antal} tegn, og der er plads til {plads}. Skriv den kortere.")
KONSTANT_GAELDER = ProblemKind(
    "KONSTANT_GAELDER", "Værdien fra {raw} gælder allerede og kan ikke fjernes. Sæt en ny værdi fra i dag eller senere."
)
KONSTANT_VAEK = ProblemKind("KONSTANT_VAEK", "Der er ingen værdi af {noegle}, der gælder fra {raw}. Hent siden igen.")

WIDEST = 200


def saet(nummer: str, vaerdi: str, gyldig_fra: dt.date, by: str, idag: dt.date) -> Systemkonstant:
    """Let constant `nummer` be `vaerdi` from `gyldig_fra` (today or later) on; a value set for that same day is replaced.

    Raises ProblemsError with everything that is wrong.
    """
    problems = Problems()
    _check_nummer(nummer, problems)
    declared = KONSTANTER.get(nummer)
    if len(vaerdi) > WIDEST:
        problems.add(KONSTANT_BREDDE, field="vaerdi", antal=len(vaerdi), plads=WIDEST)
    elif declared is not None and (not vaerdi or not vaerdi.isprintable() or not declared.gyldig(vaerdi)):
        problems.add(KONSTANT_IKKE, field="vaerdi", raw=vaerdi, noegle=nummer, tilladt=declared.tilladt)
    if gyldig_fra < idag:
        problems.add(KONSTANT_BAGUD, field="gyldig_fra", raw=gyldig_fra.isoformat())
    if problems:
        raise ProblemsError(problems)
    with transaction.atomic():
        lock(Systemkonstant)
        row = Systemkonstant.objects.filter(nummer=nummer, gyldig_fra=gyldig_fra).first()
        before = row.vaerdi if row else ""
        row = row or Systemkonstant(nummer=nummer, gyldig_fra=gyldig_fra)
        row.vaerdi, row.kilde = vaerdi, by
        row.save()
        audit.record(SAT, by, nummer=nummer, vaerdi=vaerdi, foer=before, gyldig_fra=gyldig_fra.isoformat())
    return row


def fjern(nummer: str, gyldig_fra: dt.date, by: str, idag: dt.date) -> None:
    """Take back a value that was to apply from a later day. Raises ProblemsError."""
    problems = Problems()
    if gyldig_fra <= idag:
        problems.add(KONSTANT_GAELDER, field="gyldig_fra", raw=gyldig_fra.isoformat())
        raise ProblemsError(problems)
    with transaction.atomic():
        lock(Systemkonstant)
        row = Systemkonstant.objects.filter(nummer=nummer, gyldig_fra=gyldig_fra).first()
        if row is None:
            problems.add(KONSTANT_VAEK, field="gyldig_fra", raw=gyldig_fra.isoformat(), noegle=nummer)
            raise ProblemsError(problems)
        row.delete()
        audit.record(FJERNET, by, nummer=nummer, vaerdi=row.vaerdi, gyldig_fra=gyldig_fra.isoformat())


def _check_nummer(nummer: str, problems: Problems) -> None:
    if nummer not in KONSTANTER:
        problems.add(KONSTANT_NOEGLE, field="nummer", raw=nummer, raad=mente_du(nummer, KONSTANTER, "Vælg en fra listen."))
