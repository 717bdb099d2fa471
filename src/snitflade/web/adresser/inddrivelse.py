"""The addresses of Inddrivelse."""

from __future__ import annotations

from django.urls import URLPattern

from snitflade.web.adresser.ruter import goer, side
from snitflade.web.views import inddrivelse, inddrivelse_svar

urlpatterns: list[URLPattern] = [
    side("registre/inddrivelse/<int:nummer>", inddrivelse.register_fordring),
    *goer(
        "registre/inddrivelse/<int:nummer>",
        inddrivelse.register_fordring_igen,
        inddrivelse.register_fordring_tilbagekald,
        inddrivelse.register_fordring_oplys,
        inddrivelse.register_fordring_udsendt,
        inddrivelse.register_fordring_debitor,
    ),
    side("registre/inddrivelse-filer/<int:nummer>", inddrivelse_svar.register_kvittering),
    side("registre/inddrivelse-filer/<int:nummer>/svar", inddrivelse_svar.register_kvittering_svar),
    side("registre/inddrivelse-filer/<int:nummer>/afvist", inddrivelse_svar.register_kvittering_afvist),
    side("registre/inddrivelse-afvigelser/<int:nummer>", inddrivelse_svar.register_afvigelse),
    side("registre/inddrivelse-afvigelser/<int:nummer>/luk", inddrivelse_svar.register_afvigelse_luk),
    side("registre/inddrivelse-afstemninger/<int:nummer>", inddrivelse_svar.register_inddrivelse_maaned),
    side("registre/inddrivelse-afstemninger/<int:nummer>/underskriv", inddrivelse_svar.register_inddrivelse_underskriv),
]
