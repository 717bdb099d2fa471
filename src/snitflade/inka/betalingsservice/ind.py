"""Applying a file from Betalingsservice: whose it is, whether it is new, and then what it says."""

from __future__ import annotations

from snitflade.exchange.catalogue import Applied
from snitflade.exchange.models import Exchange
from snitflade.formats.problems import Problems
from snitflade.inka.betalingsservice import aftaler, betalinger, laesning


def anvend(exchange: Exchange, indhold: laesning.Indhold, problems: Problems) -> Applied:
    """Apply a file in the caller's transaction. Raises ProblemsError, Hold."""
    kommuner = laesning.ejer(exchange, indhold.document, problems)
    hoveder = laesning.registrer(exchange, indhold, problems)
    if indhold.leverancetype == "0603":
        return aftaler.anvend(exchange, indhold, hoveder, problems)
    return betalinger.anvend(exchange, indhold, hoveder, kommuner, problems)
