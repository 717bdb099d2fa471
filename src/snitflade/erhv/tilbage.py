"""Taking a settlement back: its vouchers are reversed in their own months, its credit items withdrawn, its sales are open again.

Only while nothing of it is paid, set off or on its way: what a seller has got is corrected by cancelling the sale instead.
Source: winformatik.md 2.5, payments.md 1 (what is booked is reversed, never edited).
"""

from __future__ import annotations

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from snitflade.bogh import bilag as bilagene
from snitflade.bogh.models import Bilag, Postering
from snitflade.bogh.udbetaling import modregning
from snitflade.bogh.udbetaling.models import Tilbageholdelse, Udbetaling, Udbetalingspost
from snitflade.erhv.models import Saelgerskat, Salg, Vilkaar
from snitflade.erhv.models_afregning import Afregning, Afregningslinje, Kontering
from snitflade.exchange import audit
from snitflade.exchange.bulk import lock
from snitflade.formats.problems import ProblemKind, Problems, ProblemsError
from snitflade.formats.text import beloeb_tekst

TILBAGE_ALLEREDE = ProblemKind("TILBAGE_ALLEREDE", "Afregning {raw} er taget tilbage allerede.")
TILBAGE_BETALT = ProblemKind(
    "TILBAGE_BETALT",
    "{saelger} har fået noget af sine {beloeb} kr.: udbetalt, modregnet eller i en kørsel. Annullér kørslen først, "
    "eller ophæv salgene.",
)
TILBAGE_OPHAEVET = ProblemKind("TILBAGE_OPHAEVET", "Salg {raw} er ophævet i afregning {anden}, som skal tages tilbage først.")
TILBAGE_GRUND = ProblemKind("TILBAGE_GRUND", "Skriv hvorfor, med højst 200 tegn.")


def tag_tilbage(afregning: Afregning, af: str, grund: str) -> None:
    """Take a settlement back. Raises ProblemsError with everything that stands in the way; then nothing has changed."""
    problems = Problems()
    if not 0 < len(grund.strip()) <= 200:
        problems.add(TILBAGE_GRUND, field="grund")
    with transaction.atomic():
        lock(Vilkaar, Saelgerskat, Salg, Afregning, Afregningslinje, Kontering)
        lock(Udbetalingspost, Tilbageholdelse, Udbetaling, Bilag, Postering)
        row = Afregning.objects.get(pk=afregning.pk)
        if row.tilbage_tid is not None:
            problems.add(TILBAGE_ALLEREDE, raw=str(row))
            raise ProblemsError(problems)
        _tjek(row, problems)
        if problems.errors:
            raise ProblemsError(problems)
        Afregningslinje.objects.filter(afregning=row).update(gaelder=False)
        text = f"Afregning {row} er taget tilbage"
        for voucher in Bilag.objects.filter(konteringer__afregning=row).distinct().order_by("pk"):
            bilagene.tilbagefoer(voucher, af, voucher.posteringsdato, text, regnskabsaar=voucher.regnskabsaar)
        for post in Udbetalingspost.objects.filter(afregning__afregning=row).order_by("pk"):
            # The reversal has booked it; the item's own voucher must change nothing on its account.
            modregning.annuller(post, af, row.dato, text, konto=post.konto)
        now = timezone.now()
        Afregning.objects.filter(pk=row.pk).update(tilbage_af=af, tilbage_tid=now, tilbage_grund=grund.strip())
        audit.record("afregning taget tilbage", af, afregning=row.pk)
    afregning.refresh_from_db()


def _tjek(afregning: Afregning, problems: Problems) -> None:
    """Report what of it has gone on."""
    posts = Udbetalingspost.objects.filter(afregning__afregning=afregning).exclude(rest=F("beloeb"))
    for saelger, beloeb in posts.order_by("pk").values_list("afregning__saelger__nummer", "beloeb"):
        problems.add(TILBAGE_BETALT, saelger=saelger, beloeb=beloeb_tekst(beloeb))
    mine = {"salg__ophaever__linjer__afregning": afregning, "salg__ophaever__linjer__gaelder": True}
    rows = Afregningslinje.objects.filter(**mine, gaelder=True).exclude(afregning=afregning)
    for line in rows.order_by("pk").values_list("salg__ophaever_id", "afregning__kommune", "afregning__nummer"):
        problems.add(TILBAGE_OPHAEVET, raw=str(line[0]), anden=f"{line[1]}-{line[2]}")
