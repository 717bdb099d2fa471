"""A CPR delivery cut into its records, however it is packed.

Lines, right-trimmed or full; lines in which two records were glued together; or one stream without any line break. A stream has no
lines: what is called line number there is the record's number, and so it is after the first glued line.

Source: cpr.md 2.2.
"""

from __future__ import annotations

import codecs
from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from snitflade.formats import characters
from snitflade.formats.characters import Lines
from snitflade.formats.problems import ProblemKind, Problems, Severity

CPR_SAMMENKLISTRET = ProblemKind(
    "CPR_SAMMENKLISTRET",
    "Linjen har {count} records uden linjeskift imellem; de er delt efter længde. Herfra er linjenummeret recordens nummer.",
    Severity.ADVARSEL,
)
CPR_STROEM_BRUDT = ProblemKind(
    "CPR_STROEM_BRUDT",
    "Filen er uden linjeskift, og «{raw}» efter record {record} er ingen kendt recordtype; resten kan ikke deles i records.",
)
CPR_UTF8 = ProblemKind(
    "CPR_UTF8", "Filen er gemt om i UTF-8; CPR sender ISO-8859-1, og felternes pladser er skredet. Intet er læst. Hent den igen."
)

ENCODING = "iso8859-1"
_PIECE = 1 << 20


def gemt_som_utf8(data: bytes) -> bool:
    """Whether `data` has letters beyond ASCII and is UTF-8 throughout, which no text in Latin-1 is by chance."""
    if data.startswith(codecs.BOM_UTF8):
        return True
    if data.isascii():
        return False
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        for at in range(0, len(data), _PIECE):
            decoder.decode(data[at : at + _PIECE])
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def del_op(data: bytes, widths: Mapping[bytes, int], problems: Problems) -> Lines:
    """The records of `data`. `widths`: the length of each record type."""
    found = Problems()
    lines = characters.read_lines(data, (ENCODING,), found, may_end_mark=True)
    old = lines.starts
    _split(data, lines, widths, problems)
    if lines.starts is not old:
        found.relocate(lambda line, column: _relocated(line, column, old, lines.starts))
    problems.extend(found)
    return lines


def _relocated(
    line: NDArray[np.int64], column: NDArray[np.int64], old: NDArray[np.int64], new: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Where places in the lines that began at `old` are in the records that begin at `new`."""
    at = old[line - 1] + np.maximum(column, 1) - 1
    record = np.searchsorted(new, at, side="right")
    return record, np.where(column > 0, at - new[record - 1] + 1, 0)


def _split(data: bytes, lines: Lines, widths: Mapping[bytes, int], problems: Problems) -> None:
    """Split what stands in one line into its records, in `lines` itself."""
    stream = len(lines.starts) == 1 and not lines.final_newline
    table = np.zeros(1000, dtype=np.int64)
    for key, width in widths.items():
        table[int(key)] = width
    codes = koder(lines)
    wide = np.where(codes >= 0, table[codes], 0)
    long = np.flatnonzero((wide > 0) & (lines.lengths > wide))
    if not len(long):
        return
    after = Lines(lines.chars, lines.starts[long] + wide[long], lines.lengths[long] - wide[long], ENCODING, "", False, False)
    following = koder(after)
    glued = long[stream | ((following >= 0) & (table[following] > 0))]
    if not len(glued):
        return
    starts: list[NDArray[np.int64]] = []
    lengths: list[NDArray[np.int64]] = []
    at = number = 0
    for line in glued.tolist():
        begin, end = int(lines.starts[line]), int(lines.starts[line] + lines.lengths[line])
        begins = np.array(_walk(data, begin, end, widths, problems if stream else None), dtype=np.int64)
        starts += [lines.starts[at:line], begins]
        lengths += [lines.lengths[at:line], np.append(begins[1:], end) - begins]
        if not stream:
            problems.add(CPR_SAMMENKLISTRET, line=number + line - at + 1, column=int(wide[line]) + 1, count=len(begins))
        number += line - at + len(begins)
        at = line + 1
    starts.append(lines.starts[at:])
    lengths.append(lines.lengths[at:])
    lines.starts, lines.lengths = np.concatenate(starts), np.concatenate(lengths)
    if stream:
        lines.newline = ""


def _walk(data: bytes, begin: int, end: int, widths: Mapping[bytes, int], problems: Problems | None) -> list[int]:
    """Where the records between `begin` and `end` begin. With `problems` (a stream) what cannot be split is told."""
    begins = [begin]
    at = begin
    while width := widths.get(data[at : at + 3], 0):
        key, at = data[at : at + 3], at + width
        if at >= end:
            return begins
        if data[at : at + 3] not in widths:
            rest = data[at : at + 60]
            if problems is not None and rest.strip(b" "):
                begins.append(at)
                raw = rest[:13].decode(ENCODING)
                problems.add(CPR_STROEM_BRUDT, line=len(begins), column=1, record=key.decode(ENCODING), raw=raw)
            return begins
        begins.append(at)
    return begins


def koder(lines: Lines) -> NDArray[np.int16]:
    """The three digits with which each record begins, as a number; -1 where there are none."""
    out = np.full(len(lines.starts), -1, dtype=np.int16)
    enough = np.flatnonzero(lines.lengths >= 3)
    starts = lines.starts[enough]
    digits = [lines.chars[starts + i] - np.uint8(ord("0")) for i in range(3)]
    number = sum(digit.astype(np.int16) * 10 ** (2 - i) for i, digit in enumerate(digits))
    good = (digits[0] <= 9) & (digits[1] <= 9) & (digits[2] <= 9)
    out[enough[good]] = np.asarray(number)[good]
    return out
