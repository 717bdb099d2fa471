"""The alarms of Sociale udbetalinger: cards and lines that should have been paid, lines that are held, and a year that has moved.

Sources: social-teknik.md 5.3, skat-inddrivelse.md 3.1 (end of January).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.db.models import Count, Min, Sum
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from snitflade.exchange.models import Exchange
from snitflade.exchange.rhythm import Cause, Kind, Severity, watch
from snitflade.exchange.schedule import ZONE
from snitflade.exchange.states import TAKEN_BACK
from snitflade.formats.text import beloeb_tekst
from snitflade.soc.udbetalinger.indkomst import skattepligtigt
from snitflade.soc.udbetalinger.models import Ydelsesindberetning, Ydelseskort, Ydelseslinje
from snitflade.soc.udbetalinger.modul import A11, BANK

KORT = lazy("%(antal)s sociale kort er forfaldne, det ældste fra %(dag)s. Lav en kørsel, og se, hvad der venter.")
LINJER = lazy("%(antal)s sociale linjer er forfaldne og ikke bogført, den ældste fra %(dag)s. Lav en kørsel.")
HOLDT = lazy("%(antal)s sociale linjer er tilbageholdt, den ældste fra %(dag)s. Få dem stemplet, frigivet eller taget tilbage.")


@watch
def ubetalt(now: dt.datetime) -> Iterator[Cause]:
    """One cause for cards whose payment has passed, for lines that are not booked, and for those that are held."""
    today = now.astimezone(ZONE).date()
    cards = Ydelseskort.objects.filter(naeste__lt=today)
    lines = Ydelseslinje.objects.filter(post=None, tilbage_tid=None, dato__lt=today)
    asked = (
        ("kort", KORT, cards.aggregate(n=Count("pk"), first=Min("naeste"))),
        ("linjer", LINJER, lines.filter(holdt="").aggregate(n=Count("pk"), first=Min("dato"))),
        ("tilbageholdt", HOLDT, lines.exclude(holdt="").aggregate(n=Count("pk"), first=Min("dato"))),
    )
    for about, text, found in asked:
        if found["n"]:
            yield _sag(about, text, found["n"], found["first"])


def _sag(about: str, text: Promise, antal: int, since: dt.date) -> Cause:
    return Cause(
        kind=Kind.FORSINKET,
        weight=Severity.ADVARSEL,
        interface=BANK,
        about=f"sociale {about}",
        since=dt.datetime.combine(since, dt.time(), tzinfo=ZONE).astimezone(dt.UTC),
        words=lambda: str(text) % {"antal": antal, "dag": f"{since:%d-%m-%Y}"},
    )


@watch
def aar_aendret(now: dt.datetime) -> Iterator[Cause]:
    """One cause for each municipality whose last year is not what was reported of it any longer."""
    aar = now.astimezone(ZONE).year - 1
    rows = Exchange.objects.filter(interface=A11, sent_at__isnull=False, key__contains=f"-{aar}-").exclude(state__in=TAKEN_BACK)
    for kommune, exchange in {row.kommune: row for row in rows.order_by("pk")}.items():
        said = Ydelsesindberetning.objects.filter(exchange=exchange).aggregate(s=Sum("beloeb"))["s"] or 0
        oere = skattepligtigt(kommune, aar)
        if oere != said:
            yield _aendret(exchange, aar, oere, said)


def _aendret(exchange: Exchange, aar: int, oere: int, said: int) -> Cause:
    return Cause(
        kind=Kind.FORSINKET,
        weight=Severity.ADVARSEL,
        interface=A11,
        exchange=exchange.pk,
        about=f"a11 {exchange.kommune} {aar}",
        since=exchange.sent_at or exchange.created_at,
        words=lambda: (
            _(
                "Sociale ydelser for %(aar)s i kommune %(kommune)s er nu %(nu)s kr., men udveksling %(nr)s indberettede %(foer)s "
                "kr. Byg og send året igen."
            )
            % {
                "aar": aar,
                "kommune": exchange.kommune,
                "nu": beloeb_tekst(oere),
                "nr": exchange.pk,
                "foer": beloeb_tekst(said),
            }
        ),
    )
