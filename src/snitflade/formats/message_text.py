"""Writing XML messages: rows of parts as text, each part in the lines it is declared in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from xml.sax.saxutils import escape

import numpy as np
from numpy.typing import NDArray

from snitflade.formats.columns import Mask
from snitflade.formats.layout import Table
from snitflade.formats.message_parts import Item, Leaf, Part, Slot

INDENT = "  "


def render(part: Part, table: Table | None, children: Mapping[str, list[str]], depth: int, newline: str, rows: int) -> list[str]:
    """The text of every row of `part`. `children`: for each slot, the text of what stands in it, per row."""
    everywhere = np.ones(rows, dtype=bool)
    there: list[Mask] = []
    values: list[Sequence[str]] = []
    for item in part.items:
        if isinstance(item, Slot):
            texts = children[item.key]
            there.append(np.array([bool(text) for text in texts], dtype=bool))
        elif table is None or item.field.name not in table.columns:
            there.append(~everywhere)
            texts = [""] * rows
        else:
            here = table.present.get(item.field.name, everywhere)
            there.append(here)
            texts = _texts(item, table, here)
        values.append(texts)
    if not part.items:
        return [_template(part, (), depth, newline)] * rows
    patterns, kind_of = np.unique(_numbered(there), return_inverse=True)
    templates = [
        _template(part, tuple(bool(pattern >> i & 1) for i in range(len(there))), depth, newline) for pattern in patterns.tolist()
    ]
    if len(templates) == 1:
        return list(map(templates[0].__mod__, zip(*values, strict=True)))
    chosen = [templates[kind] for kind in kind_of.tolist()]
    return [template % row for template, row in zip(chosen, zip(*values, strict=True), strict=True)]


def _numbered(there: list[Mask]) -> NDArray[np.int64]:
    """Which items each row has, as a number: item i is bit i."""
    numbers = np.zeros(len(there[0]), dtype=np.int64)
    for i, mask in enumerate(there):
        numbers |= mask.astype(np.int64) << i
    return numbers


def _texts(leaf: Leaf, table: Table, here: Mask) -> list[str]:
    """The texts of a leaf, escaped; what stands for a row without it is of no account."""
    column = table.columns[leaf.field.name]
    if len(column) and not column.strides[0]:
        return _escaped(leaf.lexical.texts(column[:1]), leaf) * len(column)
    if here.all():
        return _escaped(leaf.lexical.texts(column), leaf)
    found = iter(_escaped(leaf.lexical.texts(column[here]), leaf))
    return [next(found) if there else "" for there in here.tolist()]


def _escaped(texts: list[str], leaf: Leaf) -> list[str]:
    whole = "\0".join(texts)
    if not any(character in whole for character in '&<>"'):
        return texts
    quotes = {'"': "&quot;"} if "@" in leaf.path else {}
    return [escape(text, quotes) for text in texts]


def _template(part: Part, there: tuple[bool, ...], depth: int, newline: str) -> str:
    """A row as a format string with a place for every item; the places of what is not there print nothing."""
    if part.inline:
        return f"<{part.key}>%s</{part.key}>"
    at, lines = 0, [f"{INDENT * depth}<{part.key}>{newline}"]
    for items in part.lines:
        some = there[at : at + len(items)]
        at += len(items)
        blocks = [item for item in items if isinstance(item, Slot) and not item.within]
        if blocks:  # rows of their own lines
            lines.append("%s")
        elif any(some):
            lines.append(f"{INDENT * (depth + 1)}{_line(items, some)}{newline}")
        else:
            lines.append("%.0s" * len(items))
    lines.append(f"{INDENT * depth}</{part.key}>{newline}")
    return "".join(lines)


def _line(items: tuple[Item, ...], there: tuple[bool, ...]) -> str:
    """Items on one line; the elements around them open where the first of them stands and close after the last."""
    text, opened = "", list[str]()
    unfinished = False  # the last tag still takes attributes

    def close(until: list[str]) -> str:
        out = ""
        while opened != until[: len(opened)]:
            out += f"</{opened.pop()}>"
        return out

    for item, here in zip(items, there, strict=True):
        if not here:
            text += "%.0s"
            continue
        *around, last = item.path.split("/")
        own = last.startswith("@")
        path = around if own or isinstance(item, Slot) else [*around, last]
        if not unfinished:
            text += close(path)
        for name in path[len(opened) :]:
            text += f"<{name}>"
            opened.append(name)
        if own:
            text = f'{text[:-1]} {last[1:]}="%s">'
            unfinished = True
            continue
        text += "%s"
        unfinished = False
        if isinstance(item, Leaf):
            text += f"</{opened.pop()}>"
    return text + close([])


def grouped(texts: list[str], parents: NDArray[np.int64], rows: int) -> list[str]:
    """The texts of each parent row together; `parents` ascends."""
    ends = np.searchsorted(parents, np.arange(rows), side="right").tolist()
    if ends == list(range(1, rows + 1)):  # one each, as most often
        return texts
    start, out = 0, []
    for end in ends:
        out.append("".join(texts[start:end]))
        start = end
    return out
