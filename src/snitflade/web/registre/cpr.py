"""The registers of CPR subscriptions and of CPR's deliveries."""

from __future__ import annotations

import re
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from snitflade.folk.models import Abonnement, CprLeverance
from snitflade.folk.models_abonnement import Tilstand
from snitflade.web.nav import adresse
from snitflade.web.register import Felt, Filter, Register, Side, registrer, registrer_side

_TONER = {Tilstand.FEJL: "kritisk", Tilstand.UMULIG: "advarsel", Tilstand.AKTIV: "godt"}


def _grunde(row: Abonnement) -> str:
    return "; ".join(f"{navn}: {grund}" for navn, grund in row.grunde) if row.oensket else row.bortfaldet


def _nummer(rows: QuerySet[Any], text: str) -> QuerySet[Any]:
    """Subscriptions by the whole number, or by what CPR said."""
    return rows.filter(Q(personnummer=re.sub(r"[\s-]", "", text)) | Q(fejltekst__icontains=text) | Q(fejlnr=text))


ABONNEMENTER = registrer(
    Register(
        id="cpr-abonnementer",
        titel=_("CPR-abonnementer"),
        om=_("Hvem kommunen vil have oplysninger om fra CPR ud over dem, der bor i Grønland: hvorfor, og hvad CPR har svaret."),
        delsystemer=("folk",),
        ikon="sync",
        raekker=lambda hvor: Abonnement.objects.select_related("exchange").order_by("-pk"),
        soeg=_nummer,
        soeg_tekst=_("Helt CPR-nummer, fejlnummer eller fejltekst"),
        felter=(
            Felt(
                _("CPR-nummer"),
                lambda row: row.personnummer,
                adresse=lambda row: reverse("register_abonnement", args=[row.pk]),
            ),
            Felt(_("Ønsket"), lambda row: row.oensket),
            Felt(_("Hvorfor"), _grunde, dansk=True),
            Felt(_("Tilstand"), lambda row: row.get_tilstand_display(), tone=lambda row: _TONER.get(row.tilstand, "")),
            Felt(
                _("Udveksling"),
                lambda row: row.exchange_id,
                adresse=lambda row: adresse("udveksling", row.exchange_id) if row.exchange_id else "",
            ),
            Felt(_("Svaret"), lambda row: row.svaret, sorter="svaret"),
            Felt(_("Fejl"), lambda row: f"{row.fejlnr} {row.fejltekst}".strip(), dansk=True),
        ),
        filtre=(
            Filter("tilstand", _("Tilstand"), lambda: list(Tilstand.choices), lambda rows, value: rows.filter(tilstand=value)),
            Filter(
                "oensket",
                _("Ønsket"),
                lambda: [("ja", _("Ja")), ("nej", _("Nej"))],
                lambda rows, value: rows.filter(oensket=value == "ja"),
            ),
        ),
    )
)

LEVERANCER = registrer(
    Register(
        id="cpr-leverancer",
        titel=_("CPR-leverancer"),
        om=_("De leverancer fra CPR, der er anvendt, i deres kæde, og hver leverances advisliste."),
        delsystemer=("folk",),
        ikon="calendar-month",
        raekker=lambda hvor: CprLeverance.objects.order_by("-proddto", "-pk"),
        felter=(
            Felt(
                _("Produktionsdato"),
                lambda row: row.proddto,
                sorter="proddto",
                adresse=lambda row: reverse("register_advis", args=[row.pk]),
            ),
            Felt(_("Følger efter"), lambda row: row.proddtoforrig),
            Felt(_("Opgave"), lambda row: row.opgavenr, sorter="opgavenr"),
            Felt(_("Kæden"), lambda row: _("begynder her") if row.foerste else _("brudt, frigivet") if row.brud else _("ubrudt")),
            Felt(_("Færdig"), lambda row: row.faerdig),
            Felt(_("Nye"), lambda row: row.nye, tal=True),
            Felt(_("Ændrede"), lambda row: row.aendrede, tal=True),
            Felt(_("Uændrede"), lambda row: row.uaendrede, tal=True),
            Felt(_("Udveksling"), lambda row: row.exchange_id, adresse=lambda row: adresse("udveksling", row.exchange_id)),
        ),
    )
)
PERSONER = registrer_side(
    Side(
        "register_personer",
        _("Personer"),
        _("Folkeregistret: søg efter nummer, navn eller adresse, og se kortet med familie og historik."),
        ("folk",),
        "person",
    )
)
