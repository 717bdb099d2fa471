"""The addresses of Sociale udbetalinger among the registers."""

from __future__ import annotations

from django.urls import URLPattern, path

from snitflade.web.views import sociale, sociale_art, sociale_kort, sociale_linje

urlpatterns: list[URLPattern] = [
    path("registre/sociale", sociale.register_sociale, name="register_sociale"),
    path("registre/sociale/dan", sociale.register_sociale_dan, name="register_sociale_dan"),
    path("registre/sociale-kort/ny", sociale_kort.register_socialkort_ny, name="register_socialkort_ny"),
    path("registre/sociale-kort/<int:nummer>", sociale_kort.register_socialkort, name="register_socialkort"),
    path("registre/sociale-kort/<int:nummer>/ret", sociale_kort.register_socialkort_ret, name="register_socialkort_ret"),
    path("registre/sociale-kort/<int:nummer>/stop", sociale_kort.register_socialkort_stop, name="register_socialkort_stop"),
    path("registre/sociale-linjer/ny", sociale_linje.register_sociallinje_ny, name="register_sociallinje_ny"),
    path("registre/sociale-linjer/<int:nummer>", sociale_linje.register_sociallinje, name="register_sociallinje"),
    *(
        path(f"registre/sociale-linjer/<int:nummer>/{view.__name__.rpartition('_')[2]}", view, name=view.__name__)
        for view in (sociale_linje.register_sociallinje_frigiv, sociale_linje.register_sociallinje_tilbage)
    ),
    path("registre/sociale-arter/ny", sociale_art.register_socialart_ny, name="register_socialart_ny"),
    path("registre/sociale-arter/<int:nummer>", sociale_art.register_socialart, name="register_socialart"),
    path("registre/sociale-arter/<int:nummer>/vilkaar", sociale_art.register_socialart_vilkaar, name="register_socialart_vilkaar"),
]
