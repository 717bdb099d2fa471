"""The dated table of waste: which income account a type in a town has, and what it costs by the municipality's tariff.

The file's own total is what is billed; the tariff only says where it looks wrong. Source: social-teknik.md 9.1, 9.3.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

from snitflade.tekn.affald.models import Affaldstakst

TOLERANCE = 100
"""Øre by which a total may differ from the tariff's."""
_MAENGDE = re.compile(r"([0-9]{1,9}(?:[.,][0-9]{1,3})?) ?([a-zA-Z]{1,9}[0-9]?)")
_KG = {"kg": Decimal(1), "ton": Decimal(1000), "t": Decimal(1000), "tons": Decimal(1000)}


class Takst(NamedTuple):
    """What holds for a weighing. `pris`: øre per `enhed`; `mindstepris`: øre; None where they are not known."""

    konto: str
    enhed: str = ""
    pris: int | None = None
    mindstepris: int | None = None

    def beloeb(self, maengde: str) -> int | None:
        """What the quantity costs in øre; None where its unit is not the tariff's, or no price is known.

        >>> takst = Takst("6602601100", "ton", 55_000, 10_000)
        >>> takst.beloeb("1250 kg"), takst.beloeb("20 kg"), takst.beloeb("2 m3")
        (68750, 10000, None)
        """
        found = _MAENGDE.fullmatch(maengde.strip())
        if self.pris is None or found is None:
            return None
        number, given, own = Decimal(found[1].replace(",", ".")), found[2].casefold(), self.enhed.casefold()
        if given in _KG and own in _KG:
            number = number * _KG[given] / _KG[own]
        elif given != own:
            return None
        cost = int((number * self.pris).quantize(Decimal(1), ROUND_HALF_UP))
        return max(cost, self.mindstepris or 0)


def noegle(tekst: str) -> str:
    """A waste type or a town for comparing.

    >>> noegle(" Deponi,  Blandet ")
    'deponi, blandet'
    """
    return " ".join(tekst.split()).casefold()


class Takster:
    """The table of one municipality as it stands now."""

    def __init__(self, kommune: str) -> None:
        self._dated: defaultdict[tuple[str, str], list[tuple[dt.date, Takst]]] = defaultdict(list)
        for row in Affaldstakst.objects.filter(kommune=kommune).order_by("-gyldig_fra"):
            takst = Takst(row.konto, row.enhed, row.pris, row.mindstepris)
            self._dated[row.typenoegle, noegle(row.by)].append((row.gyldig_fra, takst))

    def find(self, affaldstype: str, by: str, dato: dt.date) -> Takst | None:
        """What holds for a type in a town on a day: the town's own, else that of every town; None for neither."""
        for where in dict.fromkeys((noegle(by), "")):
            for fra, takst in self._dated.get((noegle(affaldstype), where), ()):
                if fra <= dato:
                    return takst
        return None
