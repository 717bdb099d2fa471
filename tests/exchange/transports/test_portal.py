"""The portal: nothing leaves by itself, and what a person does is recorded."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from snitflade.exchange.transports.errors import ForStor, KanIkke, NavnUgyldigt, Opsaetningsfejl
from snitflade.exchange.transports.port import Tilstand, Udfald
from snitflade.exchange.transports.portal import Portal

NETBANK = Portal("weberhverv", "https://netbank.example", deadline="den 21.12.2026 kl. 11", menu="Filoverførsel")


class TestDeliver:
    def test_says_which_file_where_and_by_when_and_is_not_delivered(self) -> None:
        waiting = NETBANK.deliver("betalinger.txt", b"12345")
        assert waiting.udfald is Udfald.VENTER
        for word in (
            "betalinger.txt",
            "5 bytes",
            "weberhverv",
            "https://netbank.example",
            "Filoverførsel",
            "21.12.2026",
            "kvittering",
        ):
            assert word in waiting.message
        assert NETBANK.verify(waiting) is Tilstand.UKENDT

    def test_a_receipt_makes_it_delivered(self) -> None:
        waiting = NETBANK.deliver("betalinger.txt", b"12345")
        done = NETBANK.receipt(waiting, "Modtaget nr. 4711\r\n")
        assert (done.udfald, done.message, done.sha256) == (Udfald.AFLEVERET, "Modtaget nr. 4711", waiting.sha256)
        assert done.when >= waiting.when
        assert NETBANK.verify(done) is Tilstand.TAGET

    @pytest.mark.parametrize("text", ["", "  \n"])
    def test_an_empty_receipt_is_none(self, text: str) -> None:
        with pytest.raises(Opsaetningsfejl, match="kvitteringen er tom"):
            NETBANK.receipt(NETBANK.deliver("a.txt", b""), text)

    def test_names_are_checked(self) -> None:
        with pytest.raises(NavnUgyldigt):
            NETBANK.deliver("../a", b"")
        with pytest.raises(Opsaetningsfejl):
            Portal(" ")


class TestTray:
    def test_what_was_uploaded_comes_until_it_is_settled(self, tmp_path: Path) -> None:
        portal = Portal("eSkat", tray=tmp_path / "bakke")
        assert list(portal.collect()) == []
        portal.accept("A11.csv", b"en")
        portal.accept("A11.csv", b"to")
        portal.accept("A11.csv", b"to")
        came = list(portal.collect())
        assert sorted((one.name, one.data) for one in came) == [("A11.csv", b"en"), ("A11.csv", b"to")]
        portal.settle(came[0])
        portal.refuse(came[1])
        assert list(portal.collect()) == []
        kept = {path.parent.name: path.read_bytes() for path in (tmp_path / "bakke").rglob("*_A11.csv")}
        assert kept == {"arkiv": came[0].data, "afvist": came[1].data}

    def test_half_an_upload_is_not_given(self, tmp_path: Path) -> None:
        portal = Portal("eSkat", tray=tmp_path)
        (tmp_path / ".0123456789abcdef_A11.csv.tmp").write_bytes(b"halv")
        (tmp_path / "0123456789abcdef_A11.csv.tmp").write_bytes(b"halv")
        (tmp_path / "lagt-uden-om.csv").write_bytes(b"fremmed")
        assert list(portal.collect()) == []

    def test_refused_uploads(self, tmp_path: Path) -> None:
        portal = Portal("eSkat", tray=tmp_path, max_bytes=3)
        with pytest.raises(ForStor):
            portal.accept("a", b"1234")
        with pytest.raises(NavnUgyldigt):
            portal.accept("a/b", b"1")
        assert os.listdir(tmp_path) == []  # noqa: PTH208

    def test_without_tray(self) -> None:
        with pytest.raises(KanIkke):
            list(NETBANK.collect())
        with pytest.raises(KanIkke):
            NETBANK.accept("a", b"")
