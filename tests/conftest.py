"""Fixtures for all tests."""

from __future__ import annotations

from collections.abc import Generator
from importlib import import_module
from types import SimpleNamespace
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.db.backends.sqlite3.base import DatabaseWrapper as SQLite
from pytest_django.plugin import blocking_manager_key
from tests.attack.leaks import pytest_runtest_makereport, watched
from tests.numbered import numbered_under_lock
from tests.postgres import postgres

__all__ = ["numbered_under_lock", "postgres", "pytest_runtest_makereport", "watched"]
DATA = (
    "snitflade.folk.migrations.0002_lokaliteter",
    "snitflade.soc.migrations.0002_boligsatser",
    "snitflade.soc.migrations.0003_pensionssatser",
)
"""The migrations that put something in; each has a `load`."""


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what only the other database has (`only_on`): `make test` runs these folders on both, and skips nothing."""
    here: list[pytest.Item] = []
    elsewhere: list[pytest.Item] = []
    for item in items:
        marker = item.get_closest_marker("only_on")
        (elsewhere if marker and marker.args[0] != connection.vendor else here).append(item)
    if elsewhere:
        config.hook.pytest_deselected(items=elsewhere)
        items[:] = here


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item, nextitem: pytest.Item | None) -> Generator[None, None, None]:
    """A test with transactions of its own empties every table behind it; what the migrations had put in comes back."""
    yield
    if nextitem is None:  # the last test's teardown has taken the database down as well
        return
    marker = item.get_closest_marker("django_db")
    fixtures = set(getattr(item, "fixturenames", ()))
    if (marker and marker.kwargs.get("transaction")) or fixtures & {"transactional_db", "live_server"}:
        with item.config.stash[blocking_manager_key].unblock():
            for name in DATA:
                import_module(name).load(apps, SimpleNamespace(connection=connection))


@pytest.fixture(scope="session", autouse=True)
def ledger_can_be_emptied() -> Generator[None, None, None]:
    """On SQLite Django empties tables with DELETE, which the ledger's triggers refuse: between tests they step aside for it."""
    operations = SQLite.ops_class
    flush = operations.sql_flush

    def sql_flush(self: Any, *args: Any, **options: Any) -> list[str]:
        with self.connection.cursor() as cursor:
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
            triggers = cursor.fetchall()
        drops = [f'DROP TRIGGER "{name}"' for name, _ in triggers]
        statements: list[str] = flush(self, *args, **options)
        return [*drops, *statements, *(sql for _, sql in triggers)] if statements else []

    patch = pytest.MonkeyPatch()
    patch.setattr(operations, "sql_flush", sql_flush)
    yield
    patch.undo()
