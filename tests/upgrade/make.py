"""The baseline of a release: a small installation as that release leaves it, which every later one must be able to take over.

``python -m tests.upgrade.make`` runs the commands below with the code as it is and writes ``tests/upgrade/<version>``: a backup,
the keys that open it (of nothing but this made-up installation), and what stood in every table. Made once, when a release is; never
again.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from contextlib import closing
from pathlib import Path

from snitflade import __version__

HERE = Path(__file__).parent
BACKUP, TABLES = "kopi.tar.gz", "tabeller.json"
LARGEST = 300_000
"""Bytes that a baseline may take up in the repository."""
OURS = ("api_", "bogh_", "erhv_", "exchange_", "folk_", "inka_", "krdi_", "led_", "lon_", "skat_", "soc_", "tekn_", "web_")
"""Tables with rows of the product's own."""
RUN = (
    *("run", "tekn.renovation-prisme", "--kommune", "0956", "--kvartal", "2018K1", "--posteringsdato", "2017-01-13"),
    *("--forfaldsdato", "2017-02-01", "--regnskabsaar", "2017", "--tekst", "1. KVARTAL 2018"),
)
ONE_MORE = "Kundenummer;Lokalitet;B-nr;Ydelse;Antal\n3112999999;Paamiut;B-1456;Dagrenovation;2\n"


def main() -> int:
    """Make the baseline of this version."""
    to = HERE / __version__
    if to.exists():
        sys.stderr.write(f"{to} is there already. A baseline is what a release was and is not made anew.\n")
        return 1
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "hjem"
        _live(home, Path(folder))
        to.mkdir()
        command(home, "anna", "backup", "--to", str(to / BACKUP))
        for key in (home / "keys").glob("*.agekey"):
            shutil.copy(key, to)
        (to / TABLES).write_text(json.dumps(tables(home / "snitflade.sqlite3"), indent=1, ensure_ascii=False) + "\n")
    size = sum(path.stat().st_size for path in to.iterdir())
    sys.stdout.write(f"{to}: {size} bytes\n")
    return int(size > LARGEST)


def _live(home: Path, beside: Path) -> None:
    """Master data in, a run billed, approved, carried to the partner and confirmed; a second one cancelled, a third one waiting."""
    import snitflade.tekn

    command(home, "anna", "import", "tekn.renovation", str(Path(snitflade.tekn.__path__[0]) / "demo"))
    command(home, "anna", *RUN)
    command(home, "bo", "approve", "1")
    command(home, "bo", "receipt", "1", "--kvittering", "Båret til Prisme")
    command(home, "bo", "receipt", "1", "--kvittering", "Prisme har taget dem")
    more = beside / "aftaler.csv"
    more.write_text(ONE_MORE)
    command(home, "anna", "import", "tekn.renovation", str(more))
    command(home, "anna", *RUN)
    command(home, "anna", "cancel", "2", "--grund", "Prøve")
    command(home, "anna", "keys", "--ny")
    command(home, "anna", *RUN)
    command(home, "anna", "user", "create", "chef", "--rolle", "*:administrer")


def command(home: Path, by: str, *arguments: str, **more: str) -> None:
    """Run a command on the installation in `home`; on its own SQLite unless `more` names another database."""
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    environment |= {"SNITFLADE_HOME": str(home), "SNITFLADE_USER": by} | more
    subprocess.run([sys.executable, "-m", "snitflade", *arguments], env=environment, stdout=subprocess.DEVNULL, check=True)


def tables(database: Path) -> dict[str, dict[str, object]]:
    """Of each table of ours how many rows it has, and of each column a hash of its values in the order of the rows."""
    found: dict[str, dict[str, object]] = {}
    with closing(sqlite3.connect(database)) as opened:
        names = opened.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name").fetchall()
        for (name,) in names:
            if name.startswith(OURS):
                columns = [row[1] for row in opened.execute(f'PRAGMA table_info("{name}")')]
                count = opened.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0]  # noqa: S608 (the database's own names)
                found[name] = {"rows": count} | ({one: _hash(opened, name, one) for one in columns} if count else {})
    return found


def _hash(opened: sqlite3.Connection, table: str, column: str) -> str:
    digest = hashlib.sha256()
    for row in opened.execute(f'SELECT "{column}" FROM "{table}" ORDER BY rowid'):  # noqa: S608 (the database's own names)
        digest.update(repr(row[0]).encode())
    return digest.hexdigest()[:16]


if __name__ == "__main__":
    sys.exit(main())
