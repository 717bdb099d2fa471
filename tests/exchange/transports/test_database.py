"""The database link, against SQLite files and a real PostgreSQL."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from tests.postgres import Postgres

from snitflade.exchange.transports.database import Database
from snitflade.exchange.transports.errors import (
    HemmelighedMangler,
    IngenForbindelse,
    KanIkke,
    NavnUgyldigt,
    Opsaetningsfejl,
    Permanent,
)
from snitflade.exchange.transports.secrets import Secret

# The lines of social-teknik.md 7.1.
EXPECTED = (
    "KOMMUNENR;AFLOENNING;AAR;STATUS;LINIENR;KONTO;BELOEB;TEKST;POSTDATO\r\n"
    "0957;14;2025;F;1;5602601100;182450,75;Månedsløn børnehave;20250331\r\n"
    "0957;14;2025;F;2;9407009001;182450,75;Nettoløn;20250331\r\n"
)
COLUMNS = "KOMMUNENR, AFLOENNING, AAR, STATUS, LINIENR, KONTO, BELOEB, TEKST, POSTDATO"


@pytest.fixture
def sqlite(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "loen.sqlite3"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(f"CREATE TABLE linie ({COLUMNS}, TAL REAL)")
        rows = [
            ("0957", "14", 2025, "F", 2, "9407009001", "182450.75", "Nettoløn", "20250331", 0.5),
            ("0957", "14", 2025, "F", 1, "5602601100", "182450.75", "Månedsløn børnehave", "20250331", 0.5),
        ]
        connection.executemany("INSERT INTO linie VALUES (?,?,?,?,?,?,?,?,?,?)", rows)
        connection.commit()
    monkeypatch.setenv("TEST_DB", f"sqlite:///{path}")
    return path


@pytest.fixture
def pg(postgres: Postgres, monkeypatch: pytest.MonkeyPatch) -> str:
    name = postgres.create()
    with postgres.connect(name) as connection:
        connection.execute(
            "CREATE TABLE linie (kommunenr char(4), afloenning char(2), aar int, status char(1), linienr int,"
            " konto char(10), beloeb numeric(13,2), tekst varchar(35), postdato date)"
        )
        connection.execute(
            "INSERT INTO linie VALUES ('0957','14',2025,'F',2,'9407009001',182450.75,'Nettoløn','2025-03-31'),"
            " ('0957','14',2025,'F',1,'5602601100',182450.75,'Månedsløn børnehave','2025-03-31'),"
            " ('0957','14',2025,'A',3,'5602601100',1,'Åben','2025-03-31')"
        )
    monkeypatch.setenv("TEST_DB", postgres.sqlalchemy_url(name))
    return name


def at(sql: str, **changes: Any) -> Database:
    return Database(Secret("secret://env/TEST_DB"), sql, **({"name": "loen.csv"} | changes))


class TestCollect:
    def test_one_file_as_an_export_by_hand_would_be(self, pg: str) -> None:
        sql = "SELECT " + ", ".join(f'{c} AS "{c}"' for c in COLUMNS.split(", "))
        sql += " FROM linie WHERE status = :status AND aar = :aar ORDER BY linienr"
        link = at(sql, name="LOEN_{aar}.csv", parameters={"status": "F", "aar": 2025})
        (one,) = link.collect()
        assert (one.name, one.data.decode()) == ("LOEN_2025.csv", EXPECTED)
        assert next(iter(link.collect())).sha256 == one.sha256
        link.settle(one)

    def test_rows_come_typed_and_in_batches(self, pg: str) -> None:
        link = at("SELECT linienr, beloeb, postdato FROM linie ORDER BY linienr", batch=2)
        parts = list(link.rows())
        assert [len(part) for part in parts] == [2, 1]
        assert parts[0][0] == {"linienr": 1, "beloeb": Decimal("182450.75"), "postdato": date(2025, 3, 31)}

    def test_sqlite_too(self, sqlite: Path) -> None:
        (one,) = at("SELECT KONTO, TEKST FROM linie ORDER BY LINIENR").collect()
        assert one.data.decode() == "KONTO;TEKST\r\n5602601100;Månedsløn børnehave\r\n9407009001;Nettoløn\r\n"

    def test_nothing_found_is_an_empty_file_with_headings(self, sqlite: Path) -> None:
        (one,) = at("SELECT KONTO FROM linie WHERE 1 = 0").collect()
        assert one.data == b"KONTO\r\n"

    def test_odd_text_is_quoted_and_nothing_is_null(self, sqlite: Path) -> None:
        (one,) = at("""SELECT 'a;b"c' AS X, NULL AS Y, 'linje' || char(10) || 'to' AS Z""").collect()
        assert one.data == b'X;Y;Z\r\n"a;b""c";;"linje\nto"\r\n'

    def test_a_value_is_never_part_of_the_statement(self, sqlite: Path) -> None:
        evil = "F' OR '1'='1"
        (one,) = at("SELECT KONTO FROM linie WHERE STATUS = :status", parameters={"status": evil}).collect()
        assert one.data == b"KONTO\r\n"

    def test_floating_numbers_are_refused(self, sqlite: Path) -> None:
        with pytest.raises(Opsaetningsfejl, match=r"TAL i række 1.*CAST"):
            list(at("SELECT TAL FROM linie").collect())

    def test_bytes_are_refused(self, sqlite: Path) -> None:
        with pytest.raises(Opsaetningsfejl, match="tekst"):
            list(at("SELECT x'00ff' AS X").collect())

    def test_two_columns_of_one_name_are_refused(self, sqlite: Path) -> None:
        with pytest.raises(Opsaetningsfejl, match="samme navn"):
            list(at("SELECT KONTO AS X, TEKST AS X FROM linie").collect())

    def test_a_character_the_encoding_lacks_is_told(self, sqlite: Path) -> None:
        with pytest.raises(Permanent, match="ascii"):
            list(at("SELECT TEKST FROM linie", encoding="ascii").collect())

    def test_too_many_rows(self, sqlite: Path) -> None:
        with pytest.raises(Permanent, match="over 1 rækker"):
            list(at("SELECT KONTO FROM linie", max_rows=1).collect())

    def test_rows_are_read_whatever_was_read_before(self, sqlite: Path) -> None:
        """Nothing but the rows tells whether they are others than last time."""
        assert [one.name for one in at("SELECT KONTO FROM linie").collect(skip=lambda listed: True)] == ["loen.csv"]


class TestReadOnly:
    @pytest.mark.parametrize(
        "sql", ["DELETE FROM linie", "UPDATE linie SET KONTO = ''", "SELECT 1; DELETE FROM linie", "", "DROP TABLE linie"]
    )
    def test_other_statements_are_refused_before_connecting(self, sql: str) -> None:
        with pytest.raises(Opsaetningsfejl, match="SELECT"):
            at(sql)

    def test_postgres_itself_refuses_to_write(self, pg: str, postgres: Postgres) -> None:
        with postgres.connect(pg) as connection:
            connection.execute("CREATE SEQUENCE taeller")
            connection.execute(
                "CREATE FUNCTION slet() RETURNS int LANGUAGE sql AS 'DELETE FROM linie WHERE linienr = 1 RETURNING linienr'"
            )
        for sql in ("SELECT slet() AS x", "SELECT nextval('taeller') AS x"):
            with pytest.raises(Permanent, match="read-only"):
                list(at(sql).collect())
        with pytest.raises(Permanent):
            list(at("WITH x AS (DELETE FROM linie RETURNING konto) SELECT * FROM x").collect())
        with postgres.connect(pg) as connection:
            assert connection.execute("SELECT count(*) FROM linie").fetchone() == (3,)

    def test_sqlite_itself_refuses_to_write(self, sqlite: Path) -> None:
        before = sqlite.read_bytes()
        with pytest.raises((Permanent, IngenForbindelse)):
            list(at("WITH x AS (SELECT 1) DELETE FROM linie").collect())
        assert sqlite.read_bytes() == before

    def test_a_database_that_cannot_promise_needs_a_word(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("TEST_DB", "mssql+pyodbc://bruger:hemmelig@server/base")
        with pytest.raises(Opsaetningsfejl, match="account_is_read_only"):
            list(at("SELECT 1").collect())
        with pytest.raises(Opsaetningsfejl, match="ikke installeret"):
            list(at("SELECT 1", account_is_read_only=True).collect())


class TestTrouble:
    def test_missing_file_is_missed_not_made(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("TEST_DB", f"sqlite:///{tmp_path / 'findes-ikke.sqlite3'}")
        with pytest.raises(IngenForbindelse):
            list(at("SELECT 1").collect())
        assert list(tmp_path.iterdir()) == []

    def test_unreachable_server_and_no_secret_in_the_message(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("TEST_DB", "postgresql+psycopg://bruger:hemmelig-kode@127.0.0.1:1/base?connect_timeout=2")
        with pytest.raises(IngenForbindelse) as caught:
            list(at("SELECT 1").collect())
        assert "hemmelig-kode" not in str(caught.value)

    def test_bad_statement_shows_no_values(self, pg: str) -> None:
        with pytest.raises(Permanent) as caught:
            list(at("SELECT findes_ikke FROM linie WHERE konto = :cpr", parameters={"cpr": "8207919003"}).collect())
        assert "9003" not in str(caught.value)
        assert "sqlalche" not in str(caught.value)

    @pytest.mark.parametrize("url", ["ikke en adresse", ""])
    def test_bad_address(self, monkeypatch: pytest.MonkeyPatch, url: str) -> None:
        monkeypatch.setenv("TEST_DB", url)
        with pytest.raises((Opsaetningsfejl, HemmelighedMangler)):
            list(at("SELECT 1").collect())

    @pytest.mark.parametrize(("name", "error"), [("{ukendt}.csv", Opsaetningsfejl), ("../a.csv", NavnUgyldigt)])
    def test_file_name(self, name: str, error: type[Exception]) -> None:
        with pytest.raises(error):
            at("SELECT 1", name=name)

    def test_cannot_deliver(self) -> None:
        with pytest.raises(KanIkke):
            at("SELECT 1").deliver("a.csv", b"x")
