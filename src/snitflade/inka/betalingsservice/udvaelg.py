"""Which claims are collected through Betalingsservice on a due date, and how much of each (payments.md 5.2, winformatik.md 2.3).

A claim is collected when it is open and due by then, its group has an agreement with its debtor that covers the day, and nothing
else holds it: a deferral, an instalment plan (of which only what is due is collected), a collection that is not answered yet.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from django.db.models import Q, QuerySet

from snitflade.formats.bs0601 import UDEN_AFTALE
from snitflade.inka.henstand import stand
from snitflade.inka.inddrivelse.spaerring import fri
from snitflade.inka.models import Afdragskrav, Afdragsordning, Henstand, Regning
from snitflade.inka.models_bs import (
    UDEN_VIRKNING,
    BSAftale,
    BSOpkraevning,
    BSOpkraevningskrav,
    BSStatus,
    Debitorgruppe,
    Gruppeart,
)


class Krav(NamedTuple):
    """A claim, or the part of it that is collected now (`beloeb`, øre)."""

    id: int
    nummer: int
    debitor: int
    gruppe: str
    beloeb: int
    periode: str
    tekstlinjer: str


class Aftale(NamedTuple):
    """An agreement that covers the due date."""

    kunde: str
    aftalenummer: str
    kundenummer: str


@dataclass(slots=True)
class Samling:
    """The claims of one payer that become one collection."""

    gruppe: str
    debitor: int
    aftale: Aftale
    krav: list[Krav] = field(default_factory=list)
    beloeb: int = 0
    """Øre: the sum of its claims'."""

    def tilfoej(self, one: Krav) -> None:
        """One claim more."""
        self.krav.append(one)
        self.beloeb += one.beloeb


@dataclass(slots=True)
class Udvalg:
    """What is collected, and what is left out: how many claims by reason in words."""

    samlinger: list[Samling] = field(default_factory=list)
    udeladt: dict[str, int] = field(default_factory=dict)


UDE, SAMME_DAG, HENSTAND, AFSLAG, UDEN = (
    "Allerede hos Betalingsservice",
    "Betaleren opkræves allerede samme dag",
    "Henstand",
    "Afvist eller ført tilbage før",
    "Uden aftale, der dækker forfaldsdatoen",
)


def udvaelg(kommune: str, pbs_nummer: str, forfald: dt.date, *, gruppe: str = "", igen: bool = False) -> Udvalg:
    """The collections of a due date. `gruppe`: of this debtor group only; `igen`: also what was refused or charged back before."""
    groups = _grupper(kommune, gruppe)
    agreements = _aftaler(pbs_nummer, forfald)
    taken = _opkraevede(pbs_nummer, forfald)
    found, left = Udvalg(), defaultdict[str, int](int)
    by_payer: dict[tuple[str, int], Samling] = {}
    for one in [*_almindelige(kommune, forfald, groups, left, igen), *_rater(kommune, forfald, groups)]:
        key = one.gruppe, one.debitor
        if (samling := by_payer.get(key)) is not None:
            samling.tilfoej(one)
        elif (agreement := agreements.get(key)) is None:
            left[UDEN] += 1
        elif (one.gruppe, agreement.kunde, agreement.aftalenummer) in taken:
            left[SAMME_DAG] += 1
        else:
            by_payer[key] = Samling(*key, agreement, [one], one.beloeb)
    found.samlinger = [by_payer[key] for key in sorted(by_payer)]
    found.udeladt = dict(left)
    return found


@dataclass(frozen=True, slots=True)
class _Grupper:
    """Groups that exist (or the one asked for), and the group of each art or module."""

    numre: frozenset[str]
    arter: dict[str, str]

    def af(self, egen: str, art: str, modul: str) -> str:
        """The group of a claim: its own, else its art's, else its module's; empty for none."""
        found = egen or self.arter.get(art, "") or self.arter.get(modul, "")
        return found if found in self.numre else ""

    def krav(self, row: Raekke) -> Krav | None:
        """A claim with its group; None for one of no group."""
        number, nummer, debitor, egen, art, modul, rest, periode, tekst = row
        gruppe = self.af(egen, art, modul)
        return Krav(number, nummer, debitor, gruppe, rest, periode, tekst) if gruppe else None

    @property
    def mulige(self) -> Q:
        """The claims that can be of one of them."""
        named = Q(debitorgruppe__in=self.numre)
        return named | Q(debitorgruppe="") & (Q(art__in=self.arter) | Q(modul__in=self.arter))


def _grupper(kommune: str, only: str) -> _Grupper:
    numbers = set(Debitorgruppe.objects.filter(kommune=kommune).values_list("nummer", flat=True))
    arts = dict(Gruppeart.objects.filter(kommune=kommune).values_list("art", "gruppe__nummer"))
    return _Grupper(frozenset(numbers & {only} if only else numbers), arts)


def _aftaler(pbs_nummer: str, forfald: dt.date) -> dict[tuple[str, int], Aftale]:
    """The agreement of each payer that covers the day, by group and debtor; the newest where there are several."""
    covering = BSAftale.objects.filter(Q(slut=None) | Q(slut__gt=forfald), pbs_nummer=pbs_nummer, start__lte=forfald)
    rows = covering.exclude(debitor=None).exclude(aftalenummer=UDEN_AFTALE).order_by("start", "pk")
    names = ("debitorgruppe", "debitor_id", "kunde", "aftalenummer", "debitor__kundenummer")
    return {(gruppe, debitor): Aftale(*rest) for gruppe, debitor, *rest in rows.values_list(*names)}


def _opkraevede(pbs_nummer: str, forfald: dt.date) -> set[tuple[str, str, str]]:
    """Who is collected from on that day already, across files."""
    rows = BSOpkraevning.objects.filter(pbs_nummer=pbs_nummer, forfaldsdato=forfald).exclude(status__in=UDEN_VIRKNING)
    return set(rows.values_list("debitorgruppe", "kunde", "aftalenummer"))


def _aabne(kommune: str) -> QuerySet[Regning]:
    """Open claims; of the groups that are collected they are what must be looked at."""
    return Regning.objects.filter(fri(), kommune=kommune, rest__gt=0, betales_fra_konto="")


_FELTER = ("id", "nummer", "debitor_id", "debitorgruppe", "art", "modul", "rest", "periode", "tekstlinjer")
Raekke = tuple[int, int, int, str, str, str, int, str, str]
"""A claim as it is fetched."""


def _almindelige(kommune: str, forfald: dt.date, groups: _Grupper, left: dict[str, int], igen: bool) -> Iterator[Krav]:
    """Claims that are in no instalment plan, in the order in which they are paid."""
    held = _tilbageholdte(kommune, forfald, igen)
    planned = set(Afdragskrav.objects.filter(gaelder=True).values_list("regning_id", flat=True))
    due = _aabne(kommune).filter(groups.mulige, forfaldsdato__lte=forfald).order_by("forfaldsdato", "nummer")
    for row in due.values_list(*_FELTER).iterator(20_000):
        one = groups.krav(row)
        if one is None or one.id in planned:
            continue
        if reason := held.get(one.id):
            left[reason] += 1
        else:
            yield one


def _tilbageholdte(kommune: str, forfald: dt.date, igen: bool) -> dict[int, str]:
    """Claims that something holds, and what."""
    parts = BSOpkraevningskrav.objects.filter(opkraevning__kommune=kommune)
    refused = parts.filter(opkraevning__status__in=(BSStatus.AFVIST, BSStatus.TILBAGEFOERT))
    deferred = Henstand.objects.filter(regning__kommune=kommune, ophoert_tid=None, til__gt=forfald)
    held = {} if igen else dict.fromkeys(refused.values_list("regning_id", flat=True), AFSLAG)
    held |= dict.fromkeys(deferred.values_list("regning_id", flat=True), HENSTAND)
    return held | dict.fromkeys(parts.filter(ude=True).values_list("regning_id", flat=True), UDE)


def _rater(kommune: str, forfald: dt.date, groups: _Grupper) -> Iterator[Krav]:
    """What of instalment plans is due by the day and not paid, over their claims in turn."""
    plans = Afdragsordning.objects.filter(ophoert_tid=None, krav__regning__kommune=kommune, krav__regning__rest__gt=0)
    for plan in plans.distinct().order_by("pk"):
        claims = _aabne(kommune).filter(afdragskrav__ordning=plan, afdragskrav__gaelder=True).order_by("forfaldsdato", "nummer")
        if BSOpkraevningskrav.objects.filter(regning__afdragskrav__ordning=plan, ude=True).exists():
            continue
        yield from _del(claims.values_list(*_FELTER), stand(plan, forfald).restance, groups)


def _del(rows: Iterable[Raekke], due: int, groups: _Grupper) -> Iterator[Krav]:
    for row in rows:
        whole = groups.krav(row)
        if due <= 0 or whole is None:
            continue
        take = min(due, whole.beloeb)
        due -= take
        yield whole._replace(beloeb=take)
