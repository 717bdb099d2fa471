"""Where many items stand, asked in one query: what `poster.status` says of one, and why a run would leave one out.

Sources: payments.md 1.1 (MODTAGER_UDEN_KONTO), 3.5, 3.6.
"""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from typing import Any

from django.db.models import Case, CharField, Exists, F, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce, Greatest

from snitflade.bogh.udbetaling.models import (
    Modregning,
    Modtagerkonto,
    Nedsaettelsesart,
    Nummerart,
    Tilbageholdelse,
    Udbetaling,
    Udbetalingspost,
)
from snitflade.bogh.udbetaling.modul import moduler
from snitflade.bogh.udbetaling.opsaetning import vejen
from snitflade.bogh.udbetaling.poster import Status
from snitflade.exchange.konstanter import KonstantMangler, KonstantUgyldig, konstant
from snitflade.formats.udbetalinger import Maade


class Mangel(StrEnum):
    """What an open item lacks to be paid."""

    KONTO = "Modtageren har ingen bankkonto"
    NUMMER = "Prisme kræver et CPR- eller CVR-nummer"


_GAELDER = Udbetaling.objects.filter(post=OuterRef("pk"), gaelder=True)
_HOLDT = Tilbageholdelse.objects.filter(post=OuterRef("pk"), ophaevet_af="")
_NEDSAT = Modregning.objects.filter(post=OuterRef("pk"), ophaever=None, ophaevet_ved=None).order_by("-pk")
_RETUR = Udbetaling.objects.filter(post=OuterRef("pk"), returnering__isnull=False)


def med_stand(rows: QuerySet[Udbetalingspost], today: dt.date) -> QuerySet[Udbetalingspost]:
    """The items with what `stand` and `hvorfor_ikke` look at; the account is that of the due date, or of today if later."""
    day = Greatest(F("forfaldsdato"), Value(today))
    account = Modtagerkonto.objects.filter(modtager=OuterRef("modtager_id"), fra__lte=OuterRef("betalingsdag"))
    return rows.annotate(
        betalingsdag=day,
        i_udveksling=Subquery(_GAELDER.values("exchange_id")[:1]),
        sendt=Subquery(_GAELDER.values("exchange__sent_at")[:1]),
        holdt=Subquery(_HOLDT.values("grund")[:1]),
        nedsat_som=Subquery(_NEDSAT.values("art")[:1]),
        kom_retur=Exists(_RETUR),
        egen_konto=Coalesce(Subquery(account.order_by("-fra", "-pk").values("konto")[:1]), Value("")),
        mangel=Case(*_mangler(today), default=Value(""), output_field=CharField()),
    )


def stand(row: Any) -> Status:
    """Where an item stands, from what `med_stand` gave with it."""
    if row.i_udveksling is not None:
        return Status.BETALT if row.sendt is not None else Status.I_KOERSEL
    if row.rest == 0:
        return Status.ANNULLERET if row.nedsat_som == Nedsaettelsesart.ANNULLERET else Status.MODREGNET
    if row.holdt is not None:
        return Status.AFVENTER
    return Status.RETURNERET if row.kom_retur else Status.AABEN


def hvorfor_ikke(row: Any) -> str:
    """Why a run would not pay an item that is open; empty where nothing is known that holds it."""
    status = stand(row)
    if status is Status.AFVENTER:
        return str(row.holdt)
    return str(row.mangel) if status in (Status.AABEN, Status.RETURNERET) else ""


def med_status(rows: QuerySet[Udbetalingspost], status: Status) -> QuerySet[Udbetalingspost]:
    """The items that stand there."""
    taken = Exists(_GAELDER)
    open_ = rows.filter(rest__gt=0)
    if status in (Status.BETALT, Status.I_KOERSEL):
        return rows.filter(Exists(_GAELDER.filter(exchange__sent_at__isnull=status is Status.I_KOERSEL)))
    if status in (Status.ANNULLERET, Status.MODREGNET):
        closed = rows.filter(~taken, rest=0).annotate(sidst_nedsat=Subquery(_NEDSAT.values("art")[:1]))
        withdrawn = Q(sidst_nedsat=Nedsaettelsesart.ANNULLERET)
        return closed.filter(withdrawn) if status is Status.ANNULLERET else closed.exclude(withdrawn)
    if status is Status.AFVENTER:
        return open_.filter(Exists(_HOLDT))
    free = open_.filter(~Exists(_HOLDT))
    return free.filter(Exists(_RETUR)) if status is Status.RETURNERET else free.filter(~Exists(_RETUR))


def _mangler(today: dt.date) -> list[When]:
    """For each module and municipality that pays another way: which items lack what."""
    ident = _konstant("bank.nemkonto_ident", today) if _konstant("bank.format", today) == "erh" else ""
    found_by = [art for art, mark in ((Nummerart.CPR, "{cpr}"), (Nummerart.CVR, "{cvr}")) if mark in ident]
    lost = Q(maade=Maade.KONTO, egen_konto="") & ~Q(modtager__art__in=found_by)
    nameless = Q(modtager__art=Nummerart.KUNDE)
    cases = []
    for modul in moduler():
        setting = _konstant(modul.vej, today)
        own = Q(modul=modul.navn)
        named = [part.partition("=")[0] for part in setting.split(",") if "=" in part]
        for kommuner, vej in (
            *((Q(kommune=kommune), vejen(setting, kommune)) for kommune in named),
            (~Q(kommune__in=named), vejen(setting, "")),
        ):
            lacks, what = (nameless, Mangel.NUMMER) if vej == "prisme" else (lost, Mangel.KONTO)
            cases.append(When(own & kommuner & lacks, then=Value(what.value)))
    return cases


def _konstant(nummer: str, today: dt.date) -> str:
    try:
        return konstant(nummer, today)
    except (KonstantMangler, KonstantUgyldig):  # the run itself refuses then
        return ""
