"""Who should be subscribed to today, and who no longer: the sources' answers held against the register and kept in the table.

Source: cpr.md 8.1 (residents come by the geographic criterion; a subscription ends when there is no factual need), 6.3 (replacement
numbers are no numbers of CPR's).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from django.db.models import Q

from snitflade.exchange.bulk import lock
from snitflade.exchange.schedule import ZONE
from snitflade.folk.abonnement import kilder
from snitflade.folk.models import Abonnement, Person
from snitflade.folk.models_abonnement import OPRET, SLET, Tilstand
from snitflade.formats.cpr_koder import AKTIVE, groenlandsk
from snitflade.formats.cpr_personnummer import er_erstatningsnummer, foedselsdato
from snitflade.formats.problems import ProblemKind, Problems, Severity

ABONNEMENT_ERSTATNINGSNUMMER = ProblemKind(
    "ABONNEMENT_ERSTATNINGSNUMMER",
    "{raw} er et erstatningspersonnummer ({grunde}); CPR kender det ikke, og der abonneres ikke på det.",
    Severity.ADVARSEL,
)
ABONNEMENT_UMULIGT = ProblemKind(
    "ABONNEMENT_UMULIGT", "{raw} kan ikke være et personnummer ({grunde}). Ret det, hvor det kommer fra.", Severity.ADVARSEL
)
INGEN_KENDER = "ingen af kommunens moduler har længere brug for det"
_DOED, _ANNULLERET = "90", "30"
_ERSTATTEDE = ("50", "60")
_BATCH = 5_000
_LAENGST = 5
"""Numbers that have been superseded are followed that many times."""


@dataclass(slots=True)
class Oenske:
    """What is known of one number that a source has named."""

    grunde: list[tuple[str, str]] = field(default_factory=list)
    nej: str = ""
    """Why it is not subscribed to all the same; empty when it is."""


def beregn(idag: dt.date) -> dict[str, Oenske]:
    """Every number a source names, the valid one where it has been superseded, and whether it is to be subscribed to."""
    found: dict[str, Oenske] = {}
    for navn, kilde in kilder.kilder().items():
        for nummer, grund in kilde(idag):
            one = found.setdefault(nummer, Oenske())
            if (navn, grund) not in one.grunde:
                one.grunde.append((navn, grund))
    return _mod_registret(found)


def _mod_registret(found: dict[str, Oenske]) -> dict[str, Oenske]:
    result: dict[str, Oenske] = {}
    left = found
    for again in range(_LAENGST):
        known = _kendte(list(left))
        superseded: dict[str, Oenske] = {}
        for nummer, one in left.items():
            status, kommunekode, gaeldende = known.get(nummer, ("", "", ""))
            if status in _ERSTATTEDE and gaeldende and gaeldende != nummer and again < _LAENGST - 1:
                target = superseded.setdefault(gaeldende, Oenske())
                target.grunde += [grund for grund in one.grunde if grund not in target.grunde]
                result.setdefault(nummer, Oenske()).nej = "nummeret er afløst af et andet"
                continue
            kept = result.setdefault(nummer, Oenske())
            kept.grunde += [grund for grund in one.grunde if grund not in kept.grunde]
            kept.nej = _nej(status, kommunekode)
        if not superseded:
            break
        left = superseded
    return result


def _nej(status: str, kommunekode: str) -> str:
    if status == _DOED:
        return "personen er død"
    if status == _ANNULLERET or status in _ERSTATTEDE:
        return "nummeret gælder ikke længere"
    if status in AKTIVE and groenlandsk(kommunekode):
        return "bor i Grønland og leveres uden abonnement"
    return ""


def _kendte(numre: Sequence[str]) -> dict[str, tuple[str, str, str]]:
    """Status, municipality and valid number of those in the register."""
    known: dict[str, tuple[str, str, str]] = {}
    for at in range(0, len(numre), _BATCH):
        rows = Person.objects.filter(personnummer__in=numre[at : at + _BATCH])
        for nummer, *facts in rows.values_list("personnummer", "status", "kommunekode", "gaeldende"):
            known[nummer] = (facts[0], facts[1], facts[2])
    return known


def ajourfoer(now: dt.datetime, problems: Problems) -> None:
    """Bring the table up to what is wanted at `now`, in the caller's transaction.

    A number that can never be subscribed to is reported once, when it comes into the table.
    """
    lock(Abonnement)
    wanted = beregn(now.astimezone(ZONE).date())
    rows = {row.personnummer: row for row in Abonnement.objects.all()}
    new = [_ny(nummer, one, now, problems) for nummer, one in wanted.items() if not one.nej and nummer not in rows]
    Abonnement.objects.bulk_create(new, batch_size=500)
    changed = [row for row in rows.values() if _aendret(row, wanted.get(row.personnummer), now)]
    fields = ("oensket", "grunde", "bortfaldet", "siden", "tilstand", "fejlnr", "fejltekst")
    Abonnement.objects.bulk_update(changed, fields, batch_size=200)


def _ny(nummer: str, one: Oenske, now: dt.datetime, problems: Problems) -> Abonnement:
    tilstand = Tilstand.UMULIG if _umulig(nummer, one, problems) else Tilstand.INGEN
    return Abonnement(personnummer=nummer, grunde=[list(grund) for grund in one.grunde], siden=now, tilstand=tilstand)


def _umulig(nummer: str, one: Oenske, problems: Problems) -> bool:
    grunde = "; ".join(f"{navn}: {grund}" for navn, grund in one.grunde)
    if er_erstatningsnummer(nummer):
        problems.add(ABONNEMENT_ERSTATNINGSNUMMER, field="personnummer", raw=nummer, grunde=grunde)
    elif foedselsdato(nummer) is None:
        problems.add(ABONNEMENT_UMULIGT, field="personnummer", raw=nummer, grunde=grunde)
    else:
        return False
    return True


def _aendret(row: Abonnement, one: Oenske | None, now: dt.datetime) -> bool:
    """Bring a row up to what is wanted; whether anything is different."""
    oensket = one is not None and not one.nej
    grunde = [list(grund) for grund in one.grunde] if one is not None and oensket else []
    bortfaldet = "" if oensket else (one.nej if one is not None and one.nej else INGEN_KENDER)
    before = (row.oensket, row.grunde, row.bortfaldet, row.tilstand)
    if row.oensket != oensket:
        row.siden = now
    row.oensket, row.grunde, row.bortfaldet = oensket, grunde, bortfaldet
    if row.tilstand == Tilstand.FEJL and oensket == (row.operation == SLET):
        # What CPR refused is not wanted any longer: everything is as it was before it was asked.
        row.tilstand = Tilstand.AKTIV if row.operation == SLET else Tilstand.SLETTET
        row.fejlnr = row.fejltekst = ""
    return before != (row.oensket, row.grunde, row.bortfaldet, row.tilstand)


def forskelle() -> Iterator[tuple[Abonnement, str]]:
    """What CPR is to be asked now, and nothing of what it has been asked and not answered; in the order of rows."""
    create = Q(oensket=True, tilstand__in=(Tilstand.INGEN, Tilstand.SLETTET))
    delete = Q(oensket=False, tilstand=Tilstand.AKTIV)
    for row in Abonnement.objects.filter(create | delete).order_by("pk"):
        yield row, OPRET if row.oensket else SLET
