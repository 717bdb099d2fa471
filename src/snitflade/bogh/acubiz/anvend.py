"""Travels become drafts of vouchers: one for each, balanced, with its receipts, and never twice.

A travel with anything wrong is set aside whole, and the others go on. Receipts and travels find each other whichever comes first.
Drafts come in un-approved, always. Sources: social-teknik.md 8, payments.md 7 and 8.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import numpy as np
from django.utils import timezone
from numpy.typing import NDArray

from snitflade.bogh import bilagsfiler
from snitflade.bogh.acubiz.laes import Indhold
from snitflade.bogh.acubiz.rejse import KILDE, Forstaaelse, Rejse, forstaa
from snitflade.bogh.bilagsafstemning import totaler
from snitflade.bogh.kladder_mange import Udkast, opret_mange
from snitflade.bogh.models import Bilagskladde, Kladdetilstand
from snitflade.bogh.models_bilag import Bilagsfil, Ventetbilag
from snitflade.exchange.catalogue import Applied, Aside, Hold, Sheet
from snitflade.exchange.konstanter import konstant
from snitflade.exchange.models import Exchange
from snitflade.formats.problems import ProblemKind, Problems, ProblemsError, Severity, mask_cpr
from snitflade.formats.text import beloeb_tekst

ACUBIZ_DOBBELT = ProblemKind(
    "ACUBIZ_DOBBELT",
    "Rejsen {raw} er allerede modtaget med udveksling {anden} og er {tilstand}. Den er ikke taget ind igen.",
    spec="ACU-E06",
)
ACUBIZ_MEDARBEJDER = ProblemKind(
    "ACUBIZ_MEDARBEJDER", "Medarbejderen «{raw}» kendes ikke. Rejsen er taget ind; se den efter.", Severity.ADVARSEL, spec="ACU-W01"
)

FLEST_GANGE = 20
"""How often a travel may come again after it was rejected."""
_IDS = 400
"""Travels asked about at a time."""


def anvend(exchange: Exchange, indhold: Indhold, problems: Problems) -> Applied:
    """Open the drafts, in the caller's transaction. Raises ProblemsError, Hold."""
    if indhold.pakke.linjer is not None and indhold.document is None:
        raise ProblemsError(problems)
    bilagsfiler.modtag(exchange, indhold.pakke.bilag, for_sig=not indhold.pakke.zip)
    work = _Indlaesning(exchange, indhold, problems)
    work.rejser()
    bilagsfiler.sammenfoer(KILDE, exchange.created_by)
    return Applied(totaler(exchange), _ark(exchange, work), work.til_side)


@dataclass(slots=True)
class _Indlaesning:
    """One export on its way to drafts."""

    exchange: Exchange
    indhold: Indhold
    problems: Problems
    til_side: list[Aside] = field(default_factory=list)

    def rejser(self) -> None:
        """Each travel: a draft, or set aside."""
        rows = self.indhold.raekker()
        said: dict[int, str] = {}
        for problem in self.problems:
            if problem.severity is Severity.FEJL and problem.line:
                said.setdefault(problem.line, problem.message)
        travels: defaultdict[str, list[tuple[int, dict[str, Any]]]] = defaultdict(list)
        for line, row in rows:
            if row.get("rejse_id"):
                travels[row["rejse_id"]].append((line, row))
        self._uden_rejse(said, {line for own in travels.values() for line, _ in own})
        if not travels:
            return
        today = timezone.localdate()
        understanding = Forstaaelse.paa(today, _kommune(self.exchange, today))
        known = self._kendte(list(travels))
        required = self.indhold.har_bilagskolonne() and konstant("acubiz.bilag_kraeves", today) == "J"
        ready: list[tuple[Rejse, str]] = []
        for id, own in travels.items():
            wrong = [said[line] for line, _ in own if line in said]
            number, there = known[id]
            if there is not None and there.exchange_id == self.exchange.pk:
                continue  # it was opened when this file was applied before
            if wrong:
                self._saet_til_side(id, own, wrong[0])
                continue
            own_problems = Problems()
            if there is not None:
                at = own[0][0]
                where = there.exchange_id or "?"
                own_problems.add(
                    ACUBIZ_DOBBELT, line=at, field="rejse_id", raw=id, anden=where, tilstand=there.get_tilstand_display().lower()
                )
            travel = forstaa(id, own, understanding, own_problems)
            if not own_problems.errors and travel is not None:
                ready.append((travel, id if number == 1 else f"{id}#{number}"))
            self._sig(id, own, own_problems)
        names = list(dict.fromkeys(navn for travel, _ in ready for navn in travel.bilag))
        found = bilagsfiler.find(self.exchange, names)
        self._opret(ready, found, travels, understanding, kraeves=required)

    def _opret(
        self,
        ready: Sequence[tuple[Rejse, str]],
        found: bilagsfiler.Fundet,
        travels: Mapping[str, Sequence[tuple[int, dict[str, Any]]]],
        forstaaelse: Forstaaelse,
        *,
        kraeves: bool,
    ) -> None:
        """Open the drafts; what is refused is set aside."""
        by = self.exchange.created_by
        opened: list[tuple[Bilagskladde, Sequence[str]]] = []
        made = opret_mange([Udkast(travel.hoved(self.exchange, key), travel.linjer) for travel, key in ready], by)
        for (travel, _), result in zip(ready, made, strict=True):
            own, own_problems = travels[travel.id], Problems()
            if isinstance(result, Problems):
                places = [line for line, _ in own]
                # Its lines are numbered from 1; what belongs to the whole voucher stands at the travel's first.
                result.relocate(partial(_linjer, places))
                own_problems.extend(result)
            else:
                opened.append((result, travel.bilag))
                if not forstaaelse.konti.kendt(travel.initialer, travel.kreditorer):
                    own_problems.add(ACUBIZ_MEDARBEJDER, line=own[0][0], field="initialer", raw=travel.initialer)
            self._sig(travel.id, own, own_problems)
        bilagsfiler.tag(opened, found, by, kraeves=kraeves)

    def _sig(self, id: str, own: Sequence[tuple[int, dict[str, Any]]], found: Problems) -> None:
        """Tell what was found of a travel; with an error it is set aside."""
        self.problems.extend(found)
        if found.errors:
            first = next(problem for problem in found.sorted() if problem.severity is Severity.FEJL)
            self._saet_til_side(id, own, first.message)

    def _saet_til_side(self, id: str, own: Sequence[tuple[int, dict[str, Any]]], reason: str) -> None:
        lines = tuple(line for line, _ in own)
        self.til_side.append(Aside(id, lines, reason, self._tekst(lines)))

    def _uden_rejse(self, said: Mapping[int, str], of_travels: set[int]) -> None:
        """Lines with an error that belong to no travel, each for itself."""
        for line in sorted(set(said) - of_travels):
            self.til_side.append(Aside("", (line,), said[line], self._tekst((line,))))

    def _tekst(self, lines: Sequence[int]) -> str:
        """The lines of a package, which cannot be found in its bytes."""
        texts = self.indhold.tekster
        return "\n".join(texts[line - 1] for line in lines if line <= len(texts)) if texts else ""

    def _kendte(self, ids: Sequence[str]) -> dict[str, tuple[int, Bilagskladde | None]]:
        """For each travel the number of its next coming, and the draft that keeps it from coming again."""
        drafts: dict[str, Bilagskladde] = {}
        for at in range(0, len(ids), _IDS // FLEST_GANGE):
            some = ids[at : at + _IDS // FLEST_GANGE]
            keys = [_noegle(id, number) for id in some for number in range(1, FLEST_GANGE + 1)]
            drafts |= {row.noegle: row for row in Bilagskladde.objects.filter(kilde=KILDE, noegle__in=keys)}
        return {id: _naeste([drafts.get(_noegle(id, number)) for number in range(1, FLEST_GANGE + 1)], self.exchange) for id in ids}


def _naeste(drafts: Sequence[Bilagskladde | None], exchange: Exchange) -> tuple[int, Bilagskladde | None]:
    """A travel comes again only when every draft of it was rejected, and never from the same export."""
    there = [draft for draft in drafts if draft is not None]
    own = next((draft for draft in there if draft.exchange_id == exchange.pk), None)
    living = next((draft for draft in there if draft.tilstand != Kladdetilstand.AFVIST), None)
    return len(there) + 1, own or living or (there[-1] if len(there) >= FLEST_GANGE else None)


def _noegle(id: str, number: int) -> str:
    return id if number == 1 else f"{id}#{number}"


def _linjer(
    places: Sequence[int], lines: NDArray[np.int64], columns: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Lines of a voucher (from 1, 0 for the whole of it) as those of the file."""
    return np.array(places, dtype=np.int64)[np.clip(lines, 1, len(places)) - 1], columns * 0


def _kommune(exchange: Exchange, dato: dt.date) -> str:
    """The municipality, or the column it stands in. Raises Hold."""
    setting = konstant("acubiz.kommune", dato)
    if setting != "forbindelsen":
        return setting
    if not exchange.kommune:
        raise Hold(
            "Det vides ikke, hvilken kommune rejserne hører til. Sæt systemkonstanten acubiz.kommune (fx 0956), eller skriv "
            "kommunens nummer ved forbindelsen, og prøv igen."
        )
    return exchange.kommune


def _ark(exchange: Exchange, work: _Indlaesning) -> Sheet:
    sheet: Sheet = []
    if work.indhold.document is not None:
        totals = totaler(exchange)
        own = Ventetbilag.objects.filter(kladde__exchange=exchange)
        missing = own.filter(vedhaeftning=None, undladt_af="")
        shown = beloeb_tekst(totals["debet"])
        lines = [
            ("Rejser til godkendelse", str(totals["bilag"])),
            ("Debet", shown),
            ("Kredit", f"-{shown}" if totals["debet"] else shown),
            ("Debet og kredit i alt", "0,00"),
            ("Rejser sat til side", str(len(work.til_side))),
            ("Bilagsfiler fundet", str(own.exclude(vedhaeftning=None).count())),
            ("Bilagsfiler, der ventes på", str(missing.count())),
        ]
        sheet.append(("Rejserne", lines))
        if names := sorted(missing.exclude(navn="").values_list("navn", flat=True))[:50]:
            sheet.append(("Filer, der mangler", [(mask_cpr(navn), "ventes") for navn in names]))
    files = Bilagsfil.objects.filter(exchange=exchange).order_by("pk")
    if rows := list(files.values_list("navn", "taget")[:200]):
        sheet.append(("Bilagsfiler", [(mask_cpr(navn), f"udveksling {taget}" if taget else "ligger løs") for navn, taget in rows]))
    return sheet
