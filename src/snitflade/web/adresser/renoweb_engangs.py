"""The addresses of the one-off transfers to RenoWeb."""

from __future__ import annotations

from django.urls import URLPattern

from snitflade.web.adresser.ruter import side
from snitflade.web.views import renoweb_engangs

urlpatterns: list[URLPattern] = [
    side("registre/renoweb-overfoersler/<int:nummer>", renoweb_engangs.register_overfoersel),
    side("registre/renoweb-overfoersler/<int:nummer>/pakke", renoweb_engangs.register_overfoersel_pakke),
]
