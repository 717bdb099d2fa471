"""The addresses of persons, addresses and what has come from CPR."""

from __future__ import annotations

from django.urls import URLPattern

from snitflade.web.adresser.ruter import side
from snitflade.web.views import adressekontrol, cpr, person

urlpatterns: list[URLPattern] = [
    side("registre/personer", person.register_personer),
    side("registre/personer/<int:nummer>", person.register_person),
    side("registre/adressekontrol", adressekontrol.register_adressekontrol),
    side("registre/cpr-leverancer/<int:nummer>", cpr.register_advis),
    side("registre/cpr-abonnementer/<int:nummer>", cpr.register_abonnement),
    side("registre/cpr-abonnementer/<int:nummer>/igen", cpr.register_abonnement_igen),
]
