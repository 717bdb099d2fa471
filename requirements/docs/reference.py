"""The printed pages: every format, every interface, every kind of problem, every command and system constant, as declared.

Nothing here is typed a second time: a format, an interface or a constant that is added stands on its page when the site is built.
"""

from __future__ import annotations

import inspect
from collections.abc import Iterator

from django.db.models import Model
from requirements.docs import codes, commands, letters
from requirements.docs.markup import cell, code, table
from requirements.docs.reach import reach
from requirements.docs.site import Page

from snitflade.exchange import catalogue
from snitflade.exchange.catalogue import Applies, Interface, Row
from snitflade.exchange.konstanter import KONSTANTER
from snitflade.exchange.models import Exchange
from snitflade.formats import registry
from snitflade.formats.delimited_format import DelimitedFormat
from snitflade.formats.fixed import FixedFormat
from snitflade.formats.messages import MessageFormat
from snitflade.formats.quoted import QuotedFormat
from snitflade.formats.registry import Format
from snitflade.formats.tagged import TaggedFormat
from snitflade.formats.workbook import WorkbookFormat

SECTION = "Opslag"
WHERE = "docs/opslag"
KINDS: dict[type, str] = {
    FixedFormat: "faste bredder",
    TaggedFormat: "linjer med et starthoved og felter &nnn",
    QuotedFormat: "kolonner i anførselstegn",
    DelimitedFormat: "tegnadskilt",
    MessageFormat: "XML",
    WorkbookFormat: "regneark (.xlsx)",
}
DIRECTIONS = {"ud": "ud", "ind": "ind", "begge": "begge veje"}
_OWN = ("snitflade.web", "snitflade.api", "snitflade.cli", "snitflade.formats", "snitflade.exchange")


def pages() -> list[Page]:
    """All printed pages; those with a name are entries of the navigation."""
    rows = {row.id: row for row in catalogue.rows().values()} | {interface.id: interface.row for interface in catalogue.declared()}
    letter = letters.letters()
    return [
        *of_formats(),
        Page(f"{WHERE}/snitflader.md", _interfaces(rows), SECTION, "Snitflader"),
        *(Page(f"{WHERE}/snitflader/{row.id}.md", _interface(row, catalogue.get(row.id), letter)) for row in rows.values()),
        Page(f"{WHERE}/fejlkoder.md", codes.page(), SECTION, "Fejlkoder"),
        Page(f"{WHERE}/systemkonstanter.md", _constants(), SECTION, "Systemkonstanter"),
        Page(f"{WHERE}/kommandoer.md", commands.page(), SECTION, "Kommandoer"),
        Page(f"{WHERE}/spoergsmaal.md", letters.overview(letter), SECTION, "Spørgsmål til modparterne"),
        *(Page(f"{WHERE}/spoergsmaal/{one.name}.md", one.markdown(), extra={f"{one.name}.txt": one.text()}) for one in letter),
    ]


def of_formats() -> list[Page]:
    """The page over all formats, and one for each."""
    every = Page(f"{WHERE}/formater.md", _formats(), SECTION, "Formater")
    return [every, *(Page(f"{WHERE}/formater/{name}.md", _format(format)) for name, format in registry.FORMATS.items())]


def kind(format: Format) -> str:
    """What kind of file it is, in words."""
    return next(said for of, said in KINDS.items() if isinstance(format, of))


def users(format: str) -> list[Interface]:
    """The interfaces that name the format, by number."""
    return [interface for interface in catalogue.declared() if format in interface.formats]


def _formats() -> str:
    rows = [
        (
            f"[{name}](formater/{name}.md)",
            cell(format.title),
            kind(format),
            "ja" if registry.confirmed(name) else "ubekræftet",
            ", ".join(f"[{_number(one.row)}](snitflader/{one.id}.md)" for one in users(name)),
        )
        for name, format in registry.FORMATS.items()
    ]
    return (
        "# Formater\n\nEthvert format, programmet kan læse eller skrive, skrevet ud fra dets erklæring. Et layout, som modtageren "
        "ikke har bekræftet, er *ubekræftet*; det, der skal spørges om, står på dets side.\n\n"
        + table(("Format", "Hvad det er", "Slags", "Bekræftet", "Snitflader"), rows)
    )


def _format(format: Format) -> str:
    return "\n\n".join(_of_format(format)) + "\n"


def _of_format(format: Format) -> Iterator[str]:
    name = format.name
    yield f"# {cell(name)}: {cell(format.title)}"
    yield table(("Hvad", "Siger"), [(what, said) for what, said in _facts_of_format(format) if said])
    about = "Om formatet" if name in registry.PROFILES else "Om formatet (som koden siger det, på engelsk)"
    yield f"## {about}\n\n{_prose(registry.documentation(format))}"
    titles = {record.key: record.title for record in getattr(format, "records", ())}
    records: dict[str, list[tuple[str, ...]]] = {}
    for line in registry.describe(format):
        shown = (
            code(line.place),
            cell(line.width),
            cell(line.kind),
            code(line.name),
            cell(line.default),
            cell(line.allowed),
            cell(line.meaning),
        )
        records.setdefault(line.record, []).append(shown)
    for key, fields in records.items():
        title = titles.get(key, "")
        yield f"## Felter i {cell(key)}" + (f": {cell(title)}" if title and title != key else "")
        yield table(("Plads", "Længde", "Type", "Felt", "Standard", "Tilladt", "Betydning"), fields)
    if asked := registry.questions(name):
        yield "## Åbne spørgsmål\n\n" + "\n".join(f"* {cell(question)}" for question in asked)
    yield "## Fejl, det kan give"
    yield codes.listed(reach(format, lambda module: module.startswith("snitflade.formats")).kinds)


def _facts_of_format(format: Format) -> Iterator[tuple[str, str]]:
    profile = registry.PROFILES.get(format.name)
    yield "Slags", kind(format) + (", en profil (TOML)" if profile else "")
    yield "Kilde", cell(format.source)
    yield "Bekræftet", "ja" if registry.confirmed(format.name) else "nej, *ubekræftet*"
    yield "Retning", DIRECTIONS[profile.direction] if profile else ""
    yield "Filens navn", code(profile.file_name) if profile else ""
    yield "Tegnsæt", ", ".join(format.encodings)
    if isinstance(format, DelimitedFormat):
        yield "Skilletegn", code({"\t": "tabulator"}.get(format.delimiter, format.delimiter))
        yield "Anførselstegn", format.quoting.value
        yield "Overskrift", format.heading.value
        yield "Linjeskift", {"\r\n": "CRLF", "\n": "LF"}[format.newline]
    yield "Bruges af", ", ".join(f"[snitflade {_number(one.row)}](../snitflader/{one.id}.md)" for one in users(format.name))


def _prose(text: str) -> str:
    """A docstring as Markdown: examples for the interpreter stand as code."""
    parts = inspect.cleandoc(text).split("\n\n")
    return "\n\n".join(f"```\n{part}\n```" if part.lstrip().startswith(">>>") else part for part in parts)


def _number(row: Row) -> str:
    """What an interface is called by: its number in the catalogue, or its id where it has none."""
    return str(row.nr) if row.nr else row.id


def _interfaces(rows: dict[str, Row]) -> str:
    shown = [
        (
            _number(row),
            f"[{cell(row.integration)}](snitflader/{row.id}.md)",
            f"{cell(row.delsystem)} / {cell(row.modul)}",
            cell(row.ekstern),
            DIRECTIONS[row.retning],
            catalogue.state(row.id).value,
        )
        for row in rows.values()
    ]
    return (
        "# Snitflader\n\nHver række af kataloget, og de snitflader, der er føjet til, med det, der er erklæret om dem.\n\n"
        + table(("Nr.", "Snitflade", "Delsystem / modul", "Ekstern", "Retning", "Tilstand"), shown)
    )


def _interface(row: Row, interface: Interface | None, letter: list[letters.Letter]) -> str:
    return "\n\n".join(_of_interface(row, interface, letter)) + "\n"


def _of_interface(row: Row, interface: Interface | None, letter: list[letters.Letter]) -> Iterator[str]:
    yield f"# Snitflade {_number(row)}: {cell(row.integration)}"
    if interface is None:
        yield "Den står i kataloget, men virker ikke endnu."
        yield table(("Hvad", "Siger"), [(what, said) for what, said in _facts_of_row(row) if said])
        return
    yield cell(interface.about)
    yield table(("Hvad", "Siger"), [(what, said) for what, said in (*_facts_of_row(row), *_facts(interface)) if said])
    if interface.options:
        yield "## Valg ved en kørsel"
        yield table(
            ("Valg", "Slags", "Skal angives", "Kan være", "Betydning"),
            [
                (
                    code(f"--{one.name}"),
                    one.kind.value,
                    "ja" if one.required else "nej",
                    cell(", ".join(one.choices)),
                    cell(one.help),
                )
                for one in interface.options
            ],
        )
    found = reach(interface, lambda module: module.startswith("snitflade.") and not module.startswith(_OWN))
    if named := sorted(found.words & KONSTANTER.keys()):
        yield "## Systemkonstanter, den læser"
        yield table(
            ("Konstant", "Betydning", "Standard"),
            [(code(name), cell(KONSTANTER[name].betydning), cell(KONSTANTER[name].standard or "")) for name in named],
        )
    touched = [model for model in found.models if not model.__module__.startswith("snitflade.exchange")]
    stamped = {relation.related_model for relation in Exchange._meta.related_objects}
    own = sorted(_table_name(model) for model in touched if model in stamped)
    other = sorted(_table_name(model) for model in touched if model not in stamped)
    if touched:
        yield "## Det, den rører"
        yield "\n\n".join(
            f"{said}: {', '.join(names)}."
            for said, names in (
                ("Rækker, der bærer udvekslingens nummer", own),
                ("Andre tabeller, den slår op i eller skriver", other),
            )
            if names
        )
    if interface.questions:
        yield "## Åbne spørgsmål\n\n" + "\n".join(f"* {cell(question)}" for question in interface.questions)
        yield "I brevene: " + ", ".join(
            f"[{cell(one.contact)}](../spoergsmaal/{one.name}.md)" for one in letter if interface in one.interfaces
        )
    if found.kinds:
        yield "## Fejl, den kan melde\n\nDertil kommer dem, dens formater giver, når en fil læses."
        yield codes.listed(found.kinds)


def _facts_of_row(row: Row) -> Iterator[tuple[str, str]]:
    yield "Id", code(row.id)
    yield "Delsystem og modul", f"{cell(row.delsystem)}, {cell(row.modul)}"
    yield "Ekstern", cell(row.ekstern)
    yield "Retning", DIRECTIONS[row.retning]
    yield "Form", cell(row.form)
    yield "Frekvens, som oversigten siger", cell(row.frekvens)
    yield "Udløses af", cell(row.udloest_af)
    yield "Tilstand", catalogue.state(row.id).value


def _facts(interface: Interface) -> Iterator[tuple[str, str]]:
    due = bool(interface.schedule.times)
    yield "Rytme", cell(str(interface.schedule)) if due else "efter behov"
    yield "Frist derefter", f"{interface.grace_bank_days} bankdage" if interface.grace_bank_days else "samme dag" if due else ""
    yield "Kører af sig selv", "ja" if interface.runs_itself else ""
    yield "Henter selv", "ja" if interface.fetch else ""
    yield "To personer", ("ja, den flytter penge" if interface.money else "ja") if interface.needs_two else ""
    yield "Karantæne", "ja: linjer med fejl sættes til side" if interface.quarantine else ""
    if interface.apply:
        yield "Anvendt igen", "lægger rækker til" if interface.applies is Applies.ADDS else "erstatter, men aldrig noget nyere"
    yield (
        "Taget af modtageren inden",
        f"{interface.taken_within_hours} timer" if interface.build and interface.taken_within_hours else "",
    )
    days = interface.acknowledged_within_bank_days
    yield "Svar ventes inden", f"{days} bankdage" if days is not None else ""
    yield "Bytes gemmes", f"{interface.keep_days} dage" if interface.keep_days else "uden udløb"
    yield "Tjeneste", code(f"/api/{interface.service}") if interface.service else ""
    yield "View i databasen", code(interface.view)
    yield "Formater", ", ".join(f"[{name}](../formater/{name}.md)" for name in interface.formats)
    yield "Winformatiks side", ", ".join(interface.pages)
    yield "Kontakt", cell(interface.contact)


def _table_name(model: type[Model]) -> str:
    meta = model._meta
    return f"{cell(str(meta.verbose_name_plural))} ({code(meta.label)})"


def _constants() -> str:
    rows = [
        (code(number), cell(one.betydning), cell(one.standard or ""), cell(one.tilladt), cell(one.kilde))
        for number, one in sorted(KONSTANTER.items())
    ]
    return (
        "# Systemkonstanter\n\nDe sættes på siden Indstillinger, Systemkonstanter, og gælder fra en dag. Uden standard skal de "
        "sættes, før det, der bruger dem, kan køre.\n\n" + table(("Konstant", "Betydning", "Standard", "Kan være", "Kilde"), rows)
    )
