"""From charges to bills: who gets one, under which numbers, and what prevents it.

One bill per debtor and områdenummer (or per agreement, as a setting). A debtor that pays from an account gets one claim,
posted there and not billed. Bills of zero, and credits below 1 kr., are left out and stay open.

Sources: prisme.md 3.5, 3.7 and 3.8, social-teknik.md 11.3, 11.4 and 11.8.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple, Protocol

import numpy as np

from snitflade.formats import checkdigits
from snitflade.formats.problems import ProblemKind, Problems
from snitflade.inka.debitorer import DEBITOR_GLN_UDEN_CVR, DEBITOR_MODULUS_11, overholder
from snitflade.inka.models import Debitor
from snitflade.tekn.renovation.beregn import Beregning, Krav, Ydelsesdata
from snitflade.tekn.renovation.parametre import Opsaetning

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
BAGATEL = 100
"""Credits below this many øre are not sent (social-teknik.md 11.3)."""


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


class Udkast(NamedTuple):
    """A bill before it has a number. When its customer pays from an account it is a claim that is posted there instead."""

    debitor: int
    kunde: Kunde
    omraadenummer: str
    beloeb: int
    krav: list[Krav]


class Fordeling(NamedTuple):
    """The bills of a run in their order, and the ones left open: of zero, and credits below 1 kr."""

    udkast: list[Udkast]
    nul: list[Udkast]
    bagateller: list[Udkast]


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


def fordel(beregning: Beregning, opsaetning: Opsaetning, problems: Problems) -> Fordeling:
    """Put the charges on bills in the order of debtors, and report everything that prevents a bill."""
    debtors = kunder() if beregning.krav else {}
    omraade = _Ydelsesomraade(beregning.ydelser, opsaetning.omraadenummer, problems)
    result = Fordeling([], [], [])
    for debitor, group in groupby(beregning.krav, key=itemgetter(Krav._fields.index("debitor"))):
        kunde = debtors[debitor]
        for nummer, charges in _split(list(group), kunde, omraade, opsaetning):
            beloeb = sum([krav.beloeb for krav in charges])
            udkast = Udkast(debitor, kunde, nummer, beloeb, charges)
            if not beloeb:
                result.nul.append(udkast)
            elif -BAGATEL < beloeb < 0:
                result.bagateller.append(udkast)
            else:
                result.udkast.append(udkast)
    tjek_kunder(result.udkast, problems, trans_10_uden_rate=opsaetning.trans_10_uden_rate)
    return result


def _split(charges: list[Krav], kunde: Kunde, omraade: _Ydelsesomraade, opsaetning: Opsaetning) -> Iterable[tuple[str, list[Krav]]]:
    """The bills of one debtor: områdenummer and charges, in the order of the numbers."""
    if kunde.konto:
        return ((omraade.af(charges[0], kunde) if opsaetning.trans_10_uden_rate else UDEN_OMRAADE, charges),)
    if opsaetning.rate_pr == "aftale":
        return sorted(((omraade.af(krav, kunde), [krav]) for krav in charges), key=itemgetter(0))
    if not omraade.efter_sted:
        return ((omraade.af(charges[0], kunde), charges),)
    groups: defaultdict[str, list[Krav]] = defaultdict(list)
    for krav in charges:
        groups[omraade.af(krav, kunde)].append(krav)
    return sorted(groups.items())


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


class _Ydelsesomraade(Omraade):
    """Områdenumre of charges for services."""

    def __init__(self, ydelser: dict[int, Ydelsesdata], metode: str, problems: Problems) -> None:
        super().__init__(metode, problems)
        self.ydelser = ydelser

    def af(self, krav: Krav, kunde: Kunde) -> str:
        """The områdenummer of a charge, 3 digits."""
        data = self.ydelser[krav.ydelse]
        return self.nummer(data.lokalitetsnavn, data.geo_kode, kunde)


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
