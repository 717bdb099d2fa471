"""The registers of Inddrivelse: claims at the authority, the files sent there, differences, and the months' reconciliations."""

from __future__ import annotations

import re
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from snitflade.exchange.models import Exchange
from snitflade.inka.inddrivelse.models import UDE, Fordring, Nedskrivning, Tilstand
from snitflade.inka.inddrivelse.models_ind import Afstemning, Afvigelse, Forskelsart
from snitflade.inka.inddrivelse.opsaetning import SNITFLADE
from snitflade.web import sti
from snitflade.web.eksport import Oere
from snitflade.web.nav import adresse
from snitflade.web.register import Felt, Filter, Register, registrer
from snitflade.web.registre.debitorer import hvilke, kort
from snitflade.web.registre.felter import UDVEKSLING

INKA = ("inka",)
TONER = {
    **dict.fromkeys((Tilstand.AFVIST, Tilstand.TILBAGEKALDT), "advarsel"),
    **dict.fromkeys((Tilstand.UNDER, Tilstand.DELVIST, Tilstand.MODTAGET), "oplysning"),
    Tilstand.LUKKET: "godt",
}


def fordringskort(regning: int) -> str:
    """The address of a claim's card."""
    return reverse("register_fordring", args=[regning])


def _dage(row: Fordring) -> int | None:
    """Days since it was sent."""
    sent = row.exchange.sent_at if row.exchange else None
    return (timezone.localdate() - timezone.localdate(sent)).days if sent else None


def _find(rows: QuerySet[Any], text: str) -> QuerySet[Any]:
    bare = re.sub(r"\s", "", text)
    number = Q(regning__nummer=int(bare)) if bare.isascii() and bare.isdigit() and len(bare) < 19 else Q(pk__in=())
    return rows.filter(hvilke(text, "regning__debitor__") | Q(ekstern_sagsnummer=bare) | Q(sekvensnummer=bare) | number)


FORDRINGER = registrer(
    Register(
        id="inddrivelse",
        titel=_("Fordringer i inddrivelse"),
        om=_("Hvert krav, der er overgivet til Inddrivelsesmyndigheden: hvor det er, og hvad de har tilbage af det."),
        delsystemer=INKA,
        ikon="payments",
        raekker=lambda hvor: Fordring.objects.select_related("regning__debitor", "exchange").order_by("-pk"),
        soeg=_find,
        soeg_tekst=_("Sagsnummer, sekvensnummer, regningsnummer, kundenummer eller navn"),
        personer="regning__debitor_id",
        felter=(
            Felt(_("Sagsnummer"), lambda row: row.ekstern_sagsnummer, adresse=lambda row: fordringskort(row.regning_id)),
            Felt(_("Kundenummer"), lambda row: row.regning.debitor.kundenummer, adresse=lambda row: kort(row.regning.debitor_id)),
            Felt(_("Navn"), lambda row: row.regning.debitor.navn, dansk=True),
            Felt(_("Type"), lambda row: row.fordringstype, dansk=True),
            Felt(_("Tilstand"), lambda row: row.vist, tone=lambda row: TONER.get(Tilstand(row.tilstand), ""), dansk=True),
            Felt(_("Overgivet"), lambda row: Oere(row.hovedstol), sorter="hovedstol", tal=True),
            Felt(_("Tilbage hos dem"), lambda row: Oere(row.rest_hos), sorter="rest_hos", tal=True),
            Felt(_("Åbent her"), lambda row: Oere(row.regning.rest), tal=True),
            Felt(_("Dage siden sendt"), _dage, tal=True),
            Felt(_("Årsag"), lambda row: row.aarsag or row.tilbagekaldes, dansk=True),
            Felt(_("Sekvensnummer"), lambda row: row.sekvensnummer, i_liste=False),
            Felt(_("Forsøg"), lambda row: row.forsoeg, tal=True, i_liste=False),
        ),
        filtre=(
            Filter("tilstand", _("Tilstand"), lambda: list(Tilstand.choices), lambda rows, value: rows.filter(tilstand=value)),
            Filter(
                "hos",
                _("Hos myndigheden"),
                lambda: [("ja", _("Ja")), ("nej", _("Nej"))],
                lambda rows, value: rows.filter(tilstand__in=UDE) if value == "ja" else rows.exclude(tilstand__in=UDE),
            ),
        ),
    )
)


def _filer(hvor: frozenset[str]) -> QuerySet[Exchange]:
    waiting = Q(fordringer__tilstand=Tilstand.I_FIL)
    open_ = Q(nedskrivninger__tilstand=Nedskrivning.Tilstand.I_FIL)
    rows = Exchange.objects.filter(interface=SNITFLADE)
    return rows.annotate(
        krav=Count("fordringer", filter=waiting, distinct=True), ned=Count("nedskrivninger", filter=open_, distinct=True)
    ).order_by("-pk")


FILER = registrer(
    Register(
        id="inddrivelse-filer",
        titel=_("Filer til Inddrivelse"),
        om=_("Filer med fordringer og nedskrivninger. Registrér myndighedens kvittering her, når filen er båret derhen."),
        delsystemer=INKA,
        ikon="document",
        raekker=_filer,
        felter=(
            Felt(_("Fil"), lambda row: row.key, adresse=lambda row: reverse("register_kvittering", args=[row.pk])),
            Felt(_("Udveksling"), lambda row: row.pk, tal=True, adresse=lambda row: adresse("udveksling", row.pk)),
            Felt(_("Tilstand"), lambda row: sti.navn(row), tone=lambda row: sti.tone(row)),
            Felt(_("Sendt"), lambda row: row.sent_at, sorter="sent_at"),
            Felt(_("Uden svar"), lambda row: row.krav + row.ned, tal=True),
        ),
    )
)

AFVIGELSER = registrer(
    Register(
        id="inddrivelse-afvigelser",
        titel=_("Afvigelser hos Inddrivelse"),
        om=_("Forskelle mellem vores rækker, myndighedens og bogføringen. Hver lukkes af en person med det, den kom af."),
        delsystemer=INKA,
        ikon="warning",
        raekker=lambda hvor: Afvigelse.objects.select_related("fordring").order_by("-pk"),
        soeg=lambda rows, text: rows.filter(ekstern_sagsnummer=re.sub(r"\s", "", text)),
        soeg_tekst=_("Sagsnummer"),
        felter=(
            Felt(
                _("Hvad"),
                lambda row: row.get_art_display(),
                adresse=lambda row: reverse("register_afvigelse", args=[row.pk]),
                dansk=True,
            ),
            Felt(
                _("Sagsnummer"),
                lambda row: row.ekstern_sagsnummer,
                adresse=lambda row: fordringskort(row.fordring.regning_id) if row.fordring else "",
            ),
            Felt(_("Vores"), lambda row: None if row.vores is None else Oere(row.vores), tal=True),
            Felt(_("Deres"), lambda row: None if row.deres is None else Oere(row.deres), tal=True),
            Felt(_("Bogført"), lambda row: None if row.bogfoert is None else Oere(row.bogfoert), tal=True),
            Felt(_("Forskel"), lambda row: Oere(row.forskel), sorter="forskel", tal=True),
            Felt(_("Fundet"), lambda row: row.oprettet_tid, sorter="oprettet_tid"),
            UDVEKSLING,
            Felt(
                _("Lukket af"),
                lambda row: row.lukket_af or _("Ikke lukket"),
                tone=lambda row: "" if row.lukket_tid else "advarsel",
            ),
            Felt(_("Forklaring"), lambda row: row.grund, i_liste=False, dansk=True),
        ),
        filtre=(
            Filter(
                "lukket",
                _("Lukket"),
                lambda: [("nej", _("Nej")), ("ja", _("Ja"))],
                lambda rows, value: rows.exclude(lukket_tid=None) if value == "ja" else rows.filter(lukket_tid=None),
            ),
            Filter("art", _("Hvad"), lambda: list(Forskelsart.choices), lambda rows, value: rows.filter(art=value)),
        ),
    )
)


AFSTEMNINGER = registrer(
    Register(
        id="inddrivelse-afstemninger",
        titel=_("Afstemninger med Inddrivelse"),
        om=_("Månedernes afstemninger, og hvem der har underskrevet dem."),
        delsystemer=INKA,
        ikon="check",
        raekker=lambda hvor: Afstemning.objects.select_related("exchange").order_by("-maaned", "-pk"),
        felter=(
            Felt(
                _("Måned"),
                lambda row: f"{row.maaned:%Y-%m}",
                sorter="maaned",
                adresse=lambda row: reverse("register_inddrivelse_maaned", args=[row.pk]),
            ),
            Felt(_("Fordringshaver"), lambda row: row.fordringshaver),
            Felt(_("Fordringer"), lambda row: row.antal, tal=True),
            Felt(_("Hos dem"), lambda row: Oere(row.restsaldo), tal=True),
            Felt(_("Stemmer"), lambda row: row.ens, tal=True),
            UDVEKSLING,
            Felt(
                _("Underskrevet"),
                lambda row: row.underskrevet_af or (_("Erstattet") if row.erstattet_af_id else _("Nej")),
                tone=lambda row: "godt" if row.underskrevet_af else "" if row.erstattet_af_id else "advarsel",
            ),
        ),
    )
)
