"""The triggers that set stamps (`stamps`), on both databases.

They are made after every migration, and only those that are not there: SQLite drops a table's triggers when the table is altered.
A trigger's name ends in a print of what it does, so that one that does something else by now is replaced.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from django.db import DEFAULT_DB_ALIAS, connections

from snitflade.exchange.stamps import TABLE, Watch, watched

_HAVE = {
    "postgresql": "SELECT tgname, tgrelid::regclass::text FROM pg_trigger WHERE NOT tgisinternal AND tgenabled = 'O'",
    "sqlite": "SELECT name, tbl_name FROM sqlite_master WHERE type = 'trigger'",
}
_SET = "ON CONFLICT (emne) DO UPDATE SET nr = excluded.nr"
_CHANCE = {"postgresql": "gen_random_uuid()::text", "sqlite": "lower(hex(randomblob(16)))"}


def install(using: str = DEFAULT_DB_ALIAS, **_: object) -> None:
    """Make the table of stamps and the triggers that there should be on the watched tables that exist, and no others of ours."""
    database = connections[using]
    here = set(database.introspection.table_names())
    with database.cursor() as cursor:
        cursor.execute(f"CREATE TABLE IF NOT EXISTS {TABLE} (emne varchar(200) PRIMARY KEY, nr varchar(40) NOT NULL)")
        if database.vendor == "postgresql":
            for statement in _FUNCTIONS:
                cursor.execute(statement)
        wanted = {name: (table, statement) for table, name, statement in _triggers(database.vendor) if table in here}
        cursor.execute(_HAVE[database.vendor])
        have = dict(cursor.fetchall())
        for name, table in have.items():
            if name.startswith(f"{table}_stempel_") and name not in wanted:
                cursor.execute(f"DROP TRIGGER {name}" + (f" ON {table}" if database.vendor == "postgresql" else ""))
        for name, (_table, statement) in wanted.items():
            if name not in have:
                cursor.execute(statement)


def missing(using: str = DEFAULT_DB_ALIAS) -> list[str]:
    """The watched tables that lack a trigger."""
    database = connections[using]
    with database.cursor() as cursor:
        cursor.execute(_HAVE[database.vendor])
        have = {name for name, _table in cursor.fetchall()}
    return sorted({table for table, name, _ in _triggers(database.vendor) if name not in have})


def _triggers(vendor: str) -> Iterator[tuple[str, str, str]]:
    """Table, name and statement of every trigger there should be."""
    make = _on_postgresql if vendor == "postgresql" else _on_sqlite
    for model, way in watched().items():
        table = model._meta.db_table
        for event, statement in make(table, str(model._meta.pk.column), way):
            mark = hashlib.sha256(statement.encode()).hexdigest()[:8]
            name = f"{table}_stempel_{event}_{mark}"
            yield table, name, f"CREATE TRIGGER {name} AFTER {statement}"


def _on_sqlite(table: str, key: str, way: Watch) -> Iterator[tuple[str, str]]:
    """One trigger for each kind of change; it runs for each row."""
    for event, rows in (("insert", ("new",)), ("update", ("old", "new")), ("delete", ("old",))):
        names = [f"'{table}:' || {row}.{way.by}" for row in rows] if way.by else [f"'{table}'"]
        stamps = " ".join(
            f"INSERT INTO {TABLE} (emne, nr) VALUES ({name}, {_CHANCE['sqlite']}) {_SET};"  # noqa: S608
            for name in names
        )
        columns = f" OF {', '.join(way.columns)}" if event == "update" and way.columns else ""
        yield event, f"{event}{columns} ON {table} BEGIN {stamps} END"


def _on_postgresql(table: str, key: str, way: Watch) -> Iterator[tuple[str, str]]:
    """Triggers that run once for each statement, with all rows it touched; also when the table is emptied at once."""
    for event, seen in (
        ("insert", "NEW TABLE AS ny"),
        ("update", "OLD TABLE AS gammel NEW TABLE AS ny"),
        ("delete", "OLD TABLE AS gammel"),
    ):
        what = ", ".join((key, *way.columns)) if way.columns else ""
        given = f"'{way.by}', '{what}'"
        yield event, f"{event} ON {table} REFERENCING {seen} EXECUTE FUNCTION {TABLE}_{event}({given})"
    yield "truncate", f"TRUNCATE ON {table} EXECUTE FUNCTION {TABLE}_truncate()"


_HEAD = "CREATE OR REPLACE FUNCTION {}_{}() RETURNS trigger LANGUAGE plpgsql AS $$ DECLARE raekker text := {}; BEGIN "
# Of the values in one order, so that two who change the same ones at once wait for each other instead of for ever. A statement that
# touches no row changes no stamp.
_STAMP = (
    "EXECUTE format('INSERT INTO {} (emne, nr) SELECT emne, {} FROM (SELECT DISTINCT '"
    " || CASE WHEN TG_ARGV[0] = '' THEN '%L' ELSE '%L || '':'' || %I' END"
    " || ' AS emne FROM (' || raekker || ') AS r ORDER BY 1) AS v {}', TG_TABLE_NAME, TG_ARGV[0]); RETURN NULL; END $$"
)
# The rows that are not the same before and after, in the columns that count.
_CHANGED = (
    "CASE WHEN TG_ARGV[1] = '' THEN 'SELECT * FROM ny UNION ALL SELECT * FROM gammel' ELSE "
    "replace('(SELECT # FROM ny EXCEPT SELECT # FROM gammel) UNION ALL (SELECT # FROM gammel EXCEPT SELECT # FROM ny)', '#', "
    "TG_ARGV[1]) END"
)
_ROWS = {"insert": "'SELECT * FROM ny'", "update": _CHANGED, "delete": "'SELECT * FROM gammel'"}
_FUNCTIONS = (
    *(_HEAD.format(TABLE, event, rows) + _STAMP.format(TABLE, _CHANCE["postgresql"], _SET) for event, rows in _ROWS.items()),
    _HEAD.format(TABLE, "truncate", "''") + f"UPDATE {TABLE} SET nr = {_CHANCE['postgresql']} "  # noqa: S608
    "WHERE emne = TG_TABLE_NAME OR starts_with(emne, TG_TABLE_NAME || ':'); RETURN NULL; END $$",
)
