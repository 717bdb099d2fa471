"""What a month's statistics are made of: each contact with what was true of the person that day. Source: social-teknik.md 6.1."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from dataclasses import dataclass, field

from snitflade.folk.gaeldende import gaeldende_numre
from snitflade.led.models import Art, Gruppe, Henvendelse, Match, Periode, Uddannelse
from snitflade.skat.maaneder import flyt


@dataclass(frozen=True, slots=True)
class Linje:
    """A contact. `cpr`: the number that is valid now."""

    henvendelse: int
    kort: int
    cpr: str
    lokalitet: str
    dato: dt.date
    kode: str
    gruppe: str
    ledig_fra: dt.date | None
    ledig_til: dt.date | None
    uddannelse: str
    karantaene_til: dt.date | None
    kontor: str


@dataclass(slots=True)
class Grundlag:
    """A month's contacts in the order of days."""

    linjer: list[Linje] = field(default_factory=list)

    @property
    def numre(self) -> list[str]:
        """The persons, each once."""
        return sorted({one.cpr for one in self.linjer})

    @property
    def personer(self) -> int:
        """How many."""
        return len(self.numre)

    @property
    def navne(self) -> dict[str, str]:
        """The match groups."""
        return {str(one.value): str(one.label) for one in Gruppe}

    @property
    def sidste(self) -> dict[str, Linje]:
        """Each person's last contact of the month: which match group and place the person counts in."""
        return {one.cpr: one for one in self.linjer}

    @property
    def grupper(self) -> dict[str, int]:
        """Persons by match group; those without any stand as 0."""
        found = Counter(one.gruppe for one in self.sidste.values())
        return {gruppe: found[gruppe] for gruppe in Gruppe.values}

    def pr_lokalitet(self) -> dict[str, int]:
        """Persons by locality."""
        return dict(sorted(Counter(one.lokalitet for one in self.sidste.values()).items()))


def maanedens(kommune: str, maaned: dt.date) -> list[tuple[str, str]]:
    """Person (valid number) and locality of each contact of a month: for comparing months. Two queries."""
    rows = Henvendelse.objects.filter(kort__kommune=kommune, dato__gte=maaned, dato__lt=flyt(maaned, 1), annulleret=None)
    found = list(rows.order_by("dato", "pk").values_list("kort__cpr", "lokalitet"))
    valid = gaeldende_numre({cpr for cpr, _ in found})
    return [(valid[cpr], lokalitet) for cpr, lokalitet in found]


def grundlag(kommune: str, maaned: dt.date) -> Grundlag:
    """The contacts of the municipality's month that count."""
    rows = Henvendelse.objects.filter(kort__kommune=kommune, dato__gte=maaned, dato__lt=flyt(maaned, 1), annulleret=None)
    found = list(
        rows.order_by("dato", "kort__cpr", "kode", "pk").values_list(
            "pk", "kort", "kort__cpr", "lokalitet", "dato", "kode", "kontor"
        )
    )
    valid = gaeldende_numre({row[2] for row in found})
    cards = {row[1] for row in found}
    last = flyt(maaned, 1) - dt.timedelta(days=1)
    groups, periods, education = _grupper(cards, last), _perioder(cards, maaned, last), _uddannelser(cards, last)
    made = Grundlag()
    for pk, kort, cpr, lokalitet, dato, kode, kontor in found:
        ledig = _paa(periods[kort, Art.LEDIG], dato)
        karantaene = _paa(periods[kort, Art.KARANTAENE], dato)
        made.linjer.append(
            Linje(
                henvendelse=pk,
                kort=kort,
                cpr=valid[cpr],
                lokalitet=lokalitet,
                dato=dato,
                kode=kode,
                gruppe=next((gruppe for fra, gruppe in reversed(groups[kort]) if fra <= dato), Gruppe.INGEN.value),
                ledig_fra=ledig[0] if ledig else None,
                ledig_til=ledig[1] if ledig else None,
                uddannelse=education.get(kort, ""),
                karantaene_til=karantaene[1] if karantaene else None,
                kontor=kontor,
            )
        )
    return made


def _grupper(kort: set[int], til: dt.date) -> defaultdict[int, list[tuple[dt.date, str]]]:
    found: defaultdict[int, list[tuple[dt.date, str]]] = defaultdict(list)
    rows = Match.objects.filter(kort__in=kort, fra__lte=til).order_by("fra")
    for number, fra, gruppe in rows.values_list("kort", "fra", "gruppe"):
        found[number].append((fra, gruppe))
    return found


def _perioder(kort: set[int], fra: dt.date, til: dt.date) -> defaultdict[tuple[int, str], list[tuple[dt.date, dt.date | None]]]:
    found: defaultdict[tuple[int, str], list[tuple[dt.date, dt.date | None]]] = defaultdict(list)
    rows = Periode.objects.filter(kort__in=kort, art__in=(Art.LEDIG, Art.KARANTAENE), fra__lte=til).exclude(til__lt=fra)
    for number, art, first, last in rows.order_by("fra").values_list("kort", "art", "fra", "til"):
        found[number, art].append((first, last))
    return found


def _paa(perioder: list[tuple[dt.date, dt.date | None]], dato: dt.date) -> tuple[dt.date, dt.date | None] | None:
    """The period that holds on a day."""
    return next((one for one in perioder if one[0] <= dato and (one[1] is None or dato <= one[1])), None)


def _uddannelser(kort: set[int], til: dt.date) -> dict[int, str]:
    """The education that was finished last, of those finished by then or without a day; one without comes before those with."""
    found = {}
    rows = Uddannelse.objects.filter(kort__in=kort).exclude(afsluttet__gt=til)
    for number, kode, _afsluttet in sorted(
        rows.values_list("kort", "kode", "afsluttet"), key=lambda row: (row[2] or dt.date.min, row[1])
    ):
        found[number] = kode
    return found
