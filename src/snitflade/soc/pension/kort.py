"""What is done with a pensioner's card: made, changed, stopped. Everything that is wrong is told at once.

Source: social-teknik.md 3.2 and 3.4, winformatik.md 2.8.
"""

from __future__ import annotations

import calendar
import datetime as dt
from dataclasses import dataclass

from django.db import transaction

from snitflade.exchange import audit
from snitflade.exchange.bulk import lock
from snitflade.formats.cpr_personnummer import foedselsdato
from snitflade.formats.problems import ProblemKind, Problems, ProblemsError
from snitflade.soc.maaned import Maaned
from snitflade.soc.pension.models_pension import Art, Niveau, Pensionist, Pensionsberegning, Samliv

PENSIONIST_CPR = ProblemKind("PENSIONIST_CPR", "«{raw}» er ikke et CPR-nummer: ti cifre, der begynder med en dato.")
PENSIONIST_KOMMUNE = ProblemKind("PENSIONIST_KOMMUNE", "«{raw}» er ikke et kommunenummer på fire cifre, fx 0957.")
PENSIONIST_FINDES = ProblemKind(
    "PENSIONIST_FINDES", "{raw} har allerede en løbende pension i kommunen. Stop den, før en ny begynder."
)
PENSIONIST_VALG = ProblemKind("PENSIONIST_VALG", "«{raw}» kan ikke vælges her. Vælg {ventet}.")
PENSIONIST_NIVEAU = ProblemKind("PENSIONIST_NIVEAU", "Førtidspension har et niveau, og alderspension har ikke. Ret valget.")
PENSIONIST_FOERSTE = ProblemKind("PENSIONIST_FOERSTE", "Pensionen begynder den 1. i en måned. Ret dagen {raw}.")
PENSIONIST_SIDSTE = ProblemKind("PENSIONIST_SIDSTE", "Pensionen slutter den sidste i en måned, tidligst {fra}. Ret dagen {raw}.")
PENSIONIST_BELOEB = ProblemKind("PENSIONIST_BELOEB", "Beløbet kan ikke være negativt.")
PENSIONIST_GRUND = ProblemKind("PENSIONIST_GRUND", "Skriv hvorfor.")
PENSIONIST_STOPPET = ProblemKind("PENSIONIST_STOPPET", "Pensionen er stoppet {til}. Opret et nyt kort, hvis den begynder igen.")


@dataclass(frozen=True, slots=True)
class Nyt:
    """What a new card says. `kendt_pension`: øre per month, or None."""

    kommune: str
    cpr: str
    art: str
    niveau: str
    samliv: str
    fra: dt.date
    kendt_pension: int | None = None


def opret(nyt: Nyt, af: str) -> Pensionist:
    """Make a card. Raises ProblemsError."""
    with transaction.atomic():
        lock(Pensionist)
        problems = proev(nyt)
        if not problems.errors and Pensionist.objects.filter(kommune=nyt.kommune, cpr=nyt.cpr, til=None).exists():
            problems.add(PENSIONIST_FINDES, field="cpr", raw=nyt.cpr)
        if problems.errors:
            raise ProblemsError(problems)
        made = Pensionist.objects.create(
            kommune=nyt.kommune,
            cpr=nyt.cpr,
            art=nyt.art,
            niveau=nyt.niveau,
            samliv=nyt.samliv,
            fra=nyt.fra,
            kendt_pension=nyt.kendt_pension,
            oprettet_af=af,
        )
        audit.record("pensionist oprettet", af, pensionist=made.pk, art=made.art)
    return made


def proev(nyt: Nyt, line: int = 0) -> Problems:
    """What is wrong with a card, apart from what is there already. `line`: where it stands in a file."""
    problems = Problems()
    if not (len(nyt.kommune) == 4 and nyt.kommune.isascii() and nyt.kommune.isdigit()):
        problems.add(PENSIONIST_KOMMUNE, line=line, field="kommune", raw=nyt.kommune[:20])
    if not (len(nyt.cpr) == 10 and nyt.cpr.isascii() and nyt.cpr.isdigit() and foedselsdato(nyt.cpr) is not None):
        problems.add(PENSIONIST_CPR, line=line, field="cpr", raw=nyt.cpr[:20])
    _valg(problems, line, "art", nyt.art, Art.values)
    _valg(problems, line, "samliv", nyt.samliv, Samliv.values)
    if (nyt.art == Art.FOERTID) != (nyt.niveau in Niveau.values) or (nyt.art == Art.ALDER and nyt.niveau):
        problems.add(PENSIONIST_NIVEAU, line=line, field="niveau", raw=nyt.niveau)
    if nyt.fra.day != 1:
        problems.add(PENSIONIST_FOERSTE, line=line, field="fra", raw=f"{nyt.fra:%d-%m-%Y}")
    if nyt.kendt_pension is not None and nyt.kendt_pension < 0:
        problems.add(PENSIONIST_BELOEB, line=line, field="kendt_pension")
    return problems


def ret(nummer: int, samliv: str, niveau: str, kendt_pension: int | None, af: str) -> None:
    """Change what the calculation follows. Raises ProblemsError."""
    with transaction.atomic():
        lock(Pensionist)
        row = _loebende(nummer)
        problems = proev(Nyt(row.kommune, row.cpr, row.art, niveau, samliv, row.fra, kendt_pension))
        if problems.errors:
            raise ProblemsError(problems)
        row.samliv, row.niveau, row.kendt_pension = samliv, niveau, kendt_pension
        row.save(update_fields=["samliv", "niveau", "kendt_pension"])
        audit.record("pensionist rettet", af, pensionist=row.pk)


def forvent(nummer: int, beloeb: int | None, grund: str, af: str) -> None:
    """Use an expected side income (øre per year) instead of aktuel indkomst from the next calculation on; None: no longer."""
    with transaction.atomic():
        lock(Pensionist)
        row = _loebende(nummer)
        problems = Problems()
        if beloeb is not None and beloeb < 0:
            problems.add(PENSIONIST_BELOEB, field="beloeb")
        if not grund.strip():
            problems.add(PENSIONIST_GRUND, field="grund")
        if problems.errors:
            raise ProblemsError(problems)
        row.forventet_indkomst, row.forventet_grund = beloeb, grund.strip()[:200]
        row.indkomst, row.indkomst_art, row.indkomst_maaned = None, "", None
        row.save(update_fields=["forventet_indkomst", "forventet_grund", "indkomst", "indkomst_art", "indkomst_maaned"])
        audit.record("pensionist: forventet biindtægt", af, pensionist=row.pk, sat=beloeb is not None)


def stop(nummer: int, til: dt.date, grund: str, af: str) -> None:
    """End a pension with a month. What was calculated for later months holds no longer; the next hand-over takes it back."""
    with transaction.atomic():
        lock(Pensionist, Pensionsberegning)
        row = _loebende(nummer)
        problems = Problems()
        if til.day != calendar.monthrange(til.year, til.month)[1] or til < row.fra:
            problems.add(PENSIONIST_SIDSTE, field="til", raw=f"{til:%d-%m-%Y}", fra=f"{Maaned.af(row.fra).sidste:%d-%m-%Y}")
        if not grund.strip():
            problems.add(PENSIONIST_GRUND, field="grund")
        if problems.errors:
            raise ProblemsError(problems)
        row.til, row.stop_grund = til, grund.strip()[:200]
        row.save(update_fields=["til", "stop_grund"])
        row.beregninger.filter(gaelder=True, maaned__gt=str(Maaned.af(til))).update(gaelder=False)
        audit.record("pensionist stoppet", af, pensionist=row.pk, til=til.isoformat())


def _valg(problems: Problems, line: int, field: str, value: str, values: list[str]) -> None:
    if value not in values:
        problems.add(PENSIONIST_VALG, line=line, field=field, raw=value[:20], ventet=" eller ".join(values))


def _loebende(nummer: int) -> Pensionist:
    row = Pensionist.objects.get(pk=nummer)
    if row.til is not None:
        problems = Problems()
        problems.add(PENSIONIST_STOPPET, til=f"{row.til:%d-%m-%Y}")
        raise ProblemsError(problems)
    return row
