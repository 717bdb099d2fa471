"""The register of one-off transfers to RenoWeb: what was handed over, and as which package."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from snitflade.exchange.models import Exchange
from snitflade.tekn.renoweb_engangs.koersel import SNITFLADE
from snitflade.web.eksport import Oere
from snitflade.web.nav import adresse
from snitflade.web.register import Felt, Register, registrer


def overfoersler(hvor: frozenset[str]) -> QuerySet[Exchange]:
    """The transfers, the newest first."""
    return Exchange.objects.filter(interface=SNITFLADE).order_by("-pk")


def _tal(row: Any, navn: str) -> int:
    return int(row.totals.get(navn, 0))


OVERFOERSLER = registrer(
    Register(
        id="renoweb-overfoersler",
        titel=_("Overførsler til RenoWeb"),
        om=_("Engangsoverførslerne af kunder, adresser, ydelser, priser og aftaler. Kortet har fortegnelsen og pakken."),
        delsystemer=("tekn",),
        raekker=overfoersler,
        ikon="download",
        felter=(
            Felt(
                _("Udveksling"),
                lambda row: row.pk,
                sorter="pk",
                tal=True,
                adresse=lambda row: adresse("register_overfoersel", row.pk),
            ),
            Felt(_("Stand"), lambda row: row.get_state_display(), dansk=True),
            Felt(_("Kunder"), lambda row: _tal(row, "Kunder"), tal=True),
            Felt(_("Aftaler"), lambda row: _tal(row, "Aftaler"), tal=True),
            Felt(_("Årspris"), lambda row: Oere(_tal(row, "Årspris")), tal=True),
            Felt(_("Bygget af"), lambda row: row.created_by),
            Felt(_("Godkendt af"), lambda row: row.approved_by),
        ),
    )
)
