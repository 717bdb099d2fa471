"""Row 22 ``led.itreg``: what IT Reg (Piareersarfiit, now Majoriaq) is told of a jobseeker, the fields of 6.2 and no others.

The person is looked up under every number the person has had, in the caller's own municipality. Addresses of protected persons are
given only where system constant ``led.itreg.beskyttet`` says so: the answer has no field that could say that they are protected.

Source: social-teknik.md 6.2.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Max, Q
from django.utils import timezone

from snitflade.exchange.bulk import lock
from snitflade.exchange.konstanter import konstant
from snitflade.folk.gaeldende import gaeldende, gaeldende_numre, tidligere
from snitflade.folk.models import Person
from snitflade.formats.problems import ProblemKind, Problems, ProblemsError, mask_cpr
from snitflade.inka.debitoropslag import ANVENDT_OM
from snitflade.led.hvem import Adressen, adresser, hjemmeboende
from snitflade.led.kort import find
from snitflade.led.models import Anvisning, Art, Gruppe, Henvendelse, Ledighedskort, Match, Periode, Uddannelse

SIDE = 500
"""Persons on a page."""
LED_ITREG_UKENDT = ProblemKind(
    "LED_ITREG_UKENDT", "{raw} er ikke registreret som arbejdssøgende. Kontrollér nummeret.", spec="LED-E10"
)
LED_ITREG_KOMMUNE = ProblemKind("LED_ITREG_KOMMUNE", "Adgangen er givet for kommune {kommune} og gælder ikke her.", spec="LED-E11")
LED_ITREG_GAMMEL = ProblemKind(
    "LED_ITREG_GAMMEL",
    "{raw} har ikke været registreret som arbejdssøgende siden {dag}, og oplysningerne gives ikke længere ud.",
    spec="LED-E12",
)
_FOERST, _SIDST = dt.datetime(1900, 1, 1, tzinfo=dt.UTC), dt.datetime(9000, 1, 1, tzinfo=dt.UTC)


@dataclass(slots=True)
class Personen:
    """Everything IT Reg is told of a person. `kort`: the card, whose look-up is logged."""

    kort: Ledighedskort
    cpr: str
    adresser: list[Adressen]
    hjemmeboende_boern: int | None
    perioder: dict[str, list[Periode]]
    uddannelse: list[Uddannelse]
    anvist_arbejde: list[Anvisning]
    henvendelser: list[Henvendelse]
    matchgruppe: str


@dataclass(frozen=True, slots=True)
class Aendringer:
    """A page of persons whose data changed. `naeste_siden`: what to ask from the next time; `sidste`: the last one's id."""

    personer: list[Personen]
    flere: bool
    naeste_siden: dt.datetime | None
    sidste: int | None


def slaa_op(kommune: str, cpr: str) -> Personen:
    """One person. Raises ProblemsError: LED-E10 unknown, LED-E11 another municipality's, LED-E12 outside the retention period."""
    card = find(kommune, cpr)
    if card is None:
        numbers = _alle_numre(cpr)
        if Ledighedskort.objects.filter(cpr__in=numbers).exists():
            raise _afvist(LED_ITREG_KOMMUNE, kommune=kommune)
        raise _afvist(LED_ITREG_UKENDT, raw=mask_cpr(cpr))
    graense = _graense()
    if card.pk not in _aktive([card], graense):
        raise _afvist(LED_ITREG_GAMMEL, raw=mask_cpr(cpr), dag=f"{graense:%d-%m-%Y}")
    return hent([card])[0]


def tjek_kommune(egen: str, spurgt: str) -> None:
    """Raises ProblemsError (LED-E11) when the caller asks for another municipality than its own."""
    if spurgt != egen:
        raise _afvist(LED_ITREG_KOMMUNE, kommune=egen)


def aendringer(kommune: str, siden: dt.datetime, side: int, til: dt.datetime | None = None, efter: int | None = None) -> Aendringer:
    """Page `side` (from 1) of the municipality's persons changed at or after `siden`, by id; with `efter` the page behind that id.

    A change is one on the card, or a delivery from CPR that brought the person. Whoever follows the pages to the end and then asks
    from `naeste_siden` misses nothing; a person may come twice. Persons outside the retention period are left out.
    """
    siden = min(max(siden, _FOERST), _SIDST).astimezone(dt.UTC)
    with transaction.atomic():
        if til is None and side == 1:
            lock(Ledighedskort)
            til = timezone.now()
        brought = Person.objects.filter(exchange__state_at__gte=siden - ANVENDT_OM).values("personnummer")
        rows = Ledighedskort.objects.filter(Q(aendret__gte=siden) | Q(cpr__in=brought), kommune=kommune).order_by("pk")
        rows = rows.filter(pk__gt=efter) if efter is not None else rows
        start = (side - 1) * SIDE if efter is None else 0
        page = list(rows[start : start + SIDE + 1])
        shown = page[:SIDE]
        active = _aktive(shown, _graense())
        found = hent([card for card in shown if card.pk in active])
    return Aendringer(found, len(page) > SIDE, til, shown[-1].pk if shown else None)


def hent(kort: Sequence[Ledighedskort]) -> list[Personen]:
    """What is told of these persons, in the order of their cards; the number of questions does not grow with them."""
    today = timezone.localdate()
    valid = gaeldende_numre({card.cpr for card in kort})
    ids = [card.pk for card in kort]
    periods: defaultdict[int, dict[str, list[Periode]]] = defaultdict(lambda: {art.value: [] for art in Art})
    for period in Periode.objects.filter(kort__in=ids).order_by("fra", "pk"):
        periods[period.kort_id][period.art].append(period)
    groups = dict(Match.objects.filter(kort__in=ids, fra__lte=today).order_by("fra").values_list("kort_id", "gruppe"))
    education: defaultdict[int, list[Uddannelse]] = defaultdict(list)
    for one in Uddannelse.objects.filter(kort__in=ids).order_by("afsluttet", "kode"):
        education[one.kort_id].append(one)
    work: defaultdict[int, list[Anvisning]] = defaultdict(list)
    for referred in Anvisning.objects.filter(kort__in=ids).order_by("dato", "pk"):
        work[referred.kort_id].append(referred)
    contacts: defaultdict[int, list[Henvendelse]] = defaultdict(list)
    for contact in Henvendelse.objects.filter(kort__in=ids, annulleret=None).order_by("dato", "kode", "pk"):
        contacts[contact.kort_id].append(contact)
    people = {one.personnummer: one for one in Person.objects.filter(personnummer__in=set(valid.values()))}
    addresses, children = adresser(people.values(), today), hjemmeboende(people.values(), today)
    return [
        Personen(
            kort=card,
            cpr=valid[card.cpr],
            adresser=addresses.get(valid[card.cpr], []),
            hjemmeboende_boern=children.get(valid[card.cpr]),
            perioder=periods[card.pk],
            uddannelse=education[card.pk],
            anvist_arbejde=work[card.pk],
            henvendelser=contacts[card.pk],
            matchgruppe=groups.get(card.pk, Gruppe.INGEN.value),
        )
        for card in kort
    ]


def _graense() -> dt.date:
    """Whose last day is before this is outside the retention period."""
    today = timezone.localdate()
    years = int(konstant("led.itreg.aar", today))
    return today.replace(year=today.year - years, day=min(today.day, 28))


def _aktive(kort: Sequence[Ledighedskort], graense: dt.date) -> set[int]:
    """Those of the cards with a contact, period or referral since; one without any counts from the day it was made."""
    ids = [card.pk for card in kort]
    last: dict[int, dt.date] = {}
    contacts = Henvendelse.objects.filter(annulleret=None).order_by().values("kort").annotate(dag=Max("dato"))
    for rows in (
        contacts.filter(kort__in=ids).values_list("kort", "dag"),
        Anvisning.objects.filter(kort__in=ids).order_by().values("kort").annotate(dag=Max("dato")).values_list("kort", "dag"),
        Periode.objects.filter(kort__in=ids).order_by().values("kort").annotate(dag=Max("til")).values_list("kort", "dag"),
        Periode.objects.filter(kort__in=ids).order_by().values("kort").annotate(dag=Max("fra")).values_list("kort", "dag"),
    ):
        for number, day in rows:
            last[number] = max(last.get(number, dt.date.min), day or dt.date.min)
    going_on = set(Periode.objects.filter(kort__in=ids, til=None).values_list("kort", flat=True))
    return {card.pk for card in kort if card.pk in going_on or last.get(card.pk, timezone.localdate(card.oprettet)) >= graense}


def _alle_numre(cpr: str) -> set[str]:
    valid = gaeldende(cpr)
    return {cpr, valid, *tidligere([valid])}


def _afvist(kind: ProblemKind, *, raw: str = "", **params: Any) -> ProblemsError:
    problems = Problems()
    problems.add(kind, raw=raw, **params)
    return ProblemsError(problems)
