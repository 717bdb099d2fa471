"""The registers of Boligsikring: applications, grants, the advis list, landlords."""

from __future__ import annotations

import re
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from snitflade.exchange.skipping import distinct
from snitflade.soc.models import Advis, Ansoegning, Beregning, Bevilling, Udlejer
from snitflade.web import sti
from snitflade.web.eksport import Oere
from snitflade.web.nav import adresse
from snitflade.web.register import Felt, Filter, Register, Side, registrer, registrer_side

SOC = ("soc",)
RESULTATER: dict[str, Any] = {"TILSAGN": _("Tilsagn"), "AFSLAG": _("Afslag"), "FEJL": _("Fejl")}
"""What a calculation came to, as people say it."""
RESULTAT_TONER = {"TILSAGN": "godt", "AFSLAG": "advarsel", "FEJL": "kritisk"}
STATUS_TONER = {"aaben": "advarsel", "accepteret": "godt", "afvist": "oplysning", "bortfaldet": ""}


def _kort(number: int) -> str:
    return reverse("register_boligansoegning", args=[number])


def _nummer(text: str) -> str:
    return re.sub(r"[\s-]", "", text)


def _find_ansoegninger(rows: QuerySet[Any], text: str) -> QuerySet[Any]:
    number = _nummer(text)
    found = Q(ansoeger=number) | Q(medlemmer__cpr=number) | Q(lejemaalsnr=text.strip())
    if number.isdecimal() and len(number) < 10:
        found |= Q(pk=int(number))
    return rows.filter(pk__in=Ansoegning.objects.filter(found).values("pk"))


def _aar() -> list[tuple[str, str]]:
    years = Ansoegning.objects.order_by("-aar").values_list("aar", flat=True).distinct()
    return [(str(year), str(year)) for year in years]


def _maaneder(model: Any) -> list[tuple[str, str]]:
    return [(name, name) for name in reversed(distinct(model, "maaned"))]


def _udlejere() -> list[tuple[str, str]]:
    return [(str(pk), kode) for pk, kode in Udlejer.objects.values_list("pk", "kode")]


ANSOEGNINGER = registrer(
    Register(
        id="boligsikring",
        titel=_("Boligsikring: ansøgninger"),
        om=_("Ansøgninger om boligsikring. Kortet viser husstand, indkomst, husleje og beregningen trin for trin."),
        delsystemer=SOC,
        raekker=lambda hvor: Ansoegning.objects.select_related("udlejer").order_by("-aar", "-pk"),
        soeg=_find_ansoegninger,
        soeg_tekst=_("Helt CPR-nummer, lejemålsnummer eller ansøgningens nummer"),
        felter=(
            Felt(_("Nummer"), lambda row: row.pk, sorter="pk", tal=True, adresse=lambda row: _kort(row.pk)),
            Felt(_("År"), lambda row: row.aar, sorter="aar", tal=True),
            Felt(_("Ansøger"), lambda row: row.ansoeger),
            Felt(_("Udlejer"), lambda row: row.udlejer.kode),
            Felt(_("Lejemål"), lambda row: row.lejemaalsnr),
            Felt(_("Rum"), lambda row: row.antal_rum, tal=True),
            Felt(_("Indflyttet"), lambda row: row.indflyttet, sorter="indflyttet"),
            Felt(_("Fraflyttet"), lambda row: row.fraflyttet, sorter="fraflyttet"),
            Felt(_("Trukket"), lambda row: row.trukket),
        ),
        filtre=(
            Filter("aar", _("År"), _aar, lambda rows, value: rows.filter(aar=value) if value.isdecimal() else rows.none()),
            Filter(
                "udlejer", _("Udlejer"), _udlejere, lambda rows, value: rows.filter(udlejer=value) if value.isdecimal() else rows
            ),
        ),
    )
)

BEREGNINGER = registrer(
    Register(
        id="boligsikring-beregninger",
        titel=_("Boligsikring: prøveberegninger"),
        om=_("Resultatet af hver måneds seneste prøveberegning: tilsagn, afslag eller fejl, med årsagen."),
        delsystemer=SOC,
        raekker=lambda hvor: Beregning.objects.select_related("ansoegning").order_by("-maaned", "ansoegning_id"),
        felter=(
            Felt(_("Ansøgning"), lambda row: row.ansoegning_id, tal=True, adresse=lambda row: _kort(row.ansoegning_id)),
            Felt(_("Måned"), lambda row: row.maaned, sorter="maaned"),
            Felt(_("Resultat"), lambda row: RESULTATER[row.resultat], tone=lambda row: RESULTAT_TONER[row.resultat]),
            Felt(_("Boligsikring"), lambda row: Oere(row.beloeb), sorter="beloeb", tal=True),
            Felt(_("Bevilget før"), lambda row: Oere(row.bogfoert), tal=True),
            Felt(_("Husleje"), lambda row: Oere(row.husleje), tal=True),
            Felt(_("Indkomst"), lambda row: Oere(row.indkomst), tal=True),
            Felt(_("Årsag"), lambda row: row.aarsag, dansk=True),
        ),
        filtre=(
            Filter("maaned", _("Måned"), lambda: _maaneder(Beregning), lambda rows, value: rows.filter(maaned=value)),
            Filter(
                "resultat",
                _("Resultat"),
                lambda: list(RESULTATER.items()),
                lambda rows, value: rows.filter(resultat=value),
            ),
        ),
    )
)

BEVILLINGER = registrer(
    Register(
        id="boligsikring-bevillinger",
        titel=_("Boligsikring: bevillinger"),
        om=_("Hver linje, en kørsel har bevilget, til hvilken udlejer, og hvor langt den er kommet."),
        delsystemer=SOC,
        ikon="payments",
        raekker=lambda hvor: Bevilling.objects.select_related("overfoersel__udlejer", "exchange").order_by("-pk"),
        soeg=lambda rows, text: rows.filter(
            Q(lejemaalsnr=text.strip()) | Q(ansoegning__ansoeger=_nummer(text)) | Q(overfoersel__henvisning=_nummer(text))
        ),
        soeg_tekst=_("Helt CPR-nummer, lejemålsnummer eller henvisningsnummer"),
        felter=(
            Felt(_("Ansøgning"), lambda row: row.ansoegning_id, tal=True, adresse=lambda row: _kort(row.ansoegning_id)),
            Felt(_("Måned"), lambda row: row.maaned, sorter="maaned"),
            Felt(_("Linje"), lambda row: row.get_linjetype_display()),
            Felt(_("Udlejer"), lambda row: row.overfoersel.udlejer.kode),
            Felt(_("Lejemål"), lambda row: row.lejemaalsnr),
            Felt(_("Beløb"), lambda row: Oere(row.beloeb), sorter="beloeb", tal=True),
            Felt(
                _("Udveksling"),
                lambda row: row.exchange_id,
                tal=True,
                adresse=lambda row: adresse("udveksling", row.exchange_id),
            ),
            Felt(_("Tilstand"), lambda row: sti.navn(row.exchange), tone=lambda row: sti.tone(row.exchange)),
        ),
        filtre=(
            Filter("maaned", _("Måned"), lambda: _maaneder(Bevilling), lambda rows, value: rows.filter(maaned=value)),
            Filter(
                "udlejer",
                _("Udlejer"),
                _udlejere,
                lambda rows, value: rows.filter(overfoersel__udlejer=value) if value.isdecimal() else rows,
            ),
        ),
    )
)

ADVIS = registrer(
    Register(
        id="boligsikring-advis",
        titel=_("Boligsikring: advisliste"),
        om=_(
            "Det, udlejernes lejemål, CPR og ansøgningerne siger forskelligt. Accepter eller afvis hvert punkt med en begrundelse."
        ),
        delsystemer=SOC,
        ikon="warning",
        raekker=lambda hvor: Advis.objects.order_by("-maaned", "-blokerer", "kode", "pk"),
        soeg=lambda rows, text: rows.filter(
            Q(kode__iexact=text.strip()) | Q(tekst__icontains=text) | Q(ansoegning__ansoeger=_nummer(text))
        ),
        soeg_tekst=_("Kode, tekst eller helt CPR-nummer"),
        felter=(
            Felt(_("Kode"), lambda row: row.kode, sorter="kode", adresse=lambda row: reverse("register_boligadvis", args=[row.pk])),
            Felt(_("Måned"), lambda row: row.maaned, sorter="maaned"),
            Felt(_("Hvad"), lambda row: row.tekst, dansk=True),
            Felt(_("Blokerer"), lambda row: row.blokerer),
            Felt(_("Status"), lambda row: row.get_status_display(), tone=lambda row: STATUS_TONER[row.status]),
            Felt(
                _("Ansøgning"),
                lambda row: row.ansoegning_id,
                tal=True,
                adresse=lambda row: _kort(row.ansoegning_id) if row.ansoegning_id else "",
            ),
            Felt(_("Afgjort af"), lambda row: row.afgjort_af),
            Felt(_("Begrundelse"), lambda row: row.begrundelse, dansk=True),
        ),
        filtre=(
            Filter(
                "status",
                _("Status"),
                lambda: [
                    ("aaben", _("Åben")),
                    ("accepteret", _("Accepteret")),
                    ("afvist", _("Afvist")),
                    ("bortfaldet", _("Bortfaldet")),
                ],
                lambda rows, value: rows.filter(status=value),
            ),
            Filter("maaned", _("Måned"), lambda: _maaneder(Advis), lambda rows, value: rows.filter(maaned=value)),
            Filter(
                "blokerer",
                _("Blokerer"),
                lambda: [("ja", _("Ja")), ("nej", _("Nej"))],
                lambda rows, value: rows.filter(blokerer=value == "ja"),
            ),
        ),
    )
)

UDLEJERE = registrer(
    Register(
        id="boligsikring-udlejere",
        titel=_("Boligsikring: udlejere"),
        om=_("Udlejerne, det layout, de sendes, og hvem der betales. De indlæses med udlejere.csv."),
        delsystemer=SOC,
        raekker=lambda hvor: Udlejer.objects.select_related("modtager").order_by("kode"),
        felter=(
            Felt(_("Kode"), lambda row: row.kode, sorter="kode"),
            Felt(_("Navn"), lambda row: row.navn, sorter="navn", dansk=True),
            Felt(_("Ejer"), lambda row: row.get_ejer_display()),
            Felt(_("Sender fil"), lambda row: row.sender_fil),
            Felt(_("Profil"), lambda row: row.profil),
            Felt(_("Modtager"), lambda row: row.modtager.nummer if row.modtager else ""),
            Felt(_("Indtægtskonto"), lambda row: row.indtaegtskonto),
        ),
    )
)
MAANEDEN = registrer_side(
    Side(
        "register_boligsikring",
        _("Boligsikring: måneden"),
        _("Prøveberegn en måned, gennemgå advislisten, lav kørslen, og hent data til breve."),
        SOC,
        "home",
    )
)
