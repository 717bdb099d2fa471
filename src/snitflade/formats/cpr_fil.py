"""A CPR delivery walked through person by person, a number of persons at a time, with their records as columns.

The delivery's bytes are kept and nothing is copied from them but what is asked for: a first load of 200,000 persons and 330 MB has
an index of some 100 MB. A person's records stand anywhere in the file (003 comes last); `CprFil` finds them by runs of the same
number, so that no object is made for a record or for a person.

Source: cpr.md 2.3 and 7 (points 4 and 6), 10 (volumes).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from snitflade.formats import cpr_ramme
from snitflade.formats.columns import digits_of
from snitflade.formats.cpr_format import CprFormat, Delt
from snitflade.formats.cpr_ramme import FILFEJL, INGEN_PERSON, SLUT, START, Startrecord
from snitflade.formats.document import RAW
from snitflade.formats.layout import Table
from snitflade.formats.problems import Problems

Rows = NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Dele:
    """Some persons of a delivery, with all their records.

    `personer`: their places in the delivery (`CprFil.pnr`); `tabeller`: their records by type, each table's rows in the order of
    the persons and, within a person, of the file; `ejer`: for each row of a table, which of the persons (0 to len − 1) it is
    about; `ukendte`: the lines of records of unknown types, and `ukendte_ejer` whose they are.
    """

    personer: Rows
    numre: NDArray[np.bytes_]
    tabeller: dict[str, Table]
    ejer: dict[str, Rows]
    ukendte: Rows
    ukendte_ejer: Rows

    def __len__(self) -> int:
        return len(self.personer)


@dataclass(frozen=True, slots=True)
class Fejl:
    """Whom the errors found concern.

    `filens`: how many are of the delivery itself, which must then not be applied; `personer`: the persons at fault (places in
    `CprFil.pnr`), who are set aside; `linjer`: lines at fault that are about no person (910, 997).
    """

    filens: int
    personer: Rows
    linjer: NDArray[np.int64]


class CprFil:
    """One delivery: what it says of itself, whose records it has, and those records on demand.

    Opening cuts the bytes into records and reports what is wrong with the frame, the count and each person's records; the fields
    are checked by `check`, or as they are read. A file that must not be read (another profile, not as CPR sent it) has no records.
    """

    def __init__(self, format: CprFormat, data: bytes, problems: Problems) -> None:
        """Open `data`; faults go to `problems`."""
        self.format = format
        self._delt: Delt | None = format.cut(data, problems)
        self.startrecord: Startrecord | None = None
        pnr = np.empty(0, dtype=np.int64)
        if self._delt is not None:
            pnr = self._delt.poster.pnr
            self.startrecord = cpr_ramme.startrecord(self.tabel(START.key, Problems()))
            format.frame(self._delt.poster, self.tabel(SLUT.key, Problems()), problems)
        self._index(pnr)

    def _index(self, pnr: NDArray[np.int64]) -> None:
        """Who has which runs of records: persons in the order in which they first come."""
        begins = np.flatnonzero(np.diff(pnr, prepend=np.iinfo(np.int64).min)) if len(pnr) else np.empty(0, dtype=np.intp)
        ends = np.append(begins[1:], len(pnr))
        some = pnr[begins] != INGEN_PERSON
        begins, ends = begins[some], ends[some]
        numbers, first, of_run = np.unique(pnr[begins], return_index=True, return_inverse=True)
        rank = np.empty(len(numbers), dtype=np.intp)
        rank[np.argsort(first)] = np.arange(len(numbers))
        run_person = rank[of_run]
        order = np.argsort(run_person, kind="stable")
        self._begins, self._ends = begins[order], ends[order]
        self._runs = np.searchsorted(run_person[order], np.arange(len(numbers) + 1))
        self._numbers, self._rank = numbers, rank
        self.pnr: NDArray[np.int64] = np.empty(len(numbers), dtype=np.int64)
        """Every person's number as an integer, in the order in which they first come; negative where it is not ten digits."""
        self.pnr[rank] = numbers

    def __len__(self) -> int:
        """How many records there are, start and end included."""
        return 0 if self._delt is None else len(self._delt.order)

    @property
    def antal_personer(self) -> int:
        """How many persons there are."""
        return len(self.pnr)

    @property
    def antal(self) -> dict[str, int]:
        """How many records there are of each type that occurs; ``""`` counts the lines of unknown types."""
        if self._delt is None:
            return {}
        counts = np.bincount(self._delt.order, minlength=RAW + 1)
        found = {key: int(count) for key, count in zip(self.format.types, counts, strict=False) if count}
        return {**found, "": int(counts[RAW])} if counts[RAW] else found

    def numre(self, personer: Rows | None = None) -> NDArray[np.bytes_]:
        """The numbers of `personer` (all) as text of ten digits; what stands in positions 4–13 where it is not digits."""
        pnr = self.pnr if personer is None else self.pnr[personer]
        text = digits_of(np.maximum(pnr, 0), 10).view("S10").reshape(len(pnr))
        for i in np.flatnonzero(pnr < 0).tolist():
            text[i] = self._raw(int(INGEN_PERSON - 1 - pnr[i]))[3:13].encode("latin-1")
        return text

    def find(self, pnr: str) -> int | None:
        """The person with this number, if the delivery has it."""
        if not (pnr.isascii() and pnr.isdigit() and len(pnr) == 10):
            return None
        at = int(np.searchsorted(self._numbers, int(pnr)))
        return int(self._rank[at]) if at < len(self._numbers) and self._numbers[at] == int(pnr) else None

    def person_paa(self, linjer: NDArray[np.integer]) -> Rows:
        """Who each line (from 1) is about; -1 for nobody."""
        out = np.full(len(linjer), -1, dtype=np.intp)
        if self._delt is None or not len(self._numbers):
            return out
        lines = np.asarray(linjer, dtype=np.int64)
        there = (lines >= 1) & (lines <= len(self))
        pnr = np.full(len(lines), INGEN_PERSON, dtype=np.int64)
        pnr[there] = self._delt.poster.pnr[lines[there] - 1]
        about = pnr != INGEN_PERSON
        out[about] = self._rank[np.searchsorted(self._numbers, pnr[about])]
        return out

    # The records

    def raekker(self, person: int) -> Rows:
        """The records (from 0) of one person, in the order of the file."""
        runs = slice(self._runs[person], self._runs[person + 1])
        return _ranges(self._begins[runs], self._ends[runs])

    def raa(self, person: int) -> list[str]:
        """The lines of one person as they came, for setting aside."""
        return [self._raw(row) for row in self.raekker(person).tolist()]

    def raa_linje(self, linje: int) -> str:
        """Line `linje` (from 1) as it came."""
        return self._raw(linje - 1)

    def _raw(self, row: int) -> str:
        assert self._delt is not None  # noqa: S101 (a row is of a file that was cut)
        return self._delt.lines.text(row)

    def tabel(self, key: str, problems: Problems) -> Table:
        """All records of type `key`, whoever they are about. Raises KeyError."""
        record = self.format.record(key)
        if self._delt is None:
            return record.table({name: [] for name in record.slices}, problems, rows=0)
        return self.format.table_of(self._delt, record, self.format.rows_of(self._delt, record), problems)

    def i_dele(self, antal: int, problems: Problems, *, uden: Rows | None = None) -> Iterator[Dele]:
        """All persons, `antal` at a time, without those in `uden`. Every field read is checked; faults go to `problems`."""
        chosen = np.ones(self.antal_personer, dtype=bool)
        if uden is not None:
            chosen[uden] = False
        personer = np.flatnonzero(chosen)
        for first in range(0, len(personer), antal):
            yield self.dele(personer[first : first + antal], problems)

    def dele(self, personer: Rows, problems: Problems) -> Dele:
        """These persons (places in `pnr`) with all their records, every field checked."""
        counts = self._runs[personer + 1] - self._runs[personer]
        runs = _ranges(self._runs[personer], self._runs[personer + 1])
        sizes = self._ends[runs] - self._begins[runs]
        rows = _ranges(self._begins[runs], self._ends[runs])
        owner = np.repeat(np.repeat(np.arange(len(personer)), counts), sizes)
        delt = self._delt
        tables: dict[str, Table] = {}
        owners: dict[str, Rows] = {}
        if delt is None:
            return Dele(personer, self.numre(personer), tables, owners, rows, owner)
        order = delt.order[rows]
        for index in np.flatnonzero(np.bincount(order, minlength=RAW + 1)).tolist():
            at = np.flatnonzero(order == index)
            if index != RAW:
                record = self.format.records[index]
                tables[record.key] = self.format.table_of(delt, record, rows[at], problems)
                owners[record.key] = owner[at]
        raw = order == RAW
        return Dele(personer, self.numre(personer), tables, owners, rows[raw] + 1, owner[raw])

    # The checks

    def check(self, problems: Problems) -> None:
        """Check every field of every record, part by part; what is read is not kept."""
        if self._delt is None:
            return
        for record in self.format.records:
            rows = self.format.rows_of(self._delt, record)
            for first in range(0, len(rows), _CHECKED_AT_ONCE):
                self.format.table_of(self._delt, record, rows[first : first + _CHECKED_AT_ONCE], problems)

    def fejl(self, problems: Problems) -> Fejl:
        """Whom the errors in `problems` concern."""
        whole, lines = 0, [np.empty(0, dtype=np.int64)]
        for kind, at in problems.errors_by_kind():
            if kind.code in FILFEJL:
                whole += len(at)
            else:
                lines.append(at)
        found = np.concatenate(lines)
        persons = self.person_paa(found)
        others = found[persons < 0]
        own = np.zeros(len(others), dtype=bool)
        if self._delt is not None:
            there = (others >= 1) & (others <= len(self))
            own[there] = np.isin(self._delt.poster.typer[others[there] - 1], _SVAR)
        return Fejl(whole + int((~own).sum()), np.unique(persons[persons >= 0]), np.unique(others[own]))


_CHECKED_AT_ONCE = 1 << 14
_SVAR = (910, 997)
"""Record types that answer our own input; a fault in one of them harms nobody's data."""


def _ranges(begins: Rows, ends: Rows) -> Rows:
    """All numbers from each begin up to its end, one range after another."""
    sizes = ends - begins
    total = int(sizes.sum())
    if not total:
        return np.empty(0, dtype=np.intp)
    before = np.cumsum(sizes) - sizes
    return np.asarray(np.arange(total) + np.repeat(begins - before, sizes))
