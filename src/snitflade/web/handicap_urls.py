"""The addresses of Handicap: a person's card and what can be done from it, and the legal grounds."""

from __future__ import annotations

from django.urls import URLPattern, path

from snitflade.web.views import handicap, handicap_grundlag

urlpatterns: list[URLPattern] = [
    path("registre/handicap/ny", handicap.register_handicap_ny, name="register_handicap_ny"),
    path("registre/handicap/<int:nummer>", handicap.register_handicapkort, name="register_handicapkort"),
    path("registre/handicap/<int:nummer>/ret", handicap.register_handicapkort_ret, name="register_handicapkort_ret"),
    path("registre/handicap/<int:nummer>/tilfoej", handicap.register_handicapkort_tilfoej, name="register_handicapkort_tilfoej"),
    path("registre/handicap/<int:nummer>/afslut", handicap.register_handicapkort_afslut, name="register_handicapkort_afslut"),
    path("registre/handicap/retsgrundlag", handicap_grundlag.register_ipisgrundlag, name="register_ipisgrundlag"),
    path(
        "registre/handicap/retsgrundlag/foreslaa",
        handicap_grundlag.register_ipisgrundlag_foreslaa,
        name="register_ipisgrundlag_foreslaa",
    ),
    path(
        "registre/handicap/retsgrundlag/<int:nummer>/godkend",
        handicap_grundlag.register_ipisgrundlag_godkend,
        name="register_ipisgrundlag_godkend",
    ),
    path(
        "registre/handicap/retsgrundlag/<int:nummer>/ophaev",
        handicap_grundlag.register_ipisgrundlag_ophaev,
        name="register_ipisgrundlag_ophaev",
    ),
]
