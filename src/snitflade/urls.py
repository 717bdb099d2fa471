"""The addresses of the site. Who may open each stands on its view (`web.regler`)."""

from __future__ import annotations

from django.apps import apps
from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("snitflade.web.urls")),
    path("", include("snitflade.exchange.urls")),
]
if apps.is_installed("snitflade.api"):
    urlpatterns.append(path("api/", include("snitflade.api.urls")))

handler400 = "snitflade.web.views.fejl.daarlig"
handler403 = "snitflade.web.views.fejl.ikke_tilladt"
handler404 = "snitflade.web.views.fejl.findes_ikke"
handler500 = "snitflade.web.views.fejl.fejl"
