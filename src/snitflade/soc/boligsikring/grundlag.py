"""What the calculation of a month is made from: the applications that hold in it, their rents, households and incomes.

Everything is fetched for all applications at once. Sources: social-teknik.md 2.2 (which application a month belongs to) and 2.4,
skat-inddrivelse.md 6.1.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from django.db.models import Q, QuerySet

from snitflade.exchange.konstanter import konstant
from snitflade.skat import indkomst as skat
from snitflade.soc.adresse import Adresse
from snitflade.soc.alder import er_barn
from snitflade.soc.boligsikring.models_ansoegning import Ansoegning, Huslejelinje, Medlem, Pension
from snitflade.soc.boligsikring.models_sats import Delmaaned
from snitflade.soc.boligsikring.satser import Gaeldende
from snitflade.soc.husstand import foedselsdatoer
from snitflade.soc.maaned import Maaned

FORSKYDNING = "boligsikring.indkomst_forskydning"


class Sag(NamedTuple):
    """The columns of an application that a month needs."""

    id: int
    ansoeger: str
    udlejer: int
    ejer: str
    lejemaalsnr: str
    adresse: Adresse
    rum: int
    boligtype: str
    indflyttet: dt.date
    fraflyttet: dt.date | None
    dispensation: tuple[dt.date, dt.date] | None


class Person(NamedTuple):
    """A member of a household in the month."""

    cpr: str
    barn: bool
    """Lives there as a child."""
    taeller: bool
    """Counts among the children: the municipality had been told before the month."""
    pension: str
    forventet: int | None


@dataclass(slots=True)
class Grundlag:
    """One application in one month. `husleje` None: none is entered; `dage`: how many of the month's days it holds."""

    sag: Sag
    husleje: int | None
    personer: tuple[Person, ...]
    dage: int
    voksne: tuple[Person, ...]
    boern: int
    """The children that count."""

    @property
    def beboere(self) -> int:
        """Who lives there on the 1st, the children as they count."""
        return len(self.voksne) + self.boern


@dataclass(frozen=True, slots=True)
class Indkomst:
    """An adult's aktuel indkomst (øre, before standardfradrag) and the last month of the twelve it is of."""

    beloeb: int
    maaned: dt.date


def i_kraft(kommune: str, maaned: Maaned, delmaaned: Delmaaned = Delmaaned.HEL) -> QuerySet[Ansoegning]:
    """The applications that hold in the month: on its first day, or on any day where days count."""
    last = maaned.foerste if delmaaned == Delmaaned.HEL else maaned.sidste
    rows = Ansoegning.objects.filter(kommune=kommune, aar=maaned.aar, indflyttet__lte=last)
    return rows.filter(
        Q(fraflyttet=None) | Q(fraflyttet__gte=maaned.foerste), Q(trukket=None) | Q(trukket__gt=maaned.foerste)
    ).order_by("pk")


_SAG = (
    *("pk", "ansoeger", "udlejer_id", "udlejer__ejer", "lejemaalsnr", "kommune", "lokalitet", "vejkode", "husnr", "bnr"),
    *("lejlighed", "antal_rum", "boligtype", "indflyttet", "fraflyttet", "dispensation_fra", "dispensation_til"),
)
_ALTID = dt.date.max


def sager(rows: QuerySet[Ansoegning]) -> list[Sag]:
    """The applications' columns."""
    return [
        Sag(
            *(pk, cpr, udlejer, ejer, number, Adresse(*address), rooms, kind, moved_in, moved_out),
            (since, until or _ALTID) if since else None,
        )
        for pk, cpr, udlejer, ejer, number, *address, rooms, kind, moved_in, moved_out, since, until in rows.values_list(*_SAG)
    ]


def hent(cases: Collection[Sag], rows: QuerySet[Ansoegning], maaned: Maaned) -> list[Grundlag]:
    """Rents and households of `cases`, which are those of `rows`, in the month."""
    rents = _huslejer(rows, maaned)
    members = _medlemmer(rows, maaned, {case.id: case.indflyttet for case in cases})
    return [_grundlag(case, rents.get(case.id), tuple(members.get(case.id, ())), maaned) for case in cases]


def _grundlag(case: Sag, rent: int | None, people: tuple[Person, ...], maaned: Maaned) -> Grundlag:
    adults = tuple([one for one in people if not one.barn])
    children = sum([one.taeller for one in people])
    return Grundlag(case, rent, people, _dage(case, maaned), adults, children)


def _dage(case: Sag, maaned: Maaned) -> int:
    first, last = max(case.indflyttet, maaned.foerste), min(case.fraflyttet or maaned.sidste, maaned.sidste)
    return max(0, (last - first).days + 1)


def _huslejer(rows: QuerySet[Ansoegning], maaned: Maaned) -> dict[int, int]:
    """The rent that holds on the month's first day; where the home was moved into later, that of the month."""
    lines = Huslejelinje.objects.filter(ansoegning__in=rows.order_by().values("pk"), fra__lte=maaned.sidste)
    found: dict[int, int] = {}
    for number, begins, amount in lines.order_by("ansoegning_id", "fra").values_list("ansoegning_id", "fra", "beloeb"):
        if begins <= maaned.foerste or number not in found:
            found[number] = amount
    return found


_MEDLEM = ("ansoegning_id", "cpr", "fra", "til", "meldt", "meldt_ud", "pension", "pension_fra", "forventet", "forventet_fra")


def _medlemmer(rows: QuerySet[Ansoegning], maaned: Maaned, moved_in: Mapping[int, dt.date]) -> dict[int, list[Person]]:
    first = maaned.foerste
    members = Medlem.objects.filter(ansoegning__in=rows.order_by().values("pk"), fra__lte=maaned.sidste)
    lines = list(members.order_by("ansoegning_id", "pk").values_list(*_MEDLEM))
    born = foedselsdatoer({line[1] for line in lines})
    found: defaultdict[int, list[Person]] = defaultdict(list)
    for number, cpr, since, until, told, told_out, pension, pension_since, expected, expected_since in lines:
        child = er_barn(born[cpr], maaned)
        # Who lives there on the 1st, or when the home was moved into later in the month.
        begun = since <= first or since <= moved_in[number]
        here = begun and (until is None or until >= first)
        # A child that came counts from the 1st after the municipality was told, one that left until then.
        counts = child and begun and (told is None or told < first)
        counts = counts and (here or (told_out is not None and told_out >= first))
        if here or counts:
            pensioned = pension if pension and (pension_since is None or pension_since <= first) else Pension.INGEN
            income = expected if expected is not None and (expected_since is None or expected_since <= first) else None
            found[number].append(Person(cpr, child, counts, pensioned, income))
    return found


def aktuelle(grundlag: Collection[Grundlag], maaned: Maaned) -> dict[str, Indkomst]:
    """The aktuel indkomst of every adult without an expected one; who has none is left out.

    Which month's it is depends on the benefit month alone (constant), so that a month calculated again later gives the same.
    """
    cprs = {one.cpr for row in grundlag for one in row.voksne if one.forventet is None}
    if not cprs:
        return {}
    until = maaned.plus(-int(konstant(FORSKYDNING, maaned.foerste))).foerste
    known = skat.seneste_for(sorted(cprs), until)
    return {cpr: Indkomst(one.gaelder, one.maaned) for cpr, one in known.items() if one.gaelder is not None}


@dataclass(slots=True)
class Husstandsindkomst:
    """What counts as the household's income (øre a year), and how it came to be. `mangler`: adults without any income."""

    beloeb: int
    aktuel: bool
    """All of it is aktuel indkomst."""
    brutto: int
    standardfradrag: int
    pensionsfradrag: int
    mangler: tuple[str, ...] = ()
    uden_standardfradrag: bool = False
    uden_pensionsfradrag: bool = False


def husstandsindkomst(row: Grundlag, incomes: Mapping[str, Indkomst], gaeldende: Gaeldende) -> Husstandsindkomst:
    """The income of the adults, less standardfradrag (two at most, only against aktuel indkomst) and the pensioners' deductions."""
    actual: list[int] = []
    missing: list[str] = []
    expected = old = early = 0
    for one in row.voksne:
        if one.forventet is not None:
            expected += one.forventet
        elif one.cpr in incomes:
            actual.append(incomes[one.cpr].beloeb)
        else:
            missing.append(one.cpr)
        if one.pension:
            old += one.pension == Pension.ALDER
            early += one.pension == Pension.FOERTID
    standard = min(len(actual), 2) * (gaeldende.standardfradrag or 0)
    rates = gaeldende.pension or (0, 0)
    pension = old * rates[0] + early * rates[1]
    gross = sum(actual) + expected
    after = max(0, max(0, sum(actual) - standard) + expected - pension)
    return Husstandsindkomst(
        beloeb=after,
        aktuel=bool(actual) and len(actual) == len(row.voksne),
        brutto=gross,
        standardfradrag=standard,
        pensionsfradrag=pension,
        mangler=tuple(missing),
        uden_standardfradrag=bool(actual) and gaeldende.standardfradrag is None,
        uden_pensionsfradrag=bool(old + early) and gaeldende.pension is None,
    )
