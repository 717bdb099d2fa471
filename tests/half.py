"""Every other test, always the same ones, for a run that must not take too long: ``-p tests.half``.

`make test` runs all tests on SQLite and this half of those that talk to the database on PostgreSQL; `make postgres ARGS=tests/inka`
runs everything of a folder there. Tests that only the other database has (`only_on`) always stay.
"""

from __future__ import annotations

from zlib import crc32

import pytest


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave the other half out."""
    chosen = [bool(item.get_closest_marker("only_on")) or crc32(item.nodeid.encode()) % 2 == 0 for item in items]
    config.hook.pytest_deselected(items=[item for item, wanted in zip(items, chosen, strict=True) if not wanted])
    items[:] = [item for item, wanted in zip(items, chosen, strict=True) if wanted]
