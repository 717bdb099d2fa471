"""Periodic cards: made, changed, stopped.

Source: social-teknik.md 5.3 (page 563: a new card has 14 days, starts today and ends in three months).
"""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict, dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone

from snitflade.exchange import audit
from snitflade.exchange.bulk import lock
from snitflade.formats.problems import ProblemKind, Problems, ProblemsError
from snitflade.soc.udbetalinger import regler
from snitflade.soc.udbetalinger.arter import Gaeldende
from snitflade.soc.udbetalinger.models import Enhed, Ydelseskort
from snitflade.soc.udbetalinger.regler import Hvem

SU_KORT_DATOER = ProblemKind("SU_KORT_DATOER", "Kortet slutter {slut}, før det begynder {start}. Ret datoerne.")
SU_KORT_NAESTE = ProblemKind("SU_KORT_NAESTE", "Næste udbetaling {raw} er ikke mellem kortets start {start} og slut {slut}.")
SU_KORT_INTERVAL = ProblemKind("SU_KORT_INTERVAL", "{raw} er ikke et interval på 1 til {most} {enhed}. Ret det.")
SU_KORT_ENHED = ProblemKind("SU_KORT_ENHED", "«{raw}» er ikke en enhed. Skriv dage eller maaneder.")
SU_KORT_STOPPET = ProblemKind("SU_KORT_STOPPET", "Kort {raw} er stoppet. Opret et nyt, hvis der skal betales igen.")
SU_KORT_ANDET = ProblemKind(
    "SU_KORT_ANDET", "Formularen er allerede gemt som kort {kort} med andet indhold. Hent siden igen, og begynd på et nyt."
)
SU_KORT_NOEGLE = ProblemKind("SU_KORT_NOEGLE", "Formularen mangler sin nøgle. Hent siden igen, og skriv kortet ind på ny.")
SU_KORT_GRUND = ProblemKind("SU_KORT_GRUND", "Skriv hvorfor, med højst 200 tegn.")
MOST = {Enhed.DAGE: 366, Enhed.MAANEDER: 12}


@dataclass(frozen=True, slots=True)
class Plan:
    """What a card pays, and when; see `models.Ydelseskort`."""

    beloeb: int
    naeste: dt.date
    start: dt.date
    slut: dt.date
    interval: int = 14
    enhed: str = Enhed.DAGE.value


def tjek(plan: Plan, problems: Problems) -> None:
    """Report what is wrong with a plan, but for its amount."""
    days: dict[str, Any] = {"start": f"{plan.start:%d-%m-%Y}", "slut": f"{plan.slut:%d-%m-%Y}"}
    if plan.slut < plan.start:
        problems.add(SU_KORT_DATOER, field="slut", **days)
    elif not plan.start <= plan.naeste <= plan.slut:
        problems.add(SU_KORT_NAESTE, field="naeste", raw=f"{plan.naeste:%d-%m-%Y}", **days)
    if plan.enhed not in Enhed.values:
        problems.add(SU_KORT_ENHED, field="enhed", raw=plan.enhed)
        return
    unit = Enhed(plan.enhed)
    if not 1 <= plan.interval <= MOST[unit]:
        problems.add(SU_KORT_INTERVAL, field="interval", raw=str(plan.interval), most=MOST[unit], enhed=unit.label)


def opret(noegle: str, hvem: Hvem, plan: Plan, af: str) -> tuple[Ydelseskort, Problems]:
    """Make a card; gives it with what should be known of it. The same form again gives the same card.

    Raises ProblemsError with everything that is wrong.
    """
    problems = Problems()
    if not 0 < len(noegle) <= regler.MOST_NOEGLE:
        problems.add(SU_KORT_NOEGLE, field="noegle")
    with transaction.atomic():
        lock(Ydelseskort)
        there = Ydelseskort.objects.select_related("modtager", "art").filter(noegle=noegle).first()
        if there is not None:
            if (there.kommune, there.modtager.nummer, there.art.nummer) == (hvem.kommune, hvem.modtager, hvem.ydelse):
                return there, Problems()
            problems.add(SU_KORT_ANDET, kort=there.pk)
        tjek(plan, problems)
        art = regler.tjek(hvem, plan.beloeb, plan.naeste, problems)
        if art is not None:
            regler.tjek_maerke(art, Gaeldende([art.pk]).paa(art.pk, plan.naeste), plan.naeste, problems)
        payee = regler.modtager(hvem, plan.start, af, problems)
        if problems.errors or art is None or payee is None:
            raise ProblemsError(problems)
        row = Ydelseskort.objects.create(
            noegle=noegle,
            kommune=hvem.kommune,
            modtager=payee,
            vedroerer=hvem.person,
            art=art,
            dag=plan.naeste.day,
            tekst=hvem.tekst,
            note=hvem.note,
            tastet_af=af,
            **asdict(plan),
        )
        regler.advar_konto(payee, hvem.kommune, plan.naeste, problems)
        audit.record("socialt kort tastet", af, kort=row.pk, beloeb=plan.beloeb)
    return row, problems


def ret(kort: Ydelseskort, plan: Plan, tekst: str, note: str, af: str) -> bool:
    """Give a card another plan; whoever does answers for what it pays from then on. False where nothing is changed.

    Raises ProblemsError with everything that is wrong.
    """
    problems = Problems()
    tjek(plan, problems)
    regler.tjek_beloeb(plan.beloeb, plan.naeste, problems)
    for name, text, room in (("tekst", tekst, regler.TEKST), ("note", note, regler.NOTE)):
        if len(text) > room:
            problems.add(regler.SU_LANG, field=name, antal=len(text), plads=room)
    with transaction.atomic():
        row = _loebende(kort, problems)
        new: dict[str, Any] = {**asdict(plan), "tekst": tekst, "note": note}
        changed = {name: str(getattr(row, name)) for name, value in new.items() if getattr(row, name) != value}
        if not changed:
            return False
        if row.naeste != plan.naeste:
            new["dag"] = plan.naeste.day
        for name, value in {**new, "tastet_af": af, "tastet_tid": timezone.now()}.items():
            setattr(row, name, value)
        row.save()
        audit.record("socialt kort rettet", af, kort=row.pk, foer={k: v for k, v in changed.items() if k not in ("tekst", "note")})
    return True


def _loebende(kort: Ydelseskort, problems: Problems) -> Ydelseskort:
    """The card as it stands, held for the transaction. Raises ProblemsError with what is wrong, also when it is stopped."""
    lock(Ydelseskort)
    row = Ydelseskort.objects.get(pk=kort.pk)
    if row.stoppet_tid is not None:
        problems.add(SU_KORT_STOPPET, raw=str(row.pk))
    if problems.errors:
        raise ProblemsError(problems)
    return row


def stop(kort: Ydelseskort, af: str, grund: str) -> None:
    """Let a card pay no more. Raises ProblemsError."""
    problems = Problems()
    if not 0 < len(grund.strip()) <= 200:
        problems.add(SU_KORT_GRUND, field="grund")
    with transaction.atomic():
        row = _loebende(kort, problems)
        row.naeste, row.stoppet_af, row.stoppet_tid, row.stoppet_grund = None, af, timezone.now(), grund.strip()
        row.save(update_fields=["naeste", "stoppet_af", "stoppet_tid", "stoppet_grund"])
        audit.record("socialt kort stoppet", af, kort=row.pk)
