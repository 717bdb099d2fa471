"""Pages beside an exchange's own that its interface has: what is looked at before, or done after, its files go."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from snitflade.bogh.udbetaling.kontrolfil import modul_af
from snitflade.exchange.models import Exchange
from snitflade.inka.betalingsservice.handlinger import SNITFLADE


def sider(exchange: Exchange) -> list[tuple[str, str]]:
    """The text and address of each."""
    found = []
    if modul_af(exchange) is not None:
        found.append((_("Kontrolliste og udeladte"), reverse("udveksling_kontrolliste", args=[exchange.pk])))
    if exchange.interface == SNITFLADE:
        found.append((_("Opkrævninger: frist, flyt, frigiv"), reverse("udveksling_opkraevninger", args=[exchange.pk])))
    return found
