"""What stands around each page: the navigation, the search, and nothing from another host."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from string import Template
from typing import TYPE_CHECKING

from requirements.docs.markup import attribute

if TYPE_CHECKING:
    from requirements.docs.site import Page, Site

PAGE = Template(Path(__file__).with_name("side.html").read_text(encoding="utf-8"))


def html(page: Page, site: Site) -> str:
    """The page with its frame."""
    return PAGE.substitute(
        lang=page.lang,
        title=attribute(page.shown.title),
        root=attribute(posixpath.relpath(".", posixpath.dirname(page.address) or ".")),
        navigation="\n".join(_navigation(page, site)),
        contents=_contents(page),
        body=page.shown.html,
    )


def _navigation(page: Page, site: Site) -> Iterator[str]:
    """The entries by section; those below an entry (one format of all) are reached from its page."""
    for section, pages in groupby((one for one in site.order() if one.name), key=lambda one: one.section):
        if section:
            yield f"<h2>{attribute(section)}</h2>"
        yield "<ul>"
        for one in pages:
            address = posixpath.relpath(one.address, posixpath.dirname(page.address) or ".")
            here = ' aria-current="page"' if one is page else ""
            yield f'<li><a href="{attribute(address)}"{here}>{attribute(one.name)}</a></li>'
        yield "</ul>"


def _contents(page: Page) -> str:
    """The headings of a long page, as links, where it has no such list itself."""
    parts = [part for part in page.shown.sections if part.level == 2]
    name = "På denne side" if page.lang == "da" or "/opslag/" in page.path else "On this page"
    if len(parts) < 4 or f"{name}: " in page.text:
        return ""
    lines = "".join(f'<li><a href="#{attribute(part.anchor)}">{attribute(part.title)}</a></li>' for part in parts)
    return f'<nav class="paa-siden" aria-label="{name}"><p>{name}</p><ul>{lines}</ul></nav>'
