"""The registers of GAR: the authorised addresses, and what each fetching changed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from snitflade.folk.gar.adresser import MANGLER
from snitflade.folk.gar.lag import Lag
from snitflade.folk.gar.tabeller import Art, GarAdresse, GarForskel, GarHentning, GarKommune, GarLokalitet, GarVej
from snitflade.web.nav import adresse
from snitflade.web.register import Felt, Filter, Register, Side, Tekst, ord_i, registrer, registrer_side

MOST_FETCHED = 50
"""How many fetchings can be chosen between."""
LAG: dict[str, Tekst] = {
    Lag.KOMMUNE: _("Kommune"),
    Lag.POSTNUMMER: _("Postnummer"),
    Lag.LOKALITET: _("Lokalitet"),
    Lag.VEJ: _("Vej"),
    Lag.BYGNING: _("Bygning"),
    Lag.ADGANGSADRESSE: _("Adgangsadresse"),
    Lag.ENHEDSADRESSE: _("Enhedsadresse"),
}
ARTER: dict[str, Tekst] = {Art.NY: _("Ny"), Art.AENDRET: _("Ændret"), Art.BORTE: _("Borte"), Art.IGEN: _("Fundet igen")}
_TONER = {Art.NY: "godt", Art.BORTE: "advarsel", Art.IGEN: "oplysning"}


def _veje() -> QuerySet[GarVej]:
    return GarVej.objects.filter(borte=None, kommune=OuterRef("kommune"), vejkode=OuterRef("vejkode"))


def _lokaliteter() -> QuerySet[GarLokalitet]:
    return GarLokalitet.objects.filter(borte=None, kode=OuterRef("lokalitet"))


def _adresser(hvor: frozenset[str]) -> QuerySet[Any]:
    return (
        GarAdresse.objects.filter(gaelder_til=None)
        .annotate(
            vejnavn=Subquery(_veje().order_by("pk").values("navn")[:1]),
            lokalitetsnavn=Subquery(_lokaliteter().order_by("pk").values("navn")[:1]),
        )
        .order_by("kommune", "vejkode", "husnr", "bnr", "sidedoer", "pk")
    )


def _find_adresser(rows: QuerySet[Any], text: str) -> QuerySet[Any]:
    """Addresses where every word begins the Adresse-ID, or is in the name of the road or of the locality."""
    for word in text.split():
        begins = Q(adresse_id__startswith=word.upper())
        rows = rows.filter(
            begins | Exists(_veje().filter(ord_i("navn", word))) | Exists(_lokaliteter().filter(ord_i("navn", word)))
        )
    return rows


def _mangler(row: GarAdresse) -> str:
    return "; ".join(MANGLER[word] for word in row.mangler.split(",") if word)


def _kommuner() -> list[tuple[str, str]]:
    return list(GarKommune.objects.filter(borte=None).exclude(kode="").order_by("kode").values_list("kode", "navn"))


ADRESSER = registrer(
    Register(
        id="adresser",
        titel=_("Adresser"),
        om=_("De autoriserede adresser fra Grønlands Adresseregister med deres Adresse-ID, og hvad der mangler i dem."),
        delsystemer=("folk",),
        ikon="location",
        raekker=_adresser,
        soeg=_find_adresser,
        soeg_tekst=_("Adresse-ID, vej eller lokalitet"),
        felter=(
            Felt(_("Adresse-ID"), lambda row: row.adresse_id, sorter="adresse_id"),
            Felt(_("Kommune"), lambda row: row.kommune),
            Felt(_("Lokalitet"), lambda row: row.lokalitetsnavn or row.lokalitet, dansk=True),
            Felt(_("Vej"), lambda row: row.vejnavn or "", dansk=True),
            Felt(_("Vejkode"), lambda row: row.vejkode),
            Felt(_("Husnr."), lambda row: row.husnr),
            Felt(_("B-nr."), lambda row: row.bnr),
            Felt(_("Side/dør"), lambda row: row.sidedoer),
            Felt(_("Postnr."), lambda row: row.postnr),
            Felt(_("Mangler"), _mangler, dansk=True),
            Felt(_("Gælder fra"), lambda row: row.gaelder_fra, sorter="gaelder_fra"),
        ),
        filtre=(
            Filter("kommune", _("Kommune"), _kommuner, lambda rows, value: rows.filter(kommune=value)),
            Filter(
                "mangler",
                _("Mangler noget"),
                lambda: [("ja", _("Ja")), ("nej", _("Nej"))],
                lambda rows, value: rows.exclude(mangler="") if value == "ja" else rows.filter(mangler=""),
            ),
        ),
    )
)


def _forskelle(hvor: frozenset[str]) -> QuerySet[Any]:
    return GarForskel.objects.annotate(hentet=F("exchange__gar_hentning__hentet")).order_by("-exchange", "pk")


def _hentninger() -> Sequence[tuple[str, Tekst]]:
    rows = GarHentning.objects.values_list("exchange_id", "hentet")[:MOST_FETCHED]
    return [(str(number), f"{number} · {timezone.localtime(moment):%Y-%m-%d %H.%M}") for number, moment in rows]


FORSKELLE = registrer(
    Register(
        id="adresseforskelle",
        titel=_("Adresseforskelle"),
        om=_("Hvad hver hentning fra Grønlands Adresseregister har ændret: nyt, ændret, borte og fundet igen."),
        delsystemer=("folk",),
        ikon="sync",
        raekker=_forskelle,
        soeg=lambda rows, text: rows.filter(ord_i("navn", text) | Q(felt__iexact=text) | Q(kilde_id=text.strip("{}").lower())),
        soeg_tekst=_("Navn, egenskab eller GlobalID"),
        felter=(
            Felt(_("Udveksling"), lambda row: row.exchange_id, adresse=lambda row: adresse("udveksling", row.exchange_id)),
            Felt(_("Hentet"), lambda row: row.hentet),
            Felt(_("Lag"), lambda row: str(LAG.get(row.lag, row.lag))),
            Felt(_("Hvad"), lambda row: row.navn or row.kilde_id, dansk=True),
            Felt(_("Forskel"), lambda row: str(ARTER.get(row.art, row.art)), tone=lambda row: _TONER.get(row.art, "")),
            Felt(_("Egenskab"), lambda row: row.felt, dansk=True),
            Felt(_("Før"), lambda row: row.foer, dansk=True),
            Felt(_("Efter"), lambda row: row.efter, dansk=True),
        ),
        filtre=(
            Filter("udveksling", _("Udveksling"), _hentninger, lambda rows, value: rows.filter(exchange_id=int(value))),
            Filter("lag", _("Lag"), lambda: list(LAG.items()), lambda rows, value: rows.filter(lag=value)),
            Filter("art", _("Forskel"), lambda: list(ARTER.items()), lambda rows, value: rows.filter(art=value)),
        ),
    )
)
ADRESSEKONTROL = registrer_side(
    Side(
        "register_adressekontrol",
        _("Adressekontrol"),
        _("Hvis adresse i CPR der ikke er autoriseret, og hvad der kan være ment."),
        ("folk",),
        "check",
    )
)
