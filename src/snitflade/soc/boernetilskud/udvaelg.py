"""What a run grants: the month, and for earlier months the differences against what was granted then, each with its reason.

A month calculated again without change gives nothing. Source: social-teknik.md 5.2 (steps 1 to 3), winformatik.md 2.8.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.db.models import Sum

from snitflade.exchange.konstanter import konstant
from snitflade.formats.problems import ProblemKind, Problems, Severity
from snitflade.formats.text import beloeb_tekst
from snitflade.soc.boernetilskud.beregn import Beregnet, Brugt, beregn
from snitflade.soc.boernetilskud.models_tildeling import Linjetype, Tildeling
from snitflade.soc.boernetilskud.modul import GENBEREGN
from snitflade.soc.boernetilskud.sager import Sag, Udfald
from snitflade.soc.maaned import Maaned

BT_BETALT_ANDETSTEDS = ProblemKind(
    "BT_BETALT_ANDETSTEDS",
    "Barnet er betalt af kommune {kommune} for {maaned}. Når den kommune har taget det tilbage, betales det her.",
    Severity.ADVARSEL,
    spec="BT-E04",
)


@dataclass(slots=True)
class Linje:
    """A line to be granted. `beloeb` in øre, below zero for what is taken away."""

    maaned: Maaned
    linjetype: Linjetype
    barn: str
    modtager: str
    beloeb: int
    aarsag: str
    sag: Sag | None
    sats: int | None


@dataclass(slots=True)
class Udvalg:
    """What a run grants, and the cases of its own month."""

    linjer: list[Linje] = field(default_factory=list)
    beregnet: Beregnet | None = None
    navne: dict[str, str] = field(default_factory=dict)
    """Names of receivers."""

    @property
    def udfald(self) -> Counter[str]:
        """How many cases of the month came to what."""
        return Counter(sag.udfald.value for sag in self.beregnet.sager.sager) if self.beregnet else Counter()

    @property
    def uafgjorte(self) -> list[Sag]:
        """The children of the month about whom somebody has to do something."""
        return [sag for sag in self.beregnet.sager.sager if sag.udfald is Udfald.FEJL] if self.beregnet else []


def udvaelg(kommune: str, maaned: Maaned, problems: Problems) -> Udvalg:
    """What is to be granted for the month and before it; where rates are missing that is reported, and nothing is chosen."""
    found = Udvalg()
    anew: dict[Maaned, dict[str, Brugt | None]] = {}
    for month in _maaneder(kommune, maaned):
        own = problems if month == maaned else Problems()
        result = beregn(kommune, month, own, anew.get(month.plus(-1)))
        if result is None:
            if month != maaned:
                problems.extend(own)
            continue
        if month == maaned:
            found.beregnet = result
        for line in _forskelle(kommune, result, ordinaer=month == maaned):
            found.linjer.append(line)
            anew.setdefault(month, {})[line.barn] = _brugt(line.sag)
            if line.sag is not None and line.sag.modtager is not None:
                found.navne[line.modtager] = line.sag.modtager.navn
    return found


def _maaneder(kommune: str, maaned: Maaned) -> Iterator[Maaned]:
    """Earlier months that were granted for, the oldest first, and the month itself."""
    back = int(konstant(GENBEREGN, maaned.foerste))
    names = [str(maaned.plus(-number)) for number in range(back, 0, -1)]
    rows = Tildeling.objects.filter(kommune=kommune, maaned__in=names, gaelder=True)
    granted = set(rows.order_by().values_list("maaned", flat=True).distinct())
    yield from (Maaned.laes(name) for name in names if name in granted)
    yield maaned


def bevilget(maaned: Maaned) -> dict[tuple[str, str, str], int]:
    """Øre that hold for a month, by child, municipality and receiver; what sums to nothing is left out."""
    rows = Tildeling.objects.filter(maaned=str(maaned), gaelder=True).order_by()
    sums = rows.values_list("barn", "kommune", "modtager").annotate(Sum("beloeb"))
    return {(barn, kommune, receiver): total for barn, kommune, receiver, total in sums if total}


def _brugt(sag: Sag | None) -> Brugt | None:
    """What the next month will see of a line, as `beregn.brugt` reads it."""
    if sag is None or not sag.aktuel or sag.indkomst is None:
        return None
    return Brugt(sag.indkomst, ",".join(sag.grundlag), sag.boern)


def _forskelle(kommune: str, result: Beregnet, *, ordinaer: bool) -> Iterator[Linje]:
    month, rate = result.maaned, result.gaeldende.satser.id
    granted = bevilget(month)
    own = {(barn, receiver): total for (barn, where, receiver), total in granted.items() if where == kommune}
    elsewhere = {barn: where for (barn, where, _), total in granted.items() if where != kommune}
    before = {barn for barn, _ in own}
    lines = Tildeling.objects.filter(maaned=str(month), linjetype=Linjetype.ORDINAER, gaelder=True)
    once = set(lines.values_list("barn", flat=True)) if ordinaer else set()
    undecided = set()
    for sag in result.sager.sager:
        barn = sag.barn.cpr
        if sag.udfald is Udfald.FEJL:
            # What was granted stands until somebody knows.
            undecided.add(barn)
        if sag.udfald is not Udfald.TILSAGN or sag.modtager is None:
            continue
        if barn in elsewhere and barn not in before:
            sag.afvis(Udfald.FEJL, BT_BETALT_ANDETSTEDS, kommune=elsewhere[barn], maaned=month.tekst)
            continue
        had = own.pop((barn, sag.modtager.cpr), 0)
        if sag.beloeb == had:
            continue
        changed = Linjetype.TILGANG if sag.beloeb > had else Linjetype.AFGANG
        kind = Linjetype.ORDINAER if ordinaer and barn not in once else changed
        reason = "" if kind is Linjetype.ORDINAER else _aendret(sag, had)
        yield Linje(month, kind, barn, sag.modtager.cpr, sag.beloeb - had, reason, sag, rate)
    refused = {sag.barn.cpr: sag.aarsag for sag in result.sager.sager if sag.udfald is Udfald.AFSLAG}
    for (barn, receiver), had in sorted(own.items()):
        if barn not in undecided:
            reason = refused.get(barn) or "Barnet er ikke længere hos modtageren i kommunen den 1."
            kind = Linjetype.AFGANG if had > 0 else Linjetype.TILGANG
            yield Linje(month, kind, barn, receiver, -had, reason, None, None)


def _aendret(sag: Sag, had: int) -> str:
    """Why a child is granted another amount."""
    by = "et undtagelseskort" if sag.kort else "nye oplysninger om indkomst, børn eller modtager"
    return f"Regnet om: {beloeb_tekst(had)} kr. er nu {beloeb_tekst(sag.beloeb)} kr. ({by})."
