"""The frame of a CPR delivery: its start and end record, and the rules on which records there must be.

One start record first and one end record last; the end record's count is right; every person of a P12170 delivery has just one 001,
because a person's data are replaced whole. Where a record's personnummer cannot be read, nobody knows whose data are incomplete; so
the persons before and after it are at fault too.

Source: cpr.md 2.3–2.5 and 7 (point 4).
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from snitflade.formats.columns import strings
from snitflade.formats.cpr_felter import recordtype
from snitflade.formats.kinds import Digits, Number
from snitflade.formats.layout import Field, Record, Table
from snitflade.formats.moments import Date
from snitflade.formats.problems import ProblemKind, Problems, Severity

START = Record(
    "000",
    "Startrecord",
    35,
    (
        recordtype("000"),
        Field("sortfelt_10", Digits(10), "Sorteringsfelt, altid nuller", default="0000000000"),
        Field("opgavenr", Digits(6), "Udtrækkets opgavenummer"),
        Field("proddto", Date(), "Leverancens produktionsdato"),
        Field("proddtoforrig", Date(zero=True), "Den foregående leverances produktionsdato; kædens led"),
    ),
    "cpr.md 2.4",
)
SLUT = Record(
    "999",
    "Slutrecord",
    21,
    (
        recordtype("999"),
        Field("sortfelt_10", Digits(10), "Sorteringsfelt, altid nitaller", default="9999999999"),
        Field("taeller", Number(8), "Antal records mellem start og slut"),
    ),
    "cpr.md 2.4",
)

CPR_START_MANGLER = ProblemKind(
    "CPR_START_MANGLER", "Leverancen begynder ikke med en startrecord (000). Den er afkortet eller beskadiget; hent den igen."
)
CPR_START_FLERE = ProblemKind("CPR_START_FLERE", "Der står en startrecord (000) inde i leverancen. Den er sat sammen af flere.")
CPR_SLUT_MANGLER = ProblemKind("CPR_SLUT_MANGLER", "Leverancen ender ikke med en slutrecord (999). Den er afkortet; hent den igen.")
CPR_SLUT_UDELADT = ProblemKind(
    "CPR_SLUT_UDELADT",
    "Leverancen har ingen slutrecord (999); det er tilladt ved prøvefiler, og antallet er ikke kontrolleret.",
    Severity.ADVARSEL,
)
CPR_SLUT_FLERE = ProblemKind("CPR_SLUT_FLERE", "Der står en slutrecord (999) inde i leverancen. Den er sat sammen af flere.")
CPR_TAELLER = ProblemKind("CPR_TAELLER", "Slutrecorden siger {expected} records, men der er {found}. Hent leverancen igen.")
CPR_PNR_NUL = ProblemKind("CPR_PNR_NUL", "Recorden har nuller som personnummer og hører ikke til nogen.")
CPR_PERSON_UDEN_001 = ProblemKind(
    "CPR_PERSON_UDEN_001", "Personen har ingen 001. Personens data er ufuldstændige og kan ikke afløse dem, der er."
)
CPR_PERSON_FLERE_001 = ProblemKind("CPR_PERSON_FLERE_001", "Personen har allerede en 001 på linje {head}; der skal være én.")
CPR_PERSON_NABO = ProblemKind(
    "CPR_PERSON_NABO",
    "Linje {head} ved siden af har et personnummer, der ikke kan læses; den kan høre til denne person, hvis data så mangler noget.",
)

FILFEJL = frozenset(
    {"CPR_START_MANGLER", "CPR_START_FLERE", "CPR_SLUT_MANGLER", "CPR_SLUT_FLERE", "CPR_TAELLER", "CPR_STROEM_BRUDT"}
    | {"CPR_FORKERT_PROFIL", "CPR_UTF8", "FIL_TOM"}
)
"""The codes of faults of the delivery itself, whatever line they are told at."""

INGEN_PERSON = np.int64(-1)
"""In `Poster.pnr`: a record that is about no person."""


@dataclass(frozen=True, slots=True)
class Startrecord:
    """What a delivery says of itself. `proddtoforrig`: the production date of the one before it, None in the first."""

    opgavenr: str
    proddto: dt.date
    proddtoforrig: dt.date | None


@dataclass(frozen=True, slots=True)
class Poster:
    """The records of a delivery, one entry each.

    `typer`: the record type's three digits as a number, or -1 for a line that is no record; `tomme`: which lines are
    empty; `pnr`: the number in positions 4–13 of a record about a person, `INGEN_PERSON` for others, and a value below that of
    its own where it is not ten digits.
    """

    typer: NDArray[np.int16]
    tomme: NDArray[np.bool_]
    pnr: NDArray[np.int64]


def indrammet(*grupper: tuple[Record, ...]) -> tuple[Record, ...]:
    """The records of a profile and its frame, by record type."""
    return tuple(sorted((START, *(record for gruppe in grupper for record in gruppe), SLUT), key=lambda record: record.key))


def startrecord(table: Table) -> Startrecord | None:
    """The first start record, if it can be read."""
    if not len(table) or np.isnat(table["proddto"][0]):
        return None
    before = table["proddtoforrig"][0]
    return Startrecord(strings(table["opgavenr"][:1])[0], table["proddto"][0].item(), None if np.isnat(before) else before.item())


def ramme(poster: Poster, slut: Table | None, problems: Problems, *, slut_kraeves: bool) -> None:
    """Report what is wrong with start, end and count. `slut`: the end records."""
    there = np.flatnonzero(~poster.tomme)
    if not len(there):
        problems.add_many(CPR_START_MANGLER, np.arange(1, 1 + bool(len(poster.tomme))))
        return
    first, last = there[0], there[-1]
    starts, ends = np.flatnonzero(poster.typer == 0), np.flatnonzero(poster.typer == 999)
    if poster.typer[first] != 0:
        problems.add(CPR_START_MANGLER, line=int(first) + 1)
    problems.add_many(CPR_START_FLERE, starts[starts != first] + 1, record=START.key)
    problems.add_many(CPR_SLUT_FLERE, ends[ends != last] + 1, record=SLUT.key)
    if poster.typer[last] != 999:
        problems.add(CPR_SLUT_MANGLER if slut_kraeves else CPR_SLUT_UDELADT, line=int(last) + 1)
    elif slut is not None and len(slut):
        found = len(there) - len(ends) - len(starts)
        bad = np.zeros(len(slut), dtype=bool)
        bad[-1] = slut["taeller"][-1] != found
        slut.report(problems, CPR_TAELLER, bad, "taeller", expected=int(slut["taeller"][-1]), found=found)


def personer(poster: Poster, problems: Problems, *, et_001: bool) -> None:
    """Report what is wrong with the records of each person. `et_001`: each must have one 001."""
    problems.add_many(CPR_PNR_NUL, np.flatnonzero(poster.pnr == 0) + 1, column=4)
    if et_001:
        _check_001(poster, problems)
    _check_neighbours(poster.pnr, problems)


def _check_001(poster: Poster, problems: Problems) -> None:
    persons = np.flatnonzero(poster.pnr > 0)
    begins = persons[
        np.flatnonzero(np.diff(poster.pnr[persons], prepend=INGEN_PERSON))
    ]  # one line for each run of a person's records
    heads = np.flatnonzero((poster.typer == 1) & (poster.pnr > 0))
    known, first, place = np.unique(poster.pnr[heads], return_index=True, return_inverse=True)
    again = np.ones(len(heads), dtype=bool)
    again[first] = False
    problems.add_many(CPR_PERSON_FLERE_001, heads[again] + 1, record="001", head=heads[first][place[again]] + 1)
    numbers, at = np.unique(poster.pnr[begins], return_index=True)
    missing = ~np.isin(numbers, known, assume_unique=True)
    problems.add_many(CPR_PERSON_UDEN_001, np.sort(begins[at[missing]]) + 1)


def _check_neighbours(pnr: NDArray[np.int64], problems: Problems) -> None:
    unread = np.flatnonzero((pnr < INGEN_PERSON) | (pnr == 0))
    if not len(unread):
        return
    known = np.flatnonzero(pnr > 0)
    after = np.searchsorted(known, unread)
    pairs = [(after[after > 0] - 1, unread[after > 0]), (after[after < len(known)], unread[after < len(known)])]
    lines, heads = (np.concatenate(parts) for parts in zip(*((known[at], bad) for at, bad in pairs), strict=True))
    lines, one = np.unique(lines, return_index=True)
    problems.add_many(CPR_PERSON_NABO, lines + 1, head=heads[one] + 1)
