"""Commands on what SBSYS reads: ``snitflade sbsys …``."""

from __future__ import annotations

from typing import Annotated

import typer

from snitflade.cli.home import open_home, whoami
from snitflade.cli.show import out

app = typer.Typer(name="sbsys", help="Viewet, som SBSYS læser, og dets adgang til det.", no_args_is_help=True)


@app.command()
def rolle(navn: Annotated[str, typer.Argument(help="Rollens navn i databasen, fx sbsys_laeser")]) -> None:
    """Lav en rolle i PostgreSQL, der kun kan læse viewet. Adgangskoden vises kun denne ene gang."""
    open_home()
    from snitflade.folk.sbsys import rolle as roller
    from snitflade.folk.sbsys import view

    made = roller.opret(navn, whoami())
    out(f"{made.navn} kan læse {view.navn(postgres=True)} og intet andet.")
    if made.logges:
        out("Databasens log viser, hvad rollen læser og hvornår.")
    else:
        out("Databasen logger ikke, hvad rollen læser: en superbruger kan slå det til (ALTER ROLE … SET log_statement = 'all').")
    if made.kode:
        out("Adgangskoden vises kun nu. Send den ad en vej, som ikke kan læses af andre:")
        out(made.kode)


@app.command()
def view() -> None:
    """Lav viewet igen, når folk.sbsys.dpr_types er ændret."""
    open_home()
    from django.db import connection

    from snitflade.folk.sbsys import view as sbsys_view

    sbsys_view.opsaet()
    types = "DPR's tal" if sbsys_view.dpr_types() else "tekst og datoer"
    out(f"{sbsys_view.navn(connection.vendor == 'postgresql')} er sat op med {types}.")
