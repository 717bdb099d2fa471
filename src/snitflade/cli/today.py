"""Commands on the rhythm: what is due, late, silent or stuck today, and what a person answers for."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

import typer
from django.conf import settings
from django.utils import timezone

from snitflade.cli.entry import PROBLEMS
from snitflade.cli.files import AsJson
from snitflade.cli.home import open_home, whoami
from snitflade.cli.show import json_out, out, table
from snitflade.cli.usage import UnusableCallError
from snitflade.exchange import catalogue, rhythm
from snitflade.exchange.rhythm import Cause, Severity, words
from snitflade.exchange.schedule import ZONE
from snitflade.formats.problems import ProblemsError

MOST_UPCOMING = 8
"""Deadlines to come that are shown; all of them with --json."""

InterfaceName = Annotated[str, typer.Argument(metavar="SNITFLADE", help="Id, katalognummer eller sidenummer")]
Reason = Annotated[str, typer.Option("--grund", help="Hvorfor; står i revisionssporet")]


def today(as_json: AsJson = False) -> None:
    """Hvad er forfaldent, forsinket, tavst eller gået i stå, og hvad er det næste at gøre. Slutkode 1: noget skal ses på nu."""
    open_home()
    now = timezone.now()
    causes = rhythm.causes(now)
    upcoming = rhythm.upcoming(now)
    channels, trouble = _alarms()
    if as_json:
        json_out(
            {
                "nu": now.isoformat(),
                "aarsager": [cause.as_json() for cause in causes],
                "naeste": [{"snitflade": interface.id, "forfald": due.isoformat()} for interface, due in upcoming],
                "alarmer": {"kanaler": channels, "fejl": trouble},
            }
        )
    else:
        _show(causes, now)
        _show_upcoming(upcoming, now)
        for sentence in trouble:
            out(sentence)
        if not (channels or trouble):
            out(f"Ingen får besked af sig selv: skriv i {settings.HOME / 'alarmer.toml'}, hvem alarmer skal sendes til.")
    if trouble or any(cause.severity is not Severity.OPLYSNING for cause in causes):
        raise typer.Exit(PROBLEMS)


def settle(
    key: Annotated[str, typer.Argument(metavar="NØGLE", help="Årsagens nøgle, som «snitflade today» viser i []")],
    reason: Reason = "",
) -> None:
    """Svar for en årsag, der ikke skal gøres mere ved: et forfald uden noget at gøre, eller en fil, der med rette blev afvist."""
    open_home()
    cause = _settled(key, reason)
    out(f"Afsluttet af {whoami()}: {cause.sentence}")


def expect(
    name: InterfaceName,
    since: Annotated[str | None, typer.Option("--fra", metavar="ÅÅÅÅ-MM-DD", help="Fra hvilken dag; ellers fra nu")] = None,
) -> None:
    """Vent fra nu af på en snitflade efter dens rytme, også før den er brugt første gang."""
    interface = catalogue.find(name)
    if not interface.schedule.times:
        raise UnusableCallError(f"{interface.id} kører kun efter behov, så der er intet at vente på.")
    begin = None if since is None else _day(since)
    open_home()
    rhythm.expect(interface.id, whoami(), begin)
    out(f"{interface.id} ventes nu: {interface.schedule}.")


def unexpect(name: InterfaceName, reason: Reason = "") -> None:
    """Vent ikke mere på en snitflade, fx fordi opgaven er flyttet. Det, der ligger ufærdigt i den, vises stadig."""
    interface = catalogue.find(name)
    if not reason.strip():
        raise UnusableCallError("Skriv hvorfor med --grund; det bliver stående i revisionssporet.")
    open_home()
    rhythm.release(interface.id, whoami(), reason)
    out(f"{interface.id} ventes ikke mere.")


def _settled(key: str, reason: str) -> Cause:
    try:
        return rhythm.settle(key, whoami(), reason, timezone.now())
    except (rhythm.UnknownCauseError, rhythm.NotByHandError, rhythm.ReasonMissingError) as error:
        raise UnusableCallError(str(error)) from None


def _day(text: str) -> dt.datetime:
    try:
        return dt.datetime.combine(dt.date.fromisoformat(text), dt.time.min, tzinfo=ZONE)
    except ValueError:
        raise UnusableCallError(f"--fra «{text}» er ikke en dato i formen ÅÅÅÅ-MM-DD.") from None


def _show(causes: list[Cause], now: dt.datetime) -> None:
    if not causes:
        out("Intet er forfaldent, forsinket, tavst eller gået i stå.")
    for severity in Severity:
        some = [cause for cause in causes if cause.severity is severity]
        if some:
            out(f"{severity.value.capitalize()} ({len(some)})")
        for cause in some:
            out(f"  {cause.sentence} [{cause.key}]")
        if some:
            out()


def _show_upcoming(upcoming: list[tuple[catalogue.Interface, dt.datetime]], now: dt.datetime) -> None:
    if upcoming:
        out("Næste frister")
        table(("Hvornår", "Snitflade"), [(words.when(due, now), words.label(i.id)) for i, due in upcoming[:MOST_UPCOMING]])
        out()


def _alarms() -> tuple[list[str], list[str]]:
    """The channels alarms go by, and what is wrong with them, in sentences."""
    from snitflade.exchange import alarms  # it loads the mail and HTTP clients, and other commands need none

    try:
        setup = alarms.load()
    except ProblemsError as error:
        return [], [f"Alarmer kan ikke sendes, før opsætningen er rettet. {problem}" for problem in error.problems]
    if setup is None:
        return [], []
    untold = [f"Alarmen {row.key} kunne ikke sendes med {row.channel}: {row.failure}" for row in alarms.untold()]
    return [channel.name for channel in setup.channels], untold
