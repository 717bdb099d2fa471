"""Choosing a language. It stays with the browser, and with the user who is signed in."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST
from django.views.i18n import set_language

from snitflade.web.models import Bruger
from snitflade.web.regler import offentlig


@offentlig
@require_POST
def sprog(request: HttpRequest) -> HttpResponse:
    """Take the language in the form, and go back to where one was."""
    wanted = request.POST.get("language")
    if isinstance(request.user, Bruger) and wanted in dict(settings.LANGUAGES):
        Bruger.objects.filter(pk=request.user.pk).update(sprog=wanted)
    return set_language(request)
