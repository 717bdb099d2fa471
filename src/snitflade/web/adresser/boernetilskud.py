"""The addresses of Børnetilskud: the month, a child's card and its undtagelseskort."""

from __future__ import annotations

from django.urls import URLPattern

from snitflade.web.adresser.ruter import side
from snitflade.web.views import boernetilskud, boernetilskudskort

urlpatterns: list[URLPattern] = [
    side("registre/boernetilskud/maaned", boernetilskud.register_boernetilskud),
    side("registre/boernetilskud/barn/<int:nummer>", boernetilskudskort.register_boernetilskudsbarn),
    side("registre/boernetilskud/barn/<int:nummer>/kort", boernetilskudskort.register_boernetilskudsbarn_kort),
    side(
        "registre/boernetilskud/barn/<int:nummer>/kort/<int:kortnummer>/ophaev",
        boernetilskudskort.register_boernetilskudsbarn_ophaev,
    ),
]
