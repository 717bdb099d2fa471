"""The rules a 0602 keeps beside those of every delivery (payments.md 5.4)."""

from __future__ import annotations

import numpy as np

from snitflade.formats.betalingsservice import kundenummer_noegle
from snitflade.formats.betalingsservice_rules import fortegn
from snitflade.formats.columns import Column, strings
from snitflade.formats.deliveries import POST_GENTAGET, Deliveries
from snitflade.formats.document import Document
from snitflade.formats.duplicates import duplicates
from snitflade.formats.layout import Table
from snitflade.formats.problems import ProblemKind, Problems, Severity

BOGFOERINGSDATO_MANGLER = ProblemKind(
    "BOGFOERINGSDATO_MANGLER", "Transaktion {kode} er betalt eller tilbageført, men har ingen bogføringsdato, den kan bogføres på."
)
AFVIST_MED_BELOEB = ProblemKind(
    "AFVIST_MED_BELOEB",
    "Betaleren har afvist opkrævningen (0237), men der står {raw} øre som betalt. Kun 0239 tilbagefører; beløbet bogføres ikke.",
    Severity.ADVARSEL,
)

AUTOMATISK = (
    "pbs_nummer",
    "debitorgruppenummer",
    "aftalenummer",
    "betalingsdato",
    "transaktionskode",
    "reference",
    "bogfoeringsdato",
)
"""What, with the customer number, tells one automatic payment from all others (5.4, duplicates)."""
KORT = ("pbs_nummer", "debitorgruppenummer", "betalingsdato", "transaktionskode", "reference", "bogfoeringsdato", "arkivreference")
"""What, with the customer number, tells one slip's payment from all others: it has no agreement, but an archive reference."""


def netto_opkraevet(document: Document) -> list[tuple[Table, Column]]:
    """Sums as what was to be collected."""
    return [
        (table, fortegn(table, "beloeb")) for key in ("BS042", "BS042-0238", "BS042-0297") if (table := document.tables.get(key))
    ]


def netto_betalt(document: Document) -> list[tuple[Table, Column]]:
    """Sums as what was paid."""
    names = {"BS042": "betalt_beloeb", "BS042-0297": "indbetalt_beloeb"}
    return [(table, fortegn(table, name)) for key, name in names.items() if (table := document.tables.get(key))]


def rules(document: Document, parts: Deliveries, problems: Problems) -> None:
    """Report everything in which `document` breaks the rules of a 0602."""
    paid, slips = parts.table("BS042"), parts.table("BS042-0297")
    if len(paid):
        refused = _is(paid["transaktionskode"], "0237")
        _check_booked(paid, ~refused, problems)
        paid.report(problems, AFVIST_MED_BELOEB, refused & (paid["betalt_beloeb"] > 0), "betalt_beloeb")
        _check_repeated(paid, AUTOMATISK, problems)
    if len(slips):
        _check_booked(slips, np.ones(len(slips), dtype=bool), problems)
        _check_repeated(slips, KORT, problems)
    if len(parts.table("BS042-0238")):
        names = [name for name in AUTOMATISK if name != "bogfoeringsdato"]
        _check_repeated(parts.table("BS042-0238"), tuple(names), problems)


def _is(column: Column, value: str) -> Column:
    return np.asarray(column == np.array(value).astype(column.dtype.kind))


def _check_booked(table: Table, which: Column, problems: Problems) -> None:
    without = np.flatnonzero(which & np.isnat(table["bogfoeringsdato"]))
    codes = strings(table["transaktionskode"][without])
    table.report(problems, BOGFOERINGSDATO_MANGLER, without, "bogfoeringsdato", kode=codes)


def _check_repeated(table: Table, names: tuple[str, ...], problems: Problems) -> None:
    columns = [kundenummer_noegle(table["kundenummer"]), *(np.ascontiguousarray(table[name]) for name in names)]
    again, first = duplicates(columns)
    table.report(problems, POST_GENTAGET, again, "kundenummer", head=table.lines[first])
