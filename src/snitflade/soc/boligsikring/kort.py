"""What is changed on an application's card: an expected income, a rent, a dispensation; each of it audited.

Source: social-teknik.md 2.4 (expected income after a substantial change, dispensation as dated), winformatik.md 2.8 (page 570).
"""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from snitflade.exchange import audit
from snitflade.formats.problems import ProblemKind, Problems, ProblemsError
from snitflade.soc.boligsikring.models_ansoegning import Ansoegning, Huslejelinje, Medlem

BS_MEDLEM_FREMMED = ProblemKind("BS_MEDLEM_FREMMED", "Personen er ikke i ansøgningens husstand. Se kortet igen.")
BS_BELOEB = ProblemKind("BS_BELOEB", "{raw} er ikke mellem {mindst} og {hoejst} kr. Ret beløbet.")
BS_DATO_UDENFOR = ProblemKind("BS_DATO_UDENFOR", "{raw} er ikke i {aar}, som ansøgningen er for. Ret datoen.")
BS_DISPENSATION = ProblemKind("BS_DISPENSATION", "Dispensationen slutter, før den begynder. Ret datoerne.")

MOST_HUSLEJE, MOST_INDKOMST = 4_999_999, 10_000_000_00
"""Øre: the rent in 2.2, and what nobody earns."""


def saet_forventet(ansoegning: Ansoegning, medlem: int, beloeb: int | None, fra: dt.date | None, af: str) -> None:
    """Let an expected yearly income (øre) count for a member from a day on; None: the aktuel indkomst counts again.

    Raises ProblemsError.
    """
    problems = Problems()
    with transaction.atomic():
        row = Medlem.objects.filter(ansoegning=ansoegning, pk=medlem).first()
        if row is None:
            problems.add(BS_MEDLEM_FREMMED, field="medlem")
        if beloeb is not None and not 0 <= beloeb <= MOST_INDKOMST:
            problems.add(BS_BELOEB, field="beloeb", raw=str(beloeb // 100), mindst=0, hoejst=MOST_INDKOMST // 100)
        if fra is not None:
            _i_aaret(ansoegning, fra, "fra", problems)
        if problems.errors or row is None:
            raise ProblemsError(problems)
        before = row.forventet
        if (row.forventet, row.forventet_fra) == (beloeb, fra if beloeb is not None else None):
            return
        row.forventet, row.forventet_fra = beloeb, fra if beloeb is not None else None
        row.save(update_fields=["forventet", "forventet_fra"])
        audit.record("forventet indkomst sat", af, ansoegning=ansoegning.pk, medlem=row.pk, foer=before, vaerdi=beloeb)


def saet_husleje(ansoegning: Ansoegning, beloeb: int, fra: dt.date, af: str) -> None:
    """Let a rent (øre a month) hold from a day on. Raises ProblemsError."""
    problems = Problems()
    if not 0 < beloeb <= MOST_HUSLEJE:
        problems.add(BS_BELOEB, field="beloeb", raw=str(beloeb // 100), mindst=1, hoejst=MOST_HUSLEJE // 100)
    _i_aaret(ansoegning, fra, "fra", problems)
    if problems.errors:
        raise ProblemsError(problems)
    with transaction.atomic():
        there = Huslejelinje.objects.filter(ansoegning=ansoegning, fra=fra).first()
        if there is not None and there.beloeb == beloeb:
            return
        Huslejelinje.objects.update_or_create(
            ansoegning=ansoegning, fra=fra, defaults={"beloeb": beloeb, "kilde": f"Indtastet af {af}"[:100]}
        )
        before = there.beloeb if there else None
        audit.record("husleje sat", af, ansoegning=ansoegning.pk, fra=fra.isoformat(), foer=before, vaerdi=beloeb)


def saet_dispensation(ansoegning: Ansoegning, fra: dt.date | None, til: dt.date | None, af: str) -> None:
    """Let the room rule not hold for a time; without a first day: let it hold again. Raises ProblemsError."""
    problems = Problems()
    if fra is not None and til is not None and til < fra:
        problems.add(BS_DISPENSATION, field="til")
    if problems.errors:
        raise ProblemsError(problems)
    wanted = (fra, til if fra is not None else None)
    with transaction.atomic():
        row = Ansoegning.objects.get(pk=ansoegning.pk)
        if (row.dispensation_fra, row.dispensation_til) == wanted:
            return
        row.dispensation_fra, row.dispensation_til = wanted
        row.save(update_fields=["dispensation_fra", "dispensation_til"])
        shown = [day.isoformat() if day else "" for day in wanted]
        audit.record("boligsikring dispensation", af, ansoegning=row.pk, fra=shown[0], til=shown[1])


def _i_aaret(ansoegning: Ansoegning, fra: dt.date, field: str, problems: Problems) -> None:
    if fra.year != ansoegning.aar and fra > dt.date(ansoegning.aar, 12, 31):
        problems.add(BS_DATO_UDENFOR, field=field, raw=f"{fra:%d-%m-%Y}", aar=ansoegning.aar)
