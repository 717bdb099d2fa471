"""The addresses of weighed waste among the registers: a batch's card and what is done from it."""

from __future__ import annotations

from django.urls import URLPattern, path

from snitflade.web.views import affald

_PARTI = "registre/vejepartier/<int:nummer>"

urlpatterns: list[URLPattern] = [
    path(_PARTI, affald.register_vejeparti, name="register_vejeparti"),
    path(f"{_PARTI}/art", affald.register_vejeparti_art, name="register_vejeparti_art"),
    path(f"{_PARTI}/opkraev", affald.register_vejeparti_opkraev, name="register_vejeparti_opkraev"),
    path(f"{_PARTI}/vejninger/<int:vejning>/udelad", affald.register_vejning_udelad, name="register_vejning_udelad"),
    path(f"{_PARTI}/vejninger/<int:vejning>/med", affald.register_vejning_med, name="register_vejning_med"),
]
