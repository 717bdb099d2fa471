"""The registers of payouts: the items with where each stands and why it is not paid, and the payees."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from snitflade.bogh.udbetaling.models import Modtager, Modtagerkonto, Nummerart, Udbetaling, Udbetalingspost
from snitflade.bogh.udbetaling.modul import moduler
from snitflade.bogh.udbetaling.poster import Status
from snitflade.bogh.udbetaling.stand import hvorfor_ikke, med_stand, med_status, stand
from snitflade.web.adgang import delsystem_af
from snitflade.web.eksport import Oere
from snitflade.web.nav import adresse
from snitflade.web.paakort import laes_kroner
from snitflade.web.register import Felt, Filter, Register, ord_i, registrer

BOGH = "bogh"
ARTER: dict[str, Promise] = {
    Nummerart.CPR: _("CPR-nummer"),
    Nummerart.CVR: _("CVR-nummer"),
    Nummerart.KUNDE: _("Kundenummer"),
}
NAVNE: dict[Status, str | Promise] = {
    Status.AABEN: _("Åben"),
    Status.AFVENTER: _("Holdt tilbage"),
    Status.MODREGNET: _("Modregnet"),
    Status.ANNULLERET: _("Annulleret"),
    Status.I_KOERSEL: _("I kørsel"),
    Status.BETALT: _("Betalt"),
    Status.RETURNERET: _("Kommet retur"),
}
TONER = {
    Status.BETALT: "godt",
    Status.I_KOERSEL: "oplysning",
    Status.AFVENTER: "advarsel",
    Status.RETURNERET: "kritisk",
}
LANGE = 10**18


def mine_moduler(hvor: frozenset[str]) -> list[str]:
    """The modules whose payouts whoever may look in `hvor` sees: all of them in Bogh."""
    return [modul.navn for modul in moduler() if BOGH in hvor or delsystem_af(modul.snitflade) in hvor]


def poster_i(hvor: frozenset[str]) -> QuerySet[Udbetalingspost]:
    """The items of these modules, the newest first."""
    return Udbetalingspost.objects.filter(modul__in=mine_moduler(hvor)).select_related("modtager").order_by("-pk")


def modtagere_i(hvor: frozenset[str]) -> QuerySet[Modtager]:
    """The payees: all of them where payouts are made, since they share them."""
    rows = Modtager.objects.order_by("navn", "pk")
    return rows if mine_moduler(hvor) else rows.none()


def hvem(text: str) -> Q:
    """Payees by their whole number, or by words of the name."""
    digits = re.sub(r"[\s-]", "", text)
    return Q(nummer=digits) if digits.isascii() and digits.isdigit() else ord_i("navn", text)


def _find_poster(rows: QuerySet[Any], text: str) -> QuerySet[Any]:
    """Items by number, key, payment id, reference, amount with øre, or payee."""
    digits = re.sub(r"[\s-]", "", text)
    if re.fullmatch(r"[0-9.]+,[0-9]{2}", digits):
        try:
            return rows.filter(beloeb=laes_kroner(digits))
        except ValueError:
            return rows.none()
    paid = Udbetaling.objects.filter(post=OuterRef("pk"), betalings_id=text.upper().replace("-", " "))
    found = Q(noegle=text) | Q(fakturanummer=text) | Q(modtager__in=Modtager.objects.filter(hvem(text))) | Q(Exists(paid))
    if digits.isascii() and digits.isdigit() and int(digits) < LANGE:
        found |= Q(pk=int(digits))
    return rows.filter(found)


def _moduler() -> Sequence[tuple[str, str]]:
    return [(modul.navn, modul.navn.capitalize()) for modul in moduler()]


def _delsystemer() -> tuple[str, ...]:
    """Bogh, and those whose modules pay out."""
    return tuple(dict.fromkeys((BOGH, *(delsystem_af(modul.snitflade) for modul in moduler()))))


def post_kort(number: int) -> str:
    """The address of an item's card."""
    return reverse("register_udbetalingspost", args=[number])


def modtager_kort(number: int) -> str:
    """The address of a payee's card."""
    return reverse("register_modtager", args=[number])


UDBETALINGER = registrer(
    Register(
        id="udbetalinger",
        titel=_("Udbetalinger"),
        om=_("Hvad modtagere skal have: hvor hver post er, og hvorfor den ikke er betalt."),
        delsystemer=_delsystemer(),
        ikon="send",
        raekker=lambda hvor: med_stand(poster_i(hvor), timezone.localdate()),
        soeg=_find_poster,
        soeg_tekst=_("Nummer, nøgle, betalings-id, modtager eller beløb som 1250,50"),
        felter=(
            Felt(_("Nr."), lambda row: row.pk, sorter="pk", tal=True, adresse=lambda row: post_kort(row.pk)),
            Felt(_("Modul"), lambda row: row.modul),
            Felt(_("Kommune"), lambda row: row.kommune),
            Felt(_("Modtager"), lambda row: row.modtager.navn, dansk=True, adresse=lambda row: modtager_kort(row.modtager_id)),
            Felt(_("Tekst"), lambda row: row.tekst, dansk=True),
            Felt(_("Forfald"), lambda row: row.forfaldsdato),
            Felt(_("Beløb"), lambda row: Oere(row.beloeb), tal=True),
            Felt(_("Åbent"), lambda row: Oere(row.rest) if row.rest else None, tal=True),
            Felt(_("Tilstand"), lambda row: NAVNE[stand(row)], tone=lambda row: TONER.get(stand(row), "")),
            Felt(_("Hvorfor ikke"), hvorfor_ikke, dansk=True),
            Felt(
                _("Udveksling"),
                lambda row: row.i_udveksling,
                tal=True,
                adresse=lambda row: adresse("udveksling", row.i_udveksling) if row.i_udveksling else "",
            ),
        ),
        filtre=(
            Filter(
                "tilstand",
                _("Tilstand"),
                lambda: [(one.value, name) for one, name in NAVNE.items()],
                lambda rows, value: med_status(rows, Status(value)),
            ),
            Filter("modul", _("Modul"), _moduler, lambda rows, value: rows.filter(modul=value)),
            Filter(
                "mangler",
                _("Mangler"),
                lambda: [("ja", _("Kan ikke betales nu"))],
                lambda rows, value: rows.filter(rest__gt=0).exclude(mangel=""),
            ),
        ),
    )
)


def _med_konto(rows: QuerySet[Modtager]) -> QuerySet[Modtager]:
    today = timezone.localdate()
    account = Modtagerkonto.objects.filter(modtager=OuterRef("pk"), fra__lte=today).order_by("-fra", "-pk")
    return rows.annotate(konto_nu=Coalesce(Subquery(account.values("konto")[:1]), Value("")))


MODTAGERE = registrer(
    Register(
        id="modtagere",
        titel=_("Modtagere"),
        om=_("Hvem der får penge, og om de har en bankkonto (side 360). Kontoen står på kortet."),
        delsystemer=_delsystemer(),
        ikon="person",
        raekker=lambda hvor: _med_konto(modtagere_i(hvor)),
        soeg=lambda rows, text: rows.filter(hvem(text)),
        soeg_tekst=_("Helt CPR-, CVR- eller kundenummer, eller navn"),
        felter=(
            Felt(_("Navn"), lambda row: row.navn, adresse=lambda row: modtager_kort(row.pk), dansk=True),
            Felt(_("Art"), lambda row: ARTER[row.art]),
            Felt(_("Nummer"), lambda row: row.nummer),
            Felt(
                _("Bankkonto"),
                lambda row: _("Ja") if row.konto_nu else _("Ingen"),
                tone=lambda row: "" if row.konto_nu else "advarsel",
            ),
        ),
        filtre=(
            Filter(
                "konto",
                _("Bankkonto"),
                lambda: [("ja", _("Har en konto")), ("nej", _("Har ingen konto"))],
                lambda rows, value: rows.exclude(konto_nu="") if value == "ja" else rows.filter(konto_nu=""),
            ),
            Filter("art", _("Art"), lambda: list(ARTER.items()), lambda rows, value: rows.filter(art=value)),
        ),
    )
)


def kontonummer(konto: str) -> str:
    """A bank account as it is read: registration and account number.

    >>> kontonummer("64710001000206"), kontonummer("")
    ('6471 0001000206', '')
    """
    return f"{konto[:4]} {konto[4:]}" if konto else ""
