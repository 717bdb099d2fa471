"""The database view DTTOTAL, which SBSYS reads: ``sbsys.DTTOTAL``, on SQLite, which has no schemas, ``sbsys_DTTOTAL``.

It is taken down before migrations and made again behind them, since no table under a view can be changed. On PostgreSQL it runs
with the rights of its owner, so a role needs no right to the tables (`rolle`).

Source: sbsys.md 4.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Iterable
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.utils import timezone

from snitflade.exchange.konstanter import konstant
from snitflade.folk.sbsys.soejler import ALLE
from snitflade.folk.sbsys.sprog import Sprog, citeret

SCHEMA, NAVN = "sbsys", "DTTOTAL"
TABELLER = frozenset(
    {
        *("folk_person", "folk_adresse", "folk_udrejse", "folk_forsvinding", "folk_barn", "folk_kommunaltforhold", "folk_notat"),
        *("folk_tidligerenummer", "folk_valg", "exchange_systemkonstant"),
    }
)
"""The tables it reads."""
_VAERDI = (
    "SELECT k.vaerdi FROM exchange_systemkonstant k WHERE k.nummer = 'folk.sbsys.beskyttet' "
    "AND (k.gyldig_fra IS NULL OR k.gyldig_fra <= CURRENT_DATE) ORDER BY k.gyldig_fra DESC NULLS LAST LIMIT 1"
)
log = logging.getLogger("snitflade.folk")


def navn(postgres: bool) -> str:
    """What the view is called in SQL."""
    return f"{SCHEMA}.{NAVN}" if postgres else f"{SCHEMA}_{NAVN}"


def select(postgres: bool, dpr_types: bool) -> str:
    """The view's query."""
    sprog = Sprog(postgres)
    columns = ",\n  ".join(f"{soejle.sql(sprog, dpr_types)} AS {soejle.navn}" for soejle in ALLE)
    hidden = f"(SELECT coalesce(({_VAERDI}), 'vis') = 'skjul' AS skjul) s"
    return f"SELECT\n  {columns}\nFROM folk_person p CROSS JOIN {hidden}"


def indekser(postgres: bool, dpr_types: bool) -> dict[str, str]:
    """The indexes that searches in the view need beside the person's own: what is indexed, by name."""
    sprog = Sprog(postgres)
    wanted = ["EFTERNVN", "FORNVN", "FOEDDTO", *(["PNR"] if dpr_types else [])]
    by_name = {soejle.navn: soejle for soejle in ALLE}
    kind = "dpr_" if dpr_types else ""
    # Without the null of an empty text the same expression would be another to the database.
    return {f"sbsys_{kind}{name.lower()}": by_name[name].sql(sprog, dpr_types).replace("p.", "") for name in wanted}


def dpr_types() -> bool:
    """Whether the view has DPR's numbers."""
    return konstant("folk.sbsys.dpr_types", timezone.localdate()) == "J"


def er_dpr() -> bool:
    """Whether the view, as it stands now, has DPR's numbers."""
    connection = connections[DEFAULT_DB_ALIAS]
    return _maerke(connection) == _maerke_paa(select(connection.vendor == "postgresql", dpr_types=True))


def _maerke_paa(sql: str) -> str:
    return hashlib.sha256(sql.encode()).hexdigest()[:16]


def opsaet(using: str = DEFAULT_DB_ALIAS, **_: Any) -> None:
    """Make the view as it should be now, unless it is; nothing where not all tables are (an older state)."""
    connection = connections[using]
    if not set(connection.introspection.table_names()) >= TABELLER:
        return
    postgres, dpr = connection.vendor == "postgresql", dpr_types()
    sql = select(postgres, dpr)
    mark = _maerke_paa(sql)
    with connection.cursor() as cursor:
        if postgres and not _schema(connection):
            log.warning("the schema %s cannot be made: the database user may not create one", SCHEMA)
            return
        if _maerke(connection) == mark:
            return
        _drop(connection)
        if postgres and connection.in_atomic_block:
            connection.check_constraints()  # what waits for the end of the transaction would keep the indexes from being made
        cursor.execute(f"CREATE VIEW {navn(postgres)} AS /* {mark} */ {sql}")
        if postgres:
            cursor.execute(f"COMMENT ON VIEW {navn(True)} IS {citeret(mark)}")
        wanted = indekser(postgres, dpr)
        for name in indekser(postgres, not dpr).keys() - wanted.keys():
            cursor.execute(f"DROP INDEX IF EXISTS {name}")
        for name, expression in wanted.items():
            # So that the beginning of a name is found as well, whatever the database's collation.
            kind = " varchar_pattern_ops" if postgres and name.endswith("vn") else ""
            cursor.execute(f"CREATE INDEX IF NOT EXISTS {name} ON folk_person (({expression}){kind})")


def nedtag(using: str = DEFAULT_DB_ALIAS, plan: Iterable[Any] = (), **_: Any) -> None:
    """Take the view away before migrations that have something to do."""
    if list(plan):
        _drop(connections[using])


def _drop(connection: BaseDatabaseWrapper) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"DROP VIEW IF EXISTS {navn(connection.vendor == 'postgresql')}")


def _schema(connection: BaseDatabaseWrapper) -> bool:
    """Make the schema; whether it is there."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regnamespace(%s) IS NOT NULL, has_database_privilege(current_database(), 'CREATE')", [SCHEMA])
        there, may = cursor.fetchone()
        if not there and may:
            cursor.execute(f"CREATE SCHEMA {SCHEMA}")
        return bool(there or may)


def _maerke(connection: BaseDatabaseWrapper) -> str:
    """The mark of the view that is there; empty: there is none."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT obj_description(to_regclass(%s), 'pg_class')", [navn(True).lower()])
        else:
            cursor.execute("SELECT substr(sql, instr(sql, '/* ') + 3, 16) FROM sqlite_master WHERE name = %s", [navn(False)])
        row = cursor.fetchone()
        return str(row[0] or "") if row else ""
