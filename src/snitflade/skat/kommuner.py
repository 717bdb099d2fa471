"""The municipalities as CPR and as eSkat number them. Source: skat-inddrivelse.md 1.1."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Kommune:
    """One municipality. `kommune`: its number as everywhere here, four digits; `bogstaver`: as in names of files from eSkat."""

    kommune: str
    skattekommune: str
    bogstaver: str
    navn: str


KOMMUNER = (
    Kommune("0955", "31", "KU", "Kommune Kujalleq"),
    Kommune("0956", "32", "SE", "Kommuneqarfik Sermersooq"),
    Kommune("0957", "33", "QE", "Qeqqata Kommunia"),
    Kommune("0958", "34", "QA", "Qaasuitsup Kommunia"),
    Kommune("0959", "36", "KQ", "Kommune Qeqertalik"),
    Kommune("0960", "37", "AK", "Avannaata Kommunia"),
)
"""Qaasuitsup Kommunia was split on 1 January 2018; its letters and number stand in older files. KQ and AK are assumed (1.1)."""
NEDLAGT = "0958"
ANTAGNE = frozenset({"KQ", "AK"})
"""Letters nobody has confirmed: they never decide anything."""
_AF_SKATTEKOMMUNE = {one.skattekommune: one for one in KOMMUNER}
_AF_BOGSTAVER = {one.bogstaver: one for one in KOMMUNER}
_AF_NUMMER = {one.kommune: one for one in KOMMUNER}


def af_skattekommune(nummer: str) -> Kommune | None:
    """The municipality that eSkat calls so.

    >>> af_skattekommune("32").kommune
    '0956'
    """
    return _AF_SKATTEKOMMUNE.get(nummer)


def af_bogstaver(bogstaver: str) -> Kommune | None:
    """The municipality with these letters in the name of a file, None for letters that are unknown."""
    return _AF_BOGSTAVER.get(bogstaver)


def navn(kommune: str) -> str:
    """The name of the municipality with this four-digit number; the number itself where it is not known.

    >>> navn("0957")
    'Qeqqata Kommunia'
    """
    found = _AF_NUMMER.get(kommune)
    return found.navn if found else kommune


def skattekommune(kommune: str) -> str:
    """What eSkat calls the municipality with this four-digit number; empty where that is not known."""
    found = _AF_NUMMER.get(kommune)
    return found.skattekommune if found else ""
