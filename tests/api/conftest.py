"""Tokens and debtors for the tests of the services. CPR numbers are replacement numbers (day + 60), never issued to anyone."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.api.world import System, debitor, system

from snitflade.inka.models import Debitor

Lav = Callable[..., Debitor]


@pytest.fixture(autouse=True)
def home(settings: Any, tmp_path: Path) -> Path:
    """An empty home, so that no installation's own is touched."""
    settings.HOME = tmp_path
    settings.STATIC_ROOT = tmp_path / "static"
    settings.STATIC_ROOT.mkdir()
    settings.STORAGES = settings.STORAGES | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
    return tmp_path


@pytest.fixture
def renoweb(db: None) -> System:
    """A system with everything that rows 17 and 37 offer."""
    return system("inka.renoweb-debitor:laes", "inka.renoweb-debitor:skriv", "inka.debitor-opslag:laes")


@pytest.fixture
def person(db: None) -> Debitor:
    """A person with an address, whose kundenummer is the CPR number."""
    return debitor(
        "6102999001", "Prøve Person Et", vejnavn="Aqqusinersuaq", husnr="012", bnr="1234", lokalitet="0600", postnr="3900"
    )
