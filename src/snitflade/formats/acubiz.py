"""Rules of the standard export of Acubiz (travel and expense claims): each travel balances, and its receipts are plain file names.

Used by Bogh Acubiz rejseafregninger (catalogue row 3). The layout is a profile, ``profiler/acubiz.toml`` (payments.md 7) and
``profiler/acubiz-1.toml`` (social-teknik.md 8): installations differ, so every column number is configuration.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from snitflade.formats.columns import shown, strings
from snitflade.formats.document import Document
from snitflade.formats.layout import Table
from snitflade.formats.problems import ProblemKind, Problems
from snitflade.formats.profile_rules import present

REJSE_UBALANCE = ProblemKind(
    "REJSE_UBALANCE", "Rejsen {raw} går ikke op: dens linjer summer til {difference} øre og ikke 0.", spec="ACU-E01"
)
REJSE_UDEN_MODPOST = ProblemKind(
    "REJSE_UDEN_MODPOST", "Rejsen {raw} har kun én linje; hver postering er en debet- og en kreditlinje.", spec="ACU-E02"
)
BILAGSNAVN_UGYLDIGT = ProblemKind(
    "BILAGSNAVN_UGYLDIGT", "«{raw}» er ikke rene filnavne: «{navn}» har en sti eller tegn, som et filnavn ikke må have."
)
FORBIDDEN_IN_NAMES = frozenset('/\\:<>|"?')
POST = "postering"


def rules(document: Document, problems: Problems) -> None:
    """Report travels that do not balance, and names of receipts that are none."""
    table = document.tables.get(POST)
    if table is None or not len(table):
        return
    _check_balance(table, problems)
    check_names(table, "bilag", "*", problems)


def _check_balance(table: Table, problems: Problems) -> None:
    here = np.flatnonzero(present(table, "rejse_id") & present(table, "amount"))
    if not len(here):
        return
    _, at = np.unique(table["rejse_id"][here], return_inverse=True)
    amount = table["amount"][here]
    order = np.argsort(at, kind="stable")
    heads = np.flatnonzero(np.append(True, at[order][1:] != at[order][:-1]))
    sums = np.add.reduceat(amount[order], heads)
    last = here[order[np.append(heads[1:], len(order)) - 1]]
    table.report(problems, REJSE_UBALANCE, last[sums != 0], "rejse_id", difference=sums[sums != 0])
    alone = (sums == 0) & (np.diff(np.append(heads, len(order))) == 1)
    table.report(problems, REJSE_UDEN_MODPOST, last[alone], "rejse_id")


def check_names(table: Table, field: str, separator: str, problems: Problems) -> None:
    """Report cells of `field` that hold anything but plain file names, divided by `separator` (empty: one name)."""
    if field not in table.columns:
        return
    here = _doubtful(table, field, separator)
    bad, names = [], []
    for row, text in zip(here.tolist(), strings(table[field][here]), strict=True):
        for name in text.split(separator) if separator else [text]:
            if not _plain(name):
                bad.append(row)
                names.append(shown([name])[0])
                break
    table.report(problems, BILAGSNAVN_UGYLDIGT, np.array(bad, dtype=np.intp), field, navn=names)


def _doubtful(table: Table, field: str, separator: str) -> NDArray[np.intp]:
    """The rows whose names must be looked at one by one: the others are one name, and plain at a glance."""
    column = table[field]
    byte = column.dtype.kind == "S"
    doubtful = np.strings.str_len(np.strings.strip(column, b". " if byte else ". ")) == 0
    for character in (*FORBIDDEN_IN_NAMES, *separator):
        doubtful |= np.strings.find(column, character.encode() if byte else character) >= 0
    return np.flatnonzero(doubtful & present(table, field))


def _plain(name: str) -> bool:
    return bool(name.strip(". ")) and not FORBIDDEN_IN_NAMES & set(name)
