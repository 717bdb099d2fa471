"""What of a file is set aside: which lines, as which entries, and when the file must be refused whole instead.

An entry is a line, or lines that belong together (`contract.Aside`). A fault that belongs to no line, or to more lines than a file
can spare, refuses the file: a truncated file, or one of another interface, is not a file with many bad lines.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from django.utils import timezone

from snitflade.exchange import keys
from snitflade.exchange.contract import Interface
from snitflade.exchange.contract_values import Applied, Aside
from snitflade.exchange.models import Exchange, QuarantinedLine
from snitflade.formats.problems import ProblemKind, Problems, ProblemsError, Severity, mask_cpr

LINJE_AFVIST = ProblemKind("LINJE_AFVIST", "{grund}")
FIL_FREMMED = ProblemKind(
    "FIL_FREMMED",
    "Ikke én af filens {count} linjer kan anvendes. Den er formentlig kommet til den forkerte snitflade, eller ødelagt.",
)


def spans(interface: Interface | None, data: bytes) -> Sequence[tuple[int, int]]:
    """Where each line of `data` stands, line ends (CRLF, LF) not counted, unless the interface says where."""
    if interface is not None and interface.lines is not None:
        return interface.lines(data)
    found, begin = [], 0
    for line in data.split(b"\n"):
        found.append((begin, begin + len(line) - line.endswith(b"\r")))
        begin += len(line) + 1
    return found


def refuse_whole(interface: Interface, data: bytes, problems: Problems) -> None:
    """Raise ProblemsError when what was read so far refuses the file as a whole."""
    if problems.errors and (not interface.quarantine or not _belong_to_lines(problems, _count(interface, data))):
        raise ProblemsError(problems)


def entries(interface: Interface, applied: Applied, data: bytes, problems: Problems, *, whole: bool) -> list[Aside]:
    """The entries to be set aside: what applying said, and every line with an error that it did not name.

    Raises ProblemsError when the whole file must be refused instead; then everything said about its lines is among the problems.
    `whole`: that was all of the file, not a part of it.
    """
    found = [replace(one, reason=mask_cpr(one.reason), key=mask_cpr(one.key)[:120]) for one in applied.entries]
    covered = _all_lines(found)
    told = _told(problems)
    for one in found:
        if not told.intersection(one.lines):
            problems.add(LINJE_AFVIST, line=one.lines[0], grund=one.reason)
    refuse_whole(interface, data, problems)
    for problem in problems:
        if problem.severity is Severity.FEJL and problem.line not in covered:
            found.append(Aside("", (problem.line,), problem.message))
            covered.add(problem.line)
    if whole and found:
        filled = {number for number, (begin, end) in enumerate(spans(interface, data), start=1) if data[begin:end].strip()}
        if filled <= covered:
            problems.add(FIL_FREMMED, count=len(filled))
            raise ProblemsError(problems)
    return found


def still(exchange: Exchange, interface: Interface, applied: Applied, data: bytes, problems: Problems) -> list[Aside]:
    """Those of the exchange's entries that wait and cannot be applied this time either: all other lines have been applied.

    Raises ProblemsError when what is wrong belongs to no line.
    """
    waiting = list(exchange.quarantine.filter(applied_at=None))
    open = {line: row for row in waiting for line in row.numbers}
    said = [replace(one, reason=mask_cpr(one.reason)) for one in applied.entries if open.keys() & set(one.lines)]
    told = _told(problems)
    for one in said:
        if not told.intersection(one.lines):
            problems.add(LINJE_AFVIST, line=next(line for line in one.lines if line in open), grund=one.reason)
    refuse_whole(interface, data, problems)
    reasons: dict[int, str] = {}
    for one in said:
        for line in one.lines:
            if line in open:
                reasons.setdefault(open[line].line, one.reason)
    for problem in problems:
        if problem.severity is Severity.FEJL and problem.line in open:
            reasons.setdefault(open[problem.line].line, problem.message)
    return [Aside(row.key, row.numbers, reasons[row.line]) for row in waiting if row.line in reasons]


def _all_lines(found: Iterable[Aside]) -> set[int]:
    """All lines of the entries. Raises ValueError for a line that is in two."""
    covered: set[int] = set()
    for one in found:
        if twice := covered.intersection(one.lines):
            raise ValueError(f"lines {sorted(twice)} are set aside twice")
        covered.update(one.lines)
    return covered


def _told(problems: Problems) -> set[int]:
    return {problem.line for problem in problems if problem.severity is Severity.FEJL}


def _belong_to_lines(problems: Problems, lines: int) -> bool:
    return all(1 <= problem.line <= lines for problem in problems if problem.severity is Severity.FEJL)


def _count(interface: Interface, data: bytes) -> int:
    return len(interface.lines(data)) if interface.lines else data.count(b"\n") + (not data.endswith(b"\n"))


def keep(exchange: Exchange, interface: Interface, found: Sequence[Aside], data: bytes, *, others_applied: bool) -> None:
    """Set the entries aside, in the transaction that applied the rest; with `others_applied` those that waited and are not among
    them are applied."""
    now = timezone.now()
    there = {row.line: row for row in exchange.quarantine.all()}
    named = {one.lines[0]: one for one in found}
    for number, row in there.items():
        if row.applied_at is None and number in named:
            row.reason = named[number].reason
        elif row.applied_at is None and others_applied:
            row.applied_at = now
    QuarantinedLine.objects.bulk_update(there.values(), ("reason", "applied_at"), batch_size=200)
    new = [named[number] for number in sorted(named.keys() - there.keys())]
    where = spans(interface, data) if new else ()
    QuarantinedLine.objects.bulk_create([_row(exchange, one, data, where) for one in new], batch_size=200)


def _row(exchange: Exchange, one: Aside, data: bytes, where: Sequence[tuple[int, int]]) -> QuarantinedLine:
    if one.raw:
        content, shown_only = one.raw.encode(), True
    else:
        parts = [data[begin:end] for begin, end in (where[number - 1] for number in one.lines)]
        # What has a line end inside cannot be told apart again when it is corrected.
        content, shown_only = b"\n".join(parts), any(b"\n" in part for part in parts)
    return QuarantinedLine(
        exchange=exchange,
        line=one.lines[0],
        lines=list(one.lines) if one.lines[1:] else [],
        key=one.key,
        sealed=keys.seal(content),
        shown_only=shown_only,
        reason=one.reason,
    )
