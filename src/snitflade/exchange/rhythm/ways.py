"""The ways in which an exchange can stand still, each with its words. Most urgent reading first; the order says nothing else."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from django.db.models import Exists, OuterRef, Q, QuerySet

from snitflade.exchange.models import AuditEvent, Exchange, ExchangeFile
from snitflade.exchange.rhythm import standing
from snitflade.exchange.rhythm.cause import Cause, Kind, Severity
from snitflade.exchange.rhythm.limits import ACKNOWLEDGED, SENT, TAKEN
from snitflade.exchange.rhythm.standing import Standing, stopped
from snitflade.exchange.states import State

IN_WORK = dt.timedelta(minutes=10)
"""How long a delivery or an application may take before it is taken to have stopped."""
TRIES = 3
"""Failed deliveries after which it is told at once, whenever the last one was."""
DISMISSED = "bortset fra"
"""The audit event of a person who has dealt with what was refused or set aside."""
CARRIED = "afleveret med hånden"
"""The audit event of a person who has carried the files to the partner and noted the receipt (`delivery`)."""


def stuck(now: dt.datetime) -> list[Cause]:
    """The causes of all ways at `now`, unsorted."""
    return [cause for way in WAYS for cause in stopped(way, now)]


def of_exchange(number: int, now: dt.datetime) -> list[Cause]:
    """The causes of one exchange, whatever else stands still."""
    return [cause for way in WAYS if (cause := standing.of_exchange(way, number, now))]


def _in(state: State) -> QuerySet[Exchange]:
    return Exchange.objects.filter(state=state)


def _said(event: str) -> Exists:
    """Whether somebody has done `event` to the exchange since it came into its state."""
    return Exists(AuditEvent.objects.filter(exchange=OuterRef("pk"), event=event, at__gte=OuterRef("state_at")))


def _undealt(state: State) -> Callable[[dt.datetime], QuerySet[Exchange]]:
    return lambda now: _in(state).filter(~_said(DISMISSED))


def _broken_off(unknown: bool) -> Callable[[dt.datetime], QuerySet[Exchange]]:
    """Deliveries that stopped on the way; `unknown`: with a file of which nobody knows whether it arrived."""
    attempted = Exists(ExchangeFile.objects.filter(exchange=OuterRef("pk")).exclude(attempted_at=None))
    return lambda now: _in(State.AFSENDES).filter(attempted if unknown else ~attempted, state_at__lt=now - IN_WORK)


def _failed(now: dt.datetime) -> Q:
    return Q(attempts__gt=0) & ~Q(note="") & (Q(attempts__gte=TRIES) | Q(state_at__lt=now - IN_WORK))


def _unsent(now: dt.datetime) -> QuerySet[Exchange]:
    return _in(State.GODKENDT).filter(SENT.passed("created_at", now)).exclude(_failed(now))


def _not_taken(now: dt.datetime) -> Q:
    # Nobody sees a portal's inbox; there the receipt is what there is to see.
    return Q(state=State.AFSENDT) & TAKEN.passed("state_at", now) & Q(~_said(CARRIED))


def _not_acknowledged(now: dt.datetime) -> QuerySet[Exchange]:
    sent = Exchange.objects.filter(ACKNOWLEDGED.passed("state_at", now), state__in=(State.AFSENDT, State.TAGET))
    return sent.exclude(_not_taken(now))  # what the partner has not taken it cannot answer


WAYS = (
    Standing(
        Kind.UKLAR,
        "Det er uklart, om {ekstern} har fået {hvad}. Spørg {kontakt}. Er {den} der, så skriv kvitteringen: snitflade receipt "
        "{nr}. Ellers send igen: snitflade resend {nr}",
        lambda now: _in(State.UKLAR),
    ),
    Standing(
        Kind.UKLAR,
        "Afleveringen af {hvad} blev afbrudt {siden}, og ingen ved, om {ekstern} har fået {den}. Gør den færdig; er {den} der, "
        "sendes intet igen: snitflade deliver {nr}",
        _broken_off(unknown=True),
        about="/afbrudt",
        delivering=True,
    ),
    Standing(
        Kind.MISLYKKET,
        "Afleveringen af {hvad} til {ekstern} er ikke kommet længere siden {siden}. Gør den færdig: snitflade deliver {nr}",
        _broken_off(unknown=False),
        about="/afbrudt",
        delivering=True,
    ),
    Standing(
        Kind.MISLYKKET,
        "{hvad} kan ikke afleveres til {ekstern}; det skal være sket {frist}. Se hvorfor: snitflade show {nr}",
        lambda now: _in(State.GODKENDT).filter(_failed(now)),
        since="created_at",
        limit=SENT,
        delivering=True,
    ),
    Standing(
        Kind.FORSINKET,
        "{hvad} er bygget og godkendt, men ikke sendt til {ekstern}; det skulle være sket {frist}. Send {den}: "
        "snitflade deliver {nr}",
        _unsent,
        since="created_at",
        limit=SENT,
        delivering=True,
    ),
    Standing(
        Kind.MISLYKKET,
        "{hvad} er modtaget {siden}, men endnu ikke anvendt. Anvend {den}: snitflade replay {nr}",
        lambda now: _in(State.MODTAGET).filter(state_at__lt=now - IN_WORK),
        about="/anvend",
    ),
    Standing(
        Kind.HOLDT,
        "{hvad} er holdt tilbage siden {siden}: {note} Prøv {den} igen: snitflade replay {nr}",
        _undealt(State.HOLDT),
    ),
    Standing(
        Kind.AFVIST,
        "{hvad} blev afvist {siden}, og intet er anvendt. Se hvorfor: snitflade show {nr}",
        _undealt(State.AFVIST),
    ),
    Standing(
        Kind.VENTER_PAA_ANDEN,
        "{hvad} venter på, at en anden end den, der byggede {den}, godkender {den}, {frist}. Godkend {den}: snitflade approve {nr}",
        lambda now: _in(State.BYGGET),
        since="created_at",
        limit=SENT,
        late=Severity.KRITISK,
    ),
    Standing(
        Kind.VENTER_PAA_HAAND,
        "{hvad} skal afleveres hos {ekstern} med hånden, {frist}. Gør det, og skriv så kvitteringen: snitflade receipt {nr}",
        lambda now: _in(State.VENTER),
        since="created_at",
        limit=SENT,
        late=Severity.KRITISK,
    ),
    Standing(
        Kind.IKKE_TAGET,
        "{ekstern} har ikke taget {hvad}; det skulle være sket {frist}. Spørg {kontakt}, om deres job kører.",
        lambda now: Exchange.objects.filter(_not_taken(now)),
        limit=TAKEN,
    ),
    Standing(
        Kind.IKKE_KVITTERET,
        "{ekstern} har ikke kvitteret for {hvad}; det skulle være sket {frist}. Spørg {kontakt}, og skriv svaret: "
        "snitflade receipt {nr}",
        _not_acknowledged,
        limit=ACKNOWLEDGED,
    ),
    Standing(
        Kind.KARANTAENE,
        "{linjer} af {hvad} ligger i karantæne siden {siden}. Ret dem: snitflade show {nr}",
        _undealt(State.KARANTAENE),
        counts_lines=True,
    ),
)
