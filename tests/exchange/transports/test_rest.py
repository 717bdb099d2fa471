"""HTTP and REST against a real HTTPS server."""

from __future__ import annotations

import gzip
import os
import time
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from snitflade.exchange.transports.errors import (
    AdgangNaegtet,
    Afvist,
    CertifikatAfvist,
    DiskFuld,
    FindesIkke,
    ForbindelseTabt,
    ForStor,
    IngenForbindelse,
    KanIkke,
    LoginAfvist,
    NavnOptaget,
    NavnUgyldigt,
    NogetUhentet,
    Opsaetningsfejl,
    Permanent,
    ServerFejl,
    SkiftetUd,
    SvarerIkke,
    SvarUklart,
    SvarUlaeseligt,
    Uklar,
)
from snitflade.exchange.transports.http_answer import Answer
from snitflade.exchange.transports.http_client import HttpClient
from snitflade.exchange.transports.port import Tilstand, Udfald
from snitflade.exchange.transports.rest import Rest, path_of
from snitflade.exchange.transports.secrets import Secret
from snitflade.partners.habits import Misbehaviour
from snitflade.partners.http import HttpPartner, Told

DATA = b'{"kunde": "5800000001"}'


def rest(client: HttpClient, **changes: Any) -> Rest:
    facts: dict[str, Any] = {"http": client, "upload": "/filer/{navn}", "file": "/filer/{navn}", "listing": "/filer"}
    return Rest(**(facts | changes))


class TestClient:
    def test_reads(self, web: HttpPartner, client: HttpClient) -> None:
        web.files["a.json"] = DATA
        assert client.request("GET", "/filer/a.json").content == DATA

    @pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
    def test_repeats_what_may_be_repeated(self, web: HttpPartner, client: HttpClient, method: str) -> None:
        web.files["a"] = DATA
        web.misbehave(Misbehaviour.ERROR_BEFORE, times=2)
        assert client.request(method, "/filer/a", content=b"x" if method == "PUT" else b"").status < 300
        assert len(web.asked) == 3

    def test_gives_up_after_the_last_attempt(self, web: HttpPartner, client: HttpClient) -> None:
        web.misbehave(Misbehaviour.ERROR_BEFORE)
        with pytest.raises(ServerFejl, match="503 Prøv igen"):
            client.request("GET", "/filer")
        assert len(web.asked) == client.attempts

    def test_never_repeats_a_post_without_key(self, web: HttpPartner, client: HttpClient) -> None:
        web.misbehave(Misbehaviour.ERROR_BEFORE)
        with pytest.raises(SvarUklart):
            client.request("POST", "/filer/a", content=b"x")
        assert len(web.asked) == 1

    def test_repeats_a_post_with_key_and_it_is_done_once(self, web: HttpPartner, client: HttpClient) -> None:
        web.misbehave(Misbehaviour.ERROR_AFTER, times=1)
        answer = client.request("POST", "/filer/a", content=b"x", headers={"Idempotency-Key": "1"})
        assert answer.json() == {"kvittering": "allerede modtaget"}

    @pytest.mark.parametrize(
        ("habit", "error", "calls"),
        [
            (Misbehaviour.DENIED, AdgangNaegtet, 1),
            (Misbehaviour.LOGIN_DENIED, LoginAfvist, 1),
            (Misbehaviour.DISK_FULL, DiskFuld, 1),
            (Misbehaviour.ALIEN_REDIRECT, Permanent, 1),
            (Misbehaviour.DROP_AFTER, ForbindelseTabt, 1),
            (Misbehaviour.WRONG_KEY, CertifikatAfvist, 0),
        ],
    )
    def test_errors_by_kind_and_without_repeating(
        self, web: HttpPartner, client: HttpClient, habit: Misbehaviour, error: type[Exception], calls: int
    ) -> None:
        web.misbehave(habit)
        with pytest.raises(error) as caught:
            client.request("GET", "/filer")
        assert len(web.asked) == calls
        assert "proeve-noegle-5" not in str(caught.value)

    def test_unknown_page(self, client: HttpClient) -> None:
        with pytest.raises(FindesIkke):
            client.request("GET", "/findes/ikke")
        assert client.request("GET", "/findes/ikke", expected=frozenset({404})).status == 404

    def test_redirect_to_another_host_is_named_and_not_followed(self, web: HttpPartner, client: HttpClient) -> None:
        web.misbehave(Misbehaviour.ALIEN_REDIRECT)
        with pytest.raises(Permanent, match=r"andre\.example"):
            client.request("GET", "/filer")

    def test_redirect_on_the_same_server_is_followed_for_reading_only(
        self, web: HttpPartner, client: HttpClient, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        original = web.answer
        monkeypatch.setattr(
            web, "answer", lambda asked: Told(302, headers={"Location": "/filer"}) if asked.path == "/x" else original(asked)
        )
        assert client.request("GET", "/x").json() == []
        with pytest.raises(Permanent):
            client.request("PUT", "/x", content=b"")

    def test_endless_redirect(self, web: HttpPartner, client: HttpClient, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(web, "answer", lambda asked: Told(302, headers={"Location": "/x"}))
        with pytest.raises(Permanent, match="sig selv"):
            client.request("GET", "/x")

    def test_too_much_is_not_read(self, web: HttpPartner, client: HttpClient) -> None:
        web.misbehave(Misbehaviour.OVERSIZE)
        with pytest.raises(ForStor):
            replace(client, max_bytes=1_000_000).request("GET", "/filer")
        # After a call that did something the size of the answer does not undo it.
        web.misbehave(Misbehaviour.OVERSIZE)
        with pytest.raises(SvarUklart):
            replace(client, max_bytes=1_000_000).request("POST", "/filer/a", content=b"x")

    def test_compressed_answers_are_refused(self, web: HttpPartner, client: HttpClient, monkeypatch: pytest.MonkeyPatch) -> None:
        bomb = gzip.compress(bytes(10_000_000))
        monkeypatch.setattr(web, "answer", lambda asked: Told(200, bomb, {"Content-Encoding": "gzip"}))
        with pytest.raises(SvarUlaeseligt):
            client.request("GET", "/filer")

    @pytest.mark.parametrize(("method", "error"), [("GET", SvarerIkke), ("POST", SvarUklart)])
    def test_late(self, web: HttpPartner, client: HttpClient, method: str, error: type[Exception]) -> None:
        web.misbehave(Misbehaviour.LATE, seconds=3)
        before = time.monotonic()
        with pytest.raises(error):
            replace(client, timeout=0.2).request(method, "/filer/a")
        assert time.monotonic() - before < 3

    def test_line_breaks_mid_answer(self, web: HttpPartner, client: HttpClient) -> None:
        web.files["a"] = bytes(100_000)
        web.misbehave(Misbehaviour.DROP_DOWNLOAD, after=50_000)
        with pytest.raises(ForbindelseTabt):
            client.request("GET", "/filer/a")

    def test_nobody_listens(self, web: HttpPartner, client: HttpClient) -> None:
        web.stop()
        with pytest.raises(IngenForbindelse, match="forbindelsen blev afvist"):
            client.request("POST", "/filer/a")

    def test_unknown_host(self, client: HttpClient) -> None:
        with pytest.raises(IngenForbindelse):
            replace(client, base_url="https://findes-ikke.invalid", attempts=1).request("GET", "/")

    @pytest.mark.parametrize("path", ["@andre.example/x", "x", ".andre.example/"])
    def test_a_path_cannot_change_the_host(self, client: HttpClient, path: str) -> None:
        with pytest.raises(Opsaetningsfejl):
            client.request("GET", path)

    @pytest.mark.parametrize(
        "changes",
        [
            {"base_url": "http://erp.gl"},
            {"base_url": "ftp://erp.gl"},
            {"base_url": "https://navn:kode@erp.gl"},
            {"user": "navn"},
            {"attempts": 0},
        ],
    )
    def test_setup_is_checked(self, client: HttpClient, changes: dict[str, Any]) -> None:
        with pytest.raises(Opsaetningsfejl) as caught:
            replace(client, **changes)
        assert "kode@" not in str(caught.value)

    def test_cpr_numbers_in_addresses_are_masked(self, client: HttpClient) -> None:
        with pytest.raises(FindesIkke) as caught:
            client.request("GET", "/person/8207919003")
        assert "9003" not in str(caught.value)


class TestJson:
    def test_decimals_stay_exact(self) -> None:
        assert Answer(200, {}, b'{"a": 0.10}').json() == {"a": Decimal("0.10")}

    @pytest.mark.parametrize("content", [b"", b"<html>", b'{"a": NaN}', b'{"a": 1, "a": 2}', b"\xff", b"[" * 100_000])
    def test_anything_else_is_told_in_danish(self, content: bytes) -> None:
        with pytest.raises(SvarUlaeseligt, match=r"ikke kan læses \((?!Exp|max|.*codec)"):
            Answer(200, {}, content, "stedet").json()


class TestDeliver:
    @pytest.mark.parametrize("method", ["PUT", "POST"])
    def test_uploads_reads_back_and_keeps_the_answer(self, web: HttpPartner, client: HttpClient, method: str) -> None:
        service = rest(client, method=method)
        delivered = service.deliver("a b/ø.json".replace("/", "-"), DATA)
        assert web.files == {"a b-ø.json": DATA}
        assert (delivered.udfald, delivered.reply) == (Udfald.AFLEVERET, b'{"kvittering": "modtaget"}')
        assert service.verify(delivered) is Tilstand.LIGGER
        web.files["a b-ø.json"] = b"x"
        assert service.verify(delivered) is Tilstand.AENDRET
        web.files.clear()
        assert service.verify(delivered) is Tilstand.TAGET

    def test_never_over_another(self, web: HttpPartner, client: HttpClient) -> None:
        web.files["a"] = b"anden"
        with pytest.raises(NavnOptaget):
            rest(client).deliver("a", DATA)
        assert web.files == {"a": b"anden"}

    def test_same_again_is_delivered(self, client: HttpClient) -> None:
        rest(client).deliver("a", DATA)
        assert rest(client).deliver("a", DATA).udfald is Udfald.AFLEVERET

    @pytest.mark.parametrize("habit", [Misbehaviour.ERROR_AFTER, Misbehaviour.DROP_AFTER])
    def test_taken_without_a_yes_is_found_there(self, web: HttpPartner, client: HttpClient, habit: Misbehaviour) -> None:
        web.misbehave(habit, times=1)
        assert rest(client).deliver("a", DATA).udfald is Udfald.AFLEVERET
        assert sum(asked.method == "PUT" for asked in web.asked) == 1

    @pytest.mark.parametrize("habit", [Misbehaviour.ERROR_AFTER, Misbehaviour.DROP_AFTER, Misbehaviour.VANISH_AFTER])
    def test_lost_without_a_yes_is_unclear_and_never_sent_again(
        self, web: HttpPartner, client: HttpClient, habit: Misbehaviour
    ) -> None:
        web.misbehave(habit, times=1)
        web.misbehave(Misbehaviour.LOSE, times=1)
        with pytest.raises(Uklar):
            rest(client).deliver("a", DATA)
        web.behave()
        with pytest.raises(Uklar):
            rest(client).deliver("a", DATA, again=True)
        assert sum(asked.method == "PUT" for asked in web.asked) == 1

    def test_a_promised_key_lets_it_be_sent_again(self, web: HttpPartner, client: HttpClient) -> None:
        service = rest(client, method="POST", keyed=True)
        service.deliver("a", DATA)
        web.files.clear()  # taken
        assert service.deliver("a", DATA, again=True).udfald is Udfald.TAGET
        assert web.files == {}

    def test_damaged_there_is_unclear(self, web: HttpPartner, client: HttpClient) -> None:
        web.misbehave(Misbehaviour.CORRUPT, times=1)
        with pytest.raises(Uklar, match="andet indhold"):
            rest(client).deliver("a", DATA)

    def test_refused(self, web: HttpPartner, client: HttpClient, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(web, "answer", lambda asked: Told(422, b'{"detail": "Kundenummer mangler"}'))
        with pytest.raises(Afvist, match="Kundenummer mangler"):
            rest(client, file="", listing="").deliver("a", DATA)

    def test_line_breaks_mid_upload(self, web: HttpPartner, client: HttpClient) -> None:
        web.misbehave(Misbehaviour.DROP_UPLOAD, after=1000)
        with pytest.raises(Uklar):
            rest(client).deliver("a", os.urandom(3_000_000))
        assert web.files == {}

    def test_names_and_directions_are_checked(self, client: HttpClient) -> None:
        with pytest.raises(NavnUgyldigt):
            rest(client).deliver("../a", DATA)
        with pytest.raises(KanIkke):
            rest(client, upload="").deliver("a", DATA)
        with pytest.raises(KanIkke):
            list(rest(client, listing="").collect())
        with pytest.raises(Opsaetningsfejl):
            rest(client, upload="/filer")

    @given(name=st.text(st.characters(categories=["L", "N", "P", "S"], exclude_characters="/\\"), min_size=1, max_size=40))
    def test_any_name_stays_in_its_place(self, name: str) -> None:
        made = path_of("/filer/{navn}", name)
        assert made.isascii()
        assert made.count("/") == 2
        assert not set(made) & set("?#@:\\ ")


class TestCollect:
    def test_gives_all_once_and_deletes_after(self, web: HttpPartner, client: HttpClient) -> None:
        web.files.update({"b": b"to", "a": b"en"})
        web.misbehave(Misbehaviour.DUPLICATE, times=1)
        service = rest(client, after="delete")
        came = list(service.collect())
        assert [(one.name, one.data) for one in came] == [("a", b"en"), ("b", b"to")]
        for one in came:
            service.settle(one)
            service.settle(one)
        assert web.files == {}

    def test_keep_and_skip(self, web: HttpPartner, client: HttpClient) -> None:
        web.files.update({"b": b"to", "a": b"en"})
        service = rest(client)
        for one in service.collect(skip=lambda listed: listed.name == "a" and listed.size == 2):
            service.settle(one)
        assert [asked.path for asked in web.asked] == ["/filer", "/filer/b"]
        assert len(web.files) == 2

    def test_another_under_the_name_is_not_deleted(self, web: HttpPartner, client: HttpClient) -> None:
        web.files["a"] = b"en"
        service = rest(client, after="delete")
        (one,) = service.collect()
        web.files["a"] = b"to"
        with pytest.raises(SkiftetUd):
            service.settle(one)
        assert web.files == {"a": b"to"}

    def test_one_that_cannot_be_had(self, web: HttpPartner, client: HttpClient) -> None:
        web.files.update({"../x": b"en", "b": b"to", "c": bytes(2000)})
        came = []
        with pytest.raises(NogetUhentet) as caught:
            for one in rest(replace(client, max_bytes=1000)).collect():
                came.append(one.name)
        assert came == ["b"]
        assert [missed.name for missed in caught.value.missed] == ["../x", "c"]

    @pytest.mark.parametrize("content", [b"{}", b'"a"', b"[1]", b'[{"name": "a"}]', b"x"])
    def test_a_list_that_is_none(
        self, web: HttpPartner, client: HttpClient, monkeypatch: pytest.MonkeyPatch, content: bytes
    ) -> None:
        monkeypatch.setattr(web, "answer", lambda asked: Told(200, content))
        with pytest.raises(SvarUlaeseligt):
            list(rest(client).collect())


def test_basic_login_and_client_certificate_file(web: HttpPartner, ca_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    web.token = ""
    monkeypatch.setenv("TEST_BASIC", "kode")
    client = HttpClient(web.address, user="navn", password=Secret("secret://env/TEST_BASIC"), ca_file=ca_file)
    client.request("GET", "/filer")
    assert web.asked[0].headers["authorization"].startswith("Basic ")
    with pytest.raises(Opsaetningsfejl, match="certifikatet"):
        replace(client, certificate=ca_file.parent / "findes-ikke.pem").request("GET", "/filer")
    with pytest.raises(Opsaetningsfejl, match="CA-filen"):
        replace(client, ca_file=ca_file.parent / "findes-ikke.pem").request("GET", "/filer")
