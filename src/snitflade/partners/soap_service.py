"""The simulated file service in SOAP 1.1 and 1.2, after ``filservice.wsdl`` beside this file."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable
from pathlib import Path

from lxml import etree

WSDL = Path(__file__).parent / "filservice.wsdl"
"""The service's description, for clients."""
SPACE = "urn:snitflade:proeve:filservice"
SOAP_11 = "http://schemas.xmlsoap.org/soap/envelope/"
SOAP_12 = "http://www.w3.org/2003/05/soap-envelope"


def answer_soap(body: bytes, store: Callable[[str, bytes], None], read: Callable[[str], bytes | None]) -> tuple[int, str, bytes]:
    """Status, media type and envelope for a call."""
    try:
        root = etree.fromstring(body, etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False))
    except etree.XMLSyntaxError as error:
        return _fault(SOAP_11, "Client", f"Det er ikke XML: {error}")
    space = etree.QName(root).namespace or SOAP_11
    calls = [call for part in root.iterfind(f"{{{space}}}Body") for call in part.iterchildren(tag=etree.Element)]
    if space not in {SOAP_11, SOAP_12} or len(calls) != 1:
        return _fault(SOAP_11, "Client", "Det er ikke ét SOAP-kald")
    call = calls[0]
    name = call.findtext(f"{{{SPACE}}}navn") or ""
    if call.tag == f"{{{SPACE}}}Aflever":
        try:
            content = base64.b64decode(call.findtext(f"{{{SPACE}}}indhold") or "", validate=True)
        except binascii.Error:
            return _fault(space, "Client", "indhold er ikke base64")
        if name == "serverfejl.xml":
            return _fault(space, "Server", "Noget gik galt hos os")
        if not name:
            return _fault(space, "Client", "navn mangler")
        store(name, content)
        return _reply(space, "AfleverSvar", "kvittering", f"MODTAGET-{len(content)}")
    if call.tag == f"{{{SPACE}}}Hent":
        found = read(name)
        if found is None:
            return _fault(space, "Client", "Filen findes ikke")
        return _reply(space, "HentSvar", "indhold", base64.b64encode(found).decode())
    return _fault(space, "Client", "Kaldet kendes ikke")


def _reply(space: str, element: str, field: str, value: str) -> tuple[int, str, bytes]:
    answer = etree.Element(f"{{{SPACE}}}{element}")
    etree.SubElement(answer, f"{{{SPACE}}}{field}").text = value
    return 200, _media(space), _envelope(space, answer)


def _fault(space: str, code: str, text: str) -> tuple[int, str, bytes]:
    fault = etree.Element(f"{{{space}}}Fault", nsmap={"s": space})
    if space == SOAP_11:
        etree.SubElement(fault, "faultcode").text = f"s:{code}"
        etree.SubElement(fault, "faultstring").text = text
        return 500, _media(space), _envelope(space, fault)
    name = {"Client": "Sender", "Server": "Receiver"}[code]
    etree.SubElement(etree.SubElement(fault, f"{{{space}}}Code"), f"{{{space}}}Value").text = f"s:{name}"
    reason = etree.SubElement(etree.SubElement(fault, f"{{{space}}}Reason"), f"{{{space}}}Text")
    reason.set("{http://www.w3.org/XML/1998/namespace}lang", "da")
    reason.text = text
    return 400 if code == "Client" else 500, _media(space), _envelope(space, fault)


def _envelope(space: str, content: etree._Element) -> bytes:
    envelope = etree.Element(f"{{{space}}}Envelope", nsmap={"s": space})
    etree.SubElement(envelope, f"{{{space}}}Body").append(content)
    return etree.tostring(envelope, xml_declaration=True, encoding="utf-8")


def _media(space: str) -> str:
    return "text/xml; charset=utf-8" if space == SOAP_11 else "application/soap+xml; charset=utf-8"
