"""The addresses of Sociale udbetalinger among the registers."""

from __future__ import annotations

from django.urls import URLPattern

from snitflade.web.adresser.ruter import goer, side
from snitflade.web.views import sociale, sociale_art, sociale_kort, sociale_linje

urlpatterns: list[URLPattern] = [
    side("registre/sociale", sociale.register_sociale),
    side("registre/sociale/dan", sociale.register_sociale_dan),
    side("registre/sociale-kort/ny", sociale_kort.register_socialkort_ny),
    side("registre/sociale-kort/<int:nummer>", sociale_kort.register_socialkort),
    side("registre/sociale-kort/<int:nummer>/ret", sociale_kort.register_socialkort_ret),
    side("registre/sociale-kort/<int:nummer>/stop", sociale_kort.register_socialkort_stop),
    side("registre/sociale-linjer/ny", sociale_linje.register_sociallinje_ny),
    side("registre/sociale-linjer/<int:nummer>", sociale_linje.register_sociallinje),
    *goer(
        "registre/sociale-linjer/<int:nummer>",
        sociale_linje.register_sociallinje_frigiv,
        sociale_linje.register_sociallinje_tilbage,
    ),
    side("registre/sociale-arter/ny", sociale_art.register_socialart_ny),
    side("registre/sociale-arter/<int:nummer>", sociale_art.register_socialart),
    side("registre/sociale-arter/<int:nummer>/vilkaar", sociale_art.register_socialart_vilkaar),
]
