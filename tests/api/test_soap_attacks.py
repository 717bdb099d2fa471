"""XML that is an attack: nothing is fetched, read from the disk or unfolded, and the answer is a fault at once."""

from __future__ import annotations

import http.server
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.api.soap_calls import CALLS, SPACE, envelope, fault, send
from tests.api.world import System

from snitflade.api import service

pytestmark = pytest.mark.django_db
CALL = f'<HentDebitor xmlns="{SPACE}"><cpr>{{}}</cpr></HentDebitor>'


def with_dtd(dtd: str, value: str) -> bytes:
    return f"<?xml version='1.0'?>\n{dtd}\n".encode() + envelope(CALL.format(value))


@pytest.fixture
def elsewhere() -> Iterator[tuple[str, list[str]]]:
    """A server that a parser could be lured to, and what it was asked."""
    asked: list[str] = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b"6102999001")

        def log_message(self, *_: object) -> None:
            """Nothing."""

    with http.server.HTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}", asked
        server.shutdown()


def test_no_entity_is_read_from_the_disk(renoweb: System, tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("6102999001")
    body = with_dtd(f'<!DOCTYPE s [<!ENTITY x SYSTEM "file://{secret}">]>', "&x;")
    response = send(body, renoweb.text)
    assert fault(response)[0] == "SOAP_DTD"
    assert b"6102999001" not in getattr(response, "content", b"")


@pytest.mark.parametrize(
    "dtd",
    [
        '<!DOCTYPE s [<!ENTITY x SYSTEM "{}/x">]>',
        '<!DOCTYPE s SYSTEM "{}/x.dtd">',
        '<!DOCTYPE s PUBLIC "-//x//" "{}/x.dtd">',
        '<!DOCTYPE s [<!ENTITY % x SYSTEM "{}/x.dtd"> %x;]>',
    ],
)
def test_nothing_is_fetched_from_the_network(renoweb: System, elsewhere: tuple[str, list[str]], dtd: str) -> None:
    address, asked = elsewhere
    response = send(with_dtd(dtd.replace("{}", address), "&x;"), renoweb.text)
    assert fault(response)[0] == "SOAP_DTD"
    include = f'<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="{address}/x" parse="text"/>'
    assert fault(send(envelope(CALL.format(include)), renoweb.text))[0].startswith(("KONTRAKT", "FLERE"))
    schema = CALL.format("1").replace(
        "<cpr", f'<cpr xmlns:i="http://www.w3.org/2001/XMLSchema-instance" i:schemaLocation="{SPACE} {address}/x.xsd"', 1
    )
    assert fault(send(envelope(schema), renoweb.text))[0].startswith(("KONTRAKT", "FLERE"))
    style = b'<?xml-stylesheet href="' + address.encode() + b'/x.xsl"?>'
    send(style + envelope(CALLS["HentDebitor"]), renoweb.text)
    assert asked == []


def laughs(attribute: bool = False) -> bytes:
    """A billion laughs: ten entities, each ten times the one before."""
    entities = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    dtd = f'<!DOCTYPE s [<!ENTITY l0 "ha">{entities}]>'
    return with_dtd(dtd, "x").replace(b"<cpr>", b'<cpr a="&l9;">') if attribute else with_dtd(dtd, "&l9;")


@pytest.mark.parametrize(
    "body",
    [
        laughs(),
        laughs(attribute=True),
        with_dtd('<!DOCTYPE s [<!ENTITY a "' + "a" * 30_000 + '">]>', "&a;" * 1000),
        with_dtd("<!DOCTYPE s>", "6102999001"),
    ],
    ids=["billion laughs", "in an attribute", "quadratic", "harmless"],
)
def test_no_entity_is_unfolded(renoweb: System, body: bytes) -> None:
    begun = time.process_time()
    assert fault(send(body, renoweb.text))[0] == "SOAP_DTD"
    assert time.process_time() - begun < 1


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp037", "utf-7"])
def test_a_declaration_cannot_hide_in_another_encoding(renoweb: System, encoding: str, tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("6102999001")
    text = with_dtd(f'<!DOCTYPE s [<!ENTITY x SYSTEM "file://{secret}">]>', "&x;").decode()
    declared = text.replace("version='1.0'", f"version='1.0' encoding='{encoding}'")
    body = declared.encode(encoding)
    if encoding == "utf-7":  # characters that may stand as they are, written so that the mark is not seen
        body = declared.replace("<!DOCTYPE", "+ADwAIQ-DOCTYPE").encode("ascii")
    assert fault(send(body, renoweb.text))[0] in {"SOAP_XML", "SOAP_DTD"}


def test_the_encoding_a_document_claims_does_not_count(renoweb: System, person: object) -> None:
    body = b"<?xml version='1.0' encoding='iso-8859-1'?>" + envelope(CALL.format("6102999001"))
    assert send(body, renoweb.text).status_code == 200


def test_what_is_too_large_is_not_read(renoweb: System) -> None:
    response = send(envelope(CALL.format("1" * service.BODY)), renoweb.text)
    assert (response.status_code, fault(response)[0]) == (413, "KALD_FOR_STORT")


@pytest.mark.parametrize(
    "body",
    [
        envelope(CALL.format("<a>" * 5000 + "</a>" * 5000)),
        envelope(CALL.format("").replace("<cpr>", "<cpr " + " ".join(f"a{n}='1'" for n in range(5000)) + ">")),
        envelope(CALL.format("1" * 60_000)),
        envelope(CALL.format("<a/>" * 10_000)),
        envelope(CALL.format("<a xmlns:" + " xmlns:".join(f"n{n}='urn:{n}'" for n in range(3000)) + "/>")),
    ],
    ids=["deep", "attributes", "long", "wide", "namespaces"],
)
def test_what_fits_but_is_monstrous_is_refused_quickly(renoweb: System, body: bytes) -> None:
    begun = time.process_time()
    code, problems = fault(send(body, renoweb.text))
    assert code.startswith(("SOAP_XML", "KONTRAKT", "FLERE", "KALD_FOR_STORT"))
    assert len(problems) <= 100
    assert time.process_time() - begun < 3


@pytest.mark.parametrize("character", ["\x00", "\x08", "\ufffe", "&#0;", "&#x8;", "&lt;", "&unknown;"])
def test_characters_that_cannot_be(renoweb: System, character: str) -> None:
    response = send(envelope(CALL.format(character)), renoweb.text)
    assert fault(response)[0].startswith(("SOAP_XML", "KONTRAKT"))


def test_a_cpr_number_in_a_wrong_place_does_not_come_back(renoweb: System) -> None:
    response = send(envelope(f'<HentDebitor xmlns="{SPACE}"><cvr>6102999001</cvr></HentDebitor>'), renoweb.text)
    assert b"6102999001" not in getattr(response, "content", b"")
