"""The systems that call us: rows 17, 22, 35 and 37. Each has a token of its own and asks the served site over HTTP.

RenoWeb keeps a copy of the debtors and writes its own numbers back; IT Reg keeps one of the jobseekers; IPIS downloads a month's
files; and RenoWeb's look-ups (row 37) go by SOAP and must tell the same as REST.
"""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Iterator
from typing import Any

from lxml import etree
from tests.soak.kalender import Modpart, Operatoer, Raekke, Scene, maanedlig
from tests.soak.operatoer import BYGGER, GODKENDER, Trin
from tests.soak.raekker.konstanter import KOMMUNE
from tests.soak.raekker.led import KOMMUNE as LEDIGES
from tests.soak.raekker.led import LEDIGE

from snitflade.api import tokens
from snitflade.soc.handicap import grundlag, kort
from snitflade.soc.handicap.models import Handicapkode, Handicapkort, Ipisgrundlag, Kodeart, Produkt

RENOWEB, OPSLAG, ITREG, IPIS = "RenoWeb", "RenoWeb opslag", "IT Reg", "IPIS"
SYSTEMER = {
    RENOWEB: (KOMMUNE, ("inka.renoweb-debitor:laes", "inka.renoweb-debitor:skriv")),
    OPSLAG: (KOMMUNE, ("inka.debitor-opslag:laes",)),
    ITREG: (LEDIGES, ("led.itreg:laes",)),
    IPIS: (KOMMUNE, ("soc.handicap-ipis:laes",)),
}
"""Which municipality each asks about, and what it may do."""
FOERST = "2020-01-01T00:00:00Z"
UKENDT = "9999999999"
MED_HANDICAP = ("6304886003", "6407204003")
RUM = "urn:snitflade:debitor:1"
KUVERT = "http://www.w3.org/2003/05/soap-envelope"


def opsaet(trin: Trin) -> None:
    """A token for each system, which its people are sent; two cards of Handicap."""
    given = trin.boeger.husket("tokens", {})
    for system, (kommune, adgang) in SYSTEMER.items():
        if system not in given:
            token, text = tokens.create(system, kommune, "Prøve", adgang, BYGGER, days=730, per_minute=6000)
            given[system] = {"token": text, "nummer": token.pk}
    trin.boeger.husk("tokens", given)
    for art, kode in ((Kodeart.TYPE, "BEV"), (Kodeart.FORANSTALTNING, "STOE")):
        Handicapkode.objects.get_or_create(art=art, kode=kode, defaults={"tekst": kode, "ipis": f"I{kode}"})
    for number in MED_HANDICAP:
        card = Handicapkort.objects.filter(cpr=number).first() or kort.opret(KOMMUNE, number, "0600", "BEV", "", BYGGER)
        kort.tilfoej(card.pk, "STOE", 500, trin.dag, None, BYGGER)


def kundeid(kundenr: str) -> str:
    """RenoWeb's own number of a debtor."""
    return f"RW{kundenr[-8:]}"


def _spoerg(scene: Scene, system: str, metode: str, sti: str, ventet: tuple[int, ...] = (200,), **kald: Any) -> Any:
    """Ask with the system's token; gives the answer's JSON, or its bytes. What is not expected is an error."""
    token = scene.boeger.husket("tokens", {})[system]["token"]
    headers = {"Authorization": f"Bearer {token}", **kald.pop("headers", {})}
    answer = scene.side.svar(system, metode, sti, headers=headers, **kald)
    assert answer.status_code in ventet, (system, sti.partition("?")[0], answer.status_code, answer.text[:500])
    if answer.status_code != 200:
        return None
    return answer.json() if "json" in answer.headers["Content-Type"] else answer.content


def _sider(scene: Scene, system: str, sti: str, **params: str) -> Iterator[dict[str, Any]]:
    """The pages of changes, as they lead from one to the next."""
    page = _spoerg(scene, system, "GET", sti, params=params)
    yield page
    while page["naeste"]:
        page = _spoerg(scene, system, "GET", page["naeste"])
        yield page


def renoweb(scene: Scene) -> None:
    """Row 17: what has changed since the last time comes into the copy, and who has no number of RenoWeb's gets one."""
    book = scene.boeger.husket("renoweb_kopi", {"siden": FOERST, "kopi": {}})
    until = book["siden"]
    for page in _sider(scene, RENOWEB, "/api/debitor/v1/aendringer", siden=book["siden"]):
        book["kopi"] |= {one["kundenr"]: one for one in page["debitorer"]}
        until = page["naeste_siden"] or until
    book["siden"] = until
    for number, one in book["kopi"].items():
        if one["renoweb_kundeid"] is None:
            told = _spoerg(scene, RENOWEB, "PUT", f"/api/debitor/v1/{number}/renoweb", json={"renoweb_kundeid": kundeid(number)})
            one |= {"renoweb_kundeid": told["renoweb_kundeid"], "aendret": told["aendret"]}
    scene.boeger.husk("renoweb_kopi", book)


def opslag(scene: Scene) -> None:
    """Row 37: debtors by SOAP are those that REST tells of; nobody else's are told, and nothing can be written."""
    assert b"HentDebitor" in scene.side.svar("alle", "GET", "/api/soap/debitor?wsdl").content  # needs no token, and is not logged
    known = sorted(scene.boeger.husket("renoweb_kopi", {"kopi": {}})["kopi"])
    asked = scene.boeger.husket("opslag", 0)
    for number in scene.held.sample(known, k=min(3, len(known))):
        by_soap = _soap(scene, "HentDebitor", kundenr=number)
        by_rest = _spoerg(scene, OPSLAG, "GET", "/api/debitor/v1", params={"kundenr": number})
        assert by_soap is not None
        assert _flad(by_soap[0]) == {name: _som_xml(value) for name, value in by_rest.items() if _vises(name, value)}, number
        asked += 1
    assert _soap(scene, "HentDebitor", ventet=(400, 500), kundenr=UKENDT) is None
    assert _soap(scene, "SaetRenowebKunde", ventet=(403,), kundenr=(known or [UKENDT])[0], renoweb_kundeid="RW1") is None
    scene.boeger.husk("opslag", asked)


def _soap(scene: Scene, navn: str, ventet: tuple[int, ...] = (200,), **felter: str) -> etree._Element | None:
    call = etree.Element(f"{{{RUM}}}{navn}")
    for name, value in felter.items():
        etree.SubElement(call, f"{{{RUM}}}{name}").text = value
    envelope = etree.Element(f"{{{KUVERT}}}Envelope")
    etree.SubElement(envelope, f"{{{KUVERT}}}Body").append(call)
    media = {"Content-Type": "application/soap+xml"}
    found = _spoerg(scene, OPSLAG, "POST", "/api/soap/debitor", ventet, content=etree.tostring(envelope), headers=media)
    return None if found is None else etree.fromstring(found)[0][0]


def _vises(name: str, value: object) -> bool:
    return name != "aendret" and value is not None


def _flad(element: etree._Element) -> dict[str, object]:
    """What an element's children say, by name."""
    names = {etree.QName(one).localname: _flad(one) if len(one) else one.text or "" for one in element}
    return {name: value for name, value in names.items() if name != "aendret"}


def _som_xml(value: object) -> object:
    if isinstance(value, dict):
        return {name: _som_xml(one) for name, one in value.items() if _vises(name, one)}
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def itreg(scene: Scene) -> None:
    """Row 22: the changed ones come into the copy; another municipality's and unknown persons are not told of."""
    book = scene.boeger.husket("itreg", {"siden": FOERST, "kopi": {}})
    until = book["siden"]
    sti = "/api/ledighed/v1/personer"
    for page in _sider(scene, ITREG, sti, aendret_siden=book["siden"], kommune=LEDIGES):
        book["kopi"] |= {one["cpr"]: one for one in page["personer"]}
        until = page["naeste_siden"] or until
    book["siden"] = until
    scene.boeger.husk("itreg", book)
    assert _spoerg(scene, ITREG, "GET", f"{sti}/{LEDIGE[0]}")["cpr"] == LEDIGE[0]
    assert _spoerg(scene, ITREG, "GET", f"{sti}/{UKENDT}", (404,)) is None
    assert _spoerg(scene, ITREG, "GET", sti, (403,), params={"aendret_siden": FOERST, "kommune": KOMMUNE}) is None


def ipis(scene: Scene) -> None:
    """Row 35: the month's two files, once there is a ground for them; a pseudonym stays the person's."""
    book = scene.boeger.husket("ipis", {"hentet": {}, "afvist": 0, "pseudonymer": {}})
    for product in ("antal", "personer"):
        data = _spoerg(scene, IPIS, "GET", f"/api/handicap/v1/{product}.csv", (200, 403))
        if data is None:
            book["afvist"] += 1
            continue
        head, *rows, end = csv.reader(io.StringIO(data.decode("utf-8-sig")), delimiter=";")
        assert end[:2] == ["TOTAL", str(len(rows))], end
        book["hentet"].setdefault(product, []).append([hashlib.sha256(data).hexdigest(), len(rows)])
        if product == "personer":
            told = [{name.lower(): cell for name, cell in zip(head, row, strict=True)} for row in rows]
            book["pseudonymer"] |= {one["loebenr"]: one["foedselsaar"] for one in told}
    scene.boeger.husk("ipis", book)


def giv_grundlag(trin: Trin) -> None:
    """Two people say on which ground IPIS may ask."""
    for product in Produkt:
        if not Ipisgrundlag.objects.filter(produkt=product).exists():
            grundlag.foreslaa(KOMMUNE, product, "Aftale om udtræk til IPIS", trin.dag, None, BYGGER)
    for row in Ipisgrundlag.objects.filter(godkendt_af=""):
        grundlag.godkend(row.pk, GODKENDER)


RAEKKER = (
    Raekke(17, "RenoWeb: calls our REST on the served site", (Modpart(maanedlig(7, 21), renoweb),)),
    Raekke(22, "IT Reg: calls our REST on the served site", (Modpart(maanedlig(20), itreg),)),
    Raekke(
        35,
        "IPIS: downloads from the served site",
        (Modpart(maanedlig(25), ipis), Operatoer(maanedlig(25), giv_grundlag)),
    ),
    Raekke(37, "RenoWeb: calls our SOAP on the served site", (Modpart(maanedlig(8), opslag),)),
)
SIDSTE = (renoweb, opslag, itreg, ipis)
"""The systems' last calls, when nothing is on its way any more."""
