"""A day on which the tests stand still, and a home of their own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
from django.utils import timezone
from tests.soc.handicap.verden import DAG


@pytest.fixture(autouse=True)
def home(settings: Any, tmp_path: Path) -> Path:
    """An empty home, so that no installation's own keys are used."""
    settings.HOME = tmp_path / "hjem"
    settings.HOME.mkdir()
    settings.STATIC_ROOT = tmp_path / "static"
    settings.STATIC_ROOT.mkdir()
    settings.STORAGES = settings.STORAGES | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
    return tmp_path


@pytest.fixture(autouse=True)
def ur() -> Iterator[None]:
    """It is the day of the sample."""
    with mock.patch.object(timezone, "localdate", return_value=DAG):
        yield
