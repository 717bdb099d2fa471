"""Some persons of a delivery into the tables: each one's rows are replaced whole, a newer delivery's are never touched.

Everything is done column by column; no object is made for a record or for a person.

Source: cpr.md 5.1 (status 99), 6.2, 7 (points 4, 5, 7 to 9).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from snitflade.exchange.bulk import collector_paused, insert_rows, lock, next_id
from snitflade.folk.cpr.advis import Aendring, noter
from snitflade.folk.cpr.afbildning import Fakta, Profilbillede, nogle
from snitflade.folk.cpr.forskelle import familie, forskelle
from snitflade.folk.cpr.raekker import indsaet, kolonner, slet
from snitflade.folk.models_cpr import CprLeverance, PersonVersion
from snitflade.folk.models_fakta import Barn, Beskyttelse, Haendelse, UkendtRecord
from snitflade.folk.models_person import Person
from snitflade.formats.cpr_fil import CprFil, Dele
from snitflade.formats.problems import Problems

KENDT_SOM_BARN = "99"
"""Status of a person known only as somebody's child (cpr.md 5.1)."""
BESKYTTET = "0001"
"""Protection of name and address."""
FLERE_RECORDS = "Personen har flere records {record}; der må være én, og ingen ved, hvilken der gælder. Spørg CPR."
UDEN_HOVED = "Personen kendes ikke, og leverancen har ingen {record} om personen. Bestil personens data hos CPR."

Ints = NDArray[np.intp]


@dataclass(slots=True)
class Skrevet:
    """What became of the persons. `afviste`: those that cannot be applied, by their place in the delivery, with the reason."""

    nye: int = 0
    aendrede: int = 0
    uaendrede: int = 0
    nyere_findes: int = 0
    delvise: int = 0
    """Persons that came without their main record: only the record types that came were replaced (GLBASE)."""
    afviste: dict[int, str] = field(default_factory=dict)


@dataclass(slots=True)
class _Gamle:
    """The persons of the part that the table has already, by number."""

    id: dict[str, int]
    stand: dict[str, tuple[dt.date | None, int]]
    """The delivery each stands on: production date and exchange."""


def skriv(fil: CprFil, personer: Ints, billede: Profilbillede, leverance: CprLeverance) -> Skrevet:
    """Write these persons (places in `fil.pnr`), in the caller's transaction."""
    with collector_paused():
        return _Del(fil, personer, billede, leverance).run()


class _Del:
    """One part at work."""

    def __init__(self, fil: CprFil, personer: Ints, billede: Profilbillede, leverance: CprLeverance) -> None:
        lock(Person)  # ids are given here
        self.fil, self.billede, self.leverance = fil, billede, leverance
        self.dele: Dele = fil.dele(personer, Problems())  # what is wrong has been told when the file was read
        self.numre: list[str] = self.dele.numre.astype("U10").tolist()
        self.done = Skrevet()

    def run(self) -> Skrevet:
        old = self._old()
        hoved = np.zeros(len(self.numre), dtype=bool)
        if self.billede.hoved in self.dele.ejer:
            hoved[self.dele.ejer[self.billede.hoved]] = True
        keep, late = self._chosen(old, hoved)
        self._late(late, old)
        self._keep(keep)
        self.hoved = hoved[keep]
        self.known = np.array([number in old.id for number in self.numre], dtype=bool)
        first = next_id(Person)
        fresh = iter(range(first, first + len(self.numre)))
        self.ids = np.array([old.id[number] if number in old.id else next(fresh) for number in self.numre], dtype=np.int64)
        self._write()
        return self.done

    def _old(self) -> _Gamle:
        rows = Person.objects.filter(personnummer__in=self.numre).values_list("personnummer", "id", "leveret", "exchange_id")
        found = rows.order_by()
        ids, stand = {}, {}
        for number, id, leveret, exchange in found:
            ids[number], stand[number] = id, (leveret, exchange or 0)
        return _Gamle(ids, stand)

    # Which persons

    def _chosen(self, old: _Gamle, hoved: NDArray[np.bool_]) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
        """Which persons are replaced, and which have come in a newer delivery already."""
        keep = np.ones(len(self.numre), dtype=bool)
        late = np.zeros(len(self.numre), dtype=bool)
        for record in self.billede.person:
            owners = self.dele.ejer.get(record)
            if owners is not None and len(owners) > 1:
                for one in np.flatnonzero(np.bincount(owners, minlength=len(keep)) > 1).tolist():
                    self._refuse(keep, one, FLERE_RECORDS.format(record=record))
        mine = (self.leverance.proddto, self.leverance.exchange_id)
        for one, number in enumerate(self.numre):
            leveret, exchange = old.stand.get(number, (None, 0))
            if leveret is not None and (leveret, exchange) > mine:
                late[one] = keep[one]
                keep[one] = False
            elif not hoved[one] and leveret is None:
                self._refuse(keep, one, UDEN_HOVED.format(record=self.billede.hoved))
        self.done.nyere_findes = int(late.sum())
        return keep, late

    def _late(self, late: NDArray[np.bool_], old: _Gamle) -> None:
        """Of who has come in a newer delivery, what adds up all the same: the events, and that this delivery brought them."""
        places = np.flatnonzero(late).tolist()
        if not places:
            return
        ids = np.zeros(len(late), dtype=np.int64)
        ids[places] = [old.id[self.numre[one]] for one in places]
        slet(Haendelse, "person_id", ids[places].tolist(), exchange_id=self.leverance.exchange_id)
        rule = self.billede.haendelse
        owners = self.dele.ejer.get(rule.record)
        if owners is not None:
            table = nogle(self.dele.tabeller[rule.record], late[owners])
            values = {name: source(table) for name, source in rule.felter.items()}
            values["person_id"] = ids[owners[late[owners]]].tolist()
            indsaet(Haendelse, len(table), values, {"exchange_id": self.leverance.exchange_id})
        self._versions(ids[places].tolist())

    def _refuse(self, keep: NDArray[np.bool_], one: int, why: str) -> None:
        keep[one] = False
        self.done.afviste.setdefault(int(self.dele.personer[one]), why)

    def _keep(self, keep: NDArray[np.bool_]) -> None:
        """Go on with the chosen persons alone: their numbers, and the rows about them."""
        if keep.all():
            self.tables, self.owners = self.dele.tabeller, self.dele.ejer
            self.unknown, self.unknown_owners = self.dele.ukendte, self.dele.ukendte_ejer
            return
        place = np.cumsum(keep) - 1
        self.numre = [number for number, kept in zip(self.numre, keep.tolist(), strict=True) if kept]
        self.tables, self.owners = {}, {}
        for record, table in self.dele.tabeller.items():
            owners = self.dele.ejer[record]
            rows = keep[owners]
            if rows.any():
                self.tables[record] = nogle(table, rows)
                self.owners[record] = place[owners[rows]]
        rows = keep[self.dele.ukendte_ejer]
        self.unknown, self.unknown_owners = self.dele.ukendte[rows], place[self.dele.ukendte_ejer[rows]]

    # Their rows

    def _write(self) -> None:
        if not self.numre:
            return
        before = self._before()
        known = {int(self.ids[one]): one for one in np.flatnonzero(self.known).tolist()}
        family = familie(self.billede, self.tables, self.owners, known)
        after = self._persons(before)
        self._delete()
        insert_rows(Person, ("id", *kolonner(Person)), zip(self.ids.tolist(), *after.values(), strict=True))
        for rule in self.billede.fakta:
            self._facts(rule)
        self._raw()
        stamp = {"exchange_id": self.leverance.exchange_id}
        self._facts(self.billede.haendelse, stamp)
        self._children()
        self._versions(self.ids.tolist())
        self._tell(forskelle(before, after, family, self.hoved.tolist()))

    def _before(self) -> dict[int, tuple[Any, ...]]:
        """The rows of known persons as they are, by place in the part."""
        known = np.flatnonzero(self.known).tolist()
        places = {int(self.ids[one]): one for one in known}
        if not places:
            return {}
        rows = Person.objects.filter(pk__in=list(places)).order_by().values_list("id", *kolonner(Person))
        return {places[row[0]]: row[1:] for row in rows}

    def _persons(self, before: dict[int, tuple[Any, ...]]) -> dict[str, list[Any]]:
        """The columns of `Person`, one value per person."""
        count = len(self.numre)
        names = list(kolonner(Person))
        out: dict[str, list[Any]] = {name: [default] * count for name, default in kolonner(Person).items()}
        partial = np.flatnonzero(~self.hoved).tolist()
        for one in partial:
            for name, value in zip(names, before[one], strict=True):
                out[name][one] = value
        self.done.delvise = len(partial)
        for record, sources in self.billede.person.items():
            if record in self.tables:
                for name, source in sources.items():
                    self._place(out[name], self.owners[record], source(self.tables[record]), partial)
        out["personnummer"] = self.numre
        out["leveret"] = [self.leverance.proddto] * count
        out["exchange_id"] = [self.leverance.exchange_id] * count
        self._protections(out)
        return out

    def _place(self, column: list[Any], owners: Ints, values: list[Any], partial: Sequence[int]) -> None:
        """Put each value at its person. An empty one takes nothing's place, except in who is replaced in part."""
        if not partial and len(values) == len(column) and not any(column) and (owners == np.arange(len(column))).all():
            column[:] = values
            return
        whole = self.hoved
        for one, value in zip(owners.tolist(), values, strict=True):
            if value or not whole[one]:
                column[one] = value

    def _protections(self, out: dict[str, list[Any]]) -> None:
        rule = next(rule for rule in self.billede.fakta if rule.model is Beskyttelse and rule.altid["aktuel"])
        table = self.tables.get(rule.record)
        if table is None:
            return
        types: dict[int, set[str]] = {}
        for one, type in zip(self.owners[rule.record].tolist(), rule.felter["type"](table), strict=True):
            types.setdefault(one, set()).add(type)
        for one, found in types.items():
            out["adressebeskyttet"][one] = BESKYTTET in found
            out["beskyttelser"][one] = " ".join(sorted(found))

    def _delete(self) -> None:
        whole = self.ids[self.known & self.hoved].tolist()
        known = self.ids[self.known].tolist()
        for model in {rule.model for rule in self.billede.fakta}:
            slet(model, "person_id", whole)
        slet(UkendtRecord, "person_id", known)
        slet(Haendelse, "person_id", known, exchange_id=self.leverance.exchange_id)
        for rule in self.billede.fakta if not self.hoved.all() else ():
            if rule.record in self.owners:
                came = np.unique(self.owners[rule.record])
                slet(rule.model, "person_id", self.ids[came[~self.hoved[came]]].tolist(), **rule.altid)
        slet(Person, "id", known)

    def _facts(self, rule: Fakta, altid: dict[str, Any] | None = None) -> None:
        table = self.tables.get(rule.record)
        if table is not None:
            values = {name: source(table) for name, source in rule.felter.items()}
            values["person_id"] = self.ids[self.owners[rule.record]].tolist()
            indsaet(rule.model, len(table), values, {**rule.altid, **(altid or {})})

    def _raw(self) -> None:
        """Records that are kept as they came."""
        lines, owners = [self.unknown], [self.unknown_owners]
        for record in self.billede.raa:
            if record in self.tables:
                lines.append(self.tables[record].lines)
                owners.append(self.owners[record])
        texts = [self.fil.raa_linje(line) for line in np.concatenate(lines).tolist()]
        values = {"person_id": self.ids[np.concatenate(owners)].tolist(), "type": [text[:3] for text in texts], "raa": texts}
        indsaet(UkendtRecord, len(texts), values, {})

    def _children(self) -> None:
        """A child that nobody has delivered is a person of whom only the number is known."""
        rule = next(rule for rule in self.billede.fakta if rule.model is Barn)
        table = self.tables.get(rule.record)
        if table is None:
            return
        named = {number for number in rule.felter["barn"](table) if number and self.fil.find(number) is None}
        there = set(Person.objects.filter(personnummer__in=named).values_list("personnummer", flat=True).order_by())
        new = sorted(named - there)
        if new:
            indsaet(Person, len(new), {"personnummer": new}, {"status": KENDT_SOM_BARN})

    def _versions(self, ids: list[int]) -> None:
        there = set(PersonVersion.objects.filter(leverance=self.leverance, person__in=ids).values_list("person_id", flat=True))
        new = [id for id in ids if id not in there]
        indsaet(PersonVersion, len(new), {"person_id": new}, {"leverance_id": self.leverance.pk})

    # Who changed

    def _tell(self, changes: list[Aendring]) -> None:
        self.done.nye = sum(one.ny for one in changes)
        self.done.aendrede = sum(bool(one.felter) for one in changes)
        self.done.uaendrede = len(changes) - self.done.nye - self.done.aendrede
        events: dict[int, list[str]] = {}
        rule = self.billede.haendelse
        if rule.record in self.tables:
            codes = rule.felter["kode"](self.tables[rule.record])
            for one, code in zip(self.owners[rule.record].tolist(), codes, strict=True):
                events.setdefault(one, []).append(code)
        noter(self.leverance, self.ids.tolist(), changes, events)
