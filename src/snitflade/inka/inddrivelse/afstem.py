"""A month's reconciliation: the authority's list held against our rows and against the ledger (skat-inddrivelse.md 9.3).

It books nothing. What differs becomes a row that a person closes; what is new are the sequence numbers, which are taken over, and
the write-downs it shows to have been taken.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from django.db.models import Sum
from django.utils import timezone

from snitflade.exchange.bulk import collector_paused
from snitflade.exchange.catalogue import Applied, Hold, Sheet
from snitflade.exchange.models import Exchange
from snitflade.formats.columns import shown
from snitflade.formats.document import Document
from snitflade.formats.problems import ProblemKind, Problems, ProblemsError
from snitflade.formats.text import beloeb_tekst
from snitflade.inka.inddrivelse import haendelser, nedskriv, opsaetning
from snitflade.inka.inddrivelse.afvigelser import opret
from snitflade.inka.inddrivelse.models import UDE, Fordring, Nedskrivning
from snitflade.inka.inddrivelse.models_ind import Afstemning, Afvigelse
from snitflade.inka.inddrivelse.sammenlign import Deres, Udfald, Vores, sammenlign

NAVN = re.compile(r"AFSTEM_([0-9A-Z]{2,20})_(\d{4})-(\d{2})\.csv", re.IGNORECASE)
AABEN = "ÅBEN"

AFSTEMNING_NAVN = ProblemKind(
    "AFSTEMNING_NAVN",
    "Filens navn {raw} siger ikke, hvilken måned den er for. Giv den navnet AFSTEM_fordringshaver_ÅÅÅÅ-MM.csv, og indlæs den igen.",
    spec="F02",
)
AFSTEMNING_FREMMED = ProblemKind(
    "AFSTEMNING_FREMMED",
    "{raw} er ikke en af vores kommuner. Intet er ændret; er filen en anden kommunes, så slet den.",
    spec="F02",
)
AFSTEMNING_BLANDET = ProblemKind("AFSTEMNING_BLANDET", "Linjen er til {raw}, men filen er til {anden}.", spec="F02")


def anvend(exchange: Exchange, document: Document, navn: str, problems: Problems) -> Applied:
    """Compare, in the caller's transaction. Raises ProblemsError, Hold."""
    claimant, month = _hoved(document, navn, problems)
    owners = opsaetning.fordringshavere(timezone.localdate())
    if not problems.errors and claimant not in owners:
        problems.add(AFSTEMNING_FREMMED, field="fordringshaver", raw=claimant)
    if problems.errors:
        raise ProblemsError(problems)
    before = _foer(exchange, claimant, month)
    kommune = owners[claimant]
    with collector_paused():
        haendelser.laas()
        theirs = list(_deres(document))
        ours, pending = _vores(claimant), _ventende(claimant)
        work = sammenlign(theirs, ours, pending, month, _sendt(claimant))
        by = exchange.created_by
        haendelser.skriv(work.skridt, by, exchange, sekvensnumre=work.sekvens)
        waiting = Nedskrivning.objects.filter(fordring__fordringshaver=claimant, tilstand=Nedskrivning.Tilstand.I_FIL).iterator()
        nedskriv.modtaget([one for one in waiting if one.fordring_id in work.taget], by, exchange, work.taget)
        opret(work.fund, exchange, kommune)
    made = Afstemning(
        exchange=exchange,
        kommune=kommune,
        fordringshaver=claimant,
        maaned=month,
        antal=len(theirs),
        restsaldo=sum(one.restsaldo for one in theirs),
        ens=work.ens,
    )
    _erstat(before, made, exchange)
    totals = {"linjer": made.antal, "restsaldo": made.restsaldo, "ens": made.ens, "afvigelser": len(work.fund)}
    return Applied(totals=totals, sheet=_ark(made, work, ours.values()))


def _hoved(document: Document, navn: str, problems: Problems) -> tuple[str, dt.date]:
    found = NAVN.fullmatch(navn)
    if found is None or not 1 <= int(found[3]) <= 12:
        problems.add(AFSTEMNING_NAVN, raw=navn)
        return "", dt.date.min
    claimant, table = found[1].upper(), document.tables["fordring"]
    of = shown(table["fordringshaver"])
    for line, one in zip(table.lines.tolist(), of, strict=True):
        if one != claimant:
            problems.add(AFSTEMNING_BLANDET, line=line, field="fordringshaver", raw=one, anden=claimant)
    return claimant, dt.date(int(found[2]), int(found[3]), 1)


def _foer(exchange: Exchange, claimant: str, month: dt.date) -> Afstemning | None:
    """The reconciliation of that month that is there. Raises Hold where it would be replaced, or a newer one is there."""
    rows = Afstemning.objects.filter(fordringshaver=claimant, erstattet_af=None).exclude(exchange=exchange)
    newer = rows.filter(maaned__gt=month).order_by("maaned").first()
    same = rows.filter(maaned=month).first()
    if newer is not None and not exchange.released_by:
        raise Hold(
            f"Der er allerede afstemt for {newer.maaned:%Y-%m}, så afstemningen for {month:%Y-%m} er for gammel til at holdes mod "
            "det, der gælder nu. Frigiv den, hvis den skal bruges alligevel."
        )
    if same is not None and not exchange.released_by:
        raise Hold(
            f"Der er allerede afstemt for {month:%Y-%m} med udveksling {same.exchange_id}. Er filen en rettelse, så frigiv den: så "
            "erstatter den den anden, og den andens afvigelser lukkes."
        )
    return same


def _erstat(before: Afstemning | None, made: Afstemning, exchange: Exchange) -> None:
    """Keep a reconciliation, in the place of an earlier one of its month."""
    if before is not None:
        before.maaned, month = dt.date(1, 1, 1), before.maaned
        Afstemning.objects.filter(pk=before.pk).update(maaned=before.maaned)
    made.save()
    if before is not None:
        Afstemning.objects.filter(pk=before.pk).update(maaned=month, erstattet_af=made)
        values = {"grund": f"Erstattet af udveksling {exchange.pk}", "lukket_af": exchange.created_by, "lukket_tid": timezone.now()}
        Afvigelse.objects.filter(exchange=before.exchange_id, lukket_tid=None).update(**values)


def _deres(document: Document) -> Iterator[Deres]:
    table = document.tables["fordring"]
    texts = ([one.strip() for one in shown(table[name])] for name in ("ekstern_sagsnummer", "debitor", "sekvensnummer"))
    names = ("hovedstol_oprindelig", "nedskrevet_ialt", "indbetalt_ialt", "afskrevet_ialt", "restsaldo")
    amounts = (table[name].tolist() for name in names)
    states = [one == AABEN for one in shown(table["status"])]
    return map(Deres._make, zip(table.lines.tolist(), *texts, *amounts, states, strict=True))


def _vores(claimant: str) -> dict[str, Vores]:
    """Our claims by their case number."""
    names = ("pk", "ekstern_sagsnummer", "debitor_nummer", "sekvensnummer", "tilstand", "hovedstol", "rest_hos", "regning__rest")
    rows = Fordring.objects.filter(fordringshaver=claimant).order_by("pk").values_list(*names, "tilbagekaldes", "exchange_id")
    return {row[1]: Vores._make(row) for row in rows.iterator(20_000)}


def _sendt(claimant: str) -> dict[int, dt.date]:
    """When each of a claimant's files was sent."""
    rows = Exchange.objects.filter(interface=opsaetning.SNITFLADE, fordringer__fordringshaver=claimant).exclude(sent_at=None)
    return {pk: timezone.localdate(sent) for pk, sent in rows.distinct().values_list("pk", "sent_at") if sent is not None}


def _ventende(claimant: str) -> dict[int, int]:
    """Øre of write-downs that are sent and not answered, by claim."""
    rows = Nedskrivning.objects.filter(fordring__fordringshaver=claimant, tilstand=Nedskrivning.Tilstand.I_FIL).order_by()
    return dict(rows.values_list("fordring_id").annotate(Sum("beloeb")))


def _ark(made: Afstemning, work: Udfald, ours: Any) -> Sheet:
    own = [one for one in ours if one.tilstand in UDE]
    kinds: defaultdict[str, list[int]] = defaultdict(list)
    for one in work.fund:
        kinds[one.art.label].append(one.forskel)
    return [
        (
            "Afstemningen",
            [
                ("Fordringshaver", made.fordringshaver),
                ("Måned", f"{made.maaned:%Y-%m}"),
                ("Hos dem", f"{made.antal} · {beloeb_tekst(made.restsaldo)}"),
                ("Efter vores rækker", f"{len(own)} · {beloeb_tekst(sum(one.rest_hos for one in own))}"),
                ("Åbent i bogføringen", beloeb_tekst(sum(one.bogfoert for one in own))),
                ("Stemmer", str(made.ens)),
                ("Nye sekvensnumre", str(len(work.sekvens))),
            ],
        ),
        ("Afvigelser", [(kind, f"{len(some)} · {beloeb_tekst(sum(some))}") for kind, some in sorted(kinds.items())]),
    ]
