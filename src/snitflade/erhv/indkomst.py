"""What each seller sold and what was deducted in a period, from what is settled; and whether the ledger says the same.

Every report stands on these sums. They are held against the settlements' own account of what they booked, and that against the
ledger's lines: a report that would not be what the ledger says is not made (F04). Source: skat-inddrivelse.md 2.3, 3.2, 4.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Sum
from django.db.models.functions import Coalesce, TruncMonth

from snitflade.bogh.models import Postering
from snitflade.bogh.udbetaling.models import Nummerart
from snitflade.erhv.models import Salg, Salgsart, Stedart
from snitflade.erhv.models_afregning import FRADRAG, Afregningslinje, Kontering, Konteringsart
from snitflade.erhv.perioder import Periode
from snitflade.formats.problems import ProblemKind, Problems
from snitflade.formats.text import beloeb_tekst, konto_tekst

BOGFOERING_AFVIGER = ProblemKind(
    "ERHV_BOGFOERING_AFVIGER",
    "{hvad} i {periode} er {bogfoert} kr. i bogføringen, men {afregnet} kr. efter afregningerne. Intet er skrevet; "
    "kør snitflade verify, og meld det.",
    spec="F04",
)


class Raekke(NamedTuple):
    """A seller's sums (øre) of one month at one place. `nummer`: the payee's, `person` whether that is a CPR number."""

    maaned: dt.date
    sted: str
    saelger: str
    person: bool
    nummer: str
    salg: int
    leje: int
    skat: int
    knapk: int


@dataclass(slots=True)
class Sum4:
    """The four sums that are reported, in øre."""

    salg: int = 0
    leje: int = 0
    skat: int = 0
    knapk: int = 0

    def __iadd__(self, other: Raekke | Sum4) -> Sum4:
        self.salg += other.salg
        self.leje += other.leje
        self.skat += other.skat
        self.knapk += other.knapk
        return self

    @property
    def tom(self) -> bool:
        """Whether there is nothing of any."""
        return not (self.salg or self.leje or self.skat or self.knapk)


@dataclass(slots=True)
class Person:
    """A payee's sums of a period: whole, and month by month."""

    nummer: str
    ialt: Sum4 = field(default_factory=Sum4)
    maaneder: dict[dt.date, Sum4] = field(default_factory=dict)
    alle: set[str] = field(default_factory=set)
    """Every seller's number; the next two are without those whose sales were all cancelled."""
    saelgere: set[str] = field(default_factory=set)
    steder: set[str] = field(default_factory=set)

    def tag(self, row: Raekke) -> None:
        """Add a row."""
        self.ialt += row
        month = self.maaneder.setdefault(row.maaned, Sum4())
        month += row
        self.alle.add(row.saelger)
        if row.salg or row.leje:
            self.saelgere.add(row.saelger)
            self.steder.add(row.sted)


def linjer(kommune: str, periode: Periode, art: Stedart) -> list[Raekke]:
    """The sums of settled sales, by month, place and seller."""
    leje = Q(salg__art=Salgsart.LEJE)
    payee = "salg__saelger__modtager"
    found = (
        _holder(kommune, periode)
        .filter(salg__sted__art=art)
        .annotate(maaned=TruncMonth("salg__dato"))
        .values_list("maaned", "salg__sted__kode", "salg__saelger__nummer", f"{payee}__art", f"{payee}__nummer")
        .annotate(
            i_salg=Coalesce(Sum("brutto", filter=~leje), 0),
            i_leje=Coalesce(Sum("brutto", filter=leje), 0),
            i_skat=Sum("skat"),
            i_knapk=Sum("knapk"),
        )
    )
    return [Raekke(row[0], row[1], row[2], row[3] == Nummerart.CPR, row[4], *row[5:]) for row in sorted(found)]


def _holder(kommune: str, periode: Periode) -> QuerySet[Afregningslinje]:
    """The settled sales of a municipality in a period."""
    rows = Afregningslinje.objects.filter(gaelder=True, salg__sted__kommune=kommune).order_by()
    return rows.filter(salg__dato__gte=periode.foerste, salg__dato__lte=periode.sidste)


def aabent(kommune: str, periode: Periode, art: Stedart) -> tuple[int, int]:
    """How many sales of the period are not settled, and what they are together (øre)."""
    settled = Afregningslinje.objects.filter(salg=OuterRef("pk"), gaelder=True)
    rows = Salg.objects.filter(~Exists(settled), sted__kommune=kommune, sted__art=art)
    found = rows.filter(dato__gte=periode.foerste, dato__lte=periode.sidste).aggregate(n=Count("pk"), s=Sum("beloeb"))
    return found["n"], found["s"] or 0


def tjek_bogfoering(kommune: str, periode: Periode, problems: Problems) -> None:
    """Report where settled sales, what the settlements booked, and the ledger's lines of a period are not the same."""
    settled, booked = _afregnet(kommune, periode), _konteret(kommune, periode)
    for sted, art in sorted({*settled, *booked}):
        if (found := booked.get((sted, art), 0)) != (wanted := settled.get((sted, art), 0)):
            _meld(f"{Konteringsart(art).label} på {sted}", periode, found, wanted, problems)
    accounts: defaultdict[str, int] = defaultdict(int)
    vouchers: set[int] = set()
    for row in _konteringer(kommune, periode):
        vouchers.update([row.bilag_id] if row.bilag_id is not None else [])
        if row.afregning.tilbage_tid is None:
            accounts[row.konto] += row.beloeb
    ledger = _posteret(vouchers, periode)
    for konto in sorted({*accounts, *ledger}):
        if (found := ledger.get(konto, 0)) != (wanted := accounts.get(konto, 0)):
            _meld(f"Konto {konto_tekst(konto)}", periode, found, wanted, problems)


def _afregnet(kommune: str, periode: Periode) -> dict[tuple[str, str], int]:
    """What settled sales give, by place and what it is, debit positive."""
    names = [art.value for art in FRADRAG]
    rows = _holder(kommune, periode).values_list("salg__sted__kode", "salg__art")
    sums: defaultdict[tuple[str, str], int] = defaultdict(int)
    for sted, art, brutto, netto, *parts in rows.annotate(Sum("brutto"), Sum("netto"), *(Sum(name) for name in names)):
        sums[sted, art] += brutto
        sums[sted, Konteringsart.AFREGNING.value] -= netto
        for name, oere in zip(names, parts, strict=True):
            sums[sted, name] -= oere
    return {key: oere for key, oere in sums.items() if oere}


def _konteringer(kommune: str, periode: Periode) -> QuerySet[Kontering]:
    rows = Kontering.objects.filter(afregning__kommune=kommune, maaned__gte=periode.foerste, maaned__lte=periode.sidste)
    return rows.select_related("afregning").order_by()


def _konteret(kommune: str, periode: Periode) -> dict[tuple[str, str], int]:
    rows = _konteringer(kommune, periode).filter(afregning__tilbage_tid=None).select_related(None)
    return {(sted, art): oere for sted, art, oere in rows.values_list("sted__kode", "art").annotate(Sum("beloeb")) if oere}


def _posteret(vouchers: set[int], periode: Periode) -> dict[str, int]:
    """The ledger's sums of these vouchers and their reversals, by account."""
    own = Postering.objects.filter(Q(bilag__in=vouchers) | Q(bilag__tilbagefoerer__in=vouchers)).order_by()
    dated = own.filter(posteringsdato__gte=periode.foerste, posteringsdato__lte=periode.sidste)
    return dict(dated.values_list("konto").annotate(Sum("beloeb")))


def _meld(hvad: str, periode: Periode, found: int, wanted: int, problems: Problems) -> None:
    texts: dict[str, Any] = {"hvad": hvad, "bogfoert": beloeb_tekst(found), "afregnet": beloeb_tekst(wanted)}
    problems.add(BOGFOERING_AFVIGER, periode=str(periode), **texts)
