"""The registers of Delsystem Skat: taxable incomes, aktuel indkomst, overrides, and files for other municipalities."""

from __future__ import annotations

import re
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from snitflade.skat.kommuner import navn
from snitflade.skat.models import (
    Aarsindkomst,
    Fordeling,
    Fordelingstilstand,
    Indkomstsvar,
    Overskrivning,
    Overskrivningstilstand,
    Svarudfald,
)
from snitflade.web.eksport import Oere
from snitflade.web.nav import adresse
from snitflade.web.register import Felt, Filter, Register, Side, registrer, registrer_side

_SVAR = {Svarudfald.VAERDI: "godt", Svarudfald.FEJL: "advarsel", Svarudfald.AFVIST: "advarsel"}
_OVERSKREVET = {
    Overskrivningstilstand.AKTIV: "godt",
    Overskrivningstilstand.AFVIST: "advarsel",
    Overskrivningstilstand.UNDERVEJS: "oplysning",
}
_FORDELT = {
    Fordelingstilstand.LEVERET: "godt",
    Fordelingstilstand.AFVIST: "kritisk",
    Fordelingstilstand.HOLDT: "advarsel",
    Fordelingstilstand.VENTER: "oplysning",
}


def _nummer(rows: QuerySet[Any], text: str) -> QuerySet[Any]:
    return rows.filter(cpr=re.sub(r"[\s-]", "", text))


def _valg(field: str, rows: QuerySet[Any]) -> list[tuple[str, str]]:
    return [(str(value), str(value)) for value in rows.order_by(field).values_list(field, flat=True).distinct()]


def _oere(value: int | None) -> Oere | None:
    return None if value is None else Oere(value)


def _udveksling(number: int | None) -> str:
    return adresse("udveksling", number) if number else ""


AARSINDKOMSTER = registrer(
    Register(
        id="indkomster",
        titel=_("Indkomster"),
        om=_("Skattepligtig indkomst pr. person og år fra eSkat, det, der gælder nu, og det, der har gjaldt."),
        delsystemer=("skat",),
        ikon="person",
        raekker=lambda hvor: Aarsindkomst.objects.select_related("fil").order_by("-pk"),
        soeg=_nummer,
        soeg_tekst=_("Helt CPR-nummer"),
        felter=(
            Felt(_("CPR-nummer"), lambda row: row.cpr, adresse=lambda row: reverse("register_indkomst", args=["aar", row.pk])),
            Felt(_("Indkomstår"), lambda row: row.indkomstaar, sorter="indkomstaar"),
            Felt(_("Kommune"), lambda row: navn(row.kommune), sorter="kommune", dansk=True),
            Felt(_("Indkomst"), lambda row: Oere(row.indkomst), tal=True, sorter="indkomst"),
            Felt(_("Skattedage"), lambda row: row.skattedage, tal=True),
            Felt(_("Udtræk"), lambda row: row.udtraek, sorter="udtraek"),
            Felt(_("Gælder"), lambda row: row.gaelder, tone=lambda row: "godt" if row.gaelder else ""),
            Felt(_("Sidst i et udtræk"), lambda row: row.sidst_set),
            Felt(_("Udveksling"), lambda row: row.fil.exchange_id, adresse=lambda row: _udveksling(row.fil.exchange_id)),
        ),
        filtre=(
            Filter(
                "aar",
                _("Indkomstår"),
                lambda: _valg("indkomstaar", Aarsindkomst.objects.all()),
                lambda rows, value: rows.filter(indkomstaar=value),
            ),
            Filter(
                "kommune",
                _("Kommune"),
                lambda: [(one, navn(one)) for one, _same in _valg("kommune", Aarsindkomst.objects.all())],
                lambda rows, value: rows.filter(kommune=value),
            ),
            Filter(
                "gaelder",
                _("Gælder"),
                lambda: [("ja", _("Ja")), ("nej", _("Nej"))],
                lambda rows, value: rows.filter(gaelder=value == "ja"),
            ),
        ),
    )
)

AKTUELLE = registrer(
    Register(
        id="aktuel-indkomst",
        titel=_("Aktuel indkomst"),
        om=_("Hvad tjenesten sidst har svaret om hver person. En indkomst, der ikke kan hentes, er ukendt og aldrig 0."),
        delsystemer=("skat",),
        ikon="sync",
        raekker=lambda hvor: Indkomstsvar.objects.select_related("vaerdi").order_by("-tid", "-pk"),
        soeg=_nummer,
        soeg_tekst=_("Helt CPR-nummer"),
        felter=(
            Felt(_("CPR-nummer"), lambda row: row.cpr, adresse=lambda row: reverse("register_indkomst", args=["aktuel", row.pk])),
            Felt(_("Svaret"), lambda row: row.get_udfald_display(), tone=lambda row: _SVAR.get(row.udfald, "")),
            Felt(_("Hentet"), lambda row: row.tid, sorter="tid"),
            Felt(_("Til og med"), lambda row: f"{row.vaerdi.seneste_maaned:%Y-%m}" if row.vaerdi else ""),
            Felt(_("Seneste beløb"), lambda row: _oere(row.vaerdi.beloeb if row.vaerdi else None), tal=True),
            Felt(
                _("Overskrevet til"),
                lambda row: f"{row.vaerdi.udloebsmaaned:%Y-%m}" if row.vaerdi and row.vaerdi.udloebsmaaned else "",
            ),
            Felt(_("Kilde"), lambda row: row.vaerdi.kilde if row.vaerdi else ""),
            Felt(_("Mangler"), lambda row: (row.vaerdi.mangler if row.vaerdi else "") or row.besked, dansk=True),
            Felt(_("Udveksling"), lambda row: row.exchange_id, adresse=lambda row: _udveksling(row.exchange_id)),
        ),
        filtre=(
            Filter("svar", _("Svaret"), lambda: list(Svarudfald.choices), lambda rows, value: rows.filter(udfald=value)),
            Filter(
                "ufuldstaendig",
                _("Ufuldstændig"),
                lambda: [("ja", _("Ja")), ("nej", _("Nej"))],
                lambda rows, value: rows.exclude(vaerdi__mangler="") if value == "ja" else rows.filter(vaerdi__mangler=""),
            ),
        ),
    )
)

OVERSKRIVNINGER = registrer(
    Register(
        id="overskrivninger",
        titel=_("Overskrivninger"),
        om=_("Aktuelle indkomster, som en sagsbehandler har overskrevet: hvem, hvorfor, hvor længe, og hvad der var modtaget."),
        delsystemer=("skat",),
        ikon="document",
        raekker=lambda hvor: Overskrivning.objects.order_by("-pk"),
        soeg=_nummer,
        soeg_tekst=_("Helt CPR-nummer"),
        felter=(
            Felt(
                _("Nummer"),
                lambda row: row.pk,
                adresse=lambda row: reverse("register_indkomst", args=["overskrevet", row.pk]),
                sorter="pk",
            ),
            Felt(_("CPR-nummer"), lambda row: row.cpr),
            Felt(_("Handling"), lambda row: row.get_handling_display()),
            Felt(_("Tilstand"), lambda row: row.get_tilstand_display(), tone=lambda row: _OVERSKREVET.get(row.tilstand, "")),
            Felt(_("Modtaget"), lambda row: Oere(row.foer), tal=True),
            Felt(_("I stedet"), lambda row: Oere(row.beloeb) if row.handling == "overskriv" else None, tal=True),
            Felt(_("Fra"), lambda row: f"{row.fra_maaned:%Y-%m}"),
            Felt(_("Til"), lambda row: f"{row.til_maaned:%Y-%m}" if row.til_maaned else ""),
            Felt(_("Hvorfor"), lambda row: row.begrundelse, dansk=True),
            Felt(_("Sag"), lambda row: row.sagsnummer, dansk=True),
            Felt(_("Oprettet af"), lambda row: row.oprettet_af),
            Felt(_("Udveksling"), lambda row: row.exchange_id, adresse=lambda row: _udveksling(row.exchange_id)),
        ),
        filtre=(
            Filter(
                "tilstand",
                _("Tilstand"),
                lambda: list(Overskrivningstilstand.choices),
                lambda rows, value: rows.filter(tilstand=value),
            ),
        ),
    )
)

FORDELINGER = registrer(
    Register(
        id="indkomstfordelinger",
        titel=_("Indkomster til andre kommuner"),
        om=_("Filer fra eSkat, der hører til en kommune med sin egen installation: om de er afleveret, og kvitteringen."),
        delsystemer=("skat",),
        ikon="upload",
        raekker=lambda hvor: Fordeling.objects.order_by("-pk"),
        felter=(
            Felt(
                _("Kommune"),
                lambda row: navn(row.kommune),
                dansk=True,
                adresse=lambda row: reverse("register_fordeling", args=[row.pk]),
            ),
            Felt(_("Indkomstår"), lambda row: row.indkomstaar, sorter="indkomstaar"),
            Felt(_("Udtræk"), lambda row: row.udtraek, sorter="udtraek"),
            Felt(_("Tilstand"), lambda row: row.get_tilstand_display(), tone=lambda row: _FORDELT.get(row.tilstand, "")),
            Felt(_("Personer"), lambda row: row.antal, tal=True),
            Felt(_("Indkomst"), lambda row: _oere(row.sum), tal=True),
            Felt(_("Kvittering"), lambda row: row.besked, dansk=True),
            Felt(_("Forsøg"), lambda row: row.forsoeg, tal=True),
            Felt(_("Udveksling"), lambda row: row.exchange_id, adresse=lambda row: _udveksling(row.exchange_id)),
        ),
        filtre=(
            Filter(
                "tilstand", _("Tilstand"), lambda: list(Fordelingstilstand.choices), lambda rows, value: rows.filter(tilstand=value)
            ),
        ),
    )
)
FIND = registrer_side(
    Side(
        "register_indkomst_soeg",
        _("Find en persons indkomst"),
        _("Aktuel og skattepligtig indkomst, hent den nu, overskriv den, eller annuller."),
        ("skat",),
        "person",
    )
)
