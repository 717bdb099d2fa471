"""Page 403: a payroll run becomes vouchers, once and only when it is frozen; and is reversed. Source: social-teknik.md 7.1."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict

from django.db import transaction

from snitflade.bogh import bilag as bilagene
from snitflade.bogh.bilag import LINJEBREDDE, Hoved, Linje
from snitflade.bogh.models import Bilag, Postering
from snitflade.exchange import audit
from snitflade.exchange.bulk import lock
from snitflade.exchange.konstanter import konstant
from snitflade.formats.problems import ProblemKind, Problems, ProblemsError
from snitflade.lon.models import Loenbogfoering, Loenkoersel, Loenlinje
from snitflade.lon.tjekliste import tjek

KILDE, MASKINNR = "lon.bogfoering", "00403"
LON_IKKE_BOGFOERT = ProblemKind("LON_IKKE_BOGFOERT", "Kørsel {raw} er ikke bogført, så der er intet at tilbageføre.")
LON_GRUND = ProblemKind("LON_GRUND", "Skriv hvorfor, med højst 200 tegn.")


def tekst(koersel: Loenkoersel, linje: str) -> str:
    """The text of a posting: pay form and period, then the line's own as far as there is room; ``&`` may not stand in G69.

    >>> tekst(Loenkoersel(afloenning="14", aar=2025, maaned=3, koersel="A"), "Månedsløn børnehave")
    'LØN14,202503A Månedsløn børnehave'
    """
    whole = f"LØN{koersel.afloenning},{koersel.periode} {linje}".replace("&", "")
    return whole[:LINJEBREDDE].rstrip()


def bogfoer(nummer: int, af: str) -> list[Bilag]:
    """Book the run, one voucher per posting date. Raises ProblemsError with everything that is wrong; then nothing is booked."""
    with transaction.atomic():
        lock(Loenkoersel, Loenbogfoering, Bilag, Postering)
        koersel = Loenkoersel.objects.get(pk=nummer)
        problems = tjek(koersel)
        if problems.errors:
            raise ProblemsError(problems)
        round_ = koersel.bogfoeringer.count()
        made = []
        for dato, lines in sorted(_linjer(koersel).items()):
            hoved = Hoved(
                kommune=koersel.kommune,
                regnskabsaar=dato.year,
                bilagsdato=dato,
                posteringsdato=dato,
                tekst=f"Lønkørsel {koersel.noegle}",
                kilde=KILDE,
                noegle=f"{koersel.noegle}:{dato}:{round_}",
                maskinnr=MASKINNR,
            )
            made.append(bilagene.bogfoer(hoved, lines, af))
            Loenbogfoering.objects.create(koersel=koersel, bilag=made[-1])
        audit.record("lønkørsel bogført", af, koersel.exchange, koersel=koersel.noegle, bilag=[one.nummer for one in made])
    return made


def tilbagefoer(nummer: int, af: str, dato: dt.date, grund: str) -> list[Bilag]:
    """Reverse what is booked of the run, on `dato`; it can be booked again. Raises ProblemsError."""
    problems = Problems()
    if not 0 < len(grund.strip()) <= 200:
        problems.add(LON_GRUND, field="grund")
    with transaction.atomic():
        lock(Loenkoersel, Loenbogfoering, Bilag, Postering)
        koersel = Loenkoersel.objects.get(pk=nummer)
        valid = list(koersel.bogfoeringer.filter(bilag__tilbagefoert_af=None).select_related("bilag"))
        if not valid:
            problems.add(LON_IKKE_BOGFOERT, raw=koersel.noegle)
        if problems.errors:
            raise ProblemsError(problems)
        made = [bilagene.tilbagefoer(one.bilag, af, dato) for one in valid]
        numbers = [one.nummer for one in made]
        audit.record("lønkørsel tilbageført", af, koersel.exchange, koersel=koersel.noegle, bilag=numbers, grund=grund)
    return made


def _linjer(koersel: Loenkoersel) -> dict[dt.date, list[Linje]]:
    """The postings by date: as the lines are, or gathered by account and side (constant ``lon.samling``)."""
    rows: defaultdict[dt.date, list[Loenlinje]] = defaultdict(list)
    for row in koersel.loenlinjer.order_by("linienr"):
        rows[row.postdato].append(row)
    if konstant("lon.samling", dt.date(koersel.aar, koersel.maaned, 1)) == "linje":
        return {
            dato: [Linje(row.konto, row.medfortegn, tekst(koersel, row.tekst)) for row in of_date] for dato, of_date in rows.items()
        }
    found = {}
    for dato, of_date in rows.items():
        sums: defaultdict[tuple[str, str], int] = defaultdict(int)
        for row in of_date:
            sums[row.konto, row.debkre] += row.medfortegn
        found[dato] = [Linje(konto, beloeb, tekst(koersel, "")) for (konto, _), beloeb in sums.items()]
    return found
