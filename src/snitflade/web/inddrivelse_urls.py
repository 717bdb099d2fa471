"""The addresses of Inddrivelse."""

from __future__ import annotations

from django.urls import URLPattern, path

from snitflade.web.views import inddrivelse, inddrivelse_svar

urlpatterns: list[URLPattern] = [
    path("registre/inddrivelse/<int:nummer>", inddrivelse.register_fordring, name="register_fordring"),
    *(
        path(f"registre/inddrivelse/<int:nummer>/{view.__name__.rpartition('_')[2]}", view, name=view.__name__)
        for view in (
            inddrivelse.register_fordring_igen,
            inddrivelse.register_fordring_tilbagekald,
            inddrivelse.register_fordring_oplys,
            inddrivelse.register_fordring_udsendt,
            inddrivelse.register_fordring_debitor,
        )
    ),
    path("registre/inddrivelse-filer/<int:nummer>", inddrivelse_svar.register_kvittering, name="register_kvittering"),
    path(
        "registre/inddrivelse-filer/<int:nummer>/svar", inddrivelse_svar.register_kvittering_svar, name="register_kvittering_svar"
    ),
    path(
        "registre/inddrivelse-filer/<int:nummer>/afvist",
        inddrivelse_svar.register_kvittering_afvist,
        name="register_kvittering_afvist",
    ),
    path("registre/inddrivelse-afvigelser/<int:nummer>", inddrivelse_svar.register_afvigelse, name="register_afvigelse"),
    path(
        "registre/inddrivelse-afvigelser/<int:nummer>/luk", inddrivelse_svar.register_afvigelse_luk, name="register_afvigelse_luk"
    ),
    path(
        "registre/inddrivelse-afstemninger/<int:nummer>",
        inddrivelse_svar.register_inddrivelse_maaned,
        name="register_inddrivelse_maaned",
    ),
    path(
        "registre/inddrivelse-afstemninger/<int:nummer>/underskriv",
        inddrivelse_svar.register_inddrivelse_underskriv,
        name="register_inddrivelse_underskriv",
    ),
]
