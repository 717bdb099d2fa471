"""The addresses of payroll: a run's card, extracts, and who may take them."""

from __future__ import annotations

from django.urls import URLPattern, path

from snitflade.web.views import loen, loenudtraek

urlpatterns: list[URLPattern] = [
    path("registre/loenkoersler/<int:nummer>", loen.register_loenkoersel, name="register_loenkoersel"),
    path("registre/loenkoersler/<int:nummer>/bogfoer", loen.register_loenkoersel_bogfoer, name="register_loenkoersel_bogfoer"),
    path("registre/loenkoersler/<int:nummer>/tilbage", loen.register_loenkoersel_tilbage, name="register_loenkoersel_tilbage"),
    path("registre/loenkoersler/<int:nummer>/<str:filtype>", loen.register_loenkoersel_fil, name="register_loenkoersel_fil"),
    path("registre/loenudtraek", loenudtraek.register_loenudtraek, name="register_loenudtraek"),
    path("registre/loenudtraek/hent", loenudtraek.register_loenudtraek_fil, name="register_loenudtraek_fil"),
    path("indstillinger/loenret", loenudtraek.indstilling_loenret, name="indstilling_loenret"),
    path("indstillinger/loenret/giv", loenudtraek.indstilling_loenret_giv, name="indstilling_loenret_giv"),
    path("indstillinger/loenret/<int:nummer>/tag", loenudtraek.indstilling_loenret_tag, name="indstilling_loenret_tag"),
]
