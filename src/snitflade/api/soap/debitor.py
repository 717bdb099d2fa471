"""The debtor service in SOAP, contract-first, rows 17 and 37: the same rules and fields as in REST. Source: social-teknik.md 10.2.

``GET ?wsdl`` and ``?xsd`` give the contract, ``POST`` calls. System constant ``renoweb.soap`` = ``N`` switches it off.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from lxml import etree

from snitflade.api import debitor_calls, service
from snitflade.api.errors import ServiceError
from snitflade.api.soap import contract, envelope
from snitflade.exchange.konstanter import konstant
from snitflade.formats.problems import ProblemKind
from snitflade.inka.debitoropslag import Noegle

SOAP_SLUKKET = ProblemKind("SOAP_SLUKKET", "Kommunen har slået SOAP fra for debitorservicen. Brug REST: se /api/.")

Values = Mapping[str, str]


def _hent_debitor(request: HttpRequest, values: Values) -> etree._Element:
    kort = debitor_calls.hent(request, {noegle: values.get(noegle.value) for noegle in Noegle})
    return contract.element("HentDebitorSvar", contract.debitor(kort))


def _hent_aendringer(request: HttpRequest, values: Values) -> etree._Element:
    siden, side = dt.datetime.fromisoformat(values["siden"]), int(values.get("side", "1"))
    til = dt.datetime.fromisoformat(values["til"]) if "til" in values else None
    efter = int(values["efter"]) if "efter" in values else None
    found = debitor_calls.aendringer(request, siden, side, til, efter)
    debtors = [contract.debitor(kort) for kort in found.debitorer]
    rest = {"side": found.side, "flere": found.flere, "naeste_siden": found.naeste_siden, "sidste": found.sidste}
    return contract.element("HentAendringerSvar", *debtors, **rest)


def _saet_renoweb_kunde(request: HttpRequest, values: Values) -> etree._Element:
    found = debitor_calls.saet_renoweb(request, values["kundenr"], values["renoweb_kundeid"])
    return contract.element(
        "SaetRenowebKundeSvar",
        kundenr=found.kort.kundenr,
        renoweb_kundeid=found.kort.renoweb_kundeid,
        aendret=found.kort.aendret,
        aendret_nu=found.aendret_nu,
    )


CALLS: dict[str, Callable[[HttpRequest, Values], etree._Element]] = {
    "HentDebitor": _hent_debitor,
    "HentAendringer": _hent_aendringer,
    "SaetRenowebKunde": _saet_renoweb_kunde,
}


def _refused(request: HttpRequest, error: ServiceError) -> HttpResponse:
    if request.method != "POST":
        return service.refused(request, error)
    media = request.content_type or ""
    return envelope.fault(envelope.version(media), error, contract.SPACE)


@service.served(_refused)
def view(request: HttpRequest) -> HttpResponse:
    """The contract, or the answer to a call."""
    service.case(request).operation = "soap"
    if konstant("renoweb.soap", timezone.localdate()) == "N":
        raise ServiceError(404, SOAP_SLUKKET)
    if request.method == "GET":
        return _contract(request)
    if request.method != "POST":
        raise ServiceError(405, service.KALD_METODE, headers={"Allow": "GET, POST"}, raw=request.method or "", tilladt="GET, POST")
    service.authorise(request)
    received = envelope.read(request.body, request.content_type or "")
    try:
        values = contract.check(received.call, frozenset(CALLS))
        name = etree.QName(received.call).localname
        service.case(request).operation = f"soap {name}"
        return envelope.reply(received.space, CALLS[name](request, values))
    except Exception as error:
        return envelope.fault(received.space, service.noted(request, service.refusal(error)), contract.SPACE)


def _contract(request: HttpRequest) -> HttpResponse:
    wanted = [name.lower() for name in request.GET]
    if wanted == ["wsdl"]:
        return HttpResponse(contract.wsdl(request.build_absolute_uri(request.path)), content_type="text/xml; charset=utf-8")
    if wanted == ["xsd"]:
        return HttpResponse(contract.xsd(), content_type="text/xml; charset=utf-8")
    raise ServiceError(404, service.KALD_UKENDT)
