"""What is to be asked of each partner, as letters ready to be sent: every question of an interface and of a layout, once.

A letter goes to whom an interface names as its contact. A layout's questions go with the interfaces that use it: those that name
it, else those whose part of the program does.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from requirements.docs.markup import cell, table

import snitflade
from snitflade.exchange import catalogue
from snitflade.exchange.catalogue import Interface
from snitflade.formats import registry

SOURCE = Path(snitflade.__file__).parent
NOBODY = "den, der har beskrivelsen"
_OPENING = """\
Til {contact}

[Kommunens navn] udveksler data med jer, eller skal til det:

{interfaces}

Programmet, vi bruger, følger det, der er offentliggjort. Noget er ikke, og det vil vi hellere spørge om end gætte."""
_CLOSING = """\
Har I en beskrivelse af filen eller tjenesten og en prøve uden rigtige personers oplysninger, vil vi gerne have begge dele. Vi
sender gerne en fil, som I kan prøve at læse, før noget sættes i drift.

Med venlig hilsen
[Navn, afdeling, telefon]
[Kommunens navn]
"""


@dataclass(slots=True)
class Letter:
    """One letter. `questions`: each once, with the interfaces it is about."""

    contact: str
    name: str = ""
    """Of its file."""
    interfaces: list[Interface] = field(default_factory=list)
    questions: dict[str, list[Interface]] = field(default_factory=dict)
    layouts: list[str] = field(default_factory=list)

    def ask(self, question: str, about: list[Interface]) -> None:
        """Put a question into the letter; one that another one contains is asked already."""
        for known in self.questions:
            if _core(question) in _core(known):
                self.questions[known] += [one for one in about if one not in self.questions[known]]
                return
        inside = [known for known in self.questions if _core(known) in _core(question)]
        both = [one for known in inside for one in self.questions.pop(known)]
        self.questions[question] = [*both, *(one for one in about if one not in both)]

    def text(self) -> str:
        """The letter as it is sent."""
        numbers = _numbers(self.interfaces)
        lines = "\n".join(f"* {one.row.integration} ({_numbers([one])}, {one.row.modul})" for one in self.interfaces)
        opening = _OPENING.format(contact=self.contact, interfaces=lines or f"* layoutet {', '.join(self.layouts)}")
        return "\n".join(
            (
                f"Emne: Spørgsmål om udveksling af data ({numbers})" if numbers else "Emne: Spørgsmål om udveksling af data",
                "",
                _wrapped(opening),
                "",
                *self._list("Vi beder jer svare på dette:", [one for one in self.questions if "?" in one]),
                *self._list("Vi beder jer sende os eller oplyse:", [one for one in self.questions if "?" not in one]),
                _wrapped(_CLOSING),
            )
        )

    def _list(self, heading: str, questions: list[str]) -> Iterator[str]:
        if not questions:
            return
        yield heading
        yield ""
        for number, question in enumerate(questions, start=1):
            about = self.questions[question]
            mark = f" ({_numbers(about)})" if 0 < len(about) < len(self.interfaces) else ""
            yield f"{number}. {question}{mark}"
        yield ""

    def markdown(self) -> str:
        """The page that shows it."""
        quoted = "\n".join(f"> {line}".rstrip() for line in self._as_markdown())
        return f"# Brev til {cell(self.contact)}\n\n[Brevet som tekst]({self.name}.txt), klar til at blive sendt.\n\n{quoted}\n"

    def _as_markdown(self) -> Iterator[str]:
        for line in self.text().splitlines():
            rest = re.sub(r"^(\* |\d+\. )", "", line)
            yield line.removesuffix(rest) + cell(rest)


def letters() -> list[Letter]:
    """All letters, in the order of the catalogue."""
    found: dict[str, Letter] = {}
    for interface in catalogue.declared():
        asked = [*interface.questions, *(question for name in interface.formats for question in registry.questions(name))]
        for question in asked:
            _ask(found, interface, question)
    for name in registry.PROFILES:
        _unnamed(name, found)
    short = Counter(_slug(re.split(r"[,;(]", letter.contact)[0]) for letter in found.values())
    for letter in found.values():
        name = _slug(re.split(r"[,;(]", letter.contact)[0])
        letter.name = name if short[name] == 1 else _slug(letter.contact)
    return list(found.values())


def _ask(found: dict[str, Letter], interface: Interface, question: str) -> None:
    """Put a question into the letter to whom it is for."""
    other = re.fullmatch(r"Til ([^:?]+): (.+)", question)
    contact, asked = (other[1], other[2]) if other else (interface.contact or NOBODY, question)
    letter = found.setdefault(contact, Letter(contact))
    if interface not in letter.interfaces:
        letter.interfaces.append(interface)
    letter.ask(asked, [interface])


def _slug(contact: str) -> str:
    """A contact as the name of a file.

    >>> _slug("Skattestyrelsen, Inddrivelse æøå")
    'skattestyrelsen-inddrivelse-aeoeaa'
    """
    plain = contact.lower().replace("æ", "ae").replace("ø", "oe").replace("å", "aa")
    plain = unicodedata.normalize("NFKD", plain).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")


def _unnamed(name: str, found: dict[str, Letter]) -> None:
    """The questions of a layout that no interface names."""
    if not registry.questions(name) or any(name in interface.formats for interface in catalogue.declared()):
        return
    about = using(name)
    for question in registry.questions(name):
        for interface in about[:1]:
            _ask(found, interface, question)
        if not about:
            letter = found.setdefault(NOBODY, Letter(NOBODY))
            letter.layouts = [*dict.fromkeys([*letter.layouts, name])]
            letter.ask(question, [])


def using(format: str) -> list[Interface]:
    """The interfaces whose part of the program names the format: a Modul's before the whole Delsystem's."""
    naming = {path.parent for path in SOURCE.rglob("*.py") if f'"{format}"' in path.read_text(encoding="utf-8")}
    folders = {interface.id: _folder(interface) for interface in catalogue.declared()}
    return [interface for interface in catalogue.declared() if folders[interface.id] in naming]


def _folder(interface: Interface) -> Path:
    """Where the interface's functions stand."""
    function = interface.build or interface.apply
    module = function.__module__ if function else ""
    return (SOURCE.parent / module.replace(".", "/")).parent


def _core(question: str) -> str:
    """A question as it is compared."""
    return re.sub(r"\W+", " ", question).casefold().strip()


def _numbers(interfaces: list[Interface]) -> str:
    """Interfaces as a letter names them: by their numbers, outside the catalogue by their pages or their names.

    >>> _numbers([])
    ''
    """
    numbers = [str(one.row.nr) for one in interfaces if one.row.nr]
    others = [f"side {one.pages[0]}" if one.pages else one.row.integration for one in interfaces if not one.row.nr]
    return ", ".join([*([f"snitflade {_and(numbers)}"] if numbers else []), *others])


def _and(words: list[str]) -> str:
    return " og ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def _wrapped(text: str) -> str:
    """Paragraphs as one line each: mail breaks them where it is read."""
    parts = text.split("\n\n")
    return "\n\n".join(
        part if part.startswith("* ") or ("[" in part and part.count("\n")) else " ".join(part.split("\n")) for part in parts
    )


def overview(letters: list[Letter]) -> str:
    """The page over all letters."""
    rows = [
        (
            ", ".join(dict.fromkeys(cell(one.row.ekstern) for one in letter.interfaces)) or "–",
            f"[{cell(letter.contact)}](spoergsmaal/{letter.name}.md)",
            ", ".join(f"[{one.row.nr or one.id}](snitflader/{one.id}.md)" for one in letter.interfaces),
            str(len(letter.questions)),
        )
        for letter in letters
    ]
    return (
        "# Spørgsmål til modparterne\n\nDet, som ingen hos modparten har bekræftet endnu. Et brev til hver, klar til at blive "
        "sendt; det skrives ud fra de spørgsmål, som snitfladerne og layoutene selv stiller, så et nyt spørgsmål står her af sig "
        "selv, og et besvaret forsvinder.\n\n" + table(("Modpart", "Brev til", "Snitflader", "Spørgsmål"), rows)
    )
