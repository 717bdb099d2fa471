"""Opening many drafts at once: each is checked as a single one is (`kladder.opret`), and one that is refused stops no other."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from snitflade.bogh import bilag, konti
from snitflade.bogh.bilag import Hoved, Linje
from snitflade.bogh.kladder import KLADDE_DOBBELT, linje_af, ny
from snitflade.bogh.models import Bilagskladde, Kladdelinje
from snitflade.formats.problems import Problems

_BATCH = 400


@dataclass(frozen=True, slots=True)
class Udkast:
    """A draft to be opened. `godkendt_af_kilden` as in `kladder.opret`."""

    hoved: Hoved
    linjer: Sequence[Linje]
    sagsbehandler: str = ""
    godkendt_af_kilden: str = ""


def opret_mange(udkast: Sequence[Udkast], af: str) -> list[Bilagskladde | Problems]:
    """Open them, in the caller's transaction or its own; gives each draft, or what is wrong with it.

    The audit trail is told by the caller: the exchange that brought them.
    """
    with transaction.atomic():
        found = [_tjek(one) for one in udkast]
        _tjek_konti(udkast, found)
        _tjek_nye(udkast, found)
        now = timezone.now()
        good = [one for one, problems in zip(udkast, found, strict=True) if not problems.errors]
        made = Bilagskladde.objects.bulk_create([_kladde(one, af, now) for one in good], batch_size=_BATCH)
        lines = (
            linje_af(row, number, linje)
            for row, one in zip(made, good, strict=True)
            for number, linje in enumerate(one.linjer, start=1)
        )
        Kladdelinje.objects.bulk_create(lines, batch_size=_BATCH)
    drafts = iter(made)
    return [problems if problems.errors else next(drafts) for problems in found]


def _tjek(one: Udkast) -> Problems:
    problems = Problems()
    bilag.tjek_indhold(one.hoved, one.linjer, problems)
    return problems


def _tjek_konti(udkast: Sequence[Udkast], found: Sequence[Problems]) -> None:
    """The accounts of all drafts of a municipality and a day together; one by one only where something is wrong."""
    groups: defaultdict[tuple[str, dt.date], list[int]] = defaultdict(list)
    for at, one in enumerate(udkast):
        groups[one.hoved.kommune, one.hoved.posteringsdato].append(at)
    for (kommune, dato), places in groups.items():
        whole = Problems()
        konti.tjek((linje.konto for at in places for linje in udkast[at].linjer), kommune, dato, whole)
        for at in places if whole.errors else ():
            konti.tjek((linje.konto for linje in udkast[at].linjer), kommune, dato, found[at])


def _tjek_nye(udkast: Sequence[Udkast], found: Sequence[Problems]) -> None:
    """Report the keys that a draft has, or another of these."""
    for kilde in {one.hoved.kilde for one in udkast}:
        keys = [one.hoved.noegle for one in udkast if one.hoved.kilde == kilde]
        known: dict[str, tuple[int | str, str]] = {}
        for at in range(0, len(keys), _BATCH):
            rows = Bilagskladde.objects.filter(kilde=kilde, noegle__in=keys[at : at + _BATCH])
            known |= {row.noegle: (row.pk, row.tilstand) for row in rows}
        for one, problems in zip(udkast, found, strict=True):
            if one.hoved.kilde != kilde:
                continue
            if (other := known.get(one.hoved.noegle)) is not None:
                problems.add(KLADDE_DOBBELT, raw=one.hoved.noegle, kilde=kilde, anden=other[0], tilstand=other[1])
            known.setdefault(one.hoved.noegle, ("i samme fil", "ny"))


def _kladde(one: Udkast, af: str, now: dt.datetime) -> Bilagskladde:
    return ny(one.hoved, one.linjer, af, now, sagsbehandler=one.sagsbehandler, godkendt_af_kilden=one.godkendt_af_kilden)
