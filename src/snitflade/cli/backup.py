"""``snitflade backup``: take a copy of the installation, or prove one."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from django.conf import settings

from snitflade.cli.entry import PROBLEMS
from snitflade.cli.files import AsJson
from snitflade.cli.show import err, json_out, out
from snitflade.cli.usage import UnusableCallError
from snitflade.exchange import keys
from snitflade.exchange.backup import check as checking
from snitflade.exchange.backup import make, manifest, record
from snitflade.exchange.backup.manifest import Manifest


def backup(
    to: Annotated[
        Path | None,
        typer.Option("--to", metavar="FIL|MAPPE", help="Filen (.tar.zst eller .tar.gz), eller en mappe, der samler kopier"),
    ] = None,
    check: Annotated[Path | None, typer.Option("--check", metavar="FIL", help="Efterprøv en kopi uden at gendanne den")] = None,
    keep: Annotated[
        int | None, typer.Option("--behold", min=1, metavar="N", help="Med --to MAPPE: slet alle kopier i den undtagen de N nyeste")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Tag en sikkerhedskopi af database, gemte filer og opsætning, mens alt kører. Nøglerne er ikke i den; gem dem et andet sted.

    Databasen ligger ukrypteret i kopien, også personoplysningerne: opbevar den, hvor kun administratoren kan læse den."""
    if (to is None) == (check is None):
        raise UnusableCallError("Angiv enten --to (tag en kopi) eller --check (efterprøv en).")
    if check is not None:
        _prove(check, as_json)
        return
    assert to is not None  # noqa: S101 (one of the two)
    _take(to, keep, as_json)


def _take(to: Path, keep: int | None, as_json: bool) -> None:
    folder = to if to.is_dir() else None
    if keep is not None and folder is None:
        raise UnusableCallError("--behold hører til --to MAPPE: en mappe, der findes, og som samler kopier.")
    path = make.named(folder) if folder else to
    taken = make.make(path)
    gone: list[Path] = []
    if folder is not None and keep is not None:
        # Only a copy that has been proved takes the place of others.
        checking.prove(path)
        record.proved()
        gone = make.keep(folder, keep)
    if as_json:
        json_out(manifest.plain(taken) | {"fil": str(path), "slettet": [str(one) for one in gone]})
    else:
        out(f"Kopien ligger i {path}: {_contents(taken)}.")
        for one in gone:
            out(f"Den ældre kopi {one} er slettet.")
        _tell_keys(taken)
    if taken.missing:
        err(
            f"{len(taken.missing)} gemte filer mangler på disken og er ikke i kopien, fx {taken.missing[0][:12]}…. "
            "Hent dem fra en ældre kopi; se dem alle med: snitflade verify"
        )
        raise typer.Exit(PROBLEMS)


def _prove(path: Path, as_json: bool) -> None:
    proof = checking.prove(path)
    if settings.HOME.is_dir():
        record.proved()
    if as_json:
        json_out(manifest.plain(proof.manifest) | {"hel": True, "aabnet": proof.opened})
        return
    out(f"{path} er hel: {_contents(proof.manifest)}, taget {proof.manifest.taken_at:%d-%m-%Y %H:%M} UTC.")
    if proof.opened == proof.manifest.blobs:
        out(f"Alle {proof.opened} gemte filer er åbnet med nøglerne her og er dem, der blev gemt.")
    else:
        out(
            f"{proof.opened} af {proof.manifest.blobs} gemte filer er åbnet med nøglerne her. Resten er uændrede, men "
            "deres nøgler er her ikke."
        )


def _contents(found: Manifest) -> str:
    size = sum(part.size for part in found.parts.values())
    return f"databasen ({found.vendor}), {found.blobs} gemte filer og opsætningen, {size / 1_000_000:.1f} MB før pakning"


def _tell_keys(found: Manifest) -> None:
    if not found.keys:
        out("Installationen har ingen nøgler endnu.")
        return
    out(f"Nøglerne er IKKE i kopien, og uden dem kan de gemte filer ikke læses. De ligger i {keys.folder()}:")
    for key in found.keys:
        out(f"  {key.name}  {key.fingerprint}")
    out("Gem dem et andet sted end kopien, fx på et krypteret medie i kommunens boks, og igen hver gang der laves en ny.")
