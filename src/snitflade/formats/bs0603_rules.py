"""The rules a 0603 keeps beside those of every delivery (payments.md 5.3)."""

from __future__ import annotations

import numpy as np

from snitflade.formats.betalingsservice import kundenummer_noegle
from snitflade.formats.columns import Column, shown
from snitflade.formats.deliveries import POST_GENTAGET, Deliveries
from snitflade.formats.document import Document
from snitflade.formats.duplicates import duplicates
from snitflade.formats.layout import Table
from snitflade.formats.problems import ProblemKind, Problems, Severity

AFTALENUMMER_NUL = ProblemKind(
    "AFTALENUMMER_NUL", "Aftalenummeret er nuller, som betyder ingen aftale. Den kan ikke bruges til opkrævning.", Severity.ADVARSEL
)
AFTALE_SLUTTER_FOER = ProblemKind(
    "AFTALE_SLUTTER_FOER", "Aftalen slutter {raw}, før den begynder {expected}. Den dækker ingen forfaldsdag.", Severity.ADVARSEL
)

NOEGLE = (
    "pbs_nummer",
    "debitorgruppenummer",
    "aftalenummer",
    "transaktionskode",
    "ikrafttraedelses_afmeldingsdato",
    "ophoersdato",
)
"""What, with the customer number, makes two posts the same."""


def netto_nul(document: Document) -> list[tuple[Table, Column]]:
    """Agreements have no amount."""
    return []


def netto(document: Document) -> list[tuple[Table, Column]]:
    """Only slips have an amount."""
    table = document.tables.get("BS042-0295")
    return [(table, table["beloeb"])] if table else []


def rules(document: Document, parts: Deliveries, problems: Problems) -> None:
    """Report everything in which `document` breaks the rules of a 0603."""
    table = parts.table("BS042")
    if not len(table):
        return
    agreement = table["aftalenummer"]
    none = agreement == np.array("0" * 9).astype(agreement.dtype.kind)
    table.report(problems, AFTALENUMMER_NUL, none, "aftalenummer")
    begin, end, code = table["ikrafttraedelses_afmeldingsdato"], table["ophoersdato"], table["transaktionskode"]
    active = np.isin(code, np.array(["0230", "0231"]).astype(code.dtype.kind))
    early = active & (end < begin)
    table.report(problems, AFTALE_SLUTTER_FOER, early, "ophoersdato", expected=shown(begin[early]))
    columns = [kundenummer_noegle(table["kundenummer"]), *(np.ascontiguousarray(table[name]) for name in NOEGLE)]
    again, first = duplicates(columns)
    table.report(problems, POST_GENTAGET, again, "kundenummer", head=table.lines[first])
