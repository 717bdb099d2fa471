"""The registers of payments: all that came, and those that match nothing and wait for a person."""

from __future__ import annotations

import re
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from snitflade.exchange.skipping import distinct
from snitflade.inka import koe
from snitflade.inka.indbetaling import Aarsag
from snitflade.inka.models import Art, Fordeling, Indbetaling
from snitflade.web import ord
from snitflade.web.eksport import Oere
from snitflade.web.nav import adresse
from snitflade.web.paakort import laes_kroner
from snitflade.web.register import Felt, Filter, Register, ord_i, registrer

INKA = "inka"
AARSAGER: dict[str, Promise] = {
    Aarsag.KRAV_UKENDT: _("Der er intet krav med nummeret"),
    Aarsag.KRAV_BETALT: _("Kravet er betalt, eller der er betalt for meget"),
    Aarsag.KONTROLCIFFER_FEJL: _("Kontrolcifferet er forkert"),
    Aarsag.KRAV_ANNULLERET: _("Kravet blev annulleret, efter at det var betalt"),
    Aarsag.FEJLPLACERET: _("Indbetalingen var placeret på et forkert krav"),
}
"""Why a payment waits; a source's own code is shown as it is."""
LANGE = 10**18


def kort(number: int) -> str:
    """The address of a payment's card."""
    return reverse("register_indbetaling", args=[number])


def hvorfor(row: Indbetaling) -> str | Promise:
    """Why some of it waits; empty where nothing does."""
    return AARSAGER.get(row.aarsag, row.aarsag) if row.rest else ""


def alle(hvor: frozenset[str]) -> QuerySet[Indbetaling]:
    """Every payment, the newest first."""
    rows = Indbetaling.objects.select_related("debitor").order_by("-pk")
    return rows if INKA in hvor else rows.none()


def venter(hvor: frozenset[str]) -> QuerySet[Indbetaling]:
    """The queue, the oldest first."""
    return koe.ventende() if INKA in hvor else Indbetaling.objects.none()


def find(rows: QuerySet[Any], text: str) -> QuerySet[Any]:
    """Payments by number (their own, the one they name, the reference), by amount with øre, or by words of the payer's name."""
    digits = re.sub(r"[\s-]", "", text)
    if digits.isascii() and digits.isdigit() and int(digits) < LANGE:
        number = int(digits)
        return rows.filter(Q(pk=number) | Q(soegt_nummer=number) | Q(reference=text) | Q(debitor__kundenummer=digits))
    if re.fullmatch(r"[0-9.]+,[0-9]{2}", digits):
        try:
            return rows.filter(beloeb=laes_kroner(digits))
        except ValueError:
            return rows.none()
    return rows.filter(ord_i("betaler", text) | Q(reference=text))


def tilstand(row: Indbetaling) -> str | Promise:
    """What has become of it, in a word."""
    if row.rest == 0:
        return _("Placeret")
    return _("Venter") if row.rest == row.beloeb else _("Delvis placeret")


def tone(row: Indbetaling) -> str:
    """The badge of that."""
    return "godt" if row.rest == 0 else "advarsel"


def kildenavn(kilde: str) -> str:
    """Where a payment came from, as people say it."""
    return _KILDER.get(kilde) or ord.navn(kilde)


_KILDER = {"bogh.fi-indbetalinger": "FI", "inka.bs-indbetalinger": "Betalingsservice"}


def _kilder() -> list[tuple[str, str]]:
    return [(kilde, kildenavn(kilde)) for kilde in distinct(Indbetaling, "kilde")]


def _tilstande() -> list[tuple[str, Any]]:
    return [("placeret", _("Placeret")), ("venter", _("Venter helt eller delvis")), ("tilbage", _("Ført eller betalt tilbage"))]


def _i_tilstand(rows: QuerySet[Any], value: str) -> QuerySet[Any]:
    if value == "placeret":
        return rows.filter(rest=0)
    if value == "venter":
        return rows.exclude(rest=0)
    return rows.filter(Exists(Fordeling.objects.filter(indbetaling=OuterRef("pk"), art__in=(Art.TILBAGEFOERT, Art.UDBETALT))))


_FELTER = (
    Felt(_("Nr."), lambda row: row.pk, sorter="pk", tal=True, adresse=lambda row: kort(row.pk)),
    Felt(_("Betalt"), lambda row: row.dato),
    Felt(_("Bogført"), lambda row: row.bogfoeringsdato),
    Felt(_("Kilde"), lambda row: kildenavn(row.kilde), dansk=True),
    Felt(_("Betaler"), lambda row: row.betaler or (row.debitor.navn if row.debitor else ""), dansk=True),
    Felt(_("Reference"), lambda row: row.reference),
    Felt(_("Beløb"), lambda row: Oere(row.beloeb), tal=True),
    Felt(_("Tilbage"), lambda row: Oere(row.rest) if row.rest else None, tal=True),
    Felt(_("Tilstand"), tilstand, tone=tone),
    Felt(_("Hvorfor"), hvorfor),
    Felt(
        _("Udveksling"),
        lambda row: row.exchange_id,
        tal=True,
        adresse=lambda row: adresse("udveksling", row.exchange_id) if row.exchange_id else "",
    ),
)

INDBETALINGER = registrer(
    Register(
        id="indbetalinger",
        titel=_("Indbetalinger"),
        om=_("Penge, der er kommet med FI, Betalingsservice eller i hånden, og hvilke krav de betalte."),
        delsystemer=(INKA,),
        ikon="payments",
        raekker=alle,
        soeg=find,
        soeg_tekst=_("Nummer, reference, betaler eller beløb som 1250,50"),
        felter=_FELTER,
        filtre=(
            Filter("tilstand", _("Tilstand"), _tilstande, _i_tilstand),
            Filter("kilde", _("Kilde"), _kilder, lambda rows, value: rows.filter(kilde=value)),
        ),
    )
)

UANBRINGELIGE = registrer(
    Register(
        id="uanbringelige",
        titel=_("Uanbringelige"),
        om=_("Indbetalinger, der ikke hører til noget krav. Siden foreslår; et menneske placerer."),
        delsystemer=(INKA,),
        ikon="help",
        raekker=venter,
        soeg=find,
        soeg_tekst=_("Nummer, reference, betaler eller beløb som 1250,50"),
        felter=(
            *_FELTER[:2],
            Felt(_("Dage"), lambda row: (timezone.localdate() - row.dato).days, tal=True),
            *_FELTER[3:],
        ),
        filtre=(
            Filter(
                "aarsag",
                _("Hvorfor"),
                lambda: list(AARSAGER.items()),
                lambda rows, value: rows.filter(aarsag=value),
            ),
        ),
    )
)
