"""`aftaler.csv`: who has how many of which service at which address, from when to when.

An agreement is known by customer, locality, address, service and first day; number and last day may change. Two agreements
on the same service at the same address may not overlap, since the customer would pay twice. That is checked against the file
and against what is loaded already.

Sources: social-teknik.md 1.1 and 1.2 (B-nr), 11.2 and 11.8 (REN-E01, REN-E03, REN-W01), prisme.md 5.4.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from snitflade.exchange.upsert import Optaelling, upsert
from snitflade.folk.lokaliteter import LOKALITET_UKENDT, raad
from snitflade.formats.cells import Date, Digits, Integer, Text
from snitflade.formats.delimited import Column, Table
from snitflade.formats.problems import ProblemKind, Problems
from snitflade.formats.text import mente_du
from snitflade.tekn.models import Aftale

FILNAVN = "aftaler.csv"

AFTALE_DEBITOR_UKENDT = ProblemKind(
    "AFTALE_DEBITOR_UKENDT", "Kunden {raw} kendes ikke. Ret kundenummeret, eller tilføj kunden i debitorer.csv.", spec="REN-E03"
)
AFTALE_YDELSE_UKENDT = ProblemKind("AFTALE_YDELSE_UKENDT", "Ydelsen «{raw}» kendes ikke. {raad}", spec="REN-E01")
AFTALE_YDELSE_IKKE_HER = ProblemKind(
    "AFTALE_YDELSE_IKKE_HER",
    "«{raw}» tilbydes ikke i {lokalitet}, kun i {steder}. Ret lokaliteten, eller tilføj ydelsen i ydelser.csv.",
    spec="REN-E02",
)
AFTALE_BNR = ProblemKind("AFTALE_BNR", "«{raw}» er ikke et B-nr. Skriv fx B-1456; højst fire cifre efter B.")
AFTALE_PERIODE = ProblemKind("AFTALE_PERIODE", "Til ({til}) ligger før Fra ({fra}). Ret en af datoerne.")
AFTALE_DOBBELT = ProblemKind(
    "AFTALE_DOBBELT", "Samme aftale står allerede på linje {anden}. Slet den ene, eller læg antallene sammen på én linje."
)
AFTALE_OVERLAPPER = ProblemKind(
    "AFTALE_OVERLAPPER",
    "Perioden overlapper en anden aftale på samme kunde, adresse og ydelse {hvor}. Giv den ældste aftale en Til-dato i filen.",
    spec="REN-W01",
)

KOLONNER = (
    Column("Kundenummer", Digits(10), personal=True),
    Column("Lokalitet", Text(60, "&")),
    Column("B-nr", Text(40, "&")),
    Column("Ydelse", Text(60, "&")),
    Column("Antal", Integer(999_999)),
    Column("Fra", Date(), optional=True, empty=True),
    Column("Til", Date(), optional=True, empty=True),
)

_B_NUMBER = re.compile(r"B-?([0-9].*)")
_PLAIN_NUMBER = re.compile(r"([0-9]{1,3})([A-ZÆØÅ]?)")
_MALFORMED = re.compile(r"B-?[0-9]{5,}.*|[^0-9]*")

Genstand = tuple[str, str, str, str]
"""Customer, locality, address for comparing, and service: what may be agreed only once at a time."""
Noegle = tuple[str, str, str, str, dt.date | None]
"""What an agreement is known by: the same and its first day."""


@dataclass(frozen=True, slots=True)
class _Periode:
    """A period of an agreement, both days included, and its row in the file (None: already loaded)."""

    fra: dt.date
    til: dt.date
    row: int | None


def bnr_noegle(bnr: str) -> str:
    """An address for comparing: capitals, no blanks, no ``B-``, a plain number with four digits.

    >>> bnr_noegle("B-1456"), bnr_noegle("b 56"), bnr_noegle("12a")
    ('1456', '0056', '012A')
    """
    key = "".join(bnr.upper().split())
    if match := _B_NUMBER.fullmatch(key):
        key = match[1]
    if match := _PLAIN_NUMBER.fullmatch(key):
        key = match[1].zfill(3 if match[2] else 4) + match[2]
    return key


def laes(
    table: Table, debitorer: Collection[str], lokaliteter: Collection[str], ydelser: Collection[tuple[str, str]], problems: Problems
) -> dict[Noegle, tuple[str, int, dt.date | None]]:
    """The rows of `aftaler.csv`: what each is known by, to address, number and last day."""
    steder: defaultdict[str, list[str]] = defaultdict(list)
    for ydelse, lokalitet in ydelser:
        steder[ydelse].append(lokalitet)
    loaded = _loaded()
    rows: dict[Noegle, tuple[str, int, dt.date | None]] = {}
    seen: dict[Noegle, int] = {}
    periods: defaultdict[Genstand, list[_Periode]] = defaultdict(list)
    for row, (kunde, lokalitet, bnr, ydelse, antal, fra, til) in enumerate(
        zip(*(table[column.name] for column in KOLONNER), strict=True)
    ):
        if table.ok(row, "Kundenummer") and kunde not in debitorer:
            table.report(problems, AFTALE_DEBITOR_UKENDT, row, "Kundenummer")
        _check_service(table, row, lokaliteter, steder, problems)
        if table.ok(row, "B-nr") and _MALFORMED.fullmatch("".join(bnr.upper().split())):
            table.report(problems, AFTALE_BNR, row, "B-nr")
        if fra and til and til < fra and table.ok(row, "Fra", "Til"):
            table.report(problems, AFTALE_PERIODE, row, "Til", fra=fra, til=til)
            continue
        if not table.ok(row, "Kundenummer", "Lokalitet", "B-nr", "Ydelse", "Fra", "Til"):
            continue
        genstand = (kunde, lokalitet, bnr_noegle(bnr), ydelse)
        noegle = (*genstand, fra)
        if noegle in seen:
            table.report(problems, AFTALE_DOBBELT, row, "Kundenummer", anden=seen[noegle])
            continue
        seen[noegle] = table.lines[row]
        if not table.has("Til"):  # what the file does not speak of stays
            til = loaded.get(noegle)
        rows[noegle] = (bnr, antal or 0, til)
        periods[genstand].append(_Periode(fra or dt.date.min, til or dt.date.max, row))
    for noegle, til in loaded.items():
        kunde, lokalitet, bnr, ydelse, fra = noegle
        genstand = (kunde, lokalitet, bnr, ydelse)
        if genstand in periods and noegle not in rows:
            periods[genstand].append(_Periode(fra or dt.date.min, til or dt.date.max, None))
    _check_overlaps(table, periods, problems)
    return rows


def gem(
    rows: dict[Noegle, tuple[str, int, dt.date | None]],
    debitorer: dict[str, int],
    lokaliteter: dict[tuple[str], int],
    ydelser: dict[tuple[str, str], int],
) -> Optaelling:
    """Write the agreements and count them."""
    incoming = {
        (debitorer[kunde], lokaliteter[(lokalitet,)], bnr, ydelser[ydelse, lokalitet], fra): values
        for (kunde, lokalitet, bnr, ydelse, fra), values in rows.items()
    }
    key = ("debitor_id", "lokalitet_id", "bnr_noegle", "ydelse_id", "fra")
    return upsert(Aftale, key, ("bnr", "antal", "til"), incoming)[0]


def _loaded() -> dict[Noegle, dt.date | None]:
    """What the loaded agreements are known by, and their last days."""
    rows = Aftale.objects.order_by().values_list(
        "debitor__kundenummer", "lokalitet__navn", "bnr_noegle", "ydelse__navn", "fra", "til"
    )
    return {(kunde, lokalitet, bnr, ydelse, fra): til for kunde, lokalitet, bnr, ydelse, fra, til in rows}


def _check_service(table: Table, row: int, lokaliteter: Collection[str], steder: dict[str, list[str]], problems: Problems) -> None:
    """Report an unknown place, an unknown service, or a service that the place does not have."""
    lokalitet, ydelse = table["Lokalitet"][row], table["Ydelse"][row]
    place = table.ok(row, "Lokalitet")
    if place and lokalitet not in lokaliteter:
        table.report(problems, LOKALITET_UKENDT, row, "Lokalitet", raad=raad(lokalitet, lokaliteter))
        place = False
    if not table.ok(row, "Ydelse"):
        return
    if ydelse not in steder:
        table.report(problems, AFTALE_YDELSE_UKENDT, row, "Ydelse", raad=mente_du(ydelse, steder, "Tilføj den i ydelser.csv."))
    elif place and lokalitet not in steder[ydelse]:
        where = ", ".join(sorted(steder[ydelse]))
        table.report(problems, AFTALE_YDELSE_IKKE_HER, row, "Ydelse", lokalitet=lokalitet, steder=where)


def _check_overlaps(table: Table, periods: dict[Genstand, list[_Periode]], problems: Problems) -> None:
    """Report every agreement of the file that runs into another on the same thing."""
    for rivals in periods.values():
        if len(rivals) < 2:
            continue
        rivals.sort(key=lambda period: period.fra)
        longest = rivals[0]
        for period in rivals[1:]:
            if longest.til >= period.fra:
                row, other = (longest.row, None) if period.row is None else (period.row, longest.row)
                if row is not None:
                    hvor = "i det, der er indlæst" if other is None else f"på linje {table.lines[other]}"
                    table.report(problems, AFTALE_OVERLAPPER, row, "Kundenummer", hvor=hvor)
            longest = max(longest, period, key=lambda one: one.til)
