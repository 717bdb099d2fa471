"""How an attempt changes: its state with what happened beside it, in the caller's transaction."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone

from snitflade.bogh.udbetaling.models import Udbetalingspost
from snitflade.exchange.bulk import lock
from snitflade.exchange.models import Exchange
from snitflade.formats.problems import mask_cpr
from snitflade.krdi.modregning.models import BESKED, Forskel, Forskelsart, Forsoeg, Haendelse, Tilstand

SYSTEM = "system"


def skift(
    forsoeg: Forsoeg,
    tilstand: Tilstand,
    tekst: str,
    af: str = SYSTEM,
    *,
    exchange: Exchange | None = None,
    **felter: Any,
) -> None:
    """Bring an attempt to a state, and note why."""
    felter |= {"tilstand": tilstand.value, "tilstand_tid": timezone.now()}
    if "besked" in felter:
        felter["besked"] = mask_cpr(felter["besked"])[:BESKED]
    for name, value in felter.items():
        setattr(forsoeg, name, value)
    forsoeg.save(update_fields=list(felter))
    noter(forsoeg, tekst, af, exchange=exchange)


def noter(
    forsoeg: Forsoeg,
    tekst: str,
    af: str = SYSTEM,
    *,
    beloeb: int = 0,
    retur_post: Udbetalingspost | None = None,
    exchange: Exchange | None = None,
) -> None:
    """Note what happened. `beloeb`: by how much (øre) what is set off was changed."""
    Haendelse.objects.create(
        forsoeg=forsoeg, af=af[:60], tekst=mask_cpr(tekst)[:500], beloeb=beloeb, retur_post=retur_post, exchange=exchange
    )


def forskel(forsoeg: Forsoeg, art: Forskelsart, vores: int, deres: int) -> None:
    """Put up a difference, once while it is open."""
    Forskel.objects.get_or_create(forsoeg=forsoeg, art=art, lukket_af="", defaults={"vores": vores, "deres": deres})


def laas() -> None:
    """Let no run take items meanwhile: whether an item is paid and whether it is set off are decided one at a time."""
    lock(Udbetalingspost, Forsoeg, Haendelse)


def glem_afbrudte() -> int:
    """What was being sent when somebody died is unclear; call while nobody else sends. Gives how many there were."""
    with transaction.atomic():
        laas()
        rows = list(Forsoeg.objects.filter(tilstand=Tilstand.SENDES))
        for row in rows:
            skift(row, Tilstand.UKENDT, "Afsendelsen blev afbrudt. Der spørges om status.")
    return len(rows)
