"""`debitorer.csv`: the customers, with every check on their numbers.

Sources: social-teknik.md 1.1 (identifiers), 10.2 (address and status) and 11.8 (REN-E04, REN-E05), prisme.md 3.5 (GLN needs CVR)
and 5.4 (kundenummer).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from django.utils import timezone
from numpy.typing import NDArray

from snitflade.exchange.upsert import Optaelling, upsert
from snitflade.formats import checkdigits
from snitflade.formats.cells import Choice, Digits, Text
from snitflade.formats.delimited import Column, Table
from snitflade.formats.problems import ProblemKind, Problems, Severity
from snitflade.inka.models import Debitor, Sprog, Status

FILNAVN = "debitorer.csv"

DEBITOR_KONTO = ProblemKind(
    "DEBITOR_KONTO", "Kontoen «{raw}» er ikke 10 cifre. Skriv den som 41-06-01-12-00 eller 4106011200.", spec="REN-E05"
)
DEBITOR_DOBBELT = ProblemKind(
    "DEBITOR_DOBBELT", "Kundenummeret {raw} står allerede på linje {anden}. Behold én af linjerne, eller ret nummeret."
)
DEBITOR_CVR = ProblemKind("DEBITOR_CVR", "CVR-nummeret {raw} har forkert kontrolciffer. Kontrollér nummeret hos kunden.")
DEBITOR_GLN = ProblemKind("DEBITOR_GLN", "GLN-nummeret {raw} har forkert kontrolciffer. Kontrollér nummeret hos kunden.")
DEBITOR_GLN_UDEN_CVR = ProblemKind(
    "DEBITOR_GLN_UDEN_CVR", "{navn} har GLN-nummer, men intet CVR-nummer. Prisme kræver CVR-nummeret: tilføj det.", spec="REN-E04"
)
DEBITOR_PERSONNUMMER = ProblemKind(
    "DEBITOR_PERSONNUMMER", "Personnummeret {raw} begynder ikke med en dato, der findes. Kontrollér nummeret.", spec="FELT-E03"
)
DEBITOR_MODULUS_11 = ProblemKind(
    "DEBITOR_MODULUS_11",
    "Personnummeret {raw} opfylder ikke modulus 11. Det er gyldigt, men Prisme afviser det: aftal vejen med Prisme.",
    Severity.ADVARSEL,
    spec="CPR-W01",
)
DEBITOR_OFFENTLIG_PERSON = ProblemKind(
    "DEBITOR_OFFENTLIG_PERSON", "{navn} er en person og kan ikke være en offentlig kunde. Skriv N, eller tilføj CVR-nummeret."
)
DEBITOR_UDEN_NUMMER = ProblemKind(
    "DEBITOR_UDEN_NUMMER",
    "{navn} har hverken CVR-nummer, personnummer eller et kundenummer, der kan være et personnummer, og kan ikke få en regning. "
    "Tilføj CVR eller Personnummer.",
    Severity.ADVARSEL,
)
DEBITOR_BESKYTTELSE = ProblemKind(
    "DEBITOR_BESKYTTELSE",
    "Filen har adresser ({raw}), men ikke kolonnen Adressebeskyttet. Tilføj den med J eller N for hver debitor.",
)

_JA_NEJ = Choice({"J": True, "N": False})
KOLONNER = (
    Column("Kundenummer", Digits(10), personal=True),
    Column("Navn", Text(100, "&")),
    Column("CVR", Digits(8), empty=True),
    Column("GLN", Digits(13), empty=True),
    Column("Betales fra konto", Digits(10, "-", DEBITOR_KONTO), empty=True),
    Column("Personnummer", Digits(10, "-"), optional=True, empty=True, personal=True),
    Column("Sprog", Choice({sprog.value: sprog.value for sprog in Sprog}), optional=True, empty=True),
    Column("Offentlig", _JA_NEJ, optional=True, empty=True),
    Column("Vejnavn", Text(40), optional=True, empty=True),
    Column("Husnr", Text(5), optional=True, empty=True),
    Column("Bnr", Text(5), optional=True, empty=True),
    Column("Lejlighed", Text(5), optional=True, empty=True),
    Column("Lokalitetskode", Digits(4), optional=True, empty=True),
    Column("Postnr", Text(10), optional=True, empty=True),
    Column("By", Text(40), optional=True, empty=True),
    Column("Land", Text(40), optional=True, empty=True),
    Column("C/O", Text(66), optional=True, empty=True),
    Column("Adressebeskyttet", _JA_NEJ, optional=True),
    Column("Status", Choice({status.value: status.value for status in Status}), optional=True, empty=True),
)
_FIELDS = ("navn", "cvr", "gln", "betales_fra_konto", "personnummer", "sprog", "offentlig")
_OPTIONAL = {"personnummer": "Personnummer", "sprog": "Sprog", "offentlig": "Offentlig"}
_EKSTRA = {
    "vejnavn": "Vejnavn",
    "husnr": "Husnr",
    "bnr": "Bnr",
    "lejlighed": "Lejlighed",
    "lokalitet": "Lokalitetskode",
    "postnr": "Postnr",
    "by": "By",
    "land": "Land",
    "co": "C/O",
    "adressebeskyttet": "Adressebeskyttet",
    "status": "Status",
}
"""Fields that are loaded only where the file has their column."""
_TOM = {"status": Status.AKTIV.value}
"""What an empty cell means, where it is not that there is no such thing."""

Vaerdier = tuple[Any, ...]
"""The values of `_FIELDS`, then of those in `_EKSTRA` that the file has."""


def overholder(rule: Callable[[NDArray[np.uint8]], NDArray[np.bool_]], numbers: Sequence[str], width: int) -> NDArray[np.bool_]:
    """Which of `numbers`, each of `width` digits, keep a rule of `checkdigits`."""
    matrix = np.frombuffer("".join(numbers).encode(), dtype=np.uint8).reshape(len(numbers), width)
    return rule(matrix - ord("0"))


def laes(table: Table, problems: Problems) -> dict[tuple[str], Vaerdier]:
    """The rows of `debitorer.csv`: kundenummer to values, with every fault of every number reported."""
    _check_numbers(table, problems)
    _check_protection(table, problems)
    rows: dict[tuple[str], Vaerdier] = {}
    lines: dict[str, int] = {}
    columns = [table[column.name] for column in KOLONNER[: 1 + len(_FIELDS)]]
    extras = [(table[_EKSTRA[field]], _TOM.get(field, "")) for field in _ekstra(table)]
    for row, (nummer, navn, cvr, gln, konto, person, sprog, offentlig) in enumerate(zip(*columns, strict=True)):
        if not table.ok(row, "Kundenummer"):
            continue
        if nummer in lines:
            table.report(problems, DEBITOR_DOBBELT, row, "Kundenummer", anden=lines[nummer])
            continue
        lines[nummer] = table.lines[row]
        if gln and not cvr and table.ok(row, "CVR", "GLN"):
            table.report(problems, DEBITOR_GLN_UDEN_CVR, row, "GLN", navn=navn)
        known = (navn or "", cvr or "", gln or "", konto or "", person or "", sprog or Sprog.DANSK.value, offentlig)
        rows[(nummer,)] = (*known, *(empty if values[row] is None else values[row] for values, empty in extras))
    return rows


def _ekstra(table: Table) -> list[str]:
    """The fields of `_EKSTRA` that the file has."""
    return [field for field, name in _EKSTRA.items() if table.has(name)]


def kendte(table: Table) -> set[str]:
    """Every kundenummer the file names, also on lines with other faults."""
    return {nummer for nummer in table["Kundenummer"] if nummer}


def gem(table: Table, rows: dict[tuple[str], Vaerdier]) -> tuple[Optaelling, dict[str, int]]:
    """Write the rows. Optional columns the file lacks keep what stands; gives the counts and the id of every debtor.

    Call with the table locked: what is new or changed is stamped with this moment.
    """
    keep = [field for field, name in _OPTIONAL.items() if not table.has(name)]
    fields = (*_FIELDS, *_ekstra(table))
    counts, ids = upsert(Debitor, ("kundenummer",), fields, rows, keep=keep, stamp={"aendret": timezone.now()})
    return counts, {str(nummer): number for (nummer,), number in ids.items()}


def _check_protection(table: Table, problems: Problems) -> None:
    """Addresses come only together with who may not have theirs told."""
    addresses = [_EKSTRA[field] for field in _ekstra(table) if field not in {"status", "adressebeskyttet"}]
    if addresses and not table.has("Adressebeskyttet"):
        problems.add(DEBITOR_BESKYTTELSE, line=1, raw=", ".join(addresses))


def _check_numbers(table: Table, problems: Problems) -> None:
    """Check digits and dates, whole columns at once, and who each debtor is to Prisme."""
    _check(table, problems, "CVR", checkdigits.cvr, 8, DEBITOR_CVR)
    _check(table, problems, "GLN", checkdigits.gln, 13, DEBITOR_GLN)
    impossible = _check(table, problems, "Personnummer", checkdigits.cpr, 10, DEBITOR_PERSONNUMMER)
    rows = [row for row in range(len(table)) if table.ok(row, "Kundenummer", "CVR", "Personnummer") and not table["CVR"][row]]
    named = [row for row in rows if table["Personnummer"][row]]
    bare = [row for row in rows if not table["Personnummer"][row]]
    possible = overholder(checkdigits.cpr, [table["Kundenummer"][row] for row in bare], 10)
    own = [row for row, is_cpr in zip(bare, possible.tolist(), strict=True) if is_cpr]
    for rows_of, name in ((named, "Personnummer"), (own, "Kundenummer")):
        good = overholder(checkdigits.cpr_modulus_11, [table[name][row] for row in rows_of], 10)
        for row in np.array(rows_of, dtype=np.int64)[~good].tolist():
            if row not in impossible:
                table.report(problems, DEBITOR_MODULUS_11, row, name)
    persons = {*named, *own}
    for row in rows:
        if table["Offentlig"][row] and row in persons:
            table.report(problems, DEBITOR_OFFENTLIG_PERSON, row, "Offentlig", navn=table["Navn"][row])
        if row not in persons and not table["Betales fra konto"][row] and table.ok(row, "Betales fra konto"):
            table.report(problems, DEBITOR_UDEN_NUMMER, row, "Kundenummer", navn=table["Navn"][row])


def _check(
    table: Table,
    problems: Problems,
    name: str,
    rule: Callable[[NDArray[np.uint8]], NDArray[np.bool_]],
    width: int,
    kind: ProblemKind,
) -> set[int]:
    """Report `kind` for every number in column `name` that breaks `rule`, and give their rows."""
    rows = [row for row, number in enumerate(table[name]) if number and table.ok(row, name)]
    good = overholder(rule, [table[name][row] for row in rows], width)
    bad = np.array(rows, dtype=np.int64)[~good].tolist()
    for row in bad:
        table.report(problems, kind, row, name)
    return set(bad)
