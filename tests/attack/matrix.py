"""Who may do what, read from the program itself: every page, every operation of REST and SOAP, every command.

``python -m tests.attack.matrix`` writes `adgang.csv` anew; the difference is for a person to look at, line by line.
"""

from __future__ import annotations

import csv
import inspect
import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

TABLE = Path(__file__).with_name("adgang.csv")
HEAD = ("hvad", "adresse", "hvem")
Line = tuple[str, str, str]


def lines() -> list[Line]:
    """The table as the program has it."""
    return [*_pages(), *_rest(), *_soap(), *_commands()]


def kept() -> list[Line]:
    """The table as it was looked at."""
    with TABLE.open(encoding="utf-8", newline="") as file:
        head, *rows = csv.reader(file, delimiter=";")
    assert tuple(head) == HEAD
    return [(what, address, who) for what, address, who in rows]


def text(table: list[Line]) -> str:
    """The table as the file has it."""
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=";", lineterminator="\n").writerows([HEAD, *table])
    return out.getvalue()


def _pages() -> Iterator[Line]:
    from snitflade.web import regler

    for one in regler.tabel():
        if one.regel is not regler.EGEN:
            yield "side", f"/{one.sti}", "INGEN REGEL" if one.regel is None else str(one.regel)


def _rest() -> Iterator[Line]:
    from snitflade.api.rest import api

    for path, methods in api.get_openapi_schema()["paths"].items():
        for method, operation in methods.items():
            yield "rest", f"{method.upper()} {path}", " eller ".join(operation["x-adgang"])


def _soap() -> Iterator[Line]:
    """What each operation says it wants of a token that may nothing of it."""
    from unittest import mock

    from snitflade.api import service
    from snitflade.api.soap.debitor import CALLS

    class Wanted(Exception):
        """The scopes an operation asks for."""

    def asked(*scopes: Any) -> None:
        raise Wanted(" eller ".join(map(str, scopes)))

    caller = mock.Mock(require=asked)
    values = {"siden": "2000-01-01T00:00:00+00:00", "kundenr": "0000000001", "renoweb_kundeid": "RW1"}
    for name, call in sorted(CALLS.items()):
        request = mock.Mock(META={"snitflade.case": service.Case(caller=caller)})
        try:
            call(request, values)
        except Wanted as wanted:
            yield "soap", name, str(wanted)
        else:
            yield "soap", name, "ALLE"


def _commands() -> Iterator[Line]:
    """Every command; those that change something do it in somebody's name, which the journal keeps."""
    from typer.main import get_command

    from snitflade.cli import app

    yield from sorted(_below(get_command(app.app), "snitflade"))


def _below(command: Any, path: str) -> Iterator[Line]:
    inner = getattr(command, "commands", None)
    if inner is not None:
        for name, one in inner.items():
            yield from _below(one, f"{path} {name}")
        return
    named = _names(inspect.unwrap(command.callback), set())
    yield "kommando", path, "maskinens bruger, i eget navn" if named else "maskinens bruger"


def _names(function: Any, seen: set[str]) -> bool:
    """Whether the function, or one beside it that it uses, asks who acts."""
    source = inspect.getsource(function)
    if "whoami" in source:
        return True
    beside = inspect.getmodule(function)
    for name in set(re.findall(r"\b[a-z_]+(?=\()", source)) - seen:
        seen.add(name)
        other = getattr(beside, name, None)
        if inspect.isfunction(other) and other.__module__ == function.__module__ and _names(other, seen):
            return True
    return False


if __name__ == "__main__":
    import os

    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "snitflade.settings")
    django.setup()
    TABLE.write_text(text(lines()), encoding="utf-8")
