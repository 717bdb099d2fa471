"""Payroll: rows 23 and 24, over links to the payroll's own database, where runs stand first as they are and then frozen."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from tests.soak.forbindelser import loensystem
from tests.soak.kalender import Modpart, Operatoer, Raekke, Scene, maanedlig
from tests.soak.operatoer import BYGGER, Trin
from tests.soak.raekker.konstanter import KOMMUNE

from snitflade.lon import bogfoering
from snitflade.lon.loenlinjer import er_bogfoert
from snitflade.lon.models import Loenkoersel

LINJER = "KOMMUNENR, AFLOENNING, AAR, MAANED, KOERSEL, STATUS, LINIENR, KONTO, BELOEB, DEBKRE, TEKST, POSTDATO"
DATA = "KOMMUNENR, INSTITUTION, CPR, NAVN, STILLING, AFLOENNING, LOENART, LOENARTTEKST, PERIODE, TIMER, SATS, BELOEB, KONTO"


def opret(path: Path) -> None:
    """The payroll's database, with its views."""
    with _skriver(path) as base:
        base.execute(f"CREATE TABLE linie ({LINJER})")
        base.execute(f"CREATE TABLE data ({DATA})")
        base.execute("CREATE VIEW lon_bogfoeringslinie AS SELECT * FROM linie")
        base.execute("CREATE VIEW lon_data AS SELECT * FROM data")


@contextmanager
def _skriver(path: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(path)) as base, base:
        yield base


def _database(scene: Scene) -> Path:
    """Where it is, also on a day on which nobody gets at it from outside."""
    path = loensystem(scene.partnere.config.home)
    return path if path.exists() else next(path.parent.glob(f"{path.name}.*"))


def koersel(scene: Scene) -> None:
    """The month's run as it stands, and what its employees were paid."""
    beloeb = scene.held.randint(1_000, 50_000_000)
    kroner = f"{beloeb // 100},{beloeb % 100:02}"
    book = scene.boeger.husket("loen", {})
    if f"{scene.dag:%Y%m}" in book:  # the month before was late
        return
    book[f"{scene.dag:%Y%m}"] = beloeb
    scene.boeger.husk("loen", book)
    dag = scene.dag
    head = (KOMMUNE, "14", f"{dag.year}", f"{dag.month:02}", "A", "A")
    lines = (
        (*head, "1", "5602601100", kroner, "D", "Månedsløn", f"{dag:%Y%m%d}"),
        (*head, "2", "9407009001", kroner, "K", "Nettoløn", f"{dag:%Y%m%d}"),
    )
    person = (KOMMUNE, "SKOLE 1", "6101600001", "Prøve Person Et", "Lærer", "14", "100", "Løn", f"{dag:%Y%m}", "160,33", "200,00")
    with _skriver(_database(scene)) as base:
        base.executemany(f"INSERT INTO linie VALUES ({', '.join('?' * 12)})", lines)  # noqa: S608 (our own marks)
        base.execute(f"INSERT INTO data VALUES ({', '.join('?' * 13)})", (*person, kroner, "5602601100"))  # noqa: S608


def frys(scene: Scene) -> None:
    """LS490: the run is frozen."""
    with _skriver(_database(scene)) as base:
        base.execute("UPDATE linie SET STATUS = 'F'")


def bogfoer(trin: Trin) -> None:
    """Book what is frozen."""
    for run in Loenkoersel.objects.order_by("pk"):
        if run.status == "F" and not er_bogfoert(run):
            bogfoering.bogfoer(run.pk, BYGGER)


RAEKKER = (
    Raekke(23, "payroll: a link to its database", (Modpart(maanedlig(23), koersel), Modpart(maanedlig(26), frys))),
    Raekke(24, "payroll: a link to its database", (Operatoer(maanedlig(27), bogfoer),)),
)
