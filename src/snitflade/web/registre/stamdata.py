"""The registers of localities and of system constants."""

from __future__ import annotations

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from snitflade.exchange.konstanter import KONSTANTER
from snitflade.exchange.konstanter.model import Systemkonstant
from snitflade.folk.models import Lokalitet
from snitflade.formats.text import konto_tekst
from snitflade.web.models import delsystemer
from snitflade.web.register import Felt, Register, Side, ord_i, registrer, registrer_side

ALLE_DELSYSTEMER = tuple(delsystemer())

LOKALITETER = registrer(
    Register(
        id="lokaliteter",
        titel=_("Lokaliteter"),
        om=_("Byer og bygder med deres officielle navne, koder og områdenumre."),
        delsystemer=ALLE_DELSYSTEMER,
        ikon="location",
        raekker=lambda hvor: Lokalitet.objects.order_by("navn"),
        soeg=lambda rows, text: rows.filter(ord_i("navn", text) | Q(kode=text) | Q(geo_kode=text)),
        soeg_tekst=_("Navn, kode eller områdenummer"),
        felter=(
            Felt(_("Lokalitet"), lambda row: row.navn, sorter="navn", dansk=True),
            Felt(_("Kode"), lambda row: row.kode, sorter="kode"),
            Felt(_("GEO-områdenummer"), lambda row: row.geo_kode, sorter="geo_kode"),
        ),
    )
)


def vaerdi(text: str) -> str:
    """A constant's value as it is shown: an account with dashes."""
    return konto_tekst(text) if text.isascii() and text.isdigit() else text


def _betydning(nummer: str) -> str:
    declared = KONSTANTER.get(nummer)
    return declared.betydning if declared else ""


SYSTEMKONSTANTER = registrer(
    Register(
        id="systemkonstanter",
        titel=_("Systemkonstanter"),
        om=_("Hver værdi, der er sat, og fra hvilken dag den gælder. De ændres under Indstillinger."),
        delsystemer=ALLE_DELSYSTEMER,
        ikon="settings",
        raekker=lambda hvor: Systemkonstant.objects.order_by("nummer", "gyldig_fra"),
        soeg=lambda rows, text: rows.filter(
            Q(nummer__icontains=text)
            | Q(nummer__in=[nummer for nummer, one in KONSTANTER.items() if text.casefold() in one.betydning.casefold()])
        ),
        soeg_tekst=_("Nummer eller betydning"),
        felter=(
            Felt(_("Nummer"), lambda row: row.nummer, sorter="nummer"),
            Felt(_("Betydning"), lambda row: _betydning(row.nummer), dansk=True),
            Felt(_("Værdi"), lambda row: vaerdi(row.vaerdi)),
            Felt(_("Gælder fra"), lambda row: row.gyldig_fra, sorter="gyldig_fra"),
            Felt(_("Kilde"), lambda row: row.kilde, dansk=True),
        ),
    )
)
FILER = registrer_side(
    Side(
        "register_stamdata",
        _("Stamdata som filer"),
        _("Læs debitorer, ydelser og aftaler ind fra CSV, eller hent dem som de samme filer."),
        ("tekn",),
        "attach-file",
    )
)
