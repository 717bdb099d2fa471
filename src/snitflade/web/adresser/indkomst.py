"""The addresses of incomes from the tax agency."""

from __future__ import annotations

from django.urls import URLPattern

from snitflade.web.adresser.ruter import side
from snitflade.web.views import indkomst

urlpatterns: list[URLPattern] = [
    side("registre/indkomst", indkomst.register_indkomst_soeg),
    side("registre/indkomst/<slug:art>/<int:nummer>", indkomst.register_indkomst),
    side("registre/indkomst/<slug:art>/<int:nummer>/hent", indkomst.register_indkomst_hent),
    side("registre/indkomst/<slug:art>/<int:nummer>/overskriv", indkomst.register_indkomst_overskriv),
    side("registre/overskrivninger/<int:nummer>/send", indkomst.register_indkomst_send),
    side("registre/indkomstfordelinger/<int:nummer>", indkomst.register_fordeling),
    side("registre/indkomstfordelinger/<int:nummer>/frigiv", indkomst.register_fordeling_frigiv),
]
