"""What a run grants: the month's benefits or their differences, accepted corrections of earlier months; and what is left out.

Sources: social-teknik.md 2.1 (ordinary run and pick-up), 2.2 (what blocks) and 2.3 (kinds of lines, BS-E23).
"""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from snitflade.exchange.taken_back import numbers
from snitflade.formats.problems import ProblemKind, Problems, Severity
from snitflade.formats.text import beloeb_tekst
from snitflade.soc.boligsikring.afgoer import Afgoerelse, afgoer_maaned, bevilget
from snitflade.soc.boligsikring.match import maanedens
from snitflade.soc.boligsikring.models_ansoegning import Advis, Advisstatus, Ansoegning
from snitflade.soc.boligsikring.models_bevilling import Beregning, Bevilling, Koerselsart, Linjetype, Resultat
from snitflade.soc.boligsikring.models_lejemaal import Ejer, Udlejer
from snitflade.soc.boligsikring.proeve import EFTERBEREGNING, maal
from snitflade.soc.boligsikring.tjek import BLOKERER, Verden, blokerende, verden
from snitflade.soc.maaned import Maaned

BS_BLOKERET = ProblemKind(
    "BS_BLOKERET",
    "{antal} ansøgninger er udeladt på grund af {kode}. Se advislisten for {maaned}, og kør opsamling, når de er afklaret.",
    Severity.ADVARSEL,
)
BS_FEJL = ProblemKind(
    "BS_FEJL", "{antal} ansøgninger kan ikke beregnes og er udeladt. Prøveberegn måneden, og se hvorfor.", Severity.ADVARSEL
)
BS_UDLEJER_NEGATIV = ProblemKind(
    "BS_UDLEJER_NEGATIV",
    "Udlejer {raw} skulle betale {beloeb} kr. tilbage ({antal} linjer), mere end der overføres. Linjerne er udeladt og regnes "
    "med igen næste gang; kommer der ikke mere til udlejeren, så kræv beløbet tilbage.",
    Severity.ADVARSEL,
)
BS_LEJEMAAL_VAEK = ProblemKind(
    "BS_LEJEMAAL_VAEK",
    "Ansøgning {raw}: lejemålet er ikke længere i udlejerens fil, og {beloeb} kr. er ikke sendt. Aftal det med udlejeren.",
    Severity.ADVARSEL,
    spec="BS-E23",
)
BS_RETTELSE_AENDRET = ProblemKind(
    "BS_RETTELSE_AENDRET",
    "Ansøgning {raw} for {maaned}: der er accepteret {accepteret} kr., men nu beregnes {nu} kr. Rettelsen er ikke med; "
    "efterberegn igen.",
    Severity.ADVARSEL,
)
BS_PROEVE_MANGLER = ProblemKind(
    "BS_PROEVE_MANGLER",
    "{maaned} er ikke prøveberegnet, så ingen har set advislisten. Prøveberegn den først.",
    Severity.ADVARSEL,
)


@dataclass(slots=True)
class Linje:
    """One line to be granted; `beloeb` is what is added to what was granted before."""

    ansoegning: int
    cpr: str
    udlejer: int
    lejemaalsnr: str
    maaned: Maaned
    linjetype: Linjetype
    beloeb: int
    gyldig_fra: dt.date
    husleje: int = 0
    indkomst: int = 0
    aktuel: bool = False
    voksne: int = 0
    boern: int = 0
    egenandel: int = 0


@dataclass(slots=True)
class Valg:
    """The lines of a run by landlord, and what was looked at."""

    linjer: dict[int, list[Linje]] = field(default_factory=dict)
    udlejere: Mapping[int, Udlejer] = field(default_factory=dict)
    resultater: Counter[str] = field(default_factory=Counter)
    sats: int | None = None


def udvaelg(kommune: str, maaned: Maaned, art: Koerselsart, problems: Problems) -> Valg:
    """The lines of a run. Call with the tables locked; what is left out is a warning."""
    found = afgoer_maaned(kommune, maaned)
    valg = Valg(udlejere=Udlejer.objects.in_bulk(), sats=found.gaeldende.satser.id if found.gaeldende.satser else None)
    valg.resultater.update(one.resultat.value for one in found.afgoerelser)
    if not Beregning.objects.filter(maaned=str(maaned), ansoegning__kommune=kommune).exists():
        problems.add(BS_PROEVE_MANGLER, maaned=maaned.tekst)
    files = maanedens(kommune, maaned)
    given = verden(maaned, found.afgoerelser, files, {})
    blocked = _blokerede(kommune, given, problems)
    granted, before = bevilget(maaned), bevilget(maaned.plus(-1)) if art is Koerselsart.ORDINAER else {}
    faulty = sum(one.resultat == Resultat.FEJL and one.grundlag.sag.id not in blocked for one in found.afgoerelser)
    if faulty:
        problems.add(BS_FEJL, antal=faulty)
    lines: list[Linje] = []
    for one in found.afgoerelser:
        if one.grundlag.sag.id not in blocked and one.resultat != Resultat.FEJL:
            match = given.matches[one.grundlag.sag.id]
            number = match.lejemaal[0].lejemaalsnr if match.lejemaal else one.grundlag.sag.lejemaalsnr
            if (line := _linje(one, maaned, number, granted, before)) is not None:
                lines.append(line)
    lines += _ophoerte(kommune, maaned, {one.grundlag.sag.id for one in found.afgoerelser}, granted, before)
    lines += _rettelser(kommune, maaned, problems)
    lines = _samme_udlejer(lines)
    seen = frozenset((one.fil.udlejer_id, one.lejemaalsnr) for one in files.lejemaal)
    _fordel(lines, seen, files.udlejere, valg, problems)
    return valg


def _blokerede(kommune: str, given: Verden, problems: Problems) -> set[int]:
    """The applications that may not be booked: a blocking entry that nobody has accepted."""
    accepted = Advis.objects.filter(
        kommune=kommune, maaned=str(given.maaned), status=Advisstatus.ACCEPTERET, kode__in=sorted(BLOKERER)
    )
    fine = set(accepted.values_list("kode", "ansoegning_id"))
    count: Counter[str] = Counter()
    blocked: set[int] = set()
    for one in blokerende(given):
        if one.ansoegning is not None and (one.kode, one.ansoegning) not in fine:
            count[one.kode] += 1
            blocked.add(one.ansoegning)
    for code, number in sorted(count.items()):
        problems.add(BS_BLOKERET, antal=number, kode=code, maaned=given.maaned.tekst)
    return blocked


def _linje(one: Afgoerelse, maaned: Maaned, number: str, granted: Mapping[int, int], before: Mapping[int, int]) -> Linje | None:
    """What the application is to have more or less than it had; None for nothing."""
    sag = one.grundlag.sag
    delta = one.beloeb - granted.get(sag.id, 0)
    stopped = not one.beloeb and (bool(granted.get(sag.id)) or before.get(sag.id, 0) > 0)
    if not delta and not (stopped and sag.id not in granted):
        return None
    return Linje(
        *(sag.id, sag.ansoeger, sag.udlejer, number, maaned, Linjetype.STOPPET if stopped else Linjetype.TILDELT, delta),
        max(maaned.foerste, sag.indflyttet),
        husleje=one.grundlag.husleje or 0,
        indkomst=one.indkomst,
        aktuel=one.husstand is not None and one.husstand.aktuel,
        voksne=len(one.grundlag.voksne),
        boern=one.grundlag.boern,
        egenandel=one.udregning.egenandel if one.udregning else 0,
    )


def _ophoerte(
    kommune: str, maaned: Maaned, looked_at: set[int], granted: Mapping[int, int], before: Mapping[int, int]
) -> Iterator[Linje]:
    """Applications that no longer hold, and had something for this month or (in the ordinary run) the last one."""
    gone = {number for number, amount in (*granted.items(), *before.items()) if amount} - looked_at
    rows = Ansoegning.objects.filter(kommune=kommune, aar=maaned.aar)
    rows = rows.filter(pk__in=gone) if len(gone) <= 500 else rows
    for number, cpr, landlord, tenancy in rows.order_by("pk").values_list("pk", "ansoeger", "udlejer_id", "lejemaalsnr"):
        if number in gone and (number not in granted or granted[number]):
            yield Linje(number, cpr, landlord, tenancy, maaned, Linjetype.STOPPET, -granted.get(number, 0), maaned.foerste)


def _rettelser(kommune: str, maaned: Maaned, problems: Problems) -> Iterator[Linje]:
    """The differences of earlier months that somebody has accepted and that still stand."""
    accepted = Advis.objects.filter(kommune=kommune, kode=EFTERBEREGNING, status=Advisstatus.ACCEPTERET, maaned__lt=str(maaned))
    by_month: defaultdict[str, dict[int, int]] = defaultdict(dict)
    for name, number, amount in accepted.order_by("maaned", "pk").values_list("maaned", "ansoegning_id", "ny"):
        if number is not None and amount is not None:
            by_month[name][number] = amount
    for text, wanted in by_month.items():
        month = Maaned.laes(text)
        granted = bevilget(month, wanted.keys())
        open_ = {number for number, amount in wanted.items() if granted.get(number, 0) != amount}
        now = maal(kommune, month, open_) if open_ else {}
        rows = Ansoegning.objects.in_bulk(open_)
        for number in sorted(open_):
            if now.get(number, 0) == granted.get(number, 0):
                continue  # a clean-up run of that month has come before it, and what was granted is right
            if now.get(number) != wanted[number]:
                shown = beloeb_tekst(now.get(number, 0))
                problems.add(
                    BS_RETTELSE_AENDRET, raw=str(number), maaned=month.tekst, accepteret=beloeb_tekst(wanted[number]), nu=shown
                )
                continue
            row = rows[number]
            delta = wanted[number] - granted.get(number, 0)
            yield Linje(*(number, row.ansoeger, row.udlejer_id, row.lejemaalsnr, month, Linjetype.RETTELSE, delta, month.foerste))


def _samme_udlejer(lines: list[Linje]) -> list[Linje]:
    """Differences go where the month's benefit has gone."""
    months = {str(month) for month in {line.maaned for line in lines}}
    rows = Bevilling.objects.filter(maaned__in=months).exclude(exchange__in=numbers()).exclude(beloeb=0).order_by("pk")
    went = {
        (number, month): (landlord, tenancy)
        for number, month, landlord, tenancy in rows.values_list(
            "ansoegning_id", "maaned", "overfoersel__udlejer_id", "lejemaalsnr"
        )
    }
    if not went:
        return lines
    found = []
    for line in lines:
        landlord, tenancy = went.get((line.ansoegning, str(line.maaned)), (line.udlejer, line.lejemaalsnr))
        same = (landlord, tenancy or line.lejemaalsnr) == (line.udlejer, line.lejemaalsnr)
        found.append(line if same else replace(line, udlejer=landlord, lejemaalsnr=tenancy or line.lejemaalsnr))
    return found


def _fordel(
    lines: list[Linje], seen: frozenset[tuple[int, str]], with_file: frozenset[int], valg: Valg, problems: Problems
) -> None:
    """The lines by landlord, without what cannot be sent."""
    by_landlord: defaultdict[int, list[Linje]] = defaultdict(list)
    for line in lines:
        known = (line.udlejer, line.lejemaalsnr) in seen or line.udlejer not in with_file
        if not known and (line.beloeb < 0 or line.linjetype is Linjetype.RETTELSE):
            problems.add(BS_LEJEMAAL_VAEK, raw=str(line.ansoegning), beloeb=beloeb_tekst(line.beloeb))
            continue
        by_landlord[line.udlejer].append(line)
    for number in sorted(by_landlord, key=lambda one: valg.udlejere[one].kode):
        rows, landlord = by_landlord[number], valg.udlejere[number]
        if landlord.ejer != Ejer.KOMMUNE:
            rows, left = _ikke_under_nul(rows)
            if left:
                total = sum(line.beloeb for line in left)
                problems.add(BS_UDLEJER_NEGATIV, raw=landlord.kode, antal=len(left), beloeb=beloeb_tekst(-total))
        if not landlord.profil:  # nobody is told of lines that move nothing
            rows = [line for line in rows if line.beloeb] if sum(line.beloeb for line in rows) else []
        if rows:
            valg.linjer[number] = sorted(rows, key=lambda line: (line.lejemaalsnr, line.ansoegning, line.maaned))


def _ikke_under_nul(lines: list[Linje]) -> tuple[list[Linje], list[Linje]]:
    """The lines that can go without the landlord's sum falling below 0, and the others: what others get waits for nobody's debt."""
    kept = [line for line in lines if line.beloeb >= 0]
    room = sum(line.beloeb for line in kept)
    left: list[Linje] = []
    for line in sorted((line for line in lines if line.beloeb < 0), key=lambda line: (line.maaned, line.ansoegning)):
        if room + line.beloeb >= 0:
            room += line.beloeb
            kept.append(line)
        else:
            left.append(line)
    return kept, left
