"""Commands on the installation itself: migrate."""

from __future__ import annotations

from django.conf import settings

from snitflade.cli import home
from snitflade.cli.show import out


def migrate() -> None:
    """Bring databasen op til den version, programmet har."""
    settings.HOME.mkdir(parents=True, exist_ok=True, mode=0o700)
    had = home.pending()
    home.migrate()
    out("Databasen er bragt op til dato." if had else "Databasen var allerede op til dato.")
