"""What a settlement is: every sale up to a day that is not settled, what each gives, who is to have it, and where it is booked.

A cancelled sale gives back just what it was settled with. Who would be owed less than nothing is left out, shown, and waits for
more sales. Sources: skat-inddrivelse.md 2.1, 2.3; winformatik.md 2.5 (side 417).
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from django.db.models import Exists, OuterRef

from snitflade.bogh.udbetaling import tid
from snitflade.bogh.udbetaling.models import Nummerart
from snitflade.erhv.fradrag import Udregning, Vilkaarsbog, beregn
from snitflade.erhv.models import Indhandlingssted, Saelger, Salg, Vilkaar
from snitflade.erhv.models_afregning import FRADRAG, Afregningslinje, Konteringsart
from snitflade.erhv.salg import SALG_UDEN_VILKAAR
from snitflade.formats.erh_rules import MOST_OERE
from snitflade.formats.problems import ProblemKind, Problems, Severity
from snitflade.formats.text import beloeb_tekst

AFREGNING_KOMMUNE = ProblemKind("AFREGNING_KOMMUNE", "Kommune {raw} har ingen indhandlingssteder. Ret nummeret, fx 0956.")
AFREGNING_TIL = ProblemKind(
    "AFREGNING_TIL", "Der kan ikke afregnes salg til {raw}, som er efter afregningsdagen {dato}. Ret en af dem."
)
AFREGNING_DATO = ProblemKind("AFREGNING_DATO", "Afregningsdagen {raw} er ikke kommet endnu. Vælg i dag eller før.")
AFREGNING_FORFALD = ProblemKind("AFREGNING_FORFALD", "Udbetalingsdagen {raw} er før afregningsdagen {dato}. Vælg en senere.")
AFREGNING_TOM = ProblemKind("AFREGNING_TOM", "Der er intet at afregne for kommune {kommune} til og med {til}. Intet er bogført.")
AFREGNING_KONTO = ProblemKind("AFREGNING_KONTO", "{sted} har ingen konto for {hvad} den {dato}. Sæt den under stedets vilkår.")
AFREGNING_STOR = ProblemKind(
    "AFREGNING_STOR", "{saelger} skal have {beloeb} kr., mere end én betaling kan være. Afregn til en tidligere dag."
)
AFREGNING_NEGATIV = ProblemKind(
    "AFREGNING_NEGATIV",
    "{saelger} er udeladt: der er {beloeb} kr. mere at trække end at udbetale. Salgene venter på næste afregning.",
    Severity.ADVARSEL,
)


class Ordre(NamedTuple):
    """A settlement as it is ordered: sales up to and with `til`, settled on `dato`, paid on `forfaldsdato`."""

    kommune: str
    til: dt.date
    dato: dt.date
    forfaldsdato: dt.date


class Aabent(NamedTuple):
    """A sale that is not settled."""

    salg: int
    sted: int
    saelger: int
    dato: dt.date
    art: str
    beloeb: int
    ture: int
    ophaever: int | None
    person: bool
    stedart: str


Konteringsnoegle = tuple[dt.date, int, Konteringsart, str]
"""Month of sale, place, what it is, account."""


@dataclass(slots=True)
class Beregnet:
    """What a settlement would be. `linjer`: the sales with what they give; `poster`: øre by seller and account."""

    ordre: Ordre
    linjer: list[tuple[Aabent, Udregning]] = field(default_factory=list)
    poster: dict[tuple[int, str], int] = field(default_factory=dict)
    konteringer: dict[Konteringsnoegle, int] = field(default_factory=dict)
    udeladt: int = 0
    """Sales of sellers who are left out."""
    problemer: Problems = field(default_factory=Problems)

    @property
    def brutto(self) -> int:
        """What was sold and rented."""
        return sum(one.brutto for _, one in self.linjer)

    @property
    def netto(self) -> int:
        """What the sellers are to have."""
        return sum(self.poster.values())

    @property
    def fradrag(self) -> dict[Konteringsart, int]:
        """What was deducted, by what it is."""
        return {art: sum(getattr(one, art.value) for _, one in self.linjer) for art in FRADRAG}


def aabne(kommune: str, til: dt.date) -> list[Aabent]:
    """The sales up to a day that no settlement that holds has, in order."""
    settled = Afregningslinje.objects.filter(salg=OuterRef("pk"), gaelder=True)
    rows = Salg.objects.filter(~Exists(settled), sted__kommune=kommune, dato__lte=til).order_by("pk")
    fields = ("pk", "sted_id", "saelger_id", "dato", "art", "beloeb", "ture", "ophaever_id", "saelger__modtager__art", "sted__art")
    return [
        Aabent(pk, sted, saelger, dato, art, beloeb, ture, ophaever, kind == Nummerart.CPR, stedart)
        for pk, sted, saelger, dato, art, beloeb, ture, ophaever, kind, stedart in rows.values_list(*fields).iterator(5_000)
    ]


def beregn_afregning(ordre: Ordre) -> Beregnet:
    """What the settlement is, and everything that is wrong with it; nothing is written."""
    found = Beregnet(ordre)
    problems = found.problemer
    if not Indhandlingssted.objects.filter(kommune=ordre.kommune).exists():
        problems.add(AFREGNING_KOMMUNE, field="kommune", raw=ordre.kommune)
    if ordre.dato > tid.nu().date():
        problems.add(AFREGNING_DATO, field="dato", raw=f"{ordre.dato:%d-%m-%Y}")
    if ordre.til > ordre.dato:
        problems.add(AFREGNING_TIL, field="til", raw=f"{ordre.til:%d-%m-%Y}", dato=f"{ordre.dato:%d-%m-%Y}")
    if ordre.forfaldsdato < ordre.dato:
        problems.add(AFREGNING_FORFALD, field="forfaldsdato", raw=f"{ordre.forfaldsdato:%d-%m-%Y}", dato=f"{ordre.dato:%d-%m-%Y}")
    if problems.errors:
        return found
    salg, bog = aabne(ordre.kommune, ordre.til), Vilkaarsbog()
    if not salg:
        problems.add(AFREGNING_TOM, kommune=ordre.kommune, til=f"{ordre.til:%d-%m-%Y}")
        return found
    taken = _taget(salg)
    groups: defaultdict[tuple[int, str], list[tuple[Aabent, Udregning, Vilkaar]]] = defaultdict(list)
    missing: set[tuple[int, dt.date]] = set()
    for one in salg:
        vilkaar = bog.vilkaar(one.sted, one.dato)
        if vilkaar is None:
            missing.add((one.sted, one.dato))
            continue
        before = taken.get(one.ophaever) if one.ophaever else None
        if before is not None:
            udregning = before.modsat()
        else:
            skat = bog.skat(one.saelger, one.dato, vilkaar, person=one.person, art=one.stedart)
            udregning = beregn(one.beloeb, one.ture, vilkaar, skat)
        groups[one.saelger, vilkaar.konto_afregning].append((one, udregning, vilkaar))
    _fordel(found, groups)
    _meld_uden_vilkaar(missing, problems)
    return found


def _taget(salg: Sequence[Aabent]) -> dict[int, Udregning]:
    """What the sales that are cancelled here were settled with, by their ids."""
    ids = [one.ophaever for one in salg if one.ophaever is not None]
    rows = Afregningslinje.objects.filter(gaelder=True)
    rows = rows.filter(salg__in=ids) if len(ids) <= 500 else rows.filter(salg__ophaevet_ved__isnull=False)
    return {salg: Udregning(*values) for salg, *values in rows.values_list("salg_id", *Udregning._fields)} if ids else {}


def _fordel(found: Beregnet, groups: Mapping[tuple[int, str], list[tuple[Aabent, Udregning, Vilkaar]]]) -> None:
    """Sellers with what they are to have, and where it is booked."""
    sums: defaultdict[Konteringsnoegle, int] = defaultdict(int)
    names: dict[int, str] = {}
    without: set[tuple[int, Konteringsart, dt.date]] = set()
    for (saelger, konto), rows in groups.items():
        total = sum(udregning.netto for _, udregning, _ in rows)
        if not 0 <= total <= MOST_OERE:
            names = names or dict(Saelger.objects.values_list("pk", "nummer"))
            kind = AFREGNING_NEGATIV if total < 0 else AFREGNING_STOR
            found.problemer.add(kind, field="saelger", saelger=names[saelger], beloeb=beloeb_tekst(abs(total)))
            found.udeladt += len(rows)
            continue
        found.poster[saelger, konto] = total
        for one, udregning, vilkaar in rows:
            found.linjer.append((one, udregning))
            maaned = one.dato.replace(day=1)
            for art, oere in _dele(one, udregning):
                account = getattr(vilkaar, f"konto_{art.value}")
                if not account:
                    without.add((one.sted, art, one.dato))
                sums[maaned, one.sted, art, account] += oere
    for sted, art, dato in sorted(without):
        kode = Indhandlingssted.objects.values_list("kode", flat=True).get(pk=sted)
        found.problemer.add(AFREGNING_KONTO, sted=kode, hvad=art.label.lower(), dato=f"{dato:%d-%m-%Y}")
    found.konteringer = {key: oere for key, oere in sorted(sums.items()) if oere}


def _dele(one: Aabent, udregning: Udregning) -> list[tuple[Konteringsart, int]]:
    """What a sale is booked as, debit positive."""
    parts = [(Konteringsart(one.art), udregning.brutto), (Konteringsart.AFREGNING, -udregning.netto)]
    parts += [(art, -getattr(udregning, art.value)) for art in FRADRAG]
    return [(art, oere) for art, oere in parts if oere]


def _meld_uden_vilkaar(missing: set[tuple[int, dt.date]], problems: Problems) -> None:
    koder = dict(Indhandlingssted.objects.filter(pk__in={sted for sted, _ in missing}).values_list("pk", "kode"))
    for sted, dato in sorted(missing):
        problems.add(SALG_UDEN_VILKAAR, field="sted", sted=koder[sted], dato=f"{dato:%d-%m-%Y}")
