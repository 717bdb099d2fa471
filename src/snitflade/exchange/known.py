"""What the product itself refuses, in a sentence of its own: one base, read by the command line, the pages and the services.

Anything else that is raised is a fault of the program, or of the machine.
"""

from __future__ import annotations

from enum import StrEnum
from typing import ClassVar


class Refusal(StrEnum):
    """Why it is refused."""

    NOT_FOUND = "findes ikke"
    """What was named is not there."""
    NOT_NOW = "kan ikke nu"
    """It is there, and not in a state in which that can be done."""
    SETUP = "opsætning"
    """The installation must be mended first, by whoever administers it."""


class KnownError(Exception):
    """Det kan ikke gøres."""

    refusal: ClassVar[Refusal] = Refusal.NOT_NOW
