"""All checks, and how they are gone through."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.db import DatabaseError, connection

from snitflade.cli.doctor import certificates, database, line, place, reach, secrets, setup, work
from snitflade.cli.doctor.finding import Check, Finding, wrong

CHECKS: Mapping[str, Check] = {
    "program": place.program,
    "hjem": place.home,
    "noegler": secrets.key_files,
    "sidens-hemmelighed": secrets.site,
    "database": database.answers,
    "tabeller": database.tables,
    "databasefil": database.whole,
    "hukommelse": database.memory,
    "vaerktoejer": database.tools,
    "ur": database.clock,
    "arbejder": work.workers,
    "brugere": work.users,
    "sikkerhedskopi": work.backups,
    "gendannelse": work.held,
    "fejl": work.faults,
    "rettigheder": setup.rights,
    "forbindelser": setup.connections,
    "certifikater": certificates.lasting,
    "alarmer": setup.told,
    "andre-filer": setup.others,
    "side": setup.site,
    "partnere": reach.partners,
}
"""Every check by its name, in the order they are told."""


@dataclass(frozen=True, slots=True)
class Told:
    """A finding and the check that found it."""

    check: str
    finding: Finding


def examined() -> list[Told]:
    """What every check finds."""
    if connection.vendor == "postgresql":  # a server that is away is not waited for
        connection.settings_dict["OPTIONS"] = {**connection.settings_dict["OPTIONS"], "connect_timeout": int(line.LIMIT)}
    return [Told(name, finding) for name, check in CHECKS.items() for finding in _found(check)]


def _found(check: Check) -> Iterator[Finding]:
    try:
        yield from check()
    except DatabaseError as error:
        yield wrong(f"Databasen svarer ikke, som den skal: {str(error).strip()}", "Se kontrollerne «database» og «tabeller» først.")
    except Exception as error:
        yield wrong(f"Kontrollen kunne ikke gennemføres ({type(error).__name__}: {error}).", "Meld det som en fejl i programmet.")
