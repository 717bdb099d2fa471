"""Fixtures for the tests of what all interfaces share."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from snitflade.exchange import catalogue
from snitflade.exchange.rhythm import watches


@pytest.fixture
def empty_world(monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Path, db: None) -> Path:
    """A catalogue where nothing is declared, nobody watching, and an empty home; gives the home."""
    monkeypatch.setattr(catalogue, "_registered", {})
    monkeypatch.setattr(watches, "_watches", [])
    settings.HOME = tmp_path
    return tmp_path
