"""Applying a delivery, part by part: the chain first, then the persons, at last what those responsible are told.

Source: cpr.md 2.5, 7.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from django.db.models import F

from snitflade.exchange.catalogue import Applied, Aside, Sheet
from snitflade.exchange.konstanter import konstant
from snitflade.exchange.models import Exchange
from snitflade.folk.cpr import kaede, statusmail, svar
from snitflade.folk.cpr.leverance import Leverance
from snitflade.folk.cpr.skriv import Skrevet, skriv
from snitflade.folk.models_cpr import CprLeverance
from snitflade.formats.problems import ProblemKind, Problems, ProblemsError, Severity

CPR_FOR_MANGE_FEJL = ProblemKind(
    "CPR_FOR_MANGE_FEJL",
    "{failed} af leverancens {count} personer kan ikke anvendes; grænsen er {procent} % (og altid {altid}). Intet er anvendt. Se "
    "fejlene, og spørg CPR; grænsen er systemkonstanten folk.cpr.fejl_procent.",
)
_SAGT = 3
"""Of so many lines a person's entry says what is wrong; the rest stands among the file's problems."""


def dele(exchange: Exchange, leverance: Leverance) -> int:
    """In how many transactions the delivery is applied."""
    return leverance.dele


def anvend(exchange: Exchange, leverance: Leverance, problems: Problems, part: int) -> Applied:
    """Apply one part. Done twice it changes nothing. Raises Hold, ProblemsError."""
    if part == 0:
        row, answers, asides = _begin(exchange, leverance, problems)
    else:
        row, answers, asides = CprLeverance.objects.get(exchange=exchange), {}, []
    again = row.faerdig
    chosen = leverance.del_(part)
    done = skriv(leverance.fil, chosen, leverance.billede, row) if len(chosen) else Skrevet()
    asides += [leverance.til_side(person, why) for person, why in done.afviste.items()]
    _count(row, leverance, done, last=part + 1 == leverance.dele, again=again)
    applied = len(chosen) - len(done.afviste)
    totals = {"personer": applied, "til side": len(asides), **_named(leverance, answers, part)}
    sheet = _sheet(row, leverance) if part + 1 == leverance.dele else []
    return Applied(totals, sheet, asides)


def _begin(exchange: Exchange, leverance: Leverance, problems: Problems) -> tuple[CprLeverance, Mapping[str, int], list[Aside]]:
    start = leverance.fil.startrecord
    if leverance.fejl.filens or start is None:
        raise ProblemsError(problems)
    row = kaede.begynd(exchange, start, leverance.fil.format.name, problems)
    failed, count = len(leverance.fejl.personer), leverance.fil.antal_personer
    today = dt.datetime.now(dt.UTC).date()
    procent, altid = int(konstant("folk.cpr.fejl_procent", today)), int(konstant("folk.cpr.fejl_altid", today))
    if not row.faerdig and failed > altid and failed * 100 > procent * count:
        problems.add(CPR_FOR_MANGE_FEJL, failed=failed, count=count, procent=procent, altid=altid)
        raise ProblemsError(problems)
    return row, svar.gem(exchange, leverance), _at_fault(leverance, problems)


def _at_fault(leverance: Leverance, problems: Problems) -> list[Aside]:
    """The persons found at fault when the file was read, each with what is wrong."""
    if not len(leverance.fejl.personer):
        return []
    told = {one.line: one.message for one in reversed(list(problems)) if one.severity is Severity.FEJL}
    asides = []
    for person in leverance.fejl.personer.tolist():
        lines = [line for row in leverance.fil.raekker(person).tolist() if (line := row + 1) in told]
        more = f" Og fejl på {len(lines) - _SAGT} linjer mere." if len(lines) > _SAGT else ""
        said = " ".join(f"Linje {line}: {told[line]}" for line in lines[:_SAGT])
        asides.append(leverance.til_side(person, f"{said}{more}"))
    return asides


def _named(leverance: Leverance, answers: Mapping[str, int], part: int) -> dict[str, int]:
    if part:
        return {}
    return {"records": len(leverance.fil), **{f"svar {key}": count for key, count in answers.items() if count}}


def _count(row: CprLeverance, leverance: Leverance, done: Skrevet, *, last: bool, again: bool) -> None:
    """Add up what the parts did. Applied again for the sake of its corrected persons, a delivery keeps its first figures."""
    fields: dict[str, object] = {}
    if not again:
        for name in ("nye", "aendrede", "uaendrede", "nyere_findes", "delvise"):
            fields[name] = F(name) + getattr(done, name)
    if last and not again:
        fields["faerdig"] = True
    if fields:
        CprLeverance.objects.filter(pk=row.pk).update(**fields)
        row.refresh_from_db()
    if last and not again:
        row.statusbrev = "\n".join(": ".join(line) for _, lines in _sheet(row, leverance) for line in lines)
        row.save(update_fields=["statusbrev"])
        statusmail.bestil(row)


def _sheet(row: CprLeverance, leverance: Leverance) -> Sheet:
    counts = leverance.fil.antal
    persons = [
        ("Nye", str(row.nye)),
        ("Ændrede", str(row.aendrede)),
        ("Uændrede", str(row.uaendrede)),
        ("Sat til side, da filen blev læst", str(len(leverance.fejl.personer))),
        ("Ikke rørt; nyere data findes", str(row.nyere_findes)),
        ("Kom uden 001; kun de leverede records er afløst", str(row.delvise)),
    ]
    chain = [
        ("Opgave", row.opgavenr),
        ("Produktionsdato", row.proddto.isoformat()),
        ("Følger efter", row.proddtoforrig.isoformat() if row.proddtoforrig else "ingen"),
        ("Kæden", "begynder her" if row.foerste else "er brudt; frigivet" if row.brud else "er ubrudt"),
    ]
    answers = [("Fejl fra CPR (910)", str(counts.get(svar.FEJL, 0))), ("Kvitteringer (997)", str(counts.get(svar.KVITTERING, 0)))]
    notices = [("Personer på advislisten", str(row.advis.count()))]
    records = [(f"Record {key}" if key else "Ukendte linjer", str(count)) for key, count in counts.items()]
    return [("Leverance", chain), ("Personer", persons), ("Svar", answers), ("Advis", notices), ("Records", records)]
