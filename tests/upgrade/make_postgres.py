"""The baseline of a release on PostgreSQL: a municipality's month, every Delsystem with data, as that release leaves it.

``python -m tests.upgrade.make_postgres`` lives through a month with simulated partners (`tests.soak`, without faults) in the empty
database of ``DATABASE_URL``, on the oldest PostgreSQL there is and with its ``pg_dump``, so that each later one can read the dump.
It writes ``tests/upgrade/<version>-postgresql``. Made once, when a release is; never again.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
import tempfile
from pathlib import Path

import psycopg
from psycopg import sql
from tests.upgrade.make import HERE, LARGEST, OURS, TABLES, command

from snitflade import __version__

BACKUP = "kopi.tar.zst"
SEED = 5


def main() -> int:
    """Make the baseline of this version."""
    to = HERE / f"{__version__}-postgresql"
    if to.exists():
        sys.stderr.write(f"{to} is there already. A baseline is what a release was and is not made anew.\n")
        return 1
    folder = Path(tempfile.mkdtemp(prefix="baseline-"))
    home = _live(folder)
    (home / "forbindelser.toml").unlink()  # the partners that are gone, and nothing of the installation's own
    environment = {"DATABASE_URL": os.environ["DATABASE_URL"]}
    command(home, "anna", "user", "create", "chef", "--rolle", "*:administrer", **environment)
    to.mkdir()
    command(home, "anna", "backup", "--to", str(to / BACKUP), **environment)
    for key in (home / "keys").glob("*.agekey"):
        shutil.copy(key, to)
    with psycopg.connect(os.environ["DATABASE_URL"]) as connection:
        (to / TABLES).write_text(json.dumps(tables(connection), ensure_ascii=False, separators=(",", ":")) + "\n")
    shutil.rmtree(folder)
    size = sum(path.stat().st_size for path in to.iterdir())
    sys.stdout.write(f"{to}: {size} bytes\n")
    return int(size > LARGEST)


def _live(folder: Path) -> Path:
    """A month; gives the installation's folder."""
    home = folder / "hjem"
    os.environ |= {"SNITFLADE_HOME": str(home), "SNITFLADE_USER": "soak", "SOAK_UR": str(folder / "ur")}
    os.environ |= {"SOAK_ZIP": "et langt kodeord til vedhaeftninger", "DJANGO_SETTINGS_MODULE": "snitflade.settings"}
    import django

    django.setup()
    from tests.soak.forloeb import Forloeb

    if found := Forloeb(folder, 1, SEED, 600, every="14", calm=True).gaa():
        raise SystemExit("\n".join(found))
    return home


def tables(connection: psycopg.Connection[tuple[object, ...]]) -> dict[str, dict[str, object]]:
    """Of each table of ours that has rows how many, and of each column a hash of its values in the order of the rows."""
    found: dict[str, dict[str, object]] = {}
    with connection.cursor() as cursor:
        cursor.execute("SET TIME ZONE 'UTC'")
        cursor.execute(
            "SELECT table_name, array_agg(column_name::text ORDER BY ordinal_position) FROM information_schema.columns"
            " WHERE table_schema = 'public' GROUP BY table_name ORDER BY table_name"
        )
        for name, columns in cursor.fetchall():
            assert isinstance(name, str) and isinstance(columns, list)
            if name.startswith(OURS) and (of := _hashed(cursor, name, columns)):
                found[name] = of
    return found


def _hashed(cursor: psycopg.Cursor[tuple[object, ...]], name: str, columns: list[str]) -> dict[str, object]:
    first = sql.Identifier("id" if "id" in columns else columns[0])
    hashes = [
        sql.SQL("left(md5(string_agg(coalesce(t.{}::text, '-'), '|' ORDER BY t.{})), 12)").format(sql.Identifier(one), first)
        for one in columns
    ]
    cursor.execute(sql.SQL("SELECT count(*), {} FROM {} t").format(sql.SQL(", ").join(hashes), sql.Identifier(name)))
    row = cursor.fetchone()
    if row is None or not row[0]:
        return {}
    return {"rows": row[0]} | dict(zip(columns, row[1:], strict=True))


if __name__ == "__main__":
    sys.exit(main())
