"""What a claim's card shows: what it consists of, what closed it, how long it may wait, and its way out and back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from snitflade.exchange.reconciliation import modulnavn
from snitflade.formats.fi_kort import KortlinjeError
from snitflade.formats.problems import ProblemsError
from snitflade.formats.text import konto_tekst
from snitflade.inka import henstand
from snitflade.inka.fi.kort import kortlinje
from snitflade.inka.models import Afdragsordning, Art, Fordeling, Regning
from snitflade.inka.models_bs import BSOpkraevningskrav, BSStatus
from snitflade.web.nav import adresse

MOST = 200
"""Rows of one kind on a card."""
ARTER: dict[str, str | Promise] = {
    Art.BETALING: lazy("Betaling"),
    Art.UDLIGNING: lazy("Udligning med kredit"),
    Art.NEDSKRIVNING: lazy("Nedskrivning"),
    Art.ANNULLERING: lazy("Annulleret"),
    Art.TILBAGEFOERT: lazy("Ført tilbage"),
    Art.UDBETALT: lazy("Betalt tilbage"),
}
BS_NAVNE: dict[str, Promise] = {
    BSStatus.SENDT: lazy("Sendt"),
    BSStatus.BETALT: lazy("Betalt"),
    BSStatus.AFVIST: lazy("Afvist af betaler"),
    BSStatus.AFMELDT: lazy("Afmeldt"),
    BSStatus.TILBAGEFOERT: lazy("Ført tilbage"),
    BSStatus.ANNULLERET: lazy("Annulleret, før den blev sendt"),
    BSStatus.PROEVE: lazy("Prøve"),
}
BS_TONE = {
    BSStatus.BETALT: "godt",
    BSStatus.AFVIST: "advarsel",
    BSStatus.AFMELDT: "advarsel",
    BSStatus.TILBAGEFOERT: "kritisk",
}


@dataclass(frozen=True, slots=True)
class Fordelt:
    """One allocation as it is shown. `gaelder`: it has neither been taken back nor takes back another."""

    fordeling: Fordeling
    art: str | Promise
    adresse: str
    gaelder: bool
    kan_fjernes: bool


def fordelinger(rows: Sequence[Fordeling], til: str) -> list[Fordelt]:
    """Allocations with the page of their other side: `til` is ``indbetaling`` or ``regning``."""
    undone = {row.ophaever_id for row in rows if row.ophaever_id}
    found = []
    for row in rows:
        other = row.indbetaling_id if til == "indbetaling" else row.regning_id
        live = row.ophaever_id is None and row.pk not in undone
        free = live and row.art not in (Art.ANNULLERING, Art.TILBAGEFOERT, Art.UDBETALT)
        name = ARTER.get(row.art, row.art) if row.ophaever_id is None else _("Taget tilbage")
        found.append(Fordelt(row, name, adresse(f"register_{til}", other) if other else "", live, free))
    return found


def stamdata(regning: Regning, dato: dt.date) -> list[tuple[str, object]]:
    """What is known of the claim, each with its name; what is empty is left out."""
    due = henstand.frist(regning, dato)
    known: list[tuple[str, object]] = [
        (_("Modul"), modulnavn(regning.modul)),
        (_("Kommune"), regning.kommune),
        (_("Periode"), regning.periode),
        (_("Art"), regning.art),
        (_("Debitorgruppe"), regning.debitorgruppe),
        (_("Områdenummer"), regning.omraadenummer),
        (_("Trykt regning"), regning.regningsnummer),
        (_("Kørsel"), regning.koersel),
        (_("Posteret"), regning.posteringsdato),
        (_("Forfald"), regning.forfaldsdato),
        (_("Skal ikke betales før"), due if due != regning.forfaldsdato else None),
        (_("Regnskabsår"), regning.regnskabsaar),
        (_("Står på konto"), konto_tekst(regning.konto)),
        (_("Posteret direkte på konto"), konto_tekst(regning.betales_fra_konto)),
        (_("Betalingslinje"), _betalingslinje(regning, dato)),
    ]
    return [(name, value) for name, value in known if value]


def _betalingslinje(regning: Regning, dato: dt.date) -> str:
    """What the citizen types at the bank to pay it; empty where nothing is open or the municipality has no creditor number."""
    if regning.rest <= 0:
        return ""
    try:
        return str(kortlinje(regning, dato))
    except (ProblemsError, KortlinjeError):
        return ""


def opkraevninger(regning: Regning) -> list[dict[str, Any]]:
    """The collections of Betalingsservice that it stood in, the newest first."""
    rows = BSOpkraevningskrav.objects.filter(regning=regning).select_related("opkraevning").order_by("-pk")[:MOST]
    return [
        {
            "nummer": row.opkraevning.nummer,
            "beloeb": row.beloeb,
            "forfald": row.opkraevning.forfaldsdato,
            "status": BS_NAVNE[row.opkraevning.status],
            "tone": BS_TONE.get(BSStatus(row.opkraevning.status), ""),
            "sendt_i": row.opkraevning.exchange_id,
            "svar_i": row.opkraevning.svar_id,
        }
        for row in rows
    ]


def ordninger(regning: Regning, dato: dt.date) -> list[dict[str, Any]]:
    """The instalment plans that it is or was in, the newest first, with how each that runs stands."""
    rows = Afdragsordning.objects.filter(krav__regning=regning).prefetch_related("rater", "krav__regning").order_by("-pk")
    return [
        {
            "ordning": row,
            "gaelder": row.ophoert_tid is None,
            "stand": henstand.stand(row, dato) if row.ophoert_tid is None else None,
            "rater": list(row.rater.all()),
            "krav": [one.regning for one in row.krav.all()],
        }
        for row in rows
    ]
