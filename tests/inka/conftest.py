"""Fixtures for claims and payments."""

from __future__ import annotations

import pytest
from tests.inka import verden


@pytest.fixture
def konti(db: None) -> None:
    """The accounts are set."""
    verden.konti()
