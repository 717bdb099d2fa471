"""What the service answered, kept as it came in lines of JSON: the first says which operation and when, each other is one receipt.

Personal data stay out: receipts name our own ids alone. Source: skat-inddrivelse.md 10.2.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from snitflade.formats.problems import ProblemKind, Problems
from snitflade.krdi.modregning.tjeneste import CANCEL, QUERY, STATUS, SUBMIT, Svar

MODREGNING_FIL = ProblemKind(
    "MODREGNING_FIL", "Filen er ikke et svar fra Central incasso ({grund}). Spørg igen på siden Modregning."
)
UKENDT_ID = "?"
"""The status of an id that they left out of their answer."""
_MEST = 10**15
"""Øre below which every amount lies."""
_TEKSTER = ("id", "fejl", "tekst")


@dataclass(frozen=True, slots=True)
class Svarfil:
    """An operation's receipts."""

    kald: str
    svar: tuple[Svar, ...]


def skriv(kald: str, tid: str, svar: Sequence[Svar]) -> bytes:
    """The bytes; never the same twice."""
    head = {"kald": kald, "tid": tid, "nr": str(uuid.uuid4())}
    return "".join(json.dumps(one, ensure_ascii=False, sort_keys=True) + "\n" for one in (head, *svar)).encode()


def laes(data: bytes, name: str, problems: Problems) -> Svarfil:
    """The receipts; what is wrong is a problem of the whole file."""
    try:
        rows = [json.loads(line) for line in data.split(b"\n") if line]
        kald, svar = rows[0]["kald"], rows[1:]
    except (ValueError, LookupError, TypeError, RecursionError):
        problems.add(MODREGNING_FIL, grund="den kan ikke læses")
        return Svarfil("", ())
    wrong = kald not in (QUERY, SUBMIT, CANCEL, STATUS) or not all(_er_svar(kald, one) for one in svar)
    if wrong:
        problems.add(MODREGNING_FIL, grund="en linje har ikke de felter, den skal have")
        return Svarfil("", ())
    return Svarfil(kald, tuple(svar))


def _er_svar(kald: str, one: Any) -> bool:
    if not isinstance(one, dict) or not all(isinstance(one.get(name), str) for name in _TEKSTER):
        return False
    if kald == QUERY:
        return all(_tal(one.get(name)) for name in ("gaeld", "mest")) and all(
            isinstance(one.get(name), str) for name in ("reservation", "til")
        )
    cases = one.get("sager", [])
    return (
        isinstance(one.get("status"), str)
        and _tal(one.get("bogfoert"))
        and isinstance(cases, list)
        and all(isinstance(case, str) for case in cases)
    )


def _tal(value: Any) -> bool:
    return value is None or (isinstance(value, int) and not isinstance(value, bool) and abs(value) < _MEST)
