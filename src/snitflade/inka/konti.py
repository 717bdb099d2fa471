"""The accounts that claims and payments are booked on, from the system constants, all asked for before anything happens."""

from __future__ import annotations

from snitflade.formats.problems import ProblemKind

DEBITOR, INDBETALING, UANBRINGELIG, NEDSKRIVNING = (
    *("inka.debitorkonto", "inka.indbetalingskonto", "inka.uanbringelig_konto"),
    "inka.nedskrivningskonto",
)
"""The constants' numbers."""

INKA_SAMME_KONTO = ProblemKind(
    "INKA_SAMME_KONTO",
    "Indbetalinger og uanbringelige beløb har samme konto {raw} den {dato}. Giv inka.indbetalingskonto eller "
    "inka.uanbringelig_konto en anden.",
)
