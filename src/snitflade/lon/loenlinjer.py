"""Reading the payroll system's posting lines: each run in the file is what the run now is, until it has been booked.

Who: an operator once or twice a month, with the payroll system's deadline behind and the month's closing ahead. What goes wrong
elsewhere: a run is booked before it is frozen, or twice, and nobody can say which lines. Source: social-teknik.md 7.1.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any, NamedTuple

from snitflade.exchange.bulk import insert_rows, lock, next_id
from snitflade.exchange.catalogue import Applied, Sheet
from snitflade.exchange.models import Exchange
from snitflade.formats import registry
from snitflade.formats.columns import strings
from snitflade.formats.document import Document
from snitflade.formats.layout import Table
from snitflade.formats.problems import ProblemKind, Problems, ProblemsError, Severity
from snitflade.formats.text import beloeb_tekst
from snitflade.lon.models import Koerselstatus, Loenkoersel, Loenlinje

FORMAT, POST = "lon-bogfoering", "linje"

LON_TOM = ProblemKind("LON_TOM", "Filen har ingen bogføringslinjer. Se i lønsystemet, om LS410 er kørt.")
LON_STATUS = ProblemKind(
    "LON_STATUS", "Kørsel {raw} står både som frosset og som åben. Hent linjerne igen, når lønsystemet er færdigt med den."
)
LON_ER_BOGFOERT = ProblemKind(
    "LON_ER_BOGFOERT",
    "Kørsel {raw} er bogført, og lønsystemet viser nu andre linjer ({debet} i debet; bogført er {bogfoert}). Det bogførte er ikke "
    "rørt. Spørg lønkontoret, og tilbagefør bogføringen, hvis den er forkert.",
    Severity.ADVARSEL,
    spec="LON-E04",
)

Noegle = tuple[str, str, int, int, str]
_FELTER = ("linienr", "konto", "art", "registrant", "beloeb", "debkre", "tekst", "postdato")


class Koersel(NamedTuple):
    """A run as it stands in a file."""

    noegle: Noegle
    status: str
    rows: Sequence[tuple[Any, ...]]
    linje: int
    """The first of its lines in the file."""

    @property
    def debet(self) -> int:
        """Øre."""
        return sum(row[4] for row in self.rows if row[5] == "D")

    @property
    def kredit(self) -> int:
        """Øre, positive."""
        return sum(row[4] for row in self.rows if row[5] == "K")


def laes(data: bytes, name: str, problems: Problems) -> Document:
    """Read a file, with every fault."""
    return registry.find(FORMAT).read(data, problems)


def anvend(exchange: Exchange, document: Document, problems: Problems) -> Applied:
    """Take over the runs in the file, in the caller's transaction. A run is whole or not there: a file with an error is refused."""
    lock(Loenkoersel, Loenlinje)
    table = document.tables.get(POST)
    if table is None or not len(table):
        problems.add(LON_TOM)
    runs = _koersler(table, problems) if table is not None and not problems.errors else []
    if problems.errors:
        raise ProblemsError(problems)
    sheet: Sheet = []
    for run in runs:
        sheet.append((_navn(run), [*_gem(exchange, run, problems)]))
    totals = {
        "kørsler": len(runs),
        "linjer": sum(len(run.rows) for run in runs),
        "debet": sum(run.debet for run in runs),
        "kredit": sum(run.kredit for run in runs),
    }
    return Applied(totals=totals, sheet=sheet)


def _koersler(table: Table, problems: Problems) -> list[Koersel]:
    keys = list(
        zip(
            *(strings(table["kommunenr"]), strings(table["afloenning"]), table["aar"].tolist(), table["maaned"].tolist()),
            strings(table["koersel"]),
            strict=True,
        )
    )
    columns = [_kolonne(table, name) for name in _FELTER]
    statuses, lines = strings(table["status"]), table.lines.tolist()
    rows: defaultdict[Noegle, list[tuple[Any, ...]]] = defaultdict(list)
    status: dict[Noegle, str] = {}
    first: dict[Noegle, int] = {}
    for key, state, line, *values in zip(keys, statuses, lines, *columns, strict=True):
        first.setdefault(key, line)
        if status.setdefault(key, state) != state:
            problems.add(LON_STATUS, line=line, field="status", raw=_tekst(key))
        rows[key].append(tuple(values))
    return [Koersel(key, status[key], sorted(rows[key]), first[key]) for key in sorted(rows)]


def _kolonne(table: Table, name: str) -> list[Any]:
    if name not in table.columns:  # art and registrant may be left out
        return [""] * len(table)
    column = table[name]
    values: list[Any] = column.tolist() if column.dtype.kind in "iM" else strings(column)
    return values


def _gem(exchange: Exchange, run: Koersel, problems: Problems) -> list[tuple[str, str]]:
    """Write one run; gives its lines of the control sheet."""
    kommune, afloenning, aar, maaned, koersel = run.noegle
    which = {"kommune": kommune, "afloenning": afloenning, "aar": aar, "maaned": maaned, "koersel": koersel}
    sums = {"status": run.status, "linjer": len(run.rows), "debet": run.debet, "kredit": run.kredit}
    told = [
        ("Status", Koerselstatus(run.status).label),
        ("Linjer", str(len(run.rows))),
        ("Debet", beloeb_tekst(run.debet)),
        ("Kredit", beloeb_tekst(run.kredit)),
    ]
    row = Loenkoersel.objects.filter(**which).first()
    if row is None:
        row = Loenkoersel.objects.create(**which, **sums, exchange=exchange)
    elif row.exchange_id > exchange.pk:
        return [*told, ("Sprunget over", f"en nyere hentning, udveksling {row.exchange_id}, har kørslen")]
    elif row.loenlinjer.count() == len(run.rows) and list(row.loenlinjer.values_list(*_FELTER)) == list(run.rows):
        Loenkoersel.objects.filter(pk=row.pk).update(status=run.status, exchange=exchange)
        return [*told, ("Ændret", "nej")]
    elif er_bogfoert(row):
        debet, bogfoert = beloeb_tekst(run.debet), beloeb_tekst(row.debet)
        problems.add(LON_ER_BOGFOERT, line=run.linje, field="beloeb", raw=row.noegle, debet=debet, bogfoert=bogfoert)
        return [*told, ("Ikke rørt", "kørslen er bogført")]
    else:
        changed = (row.debet, row.kredit) != (run.debet, run.kredit)
        before = {"foer_debet": row.debet, "foer_kredit": row.kredit} if changed else {}
        Loenkoersel.objects.filter(pk=row.pk).update(**sums, **before, exchange=exchange)
        row.loenlinjer.all().delete()
    number = next_id(Loenlinje)
    insert_rows(
        Loenlinje, ("id", "koersel_id", *_FELTER), ((at, row.pk, *values) for at, values in enumerate(run.rows, start=number))
    )
    return told


def er_bogfoert(koersel: Loenkoersel) -> bool:
    """Whether a voucher of the run holds: it is booked and not reversed."""
    return koersel.bogfoeringer.filter(bilag__tilbagefoert_af=None).exists()


def _tekst(key: Noegle) -> str:
    kommune, afloenning, aar, maaned, koersel = key
    return f"{kommune}-{afloenning}-{aar}{maaned:02}{koersel}"


def _navn(run: Koersel) -> str:
    return f"Lønkørsel {_tekst(run.noegle)}"
