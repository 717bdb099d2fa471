"""The registers of Pension: rates with last year's beside them, pensioners, the recalculation list, hand-overs to payroll."""

from __future__ import annotations

import re
from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from snitflade.exchange.skipping import distinct
from snitflade.soc.models import Genberegning, Overlevering, Pensionist, Pensionssats
from snitflade.soc.pension.koder import KODER, som_tal, vis
from snitflade.soc.pension.models_pension import Aarsag, Afgoerelse, Art
from snitflade.soc.pension.models_sats import Satsstatus
from snitflade.soc.pension.proev import procent
from snitflade.web.eksport import Oere
from snitflade.web.nav import adresse
from snitflade.web.register import Felt, Filter, Register, Side, registrer, registrer_side

SOC = ("soc",)
SATS_TONER = {"afventer": "advarsel", "godkendt": "godt", "afvist": "kritisk", "erstattet": ""}
LISTE_TONER = {"aaben": "advarsel", "genberegnet": "godt", "beholdt": "oplysning", "bortfaldet": ""}


def _satser(hvor: frozenset[str]) -> QuerySet[Any]:
    """The rates, each with the accepted one before it."""
    before = Pensionssats.objects.filter(
        kode=OuterRef("kode"), status=Satsstatus.GODKENDT, gyldig_fra__lt=OuterRef("gyldig_fra")
    ).order_by("-gyldig_fra")
    found = {f"foer_{name}": Subquery(before.values(name)[:1]) for name in ("vaerdi", "naevner", "enhed")}
    return Pensionssats.objects.annotate(**found).order_by("-gyldig_fra", "kode", "-pk")


def _foer(row: Any) -> str:
    return "" if row.foer_vaerdi is None else vis(row.foer_vaerdi, row.foer_naevner, row.foer_enhed)


def _forskel(row: Any) -> str:
    if row.foer_vaerdi is None:
        return ""
    before = som_tal(row.foer_vaerdi, row.foer_naevner, row.foer_enhed)
    return f"{procent((row.tal - before) / before)} %"


def _aar() -> list[tuple[str, str]]:
    years = sorted({day.year for day in Pensionssats.objects.order_by().values_list("gyldig_fra", flat=True).distinct()})
    return [(str(year), str(year)) for year in reversed(years)]


def _i_aar(rows: QuerySet[Any], value: str) -> QuerySet[Any]:
    return rows.filter(gyldig_fra__year=int(value)) if value.isdecimal() and len(value) == 4 else rows.none()


def _nummer(text: str) -> str:
    return re.sub(r"[\s-]", "", text)


def _maaneder(model: Any) -> list[tuple[str, str]]:
    return [(name, name) for name in reversed(distinct(model, "maaned"))]


def _indkomst(row: Any) -> Oere | None:
    return None if row.indkomst is None else Oere(row.indkomst)


def _kort(row: Any) -> str:
    return reverse("register_pensionist", args=[row.pk])


MAANEDEN = registrer_side(
    Side(
        "register_pension",
        _("Pension: måneden"),
        _("Beregn månedens pensioner, find ændringer, og overlevér dem til lønsystemet som fil."),
        SOC,
        "payments",
    )
)
NYE = registrer_side(
    Side(
        "register_pensionssatser_nye",
        _("Nye pensionssatser"),
        _("De satser, der er kommet ind og venter: ny værdi ved siden af sidste års, og knappen, der tager dem i brug."),
        SOC,
        "check",
    )
)
SATSER = registrer(
    Register(
        id="pensionssatser",
        titel=_("Pensionssatser"),
        om=_("Alle pensionssatser med den, der gjaldt før. Kun godkendte satser bruges i beregningen."),
        delsystemer=SOC,
        raekker=_satser,
        soeg=lambda rows, text: rows.filter(Q(kode__icontains=text.strip()) | Q(tekst__icontains=text.strip())),
        soeg_tekst=_("Kode eller tekst, fx AP_GRUND"),
        felter=(
            Felt(_("Kode"), lambda row: row.kode, sorter="kode"),
            Felt(_("Sats"), lambda row: row.tekst or KODER[row.kode].tekst if row.kode in KODER else row.tekst, dansk=True),
            Felt(_("Fra"), lambda row: row.gyldig_fra, sorter="gyldig_fra"),
            Felt(_("Til"), lambda row: row.gyldig_til),
            Felt(_("Værdi"), lambda row: row.vist, tal=True, dansk=True),
            Felt(_("Før"), _foer, tal=True, dansk=True),
            Felt(_("Ændring"), _forskel, tal=True),
            Felt(
                _("Stand"),
                lambda row: row.get_status_display(),
                tone=lambda row: SATS_TONER[row.status],
                adresse=lambda row: adresse("register_pensionssatser_nye") if row.status == Satsstatus.AFVENTER else "",
            ),
            Felt(_("Afgjort af"), lambda row: row.afgjort_af),
            Felt(_("Bemærkning"), lambda row: row.bemaerkning, dansk=True, i_liste=False),
            Felt(_("Lovhjemmel"), lambda row: row.lovhjemmel, dansk=True, i_liste=False),
            Felt(_("Udveksling"), lambda row: row.exchange_id, adresse=lambda row: adresse("udveksling", row.exchange_id)),
        ),
        filtre=(
            Filter("stand", _("Stand"), lambda: Satsstatus.choices, lambda rows, value: rows.filter(status=value)),
            Filter("aar", _("År"), _aar, _i_aar),
        ),
    )
)
PENSIONISTER = registrer(
    Register(
        id="pensionister",
        titel=_("Pensionister"),
        om=_("Alders- og førtidspensionister. Kortet viser indkomsten, beregningen trin for trin og det, der er overleveret."),
        delsystemer=SOC,
        raekker=lambda hvor: Pensionist.objects.order_by("-pk"),
        soeg=lambda rows, text: rows.filter(cpr=_nummer(text)),
        soeg_tekst=_("Helt CPR-nummer"),
        felter=(
            Felt(_("Nummer"), lambda row: row.pk, sorter="pk", tal=True, adresse=_kort),
            Felt(_("Pensionist"), lambda row: row.cpr, adresse=_kort),
            Felt(_("Kommune"), lambda row: row.kommune),
            Felt(_("Pension"), lambda row: row.get_art_display()),
            Felt(_("Niveau"), lambda row: row.get_niveau_display()),
            Felt(_("Samliv"), lambda row: row.get_samliv_display()),
            Felt(_("Fra"), lambda row: row.fra, sorter="fra"),
            Felt(_("Til"), lambda row: row.til, sorter="til"),
            Felt(_("Indkomst pr. år"), _indkomst, sorter="indkomst", tal=True),
        ),
        filtre=(
            Filter("art", _("Pension"), lambda: Art.choices, lambda rows, value: rows.filter(art=value)),
            Filter(
                "loeber",
                _("Stand"),
                lambda: [("ja", _("Løber")), ("nej", _("Stoppet"))],
                lambda rows, value: rows.filter(til__isnull=value == "ja"),
            ),
        ),
    )
)
GENBEREGNING = registrer(
    Register(
        id="pension-genberegning",
        titel=_("Pension: genberegningsliste"),
        om=_("Pensionister, hvis indkomst har flyttet sig, eller som er døde, flyttet eller har alderen. Afgør dem på kortet."),
        delsystemer=SOC,
        raekker=lambda hvor: Genberegning.objects.select_related("pensionist").order_by("-pk"),
        soeg=lambda rows, text: rows.filter(pensionist__cpr=_nummer(text)),
        soeg_tekst=_("Helt CPR-nummer"),
        felter=(
            Felt(_("Pensionist"), lambda row: row.pensionist.cpr, adresse=lambda row: _kort(row.pensionist)),
            Felt(_("Årsag"), lambda row: row.get_aarsag_display()),
            Felt(_("Før"), lambda row: None if row.foer is None else Oere(row.foer), sorter="foer", tal=True),
            Felt(_("Nu"), lambda row: None if row.nu is None else Oere(row.nu), sorter="nu", tal=True),
            Felt(_("Hvad"), lambda row: row.tekst, dansk=True),
            Felt(_("Fundet"), lambda row: row.fundet, sorter="fundet"),
            Felt(_("Stand"), lambda row: row.get_status_display(), tone=lambda row: LISTE_TONER[row.status]),
            Felt(_("Afgjort af"), lambda row: row.afgjort_af),
            Felt(_("Bemærkning"), lambda row: row.bemaerkning, dansk=True, i_liste=False),
        ),
        filtre=(
            Filter("stand", _("Stand"), lambda: Afgoerelse.choices, lambda rows, value: rows.filter(status=value)),
            Filter("aarsag", _("Årsag"), lambda: Aarsag.choices, lambda rows, value: rows.filter(aarsag=value)),
        ),
    )
)


def _stand(row: Any) -> object:
    if row.kasseret_af:
        return _("Kasseret")
    return _("Hentet") if row.hentet_af else _("Godkendt") if row.godkendt_af else _("Venter på godkendelse")


def _tone(row: Any) -> str:
    if row.kasseret_af:
        return ""
    return "godt" if row.hentet_af else "oplysning" if row.godkendt_af else "advarsel"


OVERLEVERINGER = registrer(
    Register(
        id="pensionsoverleveringer",
        titel=_("Pension til lønsystemet"),
        om=_("Hver fil til lønsystemet med dens kontroltotaler: hvem der lavede den, godkendte den og hentede den."),
        delsystemer=SOC,
        raekker=lambda hvor: Overlevering.objects.order_by("-maaned", "-pk"),
        soeg=lambda rows, text: rows.filter(Q(maaned=text.strip()) | Q(kommune=text.strip())),
        soeg_tekst=_("Måned, fx 202601, eller kommune"),
        felter=(
            Felt(_("Fil"), lambda row: row.filnavn, adresse=lambda row: adresse("register_pensionsoverlevering", row.pk)),
            Felt(_("Måned"), lambda row: row.maaned, sorter="maaned"),
            Felt(_("Linjer"), lambda row: row.antal, tal=True),
            Felt(_("Beløb"), lambda row: Oere(row.beloeb), tal=True),
            Felt(_("Forskel"), lambda row: Oere(row.forskel), tal=True),
            Felt(_("Stand"), _stand, tone=_tone),
            Felt(_("Lavet af"), lambda row: row.lavet_af),
            Felt(_("Godkendt af"), lambda row: row.godkendt_af),
        ),
        filtre=(Filter("maaned", _("Måned"), lambda: _maaneder(Overlevering), lambda rows, value: rows.filter(maaned=value)),),
    )
)
