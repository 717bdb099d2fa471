"""Each page links the stylesheets that know its classes: a page that forgets one looks like nothing, and no other test sees it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import snitflade.web

WEB = Path(snitflade.web.__file__).parent
TEMPLATES, CSS = WEB / "templates" / "web", WEB / "static" / "web"
KENDT = {
    path.name: frozenset(re.findall(r"\.([a-zA-Z][\w-]+)", path.read_text(encoding="utf-8"))) for path in sorted(CSS.glob("*.css"))
}
ALTID = ("side.css", "print.css")
"""What the frame links, beside the design system's own."""
DESIGN = frozenset(
    name for path in CSS.parent.glob("dkfds/css/*.css") for name in re.findall(r"\.([a-zA-Z][\w-]+)", path.read_text())
)


def tekst(path: Path, seen: frozenset[str] = frozenset()) -> str:
    """A template with what it includes."""
    found = path.read_text(encoding="utf-8")
    for name in set(re.findall(r'include "web/([\w/]+\.html)"', found)) - seen:
        found += tekst(TEMPLATES / name, seen | {name})
    return found


@pytest.mark.parametrize("path", sorted(TEMPLATES.glob("*.html")), ids=lambda path: path.stem)
def test_the_stylesheets_of_a_page_know_its_classes(path: Path) -> None:
    page = tekst(path)
    linked = {*ALTID, *re.findall(r"web/(\w+\.css)", page)}
    used = {
        name
        for text in re.findall(r'class="([^"]*)"', page)
        for name in re.sub(r"\{%.*?%\}|\{\{.*?\}\}", " ", text).split()
        if re.fullmatch(r"[\w-]*\w", name)
    }
    known = DESIGN.union(*(KENDT[name] for name in linked))
    elsewhere = {name: sheet for sheet, names in KENDT.items() for name in used & names - known}
    assert elsewhere == {}
