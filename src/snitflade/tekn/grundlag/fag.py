"""What whoever has a basis says of it, and what every order of a run says. Sources: social-teknik.md 9.4, 10.4 and 11.5."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django.db import models

from snitflade.exchange.catalogue import Option, OptionKind, Options
from snitflade.exchange.models import Exchange
from snitflade.formats.problems import Problems
from snitflade.inka.bestilling import BESTILLING as FAELLES
from snitflade.inka.prismefiler import Slags

BESTILLING = (
    *FAELLES,
    Option(
        "omraadenummer", OptionKind.CHOICE, "I stedet for systemkonstant 4011", required=False, choices=("000", "GEO", "INDDRIV")
    ),
    Option("modkonto", OptionKind.TEXT, "I stedet for modkontoen i systemkonstanterne", required=False),
)
"""What every order of such a run says, beside what its own basis needs."""


class Post(NamedTuple):
    """A line to be billed. `gruppe`: what is billed together for one debtor; `beloeb`: øre, negative is a credit; `tekst`: at most
    60 characters a line; `sted`, `geo_kode`: the place, and its områdenummer under systemkonstant 4011 = GEO (empty: not known);
    `egen_konto`: where it is posted instead of being claimed, empty: where the debtor's own claims are."""

    id: int
    gruppe: int
    debitor: int
    konto: str
    beloeb: int
    tekst: str
    sted: str
    geo_kode: str
    art: str = ""
    egen_konto: str = ""


@dataclass(frozen=True, slots=True)
class Fag:
    """Who has the basis.

    `side`: the page that posts, three digits; `foran`: stands before the text of a claim on the debtor's own account; `modkonto`,
    `betalingsart`: the constants' keys; `tabeller`: what is locked. `poster` gives the lines that are not billed yet, in the order
    of bills, or reports why it cannot; `kvartal` the period of the claims; `gem` keeps which bill (None: none, it was of zero) took
    which line, by the line's id.
    """

    modul: str
    snitflade: str
    side: str
    foran: str
    modkonto: str
    betalingsart: str
    tabeller: Sequence[type[models.Model]]
    poster: Callable[[Options, str, Problems], list[Post]]
    kvartal: Callable[[Options], str]
    gem: Callable[[Exchange, Sequence[Post], Mapping[int, int | None]], None]

    @property
    def maskinnr(self) -> str:
        """Five digits."""
        return self.side.zfill(5)

    def slags(self, betalingsart: str) -> Slags:
        """How its files are called and marked."""
        return Slags.af(self.side, betalingsart)
