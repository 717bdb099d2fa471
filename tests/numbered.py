"""Whoever gives rows their ids has locked the table first; else two who do so at the same moment give the same ones.

On SQLite there is one writer at a time, and nothing to see. On PostgreSQL every insert of the product's own that the suite makes is
looked at; a test's own is not.
"""

from __future__ import annotations

import sys
from collections.abc import Generator, Sequence
from typing import Any

import pytest
from django.db import connections, models

from snitflade.exchange import bulk

HELD = """
SELECT count(*) FROM pg_locks WHERE pid = pg_backend_pid() AND granted AND relation = %s::regclass
    AND mode IN ('ShareRowExclusiveLock', 'ExclusiveLock', 'AccessExclusiveLock')
"""


@pytest.fixture(scope="session", autouse=True)
def numbered_under_lock() -> Generator[None, None, None]:
    """Watches `insert_rows`, which ends with telling the table which ids it was given."""
    original = bulk._advance_sequence

    def watched(model: type[models.Model], fields: Sequence[models.Field[Any, Any]], using: str) -> None:
        by = sys._getframe(2).f_globals["__name__"]
        if model._meta.pk in fields and by.startswith("snitflade."):
            with connections[using].cursor() as cursor:
                cursor.execute(HELD, [model._meta.db_table])
                assert cursor.fetchone()[0], f"{by} gives {model.__name__} its ids without having locked the table"
        original(model, fields, using)

    bulk._advance_sequence = watched
    yield
    bulk._advance_sequence = original
