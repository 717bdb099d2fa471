"""Fixtures for the tests of what all interfaces share."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from tests.exchange.world import empty


@pytest.fixture
def empty_world(monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Path, db: None) -> Path:
    """A catalogue where nothing is declared, nobody watching, and an empty home; gives the home."""
    return empty(monkeypatch, settings, tmp_path)
