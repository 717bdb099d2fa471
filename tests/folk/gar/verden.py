"""A small register: answers composed by hand in the forms of gar.md 2.3 and 2.4, and the files they make."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from snitflade.exchange import catalogue, inbound
from snitflade.exchange.models import Exchange
from snitflade.folk.gar.fil import Hoved, Side, pak

Raa = dict[str, Any]
Lagene = dict[str, list[Raa]]

DAG = dt.datetime(2026, 11, 2, 7, tzinfo=dt.UTC)
"""The Monday of the first fetching."""


def uge(number: float) -> dt.datetime:
    """The moment of the fetching that many weeks after the first."""
    return DAG + dt.timedelta(weeks=number)


def ms(moment: dt.datetime) -> int:
    """A moment as GAR writes it: milliseconds since 1970."""
    return int(moment.timestamp()) * 1000


def guid(number: int) -> str:
    """A GlobalID as GAR writes it: braces and capitals."""
    return f"{{{number:08X}-0000-0000-0000-00000000000F}}"


def noegle(number: int) -> str:
    """The same as we keep it."""
    return f"{number:08x}-0000-0000-0000-00000000000f"


def raa(number: int, redigeret: dt.datetime | None = None, **felter: Any) -> Raa:
    """A feature's attributes with what all have."""
    edited = ms(redigeret or DAG - dt.timedelta(days=100))
    return {"OBJECTID": number, "GlobalID": guid(number), "Creator": "ASIAQ", "EditDate": edited, **felter}


KOMMUNE, POSTNR, NUUK, BYGD, VEJ, BYGDEVEJ, BYGNING, HUS, HYTTE, BLOK, ENHED = 1, 5, 11, 12, 21, 22, 31, 41, 42, 43, 51
"""The numbers of the features below."""


def register() -> Lagene:
    """A municipality with Nuuk (house numbers) and a settlement (B-numbers), 3 access addresses and 3 units."""
    return {
        "kommune": [raa(KOMMUNE, Kommunekode=956, Kommunenavn="Kommuneqarfik Sermersooq", groupid=None)],
        "postnummer": [{"OBJECTID": POSTNR, "Postnummer": 3900, "Postdistri": "Nuuk"}],
        "lokalitet": [
            raa(NUUK, Lokalitetskode="0600", Lokalitetsnavn="Nuuk", Lokalitetsnavn_forkortelse="NUK", Kommunekode=956, Status=1),
            raa(BYGD, Lokalitetskode="0601", Lokalitetsnavn="Prøvebygd", Kommunekode=956, Lokalitetvejkode=700, Status=1),
        ],
        "vej": [
            raa(VEJ, Vejkode="0082", Vejnavn="Prøvevej", Kommunekode=956, Lokalitetskode="0600"),
            raa(BYGDEVEJ, Vejkode="0700", Vejnavn="Bygdevej", Kommunekode=956, Lokalitetskode="0601"),
        ],
        "bygning": [raa(BYGNING, B_nummer="B-3197", a_nummer=None, Lokalitetskode="0600")],
        "adgangsadresse": [
            adgang(HUS, HusNummer="7", BNummer="B-3197", bygning_id=guid(BYGNING).strip("{}").lower()),
            adgang(HYTTE, LokalitetsKode="0601", Vejkode="0700", BNummer="B-12a"),
            adgang(BLOK, HusNummer="18 b"),
        ],
        "enhedsadresse": [
            enhed(ENHED, HUS, Enhedsnummer="2"),
            enhed(ENHED + 1, HUS, Enhedsnummer="", Dor_lejlighedsnummer="13"),
            enhed(ENHED + 2, BLOK, Enhedsnummer="a"),
        ],
    }


def adgang(number: int, redigeret: dt.datetime | None = None, **felter: Any) -> Raa:
    """An access address in Nuuk."""
    place = {"KommuneKode": 956, "LokalitetsKode": "0600", "Vejkode": "0082", "Postnummer": 3900, "ObjektStatus": 2}
    return raa(number, redigeret, **{"HusNummer": None, "BNummer": None, **place, **felter})


def enhed(number: int, access: int, redigeret: dt.datetime | None = None, **felter: Any) -> Raa:
    """A unit behind an access address."""
    return raa(number, redigeret, access_adress_id=guid(access), **{"Etage": None, "Objektstatus": 2, **felter})


IDER = {"9560082H007_0002", "9560082H007_0013", "9560082H018B___A", "9560700B012A____"}
"""The Adresse-IDs of `register`, by hand from gar.md 3.3 and 3.4."""


def geojson(features: Iterable[Raa], **more: Any) -> bytes:
    """An answer with ``f=geojson``."""
    shown = [{"type": "Feature", "id": raw.get("OBJECTID"), "geometry": None, "properties": raw} for raw in features]
    return json.dumps({"type": "FeatureCollection", "features": shown, **more}).encode()


def esri(features: Iterable[Raa], **more: Any) -> bytes:
    """An answer with ``f=json``."""
    return json.dumps({"fields": [], "features": [{"attributes": raw} for raw in features], **more}).encode()


def slettet(number: int, moment: dt.datetime) -> Raa:
    """A line of a layer of deletions."""
    return {"OBJECTID": 9000 + number, "GlobalID": guid(number), "DeletedDate": ms(moment)}


def sider(lagene: Mapping[str, Sequence[Raa]], hoejst: int = 1000) -> list[Side]:
    """The layers in pages of that many features."""
    found = []
    for name, features in lagene.items():
        for fra in range(0, max(1, len(features)), hoejst):
            answer = esri if name.startswith("slettet") else geojson
            found.append(Side(name, fra, answer(features[fra : fra + hoejst])))
    return found


def fil(lagene: Mapping[str, Sequence[Raa]], hentet: dt.datetime = DAG, *, fuld: bool = True, hoejst: int = 1000) -> bytes:
    """The file of a fetching."""
    siden = None if fuld else hentet - dt.timedelta(weeks=2)
    return pak(Hoved(hentet, fuld, siden, "https://gar.example"), sider(lagene, hoejst))


def anvend(data: bytes, name: str = "gar.jsonl") -> Exchange:
    """Receive and apply a file."""
    interface = catalogue.find("folk.gar")
    exchange = inbound.receive(interface, name, data, "anna").exchange
    inbound.apply(exchange, interface, "anna")
    exchange.refresh_from_db()
    return exchange


def sige(exchange: Exchange) -> str:
    """Everything that was said about it."""
    return " ".join([exchange.note, *exchange.problems.values_list("message", flat=True)])
