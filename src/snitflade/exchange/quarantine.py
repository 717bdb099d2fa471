"""Entries that could not be applied: seen, corrected by an operator, and applied where they stood (`setting_aside` puts them here).

A file is applied again as a whole, with the corrected lines in the place of those that came. So headers, trailers and line
numbers hold, and no format needs to know of it; the lines that were applied before are not touched, because `Interface.apply`
changes nothing when it is done twice for the same exchange.

Only for formats of lines: those that end in CRLF or LF, and others whose interface says where they stand (`Interface.lines`).
"""

from __future__ import annotations

from django.db import transaction

from snitflade.exchange import audit, blobs, catalogue, journal, keys
from snitflade.exchange.known import KnownError, Refusal
from snitflade.exchange.models import Exchange, QuarantinedLine
from snitflade.exchange.setting_aside import spans
from snitflade.formats import characters, registry

_UNKNOWN = ("utf-8", "cp1252")
"""Encodings of a format that the registry does not know."""


class UnknownLineError(KnownError):
    """Linjen er ikke i karantæne."""

    refusal = Refusal.NOT_FOUND

    def __init__(self, exchange: int, number: int) -> None:
        super().__init__(f"Udveksling {exchange} har ingen linje {number} i karantæne. Se dem med: snitflade quarantine {exchange}")


class LineAppliedError(KnownError):
    """Linjen er anvendt og kan ikke rettes mere."""

    def __init__(self, exchange: int, number: int) -> None:
        super().__init__(f"Linje {number} af udveksling {exchange} er anvendt og kan ikke rettes mere.")


class CorrectionError(KnownError):
    """Rettelsen kan ikke bruges."""


def line(exchange: Exchange, number: int) -> QuarantinedLine:
    """The entry in quarantine that the line names. Raises UnknownLineError."""
    try:
        return exchange.quarantine.get(line=number)
    except QuarantinedLine.DoesNotExist:
        raise UnknownLineError(exchange.pk, number) from None


def text(line: QuarantinedLine) -> str:
    """The entry as it now stands, corrected or as it came, in clear, its lines joined by LF: whoever shows it keeps who looked
    (`seen`)."""
    stored = line.sealed if line.corrected is None else line.corrected
    name = "utf-8" if line.shown_only else encoding(line.exchange)
    return keys.unseal(bytes(stored)).decode(name or "ascii", errors="backslashreplace")


def seen(line: QuarantinedLine, by: str) -> str:
    """The entry in clear, with an audit event: it may be about a person."""
    audit.record("linje vist", by, line.exchange, linje=line.line)
    return text(line)


def correct(exchange: Exchange, number: int, text: str, by: str) -> None:
    """Keep an operator's corrected version of an entry that was set aside; applying the exchange again uses it.

    `text` is all of the entry's lines, as many as came, joined by LF or CRLF. Raises UnknownLineError, LineAppliedError, and
    CorrectionError for a text that cannot be those lines, or cannot be written in the file's own encoding.
    """
    lines = text.replace("\r\n", "\n").split("\n") if len(line(exchange, number).numbers) > 1 else [text]
    data = _encoded(lines, encoding(exchange))
    with transaction.atomic():
        journal.locked(exchange)
        found = line(exchange, number)
        if found.applied_at:
            raise LineAppliedError(exchange.pk, number)
        if found.shown_only:
            raise CorrectionError(
                "Posten kan ikke rettes her, fordi dens plads i filen ikke kendes. "
                "Ret årsagen, og anvend filen igen, eller bed om en ny fil."
            )
        if len(lines) != len(found.numbers):
            raise CorrectionError(
                f"Posten har {len(found.numbers)} linjer, og rettelsen har {len(lines)}. Ret linjerne, men lad der være lige mange."
            )
        found.corrected, found.corrected_by = keys.seal(data), by
        found.save(update_fields=["corrected", "corrected_by"])
        audit.record("linje rettet", by, exchange, linje=number)


def _encoded(lines: list[str], name: str) -> bytes:
    """The corrected lines as bytes, joined by LF. Raises CorrectionError."""
    for one in lines:
        if "\n" in one or "\r" in one:
            raise CorrectionError("En rettet linje er én linje; teksten har et linjeskift. Ret teksten.")
        if not one.strip():
            raise CorrectionError("Den rettede linje er tom. Skriv hele linjen, som den skal være.")
        if not name and not one.isascii():
            raise CorrectionError(
                "Filen viser ikke sit tegnsæt, så linjen kan kun rettes med tegn fra ASCII. Skriv den uden æ, ø og å."
            )
    text = "\n".join(lines)
    try:
        return text.encode(name or "ascii")
    except UnicodeEncodeError as error:
        wrong = text[error.start]
        raise CorrectionError(f"Tegnet «{wrong}» findes ikke i filens tegnsæt {name}. Skriv linjen uden det.") from None


def corrected(exchange: Exchange, data: bytes) -> bytes:
    """`data` with the exchange's corrected lines in their places; line ends stay as they came."""
    rows = list(exchange.quarantine.exclude(corrected=None))
    if not rows:
        return data
    where = spans(catalogue.get(exchange.interface), data)
    new: dict[int, bytes] = {}
    for row in rows:
        new |= dict(zip(row.numbers, keys.unseal(bytes(row.corrected or b"")).split(b"\n"), strict=True))
    parts, end = [], 0
    for number in sorted(new, key=lambda number: where[number - 1]):
        begin, after = where[number - 1]
        parts += [data[end:begin], new[number]]
        end = after
    return b"".join([*parts, data[end:]])


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
    return next((name for name in encodings if characters.fits(data, name)), "")
