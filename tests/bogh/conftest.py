"""Fixtures of these tests."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from tests.bogh.udbetalingsverden import opsaet, ur


@pytest.fixture
def verden(db: None, monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Path) -> None:
    """The accounts are set, and it is 27 November 2026."""
    settings.HOME = tmp_path
    ur(monkeypatch)
    opsaet()
