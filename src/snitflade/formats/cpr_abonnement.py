"""Changes of CPR subscriptions: which persons' data the municipality wants to receive, and no longer.

Key 06 creates or deletes the subscription on a person, key 07 asks for a person's data once. There is no header, trailer or count;
the answers come with the daily delivery (`cpr_p12170`). Lines end with CRLF, the last one too. Replacement numbers are refused: CPR
does not know them. The deletion code is not documented; SL is what is assumed, another is a warning.

Used by Folk, Ændringer i CPR-abonnementer (catalogue row 8). Source: cpr.md 8.2 and 6.3.
"""

from __future__ import annotations

import numpy as np

from snitflade.formats import checkdigits
from snitflade.formats.columns import not_digits, text_chars
from snitflade.formats.cpr_kinds import Kode
from snitflade.formats.cpr_opdeling import ENCODING
from snitflade.formats.document import Document
from snitflade.formats.duplicates import duplicates
from snitflade.formats.fixed import FixedFormat
from snitflade.formats.kinds import Digits, Text
from snitflade.formats.layout import Field, Record, Table
from snitflade.formats.problems import ProblemKind, Problems, Severity

CPR_ERSTATNINGSNUMMER = ProblemKind(
    "CPR_ERSTATNINGSNUMMER", "{raw} er et erstatningspersonnummer; CPR kender det ikke, og der kan ikke abonneres på det."
)
CPR_PNR_UMULIGT = ProblemKind("CPR_PNR_UMULIGT", "{raw} begynder ikke med en dato og kan ikke være et personnummer.")
CPR_ABONNEMENT_DUBLET = ProblemKind(
    "CPR_ABONNEMENT_DUBLET", "{raw} har allerede en linje af samme slags på linje {head}; filen må have én."
)
CPR_REKVISITION_SLETTET = ProblemKind(
    "CPR_REKVISITION_SLETTET",
    "Der bestilles data for {raw}, hvis abonnement samme fil sletter på linje {head}.",
    Severity.ADVARSEL,
)

OPRET, SLET = "OP", "SL"


def _noegle(key: str) -> Field:
    return Field("inddatanoegle", Digits(2), f"Inddatanøgle, altid {key}", default=key, allowed=(key,))


_PNR = Field("pnr", Digits(10), "Personnummeret")
_NGLKONST = Field("nglkonst", Text(15), "Egen reference; kommer igen i 099 og 997. Navn og brug er formodet", default="")

ABONNEMENT = Record(
    "06",
    "Personnummerabonnement",
    80,
    source="cpr.md 8.2",
    least=20,
    fields=(
        _noegle("06"),
        Field("kundenr", Digits(4), "Kundenummer hos CPR"),
        Field("ukendt", Digits(2), "Betydningen er ukendt; altid 00", default="00"),
        Field("operation", Kode(2, (OPRET, SLET)), "OP opretter; SL sletter (formodet)", default=OPRET),
        _PNR,
        _NGLKONST,
        Field("filler", Text(45), "Blanke", default=""),
    ),
)
REKVISITION = Record(
    "07",
    "Personnummerrekvisition",
    33,
    source="cpr.md 8.2",
    least=18,
    fields=(_noegle("07"), Field("opgavenr", Digits(6), "Opgaven, der skal levere"), _PNR, _NGLKONST),
)


def rules(document: Document, problems: Problems) -> None:
    """Report numbers that cannot be subscribed to, and lines that contradict each other."""
    tables = {key: table for key in ("06", "07") if len(table := document.tables.get(key) or Table(key, {}, np.empty(0, np.int64)))}
    for table in tables.values():
        _check_numbers(table, problems)
        again, first = duplicates([table["pnr"]])
        table.report(problems, CPR_ABONNEMENT_DUBLET, again, "pnr", head=table.lines[first])
    if len(tables) == 2:
        subscribed, asked = tables["06"], tables["07"]
        operation = subscribed["operation"]
        deleted = operation == np.array(SLET).astype(operation.dtype.kind)
        lines = dict(zip(subscribed["pnr"][deleted].tolist(), subscribed.lines[deleted].tolist(), strict=True))
        bad = np.isin(asked["pnr"], subscribed["pnr"][deleted])
        heads = np.array([lines[number] for number in asked["pnr"][bad].tolist()], dtype=np.int64)
        asked.report(problems, CPR_REKVISITION_SLETTET, bad, "pnr", head=heads)


def _check_numbers(table: Table, problems: Problems) -> None:
    chars = text_chars(table["pnr"], 10)
    digits = (chars - chars.dtype.type(ord("0"))).astype(np.uint8)
    number = ~not_digits(chars)
    possible = checkdigits.cpr(digits)
    replacement = number & possible & (digits[:, 0] >= 6)
    table.report(problems, CPR_ERSTATNINGSNUMMER, replacement, "pnr")
    table.report(problems, CPR_PNR_UMULIGT, number & ~possible, "pnr")


FORMAT = FixedFormat(
    name="cpr-abonnement",
    title="CPR-abonnementer, ændringer til CPR",
    source="cpr.md 8.2",
    records=(ABONNEMENT, REKVISITION),
    told_by=("inddatanoegle",),
    encodings=(ENCODING,),
    rules=rules,
)
