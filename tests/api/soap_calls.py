"""SOAP calls written by hand, the way a program without a library would."""

from __future__ import annotations

from django.http import HttpResponseBase
from django.test import Client
from lxml import etree

SPACE = "urn:snitflade:debitor:1"
SOAP_11 = "http://schemas.xmlsoap.org/soap/envelope/"
SOAP_12 = "http://www.w3.org/2003/05/soap-envelope"

CALLS = {
    "HentDebitor": f'<HentDebitor xmlns="{SPACE}"><kundenr>6102999001</kundenr></HentDebitor>',
    "HentAendringer": f'<HentAendringer xmlns="{SPACE}"><siden>2000-01-01T00:00:00Z</siden></HentAendringer>',
    "SaetRenowebKunde": (
        f'<SaetRenowebKunde xmlns="{SPACE}"><kundenr>6102999001</kundenr><renoweb_kundeid>RW77</renoweb_kundeid></SaetRenowebKunde>'
    ),
}
"""A good call of each operation."""


def envelope(call: str, space: str = SOAP_11, header: str = "") -> bytes:
    """A call in its envelope."""
    head = f"<s:Header>{header}</s:Header>" if header else ""
    return f'<s:Envelope xmlns:s="{space}">{head}<s:Body>{call}</s:Body></s:Envelope>'.encode()


def send(body: bytes, token: str, media: str = "text/xml; charset=utf-8") -> HttpResponseBase:
    """Send bytes as they are."""
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    return Client().generic("POST", "/api/soap/debitor", body, content_type=media, headers=headers)


def post(call: str, token: str, space: str = SOAP_11, header: str = "") -> HttpResponseBase:
    """Send a call in an envelope of this version."""
    media = "text/xml; charset=utf-8" if space == SOAP_11 else "application/soap+xml; charset=utf-8"
    return send(envelope(call, space, header), token, media)


def answer(response: HttpResponseBase) -> etree._Element:
    """The one element in the body of an answer."""
    root = etree.fromstring(getattr(response, "content", b""))
    (body,) = root
    (found,) = body
    assert isinstance(found, etree._Element)
    return found


def fault(response: HttpResponseBase) -> tuple[str, list[tuple[str, str]]]:
    """The code of a fault, and code and field of every problem in it."""
    made = answer(response)
    assert etree.QName(made).localname == "Fault"
    (detail,) = made.iter(f"{{{SPACE}}}Fejl")
    problems = [
        (one.findtext(f"{{{SPACE}}}kode", ""), one.findtext(f"{{{SPACE}}}felt", "")) for one in detail.iter(f"{{{SPACE}}}problem")
    ]
    return detail.findtext(f"{{{SPACE}}}kode", ""), problems
