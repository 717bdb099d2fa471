"""A month's calculation of every pension that runs. Done twice it changes nothing.

The income in use stays until somebody decides to use another (`genberegning`); a card without one takes the first that is known.
Whoever cannot be calculated is told with the reason, and does not hold up the others.

Source: social-teknik.md 3.4, winformatik.md 2.8.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from snitflade.exchange import audit
from snitflade.exchange.bulk import lock
from snitflade.exchange.konstanter import konstant
from snitflade.formats.problems import ProblemKind, Problems, ProblemsError
from snitflade.soc.maaned import Maaned
from snitflade.soc.pension import indkomst, regn, satser
from snitflade.soc.pension.koder import KODER
from snitflade.soc.pension.konstanter import EGEN_INDKOMST
from snitflade.soc.pension.models_pension import Art, Pensionist, Pensionsberegning, Samliv

PEN_INGEN_SATSER = ProblemKind(
    "PEN_INGEN_SATSER", "Der er ingen godkendte pensionssatser for {maaned}. Indlæs Departementets regneark, og godkend satserne."
)
PEN_INGEN_PENSIONISTER = ProblemKind("PEN_INGEN_PENSIONISTER", "Der er ingen pensionister i kommune {raw} i {maaned}.")
PEN_SATS_MANGLER = ProblemKind(
    "PEN_SATS_MANGLER", "{raw}: {kode} ({tekst}) er ikke godkendt for {maaned}, så pensionen kan ikke beregnes. Indlæs satsen."
)
PEN_INDKOMST_MANGLER = ProblemKind("PEN_INDKOMST_MANGLER", "{raw}: {grund}")
PEN_FAELLES_INDKOMST = ProblemKind(
    "PEN_FAELLES_INDKOMST",
    "{raw}: før {fra} talte partnerens indkomst med, og de regler beregnes ikke her. Beregn måneden i hånden.",
)


@dataclass(slots=True)
class Koert:
    """What a calculation did: how many hold, how many of them are new or changed, their sum, who is missing and why."""

    antal: int = 0
    nye: int = 0
    beloeb: int = 0
    problemer: Problems = field(default_factory=Problems)


def loebende(kommune: str, maaned: Maaned) -> QuerySet[Pensionist]:
    """The cards whose pension runs in the month."""
    rows = Pensionist.objects.filter(Q(til=None) | Q(til__gte=maaned.foerste), kommune=kommune, fra__lte=maaned.sidste)
    return rows.order_by("pk")


def beregn_maaned(kommune: str, maaned: Maaned, af: str) -> Koert:
    """Calculate a municipality's month. Raises ProblemsError where nobody can be calculated at all."""
    with transaction.atomic():
        lock(Pensionist, Pensionsberegning)
        cards = list(loebende(kommune, maaned))
        rates = satser.tal(satser.paa(satser.godkendte(), maaned.foerste))
        problems = Problems()
        if not rates:
            problems.add(PEN_INGEN_SATSER, field="maaned", maaned=maaned.tekst)
        if not cards:
            problems.add(PEN_INGEN_PENSIONISTER, field="kommune", raw=kommune, maaned=maaned.tekst)
        if problems.errors:
            raise ProblemsError(problems)
        done = _beregn(cards, maaned, rates, af)
        if done.nye:
            audit.record(
                "pension beregnet", af, kommune=kommune, maaned=str(maaned), antal=done.antal, nye=done.nye, beloeb=done.beloeb
            )
    return done


def _beregn(cards: Sequence[Pensionist], maaned: Maaned, rates: regn.Satser, af: str) -> Koert:
    done = Koert()
    _indkomster([row for row in cards if row.indkomst is None], maaned, done.problemer)
    there = Pensionsberegning.objects.filter(gaelder=True, maaned=str(maaned), pensionist__kommune=cards[0].kommune)
    held = {row.pensionist_id: row for row in there}
    since = Maaned.laes(konstant(EGEN_INDKOMST, maaned.foerste))
    made, gone = [], []
    for row in cards:
        new = _en(row, maaned, rates, since, done.problemer) if row.indkomst is not None else None
        old = held.get(row.pk)
        if new is None:
            if old is not None:  # what could be calculated once and cannot be now stays; the problem tells of it
                done.antal, done.beloeb = done.antal + 1, done.beloeb + old.beloeb
            continue
        done.antal, done.beloeb = done.antal + 1, done.beloeb + new.beloeb
        if old is not None and _ens(old, new):
            continue
        if old is not None:
            gone.append(old.pk)
        new.beregnet_af, new.beregnet_tid = af, timezone.now()
        made.append(new)
    Pensionsberegning.objects.filter(pk__in=gone).update(gaelder=False)
    Pensionsberegning.objects.bulk_create(made)
    done.nye = len(made)
    return done


def _indkomster(cards: Sequence[Pensionist], maaned: Maaned, problems: Problems) -> None:
    """Give the cards that have none their first income."""
    for row, found in _fundne(cards, maaned):
        if found.indkomst is None:
            problems.add(PEN_INDKOMST_MANGLER, raw=row.cpr, grund=found.mangler)
            continue
        row.indkomst, row.indkomst_art, row.indkomst_maaned = found.indkomst, found.art, found.maaned
        row.save(update_fields=["indkomst", "indkomst_art", "indkomst_maaned"])


def _fundne(cards: Sequence[Pensionist], maaned: Maaned) -> list[tuple[Pensionist, indkomst.Fundet]]:
    found = indkomst.find(cards, maaned.sidste)
    return [(row, found[row.pk]) for row in cards]


def _en(row: Pensionist, maaned: Maaned, rates: regn.Satser, since: Maaned, problems: Problems) -> Pensionsberegning | None:
    joint = row.samliv == Samliv.PARTNER_UDEN or (row.art == Art.FOERTID and row.samliv != Samliv.ENLIG)
    if joint and maaned < since:
        problems.add(PEN_FAELLES_INDKOMST, raw=row.cpr, fra=since.tekst)
        return None
    income = int(row.indkomst or 0)
    try:
        found = regn.beregn(row.art, row.niveau, row.samliv, income, rates)
    except regn.SatsMangler as error:
        tekst = KODER[error.kode].tekst
        problems.add(PEN_SATS_MANGLER, raw=row.cpr, kode=error.kode, tekst=tekst, maaned=maaned.tekst)
        return None
    return Pensionsberegning(
        pensionist=row,
        maaned=str(maaned),
        indkomst=income,
        indkomst_art=row.indkomst_art,
        indkomst_maaned=row.indkomst_maaned,
        grund=regn.oere(found.grund),
        tillaeg=regn.oere(found.tillaeg),
        beloeb=found.maaned,
        trin=[list(step) for step in found.trin],
    )


def _ens(old: Pensionsberegning, new: Pensionsberegning) -> bool:
    names = ("indkomst", "indkomst_art", "indkomst_maaned", "grund", "tillaeg", "beloeb", "trin")
    return all(getattr(old, name) == getattr(new, name) for name in names)
