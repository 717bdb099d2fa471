"""What must not be forgotten: claims sent without an answer, write-downs that are due, reconciliations that do not come."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from functools import partial

from django.db.models import Count, Max, Min
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from snitflade.exchange.rhythm import Cause, Kind, Severity, watch
from snitflade.exchange.schedule import ZONE
from snitflade.formats.problems import ProblemsError
from snitflade.inka.inddrivelse import nedskriv, opsaetning
from snitflade.inka.inddrivelse.models import UDE, Fordring, Tilstand
from snitflade.inka.inddrivelse.models_ind import Afstemning, Afvigelse, Forskelsart

FORDRINGER, AFVISTE, AFREGNINGER = "inka.fordringer", "inka.afviste", "inka.afregninger"


@watch
def uden_svar(now: dt.datetime) -> Iterator[Cause]:
    """Claims sent long ago that nobody has said to be received or rejected."""
    days = _dage(opsaetning.SVAR_DAGE, now)
    late = Fordring.objects.filter(tilstand=Tilstand.I_FIL, exchange__sent_at__lt=now - dt.timedelta(days))
    found = late.aggregate(antal=Count("pk"), first=Min("exchange__sent_at"))
    if count := found["antal"]:
        yield Cause(
            kind=Kind.IKKE_KVITTERET,
            interface=FORDRINGER,
            about="uden svar",
            since=found["first"],
            words=lambda: (
                ngettext(
                    "%(antal)s fordring er sendt for mere end %(dage)s dage siden uden svar. Registrér myndighedens kvittering.",
                    "%(antal)s fordringer er sendt for mere end %(dage)s dage siden uden svar. Registrér myndighedens kvittering.",
                    count,
                )
                % {"antal": count, "dage": days}
            ),
        )


@watch
def skal_nedskrives(now: dt.datetime) -> Iterator[Cause]:
    """Claims that became less here while the authority has them: it goes on collecting what is paid."""
    count, waiting = nedskriv.antal_skyldige()
    if count:
        yield Cause(
            kind=Kind.I_DAG,
            weight=Severity.ADVARSEL,
            interface=FORDRINGER,
            about="skal nedskrives",
            since=now.replace(hour=0, minute=0, second=0, microsecond=0),
            words=lambda: (
                ngettext(
                    "%(antal)s fordring er betalt eller ændret her og skal nedskrives hos myndigheden (%(venter)s venter på "
                    "sekvensnummer). Byg en fil med nedskrivninger.",
                    "%(antal)s fordringer er betalt eller ændret her og skal nedskrives hos myndigheden (%(venter)s venter på "
                    "sekvensnummer). Byg en fil med nedskrivninger.",
                    count,
                )
                % {"antal": count, "venter": waiting}
            ),
        )


@watch
def afvist_og_afregnet(now: dt.datetime) -> Iterator[Cause]:
    """Rejected claims with settlements: only a person can say which holds."""
    rows = Afvigelse.objects.filter(art=Forskelsart.AFVIST_AFREGNET, lukket_tid=None)
    found = rows.aggregate(antal=Count("pk"), first=Min("oprettet_tid"))
    if count := found["antal"]:
        yield Cause(
            kind=Kind.AFVIST,
            interface=AFREGNINGER,
            about="afvist og afregnet",
            since=found["first"],
            words=lambda: (
                ngettext(
                    "%(antal)s fordring er både afvist og afregnet. Spørg myndigheden, hvad der gælder, og luk afvigelsen.",
                    "%(antal)s fordringer er både afvist og afregnet. Spørg myndigheden, hvad der gælder, og luk afvigelserne.",
                    count,
                )
                % {"antal": count}
            ),
        )


@watch
def afstemning_mangler(now: dt.datetime) -> Iterator[Cause]:
    """Municipalities with claims at the authority and no reconciliation for too long."""
    days = _dage(opsaetning.AFSTEMNING_DAGE, now)
    newest = dict(Afstemning.objects.order_by().values_list("fordringshaver").annotate(Max("exchange__arrivals__at")))
    out = Fordring.objects.filter(tilstand__in=UDE, exchange__sent_at__isnull=False).order_by("fordringshaver")
    for claimant, first in out.values_list("fordringshaver").annotate(Min("exchange__sent_at")):
        since = newest.get(claimant) or first
        if since < now - dt.timedelta(days):
            yield Cause(
                kind=Kind.TAVS,
                weight=Severity.ADVARSEL,
                interface=AFVISTE,
                about=f"afstemning {claimant}",
                since=since,
                words=partial(_ikke_afstemt, claimant, since),
            )


def _ikke_afstemt(claimant: str, since: dt.datetime) -> str:
    text = _("%(fordringshaver)s er ikke afstemt med myndigheden siden %(dato)s. Hent afstemningen, og indlæs den.")
    return text % {"fordringshaver": claimant, "dato": f"{since.astimezone(ZONE):%d-%m-%Y}"}


def _dage(nummer: str, now: dt.datetime) -> int:
    """A constant, or its default where what is stored cannot be used: the run itself refuses then."""
    try:
        return opsaetning.antal(nummer, now.astimezone(ZONE).date())
    except ProblemsError:
        return 35
