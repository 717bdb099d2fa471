"""Page 866: the lines of a quarter's basis are loaded; those that cannot be billed are set aside, each with its reason.

Who: the bookkeeper, once a quarter, when RenoWeb's file lies there. What goes wrong elsewhere: a customer that is not known stops
everything, or falls out unseen, and nobody holds the bills against the file's sum. Source: social-teknik.md 10.4.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from snitflade.exchange.bulk import insert_rows, lock, next_id
from snitflade.exchange.catalogue import Applied, Sheet
from snitflade.exchange.models import Exchange
from snitflade.formats.problems import ProblemKind, Problems, Severity, mask_cpr
from snitflade.formats.text import beloeb_tekst
from snitflade.inka.models import Debitor
from snitflade.tekn.renovation.kvartal import Kvartal
from snitflade.tekn.renoweb.konti import Konti
from snitflade.tekn.renoweb.laes import Indhold, Linje
from snitflade.tekn.renoweb.models import Renoweblinje

RW_DUBLET = ProblemKind(
    "RW_DUBLET", "Linje {raw} er allerede indlæst med udveksling {anden}. En rettelse skal have sit eget nummer.", spec="RW-E10"
)
RW_KUNDE_UKENDT = ProblemKind(
    "RW_KUNDE_UKENDT", "Kunde {raw} findes ikke. Opret kunden, og anvend filen igen, eller ret nummeret.", spec="RW-E11"
)
RW_YDELSE_UKENDT = ProblemKind(
    "RW_YDELSE_UKENDT",
    "Ydelsen «{raw}» har ingen indtægtskonto i {lokalitet} den {dato}. Tilføj den i renowebkonti.csv, og anvend filen igen.",
    spec="RW-E12",
)
RW_BELOEB = ProblemKind(
    "RW_BELOEB",
    "Linje {raw} er på {beloeb} kr., og antal gange pris for perioden er {ventet} kr. RenoWebs beløb er brugt.",
    Severity.ADVARSEL,
    spec="RW-W01",
)
RW_KUNDEID_ANDEN = ProblemKind(
    "RW_KUNDEID_ANDEN",
    "Linje {raw} er for kunde {kunde}, men RenoWeb-kunden «{kundeid}» står på en anden kunde i registret. Ret kundenummeret, eller "
    "bed RenoWeb skrive nøglen på den rigtige kunde, og anvend filen igen.",
    spec="RW-E03",
)
RW_KUNDEID_NY = ProblemKind(
    "RW_KUNDEID_NY",
    "Kunde {raw} er RenoWeb-kunden «{kendt}» i registret og «{kundeid}» i filen. Kundenummeret er brugt; spørg RenoWeb, om kunden "
    "er den samme.",
    Severity.ADVARSEL,
)
TOLERANCE = 5
"""Øre by which a line may differ from its own number, price and period."""
_FELTER = (
    *("id", "exchange_id", "linje", "kommune", "kvartal", "linjeid", "debitor_id", "lokalitet", "bnr", "lejlighed", "ydelseskode"),
    *("tekst", "antal", "enhedspris", "fra", "til", "beloeb", "betales_fra_konto"),
)


def anvend(exchange: Exchange, indhold: Indhold, problems: Problems) -> Applied:
    """Load the lines, in the caller's transaction; those with an error are named in the problems, for the caller to set aside."""
    lock(Renoweblinje)
    own = Renoweblinje.objects.filter(exchange=exchange)
    there = set(own.values_list("linje", flat=True))
    rows = [row for row in indhold.linjer if row.linje not in there]
    ids = {row.linjeid for row in rows}
    loaded = Renoweblinje.objects.filter(kommune=indhold.kommune, linjeid__in=ids).values_list("linjeid", "exchange_id")
    taken, debtors, konti = dict(loaded), _debitorer(row.kundenummer for row in rows), Konti(indhold.kommune)
    keys = _Noegler(rows, debtors.values())
    good: list[tuple[Linje, int]] = []
    for row in rows:
        bad = False
        if (other := taken.get(row.linjeid)) is not None:
            bad = True
            problems.add(RW_DUBLET, line=row.linje, field="linjeid", raw=row.linjeid, anden=other)
        if (debitor := debtors.get(row.kundenummer)) is None:
            bad = True
            problems.add(RW_KUNDE_UKENDT, line=row.linje, field="kundenr", raw=mask_cpr(row.kundenummer))
        elif row.renowebkundeid and not keys.passer(row, debitor, problems):
            bad = True
        if not konti.find(row.ydelseskode, row.lokalitet, row.til):
            bad, dato = True, f"{row.til:%d-%m-%Y}"
            problems.add(
                RW_YDELSE_UKENDT, line=row.linje, field="ydelseskode", raw=row.ydelseskode, lokalitet=row.lokalitet, dato=dato
            )
        ventet = forventet(row)
        if row.beloeb >= 0 and abs(row.beloeb - ventet) > TOLERANCE:
            amounts = (beloeb_tekst(row.beloeb), beloeb_tekst(round(ventet)))
            problems.add(RW_BELOEB, line=row.linje, field="beloeb", raw=row.linjeid, beloeb=amounts[0], ventet=amounts[1])
        if not bad and debitor is not None:
            good.append((row, debitor))
    first = next_id(Renoweblinje)
    insert_rows(Renoweblinje, _FELTER, (_raekke(first + at, exchange.pk, *one) for at, one in enumerate(good)))
    amounts_now = list(own.values_list("beloeb", flat=True))
    totals = {
        "linjer": indhold.antal,
        "indlæst": len(amounts_now),
        "fejl": indhold.antal - len(amounts_now),
        "beløb": sum(amounts_now),
    }
    sheet: Sheet = [
        (
            f"Kommune {indhold.kommune}, {indhold.kvartal}",
            [
                ("Linjer læst", str(indhold.antal)),
                ("Indlæst", f"{len(amounts_now)} · {beloeb_tekst(sum(amounts_now))}"),
                ("Med fejl, sat til side", str(totals["fejl"])),
            ],
        )
    ]
    return Applied(totals=totals, sheet=sheet)


def forventet(row: Linje) -> Fraction:
    """What number, yearly price and period come to, in øre: a quarter of the year's price for each whole quarter, else by days."""
    last, share = Kvartal(row.fra.year, (row.fra.month + 2) // 3), Fraction(0)
    while last.foerste <= row.til:
        days = (min(row.til, last.sidste) - max(row.fra, last.foerste)).days + 1
        share += Fraction(days, last.dage)
        last = Kvartal(last.aar + 1, 1) if last.nummer == 4 else Kvartal(last.aar, last.nummer + 1)
    return Fraction(row.antal * row.enhedspris, 100) / 4 * share


def _debitorer(numbers: Iterable[str]) -> dict[str, int]:
    """The debtors by the number as it was written: as it is, or with its leading zeros."""
    wanted = set(numbers)
    known = dict(
        Debitor.objects.filter(kundenummer__in=wanted | {one.zfill(10) for one in wanted}).values_list("kundenummer", "pk")
    )
    return {one: known[key] for one in wanted for key in (one.zfill(10), one) if key in known}


class _Noegler:
    """RenoWeb's keys as they were written back: whose each of the file's is, and what each of its customers has."""

    def __init__(self, rows: Iterable[Linje], debtors: Iterable[int]) -> None:
        written = Debitor.objects.exclude(renoweb_kundeid="").order_by()
        wanted = {row.renowebkundeid for row in rows} - {""}
        self.ejer: dict[str, int] = dict(written.filter(renoweb_kundeid__in=wanted).values_list("renoweb_kundeid", "pk"))
        self.kendt: dict[int, str] = dict(written.filter(pk__in=set(debtors)).values_list("pk", "renoweb_kundeid"))
        self.sagt: set[int] = set()

    def passer(self, row: Linje, debitor: int, problems: Problems) -> bool:
        """Whether the line's key is not another customer's. That the customer has another key is told once."""
        key, number, where = row.renowebkundeid, mask_cpr(row.kundenummer), "renowebkundeid"
        if self.ejer.get(key, debitor) != debitor:
            problems.add(RW_KUNDEID_ANDEN, line=row.linje, field=where, raw=row.linjeid, kunde=number, kundeid=key)
            return False
        known = self.kendt.get(debitor, key)
        if known != key and debitor not in self.sagt:
            self.sagt.add(debitor)
            problems.add(RW_KUNDEID_NY, line=row.linje, field=where, raw=number, kendt=known, kundeid=key)
        return True


def _raekke(number: int, exchange: int, row: Linje, debitor: int) -> tuple[object, ...]:
    where = (row.lokalitet, row.bnr, row.lejlighed, row.ydelseskode, row.tekst)
    amounts = (row.antal, row.enhedspris, row.fra, row.til, row.beloeb, row.betales_fra_konto)
    return (number, exchange, row.linje, row.kommune, row.kvartal, row.linjeid, debitor, *where, *amounts)
