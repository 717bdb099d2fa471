"""What only a person can decide: a line put right, a file let in although one before it is missing, a file that nobody has got.

Each is done as the pages do it, by another than who began; a step that was broken off finds what is left to do.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db import transaction
from tests.soak.operatoer import BYGGER, GODKENDER, Trin

from snitflade.exchange import blobs, catalogue, delivery, inbound, journal, quarantine, tasks, waiting
from snitflade.exchange.models import AuditEvent, Exchange
from snitflade.exchange.states import State

CPR = "folk.cpr-ajourfoering"


def frigiv(trin: Trin) -> None:
    """CPR has said that a delivery will never come: the first one that waits for it is let in, and the others follow."""
    first = waiting.held(CPR).first()
    if first is None or not any(day in first.note for day in trin.viden["cpr_mangler"]):
        return
    if not first.released_by:
        waiting.release(first, GODKENDER, "CPR siger, at leverancen ikke kommer")
    one = catalogue.find(CPR)
    inbound.apply(first, one, GODKENDER)
    waiting.try_all_held(one, GODKENDER)


def ret_linjer(interface: str, ret: dict[str, str]) -> None:
    """Put right what was set aside, by what the partner says is meant; then apply the file again."""
    one = catalogue.find(interface)
    for exchange in Exchange.objects.filter(interface=interface, state=State.KARANTAENE).order_by("pk"):
        for row in exchange.quarantine.filter(applied_at=None, corrected=None):
            text = quarantine.seen(row, GODKENDER)
            for wrong, right in ret.items():
                text = text.replace(wrong, right)
            quarantine.correct(exchange, row.line, text, GODKENDER)
        inbound.apply(exchange, one, BYGGER)


def mistet(trin: Trin) -> None:
    """A partner says what it never got although it said yes: it gets all of it again, or the one file that is missing by hand."""
    gone = set(trin.viden["mistet"])
    rows = Exchange.objects.filter(state__in=(State.AFSENDT, State.TAGET), direction="ud", files__blob__in=gone)
    for row in rows.distinct().order_by("pk"):
        files = list(row.files.select_related("blob"))
        lost = [file for file in files if file.blob_id in gone]
        if len(lost) == len(files):
            with transaction.atomic():
                delivery.put_back(journal.get(row.pk), GODKENDER, "Modtageren har aldrig fået den", attempts=row.attempts)
                tasks.deliver_later(journal.get(row.pk))
        else:
            for file in lost:
                trin.boeger.aflever(row.interface, row.pk, file.name, blobs.get(file.blob))


AFGOERELSER: dict[str, dict[str, Any]] = {
    "linje rettet og anvendt": {"event": "linje rettet"},
    "holdt fil frigivet": {"event": waiting.RELEASED},
    "uklar: de har den": {"detail__kvittering__startswith": "Modtageren"},
    "uklar: send igen": {"event": "sendes igen", "detail__grund": "Modtageren har den ikke"},
    "sendt igen, fordi den var mistet": {"event": "sendes igen", "detail__grund": "Modtageren har aldrig fået den"},
    "vejning udeladt": {"event": "vejning udeladt"},
    "kørsel fortrudt": {"exchange__state": State.ANNULLERET, "event": "annulleret"},
}
"""What a person has decided, by how it stands in the chain."""


IKKE_HVER_GANG = ("sendt igen, fordi den var mistet",)
"""What a year may do without: where only one file of several was lost, it is carried by hand."""


def aldrig() -> list[str]:
    """What a year needs, and nobody has decided."""
    return [name for name, count in tabel() if not count and name not in IKKE_HVER_GANG]


def tabel() -> Iterator[tuple[str, int]]:
    """How often each was decided."""
    for name, where in AFGOERELSER.items():
        yield name, AuditEvent.objects.filter(**where).count()
