"""The registers of Sociale udbetalinger: what falls due, cards, lines, and arts with their tax."""

from __future__ import annotations

import re
from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from snitflade.bogh.udbetaling.models import Modtager
from snitflade.formats.text import konto_tekst
from snitflade.soc.models import Ydelsesart, Ydelseskort, Ydelseslinje, Ydelsesvilkaar
from snitflade.soc.udbetalinger.models import Enhed, Kolonne
from snitflade.soc.udbetalinger.stand import Stand, i_stand, med_stand, stand
from snitflade.web.eksport import Oere
from snitflade.web.register import Felt, Filter, Register, Side, registrer, registrer_side
from snitflade.web.registre.udbetalinger import hvem, post_kort

SOC = ("soc",)
STANDE: dict[Stand, Promise] = {
    Stand.KLAR: _("Klar"),
    Stand.TILBAGEHOLDT: _("Tilbageholdt"),
    Stand.BOGFOERT: _("Bogført"),
    Stand.I_KOERSEL: _("I kørsel"),
    Stand.SENDT: _("Sendt"),
    Stand.AFVIST: _("Kommet retur"),
    Stand.MODREGNET: _("Modregnet"),
    Stand.TILBAGEFOERT: _("Tilbageført"),
}
TONER = {Stand.TILBAGEHOLDT: "advarsel", Stand.I_KOERSEL: "oplysning", Stand.SENDT: "godt", Stand.AFVIST: "kritisk"}
ENHEDER: dict[str, Promise] = {Enhed.DAGE: _("dage"), Enhed.MAANEDER: _("måneder")}
LANGE = 10**18


def kort_adresse(number: int) -> str:
    """The address of a card."""
    return reverse("register_socialkort", args=[number])


def linje_adresse(number: int) -> str:
    """The address of a line's card."""
    return reverse("register_sociallinje", args=[number])


def art_adresse(number: int) -> str:
    """The address of an art's card."""
    return reverse("register_socialart", args=[number])


def _find(rows: QuerySet[Any], text: str) -> QuerySet[Any]:
    """By number, art, the person's whole CPR number, or the payee."""
    digits = re.sub(r"[\s-]", "", text)
    found = Q(modtager__in=Modtager.objects.filter(hvem(text))) | Q(vedroerer=digits) | Q(art__nummer=digits)
    if digits.isascii() and digits.isdigit() and int(digits) < LANGE:
        found |= Q(pk=int(digits))
    return rows.filter(found)


def _arter() -> list[tuple[str, str]]:
    return [(nummer, f"{nummer} {navn}") for nummer, navn in Ydelsesart.objects.values_list("nummer", "navn")]


_ART = Filter("art", _("Art"), _arter, lambda rows, value: rows.filter(art__nummer=value))

SOCIALE = registrer_side(
    Side(
        "register_sociale",
        _("Sociale udbetalinger: det, der forfalder"),
        _("Hvad der skal betales, hvad der er tilbageholdt, og hvilke kort der venter. Herfra laves linjer og kørsel."),
        SOC,
        "payments",
    )
)

KORT = registrer(
    Register(
        id="sociale-kort",
        titel=_("Sociale udbetalinger: kort"),
        om=_("Periodiske kort (side 563). Kortet viser, hvad det har betalt, og hvornår det betaler igen."),
        delsystemer=SOC,
        ikon="refresh",
        raekker=lambda hvor: Ydelseskort.objects.select_related("art", "modtager").order_by("-pk"),
        soeg=_find,
        soeg_tekst=_("Kortets nummer, art, helt CPR-nummer eller modtager"),
        felter=(
            Felt(_("Kort"), lambda row: row.pk, sorter="pk", tal=True, adresse=lambda row: kort_adresse(row.pk)),
            Felt(_("Modtager"), lambda row: row.modtager.navn, dansk=True),
            Felt(_("Art"), lambda row: str(row.art), dansk=True),
            Felt(_("Kommune"), lambda row: row.kommune),
            Felt(_("Beløb"), lambda row: Oere(row.beloeb), sorter="beloeb", tal=True),
            Felt(_("Næste"), lambda row: row.naeste, sorter="naeste"),
            Felt(_("Interval"), lambda row: row.interval, tal=True),
            Felt(_("Enhed"), lambda row: ENHEDER.get(row.enhed, row.enhed)),
            Felt(_("Start"), lambda row: row.start, sorter="start"),
            Felt(_("Slut"), lambda row: row.slut, sorter="slut"),
            Felt(_("Stoppet"), lambda row: row.stoppet_tid),
            Felt(_("Tastet af"), lambda row: row.tastet_af),
        ),
        filtre=(
            Filter(
                "stand",
                _("Stand"),
                lambda: [("aktiv", _("Betaler igen")), ("slut", _("Slut eller stoppet"))],
                lambda rows, value: rows.filter(naeste__isnull=value != "aktiv"),
            ),
            _ART,
        ),
    )
)

LINJER = registrer(
    Register(
        id="sociale-linjer",
        titel=_("Sociale udbetalinger: linjer"),
        om=_("Hver betalingslinje (side 561): hvad den er for, hvor langt den er, og hvorfor den venter."),
        delsystemer=SOC,
        ikon="list-bulleted",
        raekker=lambda hvor: med_stand(Ydelseslinje.objects.order_by("-pk")),
        soeg=_find,
        soeg_tekst=_("Linjens nummer, art, helt CPR-nummer eller modtager"),
        felter=(
            Felt(_("Linje"), lambda row: row.pk, sorter="pk", tal=True, adresse=lambda row: linje_adresse(row.pk)),
            Felt(_("Modtager"), lambda row: row.modtager.navn, dansk=True),
            Felt(_("Art"), lambda row: str(row.art), dansk=True),
            Felt(_("Kommune"), lambda row: row.kommune),
            Felt(_("Betales"), lambda row: row.dato, sorter="dato"),
            Felt(_("Fra"), lambda row: row.periode_fra),
            Felt(_("Til"), lambda row: row.periode_til),
            Felt(_("Beløb"), lambda row: Oere(row.beloeb), sorter="beloeb", tal=True),
            Felt(_("Stand"), lambda row: STANDE[stand(row)], tone=lambda row: TONER.get(stand(row), "")),
            Felt(_("Hvorfor"), lambda row: row.holdt, dansk=True),
            Felt(
                _("Kort"),
                lambda row: row.kort_id,
                tal=True,
                adresse=lambda row: kort_adresse(row.kort_id) if row.kort_id else "",
            ),
            Felt(
                _("Udbetalingspost"),
                lambda row: row.post_id,
                tal=True,
                adresse=lambda row: post_kort(row.post_id) if row.post_id else "",
            ),
            Felt(_("Tastet af"), lambda row: row.tastet_af),
        ),
        filtre=(
            Filter("stand", _("Stand"), lambda: [(one.value, name) for one, name in STANDE.items()], i_stand),
            _ART,
        ),
    )
)


def _med_vilkaar(hvor: frozenset[str]) -> QuerySet[Any]:
    now = Ydelsesvilkaar.objects.filter(art=OuterRef("pk"), fra__lte=timezone.localdate()).order_by("-fra", "-pk")
    names = ("socudb", "spec", "konto", "modregnes", "skattepligtig", "kolonne", "indkomst")
    return Ydelsesart.objects.annotate(**{f"nu_{name}": Subquery(now.values(name)[:1]) for name in names}).order_by("nummer")


def skat_tekst(skattepligtig: bool | None, kolonne: str | None) -> str | Promise:
    """What an art's tax entry says."""
    if skattepligtig is None:
        return _("Ikke angivet")
    return Kolonne(kolonne).label if skattepligtig and kolonne else _("Skattefri")


ARTER = registrer(
    Register(
        id="sociale-arter",
        titel=_("Sociale udbetalinger: arter"),
        om=_("Hvilke arter der må udbetales (SOCUDB), med hvilket krav om stempling, og hvordan de beskattes."),
        delsystemer=SOC,
        raekker=_med_vilkaar,
        soeg=lambda rows, text: rows.filter(Q(nummer=text.strip()) | Q(navn__icontains=text.strip())),
        soeg_tekst=_("Artens nummer eller navn"),
        felter=(
            Felt(_("Art"), lambda row: row.nummer, sorter="nummer", adresse=lambda row: art_adresse(row.pk)),
            Felt(_("Navn"), lambda row: row.navn, sorter="navn", dansk=True),
            Felt(_("SOCUDB"), lambda row: row.nu_socudb),
            Felt(_("Dage siden stempling"), lambda row: row.nu_spec, tal=True),
            Felt(_("Konto"), lambda row: konto_tekst(row.nu_konto or "")),
            Felt(_("Modregnes"), lambda row: row.nu_modregnes),
            Felt(
                _("A11"),
                lambda row: skat_tekst(row.nu_skattepligtig, row.nu_kolonne),
                tone=lambda row: "kritisk" if row.nu_skattepligtig is None else "",
            ),
        ),
        filtre=(
            Filter(
                "skat",
                _("Skat"),
                lambda: [("mangler", _("Ikke angivet")), ("ja", _("Skattepligtig")), ("nej", _("Skattefri"))],
                lambda rows, value: rows.filter(nu_skattepligtig={"ja": True, "nej": False}.get(value)),
            ),
        ),
    )
)
