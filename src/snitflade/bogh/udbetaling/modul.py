"""The modules that pay out: what their runs are called, and which system constants say where the money comes from."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Modul:
    """A module that pays out.

    `kode`: four letters in file names and payment ids. `maskinnr`: the page that posts, five digits. The others are the numbers of
    system constants; `graense` (whole kroner) may be empty.
    """

    navn: str
    kode: str
    snitflade: str
    maskinnr: str
    kreditkonto: str
    """The ledger account that is credited."""
    bankkonto: str
    """The bank account that is paid from."""
    vej: str
    graense: str = ""
    formaal: str = ""
    """CtgyPurp in pain.001."""
    transaktionstype: str = "01"
    """In G68: ``10`` where Prisme may use no other account."""


Venter = Callable[[Sequence[int]], Mapping[int, str]]
"""Of the items (ids) that a run is about to pay: those that have to wait, each with its reason in Danish."""

Ark = Callable[[Sequence[int]], Sequence[tuple[str, str]]]
"""What the sheet of a run says of set-off: lines of (text, value); given the items (ids) that the run pays."""

_moduler: dict[str, Modul] = {}
_foelger: list[Callable[[Modul], object]] = []
_venter: dict[str, Venter] = {}
_ark: dict[str, Ark] = {}


def register(modul: Modul) -> Modul:
    """Declare a module. Raises ValueError when it is declared in another way."""
    new = modul.navn not in _moduler
    if _moduler.setdefault(modul.navn, modul) != modul:
        raise ValueError(f"{modul.navn} is declared twice")
    if new:
        for goer in _foelger:
            goer(modul)
    return modul


def foelg(goer: Callable[[Modul], object]) -> None:
    """Do something with every module: those there are, and those that come."""
    _foelger.append(goer)
    for modul in moduler():
        goer(modul)


def find(navn: str) -> Modul:
    """The module. Raises KeyError."""
    return _moduler[navn]


def moduler() -> list[Modul]:
    """Every module, by name."""
    return [_moduler[navn] for navn in sorted(_moduler)]


def spoerg_foer_udbetaling(navn: str, venter: Venter) -> None:
    """Let `venter` be asked, in the transaction of each run of the module, which items must wait (for set-off, row 19).

    Raises ValueError where the module has one.
    """
    if _venter.setdefault(navn, venter) is not venter:
        raise ValueError(f"{navn} asks somebody already")


def der_venter(navn: str, poster: Sequence[int]) -> Mapping[int, str]:
    """Which of the items must wait, with the reason."""
    return _venter[navn](poster) if navn in _venter and poster else {}


def vis_paa_ark(navn: str, ark: Ark) -> None:
    """Let `ark` say something on the sheet of each run of the module. Raises ValueError where somebody says something already."""
    if _ark.setdefault(navn, ark) is not ark:
        raise ValueError(f"{navn} has somebody on its sheet already")


def paa_arket(navn: str, poster: Sequence[int]) -> list[tuple[str, str]]:
    """The lines on set-off of a run's sheet; none where nobody says anything."""
    return list(_ark[navn](poster)) if navn in _ark else []
