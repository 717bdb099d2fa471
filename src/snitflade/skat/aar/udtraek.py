"""Reading an extract: what its name says, what its lines say, and whether the two agree.

Source: skat-inddrivelse.md 5.1 to 5.3.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from snitflade.exchange.catalogue import Aside
from snitflade.formats import registry
from snitflade.formats.columns import strings
from snitflade.formats.document import Document
from snitflade.formats.layout import Table
from snitflade.formats.problems import ProblemKind, Problems, Severity
from snitflade.skat.kommuner import ANTAGNE, Kommune, af_bogstaver, af_skattekommune

SNITFLADE, FORMAT, POST = "skat.indkomster", "skplindk", "indkomst"

SKPL_NAVN = ProblemKind(
    "SKPL_NAVN",
    "Filnavnet «{raw}» er ikke som SKPLINDK-2024-SE-2025-9-3.txt: indkomstår, kommunens bogstaver og udtrækkets dato. Hent filen "
    "igen fra eSkat, og lad den beholde sit navn.",
    spec="F02",
)
SKPL_DATO = ProblemKind("SKPL_DATO", "Filnavnets udtræksdato «{raw}» findes ikke. Spørg Skattestyrelsen.", spec="F02")
SKPL_KOMMUNE = ProblemKind(
    "SKPL_KOMMUNE",
    "Filnavnet siger {bogstaver} ({navn}), men linjerne er for skattekommune {raw}. Intet er indlæst; hent filen igen fra eSkat.",
    spec="F02",
)
SKPL_FLERE = ProblemKind(
    "SKPL_FLERE", "Filen har linjer for flere skattekommuner: {raw}. En fil er for én kommune; hent den igen fra eSkat.", spec="F02"
)
SKPL_UDEN_LINJER = ProblemKind("SKPL_UDEN_LINJER", "Filen har ingen linje med en indkomst, der kan læses.", spec="F03")
SKPL_VINDUE = ProblemKind(
    "SKPL_VINDUE",
    "Indkomståret {raw} sendes fra september {fra} til december {til}, og udtrækket er fra {dato}. Se, om det er det rigtige år.",
    Severity.ADVARSEL,
    spec="F02",
)
NAVN = re.compile(r"SKPLINDK-(\d{4})-([A-Z]{2,3})-(\d{4})-(\d{1,2})-(\d{1,2})\.txt", re.ASCII)
"""The municipality's letters and a date without leading zeros, as eSkat writes them."""


@dataclass(frozen=True, slots=True)
class Raekker:
    """The persons of an extract, each once, in its order. Amounts in øre."""

    cpr: Sequence[str] = ()
    indkomst: Sequence[int] = ()
    skattedage: Sequence[int] = ()
    linjer: Sequence[int] = ()


@dataclass(frozen=True, slots=True)
class Udtraek:
    """An extract that was read; without a municipality it cannot be used, and the problems say why."""

    sha256: str
    """Of the bytes as they were read; who applies them says which they came as."""
    navn: str
    kommune: Kommune | None = None
    indkomstaar: int = 0
    dato: dt.date = dt.date.min
    raekker: Raekker = field(default_factory=Raekker)
    dobbelte: tuple[Aside, ...] = ()
    """Persons with two different lines: neither holds until somebody has asked."""
    laest: int = 0
    """Lines that could be read, before equal ones were taken for one."""
    udeladt: frozenset[str] = frozenset()
    """Persons who are in the file, with lines that cannot be used."""


def laes(data: bytes, name: str, problems: Problems) -> Udtraek:
    """Read an extract; every fault goes to `problems`."""
    sha256 = hashlib.sha256(data).hexdigest()
    document = registry.find(FORMAT).read(data, problems)
    named = _navngivet(name, problems)
    found = document.tables.get(POST)
    table = found if found is not None and len(found) else None
    kommune = _kommune(table, named, problems)
    if named is None or kommune is None or table is None:
        return Udtraek(sha256, name)
    _, _, year, date = named
    _vindue(year, date, problems)
    rows, doubles, count, left_out = _raekker(table, document, problems)
    return Udtraek(sha256, name, kommune, year, date, rows, doubles, count, left_out)


def dato(data: bytes, name: str) -> str:
    """The sort key: the extract's date, so that the oldest is applied first."""
    found = _navngivet(name, Problems())
    return f"{found[3]:%Y%m%d}" if found else ""


def aktive_aar(dag: dt.date) -> list[int]:
    """The income years that are sent on a day: X from September X+1 to December X+2 (5.1).

    >>> aktive_aar(dt.date(2025, 8, 31)), aktive_aar(dt.date(2025, 9, 1)), aktive_aar(dt.date(2026, 1, 1))
    ([2023], [2023, 2024], [2024])
    """
    return [dag.year - 2] + ([dag.year - 1] if dag.month >= 9 else [])


def _navngivet(name: str, problems: Problems) -> tuple[str, Kommune | None, int, dt.date] | None:
    """The letters, the municipality they mean, the income year and the extract's date."""
    found = NAVN.fullmatch(name)
    if found is None:
        problems.add(SKPL_NAVN, raw=name)
        return None
    year, letters, *date = found.groups()
    try:
        when = dt.date(*map(int, date))
    except ValueError:
        problems.add(SKPL_DATO, raw="-".join(date))
        return None
    return letters, af_bogstaver(letters), int(year), when


def _kommune(table: Table | None, named: tuple[str, Kommune | None, int, dt.date] | None, problems: Problems) -> Kommune | None:
    numbers = sorted({number for number in strings(table["skattekommune"]) if number}) if table is not None else []
    if not numbers:
        problems.add(SKPL_UDEN_LINJER)
        return None
    if len(numbers) > 1:
        problems.add(SKPL_FLERE, raw=", ".join(numbers))
        return None
    kommune = af_skattekommune(numbers[0])
    if named is not None and named[1] is not None and named[0] not in ANTAGNE and named[1] != kommune:
        problems.add(SKPL_KOMMUNE, raw=numbers[0], bogstaver=named[0], navn=named[1].navn)
        return None
    return kommune


def _vindue(year: int, date: dt.date, problems: Problems) -> None:
    if year not in aktive_aar(date):
        problems.add(SKPL_VINDUE, raw=str(year), fra=year + 1, til=year + 2, dato=f"{date:%d-%m-%Y}")


def _raekker(table: Table, document: Document, problems: Problems) -> tuple[Raekker, tuple[Aside, ...], int, frozenset[str]]:
    faulty = {int(line) for _, lines in problems.errors_by_kind() for line in lines}
    columns = (
        strings(table["cpr"]),
        table["skattepligtig_indkomst"].tolist(),
        table["skattedage"].tolist(),
        table.lines.tolist(),
    )
    lines_of: defaultdict[str, list[int]] = defaultdict(list)
    kept: dict[str, tuple[int, int, int]] = {}
    different: set[str] = set()
    left_out: set[str] = set()
    count = 0
    for cpr, income, days, line in zip(*columns, strict=True):
        if line in faulty:
            left_out.add(cpr)
            continue
        count += 1
        lines_of[cpr].append(line)
        before = kept.setdefault(cpr, (income, days, line))
        if before[:2] != (income, days):
            different.add(cpr)
    for cpr in different:
        del kept[cpr]
    reason = "Personen står flere gange med forskellig indkomst (R08). Spørg Skattestyrelsen, og ret linjerne, så de er ens."
    doubles = tuple(Aside(cpr, tuple(lines_of[cpr]), reason) for cpr in sorted(different))
    values = list(kept.values())
    rows = Raekker(list(kept), [one[0] for one in values], [one[1] for one in values], [one[2] for one in values])
    return rows, doubles, count, frozenset((left_out | different) - kept.keys() - {""})
