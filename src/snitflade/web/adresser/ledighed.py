"""The addresses of Led: a jobseeker's card and what can be done from it, and the month."""

from __future__ import annotations

from django.urls import URLPattern

from snitflade.web.adresser.ruter import goer, side
from snitflade.web.views import ledighed, ledighed_maaned

urlpatterns: list[URLPattern] = [
    side("registre/ledighed/maaned", ledighed_maaned.register_ledighed_maaned),
    side("registre/ledighed/ny", ledighed_maaned.register_ledighed_ny),
    side("registre/ledighed/<int:nummer>", ledighed.register_ledighedskort),
    *goer(
        "registre/ledighed/<int:nummer>",
        ledighed.register_ledighedskort_henvend,
        ledighed.register_ledighedskort_gruppe,
        ledighed.register_ledighedskort_periode,
        ledighed.register_ledighedskort_ret,
        ledighed.register_ledighedskort_uddannelse,
        ledighed.register_ledighedskort_anvis,
        ledighed.register_ledighedskort_annuller,
    ),
]
