"""SFTP against a real server: what is delivered is proved, and what is told of it is true."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import asyncssh
import pytest

from snitflade.exchange.transports.errors import (
    AdgangNaegtet,
    DiskFuld,
    FindesIkke,
    ForbindelseTabt,
    ForStor,
    HemmelighedMangler,
    IngenForbindelse,
    KanIkke,
    KopiAfviger,
    LoginAfvist,
    Midlertidig,
    NavnOptaget,
    NavnUgyldigt,
    NogetUhentet,
    Opsaetningsfejl,
    SkiftetUd,
    SvarerIkke,
    Uklar,
    VaertsnoegleAfvist,
)
from snitflade.exchange.transports.port import Delivery, Listed, Tilstand, Udfald
from snitflade.exchange.transports.secrets import Secret
from snitflade.exchange.transports.sftp import Sftp
from snitflade.partners.habits import Misbehaviour
from snitflade.partners.sftp import SftpPartner, SftpUser

OUT = "/0956/test/G"
IN = "/0956/test/ind"
FILE = "861_G69.txt"
DATA = b"&100\r\n" * 1000


@pytest.fixture
def partner(tmp_path: Path) -> Iterator[SftpPartner]:
    users = {"kommune0956": SftpUser("Prøve-kode-1", folders=(OUT, IN, IN + "/arkiv", IN + "/afvist"))}
    with SftpPartner(tmp_path / "partner", users) as running:
        yield running


@pytest.fixture
def password(monkeypatch: pytest.MonkeyPatch) -> Secret:
    monkeypatch.setenv("TEST_SFTP_KODE", "Prøve-kode-1")
    return Secret("secret://env/TEST_SFTP_KODE")


def at(partner: SftpPartner, secret: Secret, **changes: Any) -> Sftp:
    facts: dict[str, Any] = {
        "host": "127.0.0.1",
        "port": partner.port,
        "user": "kommune0956",
        "host_keys": (partner.host_key,),
        "password": secret,
        "outbox": OUT,
        "inbox": IN,
    }
    return Sftp(**(facts | changes))


def lying(partner: SftpPartner, folder: str = OUT) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in partner.area("kommune0956", folder).iterdir() if path.is_file()}


def put(partner: SftpPartner, name: str, data: bytes, folder: str = IN) -> Path:
    path = partner.area("kommune0956", folder) / name
    path.write_bytes(data)
    return path


def take(partner: SftpPartner) -> None:
    for path in partner.area("kommune0956", OUT).iterdir():
        path.unlink()


class TestDeliver:
    def test_bytes_lie_there_under_their_name_and_nothing_else(self, partner: SftpPartner, password: Secret) -> None:
        delivered = at(partner, password).deliver(FILE, DATA)
        assert delivered.udfald is Udfald.AFLEVERET
        assert (delivered.name, delivered.size) == (FILE, len(DATA))
        assert lying(partner) == {FILE: DATA}

    @pytest.mark.parametrize("size", [0, 1, 3 * 1024 * 1024 + 7])
    def test_any_size(self, partner: SftpPartner, password: Secret, size: int) -> None:
        data = os.urandom(size)
        sftp = at(partner, password)
        delivered = sftp.deliver(FILE, data)
        assert lying(partner) == {FILE: data}
        assert sftp.verify(delivered) is Tilstand.LIGGER

    def test_same_again_is_already_delivered(self, partner: SftpPartner, password: Secret) -> None:
        sftp = at(partner, password)
        first = sftp.deliver(FILE, DATA)
        second = sftp.deliver(FILE, DATA)
        assert (second.udfald, second.sha256) == (Udfald.AFLEVERET, first.sha256)
        assert lying(partner) == {FILE: DATA}

    def test_another_file_is_never_overwritten(self, partner: SftpPartner, password: Secret) -> None:
        put(partner, FILE, b"another", OUT)
        with pytest.raises(NavnOptaget, match="andet navn"):
            at(partner, password).deliver(FILE, DATA)
        assert lying(partner) == {FILE: b"another"}

    def test_not_over_another_of_the_same_size(self, partner: SftpPartner, password: Secret) -> None:
        put(partner, FILE, b"B", OUT)
        with pytest.raises(NavnOptaget):
            at(partner, password).deliver(FILE, b"A")

    @pytest.mark.parametrize(
        "name", ["../x", "/etc/x", "a/b", "a\\b", "", " ", ".skjult", "a\nb", "a\u202eb", "x" * 250, "ø" * 120]
    )
    def test_odd_names_never_reach_the_server(self, partner: SftpPartner, password: Secret, name: str) -> None:
        with pytest.raises(NavnUgyldigt):
            at(partner, password).deliver(name, DATA)
        assert lying(partner) == {}

    def test_verify_tells_what_is_seen(self, partner: SftpPartner, password: Secret) -> None:
        sftp = at(partner, password)
        delivered = sftp.deliver(FILE, DATA)
        put(partner, FILE, DATA[:-1] + b"x", OUT)
        assert sftp.verify(delivered) is Tilstand.AENDRET
        take(partner)
        assert sftp.verify(delivered) is Tilstand.TAGET

    def test_gone_and_never_proved_to_have_been_there_is_unknown(self, partner: SftpPartner, password: Secret) -> None:
        sftp = at(partner, password)
        unclear = _unclear(sftp)
        assert sftp.verify(unclear) is Tilstand.UKENDT

    @pytest.mark.parametrize("again", [False, True])
    def test_missing_folder_is_named(self, partner: SftpPartner, password: Secret, again: bool) -> None:
        with pytest.raises(FindesIkke, match="/0956/prod/G"):
            at(partner, password, outbox="/0956/prod/G").deliver(FILE, DATA, again=again)

    def test_a_link_to_the_same_bytes_is_not_the_file(self, partner: SftpPartner, password: Secret) -> None:
        put(partner, "andet.txt", DATA)
        (partner.area("kommune0956", OUT) / FILE).symlink_to("../ind/andet.txt")
        with pytest.raises(NavnOptaget):
            at(partner, password).deliver(FILE, DATA)

    def test_without_outbox_it_cannot(self, partner: SftpPartner, password: Secret) -> None:
        with pytest.raises(KanIkke):
            at(partner, password, outbox="").deliver(FILE, DATA)


def _unclear(sftp: Sftp) -> Delivery:
    with pytest.raises(Uklar) as caught:
        sftp.deliver(FILE, DATA, again=True)
    assert caught.value.delivery.udfald is Udfald.UKLAR
    return caught.value.delivery


class TestUnclear:
    def test_retry_with_nothing_there_sends_nothing(self, partner: SftpPartner, password: Secret) -> None:
        _unclear(at(partner, password))
        assert lying(partner) == {}

    def test_line_broken_after_rename_and_file_still_there_is_delivered(self, partner: SftpPartner, password: Secret) -> None:
        partner.misbehave(Misbehaviour.DROP_AFTER, times=1)
        assert at(partner, password).deliver(FILE, DATA).udfald is Udfald.AFLEVERET
        assert lying(partner) == {FILE: DATA}

    def test_gone_after_a_broken_rename_is_taken(self, partner: SftpPartner, password: Secret) -> None:
        partner.misbehave(Misbehaviour.DROP_AFTER, times=1)
        partner.misbehave(Misbehaviour.LOSE, times=1)
        assert at(partner, password).deliver(FILE, DATA).udfald is Udfald.TAGET

    def test_accepted_and_lost_looks_like_taken_and_is_called_so(self, partner: SftpPartner, password: Secret) -> None:
        partner.misbehave(Misbehaviour.LOSE, times=1)
        sftp = at(partner, password)
        delivered = sftp.deliver(FILE, DATA)
        assert (delivered.udfald, sftp.verify(delivered)) == (Udfald.TAGET, Tilstand.TAGET)

    def test_nobody_answers_after_a_broken_rename(self, partner: SftpPartner, password: Secret) -> None:
        sftp = at(partner, password)
        partner.misbehave(Misbehaviour.VANISH_AFTER, times=1)
        with pytest.raises(Uklar, match="sendes ikke igen af sig selv"):
            sftp.deliver(FILE, DATA)
        partner.behave()
        assert sftp.deliver(FILE, DATA, again=True).udfald is Udfald.AFLEVERET

    def test_proved_copy_from_an_earlier_attempt_is_renamed_not_sent_again(self, partner: SftpPartner, password: Secret) -> None:
        sftp = at(partner, password)
        sftp.deliver(FILE, DATA)
        temporary = _temporary(DATA)
        (partner.area("kommune0956", OUT) / FILE).rename(partner.area("kommune0956", OUT) / temporary)
        partner.misbehave(Misbehaviour.DENIED)  # no new upload is possible
        assert sftp.deliver(FILE, DATA, again=True).udfald is Udfald.AFLEVERET
        assert lying(partner) == {FILE: DATA}


def _temporary(data: bytes) -> str:
    return f".{FILE}.{hashlib.sha256(data).hexdigest()[:12]}.tmp"


class TestMisbehaviour:
    def test_line_breaks_mid_upload_then_next_attempt_delivers_once(self, partner: SftpPartner, password: Secret) -> None:
        data = os.urandom(500_000)
        sftp = at(partner, password)
        partner.misbehave(Misbehaviour.DROP_UPLOAD, after=100_000, times=1)
        with pytest.raises(ForbindelseTabt):
            sftp.deliver(FILE, data)
        assert FILE not in lying(partner)
        assert sftp.deliver(FILE, data, again=True).udfald is Udfald.AFLEVERET
        assert lying(partner) == {FILE: data}

    def test_wrong_host_key_gets_neither_password_nor_file(self, partner: SftpPartner, password: Secret) -> None:
        partner.misbehave(Misbehaviour.WRONG_KEY)
        with pytest.raises(VaertsnoegleAfvist, match="ring til partneren"):
            at(partner, password).deliver(FILE, DATA)
        assert lying(partner) == {}

    def test_wrong_password(self, partner: SftpPartner, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("TEST_FORKERT", "forkert-kode")
        with pytest.raises(LoginAfvist) as caught:
            at(partner, Secret("secret://env/TEST_FORKERT")).deliver(FILE, DATA)
        assert "forkert-kode" not in str(caught.value)

    def test_missing_secret_says_which(self, partner: SftpPartner) -> None:
        with pytest.raises(HemmelighedMangler, match="TEST_SFTP_INTET"):
            at(partner, Secret("secret://env/TEST_SFTP_INTET")).deliver(FILE, DATA)

    def test_full_disk_leaves_nothing_behind(self, partner: SftpPartner, password: Secret) -> None:
        partner.misbehave(Misbehaviour.DISK_FULL)
        with pytest.raises(DiskFuld, match="plads"):
            at(partner, password).deliver(FILE, DATA)
        assert lying(partner) == {}

    def test_no_right_to_write(self, partner: SftpPartner, password: Secret) -> None:
        partner.misbehave(Misbehaviour.DENIED)
        with pytest.raises(AdgangNaegtet, match="rettigheden"):
            at(partner, password).deliver(FILE, DATA)

    def test_corrupt_storage_is_seen_and_cleaned(self, partner: SftpPartner, password: Secret) -> None:
        partner.misbehave(Misbehaviour.CORRUPT, times=1)
        with pytest.raises(KopiAfviger, match="læst tilbage"):
            at(partner, password).deliver(FILE, DATA)
        assert lying(partner) == {}

    def test_late_answer_is_not_waited_for_for_ever(self, partner: SftpPartner, password: Secret) -> None:
        partner.misbehave(Misbehaviour.LATE, seconds=1.5, times=1)
        with pytest.raises(SvarerIkke):
            at(partner, password, answer_timeout=0.2).deliver(FILE, DATA)
        assert FILE not in lying(partner)

    def test_nobody_listens(self, partner: SftpPartner, password: Secret) -> None:
        sftp = at(partner, password)
        partner.stop()
        with pytest.raises(IngenForbindelse, match="forbindelsen blev afvist"):
            sftp.deliver(FILE, DATA)
        partner.start()
        assert sftp.deliver(FILE, DATA).udfald is Udfald.AFLEVERET


class TestCollect:
    def test_gives_every_matching_file_and_touches_none(self, partner: SftpPartner, password: Secret) -> None:
        for name, data in {"a.txt": b"en", "b.txt": b"", "c.csv": b"tre", ".b.txt": b"x", "d.txt.tmp": b"y"}.items():
            put(partner, name, data)
        before = lying(partner, IN)
        came = list(at(partner, password, pattern="*.txt").collect())
        assert [(one.name, one.data) for one in came] == [("a.txt", b"en"), ("b.txt", b"")]
        assert came[0].origin == f"{IN}/a.txt"
        assert lying(partner, IN) == before

    def test_comes_again_until_settled(self, partner: SftpPartner, password: Secret) -> None:
        put(partner, "a.txt", b"en")
        sftp = at(partner, password, after="archive", archive=IN + "/arkiv")
        assert len(list(sftp.collect())) == 1
        for one in sftp.collect():
            sftp.settle(one)  # while the collecting connection is open
        assert list(sftp.collect()) == []
        assert lying(partner, IN + "/arkiv") == {"a.txt": b"en"}

    def test_archive_keeps_both_of_one_name(self, partner: SftpPartner, password: Secret) -> None:
        sftp = at(partner, password, after="archive", archive=IN + "/arkiv")
        for data in (b"en", b"to", b"tre"):
            put(partner, "a.txt", data)
            for one in sftp.collect():
                sftp.settle(one)
        assert lying(partner, IN + "/arkiv") == {"a.txt": b"en", "a.txt.1": b"to", "a.txt.2": b"tre"}

    def test_delete_removes_only_what_was_fetched(self, partner: SftpPartner, password: Secret) -> None:
        put(partner, "a.txt", b"en")
        sftp = at(partner, password, after="delete")
        (one,) = sftp.collect()
        facts = (partner.area("kommune0956", IN) / "a.txt").stat()
        path = put(partner, "a.txt", b"to")
        os.utime(path, ns=(facts.st_atime_ns, facts.st_mtime_ns))  # same size, same time, other bytes
        with pytest.raises(SkiftetUd):
            sftp.settle(one)
        assert lying(partner, IN) == {"a.txt": b"to"}
        (two,) = sftp.collect()
        sftp.settle(two)
        sftp.settle(two)  # gone already is fine
        assert lying(partner, IN) == {}

    def test_keep_leaves_it_and_skip_saves_the_download(self, partner: SftpPartner, password: Secret) -> None:
        put(partner, "gammel.txt", b"en")
        put(partner, "ny.txt", b"to!")
        sftp = at(partner, password)
        for one in sftp.collect():
            sftp.settle(one)
        asked: list[Listed] = []

        def known(listed: Listed) -> bool:
            asked.append(listed)
            return listed.name == "gammel.txt"

        assert [one.name for one in sftp.collect(skip=known)] == ["ny.txt"]
        assert [(one.name, one.size) for one in asked] == [("gammel.txt", 2), ("ny.txt", 3)]

    def test_refused_is_put_aside(self, partner: SftpPartner, password: Secret) -> None:
        put(partner, "a.txt", b"en")
        sftp = at(partner, password, refused=IN + "/afvist")
        for one in sftp.collect():
            sftp.refuse(one)
        assert lying(partner, IN + "/afvist") == {"a.txt": b"en"}
        assert lying(partner, IN) == {}

    def test_partner_gives_the_same_twice(self, partner: SftpPartner, password: Secret) -> None:
        put(partner, "a.txt", b"en")
        sftp = at(partner, password, after="delete")
        partner.misbehave(Misbehaviour.DUPLICATE, times=1)
        hashes = []
        for _ in range(2):
            for one in sftp.collect():
                hashes.append(one.sha256)
                sftp.settle(one)
        assert len(hashes) == 2
        assert len(set(hashes)) == 1
        assert list(sftp.collect()) == []

    def test_one_that_cannot_be_had_does_not_stop_the_others(self, partner: SftpPartner, password: Secret) -> None:
        put(partner, "a.txt", b"en")
        put(partner, "b.txt", b"for stor")
        put(partner, "c\nc.txt", b"navn")
        put(partner, "d.txt", b"fire")
        (partner.area("kommune0956", IN) / "e.txt").symlink_to("a.txt")
        came = []
        with pytest.raises(NogetUhentet) as caught:
            for one in at(partner, password, max_bytes=4).collect():
                came.append(one.name)
        assert came == ["a.txt", "d.txt"]
        assert [missed.name for missed in caught.value.missed] == ["b.txt", "c?c.txt", "e.txt"]
        assert [type(missed.reason) for missed in caught.value.missed] == [ForStor, NavnUgyldigt, NavnUgyldigt]
        assert "\n" not in str(caught.value)

    def test_line_breaks_mid_file_and_the_rest_still_comes(self, partner: SftpPartner, password: Secret) -> None:
        put(partner, "a.bin", os.urandom(300_000))
        put(partner, "b.bin", b"to")
        sftp = at(partner, password)
        partner.misbehave(Misbehaviour.DROP_DOWNLOAD, after=100_000, times=1)
        came = []
        with pytest.raises(NogetUhentet, match=r"a\.bin") as caught:
            for one in sftp.collect():
                came.append(one.name)
        assert came == ["b.bin"]
        assert isinstance(caught.value.missed[0].reason, Midlertidig)
        assert [one.name for one in sftp.collect()] == ["a.bin", "b.bin"]


class TestSetup:
    @pytest.mark.parametrize(
        ("changes", "word"),
        [
            ({"host_keys": ()}, "værtsnøglen mangler"),
            ({"host_keys": ("ssh-ed25519 ikke-en-nøgle",)}, "værtsnøgle"),
            ({"password": None}, "adgangskode"),
            ({"after": "archive"}, "arkivmappe"),
            ({"outbox": "relativ"}, "relativ"),
            ({"outbox": "/a/../b"}, "«..»"),
            ({"temporary": "{navn}"}, "midlertidige"),
            ({"temporary": "fast.tmp"}, "midlertidige"),
        ],
    )
    def test_is_refused_before_anything_is_opened(
        self, partner: SftpPartner, password: Secret, changes: dict[str, Any], word: str
    ) -> None:
        with pytest.raises(Opsaetningsfejl, match=word):
            at(partner, password, **changes)

    def test_known_hosts_line_does_too(self, partner: SftpPartner, password: Secret) -> None:
        line = f"[127.0.0.1]:{partner.port} {partner.host_key} kommentar"
        assert at(partner, password, host_keys=(line,)).deliver(FILE, DATA).udfald is Udfald.AFLEVERET

    def test_password_shows_nowhere(self, partner: SftpPartner, password: Secret) -> None:
        assert "Prøve-kode-1" not in repr(at(partner, password))

    def test_key_with_its_password(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        phrase_text = "låst-med-dette"
        ours = asyncssh.generate_private_key("ssh-ed25519")
        path = tmp_path / "noegle"
        path.write_bytes(ours.export_private_key(passphrase=phrase_text, rounds=50))
        path.chmod(0o600)
        monkeypatch.setenv("TEST_NOEGLE_KODE", phrase_text)
        public = ours.export_public_key().decode()
        with SftpPartner(tmp_path / "p", {"cpr": SftpUser(keys=(public,))}) as partner:
            key, phrase = Secret(f"secret://file{path}"), Secret("secret://env/TEST_NOEGLE_KODE")
            sftp = at(partner, phrase, user="cpr", password=None, key=key, key_password=phrase, outbox="/", inbox="/")
            assert sftp.deliver(FILE, DATA).udfald is Udfald.AFLEVERET
            monkeypatch.setenv("TEST_NOEGLE_KODE", "forkert")
            with pytest.raises(Opsaetningsfejl, match="private nøgle"):
                sftp.deliver(FILE, DATA)

    def test_nobody_sees_another_users_area(self, tmp_path: Path, password: Secret) -> None:
        users = {"kommune0956": SftpUser("Prøve-kode-1"), "kommune0957": SftpUser("anden", folders=("/hemmelig",))}
        with SftpPartner(tmp_path / "p", users) as partner, pytest.raises(FindesIkke):
            at(partner, password, outbox="/hemmelig").deliver(FILE, DATA)
