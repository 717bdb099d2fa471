"""The addresses of weighed waste among the registers: a batch's card and what is done from it."""

from __future__ import annotations

from django.urls import URLPattern

from snitflade.web.adresser.ruter import side
from snitflade.web.views import affald

urlpatterns: list[URLPattern] = [
    side("registre/vejepartier/<int:nummer>", affald.register_vejeparti),
    side("registre/vejepartier/<int:nummer>/art", affald.register_vejeparti_art),
    side("registre/vejepartier/<int:nummer>/opkraev", affald.register_vejeparti_opkraev),
    side("registre/vejepartier/<int:nummer>/vejninger/<int:vejning>/udelad", affald.register_vejning_udelad),
    side("registre/vejepartier/<int:nummer>/vejninger/<int:vejning>/med", affald.register_vejning_med),
]
