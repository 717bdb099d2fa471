"""A small address register for trying: Nuuk with the road where the composed persons of CPR live, and a settlement.

Most of those persons have an authorised address here. House 13 has only apartments, so who lives in the house is told so, with the
apartments as suggestions; the houses further down the road are not in the register.

Source: gar.md 2.3 and 2.4.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from snitflade.folk.gar.lag import NUMRE

Feature = dict[str, Any]
KOMMUNE, NUUK, BYGD, VEJ, BYGDEVEJ = 956, "0600", "0601", "0082", "0700"
HUSE = 12
"""Houses without apartments on the road in Nuuk: 1 to 12."""
OPGANG = 13
"""The house with two apartments."""
_REDIGERET = int(dt.datetime(2026, 1, 5, 12, tzinfo=dt.UTC).timestamp()) * 1000


def lag() -> dict[int, list[Feature]]:
    """Every layer by its number, those of deletions empty."""
    found: dict[int, list[Feature]] = {number: [] for number in NUMRE.values()}
    found[NUMRE["kommune"]] = [_objekt(1, Kommunekode=KOMMUNE, Kommunenavn="Kommuneqarfik Sermersooq")]
    found[NUMRE["postnummer"]] = [{"OBJECTID": 2, "Postnummer": 3900, "Postdistri": "Nuuk"}]
    found[NUMRE["lokalitet"]] = [
        _objekt(11, Lokalitetskode=NUUK, Lokalitetsnavn="Nuuk", Lokalitetsnavn_forkortelse="NUK", Kommunekode=KOMMUNE, Status=1),
        _objekt(12, Lokalitetskode=BYGD, Lokalitetsnavn="Prøvebygd", Kommunekode=KOMMUNE, Lokalitetvejkode=700, Status=1),
    ]
    found[NUMRE["vej"]] = [
        _objekt(21, Vejkode=VEJ, Vejnavn="Prøvevej", Kommunekode=KOMMUNE, Lokalitetskode=NUUK),
        _objekt(22, Vejkode=BYGDEVEJ, Vejnavn="Prøvebygd", Kommunekode=KOMMUNE, Lokalitetskode=BYGD),
    ]
    found[NUMRE["bygning"]] = [_objekt(31, B_nummer="B-3197", a_nummer=None, Lokalitetskode=NUUK)]
    found[NUMRE["adgangsadresse"]] = [
        *(_adgang(100 + number, HusNummer=str(number)) for number in range(1, HUSE + 1)),
        _adgang(100 + OPGANG, HusNummer=str(OPGANG), BNummer="B-3197", bygning_id=_guid(31)),
        _adgang(201, LokalitetsKode=BYGD, Vejkode=BYGDEVEJ, BNummer="B-12"),
        _adgang(202, LokalitetsKode=BYGD, Vejkode=BYGDEVEJ, BNummer="B-14a"),
    ]
    found[NUMRE["enhedsadresse"]] = [
        _objekt(300 + number, access_adress_id=_guid(100 + OPGANG), Enhedsnummer=str(number), Etage=None, Objektstatus=2)
        for number in (1, 2)
    ]
    return found


def _guid(number: int) -> str:
    return f"{{{number:08X}-0000-0000-0000-00000000000F}}"


def _objekt(number: int, **felter: Any) -> Feature:
    return {"OBJECTID": number, "GlobalID": _guid(number), "Creator": "ASIAQ", "EditDate": _REDIGERET, **felter}


def _adgang(number: int, **felter: Any) -> Feature:
    place = {"KommuneKode": KOMMUNE, "LokalitetsKode": NUUK, "Vejkode": VEJ, "Postnummer": 3900, "ObjektStatus": 2}
    return _objekt(number, **{"HusNummer": None, "BNummer": None, **place, **felter})
