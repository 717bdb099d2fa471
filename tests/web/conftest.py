"""Fixtures for the tests of the site: users with the roles a test names, and a client that is signed in."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from tests.web.folk import bruger

from snitflade.web.models import Bruger


@pytest.fixture(autouse=True)
def site(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An installation of its own, with quick passwords and static files as they lie in the source."""
    settings.HOME = tmp_path
    settings.SECRET_KEY = "prøve" * 10
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.STORAGES = {**settings.STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
    settings.WHITENOISE_AUTOREFRESH = True
    settings.ALLOWED_HOSTS = ["testserver", "localhost"]


Ind = Callable[..., Client]


@pytest.fixture
def ind(db: None) -> Ind:
    """Make a user with these roles and sign it in: ``ind("tekn:laes")``; gives the client, whose ``bruger`` it is."""

    def signed_in(*roller: str, navn: str = "anna") -> Client:
        user = Bruger.objects.filter(brugernavn=navn).first() or bruger(navn, *roller)
        client = Client()
        client.force_login(user)
        return client

    return signed_in
