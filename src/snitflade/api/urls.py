"""The addresses of the services, under ``/api/``. Each checks by itself who calls; the descriptions are for everybody."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path, re_path

from snitflade.api import docs
from snitflade.api.rest import api
from snitflade.api.soap import debitor as soap_debitor

urlpatterns: list[URLPattern | URLResolver] = [
    path("", docs.page, name="api-docs"),
    path("soap/debitor", soap_debitor.view, name="api-soap-debitor"),
    path("", api.urls),
    re_path("", docs.unknown, name="api-unknown"),
]
