"""Outgoing mail: one file as attachment, encrypted unless the setting says plain by name, over a line that must be encrypted.

A mail that the server has taken is out of our hands: it is `taget`, and no one can look it up again, so `verify` says
`ukendt` until the receiver's receipt is recorded. The Message-ID follows from sender, receivers, file name and bytes, so that a
mail sent twice after an unclear failure is the same mail to the receiver.

Source: social-teknik.md 1.6.
"""

from __future__ import annotations

import hashlib
import re
import smtplib
import ssl
from base64 import b64encode
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import formatdate
from functools import partial
from pathlib import Path
from typing import Literal

from snitflade.exchange.transports.container import check_password, seal, unseal
from snitflade.exchange.transports.errors import (
    Afvist,
    CertifikatAfvist,
    DiskFuld,
    ForbindelseTabt,
    ForStor,
    IngenForbindelse,
    KopiAfviger,
    LoginAfvist,
    NavnUgyldigt,
    Opsaetningsfejl,
    Permanent,
    ServerFejl,
    TransportError,
    Uklar,
    because,
    clean,
)
from snitflade.exchange.transports.port import Delivery, Tilstand, Transport, Udfald, check_name, delivery
from snitflade.exchange.transports.secrets import Secret
from snitflade.exchange.transports.tls import client_context, is_loopback
from snitflade.formats.problems import mask_cpr

_ADDRESS = re.compile(r"[^\s@<>()\[\],;:\\\"]+@[A-Za-z0-9.-]+")
_FULL_CODE, _LET_IN = 452, 235


def log_in(client: smtplib.SMTP, user: str, password: str) -> None:
    """Log in, also with a password that is not ASCII, which smtplib cannot send (RFC 4616: UTF-8). Raises as ``SMTP.login``."""
    if (user + password).isascii():
        client.login(user, password)
        return
    client.ehlo_or_helo_if_needed()
    if "PLAIN" not in client.esmtp_features.get("auth", "").split():
        raise smtplib.SMTPNotSupportedError("no AUTH PLAIN")
    code, answer = client.docmd("AUTH PLAIN", b64encode(f"\0{user}\0{password}".encode()).decode())
    if code != _LET_IN:
        raise smtplib.SMTPAuthenticationError(code, answer)


@dataclass(frozen=True, slots=True)
class MailOut(Transport):
    """An SMTP server to hand mails to.

    `security` is ``starttls`` (port 587, required: no mail without it), ``tls`` (port 465) or ``none``, which goes only without a
    login. `attachment` is ``encrypted`` (with `attachment_password`) or ``plain``. `text` is the mail's text, without personal
    data. `answer_timeout` is how long the server may take to say that it has the mail (RFC 5321 4.5.3.2.6: ten minutes). Times in
    seconds.
    """

    host: str
    sender: str
    recipients: tuple[str, ...]
    subject: str
    port: int = 587
    security: Literal["starttls", "tls", "none"] = "starttls"
    user: str = ""
    password: Secret | None = None
    attachment: Literal["encrypted", "plain"] = "encrypted"
    attachment_password: Secret | None = None
    text: str = "Hermed fremsendes den vedhæftede fil."
    ca_file: Path | None = None
    timeout: float = 60.0
    answer_timeout: float = 600.0

    def __post_init__(self) -> None:
        reason = ""
        wrong = [address for address in (self.sender, *self.recipients) if not (address.isascii() and _ADDRESS.fullmatch(address))]
        if wrong:
            reason = f"«{clean(wrong[0])}» er ikke en mailadresse"
        elif not self.recipients:
            reason = "der er ingen modtager"
        elif not self.subject.isprintable() or not self.subject.strip():
            reason = "emnet er tomt eller har usynlige tegn"
        elif mask_cpr(self.subject + self.text) != self.subject + self.text:
            reason = "emne og tekst må ikke indeholde personnumre"
        elif self.attachment == "encrypted" and self.attachment_password is None:
            reason = "kodeordet til den krypterede vedhæftning mangler; angiv det, eller vælg udtrykkeligt «plain»"
        elif self.security == "none" and self.attachment == "plain" and not is_loopback(self.host):
            reason = "en ukrypteret forbindelse kan ikke bruges med ukrypteret vedhæftning"
        elif self.security == "none" and self.user:
            reason = "login kræver en krypteret forbindelse; vælg starttls eller tls"
        elif self.user and self.password is None:
            reason = "adgangskoden til postserveren mangler"
        if reason:
            raise Opsaetningsfejl(place=self.place, reason=reason)

    @property
    def place(self) -> str:
        """The mail server as a URL."""
        return f"smtp://{self.host}:{self.port}"

    def message_id(self, name: str, data: bytes) -> str:
        """The Message-ID these bytes have, however often they are sent."""
        parts = (self.sender, ",".join(sorted(self.recipients)), name, hashlib.sha256(data).hexdigest())
        return f"<{hashlib.sha256(chr(0).join(parts).encode()).hexdigest()[:40]}@{self.sender.partition('@')[2]}>"

    def saying(self, text: str) -> MailOut:
        """With this text instead of its own. Raises `Opsaetningsfejl` for one with a CPR number."""
        return replace(self, text=text)

    def deliver(self, name: str, data: bytes, *, again: bool = False) -> Delivery:
        """Hand over one mail with `data`: to all receivers or to none."""
        check_name(name)
        if mask_cpr(name) != name:
            raise NavnUgyldigt(name=name, reason="det indeholder et personnummer, og en vedhæftet fils navn kan læses undervejs")
        if again:
            unclear = delivery(name, data, self.place, Udfald.UKLAR)
            raise Uklar(delivery=unclear, reason="et tidligere forsøg gav intet svar, og en mail kan ikke slås op")
        message = self._message(name, data).as_bytes(policy=SMTP)
        answer = self._send(name, data, message)
        told = f"Postserveren har taget imod mailen {self.message_id(name, data)}; modtageren har ikke kvitteret endnu."
        return delivery(name, data, self.place, Udfald.TAGET, message=told, reply=answer)

    def verify(self, delivery: Delivery) -> Tilstand:
        """A mail cannot be looked up: always unknown."""
        return Tilstand.UKENDT

    def _headed(self, name: str, data: bytes) -> EmailMessage:
        """A mail for these bytes with nothing but its headers."""
        message = EmailMessage(policy=SMTP)
        message["From"] = self.sender
        message["To"] = ", ".join(self.recipients)
        message["Subject"] = self.subject
        message["Date"] = formatdate()
        message["Message-ID"] = self.message_id(name, data)
        return message

    def _message(self, name: str, data: bytes) -> EmailMessage:
        message = self._headed(name, data)
        message.set_content(self.text)
        if self.attachment == "plain" or self.attachment_password is None:
            message.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
            return message
        password = self.attachment_password.reveal()
        check_password(password, self.place)
        sealed = seal(name, data, password, self.place)
        if unseal(sealed, password) != (name, data):
            raise KopiAfviger(name=name, place="den krypterede vedhæftning")
        message.add_attachment(sealed, maintype="application", subtype="zip", filename=f"{name}.zip")
        return message

    def _send(self, name: str, data: bytes, message: bytes) -> bytes:
        client = self._connect()
        try:
            self._envelope(client, name, len(message))
            answer = self._data(client, name, data, message)
            with suppress(OSError, smtplib.SMTPException):
                client.quit()
            return answer
        finally:
            client.close()

    def _connect(self) -> smtplib.SMTP:
        password = self.password.reveal() if self.password else ""
        context = client_context(self.place, self.ca_file)
        client: smtplib.SMTP | None = None
        try:
            if self.security == "tls":
                client = smtplib.SMTP_SSL(self.host, self.port, timeout=self.timeout, context=context)
            else:
                client = smtplib.SMTP(self.host, self.port, timeout=self.timeout)
            if self.security == "starttls":
                client.starttls(context=context)
            client.ehlo_or_helo_if_needed()
            if self.user:
                log_in(client, self.user, password)
        except (OSError, smtplib.SMTPException) as error:
            if client is not None:
                client.close()
            raise self._refusal(error) from error
        return client

    def _refusal(self, error: Exception) -> TransportError:
        """Why there is no session, as one of ours."""
        match error:
            case smtplib.SMTPAuthenticationError():
                return self._by_code(error.smtp_code, error.smtp_error, "login") or LoginAfvist(place=self.place, hint="")
            case smtplib.SMTPNotSupportedError():
                reason = "den tilbyder ikke kryptering eller login på den valgte måde; bed driften åbne for det"
                return Permanent(place=self.place, reason=reason)
            case smtplib.SMTPResponseException():
                found = self._by_code(error.smtp_code, error.smtp_error, "forbindelse")
                return found or Afvist(place=self.place, name="forbindelsen", reason=_said(error.smtp_code, error.smtp_error))
            case ssl.SSLError():
                return CertifikatAfvist(place=self.place, reason=getattr(error, "verify_message", "") or because(error))
        return IngenForbindelse(place=self.place, reason=because(error))

    def _by_code(self, code: int, text: bytes | str, action: str) -> TransportError | None:
        """A 4xx answer as what may be tried again, None for all else."""
        if code == _FULL_CODE:
            return DiskFuld(place=self.place, reason=_said(code, text))
        if 400 <= code < 500:
            return ServerFejl(place=self.place, action=action, reason=_said(code, text))
        return None

    def _envelope(self, client: smtplib.SMTP, name: str, size: int) -> None:
        """Sender and every receiver accepted, or nothing is sent to anybody."""
        limit = client.esmtp_features.get("size", "")
        if limit.isdigit() and 0 < int(limit) < size:
            raise ForStor(name=name, place=self.place, size=size, limit=int(limit))
        self._step("afsenderen", partial(client.mail, self.sender, [f"size={size}"] if limit else []))
        for address in self.recipients:
            self._step(f"modtageren {address}", partial(client.rcpt, address))
        self._step("mailen", partial(client.docmd, "DATA"))

    def _step(self, what: str, command: Callable[[], tuple[int, bytes]]) -> None:
        try:
            code, text = command()
        except (OSError, smtplib.SMTPException) as error:
            raise ForbindelseTabt(place=self.place, action="afsendelse", reason=because(error)) from error
        if code not in {250, 251, 354}:
            raise self._by_code(code, text, "afsendelse") or Afvist(place=self.place, name=what, reason=_said(code, text))

    def _data(self, client: smtplib.SMTP, name: str, data: bytes, message: bytes) -> bytes:
        """Send the text; only the answer to its end says that the server has it."""
        if not message.endswith(b"\r\n"):
            message += b"\r\n"
        try:
            client.send(re.sub(rb"(?m)^\.", b"..", message) + b".\r\n")
        except (OSError, smtplib.SMTPException) as error:
            # The end did not go out, and without it a server may not deliver (RFC 5321 4.1.1.4).
            raise ForbindelseTabt(place=self.place, action=f"afsendelse af {name}", reason=because(error)) from error
        try:
            if client.sock is not None:
                client.sock.settimeout(self.answer_timeout)
            code, text = client.getreply()
        except (OSError, smtplib.SMTPException) as error:
            unclear = delivery(name, data, self.place, Udfald.UKLAR)
            raise Uklar(delivery=unclear, reason=f"serveren nåede ikke at svare: {because(error)}") from error
        if code != 250:
            raise self._by_code(code, text, "afsendelse") or Afvist(place=self.place, name=name, reason=_said(code, text))
        return _said(code, text).encode()


def _said(code: int, text: bytes | str) -> str:
    words = text.decode("utf-8", "replace") if isinstance(text, bytes) else text
    return clean(f"{code} {words}")
