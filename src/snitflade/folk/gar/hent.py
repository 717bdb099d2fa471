"""The weekly fetching: which changes are asked for, and every page of every layer, before anything is given on.

Changes are asked for since the beginning of the run before the last one, less a day; deletions since 30 days before the last one.
The first run, and every fourth, asks for everything. Only runs that have been applied count, so that what a refused one had is
asked for again.

A layer that changes while it is read could lose a feature between two pages. So pages are ordered, and where the service tells the
numbers of all, they are held against what came; a layer that lacks one is read once more.

Source: gar.md 2.2, 4.1, 4.2, 4.6, 9 (UTC, with a day's overlap).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import TYPE_CHECKING

from django.utils import timezone

from snitflade.exchange.catalogue import FetchState
from snitflade.exchange.konstanter import konstant
from snitflade.exchange.transports.errors import ServerFejl, SvarUlaeseligt
from snitflade.exchange.transports.port import Incoming
from snitflade.folk.gar.fil import Hoved, Side, pak
from snitflade.folk.gar.lag import Kilde, Lag, kilder
from snitflade.folk.gar.mellemlager import Mellemlager
from snitflade.folk.gar.svar import Svar, guid, laes, objectid
from snitflade.folk.gar.tabeller import GarHentning
from snitflade.folk.gar.tjeneste import Tjeneste

if TYPE_CHECKING:
    from snitflade.exchange.transports.http_client import HttpClient

SIDE = 1_000
"""Features asked for at a time."""
FORFRA = dt.datetime(1900, 1, 1, tzinfo=dt.UTC)
"""Since when everything is asked for."""
OVERLAP = dt.timedelta(days=1)
TILBAGE = dt.timedelta(days=30)
"""How far before the last run deletions are asked for."""
_MOST_PAGES = 10_000
UDEN_DATO = " OR EditDate IS NULL"
"""A full fetching also takes what was put in without a date of its last edit; no later question could find it."""


def hent(client: HttpClient, state: FetchState) -> Iterator[Incoming]:
    """Fetch every layer; gives one file. Raises TransportError, and then the pages that came are there for the next time."""
    idag = timezone.localdate()
    tjeneste = Tjeneste(client, konstant("gar.token_adresse", idag))
    lager = Mellemlager("folk.gar")
    plan = lager.begynd(planlaeg(timezone.now(), int(konstant("gar.fuld_hver", idag)), tjeneste.place))
    sider = [side for kilde in kilder(konstant("gar.lag", idag)) for side in _lag(tjeneste, lager, kilde, plan)]
    assert plan.hentet is not None  # noqa: S101 (a plan has its moment)
    yield Incoming(f"gar-{plan.hentet:%Y%m%d-%H%M%S}.jsonl", pak(plan, sider), tjeneste.place)
    lager.ryd()  # the file is kept by now


def planlaeg(nu: dt.datetime, fuld_hver: int, tjeneste: str) -> Hoved:
    """What the fetching at `nu` asks for."""
    begun = list(GarHentning.objects.order_by("-hentet").values_list("hentet", flat=True))
    since_full = GarHentning.objects.filter(hentet__gt=_sidste_fulde()).count()
    if not GarHentning.objects.filter(fuld=True).exists() or since_full + 1 >= fuld_hver:
        return Hoved(nu, True, FORFRA, tjeneste)
    return Hoved(nu, False, begun[:2][-1] - OVERLAP, tjeneste)


def _sidste_fulde() -> dt.datetime:
    last = GarHentning.objects.filter(fuld=True).order_by("-hentet").values_list("hentet", flat=True).first()
    return last or FORFRA


def spoergsmaal(kilde: Kilde, plan: Hoved) -> dict[str, str]:
    """What is asked of a layer, without the page."""
    siden = plan.siden or FORFRA
    if kilde.slettet:
        return {
            "where": f"DeletedDate > DATE '{_sql(_slettet_siden(plan))}'",
            "outFields": "*",
            "returnGeometry": "false",
            "orderByFields": "DeletedDate",
            "f": "json",
        }
    if kilde.lag is Lag.POSTNUMMER:
        where = "Postnummer>0"
    else:
        where = f"EditDate > DATE '{_sql(siden)}'"
        if plan.fuld:
            where += UDEN_DATO
    return {"where": where, "outFields": "*", "returnGeometry": "false", "orderByFields": "OBJECTID", "f": "geojson"}


def _slettet_siden(plan: Hoved) -> dt.datetime:
    if plan.fuld:
        return FORFRA
    last = GarHentning.objects.order_by("-hentet").values_list("hentet", flat=True).first()
    return min(last - TILBAGE, plan.siden or FORFRA) if last else FORFRA


def _sql(moment: dt.datetime) -> str:
    return moment.astimezone(dt.UTC).strftime("%Y-%m-%d %H:%M:%S")


def _lag(tjeneste: Tjeneste, lager: Mellemlager, kilde: Kilde, plan: Hoved) -> list[Side]:
    """All pages of a layer."""
    question = spoergsmaal(kilde, plan)
    missing: frozenset[int] = frozenset()
    for _ in range(2):
        sider, found = _sider(tjeneste, lager, kilde, question)
        # What is deleted is never deleted again, so its layers do not shrink.
        wanted = tjeneste.numre(kilde, question) if sider[1:] and not kilde.slettet else None
        missing = wanted - found if wanted else frozenset()
        if not missing:
            return sider
        lager.glem(kilde.navn)
    reason = f"laget {kilde.navn} ændrer sig, mens det læses: {len(missing)} objekter kom ikke med"
    raise ServerFejl(place=tjeneste.place, action="hentning", reason=reason)


def _sider(tjeneste: Tjeneste, lager: Mellemlager, kilde: Kilde, question: dict[str, str]) -> tuple[list[Side], set[int]]:
    """The pages, and the OBJECTIDs in them."""
    sider: list[Side] = []
    seen: set[str] = set()
    numbers: set[int] = set()
    fra = 0
    while len(sider) < _MOST_PAGES:
        data, svar = _side(tjeneste, lager, kilde, question, fra)
        new = {_noegle(raw) for raw in svar.objekter} - seen
        if svar.objekter and not new:
            raise SvarUlaeseligt(place=tjeneste.place, reason=f"side {len(sider) + 1} af {kilde.navn} er den samme som før")
        if svar.flere and not svar.objekter:
            raise SvarUlaeseligt(
                place=tjeneste.place, reason=f"side {len(sider) + 1} af {kilde.navn} er tom, men der skulle være flere"
            )
        seen |= new
        numbers |= {objectid(raw) for raw in svar.objekter}
        sider.append(Side(kilde.navn, fra, data))
        fra += len(svar.objekter)
        if svar.flere is False or (svar.flere is None and len(svar.objekter) < SIDE):
            return sider, numbers
    raise SvarUlaeseligt(place=tjeneste.place, reason=f"laget {kilde.navn} har over {_MOST_PAGES} sider")


def _side(tjeneste: Tjeneste, lager: Mellemlager, kilde: Kilde, question: dict[str, str], fra: int) -> tuple[bytes, Svar]:
    kept = lager.hent(kilde.navn, fra)
    if kept is not None:
        return kept, laes(kept)
    data, svar = tjeneste.spoerg(kilde, {**question, "resultOffset": str(fra), "resultRecordCount": str(SIDE)})
    lager.gem(kilde.navn, fra, data)
    return data, svar


def _noegle(raw: dict[str, object]) -> str:
    small = {name.lower(): value for name, value in raw.items()}
    return f"{objectid(raw)} {guid(small.get('globalid'))} {small.get('postnummer', '')}"
