"""Reading XML messages: element by element, with everything that is not declared found and kept.

The parser sees no DTD, no entity, no network, and no more than `MOST_BYTES`; a row's elements are let go as soon as they are read.
"""

from __future__ import annotations

import io
import re
from dataclasses import dataclass, field
from typing import Any

from lxml import etree

from snitflade.formats.characters import TEGNSAET_FEJL
from snitflade.formats.message_parts import Part, Slot
from snitflade.formats.message_tree import Known, known
from snitflade.formats.problems import ProblemKind, Problems, Severity, mask_line

MOST_BYTES = 256_000_000
MOST_FOREIGN = 10_000
"""Things in a file that are no part of its format, after which it is not read any further."""

XML_UGYLDIG = ProblemKind("XML_UGYLDIG", "Filen er ikke velformet XML: {reason}. Det, der står efter, er ikke læst.")
XML_DTD = ProblemKind("XML_DTD", "Filen har en dokumenttype (DTD). Den bruges ikke i betalingsfiler, og filen læses ikke.")
XML_FOR_STOR = ProblemKind("XML_FOR_STOR", "Filen er på {size} bytes; højst {most} læses. Del den.")
XML_TEGNSAET = ProblemKind("XML_TEGNSAET", "Filen siger, at dens tegnsæt er «{raw}», men den skal være UTF-8.")
XML_ROD = ProblemKind("XML_ROD", "Filen begynder med «{raw}»; {format} begynder med «{wanted}».")
ELEMENT_UKENDT = ProblemKind(
    "ELEMENT_UKENDT", "«{path}» er ikke en del af {format}, som vi skriver det; det er bevaret, men filen kan ikke skrives igen."
)
ELEMENT_DUBLET = ProblemKind("ELEMENT_DUBLET", "«{path}» står mere end én gang; kun det første er læst.")
ELEMENT_RAEKKEFOELGE = ProblemKind("ELEMENT_RAEKKEFOELGE", "«{path}» står for sent; rækkefølgen af elementer er fast.")
ELEMENT_MANGLER = ProblemKind("ELEMENT_MANGLER", "«{path}» mangler i {record} og skal være der.")
ELEMENT_TOMT = ProblemKind("ELEMENT_TOMT", "«{path}» er tomt. Udfyld det, eller udelad det.")
XML_FREMMED = ProblemKind(
    "XML_FREMMED", "Der står over {most} ting i filen, som ikke hører til i {format}. Resten er ikke læst. Er det den rigtige fil?"
)
XML_UDEN_BETYDNING = ProblemKind(
    "XML_UDEN_BETYDNING", "{hvad} har ingen betydning for modtageren og skrives ikke igen.", Severity.ADVARSEL
)

_DECLARED = re.compile(rb"""^<\?xml[^>]*?encoding\s*=\s*["']([A-Za-z0-9._-]+)["']""")
_SCHEMA = "{http://www.w3.org/2001/XMLSchema-instance}"
_XMLNS = re.compile(r"""\sxmlns=("[^"]*"|'[^']*')""")
_WHERE = re.compile(r",? ?line \d+, column \d+.*", re.DOTALL)


@dataclass(slots=True)
class Rows:
    """What was read of one part: every row's texts in the order of the part's leaves (None: not there), and its line."""

    values: list[tuple[str | None, ...]] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)


@dataclass(slots=True)
class Scanned:
    """A message as rows: the parts' rows, and the order in which rows and raw pieces (None) came."""

    rows: dict[str, Rows]
    order: list[str | None] = field(default_factory=list)
    raw: list[str] = field(default_factory=list)


@dataclass(slots=True)
class _Open:
    """A part whose element has begun."""

    part: Part
    element: etree._Element
    row: int


class Scan:
    """One reading of one message."""

    def __init__(self, name: str, namespace: str, parts: dict[str, Part], root: str, problems: Problems) -> None:
        self.name, self.parts, self.root, self.problems = name, parts, root, problems
        self.space = f"{{{namespace}}}"
        self.out = Scanned({key: Rows() for key, part in parts.items() if not part.silent})
        self.known = {key: known(part, self.space) for key, part in parts.items()}
        self.streamed = {self.space + key: part for key, part in parts.items() if not part.inline}
        self.open: list[_Open] = []
        self.foreign = 0

    def read(self, data: bytes) -> Scanned:
        """Everything in `data`; what is wrong with it goes to the problems."""
        if len(data) > MOST_BYTES:
            self.problems.add(XML_FOR_STOR, size=len(data), most=MOST_BYTES)
        elif _is_utf8(data, self.problems):
            if b"<!DOCTYPE" in data:
                self.problems.add(XML_DTD, line=data.count(b"\n", 0, data.index(b"<!DOCTYPE")) + 1)
            else:
                self._parse(data)
        for key, rows in self.out.rows.items():  # rows that had begun where the file broke off
            nothing = (None,) * len(self.parts[key].leaves)
            rows.values = [row or nothing for row in rows.values]
        return self.out

    def _parse(self, data: bytes) -> None:
        events = etree.iterparse(
            io.BytesIO(data),
            events=("start", "end"),
            tag=tuple(self.streamed),
            encoding="utf-8",
            resolve_entities=False,
            no_network=True,
            load_dtd=False,
            huge_tree=False,
        )
        try:
            for event, element in events:
                if event == "start":
                    self._begin(element)
                elif self.open and self.open[-1].element is element:
                    self._end()
        except _TooForeignError as error:
            self.problems.add(XML_FREMMED, line=error.line, most=MOST_FOREIGN, format=self.name)
            return
        except etree.XMLSyntaxError as error:
            line, column = error.position
            reason = _WHERE.sub("", error.msg or "") or "den slutter midt i det hele"
            self.problems.add(XML_UGYLDIG, line=min(line or 0, data.count(b"\n") + 1), column=column or 0, reason=reason)
            return
        root = events.root
        if root is not None and root.tag != self.space + self.root:
            wanted = f'<{self.root} xmlns="{self.space[1:-1]}">'
            self.problems.add(XML_ROD, line=1, raw=str(root.tag)[:200], wanted=wanted, format=self.name)

    def _begin(self, element: etree._Element) -> None:
        part = self.streamed[str(element.tag)]
        above = element.getparent()
        if self.open:
            top = self.open[-1]
            if above is not top.element or all(slot.key != part.key for slot in top.part.slots):
                return  # at a place where it is not declared: whoever reads its parent finds it
        elif above is not None or part.key != self.root:
            return
        row = 0
        if not part.silent:
            rows = self.out.rows[part.key]
            row = len(rows.values)
            rows.values.append(())
            rows.lines.append(element.sourceline or 0)
            self.out.order.append(part.key)
        self.open.append(_Open(part, element, row))

    def _end(self) -> None:
        done = self.open.pop()
        self._row(done.element, done.part, done.row)
        done.element.clear(keep_tail=True)  # it stays as an empty element, so that its place among the others can be seen

    def _row(self, element: etree._Element, part: Part, row: int) -> None:
        """Read one row's texts; rows of inline parts come right behind it."""
        top = self.known[part.key]
        values: list[str | None] = [None] * len(part.leaves)
        state = _State(part.key, values)
        if top.leaf is not None and not len(element):
            values[top.leaf] = element.text or ""
            self._attributes(element, top, state)
        else:
            self._children(element, top, state)
        if part.silent:
            return
        self.out.rows[part.key].values[row] = tuple(values)
        for number in top.required:
            if values[number] is None:
                leaf = part.leaves[number]
                line = element.sourceline or 0
                self.problems.add(ELEMENT_MANGLER, line=line, field=leaf.field.name, record=part.key, path=leaf.path)

    def _children(self, element: etree._Element, known: Known, state: _State) -> None:
        """Everything below an element that is not itself a text."""
        self._attributes(element, known, state)
        text = element.text
        if text and not text.isspace():
            self._unknown(text, f"{known.path}/tekst", element.sourceline)
        for child in element:
            text = child.tail
            if text and not text.isspace():
                self._unknown(text, f"{known.path}/tekst", child.sourceline)
            what = known.children.get(child.tag)
            if what is None:
                self._other(child, known)
                continue
            if what.at < state.last:
                self.problems.add(ELEMENT_RAEKKEFOELGE, line=child.sourceline or 0, record=state.record, path=what.path)
            else:
                state.last = what.at
            if what.slot is not None:
                if self.parts[what.slot.key].inline:
                    self._inline(child, what.slot)
            elif what in state.seen:
                self.problems.add(ELEMENT_DUBLET, line=child.sourceline or 0, record=state.record, path=what.path)
                self._keep(_source(child))
            else:
                state.seen.add(what)
                if what.leaf is None:
                    if not len(child) and what.path not in self.parts[state.record].hollow:
                        self.problems.add(ELEMENT_TOMT, line=child.sourceline or 0, record=state.record, path=what.path)
                    self._children(child, what, state)
                elif len(child):
                    self._unknown(_source(child), what.path, child.sourceline)
                else:
                    state.values[what.leaf] = child.text or ""
                    self._attributes(child, what, state)

    def _attributes(self, element: etree._Element, known: Known, state: _State) -> None:
        for name, value in element.items():
            number = known.attributes.get(str(name))
            if number is not None:
                state.values[number] = str(value)
            elif str(name).startswith(_SCHEMA):
                self._count(element.sourceline)
                self.problems.add(XML_UDEN_BETYDNING, line=element.sourceline or 0, hvad="Attributten om skemaets sted")
            else:
                self._unknown(f"{name}={value}", f"{known.path}/@{name}", element.sourceline)

    def _inline(self, element: etree._Element, slot: Slot) -> None:
        rows = self.out.rows[slot.key]
        rows.values.append(())
        rows.lines.append(element.sourceline or 0)
        self.out.order.append(slot.key)
        self._row(element, self.parts[slot.key], len(rows.values) - 1)

    def _other(self, node: etree._Element, known: Known) -> None:
        """An element that is not declared here, a comment, a processing instruction or an entity."""
        tag: Any = node.tag
        if isinstance(tag, str):
            name = tag.removeprefix(self.space)
            self._unknown(_source(node), f"{known.path}/{name}".lstrip("/"), node.sourceline)
        elif tag is etree.Entity:
            self._unknown(_source(node), f"{known.path}/{node.text}".lstrip("/"), node.sourceline)
        else:
            self._count(node.sourceline)
            what = "Kommentaren" if tag is etree.Comment else "Instruktionen til programmer"
            self.problems.add(XML_UDEN_BETYDNING, line=node.sourceline or 0, hvad=what)

    def _count(self, line: int | None) -> None:
        self.foreign += 1
        if self.foreign > MOST_FOREIGN:
            raise _TooForeignError(line or 0)

    def _unknown(self, text: str, path: str, line: int | None) -> None:
        self._count(line)
        shown = mask_line(text.strip())[:80]
        self.problems.add(ELEMENT_UKENDT, line=line or 0, raw=shown, path=path.lstrip("/")[:120], format=self.name)
        self._keep(text)

    def _keep(self, text: str) -> None:
        self.out.order.append(None)
        self.out.raw.append(re.sub(r"\s+", " ", text.strip()))


class _TooForeignError(Exception):
    """Der er for meget i filen, som ikke hører til."""

    def __init__(self, line: int) -> None:
        super().__init__(self.__doc__)
        self.line = line


@dataclass(slots=True)
class _State:
    """How far the reading of a row has come."""

    record: str
    values: list[str | None]
    last: int = -1
    seen: set[Known] = field(default_factory=set)


def _source(element: etree._Element) -> str:
    """An element as it stands, without saying again which namespace it is in."""
    text = etree.tostring(element, encoding="unicode", with_tail=False)
    return _XMLNS.sub("", text, count=1)


def _is_utf8(data: bytes, problems: Problems) -> bool:
    """Whether the bytes are UTF-8, and the message does not say that they are anything else."""
    declared = _DECLARED.match(data[:200])
    if declared and declared[1].lower() not in (b"utf-8", b"utf8") and not (data.isascii() and declared[1].lower() != b"utf-16"):
        problems.add(XML_TEGNSAET, line=1, raw=declared[1].decode())
        return False
    try:
        data.decode()
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        problems.add(TEGNSAET_FEJL, line=line, position=error.start, value=data[error.start], encoding="utf-8")
        return False
    return True
