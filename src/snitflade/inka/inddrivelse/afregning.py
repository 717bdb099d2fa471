"""Settlements: what the authority has collected, booked on our claims; interest and fees on accounts of their own (9.1).

Each payment once, by its `betalings_id`. What matches no claim waits among the unplaced payments. A file that is not whole, or is
another municipality's, is refused; one without totals of its own waits until somebody has held it against the e-mail.
Source: skat-inddrivelse.md 9.1.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Sum
from django.utils import timezone

from snitflade.exchange.catalogue import Applied, Hold, Sheet
from snitflade.exchange.models import Exchange
from snitflade.formats import registry
from snitflade.formats.columns import shown
from snitflade.formats.delimited_format import DelimitedFormat
from snitflade.formats.delimited_text import encoding_of
from snitflade.formats.document import Document
from snitflade.formats.layout import Table
from snitflade.formats.problems import ProblemKind, Problems, ProblemsError, Severity
from snitflade.formats.text import beloeb_tekst
from snitflade.inka.inddrivelse import bogfoer_afregning, haendelser, opsaetning
from snitflade.inka.inddrivelse.bogfoer_afregning import AFSKRIVNING, Betaling
from snitflade.inka.inddrivelse.match import Linje
from snitflade.inka.inddrivelse.models_ind import Afregningslinje

HEL, LINJER = "afregninger", "afregninger-linjer"
_NAVN = re.compile(r"AFREGN_([0-9A-Z]{2,20})_([^_]{1,20})_(\d{2})-(\d{2})-(\d{4})_\d{6}\.csv", re.IGNORECASE)

AFREGNING_FREMMED = ProblemKind(
    "AFREGNING_FREMMED",
    "Afregningen er til {raw}, som ikke er en af vores kommuner. Intet er bogført; slet filen, og sig det til den, der sendte den.",
    spec="F02",
)
AFREGNING_NAVN = ProblemKind(
    "AFREGNING_NAVN",
    "Filen siger ikke, hvem den er til, og det gør navnet {raw} heller ikke. Giv den navnet "
    "AFREGN_fordringshaver_nummer_DD-MM-ÅÅÅÅ_ttmmss.csv, og indlæs den igen.",
    spec="F02",
)
AFREGNING_NAVN_UENIG = ProblemKind(
    "AFREGNING_NAVN_UENIG", "Filens navn siger {navn}, men dens første linje siger {raw}. Spørg den, der sendte den.", spec="F02"
)
AFREGNING_FREMTID = ProblemKind("AFREGNING_FREMTID", "Afregningen er dateret {raw}, som ikke er kommet endnu.", spec="R05")
AFREGNING_DUBLET = ProblemKind(
    "AFREGNING_DUBLET", "Betalingen er bogført før og er sprunget over.", Severity.ADVARSEL, spec="POST_DUBLET"
)


@dataclass(frozen=True, slots=True)
class Indhold:
    """A file that was read. `navn`: claimant and date by its name, None where it says none."""

    document: Document
    hel: bool
    navn: tuple[str, dt.date] | None
    filnavn: str


def tekst_af(data: bytes) -> str:
    """The first line of a file of the authority's; empty where it is none."""
    encoding, mark = encoding_of(data[:4000], ("utf-8", "utf-16-le", "cp1252"))
    return re.split(r"\r\n|\n|\r", data[mark:4000].decode(encoding, errors="replace").lstrip())[0]


def genkend(data: bytes, navn: str) -> str:
    """Which of the two layouts a settlement has: by its first cell and the number of cells."""
    cells = tekst_af(data).rstrip(";").split(";")
    if cells[0] in ("AFRH", "AFRL", "AFRT"):
        return HEL
    return LINJER if len(cells) == 13 and re.fullmatch(r"\d{8}|\d{9,10}", cells[1]) else ""


def orden(data: bytes, navn: str) -> str:
    """By the settlement's date."""
    cells = tekst_af(data).split(";")
    given = (
        re.fullmatch(r"(\d{4})/(\d\d)/(\d\d)|(\d\d)-(\d\d)-(\d{4})", cells[3]) if cells[0] == "AFRH" and len(cells) > 3 else None
    )
    if given is not None:
        year, month, day, *back = given.groups()
        return f"{year}{month}{day}" if year else "".join(reversed(back))
    named = _NAVN.fullmatch(navn)
    return f"{named[5]}{named[4]}{named[3]}" if named else ""


def laes(data: bytes, navn: str, problems: Problems) -> Indhold:
    """Read a settlement in the layout its content has."""
    whole = genkend(data, navn) != LINJER
    format = registry.find(HEL if whole else LINJER)
    assert isinstance(format, DelimitedFormat)  # noqa: S101 (profiles of delimited lines)
    found = _NAVN.fullmatch(navn)
    told = None
    if found is not None:
        try:
            told = (found[1].upper(), dt.date(int(found[5]), int(found[4]), int(found[3])))
        except ValueError:
            told = None
    return Indhold(format.read(data, problems), whole, told, navn)


def anvend(exchange: Exchange, indhold: Indhold, problems: Problems) -> Applied:
    """Match and book, in the caller's transaction. Raises ProblemsError, Hold."""
    if problems.errors:
        raise ProblemsError(problems)
    claimant, dato = _hoved(indhold, problems)
    owners = opsaetning.fordringshavere(timezone.localdate())
    if not problems.errors and claimant not in owners:
        problems.add(AFREGNING_FREMMED, field="fordringshaver", raw=claimant)
    if not problems.errors and dato > timezone.localdate():
        problems.add(AFREGNING_FREMTID, field="afregningsdato", raw=f"{dato:%d-%m-%Y}")
    if problems.errors:
        raise ProblemsError(problems)
    table = indhold.document.tables["AFRL" if indhold.hel else "betaling"]
    rows = _betalinger(table)
    if not exchange.released_by:
        _totaler(indhold, rows)
    haendelser.laas()
    there = set(
        Afregningslinje.objects.filter(fordringshaver=claimant, betalings_id__in=[one.betalings_id for one in rows]).values_list(
            "betalings_id", flat=True
        )
        if len(rows) < 10_000
        else Afregningslinje.objects.filter(fordringshaver=claimant).values_list("betalings_id", flat=True)
    )
    new, again = list[Betaling](), list[int]()
    for one in rows:
        if one.betalings_id in there:
            again.append(one.linje)
        else:
            there.add(one.betalings_id)
            new.append(one)
    for line in again:
        problems.add(AFREGNING_DUBLET, line=line, field="betalings_id")
    sheet = bogfoer_afregning.bogfoer(exchange, claimant, owners[claimant], dato, new, problems)
    return Applied(totals=totaler(exchange), sheet=_ark(claimant, dato, rows, again, indhold) + sheet)


def _hoved(indhold: Indhold, problems: Problems) -> tuple[str, dt.date]:
    """The claimant and the date of a settlement: its first line's, else its name's."""
    if indhold.hel:
        head = indhold.document.tables["AFRH"]
        claimant, dato = shown(head["fordringshaver"])[0], head["afregningsdato"].tolist()[0]
        if indhold.navn is not None and indhold.navn[0] != claimant:
            problems.add(AFREGNING_NAVN_UENIG, field="fordringshaver", raw=claimant, navn=indhold.navn[0])
        return claimant, dato
    if indhold.navn is None:
        problems.add(AFREGNING_NAVN, raw=indhold.filnavn)
        return "", dt.date.min
    return indhold.navn


def _betalinger(table: Table) -> list[Betaling]:
    text = ("betalings_id", "debitor", "ekstern_sagsnummer", "sekvensnummer", "fordringsgruppe", "fordringstype", "indbetalingsart")
    whole = ("beloeb_hovedstol", "beloeb_rente", "beloeb_gebyr", "restsaldo")
    texts = (_tekster(table, name) for name in text)
    numbers = (table[name].tolist() for name in whole)
    return [
        Betaling(line, key, paid, kind, main, interest, fee, left, Linje(debtor, case, sequence, group, type, main + left))
        for line, key, debtor, case, sequence, group, type, kind, paid, main, interest, fee, left in zip(
            table.lines.tolist(), *texts, table["indbetalingsdato"].tolist(), *numbers, strict=True
        )
    ]


def _tekster(table: Table, name: str) -> list[str]:
    return [one.strip() for one in shown(table[name])] if name in table.columns else [""] * len(table)


def _totaler(indhold: Indhold, rows: Sequence[Betaling]) -> None:
    """Raises Hold where the file does not say what the bank should have got, or says another amount than its lines."""
    money = sum(one.ialt for one in rows if one.art != AFSKRIVNING)
    if not indhold.hel:
        raise Hold(
            f"Filen har ingen linje med i alt. Den har {len(rows)} betalinger på {beloeb_tekst(money)} kr. tilsammen. "
            "Hold det mod e-mailen, og frigiv filen, hvis det passer."
        )
    said = int(indhold.document.tables["AFRT"]["overfoert"].tolist()[0])
    if said != money:
        raise Hold(
            f"Myndigheden har overført {beloeb_tekst(said)} kr., men linjerne er {beloeb_tekst(money)} kr. Hold det mod banken, og "
            "frigiv filen med en begrundelse, når forskellen er forklaret."
        )


def totaler(exchange: Exchange) -> dict[str, int]:
    """The control totals of everything an exchange has settled by now; `verify` holds them."""
    rows = Afregningslinje.objects.filter(exchange=exchange).order_by()
    found: dict[str, Any] = rows.aggregate(antal=Count("pk"), main=Sum("hovedstol"), interest=Sum("rente"), fee=Sum("gebyr"))
    return {
        "afregnede": found["antal"],
        "hovedstol": found["main"] or 0,
        "renter": found["interest"] or 0,
        "gebyrer": found["fee"] or 0,
    }


def _ark(claimant: str, dato: dt.date, rows: Sequence[Betaling], again: Sequence[int], indhold: Indhold) -> Sheet:
    total = sum(one.ialt for one in rows)
    lines = [
        ("Fordringshaver", claimant),
        ("Afregningsdato", f"{dato:%d-%m-%Y}"),
        ("Betalinger i filen", f"{len(rows)} · {beloeb_tekst(total)}"),
        ("Bogført før og sprunget over", str(len(again))),
    ]
    if indhold.hel:
        end = indhold.document.tables["AFRT"]
        lines.append(("Overført", f"{beloeb_tekst(int(end['overfoert'].tolist()[0]))} {shown(end['bankreference'])[0]}".strip()))
    return [("Afregningen", lines)]
