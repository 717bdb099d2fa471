"""Reading a delivery of CPR: its profile, its frame, the field checks, and which persons are at fault.

Source: cpr.md 1, 2, 7 (point 6).
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import overload

import numpy as np

from snitflade.exchange.catalogue import Aside
from snitflade.exchange.konstanter import konstant
from snitflade.folk.cpr import glbase, p12170
from snitflade.folk.cpr.afbildning import Profilbillede
from snitflade.formats import cpr_glbase, cpr_p12170
from snitflade.formats.cpr_fil import CprFil, Fejl, Rows
from snitflade.formats.cpr_format import CprFormat
from snitflade.formats.cpr_profil import Profil, profil
from snitflade.formats.cpr_ramme import START
from snitflade.formats.problems import ProblemKind, Problems, Severity

FORMATER: dict[str, tuple[CprFormat, Profilbillede]] = {
    cpr_p12170.FORMAT.name: (cpr_p12170.FORMAT, p12170.BILLEDE),
    cpr_glbase.FORMAT.name: (cpr_glbase.FORMAT, glbase.BILLEDE),
}
AD_GANGEN = 10_000
"""Persons in one transaction."""
NAVN = re.compile(r"d(\d{8}|\d{6})\.[lo](\d+)", re.IGNORECASE)
"""How a delivery's name begins: production date and, presumably, the task number (cpr.md 2.1)."""

CPR_NAVN = ProblemKind(
    "CPR_NAVN",
    "Filnavnet {name} siger {said}, men startrecorden {found}. Startrecorden gælder.",
    Severity.ADVARSEL,
)


@dataclass(frozen=True)
class Leverance:
    """One delivery as read: nothing of it is copied from the bytes but an index."""

    fil: CprFil
    billede: Profilbillede
    fejl: Fejl
    gode: Rows
    """The persons that can be applied, by their places in the delivery."""
    navn: str = ""

    @property
    def dele(self) -> int:
        """In how many transactions it is applied."""
        return max(1, -(-len(self.gode) // AD_GANGEN))

    def del_(self, nummer: int) -> Rows:
        """The persons of one part, from 0."""
        return self.gode[nummer * AD_GANGEN : (nummer + 1) * AD_GANGEN]

    def til_side(self, person: int, grund: str) -> Aside:
        """A person to be set aside, with all of his lines."""
        lines = tuple(row + 1 for row in self.fil.raekker(person).tolist())
        number = self.fil.numre(np.array([person]))[0].decode("latin-1")
        return Aside(number, lines, grund)


def laes(data: bytes, navn: str, problems: Problems) -> Leverance:
    """Read and check a delivery of the configured profile; faults go to `problems`."""
    today = dt.datetime.now(dt.UTC).date()
    format, billede = FORMATER[konstant("folk.cpr.profil", today)]
    if konstant("folk.cpr.uden_slutrecord", today) == "J":
        format = replace(format, slut_kraeves=False)
    fil = CprFil(format, data, problems)
    fil.check(problems)
    fejl = fil.fejl(problems)
    good = np.ones(fil.antal_personer, dtype=bool)
    good[fejl.personer] = False
    leverance = Leverance(fil, billede, fejl, np.flatnonzero(good), navn)
    _check_name(leverance, problems)
    return leverance


def _check_name(leverance: Leverance, problems: Problems) -> None:
    start, found = leverance.fil.startrecord, NAVN.match(leverance.navn)
    if start is None or found is None:
        return
    date, task = found.groups()
    for said, is_said in ((date, f"{start.proddto:%Y%m%d}"[-len(date) :]), (task, start.opgavenr)):
        if said != is_said:
            problems.add(CPR_NAVN, line=1, name=leverance.navn, said=said, found=is_said)


def genkend(data: bytes, navn: str) -> str:
    """Which profile a file has; the first one where it has no persons. Empty: it is no delivery of CPR."""
    found = profil(data)[0]
    if found in (Profil.P12170, Profil.GLBASE):
        return str(found)
    return cpr_p12170.FORMAT.name if data.startswith(b"000") or found is Profil.UKENDT else ""


def orden(data: bytes, navn: str) -> str:
    """The production date of the start record, by which deliveries wait."""
    begins = data[: START.width]
    return begins[19:27].decode("latin-1") if begins.startswith(b"000") and begins[19:27].isdigit() else ""


class Linjer(Sequence[tuple[int, int]]):
    """Where each record stands in the bytes, in any packing; asked for one at a time, since a first load has millions."""

    def __init__(self, data: bytes) -> None:
        name = genkend(data, "") or cpr_p12170.FORMAT.name
        delt = FORMATER[name][0].cut(data, Problems())
        empty = np.empty(0, dtype=np.int64)
        self._starts, self._lengths = (delt.lines.starts, delt.lines.lengths) if delt else (empty, empty)
        self._whole = (0, len(data))

    def __len__(self) -> int:
        return len(self._starts) or 1

    @overload
    def __getitem__(self, at: int) -> tuple[int, int]: ...
    @overload
    def __getitem__(self, at: slice) -> list[tuple[int, int]]: ...
    def __getitem__(self, at: int | slice) -> tuple[int, int] | list[tuple[int, int]]:
        if isinstance(at, slice):
            return [self[i] for i in range(*at.indices(len(self)))]
        if not len(self._starts) and at == 0:
            return self._whole
        if not 0 <= at < len(self._starts):
            raise IndexError(at)
        begin = int(self._starts[at])
        return begin, begin + int(self._lengths[at])
