"""SOAP: calls and deliveries after a WSDL that lies in a local file, by zeep, over the same HTTP as REST.

Nothing is fetched from the net but the calls themselves: WSDL and schemas are local, DTDs and entities are refused. A fault never
counts as success: one that blames the message is `Afvist`, one the server blames on itself may be tried again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import urlparse

import zeep
from lxml import etree
from zeep.exceptions import Error as ZeepError
from zeep.exceptions import Fault
from zeep.wsdl.bindings.soap import Soap12Binding, SoapBinding

from snitflade.exchange.transports.errors import (
    Afvist,
    FindesIkke,
    Opsaetningsfejl,
    ServerFejl,
    SvarUklart,
    SvarUlaeseligt,
    TransportError,
    Uklar,
    because,
    clean,
)
from snitflade.exchange.transports.http_answer import Answer
from snitflade.exchange.transports.http_client import HttpClient
from snitflade.exchange.transports.http_status import refusal
from snitflade.exchange.transports.port import Delivery, Tilstand, Transport, Udfald, check_name, delivery

_SETTINGS = zeep.Settings(strict=True, forbid_dtd=True, forbid_entities=True, forbid_external=True, xml_huge_tree=False)


@dataclass(frozen=True)
class Soap(Transport):
    """A SOAP service at `http`'s base address, described by the local file `wsdl`.

    `service` and `port` choose one where the WSDL has several. `repeatable` names the operations that only read and may be tried
    again. `operation` is the one `deliver` calls.
    """

    http: HttpClient
    wsdl: Path
    operation: str = ""
    service: str = ""
    port: str = ""
    repeatable: tuple[str, ...] = ()

    @property
    def place(self) -> str:
        """The service's address."""
        return self.http.place

    def call(self, operation: str, **arguments: Any) -> Any:
        """Call `operation` and return what zeep makes of the answer. `SvarUklart`: nobody knows whether it was done."""
        self._binding(operation)
        try:
            envelope = self._client.create_message(self._service(), operation, **arguments)
        except (ZeepError, TypeError, ValueError) as error:
            reason = f"kaldet {operation} passer ikke til WSDL-filen: {because(error)}"
            raise Opsaetningsfejl(place=self.place, reason=reason) from error
        return self._reply(operation, self._post(operation, envelope))

    def deliver(self, name: str, data: bytes, *, again: bool = False) -> Delivery:
        """Send `data`, the XML of the message's body element, as it is. The partner's answer is the delivery's `reply`."""
        check_name(name)
        unclear = delivery(name, data, self.place, Udfald.UKLAR)
        binding = self._binding(self.operation)
        envelope = self._envelope(binding, name, data)
        if again and self.operation not in self.repeatable:
            raise Uklar(delivery=unclear, reason="et tidligere forsøg gav intet svar, og tjenesten kan ikke spørges")
        try:
            answer = self._post(self.operation, envelope)
            self._reply(self.operation, answer)
        except (SvarUklart, SvarUlaeseligt) as error:
            raise Uklar(delivery=unclear, reason=error) from error
        return delivery(name, data, self.place, Udfald.TAGET, reply=answer.content)

    def verify(self, delivery: Delivery) -> Tilstand:
        """A message cannot be looked up: always unknown; the reply is what there is."""
        return Tilstand.UKENDT

    def _envelope(self, binding: Any, name: str, data: bytes) -> etree._Element:
        body = parse_xml(data, f"meddelelsen {name}")
        expected = str(binding.get(self.operation).input.body.qname)
        if body.tag != expected:
            reason = f"efter WSDL-filen skal den begynde med {expected}, og den begynder med {body.tag!s}"
            raise Afvist(place=self.place, name=name, reason=reason)
        space = binding.nsmap["soap-env"]
        envelope = etree.Element(etree.QName(space, "Envelope"), nsmap={"soap-env": space})
        etree.SubElement(envelope, etree.QName(space, "Body")).append(body)
        return envelope

    def _post(self, operation: str, envelope: etree._Element) -> Answer:
        binding = self._binding(operation)
        action = binding.get(operation).soapaction or ""
        if isinstance(binding, Soap12Binding):
            headers = {"Content-Type": f'application/soap+xml; charset=utf-8; action="{action}"'}
        else:
            headers = {"Content-Type": "text/xml; charset=utf-8", "SOAPAction": f'"{action}"'}
        content = etree.tostring(envelope, xml_declaration=True, encoding="utf-8")
        # A fault comes with status 500 (SOAP 1.1) or 400 (1.2 Sender), and is read before the status is believed.
        return self.http.request(
            "POST", content=content, headers=headers, repeatable=operation in self.repeatable, expected=frozenset({400, 500})
        )

    def _reply(self, operation: str, answer: Answer) -> Any:
        if not 200 <= answer.status < 300 and b"Fault" not in answer.content:
            if answer.status >= 500 and operation not in self.repeatable:
                raise SvarUklart(place=self.place, action=operation, reason=f"serveren svarede {answer.status}")
            raise refusal(answer.status, answer.content, self.place, operation)
        binding = self._binding(operation)
        self._check_body(binding, operation, answer)
        try:
            return binding.process_reply(self._client, binding.get(operation), _Reply(answer))
        except Fault as fault:
            raise self._fault(operation, fault) from fault
        except (ZeepError, etree.LxmlError, ValueError, AttributeError, TypeError, LookupError) as error:
            raise SvarUlaeseligt(place=self.place, reason=because(error)) from error

    def _check_body(self, binding: Any, operation: str, answer: Answer) -> None:
        """The answer holds the element the WSDL promises, or a fault: zeep takes some others for an empty answer."""
        root = parse_xml(answer.content, self.place)
        space = binding.nsmap["soap-env"]
        found = [str(child.tag) for body in root.iterfind(f"{{{space}}}Body") for child in body.iterchildren(tag=etree.Element)]
        promised = str(binding.get(operation).output.body.qname)
        if found not in ([promised], [f"{{{space}}}Fault"]):
            raise SvarUlaeseligt(place=self.place, reason=f"svaret på {operation} er ikke det, WSDL-filen lover")

    def _fault(self, operation: str, fault: Fault) -> TransportError:
        code = clean(fault.code or "").rpartition(":")[2]
        reason = clean(f"{code} {fault.message or ''}")
        if code.partition(".")[0] in {"Server", "Receiver"}:
            return ServerFejl(place=self.place, action=operation, reason=reason)
        return Afvist(place=self.place, name=operation, reason=reason)

    def _binding(self, operation: str) -> Any:
        try:
            binding = self._service()._binding
            binding.get(operation)
        except (ValueError, KeyError):
            raise Opsaetningsfejl(place=self.place, reason=f"WSDL-filen {self.wsdl} har ikke kaldet {operation}") from None
        if not isinstance(binding, SoapBinding):
            raise Opsaetningsfejl(place=self.place, reason=f"WSDL-filen {self.wsdl} beskriver ikke SOAP for {operation}")
        return binding

    def _service(self) -> Any:
        return self._client.bind(self.service or None, self.port or None)

    @cached_property
    def _client(self) -> zeep.Client:
        if not self.wsdl.is_file():
            raise FindesIkke(name=f"WSDL-filen {self.wsdl}", place="denne maskine")
        try:
            return zeep.Client(str(self.wsdl), transport=_LocalFiles(), settings=_SETTINGS)
        except (ZeepError, OSError, ValueError, etree.LxmlError) as error:
            raise Opsaetningsfejl(place=self.place, reason=f"WSDL-filen {self.wsdl} kan ikke bruges: {because(error)}") from error


class _LocalFiles(zeep.Transport):
    """Loads WSDL and schemas from the disk only, and sends nothing: calls go by `HttpClient`."""

    def __init__(self) -> None:
        self.cache = None
        self._close_session = False

    def load(self, url: str) -> bytes:
        if urlparse(url).scheme not in {"", "file"}:
            raise ValueError(f"{url} ligger ikke på denne maskine; hent filen, og henvis til den lokalt")
        return Path(urlparse(url).path).read_bytes()

    def post(self, address: str, message: object, headers: Mapping[str, str]) -> None:
        raise AssertionError("calls go by HttpClient")

    def get(self, address: str, params: object, headers: Mapping[str, str]) -> None:
        raise AssertionError("calls go by HttpClient")


@dataclass(frozen=True, slots=True)
class _Reply:
    """An answer in the shape zeep reads."""

    answer: Answer
    encoding: str = field(default="utf-8", init=False)

    @property
    def status_code(self) -> int:
        return self.answer.status

    @property
    def content(self) -> bytes:
        return self.answer.content

    @property
    def headers(self) -> dict[str, str]:
        return {"Content-Type": self.answer.headers.get("content-type", "text/xml")}


def parse_xml(data: bytes, what: str) -> etree._Element:
    """The root of `data`. Refused are DTDs, entities and anything that would be fetched. Raises `SvarUlaeseligt`."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise SvarUlaeseligt(place=what, reason=because(error)) from error
    if root.getroottree().docinfo.doctype:
        raise SvarUlaeseligt(place=what, reason="den har en DOCTYPE, og det tages ikke imod")
    return root
