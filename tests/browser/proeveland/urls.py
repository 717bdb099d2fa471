"""The site's addresses, and one whose page breaks."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import path

from snitflade.urls import handler400, handler403, handler404, handler500
from snitflade.urls import urlpatterns as sidens
from snitflade.web.regler import offentlig

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]


@offentlig
def gaar_galt(request: HttpRequest) -> HttpResponse:
    """Breaks."""
    raise RuntimeError("det gik galt med 3112999999")


urlpatterns = [*sidens, path("gaar-galt", gaar_galt, name="gaar_galt")]
