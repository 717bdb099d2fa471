"""The alarms of Delsystem Skat: what the journal cannot see. That a day passed without a fetching, the rhythm tells by itself.

Source: skat-inddrivelse.md 5.3, 6.3 and 7.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.db.models import Min, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from snitflade.exchange.rhythm import Cause, Kind, Severity, watch
from snitflade.skat.aar import ventede
from snitflade.skat.aar.udtraek import SNITFLADE
from snitflade.skat.models_aar import Fordeling, Fordelingstilstand, Indkomstfil
from snitflade.skat.models_aktuel import Indkomstsvar, Svarudfald
from snitflade.skat.models_overskriv import Overskrivning
from snitflade.skat.overskriv.koersel import SNITFLADE as OVERSKRIV

TAALMODIG = dt.timedelta(hours=1)
"""How long another installation may be away before it is told."""
RESTEN = dt.timedelta(days=3)
"""How long after the month's first extract the others may come."""
UDEN_SVAR = dt.timedelta(days=3)
"""How long a person may go without a usable answer."""
SES = dt.timedelta(days=7)
"""How long an override that ended before its time is told."""
_AKTUEL = "soc.boligsikring-indkomst"


@watch
def fordelinger(now: dt.datetime) -> Iterator[Cause]:
    """One cause for files that another installation does not get, one for those it will not have."""
    waiting = Fordeling.objects.filter(tilstand=Fordelingstilstand.VENTER, oprettet__lt=now - TAALMODIG)
    stopped = Fordeling.objects.filter(tilstand__in=(Fordelingstilstand.HOLDT, Fordelingstilstand.AFVIST))
    for rows, kind, about in ((waiting, Kind.MISLYKKET, "fordeling venter"), (stopped, Kind.HOLDT, "fordeling stoppet")):
        found = list(rows.order_by("pk")[:1_000])
        if found:
            yield _fordeling(found, kind, about)


def _fordeling(rows: list[Fordeling], kind: Kind, about: str) -> Cause:
    def words() -> str:
        text = (
            ngettext(
                "%(antal)s fil med indkomster er ikke afleveret i kommunens egen installation. %(besked)s",
                "%(antal)s filer med indkomster er ikke afleveret i kommunernes egne installationer. %(besked)s",
                len(rows),
            )
            if kind is Kind.MISLYKKET
            else ngettext(
                "%(antal)s fil med indkomster er ikke taget imod i kommunens egen installation. %(besked)s",
                "%(antal)s filer med indkomster er ikke taget imod i kommunernes egne installationer. %(besked)s",
                len(rows),
            )
        )
        return text % {"antal": len(rows), "besked": rows[-1].besked}

    since = min(row.oprettet for row in rows)
    return Cause(kind=kind, interface=SNITFLADE, about=about, since=since, exchange=rows[-1].exchange_id, words=words)


@watch
def manglende_filer(now: dt.datetime) -> Iterator[Cause]:
    """Some of the month's extracts have come, and not all."""
    day = timezone.localdate(now)
    first = day.replace(day=1)
    came = [
        Indkomstfil.objects.filter(udtraek__gte=first).aggregate(first=Min("indlaest"))["first"],
        Fordeling.objects.filter(udtraek__gte=first).aggregate(first=Min("oprettet"))["first"],
    ]
    since = min((moment for moment in came if moment is not None), default=None)
    lacking = ventede.mangler(day) if since is not None and since < now - RESTEN else []
    if since is not None and lacking:
        yield Cause(
            kind=Kind.TAVS,
            weight=Severity.ADVARSEL,
            interface=SNITFLADE,
            about="manglende filer",
            since=since,
            words=lambda: (
                _("Nogle af månedens filer med skattepligtige indkomster er kommet, men ikke: %(hvilke)s. Hent dem fra eSkat.")
                % {"hvilke": ", ".join(str(one) for one in lacking)}
            ),
        )


@watch
def uden_svar(now: dt.datetime) -> Iterator[Cause]:
    """Persons a module needs, of whom nothing usable has been heard for days, and codes nobody knows."""
    long = Q(sidste_svar=None, tid__lt=now - UDEN_SVAR) | Q(sidste_svar__lt=now - UDEN_SVAR)
    silent = Indkomstsvar.objects.filter(long, udfald__in=(Svarudfald.FEJL, Svarudfald.AFVIST), tid__gte=now - 2 * UDEN_SVAR)
    count = silent.count()
    if count:
        yield Cause(
            kind=Kind.TAVS,
            weight=Severity.ADVARSEL,
            interface=_AKTUEL,
            about="personer uden svar",
            since=now,
            words=lambda: (
                ngettext(
                    "For %(antal)s person har tjenesten ikke givet et brugbart svar om aktuel indkomst i tre dage. Den gamle "
                    "gælder stadig; se hvorfor i registret Aktuel indkomst.",
                    "For %(antal)s personer har tjenesten ikke givet et brugbart svar om aktuel indkomst i tre dage. De gamle "
                    "gælder stadig; se hvorfor i registret Aktuel indkomst.",
                    count,
                )
                % {"antal": count}
            ),
        )
    unknown = Indkomstsvar.objects.filter(udfald=Svarudfald.FEJL, besked__startswith="Ukendt returkode").order_by("-tid").first()
    if unknown is not None:
        yield Cause(
            kind=Kind.MISLYKKET,
            weight=Severity.ADVARSEL,
            interface=_AKTUEL,
            about="ukendt returkode",
            since=unknown.tid,
            exchange=unknown.exchange_id,
            words=lambda: (
                _(
                    "Tjenesten for aktuel indkomst svarer med en kode, der ikke kendes (%(kode)s). Spørg, hvad den betyder, og sæt "
                    "den i systemkonstanten skat.aktuel.returkoder."
                )
                % {"kode": unknown.besked}
            ),
        )


@watch
def overskrivninger(now: dt.datetime) -> Iterator[Cause]:
    """Overrides that the service has otherwise than they were sent."""
    seen = Q(slut=None) | Q(slut__gte=now - SES)
    rows = list(Overskrivning.objects.filter(seen).exclude(afviger="").order_by("pk")[:100])
    if rows:
        yield Cause(
            kind=Kind.MISLYKKET,
            interface=OVERSKRIV,
            about="overskrivning afviger",
            since=min(row.aktiv_fra or row.oprettet for row in rows),
            exchange=rows[-1].exchange_id,
            words=lambda: (
                ngettext(
                    "Tjenesten har %(antal)s overskrivning af aktuel indkomst anderledes, end den blev sendt: %(hvad)s",
                    "Tjenesten har %(antal)s overskrivninger af aktuel indkomst anderledes, end de blev sendt: %(hvad)s",
                    len(rows),
                )
                % {"antal": len(rows), "hvad": rows[-1].afviger}
            ),
        )
