"""What a token may do, as text: ``interface:verb``, for files also ``interface:fil:format``.

>>> str(parse("tekn.renovation-prisme:fil:g69"))
'tekn.renovation-prisme:fil:g69'
>>> parse("tekn.renovation-prisme:fil").covers(parse("tekn.renovation-prisme:fil:g69"))
True
>>> parse("tekn.renovation-prisme:fil:10q").covers(parse("tekn.renovation-prisme:fil:g69"))
False
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum

from snitflade.exchange import catalogue
from snitflade.formats.problems import ProblemKind, Problems

ADGANG_FORM = ProblemKind(
    "ADGANG_FORM",
    "«{raw}» er ikke en adgang. Skriv snitflade:handling, fx inka.debitor-opslag:laes. Handlingerne er: {handlinger}.",
)
ADGANG_UKENDT = ProblemKind("ADGANG_UKENDT", "Snitfladen «{raw}» findes ikke. {raad}")
ADGANG_FORMAT = ProblemKind("ADGANG_FORMAT", "«{raw}» er ikke et format, som {snitflade} har. {raad}")


class Verb(StrEnum):
    """What can be done with an interface from outside."""

    LAES = "laes"
    """List its exchanges; look up with its service."""
    FIL = "fil"
    """Fetch the files of its exchanges."""
    KVITTER = "kvitter"
    """Give the receipt for one of its exchanges."""
    SKRIV = "skriv"
    """Write back through its service."""


@dataclass(frozen=True, slots=True)
class Scope:
    """One thing a token may do. Without a format it is all of the interface's formats."""

    interface: str
    verb: Verb
    format: str = ""

    def __str__(self) -> str:
        return ":".join(part for part in (self.interface, self.verb.value, self.format) if part)

    def covers(self, wanted: Scope) -> bool:
        """Whether it allows `wanted`."""
        return (self.interface, self.verb) == (wanted.interface, wanted.verb) and self.format in ("", wanted.format)


def parse(text: str) -> Scope:
    """A scope as it is stored. Raises ValueError for what `check` would have refused."""
    interface, verb, *format = text.split(":")
    return Scope(interface, Verb(verb), *format)


def check(texts: Iterable[str], problems: Problems) -> list[str]:
    """The scopes in order, each once; everything wrong with them is reported."""
    found = sorted({text.strip() for text in texts})
    for text in found:
        _check(text, problems)
    return found


def _check(text: str, problems: Problems) -> None:
    interface, verb, format = [*text.split(":"), "", ""][:3]
    known_verb = verb in {known.value for known in Verb}
    if not known_verb or text.count(":") > 2 or (text.count(":") == 2 and (verb != Verb.FIL or not format)):
        problems.add(ADGANG_FORM, field="adgang", raw=text, handlinger=", ".join(Verb))
    elif interface not in catalogue.rows():
        problems.add(ADGANG_UKENDT, field="adgang", raw=interface, raad=_near(interface, catalogue.rows()))
    elif format:
        formats = declared.formats if (declared := catalogue.get(interface)) else ()
        if format not in formats:
            raad = _near(format, formats) if formats else "Den har ingen filer."
            problems.add(ADGANG_FORMAT, field="adgang", raw=format, snitflade=interface, raad=raad)


def _near(text: str, known: Iterable[str]) -> str:
    near = get_close_matches(text, list(known), n=1)
    return f"Mente du {near[0]}?" if near else "Se navnene med: snitflade interfaces og snitflade formats."
