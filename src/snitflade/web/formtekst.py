"""The text that a button asks for: a reason, a receipt."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import gettext as _

LONGEST = 2000
"""Characters."""


def tekst(request: HttpRequest, mangler: str) -> str:
    """The text that was asked for; a message and an empty one when it is missing or too long."""
    text = request.POST.get("tekst", "").strip()
    if not text or len(text) > LONGEST:
        messages.error(request, mangler if not text else _("Teksten er for lang. Skriv højst %(antal)s tegn.") % {"antal": LONGEST})
        return ""
    return text
