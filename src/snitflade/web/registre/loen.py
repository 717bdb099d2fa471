"""The register of payroll runs: what is frozen, what is booked, what waits."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from snitflade.lon.models import Koerselstatus, Loenkoersel
from snitflade.web.eksport import Oere
from snitflade.web.nav import adresse
from snitflade.web.register import Felt, Filter, Register, Side, registrer, registrer_side
from snitflade.web.registre.felter import UDVEKSLING

_BOGFOERT = Q(bogfoeringer__isnull=False, bogfoeringer__bilag__tilbagefoert_af=None)


def koersler(hvor: frozenset[str]) -> QuerySet[Loenkoersel]:
    """The runs, each with how many of its vouchers hold."""
    return Loenkoersel.objects.annotate(gaelder=Count("bogfoeringer", filter=_BOGFOERT)).order_by("-aar", "-maaned", "-pk")


def _stand(row: Any) -> object:
    return _("Bogført") if row.gaelder else Koerselstatus(row.status).label


def _tone(row: Any) -> str:
    return "godt" if row.gaelder else "oplysning" if row.status == Koerselstatus.FROSSET else ""


def _i_stand(rows: QuerySet[Any], value: str) -> QuerySet[Any]:
    if value == "bogfoert":
        return rows.filter(gaelder__gt=0)
    return rows.filter(gaelder=0, status=value)


def _soeg(rows: QuerySet[Any], text: str) -> QuerySet[Any]:
    word = text.strip()
    found = Q(kommune=word) | Q(afloenning=word)
    if len(word) >= 4 and word[:4].isascii() and word[:4].isdigit():
        of_year = Q(aar=int(word[:4]))
        found |= of_year & Q(maaned=int(word[4:6])) if word[4:6].isascii() and word[4:6].isdigit() else of_year
    return rows.filter(found)


def _udveksling(row: Any) -> str:
    return adresse("udveksling", row.exchange_id)


LOENKOERSLER = registrer(
    Register(
        id="loenkoersler",
        titel=_("Lønkørsler"),
        om=_("Hver lønkørsel, som lønsystemet viste den sidst: om den er frosset, og om den er bogført."),
        delsystemer=("lon",),
        ikon="payments",
        raekker=koersler,
        soeg=_soeg,
        soeg_tekst=_("Kommune, aflønning eller måned, fx 202503"),
        felter=(
            Felt(_("Kørsel"), lambda row: row.noegle, adresse=lambda row: adresse("register_loenkoersel", row.pk)),
            Felt(_("Stand"), _stand, tone=_tone),
            Felt(_("Linjer"), lambda row: row.linjer, tal=True),
            Felt(_("Debet"), lambda row: Oere(row.debet), sorter="debet", tal=True),
            Felt(_("Kredit"), lambda row: Oere(row.kredit), tal=True),
            UDVEKSLING,
        ),
        filtre=(
            Filter(
                "stand",
                _("Stand"),
                lambda: [("A", _("Åben")), ("F", _("Frosset, ikke bogført")), ("bogfoert", _("Bogført"))],
                _i_stand,
            ),
        ),
    )
)

UDTRAEK = registrer_side(
    Side(
        "register_loenudtraek",
        _("Udtræk af løndata"),
        _("Tag løndata ud i et regneark: måned, institution, konto og lønart, så vidt du har ret til dem."),
        ("lon",),
        "download",
    )
)
