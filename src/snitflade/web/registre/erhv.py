"""The registers of Erhv: places of purchase, their rates, hunters and fishers; and what its registers and cards share."""

from __future__ import annotations

from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from snitflade.bogh.udbetaling.models import Nummerart
from snitflade.erhv.models import Indhandlingssted, Saelger, Salgsart, Stedart, Vilkaar
from snitflade.erhv.models_afregning import Svarart
from snitflade.formats.text import konto_tekst
from snitflade.web.eksport import Oere
from snitflade.web.register import Felt, Filter, Register, Side, ord_i, registrer, registrer_side

ERHV = "erhv"
ARTER: dict[str, Promise] = {Stedart.BRAET: _("Brætsalg"), Stedart.INSTITUTION: _("Institution")}
SALGSARTER: dict[str, Promise] = {Salgsart.SALG: _("Salg"), Salgsart.LEJE: _("Leje")}
SVAR: dict[str, Promise] = {
    Svarart.MODTAGET: _("Modtaget"),
    Svarart.BOGFOERT: _("Bogført"),
    Svarart.RULLET_TILBAGE: _("Rullet tilbage"),
    Svarart.FEJL: _("Fejl"),
}
SVARTONER = {Svarart.BOGFOERT: "godt", Svarart.MODTAGET: "oplysning", Svarart.RULLET_TILBAGE: "kritisk", Svarart.FEJL: "kritisk"}


def procent(value: int | None) -> str:
    """Hundredths of a percent as a percentage; empty for none.

    >>> procent(4250), procent(200), procent(None)
    ('42,5 %', '2 %', '')
    """
    if value is None:
        return ""
    whole, part = divmod(value, 100)
    return f"{whole},{part:02d}".rstrip("0").rstrip(",") + " %"


def sted_kort(number: int) -> str:
    """The address of a place's card."""
    return reverse("register_sted", args=[number])


def fanger_kort(number: int) -> str:
    """The address of a seller's card."""
    return reverse("register_fanger", args=[number])


def afregning_kort(number: int) -> str:
    """The address of a settlement's card."""
    return reverse("register_afregning", args=[number])


def indberetning_kort(number: int) -> str:
    """The address of a report's card."""
    return reverse("register_indberetning", args=[number])


def _steder(hvor: frozenset[str]) -> QuerySet[Any]:
    now = Vilkaar.objects.filter(sted=OuterRef("pk"), fra__lte=timezone.localdate()).order_by("-fra", "-pk")
    rates = {f"nu_{name}": Subquery(now.values(name)[:1]) for name in ("skat", "knapk", "lokal", "drift", "transport")}
    return Indhandlingssted.objects.annotate(**rates).order_by("kode")


def kroner(oere: int | None) -> Oere | None:
    """An amount; None for none."""
    return None if oere is None else Oere(oere)


BRAETSALG = registrer_side(
    Side(
        "register_braetsalg",
        _("Brætsalg: dagens bonner"),
        _("Registrér bonner ved brættet og hos institutioner, og afregn dem."),
        (ERHV,),
        "edit",
    )
)

INDHANDLINGSSTEDER = registrer(
    Register(
        id="indhandlingssteder",
        titel=_("Indhandlingssteder"),
        om=_("Brætter og institutioner, der køber, med satserne i dag. Satser og konti sættes på stedets kort."),
        delsystemer=(ERHV,),
        ikon="location",
        raekker=_steder,
        soeg=lambda rows, text: rows.filter(ord_i("navn", text) | Q(kode__iexact=text)),
        soeg_tekst=_("Kode eller navn"),
        felter=(
            Felt(_("Kode"), lambda row: row.kode, sorter="kode", adresse=lambda row: sted_kort(row.pk)),
            Felt(_("Navn"), lambda row: row.navn, sorter="navn", dansk=True),
            Felt(_("Kommune"), lambda row: row.kommune, sorter="kommune"),
            Felt(_("Art"), lambda row: ARTER.get(row.art, row.art)),
            Felt(_("Skat"), lambda row: procent(row.nu_skat), tal=True),
            Felt(_("KNAPK"), lambda row: procent(row.nu_knapk), tal=True),
            Felt(_("Lokalforening"), lambda row: procent(row.nu_lokal), tal=True),
            Felt(_("Driftsbidrag"), lambda row: procent(row.nu_drift), tal=True),
            Felt(_("Transport pr. tur"), lambda row: kroner(row.nu_transport), tal=True),
            Felt(_("Lukket fra"), lambda row: row.lukket_fra),
        ),
        filtre=(Filter("art", _("Art"), lambda: list(ARTER.items()), lambda rows, value: rows.filter(art=value)),),
    )
)

FRADRAGSSATSER = registrer(
    Register(
        id="fradragssatser",
        titel=_("Fradragssatser"),
        om=_("Hver sats og konto, der er sat for et sted, og fra hvilken dag. Salgsdagen afgør, hvilke der gælder."),
        delsystemer=(ERHV,),
        ikon="list-bulleted",
        raekker=lambda hvor: Vilkaar.objects.select_related("sted").order_by("sted__kode", "-fra", "-pk"),
        soeg=lambda rows, text: rows.filter(ord_i("sted__navn", text) | Q(sted__kode__iexact=text)),
        soeg_tekst=_("Stedets kode eller navn"),
        felter=(
            Felt(_("Sted"), lambda row: row.sted.kode, sorter="sted__kode", adresse=lambda row: sted_kort(row.sted_id)),
            Felt(_("Gælder fra"), lambda row: row.fra, sorter="fra"),
            Felt(_("Skat"), lambda row: procent(row.skat), tal=True),
            Felt(_("KNAPK"), lambda row: procent(row.knapk), tal=True),
            Felt(_("Lokalforening"), lambda row: procent(row.lokal), tal=True),
            Felt(_("Driftsbidrag"), lambda row: procent(row.drift), tal=True),
            Felt(_("Transport pr. tur"), lambda row: Oere(row.transport), tal=True),
            Felt(_("Konto for køb"), lambda row: konto_tekst(row.konto_salg)),
            Felt(_("Afregningskonto"), lambda row: konto_tekst(row.konto_afregning)),
            Felt(_("Sat af"), lambda row: row.oprettet_af),
        ),
    )
)


def _fangere(hvor: frozenset[str]) -> QuerySet[Any]:
    return Saelger.objects.select_related("modtager", "sted").order_by("nummer")


FANGERE = registrer(
    Register(
        id="fangere",
        titel=_("Fangere/fiskere"),
        om=_("Hvem der sælger ved brættet og til institutioner (side 415). Salg og fradrag i året står på kortet."),
        delsystemer=(ERHV,),
        ikon="person",
        raekker=_fangere,
        soeg=lambda rows, text: rows.filter(
            Q(nummer__iexact=text) | Q(modtager__nummer=text.replace("-", "")) | ord_i("modtager__navn", text)
        ),
        soeg_tekst=_("Fanger/fisker-nummer, helt CPR- eller CVR-nummer, eller navn"),
        felter=(
            Felt(_("Nummer"), lambda row: row.nummer, sorter="nummer", adresse=lambda row: fanger_kort(row.pk)),
            Felt(_("Navn"), lambda row: row.modtager.navn, dansk=True),
            Felt(_("Art"), lambda row: Nummerart(row.modtager.art).label, dansk=True),
            Felt(_("Sted"), lambda row: row.sted.kode, sorter="sted__kode"),
            Felt(_("Transport"), lambda row: row.transport),
            Felt(_("Ophørt"), lambda row: row.ophoert),
        ),
        filtre=(
            Filter(
                "sted",
                _("Sted"),
                lambda: [(kode, kode) for kode in Indhandlingssted.objects.order_by("kode").values_list("kode", flat=True)],
                lambda rows, value: rows.filter(sted__kode=value),
            ),
            Filter(
                "art",
                _("Art"),
                lambda: [("cpr", _("Personer")), ("andre", _("Andre"))],
                lambda rows, value: (
                    rows.filter(modtager__art=Nummerart.CPR) if value == "cpr" else rows.exclude(modtager__art=Nummerart.CPR)
                ),
            ),
        ),
    )
)
