"""The trial run of a month: every application calculated, every cross-check made, nothing booked; and earlier months again.

The results replace those of the last trial run. An entry of the advis list that somebody has dealt with stays dealt with as long as
it says the same. Sources: social-teknik.md 2.1 (prøveberegning, advisliste) and 2.2; winformatik.md 2.8.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import transaction

from snitflade.exchange import audit
from snitflade.exchange.bulk import collector_paused, insert_rows, lock, next_id
from snitflade.exchange.taken_back import numbers
from snitflade.formats.problems import ProblemKind, Problems, ProblemsError
from snitflade.formats.text import beloeb_tekst
from snitflade.soc.boligsikring.afgoer import Afgoerelse, afgoer_maaned, bevilget
from snitflade.soc.boligsikring.match import maanedens
from snitflade.soc.boligsikring.models_ansoegning import Advis, Advisstatus, Ansoegning
from snitflade.soc.boligsikring.models_bevilling import Beregning, Bevilling
from snitflade.soc.boligsikring.tjek import Fund, alle, verden
from snitflade.soc.maaned import Maaned

BS_MAANED = ProblemKind("BS_MAANED", "«{raw}» er ikke en måned. Skriv år og måned med seks cifre, fx 202505.")
BS_KOMMUNE = ProblemKind("BS_KOMMUNE", "«{raw}» er ikke et kommunenummer på 4 cifre, fx 0957.")

EFTERBEREGNING = "BS-R01"
_BEREGNING = (
    *("id", "ansoegning_id", "maaned", "resultat", "aarsag", "beloeb", "husleje", "indkomst", "boern", "beboere", "egenandel"),
    "bogfoert",
)
_ADVIS = (
    *("id", "kommune", "maaned", "kode", "ansoegning_id", "lejemaal_id", "emne", "tekst", "blokerer", "gammel", "ny", "status"),
    *("begrundelse", "afgjort_af", "afgjort_tid"),
)


@dataclass(frozen=True, slots=True)
class Proeve:
    """What a trial run came to: applications by result, øre granted, open entries of the advis list."""

    maaned: Maaned
    antal: Counter[str]
    beloeb: int
    aabne: int


def laes_maaned(text: str, problems: Problems) -> Maaned | None:
    """The month of a text; None, reported, when it is none."""
    try:
        return Maaned.laes(text.strip())
    except ValueError:
        problems.add(BS_MAANED, field="maaned", raw=text)
        return None


def tjek_kommune(kommune: str, problems: Problems) -> None:
    """Report what is no number of a municipality."""
    if not (kommune.isascii() and kommune.isdigit() and len(kommune) == 4):
        problems.add(BS_KOMMUNE, field="kommune", raw=kommune)


def proeveberegn(kommune: str, maaned: Maaned, af: str) -> Proeve:
    """Calculate the month for all applications and renew the advis list, in one transaction."""
    problems = Problems()
    tjek_kommune(kommune, problems)
    if problems.errors:
        raise ProblemsError(problems)
    with collector_paused(), transaction.atomic():
        lock(Beregning, Advis)
        found = afgoer_maaned(kommune, maaned)
        granted = bevilget(maaned)
        before = bevilget(maaned.plus(-1))
        given = verden(maaned, found.afgoerelser, maanedens(kommune, maaned), {**before, **granted})
        _skriv(kommune, maaned, found.afgoerelser, granted)
        open_ = gem_advis(kommune, maaned, alle(given))
        results = Counter(one.resultat.value for one in found.afgoerelser)
        total = sum(one.beloeb for one in found.afgoerelser)
        audit.record(
            "boligsikring prøveberegnet", af, kommune=kommune, maaned=str(maaned), antal=len(found.afgoerelser), beloeb=total
        )
    return Proeve(maaned, results, total, open_)


def _skriv(kommune: str, maaned: Maaned, results: Sequence[Afgoerelse], granted: dict[int, int]) -> None:
    Beregning.objects.filter(maaned=str(maaned), ansoegning__kommune=kommune).delete()
    first = next_id(Beregning)
    insert_rows(
        Beregning,
        _BEREGNING,
        (
            (
                *(first + at, one.grundlag.sag.id, str(maaned), one.resultat.value, one.aarsag[:300], one.beloeb),
                *(one.grundlag.husleje or 0, one.indkomst, one.grundlag.boern, one.grundlag.beboere),
                *(one.udregning.egenandel if one.udregning else 0, granted.get(one.grundlag.sag.id, 0)),
            )
            for at, one in enumerate(results)
        ),
    )


def gem_advis(kommune: str, maaned: Maaned, fund: Iterable[Fund], *, kun: str = "") -> int:
    """Renew the advis list of the month (or only the entries of code `kun`); gives how many are open.

    What somebody has dealt with stays so while it says the same; what is found no more has lapsed.
    """
    rows = Advis.objects.filter(kommune=kommune, maaned=str(maaned))
    rows = rows.filter(kode=kun) if kun else rows.exclude(kode=EFTERBEREGNING)
    there = {(row.kode, row.emne): row for row in rows}
    found = {(one.kode, one.emne): one for one in fund}
    changed: list[Advis] = []
    for key, row in there.items():
        one = found.pop(key, None)
        if one is None:
            if row.status == Advisstatus.AABEN:
                row.status = Advisstatus.BORTFALDET
                changed.append(row)
            continue
        same = (row.tekst, row.gammel, row.ny) == (one.tekst, one.gammel, one.ny)
        if same and row.status != Advisstatus.BORTFALDET:
            continue
        row.tekst, row.gammel, row.ny, row.lejemaal_id, row.blokerer = one.tekst, one.gammel, one.ny, one.lejemaal, one.blokerer
        row.status, row.begrundelse, row.afgjort_af, row.afgjort_tid = Advisstatus.AABEN, "", "", None
        changed.append(row)
    fields = ("tekst", "gammel", "ny", "lejemaal", "blokerer", "status", "begrundelse", "afgjort_af", "afgjort_tid")
    Advis.objects.bulk_update(changed, fields, batch_size=200)
    first = next_id(Advis)
    insert_rows(
        Advis,
        _ADVIS,
        (
            (
                *(
                    first + at,
                    kommune,
                    str(maaned),
                    one.kode,
                    one.ansoegning,
                    one.lejemaal,
                    one.emne,
                    one.tekst[:300],
                    one.blokerer,
                ),
                *(one.gammel, one.ny, Advisstatus.AABEN.value, "", "", None),
            )
            for at, one in enumerate(found.values())
        ),
    )
    return rows.filter(status=Advisstatus.AABEN).count()


def efterberegn(kommune: str, fra: Maaned, til: Maaned, af: str) -> int:
    """Calculate booked months again, and put every difference on the advis list; gives how many differ.

    Nothing is granted by it: what somebody accepts goes with the next run as a correction.
    """
    problems = Problems()
    tjek_kommune(kommune, problems)
    if problems.errors:
        raise ProblemsError(problems)
    differ = 0
    with collector_paused(), transaction.atomic():
        lock(Beregning, Advis)
        month = fra
        while month <= til:
            found = list(_forskelle(kommune, month))
            gem_advis(kommune, month, found, kun=EFTERBEREGNING)
            differ += len(found)
            month = month.plus(1)
        audit.record("boligsikring efterberegnet", af, kommune=kommune, fra=str(fra), til=str(til), forskelle=differ)
    return differ


def _forskelle(kommune: str, maaned: Maaned) -> Iterable[Fund]:
    booked = Bevilling.objects.filter(maaned=str(maaned), ansoegning__kommune=kommune).exclude(exchange__in=numbers())
    numbers_ = set(booked.order_by().values_list("ansoegning_id", flat=True))
    if not numbers_:
        return
    now = maal(kommune, maaned, numbers_)
    for number, before in sorted(bevilget(maaned, numbers_).items()):
        if (amount := now.get(number)) is not None and amount != before:
            text = f"Genberegnet {beloeb_tekst(amount)} kr.; bevilget {beloeb_tekst(before)} kr."
            yield Fund(EFTERBEREGNING, f"ansøgning {number}", text, number, gammel=before, ny=amount)


def maal(kommune: str, maaned: Maaned, ansoegninger: set[int]) -> dict[int, int]:
    """What the applications should have in the month (øre), 0 where they do not hold; who cannot be calculated is left out."""
    rows = Ansoegning.objects.filter(kommune=kommune)
    if len(ansoegninger) <= 500:
        rows = rows.filter(pk__in=ansoegninger)
    results = {one.grundlag.sag.id: one for one in afgoer_maaned(kommune, maaned, rows).afgoerelser}
    found: dict[int, int] = {}
    for number in ansoegninger:
        result = results.get(number)
        if result is None:
            found[number] = 0
        elif result.resultat != "FEJL":
            found[number] = result.beloeb
    return found
