"""An installation of its own for each test."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest


@pytest.fixture(autouse=True)
def home(settings: Any, tmp_path: Path) -> Path:
    """Where its connections lie."""
    settings.HOME = tmp_path / "hjem"
    settings.HOME.mkdir()
    return Path(settings.HOME)
