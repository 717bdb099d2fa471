"""A debtor's statement: every movement on the claims with the balance after it, and what waits as credit, on any day."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from django.db.models import Sum

from snitflade.exchange.reconciliation import modulnavn
from snitflade.inka.models import Art, Debitor, Fordeling, Indbetaling, Regning


class Slags(StrEnum):
    """What a line is."""

    KRAV = "krav"
    KREDIT = "kredit"
    POSTERET = "posteret på konto"
    BETALING = "betaling"
    UDLIGNING = "udligning"
    NEDSKRIVNING = "nedskrivning"
    ANNULLERING = "annullering"
    OPHAEVET = "taget tilbage"


@dataclass(frozen=True, slots=True)
class Bevaegelse:
    """One line: what the debtor owes became `beloeb` øre more (less: negative), and was `saldo` then."""

    dato: dt.date
    slags: Slags
    tekst: str
    beloeb: int
    saldo: int
    regning: int
    """The claim's id."""
    indbetaling: int | None = None


@dataclass(frozen=True, slots=True)
class Kontoudtog:
    """The lines until a day; `saldo`: owed then, `til_gode`: paid, but on no claim."""

    bevaegelser: list[Bevaegelse]
    saldo: int
    til_gode: int


_SLAGS = {
    Art.BETALING: Slags.BETALING,
    Art.UDLIGNING: Slags.UDLIGNING,
    Art.NEDSKRIVNING: Slags.NEDSKRIVNING,
    Art.ANNULLERING: Slags.ANNULLERING,
}


def kontoudtog(debitor: Debitor, til: dt.date, fra: dt.date | None = None) -> Kontoudtog:
    """The statement with everything posted until `til`; with `fra` without the lines before it, whose balance goes on."""
    claims = Regning.objects.filter(debitor=debitor, posteringsdato__lte=til)
    moves = Fordeling.objects.filter(regning__debitor=debitor, dato__lte=til).select_related("regning")
    events: list[tuple[dt.date, int, int, Slags, str, int, int, int | None]] = []
    for claim in claims.order_by("nummer"):
        text = f"{modulnavn(claim.modul)} {claim.periode}".strip()
        kind = Slags.KRAV if claim.beloeb >= 0 else Slags.KREDIT
        events.append((claim.posteringsdato, 0, claim.nummer, kind, text, claim.beloeb, claim.pk, None))
        if claim.betales_fra_konto:
            text = f"Konto {claim.betales_fra_konto}"
            events.append((claim.posteringsdato, 1, claim.nummer, Slags.POSTERET, text, -claim.beloeb, claim.pk, None))
    for move in moves.order_by("pk"):
        assert move.regning is not None  # noqa: S101 (they were asked for by it)
        kind = Slags.OPHAEVET if move.ophaever_id else _SLAGS[Art(move.art)]
        # A claim is there before what closes it, also where both have one date.
        day = max(move.dato, move.regning.posteringsdato)
        events.append((day, 2, move.pk, kind, move.grund, -move.beloeb, move.regning.pk, move.indbetaling_id))
    lines, saldo = [], 0
    for day, _, _, kind, text, beloeb, regning, indbetaling in sorted(events, key=lambda event: event[:3]):
        if day > til:
            continue
        saldo += beloeb
        if fra is None or day >= fra:
            lines.append(Bevaegelse(day, kind, text, beloeb, saldo, regning, indbetaling))
    return Kontoudtog(lines, saldo, _til_gode(debitor, til))


def _til_gode(debitor: Debitor, til: dt.date) -> int:
    paid = Indbetaling.objects.filter(debitor=debitor, bogfoeringsdato__lte=til)
    came = paid.aggregate(ialt=Sum("beloeb"))["ialt"] or 0
    gone = Fordeling.objects.filter(indbetaling__in=paid, dato__lte=til).aggregate(ialt=Sum("beloeb"))["ialt"] or 0
    return int(came - gone)
