"""The addresses of everything but signing in: one file a subject. Each page adds its own line; its rule stands on its view."""

from __future__ import annotations

from importlib import import_module

from django.apps import apps
from django.urls import URLPattern

from snitflade.web.adresser import registre

SUBJECTS = (
    "affald",
    "bilag",
    "boernetilskud",
    "boligsikring",
    "debitorer",
    "erhv",
    "handicap",
    "inddrivelse",
    "indkomst",
    "indstillinger",
    "ledighed",
    "loen",
    "pension",
    "personer",
    "renoweb_engangs",
    "sociale",
    "udbetalinger",
    "udvekslinger",
)

urlpatterns: list[URLPattern] = [pattern for subject in SUBJECTS for pattern in import_module(f"{__name__}.{subject}").urlpatterns]
urlpatterns += registre.urlpatterns  # a register's name fits any word, so these come after the others

if apps.is_installed("snitflade.api"):
    from snitflade.web.adresser import adgange

    urlpatterns += adgange.urlpatterns
