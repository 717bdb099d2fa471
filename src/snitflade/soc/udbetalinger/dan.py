"""Cards that fall due become lines, and their next payment moves on: done again, nothing is left to do.

What stops a card (its art lost its mark, the limit is lower now, the period has a line already) is told and the card waits; nobody
else's does. Source: social-teknik.md 5.3.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, field

from django.db import transaction

from snitflade.exchange import audit
from snitflade.exchange.bulk import lock
from snitflade.folk.gaeldende import gaeldende_numre
from snitflade.formats.problems import ProblemKind, Problems, Severity
from snitflade.soc.udbetalinger import hold, regler
from snitflade.soc.udbetalinger.arter import Gaeldende
from snitflade.soc.udbetalinger.datoer import naeste
from snitflade.soc.udbetalinger.linjer import meld_holdt, personers, tjek_periode
from snitflade.soc.udbetalinger.models import Ydelseskort, Ydelseslinje

SU_KORT_VENTER = ProblemKind("SU_KORT_VENTER", "Kort {kort} er ikke betalt for {dato}: {grund}", Severity.ADVARSEL)


@dataclass(slots=True)
class Dannet:
    """The lines that were made, and what should be known of them and of the cards that wait."""

    linjer: list[Ydelseslinje] = field(default_factory=list)
    problemer: Problems = field(default_factory=Problems)


def dan(kommune: str, til: dt.date, af: str) -> Dannet:
    """Make the lines of a municipality's cards up to and with a day, in the caller's transaction or its own."""
    made = Dannet()
    with transaction.atomic():
        lock(Ydelseskort, Ydelseslinje)
        due = Ydelseskort.objects.filter(kommune=kommune, naeste__lte=til)
        cards = list(due.select_related("art", "modtager").order_by("pk"))
        if not cards:
            return made
        numre = gaeldende_numre({card.vedroerer for card in cards})
        run = _Koersel(til, af, Gaeldende({card.art_id for card in cards}), made.problemer, numre)
        run.tidligere.update(personers(numre.values()))
        for card in cards:
            before = card.naeste
            made.linjer += run.linjer(card)
            if card.naeste != before:
                card.save(update_fields=["naeste"])
        for at, why in hold.grunde(made.linjer, run.vilkaar, af).items():
            if why:
                made.linjer[at].holdt = why
                made.linjer[at].save(update_fields=["holdt"])
        meld_holdt(made.linjer, made.problemer)
        if made.linjer:
            audit.record("sociale kort dannet", af, kommune=kommune, til=til.isoformat(), linjer=len(made.linjer))
    return made


@dataclass(slots=True)
class _Koersel:
    """What the cards of a run have in common."""

    til: dt.date
    af: str
    vilkaar: Gaeldende
    problemer: Problems
    numre: dict[str, str]
    """The persons' numbers that are valid now, by the cards' own."""
    tidligere: defaultdict[tuple[str, int], list[Ydelseslinje]] = field(default_factory=lambda: defaultdict(list))
    """The lines that are there, by person and art."""
    graenser: dict[dt.date, int | None] = field(default_factory=dict)

    def linjer(self, card: Ydelseskort) -> list[Ydelseslinje]:
        """The lines of one card; its next payment moves on with each, and stands where something stops it."""
        made = []
        while card.naeste is not None and card.naeste <= self.til:
            if card.naeste > card.slut:
                card.naeste = None
                break
            dato = card.naeste
            after = naeste(dato, card.interval, card.enhed, card.dag)
            last = after - dt.timedelta(days=1)
            if (grund := self._stopper(card, dato, last)) != "":
                self.problemer.add(SU_KORT_VENTER, field="kort", kort=card.pk, dato=f"{dato:%d-%m-%Y}", grund=grund)
                break
            line = self._linje(card, dato, last)
            made.append(line)
            self.tidligere[line.vedroerer, card.art_id].append(line)
            card.naeste = after if after <= card.slut else None
        return made

    def _stopper(self, card: Ydelseskort, dato: dt.date, last: dt.date) -> str:
        """Why the card may not pay for these days; empty where it may. What is only worth knowing is told."""
        own = Problems()
        if dato not in self.graenser:
            self.graenser[dato] = regler.graense(dato)
        regler.tjek_graense(card.beloeb, self.graenser[dato], dato, own)
        regler.tjek_maerke(card.art, self.vilkaar.paa(card.art_id, dato), dato, own)
        tjek_periode(self.tidligere[self.numre[card.vedroerer], card.art_id], dato, last, own)
        if not own.errors:
            self.problemer.extend(own)
        return " ".join(problem.message for problem in own.sorted() if problem.severity is Severity.FEJL)

    def _linje(self, card: Ydelseskort, dato: dt.date, last: dt.date) -> Ydelseslinje:
        # A line that was withdrawn keeps its key.
        earlier = Ydelseslinje.objects.filter(kort=card, dato=dato).count()
        return Ydelseslinje.objects.create(
            noegle=f"kort:{card.pk}:{dato.isoformat()}:{earlier + 1}",
            kommune=card.kommune,
            modtager=card.modtager,
            vedroerer=self.numre[card.vedroerer],
            art=card.art,
            kort=card,
            beloeb=card.beloeb,
            dato=dato,
            periode_fra=dato,
            periode_til=last,
            tekst=card.tekst,
            note=card.note,
            tastet_af=card.tastet_af,
            oprettet_af=self.af,
        )
