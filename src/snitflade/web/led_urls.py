"""The addresses of Led: a jobseeker's card and what can be done from it, and the month."""

from __future__ import annotations

from django.urls import URLPattern, path

from snitflade.web.views import ledighed, ledighed_maaned

urlpatterns: list[URLPattern] = [
    path("registre/ledighed/maaned", ledighed_maaned.register_ledighed_maaned, name="register_ledighed_maaned"),
    path("registre/ledighed/ny", ledighed_maaned.register_ledighed_ny, name="register_ledighed_ny"),
    path("registre/ledighed/<int:nummer>", ledighed.register_ledighedskort, name="register_ledighedskort"),
    *(
        path(f"registre/ledighed/<int:nummer>/{view.__name__.rpartition('_')[2]}", view, name=view.__name__)
        for view in (
            ledighed.register_ledighedskort_henvend,
            ledighed.register_ledighedskort_gruppe,
            ledighed.register_ledighedskort_periode,
            ledighed.register_ledighedskort_ret,
            ledighed.register_ledighedskort_uddannelse,
            ledighed.register_ledighedskort_anvis,
            ledighed.register_ledighedskort_annuller,
        )
    ),
]
