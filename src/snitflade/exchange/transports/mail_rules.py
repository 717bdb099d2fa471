"""Which mail is taken: from an allowed sender, whole, with exactly one attachment of the expected name.

Source: social-teknik.md 1.6 (one mailbox per interface, accepted senders listed, exactly one attachment matching), and
skat-inddrivelse.md 9.1 (only allowed senders, unreadable message → alarm).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from email import message_from_bytes
from email.message import Message
from email.policy import compat32, default
from fnmatch import fnmatchcase

from snitflade.exchange.transports.errors import MailAfvist, NavnUgyldigt, clean
from snitflade.exchange.transports.port import check_name

# One address, alone or behind a name; a name with an @ in it could pass a stranger off as a friend.
_ADDRESS = r"[^\s<>@,;:()\"\[\]]+@[^\s<>@,;:()\"\[\]]+"
_FROM = re.compile(rf'(?:"[^"<>@]*"|[^"<>@,;]*)\s*<({_ADDRESS})>|({_ADDRESS})')
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
        headers = message_from_bytes(raw, policy=compat32)
        sender = sender_of(headers)
        _check_sender(headers, sender, rules)
        return _attachment(message_from_bytes(raw, policy=default), rules.pattern, clean(sender))
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
        raise _NotTaken(f"{count} vedhæftede filer passer til «{pattern}», og der skal være netop én{had}", sender)
    name, part = matching[0]
    try:
        check_name(name)
    except NavnUgyldigt as error:
        raise _NotTaken(str(error), sender) from None
    data = part.get_payload(decode=True)
    if not isinstance(data, bytes):
        raise _NotTaken(f"{name} er ikke en fil", sender)
    defects = [*message.defects, *part.defects]
    if defects:
        raise _NotTaken(f"mailen er ikke hel ({type(defects[0]).__name__})", sender)
    return name, data


def identity(message: Message) -> str:
    """The Message-ID on one line, or empty. It comes from outside, so it is only compared and shown."""
    return clean(str(message.get("message-id") or ""), 250)
