"""The alarms of Handicap: a ground that runs out, codes that stop the download, measures of persons who have gone.

None of them makes a noise by itself: IPIS is refused, and the municipality hears nothing. Source: social-teknik.md 4.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.db.models import Exists, OuterRef, Q

from snitflade.exchange.rhythm import Cause, Kind, Severity, watch
from snitflade.exchange.schedule import ZONE
from snitflade.folk.models import Person
from snitflade.formats.cpr_koder import AKTIVE
from snitflade.soc.handicap.models import Handicapforanstaltning, Handicapkode, Ipisgrundlag

SNITFLADE = "soc.handicap-ipis"
FOER = 30
"""Days before a ground runs out that it is told."""


@watch
def grundlag_udloeber(now: dt.datetime) -> Iterator[Cause]:
    """One cause for each ground that ends within a month and has none after it."""
    today = now.astimezone(ZONE).date()
    live = Ipisgrundlag.objects.exclude(godkendt_af="").filter(ophaevet_af="")
    for row in live.filter(til__gte=today, til__lte=today + dt.timedelta(days=FOER)).order_by("pk"):
        after = live.filter(Q(til=None) | Q(til__gt=row.til), kommune=row.kommune, produkt=row.produkt)
        if row.til is None or after.filter(fra__lte=row.til + dt.timedelta(days=1)).exists():
            continue
        yield Cause(
            kind=Kind.I_DAG,
            weight=Severity.ADVARSEL,
            interface=SNITFLADE,
            about=f"grundlag {row.pk}",
            since=dt.datetime.combine(row.til - dt.timedelta(days=FOER), dt.time(), tzinfo=ZONE).astimezone(dt.UTC),
            sentence=(
                f"Retsgrundlaget for {row.get_produkt_display().lower()} til IPIS (kommune {row.kommune}) udløber "
                f"{row.til:%d-%m-%Y}, og derefter gives intet ud. Foreslå et nyt, og lad en anden godkende det."
            ),
        )


@watch
def koder_uden_ipis(now: dt.datetime) -> Iterator[Cause]:
    """One cause when a code in use has none at IPIS while there is a ground to download on."""
    today = now.astimezone(ZONE).date()
    ground = (
        Ipisgrundlag.objects.exclude(godkendt_af="")
        .filter(Q(til=None) | Q(til__gte=today), ophaevet_af="", fra__lte=today)
        .order_by("godkendt")
        .first()
    )
    if ground is None or ground.godkendt is None:
        return
    running = Handicapforanstaltning.objects.filter(Q(til=None) | Q(til__gte=today), fra__lte=today)
    used = Handicapkode.objects.filter(ipis="").filter(
        Exists(running.filter(Q(kode=OuterRef("pk")) | Q(kort__handicaptype=OuterRef("pk"))))
    )
    codes = list(used.order_by("art", "kode").values_list("kode", flat=True))
    if codes:
        shown = ", ".join(codes[:10]) + (" …" if len(codes) > 10 else "")
        yield Cause(
            kind=Kind.I_DAG,
            weight=Severity.ADVARSEL,
            interface=SNITFLADE,
            about="koder",
            since=ground.godkendt,
            sentence=f"IPIS kan intet hente, før disse handicapkoder har en kode hos IPIS: {shown}. Sæt dem med handicapkoder.csv.",
        )


@watch
def gaaet_bort(now: dt.datetime) -> Iterator[Cause]:
    """One cause when measures run for persons who, as CPR says, are dead or have left."""
    today = now.astimezone(ZONE).date()
    gone = Person.objects.filter(personnummer=OuterRef("kort__cpr")).exclude(status__in=AKTIVE)
    running = Handicapforanstaltning.objects.filter(Q(til=None) | Q(til__gte=today), fra__lte=today).filter(Exists(gone))
    count = running.values("kort").distinct().count()
    if count:
        first = running.order_by("fra").values_list("fra", flat=True)[0]
        yield Cause(
            kind=Kind.I_DAG,
            weight=Severity.ADVARSEL,
            interface=SNITFLADE,
            about="gået bort",
            since=min(dt.datetime.combine(first, dt.time(), tzinfo=ZONE).astimezone(dt.UTC), now),
            sentence=f"{count} handicapkort har løbende foranstaltninger, men personen er død eller udrejst. Afslut dem på kortet.",
        )
