"""A register that only tests declare: numbered files that must come in order, applied in parts, pulled page by page.

A file is text: ``S`` and its number, then lines ``K`` and a key, ``;`` and a value. The register holds for each key what the file
with the highest number says. File N waits for file N-1, unless an operator releases it; an older one changes nothing that is newer.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db.models import Max
from tests.pipelines.models import Fil, Post

from snitflade.exchange import catalogue
from snitflade.exchange.catalogue import Applied, Applies, Aside, FetchState, Hold, Interface
from snitflade.exchange.models import Exchange
from snitflade.exchange.schedule import daily
from snitflade.exchange.transports.http_client import HttpClient
from snitflade.exchange.transports.port import Incoming
from snitflade.formats.problems import ProblemKind, Problems

REGISTER, PERSONER, HENTET = "folk.cpr-ajourfoering", "krdi.modregning", "folk.gar"
"""In order and in parts; with a quarantine of entries; pulled."""
UKENDT = "K9999"
"""A key that is nobody's."""
LAESES_IKKE = ProblemKind("PROEVE_LAESES_IKKE", "Linjen kan ikke læses.")
PART = 2
"""Lines in a part."""


@dataclass(frozen=True)
class Indhold:
    """What a file says."""

    number: int
    lines: tuple[tuple[int, str, str], ...]
    """Line number, key and value."""


def data(number: int, **values: str) -> bytes:
    """A file: ``data(3, K0001="a")``."""
    return "".join([f"S{number:06}\n", *(f"{key};{value}\n" for key, value in values.items())]).encode()


def lines_of(number: int, *lines: tuple[str, str]) -> bytes:
    """A file whose keys may come more than once."""
    return "".join([f"S{number:06}\n", *(f"{key};{value}\n" for key, value in lines)]).encode()


def order(content: bytes, name: str) -> str:
    """The file's number."""
    return content[1:7].decode() if content.startswith(b"S") else ""


def read(content: bytes, name: str, problems: Problems) -> Indhold:
    """The file; a line that cannot be read is a problem."""
    first, *lines = content.decode().split("\n")
    found = []
    for number, line in enumerate(lines, start=2):
        key, mark, value = line.partition(";")
        if line and not (mark and key.startswith("K")):
            problems.add(LAESES_IKKE, line=number, raw=line)
        elif line:
            found.append((number, key, value))
    return Indhold(int(first[1:] or 0), tuple(found))


def parts(exchange: Exchange, content: Indhold) -> int:
    """Two lines in each."""
    return max(1, -(-len(content.lines) // PART))


def apply(exchange: Exchange, content: Indhold, problems: Problems, part: int) -> Applied:
    """Put a part in the register, and with the last one remember that the file is applied."""
    last = Fil.objects.aggregate(last=Max("nr"))["last"] or 0
    if part == 0 and content.number > last + 1 and not exchange.released_by:
        raise Hold(f"Fil {content.number - 1} mangler. Hent den, eller frigiv denne.")
    some = content.lines[part * PART : (part + 1) * PART]
    for _, key, value in some:
        put(key, value, content.number)
    if part + 1 == parts(exchange, content):
        Fil.objects.get_or_create(nr=content.number, udveksling=exchange.pk)
    return Applied(totals={"linjer": len(some)})


def put(key: str, value: str, number: int) -> None:
    """A row of the register, unless it is newer; the crash tests' place in the middle of a part."""
    row, new = Post.objects.get_or_create(noegle=key, defaults={"vaerdi": value, "nr": number})
    if not new and row.nr < number:
        Post.objects.filter(pk=row.pk).update(vaerdi=value, nr=number)


def apply_persons(exchange: Exchange, content: Indhold, problems: Problems) -> Applied:
    """All lines of a person, or none: one entry for each that nobody knows or that has a line which cannot be read."""
    persons: dict[str, list[tuple[int, str]]] = {}
    for number, key, value in content.lines:
        persons.setdefault(key, []).append((number, value))
    asides = []
    for key, lines in persons.items():
        if key == UKENDT or any(value.startswith("!") for _, value in lines):
            asides.append(
                Aside("3112999999" if key == UKENDT else key, tuple(number for number, _ in lines), f"{key} kendes ikke.")
            )
        else:
            for number, value in lines:
                Post.objects.get_or_create(noegle=f"{key}/{number}", defaults={"vaerdi": value, "nr": exchange.pk})
    return Applied(totals={"poster": Post.objects.filter(nr=exchange.pk).count()}, set_aside=asides)


def fetch(client: HttpClient, state: FetchState) -> Iterator[Incoming]:
    """The pages that lie in ``sider`` of the home, each once."""
    for path in sorted((Path(settings.HOME) / "sider").glob("*.txt")):
        if path.name > state.get("side"):
            content = path.read_bytes()
            state.set("side", path.name)
            yield Incoming(path.name, content, f"{client.place}/{path.name}")
    state.set("set", "ja")


def rows() -> Mapping[str, str]:
    """The register."""
    return dict(Post.objects.order_by("noegle").values_list("noegle", "vaerdi"))


def declare() -> None:
    """Let the catalogue hold these, too."""
    about: dict[str, Any] = {"about": "Kun til prøve.", "read": read}
    register: dict[str, Any] = {"apply": apply, "parts": parts, "order": order, "applies": Applies.REPLACES, **about}
    catalogue.register(Interface(id=REGISTER, schedule=daily(dt.time(5)), **register))
    catalogue.register(Interface(id=PERSONER, apply=apply_persons, quarantine=True, **about))
    catalogue.register(
        Interface(
            id=HENTET, fetch=fetch, silent_ok=True, schedule=daily(dt.time(6)), poll=daily(dt.time(5), dt.time(6)), **register
        )
    )
