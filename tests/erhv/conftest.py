"""Fixtures for the tests of sales."""

from __future__ import annotations

import pytest
from tests.erhv import verden


@pytest.fixture
def erhv(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Places, sellers and terms."""
    verden.opsaet(monkeypatch)
