"""What a message may hold, as the tree a reader walks: each declared element with what may stand below it."""

from __future__ import annotations

from typing import Any

from snitflade.formats.message_parts import Part, Slot


class Known:
    """An element that is declared: its path, its place in the order, the number of its text, its slot, and what stands below it."""

    __slots__ = ("at", "attributes", "children", "leaf", "path", "required", "slot")

    def __init__(self, path: str, at: int) -> None:
        self.path, self.at = path, at
        self.leaf: int | None = None
        self.slot: Slot | None = None
        self.children: dict[Any, Known] = {}
        self.attributes: dict[str, int] = {}
        self.required: tuple[int, ...] = ()


def known(part: Part, space: str) -> Known:
    """What is declared of a part, as a tree."""
    top, leaf = Known("", 0), 0
    for at, item in enumerate(part.items):
        place = top
        *around, last = item.path.split("/")
        for step in around if last.startswith("@") or last == "." else [*around, last]:
            place = place.children.setdefault(space + step, Known(f"{place.path}/{step}".lstrip("/"), at))
        if isinstance(item, Slot):
            place.slot = item
            continue
        if last.startswith("@"):
            place.attributes[last[1:]] = leaf
        else:
            place.leaf = leaf
        leaf += 1
    top.required = tuple(number for number, one in enumerate(part.leaves) if one.required)
    return top
