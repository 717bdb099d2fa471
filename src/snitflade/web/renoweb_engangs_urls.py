"""The addresses of the one-off transfers to RenoWeb."""

from __future__ import annotations

from django.urls import URLPattern, path

from snitflade.web.views import renoweb_engangs

urlpatterns: list[URLPattern] = [
    path("registre/renoweb-overfoersler/<int:nummer>", renoweb_engangs.register_overfoersel, name="register_overfoersel"),
    path(
        "registre/renoweb-overfoersler/<int:nummer>/pakke",
        renoweb_engangs.register_overfoersel_pakke,
        name="register_overfoersel_pakke",
    ),
]
