"""Prints `docs/snitflader.md`: each row of the catalogue, its state, and where its declaration stands.

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

    places = _places()
    yield "# Which row lives where"
    yield ""
    yield "Printed from the declarations by `python requirements/rows.py`; the state is what `snitflade interfaces` says."
    yield ""
    yield "| Row | Id | State | Declared in | Formats |"
    yield "| --- | --- | --- | --- | --- |"
    for row in catalogue.rows().values():
        interface = catalogue.get(row.id)
        formats = ", ".join(f"`{name}`" for name in interface.formats) if interface else ""
        where = f"`{places[row.id]}`" if row.id in places else ""
        yield f"| {row.nr} | `{row.id}` | {catalogue.state(row.id)} | {where} | {formats} |"


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
