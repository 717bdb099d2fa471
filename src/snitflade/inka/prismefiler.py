"""A billing run as the two files of Prisme's debtors, G69 with its postings and 10Q with its bills; and what those files must show.

The same for every module that bills so (861, 522 and the others). Source: prisme.md 2.3, 3.8 (Σ trans 24 = modkonto).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Count, Sum, Value
from django.db.models.functions import Length, Replace
from django.utils import timezone

from snitflade.bogh.models import Postering
from snitflade.bogh.prisme import Bilag, Row, g69_document, g69_totals, konto_total, opsaetning
from snitflade.exchange.catalogue import Options, OutFile
from snitflade.exchange.models import Exchange
from snitflade.formats.document import Document
from snitflade.formats.problems import Problems, ProblemsError
from snitflade.inka.models import Regning
from snitflade.inka.prisme import Opkraevning, Rater, tenq_document, tenq_totals


@dataclass(frozen=True, slots=True)
class Slags:
    """Which claims the files are of: the page that posts (five digits), the betalingsart in 10Q, and the files' names."""

    maskinnr: str
    betalingsart: str
    g69: str
    tenq: str

    @classmethod
    def af(cls, side: str, betalingsart: str) -> Slags:
        """Of a page, three digits.

        >>> Slags.af("522", "110").g69
        '522_G69.txt'
        """
        return cls(side.zfill(5), betalingsart, f"{side}_G69.txt", f"{side}_10Q.txt")


@dataclass(frozen=True, slots=True)
class Stempel:
    """What the files carry beyond the bills: `tidsstempel` local time to the minute, `paaligningsaar` four digits."""

    tidsstempel: dt.datetime
    paaligningsaar: int

    @classmethod
    def af(cls, options: Options) -> Stempel:
        """As ordered, else now and the regnskabsår."""
        now = timezone.localtime().replace(tzinfo=None, second=0, microsecond=0)
        return cls(options.get("tidsstempel") or now, options.get("paaligningsaar") or options["regnskabsaar"])


def filer(
    rows: Iterable[Row],
    bilag: Bilag,
    rater: Rater,
    forfaldsdato: dt.date,
    stempel: Stempel,
    slags: Slags,
    problems: Problems,
    *,
    ydelsesmodtagere: Sequence[str] = (),
) -> tuple[OutFile, ...]:
    """The files of a run: `rows` as G69, and the bills as 10Q where there are any. Raises ProblemsError.

    `ydelsesmodtagere`: of each row the CPR number of whom the benefit is for (fields 132 and 133), empty for none.
    """
    prisme = opsaetning(bilag.posteringsdato)
    document = g69_document(rows, bilag, prisme, problems, ydelsesmodtagere=ydelsesmodtagere)
    files = [OutFile(slags.g69, "g69", document)]
    if rater.nummer:
        opkraevning = Opkraevning(
            bilag.kommune, slags.betalingsart, stempel.paaligningsaar, stempel.tidsstempel, bilag.posteringsdato, forfaldsdato
        )
        files.append(OutFile(slags.tenq, "10q", tenq_document(rater, opkraevning, prisme.tegnsaet, problems)))
    if problems.errors:
        raise ProblemsError(problems)
    return tuple(files)


def bogfoert(exchange: Exchange, alene: int = 0) -> dict[str, int]:
    """What the files must show, from the ledger rows and bills the database now holds for the exchange (øre and counts).

    `alene`: how many debtors stand in 10Q as a trans 10 without a rate.
    """
    postings = Postering.objects.filter(exchange=exchange).order_by()
    sums = postings.values_list("konto").annotate(total=Sum("beloeb"))
    totals = {"G69 linjer": postings.count()}
    totals.update({konto_total(konto): total for konto, total in sums})
    bills = Regning.objects.filter(exchange=exchange, betales_fra_konto="").order_by()
    lines = Length("tekstlinjer") - Length(Replace("tekstlinjer", Value("\n"))) + 1
    billed = bills.aggregate(count=Count("pk"), total=Sum("beloeb"), lines=Sum(lines))
    if not billed["count"] and not alene:
        return totals
    return {
        **totals,
        "trans 10": billed["count"] + alene,
        "trans 24": billed["count"],
        "trans 26": billed["lines"] or 0,
        "trans 52": bills.exclude(debitor__gln="").count(),
        "rater": billed["total"] or 0,
        # Importing 10Q credits the modkonto with the sum of the rates: it must be what G69 debits there.
        "modkonto": billed["total"] or 0,
    }


def bevis(documents: Mapping[str, Document], modkonto: str, slags: Slags) -> dict[str, int]:
    """What the decoded files show, by the names of `bogfoert`."""
    totals = g69_totals(documents[slags.g69])
    if slags.tenq in documents:
        totals |= tenq_totals(documents[slags.tenq])
    totals["modkonto"] = totals.get(konto_total(modkonto), 0)
    return totals
