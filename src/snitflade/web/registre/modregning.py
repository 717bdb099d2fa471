"""The registers of set-off: every attempt with where it stands, and where the authority's books differ from ours."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from snitflade.krdi.modregning.models import Forskel, Forskelsart, Forsoeg, Tilstand
from snitflade.web.eksport import Oere
from snitflade.web.register import Felt, Filter, Register, Side, registrer, registrer_side

KRDI = "krdi"
NAVNE: dict[str, str | Promise] = {
    Tilstand.NY: _("Spørges"),
    Tilstand.FEJL: _("Besvaret med fejl"),
    Tilstand.INTET: _("Intet at modregne"),
    Tilstand.FUNDET: _("Venter på godkendelse"),
    Tilstand.GODKENDT: _("Godkendt, ikke sendt"),
    Tilstand.SENDES: _("Sendes"),
    Tilstand.UKENDT: _("Uklart, om den er modregnet"),
    Tilstand.MODTAGET: _("Modregnet"),
    Tilstand.BOGFOERT: _("Modregnet og bogført hos dem"),
    Tilstand.AFVIST: _("Afvist"),
    Tilstand.RULLET: _("Taget tilbage af dem"),
    Tilstand.ANNULLERES: _("Annulleres"),
    Tilstand.ANNULLERET: _("Annulleret"),
    Tilstand.FRITAGET: _("Fritaget"),
    Tilstand.UDLOEBET: _("Udløbet"),
}
TONER = {
    Tilstand.MODTAGET: "godt",
    Tilstand.BOGFOERT: "godt",
    Tilstand.FUNDET: "oplysning",
    Tilstand.FEJL: "advarsel",
    Tilstand.ANNULLERES: "advarsel",
    Tilstand.SENDES: "advarsel",
    Tilstand.UKENDT: "kritisk",
}
ARTER: dict[str, str | Promise] = {
    Forskelsart.UKENDT: _("De kender den ikke"),
    Forskelsart.FOR_MEGET: _("De har bogført mere"),
    Forskelsart.TILBAGE: _("De skal betale tilbage"),
    Forskelsart.FAST: _("De har den, og vi har den ikke"),
}


def kort(forsoeg: int) -> str:
    """The address of an attempt's card."""
    return reverse("register_modregning", args=[forsoeg])


def kroner(hele: int | None) -> Oere | None:
    """Their whole kroner as ours."""
    return None if hele is None else Oere(hele * 100)


def _find(rows: QuerySet[Any], text: str) -> QuerySet[Any]:
    """Attempts by reference, by the item's key or by the payee's whole number."""
    digits = text.replace(" ", "").replace("-", "")
    return rows.filter(
        Q(reference=text.upper()) | Q(post__noegle=text) | Q(post__modtager__nummer=digits) | Q(set_off_id=text.lower())
    )


MODREGNINGER = registrer(
    Register(
        id="modregninger",
        titel=_("Modregninger"),
        om=_("Hvad Inddrivelsesmyndigheden er spurgt om, har svaret, og hvad der er modregnet i udbetalinger."),
        delsystemer=(KRDI,),
        ikon="sync",
        raekker=lambda hvor: Forsoeg.objects.select_related("post__modtager").order_by("-pk"),
        soeg=_find,
        soeg_tekst=_("Reference, postens nøgle eller modtagerens hele nummer"),
        felter=(
            Felt(_("Reference"), lambda row: row.reference, adresse=lambda row: kort(row.pk)),
            Felt(
                _("Post"), lambda row: row.post.noegle, adresse=lambda row: reverse("register_udbetalingspost", args=[row.post_id])
            ),
            Felt(_("Tilstand"), lambda row: NAVNE[row.tilstand], tone=lambda row: TONER.get(row.tilstand)),
            Felt(_("Åbent, da der blev spurgt"), lambda row: Oere(row.rest), tal=True),
            Felt(_("Deres krav"), lambda row: kroner(row.gaeld), tal=True),
            Felt(_("Modregnes"), lambda row: Oere(row.beloeb), sorter="beloeb", tal=True),
            Felt(_("Modregnet nu"), lambda row: Oere(row.gaeldende), sorter="gaeldende", tal=True),
            Felt(_("Bogført hos dem"), lambda row: kroner(row.bogfoert), tal=True),
            Felt(_("Svar"), lambda row: row.svar_tid),
            Felt(_("Besked"), lambda row: row.besked, dansk=True, i_liste=False),
            Felt(_("Sager hos dem"), lambda row: row.sager, i_liste=False),
        ),
        filtre=(Filter("tilstand", _("Tilstand"), lambda: list(NAVNE.items()), lambda rows, value: rows.filter(tilstand=value)),),
    )
)

FORSKELLE = registrer(
    Register(
        id="modregningsforskelle",
        titel=_("Forskelle i modregning"),
        om=_("Hvor Inddrivelsesmyndighedens bøger afviger fra vores, og hvad der er fundet ud af."),
        delsystemer=(KRDI,),
        ikon="document",
        raekker=lambda hvor: Forskel.objects.select_related("forsoeg").order_by("-pk"),
        felter=(
            Felt(_("Reference"), lambda row: row.forsoeg.reference, adresse=lambda row: kort(row.forsoeg_id)),
            Felt(_("Forskel"), lambda row: ARTER[row.art], tone=lambda row: None if row.lukket_af else "advarsel"),
            Felt(_("Vores"), lambda row: Oere(row.vores), tal=True),
            Felt(_("Deres"), lambda row: Oere(row.deres), tal=True),
            Felt(_("Fundet"), lambda row: row.fundet, sorter="fundet"),
            Felt(_("Lukket af"), lambda row: row.lukket_af),
            Felt(_("Forklaring"), lambda row: row.forklaring, dansk=True),
        ),
        filtre=(
            Filter(
                "lukket",
                _("Lukket"),
                lambda: [("nej", _("Nej")), ("ja", _("Ja"))],
                lambda rows, value: rows.filter(lukket_af="") if value == "nej" else rows.exclude(lukket_af=""),
            ),
        ),
    )
)
MODREGNING = registrer_side(
    Side(
        "register_modregning_side",
        _("Modregning"),
        _("Spørg Inddrivelsesmyndigheden før en udbetaling, godkend eller fritag, og se, hvad der er uklart."),
        (KRDI,),
        "sync",
    )
)
