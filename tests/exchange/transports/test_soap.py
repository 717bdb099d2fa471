"""SOAP against a real server, after a WSDL on disk."""

from __future__ import annotations

import base64
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from snitflade.exchange.transports.errors import (
    Afvist,
    FindesIkke,
    IngenForbindelse,
    Opsaetningsfejl,
    ServerFejl,
    SvarUklart,
    SvarUlaeseligt,
    Uklar,
)
from snitflade.exchange.transports.http_client import HttpClient
from snitflade.exchange.transports.port import Tilstand, Udfald
from snitflade.exchange.transports.soap import Soap
from snitflade.partners.habits import Misbehaviour
from snitflade.partners.http import HttpPartner, Told
from snitflade.partners.soap_service import SPACE, WSDL


def body(name: str, data: bytes, element: str = "Aflever") -> bytes:
    content = base64.b64encode(data).decode()
    return f'<{element} xmlns="{SPACE}"><navn>{name}</navn><indhold>{content}</indhold></{element}>'.encode()


@pytest.fixture(params=["Soap11", "Soap12"])
def service(client: HttpClient, request: pytest.FixtureRequest) -> Soap:
    http = replace(client, base_url=client.base_url + "/soap")
    return Soap(http, WSDL, operation="Aflever", service="Filservice", port=request.param, repeatable=("Hent",))


class TestCall:
    def test_there_and_back(self, web: HttpPartner, service: Soap) -> None:
        assert service.call("Aflever", navn="a.xml", indhold=b"\x00\xff") == "MODTAGET-2"
        assert web.files == {"a.xml": b"\x00\xff"}
        assert service.call("Hent", navn="a.xml") == b"\x00\xff"

    def test_goes_to_the_configured_address_not_to_the_one_in_the_wsdl(self, web: HttpPartner, service: Soap) -> None:
        service.call("Aflever", navn="a.xml", indhold=b"x")
        assert [asked.path for asked in web.asked] == ["/soap"]

    def test_a_fault_is_never_success(self, service: Soap) -> None:
        with pytest.raises(Afvist, match="Filen findes ikke"):
            service.call("Hent", navn="findes-ikke")
        with pytest.raises(ServerFejl, match="Noget gik galt hos os"):
            service.call("Aflever", navn="serverfejl.xml", indhold=b"x")

    def test_repeats_only_what_only_reads(self, web: HttpPartner, service: Soap) -> None:
        web.files["a"] = b"x"
        web.misbehave(Misbehaviour.ERROR_BEFORE, times=1)
        assert service.call("Hent", navn="a") == b"x"
        web.misbehave(Misbehaviour.ERROR_BEFORE, times=1)
        with pytest.raises(SvarUklart):
            service.call("Aflever", navn="b", indhold=b"x")
        assert "b" not in web.files

    def test_arguments_that_do_not_fit(self, web: HttpPartner, service: Soap) -> None:
        with pytest.raises(Opsaetningsfejl, match="WSDL"):
            service.call("Aflever", forkert="x")
        with pytest.raises(Opsaetningsfejl, match="Ukendt"):
            service.call("Ukendt")
        assert web.asked == []

    @pytest.mark.parametrize(
        "content",
        [
            b"",
            b"<html>",
            b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>',
            b'<Envelope xmlns="http://schemas.xmlsoap.org/soap/envelope/"><Body/></Envelope>',
            b'<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Body><andet/></e:Body></e:Envelope>',
        ],
    )
    def test_an_answer_that_is_none(self, web: HttpPartner, service: Soap, monkeypatch: pytest.MonkeyPatch, content: bytes) -> None:
        monkeypatch.setattr(web, "answer", lambda asked: Told(200, content, {"Content-Type": "text/xml"}))
        with pytest.raises(SvarUlaeseligt):
            service.call("Hent", navn="a")

    def test_an_error_page_is_not_read_as_an_answer(self, web: HttpPartner, service: Soap, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(web, "answer", lambda asked: Told(500, b"<html>Oops</html>", {"Content-Type": "text/html"}))
        with pytest.raises(ServerFejl):
            service.call("Hent", navn="a")
        with pytest.raises(SvarUklart):
            service.call("Aflever", navn="a", indhold=b"x")


class TestDeliver:
    def test_sends_the_stored_bytes_and_keeps_the_answer(self, web: HttpPartner, service: Soap) -> None:
        delivered = service.deliver("besked.xml", body("a.xml", b"indhold"))
        assert web.files == {"a.xml": b"indhold"}
        assert delivered.udfald is Udfald.TAGET
        assert b"MODTAGET-7" in delivered.reply
        assert service.verify(delivered) is Tilstand.UKENDT

    @pytest.mark.parametrize(
        ("data", "error"),
        [
            (body("a", b"x", "Hent"), Afvist),
            (b"<Aflever/>", Afvist),
            (b"rod", SvarUlaeseligt),
            (b"<!DOCTYPE a><a/>", SvarUlaeseligt),
        ],
    )
    def test_a_message_that_does_not_fit_is_not_sent(
        self, web: HttpPartner, service: Soap, data: bytes, error: type[Exception]
    ) -> None:
        with pytest.raises(error):
            service.deliver("besked.xml", data)
        assert web.asked == []

    def test_refused_by_a_fault(self, web: HttpPartner, service: Soap) -> None:
        with pytest.raises(Afvist, match="navn mangler"):
            service.deliver("besked.xml", body("", b"x"))

    @pytest.mark.parametrize("habit", [Misbehaviour.DROP_AFTER, Misbehaviour.ERROR_AFTER, Misbehaviour.OVERSIZE])
    def test_sent_without_an_answer_is_unclear_and_never_sent_again(
        self, web: HttpPartner, service: Soap, habit: Misbehaviour
    ) -> None:
        small = replace(service, http=replace(service.http, max_bytes=1_000_000))
        web.misbehave(habit, times=1)
        with pytest.raises(Uklar):
            small.deliver("besked.xml", body("a.xml", b"x"))
        with pytest.raises(Uklar):
            small.deliver("besked.xml", body("a.xml", b"x"), again=True)
        assert len(web.asked) == 1

    def test_nobody_listens(self, web: HttpPartner, service: Soap) -> None:
        web.stop()
        with pytest.raises(IngenForbindelse):
            service.deliver("besked.xml", body("a.xml", b"x"))


class TestWsdl:
    def test_missing(self, client: HttpClient, tmp_path: Path) -> None:
        with pytest.raises(FindesIkke):
            Soap(client, tmp_path / "findes-ikke.wsdl").call("Hent")

    @pytest.mark.parametrize(
        "change",
        [
            ("<wsdl:types>", '<wsdl:import namespace="urn:x" location="https://andre.example/x.wsdl"/><wsdl:types>'),
            ('<?xml version="1.0" encoding="utf-8"?>', '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'),
            ("</wsdl:definitions>", ""),
        ],
    )
    def test_nothing_is_fetched_and_no_dtd_taken(self, client: HttpClient, tmp_path: Path, change: Any) -> None:
        path = tmp_path / "a.wsdl"
        text = WSDL.read_text().replace(*change)
        path.write_text(text)
        with pytest.raises(Opsaetningsfejl):
            Soap(client, path).call("Hent", navn="a")
