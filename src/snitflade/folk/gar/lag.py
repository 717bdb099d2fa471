"""The layers of the FeatureServer: what each holds, its number, and in which order they are fetched.

Source: gar.md 2.1, 2.2 and 4.1.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Lag(StrEnum):
    """What a layer holds. The order is the one in which they are fetched, so that references exist."""

    KOMMUNE = "kommune"
    POSTNUMMER = "postnummer"
    LOKALITET = "lokalitet"
    VEJ = "vej"
    BYGNING = "bygning"
    ADGANGSADRESSE = "adgangsadresse"
    ENHEDSADRESSE = "enhedsadresse"


@dataclass(frozen=True, slots=True)
class Kilde:
    """One layer to be asked: what it holds, whether it is the list of what was deleted, and its number at the service."""

    lag: Lag
    slettet: bool
    nummer: int

    @property
    def navn(self) -> str:
        """Its name here and in a saved file.

        >>> Kilde(Lag.VEJ, True, 11).navn
        'slettet-vej'
        """
        return f"slettet-{self.lag}" if self.slettet else str(self.lag)


NUMRE: Mapping[str, int] = {
    "slettet-lokalitet": 10,
    "slettet-vej": 11,
    "slettet-bygning": 8,
    "slettet-adgangsadresse": 7,
    "slettet-enhedsadresse": 9,
    "kommune": 4,
    "postnummer": 5,
    "lokalitet": 3,
    "vej": 1,
    "bygning": 2,
    "adgangsadresse": 0,
    "enhedsadresse": 6,
}
"""The layers' numbers where the installation says nothing else: deletions first, then what they hold."""
MOENSTER = rf"|(?:{'|'.join(NUMRE)})=[0-9]{{1,4}}(?:,(?:{'|'.join(NUMRE)})=[0-9]{{1,4}})*"
"""How other numbers are written: ``vej=12,slettet-vej=22``."""


def kilder(andre: str = "") -> list[Kilde]:
    """All layers in the order they are fetched; `andre` gives those another number that it names.

    >>> [kilde.nummer for kilde in kilder("vej=21")]
    [10, 11, 8, 7, 9, 4, 5, 3, 21, 2, 0, 6]
    """
    numre = {**NUMRE, **{name: int(number) for name, number in (pair.split("=") for pair in andre.split(",") if pair)}}
    return [Kilde(Lag(name.removeprefix("slettet-")), name.startswith("slettet-"), number) for name, number in numre.items()]


TEKNISKE = frozenset({"objectid", "globalid", "creator", "creationdate", "editor", "editdate", "deleteddate"})
"""What every feature has, and what says nothing of the address. In small letters."""
