"""Fixtures for the deliveries of CPR."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from tests.folk.cpr.verden import konstanter


@pytest.fixture
def cpr(settings: Any, tmp_path: Path, db: None) -> Path:
    """An empty register that waits for the delivery of 15 January 2026; gives the home."""
    settings.HOME = tmp_path / "hjem"
    konstanter()
    return tmp_path / "hjem"
