"""Fixtures for the subscriptions at CPR."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from tests.folk.abonnement.verden import Verden, konstanter

from snitflade.exchange import keys


@pytest.fixture
def verden(db: None, monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Path) -> Verden:
    """A set-up installation on a Friday before CPR's run."""
    settings.HOME = tmp_path
    keys.create()
    konstanter()
    return Verden(monkeypatch)
