"""PTG2: a name the catalogue gives a payment file, which nobody has described publicly.

A file is known by its content and not by its name: one that begins with FI010 is read as FI, whatever it is called. Any other is
refused in words, until a description and a sample are there; then its format is declared in this place.

Used by Bogh FI-indbetalinger (catalogue row 2). Source: payments.md 4.1.
"""

from __future__ import annotations

import codecs

from snitflade.formats import fi
from snitflade.formats.document import Document
from snitflade.formats.problems import ProblemKind, Problems

NAME = "ptg2"
WHY = (
    "PTG2 er ikke beskrevet nogen steder, så det kan ikke læses. Bed banken om beskrivelsen og en prøvefil, "
    "eller hent indbetalingerne som FI-fil (den begynder med FI010)."
)

PTG2_UBESKREVET = ProblemKind("PTG2_UBESKREVET", f"Filen begynder ikke med FI010. {WHY}", spec="RECORD_UKENDT")


def read(data: bytes, problems: Problems) -> Document | None:
    """The file's tables where it is FI (as `fi.FORMAT.read`); otherwise None, and why not in `problems`."""
    if not data.strip() or data.removeprefix(codecs.BOM_UTF8).startswith(b"FI010"):
        return fi.FORMAT.read(data, problems)
    problems.add(PTG2_UBESKREVET, line=1)
    return None
