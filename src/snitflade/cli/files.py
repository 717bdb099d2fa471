"""Commands on formats and files: formats, describe, check, decode, encode. They need no installation and touch no database."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from snitflade.cli.entry import PROBLEMS
from snitflade.cli.show import data_out, err, json_out, out, show_problems, table
from snitflade.cli.usage import UnusableCallError
from snitflade.exchange import profiler
from snitflade.exchange.files import write_file
from snitflade.formats import jsonl, registry
from snitflade.formats.messages import MessageFormat
from snitflade.formats.problems import Problems, ProblemsError

FormatName = Annotated[str, typer.Argument(metavar="FORMAT", help="Formatets navn, se «snitflade formats»")]
InFile = Annotated[Path, typer.Argument(metavar="FIL", help="Filen, eller - for standard input")]
UNCONFIRMED = " (ubekræftet)"
AsJson = Annotated[bool, typer.Option("--json", help="Som JSON")]


def read_bytes(path: Path) -> bytes:
    """The file's bytes; ``-`` is standard input. Raises UnusableCallError."""
    if str(path) == "-":
        return sys.stdin.buffer.read()
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise UnusableCallError(f"Filen {path} findes ikke.") from None
    except IsADirectoryError:
        raise UnusableCallError(f"{path} er en mappe; angiv en fil.") from None
    except PermissionError:
        raise UnusableCallError(f"Filen {path} må ikke læses af dig. Bed om adgang til den.") from None
    except OSError as error:
        raise UnusableCallError(f"Filen {path} kan ikke læses: {error.strerror}.") from None


def formats(as_json: AsJson = False) -> None:
    """Navnene på alle formater. Et format, som ingen hos modtageren har bekræftet, er markeret."""
    show_problems(profiler.problems)
    if as_json:
        json_out(list(registry.FORMATS))
        return
    rows = [(f.name, f"{f.title}{'' if registry.confirmed(f.name) else UNCONFIRMED}", f.source) for f in registry.FORMATS.values()]
    table(("Format", "Hvad det er", "Kilde"), rows)


def find(name: str) -> registry.Format:
    """The format called `name`. Raises UnknownFormatError, after what is wrong with the installation's own profiles."""
    try:
        return registry.find(name)
    except registry.UnknownFormatError:
        show_problems(profiler.problems)
        raise


def describe(name: FormatName, as_json: AsJson = False) -> None:
    """Et formats specifikation, skrevet ud fra erklæringen."""
    format = find(name)
    fields = list(registry.describe(format))
    if as_json:
        names = ("record", "place", "width", "kind", "name", "default", "allowed", "meaning")
        json_out([{key: getattr(field, key) for key in names} for field in fields])
        return
    mark = "" if registry.confirmed(format.name) else UNCONFIRMED
    out(f"{format.name}: {format.title}{mark}\nKilde: {format.source}\n")
    out(registry.documentation(format).strip() + "\n")
    if questions := registry.questions(format.name):
        out("Spørg modtageren:\n" + "".join(f"* {question}\n" for question in questions))
    headings = ("Record", "Plads", "Længde", "Type", "Felt", "Standard", "Tilladt", "Betydning")
    table(headings, [(f.record, f.place, f.width, f.kind, f.name, f.default, f.allowed, f.meaning) for f in fields])


def check(name: FormatName, file: InFile, as_json: AsJson = False) -> None:
    """Alle problemer i en fil. Slutkode 0: ingen fejl, 1: fejl. Advarsler vises og tæller ikke som fejl."""
    format = find(name)
    problems = Problems()
    document = format.read(read_bytes(file), problems)
    if as_json:
        json_out([problem.as_json() for problem in problems.sorted()])
    else:
        show_problems(problems)
        rows = "poster" if isinstance(format, MessageFormat) else "linjer"
        verdict = "ingen problemer" if not problems else f"{problems.errors} fejl, {problems.warnings} advarsler"
        out(f"{file}: {len(document)} {rows}, {verdict}.")
    if problems.errors:
        raise typer.Exit(PROBLEMS)


def decode(name: FormatName, file: InFile) -> None:
    """En fil som JSON Lines; problemer vises for sig. Slutkode som check."""
    format = find(name)
    problems = Problems()
    document = format.read(read_bytes(file), problems)
    for line in jsonl.dump(format, document):
        data_out(line)
    show_problems(problems)
    if problems.errors:
        raise typer.Exit(PROBLEMS)


def encode(
    name: FormatName,
    file: InFile,
    target: Annotated[
        Path | None, typer.Option("--out", "-o", metavar="UD", help="Filen, der skrives; ellers standard output")
    ] = None,
) -> None:
    """JSON Lines som fil. Er der fejl, skrives intet."""
    format = find(name)
    problems = Problems()
    try:
        text = read_bytes(file).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnusableCallError(f"{file} er ikke UTF-8 (byte {error.start}). JSON Lines skal være UTF-8.") from None
    document = jsonl.load(format, text, problems)
    if not problems.errors:
        format.check(document, problems)
    if problems.errors:
        raise ProblemsError(problems)
    show_problems(problems)
    data = format.wrap(document)
    if target is None or str(target) == "-":
        sys.stdout.buffer.write(data)
        return
    _write(target, data)
    rows = "poster" if isinstance(format, MessageFormat) else "linjer"
    err(f"{target}: {len(document)} {rows}, {len(data)} bytes.")


def _write(target: Path, data: bytes) -> None:
    """Write `data` to `target`. Raises UnusableCallError for a place where no file can be, OSError."""
    if target.is_dir():
        raise UnusableCallError(f"{target} er en mappe; angiv en fil med -o.")
    if not target.parent.is_dir():
        raise UnusableCallError(f"Mappen {target.parent} findes ikke; filen kan ikke skrives der.")
    if target.exists() and not target.is_file():  # a pipe or a device takes bytes, but must not become a file
        target.write_bytes(data)
    else:
        write_file(target.resolve(), data)
