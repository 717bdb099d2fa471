"""Fixtures for the tests of social payments."""

from __future__ import annotations

import pytest
from tests.soc.udbetalinger import verden


@pytest.fixture
def sociale(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Arts, persons and constants."""
    verden.opsaet(monkeypatch)
