"""SOAP 1.1 and 1.2 envelopes: read with every door closed, and written, faults too.

A document type declaration is refused before anything is parsed, and with it entities of every kind, from inside, outside or
nested a thousandfold. The parser is told to read UTF-8 whatever the document says, so that nothing can hide from that look.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpResponse
from lxml import etree

from snitflade.api.errors import ServiceError, plain
from snitflade.formats.problems import ProblemKind

SOAP_11 = "http://schemas.xmlsoap.org/soap/envelope/"
SOAP_12 = "http://www.w3.org/2003/05/soap-envelope"
MEDIA = {SOAP_11: "text/xml; charset=utf-8", SOAP_12: "application/soap+xml; charset=utf-8"}
TYPES = ("text/xml", "application/soap+xml", "application/xml")

SOAP_TYPE = ProblemKind("SOAP_TYPE", "Kroppen skal være text/xml eller application/soap+xml, ikke {raw}.")
SOAP_DTD = ProblemKind("SOAP_DTD", "Kroppen har en dokumenttypeerklæring (DOCTYPE). Den er ikke tilladt i SOAP; fjern den.")
SOAP_XML = ProblemKind("SOAP_XML", "Kroppen kan ikke læses som XML i UTF-8: fejl på linje {linje}, tegn {tegn}. Ret den.")
SOAP_KUVERT = ProblemKind("SOAP_KUVERT", "Kroppen er ikke en SOAP 1.1- eller 1.2-kuvert med præcis ét kald i Body.")
SOAP_HOVED = ProblemKind("SOAP_HOVED", "Hovedet {raw} er sat mustUnderstand, men forstås ikke her. Send det uden.")

_HTTP = {401, 403, 405, 413, 415, 429, 503}
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


@dataclass(frozen=True, slots=True)
class Received:
    """A call: the SOAP version's namespace, and the one element in its body."""

    space: str
    call: etree._Element


def read(body: bytes, media: str) -> Received:
    """The call in an envelope. Raises ServiceError."""
    if media.lower() not in TYPES:
        raise ServiceError(415, SOAP_TYPE, raw=media[:60] or "uden type")
    if b"<!DOCTYPE" in body:
        raise ServiceError(400, SOAP_DTD)
    parser = etree.XMLParser(
        encoding="utf-8",
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(body, parser)
    except etree.XMLSyntaxError as error:
        line, column = error.position
        raise ServiceError(400, SOAP_XML, linje=line, tegn=column) from None
    space = etree.QName(root).namespace or ""
    bodies = [child for child in root if child.tag == f"{{{space}}}Body"]
    if root.tag not in {f"{{{SOAP_11}}}Envelope", f"{{{SOAP_12}}}Envelope"} or len(bodies) != 1 or len(bodies[0]) != 1:
        raise ServiceError(400, SOAP_KUVERT)
    for header in root.iterfind(f"{{{space}}}Header/*"):
        if header.get(f"{{{space}}}mustUnderstand", "").strip() in {"1", "true"}:
            raise ServiceError(400, SOAP_HOVED, raw=etree.QName(header).localname[:60])
    return Received(space, bodies[0][0])


def version(media: str) -> str:
    """The version to refuse a call in that could not be read: the one its content type speaks of."""
    return SOAP_12 if media.lower() == "application/soap+xml" else SOAP_11


def reply(space: str, content: etree._Element) -> HttpResponse:
    """An answer."""
    return HttpResponse(_enveloped(space, content), content_type=MEDIA[space])


def fault(space: str, error: ServiceError, detail_space: str) -> HttpResponse:
    """A refusal, with ``Fejl`` in `detail_space` as its detail.

    What HTTP itself speaks of keeps its status (`_HTTP`); everything else has the status SOAP prescribes.
    """
    made = etree.Element(f"{{{space}}}Fault", nsmap={"s": space})
    code = f"s:{_code(space, error)}"
    if space == SOAP_11:
        etree.SubElement(made, "faultcode").text = code
        etree.SubElement(made, "faultstring").text = error.detail
        detail = etree.SubElement(made, "detail")
    else:
        etree.SubElement(etree.SubElement(made, f"{{{space}}}Code"), f"{{{space}}}Value").text = code
        text = etree.SubElement(etree.SubElement(made, f"{{{space}}}Reason"), f"{{{space}}}Text")
        text.set(_LANG, "da")
        text.text = error.detail
        detail = etree.SubElement(made, f"{{{space}}}Detail")
    detail.append(_detail(error, detail_space))
    prescribed = 400 if error.status < 500 and space == SOAP_12 else 500
    status = error.status if error.status in _HTTP else prescribed
    return HttpResponse(_enveloped(space, made), status=status, content_type=MEDIA[space], headers=error.headers)


def _code(space: str, error: ServiceError) -> str:
    """Whose fault it is, in the words of the version."""
    if error.problems[0].code == SOAP_HOVED.code:
        return "MustUnderstand"
    return ("Client", "Server")[error.status >= 500] if space == SOAP_11 else ("Sender", "Receiver")[error.status >= 500]


def _detail(error: ServiceError, space: str) -> etree._Element:
    made = etree.Element(f"{{{space}}}Fejl", nsmap={"d": space})
    etree.SubElement(made, f"{{{space}}}kode").text = error.code
    etree.SubElement(made, f"{{{space}}}tekst").text = error.detail
    for one in plain(error.problems):
        problem = etree.SubElement(made, f"{{{space}}}problem")
        etree.SubElement(problem, f"{{{space}}}kode").text = one["code"]
        etree.SubElement(problem, f"{{{space}}}tekst").text = one["message"]
        if "field" in one:
            etree.SubElement(problem, f"{{{space}}}felt").text = one["field"]
    return made


def _enveloped(space: str, content: etree._Element) -> bytes:
    envelope = etree.Element(f"{{{space}}}Envelope", nsmap={"s": space})
    etree.SubElement(envelope, f"{{{space}}}Body").append(content)
    return etree.tostring(envelope, xml_declaration=True, encoding="utf-8")
