"""Extracts composed by hand from skat-inddrivelse.md 5.2, and other municipalities' databases to hand them on to."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from django.db import connections

from snitflade.exchange import catalogue, inbound
from snitflade.exchange.konstanter.model import Systemkonstant
from snitflade.exchange.models import Exchange
from snitflade.folk.models import Person
from snitflade.skat.aar.installationer import Installation, aaben
from snitflade.skat.models import Aarsindkomst, Indkomstfil

A, B, C, D = "3112999999", "3112999998", "3112999997", "3112999996"
BOLIG, PENSION, OVERSKRIV = "soc.boligsikring-indkomst", "soc.pension-indkomst", "skat.aktuel-indkomst-overskriv"
KODE = "prøve"
"""The password of the service's user."""
DAG = dt.datetime(2025, 4, 14, 7, tzinfo=dt.UTC)
"""The moment of the first fetching."""
EKSEMPEL = b"32,3112999999,,366,,,245310;\n32,3112999998,,120,,,0;\n32,3112999997,,366,,,-1450;\n"
"""The specification's own sample (5.2)."""
NAVN = "SKPLINDK-2024-SE-2025-9-3.txt"


def linjer(*personer: tuple[str, int], skattekommune: str = "32", dage: int = 366) -> bytes:
    """An extract with these persons and their incomes in kroner."""
    return "".join(f"{skattekommune},{cpr},,{dage},,,{kroner};\n" for cpr, kroner in personer).encode()


def modtag(data: bytes, name: str = NAVN, by: str = "anna") -> Exchange:
    """Receive and apply an extract."""
    interface = catalogue.find("skat.indkomster")
    exchange = inbound.receive(interface, name, data, by).exchange
    inbound.apply(exchange, interface, by)
    exchange.refresh_from_db()
    return exchange


def koder(exchange: Exchange) -> set[str]:
    """The codes of what was said about it."""
    return set(exchange.problems.values_list("code", flat=True))


def gaelder() -> dict[tuple[str, int], int]:
    """The income (øre) that holds, by number and year."""
    return {(row.cpr, row.indkomstaar): row.indkomst for row in Aarsindkomst.objects.filter(gaelder=True)}


def anden(hjem: Path) -> Installation:
    """The home of another municipality's installation with the tables that an extract needs, and its entry in kommuner.toml."""
    home = hjem / "kujalleq"
    home.mkdir()
    (home / "snitflade.sqlite3").touch()
    (hjem / "kommuner.toml").write_text(f'[kommuner."0955"]\nhjem = "{home}"\n')
    installation = Installation("0955", hjem=home)
    with aaben(installation) as alias, connections[alias].schema_editor() as editor:
        for model in (Exchange, Person, Systemkonstant, Indkomstfil, Aarsindkomst):
            editor.create_model(model)
    return installation
