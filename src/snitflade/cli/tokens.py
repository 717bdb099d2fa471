"""Commands on the tokens of other systems: ``snitflade token …``."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any

import typer
from django.utils import timezone

from snitflade.api import tokens
from snitflade.api.models import Token
from snitflade.cli.files import AsJson
from snitflade.cli.home import open_home, whoami
from snitflade.cli.show import json_out, out, table
from snitflade.cli.usage import UnusableCallError

app = typer.Typer(name="token", help="Andre systemers adgang til tjenesterne under /api/.", no_args_is_help=True)

Begin = Annotated[str, typer.Argument(metavar="BEGYNDELSE", help="De 8 tegn efter snf_, som de står i listen")]


@app.command()
def create(
    system: Annotated[str, typer.Option("--system", help="Systemets navn, som det står i loggen, fx RenoWeb")] = "",
    scopes: Annotated[
        list[str] | None,
        typer.Option("--adgang", metavar="SNITFLADE:HANDLING", help="Fx inka.debitor-opslag:laes; gerne flere gange"),
    ] = None,
    kommune: Annotated[str, typer.Option("--kommune", help="Kommunen, der må spørges om, fx 0956")] = "",
    purpose: Annotated[str, typer.Option("--formaal", help="Hvorfor systemet må slå personer op; står i loggen")] = "",
    days: Annotated[int, typer.Option("--dage", help="Hvor længe den gælder")] = tokens.DAYS,
    certificate: Annotated[
        str, typer.Option("--certifikat", metavar="SHA256", help="Fingeraftryk af det klientcertifikat, der skal vises samtidig")
    ] = "",
    per_minute: Annotated[int, typer.Option("--pr-minut", help="Hvor mange kald i minuttet")] = tokens.PER_MINUTE,
) -> None:
    """Giv et system adgang. Token'en vises kun denne ene gang."""
    open_home()
    token, text = tokens.create(
        system, kommune, purpose, scopes or (), whoami(), days=days, certificate=certificate, per_minute=per_minute
    )
    out(f"{token.system} har adgang til {_day(token.expires_at)}: {', '.join(token.scopes)}")
    out("Token'en vises kun nu. Send den ad en vej, som ikke kan læses af andre:")
    out(text)


@app.command(name="list")
def list_(as_json: AsJson = False) -> None:
    """Alle tokens, de nyeste først."""
    open_home()
    rows = list(Token.objects.all())
    if as_json:
        json_out([_plain(token) for token in rows])
        return
    headings = ("Begyndelse", "System", "Kommune", "Adgang", "Udløber", "Sidst brugt", "Tilstand")
    table(
        headings,
        [
            (
                token.prefix,
                token.system,
                token.kommune,
                ", ".join(token.scopes),
                _day(token.expires_at),
                _day(token.last_used_at),
                token.state,
            )
            for token in rows
        ],
    )


@app.command()
def revoke(prefix: Begin) -> None:
    """Luk for en token, fra nu af."""
    open_home()
    try:
        token = tokens.revoke(prefix.removeprefix("snf_")[:8], whoami())
    except tokens.NoTokenError as error:
        raise UnusableCallError(str(error)) from None
    out(f"Token {token.prefix} ({token.system}) åbner ikke mere.")


def _plain(token: Token) -> dict[str, Any]:
    return {
        "prefix": token.prefix,
        "system": token.system,
        "kommune": token.kommune,
        "purpose": token.purpose,
        "scopes": token.scopes,
        "certificate": token.certificate or None,
        "per_minute": token.per_minute,
        "created_at": token.created_at.isoformat(),
        "created_by": token.created_by,
        "expires_at": token.expires_at.isoformat(),
        "last_used_at": token.last_used_at.isoformat() if token.last_used_at else None,
        "state": token.state,
    }


def _day(moment: dt.datetime | None) -> str:
    return f"{timezone.localtime(moment):%Y-%m-%d %H:%M}" if moment else ""
