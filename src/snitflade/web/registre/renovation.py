"""The registers of Renovation: agreements and services."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from snitflade.formats.text import konto_tekst
from snitflade.tekn.models import Aftale, Takst, Ydelse
from snitflade.tekn.renovation.aftaler import bnr_noegle
from snitflade.web.eksport import Oere
from snitflade.web.register import Felt, Filter, Register, ord_i, registrer
from snitflade.web.registre.debitorer import hvilke, kort


def _aftaler(hvor: frozenset[str]) -> QuerySet[Any]:
    return Aftale.objects.select_related("debitor", "lokalitet", "ydelse").order_by("pk")


def _find_aftaler(rows: QuerySet[Any], text: str) -> QuerySet[Any]:
    return rows.filter(hvilke(text, "debitor__") | Q(bnr_noegle=bnr_noegle(text)))


def _gaelder(rows: QuerySet[Any], value: str) -> QuerySet[Any]:
    today = timezone.localdate()
    begun, open_ = Q(fra=None) | Q(fra__lte=today), Q(til=None) | Q(til__gte=today)
    return {"nu": rows.filter(begun, open_), "senere": rows.filter(fra__gt=today), "ophoert": rows.filter(til__lt=today)}.get(
        value, rows
    )


def _ydelsesnavne() -> list[tuple[str, str]]:
    names = Ydelse.objects.order_by("navn").values_list("navn", flat=True).distinct()
    return [(name, name) for name in names]


AFTALER = registrer(
    Register(
        id="aftaler",
        titel=_("Aftaler"),
        om=_("Hvem der har hvor mange af hvilken renovationsydelse, hvor og hvornår."),
        delsystemer=("tekn",),
        ikon="assignment",
        raekker=_aftaler,
        soeg=_find_aftaler,
        soeg_tekst=_("Kundenummer, navn eller B-nr."),
        personer="debitor_id",
        felter=(
            Felt(_("Kundenummer"), lambda row: row.debitor.kundenummer, adresse=lambda row: kort(row.debitor_id)),
            Felt(_("Navn"), lambda row: row.debitor.navn, dansk=True),
            Felt(_("Ydelse"), lambda row: row.ydelse.navn, dansk=True),
            Felt(_("Lokalitet"), lambda row: row.lokalitet.navn, dansk=True),
            Felt(_("B-nr."), lambda row: row.bnr),
            Felt(_("Antal"), lambda row: row.antal, sorter="antal", tal=True),
            Felt(_("Fra"), lambda row: row.fra, sorter="fra"),
            Felt(_("Til"), lambda row: row.til, sorter="til"),
        ),
        filtre=(
            Filter(
                "gaelder",
                _("Gælder"),
                lambda: [("nu", _("I dag")), ("senere", _("Senere")), ("ophoert", _("Ophørt"))],
                _gaelder,
            ),
            Filter("ydelse", _("Ydelse"), _ydelsesnavne, lambda rows, value: rows.filter(ydelse__navn=value)),
        ),
    )
)


def _ydelser(hvor: frozenset[str]) -> QuerySet[Any]:
    today = timezone.localdate()
    # A tariff without a date is the oldest: it applies from the beginning.
    now = Takst.objects.filter(Q(gyldig_fra=None) | Q(gyldig_fra__lte=today), ydelse=OuterRef("pk"))
    later = Takst.objects.filter(gyldig_fra__gt=today, ydelse=OuterRef("pk")).order_by("gyldig_fra")
    return (
        Ydelse.objects.select_related("lokalitet")
        .annotate(
            pris=Subquery(now.order_by(F("gyldig_fra").desc(nulls_last=True)).values("pris")[:1]),
            naeste_pris=Subquery(later.values("pris")[:1]),
            naeste_fra=Subquery(later.values("gyldig_fra")[:1]),
            aftaler_antal=Count("aftaler"),
        )
        .order_by("navn", "lokalitet__navn")
    )


def _kroner(oere: int | None) -> Oere | None:
    return None if oere is None else Oere(oere)


YDELSER = registrer(
    Register(
        id="ydelser",
        titel=_("Ydelser"),
        om=_("Renovationsydelser med indtægtskonto og takst pr. kvartal, nu og næste."),
        delsystemer=("tekn",),
        ikon="list-bulleted",
        raekker=_ydelser,
        soeg=lambda rows, text: rows.filter(ord_i("navn", text) | ord_i("lokalitet__navn", text)),
        soeg_tekst=_("Ydelse eller lokalitet"),
        felter=(
            Felt(_("Ydelse"), lambda row: row.navn, sorter="navn", dansk=True),
            Felt(_("Lokalitet"), lambda row: row.lokalitet.navn, dansk=True),
            Felt(_("Indtægtskonto"), lambda row: konto_tekst(row.indtaegtskonto), sorter="indtaegtskonto"),
            Felt(_("Takst nu"), lambda row: _kroner(row.pris), tal=True),
            Felt(_("Næste takst"), lambda row: _kroner(row.naeste_pris), tal=True),
            Felt(_("Gælder fra"), lambda row: row.naeste_fra),
            Felt(_("Aftaler"), lambda row: row.aftaler_antal, sorter="aftaler_antal", tal=True),
        ),
    )
)
