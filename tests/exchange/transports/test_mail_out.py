"""Outgoing mail against a real SMTP server."""

from __future__ import annotations

import email
import hashlib
import hmac
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any
from zlib import decompressobj

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from hypothesis import given
from hypothesis import strategies as st

from snitflade.exchange.transports.container import seal, unseal
from snitflade.exchange.transports.errors import (
    Afvist,
    CertifikatAfvist,
    DiskFuld,
    ForbindelseTabt,
    ForStor,
    IngenForbindelse,
    KanIkke,
    LoginAfvist,
    Midlertidig,
    NavnUgyldigt,
    Opsaetningsfejl,
    Permanent,
    ServerFejl,
    Uklar,
)
from snitflade.exchange.transports.mail_out import MailOut
from snitflade.exchange.transports.port import Tilstand, Udfald
from snitflade.exchange.transports.secrets import Secret
from snitflade.partners.certificates import Authority
from snitflade.partners.habits import Misbehaviour
from snitflade.partners.mailstore import MailStore
from snitflade.partners.smtp import SmtpPartner

RECEIVER = "modtager@partner.example"
SENDER = "kommune@kommune.example"
FILE = "LEDIGHED_0957_202503.csv"
DATA = "0957;202503;8207919003;Sisimiut æøå\r\n".encode()
PHRASE = "et langt kodeord til vedhaeftninger"


@pytest.fixture
def secrets(monkeypatch: pytest.MonkeyPatch) -> dict[str, Secret]:
    monkeypatch.setenv("TEST_SMTP", "proeve-kode-4")
    monkeypatch.setenv("TEST_ZIP", PHRASE)
    return {"password": Secret("secret://env/TEST_SMTP"), "attachment_password": Secret("secret://env/TEST_ZIP")}


def at(smtp: SmtpPartner, ca_file: Path, secrets: dict[str, Secret], **changes: Any) -> MailOut:
    facts: dict[str, Any] = {
        "host": "127.0.0.1",
        "port": smtp.port,
        "sender": SENDER,
        "recipients": (RECEIVER,),
        "subject": "Månedlig fil fra Qeqqata Kommunia",
        "user": SENDER,
        "ca_file": ca_file,
        "timeout": 5.0,
        "answer_timeout": 5.0,
    }
    return MailOut(**(facts | secrets | changes))


def arrived(store: MailStore, address: str = RECEIVER) -> list[EmailMessage]:
    return [email.message_from_bytes(mail.raw, policy=default) for mail in store.folder(address).mails]


class TestDeliver:
    def test_encrypted_attachment_and_nothing_personal_outside_it(
        self, smtp: SmtpPartner, store: MailStore, ca_file: Path, secrets: dict[str, Secret]
    ) -> None:
        mail_out = at(smtp, ca_file, secrets)
        delivered = mail_out.deliver(FILE, DATA)
        (mail,) = arrived(store)
        (part,) = mail.iter_attachments()
        assert part.get_filename() == FILE + ".zip"
        assert unseal(part.get_content(), PHRASE) == (FILE, DATA)
        assert b"8207919003" not in store.folder(RECEIVER).mails[0].raw
        assert mail["subject"] == "Månedlig fil fra Qeqqata Kommunia"
        assert mail["message-id"] == mail_out.message_id(FILE, DATA)
        assert delivered.udfald is Udfald.TAGET
        assert delivered.reply.startswith(b"250")
        assert mail_out.verify(delivered) is Tilstand.UKENDT

    def test_a_password_that_is_not_ascii(
        self, authority: Authority, ca_file: Path, secrets: dict[str, Secret], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("TEST_SMTP", "prøve-kode-4")
        store = MailStore({SENDER: "prøve-kode-4", RECEIVER: "x"})
        with SmtpPartner(store, authority) as smtp:
            assert at(smtp, ca_file, secrets).deliver(FILE, DATA).udfald is Udfald.TAGET
            monkeypatch.setenv("TEST_SMTP", "prøve-kode-5")
            with pytest.raises(LoginAfvist):
                at(smtp, ca_file, secrets).deliver(FILE, DATA)
        assert len(arrived(store)) == 1

    def test_plain_only_by_name(self, smtp: SmtpPartner, store: MailStore, ca_file: Path, secrets: dict[str, Secret]) -> None:
        at(smtp, ca_file, secrets, attachment="plain", attachment_password=None).deliver(FILE, DATA)
        (mail,) = arrived(store)
        (part,) = mail.iter_attachments()
        assert (part.get_filename(), part.get_content()) == (FILE, DATA)

    @pytest.mark.parametrize("data", [b"", b".\r\n.\r\n..\r\n", b"\n.\n", bytes(range(256)) * 300])
    def test_every_byte_arrives(
        self, smtp: SmtpPartner, store: MailStore, ca_file: Path, secrets: dict[str, Secret], data: bytes
    ) -> None:
        at(smtp, ca_file, secrets, attachment="plain", text=".\n..\n. slut").deliver("ø.bin", data)
        (mail,) = arrived(store)
        (part,) = mail.iter_attachments()
        assert (part.get_filename(), part.get_content()) == ("ø.bin", data)
        body = mail.get_body()
        assert body is not None
        assert body.get_content().split() == [".", "..", ".", "slut"]

    def test_implicit_tls_is_refused_by_a_starttls_server(
        self, smtp: SmtpPartner, ca_file: Path, secrets: dict[str, Secret]
    ) -> None:
        with pytest.raises((CertifikatAfvist, IngenForbindelse)):
            at(smtp, ca_file, secrets, security="tls").deliver(FILE, DATA)

    def test_without_starttls_no_mail(
        self, store: MailStore, authority: Authority, ca_file: Path, secrets: dict[str, Secret]
    ) -> None:
        with SmtpPartner(store, authority, open_relay=True) as plain, pytest.raises(Permanent, match="kryptering"):
            at(plain, ca_file, secrets).deliver(FILE, DATA)
        assert arrived(store) == []

    def test_unencrypted_line_for_a_local_relay(
        self, store: MailStore, authority: Authority, ca_file: Path, secrets: dict[str, Secret]
    ) -> None:
        with SmtpPartner(store, authority, open_relay=True) as plain:
            relay = at(plain, ca_file, secrets, security="none", user="", password=None)
            assert relay.deliver(FILE, DATA).udfald is Udfald.TAGET

    def test_all_receivers_or_none(self, smtp: SmtpPartner, store: MailStore, ca_file: Path, secrets: dict[str, Secret]) -> None:
        with pytest.raises(Afvist, match=r"ukendt@partner\.example"):
            at(smtp, ca_file, secrets, recipients=(RECEIVER, "ukendt@partner.example")).deliver(FILE, DATA)
        assert arrived(store) == []

    def test_cannot_collect(self, smtp: SmtpPartner, ca_file: Path, secrets: dict[str, Secret]) -> None:
        with pytest.raises(KanIkke):
            list(at(smtp, ca_file, secrets).collect())

    def test_a_cpr_number_in_the_name_is_refused(self, smtp: SmtpPartner, ca_file: Path, secrets: dict[str, Secret]) -> None:
        with pytest.raises(NavnUgyldigt) as caught:
            at(smtp, ca_file, secrets).deliver("8207919003.csv", DATA)
        assert "9003" not in str(caught.value)


class TestMessageId:
    def test_same_for_a_resend_other_for_anything_else(self, smtp: SmtpPartner, ca_file: Path, secrets: dict[str, Secret]) -> None:
        one = at(smtp, ca_file, secrets)
        assert one.message_id(FILE, DATA) == at(smtp, ca_file, secrets).message_id(FILE, DATA)
        others = {
            one.message_id(FILE, DATA + b"x"),
            one.message_id("B" + FILE, DATA),
            at(smtp, ca_file, secrets, recipients=("anden@partner.example",)).message_id(FILE, DATA),
        }
        assert len(others | {one.message_id(FILE, DATA)}) == 4

    def test_retry_sends_nothing(self, smtp: SmtpPartner, store: MailStore, ca_file: Path, secrets: dict[str, Secret]) -> None:
        with pytest.raises(Uklar):
            at(smtp, ca_file, secrets).deliver(FILE, DATA, again=True)
        assert arrived(store) == []


class TestMisbehaviour:
    def test_line_breaks_in_the_middle(
        self, smtp: SmtpPartner, store: MailStore, ca_file: Path, secrets: dict[str, Secret]
    ) -> None:
        smtp.misbehave(Misbehaviour.DROP_UPLOAD, after=100_000, times=1)
        big = bytes(range(256)) * 20_000
        with pytest.raises((ForbindelseTabt, Uklar)):
            at(smtp, ca_file, secrets, attachment="plain").deliver("stor.bin", big)
        assert arrived(store) == []

    def test_taken_but_never_answered_is_unclear(
        self, smtp: SmtpPartner, store: MailStore, ca_file: Path, secrets: dict[str, Secret]
    ) -> None:
        smtp.misbehave(Misbehaviour.DROP_AFTER, times=1)
        with pytest.raises(Uklar) as caught:
            at(smtp, ca_file, secrets).deliver(FILE, DATA)
        assert caught.value.delivery.udfald is Udfald.UKLAR
        assert len(arrived(store)) == 1

    def test_late_answer_is_unclear(self, smtp: SmtpPartner, ca_file: Path, secrets: dict[str, Secret]) -> None:
        smtp.misbehave(Misbehaviour.LATE, seconds=1, times=1)
        with pytest.raises(Uklar):
            at(smtp, ca_file, secrets, answer_timeout=0.2).deliver(FILE, DATA)

    @pytest.mark.parametrize(
        ("habit", "error"),
        [
            (Misbehaviour.DISK_FULL, DiskFuld),
            (Misbehaviour.ERROR_BEFORE, ServerFejl),
            (Misbehaviour.DENIED, Afvist),
            (Misbehaviour.ERROR_AFTER, Afvist),
            (Misbehaviour.LOGIN_DENIED, LoginAfvist),
            (Misbehaviour.WRONG_KEY, CertifikatAfvist),
            (Misbehaviour.AWAY, IngenForbindelse),
        ],
    )
    def test_no_is_no(
        self, smtp: SmtpPartner, ca_file: Path, secrets: dict[str, Secret], habit: Misbehaviour, error: type[Exception]
    ) -> None:
        smtp.misbehave(habit)
        with pytest.raises(error) as caught:
            at(smtp, ca_file, secrets).deliver(FILE, DATA)
        assert "proeve-kode-4" not in str(caught.value)
        smtp.behave()
        assert at(smtp, ca_file, secrets).deliver(FILE, DATA).udfald is Udfald.TAGET

    def test_larger_than_the_server_takes(
        self, store: MailStore, authority: Authority, ca_file: Path, secrets: dict[str, Secret]
    ) -> None:
        with SmtpPartner(store, authority, max_bytes=2000) as small, pytest.raises(ForStor, match="2000"):
            at(small, ca_file, secrets, attachment="plain").deliver("stor.bin", bytes(3000))

    def test_nobody_listens(self, smtp: SmtpPartner, ca_file: Path, secrets: dict[str, Secret]) -> None:
        mail_out = at(smtp, ca_file, secrets)
        smtp.stop()
        with pytest.raises(Midlertidig, match="forbindelsen blev afvist"):
            mail_out.deliver(FILE, DATA)


@pytest.mark.parametrize(
    ("changes", "word"),
    [
        ({"sender": "ikke en adresse"}, "mailadresse"),
        ({"recipients": ()}, "modtager"),
        ({"recipients": ("a@b.example\r\nBcc: c@d.example",)}, "mailadresse"),
        ({"subject": "Fil\r\nBcc: c@d.example"}, "usynlige"),
        ({"subject": "Om 820791-9003"}, "personnumre"),
        ({"attachment_password": None}, "plain"),
        ({"security": "none"}, "login"),
        ({"security": "none", "user": "", "attachment": "plain", "host": "mail.example"}, "ukrypteret"),
        ({"password": None}, "adgangskoden"),
    ],
)
def test_setup_is_checked(smtp: SmtpPartner, ca_file: Path, secrets: dict[str, Secret], changes: dict[str, Any], word: str) -> None:
    with pytest.raises(Opsaetningsfejl, match=word):
        at(smtp, ca_file, secrets, **changes)


class TestContainer:
    @pytest.mark.parametrize("password", ["for kort", "", "æøå" * 10, "x" * 15, "linje\nskift" * 3])
    def test_weak_passwords_are_refused(self, password: str) -> None:
        with pytest.raises(Opsaetningsfejl):
            seal("a.txt", b"x", password)

    @given(data=st.binary(max_size=500))
    def test_is_what_winzip_describes(self, data: bytes) -> None:
        """Opened by hand after WinZip's AE-2 description: PBKDF2-SHA1, AES-256 in counter mode, HMAC-SHA1 of 10 bytes."""
        sealed = seal("a.txt", data, PHRASE)
        assert sealed[:4] == b"PK\x03\x04"
        assert int.from_bytes(sealed[8:10], "little") == 99  # method: AES
        assert sealed[14:18] == bytes(4)  # AE-2 keeps no CRC, which would tell of the content
        size = int.from_bytes(sealed[18:22], "little")
        start = 30 + int.from_bytes(sealed[26:28], "little") + int.from_bytes(sealed[28:30], "little")
        salt, check = sealed[start : start + 16], sealed[start + 16 : start + 18]
        body, code = sealed[start + 18 : start + size - 10], sealed[start + size - 10 : start + size]
        keys = hashlib.pbkdf2_hmac("sha1", PHRASE.encode(), salt, 1000, 66)
        assert keys[64:] == check
        assert hmac.digest(keys[32:64], body, "sha1")[:10] == code
        block = Cipher(algorithms.AES(keys[:32]), modes.ECB()).encryptor()  # noqa: S305 - the counter runs little-endian
        stream = b"".join(block.update(n.to_bytes(16, "little")) for n in range(1, len(body) // 16 + 2))
        packed = bytes(a ^ b for a, b in zip(body, stream, strict=False))
        assert decompressobj(-15).decompress(packed) == data
