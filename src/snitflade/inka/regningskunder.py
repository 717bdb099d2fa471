"""Who can be billed through Prisme: each debtor as 10Q knows it, its områdenummer, and what prevents a bill.

Every module that bills with 10Q asks here (861, 522 and the others). Sources: prisme.md 3.5, 3.7 and 3.8, social-teknik.md 11.8.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple, Protocol

import numpy as np

from snitflade.formats import checkdigits
from snitflade.formats.problems import ProblemKind, Problems
from snitflade.inka.debitorer import DEBITOR_GLN_UDEN_CVR, DEBITOR_MODULUS_11, overholder
from snitflade.inka.models import Debitor

REGNING_UDEN_NUMMER = ProblemKind(
    "REGNING_UDEN_NUMMER",
    "{navn} (kunde {raw}) har hverken CVR-nummer, personnummer eller et kundenummer, der kan være et personnummer. Prisme kræver "
    "et af dem: tilføj det i debitorer.csv.",
)
REGNING_OFFENTLIG_UKENDT = ProblemKind(
    "REGNING_OFFENTLIG_UKENDT",
    "Det er ukendt, om {navn} (kunde {raw}) er en offentlig kunde, og områdenummeret afhænger af det (systemkonstant 4011 = "
    "INDDRIV). Skriv J eller N i kolonnen «Offentlig» i debitorer.csv.",
)
REGNING_GEO_MANGLER = ProblemKind(
    "REGNING_GEO_MANGLER",
    "{raw} har ingen GEO-kode, og områdenummeret skal være den (systemkonstant 4011 = GEO). Tilføj den i lokaliteter.csv.",
)
REGNING_FOR_STOR = ProblemKind(
    "REGNING_FOR_STOR",
    "Regningen til {navn} (kunde {raw}) er over 99.999.999,99 kr., mere end en rate kan rumme. Kontrollér antal og takst.",
)

UDEN_OMRAADE, OFFENTLIG = "000", "100"
"""Områdenumre: none, and public customers under INDDRIV (prisme.md 3.7)."""
HOEJESTE_RATE = 10**10 - 1
"""Øre a rate in 10Q can hold (prisme.md 3.8)."""


class Kunde(NamedTuple):
    """A debtor as billing needs it. `person_cvr`: the 10 characters of Person/CVR-nummer, empty when it has none."""

    kundenummer: str
    navn: str
    cvr: str
    gln: str
    konto: str
    sprog: str
    offentlig: bool | None
    person_cvr: str


def kunder() -> dict[int, Kunde]:
    """All debtors by id, each with the number Prisme knows it by."""
    names = ("id", "kundenummer", "navn", "cvr", "gln", "betales_fra_konto", "sprog", "offentlig", "personnummer")
    rows = list(Debitor.objects.order_by().values_list(*names))
    possible = overholder(checkdigits.cpr, [row[1] for row in rows], 10).tolist() if rows else []
    make = Kunde._make
    return {
        row[0]: make((*row[1:8], f"00{row[3]}" if row[3] else row[8] or (row[1] if is_cpr else "")))
        for row, is_cpr in zip(rows, possible, strict=True)
    }


class Omraade:
    """Områdenumre by systemkonstant 4011; what is missing for them is reported, once per place or debtor."""

    def __init__(self, metode: str, problems: Problems) -> None:
        self.metode = metode
        self.problems = problems
        self.efter_sted = metode == "GEO"
        self._reported: set[str] = set()

    def nummer(self, sted: str, geo_kode: str, kunde: Kunde) -> str:
        """The områdenummer of a charge at a place, 3 digits."""
        if self.efter_sted:
            if not geo_kode:
                self._report(REGNING_GEO_MANGLER, sted, sted)
            return geo_kode
        if self.metode == "INDDRIV" and kunde.cvr:
            if kunde.offentlig is None:
                self._report(REGNING_OFFENTLIG_UKENDT, kunde.kundenummer, kunde.navn)
            return OFFENTLIG if kunde.offentlig else UDEN_OMRAADE
        return UDEN_OMRAADE

    def _report(self, kind: ProblemKind, raw: str, navn: str) -> None:
        if raw not in self._reported:
            self._reported.add(raw)
            self.problems.add(kind, field="omraadenummer", raw=raw, navn=navn)


class Regningsudkast(Protocol):
    """What of a bill can be checked before it has a number."""

    @property
    def debitor(self) -> int: ...
    @property
    def kunde(self) -> Kunde: ...
    @property
    def beloeb(self) -> int: ...


def tjek_kunder(udkast: Iterable[Regningsudkast], problems: Problems, *, trans_10_uden_rate: bool) -> None:
    """Report debtors that Prisme cannot bill, once each, and bills too large for a rate."""
    seen: set[int] = set()
    persons: list[str] = []
    for one in udkast:
        kunde = one.kunde
        if abs(one.beloeb) > HOEJESTE_RATE:
            problems.add(REGNING_FOR_STOR, field="beloeb", raw=kunde.kundenummer, navn=kunde.navn)
        if one.debitor in seen:
            continue
        seen.add(one.debitor)
        if kunde.konto and not trans_10_uden_rate:
            continue
        if kunde.gln and not kunde.cvr:
            problems.add(DEBITOR_GLN_UDEN_CVR, field="gln", raw=kunde.gln, navn=kunde.navn)
        if not kunde.person_cvr:
            problems.add(REGNING_UDEN_NUMMER, field="kundenummer", raw=kunde.kundenummer, navn=kunde.navn)
        elif not kunde.cvr:
            persons.append(kunde.person_cvr)
    bad = np.flatnonzero(~overholder(checkdigits.cpr_modulus_11, persons, 10))
    raws = [persons[at] for at in bad.tolist()]
    problems.add_many(DEBITOR_MODULUS_11, np.zeros_like(bad), field="personnummer", raws=raws)
