"""A month's basis that comes as a file and is billed once: which one is run, what it comes to, and what has become of it.

For an interface that takes the basis and bills it, as 522 does: the basis says its municipality and month by its order,
``0956-202611``, and what is to be paid by its totals ``netto`` and ``betalere``. What becomes of the claims afterwards stands with
all claims (`afstemning`).
"""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet
from django.db.models import Sum as Total

from snitflade.exchange.models import Direction, Exchange
from snitflade.exchange.reconciliation import Emne, Forskel, Kilde, Linje, Sum, Trin, register
from snitflade.exchange.rhythm import Cause, Kind, Severity, watch
from snitflade.exchange.states import TAKEN_BACK, State
from snitflade.exchange.taken_back import counting
from snitflade.formats.problems import ProblemKind, Problems
from snitflade.inka.models import Regning

INTET_GRUNDLAG = ProblemKind("INTET_GRUNDLAG", "Der er intet indlæst grundlag{raw}. Indlæs månedens fil først, eller ret nummeret.")

SENDT = (State.AFSENDT, State.KVITTERET)
UOPKRAEVET = dt.timedelta(days=7)
"""How long a basis may lie before its month must have been run."""


@dataclass(frozen=True, slots=True)
class Maanedsgrundlag:
    """The months of an interface: `modul` is whose claims they are, `side` the page that posts, `titel` what they are called."""

    snitflade: str
    modul: str
    side: str
    titel: str

    def tilslut(self) -> None:
        """Let the reconciliation ask, and alarm a month that nobody bills."""
        ord = {Trin.KRAEVET: ("Grundlag", "netto i det grundlag, der kom sidst")}
        register(Kilde(self.modul, self.titel, self.linjer, self.forskelle, self._linjer, ord, self.brud))
        watch(self.ikke_opkraevet)

    def find(self, nummer: int | None, problems: Problems) -> Exchange | None:
        """The basis that came with exchange `nummer`, else the one that came last; reported when there is none."""
        rows = self._udvekslinger(Direction.IND).filter(state=State.ANVENDT)
        found = (rows if nummer is None else rows.filter(pk=nummer)).last()
        if found is None:
            problems.add(INTET_GRUNDLAG, field="grundlag", raw="" if nummer is None else f" med nummer {nummer}")
        return found

    def noegle(self, maaned: str) -> str:
        """The key of the run of a month (``0956-202611``)."""
        return f"{self.side}-{maaned}"

    def ikke_opkraevet(self, now: dt.datetime) -> Iterator[Cause]:
        """One cause for each month whose basis came longer than `UOPKRAEVET` ago and that nobody has billed."""
        run = self._udvekslinger(Direction.UD).exclude(state__in=TAKEN_BACK)
        billed = set(run.values_list("key", flat=True))
        for month, basis in self._grundlag().items():
            if basis.created_at < now - UOPKRAEVET and self.noegle(month) not in billed:
                kommune, maaned = month.split("-")
                what = f"{self.titel} for {maaned[:4]}-{maaned[4:]} (kommune {kommune}) er ikke opkrævet."
                yield Cause(
                    kind=Kind.FORSINKET,
                    weight=Severity.ADVARSEL,
                    interface=self.snitflade,
                    about=f"ikke opkrævet {month}",
                    since=basis.created_at,
                    sentence=f"{what} Kør måneden: side {self.side}.",
                )

    def linjer(self, fra: dt.date, til: dt.date) -> Sequence[Linje]:
        """The months from `fra` to `til` that have a basis. Three queries."""
        months = [one for one in self._linjer() if one.til >= fra and one.fra <= til]
        rows = counting(Regning.objects.filter(modul=self.modul, periode__in=[_kort(one) for one in months])).order_by()
        sent = Q(exchange__state__in=SENDT)
        sums = rows.values_list("periode").annotate(
            Total("beloeb"), Count("pk"), sendt=Total("beloeb", filter=sent, default=0), antal=Count("pk", filter=sent)
        )
        found = {periode: (Sum(beloeb, antal), Sum(out, count)) for periode, beloeb, antal, out, count in sums}
        basis = self._grundlag()
        return [
            Linje(
                one.periode,
                one.fra,
                one.til,
                {
                    Trin.KRAEVET: _ialt([basis[key] for key in basis if key.endswith(_kort(one))]),
                    **dict(zip((Trin.OPKRAEVET, Trin.SENDT), found.get(_kort(one), (Sum(0, 0), Sum(0, 0))), strict=True)),
                },
            )
            for one in months
        ]

    def forskelle(self, linje: Linje, most: int) -> Iterator[Forskel]:
        """Which bases of a month are not billed as they stand, and which runs have not gone out."""
        rows = counting(Regning.objects.filter(modul=self.modul, periode=_kort(linje))).order_by()
        billed = dict(rows.values_list("kommune").annotate(Total("beloeb")))
        found = []
        for key, basis in self._grundlag().items():
            kommune, _, month = key.partition("-")
            missing = basis.totals["netto"] - billed.get(kommune, 0)
            if month == _kort(linje) and missing:
                what = f"Grundlaget i udveksling {basis.pk} er ikke opkrævet, som det står"
                found.append(Forskel(Trin.OPKRAEVET, linje.periode, what, missing, Emne.UDVEKSLING, basis.pk))
        unsent = (
            rows.exclude(exchange__state__in=SENDT).values_list("exchange_id").annotate(Total("beloeb")).order_by("exchange_id")
        )
        for number, beloeb in unsent:
            what = f"Udveksling {number} er ikke sendt"
            found.append(Forskel(Trin.SENDT, linje.periode, what, beloeb, Emne.UDVEKSLING, number))
        yield from found[:most]

    def brud(self) -> Iterator[str]:
        """Which runs do not say what their claims come to."""
        sums = Regning.objects.filter(modul=self.modul).order_by().values_list("exchange_id").annotate(Total("beloeb"))
        claims = dict(sums)
        for number, totals in self._udvekslinger(Direction.UD).values_list("pk", "totals"):
            if totals.get("rater", 0) != claims.get(number, 0):
                yield f"Udveksling {number}: dens krav ({self.titel}) er ikke dem, dens totaler siger."

    def _udvekslinger(self, direction: Direction) -> QuerySet[Exchange]:
        return Exchange.objects.filter(interface=self.snitflade, direction=direction).order_by("pk")

    def _grundlag(self) -> dict[str, Exchange]:
        """The basis of each municipality and month that came last."""
        return {one.order: one for one in self._udvekslinger(Direction.IND).filter(state=State.ANVENDT)}

    def _linjer(self) -> list[Linje]:
        """Every month with a basis, oldest first."""
        keys = self._udvekslinger(Direction.IND).filter(state=State.ANVENDT).values_list("order", flat=True)
        return [_maaned(key) for key in sorted({key[-6:] for key in keys})]


def _maaned(key: str) -> Linje:
    year, month = int(key[:4]), int(key[4:])
    first, last = (dt.date(year, month, day) for day in (1, calendar.monthrange(year, month)[1]))
    return Linje(f"{first:%Y-%m}", first, last, {})


def _kort(linje: Linje) -> str:
    return f"{linje.fra:%Y%m}"


def _ialt(bases: Sequence[Exchange]) -> Sum:
    return Sum(sum(one.totals["netto"] for one in bases), sum(one.totals["betalere"] for one in bases))
