"""Loading the master data of Renovation from a folder of CSV files, or from one of them: all of it, or nothing and every problem.

`debitorer.csv`, `ydelser.csv` and `aftaler.csv` must be there; `lokaliteter.csv` and `systemkonstanter.csv` may be. File names
match in any letter case. A column that is there counts, also where a cell is empty; an optional column that is not there
leaves what is loaded as it is. The same files again change nothing. One file by itself is checked against what is loaded.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from django.db import transaction

from snitflade.exchange.bulk import lock
from snitflade.exchange.konstanter import csv_fil as systemkonstanter
from snitflade.exchange.konstanter.model import Systemkonstant
from snitflade.exchange.upsert import Optaelling
from snitflade.folk import lokaliteter
from snitflade.folk.models import Lokalitet
from snitflade.formats.delimited import Column, Table, read_table
from snitflade.formats.problems import ProblemKind, Problems, Severity
from snitflade.formats.text import mente_du
from snitflade.inka import debitorer
from snitflade.inka.models import Debitor
from snitflade.tekn.models import Aftale, Takst, Ydelse
from snitflade.tekn.renovation import aftaler, ydelser

STAMDATA_MAPPE = ProblemKind("STAMDATA_MAPPE", "Mappen «{raw}» findes ikke eller kan ikke læses. Kontrollér stien.")
STAMDATA_FIL = ProblemKind("STAMDATA_FIL", "Filen «{raw}» er ikke en af stamdatafilerne. {raad}", spec="FIL-E02")
STAMDATA_MANGLER = ProblemKind("STAMDATA_MANGLER", "Filen {raw} mangler i mappen. {raad}")
STAMDATA_FLERE = ProblemKind("STAMDATA_FLERE", "Der er flere filer med navnet {raw}: {filer}. Behold den rigtige.", spec="FIL-E06")
STAMDATA_LAESES_IKKE = ProblemKind(
    "STAMDATA_LAESES_IKKE", "Filen {raw} kan ikke læses ({grund}). Luk den andre steder, og prøv igen."
)
STAMDATA_UKENDT = ProblemKind(
    "STAMDATA_UKENDT", "Filen «{raw}» hører ikke til stamdata og er ikke læst. {raad}", Severity.ADVARSEL, spec="FIL-E02"
)

_FILES: dict[str, tuple[bool, Sequence[Column]]] = {
    lokaliteter.FILNAVN: (False, lokaliteter.KOLONNER),
    systemkonstanter.FILNAVN: (False, systemkonstanter.KOLONNER),
    debitorer.FILNAVN: (True, debitorer.KOLONNER),
    ydelser.FILNAVN: (True, ydelser.KOLONNER),
    aftaler.FILNAVN: (True, aftaler.KOLONNER),
}
"""Every file: whether it must be there, and its columns."""


@dataclass(slots=True)
class Importresultat:
    """What an import did. `tabeller`: the counts of each table, empty when nothing was loaded; `problemer`: all of them."""

    problemer: Problems
    tabeller: dict[str, Optaelling] = field(default_factory=dict)

    @property
    def indlaest(self) -> bool:
        """Whether the master data was loaded; with any error nothing is."""
        return not self.problemer.errors


def importer(path: Path) -> Importresultat:
    """Load all master data of Renovation from the folder `path`, or what the file `path` has of it, in one transaction.

    Gives the counts of each table and every problem of every file; when one of them is an error nothing has been loaded.
    """
    problems = Problems()
    tables = _read_alone(path, problems) if path.is_file() else _read(path, problems)
    with transaction.atomic():
        lock(Lokalitet, Systemkonstant, Debitor, Ydelse, Takst, Aftale)
        result = Importresultat(problems)
        _load(tables, result, path.is_file())
    return result


def _read_alone(path: Path, problems: Problems) -> dict[str, Table]:
    """Read one file by itself."""
    tables: dict[str, Table] = {}
    name = path.name.casefold()
    if name in _FILES:
        _read_file(path, name, _FILES[name][1], tables, problems)
    else:
        problems.add(STAMDATA_FIL, raw=path.name, raad=mente_du(name, _FILES, f"Filerne er: {', '.join(_FILES)}."))
    return tables


def _read(folder: Path, problems: Problems) -> dict[str, Table]:
    """Read the files of the folder that are there."""
    try:
        paths = sorted(path for path in folder.iterdir() if path.suffix.casefold() == ".csv" and path.is_file())
    except OSError:
        problems.add(STAMDATA_MAPPE, raw=str(folder))
        return {}
    tables: dict[str, Table] = {}
    others = [path.name for path in paths if path.name.casefold() not in _FILES]
    for name, (required, columns) in _FILES.items():
        found = [path for path in paths if path.name.casefold() == name]
        if len(found) > 1:
            problems.add(STAMDATA_FLERE, raw=name, filer=", ".join(path.name for path in found))
        elif found:
            _read_file(found[0], name, columns, tables, problems)
        elif required:
            problems.add(STAMDATA_MANGLER, raw=name, raad=mente_du(name, others, "Læg den i mappen."))
    for name in others:
        problems.add(STAMDATA_UKENDT, raw=name, raad=mente_du(name, _FILES, f"Filerne er: {', '.join(_FILES)}."))
    return tables


def _read_file(path: Path, name: str, columns: Sequence[Column], tables: dict[str, Table], problems: Problems) -> None:
    try:
        data = path.read_bytes()
    except OSError as error:
        problems.add(STAMDATA_LAESES_IKKE, raw=name, grund=error.strerror or type(error).__name__)
        return
    found = Problems()
    tables[name] = read_table(data, columns, found)
    problems.extend(found, file=name)


def _load(tables: dict[str, Table], result: Importresultat, alone: bool) -> None:
    """Check every file against the others and the database; write them all if nothing is wrong.

    `alone`: the others need not be there; what is loaded stands for them.
    """
    empty = {name: Table.empty(columns) for name, (_, columns) in _FILES.items()}
    steder, konstanter, kunder, priser, aftalte = ({**empty, **tables}[name] for name in _FILES)
    found = {name: Problems() for name in _FILES}
    places = lokaliteter.laes(steder, found[lokaliteter.FILNAVN])
    known_places = {*Lokalitet.objects.values_list("navn", flat=True), *lokaliteter.kendte(steder)}
    constants = systemkonstanter.laes(konstanter, found[systemkonstanter.FILNAVN])
    debtors = debitorer.laes(kunder, found[debitorer.FILNAVN])
    known_debtors = {*Debitor.objects.values_list("kundenummer", flat=True), *debitorer.kendte(kunder)}
    services = ydelser.laes(priser, known_places, found[ydelser.FILNAVN])
    known_services = {*Ydelse.objects.values_list("navn", "lokalitet__navn"), *ydelser.kendte(priser)}
    # Without customers or services every agreement would be reported for what is one fault, that file's.
    needed = [name for name, (required, _) in _FILES.items() if required and (name in tables or not alone)]
    complete = all(name in tables and tables[name].usable for name in needed)
    agreements = aftaler.laes(aftalte, known_debtors, known_places, known_services, found[aftaler.FILNAVN]) if complete else {}
    for name, problems in found.items():
        result.problemer.extend(problems, file=name)
    if result.problemer.errors:
        return
    counts = result.tabeller
    counts["lokaliteter"], place_ids = lokaliteter.gem(steder, places)
    counts["systemkonstanter"] = systemkonstanter.gem(constants)
    counts["debitorer"], debtor_ids = debitorer.gem(kunder, debtors)
    counts["ydelser"], counts["takster"], service_ids = ydelser.gem(priser, services, place_ids)
    counts["aftaler"] = aftaler.gem(agreements, debtor_ids, place_ids, service_ids)
