"""One layer of a file held against what we have: what is new, changed, gone or found again.

Whether a feature is there follows from what is known of it, and never from the order in which it became known: its last edit, the
last deletion told, when it was seen last, and when everything was fetched. So an older file, applied late or again, overwrites
nothing, and the same file changes nothing.

* Edited later than what we have: the file's attributes count. Same or older: no change. Where a date is missing, the later fetching
  counts.
* Deleted later than it was edited: gone (S). Not seen by a full fetching after it was last seen: gone since then (F).

Source: gar.md 4.2 to 4.6.
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from snitflade.folk.gar.lag import Lag
from snitflade.folk.gar.svar import Objekt, felter
from snitflade.folk.gar.tabeller import Art, Borte


@dataclass(frozen=True, slots=True)
class Gemt:
    """A row as it is (or will be), without its attributes."""

    kilde_id: str
    redigeret: dt.datetime | None
    foerst_set: dt.datetime
    sidst_set: dt.datetime
    set_fra: dt.datetime
    borte: dt.datetime | None = None
    borte_grund: str = ""
    pk: int = 0
    """0: it is new."""


@dataclass(frozen=True, slots=True)
class Forskel:
    """A difference: of which feature, what it is, and of a changed one which attribute with its values before and after."""

    kilde_id: str
    art: Art
    raa: Mapping[str, Any]
    felt: str = ""
    foer: str = ""
    efter: str = ""


@dataclass(slots=True)
class Aendringer:
    """What a file does to a layer."""

    lag: Lag
    foer: int = 0
    """How many features were there."""
    nye: list[tuple[Gemt, dict[str, Any]]] = field(default_factory=list)
    skrives: list[tuple[Gemt, dict[str, Any]]] = field(default_factory=list)
    """Rows whose attributes or dates change, with their attributes."""
    maerkes: list[Gemt] = field(default_factory=list)
    """Rows whose marks change, but nothing else."""
    set: list[Gemt] = field(default_factory=list)
    """Rows that were only seen again."""
    sluttede: list[tuple[Gemt, dt.datetime, dict[str, Any]]] = field(default_factory=list)
    """Versions that end: as they were, when they ended, and their attributes."""
    forskelle: list[Forskel] = field(default_factory=list)
    slettede: dict[str, dt.datetime] = field(default_factory=dict)
    """Deletions that we had not heard of, or not so late."""

    def antal(self, art: Art) -> int:
        """How many features differ in this way."""
        return len({one.kilde_id for one in self.forskelle if one.art == art})

    @property
    def forsvinder(self) -> int:
        """How many features that were there will be gone."""
        return self.antal(Art.BORTE)


@dataclass(frozen=True, slots=True)
class Hentningen:
    """The fetching that a file is: when it began, and when everything was fetched, this one included; in order."""

    hentet: dt.datetime
    fulde: Sequence[dt.datetime]


def nyere(gemt: Gemt, redigeret: dt.datetime | None, hentet: dt.datetime) -> bool:
    """Whether attributes edited at `redigeret` and fetched at `hentet` are later than ours."""
    if redigeret is None or gemt.redigeret is None:
        return hentet > gemt.sidst_set
    return redigeret > gemt.redigeret


def tilstand(row: Gemt, slettet: dt.datetime | None, fulde: Sequence[dt.datetime]) -> Gemt:
    """The row with the mark that it must have."""
    missed = bisect_right(fulde, row.sidst_set)
    if slettet is not None and slettet > (row.redigeret or row.sidst_set):
        borte, grund = slettet, Borte.SLETTET.value
    elif missed < len(fulde):
        borte, grund = fulde[missed], Borte.IKKE_SET.value
    elif row.borte is None:
        return row
    else:
        return replace(row, borte=None, borte_grund="")
    return row if (borte, grund) == (row.borte, row.borte_grund) else replace(row, borte=borte, borte_grund=grund)


def sammenhold(
    lag: Lag,
    objekter: Mapping[str, Objekt],
    slettede: Mapping[str, dt.datetime],
    kendte_slettede: Mapping[str, dt.datetime],
    gemte: Mapping[str, Gemt],
    attributter: Mapping[int, dict[str, Any]],
    hentning: Hentningen,
) -> Aendringer:
    """What the layer of a file does. `attributter` are those of every row that `skal_kendes` names, by its number."""
    found = Aendringer(lag, foer=sum(row.borte is None for row in gemte.values()))
    found.slettede = {key: when for key, when in slettede.items() if key not in kendte_slettede or when > kendte_slettede[key]}
    told = {**kendte_slettede, **found.slettede}
    for key, objekt in objekter.items():
        if key not in gemte:
            at = hentning.hentet
            row = tilstand(Gemt(key, objekt.redigeret, at, at, at), told.get(key), hentning.fulde)
            found.nye.append((row, objekt.raa))
            if row.borte is None:
                found.forskelle.append(Forskel(key, Art.NY, objekt.raa))
    for key, row in gemte.items():
        _raekke(found, row, objekter.get(key), told.get(key), attributter, hentning)
    return found


def skal_kendes(
    objekter: Mapping[str, Objekt],
    slettede: Mapping[str, dt.datetime],
    gemte: Mapping[str, Gemt],
    hentning: Hentningen,
) -> Iterator[int]:
    """The numbers of the rows whose attributes are needed to hold the file against them: all that can change."""
    for key, row in gemte.items():
        objekt = objekter.get(key)
        if objekt is not None and nyere(row, objekt.redigeret, hentning.hentet):
            yield row.pk
            continue
        seen = max(row.sidst_set, hentning.hentet) if objekt is not None else row.sidst_set
        after = tilstand(replace(row, sidst_set=seen) if seen != row.sidst_set else row, slettede.get(key), hentning.fulde)
        if (after.borte, after.borte_grund) != (row.borte, row.borte_grund):
            yield row.pk


def _raekke(
    found: Aendringer,
    row: Gemt,
    objekt: Objekt | None,
    slettet: dt.datetime | None,
    attributter: Mapping[int, dict[str, Any]],
    hentning: Hentningen,
) -> None:
    after, at = row, hentning.hentet
    taken = objekt if objekt is not None and nyere(row, objekt.redigeret, at) else None
    if taken is not None and taken.redigeret is not None:
        after = replace(after, redigeret=taken.redigeret)
    if objekt is not None and not row.foerst_set <= at <= row.sidst_set:
        after = replace(after, foerst_set=min(row.foerst_set, at), sidst_set=max(row.sidst_set, at))
    after = tilstand(after, slettet, hentning.fulde)
    if after == row and taken is None:
        return
    there = attributter.get(row.pk, {})
    changes = list(_forskelle(row.kilde_id, there, taken.raa)) if taken is not None else []
    again = row.borte is not None and after.borte is None
    if changes or again:
        ended = row.borte or max(at, row.set_fra)
        found.sluttede.append((row, ended, there))
        after = replace(after, set_fra=max(at, ended))
    if after.borte is None:
        found.forskelle += changes
    raa = taken.raa if taken is not None else there
    if again:
        found.forskelle.append(Forskel(row.kilde_id, Art.IGEN, raa))
    if row.borte is None and after.borte is not None:
        found.forskelle.append(Forskel(row.kilde_id, Art.BORTE, raa))
    if taken is not None:
        found.skrives.append((after, taken.raa))
    elif replace(after, sidst_set=row.sidst_set) != row:
        found.maerkes.append(after)
    else:
        found.set.append(after)


def _forskelle(key: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterable[Forskel]:
    old, new = felter(dict(before)), felter(dict(after))
    for name in sorted(old.keys() | new.keys()):
        if old.get(name) != new.get(name):
            yield Forskel(key, Art.AENDRET, after, name, _vist(old.get(name)), _vist(new.get(name)))


def _vist(value: Any) -> str:
    return "" if value is None else str(value)
