"""What each person had of social benefits in a year, from the payout ledger; and whether the ledger says the same.

It counts when it is paid, or set off against a debt: then it is the person's income. What is open, withdrawn, or came back from the
bank does not count. Source: skat-inddrivelse.md 3.1, 3.2 (SK-5).
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.db.models import F, QuerySet, Sum

from snitflade.bogh.models import Postering
from snitflade.bogh.udbetaling.models import Modregning, Nedsaettelsesart, Udbetaling
from snitflade.exchange.models import Exchange
from snitflade.folk.gaeldende import gaeldende_numre
from snitflade.formats.problems import ProblemKind, Problems, Severity
from snitflade.formats.text import beloeb_tekst
from snitflade.soc.udbetalinger.arter import Gaeldende
from snitflade.soc.udbetalinger.models import Ydelsesart
from snitflade.soc.udbetalinger.modul import BANK, SOCIALE

SU_ART_UDEN_SKAT = ProblemKind(
    "SU_ART_UDEN_SKAT",
    "Arten {raw} {navn} har ingen skatteoplysning den {dato}. Angiv på artens kort, om den er skattepligtig, og i hvilken kolonne.",
    spec="R07",
)
SU_BOGFOERING = ProblemKind(
    "SU_BOGFOERING",
    "{hvad} i {aar} er {bogfoert} kr. i bogføringen, men {raekker} kr. efter udbetalingerne. Intet er skrevet; "
    "kør snitflade verify, og meld det.",
    spec="F04",
)
SU_IKKE_SENDT = ProblemKind(
    "SU_IKKE_SENDT",
    "{beloeb} kr. i kørsler fra {aar} er bygget og ikke sendt, og er ikke med. Send eller annullér dem, og byg filen igen.",
    Severity.ADVARSEL,
)


class Raekke(NamedTuple):
    """One amount (øre) that a person had on a day. `person`: empty for what is paid to the collection authority itself."""

    person: str
    art: int
    dato: dt.date
    beloeb: int


@dataclass(slots=True)
class Aaret:
    """A year of a municipality. All sums are øre."""

    betalt: int = 0
    """Sent by runs, also what came back later."""
    retur: int = 0
    modregnet: int = 0
    myndighed: int = 0
    """What was set off before: paid on to the collection authority, or back to the payee where the authority took it back."""
    fri: int = 0
    """Of arts that are not taxable."""
    personer: dict[str, defaultdict[str, int]] = field(default_factory=dict)
    """Taxable sums by column, by the number that is valid now."""

    @property
    def skattepligtig(self) -> int:
        """What is taxable, all together."""
        return sum(sum(columns.values()) for columns in self.personer.values())


def aaret(kommune: str, aar: int, problems: Problems) -> Aaret:
    """The year's sums; arts without a tax entry, and a ledger that says otherwise, are errors."""
    found = Aaret()
    terms = Gaeldende()
    _tjek_arter(terms, aar, problems)
    columns: dict[tuple[int, dt.date], str | None] = {}
    sums: defaultdict[tuple[str, str], int] = defaultdict(int)
    for row in (*_betalinger(kommune, aar, found), *_modregninger(kommune, aar, found)):
        key = (row.art, row.dato)
        if key not in columns:
            held = terms.paa(row.art, row.dato)
            columns[key] = None if held is None or held.skattepligtig is None else held.kolonne
            if columns[key] is None:
                _uden_skat(row.art, row.dato, problems)
        if kolonne := columns[key]:
            sums[row.person, kolonne] += row.beloeb
        else:
            found.fri += row.beloeb
    valid = gaeldende_numre({person for person, _ in sums})
    for (person, kolonne), oere in sums.items():
        found.personer.setdefault(valid[person], defaultdict(int))[kolonne] += oere
    _tjek_bogfoering(kommune, aar, found, problems)
    return found


def _betalinger(kommune: str, aar: int, found: Aaret) -> Iterator[Raekke]:
    rows = sendte(kommune, aar).values_list("post__ydelseslinje__vedroerer", "post__ydelseslinje__art", "dato", "beloeb", "gaelder")
    for person, art, dato, beloeb, gaelder in rows.iterator(20_000):
        found.betalt += beloeb
        if not gaelder:
            found.retur += beloeb
        elif person is None:
            found.myndighed += beloeb
        else:
            yield Raekke(person, art, dato, beloeb)


def sendte(kommune: str, aar: int) -> QuerySet[Udbetaling]:
    """The payments of a year that went out."""
    rows = Udbetaling.objects.filter(post__modul=SOCIALE.navn, post__kommune=kommune, dato__year=aar)
    return rows.filter(exchange__sent_at__isnull=False).order_by("pk")


def _modregninger(kommune: str, aar: int, found: Aaret) -> Iterator[Raekke]:
    for row in (
        _modregnede(kommune, aar)
        .order_by("pk")
        .values_list("post__ydelseslinje__vedroerer", "post__ydelseslinje__art", "dato", "beloeb")
    ):
        found.modregnet += row[3]
        yield Raekke(*row)


def skattepligtigt(kommune: str, aar: int) -> int:
    """The year's taxable sum (øre), as far as arts say; a few grouped questions, for the alarm."""
    terms, total = Gaeldende(), 0
    paid = sendte(kommune, aar).filter(gaelder=True, post__ydelseslinje__isnull=False).order_by()
    off = _modregnede(kommune, aar).order_by()
    for rows in (paid, off):
        for art, dato, oere in rows.values_list("post__ydelseslinje__art", "dato").annotate(Sum("beloeb")):
            held = terms.paa(art, dato)
            total += oere if held is not None and held.skattepligtig else 0
    return total


def _modregnede(kommune: str, aar: int) -> QuerySet[Modregning]:
    """What was set off in a year, and what of it was undone."""
    rows = Modregning.objects.filter(post__modul=SOCIALE.navn, post__kommune=kommune, dato__year=aar)
    return rows.filter(art=Nedsaettelsesart.MODREGNET, post__ydelseslinje__isnull=False)


def _tjek_arter(terms: Gaeldende, aar: int, problems: Problems) -> None:
    """R07: an art that may be paid here some day of the year and has no tax entry then."""
    first, last = dt.date(aar, 1, 1), dt.date(aar, 12, 31)
    for art in Ydelsesart.objects.order_by("nummer"):
        for row in terms.i(art.pk, first, last):
            if row.socudb and row.skattepligtig is None:
                _uden_skat(art.pk, max(row.fra, first), problems)
                break


def _uden_skat(art: int, dato: dt.date, problems: Problems) -> None:
    row = Ydelsesart.objects.get(pk=art)
    if row.nummer not in {problem.raw for problem in problems if problem.code == SU_ART_UDEN_SKAT.code}:
        problems.add(SU_ART_UDEN_SKAT, field="art", raw=row.nummer, navn=row.navn, dato=f"{dato:%d-%m-%Y}")


def _tjek_bogfoering(kommune: str, aar: int, found: Aaret, problems: Problems) -> None:
    """Report where the ledger's own lines do not say what the rows do (F04); warn of what is on its way."""
    lines = Postering.objects.filter(kommune=kommune, posteringsdato__year=aar).order_by()
    runs = lines.filter(bilag__kilde=BANK, bilag__tilbagefoerer=None, beloeb__gt=0)
    paid = _sum(runs.filter(exchange__in=Exchange.objects.filter(interface=BANK, sent_at__isnull=False)))
    off = lines.filter(
        bilag__modregninger__art=Nedsaettelsesart.MODREGNET,
        bilag__modregninger__post__modul=SOCIALE.navn,
        bilag__modregninger__post__ydelseslinje__isnull=False,
        konto=F("bilag__modregninger__post__konto"),
    )
    for hvad, bogfoert, raekker in (("Udbetalt", paid, found.betalt), ("Modregnet", _sum(off), found.modregnet)):
        if bogfoert != raekker:
            shown: dict[str, Any] = {"bogfoert": beloeb_tekst(bogfoert), "raekker": beloeb_tekst(raekker)}
            problems.add(SU_BOGFOERING, field="beloeb", hvad=hvad, aar=aar, **shown)
    waiting = Udbetaling.objects.filter(post__modul=SOCIALE.navn, post__kommune=kommune, dato__year=aar, gaelder=True)
    oere = waiting.filter(exchange__sent_at=None).aggregate(s=Sum("beloeb"))["s"]
    if oere:
        problems.add(SU_IKKE_SENDT, field="beloeb", beloeb=beloeb_tekst(oere), aar=aar)


def _sum(rows: QuerySet[Postering]) -> int:
    return int(rows.aggregate(s=Sum("beloeb"))["s"] or 0)
