"""What backup and restore refuse, as sentences that say what to do."""

from __future__ import annotations

from pathlib import Path

from snitflade.exchange.known import KnownError, Refusal


class BackupError(KnownError):
    """Sikkerhedskopien kan ikke tages."""

    refusal = Refusal.SETUP


class BackupDamagedError(KnownError):
    """Kopien er ikke hel, eller den er ikke en kopi."""

    refusal = Refusal.SETUP

    def __init__(self, path: Path, what: str) -> None:
        super().__init__(f"{path} kan ikke bruges: {what} Brug en anden kopi. Intet er skrevet.")
        self.what = what


class RestoreError(KnownError):
    """Kopien kan ikke gendannes."""

    refusal = Refusal.SETUP
