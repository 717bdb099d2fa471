"""Legal grounds: proposed by one person, approved by another, revoked by anybody who may approve; each step dated.

Without one nothing is given out (IPS-E01), not even counts. Source: social-teknik.md 4.
"""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils import timezone

from snitflade.exchange import audit
from snitflade.exchange.bulk import lock
from snitflade.formats.problems import ProblemKind, Problems, ProblemsError
from snitflade.soc.handicap.kort import HC_DAGE, HC_TAL
from snitflade.soc.handicap.models import Ipisgrundlag, Produkt

IPS_HJEMMEL = ProblemKind("IPS_HJEMMEL", "Skriv hjemlen med 10 til 500 tegn: loven eller aftalen, dens dato og sagens nummer.")
IPS_SAMME = ProblemKind("IPS_SAMME", "{raw} har selv foreslået retsgrundlaget. En anden skal godkende det.")
IPS_AFGJORT = ProblemKind("IPS_AFGJORT", "Retsgrundlaget er {raw}. Se siden igen.")
IPS_CPR_ANTAL = ProblemKind("IPS_CPR_ANTAL", "Antal har ingen CPR-numre. Vælg personer, eller sæt ikke CPR-numre til.")
IPS_INTET_GRUNDLAG = ProblemKind(
    "IPS_INTET_GRUNDLAG",
    "Kommune {kommune} har ikke noget godkendt retsgrundlag for {raw} den {dag}, så intet gives ud. Spørg kommunen.",
    spec="IPS-E01",
)


def foreslaa(
    kommune: str, produkt: Produkt, hjemmel: str, fra: dt.date, til: dt.date | None, af: str, *, medtag_cpr: bool = False
) -> Ipisgrundlag:
    """Propose a ground; one just like it that still waits is given instead. Raises ProblemsError."""
    problems, text = Problems(), hjemmel.strip()
    if not (len(kommune) == 4 and kommune.isascii() and kommune.isdigit()):
        problems.add(HC_TAL, field="kommune", raw=kommune, hvad="en kommune", form="fire cifre, fx 0957")
    if not 10 <= len(text) <= 500:
        problems.add(IPS_HJEMMEL, field="hjemmel")
    if til is not None and til < fra:
        problems.add(HC_DAGE, field="til", fra=f"{fra:%d-%m-%Y}", til=f"{til:%d-%m-%Y}")
    if medtag_cpr and produkt is not Produkt.PERSON:
        problems.add(IPS_CPR_ANTAL, field="medtag_cpr")
    if problems.errors:
        raise ProblemsError(problems)
    values = {"kommune": kommune, "produkt": produkt, "hjemmel": text, "medtag_cpr": medtag_cpr, "fra": fra, "til": til}
    with transaction.atomic():
        lock(Ipisgrundlag)
        there = Ipisgrundlag.objects.filter(**values, foreslaaet_af=af, godkendt_af="", ophaevet_af="").first()
        if there is not None:
            return there
        made = Ipisgrundlag.objects.create(**values, foreslaaet_af=af)
        audit.record("ipis retsgrundlag foreslået", af, grundlag=made.pk, kommune=kommune, produkt=produkt.value, cpr=medtag_cpr)
    return made


def godkend(nummer: int, af: str) -> None:
    """Approve a ground; again by the same person changes nothing. Raises ProblemsError."""
    with transaction.atomic():
        row = Ipisgrundlag.objects.select_for_update().get(pk=nummer)
        if row.godkendt_af == af and not row.ophaevet_af:
            return
        if row.foreslaaet_af == af:
            raise _afvist(IPS_SAMME, af)
        if row.godkendt_af or row.ophaevet_af:
            raise _afvist(IPS_AFGJORT, "ophævet" if row.ophaevet_af else f"godkendt af {row.godkendt_af}")
        row.godkendt_af, row.godkendt = af, timezone.now()
        row.save(update_fields=["godkendt_af", "godkendt"])
        audit.record("ipis retsgrundlag godkendt", af, grundlag=row.pk, kommune=row.kommune, produkt=row.produkt)


def ophaev(nummer: int, af: str, grund: str) -> None:
    """Revoke a ground from this moment; again changes nothing."""
    with transaction.atomic():
        row = Ipisgrundlag.objects.select_for_update().get(pk=nummer)
        if row.ophaevet_af:
            return
        row.ophaevet_af, row.ophaevet = af, timezone.now()
        row.save(update_fields=["ophaevet_af", "ophaevet"])
        audit.record("ipis retsgrundlag ophævet", af, grundlag=row.pk, kommune=row.kommune, grund=grund)


def gaeldende(kommune: str, produkt: Produkt, dag: dt.date) -> Ipisgrundlag:
    """The ground on which the product may be given out on that day, the newest. Raises ProblemsError (IPS-E01).

    Call in the transaction of the download: nobody revokes the ground before that ends.
    """
    rows = Ipisgrundlag.objects.select_for_update().filter(kommune=kommune, produkt=produkt).exclude(godkendt_af="")
    rows = rows.order_by("-godkendt", "-pk")
    for row in rows:
        if row.gaelder(dag):
            return row
    problems = Problems()
    problems.add(IPS_INTET_GRUNDLAG, raw=produkt.label.lower(), kommune=kommune, dag=f"{dag:%d-%m-%Y}")
    raise ProblemsError(problems)


def _afvist(kind: ProblemKind, raw: str) -> ProblemsError:
    problems = Problems()
    problems.add(kind, raw=raw)
    return ProblemsError(problems)
