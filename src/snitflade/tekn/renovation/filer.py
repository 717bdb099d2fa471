"""A billing run as the two files of Snitflade 861: G69 with its postings, 10Q with its bills; and what those files must show.

Source: prisme.md 2.3, 3.8 (Σ trans 24 = modkonto), 5.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Count, Sum, Value
from django.db.models.functions import Length, Replace

from snitflade.bogh.models import Postering
from snitflade.bogh.prisme import Bilag, g69_document, g69_totals, konto_total, opsaetning
from snitflade.exchange.catalogue import OutFile, Sheet
from snitflade.exchange.models import Exchange
from snitflade.formats.document import Document
from snitflade.formats.problems import ProblemKind, Problems, ProblemsError, mask_cpr
from snitflade.formats.text import beloeb_tekst, konto_tekst
from snitflade.inka.models import Regning
from snitflade.inka.prisme import Opkraevning, Rater, tenq_document, tenq_totals
from snitflade.tekn.renovation.koersel import Koersel
from snitflade.tekn.renovation.opkraev import MASKINNR
from snitflade.tekn.renovation.parametre import Parametre

G69_FIL = "861_G69.txt"
TENQ_FIL = "861_10Q.txt"
BETALINGSART = "120"
"""Renovation (prisme.md 3.1)."""

TRANS_10_UDEN_NUMMER = ProblemKind(
    "TRANS_10_UDEN_NUMMER",
    "Kunde {raw} har hverken CVR- eller personnummer, og «prisme.trans_10_uden_rate» kræver en trans 10. Udfyld et af dem.",
)


@dataclass(frozen=True, slots=True)
class Slags:
    """Which claims the files are of: the page that posts (five digits), the betalingsart in 10Q, and the files' names."""

    maskinnr: str
    betalingsart: str
    g69: str
    tenq: str


RENOVATION = Slags(MASKINNR, BETALINGSART, G69_FIL, TENQ_FIL)


@dataclass(frozen=True, slots=True)
class Stempel:
    """What the files carry beyond the bills: `tidsstempel` local time to the minute, `paaligningsaar` four digits."""

    tidsstempel: dt.datetime
    paaligningsaar: int


def filer(
    koersel: Koersel, parametre: Parametre, stempel: Stempel, problems: Problems, slags: Slags = RENOVATION
) -> tuple[OutFile, ...]:
    """The run's files. A run without anything for 10Q has no 10Q file. Raises ProblemsError."""
    prisme = opsaetning(parametre.posteringsdato)
    bilag = Bilag(koersel.kommune, slags.maskinnr, parametre.posteringsdato, parametre.regnskabsaar, parametre.konteret_af)
    files = [OutFile(slags.g69, "g69", g69_document(koersel.posteringer, bilag, prisme, problems))]
    rater = _rater(koersel, problems)
    if rater.nummer:
        opkraevning = Opkraevning(
            koersel.kommune,
            slags.betalingsart,
            stempel.paaligningsaar,
            stempel.tidsstempel,
            parametre.posteringsdato,
            parametre.forfaldsdato,
        )
        files.append(OutFile(slags.tenq, "10q", tenq_document(rater, opkraevning, prisme.tegnsaet, problems)))
    if problems.errors:
        raise ProblemsError(problems)
    return tuple(files)


def _rater(koersel: Koersel, problems: Problems) -> Rater:
    """The bills that go to 10Q; a claim paid from an account goes only where lone trans 10 are wanted, and then as zero."""
    bills = koersel.regninger
    alone = koersel.trans_10_uden_rate
    texts = bills.tekstlinjer
    rows = [row for row, konto in enumerate(bills.betales_fra_konto) if not konto or alone]
    for row in rows:
        if not bills.person_cvr[row]:
            problems.add(TRANS_10_UDEN_NUMMER, field="person_cvr_nummer", raw=bills.kundenummer[row])
    return Rater(
        nummer=[bills.nummer[row] for row in rows],
        kundenummer=[bills.kundenummer[row] for row in rows],
        person_cvr=[bills.person_cvr[row] for row in rows],
        gln=["" if bills.betales_fra_konto[row] else bills.gln[row] for row in rows],
        omraadenummer=[bills.omraadenummer[row] for row in rows],
        beloeb=[0 if bills.betales_fra_konto[row] else bills.beloeb[row] for row in rows],
        tekstlinjer=[texts[row] for row in rows],
    )


def totaler(exchange: Exchange, koersel: Koersel) -> dict[str, int]:
    """What the files must show, from the ledger rows the database now holds for the exchange (øre and counts)."""
    postings = Postering.objects.filter(exchange=exchange).order_by()
    sums = postings.values_list("konto").annotate(total=Sum("beloeb"))
    totals = {"G69 linjer": postings.count()}
    totals.update({konto_total(konto): total for konto, total in sums})
    bills = Regning.objects.filter(exchange=exchange).order_by()
    lines = Length("tekstlinjer") - Length(Replace("tekstlinjer", Value("\n"))) + 1
    billed = bills.filter(betales_fra_konto="").aggregate(count=Count("pk"), total=Sum("beloeb"), lines=Sum(lines))
    if not billed["count"] and not koersel.trans_10_uden_rate:
        return totals
    with_gln = bills.filter(betales_fra_konto="").exclude(debitor__gln="").count()
    return {
        **totals,
        "trans 10": bills.count() if koersel.trans_10_uden_rate else billed["count"],
        "trans 24": billed["count"],
        "trans 26": billed["lines"] or 0,
        "trans 52": with_gln,
        "rater": billed["total"] or 0,
        # Importing 10Q credits the modkonto with the sum of the rates: it must be what G69 debits there.
        "modkonto": billed["total"] or 0,
    }


def bevis(documents: Mapping[str, Document], modkonto: str, slags: Slags = RENOVATION) -> dict[str, int]:
    """What the decoded files show, by the names of `totaler`."""
    totals = g69_totals(documents[slags.g69])
    if slags.tenq in documents:
        totals |= tenq_totals(documents[slags.tenq])
    totals["modkonto"] = totals.get(konto_total(modkonto), 0)
    return totals


def kontrolark(koersel: Koersel, totals: Mapping[str, int]) -> Sheet:
    """The control sheet for the operator: gross per account, direct claims, net, debtors and records."""
    gross = [(konto_tekst(konto), beloeb_tekst(amount)) for konto, amount in koersel.brutto.items()]
    direct = [
        (f"{konto_tekst(claim.konto)} (kunde {mask_cpr(claim.kundenummer)})", beloeb_tekst(claim.beloeb))
        for claim in koersel.direkte
    ]
    brutto = sum(koersel.brutto.values())
    bills = koersel.regninger
    debtors = len({kunde for kunde, konto in zip(bills.kundenummer, bills.betales_fra_konto, strict=True) if not konto})
    return [
        ("Indtægtskonti (brutto)", [*gross, ("I alt brutto", beloeb_tekst(brutto))]),
        ("Betales fra konto", [*direct, ("I alt betales fra konto", beloeb_tekst(brutto - koersel.netto))]),
        (
            "Opkrævet hos debitorer (netto)",
            [
                ("Debitorer", str(debtors)),
                ("I alt netto = modkonto = sum af rater", beloeb_tekst(koersel.netto)),
            ],
        ),
        (
            "Records",
            [("G69-linjer", str(totals["G69 linjer"]))]
            + [
                (name.capitalize(), str(totals[name]))
                for name in ("trans 10", "trans 24", "trans 26", "trans 52")
                if name in totals
            ],
        ),
    ]
