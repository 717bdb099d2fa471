"""The contract, ``debitor.wsdl`` and ``debitor.xsd``: calls are held against it, answers are made after it."""

from __future__ import annotations

import datetime as dt
from enum import Enum
from functools import cache
from importlib import resources
from typing import Any

from lxml import etree

from snitflade.api.errors import ServiceError
from snitflade.formats.problems import ProblemKind, Problems
from snitflade.inka.debitorkort import Debitorkort

SPACE = "urn:snitflade:debitor:1"
_ADDRESS = b"ADRESSE"
"""What stands for the address in the WSDL."""

KONTRAKT_KALD = ProblemKind(
    "KONTRAKT_KALD", "Kaldet {field} kendes ikke. De kendte er: HentDebitor, HentAendringer, SaetRenowebKunde."
)
KONTRAKT_ELEMENT = ProblemKind("KONTRAKT_ELEMENT", "Elementet {field} hører ikke til her, eller der mangler et. Følg debitor.xsd.")
KONTRAKT_VAERDI = ProblemKind("KONTRAKT_VAERDI", "{field} har ikke den form, debitor.xsd kræver. Ret den.")
KONTRAKT_ATTRIBUT = ProblemKind("KONTRAKT_ATTRIBUT", "{field} har en attribut, som debitor.xsd ikke kender. Fjern den.")

_ELEMENT = {"SCHEMAV_ELEMENT_CONTENT", "SCHEMAV_CVC_COMPLEX_TYPE_2_3", "SCHEMAV_CVC_TYPE_3_1_2", "SCHEMAV_CVC_COMPLEX_TYPE_2_1"}
_ATTRIBUTE = {"SCHEMAV_CVC_TYPE_3_1_1", "SCHEMAV_CVC_COMPLEX_TYPE_3_2_1", "SCHEMAV_CVC_COMPLEX_TYPE_3_2_2"}


def wsdl(address: str) -> bytes:
    """The WSDL, with the address under which the service is called."""
    return _text("debitor.wsdl").replace(_ADDRESS, address.encode("ascii", "xmlcharrefreplace"))


def xsd() -> bytes:
    """The schema of calls and answers."""
    return _text("debitor.xsd")


@cache
def _text(name: str) -> bytes:
    return resources.files("snitflade.api.soap").joinpath(name).read_bytes()


@cache
def _root() -> etree._Element:
    return etree.fromstring(xsd())


def schema() -> etree.XMLSchema:
    """The schema, a new one each time: its list of errors is its own."""
    return etree.XMLSchema(_root())


def check(call: etree._Element, known: frozenset[str]) -> dict[str, str]:
    """The values of a call by name. Raises ServiceError with everything in it that is not in the contract."""
    name = etree.QName(call)
    problems = Problems()
    if name.namespace != SPACE or name.localname not in known:
        raise ServiceError(400, KONTRAKT_KALD, field=name.localname[:60])
    contract = schema()
    alone = etree.ElementTree(etree.fromstring(etree.tostring(call, with_tail=False)))  # error paths then begin at the call
    if not contract.validate(alone):
        # Of one element the first fault is told; others follow from it.
        first = {error.path: error for error in reversed(list(contract.error_log))}
        for path, error in reversed(first.items()):
            problems.add(_kind(error.type_name), field=_named(alone, path) or name.localname)
        raise ServiceError(422, problems)
    return {etree.QName(child).localname: child.text or "" for child in call}


def _kind(type_name: str) -> ProblemKind:
    if type_name in _ELEMENT:
        return KONTRAKT_ELEMENT
    return KONTRAKT_ATTRIBUT if type_name in _ATTRIBUTE else KONTRAKT_VAERDI


def _named(tree: etree._ElementTree[etree._Element], path: str | None) -> str:
    """The local name of the element at `path`."""
    found = tree.xpath(path) if path else []
    if isinstance(found, list) and found and isinstance(found[0], etree._Element):
        return etree.QName(found[0]).localname[:60]
    return ""


def element(name: str, /, *children: etree._Element, **values: Any) -> etree._Element:
    """An element of the contract with values as its children, those that are None left out."""
    made = etree.Element(f"{{{SPACE}}}{name}", nsmap={"d": SPACE})
    made.extend(children)
    for field, value in values.items():
        if value is not None:
            etree.SubElement(made, f"{{{SPACE}}}{field}").text = _lexical(value)
    return made


def debitor(kort: Debitorkort) -> etree._Element:
    """A debtor as the contract has it."""
    made = element("debitor")
    for field in Debitorkort.__slots__[1:]:  # without our own number
        value = getattr(kort, field)
        if field == "adresse":
            if value is not None:
                made.append(element("adresse", **{part: getattr(value, part) for part in type(value).__slots__}))
        else:
            made.extend(element("_", **{field: value}))
    return made


def _lexical(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dt.datetime):
        return value.astimezone(dt.UTC).isoformat().replace("+00:00", "Z")
    return str(value.value if isinstance(value, Enum) else value)
