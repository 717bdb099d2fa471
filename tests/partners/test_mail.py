"""The simulated mail servers, seen with the standard library: what our transports rely on is really so."""

from __future__ import annotations

import imaplib
import smtplib
import ssl
from collections.abc import Iterator
from pathlib import Path

import pytest

from snitflade.partners.certificates import Authority
from snitflade.partners.imap import ImapPartner
from snitflade.partners.mailstore import MailStore, compose
from snitflade.partners.smtp import SmtpPartner

BOX = "ind@kommune.example"
RAW = compose("a@b.example", "<1@b.example>", ("a.bin", bytes(range(256)) * 100))


@pytest.fixture
def store() -> MailStore:
    made = MailStore({BOX: "kode"})
    made.folder(BOX).add(RAW)
    made.folder(BOX, "Arkiv")
    return made


@pytest.fixture
def context(tmp_path: Path) -> tuple[Authority, ssl.SSLContext]:
    authority = Authority()
    return authority, ssl.create_default_context(cafile=str(authority.write(tmp_path / "ca.pem")))


@pytest.fixture
def client(store: MailStore, context: tuple[Authority, ssl.SSLContext]) -> Iterator[imaplib.IMAP4_SSL]:
    with (
        ImapPartner(store, context[0]) as imap,
        imaplib.IMAP4_SSL("127.0.0.1", imap.port, ssl_context=context[1], timeout=5) as connected,
    ):
        connected.login(BOX, "kode")
        connected.select()
        yield connected


class TestImap:
    def test_reading_marks_as_seen_unless_it_peeks(self, client: imaplib.IMAP4_SSL, store: MailStore) -> None:
        client.uid("FETCH", "1", "(BODY.PEEK[])")
        assert store.folder(BOX).mails[0].flags == set()
        client.uid("FETCH", "1", "(BODY[])")
        assert store.folder(BOX).mails[0].flags == {"\\Seen"}

    def test_every_byte_is_given(self, client: imaplib.IMAP4_SSL) -> None:
        _, answer = client.uid("FETCH", "1", "(RFC822.SIZE BODY.PEEK[])")
        assert answer[0][1] == RAW
        assert f"RFC822.SIZE {len(RAW)}".encode() in answer[0][0]

    def test_move(self, client: imaplib.IMAP4_SSL, store: MailStore) -> None:
        assert "MOVE" in client.capabilities
        assert client.uid("MOVE", "1", "Arkiv")[0] == "OK"
        assert [len(store.folder(BOX, name).mails) for name in ("INBOX", "Arkiv")] == [0, 1]
        assert client.uid("MOVE", "1", "Findes-ikke")[0] == "NO"

    def test_expunge_removes_all_that_is_marked(self, client: imaplib.IMAP4_SSL, store: MailStore) -> None:
        store.folder(BOX).add(RAW, {"\\Deleted"})
        client.expunge()
        assert [mail.uid for mail in store.folder(BOX).mails] == [1]

    def test_wrong_password(self, store: MailStore, context: tuple[Authority, ssl.SSLContext]) -> None:
        with (
            ImapPartner(store, context[0]) as imap,
            imaplib.IMAP4_SSL("127.0.0.1", imap.port, ssl_context=context[1], timeout=5) as client,
            pytest.raises(imaplib.IMAP4.error),
        ):
            client.login(BOX, "forkert")


class TestSmtp:
    def test_no_login_without_encryption_and_no_mail_without_login(
        self, store: MailStore, context: tuple[Authority, ssl.SSLContext]
    ) -> None:
        with SmtpPartner(store, context[0]) as smtp, smtplib.SMTP("127.0.0.1", smtp.port, timeout=5) as client:
            with pytest.raises(smtplib.SMTPException):
                client.sendmail("a@b.example", [BOX], RAW)
            client.starttls(context=context[1])
            with pytest.raises(smtplib.SMTPException):
                client.sendmail("a@b.example", [BOX], RAW)
            client.login(BOX, "kode")
            client.sendmail("a@b.example", [BOX], RAW)
        assert [mail.raw for mail in store.folder(BOX).mails] == [RAW, RAW]
