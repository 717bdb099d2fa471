"""Payments as columns, and what became of them: what a file of payments hands to `bogfoer_indbetalinger.match_and_book`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeVar

from snitflade.exchange.catalogue import Sheet
from snitflade.exchange.reconciliation import Sum
from snitflade.formats.problems import ProblemKind, Problems
from snitflade.formats.text import beloeb_tekst

T = TypeVar("T")

INDBETALING_BELOEB = ProblemKind(
    "INDBETALING_BELOEB",
    "En indbetaling er på {beloeb} kr. Den skal være over 0; penge den anden vej tilbageføres.",
    spec="BELOEB_UGYLDIGT",
)
INDBETALING_NOEGLE = ProblemKind(
    "INDBETALING_NOEGLE", "En indbetaling har ingen nøgle, så den kan ikke kendes igen. Meld det som en fejl."
)


class Soegt(StrEnum):
    """What kind of number a payment names its claim by."""

    NUMMER = "nummer"
    """`Regning.nummer`: FI type 0."""
    REGNINGSNUMMER = "regningsnummer"
    """`Regning.regningsnummer`, the printed bill: FI type 1. Its claims are paid in the order of due date and number."""
    KRAV = "krav"
    """The caller knows the claims (a collection that was built from them): `Indbetalinger.krav`."""
    INGEN = "ingen"
    """None."""


class Aarsag(StrEnum):
    """Why (some of) a payment waits in the queue; the codes of payments.md 1.1 and our own."""

    KRAV_UKENDT = "KRAV_UKENDT"
    KRAV_BETALT = "KRAV_BETALT"
    KONTROLCIFFER_FEJL = "KONTROLCIFFER_FEJL"
    KRAV_ANNULLERET = "KRAV_ANNULLERET"
    FEJLPLACERET = "FEJLPLACERET"

    @property
    def tekst(self) -> str:
        """The reason in words."""
        return _TEKSTER[self]


_TEKSTER = {
    Aarsag.KRAV_UKENDT: "Der er intet krav med nummeret",
    Aarsag.KRAV_BETALT: "Kravet er betalt, eller der er betalt for meget",
    Aarsag.KONTROLCIFFER_FEJL: "Kontrolcifferet er forkert",
    Aarsag.KRAV_ANNULLERET: "Kravet blev annulleret, efter at det var betalt",
    Aarsag.FEJLPLACERET: "Indbetalingen var placeret på et forkert krav",
}


@dataclass(slots=True)
class Indbetalinger:
    """Payments as columns of one length; numpy columns may be given, too.

    `noegle`: the natural key, unique in the source; `beloeb`: øre, above 0; `dato`: when the payer paid; `bogfoeringsdato`: posting
    date; `soegt` and `soegt_nummer`: what claim it names. `aarsag`: a reason why it must not be matched (`Aarsag` or a source's own
    code), empty otherwise. `krav`: for rows of `Soegt.KRAV` the ids of the claims in the order they are to be paid.
    `reference`, `betaler`, `tekst`: what came with it, empty columns where nothing did.
    """

    noegle: Sequence[str]
    beloeb: Sequence[int]
    dato: Sequence[dt.date]
    bogfoeringsdato: Sequence[dt.date]
    soegt: Sequence[str]
    soegt_nummer: Sequence[int]
    reference: Sequence[str] = ()
    betaler: Sequence[str] = ()
    tekst: Sequence[str] = ()
    aarsag: Sequence[str] = ()
    krav: Mapping[int, Sequence[int]] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.noegle)

    def tjek(self, problems: Problems) -> None:
        """Report rows that cannot be payments. Raises ValueError where the columns are of different lengths."""
        count = len(self.noegle)
        needed = (self.beloeb, self.dato, self.bogfoeringsdato, self.soegt, self.soegt_nummer)
        others = (self.reference, self.betaler, self.tekst, self.aarsag)
        if any(len(column) != count for column in needed) or any(len(column) not in (0, count) for column in others):
            raise ValueError("columns of different lengths")
        for row, beloeb in enumerate(liste(self.beloeb), start=1):
            if beloeb <= 0:
                problems.add(INDBETALING_BELOEB, line=row, field="beloeb", beloeb=beloeb_tekst(beloeb))
        if not all(self.noegle):
            problems.add(INDBETALING_NOEGLE, field="noegle")


@dataclass(frozen=True, slots=True)
class Afviger:
    """A payment that is not what was open on its claims (BELOEB_AFVIGER): row from 0, the first claim's id, øre."""

    raekke: int
    regning: int
    betalt: int
    aaben: int


@dataclass(slots=True)
class Resultat:
    """What became of a file of payments. `dubletter`: rows (from 0) that were booked before and are skipped; `indbetaling`: the id
    that each booked row got, by row."""

    bogfoert: Sum = field(default_factory=lambda: Sum(0, 0))
    fordelt: Sum = field(default_factory=lambda: Sum(0, 0))
    koe: dict[str, Sum] = field(default_factory=dict)
    afviger: list[Afviger] = field(default_factory=list)
    dubletter: list[int] = field(default_factory=list)
    indbetaling: dict[int, int] = field(default_factory=dict)
    bilag: list[int] = field(default_factory=list)

    def ark(self) -> Sheet:
        """The control sheet's sections."""
        queue = [(navn(code), f"{one.antal} · {beloeb_tekst(one.beloeb)}") for code, one in sorted(self.koe.items())]
        return [
            (
                "Indbetalinger",
                [
                    ("Bogført", f"{self.bogfoert.antal} · {beloeb_tekst(self.bogfoert.beloeb)}"),
                    ("Fordelt på krav", f"{self.fordelt.antal} · {beloeb_tekst(self.fordelt.beloeb)}"),
                    ("Beløb afviger fra det åbne", str(len(self.afviger))),
                    ("Bogført før og sprunget over", str(len(self.dubletter))),
                ],
            ),
            ("Uanbringelige", queue),
        ]


def navn(code: str) -> str:
    """A reason in words, or its code where it is the source's own."""
    return _TEKSTER.get(Aarsag(code), code) if code in set(Aarsag) else code


def liste(column: Sequence[T]) -> list[T]:
    """A column as a list of plain Python values, also where it is a numpy column."""
    plain = getattr(column, "tolist", None)
    return plain() if plain is not None else list(column)
