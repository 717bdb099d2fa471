"""The addresses of the registers' page, of every register as a list, and of reconciliation."""

from __future__ import annotations

from django.urls import URLPattern

from snitflade.web.adresser.ruter import side
from snitflade.web.views import afstemning, registre

urlpatterns: list[URLPattern] = [
    side("registre", registre.registre),
    side("registre/<slug:navn>", registre.register),
    side("registre/<slug:navn>/eksport", registre.register_eksport),
    side("afstemning", afstemning.afstemning),
    side("afstemning/<str:filtype>", afstemning.afstemning_fil),
]
