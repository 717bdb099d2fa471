"""Commands on users and their roles: ``snitflade user …``."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Annotated, TypeVar

import typer
from django.utils import timezone

from snitflade.cli.files import AsJson
from snitflade.cli.home import open_home, whoami
from snitflade.cli.show import json_out, out, table
from snitflade.cli.usage import UnusableCallError
from snitflade.web.models import Bruger
from snitflade.web.signin import brugere, demo, sessions

T = TypeVar("T")
app = typer.Typer(name="user", help="Brugere af siden, og hvad de må.", no_args_is_help=True)

Name = Annotated[str, typer.Argument(metavar="BRUGERNAVN", help="Navnet, der logges ind med")]
RoleName = Annotated[str, typer.Argument(metavar="DELSYSTEM:ROLLE", help="Fx tekn:koer eller '*:administrer'")]


@app.command(name="list")
def list_(as_json: AsJson = False) -> None:
    """Alle brugere med deres roller."""
    open_home()
    rows = Bruger.objects.prefetch_related("roller").select_related("tofaktor")
    found = [
        {
            "brugernavn": user.brugernavn,
            "navn": user.navn,
            "kan_logge_ind": user.is_active,
            "roller": [str(role) for role in user.roller.all()],
            "to_faktor": sessions.har_tofaktor(user),
            "sidst": user.last_login.isoformat() if user.last_login else None,
        }
        for user in rows
    ]
    if as_json:
        json_out(found)
        return
    table(
        ("Brugernavn", "Navn", "Roller", "To-faktor", "Sidst logget ind", ""),
        [
            (
                user.brugernavn,
                user.navn,
                ", ".join(str(role) for role in user.roller.all()),
                "ja" if sessions.har_tofaktor(user) else "nej",
                f"{timezone.localtime(user.last_login):%Y-%m-%d %H:%M}" if user.last_login else "",
                "" if user.is_active else "spærret",
            )
            for user in rows
        ],
    )


@app.command()
def create(
    name: Name,
    full: Annotated[str, typer.Option("--navn", help="Personens navn, som det vises")] = "",
    email: Annotated[str, typer.Option("--email", help="E-mail")] = "",
    roles: Annotated[
        list[str] | None, typer.Option("--rolle", metavar="DELSYSTEM:ROLLE", help="En rolle; gerne flere gange")
    ] = None,
    from_input: Annotated[bool, typer.Option("--adgangskode-stdin", help="Læs adgangskoden fra standard input")] = False,
    kommunens: Annotated[
        bool, typer.Option("--kommunens-login", help="Logger ind gennem kommunens eget login, uden adgangskode her")
    ] = False,
) -> None:
    """Lav en bruger. Uden videre laves en adgangskode, som vises én gang og skal skiftes ved første indlogning."""
    open_home()
    if from_input and kommunens:
        raise UnusableCallError("Vælg én af --adgangskode-stdin og --kommunens-login.")
    given = sys.stdin.readline().rstrip("\r\n") if from_input else None
    if from_input and not given:
        raise UnusableCallError("Der kom ingen adgangskode på standard input.")
    try:
        user, password = brugere.opret(
            name, whoami(), navn=full, email=email, roller=roles or (), adgangskode=given, kommunens=kommunens
        )
    except brugere.BrugerFejlError as error:
        raise UnusableCallError(str(error)) from None
    out(f"Brugeren {user.brugernavn} er lavet.")
    if password and not from_input:
        out(f"Adgangskode (vises kun nu, skal skiftes ved første indlogning): {password}")


@app.command()
def grant(name: Name, role: RoleName) -> None:
    """Giv en bruger en rolle."""
    open_home()
    new = _done(lambda: brugere.giv(brugere.find(name), role, whoami()))
    out(f"{name} har nu rollen {role}." if new else f"{name} havde allerede rollen {role}.")


@app.command()
def revoke(name: Name, role: RoleName) -> None:
    """Tag en rolle fra en bruger."""
    open_home()
    gone = _done(lambda: brugere.tag(brugere.find(name), role, whoami()))
    out(f"{name} har ikke længere rollen {role}." if gone else f"{name} havde ikke rollen {role}.")


@app.command()
def password(name: Name) -> None:
    """Lav en ny adgangskode til en bruger; den vises én gang og skal skiftes."""
    open_home()
    made = _done(lambda: brugere.nulstil(brugere.find(name), whoami()))
    out(f"Ny adgangskode til {name} (vises kun nu, skal skiftes ved næste indlogning): {made}")


@app.command(name="reset-totp")
def reset_totp(name: Name) -> None:
    """Fjern en brugers to-faktor, fx når telefonen er væk."""
    open_home()
    had = _done(lambda: brugere.fjern_tofaktor(brugere.find(name), whoami()))
    out(f"To-faktor er fjernet for {name}." if had else f"{name} havde ingen to-faktor.")


@app.command()
def disable(name: Name) -> None:
    """Spær en bruger. Navnet bliver stående i journalen og kan ikke bruges af en anden."""
    open_home()
    _done(lambda: brugere.spaer(brugere.find(name), whoami()))
    out(f"{name} kan ikke længere logge ind.")


@app.command()
def enable(name: Name) -> None:
    """Luk en spærret bruger ind igen."""
    open_home()
    _done(lambda: brugere.aabn(brugere.find(name), whoami()))
    out(f"{name} kan logge ind igen.")


@app.command(name="demo")
def demo_() -> None:
    """Lav prøvebrugere med nye adgangskoder. Kun i en installation, hvor der ikke er andre brugere."""
    open_home()
    made = _done(lambda: demo.brugere(whoami()))
    out("Prøvebrugere. Adgangskoderne er nye, hver gang de laves:")
    table(("Brugernavn", "Adgangskode", "Må"), [(one.brugernavn, one.adgangskode, one.roller) for one in made])


def _done(change: Callable[[], T]) -> T:
    try:
        return change()
    except (brugere.BrugerFejlError, demo.IkkeTomError) as error:
        raise UnusableCallError(str(error)) from None
