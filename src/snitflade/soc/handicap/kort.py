"""Cards and measures: made, changed and ended, each change in the audit trail without the person's number.

Source: social-teknik.md 4; winformatik.md 2.8 (pages 920 to 929).
"""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from snitflade.exchange import audit
from snitflade.exchange.bulk import lock
from snitflade.formats.cpr_personnummer import foedselsdato
from snitflade.formats.problems import ProblemKind, Problems, ProblemsError, mask_cpr
from snitflade.soc.handicap.models import Handicapforanstaltning, Handicapkode, Handicapkort, Kodeart

HC_TAL = ProblemKind("HC_TAL", "«{raw}» er ikke {hvad}. Skriv {form}.")
HC_CPR = ProblemKind("HC_CPR", "{raw} er ikke et CPR-nummer. Kontrollér de 10 cifre.")
HC_KODE = ProblemKind("HC_KODE", "Koden «{raw}» er ikke en {hvad}. Indlæs den med handicapkoder.csv, eller vælg en anden.")
HC_KORT_FINDES = ProblemKind("HC_KORT_FINDES", "{raw} har allerede et kort i kommune {kommune}.")
HC_DAGE = ProblemKind("HC_DAGE", "Sidste dag {til} er før første dag {fra}. Ret en af dem.")
HC_OVERLAP = ProblemKind(
    "HC_OVERLAP", "Personen har allerede {raw} i noget af perioden. Afslut den først, så personen ikke tælles to gange."
)
HC_TIMER = ProblemKind("HC_TIMER", "{raw} timer om ugen går ikke. Skriv højst 168.")
MOST_TIMER = 168_00


def find_kode(art: Kodeart, kode: str, field: str, problems: Problems) -> Handicapkode | None:
    """The code; an unknown one is reported."""
    found = Handicapkode.objects.filter(art=art, kode=kode).first()
    if found is None:
        problems.add(HC_KODE, field=field, raw=kode, hvad=art.label.lower())
    return found


def tjek_person(kommune: str, cpr: str, lokalitet: str, problems: Problems) -> None:
    """Report what in the numbers of a card cannot be."""
    for field, text, what in (("kommune", kommune, "en kommune"), ("lokalitet", lokalitet, "en lokalitets kode")):
        if not (len(text) == 4 and text.isascii() and text.isdigit()):
            problems.add(
                HC_TAL, field=field, raw=text, hvad=what, form="fire cifre, fx 0957" if field == "kommune" else "fire cifre"
            )
    if not (len(cpr) == 10 and cpr.isascii() and cpr.isdigit()) or foedselsdato(cpr) is None:
        # Also what is no number may be somebody's, mistyped.
        problems.add(HC_CPR, field="cpr", raw=f"{cpr[:6]}-****")


def opret(kommune: str, cpr: str, lokalitet: str, handicaptype: str, diagnose: str, af: str) -> Handicapkort:
    """Make a card. Raises ProblemsError with everything that is wrong."""
    problems = Problems()
    tjek_person(kommune, cpr, lokalitet, problems)
    kind, diagnosis = _koder(handicaptype, diagnose, problems)
    with transaction.atomic():
        lock(Handicapkort)
        if Handicapkort.objects.filter(kommune=kommune, cpr=cpr).exists():
            problems.add(HC_KORT_FINDES, field="cpr", raw=mask_cpr(cpr), kommune=kommune)
        if problems.errors or kind is None:
            raise ProblemsError(problems)
        made = Handicapkort.objects.create(
            kommune=kommune, cpr=cpr, lokalitet=lokalitet, handicaptype=kind, diagnose=diagnosis, oprettet_af=af
        )
        audit.record("handicapkort oprettet", af, kort=made.pk)
    return made


def ret(kort: int, lokalitet: str, handicaptype: str, diagnose: str, af: str) -> None:
    """Change what may change on a card; the same again changes nothing. Raises ProblemsError."""
    problems = Problems()
    with transaction.atomic():
        row = Handicapkort.objects.select_for_update().get(pk=kort)
        tjek_person(row.kommune, row.cpr, lokalitet, problems)
        kind, diagnosis = _koder(handicaptype, diagnose, problems)
        if problems.errors or kind is None:
            raise ProblemsError(problems)
        changed = (lokalitet, kind.pk, diagnosis.pk if diagnosis else None)
        if (row.lokalitet, row.handicaptype_id, row.diagnose_id) == changed:
            return
        row.lokalitet, row.handicaptype, row.diagnose = lokalitet, kind, diagnosis
        row.save(update_fields=["lokalitet", "handicaptype", "diagnose"])
        audit.record("handicapkort rettet", af, kort=row.pk)


def tilfoej(kort: int, kode: str, timer: int | None, fra: dt.date, til: dt.date | None, af: str) -> Handicapforanstaltning:
    """Add a measure; `timer` in hundredths. The same again gives the one that is there. Raises ProblemsError."""
    problems = Problems()
    what = find_kode(Kodeart.FORANSTALTNING, kode, "kode", problems)
    tjek_dage(fra, til, problems)
    tjek_timer(timer, problems)
    with transaction.atomic():
        lock(Handicapforanstaltning)
        same = Handicapforanstaltning.objects.filter(kort=kort, kode=what)
        there = same.filter(fra=fra, til=til, timer=timer).first()
        if there is not None:
            return there
        if what is not None and not problems.errors:
            rivals = same.filter(Q(til=None) | Q(til__gte=fra))
            if (rivals if til is None else rivals.filter(fra__lte=til)).exists():
                problems.add(HC_OVERLAP, field="fra", raw=what.tekst)
        if problems.errors or what is None:
            raise ProblemsError(problems)
        made = Handicapforanstaltning.objects.create(kort_id=kort, kode=what, timer=timer, fra=fra, til=til, oprettet_af=af)
        audit.record("handicapforanstaltning tilføjet", af, kort=kort, foranstaltning=made.pk)
    return made


def afslut(nummer: int, til: dt.date, af: str) -> None:
    """Let a measure end on a day. Raises ProblemsError."""
    problems = Problems()
    with transaction.atomic():
        lock(Handicapforanstaltning)
        row = Handicapforanstaltning.objects.select_related("kode").get(pk=nummer)
        tjek_dage(row.fra, til, problems)
        later = Handicapforanstaltning.objects.filter(kort=row.kort_id, kode=row.kode_id, fra__gt=row.fra, fra__lte=til)
        if later.exists():
            problems.add(HC_OVERLAP, field="til", raw=row.kode.tekst)
        if problems.errors:
            raise ProblemsError(problems)
        if row.til != til:
            row.til = til
            row.save(update_fields=["til"])
            audit.record("handicapforanstaltning afsluttet", af, kort=row.kort_id, foranstaltning=row.pk, til=til.isoformat())


def loebende() -> Q:
    """Measures that have not ended."""
    return Q(til=None) | Q(til__gte=timezone.localdate())


def tjek_dage(fra: dt.date, til: dt.date | None, problems: Problems) -> None:
    """Report a last day before the first."""
    if til is not None and til < fra:
        problems.add(HC_DAGE, field="til", fra=f"{fra:%d-%m-%Y}", til=f"{til:%d-%m-%Y}")


def tjek_timer(timer: int | None, problems: Problems) -> None:
    """Report more hours than a week has; `timer` in hundredths."""
    if timer is not None and not 0 < timer <= MOST_TIMER:
        problems.add(HC_TIMER, field="timer", raw=f"{timer // 100},{timer % 100:02}")


def _koder(handicaptype: str, diagnose: str, problems: Problems) -> tuple[Handicapkode | None, Handicapkode | None]:
    kind = find_kode(Kodeart.TYPE, handicaptype, "handicaptype", problems)
    return kind, find_kode(Kodeart.DIAGNOSE, diagnose, "diagnose", problems) if diagnose else None
