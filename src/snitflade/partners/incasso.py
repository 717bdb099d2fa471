"""Central incasso over HTTPS: SOAP 1.1 after the default contract, with books of its own and its ways of failing.

A set-off is known by its SetOffId: sent again it gets the answer it got first. One that is cancelled before it came is barred. What
stands in the fields may be changed while it runs. Source: skat-inddrivelse.md 10.2.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from lxml import etree

from snitflade.partners.certificates import Authority
from snitflade.partners.habits import Misbehaviour
from snitflade.partners.http import Asked, HttpPartner, Told, problem

SERVICE = "/centralincasso.asmx"
SPACE = "urn:snitflade:centralincasso:0"
SOAP_11 = "http://schemas.xmlsoap.org/soap/envelope/"
_MEDIA = {"Content-Type": "text/xml; charset=utf-8"}
MOST = 50
Receipt = dict[str, str | list[str] | tuple[str, str]]
"""What an answer says of one item; a pair is an error's type and message."""


@dataclass(slots=True)
class Booked:
    """A set-off in their books. `amount` and `booked`: whole kroner."""

    status: str
    debitor: str = ""
    amount: int = 0
    booked: int = 0
    reference: str = ""
    cases: list[str] = field(default_factory=list)
    error: tuple[str, str] | None = None


class IncassoPartner(HttpPartner):
    """Debts by number, and the books. With a `kommune` (two digits) it serves no other.

    `posts_at_once`: what is taken is booked at once, not only received. `faults`: codes of SOAP faults that are given instead of
    the next answers, before anything is done. `errors`: error types that the next items are answered with. `half`: how many of the
    last receipts the next answer leaves out. `foreign`: the next answer also tells of another municipality's. `contradicts`: it
    tells its first one twice, in two ways. `delayed`: the next call is taken only when `take_delayed` is called, and its answer is
    lost.
    """

    name = "incasso"

    def __init__(self, authority: Authority, port: int = 0, *, user: str = "snit", password: str = "", kommune: str = "") -> None:
        super().__init__(authority, port)
        self.user, self.password, self.kommune = user, password, kommune
        self.debts: dict[str, int] = {}
        self.most: dict[str, int] = {}
        self.reserved: dict[str, tuple[str, int]] = {}
        self.books: dict[str, Booked] = {}
        self.calls: list[str] = []
        self.submitted: list[str] = []
        self.posts_at_once = False
        self.reserves_for = dt.timedelta(days=2)
        self.faults: list[str] = []
        self.errors: list[str] = []
        self.half = 0
        self.foreign = self.contradicts = self.delayed = False
        self._later: list[Callable[[], object]] = []

    @property
    def base_url(self) -> str:
        """What the connection's base address is."""
        return self.address + SERVICE

    def set_off(self, debitor: str = "") -> int:
        """Whole kroner set off in their books, of one debtor or of all."""
        held = (one for one in self.books.values() if one.status in ("Received", "Posted") and debitor in ("", one.debitor))
        return sum(one.booked if one.status == "Posted" else one.amount for one in held)

    def post(self, *, booked: int | None = None) -> None:
        """Book everything that was received; with `booked` whole kroner of each."""
        for one in self.books.values():
            if one.status == "Received":
                one.status, one.cases = "Posted", ["37-0004512388"]
                one.booked = one.amount if booked is None else booked

    def roll_back(self) -> None:
        """Take back everything."""
        for one in self.books.values():
            if one.status in ("Received", "Posted"):
                one.status, one.booked = "RolledBack", 0

    def take_delayed(self) -> None:
        """Take the calls that lay about somewhere on the way."""
        later, self._later = self._later, []
        for call in later:
            call()

    def _do(self, asked: Asked) -> Told:
        if urlsplit(asked.path).path != SERVICE or asked.method != "POST":
            return problem(404, "Siden findes ikke")
        try:
            root = etree.fromstring(asked.body, etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False))
        except etree.XMLSyntaxError as error:
            return _fault("Client", f"Det er ikke XML: {error}")
        calls = [call for body in root.iterfind(f"{{{SOAP_11}}}Body") for call in body.iterchildren(tag=etree.Element)]
        if len(calls) != 1:
            return _fault("Client", "Det er ikke ét SOAP-kald")
        call = calls[0]
        name = etree.QName(call).localname.removesuffix("Request")
        self.calls.append(name)
        if (_text(call, "Username"), _text(call, "Password")) != (self.user, self.password):
            return _fault("Client", "Ukendt bruger eller adgangskode")
        if self.faults:
            return _fault(self.faults.pop(0), "Fejl på kommando")
        operations = {
            "QueryDebt": ("Query", self._query),
            "SubmitSetOff": ("SetOff", self._submit),
            "CancelSetOff": ("SetOff", self._cancel),
            "GetSetOffStatus": ("SetOffId", self._status),
        }
        if name not in operations:
            return _fault("Client", "Kaldet kendes ikke")
        element, answer = operations[name]
        items = list(call.iter(f"{{{SPACE}}}{element}"))
        if len(items) > MOST:
            return _fault("Client", f"Højst {MOST} i ét kald")
        if self.delayed:
            self.delayed = False
            self._later.append(lambda: [answer(item) for item in items])
            return _fault("Server", "Tidsfristen er overskredet")
        receipts = [answer(item) for item in items]
        return _answer(name, self._shown(receipts))

    def _shown(self, receipts: list[Receipt]) -> list[Receipt]:
        """The receipts as they are told, with what is wrong about the telling."""
        if self.half:
            receipts, self.half = receipts[: -self.half], 0
        if self.habits.take(Misbehaviour.DUPLICATE):
            receipts = receipts * 2
        if self.contradicts and receipts:
            key = "QueryId" if "QueryId" in receipts[0] else "SetOffId"
            receipts = [*receipts, {key: receipts[0][key], "Status": "Error", "Error": ("SystemError", "Begge dele")}]
            self.contradicts = False
        if self.foreign and receipts:
            key = "QueryId" if "QueryId" in receipts[0] else "SetOffId"
            receipts = [{**receipts[0], key: str(uuid.uuid4())}, *receipts]
            self.foreign = False
        return receipts

    def _query(self, item: etree._Element) -> Receipt:
        found: Receipt = {"QueryId": _text(item, "QueryId")}
        if self.errors:
            return found | {"Error": (self.errors.pop(0), "Prøvefejl")}
        if self.kommune and _text(item, "PayerMunicipality") != self.kommune:
            return found | {"Error": ("InvalidValue", "En anden kommune")}
        debitor, debt = _text(item, "Debitor"), self.debts.get(_text(item, "Debitor"), 0)
        left = max(0, debt - self.set_off(debitor))
        most = min(left, self.most.get(debitor, left))
        found |= {"DebtBalance": str(left), "MaxSetOff": str(most)}
        if most:
            reservation = str(uuid.uuid4())
            self.reserved[reservation] = (debitor, most)
            until = dt.datetime.now(dt.UTC) + self.reserves_for
            found |= {"ReservationId": reservation, "ReservedUntil": until.isoformat()}
        return found

    def _submit(self, item: etree._Element) -> Receipt:
        id = _text(item, "SetOffId")
        self.submitted.append(id)
        if id not in self.books:
            self.books[id] = self._taken(item)
        return _receipt(id, self.books[id])

    def _taken(self, item: etree._Element) -> Booked:
        debitor, amount = _text(item, "Debitor"), int(_text(item, "Amount"))
        if self.errors:
            return Booked("Error", error=(self.errors.pop(0), "Prøvefejl"))
        whose, most = self.reserved.get(_text(item, "ReservationId"), ("", 0))
        if whose != debitor or not 0 < amount <= most:
            return Booked("Error", error=("InvalidValue", "Reservationen gælder ikke"))
        one = Booked("Received", debitor, amount, reference=_text(item, "PaymentReference"))
        if self.posts_at_once:
            one.status, one.booked, one.cases = "Posted", amount, ["37-0004512388"]
        return one

    def _cancel(self, item: etree._Element) -> Receipt:
        id = _text(item, "SetOffId")
        one = self.books.setdefault(id, Booked("RolledBack"))
        if one.status in ("Received", "Posted"):
            one.status, one.booked = "RolledBack", 0
        return _receipt(id, one)

    def _status(self, item: etree._Element) -> Receipt:
        id = item.text or ""
        one = self.books.get(id)
        if one is None:
            return {"SetOffId": id, "Status": "Error", "Error": ("InvalidOrNoEntity", "Kendes ikke")}
        found = _receipt(id, one)
        return found | ({"BookedAmount": str(one.booked), "EksternSagsnumre": one.cases} if one.status == "Posted" else {})


def _receipt(id: str, one: Booked) -> Receipt:
    found: Receipt = {"SetOffId": id, "Status": one.status}
    return found | ({"Error": one.error} if one.error else {})


def _text(element: etree._Element, name: str) -> str:
    return next((found.text or "" for found in element.iter(f"{{{SPACE}}}{name}")), "")


_ORDER = {
    name: place
    for place, name in enumerate(
        (
            *("QueryId", "SetOffId", "Status", "DebtBalance", "MaxSetOff", "ReservationId", "ReservedUntil", "BookedAmount"),
            *("EksternSagsnumre", "Error"),
        )
    )
}


def _answer(name: str, receipts: Iterable[Receipt]) -> Told:
    answer = etree.Element(f"{{{SPACE}}}{name}Response", nsmap={None: SPACE})
    within = etree.SubElement(answer, f"{{{SPACE}}}Receipts")
    for one in receipts:
        receipt = etree.SubElement(within, f"{{{SPACE}}}Receipt")
        for key in sorted(one, key=_ORDER.__getitem__):
            if name == "QueryDebt" and key == "Status":
                continue
            child, value = etree.SubElement(receipt, f"{{{SPACE}}}{key}"), one[key]
            if isinstance(value, str):
                child.text = value
            elif isinstance(value, list):
                for case in value:
                    etree.SubElement(child, f"{{{SPACE}}}EksternSagsnummer").text = case
            else:
                etree.SubElement(child, f"{{{SPACE}}}ErrorType").text = value[0]
                etree.SubElement(child, f"{{{SPACE}}}Message").text = value[1]
    return Told(200, _envelope(answer), _MEDIA)


def _fault(code: str, text: str) -> Told:
    fault = etree.Element(f"{{{SOAP_11}}}Fault", nsmap={"s": SOAP_11})
    etree.SubElement(fault, "faultcode").text = f"s:{code}"
    etree.SubElement(fault, "faultstring").text = text
    return Told(500, _envelope(fault), _MEDIA)


def _envelope(content: etree._Element) -> bytes:
    envelope = etree.Element(f"{{{SOAP_11}}}Envelope", nsmap={"s": SOAP_11})
    etree.SubElement(envelope, f"{{{SOAP_11}}}Body").append(content)
    return etree.tostring(envelope, xml_declaration=True, encoding="utf-8")
