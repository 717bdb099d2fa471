"""The addresses of the probes, for the site and for `serving`."""

from __future__ import annotations

from django.urls import path

from snitflade.exchange import health

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("metrics", health.figures, name="metrics"),
]
