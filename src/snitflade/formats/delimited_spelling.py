"""How single cells are spelled, where that is not as we write them: taken from JSON Lines, and held against their values."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from snitflade.formats.characters import Lines, as_chars
from snitflade.formats.columns import Column as Values
from snitflade.formats.columns import Mask, strings
from snitflade.formats.delimited_headings import Headings
from snitflade.formats.delimited_post import SPELLED, TRAILING, Block, Post, Quoting
from snitflade.formats.delimited_scan import scan
from snitflade.formats.layout import Table
from snitflade.formats.problems import ProblemKind, Problems

if TYPE_CHECKING:
    from snitflade.formats.delimited_format import DelimitedFormat

STAVEMAADE_PASSER_IKKE = ProblemKind(
    "STAVEMAADE_PASSER_IKKE", "Stavemåden «{raw}» siger ikke det samme som feltets værdi. Fjern den, eller ret den."
)


def spell(table: Table, given: Sequence[Any], at: Sequence[int], problems: Problems) -> None:
    """Take over what each row of `table` says about its spelling. `at`: the rows' lines in the JSON text."""
    found: dict[str, tuple[list[int], list[str]]] = {}
    for row, (spelling, line) in enumerate(zip(given, at, strict=True)):
        if spelling is None:
            continue
        for name, text in spelling.items() if isinstance(spelling, dict) else [(SPELLED, spelling)]:
            if not isinstance(text, str) or (name != TRAILING and name not in table.columns) or "\n" in text:
                problems.add(STAVEMAADE_PASSER_IKKE, line=line, field=name, record=table.record, raw=str(text)[:100])
                continue
            rows, texts = found.setdefault(name, ([], []))
            rows.append(row)
            texts.append(text)
    table.spelled = {name: (np.array(rows, dtype=np.intp), texts) for name, (rows, texts) in found.items()}


def check_spelling(format: DelimitedFormat, table: Table, problems: Problems) -> None:
    """Report cells whose spelling does not say their value."""
    post = format.record(table.record)
    if isinstance(post, Headings):
        return
    for name, (rows, texts) in table.spelled.items():
        if name == TRAILING:
            bad = np.array([text != format.delimiter for text in texts], dtype=bool)
        else:
            bad = ~_says(format, post, table, name, problems)
        problems.add_many(
            STAVEMAADE_PASSER_IKKE,
            table.lines[rows[bad]],
            field=name,
            record=table.record,
            raws=[text[:100] for text, wrong in zip(texts, bad, strict=True) if wrong],
        )


def _says(format: DelimitedFormat, post: Post, table: Table, name: str, problems: Problems) -> Mask:
    """Which spellings of a column say its values. Faults of the texts themselves are reported as such."""
    rows, texts = table.spelled[name]
    length = np.array([len(text) for text in texts], dtype=np.int64)
    starts = np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(length + 1)[:-1]])
    lines = Lines(as_chars("\n".join([*texts, " " * format.widest])), starts, length, "", "\n", False, False)
    cells = scan(lines, length, slice(0, len(texts)), format.delimiter, quotes=format.quoting is not Quoting.INGEN)
    whole = (cells.counts == 1) & ~cells.broken
    good = np.flatnonzero(whole)
    quiet = Problems()
    block = Block(cells, starts, table.lines[rows], quiet, format.encodings[0], format.delimiter, format.quoting)
    found = post.read(block, good, {name: 0})
    if quiet.errors:  # what is wrong with the texts is told as such
        problems.extend(quiet)
        return np.ones(len(texts), dtype=bool)
    here = table.present.get(name, np.ones(len(table), dtype=bool))[rows[good]]
    there = found.present.get(name, np.ones(len(good), dtype=bool))
    same = _comparable(found.columns[name]) == _comparable(table.columns[name][rows[good]])
    whole[good] = (same | ~there) & (here == there)
    return np.asarray(whole)


def _comparable(column: Values) -> Values:
    """A column that can be held against another: texts of one kind, whatever they need."""
    return np.array(strings(column), dtype="U") if column.dtype.kind in "SU" else column
