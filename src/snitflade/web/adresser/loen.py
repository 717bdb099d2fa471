"""The addresses of payroll: a run's card, extracts, and who may take them."""

from __future__ import annotations

from django.urls import URLPattern

from snitflade.web.adresser.ruter import side
from snitflade.web.views import loen, loenudtraek

urlpatterns: list[URLPattern] = [
    side("registre/loenkoersler/<int:nummer>", loen.register_loenkoersel),
    side("registre/loenkoersler/<int:nummer>/bogfoer", loen.register_loenkoersel_bogfoer),
    side("registre/loenkoersler/<int:nummer>/tilbage", loen.register_loenkoersel_tilbage),
    side("registre/loenkoersler/<int:nummer>/<str:filtype>", loen.register_loenkoersel_fil),
    side("registre/loenudtraek", loenudtraek.register_loenudtraek),
    side("registre/loenudtraek/hent", loenudtraek.register_loenudtraek_fil),
    side("indstillinger/loenret", loenudtraek.indstilling_loenret),
    side("indstillinger/loenret/giv", loenudtraek.indstilling_loenret_giv),
    side("indstillinger/loenret/<int:nummer>/tag", loenudtraek.indstilling_loenret_tag),
]
