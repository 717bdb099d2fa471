"""The yearly roll-over: next year's applications, made from this year's.

Source: winformatik.md 2.8: the rent from the landlord's file if it is given there, else the old one; the household copied or taken
from CPR, as the municipality has chosen (constant).
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q

from snitflade.exchange import audit
from snitflade.exchange.bulk import lock
from snitflade.exchange.konstanter import konstant
from snitflade.folk.models_person import noegle as cpr_noegle
from snitflade.soc.boligsikring.grundlag import sager
from snitflade.soc.boligsikring.match import aaben, find, maanedens
from snitflade.soc.boligsikring.models_ansoegning import Ansoegning, Huslejelinje, Medlem
from snitflade.soc.husstand import paa_adresser
from snitflade.soc.maaned import Maaned

HUSSTAND = "boligsikring.overfoer_husstand"
_SAMME = (
    *("kommune", "ansoeger", "telefon", "udlejer_id", "lejemaalsnr", "lokalitet", "vejkode", "husnr", "bnr", "lejlighed"),
    *("antal_rum", "boligtype", "indflyttet", "dispensation_fra", "dispensation_til"),
)


@dataclass(frozen=True, slots=True)
class Overfoert:
    """How many were made, how many of them with the landlord's rent, and how many were there already."""

    nye: int
    husleje_fra_udlejer: int
    findes: int


def overfoer(kommune: str, aar: int, af: str) -> Overfoert:
    """Make the applications of `aar` from those of the year before that still run, in one transaction; done again it makes none."""
    new_year = Maaned(aar, 1)
    with transaction.atomic():
        lock(Ansoegning, Medlem, Huslejelinje)
        rows = Ansoegning.objects.filter(
            Q(fraflyttet=None) | Q(fraflyttet__gte=new_year.foerste), kommune=kommune, aar=aar - 1, trukket=None
        ).order_by("pk")
        there = set(Ansoegning.objects.filter(kommune=kommune, aar=aar).values_list("ansoeger", "indflyttet"))
        old = [one for one in rows if (one.ansoeger, one.indflyttet) not in there]
        rents = _huslejer(kommune, new_year)
        made = Ansoegning.objects.bulk_create(
            [
                Ansoegning(
                    aar=aar, forrige=one, oprettet_af=af, fraflyttet=one.fraflyttet, **{name: getattr(one, name) for name in _SAMME}
                )
                for one in old
            ],
            batch_size=500,
        )
        from_landlord = _kopier_huslejer(old, made, rents, new_year.foerste)
        if konstant(HUSSTAND, new_year.foerste) == "cpr":
            _husstand_fra_cpr(old, made, new_year.foerste)
        else:
            _kopier_husstand(old, made, new_year.foerste)
        audit.record("boligsikring årsskifte", af, kommune=kommune, aar=aar, nye=len(made))
    return Overfoert(len(made), from_landlord, rows.count() - len(made))


def _huslejer(kommune: str, month: Maaned) -> dict[int, int]:
    """The landlords' rents for January by application (of the old year), else for December."""
    found: dict[int, int] = {}
    cases = sager(Ansoegning.objects.filter(kommune=kommune, aar=month.aar - 1))
    for one in (month.plus(-1), month):
        for number, match in find(cases, maanedens(kommune, one), one).items():
            if match.lejemaal and aaben(match.lejemaal[0], one):
                found[number] = match.lejemaal[0].husleje
    return found


def _kopier_huslejer(old: list[Ansoegning], made: list[Ansoegning], rents: dict[int, int], first: dt.date) -> int:
    newest: dict[int, int] = {}
    lines = Huslejelinje.objects.filter(
        ansoegning__in=[one.pk for one in old] if len(old) <= 500 else Ansoegning.objects.filter(aar=first.year - 1)
    )
    for number, amount in lines.filter(fra__lte=first).order_by("fra").values_list("ansoegning_id", "beloeb"):
        newest[number] = amount
    new = [
        Huslejelinje(
            ansoegning=now,
            fra=first,
            beloeb=rents.get(before.pk, newest.get(before.pk, 0)),
            kilde="Udlejerens fil" if before.pk in rents else "Sidste års ansøgning",
        )
        for before, now in zip(old, made, strict=True)
        if before.pk in rents or before.pk in newest
    ]
    Huslejelinje.objects.bulk_create(new, batch_size=500)
    return sum(one.kilde == "Udlejerens fil" for one in new)


def _kopier_husstand(old: list[Ansoegning], made: list[Ansoegning], first: dt.date) -> None:
    """The members who still live there; expected incomes are not carried over, as they were expected for the old year."""
    after = {before.pk: now for before, now in zip(old, made, strict=True)}
    rows = Medlem.objects.filter(Q(til=None) | Q(til__gte=first), ansoegning__aar=first.year - 1).order_by("pk")
    Medlem.objects.bulk_create(
        [
            Medlem(
                ansoegning=after[row.ansoegning_id],
                cpr=row.cpr,
                fra=row.fra,
                til=row.til,
                meldt=row.meldt,
                meldt_ud=row.meldt_ud,
                pension=row.pension,
                pension_fra=row.pension_fra,
            )
            for row in rows
            if row.ansoegning_id in after
        ],
        batch_size=500,
    )


def _husstand_fra_cpr(old: list[Ansoegning], made: list[Ansoegning], first: dt.date) -> None:
    """Everybody whom CPR has at the address, and the applicant; pensions are known only of those who were there before."""
    keys = {now.pk: cpr_noegle(now.kommune, now.vejkode, now.husnr, "", now.lejlighed, now.bnr) for now in made}
    there = paa_adresser(list(keys.values()))
    known = {(row.ansoegning_id, row.cpr): row for row in Medlem.objects.filter(ansoegning__aar=first.year - 1)}
    new: list[Medlem] = []
    for before, now in zip(old, made, strict=True):
        for cpr in sorted({one.cpr for one in there.get(keys[now.pk], ())} | {now.ansoeger}):
            row = known.get((before.pk, cpr))
            new.append(
                Medlem(
                    ansoegning=now,
                    cpr=cpr,
                    fra=row.fra if row else first,
                    meldt=row.meldt if row else None,
                    pension=row.pension if row else "",
                    pension_fra=row.pension_fra if row else None,
                )
            )
    Medlem.objects.bulk_create(new, batch_size=500)
