"""A register: rows of one kind that people search, look at and take away. A Delsystem gets a page of its own with one declaration.

::

    LOKALITETER = registrer(Register(
        id="lokaliteter", titel=_("Lokaliteter"), om=_("Byer og bygder …"), delsystemer=("folk",),
        raekker=lambda hvor: Lokalitet.objects.all(),
        felter=(Felt(_("Lokalitet"), lambda row: row.navn, sorter="navn"), Felt(_("Kode"), lambda row: row.kode)),
        soeg=lambda rows, text: rows.filter(navn__icontains=text)))

Whoever may look in one of `delsystemer` sees the register; `raekker` is told which Delsystemer the reader may see, and gives only
rows that belong to them. CPR numbers are masked in the list.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from snitflade.web.eksport import Oere
from snitflade.web.tabel import Celle, Kolonne
from snitflade.web.templatetags.side import dag, kroner, tidspunkt

Tekst = str | Promise
Raekker = Callable[[frozenset[str]], QuerySet[Any]]


@dataclass(frozen=True, slots=True)
class Felt:
    """One column. `vaerdi` gives a text, a whole number, `Oere`, a date, a moment, a truth or None.

    `adresse`: where the cell leads, empty for nowhere. `tone`: the badge it is shown as. `i_liste` False: only in files.
    """

    titel: Tekst
    vaerdi: Callable[[Any], object]
    sorter: str = ""
    tal: bool = False
    adresse: Callable[[Any], str] | None = None
    tone: Callable[[Any], str | None] | None = None
    i_liste: bool = True
    dansk: bool = False
    """What stands in it is Danish in whatever language the page is."""

    @property
    def kolonne(self) -> Kolonne:
        """Its heading."""
        return Kolonne(self.titel, self.tal, self.sorter, self.dansk)

    def celle(self, row: Any) -> Celle:
        """Its cell in the list."""
        return Celle(
            vist(self.vaerdi(row)), self.adresse(row) if self.adresse else "", self.tone(row) if self.tone is not None else None
        )


@dataclass(frozen=True, slots=True)
class Filter:
    """One choice above the list. `valg`: value and text of each; `anvend` keeps the rows of a value."""

    navn: str
    titel: Tekst
    valg: Callable[[], Sequence[tuple[str, Tekst]]]
    anvend: Callable[[QuerySet[Any], str], QuerySet[Any]]


@dataclass(frozen=True, slots=True)
class Register:
    """A register, as above. `personer`: the lookup from a row to a debtor's id, where rows may be about persons."""

    id: str
    titel: Tekst
    om: Tekst
    delsystemer: tuple[str, ...]
    raekker: Raekker
    felter: Sequence[Felt]
    soeg: Callable[[QuerySet[Any], str], QuerySet[Any]] | None = None
    soeg_tekst: Tekst = ""
    filtre: Sequence[Filter] = field(default_factory=tuple)
    personer: str = ""
    ikon: str = "document"

    @property
    def adresse(self) -> str:
        """Where it is."""
        return reverse("register", args=[self.id])


@dataclass(frozen=True, slots=True)
class Side:
    """A page that stands among the registers and is no list of rows: what it is called, the name of its address, who sees it."""

    navn: str
    titel: Tekst
    om: Tekst
    delsystemer: tuple[str, ...]
    ikon: str = "document"

    @property
    def adresse(self) -> str:
        """Where it is."""
        return reverse(self.navn)


_registre: dict[str, Register] = {}
_sider: dict[str, Side] = {}


def registrer_side(side: Side) -> Side:
    """Declare a page. Raises ValueError when there is one of that name."""
    if _sider.setdefault(side.navn, side) is not side:
        raise ValueError(f"{side.navn} is declared twice")
    return side


def sider(hvor: frozenset[str]) -> list[Side]:
    """The pages of whoever may look in `hvor`, in the order they were declared."""
    return [side for side in _sider.values() if hvor.intersection(side.delsystemer)]


def registrer(register: Register) -> Register:
    """Declare a register. Raises ValueError when there is one of that id."""
    if _registre.setdefault(register.id, register) is not register:
        raise ValueError(f"{register.id} is declared twice")
    return register


def registre(hvor: frozenset[str]) -> list[Register]:
    """The registers of whoever may look in `hvor`, in the order they were declared."""
    return [register for register in _registre.values() if hvor.intersection(register.delsystemer)]


def find(id: str) -> Register | None:
    """The register of this id."""
    return _registre.get(id)


def vist(value: object) -> object:
    """A value as the list shows it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return _("Ja") if value else _("Nej")
    if isinstance(value, Oere):
        return kroner(int(value))
    if isinstance(value, dt.datetime):
        return tidspunkt(value)
    return dag(value) if isinstance(value, dt.date) else value


def ord_i(field_name: str, text: str) -> Q:
    """That every word of `text` stands in the field, whatever its capitals: SQLite itself knows only those of ASCII."""
    found = Q()
    for word in text.split():
        spellings = {word} if word.isascii() else {word, word.lower(), word.upper(), word.capitalize()}
        one = Q()
        for spelling in spellings:
            one |= Q(**{f"{field_name}__icontains": spelling})
        found &= one
    return found


WIDEST = 20
"""Digits in the widest number that is searched by its beginning."""


def begynder(field_name: str, digits: str) -> Q:
    """That a field of digits begins with `digits`, in a way that an index serves on every database."""
    return Q(**{f"{field_name}__gte": digits, f"{field_name}__lte": digits.ljust(WIDEST, "9")})
