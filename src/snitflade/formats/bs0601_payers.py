"""Who a 0601 collects from: the name and address lines in front, which a payer without agreement needs (payments.md 5.2)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from snitflade.formats import checkdigits
from snitflade.formats.columns import not_digits, shown, text_chars
from snitflade.formats.deliveries import Deliveries
from snitflade.formats.layout import Table
from snitflade.formats.payment_kinds import differ
from snitflade.formats.problems import ProblemKind, Problems, Severity

DOMESTIC = ("DK", "GL", "FO", "")
"""Countries whose payers need two lines; all others need three."""
UDEN_AFTALE = "0" * 9

ADRESSE_UDEN_OPKRAEVNING = ProblemKind(
    "ADRESSE_UDEN_OPKRAEVNING",
    "Linjen med navn og adresse står ikke lige foran en opkrævning. Den hører til den BS042, der følger.",
    spec="RAEKKEFOELGE_FEJL",
)
ADRESSE_KUNDE = ProblemKind(
    "ADRESSE_KUNDE", "Kundenummeret er {raw}, men {expected} i opkrævningen på linje {head}, som linjen hører til."
)
ADRESSE_NUMMER = ProblemKind(
    "ADRESSE_NUMMER", "Recordnummer {raw} står forkert: linjerne er 00001, 00002, … uden huller, så 00009 og 00010, hver én gang."
)
BETALER_UDEN_ADRESSE = ProblemKind(
    "BETALER_UDEN_ADRESSE",
    "Betaleren har ingen aftale (nuller) og skal så have mindst {least} linjer navn og adresse og et postnummer; "
    "her er {found} og {post}.",
)
CPR_CVR_TVIVL = ProblemKind(
    "CPR_CVR_TVIVL",
    "{raw} er hverken et muligt CPR-nummer eller 00 og et CVR-nummer med rigtigt kontrolciffer. Kontrollér nummeret.",
    Severity.ADVARSEL,
)

_NAMES, _POST, _PERSON = "BS022", "BS022-00009", "BS022-00010"


def check_payers(parts: Deliveries, collections: Table, problems: Problems) -> None:
    """Report what is wrong with the lines before collections, and which collections lack them."""
    tables = {key: parts.table(key) for key in (_NAMES, _POST, _PERSON)}
    owners = {key: owner_after(table.lines, collections, parts) for key, table in tables.items()}
    for key, table in tables.items():
        if len(table):
            _check_lines(table, owners[key], collections, problems)
    _check_numbers(tables, problems, owners)
    _check_person(tables[_PERSON], problems)
    if len(collections):
        _check_complete(tables, owners, collections, problems)


def owner_after(lines: NDArray[np.int64], collections: Table, parts: Deliveries) -> NDArray[np.intp]:
    """The collection each of `lines` stands in front of, with nothing between but its like; -1 if none."""
    others = parts.bounds("BS042", "BS052", "BS062")
    if not len(collections):
        return np.full(len(lines), -1, dtype=np.intp)
    after = np.searchsorted(others, lines)
    line = np.where(after < len(others), others[np.minimum(after, len(others) - 1)], 0)
    row = np.minimum(np.searchsorted(collections.lines, line), len(collections) - 1)
    return np.where(collections.lines[row] == line, row, -1)


def _check_lines(table: Table, owner: NDArray[np.intp], collections: Table, problems: Problems) -> None:
    table.report(problems, ADRESSE_UDEN_OPKRAEVNING, owner < 0, "recordnummer")
    rows = np.flatnonzero(owner >= 0)
    if len(rows):
        wrong = differ(table["kundenummer"][rows], collections["kundenummer"][owner[rows]])
        head = owner[rows[wrong]]
        expected = shown(collections["kundenummer"][head])
        table.report(problems, ADRESSE_KUNDE, rows[wrong], "kundenummer", expected=expected, head=collections.lines[head])


def _check_numbers(tables: dict[str, Table], problems: Problems, owners: dict[str, NDArray[np.intp]]) -> None:
    """In front of each collection the lines' numbers are 1, 2, … without gaps, then perhaps 9 and 10."""
    filled = {key: table for key, table in tables.items() if len(table)}
    if not filled:
        return
    lines = np.concatenate([table.lines for table in filled.values()])
    numbers = np.concatenate([table["recordnummer"].astype("S5").astype(np.int64) for table in filled.values()])
    owner = np.concatenate([owners[key] for key in filled])
    order = np.argsort(lines, kind="stable")
    number, mine = numbers[order], owner[order]
    first = np.append(True, mine[1:] != mine[:-1])
    before = np.where(first, 0, np.append(0, number[:-1]))
    wrong = np.zeros(len(lines), dtype=bool)
    wrong[order] = (mine >= 0) & np.where(number < 9, number != before + 1, number <= before)
    at = 0
    for table in filled.values():
        table.report(problems, ADRESSE_NUMMER, wrong[at : at + len(table)], "recordnummer")
        at += len(table)


def _check_person(table: Table, problems: Problems) -> None:
    if not len(table):
        return
    chars = text_chars(table["cpr_cvr_nummer"], 10)
    digits = (chars - chars.dtype.type(ord("0"))).astype(np.uint8)
    company = (digits[:, :2] == 0).all(axis=1) & checkdigits.cvr(digits[:, 2:])
    table.report(problems, CPR_CVR_TVIVL, ~not_digits(chars) & ~company & ~checkdigits.cpr(digits), "cpr_cvr_nummer")


def _check_complete(tables: dict[str, Table], owners: dict[str, NDArray[np.intp]], collections: Table, problems: Problems) -> None:
    """A payer without an agreement gets a slip by post, and needs an address."""
    agreement = collections["aftalenummer"]
    without = agreement == np.array(UDEN_AFTALE).astype(agreement.dtype.kind)
    if not without.any():
        return
    count = len(collections)
    names, posts = (np.bincount(owners[key][owners[key] >= 0], minlength=count) for key in (_NAMES, _POST))
    least = np.full(count, 2)
    if len(tables[_POST]):
        country = tables[_POST]["landekode"]
        foreign = owners[_POST][(owners[_POST] >= 0) & ~np.isin(country, np.array(DOMESTIC).astype(country.dtype.kind))]
        least[foreign] = 3
    bad = without & ((names < least) | (posts == 0))
    post = np.where(posts[bad] > 0, "et postnummer", "intet postnummer")
    collections.report(problems, BETALER_UDEN_ADRESSE, bad, "aftalenummer", least=least[bad], found=names[bad], post=post)
