"""The addresses of the services' tokens."""

from __future__ import annotations

from django.urls import URLPattern

from snitflade.web.adresser.ruter import side
from snitflade.web.views import adgange

urlpatterns: list[URLPattern] = [
    side("indstillinger/adgange", adgange.indstilling_adgange),
    side("indstillinger/adgange/ny", adgange.indstilling_adgang_ny),
    side("indstillinger/adgange/<slug:prefix>", adgange.indstilling_adgang),
    side("indstillinger/adgange/<slug:prefix>/tilbagekald", adgange.indstilling_adgang_tilbagekald),
]
