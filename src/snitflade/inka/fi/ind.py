"""Payments made with FI cards: matched to claims by Winformatik's number rules and booked (payments.md 4.3 to 4.6).

A file whose own totals are wrong is held with a sentence; an operator who knows that its sender counts wrongly releases it with a
reason. What is neither of the two types of number, has a wrong check digit or names no claim waits in the queue.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from django.utils import timezone

from snitflade.exchange.bulk import lock
from snitflade.exchange.catalogue import Applied, Hold, Sheet
from snitflade.exchange.models import Exchange
from snitflade.formats import fi_indbetalinger, ptg2
from snitflade.formats.columns import shown
from snitflade.formats.deliveries import TOTALER
from snitflade.formats.document import Document
from snitflade.formats.fi_rules import FI_KONTROLCIFFER, kontroller_ejer
from snitflade.formats.payment_kinds import as_unicode
from snitflade.formats.problems import ProblemKind, Problems, ProblemsError, Severity
from snitflade.formats.text import beloeb_tekst
from snitflade.inka import bogfoering, kreditornumre
from snitflade.inka.bogfoer_indbetalinger import Kilde, match_and_book, totaler
from snitflade.inka.indbetaling import Aarsag, Indbetalinger, Resultat, Soegt, navn
from snitflade.inka.models import Indbetaling
from snitflade.inka.models_bs import Leverance

SNITFLADE = "bogh.fi-indbetalinger"
ART = "fi"

FI_LEVERANCE_DUBLET = ProblemKind(
    "FI_LEVERANCE_DUBLET",
    "Leverancen fra {raw} er allerede bogført med udveksling {anden}, men med andet indhold. Intet er bogført; spørg banken, "
    "hvilken der gælder.",
    spec="FIL_DUBLET",
)
FI_POST_DUBLET = ProblemKind(
    "FI_POST_DUBLET", "Indbetalingen er allerede bogført og er sprunget over.", Severity.ADVARSEL, spec="POST_DUBLET"
)
FI_NUL = ProblemKind("FI_NUL", "Indbetalingen er på 0 kr. og er sprunget over.", Severity.ADVARSEL)
_KOE = "Indbetalingen står blandt uanbringelige: {hvorfor}."
FI_KOE = ProblemKind("FI_KOE", _KOE, Severity.ADVARSEL)
FI_KRAV_UKENDT = ProblemKind("FI_KRAV_UKENDT", _KOE, Severity.ADVARSEL, spec="KRAV_UKENDT")
FI_KRAV_BETALT = ProblemKind("FI_KRAV_BETALT", _KOE, Severity.ADVARSEL, spec="KRAV_BETALT")
FI_AFVIGER = ProblemKind(
    "FI_AFVIGER",
    "Der er betalt {betalt} kr., og på kravet var {aaben} kr. åbent. Det er bogført; se forskellen efter.",
    Severity.ADVARSEL,
    spec="BELOEB_AFVIGER",
)


@dataclass(frozen=True, slots=True)
class Indhold:
    """A file that was read. `totaler`: the sentences about its own totals that are wrong."""

    document: Document | None
    totaler: tuple[str, ...]


def laes(data: bytes, name: str, problems: Problems) -> Indhold:
    """Read a file, known by its content; any other than FI is refused in words. Wrong totals are for `anvend` to weigh."""
    document = ptg2.read(data, problems)
    wrong = problems.take(TOTALER)
    return Indhold(document, tuple(str(problem) for problem in wrong.sorted(20)))


def anvend(exchange: Exchange, indhold: Indhold, problems: Problems) -> Applied:
    """Match and book, in the caller's transaction. Raises ProblemsError, Hold."""
    document = indhold.document
    if document is None:
        raise ProblemsError(problems)
    bogfoering.laas()
    lock(Leverance)
    kommuner = kreditornumre.kommuner(kreditornumre.FI, timezone.localdate())
    kontroller_ejer(document, problems, kreditornumre=tuple(kommuner))
    if not problems.errors:
        _registrer(exchange, document, problems)
    if problems.errors:
        raise ProblemsError(problems)
    if indhold.totaler and not exchange.released_by:
        raise Hold(
            f"Filens egne totaler passer ikke: {' '.join(indhold.totaler)} Hent filen igen. Er afsenderen kendt for at tælle "
            "forkert, så frigiv den med en begrundelse."
        )
    rows = fi_indbetalinger.indbetalinger(document)
    own = [kommuner[number] for number in rows.fi_kreditornummer.tolist()]
    zero = (rows.beloeb == 0).tolist()
    problems.add_many(FI_NUL, rows.linje[rows.beloeb == 0], field="beloeb")
    keys = list(_noegler(rows))
    results = []
    for kommune in sorted(set(own)):
        places = [at for at, one in enumerate(own) if one == kommune and not zero[at]]
        result = _bogfoer(exchange, kommune, rows, keys, places)
        _fortael(rows, places, result, problems)
        results.append(result)
    return Applied(totals=totaler(exchange), sheet=_ark(rows, results, own))


def _registrer(exchange: Exchange, document: Document, problems: Problems) -> None:
    """Write down which deliveries this file is, one per creditor. Reports one that was booked before with other content."""
    start, blocks = document.tables["FI010"], document.tables.get("FI020")
    sender, day, time = (shown(start[name])[0] for name in ("afsender_cvr", "dannelsesdato", "dannelsestid"))
    for at, number in enumerate(shown(blocks["fi_kreditornummer"]) if blocks is not None else []):
        key = f"{sender} {day} {time} {number}"
        made, new = Leverance.objects.get_or_create(art=ART, noegle=key, defaults={"exchange": exchange})
        if not new and made.exchange_id != exchange.pk and blocks is not None:
            line = int(blocks.lines[at])
            problems.add(FI_LEVERANCE_DUBLET, line=line, field="dannelsestid", raw=f"{day} {time}", anden=made.exchange_id)


def _noegler(rows: fi_indbetalinger.Indbetalinger) -> Iterator[str]:
    """What each payment can only be booked once by: creditor and archive reference, else what there is of it (payments.md 4.6)."""
    references = np.strings.strip(as_unicode(rows.arkivreference)).tolist()
    given = zip(
        rows.fi_kreditornummer.tolist(),
        references,
        as_unicode(rows.betalingsidentifikation).tolist(),
        rows.indbetalingsdato.astype("U").tolist(),
        rows.beloeb.tolist(),
        rows.linje.tolist(),
        strict=True,
    )
    for creditor, reference, ident, paid, beloeb, line in given:
        if reference.strip("0"):
            yield f"{creditor} {reference}"
        else:
            whole = f"{ident} {paid} {beloeb} {line}".encode()
            yield f"{creditor} {hashlib.blake2b(whole, digest_size=16).hexdigest()}"


def _bogfoer(
    exchange: Exchange, kommune: str, rows: fi_indbetalinger.Indbetalinger, keys: Sequence[str], places: Sequence[int]
) -> Resultat:
    """Book the payments of one municipality."""
    kinds = rows.art.tolist()
    numbers = rows.nummer.tolist()
    reasons = rows.aarsag.tolist()
    sought = {"0": Soegt.NUMMER.value, "1": Soegt.REGNINGSNUMMER.value}
    whole_idents = as_unicode(rows.betalingsidentifikation).tolist()
    idents = [ident or whole for ident, whole in zip(rows.ident.tolist(), whole_idents, strict=True)]
    amounts: list[int] = rows.beloeb.tolist()
    paid: list[dt.date] = rows.indbetalingsdato.tolist()
    booked: list[dt.date] = rows.bogfoeringsdato.tolist()
    own = {FI_KONTROLCIFFER.code: Aarsag.KONTROLCIFFER_FEJL.value}
    ind = Indbetalinger(
        noegle=[keys[at] for at in places],
        beloeb=[amounts[at] for at in places],
        dato=[paid[at] for at in places],
        bogfoeringsdato=[booked[at] for at in places],
        soegt=[sought.get(kinds[at], Soegt.INGEN.value) for at in places],
        soegt_nummer=[max(numbers[at], 0) for at in places],
        reference=[idents[at] for at in places],
        aarsag=[own.get(reasons[at], reasons[at]) for at in places],
    )
    kilde = Kilde(SNITFLADE, kommune, "FI-INDBETALINGER", "UANBRINGELIG FI-INDB", maskinnr="00306")
    return match_and_book(ind, exchange, exchange.created_by, kilde)


def _fortael(rows: fi_indbetalinger.Indbetalinger, places: Sequence[int], result: Resultat, problems: Problems) -> None:
    """Tell of what was skipped, differs, or waits in the queue."""
    lines = rows.linje.tolist()
    again = np.array([lines[places[at]] for at in result.dubletter], dtype=np.int64)
    problems.add_many(FI_POST_DUBLET, again, field="arkivreference")
    for one in result.afviger:
        paid, was_open = beloeb_tekst(one.betalt), beloeb_tekst(one.aaben)
        problems.add(FI_AFVIGER, line=lines[places[one.raekke]], field="beloeb", betalt=paid, aaben=was_open)
    waiting: defaultdict[str, list[int]] = defaultdict(list)
    for row, reason in _i_koe(result).items():
        waiting[reason].append(lines[places[row]])
    kinds: Mapping[str, ProblemKind] = {Aarsag.KRAV_UKENDT: FI_KRAV_UKENDT, Aarsag.KRAV_BETALT: FI_KRAV_BETALT}
    for reason, of_reason in sorted(waiting.items()):
        kind = kinds.get(reason, FI_KOE)
        problems.add_many(kind, np.array(of_reason, dtype=np.int64), field="betalingsidentifikation", hvorfor=navn(reason))


def _i_koe(result: Resultat) -> Mapping[int, str]:
    """The rows of which something waits in the queue, and why."""
    if not result.koe:
        return {}
    rows = {payment: row for row, payment in result.indbetaling.items()}
    first, last = min(rows), max(rows)
    found = Indbetaling.objects.filter(pk__range=(first, last)).exclude(rest=0).values_list("pk", "aarsag")
    return {rows[number]: reason for number, reason in found if number in rows}


def _ark(rows: fi_indbetalinger.Indbetalinger, results: Sequence[Resultat], own: Sequence[str]) -> Sheet:
    fees = int(rows.gebyrbeloeb.sum())
    dates = sorted(set(rows.bogfoeringsdato.tolist()))
    lines = [
        ("Indbetalinger i filen", f"{len(rows)} · {beloeb_tekst(int(rows.beloeb.sum()))}"),
        ("Gebyrer, ikke bogført", beloeb_tekst(fees)),
        ("Kommuner", ", ".join(sorted(set(own)))),
    ]
    if dates:
        lines.append(("Bogføringsdatoer", f"{dates[0]:%d-%m-%Y} – {dates[-1]:%d-%m-%Y}"))
    sheet: Sheet = [("Filen", lines)]
    for result in results:
        sheet += result.ark()
    return sheet
