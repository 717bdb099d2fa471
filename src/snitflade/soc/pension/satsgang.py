"""New rates from a sheet to use: they wait until somebody has looked at them beside last year's. Source: social-teknik.md 3.3.

Applied again a sheet adds nothing. A newer sheet takes the place of what an older one left waiting; what has been accepted stays
in force until what replaces it is accepted.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Collection, Iterable, Sequence

from django.db import transaction
from django.utils import timezone

from snitflade.exchange import audit
from snitflade.exchange.bulk import lock
from snitflade.exchange.catalogue import Applied
from snitflade.exchange.models import Exchange
from snitflade.formats.problems import ProblemKind, Problems, ProblemsError
from snitflade.soc.pension.models_sats import Pensionssats, Satsstatus
from snitflade.soc.pension.proev import proev, sammenlign
from snitflade.soc.pension.satser import godkendte
from snitflade.soc.pension.satsfil import Linje

PEN_INTET_VENTER = ProblemKind("PEN_INTET_VENTER", "Ingen nye satser venter. En anden har nok afgjort dem; se siden igen.")
PEN_SIDEN_ER_GAMMEL = ProblemKind(
    "PEN_SIDEN_ER_GAMMEL", "Satserne er ændret, siden du åbnede siden. Se dem igennem igen, og godkend så."
)
PEN_BEMAERKNING = ProblemKind(
    "PEN_BEMAERKNING", "Der er {antal} advarsler om satserne. Skriv, hvorfor de er rigtige alligevel.", spec="PEN-W01"
)


def anvend(exchange: Exchange, linjer: Sequence[Linje], problems: Problems) -> Applied:
    """Put a sheet's rates among those that wait, in the caller's transaction. What is accepted and unchanged does not wait."""
    lock(Pensionssats)
    held = {(sats.kode, sats.gyldig_fra): sats for sats in godkendte()}
    proev(linjer, list(held.values()), problems)
    if problems.errors:
        raise ProblemsError(problems)
    own = set(Pensionssats.objects.filter(exchange=exchange).values_list("kode", "gyldig_fra"))
    fresh = [line for line in linjer if (line.kode, line.gyldig_fra) not in own and not _uaendret(line, held)]
    waiting = Pensionssats.objects.filter(status=Satsstatus.AFVENTER)
    older = {(row.kode, row.gyldig_fra): row for row in waiting}
    made, late = [], 0
    for line in fresh:
        before = older.get((line.kode, line.gyldig_fra))
        status = Satsstatus.AFVENTER
        if before is not None and (before.exchange_id or 0) > exchange.pk:
            status, late = Satsstatus.ERSTATTET, late + 1
        elif before is not None:
            Pensionssats.objects.filter(pk=before.pk).update(status=Satsstatus.ERSTATTET)
        made.append(_raekke(exchange, line, status))
    Pensionssats.objects.bulk_create(made)
    wait = waiting.filter(exchange=exchange).count()
    totals = {"satser": len(linjer), "venter": wait, "uændret": len(linjer) - len(fresh) - len(own)}
    sheet = [
        (
            one.ny.kode,
            [
                ("Fra", f"{one.ny.gyldig_fra:%d-%m-%Y}"),
                ("Ændring", f"{one.procent} %" if one.procent else "ny"),
            ],
        )
        for one in sammenlign(list(fresh), list(held.values()))
    ]
    return Applied(totals=totals, sheet=sheet)


def _uaendret(line: Linje, held: dict[tuple[str, dt.date], Pensionssats]) -> bool:
    sats = held.get((line.kode, line.gyldig_fra))
    return sats is not None and (sats.tal, sats.gyldig_til) == (line.tal, line.gyldig_til)


def _raekke(exchange: Exchange, line: Linje, status: Satsstatus) -> Pensionssats:
    return Pensionssats(
        kode=line.kode,
        tekst=line.tekst,
        gyldig_fra=line.gyldig_fra,
        gyldig_til=line.gyldig_til,
        vaerdi=line.vaerdi,
        naevner=line.naevner,
        enhed=line.enhed,
        lovhjemmel=line.lovhjemmel,
        exchange=exchange,
        linje=line.linje,
        status=status,
    )


def ventende() -> list[Pensionssats]:
    """The rates that wait, by code and day."""
    return list(Pensionssats.objects.filter(status=Satsstatus.AFVENTER).order_by("kode", "gyldig_fra"))


def maerke(satser: Iterable[Pensionssats]) -> str:
    """What a page saw: the same for the same rates in the same state, so that nobody accepts what they have not seen."""
    seen = ";".join(f"{sats.pk}:{sats.status}" for sats in sorted(satser, key=lambda one: one.pk))
    return hashlib.sha256(seen.encode()).hexdigest()[:40]


def bemaerk(nye: Sequence[Pensionssats]) -> Problems:
    """What there is to say about rates that wait, against what is accepted now."""
    problems = Problems()
    proev(nye, godkendte(), problems)
    return problems


def godkend(set_maerke: str, bemaerkning: str, af: str) -> int:
    """Take every rate that waits into use, as one: those whose place they take stop. How many. Raises ProblemsError."""
    with transaction.atomic():
        lock(Pensionssats)
        rows = _set(set_maerke)
        found = bemaerk(rows)
        problems = Problems()
        if found.errors:
            raise ProblemsError(found)
        warned = found.warnings
        if warned and not bemaerkning.strip():
            problems.add(PEN_BEMAERKNING, field="bemaerkning", antal=warned)
            raise ProblemsError(problems)
        for row in rows:
            same = Pensionssats.objects.filter(status=Satsstatus.GODKENDT, kode=row.kode, gyldig_fra=row.gyldig_fra)
            same.update(status=Satsstatus.ERSTATTET)
        _afgoer(rows, Satsstatus.GODKENDT, bemaerkning, af)
        audit.record("pensionssatser godkendt", af, antal=len(rows), koder=sorted({row.kode for row in rows}), advarsler=warned)
    return len(rows)


def afvis(set_maerke: str, grund: str, af: str) -> int:
    """Put every rate that waits aside; nothing changes for those in use. How many. Raises ProblemsError."""
    with transaction.atomic():
        lock(Pensionssats)
        rows = _set(set_maerke)
        _afgoer(rows, Satsstatus.AFVIST, grund, af)
        audit.record("pensionssatser afvist", af, antal=len(rows), koder=sorted({row.kode for row in rows}))
    return len(rows)


def _set(set_maerke: str) -> list[Pensionssats]:
    rows = ventende()
    problems = Problems()
    if not rows:
        problems.add(PEN_INTET_VENTER)
    elif maerke(rows) != set_maerke:
        problems.add(PEN_SIDEN_ER_GAMMEL)
    if problems.errors:
        raise ProblemsError(problems)
    return rows


def _afgoer(rows: Collection[Pensionssats], status: Satsstatus, why: str, af: str) -> None:
    Pensionssats.objects.filter(pk__in=[row.pk for row in rows]).update(
        status=status, afgjort_af=af, afgjort_tid=timezone.now(), bemaerkning=why.strip()[:200]
    )
