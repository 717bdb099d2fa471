"""The payroll database itself: a view in a real database, read through the link, checked and booked (social-teknik.md 7.1)."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from tests.lon.verden import HOVED, i_orden, koersel
from tests.postgres import Postgres

from snitflade.exchange import catalogue, inbound
from snitflade.exchange.states import State
from snitflade.exchange.transports.database import Database
from snitflade.exchange.transports.secrets import Secret
from snitflade.lon import bogfoering
from snitflade.lon.models import Koerselstatus

COLUMNS = HOVED.split(";")
SHOWN = ", ".join(f'{name} AS "{name}"' for name in COLUMNS)
SQL = f"SELECT {SHOWN} FROM lon_bogfoeringslinie WHERE AAR = :aar ORDER BY LINIENR"  # noqa: S608
ROWS = (
    ("0957", "14", 2025, 3, "A", "A", 1, "5602601100", "182450.75", "D", "Månedsløn børnehave", "20250331"),
    ("0957", "14", 2025, 3, "A", "A", 2, "9407009001", "182450.75", "K", "Nettoløn", "20250331"),
    ("0957", "14", 2024, 3, "A", "F", 1, "5602601100", "1.00", "D", "Sidste år", "20240331"),
)


class Loensystem:
    """The payroll system's database with its view."""

    def __init__(self, kind: str, folder: Path, server: Postgres | None) -> None:
        self.server, self.path = server, folder / "loen.sqlite3"
        self.name = server.create() if server else ""
        typed = (
            "KOMMUNENR char(4), AFLOENNING char(2), AAR numeric(4), MAANED numeric(2), KOERSEL char(1), STATUS char(1),"
            " LINIENR int, KONTO char(10), BELOEB numeric(13,2), DEBKRE char(1), TEKST varchar(35), POSTDATO date"
        )
        self.do(f"CREATE TABLE linie ({typed if server else ', '.join(COLUMNS)})")
        mark = "%s" if server else "?"
        for row in ROWS:
            self.do(f"INSERT INTO linie VALUES ({', '.join([mark] * len(row))})", *row)  # noqa: S608
        self.do("CREATE VIEW lon_bogfoeringslinie AS SELECT * FROM linie")
        self.url = server.sqlalchemy_url(self.name) if server else f"sqlite:///{self.path}"

    def do(self, sql: str, *values: object) -> None:
        """Run a statement."""
        if self.server:
            with self.server.connect(self.name) as connection:
                connection.execute(sql.encode(), values)
        else:
            with closing(sqlite3.connect(self.path)) as connection:
                connection.execute(sql, values)
                connection.commit()


@pytest.mark.django_db
@pytest.mark.parametrize("kind", ["sqlite", "postgres"])
def test_from_view_to_voucher(kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> None:
    system = Loensystem(kind, tmp_path, request.getfixturevalue("postgres") if kind == "postgres" else None)
    monkeypatch.setenv("LOEN_DB", system.url)
    link = Database(Secret("secret://env/LOEN_DB"), SQL, name="LOEN_{aar}.csv", parameters={"aar": 2025})

    def collect() -> State:
        (one,) = link.collect()
        interface = catalogue.find("lon.bogfoering")
        exchange = inbound.receive(interface, one.name, one.data, "system").exchange
        inbound.apply(exchange, interface, "system")
        exchange.refresh_from_db()
        return State(exchange.state)

    assert collect() == State.ANVENDT
    assert (koersel().status, koersel().debet) == (Koerselstatus.AABEN, 18_245_075)
    system.do("UPDATE linie SET STATUS = 'F'")  # LS490
    assert collect() == State.ANVENDT
    (bilag,) = bogfoering.bogfoer(koersel().pk, "anna")
    assert bilag.debet == 18_245_075
    system.do("UPDATE linie SET BELOEB = '1.00'")
    assert collect() == State.ANVENDT
    assert (koersel().debet, i_orden()) == (18_245_075, True)
