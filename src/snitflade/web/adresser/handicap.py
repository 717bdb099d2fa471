"""The addresses of Handicap: a person's card and what can be done from it, and the legal grounds."""

from __future__ import annotations

from django.urls import URLPattern

from snitflade.web.adresser.ruter import side
from snitflade.web.views import handicap, handicap_grundlag

urlpatterns: list[URLPattern] = [
    side("registre/handicap/ny", handicap.register_handicap_ny),
    side("registre/handicap/<int:nummer>", handicap.register_handicapkort),
    side("registre/handicap/<int:nummer>/ret", handicap.register_handicapkort_ret),
    side("registre/handicap/<int:nummer>/tilfoej", handicap.register_handicapkort_tilfoej),
    side("registre/handicap/<int:nummer>/afslut", handicap.register_handicapkort_afslut),
    side("registre/handicap/retsgrundlag", handicap_grundlag.register_ipisgrundlag),
    side("registre/handicap/retsgrundlag/foreslaa", handicap_grundlag.register_ipisgrundlag_foreslaa),
    side("registre/handicap/retsgrundlag/<int:nummer>/godkend", handicap_grundlag.register_ipisgrundlag_godkend),
    side("registre/handicap/retsgrundlag/<int:nummer>/ophaev", handicap_grundlag.register_ipisgrundlag_ophaev),
]
