"""Arts and their terms: made, and given new terms from a day on; what holds on a day.

Sources: social-teknik.md 5.3, winformatik.md 1.2 (pages 350, 353), skat-inddrivelse.md 3.2.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import asdict, dataclass

from django.db import transaction

from snitflade.bogh import konti
from snitflade.bogh.udbetaling import tegn
from snitflade.exchange import audit
from snitflade.exchange.bulk import lock
from snitflade.formats.problems import ProblemKind, Problems, ProblemsError
from snitflade.soc.udbetalinger.models import Indkomsttype, Kolonne, Ydelsesart, Ydelsesvilkaar

SU_ART_NUMMER = ProblemKind("SU_ART_NUMMER", "«{raw}» er ikke et artnummer på 1 til 10 cifre. Ret det.")
SU_ART_NAVN = ProblemKind("SU_ART_NAVN", "Arten mangler et navn på højst 60 tegn.")
SU_ART_FINDES = ProblemKind("SU_ART_FINDES", "Arten {raw} findes allerede. Åbn dens kort, og ret den der.")
SU_ART_SPEC = ProblemKind("SU_ART_SPEC", "{raw} er ikke et antal dage fra 0 til {most}. Lad feltet være tomt uden et krav.")
SU_ART_SKAT = ProblemKind(
    "SU_ART_SKAT", "En skattepligtig art skal have en kolonne i A11 og være A- eller B-indkomst; andre har ingen af delene."
)
SU_ART_KONTO = ProblemKind("SU_ART_KONTO", "Kontoen «{raw}» er ikke 1 til 21 cifre. Ret den.")
MOST_SPEC = 3_650


@dataclass(frozen=True, slots=True)
class Vilkaar:
    """Terms as they shall be from a day on; see `models.Ydelsesvilkaar`."""

    fra: dt.date
    konto: str
    socudb: bool = True
    spec: int | None = None
    modregnes: bool = True
    skattepligtig: bool | None = None
    kolonne: str = ""
    indkomst: str = ""


def tjek(nummer: str, navn: str, problems: Problems, line: int = 0) -> None:
    """Report what is wrong with an art's number and name."""
    if not (nummer.isascii() and nummer.isdigit() and len(nummer) <= 10):
        problems.add(SU_ART_NUMMER, line=line, field="nummer", raw=nummer)
    if not 0 < len(navn.strip()) <= 60:
        problems.add(SU_ART_NAVN, line=line, field="navn")
    tegn.tjek("navn", navn, problems, line)


def tjek_vilkaar(nye: Vilkaar, problems: Problems, line: int = 0) -> None:
    """Report what is wrong with terms."""
    if not (nye.konto.isascii() and nye.konto.isdigit() and len(nye.konto) <= 21):
        problems.add(SU_ART_KONTO, line=line, field="konto", raw=nye.konto)
    else:
        konti.tjek_samlekonti([nye.konto], problems)
    if nye.spec is not None and not 0 <= nye.spec <= MOST_SPEC:
        problems.add(SU_ART_SPEC, line=line, field="spec", raw=str(nye.spec), most=MOST_SPEC)
    both = nye.kolonne in Kolonne.values and nye.indkomst in Indkomsttype.values
    either = bool(nye.kolonne or nye.indkomst)
    if (nye.skattepligtig and not both) or (not nye.skattepligtig and either):
        problems.add(SU_ART_SKAT, line=line, field="kolonne")


def opret(nummer: str, navn: str, nye: Vilkaar, af: str) -> Ydelsesart:
    """Make an art with its first terms. Raises ProblemsError with everything that is wrong."""
    problems = Problems()
    tjek(nummer, navn, problems)
    tjek_vilkaar(nye, problems)
    with transaction.atomic():
        lock(Ydelsesart, Ydelsesvilkaar)
        if Ydelsesart.objects.filter(nummer=nummer).exists():
            problems.add(SU_ART_FINDES, field="nummer", raw=nummer)
        if problems.errors:
            raise ProblemsError(problems)
        art = Ydelsesart.objects.create(nummer=nummer, navn=navn.strip())
        saet_vilkaar(art, nye, af)
    return art


def saet_vilkaar(art: Ydelsesart, nye: Vilkaar, af: str) -> bool:
    """Let terms hold from a day on; False where they hold then already. Raises ProblemsError."""
    problems = Problems()
    tjek_vilkaar(nye, problems)
    if problems.errors:
        raise ProblemsError(problems)
    with transaction.atomic():
        lock(Ydelsesvilkaar)
        there = Gaeldende([art.pk]).paa(art.pk, nye.fra)
        values = asdict(nye)
        if there is not None and all(getattr(there, name) == value for name, value in values.items() if name != "fra"):
            return False
        Ydelsesvilkaar.objects.create(art=art, oprettet_af=af, **values)
        audit.record("vilkår for ydelse sat", af, art=art.nummer, fra=nye.fra.isoformat())
    return True


class Gaeldende:
    """The terms of arts (ids; None: all), asked for once."""

    def __init__(self, arter: Collection[int] | None = None) -> None:
        rows = Ydelsesvilkaar.objects.order_by("fra", "pk")
        if arter is not None:
            rows = rows.filter(art__in=arter)
        self._rows: dict[int, list[Ydelsesvilkaar]] = {}
        for row in rows:
            self._rows.setdefault(row.art_id, []).append(row)

    def paa(self, art: int, dato: dt.date) -> Ydelsesvilkaar | None:
        """What holds for an art on a day; None where nothing does yet."""
        found = None
        for row in self._rows.get(art, ()):
            if row.fra <= dato:
                found = row
        return found

    def i(self, art: int, fra: dt.date, til: dt.date) -> list[Ydelsesvilkaar]:
        """Everything that holds for an art on some day of a time."""
        first = self.paa(art, fra)
        rows = self._rows.get(art, ())
        return [row for row in rows if row is first or (fra < row.fra <= til and self.paa(art, row.fra) is row)]
