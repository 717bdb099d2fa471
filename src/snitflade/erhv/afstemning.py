"""Sales in the reconciliation, month by month: sold = settled = reported = acknowledged.

*Krævet* is what was sold at the board, *opkrævet* what is settled of it, *sendt* what was reported of it to Skattestyrelsen,
*taget* what the portal has acknowledged. Paid is row 18's to say. Institutions' purchases are reported by the year and stand in a
source of their own. Source: skat-inddrivelse.md 2.3 (control totals), 3.2.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Count, QuerySet
from django.db.models import Sum as Total
from django.db.models.functions import TruncMonth, TruncYear

from snitflade.bogh.udbetaling.models import Nummerart
from snitflade.erhv import vagt
from snitflade.erhv.models import Salg, Stedart
from snitflade.erhv.models_afregning import Afregningslinje, Indberettet
from snitflade.erhv.perioder import Periode
from snitflade.exchange.models import Exchange
from snitflade.exchange.reconciliation import Emne, Forskel, Kilde, Linje, Sum, Trin, register
from snitflade.exchange.states import TAKEN_BACK, State

TAGET = (State.TAGET, State.KVITTERET)


@dataclass(frozen=True, slots=True)
class _Viden:
    """What is known of a period when its sums are: what firms sold, and its reports, the last of each municipality."""

    firmaer: Sum
    rapporter: Sequence[tuple[Exchange, Sum]]


@dataclass(frozen=True, slots=True)
class Kilden:
    """Where the sums of one kind of place come from. `maaneder`: how long its periods are."""

    art: Stedart
    snitflade: str
    maaneder: int

    def perioder(self, fra: dt.date, til: dt.date) -> Iterator[Periode]:
        """The periods that have a day in the span."""
        one = Periode(fra.replace(day=1, month=fra.month if self.maaneder == 1 else 1), self.maaneder)
        while one.foerste <= til:
            yield one
            one = one.naeste

    def linjer(self, fra: dt.date, til: dt.date) -> list[Linje]:
        """The periods with their sums: five queries, however many they are."""
        periods = list(self.perioder(fra, til))
        if not periods:
            return []
        span = {"dato__gte": periods[0].foerste, "dato__lte": periods[-1].sidste, "sted__art": self.art}
        sold = self._summer(Salg.objects.filter(**span), "dato", "beloeb")
        settled = Afregningslinje.objects.filter(gaelder=True, **{f"salg__{name}": value for name, value in span.items()})
        done = self._summer(settled, "salg__dato", "brutto")
        firms = self._summer(settled.exclude(salg__saelger__modtager__art=Nummerart.CPR), "salg__dato", "brutto")
        reports = self._rapporter(periods)
        return [self._linje(one, sold, done, firms, reports.get(str(one), [])) for one in periods]

    def _summer(self, rows: QuerySet[Salg] | QuerySet[Afregningslinje], dato: str, felt: str) -> dict[dt.date, Sum]:
        begin = TruncMonth(dato) if self.maaneder == 1 else TruncYear(dato)
        found = rows.order_by().annotate(periode=begin).values_list("periode").annotate(Total(felt), Count("pk"))
        return {foerste: Sum(beloeb, antal) for foerste, beloeb, antal in found}

    def _rapporter(self, periods: Sequence[Periode]) -> dict[str, list[tuple[Exchange, Sum]]]:
        """The last report of each municipality and period that was sent; else the one that is to be."""
        rows = Indberettet.objects.filter(periode__in=[str(one) for one in periods], exchange__interface=self.snitflade, holdt="")
        rows = rows.exclude(exchange__state__in=TAKEN_BACK).order_by()
        sums = rows.values_list("exchange_id", "periode").annotate(Total("salg"), Total("leje"), Count("pk"))
        by_id = {number: (periode, Sum(salg + leje, antal)) for number, periode, salg, leje, antal in sums}
        last: dict[tuple[str, str], tuple[Exchange, Sum]] = {}
        for exchange in Exchange.objects.filter(pk__in=by_id).order_by("pk"):
            periode, total = by_id[exchange.pk]
            before = last.get((periode, exchange.kommune))
            if before is None or exchange.sent_at is not None or before[0].sent_at is None:
                last[periode, exchange.kommune] = (exchange, total)
        found: dict[str, list[tuple[Exchange, Sum]]] = {}
        for (periode, _), report in last.items():
            found.setdefault(periode, []).append(report)
        return found

    def _linje(
        self,
        periode: Periode,
        sold: Mapping[dt.date, Sum],
        done: Mapping[dt.date, Sum],
        firms: Mapping[dt.date, Sum],
        reports: Sequence[tuple[Exchange, Sum]],
    ) -> Linje:
        nothing, begin = Sum(0, 0), periode.foerste
        sent = [one for exchange, one in reports if exchange.sent_at is not None]
        taken = [one for exchange, one in reports if exchange.state in TAGET]
        summer = {
            Trin.KRAEVET: sold.get(begin, nothing),
            Trin.OPKRAEVET: done.get(begin, nothing),
            Trin.SENDT: sum(sent, nothing),
            Trin.TAGET: sum(taken, nothing),
        }
        return Linje(str(periode), begin, periode.sidste, summer, _Viden(firms.get(begin, nothing), reports))

    def forskelle(self, linje: Linje, most: int) -> Iterator[Forskel]:
        """Why the stages of a period differ."""
        viden = linje.viden
        if not isinstance(viden, _Viden):
            raise TypeError("the line must come from linjer")
        open_ = linje.forskel(Trin.OPKRAEVET) or 0
        if open_:
            antal = linje.summer[Trin.KRAEVET].antal - linje.summer[Trin.OPKRAEVET].antal
            yield Forskel(Trin.OPKRAEVET, linje.periode, f"{antal} salg er ikke afregnet", open_)
        missing = linje.forskel(Trin.SENDT) or 0
        if viden.firmaer.beloeb:
            text = f"{viden.firmaer.antal} salg fra sælgere, der ikke er personer, indberettes ikke"
            yield Forskel(Trin.SENDT, linje.periode, text, viden.firmaer.beloeb)
        for exchange, one in viden.rapporter:
            if exchange.sent_at is None:
                text = f"{one.antal} personer i udveksling {exchange.pk} er ikke sendt: {exchange.get_state_display()}"
                yield Forskel(Trin.SENDT, linje.periode, text, one.beloeb, Emne.UDVEKSLING, exchange.pk)
                missing -= one.beloeb
            elif exchange.state not in TAGET:
                text = (
                    f"{one.antal} personer i udveksling {exchange.pk} er sendt, men ikke kvitteret: {exchange.get_state_display()}"
                )
                yield Forskel(Trin.TAGET, linje.periode, text, one.beloeb, Emne.UDVEKSLING, exchange.pk)
        if left := missing - viden.firmaer.beloeb:
            text = "Afregnet salg, der ikke er indberettet, eller er holdt tilbage: byg filen"
            yield Forskel(Trin.SENDT, linje.periode, text, left, Emne.SNITFLADE, self.snitflade)

    def med_salg(self) -> list[Linje]:
        """Every period that has sales, without sums."""
        begin = TruncMonth("dato") if self.maaneder == 1 else TruncYear("dato")
        rows = (
            Salg.objects.filter(sted__art=self.art).order_by().annotate(periode=begin).values_list("periode", flat=True).distinct()
        )
        found = [Periode(foerste, self.maaneder) for foerste in sorted(rows)]
        return [Linje(str(one), one.foerste, one.sidste, {}) for one in found]


BRAET = Kilden(Stedart.BRAET, "erhv.braetsalg-skat", 1)
INSTITUTION = Kilden(Stedart.INSTITUTION, "erhv.institutionssalg-a11", 12)
ORD = {
    Trin.KRAEVET: ("Solgt", "hvad der er købt efter bonnerne"),
    Trin.OPKRAEVET: ("Afregnet", "hvad der er bogført, og som sælgerne har fået eller får"),
    Trin.SENDT: ("Indberettet", "hvad der er sendt til Skattestyrelsen om"),
    Trin.TAGET: ("Kvitteret", "hvad portalen har kvitteret for"),
}
for modul, titel, kilden in (("erhv.braetsalg", "Brætsalg", BRAET), ("erhv.institutionssalg", "Institutionssalg", INSTITUTION)):
    register(
        Kilde(
            modul=modul,
            titel=titel,
            linjer=kilden.linjer,
            forskelle=kilden.forskelle,
            perioder=kilden.med_salg,
            ord=ORD,
            brud=vagt.brud if kilden is BRAET else lambda: (),
        )
    )
