"""GetRAI over SOAP as FOSP has it, and the monthly incomes of eTaxCommonDataApi as JSON, with their ways of failing.

``POST /rai`` answers after `snitflade.skat.aktuel.getrai.wsdl`; ``GET /api/monthlyincome/get/{cpr}/{year}`` with what stands in
`maaneder`. What stands in `personer` may be changed while it runs; overriding and cancelling change it, too.

Source: skat-inddrivelse.md 6.2, 6.4 and 7.
"""

from __future__ import annotations

import json
import re
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlsplit

from lxml import etree

from snitflade.partners.certificates import Authority
from snitflade.partners.http import Asked, HttpPartner, Told, problem

RAI = "/rai"
SPACE = "http://eTax_WebService/"
SOAP = "http://schemas.xmlsoap.org/soap/envelope/"
_MAANEDER = re.compile(r"/api/monthlyincome/get/([0-9]{10})/([0-9]{4})")
_INGEN = "000000"


@dataclass(frozen=True, slots=True)
class Skatteyder:
    """What the service knows of a person: kroner, the last month, the expiry of an override, and the amount below it."""

    rai: int
    seneste_maaned: str
    udloebsmaaned: str = _INGEN
    egen: int | None = None
    kode: str = "0"
    tekst: str = "OK"


class EtaxPartner(HttpPartner):
    """The persons by CPR number. Who is not in it is unknown to it.

    `returkoder` are given instead of the next answers, with no amount. `fejl`: as many next answers are SOAP faults that blame the
    server. `fremmede`: as many next answers are about somebody else. `tavse_overskrivninger`: as many next overrides are said to be
    done and are not. `udloeber` is the month in which an override expires. `tager`: how long each answer takes, in seconds.
    `funktioner` are the codes for fetch, override and cancel.
    """

    name = "etax"

    def __init__(self, authority: Authority, port: int = 0, *, user: str = "snit", password: str = "") -> None:
        super().__init__(authority, port)
        self.user, self.password = user, password
        self.personer: dict[str, Skatteyder] = {}
        self.maaneder: dict[str, list[dict[str, Any]]] = {}
        self.returkoder: list[str] = []
        self.fejl = 0
        self.fremmede = 0
        self.tavse_overskrivninger = 0
        self.udloeber = "202712"
        self.funktioner = ("1", "2", "3")
        self.kald: list[dict[str, str]] = []
        self.tager = 0.0
        self.samtidige = 0
        self.flest_samtidige = 0
        self._inde = threading.Lock()

    @property
    def base_url(self) -> str:
        """What the connection's base address is."""
        return self.address + RAI

    def answer(self, asked: Asked) -> Told:
        """As every partner answers, counting how many are inside at once."""
        with self._inde:
            self.samtidige += 1
            self.flest_samtidige = max(self.flest_samtidige, self.samtidige)
        try:
            time.sleep(self.tager)
            return super().answer(asked)
        finally:
            with self._inde:
                self.samtidige -= 1

    def _do(self, asked: Asked) -> Told:
        path = urlsplit(asked.path).path
        if path.rstrip("/") == RAI and asked.method == "POST":
            return self._soap(asked.body)
        monthly = _MAANEDER.fullmatch(path)
        if monthly and asked.method == "GET":
            rows = [row for row in self.maaneder.get(monthly[1], []) if str(row.get("year")) == monthly[2]]
            body = {"data": rows, "message": "", "chunk": 1, "chunkSize": len(rows), "totalChunks": 1}
            return Told(200, json.dumps(body).encode(), {"Content-Type": "application/json"})
        return problem(404, "Siden findes ikke")

    def _soap(self, body: bytes) -> Told:
        try:
            root = etree.fromstring(body, etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False))
        except etree.XMLSyntaxError as error:
            return _fault("Client", f"Det er ikke XML: {error}")
        call = root.find(f"{{{SOAP}}}Body/{{{SPACE}}}GetRAI")
        if call is None:
            return _fault("Client", "Kaldet kendes ikke")
        said = {str(etree.QName(part).localname): part.text or "" for part in call.iterchildren(tag=etree.Element)}
        with self._inde:
            self.kald.append(said)
        if (said.get("UserId"), said.get("PassWord")) != (self.user, self.password):
            return _fault("Client.Authentication", "Bruger eller adgangskode er forkert")
        with self._inde:
            if self.fejl > 0:
                self.fejl -= 1
                return _fault("Server", "Fejl på kommando")
            if self.returkoder:
                return _svar({"ReturnCode": self.returkoder.pop(0), "ReturnText": "På kommando"})
            return self._udfoer(said)

    def _udfoer(self, said: Mapping[str, str]) -> Told:
        cpr = said.get("CPR", "")
        person = self.personer.get(cpr)
        if person is None:
            return _svar({"ReturnCode": "1", "ReturnText": "Personen kendes ikke"})
        function = said.get("FunctionCode", "")
        if function == self.funktioner[1]:
            own = person.rai if person.egen is None else person.egen
            person = replace(person, rai=int(said["AdjustedRAI"]), udloebsmaaned=self.udloeber, egen=own)
        elif function == self.funktioner[2]:
            own = person.rai if person.egen is None else person.egen
            person = replace(person, rai=own, udloebsmaaned=_INGEN, egen=None)
        elif function != self.funktioner[0]:
            return _svar({"ReturnCode": "3", "ReturnText": "Funktionskoden kendes ikke"})
        if function != self.funktioner[0] and self.tavse_overskrivninger > 0:
            self.tavse_overskrivninger -= 1  # says yes and does nothing
        else:
            self.personer[cpr] = person
        answer = {"ReturnCode": person.kode, "ReturnText": person.tekst}
        if person.kode == "0":
            answer |= {"RAI": f"{person.rai}", "SenesteMaaned": person.seneste_maaned, "Udloebsmaaned": person.udloebsmaaned}
        if self.fremmede > 0:
            self.fremmede -= 1
            answer["CPR"] = "3112999901"
        return _svar(answer)


def _svar(felter: Mapping[str, str]) -> Told:
    element = etree.Element(f"{{{SPACE}}}GetRAIResponse", nsmap={None: SPACE})
    for name, value in felter.items():
        etree.SubElement(element, f"{{{SPACE}}}{name}").text = value
    return Told(200, _envelope(element), {"Content-Type": "text/xml; charset=utf-8"})


def _fault(code: str, text: str) -> Told:
    fault = etree.Element(f"{{{SOAP}}}Fault", nsmap={"s": SOAP})
    etree.SubElement(fault, "faultcode").text = f"s:{code}"
    etree.SubElement(fault, "faultstring").text = text
    return Told(500, _envelope(fault), {"Content-Type": "text/xml; charset=utf-8"})


def _envelope(content: etree._Element) -> bytes:
    envelope = etree.Element(f"{{{SOAP}}}Envelope", nsmap={"soap": SOAP})
    etree.SubElement(envelope, f"{{{SOAP}}}Body").append(content)
    return etree.tostring(envelope, xml_declaration=True, encoding="utf-8")
