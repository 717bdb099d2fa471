"""Commands on interfaces: interfaces, import, run."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import typer
from django.db import transaction
from typer.main import get_command

from snitflade.cli.entry import PROBLEMS
from snitflade.cli.exchanges import applied, try_held
from snitflade.cli.files import AsJson, read_bytes
from snitflade.cli.home import open_home, whoami
from snitflade.cli.show import err, json_out, out, sheet, show_problems, table
from snitflade.cli.usage import UnusableCallError
from snitflade.exchange import catalogue, copies, imports, inbound, journal, options, outbound
from snitflade.exchange.catalogue import Interface, Option, OptionKind
from snitflade.exchange.models import Exchange
from snitflade.exchange.states import State


def interfaces(as_json: AsJson = False) -> None:
    """Kataloget: alle 40 snitflader og dem uden for det, med deres tilstand."""
    rows = list(catalogue.rows().values())
    if as_json:
        names = ("nr", "id", "delsystem", "modul", "ekstern", "integration", "retning", "form", "frekvens", "udloest_af", "spec")
        json_out([{**{name: getattr(row, name) for name in names}, "state": catalogue.state(row.id).value} for row in rows])
        return
    headings = ("Nr", "Id", "Modul", "Ekstern", "Integration", "Retning", "Frekvens", "Tilstand")
    table(
        headings,
        [
            (str(r.nr or "–"), r.id, r.modul, r.ekstern, r.integration, r.retning, r.frekvens, catalogue.state(r.id).value)
            for r in rows
        ],
    )


def import_(
    name: Annotated[str, typer.Argument(metavar="SÆT", help="Hvad der indlæses, fx tekn.renovation")],
    path: Annotated[Path, typer.Argument(metavar="MAPPE_ELLER_FIL", help="Mappen med CSV-filerne, eller én af dem")],
) -> None:
    """Indlæs stamdata fra CSV. Er der fejl, indlæses intet."""
    imports.find(name)
    if not path.exists():
        raise UnusableCallError(f"{path} findes ikke. Angiv mappen med filerne.")
    open_home()
    by = whoami()
    with transaction.atomic():
        result = imports.load(name, by, path)
    show_problems(result.problemer)
    if result.problemer.errors:
        err(f"{result.problemer.errors} fejl. Intet er indlæst.")
        raise typer.Exit(PROBLEMS)
    counts = [(t, str(n.nye), str(n.aendrede), str(n.uaendrede), str(n.ikke_naevnt)) for t, n in result.tabeller.items()]
    table(("Tabel", "Nye", "Ændrede", "Uændrede", "Ikke nævnt"), counts)


def run(
    context: typer.Context,
    name: Annotated[str | None, typer.Argument(metavar="SNITFLADE", help="Id, katalognummer eller sidenummer")] = None,
) -> None:
    """Kør en snitflade. «snitflade run SNITFLADE --help» viser dens egne valg."""
    if name in (None, "--help"):
        out(context.get_help())
        out("\nSnitflader, der kan køres:")
        for interface in catalogue.declared():
            if interface.build or interface.apply:
                out(f"  {interface.id:<28} {interface.row.integration}")
        return
    interface = catalogue.find(str(name))
    if not (interface.build or interface.apply):
        raise UnusableCallError(
            f"{interface.id} køres ikke herfra: {interface.row.ekstern} kalder den på /api/{interface.service}. "
            "Giv adgang med: snitflade token create"
        )
    app = typer.Typer(add_completion=False)
    app.command(name=interface.id, help=interface.about)(_command(interface))
    command = get_command(app)
    code = command.main(context.args, prog_name=f"snitflade run {interface.id}", standalone_mode=False)
    if code:
        raise typer.Exit(code)


def _command(interface: Interface) -> Callable[..., None]:
    """A command whose parameters are the interface's declared options."""

    def command(**values: Any) -> None:
        file, folder, dry = values.pop("file", None), values.pop("out", None), values.pop("dry_run", False)
        instead_of = values.pop("erstat", None)
        if file is not None and interface.apply:
            _only_a_file(interface, {**values, "out": folder, "erstat": instead_of, "dry_run": dry or None})
            open_home()
            _take(interface, file)
        elif interface.build:
            given = _values(interface.options, values)
            open_home()
            _send(interface, given, _folder(folder), dry, journal.get(instead_of) if instead_of is not None else None)
        else:
            open_home()
            _take(interface, file)

    parameters = [_parameter(option) for option in interface.options]
    if interface.build:
        parameters.append(_flag("out", str | None, "Mappe, hvor en kopi af filerne skrives"))
        parameters.append(_flag("dry_run", bool, "Vis kontrolarket; skriv intet", default=False))
        parameters.append(_flag("erstat", int | None, "Nummer på en udveksling, der ikke er sendt; denne træder i dens sted"))
    if interface.apply:
        parameters.append(_flag("file", Path | None, "Filen, der indlæses"))
    command.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    command.__annotations__ = {parameter.name: parameter.annotation for parameter in parameters}
    return command


def _only_a_file(interface: Interface, others: dict[str, Any]) -> None:
    """Nothing of a run, where a file is to be taken. Raises UnusableCallError."""
    if given := [f"--{name.replace('_', '-')}" for name, value in others.items() if value is not None]:
        raise UnusableCallError(
            f"--file indlæser en fil i {interface.id}; {', '.join(given)} hører til en kørsel. Angiv kun det ene, og kør bagefter."
        )


def _folder(text: str | None) -> Path | None:
    """The folder that was named. Raises UnusableCallError for an empty name, such as of a variable that is not set."""
    if text == "":
        raise UnusableCallError("--out er tom; angiv en mappe.")
    return Path(text) if text else None


def _flag(name: str, type_: Any, help: str, default: Any = None) -> inspect.Parameter:
    annotation = Annotated[type_, typer.Option(f"--{name.replace('_', '-')}", help=help)]
    return inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=annotation)


def _parameter(option: Option) -> inspect.Parameter:
    # Every option may be left out as far as the parser knows, so that all that is missing is told at once (`_values`).
    help = f"{option.help} ({', '.join(option.choices)})" if option.choices else option.help
    return _flag(option.name, str | None, f"{help} (skal angives)" if option.required else help)


def _values(declared: tuple[Option, ...], texts: dict[str, Any]) -> dict[str, Any]:
    """The options' values from what was typed. Raises UnusableCallError naming everything that is missing or malformed."""
    values, wrong = {}, []
    for option in declared:
        try:
            values[option.name] = _value(option, texts[option.name])
        except UnusableCallError as error:
            wrong.append(str(error))
    if wrong:
        raise UnusableCallError("\n".join(wrong))
    return values


def _value(option: Option, text: str | None) -> Any:
    flag = f"--{option.name.replace('_', '-')}"
    if text is None:
        if option.required:
            raise UnusableCallError(f"{flag} mangler: {option.help}.")
        return None
    if option.choices and text not in option.choices:
        raise UnusableCallError(f"{flag} kan ikke være «{text}». Vælg: {', '.join(option.choices)}.")
    # An empty text is what a variable that is not set leaves behind; whoever wants an option left out leaves it out.
    if not text:
        raise UnusableCallError(f"{flag} er tom. Angiv {FORMS[option.kind]}, eller udelad den.")
    try:
        return options.read(option, text)
    except ValueError:
        raise UnusableCallError(f"{flag} «{text}» er ikke {FORMS[option.kind]}.") from None


FORMS: dict[OptionKind, str] = {
    OptionKind.TEXT: "en tekst",
    OptionKind.CHOICE: "et af valgene",
    OptionKind.NUMBER: "et helt tal",
    OptionKind.DATE: "en dato i formen ÅÅÅÅ-MM-DD",
    OptionKind.MOMENT: "et tidspunkt i formen ÅÅÅÅ-MM-DDTtt:mm",
}
"""What the text of each kind of option is to be."""


def _send(interface: Interface, given: dict[str, Any], folder: Path | None, dry: bool, instead_of: Exchange | None) -> None:
    if dry:
        built = outbound.preview(interface, given, whoami(), instead_of=instead_of)
        show_problems(built.warnings)
        sheet(built.sheet)
        for note in built.notes:
            out(note)
        out("\nPrøvekørsel: intet er skrevet.")
        return
    if folder and folder.exists() and not folder.is_dir():
        raise UnusableCallError(f"--out {folder} er en fil; angiv en mappe.")
    for exchange, error in copies.finish(interface):
        if error:
            err(str(error))
        else:
            out(f"Udveksling {exchange.pk} ({exchange.key}) blev afbrudt; dens filer er nu skrevet i {exchange.copy_to}.")
    exchange_made: Exchange | None
    if instead_of is None:
        exchange_made, built = outbound.build(interface, given, whoami(), copy_to=folder)
    else:
        exchange_made, built = outbound.supersede(instead_of, interface, given, whoami(), copy_to=folder)
    show_problems(built.warnings)
    sheet(built.sheet)
    for note in built.notes:
        out(note)
    if exchange_made is None:
        return
    out(f"\nUdveksling {exchange_made.pk}: {built.key} er {exchange_made.get_state_display().lower()}.")
    for file in exchange_made.files.select_related("blob"):
        place = Path(exchange_made.copy_to) / file.name if exchange_made.copy_to else file.name
        out(f"  {place}  {file.blob.size} bytes  sha256 {file.blob_id}")
    if instead_of is not None:
        out(f"Udveksling {instead_of.pk} er erstattet af den, og det, den bogførte, er taget tilbage.")
    if exchange_made.needs_two:
        out(f"En anden end {exchange_made.created_by} skal godkende den: snitflade approve {exchange_made.pk}")


def _take(interface: Interface, file: Path | None) -> None:
    if file is None:
        raise UnusableCallError("Angiv filen med --file.")
    received = inbound.receive(interface, file.name, read_bytes(file), whoami(), origin=str(file.resolve()))
    if not received.new:
        out(f"De samme bytes er modtaget før, som udveksling {received.exchange.pk}. De anvendes ikke to gange.")
    problems = inbound.apply(received.exchange, interface, whoami())
    received.exchange.refresh_from_db()
    sheet([(title, [(text, value) for text, value in lines]) for title, lines in received.exchange.sheet])
    out(f"\n{applied(received.exchange)}")
    show_problems(problems)
    try_held(received.exchange, interface)
    if problems.errors or received.exchange.state == State.HOLDT:
        raise typer.Exit(PROBLEMS)
