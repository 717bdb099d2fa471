"""The addresses of Boligsikring."""

from __future__ import annotations

from django.urls import URLPattern

from snitflade.web.adresser.ruter import goer, side
from snitflade.web.views import boligkort, boligsikring

urlpatterns: list[URLPattern] = [
    side("registre/boligsikring/maaned", boligsikring.register_boligsikring),
    *goer(
        "registre/boligsikring/maaned",
        boligsikring.register_boligsikring_proeve,
        boligsikring.register_boligsikring_efterberegn,
        boligsikring.register_boligsikring_aarsskifte,
        boligsikring.register_boligsikring_breve,
    ),
    side("registre/boligsikring-advis/<int:nummer>", boligsikring.register_boligadvis),
    side("registre/boligsikring/<int:nummer>", boligkort.register_boligansoegning),
    side("registre/boligsikring/<int:nummer>/indkomst/<int:medlem>", boligkort.register_boligansoegning_indkomst),
    side("registre/boligsikring/<int:nummer>/husleje", boligkort.register_boligansoegning_husleje),
    side("registre/boligsikring/<int:nummer>/dispensation", boligkort.register_boligansoegning_dispensation),
]
