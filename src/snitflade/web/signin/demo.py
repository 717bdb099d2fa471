"""Users to try the site with, for an installation that has no others."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction

from snitflade.web.models import Bruger
from snitflade.web.signin.brugere import nulstil, ny_adgangskode, opret

ROLLER = {
    "operatoer": ("Prøve Operatør", ("*:laes", "*:koer")),
    "godkender": ("Prøve Godkender", ("*:laes", "*:godkend")),
    "administrator": ("Prøve Administrator", ("*:laes", "*:administrer")),
}


@dataclass(frozen=True, slots=True)
class Proevebruger:
    """One of them, with a password that is new each time."""

    brugernavn: str
    adgangskode: str
    roller: str


class IkkeTomError(Exception):
    """Prøvebrugere laves kun, hvor der ikke er andre."""

    def __init__(self) -> None:
        super().__init__("Her er rigtige brugere, så der laves ingen prøvebrugere. Brug en anden SNITFLADE_HOME til prøver.")


def brugere(by: str) -> list[Proevebruger]:
    """Make them, or give those there are new passwords. Raises IkkeTomError."""
    with transaction.atomic():
        there = {user.brugernavn: user for user in Bruger.objects.all()}
        if there.keys() - ROLLER.keys():
            raise IkkeTomError
        return [_en(name, there.get(name), by) for name in ROLLER]


def _en(name: str, there: Bruger | None, by: str) -> Proevebruger:
    full, roles = ROLLER[name]
    if there is None:
        _, password = opret(name, by, navn=full, roller=roles, adgangskode=ny_adgangskode())
    else:
        password = nulstil(there, by)
        Bruger.objects.filter(pk=there.pk).update(skal_skifte=False)
    return Proevebruger(name, password, ", ".join(roles))
