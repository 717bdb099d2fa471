"""The addresses of Børnetilskud: the month, a child's card and its undtagelseskort."""

from __future__ import annotations

from django.urls import URLPattern, path

from snitflade.web.views import boernetilskud, boernetilskudskort

urlpatterns: list[URLPattern] = [
    path("registre/boernetilskud/maaned", boernetilskud.register_boernetilskud, name="register_boernetilskud"),
    path(
        "registre/boernetilskud/barn/<int:nummer>",
        boernetilskudskort.register_boernetilskudsbarn,
        name="register_boernetilskudsbarn",
    ),
    path(
        "registre/boernetilskud/barn/<int:nummer>/kort",
        boernetilskudskort.register_boernetilskudsbarn_kort,
        name="register_boernetilskudsbarn_kort",
    ),
    path(
        "registre/boernetilskud/barn/<int:nummer>/kort/<int:kortnummer>/ophaev",
        boernetilskudskort.register_boernetilskudsbarn_ophaev,
        name="register_boernetilskudsbarn_ophaev",
    ),
]
