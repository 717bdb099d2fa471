"""Prints `docs/snitflader.md`: each interface of the catalogue and outside it, its state, and where its declaration stands.

``python requirements/rows.py`` writes it; a test holds the page against the declarations.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "snitflader.md"


def page() -> str:
    """The page as it should be."""
    return "\n".join(_lines()) + "\n"


def _lines() -> Iterator[str]:
    from snitflade.exchange import catalogue  # needs Django

    rows = list(catalogue.rows().values())
    places = _places()
    yield "# Which row lives where"
    yield ""
    yield "Printed from the declarations by `python requirements/rows.py`; the state is what `snitflade interfaces` says."
    yield ""
    yield from _table("Row", [(str(row.nr), row.id) for row in rows if row.nr is not None], places)
    if outside := [(", ".join(one.pages), one.id) for one in catalogue.declared() if one.outside]:
        yield ""
        yield "## Outside the catalogue"
        yield ""
        yield "Interfaces that the overview does not have: they bring their own row (`Interface.outside`) and have no number there."
        yield ""
        yield from _table("Page", outside, places)


def _table(heading: str, rows: list[tuple[str, str]], places: dict[str, str]) -> Iterator[str]:
    """One line for each (number, id)."""
    from snitflade.exchange import catalogue

    yield f"| {heading} | Id | State | Declared in | Formats |"
    yield "| --- | --- | --- | --- | --- |"
    for number, id in rows:
        interface = catalogue.get(id)
        formats = ", ".join(f"`{name}`" for name in interface.formats) if interface else ""
        where = f"`{places[id]}`" if id in places else ""
        yield f"| {number} | `{id}` | {catalogue.state(id)} | {where} | {formats} |"


def _places() -> dict[str, str]:
    """Where each interface is declared: the `interfaces.py` that says its id, or takes it from a module that does."""
    from snitflade.exchange import catalogue

    source = ROOT / "src" / "snitflade"
    texts = {path: path.read_text(encoding="utf-8") for path in sorted(source.glob("*/**/*.py"))}
    found = {}
    for name in catalogue.rows():
        saying = [path for path, text in texts.items() if f'"{name}"' in text]
        own = [path for path in saying if path.is_relative_to(source / name.split(".")[0])]
        for path in own or saying:
            near = [folder / "interfaces.py" for folder in path.parents if folder / "interfaces.py" in texts]
            if near:
                found.setdefault(name, str(near[0].relative_to(source)))
    return found


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as home:
        os.environ.setdefault("SNITFLADE_HOME", home)
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "snitflade.settings")
        import django

        django.setup()
        PAGE.write_text(page(), encoding="utf-8")
