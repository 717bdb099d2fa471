"""What holds for every transport: names, errors, secrets, configuration."""

from __future__ import annotations

import pickle
from dataclasses import FrozenInstanceError, fields
from datetime import UTC
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from snitflade.exchange.transports import errors
from snitflade.exchange.transports.configure import HTTP, KINDS, make, make_client
from snitflade.exchange.transports.database import Database
from snitflade.exchange.transports.drop import temporary_name
from snitflade.exchange.transports.folder import Folder
from snitflade.exchange.transports.folders import Folders
from snitflade.exchange.transports.http_client import HttpClient
from snitflade.exchange.transports.mail_in import MailIn
from snitflade.exchange.transports.mail_out import MailOut
from snitflade.exchange.transports.port import Incoming, Udfald, check_name, delivery
from snitflade.exchange.transports.portal import Portal
from snitflade.exchange.transports.rest import Rest
from snitflade.exchange.transports.secrets import Secret
from snitflade.exchange.transports.sftp import Sftp
from snitflade.exchange.transports.soap import Soap

DELIVERED = delivery("fil.txt", b"indhold", "sftp://stedet", Udfald.UKLAR)
FACTS: dict[str, Any] = {
    "place": "sftp://stedet",
    "reason": "årsagen",
    "action": "skrivning",
    "name": "fil.txt",
    "seconds": 1.5,
    "size": 5,
    "limit": 4,
    "hint": "Vink.",
    "reference": "secret://env/NAVN",
    "sender": "en@partner.example",
    "count": 2,
    "first": "Den første.",
}


def concrete(cls: type[errors.TransportError]) -> errors.TransportError:
    if cls is errors.Uklar:
        return errors.Uklar(delivery=DELIVERED, reason="årsagen")
    if cls is errors.Uhentet:
        return errors.Uhentet(name="fil.txt", place="stedet", reason="årsagen", incoming=Incoming("a", b"x", "b"))
    if cls is errors.NogetUhentet:
        missed = errors.Uhentet(name="fil.txt", place="stedet", reason=errors.DiskFuld(place="stedet", reason="fuld"))
        return errors.NogetUhentet(place="stedet", missed=(missed,))
    return cls(**FACTS)


def everyone(cls: type[errors.TransportError]) -> list[type[errors.TransportError]]:
    return [cls, *(found for sub in cls.__subclasses__() for found in everyone(sub))]


class TestErrors:
    @pytest.mark.parametrize("cls", everyone(errors.TransportError), ids=lambda cls: cls.__name__)
    def test_each_is_a_danish_sentence_and_survives_pickling(self, cls: type[errors.TransportError]) -> None:
        error = concrete(cls)
        assert str(error)[0].isupper() or str(error).startswith(("sftp://", "fil.txt", "secret://", "1 ting"))
        assert "{" not in str(error)
        again = pickle.loads(pickle.dumps(error))  # noqa: S301 - our own
        assert (type(again), str(again)) == (cls, str(error))

    def test_what_was_delivered_survives_too(self) -> None:
        again = pickle.loads(pickle.dumps(errors.Uklar(delivery=DELIVERED, reason="x")))  # noqa: S301
        assert again.delivery == DELIVERED

    @pytest.mark.parametrize("cls", [errors.Permanent, errors.Midlertidig, errors.Uklar])
    def test_no_kind_is_another(self, cls: type[errors.TransportError]) -> None:
        others = {errors.Permanent, errors.Midlertidig, errors.Uklar} - {cls}
        assert not any(issubclass(cls, other) for other in others)

    def test_cpr_numbers_and_control_characters_never_show(self) -> None:
        text = str(errors.Permanent(place="stedet", reason="820791-9003\r\nFra: \x1b[31m8207919003"))
        assert "9003" not in text
        assert "\x1b" not in text
        assert "\n" not in text


class TestNames:
    @given(name=st.text(max_size=300))
    def test_an_accepted_name_is_one_plain_file_in_its_folder(self, name: str) -> None:
        try:
            check_name(name)
        except errors.NavnUgyldigt as error:
            assert str(error).isprintable()
            return
        assert (Path("/mappe") / name).parent == Path("/mappe")
        assert name.isprintable()
        assert 0 < len(name.encode()) <= 255

    @given(name=st.from_regex(r"[A-Za-z0-9_æøå-]{1,130}", fullmatch=True))
    def test_a_temporary_name_is_hidden_and_fits(self, name: str) -> None:
        try:
            made = temporary_name(".{navn}.{sha}.tmp", name, "0123456789abcdef")
        except errors.NavnUgyldigt:
            assert len(name.encode()) > 255 - 18
            return
        assert made == f".{name}.0123456789ab.tmp"
        assert len(made.encode()) <= 255


class TestValues:
    def test_content_shows_in_no_repr(self) -> None:
        assert "hemmelig" not in repr(Incoming("a", b"hemmelig", "b"))
        assert "hemmelig" not in repr(delivery("a", b"hemmelig", "b", Udfald.TAGET, reply=b"hemmelig"))

    def test_a_delivery_has_a_time_with_its_zone(self) -> None:
        assert DELIVERED.when.tzinfo is UTC


class TestSecrets:
    def test_environment(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("TEST_X", " kode ")
        assert Secret("secret://env/TEST_X").reveal() == " kode "
        monkeypatch.delenv("TEST_X")
        with pytest.raises(errors.HemmelighedMangler, match="TEST_X er ikke sat"):
            Secret("secret://env/TEST_X").reveal()

    @pytest.mark.parametrize(
        ("raw", "value"), [(b"kode", "kode"), (b"k\xc3\xb8de\n", "køde"), (b"kode\r\n", "kode"), (b"k\n\n", "k\n")]
    )
    def test_file(self, tmp_path: Path, raw: bytes, value: str) -> None:
        path = tmp_path / "kode"
        path.write_bytes(raw)
        path.chmod(0o600)
        assert Secret(f"secret://file{path}").reveal() == value
        assert Secret(f"secret://file/{path}").reveal() == value

    @pytest.mark.parametrize("mode", [0o604, 0o606, 0o602, 0o644, 0o620, 0o777])
    def test_file_open_to_others_is_refused(self, tmp_path: Path, mode: int) -> None:
        path = tmp_path / "kode"
        path.write_text("hemmelig")
        path.chmod(mode)
        with pytest.raises(errors.HemmelighedMangler, match=f"chmod 600 {path}") as caught:
            Secret(f"secret://file{path}").reveal()
        assert "hemmelig" not in str(caught.value).replace("Hemmelighed", "")

    @pytest.mark.parametrize("raw", [b"", b"\n", b"\xff\xfe", b"x" * 70_000])
    def test_file_that_is_no_secret(self, tmp_path: Path, raw: bytes) -> None:
        path = tmp_path / "kode"
        path.write_bytes(raw)
        path.chmod(0o600)
        with pytest.raises(errors.HemmelighedMangler):
            Secret(f"secret://file{path}").reveal()

    def test_missing_file_or_folder(self, tmp_path: Path) -> None:
        for path in (tmp_path / "findes-ikke", tmp_path):
            with pytest.raises(errors.HemmelighedMangler):
                Secret(f"secret://file{path}").reveal()

    @pytest.mark.parametrize("text", ["hunter2", "", "secret://", "secret://env/", "secret://vault/x", "secret://env/A B", "env/A"])
    def test_a_secret_in_the_configuration_is_refused_and_not_repeated(self, text: str) -> None:
        with pytest.raises(errors.HemmelighedMangler) as caught:
            Secret(text)
        assert "hunter2" not in str(caught.value)


HOST_KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIDeCAcuFXCqDtUVeqp4pQlzIBjYXAiNvvRPHrQ1vTIHV"
EXAMPLES: list[tuple[dict[str, Any], type[Any]]] = [
    ({"type": "sftp", "host": "h", "user": "u", "host_keys": [HOST_KEY], "password": "secret://env/A", "outbox": "/G"}, Sftp),
    (
        {"type": "mail-ud", "host": "h", "sender": "a@b.gl", "recipients": ["c@d.gl"], "subject": "s", "attachment": "plain"},
        MailOut,
    ),
    (
        {"type": "mail-ind", "host": "h", "user": "u", "password": "secret://env/A", "senders": ["a@b.gl"], "pattern": "*.csv"},
        MailIn,
    ),
    ({"type": "mappe", "inbox": "/srv/ind", "quiet": 3}, Folder),
    ({"type": "mapper", "inboxes": ["/srv/ind", "/srv/pdf"], "archives": ["/srv/a", "/srv/b"]}, Folders),
    ({"type": "portal", "name": "Netbank", "tray": "/srv/bakke"}, Portal),
    ({"type": "rest", "http": {"base_url": "https://x.example", "timeout": 5}, "upload": "/f/{navn}"}, Rest),
    ({"type": "soap", "http": {"base_url": "https://x.example"}, "wsdl": "/srv/a.wsdl", "repeatable": ["Hent"]}, Soap),
    ({"type": "database", "url": "secret://env/A", "sql": "SELECT 1", "name": "a.csv", "parameters": {"aar": 2025}}, Database),
]


class TestConfigure:
    @pytest.mark.parametrize(("config", "cls"), EXAMPLES, ids=[cls.__name__ for _, cls in EXAMPLES])
    def test_each_kind(self, config: dict[str, Any], cls: type[Any]) -> None:
        made, first = make(config), fields(cls)[0].name
        assert type(made) is cls
        with pytest.raises(FrozenInstanceError):
            setattr(made, first, "andet")

    def test_no_kind_is_left_out(self) -> None:
        assert {config["type"] for config, _ in EXAMPLES} == set(KINDS) - {HTTP}

    def test_a_server_is_no_transport(self) -> None:
        server = {"type": "http", "base_url": "https://x.example/api", "user": "u", "password": "secret://env/A", "attempts": 2}
        assert make_client(server) == HttpClient("https://x.example/api", user="u", password=Secret("secret://env/A"), attempts=2)
        with pytest.raises(errors.Opsaetningsfejl, match="selv henter"):
            make(server)
        with pytest.raises(errors.Opsaetningsfejl, match="kræver type http"):
            make_client({"type": "mappe", "inbox": "/srv/ind"})

    def test_every_fault_at_once(self) -> None:
        with pytest.raises(errors.Opsaetningsfejl) as caught:
            make({"type": "sftp", "hst": "h", "port": "22", "host_keys": "x", "password": "åben kode", "after": "slet"})
        text = str(caught.value)
        for word in (
            "«host» mangler",
            "«user» mangler",
            "mente du «host»",
            "helt tal",
            "liste",
            "secret://",
            "keep eller archive eller delete",
        ):
            assert word in text
        assert "åben kode" not in text

    @pytest.mark.parametrize(
        ("field", "value"),
        [
            ("quiet", True),
            ("quiet", "5"),
            ("max_bytes", 1.5),
            ("max_bytes", True),
            ("inbox", "relativ"),
            ("inbox", 5),
            ("pattern", 1),
        ],
    )
    def test_nothing_is_guessed(self, field: str, value: Any) -> None:
        with pytest.raises(errors.Opsaetningsfejl, match=field):
            make({"type": "mappe", "outbox": "/x", field: value})

    @pytest.mark.parametrize("config", [{}, {"type": "fax"}, {"type": 1}])
    def test_unknown_kind(self, config: dict[str, Any]) -> None:
        with pytest.raises(errors.Opsaetningsfejl, match="sftp"):
            make(config)
