"""The queue of payments that match nothing (*uanbringelige*): what a person does with one; nothing is placed by itself.

Whoever decides has seen how much was left of the payment: where that is another amount by now, nothing is done, so that a form sent
twice places money once. Source: payments.md 4.5.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence

from django.db import transaction
from django.db.models import Q, QuerySet

from snitflade.exchange import audit
from snitflade.exchange.models import AuditEvent
from snitflade.formats.problems import ProblemKind, Problems, ProblemsError, mask_cpr
from snitflade.formats.text import beloeb_tekst
from snitflade.inka import bogfoering, placering
from snitflade.inka.models import Fordeling, Indbetaling, Regning

KOE_AENDRET = ProblemKind(
    "KOE_AENDRET",
    "Indbetaling {raw} er ændret, siden siden blev hentet: der er nu {rest} kr. tilbage. Intet er gjort; se den igen.",
)
KOE_INTET = ProblemKind("KOE_INTET", "Vælg mindst ét krav, og skriv, hvor meget det skal have.")
KOE_KRAV_TO_GANGE = ProblemKind("KOE_KRAV_TO_GANGE", "Krav {raw} er valgt to gange. Læg beløbene sammen.")
KOE_KRAV_UKENDT = ProblemKind("KOE_KRAV_UKENDT", "Et af de valgte krav findes ikke længere. Hent siden igen.")
KOE_BELOEB = ProblemKind("KOE_BELOEB", "«{raw}» er ikke et beløb i kroner, fx 1250,50.")
KOE_NOTE = ProblemKind("KOE_NOTE", "Skriv en note på højst 200 tegn.")

NOTERET = "uanbringelig noteret"
"""What the event of a note is called."""
MOST_NOTE = 200


def ventende() -> QuerySet[Indbetaling]:
    """The queue, oldest first."""
    return Indbetaling.objects.exclude(rest=0).select_related("debitor").order_by("dato", "pk")


def naeste(indbetaling: Indbetaling) -> Indbetaling | None:
    """The payment after this one in the queue; after the last one the first."""
    rows = ventende().exclude(pk=indbetaling.pk)
    later = rows.filter(Q(dato__gt=indbetaling.dato) | Q(dato=indbetaling.dato, pk__gt=indbetaling.pk))
    return later.first() or rows.first()


def laas_uaendret(indbetaling: Indbetaling, rest: int) -> None:
    """Hold claims and payments for the caller's transaction. Raises ProblemsError unless `rest` øre are left of the payment."""
    bogfoering.laas()
    now = Indbetaling.objects.values_list("rest", flat=True).get(pk=indbetaling.pk)
    if now != rest:
        problems = Problems()
        problems.add(KOE_AENDRET, raw=str(indbetaling.pk), rest=beloeb_tekst(now))
        raise ProblemsError(problems)


def placer_flere(
    indbetaling: Indbetaling, dele: Sequence[tuple[Regning, int]], rest: int, af: str, dato: dt.date
) -> list[Fordeling]:
    """Let a payment of which `rest` øre are left pay claims, each with its amount. All of it, or nothing.

    Raises ProblemsError with everything that is wrong.
    """
    problems = Problems()
    made = []
    with transaction.atomic():
        laas_uaendret(indbetaling, rest)
        if not dele:
            problems.add(KOE_INTET)
        seen: set[int] = set()
        for regning, beloeb in dele:
            if regning.pk in seen:
                problems.add(KOE_KRAV_TO_GANGE, raw=str(regning.nummer))
                continue
            seen.add(regning.pk)
            try:
                made.append(placering.placer(indbetaling, regning, beloeb, af, dato))
            except ProblemsError as error:
                problems.extend(error.problems)
        if problems.errors:
            raise ProblemsError(problems)
    return made


def noter(indbetaling: Indbetaling, tekst: str, af: str) -> None:
    """Leave a payment where it is, with a note (CPR numbers masked); the newest one again changes nothing. Raises ProblemsError."""
    text = mask_cpr(" ".join(tekst.split()))
    if not 0 < len(text) <= MOST_NOTE:
        problems = Problems()
        problems.add(KOE_NOTE, field="note")
        raise ProblemsError(problems)
    with transaction.atomic():
        newest = noter_af([indbetaling.pk]).get(indbetaling.pk)
        if newest is None or (newest.by, newest.detail["note"]) != (af, text):
            audit.record(NOTERET, af, indbetaling=indbetaling.pk, note=text)


def noter_af(numre: Collection[int]) -> dict[int, AuditEvent]:
    """The newest note of each payment (ids) that has one."""
    rows = AuditEvent.objects.filter(event=NOTERET, detail__indbetaling__in=list(numre)).order_by("number") if numre else ()
    return {int(row.detail["indbetaling"]): row for row in rows}
