"""The channels an alarm goes by: mail and webhook. Each takes one message or says in Danish why not."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, fields, replace
from email.message import EmailMessage
from pathlib import Path
from typing import TYPE_CHECKING, Literal, Protocol

from snitflade.exchange.rhythm import Cause
from snitflade.exchange.transports.errors import TransportError
from snitflade.exchange.transports.mail_out import MailOut
from snitflade.exchange.transports.secrets import Secret
from snitflade.formats.problems import mask_cpr

if TYPE_CHECKING:
    from snitflade.exchange.transports.http_client import HttpClient

SUBJECT = "snitflade"


class NotToldError(Exception):
    """Alarmen kunne ikke sendes."""


@dataclass(frozen=True, slots=True)
class Message:
    """A cause to be told. `id` is the same when the same telling is tried again, and another when it is told again."""

    cause: Cause
    id: str
    times: int
    """How many times it has been told before."""

    @property
    def subject(self) -> str:
        """One line: how bad, what, where."""
        where = f" – {self.cause.interface}" if self.cause.interface else ""
        again = f" ({self.times + 1}. gang)" if self.times else ""
        return mask_cpr(f"{SUBJECT}: {self.cause.severity.value} – {self.cause.kind.value.replace('_', ' ')}{where}{again}")


class Channel(Protocol):
    """Where alarms go."""

    @property
    def name(self) -> str:
        """What `Alarm.channel` says."""
        ...

    def send(self, message: Message) -> None:
        """Tell it. Raises NotToldError."""
        ...


class _TextMail(MailOut):
    """The mail server of `MailOut`, for a mail that is nothing but its text."""

    __slots__ = ()

    def _message(self, name: str, data: bytes) -> EmailMessage:
        message = self._headed(name, data)
        message["Auto-Submitted"] = "auto-generated"  # RFC 3834: nobody's holiday reply answers an alarm
        message.set_content(data.decode())
        return message


class _Letter(_TextMail):
    """A mail of its own name: the same mail whoever it goes to, so that those who have it already see no other one."""

    __slots__ = ()

    def message_id(self, name: str, data: bytes) -> str:
        parts = (self.sender, name, hashlib.sha256(data).hexdigest())
        return f"<{hashlib.sha256(chr(0).join(parts).encode()).hexdigest()[:40]}@{self.sender.partition('@')[2]}>"


@dataclass(frozen=True, slots=True)
class Mail:
    """Mail to people who can do something about it."""

    server: _TextMail
    name: str = "mail"

    @classmethod
    def to(
        cls,
        *,
        host: str,
        sender: str,
        recipients: tuple[str, ...],
        port: int = 587,
        security: Literal["starttls", "tls", "none"] = "starttls",
        user: str = "",
        password: Secret | None = None,
        ca_file: Path | None = None,
        timeout: float = 30.0,
    ) -> Mail:
        """A channel by a mail server, whose fields are those of `MailOut`. Raises Opsaetningsfejl."""
        # "plain" about the attachment, of which there is none; without encryption the server must be this machine's own.
        return cls(
            _TextMail(
                host=host,
                sender=sender,
                recipients=recipients,
                subject=SUBJECT,
                port=port,
                security=security,
                user=user,
                password=password,
                attachment="plain",
                ca_file=ca_file,
                timeout=timeout,
                answer_timeout=timeout,
            )
        )

    def send(self, message: Message) -> None:
        """Hand the mail to the server. The same message tried again has the same Message-ID."""
        try:
            replace(self.server, subject=message.subject).deliver(f"{message.id}.txt", message.cause.sentence.encode())
        except TransportError as error:
            raise NotToldError(str(error)) from error

    def write(self, recipients: tuple[str, ...], subject: str, text: str, id: str) -> None:
        """Hand the same server another mail than an alarm, for others. The same `id` and text give the same Message-ID, whoever it
        goes to. Raises NotToldError."""
        given = {one.name: getattr(self.server, one.name) for one in fields(self.server)}
        try:
            _Letter(**{**given, "recipients": recipients, "subject": subject}).deliver(f"{id}.txt", text.encode())
        except TransportError as error:
            raise NotToldError(str(error)) from error


@dataclass(frozen=True, slots=True)
class Webhook:
    """A POST of the cause as JSON, with ``text`` beside it, which chat programs show."""

    url: str | Secret
    """The address; as a secret where knowing it is enough to post."""
    bearer: Secret | None = None
    ca_file: Path | None = None
    timeout: float = 15.0
    name: str = "webhook"

    def __post_init__(self) -> None:
        if isinstance(self.url, str):
            self._client(self.url)

    def send(self, message: Message) -> None:
        """Post it. The same message tried again has the same ``Idempotency-Key``."""
        body = message.cause.as_json() | {"text": message.cause.sentence, "gange": message.times + 1}
        headers = {"Content-Type": "application/json", "Idempotency-Key": message.id}
        url = ""
        try:
            url = self.url if isinstance(self.url, str) else self.url.reveal()
            self._client(url).request("POST", content=json.dumps(body, ensure_ascii=False).encode(), headers=headers)
        except TransportError as error:
            sentence = str(error)
            if isinstance(self.url, Secret) and url:
                sentence = sentence.replace(url.rstrip("/"), "webhook")
            raise NotToldError(sentence) from error

    def _client(self, url: str) -> HttpClient:
        from snitflade.exchange.transports.http_client import HttpClient  # every command knows the channels, and few call one

        return HttpClient(
            url,
            bearer=self.bearer,
            ca_file=self.ca_file,
            timeout=self.timeout,
            total_timeout=self.timeout,
            attempts=2,
            first_wait=0.5,
        )
