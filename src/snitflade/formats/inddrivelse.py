"""Rules of IN-3 Afregninger and IN-5 Afstemninger: what a line's amounts must sum to (catalogue rows 15 and 16).

Only what the file itself shows. The layouts are ``profiler/afregninger.toml``, ``afregninger-linjer.toml`` and
``afstemninger.toml``; source: skat-inddrivelse.md 9.1 and 9.3.
"""

from __future__ import annotations

import numpy as np

from snitflade.formats.document import Document
from snitflade.formats.problems import ProblemKind, Problems, Severity
from snitflade.formats.text import beloeb_tekst

AFREGNING_SUM = ProblemKind(
    "AFREGNING_SUM", "Hovedstol, rente og gebyr er {fundet} kr. tilsammen, men beloeb_ialt er et andet beløb.", spec="F04"
)
AFSTEMNING_RAEKKE = ProblemKind(
    "AFSTEMNING_RAEKKE",
    "Hovedstolen minus det nedskrevne, indbetalte og afskrevne er {fundet} kr., men restsaldoen er et andet beløb.",
    Severity.ADVARSEL,
    spec="F04",
)
PARTS = ("beloeb_hovedstol", "beloeb_rente", "beloeb_gebyr")
TAKEN = ("nedskrevet_ialt", "indbetalt_ialt", "afskrevet_ialt")


def settlements(document: Document, problems: Problems) -> None:
    """Report payments whose parts are not their sum: the file stops there."""
    for table in (document.tables.get(key) for key in ("AFRL", "betaling")):
        if table is not None and {*PARTS, "beloeb_ialt"} <= table.columns.keys():
            found = np.sum([table[name] for name in PARTS], axis=0)
            wrong = np.flatnonzero(found != table["beloeb_ialt"])
            table.report(problems, AFREGNING_SUM, wrong, "beloeb_ialt", fundet=[beloeb_tekst(one) for one in found[wrong].tolist()])


def reconciliation(document: Document, problems: Problems) -> None:
    """Warn of claims whose balance does not follow from their own amounts: they are listed as differences."""
    table = document.tables.get("fordring")
    if table is None or not {"hovedstol_oprindelig", "restsaldo", *TAKEN} <= table.columns.keys():
        return
    found = table["hovedstol_oprindelig"] - np.sum([table[name] for name in TAKEN], axis=0)
    wrong = np.flatnonzero(found != table["restsaldo"])
    table.report(problems, AFSTEMNING_RAEKKE, wrong, "restsaldo", fundet=[beloeb_tekst(one) for one in found[wrong].tolist()])
