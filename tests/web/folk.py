"""Users for the tests of the site."""

from __future__ import annotations

from typing import Any

from snitflade.web.models import Bruger, Rolle

KODE = "en lang adgangskode"


def bruger(navn: str, *roller: str, **felter: Any) -> Bruger:
    """A user with the password `KODE` and roles like ``tekn:laes``."""
    user = Bruger.objects.opret(navn, KODE)
    if felter:
        Bruger.objects.filter(pk=user.pk).update(**felter)
        user.refresh_from_db()
    for text in roller:
        where, _, role = text.partition(":")
        Rolle.objects.create(bruger=user, delsystem=where, rolle=role, givet_af="prøve")
    return user
