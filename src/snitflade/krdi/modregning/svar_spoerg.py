"""Answers to QueryDebt, many at once: what is owed, and how much of the item may be set off.

Source: skat-inddrivelse.md 10.3 rules 2, 3 and 10.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import NamedTuple

from django.db.models.functions import Now
from django.utils import timezone

from snitflade.bogh.udbetaling import tid
from snitflade.exchange.bulk import update_rows
from snitflade.exchange.konstanter import konstant
from snitflade.exchange.models import Exchange
from snitflade.formats.problems import ProblemKind, Problems, Severity, mask_cpr
from snitflade.formats.text import beloeb_tekst
from snitflade.krdi.modregning.models import BESKED, Forsoeg, Haendelse, Tilstand
from snitflade.krdi.modregning.tilstande import SYSTEM
from snitflade.krdi.modregning.tjeneste import Svar

MODREGNING_FREMMED = ProblemKind(
    "MODREGNING_FREMMED", "Svaret nævner «{raw}», som ikke er spurgt her. Det er ikke brugt.", Severity.ADVARSEL
)
MODREGNING_MODSIGER = ProblemKind(
    "MODREGNING_MODSIGER", "Svaret nævner «{raw}» to gange med forskelligt indhold. Ingen af dem er brugt.", Severity.ADVARSEL
)
MODREGNING_BELOEB = ProblemKind(
    "MODREGNING_BELOEB", "Svaret om «{raw}» har et beløb, der ikke kan være rigtigt. Det er ikke brugt.", Severity.ADVARSEL
)
INGEN_SAADAN = "InvalidOrNoEntity"
"""No such person or object."""
FORBIGAAENDE = ("ServiceUnavailable", "SystemError")
"""Their own trouble: it says nothing of the item."""
_FELTER = ("tilstand", "tilstand_tid", "svar_tid", "gaeld", "mest", "reservation", "reserveret_til", "beloeb", "besked")


class Fund(NamedTuple):
    """What an answer means."""

    tilstand: Tilstand
    tekst: str
    beloeb: int = 0


def enkelte(svar: Sequence[Svar], problems: Problems) -> dict[str, Svar]:
    """The receipts by id; an id that is told in two ways is left out and reported."""
    found: dict[str, Svar] = {}
    twice = set()
    for one in svar:
        if found.setdefault(one["id"], one) != one:
            twice.add(one["id"])
    for id in sorted(twice):
        problems.add(MODREGNING_MODSIGER, field="id", raw=id)
        del found[id]
    return found


def anvend(exchange: Exchange, svar: Sequence[Svar], problems: Problems) -> bool:
    """Write what was answered; gives whether something may be sent now. Answers to what is no longer asked change nothing."""
    receipts = enkelte(svar, problems)
    rows = {row.query_id: row for row in Forsoeg.objects.filter(query_id__in=list(receipts))}
    now, selv = timezone.now(), konstant("krdi.modregning.selv", tid.nu().date()) == "J"
    changed, notes = [], []
    for id, one in receipts.items():
        row = rows.get(id)
        if row is None:
            problems.add(MODREGNING_FREMMED, field="id", raw=id)
            continue
        if row.tilstand not in (Tilstand.NY, Tilstand.FEJL) or not row.seneste:
            continue
        fund = _fund(row, one, problems)
        state = Tilstand.GODKENDT if selv and fund.tilstand is Tilstand.FUNDET else fund.tilstand
        until = dt.datetime.fromisoformat(one["til"]) if one["til"] else None
        values = (state.value, now, exchange.created_at, one["gaeld"], one["mest"], one["reservation"], until, fund.beloeb)
        changed.append((*values, mask_cpr(one["tekst"])[:BESKED], row.pk))
        note = fund.tekst if state is fund.tilstand else f"{fund.tekst} Den modregnes uden en persons godkendelse."
        notes.append(Haendelse(forsoeg=row, af=SYSTEM, tekst=note, exchange=exchange, tid=Now()))
    if changed:
        update_rows(Forsoeg, _FELTER, changed)
        Haendelse.objects.bulk_create(notes, batch_size=1_000)
    return any(row[0] == Tilstand.GODKENDT for row in changed)


def _fund(row: Forsoeg, one: Svar, problems: Problems) -> Fund:
    if one["fejl"] == INGEN_SAADAN:
        return Fund(Tilstand.INTET, "Inddrivelsesmyndigheden kender ikke modtageren.")
    if one["fejl"]:
        return Fund(Tilstand.FEJL, f"Inddrivelsesmyndigheden svarede med en fejl: {one['fejl']} {one['tekst']}".strip()[:500])
    gaeld, mest = one["gaeld"], one["mest"]
    if gaeld is None or mest is None or gaeld < 0 or mest < 0:
        problems.add(MODREGNING_BELOEB, field="mest", raw=row.query_id)
        return Fund(Tilstand.FEJL, "Svaret har et beløb, der ikke kan være rigtigt.")
    amount = min(gaeld, mest, row.spurgt) * 100
    if not amount:
        return Fund(Tilstand.INTET, "Der er intet at modregne.")
    if not one["reservation"]:
        problems.add(MODREGNING_BELOEB, field="reservation", raw=row.query_id)
        return Fund(Tilstand.FEJL, "Svaret har ingen reservation.")
    text = f"Der er gæld på {beloeb_tekst(gaeld * 100)} kr.; {beloeb_tekst(amount)} kr. af posten kan modregnes."
    return Fund(Tilstand.FUNDET, text, amount)
