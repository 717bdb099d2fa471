"""Fixtures for all tests."""

from __future__ import annotations

from collections.abc import Generator
from importlib import import_module

import pytest
from django.apps import apps
from pytest_django.plugin import blocking_manager_key
from tests.postgres import postgres

__all__ = ["postgres"]


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
            import_module("snitflade.folk.migrations.0002_lokaliteter").load(apps, None)
