"""The registers of Børnetilskud: what is granted, the undtagelseskort, what each receiver came to; and the month's page."""

from __future__ import annotations

import re
from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from snitflade.exchange.skipping import distinct
from snitflade.folk.models import Person
from snitflade.soc.models import Tildeling, Tilskudsopgoerelse, Undtagelseskort
from snitflade.web.eksport import Oere
from snitflade.web.register import Felt, Filter, Register, Side, registrer, registrer_side
from snitflade.web.registre.felter import UDVEKSLING

SOC = ("soc",)
LINJER: dict[str, Promise] = {"O": _("Ordinær"), "T": _("Tilgang"), "A": _("Afgang")}
RET: dict[str, Promise] = {"": _("Efter CPR"), "ja": _("Har ret"), "nej": _("Ikke ret"), "anbragt": _("Anbragt")}


def _med_barn(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Each row with the number of its child in the register of persons."""
    found: QuerySet[Any] = rows.annotate(person=Subquery(Person.objects.filter(personnummer=OuterRef("barn")).values("pk")[:1]))
    return found


def _barnekort(row: Any) -> str:
    return reverse("register_boernetilskudsbarn", args=[row.person]) if row.person else ""


def _nummer(text: str) -> str:
    return re.sub(r"[\s-]", "", text)


def _find(rows: QuerySet[Any], text: str) -> QuerySet[Any]:
    number = _nummer(text)
    return rows.filter(Q(barn=number) | Q(modtager=number))


def _maaneder() -> list[tuple[str, str]]:
    return [(name, name) for name in reversed(distinct(Tildeling, "maaned"))]


MAANEDEN = registrer_side(
    Side(
        "register_boernetilskud",
        _("Børnetilskud: måneden"),
        _("Se, hvad næste kørsel vil tildele, hvilke børn nogen skal tage stilling til, og lav kørslen."),
        SOC,
        "person",
    )
)

TILDELINGER = registrer(
    Register(
        id="boernetilskud",
        titel=_("Børnetilskud: tildelinger"),
        om=_("Hver linje, en kørsel har tildelt et barn for en måned, og forskellene bagefter med deres årsag."),
        delsystemer=SOC,
        ikon="payments",
        raekker=lambda hvor: _med_barn(Tildeling.objects.order_by("-pk")),
        soeg=_find,
        soeg_tekst=_("Barnets eller modtagerens hele CPR-nummer"),
        felter=(
            Felt(_("Barn"), lambda row: row.barn, adresse=_barnekort),
            Felt(_("Måned"), lambda row: row.maaned, sorter="maaned"),
            Felt(_("Linje"), lambda row: LINJER[row.linjetype]),
            Felt(_("Modtager"), lambda row: row.modtager),
            Felt(_("Beløb"), lambda row: Oere(row.beloeb), sorter="beloeb", tal=True),
            Felt(_("Indkomst"), lambda row: None if row.indkomst is None else Oere(row.indkomst), tal=True),
            Felt(_("Børn"), lambda row: row.boern, tal=True),
            Felt(_("Årsag"), lambda row: row.aarsag, dansk=True),
            Felt(_("Gælder"), lambda row: row.gaelder),
            UDVEKSLING,
        ),
        filtre=(
            Filter("maaned", _("Måned"), _maaneder, lambda rows, value: rows.filter(maaned=value)),
            Filter("linje", _("Linje"), lambda: list(LINJER.items()), lambda rows, value: rows.filter(linjetype=value)),
            Filter(
                "gaelder",
                _("Gælder"),
                lambda: [("ja", _("Ja")), ("nej", _("Nej"))],
                lambda rows, value: rows.filter(gaelder=value == "ja"),
            ),
        ),
    )
)

KORT = registrer(
    Register(
        id="boernetilskud-kort",
        titel=_("Børnetilskud: undtagelseskort"),
        om=_("Kortene, hvor en sagsbehandler har sagt noget andet, end CPR og reglerne siger."),
        delsystemer=SOC,
        raekker=lambda hvor: _med_barn(Undtagelseskort.objects.order_by("-pk")),
        soeg=_find,
        soeg_tekst=_("Barnets eller modtagerens hele CPR-nummer"),
        felter=(
            Felt(_("Kort"), lambda row: row.pk, sorter="pk", tal=True, adresse=_barnekort),
            Felt(_("Barn"), lambda row: row.barn),
            Felt(_("Fra"), lambda row: row.fra, sorter="fra"),
            Felt(_("Til"), lambda row: row.til),
            Felt(_("Ret"), lambda row: RET[row.ret]),
            Felt(_("Modtager"), lambda row: row.modtager),
            Felt(_("Forventet indkomst"), lambda row: None if row.forventet is None else Oere(row.forventet), tal=True),
            Felt(_("Beløb"), lambda row: None if row.beloeb is None else Oere(row.beloeb), tal=True),
            Felt(_("Begrundelse"), lambda row: row.begrundelse, dansk=True),
            Felt(_("Oprettet af"), lambda row: row.oprettet_af),
            Felt(_("Ophævet af"), lambda row: row.ophaevet_af),
        ),
        filtre=(
            Filter(
                "stand",
                _("Stand"),
                lambda: [("gaelder", _("Gælder")), ("ophaevet", _("Ophævet"))],
                lambda rows, value: rows.filter(ophaevet_af="") if value == "gaelder" else rows.exclude(ophaevet_af=""),
            ),
        ),
    )
)

OPGOERELSER = registrer(
    Register(
        id="boernetilskud-modtagere",
        titel=_("Børnetilskud: opgørelser"),
        om=_("Hvad hver kørsel blev til for hver modtager: fra før, linjer, det, der betales, og det, der føres videre."),
        delsystemer=SOC,
        ikon="payments",
        raekker=lambda hvor: Tilskudsopgoerelse.objects.order_by("-pk"),
        soeg=lambda rows, text: rows.filter(modtager=_nummer(text)),
        soeg_tekst=_("Modtagerens hele CPR-nummer"),
        felter=(
            Felt(_("Modtager"), lambda row: row.modtager),
            Felt(_("Fra før"), lambda row: Oere(row.foer), tal=True),
            Felt(_("Linjer"), lambda row: Oere(row.linjer), tal=True),
            Felt(_("Betales"), lambda row: Oere(row.beloeb), sorter="beloeb", tal=True),
            Felt(_("Føres videre"), lambda row: Oere(min(row.foer + row.linjer, 0)), tal=True),
            Felt(_("Gælder"), lambda row: row.gaelder),
            UDVEKSLING,
        ),
        filtre=(
            Filter(
                "videre",
                _("Føres videre"),
                lambda: [("ja", _("Ja"))],
                lambda rows, value: rows.filter(beloeb=0, gaelder=True) if value == "ja" else rows,
            ),
        ),
    )
)
