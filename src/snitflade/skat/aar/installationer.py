"""The other municipalities' databases: ``SNITFLADE_HOME/kommuner.toml``, which names secrets and never holds them.

::

    [kommuner."0955"]
    database = "secret://env/KUJALLEQ_DATABASE"      # postgresql://bruger:kode@vært:port/navn

    [kommuner."0957"]
    hjem = "/srv/qeqqata"                            # an installation on SQLite on this machine

A municipality that stands here has an installation of its own, and its extracts go there. One that does not is loaded here.

Source: skat-inddrivelse.md 1.1 (five installations) and 5.3 (the distribution step).
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import DEFAULT_DB_ALIAS, connections

from snitflade.exchange.configuration import ConfigurationError
from snitflade.exchange.transports.errors import TransportError
from snitflade.exchange.transports.secrets import Secret
from snitflade.settings import database

FIL = "kommuner.toml"
_NUMMER = re.compile("09[0-9]{2}")
_NAVNE = {"database", "hjem"}
_PATIENCE = 10
"""Seconds to wait for another installation's database server."""


@dataclass(frozen=True, slots=True)
class Installation:
    """Where a municipality's own database is: one of the two."""

    kommune: str
    url: Secret | None = None
    hjem: Path | None = None

    def indstillinger(self) -> Mapping[str, Any]:
        """The database's settings. Raises ConfigurationError."""
        try:
            found = database(self.url.reveal() if self.url else "", self.hjem or Path())
        except (ImproperlyConfigured, TransportError) as error:
            raise ConfigurationError(f"{FIL}, kommune {self.kommune}: {error}") from None
        if self.hjem is not None and not Path(found["NAME"]).is_file():
            raise ConfigurationError(f"{FIL}, kommune {self.kommune}: {self.hjem} har ingen database. Er stien rigtig?")
        return found | ({"OPTIONS": {"connect_timeout": _PATIENCE}} if self.url else {})


def alle() -> dict[str, Installation]:
    """Every configured municipality by its number; none without the file. Raises ConfigurationError with everything wrong."""
    path = Path(settings.HOME) / FIL
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8")).get("kommuner", {})
    except FileNotFoundError:
        return {}
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigurationError(f"{path} kan ikke læses: {error}.") from None
    faults: list[str] = []
    found = dict(_laest(tables, faults))
    if faults:
        raise ConfigurationError(f"{path}: {'; '.join(faults)}.")
    return found


def _laest(tables: Any, faults: list[str]) -> Iterator[tuple[str, Installation]]:
    if not isinstance(tables, dict):
        faults.append('hver kommune skal have sin egen tabel, [kommuner."0955"]')
        return
    for number, table in tables.items():
        if not _NUMMER.fullmatch(number):
            faults.append(f"«{number}» er ikke en kommunes nummer på fire cifre, fx 0955")
        elif not isinstance(table, dict) or len(table) != 1 or not set(table) <= _NAVNE:
            faults.append(f"kommune {number} skal have enten «database» eller «hjem»")
        else:
            ((name, value),) = table.items()
            if name == "hjem":
                if isinstance(value, str) and value.startswith("/"):
                    yield number, Installation(number, hjem=Path(value))
                else:
                    faults.append(f"kommune {number}: «hjem» skal være en sti, der begynder med /")
                continue
            try:
                yield number, Installation(number, url=Secret(str(value)))
            except TransportError as error:
                faults.append(f"kommune {number}: {error}")


@contextmanager
def aaben(installation: Installation) -> Iterator[str]:
    """The alias of the municipality's database while the block runs. Raises ConfigurationError."""
    alias = f"skat_{installation.kommune}"
    here = connections.databases[DEFAULT_DB_ALIAS]
    connections.databases[alias] = {**here, "OPTIONS": {}, "ATOMIC_REQUESTS": False, **installation.indstillinger()}
    try:
        yield alias
    finally:
        connections[alias].close()
        del connections[alias]
        del connections.databases[alias]
