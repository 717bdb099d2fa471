"""Fixtures of these tests."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from tests.soc.boligsikring.verden import opsaet, ur


@pytest.fixture
def verden(db: None, monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Path) -> None:
    """It is 10 April 2025, and Prisme pays."""
    settings.HOME = tmp_path
    ur(monkeypatch)
    opsaet()
