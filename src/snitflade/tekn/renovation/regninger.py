"""From charges to bills: who gets one, under which numbers; what prevents it is found by `inka.regningskunder`.

One bill per debtor and områdenummer (or per agreement, as a setting). A debtor that pays from an account gets one claim,
posted there and not billed. Bills of zero, and credits below 1 kr., are left out and stay open.

Sources: prisme.md 3.5, 3.7 and 3.8, social-teknik.md 11.3, 11.4 and 11.8.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple

from snitflade.formats.problems import Problems
from snitflade.inka.regningskunder import UDEN_OMRAADE, Kunde, Omraade, kunder, tjek_kunder
from snitflade.tekn.renovation.beregn import Beregning, Krav, Ydelsesdata
from snitflade.tekn.renovation.parametre import Opsaetning

BAGATEL = 100
"""Credits below this many øre are not sent (social-teknik.md 11.3)."""


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


class _Ydelsesomraade(Omraade):
    """Områdenumre of charges for services."""

    def __init__(self, ydelser: dict[int, Ydelsesdata], metode: str, problems: Problems) -> None:
        super().__init__(metode, problems)
        self.ydelser = ydelser

    def af(self, krav: Krav, kunde: Kunde) -> str:
        """The områdenummer of a charge, 3 digits."""
        data = self.ydelser[krav.ydelse]
        return self.nummer(data.lokalitetsnavn, data.geo_kode, kunde)
