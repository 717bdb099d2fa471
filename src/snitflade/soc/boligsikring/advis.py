"""Working through the advis list: accepting what the landlord says, or rejecting it, always with a reason.

Source: social-teknik.md 2.1 and 2.2. What accepting does depends on the entry:

* BS-A03, A04, A09: the application gets the landlord's rent (from its date), number of rooms, owner.
* BS-M01: the application gets the tenancy's number, and belongs to its landlord.
* BS-A01, A02, A05: the application is booked in that month all the same. BS-A08 cannot be accepted: the income must be entered.
* BS-R01: the difference goes with the next run. All others are noted as seen.
"""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from snitflade.exchange import audit
from snitflade.exchange.bulk import lock
from snitflade.formats.problems import ProblemKind, Problems, ProblemsError
from snitflade.soc.boligsikring.models_ansoegning import Advis, Advisstatus, Huslejelinje
from snitflade.soc.maaned import Maaned

BS_ADVIS_AFGJORT = ProblemKind("BS_ADVIS_AFGJORT", "Punktet er {status} af {hvem} i mellemtiden. Se listen igen.")
BS_ADVIS_GRUND = ProblemKind("BS_ADVIS_GRUND", "Skriv en begrundelse på højst 200 tegn.")
BS_ADVIS_INDKOMST = ProblemKind(
    "BS_ADVIS_INDKOMST",
    "En manglende indkomst kan ikke accepteres. Hent aktuel indkomst, eller skriv en forventet indkomst på kortet.",
    spec="BS-A08",
)
BS_ADVIS_LEJEMAAL = ProblemKind(
    "BS_ADVIS_LEJEMAAL", "Lejemålet, punktet handler om, findes ikke længere. Prøveberegn måneden igen."
)

AF_LEJEMAAL = frozenset(("BS-A03", "BS-A04", "BS-A09", "BS-M01"))
"""Entries with which, accepted, the application takes over what the landlord says."""


def accepter(advis: Advis, begrundelse: str, af: str) -> Advis:
    """Accept an entry, and do what follows from it. Raises ProblemsError."""
    return _afgoer(advis, Advisstatus.ACCEPTERET, begrundelse, af)


def afvis(advis: Advis, begrundelse: str, af: str) -> Advis:
    """Reject an entry: the application stays as it is. Raises ProblemsError."""
    return _afgoer(advis, Advisstatus.AFVIST, begrundelse, af)


def _afgoer(advis: Advis, status: Advisstatus, begrundelse: str, af: str) -> Advis:
    problems = Problems()
    reason = begrundelse.strip()
    if not 0 < len(reason) <= 200:
        problems.add(BS_ADVIS_GRUND, field="begrundelse")
    with transaction.atomic():
        lock(Advis)
        row = Advis.objects.select_related("ansoegning", "lejemaal__fil").get(pk=advis.pk)
        if row.status != Advisstatus.AABEN:
            shown = Advisstatus(row.status).label.lower()
            problems.add(BS_ADVIS_AFGJORT, status=shown, hvem=row.afgjort_af or "en ny prøveberegning")
        accepted = status is Advisstatus.ACCEPTERET
        if accepted and row.kode == "BS-A08":
            problems.add(BS_ADVIS_INDKOMST)
        if accepted and row.kode in AF_LEJEMAAL and (row.lejemaal is None or row.ansoegning is None):
            problems.add(BS_ADVIS_LEJEMAAL)
        if problems.errors:
            raise ProblemsError(problems)
        if accepted and row.kode in AF_LEJEMAAL:
            _overtag(row)
        row.status, row.begrundelse, row.afgjort_af, row.afgjort_tid = status, reason, af, timezone.now()
        row.save(update_fields=["status", "begrundelse", "afgjort_af", "afgjort_tid"])
        audit.record(f"boligsikringsadvis {status.value}", af, advis=row.pk, kode=row.kode, maaned=row.maaned)
    advis.refresh_from_db()
    return advis


def _overtag(row: Advis) -> None:
    """Let the application have what the landlord says."""
    application, tenancy = row.ansoegning, row.lejemaal
    if application is None or tenancy is None:
        raise TypeError("what is taken over has been looked for")
    if row.kode == "BS-A03":
        since = tenancy.husleje_fra or Maaned.laes(row.maaned).foerste
        source = f"{tenancy.fil.udlejer}s fil for {row.maaned}"
        Huslejelinje.objects.update_or_create(
            ansoegning=application, fra=since, defaults={"beloeb": tenancy.husleje, "kilde": source}
        )
    elif row.kode == "BS-A04":
        application.antal_rum = tenancy.antal_rum
        application.save(update_fields=["antal_rum"])
    else:
        application.udlejer, application.lejemaalsnr = tenancy.fil.udlejer, tenancy.lejemaalsnr
        application.save(update_fields=["udlejer", "lejemaalsnr"])
