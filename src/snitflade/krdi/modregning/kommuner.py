"""The tax authority's two digits for each municipality. Source: skat-inddrivelse.md 1.1."""

from __future__ import annotations

SKATTEKOMMUNER = {"0955": "31", "0956": "32", "0957": "33", "0959": "36", "0960": "37"}


def skattekommune(kommune: str) -> str:
    """The two digits; empty for a number that is no municipality of today.

    >>> skattekommune("0956"), skattekommune("0101")
    ('32', '')
    """
    return SKATTEKOMMUNER.get(kommune, "")
