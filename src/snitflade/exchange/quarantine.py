"""Lines that could not be applied: set aside, corrected by an operator, and applied where they stood.

A file is applied again as a whole, with the corrected lines in the place of those that came. So headers, trailers and line
numbers hold, and no format needs to know of it; the lines that were applied before are not touched, because `Interface.apply`
changes nothing when it is done twice for the same exchange.

Only for formats of lines, which end in CRLF or LF. A fault that belongs to no line, or to more lines than a file can spare,
refuses the file: a truncated file, or one of another interface, is not a file with many bad lines.
"""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction
from django.utils import timezone

from snitflade.exchange import audit, blobs, journal, keys
from snitflade.exchange.catalogue import Interface
from snitflade.exchange.models import Exchange, QuarantinedLine
from snitflade.formats import registry
from snitflade.formats.problems import ProblemKind, Problems, ProblemsError, Severity, mask_cpr

LINJE_AFVIST = ProblemKind("LINJE_AFVIST", "{grund}")
FIL_FREMMED = ProblemKind(
    "FIL_FREMMED",
    "Ikke én af filens {count} linjer kan anvendes. Den er formentlig kommet til den forkerte snitflade, eller ødelagt.",
)
_UNKNOWN = ("utf-8", "cp1252")
"""Encodings of a format that the registry does not know."""


class UnknownLineError(Exception):
    """Linjen er ikke i karantæne."""

    def __init__(self, exchange: int, number: int) -> None:
        super().__init__(f"Udveksling {exchange} har ingen linje {number} i karantæne. Se dem med: snitflade quarantine {exchange}")


class LineAppliedError(Exception):
    """Linjen er anvendt og kan ikke rettes mere."""

    def __init__(self, exchange: int, number: int) -> None:
        super().__init__(f"Linje {number} af udveksling {exchange} er anvendt og kan ikke rettes mere.")


class CorrectionError(Exception):
    """Rettelsen kan ikke bruges."""


def refuse_whole(interface: Interface, data: bytes, problems: Problems) -> None:
    """Raise ProblemsError when what was read so far refuses the file as a whole."""
    if problems.errors and (not interface.quarantine or not _belong_to_lines(problems, _count(data))):
        raise ProblemsError(problems)


def aside(
    exchange: Exchange, interface: Interface, set_aside: Mapping[int, str], data: bytes, problems: Problems, *, first: bool
) -> Mapping[int, str]:
    """The lines to be set aside, with the reason: what applying said, and every line with an error that it did not name.

    When the file is not applied for the `first` time only lines that wait can be: all others have been applied. Raises
    ProblemsError when the whole file must be refused instead; then everything said about its lines is among the problems.
    """
    waiting = None if first else set(exchange.quarantine.filter(applied_at=None).values_list("line", flat=True))
    found = {line: mask_cpr(reason) for line, reason in set_aside.items() if waiting is None or line in waiting}
    told = {problem.line for problem in problems if problem.severity is Severity.FEJL}
    for line in sorted(found.keys() - told):
        problems.add(LINJE_AFVIST, line=line, grund=found[line])
    refuse_whole(interface, data, problems)
    for problem in problems:
        if problem.severity is Severity.FEJL:
            found.setdefault(problem.line, problem.message)
    if waiting is not None:
        return {line: reason for line, reason in found.items() if line in waiting}
    filled = [number for number, line in enumerate(data.split(b"\n"), start=1) if line.strip()]
    if filled and found.keys() >= set(filled):
        problems.add(FIL_FREMMED, count=len(filled))
        raise ProblemsError(problems)
    return found


def _belong_to_lines(problems: Problems, lines: int) -> bool:
    return all(1 <= problem.line <= lines for problem in problems if problem.severity is Severity.FEJL)


def _count(data: bytes) -> int:
    return data.count(b"\n") + (not data.endswith(b"\n"))


def keep(exchange: Exchange, aside: Mapping[int, str], data: bytes) -> None:
    """Set the lines aside, in the transaction that applied the others; lines that waited and are not among them are applied."""
    lines = data.split(b"\n")
    now = timezone.now()
    there = {line.line: line for line in exchange.quarantine.all()}
    for number, line in there.items():
        if line.applied_at is None:
            line.reason, line.applied_at = (aside[number], None) if number in aside else (line.reason, now)
    QuarantinedLine.objects.bulk_update(there.values(), ("reason", "applied_at"), batch_size=200)
    QuarantinedLine.objects.bulk_create(
        [
            QuarantinedLine(exchange=exchange, line=number, sealed=keys.seal(lines[number - 1].rstrip(b"\r")), reason=reason)
            for number, reason in sorted(aside.items())
            if number not in there
        ],
        batch_size=200,
    )


def line(exchange: Exchange, number: int) -> QuarantinedLine:
    """One line in quarantine. Raises UnknownLineError."""
    try:
        return exchange.quarantine.get(line=number)
    except QuarantinedLine.DoesNotExist:
        raise UnknownLineError(exchange.pk, number) from None


def text(line: QuarantinedLine) -> str:
    """The line as it now stands, corrected or as it came, in clear: whoever shows it keeps who looked (`seen`)."""
    stored = line.sealed if line.corrected is None else line.corrected
    return keys.unseal(bytes(stored)).decode(encoding(line.exchange) or "ascii", errors="backslashreplace")


def seen(line: QuarantinedLine, by: str) -> str:
    """The line in clear, with an audit event: it may be about a person."""
    audit.record("linje vist", by, line.exchange, linje=line.line)
    return text(line)


def correct(exchange: Exchange, number: int, text: str, by: str) -> None:
    """Keep an operator's corrected version of a line that was set aside; applying the exchange again uses it.

    Raises UnknownLineError, LineAppliedError, and CorrectionError for a text that is no line or cannot be written in the file's
    own encoding.
    """
    name = encoding(exchange)
    if "\n" in text or "\r" in text:
        raise CorrectionError("En rettet linje er én linje; teksten har et linjeskift. Ret teksten.")
    if not text.strip():
        raise CorrectionError("Den rettede linje er tom. Skriv hele linjen, som den skal være.")
    if not name and not text.isascii():
        raise CorrectionError(
            "Filen viser ikke sit tegnsæt, så linjen kan kun rettes med tegn fra ASCII. Skriv den uden æ, ø og å."
        )
    try:
        data = text.encode(name or "ascii")
    except UnicodeEncodeError as error:
        wrong = text[error.start]
        raise CorrectionError(f"Tegnet «{wrong}» findes ikke i filens tegnsæt {name}. Skriv linjen uden det.") from None
    with transaction.atomic():
        journal.locked(exchange)
        found = line(exchange, number)
        if found.applied_at:
            raise LineAppliedError(exchange.pk, number)
        found.corrected, found.corrected_by = keys.seal(data), by
        found.save(update_fields=["corrected", "corrected_by"])
        audit.record("linje rettet", by, exchange, linje=number)


def corrected(exchange: Exchange, data: bytes) -> bytes:
    """`data` with the exchange's corrected lines in their places; line ends stay as they came."""
    corrections = exchange.quarantine.exclude(corrected=None).values_list("line", "corrected")
    if not corrections:
        return data
    lines = data.split(b"\n")
    for number, sealed in corrections:
        end = b"\r" if lines[number - 1].endswith(b"\r") else b""
        lines[number - 1] = keys.unseal(bytes(sealed or b"")) + end
    return b"\n".join(lines)


def encoding(exchange: Exchange) -> str:
    """The encoding of the exchange's file: the first of its format's that fits all of it; empty when that cannot be told."""
    file = exchange.files.select_related("blob").get()
    data = blobs.get(file.blob)
    try:
        encodings = registry.find(file.format).encodings
    except registry.UnknownFormatError:
        if data.isascii():
            return ""
        encodings = _UNKNOWN
    return next((name for name in encodings if _fits(data, name)), "")


def _fits(data: bytes, encoding: str) -> bool:
    try:
        data.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True
