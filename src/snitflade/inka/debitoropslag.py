"""The debtor service (catalogue rows 17 and 37): one debtor by number, changed debtors, and RenoWeb's own key written back.

Its rules, whatever it is called through. Source: social-teknik.md 10.2.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from snitflade.exchange import audit
from snitflade.exchange.bulk import lock, writing
from snitflade.exchange.konstanter import konstant
from snitflade.folk.models import Person
from snitflade.formats.problems import ProblemKind, Problems, ProblemsError
from snitflade.inka.debitorkort import Debitorkort, kort
from snitflade.inka.models import Debitor

DEBITOR_NOEGLE = ProblemKind("DEBITOR_NOEGLE", "Angiv præcis én af cpr, cvr og kundenr. Her er {antal}.", spec="RW-E01")
DEBITOR_UKENDT = ProblemKind("DEBITOR_UKENDT", "Der er ingen debitor med {noegle} {raw}. Kontrollér nummeret.", spec="RW-E02")
DEBITOR_FLERE = ProblemKind(
    "DEBITOR_FLERE", "Der er {antal} debitorer med {noegle} {raw}. Spørg med kundenr i stedet; numrene er: {kundenumre}."
)
RENOWEB_OPTAGET = ProblemKind(
    "RENOWEB_OPTAGET",
    "RenoWeb-kunden «{raw}» står allerede på en anden debitor. Giv den et andet nummer, eller ret den anden først.",
    spec="RW-E03",
)
DEBITOR_KOMMUNE = ProblemKind(
    "DEBITOR_KOMMUNE", "Debitorservicen er kun for kommune {kommune}; adgangen er givet for {raw}.", spec="RW-E04"
)

SIDE = 500
"""Debtors on a page of changes."""
SKREVET = "renoweb-kunde skrevet"
"""What the audit event is called."""
_FAA = 2 * SIDE
"""Changed debtors that are put in order here rather than by the database."""
ANVENDT_OM = dt.timedelta(minutes=10)
"""How long before it is seen by others a delivery from CPR may have got its moment; within it a debtor may come twice."""
_FLEST = 20
"""Kundenumre named in a sentence."""
FOERST = dt.datetime(1900, 1, 1, tzinfo=dt.UTC)
SIDST = dt.datetime(9000, 1, 1, tzinfo=dt.UTC)


class Noegle(StrEnum):
    """What a debtor is looked up by."""

    CPR = "cpr"
    CVR = "cvr"
    KUNDENR = "kundenr"


@dataclass(frozen=True, slots=True)
class Aendringer:
    """One page of changed debtors. `naeste_siden`: what to ask from the next time, so that nothing is missed; None on a later page
    that was asked for without the first page's. `sidste`: the id of the last one, from which the next page is found at once."""

    debitorer: list[Debitorkort]
    side: int
    flere: bool
    naeste_siden: dt.datetime | None
    sidste: int | None


def tjek_kommune(kommune: str) -> None:
    """Raises ProblemsError (RW-E04) unless the service is for `kommune`."""
    served = konstant("renoweb.kommune", timezone.localdate())
    if kommune != served:
        raise _afvist(DEBITOR_KOMMUNE, raw=kommune, kommune=served)


def en_noegle(given: dict[Noegle, str | None]) -> tuple[Noegle, str]:
    """The one key that is given. Raises ProblemsError (RW-E01) for none or several."""
    found = [(name, value) for name, value in given.items() if value is not None]
    if len(found) != 1:
        raise _afvist(DEBITOR_NOEGLE, antal=len(found) or "ingen")
    return found[0]


def find(noegle: Noegle, vaerdi: str) -> Debitorkort | None:
    """The debtor, or None (then the caller logs that it was looked for, and says `ukendt`).

    Raises ProblemsError when several debtors share the number.
    """
    found = kort(list(_soeg(noegle, vaerdi)[: _FLEST + 1]))
    if noegle is Noegle.CPR:
        # A firm's kundenummer may look like a CPR number; only a person has one.
        found = [debitor for debitor in found if debitor.cpr == vaerdi]
    if len(found) > 1:
        antal = str(len(found)) if len(found) <= _FLEST else f"mere end {_FLEST}"
        numbers = ", ".join(debitor.kundenr for debitor in found[:_FLEST])
        raise _afvist(DEBITOR_FLERE, raw=vaerdi, noegle=noegle.value, antal=antal, kundenumre=numbers)
    return found[0] if found else None


def ukendt(noegle: Noegle, vaerdi: str) -> ProblemsError:
    """What to raise where nobody was found (RW-E02)."""
    return _afvist(DEBITOR_UKENDT, raw=vaerdi, noegle=noegle.value)


def _soeg(noegle: Noegle, vaerdi: str) -> QuerySet[Debitor]:
    if noegle is Noegle.KUNDENR:
        return Debitor.objects.filter(kundenummer=vaerdi)
    if noegle is Noegle.CVR:
        return Debitor.objects.filter(cvr=vaerdi)
    # For a person without a number of its own the kundenummer is the CPR number (1.1).
    return Debitor.objects.filter(Q(personnummer=vaerdi) | Q(kundenummer=vaerdi, personnummer=""))


def aendringer(siden: dt.datetime, side: int, til: dt.datetime | None = None, efter: int | None = None) -> Aendringer:
    """Page `side` (from 1) of the debtors changed at or after `siden`, by id; with `efter` the page behind that id. A change is one
    of the debtor, or a delivery from CPR that brought the person.

    Whoever goes on with the first page's `naeste_siden` in `til` until `flere` is false, and the next time asks from it, misses
    nothing: pages go by id, so that a debtor changed meanwhile stays on its page, and the moment is taken while nobody is in the
    middle of a change. A debtor may come twice. Far pages are found faster by `efter`, the page before's `sidste`, than by number.
    """
    siden = _i_tiden(siden)
    with transaction.atomic():
        if til is None and side == 1:
            lock(Debitor)
            til = timezone.now()
        ids = _ids(siden, (side - 1) * SIDE if efter is None else 0, efter or 0)
        found = list(Debitor.objects.filter(pk__in=ids[:SIDE]).order_by("pk"))
    sidste = found[-1].pk if found else None
    return Aendringer(kort(found), side, len(ids) > SIDE, til and _i_tiden(til), sidste)


def _i_tiden(tidspunkt: dt.datetime) -> dt.datetime:
    """The moment, brought to where every zone and database can go along; nothing is changed outside."""
    return min(max(tidspunkt, FOERST), SIDST).astimezone(dt.UTC)


def _ids(siden: dt.datetime, start: int, efter: int) -> list[int]:
    """The ids of a page and one more, in order: those after `efter`, behind the first `start`.

    The usual question is for what is new: a handful out of very many. The database is led to them by the indexes on `aendret` and
    on what a delivery brought; asked for them in the order of ids it would walk the whole table.
    """
    changed = Debitor.objects.filter(aendret__gte=siden, pk__gt=efter).order_by()
    brought = Person.objects.filter(exchange__state_at__gte=siden - ANVENDT_OM).order_by().values_list("personnummer", flat=True)
    some = list(brought[: _FAA + 1])
    numbers = brought if len(some) > _FAA else some  # few are found by the indexes on the numbers
    whose = Q(personnummer__in=numbers) | Q(kundenummer__in=numbers, personnummer="")
    moved = Debitor.objects.filter(whose, pk__gt=efter).order_by()
    place = slice(start, start + SIDE + 1)
    few = list(changed.order_by("aendret").values_list("pk", flat=True)[: _FAA + 1])
    others = list(moved.values_list("pk", flat=True)[: _FAA + 1])
    if len(few) <= _FAA and len(others) <= _FAA:
        return sorted({*few, *others})[place]
    both = changed if not others else Debitor.objects.filter(Q(pk__in=changed.values("pk")) | Q(pk__in=moved.values("pk")))
    return list(both.order_by("pk").values_list("pk", flat=True)[place])


@dataclass(frozen=True, slots=True)
class Skrevet:
    """What a write-back did: `aendret_nu` is false when the key stood there already."""

    kort: Debitorkort
    aendret_nu: bool


def saet_renoweb(kundenr: str, kundeid: str, af: str) -> Skrevet:
    """Write RenoWeb's key on the debtor; the same again changes nothing.

    Raises ProblemsError: RW-E02 for an unknown debtor, RW-E03 when the key sits on another.
    """
    try:
        with transaction.atomic():
            writing(Debitor)
            debitor = Debitor.objects.select_for_update().filter(kundenummer=kundenr).first()
            if debitor is None:
                raise ukendt(Noegle.KUNDENR, kundenr)
            before = debitor.renoweb_kundeid
            if before != kundeid:
                debitor.renoweb_kundeid = kundeid
                debitor.save(update_fields=["renoweb_kundeid"])
                audit.record(SKREVET, af, debitor=debitor.pk, fra=before, til=kundeid)
    except IntegrityError:  # the database decides, also between two who write at the same time
        raise _afvist(RENOWEB_OPTAGET, raw=kundeid) from None
    return Skrevet(kort([debitor])[0], before != kundeid)


def personer(viste: Sequence[Debitorkort]) -> list[int | None]:
    """The ids of those who are persons: whose look-up is logged."""
    return [debitor.id for debitor in viste if debitor.er_person]


def _afvist(kind: ProblemKind, *, raw: str = "", **params: Any) -> ProblemsError:
    problems = Problems()
    problems.add(kind, raw=raw, **params)
    return ProblemsError(problems)
