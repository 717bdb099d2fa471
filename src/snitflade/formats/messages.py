"""XML messages, declared once: which elements there are, in which order, and what stands in each.

A `MessageFormat` is a tree of `Part`s. Every Part is one record type, so that a message is tables like any other file: a payment is
a row, its fields the texts of the elements below it, each with its path. From the declaration alone come reading, checking,
writing and the printed description. A row's line is the one its element begins on; where nothing has been written yet, its number.

We write one layout only, the declared one. Reading says where a message has another (it would be written in ours), and
keeps every element that is not declared as a raw line with an error: a message that holds more than we know is never
written again, so nothing of it is lost unseen.

Source: payments.md 3.7.
"""

from __future__ import annotations

import codecs
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from snitflade.formats.characters import BYTE_ORDER_MARK, FIL_TOM, KONTROLTEGN
from snitflade.formats.columns import Column, Mask, value_raws
from snitflade.formats.document import RAW, Document, Wrapping
from snitflade.formats.kinds import Faults
from snitflade.formats.layout import FELT_UKENDT, Field, LayoutError, Table
from snitflade.formats.message_parts import Leaf, Part, Slot
from snitflade.formats.message_scan import ELEMENT_MANGLER, Rows, Scan, Scanned
from snitflade.formats.message_text import grouped, render
from snitflade.formats.problems import ProblemKind, Problems, ProblemsError, Severity
from snitflade.formats.writing import Writing

BESKED_HAR_UKENDT = ProblemKind(
    "BESKED_HAR_UKENDT", "Filen har {count} stykker, som ikke hører til {format}; den kan ikke skrives uden at miste dem."
)
BESKED_OVERORDNET = ProblemKind("BESKED_OVERORDNET", "{record} skal stå efter den {wanted}, den hører til.")
BESKED_ANTAL = ProblemKind("BESKED_ANTAL", "Der er {count} {record}, hvor der skal være {wanted}.")
XML_OPSTILLING = ProblemKind(
    "XML_OPSTILLING", "Filen er sat op på en anden måde end vores; skrives den igen, får den vores opstilling.", Severity.ADVARSEL
)
HEAD = '<?xml version="1.0" encoding="UTF-8"?>'
_NO_CHARACTERS = "\ufffe\uffff"
"""Unicode's two that XML has not."""


@dataclass(frozen=True)
class MessageFormat(Writing):
    """An XML message. `parts`: the first is the root; a part stands below the one that has a slot for it."""

    name: str
    title: str
    source: str
    namespace: str
    parts: tuple[Part, ...]
    rules: Callable[[Document, Problems], None] | None = None
    encodings: tuple[str, ...] = ("utf-8",)

    def __post_init__(self) -> None:
        for part in self.parts[1:]:
            if part.key not in self.above:
                raise LayoutError(f"{self.name}: {part.key} har ingen plads")
        for _, slot in self.above.values():
            if slot.most not in (0, slot.least):
                raise LayoutError(f"{self.name}: {slot.key} står et bestemt antal gange eller mindst så mange")

    @cached_property
    def by_key(self) -> dict[str, Part]:
        """The parts by the name of their element."""
        return {part.key: part for part in self.parts}

    @cached_property
    def types(self) -> tuple[str, ...]:
        """The record types' keys, in declared order."""
        return tuple(part.key for part in self.records)

    @cached_property
    def above(self) -> dict[str, tuple[Part, Slot]]:
        """For each part, the part it stands in and the slot."""
        return {slot.key: (part, slot) for part in self.parts for slot in part.slots}

    @property
    def records(self) -> tuple[Part, ...]:
        """The parts that are rows."""
        return tuple(part for part in self.parts if not part.silent)

    def part(self, key: str) -> Part:
        """The part `key`. Raises KeyError."""
        return self.by_key[key]

    # Building

    def table(
        self,
        key: str,
        values: Mapping[str, Any],
        problems: Problems,
        *,
        rows: int | None = None,
        lines: NDArray[np.int64] | None = None,
        present: Mapping[str, Mask] | None = None,
        encoding: str = "utf-8",
    ) -> Table:
        """A table of part `key` from columns or single values per field, every value checked.

        A text that is not given is left out of every row; `present` tells which rows have one that only some have.
        """
        part = self.part(key)
        if rows is None:
            rows = next((len(v) for v in values.values() if isinstance(v, np.ndarray | list | tuple)), 1)
        if lines is None:
            lines = np.arange(1, rows + 1)
        for name in [name for name in values if name not in part.fields]:
            problems.add(FELT_UKENDT, field=name, record=key, known=", ".join(part.fields))
        table = Table(key, {}, lines)
        for leaf in part.leaves:
            name = leaf.field.name
            here = np.zeros(rows, dtype=bool)
            if name in values:
                here = np.asarray((present or {}).get(name, ~here))
                table.columns[name] = self._prepared(key, leaf, values[name], lines, here, problems, encoding)
                if not here.all():
                    table.present[name] = here
            if leaf.required:
                problems.add_many(ELEMENT_MANGLER, lines[~here], field=name, record=key, path=leaf.path)
        return table

    def _prepared(
        self, key: str, leaf: Leaf, value: Any, lines: NDArray[np.int64], here: Mask, problems: Problems, encoding: str
    ) -> Column:
        if isinstance(value, list | tuple) and not here.all():
            value = [item for item, chosen in zip(value, here.tolist(), strict=True) if chosen]
        elif isinstance(value, np.ndarray):
            value = value[here]
        faults = Faults(problems, lines[here], encoding, leaf.field.name, key, 0)
        column = leaf.field.prepare(value, faults)
        if column.dtype.kind == "U":
            for character in _NO_CHARACTERS:
                bad = np.strings.find(column, character) >= 0
                faults.report(KONTROLTEGN, bad, value_raws(column), value=ord(character))
        return _spread(column, here)

    # Reading

    def read(self, data: bytes, problems: Problems) -> Document:
        """The message's tables; everything that is wrong with it goes to `problems`."""
        wrapping = Wrapping(self.encodings[0], "\n" if b"\n" in data and b"\r\n" not in data else "\r\n")
        wrapping.byte_order_mark = data.startswith(codecs.BOM_UTF8)
        if wrapping.byte_order_mark:
            problems.add(BYTE_ORDER_MARK, line=1, column=1)
        wrapping.final_newline = data.endswith(wrapping.newline.encode())
        content = data.removeprefix(codecs.BOM_UTF8)
        found = Problems()
        if not content:
            found.add(FIL_TOM)
            scanned = Scanned({key: Rows() for key in self.types})
        else:
            scanned = Scan(self.name, self.namespace, self.by_key, self.parts[0].key, found).read(content)
        document = self._document(scanned, wrapping, found)
        if not found.errors:
            self._check_structure(document, found)
        if self.rules:
            self.rules(document, found)
        if not found.errors and self.wrap(document) != data:
            found.add(XML_OPSTILLING)
        problems.extend(found)
        return document

    def _document(self, scanned: Scanned, wrapping: Wrapping, problems: Problems) -> Document:
        tables = {key: self._read_table(self.part(key), rows, problems) for key, rows in scanned.rows.items()}
        index = {key: number for number, key in enumerate(self.types)}
        order = np.array([RAW if key is None else index[key] for key in scanned.order], dtype=np.uint8)
        raw = dict(zip((np.flatnonzero(order == RAW) + 1).tolist(), scanned.raw, strict=True))
        return Document(self.types, tables, order, raw, None, wrapping)

    def _read_table(self, part: Part, rows: Rows, problems: Problems) -> Table:
        lines = np.array(rows.lines, dtype=np.int64)
        table = Table(part.key, {}, lines)
        columns = zip(*rows.values, strict=True) if rows.values else [() for _ in part.leaves]
        for leaf, texts in zip(part.leaves, columns, strict=True):
            here = np.array([text is not None for text in texts], dtype=bool)
            if len(lines) and not here.any():
                continue
            found = [text for text in texts if text is not None]
            column = _column(leaf, found, Faults(problems, lines[here], self.encodings[0], leaf.field.name, part.key, 0))
            table.columns[leaf.field.name] = _spread(column, here)
            if not here.all():
                table.present[leaf.field.name] = here
        return table

    # Writing

    def check(self, document: Document, problems: Problems) -> None:
        """Everything that must be right before the message is written."""
        if document.raw:
            problems.add(BESKED_HAR_UKENDT, line=min(document.raw), count=len(document.raw), format=self.name)
        self._check_structure(document, problems)
        if self.rules:
            self.rules(document, problems)

    def _check_structure(self, document: Document, problems: Problems) -> None:
        """Rows stand below the parts they belong to, as many as there may be."""
        keys = [*self.types]
        parent = [self._row_above(key) for key in keys]
        depth = {key: self._depth(key) for key in keys}
        open_rows: list[str] = []
        for number, kind in enumerate(document.order.tolist(), start=1):
            if kind == RAW:
                continue
            key = keys[kind]
            del open_rows[depth[key] :]
            above = parent[kind]
            if len(open_rows) != depth[key] or (above and open_rows[-1] != above):
                problems.add(BESKED_OVERORDNET, line=number, record=key, wanted=above or self.parts[0].key)
                return  # what follows would only repeat it
            open_rows.append(key)
        self._check_counts(document, problems)

    def _check_counts(self, document: Document, problems: Problems) -> None:
        for key, (part, slot) in self.above.items():
            if self.by_key[key].silent:
                continue
            rows = 1 if part.silent else document.rows(part.key)
            counts = np.bincount(self._parents(document, key), minlength=rows) if rows else np.zeros(0, dtype=np.int64)
            bad = np.flatnonzero((counts < slot.least) | ((counts > slot.most) & (slot.most > 0)))
            wanted = f"{slot.least}" if slot.most else f"mindst {slot.least}"
            lines = np.zeros(len(bad), dtype=np.int64) if part.silent else document.tables[part.key].lines[bad]
            problems.add_many(BESKED_ANTAL, lines, record=key, count=counts[bad], wanted=wanted)

    def _row_above(self, key: str) -> str:
        """The part whose row a row of `key` stands in; empty when there is none but what is around all."""
        part = self.above[key][0]
        return "" if part.silent else part.key

    def _depth(self, key: str) -> int:
        above = self._row_above(key)
        return self._depth(above) + 1 if above else 0

    def _parents(self, document: Document, key: str) -> NDArray[np.int64]:
        """For each row of `key`, the row of the part above that it stands in."""
        at = np.flatnonzero(document.order == self.types.index(key))
        above = self._row_above(key)
        if not above:
            return np.zeros(len(at), dtype=np.int64)
        return np.searchsorted(np.flatnonzero(document.order == self.types.index(above)), at).astype(np.int64) - 1

    def wrap(self, document: Document) -> bytes:
        """The message's bytes, with no rule checked but what writing needs. Raises ProblemsError."""
        problems = Problems()
        if document.raw:
            problems.add(BESKED_HAR_UKENDT, line=min(document.raw), count=len(document.raw), format=self.name)
        self._check_structure(document, problems)
        if problems.errors:
            raise ProblemsError(problems)
        newline = document.wrapping.newline
        body = self._rendered(self.parts[0], document, 0, newline)[0]
        open_tag = f"<{self.parts[0].key}"
        body = body.replace(open_tag, f'{open_tag} xmlns="{self.namespace}"', 1)
        return document.wrapping.finish(f"{HEAD}{newline}{body}".encode(document.wrapping.encoding))

    def _rendered(self, part: Part, document: Document, depth: int, newline: str) -> list[str]:
        rows = 1 if part.silent else document.rows(part.key)
        children = {}
        for slot in part.slots:
            texts = self._rendered(self.part(slot.key), document, depth + 1, newline)
            if self.part(slot.key).silent:
                children[slot.key] = texts
            else:
                children[slot.key] = grouped(texts, self._parents(document, slot.key), rows)
        return render(part, document.tables.get(part.key), children, depth, newline, rows)

    # Showing

    def rows(self, table: Table) -> Iterator[dict[str, Any]]:
        """The table as plain JSON values, row by row; a text that a row does not have is not in it."""
        fields: dict[str, Field] = self.part(table.record).fields
        columns = {name: fields[name].kind.plain(column) for name, column in table.columns.items()}
        everywhere = np.ones(len(table), dtype=bool)
        present = [table.present.get(name, everywhere).tolist() for name in columns]
        if not columns:
            yield from ({} for _ in range(len(table)))
            return
        for values, here in zip(zip(*columns.values(), strict=True), zip(*present, strict=True), strict=True):
            yield {name: value for name, value, kept in zip(columns, values, here, strict=True) if kept}


def _column(leaf: Leaf, texts: list[str], faults: Faults) -> Column:
    """The column that texts stand for; those that are no value are reported."""
    values: list[Any] = []
    good = np.ones(len(texts), dtype=bool)
    for row, text in enumerate(texts):
        try:
            values.append(leaf.lexical.value(text))
        except ValueError:
            good[row] = False
    if good.all():
        return leaf.field.prepare(values, faults)
    faults.report(leaf.lexical.fault, ~good, value_raws(texts))
    rest = Faults(faults.problems, faults.lines[good], faults.encoding, faults.field, faults.record, 0)
    return _spread(leaf.field.prepare(values, rest), good, leaf.lexical.unread)


def _spread(column: Column, here: Mask, empty: Any = None) -> Column:
    """`column`, which has a value for the True rows of `here` only, with `empty` (or nothing) for the others."""
    if here.all():
        return column
    whole = np.zeros(len(here), dtype=column.dtype)
    if empty is not None:
        whole[:] = empty
    whole[here] = column
    return whole
