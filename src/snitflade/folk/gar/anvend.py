"""Apply a fetching: all layers are held against what we have, looked at as a whole, and written in one transaction.

Source: gar.md 4.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from itertools import islice
from typing import Any

from django.utils import timezone

from snitflade.exchange.bulk import collector_paused, insert_rows, lock, update_rows
from snitflade.exchange.catalogue import Applied, Hold
from snitflade.exchange.konstanter import konstant
from snitflade.exchange.models import Exchange
from snitflade.folk.gar import adresser, kontrolark, match
from snitflade.folk.gar.fil import laes_fil
from snitflade.folk.gar.indhold import Indhold, indhold
from snitflade.folk.gar.lag import Lag
from snitflade.folk.gar.raekke import TABELLER
from snitflade.folk.gar.sammenhold import Aendringer, Gemt, Hentningen, sammenhold, skal_kendes
from snitflade.folk.gar.svar import felter
from snitflade.folk.gar.tabeller import GarAdresse, GarForskel, GarHentning, GarRaekke, GarSletning, GarVersion
from snitflade.formats.problems import Problems

_MAERKER = ("redigeret", "foerst_set", "sidst_set", "set_fra", "borte", "borte_grund")
_AT_ONCE = 500
_MANY = 2_000
"""From how many rows on that were only seen again they are marked in one statement."""


def laes(data: bytes, name: str, problems: Problems) -> Indhold:
    """Read a file of answers; everything that is wrong goes to `problems`."""
    with collector_paused():
        return indhold(laes_fil(data, name, problems, timezone.localdate()), problems)


def anvend(exchange: Exchange, content: Indhold, problems: Problems) -> Applied:
    """Apply it. Raises Hold when more of a layer would be gone than may be, unless an operator has released it."""
    done = GarHentning.objects.filter(exchange=exchange).first()
    if done is not None:
        return Applied(totals=exchange.totals)
    with collector_paused():
        return _anvend(exchange, content)


def _anvend(exchange: Exchange, content: Indhold) -> Applied:
    lock(*(tabel.model for tabel in TABELLER.values()), GarSletning, GarVersion, GarForskel, GarHentning, GarAdresse)
    hentet = content.hoved.hentet or exchange.created_at
    first = not GarHentning.objects.exists()
    fulde = set(GarHentning.objects.filter(fuld=True).values_list("hentet", flat=True)) | (
        {hentet} if content.hoved.fuld else set()
    )
    hentning = Hentningen(hentet, sorted(fulde))
    changes = [_sammenhold(lag, content, hentning) for lag in Lag]
    if not exchange.released_by:
        _hold_ved_svind(changes, hentet)
    for change in changes:
        _skriv(exchange, change, hentet, first=first)
    count = {str(change.lag): kontrolark.taelling(change) for change in changes}
    GarHentning.objects.create(exchange=exchange, hentet=hentet, fuld=content.hoved.fuld, siden=content.hoved.siden, taelling=count)
    newest = GarHentning.objects.order_by("-hentet").values_list("hentet", flat=True)[0]
    status = frozenset(word for word in konstant("gar.status", timezone.localdate()).split(",") if word)
    opgoerelse = adresser.genopbyg(newest, status)
    return Applied(
        totals=kontrolark.totaler(changes, opgoerelse),
        sheet=kontrolark.ark(content.hoved, hentet, changes, opgoerelse, match.kontroller_personregistret(), first=first),
    )


def _sammenhold(lag: Lag, content: Indhold, hentning: Hentningen) -> Aendringer:
    model = TABELLER[lag].model
    rows = model._base_manager.values_list(
        "kilde_id", "redigeret", "foerst_set", "sidst_set", "set_fra", "borte", "borte_grund", "pk"
    )
    gemte = {row[0]: Gemt(*row) for row in rows}
    known = dict(GarSletning.objects.filter(lag=lag).values_list("kilde_id", "slettet"))
    objekter, slettede = content.objekter.get(lag, {}), content.slettede.get(lag, {})
    told = {key: max(when, known.get(key, when)) for key, when in slettede.items()} | {
        key: when for key, when in known.items() if key not in slettede
    }
    numbers = skal_kendes(objekter, told, gemte, hentning)
    attributes: dict[int, dict[str, Any]] = {}
    while some := list(islice(numbers, _AT_ONCE)):
        attributes.update(model._base_manager.filter(pk__in=some).values_list("pk", "raa"))
    return sammenhold(lag, objekter, slettede, known, gemte, attributes, hentning)


def _hold_ved_svind(changes: Iterable[Aendringer], hentet: dt.datetime) -> None:
    most = int(konstant("gar.svind_procent", timezone.localdate()))
    lost = [change for change in changes if change.foer and change.forsvinder * 100 > most * change.foer]
    if lost:
        told = "; ".join(
            f"{change.lag}: {change.forsvinder} af {change.foer} ({change.forsvinder * 100 / change.foer:.1f} %)".replace(".", ",")
            for change in lost
        )
        raise Hold(
            f"Hentningen fra GAR {hentet:%Y-%m-%d} ville fjerne mere end {most} % af et lag: {told}. Intet er ændret. Spørg Asiaq, "
            "om det er rigtigt. Er det rigtigt, så frigiv udvekslingen med en begrundelse; er det ikke, så hent igen."
        )


def _skriv(exchange: Exchange, change: Aendringer, hentet: dt.datetime, *, first: bool) -> None:
    tabel = TABELLER[change.lag]
    columns = (*_MAERKER, "raa", *tabel.kolonner)

    def values(row: Gemt, raa: dict[str, object]) -> tuple[object, ...]:
        return (*_maerker(row), raa, *tabel.af(felter(raa)))

    insert_rows(tabel.model, ("kilde_id", *columns), [(row.kilde_id, *values(row, raa)) for row, raa in change.nye])
    _set_igen(tabel.model, change.set, hentet)
    update_rows(tabel.model, columns, [(*values(row, raa), row.pk) for row, raa in change.skrives])
    update_rows(tabel.model, _MAERKER, [(*_maerker(row), row.pk) for row in change.maerkes])
    insert_rows(
        GarVersion,
        ("lag", "kilde_id", "set_fra", "set_til", "redigeret", "borte_grund", "raa", "exchange_id"),
        [
            (str(change.lag), row.kilde_id, row.set_fra, ended, row.redigeret, row.borte_grund, raa, exchange.pk)
            for row, ended, raa in change.sluttede
        ],
    )
    _slet(change)
    if not first:
        insert_rows(
            GarForskel,
            ("exchange_id", "lag", "kilde_id", "art", "navn", "felt", "foer", "efter"),
            [
                (
                    exchange.pk,
                    str(change.lag),
                    one.kilde_id,
                    str(one.art),
                    tabel.navn(felter(dict(one.raa))),
                    one.felt,
                    one.foer,
                    one.efter,
                )
                for one in change.forskelle
            ],
        )


def _maerker(row: Gemt) -> tuple[object, ...]:
    return row.redigeret, row.foerst_set, row.sidst_set, row.set_fra, row.borte, row.borte_grund


def _set_igen(model: type[GarRaekke], rows: Sequence[Gemt], hentet: dt.datetime) -> None:
    """Mark rows as seen at `hentet`."""
    if len(rows) < _MANY:
        update_rows(model, ("sidst_set",), [(row.sidst_set, row.pk) for row in rows])
        return
    older = model._base_manager.filter(sidst_set__lt=hentet)
    again = {row.pk for row in rows}
    others = [(seen, number) for number, seen in older.values_list("pk", "sidst_set") if number not in again]
    older.update(sidst_set=hentet)
    update_rows(model, ("sidst_set",), others)


def _slet(change: Aendringer) -> None:
    known = dict(GarSletning.objects.filter(lag=change.lag).values_list("kilde_id", "pk"))
    new = [(str(change.lag), key, when) for key, when in change.slettede.items() if key not in known]
    insert_rows(GarSletning, ("lag", "kilde_id", "slettet"), new)
    later = [(when, known[key]) for key, when in change.slettede.items() if key in known]
    update_rows(GarSletning, ("slettet",), later)
