"""A database link: rows of somebody else's database, read and never written.

The statement is configuration with named parameters; nobody's input is ever put into its text. Read-only is asked of the database
itself, by the dialects that can promise it, and nothing is ever committed. `rows` gives the rows in batches as they come;
`collect` gives them as one CSV file with the columns' names as headings, so that the bytes are kept and can be replayed like any
other file, and a CSV export by hand can stand in (social-teknik.md 7.1).
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from itertools import chain
from typing import Any

from sqlalchemy import URL, Connection, Result, Row, create_engine, make_url, text
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError, OperationalError, SQLAlchemyError
from sqlalchemy.pool import NullPool

from snitflade.exchange.transports.errors import (
    IngenForbindelse,
    Opsaetningsfejl,
    Permanent,
    TransportError,
    clean,
)
from snitflade.exchange.transports.port import Incoming, Skip, Transport, check_name
from snitflade.exchange.transports.secrets import Secret

_QUOTED = re.compile(r"'(?:[^']|'')*'" + r'|"[^"]*"')
_READ_ONLY = {
    "postgresql": "SET TRANSACTION READ ONLY",
    "oracle": "SET TRANSACTION READ ONLY",
    "mysql": "SET TRANSACTION READ ONLY",
    "mariadb": "SET TRANSACTION READ ONLY",
    "sqlite": "PRAGMA query_only = ON",
}


@dataclass(frozen=True, slots=True)
class Database(Transport):
    """One statement against one database.

    `url` is a secret holding an SQLAlchemy address (``postgresql+psycopg://…``), as it has a password in it. `sql` is one SELECT
    with ``:name`` parameters, `parameters` their values. `name` is the file `collect` makes, with ``{parameter}`` in it if wanted.
    A database that cannot promise read-only (MS SQL, ODBC) needs `account_is_read_only`: that the account itself may only read.
    Numbers are written with `decimal_sign`, dates by `date_format`. Times in seconds, `batch` in rows.
    """

    url: Secret
    sql: str
    name: str
    parameters: Mapping[str, str | int | Decimal | date] = field(default_factory=dict)
    label: str = "databasen"
    account_is_read_only: bool = False
    decimal_sign: str = ","
    date_format: str = "%Y%m%d"
    encoding: str = "utf-8"
    batch: int = 5_000
    max_rows: int = 5_000_000

    def __post_init__(self) -> None:
        first = self.sql.split(None, 1)[0].lower() if self.sql.strip() else ""
        reason = ""
        if first not in {"select", "with"} or ";" in _QUOTED.sub("", self.sql).rstrip().rstrip(";"):
            reason = "forespørgslen skal være én SELECT"
        elif self.batch < 1 or self.max_rows < 1:
            reason = "antallet af rækker skal være mindst 1"
        if reason:
            raise Opsaetningsfejl(place=self.place, reason=reason)
        check_name(self._file_name())

    @property
    def place(self) -> str:
        """The link's own name; the address is secret."""
        return self.label

    def rows(self) -> Iterator[list[dict[str, Any]]]:
        """The rows by column name, up to `batch` at a time, as the database sends them."""
        with self._answer() as result:
            columns = list(result.keys())
            for part in self._parts(result):
                yield [dict(zip(columns, row, strict=True)) for row in part]

    def collect(self, *, skip: Skip | None = None) -> Iterator[Incoming]:
        """All rows as one CSV file (``;``, CRLF), columns in the statement's order. Nothing is skipped: only the rows tell whether
        they are others than last time."""
        name = self._file_name()
        made = io.StringIO(newline="")
        writer = csv.writer(made, delimiter=";", lineterminator="\r\n")
        count = 0
        with self._answer() as result:
            columns = list(result.keys())
            writer.writerow(columns)
            for row in chain.from_iterable(self._parts(result)):
                count += 1
                writer.writerow([self._shown(value, column, count) for column, value in zip(columns, row, strict=True)])
        try:
            data = made.getvalue().encode(self.encoding)
        except UnicodeEncodeError as error:
            reason = f"tegnet «{error.object[error.start]}» findes ikke i {self.encoding}"
            raise Permanent(place=self.place, reason=reason) from error
        yield Incoming(name, data, self.place, {"rows": str(count)})

    def settle(self, incoming: Incoming) -> None:
        """Nothing: rows are not moved by reading them."""

    def refuse(self, incoming: Incoming) -> None:
        """Nothing: rows are not moved by reading them."""

    def _file_name(self) -> str:
        try:
            return self.name.format(**self.parameters)
        except (KeyError, IndexError, ValueError):
            raise Opsaetningsfejl(place=self.place, reason=f"filnavnet «{self.name}» bruger et ukendt felt") from None

    def _shown(self, value: object, column: str, row: int) -> str:
        """A value as text, exactly; what has no exact text is refused."""
        match value:
            case None:
                return ""
            case bool():
                return "1" if value else "0"
            case str():
                return value
            case int():
                return str(value)
            case Decimal() if value.is_finite():
                return format(value, "f").replace(".", self.decimal_sign)
            case datetime():
                return value.isoformat()
            case date():
                return value.strftime(self.date_format)
        advice = "skriv CAST(… AS NUMERIC)" if isinstance(value, float) else "vælg den fra, eller lav den om til tekst"
        reason = f"kolonnen {column} i række {row} er af typen {type(value).__name__}, som ikke kan gengives nøjagtigt; {advice}"
        raise Opsaetningsfejl(place=self.place, reason=reason)

    @contextmanager
    def _answer(self) -> Iterator[Result[Any]]:
        """The statement's result while its connection is open."""
        with self._connection() as connection:
            streamed = {"stream_results": True, "yield_per": self.batch}
            with closing(connection.execute(text(self.sql), dict(self.parameters), execution_options=streamed)) as result:
                if len(set(result.keys())) != len(result.keys()):
                    raise Opsaetningsfejl(place=self.place, reason="to kolonner har samme navn; giv dem hver sit med AS")
                yield result

    def _parts(self, result: Result[Any]) -> Iterator[Sequence[Row[Any]]]:
        count = 0
        for part in result.partitions(self.batch):
            count += len(part)
            if count > self.max_rows:
                reason = f"forespørgslen giver over {self.max_rows} rækker; snævr den ind, eller hæv grænsen"
                raise Permanent(place=self.place, reason=reason)
            yield part

    @contextmanager
    def _connection(self) -> Iterator[Connection]:
        """A connection that cannot write, rolled back and closed at the end."""
        url = self._url()
        statement = _READ_ONLY.get(url.get_backend_name())
        if statement is None and not self.account_is_read_only:
            reason = (
                f"{url.get_backend_name()} kan ikke love, at der kun læses; "
                "brug en konto, der kun må læse, og bekræft det i opsætningen (account_is_read_only)"
            )
            raise Opsaetningsfejl(place=self.place, reason=reason)
        try:
            engine = create_engine(url, poolclass=NullPool, hide_parameters=True)
        except (NoSuchModuleError, ImportError, ArgumentError) as error:
            raise Opsaetningsfejl(place=self.place, reason=f"driveren til {url.drivername} er ikke installeret") from error
        try:
            with engine.connect() as connection:
                try:
                    if statement is not None:
                        connection.exec_driver_sql(statement)
                    yield connection
                finally:
                    connection.rollback()
        except SQLAlchemyError as error:
            raise self._refusal(error) from error
        finally:
            engine.dispose()

    def _url(self) -> URL:
        try:
            url = make_url(self.url.reveal())
        except ArgumentError:
            raise Opsaetningsfejl(place=self.place, reason="databasens adresse kan ikke læses; se SQLAlchemys form") from None
        if url.get_backend_name() == "sqlite" and url.database and not url.database.startswith("file:"):
            # Without this a missing file would be made instead of missed.
            url = url.set(database=f"file:{url.database}", query={"mode": "ro", "uri": "true"})
        return url

    def _refusal(self, error: SQLAlchemyError) -> TransportError:
        """Why, without the statement, its values and the address."""
        said = clean(error.orig if isinstance(error, DBAPIError) and error.orig is not None else type(error).__name__, 200)
        if isinstance(error, OperationalError) or (isinstance(error, DBAPIError) and error.connection_invalidated):
            return IngenForbindelse(place=self.place, reason=said)
        return Permanent(place=self.place, reason=f"forespørgslen kan ikke udføres: {said}")
