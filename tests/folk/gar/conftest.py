"""Fixtures of these tests."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest


@pytest.fixture(autouse=True)
def hjem(settings: Any, tmp_path: Path) -> Path:
    """A home of its own."""
    settings.HOME = tmp_path
    return tmp_path
