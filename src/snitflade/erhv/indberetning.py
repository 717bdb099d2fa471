"""What every report has in common: its period, what was reported before, what is new in it, and the rows it leaves behind.

A correction is a new complete file for the period, which replaces the one before at the receiver. One that would say the same is
not made, unless the receiver has rolled the last one back. Source: skat-inddrivelse.md 2.3, 3.2, 4.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.db.models import Count, Sum

from snitflade.bogh.udbetaling import tid
from snitflade.erhv.indkomst import Sum4, aabent, tjek_bogfoering
from snitflade.erhv.models import Stedart
from snitflade.erhv.models_afregning import GENAABNER, Indberettet, Modtagersvar
from snitflade.erhv.perioder import Periode
from snitflade.exchange.bulk import insert_rows, lock, next_id
from snitflade.exchange.models import Exchange
from snitflade.exchange.states import TAKEN_BACK
from snitflade.folk.personopslag import Spoerger
from snitflade.formats.problems import ProblemKind, Problems, ProblemsError, Severity
from snitflade.formats.text import beloeb_tekst
from snitflade.skat.kommuner import KOMMUNER

INDBERETNING_PERIODE = ProblemKind("INDBERETNING_PERIODE", "«{raw}» er ikke {hvad}. Skriv fx {eksempel}.")
INDBERETNING_FREMTID = ProblemKind("INDBERETNING_FREMTID", "{raw} er ikke slut endnu. Indberet, når den er.")
INDBERETNING_KOMMUNE = ProblemKind("INDBERETNING_KOMMUNE", "Kommune «{raw}» kendes ikke. Skriv fire cifre, fx 0956.", spec="F02")
INDBERETNING_IKKE_SENDT = ProblemKind(
    "INDBERETNING_IKKE_SENDT",
    "Udveksling {raw} for {periode} er ikke sendt endnu. Send den, erstat den, eller annullér den, før der laves en ny.",
)
INDBERETNING_ALLE_HOLDT = ProblemKind(
    "INDBERETNING_ALLE_HOLDT",
    "Alle {antal} personer i {periode} er holdt tilbage, så der er ingen linjer at sende. Se advarslerne.",
)
INDBERETNING_TOM_IGEN = ProblemKind(
    "INDBERETNING_TOM_IGEN",
    "Alt, hvad udveksling {raw} indberettede for {periode}, er faldet bort, og en fil uden linjer kan ikke sendes. {raad}",
)
INDBERETNING_UAFREGNET = ProblemKind(
    "INDBERETNING_UAFREGNET",
    "{antal} salg på i alt {beloeb} kr. i {periode} er ikke afregnet og er ikke med. Afregn dem, og byg filen igen.",
    Severity.ADVARSEL,
)
INDBERETNING_BORTFALDET = ProblemKind(
    "INDBERETNING_BORTFALDET",
    "{antal} personer, som udveksling {raw} indberettede, er ikke med i denne: deres salg er ophævet, eller de er holdt tilbage.",
    Severity.ADVARSEL,
)
KNAPK = "erhv.braetsalg-knapk"
"""Its list has no rows of nothing."""
NUL, UKENDT, NEGATIV = "NUL", "M01", "R06"
"""Why a person is not in the file (`Indberettet.holdt`)."""
_FELTER = (
    *("id", "exchange_id", "periode", "cpr", "skattekommune", "medarbejdernr", "note", "salg", "leje", "skat", "knapk"),
    *("fil_salg", "fil_leje", "fil_skat", "fil_knapk", "holdt"),
)
_INDHOLD = _FELTER[3:]


def hele(oere: int, maade: str) -> int:
    """An amount that is not negative in whole kroner (as øre): ``truncate``, ``half_up`` or ``half_even``.

    >>> [hele(1_50, maade) // 100 for maade in ("truncate", "half_up", "half_even")], hele(2_50, "half_even") // 100
    ([1, 2, 2], 2)
    """
    kroner, rest = divmod(oere, 100)
    if maade == "half_up":
        kroner += rest >= 50
    elif maade == "half_even":
        kroner += rest > 50 or (rest == 50 and kroner % 2 == 1)
    return kroner * 100


@dataclass(slots=True)
class Linje:
    """A person in a report: what the ledger has, and what the file says; `holdt`: why it is not in the file."""

    cpr: str
    ialt: Sum4
    fil: Sum4 = field(default_factory=Sum4)
    skattekommune: str = ""
    medarbejdernr: str = ""
    note: str = ""
    holdt: str = ""


@dataclass(slots=True)
class Ordre:
    """A report as it is ordered and checked. `forrige`: the one that counts now for its period."""

    exchange: Exchange
    kommune: str
    bogstaver: str
    periode: Periode
    art: Stedart
    nummer: int
    forrige: Exchange | None
    dannet: dt.datetime

    @property
    def noegle(self) -> str:
        """What makes it one of its kind."""
        return f"{self.kommune}-{self.periode}-{self.nummer}"

    @property
    def spoerger(self) -> Spoerger:
        """Who asks the population register, and why."""
        return Spoerger(self.exchange.created_by, self.exchange.interface, f"Indberetning {self.noegle}")


def bestil(exchange: Exchange, kommune: str, periode: str, art: Stedart, maaneder: int, problems: Problems) -> Ordre:
    """The order of a report, checked against the calendar, the last report and the ledger. Raises ProblemsError."""
    now = tid.nu()
    known = {one.kommune: one.bogstaver for one in KOMMUNER}
    if kommune not in known:
        problems.add(INDBERETNING_KOMMUNE, field="kommune", raw=kommune)
    found = _periode(periode, maaneder, problems)
    if found is not None and found.sidste >= now.date():
        problems.add(INDBERETNING_FREMTID, field="periode", raw=str(found))
    if found is None or problems.errors:
        raise ProblemsError(problems)
    nummer, forrige = _tidligere(exchange.interface, kommune, found)
    if forrige is not None and forrige.sent_at is None:
        problems.add(INDBERETNING_IKKE_SENDT, raw=str(forrige.pk), periode=str(found))
    tjek_bogfoering(kommune, found, problems)
    antal, beloeb = aabent(kommune, found, art)
    if antal:
        problems.add(INDBERETNING_UAFREGNET, antal=antal, beloeb=beloeb_tekst(beloeb), periode=str(found))
    return Ordre(exchange, kommune, known[kommune], found, art, nummer, forrige, now)


_HVAD = {1: ("en måned", "2026-03"), 3: ("et kvartal", "2026K1"), 12: ("et år", "2026")}


def _periode(text: str, maaneder: int, problems: Problems) -> Periode | None:
    try:
        found = Periode.laes(text)
    except ValueError:
        found = None
    if found is None or found.maaneder != maaneder:
        hvad, eksempel = _HVAD[maaneder]
        problems.add(INDBERETNING_PERIODE, field="periode", raw=text, hvad=hvad, eksempel=eksempel)
        return None
    return found


def _tidligere(snitflade: str, kommune: str, periode: Periode) -> tuple[int, Exchange | None]:
    """The number of the next report of the period, and the last one that counts."""
    prefix = f"{kommune}-{periode}-"
    rows = Exchange.objects.filter(interface=snitflade, key__startswith=prefix)
    numbers = [int(key[len(prefix) :]) for key in rows.values_list("key", flat=True) if re.fullmatch("[0-9]+", key[len(prefix) :])]
    return max(numbers, default=0) + 1, rows.exclude(state__in=TAKEN_BACK).order_by("pk").last()


def gaeldende(snitflade: str, kommune: str, periode: Periode) -> Exchange | None:
    """The last report of the period that was sent and not opened again by the receiver."""
    _, last = _tidligere(snitflade, kommune, periode)
    return last if last is not None and last.sent_at is not None and not genaabnet(last) else None


def genaabnet(exchange: Exchange) -> bool:
    """Whether the receiver has rolled the report back or refused it."""
    last = Modtagersvar.objects.filter(exchange=exchange).order_by("pk").last()
    return last is not None and last.svar in GENAABNER


def sammenlign(ordre: Ordre, linjer: list[Linje], problems: Problems, *, nulraekke: bool) -> str:
    """Hold the report against the one before. With `nulraekke` who has fallen out is added with nothing; else it is told.

    Gives a sentence where there is nothing to send, else an empty text. Raises ProblemsError where there is no file to be made.
    """
    held = [one for one in linjer if one.holdt in (UKENDT, NEGATIV)]
    before = {row.cpr: row for row in Indberettet.objects.filter(exchange=ordre.forrige)} if ordre.forrige else {}
    there = {one.cpr for one in linjer if not one.holdt}
    gone = [row for cpr, row in before.items() if not row.holdt and cpr not in there]
    if gone and nulraekke:
        listed = {one.cpr: one for one in linjer}
        for row in gone:
            one = listed.get(row.cpr)
            if one is None:
                linjer.append(Linje(row.cpr, Sum4(), skattekommune=row.skattekommune, medarbejdernr=row.medarbejdernr))
            elif one.holdt == NUL:
                one.holdt = ""
        linjer.sort(key=lambda one: one.cpr)
    elif gone and ordre.forrige is not None:
        problems.add(INDBERETNING_BORTFALDET, raw=str(ordre.forrige.pk), antal=len(gone))
    if ordre.forrige is not None and not genaabnet(ordre.forrige) and _ens(before.values(), linjer):
        return f"Intet er ændret i {ordre.periode} siden udveksling {ordre.forrige.pk}. Der er intet at sende."
    if any(not one.holdt for one in linjer):
        return ""
    if ordre.forrige is not None and gone:
        raad = "Aftal med modtageren, hvordan det slettes"
        if ordre.exchange.interface != KNAPK:
            raad += ", eller sæt systemkonstanten a11.nulraekke til J"
        problems.add(INDBERETNING_TOM_IGEN, raw=str(ordre.forrige.pk), periode=str(ordre.periode), raad=f"{raad}.")
    elif held:
        problems.add(INDBERETNING_ALLE_HOLDT, antal=len(held), periode=str(ordre.periode))
    if problems.errors:
        raise ProblemsError(problems)
    return f"Der er intet at indberette for {ordre.periode}."


def _ens(before: Iterable[Indberettet], linjer: Sequence[Linje]) -> bool:
    """Whether two reports say the same."""
    return {tuple(getattr(row, name) for name in _INDHOLD) for row in before} == {_vaerdier(one) for one in linjer}


def _vaerdier(one: Linje) -> tuple[str | int, ...]:
    sums, told = one.ialt, one.fil
    return (
        *(one.cpr, one.skattekommune, one.medarbejdernr, one.note, sums.salg, sums.leje, sums.skat, sums.knapk),
        *(told.salg, told.leje, told.skat, told.knapk, one.holdt),
    )


def stempl(ordre: Ordre, linjer: Sequence[Linje]) -> dict[str, int]:
    """Write what the report says; gives its sums (øre) and how many persons are in the file, as the database has them."""
    lock(Indberettet)
    first = next_id(Indberettet)
    periode = str(ordre.periode)
    insert_rows(
        Indberettet,
        _FELTER,
        ((first + n, ordre.exchange.pk, periode, *_vaerdier(one)) for n, one in enumerate(linjer)),
    )
    found = Indberettet.objects.filter(exchange=ordre.exchange, holdt="").aggregate(
        antal=Count("pk"), salg=Sum("fil_salg"), leje=Sum("fil_leje"), skat=Sum("fil_skat"), knapk=Sum("fil_knapk")
    )
    return {name: int(value or 0) for name, value in found.items()}


def ark(ordre: Ordre, linjer: Sequence[Linje], andre: Mapping[str, Sum4], felt: str) -> list[tuple[str, str]]:
    """How the ledger's sum of `felt` becomes the file's, as lines of a control sheet."""

    def take(one: Sum4) -> int:
        return int(getattr(one, felt))

    persons, firms = sum(take(one.ialt) for one in linjer), sum(take(one) for one in andre.values())
    held = sum(take(one.ialt) for one in linjer if one.holdt in (UKENDT, NEGATIV))
    told = sum(take(one.fil) for one in linjer if not one.holdt)
    return [
        ("Bogføring", beloeb_tekst(persons + firms)),
        (f"Ikke personer ({len(andre)})", beloeb_tekst(-firms)),
        (f"Holdt tilbage ({sum(one.holdt in (UKENDT, NEGATIV) for one in linjer)})", beloeb_tekst(-held)),
        ("Afrunding", beloeb_tekst(told - (persons - held))),
        ("Fil", beloeb_tekst(told)),
    ]
