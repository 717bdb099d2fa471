"""Which account a line of Acubiz is posted on: its own number, a translated one, or the one of an employee.

Source: social-teknik.md 8 (mapping; ACU-E03, ACU-W01).
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from snitflade.bogh.konti import haandhaeves
from snitflade.bogh.models import KONTOBREDDE, Konto
from snitflade.bogh.models_bilag import Kontooversaettelse, Medarbejder
from snitflade.bogh.udbetaling.models import Modtager, Nummerart
from snitflade.exchange.konstanter import KonstantMangler, konstant
from snitflade.formats.problems import ProblemKind, Problems, mask_cpr
from snitflade.formats.text import mente_du

ACUBIZ_KONTO = ProblemKind(
    "ACUBIZ_KONTO",
    "Kontoen {raw} ({art}) findes hverken i kontoplanen eller i acubiz-konti.csv. {raad}",
    spec="ACU-E03",
)
ACUBIZ_KREDITOR_CPR = ProblemKind(
    "ACUBIZ_KREDITOR_CPR",
    "Kreditoren {raw} kan være et CPR-nummer, men er ingen kendt medarbejder eller modtager. Indlæs den med medarbejdere.csv "
    "eller modtagere.csv.",
    spec="ACU-E03",
)
ACUBIZ_KREDITORKONTO = ProblemKind(
    "ACUBIZ_KREDITORKONTO",
    "Det vides ikke, hvilken konto kreditoren {raw} bogføres på. Sæt systemkonstanten acubiz.kreditorkonto.",
    spec="ACU-E03",
)

FINANS, DEBITOR, KREDITOR = "f", "d", "k"
_NAVNE = {FINANS: "finans", DEBITOR: "debitor", KREDITOR: "kreditor"}


@dataclass(slots=True)
class Konti:
    """The accounts of one file, looked up once. Made for the day the vouchers are posted."""

    dato: dt.date
    oversat: dict[tuple[str, str], str] = field(init=False)
    medarbejdere: dict[str, tuple[str, str]] = field(init=False)
    """By creditor number: initials and account."""
    initialer: set[str] = field(init=False)
    plan: set[str] | None = field(init=False)
    """The chart; None where accounts need not stand in it."""

    def __post_init__(self) -> None:
        self.oversat = {(row.art, row.nummer): row.konto for row in Kontooversaettelse.objects.all()}
        people = list(Medarbejder.objects.all())
        self.medarbejdere = {row.kreditornummer: (row.initialer, row.konto) for row in people if row.kreditornummer}
        self.initialer = {row.initialer for row in people}
        self.plan = set(Konto.objects.values_list("nummer", flat=True)) if haandhaeves(self.dato) else None

    def find(self, art: str, nummer: str, line: int, problems: Problems) -> str:
        """The account of a line; empty where there is none, with the reason reported at `line`."""
        if (found := self.oversat.get((art, nummer))) is not None:
            return found
        if art == KREDITOR and nummer in self.medarbejdere:
            return self.medarbejdere[nummer][1] or self._faelles(nummer, line, problems)
        if self.plan is not None and nummer in self.plan:
            return nummer
        if art == KREDITOR and mask_cpr(nummer) != nummer:
            if Modtager.objects.filter(art=Nummerart.CPR, nummer=nummer.replace("-", "")).exists():
                return self._faelles(nummer, line, problems)
            if nummer[0] in "0123":  # from 61 on it is an account sooner than a replacement number
                problems.add(ACUBIZ_KREDITOR_CPR, line=line, field="account", raw=nummer)
                return ""
        if self.plan is None and nummer.isascii() and nummer.isdigit() and len(nummer) <= KONTOBREDDE:
            return nummer
        raad = mente_du(nummer, self.plan or (), "Ret kontoen, eller indlæs den.")
        problems.add(ACUBIZ_KONTO, line=line, field="account", raw=nummer, art=_NAVNE.get(art, art), raad=raad)
        return ""

    def _faelles(self, nummer: str, line: int, problems: Problems) -> str:
        try:
            return konstant("acubiz.kreditorkonto", self.dato)
        except KonstantMangler:
            problems.add(ACUBIZ_KREDITORKONTO, line=line, field="account", raw=nummer)
            return ""

    def kendt(self, initialer: str, kreditorer: set[str]) -> bool:
        """Whether the employee of a travel is known; also where no employees have been loaded, and nobody can be told."""
        if not self.initialer:
            return True
        return initialer.lower() in self.initialer or any(nummer in self.medarbejdere for nummer in kreditorer)
