"""Making users and changing what they may do, for the command line and the pages. Every change is an event in the audit chain."""

from __future__ import annotations

import secrets
from collections.abc import Iterable

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction

from snitflade.exchange import audit
from snitflade.web.models import ALLE, Bruger, Indlogning, Rolle, Roller, delsystemer
from snitflade.web.signin import totp


class BrugerFejlError(Exception):
    """Brugeren kan ikke laves eller ændres, som der står."""


def find(brugernavn: str) -> Bruger:
    """The user of this name. Raises BrugerFejlError."""
    try:
        return Bruger.objects.get_by_natural_key(brugernavn)
    except Bruger.DoesNotExist:
        raise BrugerFejlError(f"Der er ingen bruger med navnet «{brugernavn}». Se dem alle med: snitflade user list") from None


def laes_rolle(text: str) -> tuple[str, Roller]:
    """``tekn:koer`` as Delsystem and role. Raises BrugerFejlError.

    >>> laes_rolle("tekn:koer")
    ('tekn', Roller.KOER)
    """
    where, _, role = text.strip().partition(":")
    known = [*delsystemer(), ALLE]
    if where not in known or role not in Roller.values:
        raise BrugerFejlError(
            f"«{text}» er ingen rolle. Skriv DELSYSTEM:ROLLE, fx tekn:koer. Delsystemer: {', '.join(known)}. "
            f"Roller: {', '.join(Roller.values)}."
        )
    return where, Roller(role)


def opret(
    brugernavn: str,
    by: str,
    *,
    navn: str = "",
    email: str = "",
    roller: Iterable[str] = (),
    adgangskode: str | None = None,
    kommunens: bool = False,
) -> tuple[Bruger, str]:
    """A new user with roles; gives it and its password. Without one given it is made, and must be changed at the first sign-in.
    `kommunens`: one who signs in through the municipality's own sign-in, and has no password here.

    Raises BrugerFejlError with everything that is wrong; then nothing is made.
    """
    wanted = [laes_rolle(text) for text in roller]
    password = "" if kommunens else adgangskode or ny_adgangskode()
    with transaction.atomic():
        try:
            user = Bruger.objects.opret(brugernavn, password or None, navn=navn, email=email)
            if adgangskode:
                validate_password(adgangskode, user)
        except ValidationError as error:
            raise BrugerFejlError(" ".join(error.messages)) from None
        if password and not adgangskode:
            Bruger.objects.filter(pk=user.pk).update(skal_skifte=True)
        Rolle.objects.bulk_create(
            [Rolle(bruger=user, delsystem=where, rolle=role, givet_af=by) for where, role in dict.fromkeys(wanted)]
        )
        audit.record(
            "bruger oprettet", by, bruger=user.brugernavn, roller=[f"{where}:{role}" for where, role in dict.fromkeys(wanted)]
        )
    return user, password


def giv(bruger: Bruger, rolle: str, by: str) -> bool:
    """Give a role; False where the user has it already. Raises BrugerFejlError."""
    where, role = laes_rolle(rolle)
    with transaction.atomic():
        _, new = Rolle.objects.get_or_create(bruger=bruger, delsystem=where, rolle=role, defaults={"givet_af": by})
        if new:
            audit.record("rolle givet", by, bruger=bruger.brugernavn, rolle=f"{where}:{role}")
    return new


def tag(bruger: Bruger, rolle: str, by: str) -> bool:
    """Take a role away; False where the user has it not. It counts from the next request on. Raises BrugerFejlError."""
    where, role = laes_rolle(rolle)
    with transaction.atomic():
        _sidste(bruger, where, role)
        gone, _ = Rolle.objects.filter(bruger=bruger, delsystem=where, rolle=role).delete()
        if gone:
            audit.record("rolle taget", by, bruger=bruger.brugernavn, rolle=f"{where}:{role}")
    return bool(gone)


def spaer(bruger: Bruger, by: str) -> None:
    """Let a user sign in no more, and end where they are signed in. Users are never deleted: the journal names them."""
    with transaction.atomic():
        _sidste(bruger, ALLE, Roller.ADMINISTRER)
        Bruger.objects.filter(pk=bruger.pk).update(is_active=False)
        Indlogning.objects.filter(bruger=bruger).delete()
        audit.record("bruger spærret", by, bruger=bruger.brugernavn)


def aabn(bruger: Bruger, by: str) -> None:
    """Let a user sign in again."""
    with transaction.atomic():
        Bruger.objects.filter(pk=bruger.pk).update(is_active=True)
        audit.record("bruger åbnet", by, bruger=bruger.brugernavn)


def nulstil(bruger: Bruger, by: str) -> str:
    """A new password that must be changed at the next sign-in; ends where the user is signed in. Gives it."""
    password = ny_adgangskode()
    with transaction.atomic():
        bruger.set_password(password)
        bruger.skal_skifte = True
        bruger.save(update_fields=("password", "skal_skifte"))
        Indlogning.objects.filter(bruger=bruger).delete()
        audit.record("adgangskode nulstillet", by, bruger=bruger.brugernavn)
    return password


def fjern_tofaktor(bruger: Bruger, by: str) -> bool:
    """Take a lost second factor away; gives whether there was one."""
    return totp.fjern(bruger, by)


def ny_adgangskode() -> str:
    """A password nobody could guess, in groups that can be read out (80 bits)."""
    letters = "abcdefghjkmnpqrstuvwxyz23456789"
    return "-".join("".join(secrets.choice(letters) for _ in range(4)) for _ in range(4))


def _sidste(bruger: Bruger, where: str, role: str) -> None:
    """Refuses to take away the last one who can administer users."""
    if (where, role) != (ALLE, Roller.ADMINISTRER):
        return
    able = Rolle.objects.select_for_update().filter(delsystem=ALLE, rolle=Roller.ADMINISTRER, bruger__is_active=True)
    holders = set(able.values_list("bruger_id", flat=True))
    if holders == {bruger.pk}:
        raise BrugerFejlError(f"{bruger.brugernavn} er den sidste, der kan administrere brugere. Giv først en anden rollen.")
