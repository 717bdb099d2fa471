"""Row 29, `soc.udbetalinger-a11`: a year's taxable social benefits per person as A11, from the payout ledger.

A correction is the whole year again, which replaces the file before; one that would say the same is not made, unless somebody says
why. Source: skat-inddrivelse.md 3.2 (SK-5).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.db.models import Count, Sum

from snitflade.bogh import a11
from snitflade.bogh.udbetaling import tid
from snitflade.exchange.bulk import insert_rows, lock, next_id
from snitflade.exchange.catalogue import Built, Options, OutFile, Sheet
from snitflade.exchange.konstanter import konstant
from snitflade.exchange.models import Exchange
from snitflade.exchange.states import TAKEN_BACK
from snitflade.folk import personopslag
from snitflade.folk.personopslag import Spoerger
from snitflade.formats.document import Document
from snitflade.formats.problems import ProblemKind, Problems, ProblemsError, Severity
from snitflade.formats.text import beloeb_tekst
from snitflade.skat.kommuner import KOMMUNER, skattekommune
from snitflade.soc.udbetalinger.indkomst import Aaret, aaret
from snitflade.soc.udbetalinger.models import Kolonne, Ydelsesindberetning

A11_AAR = ProblemKind("A11_AAR", "{raw} er ikke slut endnu, eller er før 2000. Indberet et år, når det er slut.")
A11_KOMMUNE = ProblemKind("A11_KOMMUNE", "Kommune «{raw}» kendes ikke. Skriv fire cifre, fx 0956.", spec="F02")
A11_FORRIGE = ProblemKind(
    "A11_FORRIGE", "Udveksling {raw} for {aar} er ikke sendt endnu. Send den, erstat den, eller annullér den, før der laves en ny."
)
A11_UKENDT = ProblemKind(
    "A11_UKENDT",
    "{antal} personer med i alt {beloeb} kr. er holdt tilbage: de står ikke i folkeregistret her. Hent dem, og byg filen igen.",
    Severity.ADVARSEL,
    spec="M01",
)
A11_MINUS = ProblemKind(
    "A11_MINUS",
    "{antal} personer er holdt tilbage: deres sum i en kolonne er negativ, fordi en modregning fra et tidligere år er ophævet. "
    "Afgør, hvad der skal indberettes.",
    Severity.ADVARSEL,
    spec="R06",
)
A11_UDEN_KOMMUNE = ProblemKind(
    "A11_UDEN_KOMMUNE",
    "{antal} personer boede ikke i en grønlandsk kommune den {dag}. Der er skrevet deres sidste kendte kommune, ellers "
    "den, der betaler.",
    Severity.ADVARSEL,
)
A11_BORTFALDET = ProblemKind(
    "A11_BORTFALDET", "{antal} personer, som udveksling {raw} indberettede, er ikke med i denne.", Severity.ADVARSEL
)
A11_TOM_IGEN = ProblemKind(
    "A11_TOM_IGEN",
    "Alt, hvad udveksling {raw} indberettede for {aar}, er faldet bort, og en fil uden linjer kan ikke sendes. "
    "Sæt systemkonstanten a11.nulraekke til J, eller aftal med Skattestyrelsen, hvordan det slettes.",
)
NUL, UKENDT, NEGATIV = "NUL", "M01", "R06"
_FELTER = ("id", "exchange_id", "aar", "cpr", "skattekommune", "kolonne", "beloeb", "fil", "holdt")


@dataclass(slots=True)
class Person:
    """Somebody in the report: sums as the ledger has them (øre), and why the person is not in the file."""

    cpr: str
    beloeb: dict[str, int]
    skattekommune: str = ""
    holdt: str = ""
    fil: dict[str, int] = field(default_factory=dict)

    def raekker(self) -> Iterable[tuple[str, str, str, int, int, str]]:
        """What is kept of the person, by column."""
        for kolonne in sorted(self.beloeb):
            told = 0 if self.holdt else self.fil.get(kolonne, 0)
            yield self.cpr, self.skattekommune, kolonne, self.beloeb[kolonne], told, self.holdt


@dataclass(slots=True)
class Ordre:
    """A report as it is ordered."""

    exchange: Exchange
    kommune: str
    bogstaver: str
    aar: int
    nummer: int
    forrige: Exchange | None
    dannet: dt.datetime

    @property
    def noegle(self) -> str:
        """What makes it one of its kind."""
        return f"{self.kommune}-{self.aar}-{self.nummer}"

    @property
    def sidste(self) -> dt.date:
        """The last day of the year."""
        return dt.date(self.aar, 12, 31)


def byg(exchange: Exchange, options: Options) -> Built:
    """Build the year's file, in the caller's transaction. Raises ProblemsError with everything that is wrong."""
    problems = Problems()
    lock(Ydelsesindberetning)
    ordre = _bestil(exchange, options["kommune"], options["aar"], problems)
    ger = a11.ger(ordre.kommune, ordre.sidste, problems)
    found = aaret(ordre.kommune, ordre.aar, problems)
    if problems.errors:
        raise ProblemsError(problems)
    personer = _personer(ordre, found, problems)
    nothing = _sammenlign(ordre, personer, str(options.get("igen") or "").strip(), problems)
    if problems.errors:
        raise ProblemsError(problems)
    if nothing:
        return Built(key=ordre.noegle, files=(), totals={}, sheet=[], warnings=problems, notes=(nothing,))
    rows = [a11.Person(one.cpr, one.skattekommune, one.fil) for one in personer if not one.holdt]
    document = a11.dokument(ger, ordre.aar, ordre.dannet.date(), rows, problems)
    if problems.errors:
        raise ProblemsError(problems)
    return Built(
        key=ordre.noegle,
        files=(OutFile(a11.filnavn(a11.Art.SOCIAL, ordre.aar, ordre.bogstaver, ordre.dannet), a11.FORMAT, document),),
        totals=_stempl(ordre, personer),
        sheet=_ark(found, personer),
        kommune=ordre.kommune,
        warnings=problems,
    )


def proev(exchange: Exchange, documents: Mapping[str, Document]) -> Mapping[str, int]:
    """The totals the decoded file shows."""
    (document,) = documents.values()
    return a11.vist(document)


def _bestil(exchange: Exchange, kommune: str, aar: int, problems: Problems) -> Ordre:
    now, known = tid.nu(), {one.kommune: one.bogstaver for one in KOMMUNER}
    if kommune not in known:
        problems.add(A11_KOMMUNE, field="kommune", raw=kommune)
    if not 2000 <= aar < now.year:
        problems.add(A11_AAR, field="aar", raw=str(aar))
    if problems.errors:
        raise ProblemsError(problems)
    rows = Exchange.objects.filter(interface=exchange.interface, key__startswith=f"{kommune}-{aar}-").order_by("pk")
    numbers = [int(key.rpartition("-")[2]) for key in rows.values_list("key", flat=True)]
    forrige = rows.exclude(state__in=TAKEN_BACK).last()
    if forrige is not None and forrige.sent_at is None:
        problems.add(A11_FORRIGE, field="aar", raw=str(forrige.pk), aar=aar)
    return Ordre(exchange, kommune, known[kommune], aar, max(numbers, default=0) + 1, forrige, now)


def _personer(ordre: Ordre, found: Aaret, problems: Problems) -> list[Person]:
    """Everybody with taxable benefits, by number, in whole kroner; who is held back has the reason."""
    asked = Spoerger(ordre.exchange.created_by, ordre.exchange.interface, f"A11 {ordre.noegle}")
    numre = sorted(found.personer)
    known = personopslag.personer(numre, asked) if numre else {}
    there = personopslag.kommuner(numre, ordre.sidste, asked) if numre else {}
    paying = konstant("a11.kommune", ordre.sidste) == "paying_municipality"
    personer, elsewhere = [], 0
    for cpr in numre:
        one = Person(cpr, dict(found.personer[cpr]))
        row = known.get(cpr)
        if row is None:
            one.holdt = UKENDT
        else:
            code = skattekommune(ordre.kommune if paying else there.get(cpr, ""))
            if not code:
                elsewhere += 1
                code = skattekommune(row.kommunekode) or skattekommune(row.fraflyttet_kommunekode) or skattekommune(ordre.kommune)
            one.skattekommune = code
            if min(one.beloeb.values()) < 0:
                one.holdt = NEGATIV
            else:
                one.fil = {kolonne: oere - oere % 100 for kolonne, oere in one.beloeb.items()}
                one.holdt = "" if any(one.fil.values()) else NUL
        personer.append(one)
    unknown = [one for one in personer if one.holdt == UKENDT]
    if unknown:
        beloeb = beloeb_tekst(sum(sum(one.beloeb.values()) for one in unknown))
        problems.add(A11_UKENDT, field="cprno", antal=len(unknown), beloeb=beloeb)
    if negative := sum(one.holdt == NEGATIV for one in personer):
        problems.add(A11_MINUS, field="cprno", antal=negative)
    if elsewhere:
        problems.add(A11_UDEN_KOMMUNE, field="skattekommune", antal=elsewhere, dag=f"{ordre.sidste:%d-%m-%Y}")
    return personer


def _sammenlign(ordre: Ordre, personer: list[Person], igen: str, problems: Problems) -> str:
    """Hold the report against the one before; gives a sentence where there is nothing to send."""
    before = list(Ydelsesindberetning.objects.filter(exchange=ordre.forrige).order_by("pk")) if ordre.forrige else []
    there = {one.cpr for one in personer if not one.holdt}
    gone = {row.cpr: row for row in before if not row.holdt and row.cpr not in there}
    if gone and konstant("a11.nulraekke", ordre.sidste) == "J":
        listed = {one.cpr: one for one in personer}
        for cpr, row in gone.items():
            one = listed.get(cpr)
            if one is None:
                personer.append(Person(cpr, {row.kolonne: 0}, row.skattekommune, fil={row.kolonne: 0}))
            elif one.holdt == NUL:
                one.holdt = ""
        personer.sort(key=lambda one: one.cpr)
    elif gone and ordre.forrige is not None:
        problems.add(A11_BORTFALDET, field="cprno", raw=str(ordre.forrige.pk), antal=len(gone))
    told = {(row.cpr, row.skattekommune, row.kolonne, row.beloeb, row.fil, row.holdt) for row in before}
    if ordre.forrige is not None and not igen and told == {row for one in personer for row in one.raekker()}:
        return f"Intet er ændret i {ordre.aar} siden udveksling {ordre.forrige.pk}. Der er intet at sende."
    if any(not one.holdt for one in personer):
        return ""
    if gone and ordre.forrige is not None:
        problems.add(A11_TOM_IGEN, field="aar", raw=str(ordre.forrige.pk), aar=ordre.aar)
    held = sum(one.holdt in (UKENDT, NEGATIV) for one in personer)
    return f"Der er intet at indberette for {ordre.aar}." + (f" {held} personer er holdt tilbage; se advarslerne." if held else "")


def _stempl(ordre: Ordre, personer: Sequence[Person]) -> dict[str, int]:
    """Write what the report says; gives its totals, as the database has them."""
    first = next_id(Ydelsesindberetning)
    rows = [row for one in personer for row in one.raekker()]
    insert_rows(Ydelsesindberetning, _FELTER, ((first + at, ordre.exchange.pk, ordre.aar, *row) for at, row in enumerate(rows)))
    told = Ydelsesindberetning.objects.filter(exchange=ordre.exchange, holdt="").order_by()
    sums = dict(told.values_list("kolonne").annotate(Sum("fil")))
    count = told.aggregate(n=Count("cpr", distinct=True))["n"]
    return {"Personer": count, **dict.fromkeys(a11.KOLONNER, 0), **sums}


def _ark(found: Aaret, personer: Sequence[Person]) -> Sheet:
    """How the ledger's sums become the file's."""
    held = [one for one in personer if one.holdt in (UKENDT, NEGATIV)]
    kept = sum(sum(one.beloeb.values()) for one in held)
    file = sum(sum(one.fil.values()) for one in personer if not one.holdt)
    columns = {name: sum(one.fil.get(name, 0) for one in personer if not one.holdt) for name in Kolonne.values}
    return [
        (
            "Fra bogføring til fil",
            [
                ("Udbetalt", beloeb_tekst(found.betalt)),
                ("Kommet retur", beloeb_tekst(-found.retur)),
                ("Modregnet og betalt til Inddrivelsesmyndigheden eller tilbage", beloeb_tekst(-found.myndighed)),
                ("Modregnet", beloeb_tekst(found.modregnet)),
                ("Ikke skattepligtigt", beloeb_tekst(-found.fri)),
                (f"Holdt tilbage ({len(held)})", beloeb_tekst(-kept)),
                ("Afrunding", beloeb_tekst(file - (found.skattepligtig - kept))),
                ("Fil", beloeb_tekst(file)),
            ],
        ),
        ("Kolonner", [(Kolonne(name).label, beloeb_tekst(oere)) for name, oere in columns.items() if oere]),
    ]
