"""Which tenancy of the landlords' files belongs to which application.

Source: social-teknik.md 2.2: by CPR of tenant or co-tenant; else by Lejemaalsnr or by address, which is only a proposal.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from enum import Enum

from django.db.models import Max

from snitflade.soc.adresse import noegle
from snitflade.soc.boligsikring.grundlag import Sag
from snitflade.soc.boligsikring.models_lejemaal import Lejefil, Lejemaal
from snitflade.soc.maaned import Maaned


class Maade(Enum):
    """How a tenancy was found."""

    CPR = "cpr"
    NUMMER = "lejemålsnummer"
    ADRESSE = "adresse"


@dataclass(slots=True)
class Match:
    """What was found for one application. `lejemaal`: the tenancies of the tenant's own number, those in force first."""

    lejemaal: Sequence[Lejemaal] = ()
    forslag: tuple[Maade, Lejemaal] | None = None


@dataclass(slots=True)
class Maanedsfiler:
    """The tenancies that count in a month. `udlejere`: the landlords (ids) whose file is there."""

    lejemaal: list[Lejemaal] = field(default_factory=list)
    udlejere: frozenset[int] = frozenset()


def gaeldende_filer(kommune: str, maaned: Maaned) -> list[int]:
    """The file of each landlord that counts in the month: the one that was applied last."""
    files = Lejefil.objects.filter(kommune=kommune, maaned=str(maaned)).order_by()
    return [last for _, last in files.values_list("udlejer_id").annotate(last=Max("pk"))]


def maanedens(kommune: str, maaned: Maaned) -> Maanedsfiler:
    """The tenancies of the month."""
    files = gaeldende_filer(kommune, maaned)
    rows = list(Lejemaal.objects.filter(fil__in=files).select_related("fil").order_by("pk"))
    return Maanedsfiler(rows, frozenset(Lejefil.objects.filter(pk__in=files).values_list("udlejer_id", flat=True)))


def find(sager: Collection[Sag], filer: Maanedsfiler, maaned: Maaned) -> dict[int, Match]:
    """What each application has among the month's tenancies, by its id."""
    if not filer.lejemaal:
        return {sag.id: Match() for sag in sager}
    by_cpr: defaultdict[str, list[Lejemaal]] = defaultdict(list)
    by_number: defaultdict[tuple[int, str], list[Lejemaal]] = defaultdict(list)
    by_address: defaultdict[str, list[Lejemaal]] = defaultdict(list)
    for one in filer.lejemaal:
        for cpr in {one.cpr_lejer, one.cpr_medlejer} - {""}:
            by_cpr[cpr].append(one)
        by_number[one.fil.udlejer_id, one.lejemaalsnr].append(one)
        if one.adressenoegle:
            by_address[one.adressenoegle].append(one)
    found: dict[int, Match] = {}
    for sag in sager:
        own = sorted(
            by_cpr.get(sag.ansoeger, ()), key=lambda one: (not aaben(one, maaned), one.lejemaalsnr != sag.lejemaalsnr, one.pk)
        )
        match = Match(own)
        if not own:
            numbered = by_number.get((sag.udlejer, sag.lejemaalsnr), []) if sag.lejemaalsnr else []
            there = by_address.get(noegle(sag.adresse), []) if by_address else []
            for way, rows in ((Maade.NUMMER, numbered), (Maade.ADRESSE, there)):
                live = [one for one in rows if aaben(one, maaned)]
                if live and match.forslag is None:
                    match.forslag = (way, live[0])
        found[sag.id] = match
    return found


def aaben(lejemaal: Lejemaal, maaned: Maaned) -> bool:
    """Whether the tenancy is in force on the month's first day."""
    return lejemaal.indflytning <= maaned.foerste and (lejemaal.udflytning is None or lejemaal.udflytning >= maaned.foerste)
