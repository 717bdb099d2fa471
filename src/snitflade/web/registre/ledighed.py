"""The registers of Led: jobseekers, their contacts, and the months sent to Grønlands Statistik."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from django.db.models import Exists, F, Max, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from snitflade.exchange.skipping import distinct
from snitflade.folk.gaeldende import gaeldende, tidligere
from snitflade.led.henvendelser import koder
from snitflade.led.models import Art, Gruppe, Henvendelse, Ledighedskort, Match, Periode, Statistik
from snitflade.web import sti
from snitflade.web.nav import adresse
from snitflade.web.register import Felt, Filter, Register, Side, registrer, registrer_side
from snitflade.web.registre.felter import UDVEKSLING

LED = "led"
UDEBLEVET, FRITAGET, KARANTAENE, LEDIG = "udeblevet", "fritaget", "karantaene", "ledig"
STAND = {UDEBLEVET: _("Udeblevet"), FRITAGET: _("Fritaget"), KARANTAENE: _("Karantæne"), LEDIG: _("Ledig")}
TONER = {UDEBLEVET: "kritisk", FRITAGET: "oplysning", KARANTAENE: "advarsel", LEDIG: "godt"}
GRUPPER: dict[str, Any] = {one.value: one.label for one in Gruppe}


def ledige(hvor: frozenset[str]) -> QuerySet[Any]:
    """The cards with what holds today. Udeblevet: the control day is past, nobody came since, and there is no exemption."""
    today = timezone.localdate()
    groups = Match.objects.filter(kort=OuterRef("pk"), fra__lte=today).order_by("-fra")
    contacts = Max("henvendelser__dato", filter=Q(henvendelser__annulleret=None))
    rows = Ledighedskort.objects.annotate(
        sidste=contacts,
        gruppe=Subquery(groups.values("gruppe")[:1]),
        er_ledig=_nu(Art.LEDIG, today),
        er_karantaene=_nu(Art.KARANTAENE, today),
        er_fritaget=_nu(Art.FRITAGET, today),
    )
    return rows.order_by("-pk")


def _nu(art: Art, today: dt.date) -> Exists:
    return Exists(Periode.objects.filter(kort=OuterRef("pk"), art=art, fra__lte=today).exclude(til__lt=today))


def stand(row: Any) -> str:
    """Where a card stands today; empty for who is not unemployed."""
    if er_udeblevet(row):
        return UDEBLEVET
    if row.er_fritaget:
        return FRITAGET
    return KARANTAENE if row.er_karantaene else LEDIG if row.er_ledig else ""


def er_udeblevet(row: Any) -> bool:
    """Whether the person has not come on the control day or since."""
    due = row.naeste_kontrol
    return bool(due and due < timezone.localdate() and not row.er_fritaget and (row.sidste is None or row.sidste < due))


def _i_stand(rows: QuerySet[Any], value: str) -> QuerySet[Any]:
    if value == UDEBLEVET:
        late = rows.filter(naeste_kontrol__lt=timezone.localdate(), er_fritaget=False)
        return late.filter(Q(sidste=None) | Q(sidste__lt=F("naeste_kontrol")))
    if value in (FRITAGET, KARANTAENE, LEDIG):
        return rows.filter(**{f"er_{value}": True})
    return rows.none()


def _find(rows: QuerySet[Any], text: str) -> QuerySet[Any]:
    number = re.sub(r"[\s-]", "", text)
    if len(number) == 10 and number.isdecimal():
        valid = gaeldende(number)
        return rows.filter(cpr__in={number, valid, *tidligere([valid])})
    return rows.filter(pk=int(number)) if number.isascii() and number.isdecimal() and len(number) < 10 else rows.none()


def kort_adresse(nummer: int) -> str:
    """The address of a card."""
    return adresse("register_ledighedskort", nummer)


def _kommuner() -> list[tuple[str, str]]:
    return [(kommune, kommune) for kommune in distinct(Ledighedskort, "kommune")]


FIND = registrer_side(
    Side(
        "register_ledighed_ny",
        _("Ledighed: find eller opret kort"),
        _("Skriv CPR-nummeret, og kom til kortet, hvor der stemples og registreres."),
        (LED,),
        "person",
    )
)

MAANEDEN = registrer_side(
    Side(
        "register_ledighed_maaned",
        _("Ledighed: måneden"),
        _("Månedens henvendelser pr. matchgruppe og lokalitet, og hvad der er sendt til Grønlands Statistik."),
        (LED,),
        "send",
    )
)

LEDIGE = registrer(
    Register(
        id="ledighed",
        titel=_("Ledighedskort"),
        om=_("Registrerede arbejdssøgende: hvem der er ledige, fritaget, i karantæne eller udeblevet (side 530)."),
        delsystemer=(LED,),
        ikon="groups",
        raekker=ledige,
        soeg=_find,
        soeg_tekst=_("Helt CPR-nummer eller kortets nummer"),
        felter=(
            Felt(_("Kort"), lambda row: row.pk, sorter="pk", adresse=lambda row: kort_adresse(row.pk)),
            Felt(_("Kommune"), lambda row: row.kommune, sorter="kommune"),
            Felt(_("CPR"), lambda row: row.cpr),
            Felt(_("Matchgruppe"), lambda row: GRUPPER[row.gruppe or Gruppe.INGEN.value]),
            Felt(_("Næste kontrol"), lambda row: row.naeste_kontrol, sorter="naeste_kontrol"),
            Felt(_("Sidste henvendelse"), lambda row: row.sidste, sorter="sidste"),
            Felt(_("Stand"), lambda row: STAND.get(stand(row), ""), tone=lambda row: TONER.get(stand(row))),
        ),
        filtre=(
            Filter("stand", _("Stand"), lambda: list(STAND.items()), _i_stand),
            Filter(
                "gruppe",
                _("Matchgruppe"),
                lambda: list(GRUPPER.items()),
                lambda rows, value: rows.filter(
                    Q(gruppe=value) | (Q(gruppe=None) if value == Gruppe.INGEN.value else Q(pk__in=()))
                ),
            ),
            Filter("kommune", _("Kommune"), _kommuner, lambda rows, value: rows.filter(kommune=value)),
        ),
    )
)


def _maaneder() -> list[tuple[str, str]]:
    months = Henvendelse.objects.order_by().dates("dato", "month", order="DESC")[:24]
    return [(f"{month:%Y-%m}", f"{month:%Y-%m}") for month in months]


def _i_maaned(rows: QuerySet[Any], value: str) -> QuerySet[Any]:
    year, _dash, month = value.partition("-")
    return rows.filter(dato__year=int(year), dato__month=int(month)) if year.isdecimal() and month.isdecimal() else rows.none()


HENVENDELSER = registrer(
    Register(
        id="henvendelser",
        titel=_("Henvendelser"),
        om=_("Stemplinger og andre henvendelser. De slettes aldrig; en forkert annulleres på kortet og tæller så ikke (side 543)."),
        delsystemer=(LED,),
        ikon="list-bulleted",
        raekker=lambda hvor: Henvendelse.objects.select_related("kort").order_by("-dato", "-pk"),
        soeg=lambda rows, text: rows.filter(kort__in=_find(Ledighedskort.objects.all(), text)),
        soeg_tekst=_("Helt CPR-nummer eller kortets nummer"),
        felter=(
            Felt(_("Dato"), lambda row: row.dato, sorter="dato"),
            Felt(_("Kode"), lambda row: row.kode, sorter="kode"),
            Felt(_("Kommune"), lambda row: row.kort.kommune),
            Felt(_("Lokalitet"), lambda row: row.lokalitet, sorter="lokalitet"),
            Felt(_("Kontor"), lambda row: row.kontor, dansk=True),
            Felt(_("Kort"), lambda row: row.kort_id, adresse=lambda row: kort_adresse(row.kort_id)),
            Felt(_("Af"), lambda row: row.oprettet_af),
            Felt(
                _("Tilstand"),
                lambda row: _("Annulleret") if row.annulleret else _("Gælder"),
                tone=lambda row: "" if row.annulleret else "godt",
            ),
        ),
        filtre=(
            Filter("maaned", _("Måned"), _maaneder, _i_maaned),
            Filter("kode", _("Kode"), lambda: list(koder().items()), lambda rows, value: rows.filter(kode=value)),
            Filter("kommune", _("Kommune"), _kommuner, lambda rows, value: rows.filter(kort__kommune=value)),
        ),
    )
)

STATISTIK = registrer(
    Register(
        id="ledighedsstatistik",
        titel=_("Ledighed til Grønlands Statistik"),
        om=_(
            "Hver måned, som den er bygget: hvor mange linjer og personer, og om den var komplet. Den sidste, der er sendt, gælder."
        ),
        delsystemer=(LED,),
        ikon="send",
        raekker=lambda hvor: Statistik.objects.select_related("exchange").order_by("-maaned", "kommune", "-nummer", "-pk"),
        soeg=lambda rows, text: rows.filter(kommune=text.strip()),
        soeg_tekst=_("Kommune"),
        felter=(
            Felt(_("Måned"), lambda row: f"{row.maaned:%Y-%m}", sorter="maaned"),
            Felt(_("Kommune"), lambda row: row.kommune, sorter="kommune"),
            Felt(_("Rettelse"), lambda row: row.nummer, tal=True),
            Felt(
                _("Komplet"),
                lambda row: _("Ja") if row.komplet else _("Nej"),
                tone=lambda row: "godt" if row.komplet else "advarsel",
            ),
            Felt(_("Mangler"), lambda row: row.mangler, dansk=True),
            Felt(_("Linjer"), lambda row: row.linjer, tal=True),
            Felt(_("Personer"), lambda row: row.personer, tal=True),
            UDVEKSLING,
            Felt(_("Tilstand"), lambda row: sti.navn(row.exchange), tone=lambda row: sti.tone(row.exchange)),
        ),
    )
)
