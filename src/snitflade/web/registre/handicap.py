"""The registers of Handicap: cards, downloads by IPIS, and the page of legal grounds. Health stands on the card alone."""

from __future__ import annotations

import re
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from snitflade.soc.handicap.models import Handicapkort, Ipisudtraek, Produkt
from snitflade.web.nav import adresse
from snitflade.web.register import Felt, Filter, Register, Side, registrer, registrer_side

SOC = ("soc",)
PRODUKTER = {Produkt.ANTAL: _("Antal personer"), Produkt.PERSON: _("Personer")}


def kortene(hvor: frozenset[str]) -> QuerySet[Handicapkort]:
    """The cards, each with how many of its measures run today."""
    today = timezone.localdate()
    runs = Q(foranstaltninger__fra__lte=today) & (Q(foranstaltninger__til=None) | Q(foranstaltninger__til__gte=today))
    return Handicapkort.objects.annotate(loebende=Count("foranstaltninger", filter=runs)).order_by("-pk")


def _soeg(rows: QuerySet[Any], text: str) -> QuerySet[Any]:
    number = re.sub(r"[\s-]", "", text)
    found = Q(cpr=number) | Q(kommune=number) | Q(lokalitet=number)
    if number.isascii() and number.isdecimal() and len(number) < 10:
        found |= Q(pk=int(number))
    return rows.filter(found)


def _produkt(row: Any) -> object:
    return PRODUKTER[Produkt(row.produkt)]


HANDICAP = registrer(
    Register(
        id="handicap",
        titel=_("Handicap: kort"),
        om=_("Personer med handicapkort. Handicaptype, diagnose og foranstaltninger står på kortet."),
        delsystemer=SOC,
        raekker=kortene,
        soeg=_soeg,
        soeg_tekst=_("Helt CPR-nummer, lokalitet eller kortets nummer"),
        felter=(
            Felt(
                _("Nummer"), lambda row: row.pk, sorter="pk", tal=True, adresse=lambda row: adresse("register_handicapkort", row.pk)
            ),
            Felt(_("Kommune"), lambda row: row.kommune, sorter="kommune"),
            Felt(_("Person"), lambda row: row.cpr),
            Felt(_("Lokalitet"), lambda row: row.lokalitet, sorter="lokalitet"),
            Felt(_("Løbende foranstaltninger"), lambda row: row.loebende, sorter="loebende", tal=True),
            Felt(_("Oprettet"), lambda row: row.oprettet, sorter="oprettet"),
        ),
        filtre=(
            Filter(
                "loebende",
                _("Foranstaltninger"),
                lambda: [("ja", _("Løbende")), ("nej", _("Ingen løbende"))],
                lambda rows, value: rows.filter(loebende__gt=0) if value == "ja" else rows.filter(loebende=0),
            ),
        ),
    )
)

UDTRAEK = registrer(
    Register(
        id="ipis-udtraek",
        titel=_("Handicap: IPIS-udtræk"),
        om=_("Hver gang IPIS har hentet: hvem, hvornår, hvad og på hvilket retsgrundlag. Filerne selv gemmes ikke."),
        delsystemer=SOC,
        raekker=lambda hvor: Ipisudtraek.objects.order_by("-pk"),
        ikon="download",
        felter=(
            Felt(_("Tidspunkt"), lambda row: row.tidspunkt, sorter="tidspunkt"),
            Felt(_("Hentet af"), lambda row: row.af),
            Felt(_("Kommune"), lambda row: row.kommune, sorter="kommune"),
            Felt(_("Udtræk"), _produkt, sorter="produkt"),
            Felt(_("For dagen"), lambda row: row.dag, sorter="dag"),
            Felt(_("Rækker"), lambda row: row.raekker, tal=True),
            Felt(_("Personer"), lambda row: row.personer, tal=True),
            Felt(_("Retsgrundlag"), lambda row: row.grundlag_id, tal=True, adresse=lambda row: adresse("register_ipisgrundlag")),
            Felt(_("Formål"), lambda row: row.formaal, dansk=True),
            Felt(_("SHA-256"), lambda row: row.sha256, i_liste=False),
        ),
        filtre=(
            Filter(
                "produkt",
                _("Udtræk"),
                lambda: [(one.value, name) for one, name in PRODUKTER.items()],
                lambda rows, value: rows.filter(produkt=value),
            ),
        ),
    )
)

GRUNDLAG = registrer_side(
    Side(
        "register_ipisgrundlag",
        _("Handicap: retsgrundlag for IPIS"),
        _("På hvilket grundlag IPIS må hente antal eller personer. Én foreslår, en anden godkender; uden grundlag gives intet ud."),
        SOC,
        "lock",
    )
)
NYT_KORT = registrer_side(
    Side("register_handicap_ny", _("Handicap: nyt kort"), _("Opret et handicapkort til en person."), SOC, "plus")
)
