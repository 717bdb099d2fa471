"""Incoming mail against a real IMAP server, and the rules for which mail is taken."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from snitflade.exchange.transports.errors import (
    AdgangNaegtet,
    CertifikatAfvist,
    FindesIkke,
    ForbindelseTabt,
    ForStor,
    IngenForbindelse,
    KanIkke,
    LoginAfvist,
    MailAfvist,
    NogetUhentet,
    Opsaetningsfejl,
    SvarerIkke,
)
from snitflade.exchange.transports.mail_in import MailIn
from snitflade.exchange.transports.mail_rules import MailRules, read_mail
from snitflade.exchange.transports.port import Incoming
from snitflade.exchange.transports.secrets import Secret
from snitflade.partners.certificates import Authority
from snitflade.partners.habits import Misbehaviour
from snitflade.partners.imap import ImapPartner
from snitflade.partners.mailstore import MailStore, compose
from snitflade.partners.smtp import SmtpPartner

BOX = "ind@kommune.example"
SENDER = "afregning@aka.example"
NAME = "AFREGNING_202503.csv"
DATA = "linje;æøå\r\n".encode() * 100
ARCHIVE, REFUSED = "Hentet", "Afvist"


@pytest.fixture
def password(monkeypatch: pytest.MonkeyPatch) -> Secret:
    monkeypatch.setenv("TEST_IMAP", "Prøve-kode-2")
    return Secret("secret://env/TEST_IMAP")


def at(imap: ImapPartner, ca_file: Path, password: Secret, **changes: Any) -> MailIn:
    imap.store.folder(BOX, ARCHIVE)
    imap.store.folder(BOX, REFUSED)
    facts: dict[str, Any] = {
        "host": "127.0.0.1",
        "port": imap.port,
        "user": BOX,
        "password": password,
        "senders": (SENDER,),
        "pattern": "AFREGNING_*.csv",
        "archive": ARCHIVE,
        "refused": REFUSED,
        "ca_file": ca_file,
        "timeout": 5.0,
    }
    return MailIn(**(facts | changes))


def put(store: MailStore, number: int = 1, *attachments: tuple[str, bytes], sender: str = SENDER) -> None:
    store.folder(BOX).add(compose(sender, f"<nr-{number}@aka.example>", *(attachments or ((NAME, DATA),))))


def flags(store: MailStore, folder: str = "INBOX") -> list[set[str]]:
    return [mail.flags for mail in store.folder(BOX, folder).mails]


class TestCollect:
    def test_gives_the_attachment_and_touches_nothing(
        self, imap: ImapPartner, store: MailStore, ca_file: Path, password: Secret
    ) -> None:
        put(store)
        (one,) = at(imap, ca_file, password).collect()
        assert (one.name, one.data, one.origin) == (NAME, DATA, "<nr-1@aka.example>")
        assert flags(store) == [set()]
        assert len(list(at(imap, ca_file, password).collect())) == 1

    def test_other_attachments_do_not_matter(self, imap: ImapPartner, store: MailStore, ca_file: Path, password: Secret) -> None:
        put(store, 1, ("logo.png", b"png"), (NAME, DATA))
        assert [one.name for one in at(imap, ca_file, password).collect()] == [NAME]

    def test_skip_saves_the_download(self, imap: ImapPartner, store: MailStore, ca_file: Path, password: Secret) -> None:
        put(store, 1)
        put(store, 2)
        came = at(imap, ca_file, password).collect(skip=lambda listed: listed.origin == "<nr-1@aka.example>")
        assert [one.origin for one in came] == ["<nr-2@aka.example>"]

    def test_refused_mails_are_kept_with_their_reason_and_do_not_stop_the_others(
        self, imap: ImapPartner, store: MailStore, ca_file: Path, password: Secret
    ) -> None:
        put(store, 1, sender="fremmed@andre.example")
        put(store, 2, ("noget.txt", b"x"))
        put(store, 3, (NAME, DATA), ("AFREGNING_202504.csv", DATA))
        put(store, 4)
        mail_in = at(imap, ca_file, password)
        came = []
        with pytest.raises(NogetUhentet) as caught:
            for one in mail_in.collect():
                came.append(one.origin)
        assert came == ["<nr-4@aka.example>"]
        missed = caught.value.missed
        assert [one.name for one in missed] == [f"<nr-{n}@aka.example>" for n in (1, 2, 3)]
        for left, words in zip(missed, ("listen", "ingen vedhæftede", "2 vedhæftede"), strict=True):
            assert words in str(left)
            assert left.incoming is not None
            assert left.incoming.data in [mail.raw for mail in store.folder(BOX).mails]
            mail_in.refuse(left.incoming)
        assert len(flags(store, REFUSED)) == 3
        assert len(list(mail_in.collect())) == 1

    def test_too_large_is_not_downloaded(self, imap: ImapPartner, store: MailStore, ca_file: Path, password: Secret) -> None:
        put(store)
        with pytest.raises(NogetUhentet) as caught:
            list(at(imap, ca_file, password, max_bytes=100).collect())
        assert isinstance(caught.value.missed[0].reason, ForStor)

    def test_what_smtp_delivers_twice_comes_twice_with_one_hash(
        self, imap: ImapPartner, smtp: SmtpPartner, store: MailStore, ca_file: Path, password: Secret
    ) -> None:
        put(store)
        store.folder(BOX).add(store.folder(BOX).mails[0].raw)
        mail_in = at(imap, ca_file, password)
        came = list(mail_in.collect())
        assert len({one.sha256 for one in came}) == 1
        for one in came:
            mail_in.settle(one)
        assert len(came) == len(flags(store, ARCHIVE)) == 2


class TestSettle:
    @pytest.mark.parametrize("moves", [True, False])
    def test_archives_with_and_without_move(
        self, store: MailStore, authority: Authority, ca_file: Path, password: Secret, moves: bool
    ) -> None:
        put(store, 1)
        put(store, 2)
        store.folder(BOX).mails[1].flags.add("\\Deleted")  # somebody else's
        with ImapPartner(store, authority, moves=moves) as imap:
            mail_in = at(imap, ca_file, password)
            for one in mail_in.collect():
                mail_in.settle(one)
                mail_in.settle(one)  # a second time changes nothing
            assert list(mail_in.collect()) == []
        assert flags(store, ARCHIVE) == [{"\\Seen"}]
        # Nothing of anybody's is expunged.
        assert any(mail.uid == 2 for mail in store.folder(BOX).mails)

    def test_without_archive_the_mark_tells(self, imap: ImapPartner, store: MailStore, ca_file: Path, password: Secret) -> None:
        put(store)
        mail_in = at(imap, ca_file, password, archive="")
        (one,) = mail_in.collect()
        mail_in.settle(one)
        assert flags(store) == [{"\\Seen"}]
        assert list(mail_in.collect()) == []

    def test_with_archive_a_curious_reader_hides_nothing(
        self, imap: ImapPartner, store: MailStore, ca_file: Path, password: Secret
    ) -> None:
        put(store)
        store.folder(BOX).mails[0].flags.add("\\Seen")
        assert len(list(at(imap, ca_file, password).collect())) == 1

    def test_after_a_renumbering_the_message_id_finds_it(
        self, imap: ImapPartner, store: MailStore, ca_file: Path, password: Secret
    ) -> None:
        put(store, 1)
        put(store, 2)
        mail_in = at(imap, ca_file, password)
        one, _two = mail_in.collect()
        store.renumber(BOX)
        mail_in.settle(one)
        assert [left.origin for left in mail_in.collect()] == ["<nr-2@aka.example>"]

    def test_missing_archive_folder_is_told_and_the_mail_stays(
        self, imap: ImapPartner, store: MailStore, ca_file: Path, password: Secret
    ) -> None:
        put(store)
        mail_in = at(imap, ca_file, password, archive="Findes ikke")
        (one,) = mail_in.collect()
        with pytest.raises(FindesIkke, match="Findes ikke"):
            mail_in.settle(one)
        assert len(list(mail_in.collect())) == 1

    def test_not_allowed_to_move(self, imap: ImapPartner, store: MailStore, ca_file: Path, password: Secret) -> None:
        put(store)
        mail_in = at(imap, ca_file, password)
        (one,) = mail_in.collect()
        imap.misbehave(Misbehaviour.DENIED)
        with pytest.raises(AdgangNaegtet):
            mail_in.settle(one)

    def test_line_breaks_after_the_move(self, imap: ImapPartner, store: MailStore, ca_file: Path, password: Secret) -> None:
        put(store)
        mail_in = at(imap, ca_file, password)
        (one,) = mail_in.collect()
        imap.misbehave(Misbehaviour.DROP_AFTER, times=1)
        with pytest.raises(ForbindelseTabt):
            mail_in.settle(one)
        mail_in.settle(one)
        assert len(flags(store, ARCHIVE)) == 1


class TestMisbehaviour:
    def test_line_breaks_mid_mail_and_the_rest_still_comes(
        self, imap: ImapPartner, store: MailStore, ca_file: Path, password: Secret
    ) -> None:
        put(store, 1, (NAME, bytes(200_000)))
        put(store, 2)
        imap.misbehave(Misbehaviour.DROP_DOWNLOAD, after=100_000, times=1)
        came = []
        with pytest.raises(NogetUhentet, match="nr-1"):
            for one in at(imap, ca_file, password).collect():
                came.append(one.origin)
        assert came == ["<nr-2@aka.example>"]
        assert flags(store) == [set(), set()]

    @pytest.mark.parametrize(
        ("habit", "error"),
        [
            (Misbehaviour.LOGIN_DENIED, LoginAfvist),
            (Misbehaviour.WRONG_KEY, CertifikatAfvist),
            (Misbehaviour.AWAY, IngenForbindelse),
        ],
    )
    def test_no_way_in(
        self, imap: ImapPartner, ca_file: Path, password: Secret, habit: Misbehaviour, error: type[Exception]
    ) -> None:
        imap.misbehave(habit)
        with pytest.raises(error) as caught:
            list(at(imap, ca_file, password).collect())
        assert "Prøve-kode-2" not in str(caught.value)

    def test_late(self, imap: ImapPartner, store: MailStore, ca_file: Path, password: Secret) -> None:
        put(store)
        imap.misbehave(Misbehaviour.LATE, seconds=1)
        with pytest.raises((SvarerIkke, IngenForbindelse)):
            list(at(imap, ca_file, password, timeout=0.2).collect())

    def test_missing_mailbox(self, imap: ImapPartner, ca_file: Path, password: Secret) -> None:
        with pytest.raises(FindesIkke, match="Ukendt"):
            list(at(imap, ca_file, password, folder="Ukendt").collect())

    def test_cannot_deliver(self, imap: ImapPartner, ca_file: Path, password: Secret) -> None:
        with pytest.raises(KanIkke):
            at(imap, ca_file, password).deliver("a.txt", b"x")


@pytest.mark.parametrize("changes", [{"senders": ()}, {"senders": ("aka.example",)}, {"pattern": ""}, {"archive": "INBOX"}])
def test_setup_is_checked(imap: ImapPartner, ca_file: Path, password: Secret, changes: dict[str, Any]) -> None:
    with pytest.raises(Opsaetningsfejl):
        at(imap, ca_file, password, **changes)


RULES = MailRules((SENDER, "@skat.example"), "*.csv")


class TestRules:
    @pytest.mark.parametrize(
        "sender",
        [SENDER, SENDER.upper(), f"AKA <{SENDER}>", f'"Afregning, AKA" <{SENDER}>', "hvem.som.helst@skat.example"],
    )
    def test_allowed(self, sender: str) -> None:
        raw = compose(SENDER, "<1@x>", (NAME, DATA)).replace(SENDER.encode(), sender.encode(), 1)
        assert read_mail(raw, RULES, "postkassen") == (NAME, DATA)

    @pytest.mark.parametrize(
        "sender",
        [
            "fremmed@andre.example",
            f"{SENDER} <fremmed@andre.example>",
            f'"{SENDER}" <fremmed@andre.example>',
            f"{SENDER}, fremmed@andre.example",
            f"fremmed@andre.example ({SENDER})",
            "x@ikke-skat.example",
            "x@skat.example.andre.example",
            "",
            "AKA",
        ],
    )
    def test_strangers(self, sender: str) -> None:
        raw = compose(SENDER, "<1@x>", (NAME, DATA)).replace(SENDER.encode(), sender.encode(), 1)
        with pytest.raises(MailAfvist):
            read_mail(raw, RULES, "postkassen")

    def test_two_froms(self) -> None:
        raw = b"From: fremmed@andre.example\r\n" + compose(SENDER, "<1@x>", (NAME, DATA))
        with pytest.raises(MailAfvist):
            read_mail(raw, RULES, "postkassen")

    @pytest.mark.parametrize(
        ("header", "taken"),
        [
            (b"Authentication-Results: mx.kommune.example; dmarc=pass header.from=aka.example\r\n", True),
            (b"Authentication-Results: mx.kommune.example; dmarc=fail header.from=aka.example\r\n", False),
            (b"Authentication-Results: andre.example; dmarc=pass header.from=aka.example\r\n", False),
            (b"", False),
        ],
    )
    def test_own_server_must_have_checked_when_it_is_named(self, header: bytes, taken: bool) -> None:
        raw = header + compose(SENDER, "<1@x>", (NAME, DATA))
        rules = MailRules((SENDER,), "*.csv", "mx.kommune.example")
        if taken:
            assert read_mail(raw, rules, "postkassen") == (NAME, DATA)
        else:
            with pytest.raises(MailAfvist, match="bekræftet"):
                read_mail(raw, rules, "postkassen")

    def test_truncated_mail_is_not_half_taken(self) -> None:
        raw = compose(SENDER, "<1@x>", (NAME, DATA))
        with pytest.raises(MailAfvist, match="ikke hel"):
            read_mail(raw[: len(raw) // 2], RULES, "postkassen")

    def test_damaged_base64_is_not_half_taken(self) -> None:
        raw = compose(SENDER, "<1@x>", (NAME, b"A" * 300))
        start = raw.index(b"QUFB")
        with pytest.raises(MailAfvist, match="ikke hel"):
            read_mail(raw[:start] + b"!" + raw[start + 2 :], RULES, "postkassen")

    @pytest.mark.parametrize("name", ["../a.csv", "a\\b.csv", ".a.csv"])
    def test_odd_names(self, name: str) -> None:
        with pytest.raises(MailAfvist):
            read_mail(compose(SENDER, "<1@x>", (name, DATA)), RULES, "postkassen")

    def test_cpr_numbers_are_masked_in_the_reason(self) -> None:
        with pytest.raises(MailAfvist) as caught:
            read_mail(compose(SENDER, "<1@x>", ("8207919003.txt", DATA)), RULES, "postkassen")
        assert "820791-****" in str(caught.value)

    @given(data=st.binary(max_size=3000), name=st.from_regex(r"[A-ZÆØÅa-zæøå0-9_-]{1,40}\.csv", fullmatch=True))
    def test_any_bytes_and_names_come_through(self, data: bytes, name: str) -> None:
        assert read_mail(compose(SENDER, "<1@x>", (name, data)), RULES, "postkassen") == (name, data)

    @given(raw=st.binary(max_size=400))
    def test_rubbish_is_refused_and_never_breaks(self, raw: bytes) -> None:
        with pytest.raises(MailAfvist):
            read_mail(raw, RULES, "postkassen")


def test_incoming_shows_no_content() -> None:
    assert "hemmelig" not in repr(Incoming("a.csv", b"hemmelig", "<1@x>"))
