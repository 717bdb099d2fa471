"""Which mail is taken: from an allowed sender, whole, with exactly one attachment of the expected name.

Source: social-teknik.md 1.6 (one mailbox per interface, accepted senders listed, exactly one attachment matching), and
skat-inddrivelse.md 9.1 (only allowed senders, unreadable message → alarm).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from email import message_from_bytes
from email.message import EmailMessage, Message
from email.policy import Policy, compat32, default
from fnmatch import fnmatchcase
from itertools import count

from snitflade.exchange.transports.errors import MailAfvist, NavnUgyldigt, clean
from snitflade.exchange.transports.port import check_name

# One address, alone or behind a name; a name with an @ in it could pass a stranger off as a friend.
_ADDRESS = r"[^\s<>@,;:()\"\[\]]+@[^\s<>@,;:()\"\[\]]+"
_FROM = re.compile(rf'(?:"[^"<>@]*"|[^"<>@,;]*)\s*<({_ADDRESS})>|({_ADDRESS})')
MOST_LINES, MOST_PARTS = 1_500_000, 100
"""Lines and parts a mail may have: a line costs more memory than its bytes, and the end of each open part is looked for in each."""
FREE_LINES, SHORT_LINE = 20_000, 10
"""Once a mail has more than so many lines, they have at least so many bytes on average: each takes a hundred more to read."""
MOST_HEAD, MOST_HEADER = 256_000, 8_000
"""Bytes of a mail's own headers together, and characters of a header about a part: reading one takes the square of its length."""
_BLANK = re.compile(rb"\n\r?\n|\A\r?\n")
_PACKINGS = frozenset({"", "7bit", "8bit", "binary", "base64", "quoted-printable"})
_NOT_QUOTED = re.compile(rb"=(?![0-9A-Fa-f]{2}|[ \t]*\r?\n|[ \t]*\Z)")
"""What in a quoted-printable text stands for no byte and would be passed on as it is."""
_OUTLOOK = "winmail.dat"
_DMARC = re.compile(r"\bdmarc\s*=\s*pass\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class MailRules:
    """`senders`: whole addresses, or ``@domain`` for everybody there. `pattern`: the attachment's name, with ``*`` and ``?``.

    `checked_by`: the name our own mail server signs its `Authentication-Results` with (RFC 8601). When given, a mail must carry
    its ``dmarc=pass``; without it the sender's address is only as good as the mail server's own filter.
    """

    senders: tuple[str, ...]
    pattern: str
    checked_by: str = ""


def read_mail(raw: bytes, rules: MailRules, place: str) -> tuple[str, bytes]:
    """The name and bytes of the one attachment. Raises `MailAfvist` with the reason."""
    try:
        # Senders are judged on the headers as they came: the newer policy repairs «friend@a <stranger@b>» into «friend@a».
        headers = _head(raw)
        sender = sender_of(headers)
        _check_sender(headers, sender, rules)
        return _attachment(_parsed(raw), rules.pattern, clean(sender))
    except _NotTaken as refused:
        raise MailAfvist(sender=refused.sender or "ukendt afsender", place=place, reason=str(refused)) from None
    except Exception as error:
        # The standard parser raises many kinds on headers made to break it; such a mail is refused like any other.
        raise MailAfvist(sender="ukendt afsender", place=place, reason=f"den kan ikke læses ({clean(error)})") from error


class _NotTaken(Exception):
    """Mailen er ikke taget."""

    def __init__(self, reason: str, sender: str = "") -> None:
        super().__init__(reason)
        self.sender = sender


def sender_of(headers: Message) -> str:
    """The one address in From, in small letters, or empty when there is not exactly one."""
    froms = headers.get_all("from") or []
    found = _FROM.fullmatch(" ".join(str(froms[0]).split())) if len(froms) == 1 else None
    return (found[1] or found[2]).lower() if found else ""


def _check_sender(headers: Message, sender: str, rules: MailRules) -> None:
    if not sender:
        raise _NotTaken("den har ikke netop én afsenderadresse")
    allowed = {one.lower() for one in rules.senders}
    if sender not in allowed and "@" + sender.rpartition("@")[2] not in allowed:
        raise _NotTaken("afsenderen står ikke på listen over dem, der må sende", clean(sender))
    if rules.checked_by:
        results = [str(one) for one in headers.get_all("authentication-results") or []]
        ours = [one for one in results if one.split(";")[0].split()[:1] == [rules.checked_by]]
        if not ours or not _DMARC.search(ours[0]):
            raise _NotTaken("vores postserver har ikke bekræftet, at mailen kommer fra afsenderens eget domæne", clean(sender))


def _head(raw: bytes) -> Message:
    """The headers of a mail of a size that mails have. Raises _NotTaken."""
    lines = max(raw.count(b"\n"), raw.count(b"\r"))
    if lines > MOST_LINES:
        raise _NotTaken(f"den har over {MOST_LINES} linjer")
    end = _BLANK.search(raw)
    head = raw[: end.end()] if end else raw
    if len(head) > MOST_HEAD:
        raise _NotTaken(f"dens hoved fylder over {MOST_HEAD} bytes")
    if lines > FREE_LINES and lines * SHORT_LINE > len(raw):
        raise _NotTaken(
            f"den har {lines} linjer på under {SHORT_LINE} tegn i gennemsnit; en fil skal vedhæftes som fil, ikke som tekst"
        )
    return message_from_bytes(head, policy=compat32)


class _Part(EmailMessage):
    """A part of a mail, none of whose headers takes the parser long to read."""

    def set_raw(self, name: str, value: str) -> None:
        if len(value) > MOST_HEADER and name.lower().startswith("content-"):  # the others are not read
            raise _NotTaken(f"et af dens hoveder er på over {MOST_HEADER} tegn")
        super().set_raw(name, value)


def _parsed(raw: bytes) -> Message:
    """The whole mail. Raises _NotTaken for one in more parts than mails have."""
    parts = count(1)

    def part(policy: Policy[Message]) -> EmailMessage:
        if next(parts) > MOST_PARTS:
            raise _NotTaken(f"den har over {MOST_PARTS} dele")
        return _Part(policy)

    return message_from_bytes(raw, policy=default.clone(message_factory=part))


def _attachment(message: Message, pattern: str, sender: str) -> tuple[str, bytes]:
    names = []
    matching: list[tuple[str, Message]] = []
    for part in message.walk():
        name = part.get_filename()
        if name and not part.is_multipart():
            names.append(clean(name, 60))
            if fnmatchcase(name, pattern):
                matching.append((name, part))
    if len(matching) != 1:
        count = "ingen" if not matching else f"{len(matching)}"
        had = f"; den har {', '.join(names[:5])}" if names else ""
        if _OUTLOOK in map(str.lower, names):
            had += ". Afsenderens Outlook har pakket filerne ind; bed om, at mailen sendes som HTML eller almindelig tekst"
        raise _NotTaken(f"{count} vedhæftede filer passer til «{pattern}», og der skal være netop én{had}", sender)
    name, part = matching[0]
    try:
        check_name(name)
    except NavnUgyldigt as error:
        raise _NotTaken(str(error), sender) from None
    packing = str(part.get("content-transfer-encoding", "")).strip().lower()
    if packing not in _PACKINGS:
        raise _NotTaken(f"{name} er pakket som «{clean(packing, 40)}», og det kan ikke pakkes ud", sender)
    packed, data = part.get_payload(), part.get_payload(decode=True)
    if not isinstance(data, bytes):
        raise _NotTaken(f"{name} er ikke en fil", sender)
    if packing == "quoted-printable" and _NOT_QUOTED.search(str(packed).encode("utf-8", "surrogateescape")):
        raise _NotTaken(f"{name} er ikke hel: der står noget i den, som ikke er quoted-printable", sender)
    defects = [*message.defects, *part.defects]
    if defects:
        raise _NotTaken(f"mailen er ikke hel ({type(defects[0]).__name__})", sender)
    return name, data


def identity(message: Message) -> str:
    """The Message-ID on one line, or empty. It comes from outside, so it is only compared and shown."""
    return clean(str(message.get("message-id") or ""), 250)
