"""The tables of Delsystem Krdi."""

from __future__ import annotations

from snitflade.krdi.modregning.models import Forskel, Forsoeg, Haendelse

__all__ = ["Forskel", "Forsoeg", "Haendelse"]
