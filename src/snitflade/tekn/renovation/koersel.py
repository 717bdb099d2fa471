"""What a billing run gives to whoever makes its files: bills as columns, totals, ledger rows, and what should be known.

Source: prisme.md 2.3 (order of postings), 3 (what a rate needs) and 3.8 (control total).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

from snitflade.formats.problems import Problems
from snitflade.inka.regningskunder import Regningsudkast
from snitflade.tekn.renovation.kvartal import Kvartal


class Regningslinje(Regningsudkast, Protocol):
    """What a bill is numbered and written up from."""

    @property
    def omraadenummer(self) -> str: ...


@dataclass(slots=True)
class Regninger:
    """The bills of a run as columns, all of one length and in one order.

    `person_cvr`: the 10 characters of Person/CVR-nummer (empty only where `betales_fra_konto` is set); `beloeb`: øre, signed;
    `betales_fra_konto`: the account of a claim that is posted directly and gets no rate, else empty; `tekst`: the
    specification lines of each bill, at most 60 characters each, joined with line feeds (`tekstlinjer` has them apart).
    """

    nummer: list[int] = field(default_factory=list)
    kundenummer: list[str] = field(default_factory=list)
    person_cvr: list[str] = field(default_factory=list)
    gln: list[str] = field(default_factory=list)
    omraadenummer: list[str] = field(default_factory=list)
    beloeb: list[int] = field(default_factory=list)
    betales_fra_konto: list[str] = field(default_factory=list)
    tekst: list[str] = field(default_factory=list)

    @property
    def tekstlinjer(self) -> list[list[str]]:
        """The specification lines of each bill."""
        return [text.split("\n") for text in self.tekst]

    def __len__(self) -> int:
        return len(self.nummer)


@dataclass(frozen=True, slots=True)
class Direkte:
    """A claim posted directly on the debtor's account; `beloeb` in øre, signed."""

    nummer: int
    kundenummer: str
    konto: str
    beloeb: int


@dataclass(frozen=True, slots=True)
class Kontering:
    """One ledger row: `beloeb` in øre, debit positive."""

    loebenr: int
    konto: str
    beloeb: int
    tekst: str


@dataclass(slots=True)
class Koersel:
    """A run that billed something, or found nothing to bill (`tom`), with everything its files are made of.

    `noegle` is empty for a run without bills. `brutto`: øre per income account in tariff order; `netto`: the sum of the
    ordinary bills; `aftaler`: agreements looked at, `opkraevet`: those billed or corrected; `rettelser`: those corrected.
    """

    noegle: str
    kommune: str
    kvartal: Kvartal
    regninger: Regninger = field(default_factory=Regninger)
    brutto: dict[str, int] = field(default_factory=dict)
    netto: int = 0
    direkte: list[Direkte] = field(default_factory=list)
    posteringer: list[Kontering] = field(default_factory=list)
    advarsler: Problems = field(default_factory=Problems)
    oplysninger: list[str] = field(default_factory=list)
    aftaler: int = 0
    opkraevet: int = 0
    rettelser: int = 0
    trans_10_uden_rate: bool = False

    def saet_regninger(self, udkast: Sequence[Regningslinje], foerste: int) -> None:
        """Number the bills from `foerste` and write them up, all but their text, with their sum and the claims posted directly."""
        columns = self.regninger
        columns.nummer = list(range(foerste, foerste + len(udkast)))
        columns.kundenummer = [one.kunde.kundenummer for one in udkast]
        columns.person_cvr = [one.kunde.person_cvr for one in udkast]
        columns.gln = [one.kunde.gln for one in udkast]
        columns.omraadenummer = [one.omraadenummer for one in udkast]
        columns.beloeb = [one.beloeb for one in udkast]
        columns.betales_fra_konto = [one.kunde.konto for one in udkast]
        self.netto = sum(one.beloeb for one in udkast if not one.kunde.konto)
        self.direkte = [
            Direkte(nummer, one.kunde.kundenummer, one.kunde.konto, one.beloeb)
            for nummer, one in zip(columns.nummer, udkast, strict=True)
            if one.kunde.konto
        ]

    @property
    def tom(self) -> bool:
        """Whether there was nothing to bill; then nothing has been written."""
        return not self.regninger
