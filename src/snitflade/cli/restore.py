"""``snitflade restore``: make an installation of a backup, and say what is left for a person to do."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from django.utils import timezone

from snitflade.cli.show import out
from snitflade.exchange.backup import restore as restoring
from snitflade.exchange.backup.restore import Done


def restore(
    path: Annotated[Path, typer.Argument(metavar="FIL", help="Sikkerhedskopien")],
    to: Annotated[Path, typer.Option("--to", metavar="MAPPE", help="En ny eller tom mappe, der bliver SNITFLADE_HOME")],
    keys_from: Annotated[
        Path | None,
        typer.Option("--noegler", metavar="MAPPE", help="Her ligger nøglerne (*.agekey); de lægges med tilbage"),
    ] = None,
) -> None:
    """Gendan en installation fra en sikkerhedskopi. Den sender intet, før nogen har set efter hos modtagerne (snitflade hold)."""
    done = restoring.restore(path, to.absolute(), keys_from=keys_from)
    when = f"{timezone.localtime(done.manifest.taken_at):%d-%m-%Y %H:%M}"
    out(f"Gendannet i {done.home}: database, {done.manifest.blobs} gemte filer og opsætning, som de var {when}.")
    out("Gør nu dette, i denne rækkefølge:")
    for number, text in enumerate(_to_do(done), 1):
        out(f"\n{number}. {text}")


def _to_do(done: Done) -> list[str]:
    manifest, home = done.manifest, done.home
    env = f"SNITFLADE_HOME={home} " + ("DATABASE_URL=… " if manifest.vendor == "postgresql" else "")
    steps = []
    if manifest.keys and not done.keys_put:
        listed = "".join(f"\n     {key.name}  {key.fingerprint}" for key in manifest.keys)
        steps.append(f"Læg nøglerne i {home}/keys (mappen chmod 700, filerne chmod 600); de er ikke i kopien:{listed}")
    if manifest.secrets:
        listed = "".join(f"\n     {reference}" for reference in manifest.secrets)
        steps.append(f"Sørg for, at adgangskoder og nøgler, som opsætningen nævner, er der:{listed}")
    steps.append(f"Bring databasen op til programmets version:\n     {env}snitflade migrate")
    steps.append(f"Efterprøv revisionssporet og hver gemt fil:\n     {env}snitflade verify")
    steps.append(
        "Spær igen, hvad der blev spærret efter kopien: brugere (snitflade user), tokens (snitflade token) og adgangskoder, der er "
        "skiftet siden. De gælder nu, som de gjorde dengang."
    )
    steps.append(
        "Hent igen, hvad der kom ind efter kopien: filer, der er flyttet eller slettet hos afsenderen, skal sendes én gang til."
    )
    steps.append(
        "Se efter hos hver modtager, hvad der blev sendt efter kopien. Indtil det er gjort, sender installationen intet:\n"
        f"     {env}snitflade hold"
    )
    steps.append(
        "Se, om en modpart har set numre, der blev givet efter kopien (regninger, leverancer, betalinger); de bliver ellers givet "
        f"igen, for noget andet:\n     {env}snitflade hold numre"
    )
    steps.append(f"Se, om resten er, som det skal være:\n     {env}snitflade doctor")
    return steps
