"""What a person does with set-offs: ask, approve, exempt, cancel, and close a difference. Done twice, each changes nothing.

Source: skat-inddrivelse.md 10.3 rules 3, 5, 7 and 10.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone

from snitflade.bogh.udbetaling.models import Udbetalingspost
from snitflade.bogh.udbetaling.modul import find
from snitflade.exchange import audit, engine
from snitflade.formats.problems import ProblemKind, Problems, ProblemsError
from snitflade.krdi.modregning import bogfoer, udvaelg
from snitflade.krdi.modregning.hent import SNITFLADE
from snitflade.krdi.modregning.models import MODREGNET, SPURGT, Forskel, Forsoeg, Tilstand
from snitflade.krdi.modregning.tilslut import MODULER, SKAL_ANNULLERES, UKLART, venter
from snitflade.krdi.modregning.tilstande import laas, skift

MODREGNING_GRUND = ProblemKind("MODREGNING_GRUND", "Skriv hvorfor, med højst 200 tegn.")
MODREGNING_ANNULLER = ProblemKind(
    "MODREGNING_ANNULLER", "Modregning {raw} er «{tilstand}» og kan ikke annulleres. Genindlæs siden, og se, hvad der er sket."
)


def spoerg() -> str:
    """Begin a round with Central incasso now; gives its key. What was pressed twice within a second is one round."""
    moment = f"{timezone.now():%Y%m%d%H%M%S}"
    return engine.enqueue("udveksling.hent", f"hent.{SNITFLADE}", moment, key=f"modregning:{moment}")


def send(decided: str) -> str:
    """Begin a round for what was just decided, whose name (ASCII, without blanks) makes it one of its kind; gives its key."""
    return engine.enqueue("udveksling.hent", f"hent.{SNITFLADE}", "straks", key=f"modregning-{decided}")


def godkend(forsoeg: Iterable[int], af: str) -> int:
    """Let debt that was found be set off; gives how many. Raises ProblemsError where the accounts are not set up."""
    problems = Problems()
    if bogfoer.opsaet(problems) is None:
        raise ProblemsError(problems)
    with transaction.atomic():
        laas()
        rows = list(
            Forsoeg.objects.filter(pk__in=list(forsoeg), tilstand=Tilstand.FUNDET, seneste=True)
            .select_related("post")
            .order_by("pk")
        )
        for kommune in sorted({row.post.kommune for row in rows}):
            bogfoer.opsaet(problems, kommune)
        if problems.errors:
            raise ProblemsError(problems)
        for row in rows:
            skift(row, Tilstand.GODKENDT, "Modregningen er godkendt.", af)
        if rows:
            audit.record("modregninger godkendt", af, antal=len(rows), beloeb=sum(row.beloeb for row in rows))
    return len(rows)


def fritag(modul: str, poster: Iterable[int], grund: str, af: str) -> int:
    """Let items be paid without set-off, for a reason; gives how many. What may have been taken already is left alone.

    Raises ProblemsError without a reason.
    """
    _tjek(grund)
    with transaction.atomic():
        laas()
        wanted = {pk for pk, why in venter(modul, list(poster)).items() if why not in (UKLART, SKAL_ANNULLERES)}
        if not wanted:
            return 0
        udvaelg.nye(frozenset(wanted))
        rows = Forsoeg.objects.filter(post__in=wanted, seneste=True, tilstand__in=SPURGT, sendt_tid=None)
        changed = 0
        for row in rows.order_by("pk"):
            skift(row, Tilstand.FRITAGET, f"Fritaget for modregning: {grund}", af, beloeb=0)
            changed += 1
        audit.record("fritaget for modregning", af, antal=changed, modul=modul)
    return changed


def fritag_alle(grund: str, af: str) -> int:
    """The service is down and the money must go: every item that waits and was not sent is paid without set-off."""
    return sum(fritag(modul, _aabne(modul), grund, af) for modul in MODULER)


def _aabne(modul: str) -> list[int]:
    rows = Udbetalingspost.objects.filter(modul=find(modul).navn, rest__gt=0, modregnes=True)
    return list(rows.order_by("pk").values_list("pk", flat=True))


def annuller(forsoeg: int, grund: str, af: str) -> None:
    """Ask the authority to cancel a set-off, or one of which it is unclear whether they have it. Raises ProblemsError."""
    _tjek(grund)
    with transaction.atomic():
        laas()
        row = Forsoeg.objects.get(pk=forsoeg)
        if row.tilstand == Tilstand.ANNULLERES:
            return
        if row.tilstand not in (Tilstand.UKENDT, *MODREGNET):
            problems = Problems()
            problems.add(MODREGNING_ANNULLER, raw=row.reference, tilstand=row.get_tilstand_display())
            raise ProblemsError(problems)
        skift(row, Tilstand.ANNULLERES, f"Skal annulleres: {grund}", af)
        audit.record("modregning annulleres", af, modregning=row.reference)


def luk(forskel: int, forklaring: str, af: str) -> bool:
    """Close a difference with what was found out; False where it is closed already. Raises ProblemsError without an explanation."""
    _tjek(forklaring)
    with transaction.atomic():
        laas()
        open_ = Forskel.objects.filter(pk=forskel, lukket_af="")
        done = open_.update(lukket_af=af, lukket_tid=timezone.now(), forklaring=forklaring)
        if done:
            audit.record("modregningsforskel lukket", af, forskel=forskel)
    return bool(done)


def _tjek(grund: str) -> None:
    if not 0 < len(grund.strip()) <= 200:
        problems = Problems()
        problems.add(MODREGNING_GRUND, field="grund")
        raise ProblemsError(problems)
