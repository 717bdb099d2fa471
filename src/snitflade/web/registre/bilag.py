"""The registers of vouchers: those that wait for somebody, and those that are booked."""

from __future__ import annotations

import re
from typing import Any

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from snitflade.bogh.bilagsafstemning import REGISTER
from snitflade.bogh.bilagsfiler import AABNE
from snitflade.bogh.models import Bilag, Bilagskladde, Kladdelinje, Kladdetilstand
from snitflade.bogh.models_bilag import Ventetbilag
from snitflade.exchange.skipping import distinct
from snitflade.web.eksport import Oere
from snitflade.web.nav import adresse
from snitflade.web.register import Felt, Filter, Register, ord_i, registrer

BOGH = "bogh"
ALLE_AABNE = "aabne"
"""What the list is without a choice: everything that waits for somebody."""
TILSTANDE = {
    Kladdetilstand.KLADDE: (_("Venter på attestation"), "advarsel"),
    Kladdetilstand.ATTESTERET: (_("Venter på anvisning"), "advarsel"),
    Kladdetilstand.ANVIST: (_("Klar til bogføring"), "oplysning"),
    Kladdetilstand.BOGFOERT: (_("Bogført"), "godt"),
    Kladdetilstand.AFVIST: (_("Afvist"), "kritisk"),
}
_NUMMER = re.compile(r"([0-9]{4})-([0-9]{4})-([0-9]{1,6})")


def kort(number: int) -> str:
    """The address of a draft's card."""
    return reverse("register_kladde", args=[number])


def bilagskort(number: int) -> str:
    """The address of a voucher's card."""
    return reverse("register_bilag", args=[number])


def kladder_i(hvor: frozenset[str]) -> QuerySet[Any]:
    """The drafts that whoever may look in `hvor` may see: all of them in Bogh, elsewhere those of its own interfaces."""
    lines = Kladdelinje.objects.filter(kladde=OuterRef("pk"), beloeb__gt=0).order_by().values("kladde")
    missing = Ventetbilag.objects.filter(kladde=OuterRef("pk"), vedhaeftning=None, undladt_af="").order_by().values("kladde")
    rows = Bilagskladde.objects.annotate(
        debet=Coalesce(Subquery(lines.annotate(ialt=Sum("beloeb")).values("ialt")), 0),
        mangler=Coalesce(Subquery(missing.annotate(antal=Count("pk")).values("antal")), 0),
    ).order_by("pk")
    return rows if BOGH in hvor else rows.filter(_af(hvor))


def bilag_i(hvor: frozenset[str]) -> QuerySet[Bilag]:
    """The same for booked vouchers, the newest first."""
    rows = Bilag.objects.select_related("tilbagefoert_af", "kladde").order_by("-pk")
    return rows if BOGH in hvor else rows.filter(_af(hvor))


def _af(hvor: frozenset[str]) -> Q:
    found = Q(pk__in=())
    for delsystem in hvor:
        found |= Q(kilde__startswith=f"{delsystem}.")
    return found


def _find_kladder(rows: QuerySet[Any], text: str) -> QuerySet[Any]:
    """Drafts by number, by their key in the source from its beginning, by words of the text, or by who is asked."""
    number = Q(pk=int(text)) if text.isascii() and text.isdigit() and len(text) < 18 else Q(pk__in=())
    return rows.filter(number | Q(noegle__startswith=text) | ord_i("tekst", text) | Q(sagsbehandler__iexact=text))


def _find_bilag(rows: QuerySet[Any], text: str) -> QuerySet[Any]:
    """Vouchers by number (0956-2026-000001, or its last part), by the beginning of their key, or by words of the text."""
    found = Q(noegle__startswith=text) | ord_i("tekst", text)
    if whole := _NUMMER.fullmatch(text):
        found = Q(kommune=whole[1], regnskabsaar=int(whole[2]), loebenr=int(whole[3]))
    elif text.isascii() and text.isdigit() and len(text) <= 6:
        found |= Q(loebenr=int(text))
    return rows.filter(found)


def _udveksling(row: Any) -> str:
    return adresse("udveksling", row.exchange_id) if row.exchange_id else ""


def i_tilstand(rows: QuerySet[Any], value: str) -> QuerySet[Any]:
    """The drafts of a state, or all that wait for somebody."""
    return rows.filter(tilstand__in=AABNE) if value == ALLE_AABNE else rows.filter(tilstand=value)


def _tilstande() -> list[tuple[str, Any]]:
    return [(ALLE_AABNE, _("Alle, der venter")), *((state.value, name) for state, (name, _tone) in TILSTANDE.items())]


def dage(row: Bilagskladde) -> int:
    """How many days ago it came."""
    return (timezone.localdate() - timezone.localdate(row.oprettet_tid)).days


KLADDER = registrer(
    Register(
        id=REGISTER,
        titel=_("Bilag til godkendelse"),
        om=_("Bilag fra Acubiz og BS+, som skal attesteres af én, anvises af en anden og bogføres. Det ældste først."),
        delsystemer=(BOGH, "krdi"),
        ikon="assignment",
        raekker=kladder_i,
        soeg=_find_kladder,
        soeg_tekst=_("Nummer, rejse-id, tekst eller sagsbehandler"),
        felter=(
            Felt(_("Nr."), lambda row: row.pk, sorter="pk", tal=True, adresse=lambda row: kort(row.pk)),
            Felt(
                _("Tilstand"),
                lambda row: TILSTANDE[Kladdetilstand(row.tilstand)][0],
                tone=lambda row: TILSTANDE[Kladdetilstand(row.tilstand)][1],
            ),
            Felt(_("Tekst"), lambda row: row.tekst, dansk=True, adresse=lambda row: kort(row.pk)),
            Felt(_("Beløb"), lambda row: Oere(row.debet), tal=True),
            Felt(_("Bilagsdato"), lambda row: row.bilagsdato, sorter="bilagsdato"),
            Felt(_("Kilde"), lambda row: row.kilde),
            Felt(_("Dage"), dage, sorter="oprettet_tid", tal=True),
            Felt(_("Sagsbehandler"), lambda row: row.sagsbehandler),
            Felt(_("Mangler filer"), lambda row: row.mangler or None, tal=True),
            Felt(_("Udveksling"), lambda row: row.exchange_id, tal=True, adresse=_udveksling),
        ),
        filtre=(
            Filter("tilstand", _("Tilstand"), _tilstande, i_tilstand),
            Filter(
                "kilde",
                _("Kilde"),
                lambda: [(kilde, kilde) for kilde in distinct(Bilagskladde, "kilde")],
                lambda rows, value: rows.filter(kilde=value),
            ),
            Filter(
                "filer",
                _("Filer"),
                lambda: [("mangler", _("Mangler filer")), ("alle", _("Har alle filer"))],
                lambda rows, value: rows.filter(mangler__gt=0) if value == "mangler" else rows.filter(mangler=0),
            ),
        ),
    )
)

BILAG = registrer(
    Register(
        id="bilag",
        titel=_("Bilag"),
        om=_("Bogførte bilag med deres posteringer. Et bilag ændres aldrig; det tilbageføres med et andet."),
        delsystemer=(BOGH, "krdi"),
        ikon="document",
        raekker=bilag_i,
        soeg=_find_bilag,
        soeg_tekst=_("Bilagsnummer, nøgle eller tekst"),
        felter=(
            Felt(_("Bilag"), lambda row: row.nummer, sorter="pk", adresse=lambda row: bilagskort(row.pk)),
            Felt(_("Bilagsdato"), lambda row: row.bilagsdato),
            Felt(_("Posteringsdato"), lambda row: row.posteringsdato, sorter="posteringsdato"),
            Felt(_("Tekst"), lambda row: row.tekst, dansk=True),
            Felt(_("Debet"), lambda row: Oere(row.debet), tal=True),
            Felt(_("Linjer"), lambda row: row.linjer, tal=True),
            Felt(_("Kilde"), lambda row: row.kilde),
            Felt(
                _("Tilbageført"),
                lambda row: _("tilbagefører") if row.tilbagefoerer_id else _("tilbageført") if _tilbage(row) else "",
                adresse=lambda row: bilagskort(row.tilbagefoerer_id or row.tilbagefoert_af.pk) if _parret(row) else "",
            ),
            Felt(_("Udveksling"), lambda row: row.exchange_id, tal=True, adresse=_udveksling),
        ),
        filtre=(
            Filter(
                "kilde",
                _("Kilde"),
                lambda: [(kilde, kilde) for kilde in distinct(Bilag, "kilde")],
                lambda rows, value: rows.filter(kilde=value),
            ),
            Filter(
                "tilbage",
                _("Tilbageført"),
                lambda: [("ja", _("Ja")), ("nej", _("Nej"))],
                lambda rows, value: (
                    rows.exclude(tilbagefoert_af=None) if value == "ja" else rows.filter(tilbagefoert_af=None, tilbagefoerer=None)
                ),
            ),
        ),
    )
)


def _tilbage(row: Bilag) -> bool:
    return getattr(row, "tilbagefoert_af", None) is not None


def _parret(row: Bilag) -> bool:
    return row.tilbagefoerer_id is not None or _tilbage(row)
