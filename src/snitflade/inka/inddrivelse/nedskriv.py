"""Write-downs: what has become less here since a claim was handed over, and what is withdrawn (skat-inddrivelse.md 8.5).

What is due is not kept but computed: the authority's balance, as we know it, less what is open here. A payment that arrives here is
therefore due by itself. Each event is a line of its own; none is more than the balance.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
from django.db.models import Count, F, Q, QuerySet, Sum
from django.utils import timezone

from snitflade.exchange.bulk import insert_rows, next_id
from snitflade.exchange.catalogue import Built, Options, OutFile
from snitflade.exchange.models import Exchange
from snitflade.formats import registry
from snitflade.formats.columns import Column
from snitflade.formats.delimited_format import DelimitedFormat
from snitflade.formats.document import Document
from snitflade.formats.problems import Problems, ProblemsError
from snitflade.formats.text import beloeb_tekst
from snitflade.inka import numre
from snitflade.inka.inddrivelse import haendelser, opsaetning
from snitflade.inka.inddrivelse.haendelser import Skridt
from snitflade.inka.inddrivelse.models import UDE, Fordring, Haendelse, Nedskrivning, Tilstand
from snitflade.inka.models import Art, Fordeling

FORMAT, RAEKKE = "nedskrivninger", "nedskrivning"
AFREGNINGER = "inka.afregninger"
AFSKREVET = "Afskrevet af Inddrivelsesmyndigheden"
"""The reason of what was written off there: it is known there already."""
_NEDSKRIVNING = ("id", "fordring_id", "fordeling_id", "beloeb", "aarsag", "tilstand", "tekst", "exchange_id", "linje")
_AARSAG = {Art.BETALING: Nedskrivning.Aarsag.BETALING}


class Skyldig(NamedTuple):
    """A write-down that is due."""

    fordring: int
    regning: int
    debitor: str
    sagsnummer: str
    sekvensnummer: str
    hovedstol: int
    tilstand: str
    beloeb: int
    aarsag: str
    fordeling: int | None


def aendrede(kommune: str = "") -> QuerySet[Fordring]:
    """Claims at the authority with something due to be written down there. Files that have not left are built anew instead."""
    rows = Fordring.objects.filter(tilstand__in=UDE, rest_hos__gt=0).exclude(tilstand=Tilstand.I_FIL, exchange__sent_at=None)
    rows = rows.filter(~Q(tilbagekaldes="") | Q(rest_hos__gt=F("regning__rest")))
    return rows.filter(kommune=kommune) if kommune else rows


def skyldige(kommune: str) -> list[Skyldig]:
    """What is due, a row for each event, in the claims' order."""
    names = ("pk", "regning_id", "debitor_nummer", "ekstern_sagsnummer", "sekvensnummer", "hovedstol", "tilstand")
    rows: list[Any] = list(aendrede(kommune).order_by("pk").values_list(*names, "rest_hos", "regning__rest", "tilbagekaldes"))
    moves = _bevaegelser([row[1] for row in rows if not row[-1]])
    found = list[Skyldig]()
    for *head, there, here, withdrawn in rows:
        if withdrawn:
            found.append(Skyldig._make((*head, there, Nedskrivning.Aarsag.TILBAGEKALDT.value, None)))
            continue
        left, parts = there - here, list[Skyldig]()
        for fordeling, art, beloeb in moves.get(head[1], ()):
            if take := min(left, beloeb):
                reason = _AARSAG.get(Art(art), Nedskrivning.Aarsag.NEDSAT).value
                parts.append(Skyldig._make((*head, take, reason, fordeling)))
                left -= take
        if left:
            parts.append(Skyldig._make((*head, left, Nedskrivning.Aarsag.NEDSAT.value, None)))
        found += reversed(parts)
    return found


def _bevaegelser(regninger: Sequence[int]) -> dict[int, list[tuple[int, str, int]]]:
    """What closed each claim here and has not been written down there: allocation, kind and øre, the newest first."""
    counting = Nedskrivning.objects.filter(tilstand__in=(Nedskrivning.Tilstand.I_FIL, Nedskrivning.Tilstand.MODTAGET))
    found: dict[int, list[tuple[int, str, int]]] = {}
    for first in range(0, len(regninger), 10_000):
        some = regninger[first : first + 10_000]
        rows = Fordeling.objects.filter(regning__in=some, ophaever=None, ophaevet_af=None, beloeb__gt=0)
        rows = rows.exclude(indbetaling__kilde=AFREGNINGER).exclude(art=Art.NEDSKRIVNING, grund=AFSKREVET)
        rows = rows.exclude(pk__in=counting.filter(fordeling__regning__in=some).values("fordeling"))
        for pk, regning, art, beloeb in rows.order_by("-pk").values_list("pk", "regning_id", "art", "beloeb"):
            found.setdefault(regning, []).append((pk, art, beloeb))
    return found


def byg(exchange: Exchange, options: Options) -> Built:
    """Build the file of write-downs, in the caller's transaction. Raises ProblemsError."""
    today, kommune = timezone.localdate(), str(options["kommune"])
    claimant = opsaetning.fordringshaver(kommune, today)
    haendelser.laas()
    due = skyldige(kommune)
    ready = [one for one in due if one.sekvensnummer]
    waiting = len(due) - len(ready)
    notes = (f"{waiting} nedskrivninger venter på sekvensnummer, som kommer med afstemningen.",) if waiting else ()
    if not ready:
        why = "Der er intet at nedskrive. Intet er skrevet."
        return Built(key="", files=(), totals={}, sheet=[], kommune=kommune, notes=(why, *notes))
    first = next_id(Nedskrivning)
    insert_rows(
        Nedskrivning,
        _NEDSKRIVNING,
        (
            (
                first + at,
                one.fordring,
                one.fordeling,
                one.beloeb,
                one.aarsag,
                Nedskrivning.Tilstand.I_FIL.value,
                "",
                exchange.pk,
                at + 1,
            )
            for at, one in enumerate(ready)
        ),
    )
    steps = (
        Skridt(one.fordring, Haendelse.NEDSKREVET, Tilstand(one.tilstand), -one.beloeb, line, Nedskrivning.Aarsag(one.aarsag).label)
        for line, one in enumerate(ready, start=1)
    )
    haendelser.skriv(steps, exchange.created_by, exchange)
    scope = numre.filomfang(numre.NEDSKRIVNINGER, claimant, today)
    number = numre.INDDRIVELSESFILER.following(scope)
    problems = Problems()
    names = opsaetning.filnavne("NEDSKRIVNING", claimant, today, number)
    files = tuple(OutFile(next(names), FORMAT, one) for one in _dokumenter(ready, claimant, problems))
    if problems.errors:
        raise ProblemsError(problems)
    totals = totaler(exchange)
    rows = Nedskrivning.objects.filter(exchange=exchange).order_by("aarsag").values_list("aarsag")
    sums = [
        (Nedskrivning.Aarsag(reason).label, f"{count} · {beloeb_tekst(total)}")
        for reason, count, total in rows.annotate(Count("pk"), Sum("beloeb"))
    ]
    whole = ("I alt", f"{totals['nedskrivninger']} · {beloeb_tekst(totals['nedskrevet'])}")
    return Built(
        key=f"{scope}-{number:03}",
        files=files,
        totals=totals,
        sheet=[
            ("Fil", [("Fordringshaver", claimant), ("Venter på sekvensnummer", str(waiting))]),
            ("Nedskrivninger", [*sums, whole]),
        ],
        kommune=kommune,
        notes=notes,
    )


def _dokumenter(rows: Sequence[Skyldig], claimant: str, problems: Problems) -> Iterable[Document]:
    format = registry.find(FORMAT)
    assert isinstance(format, DelimitedFormat)  # noqa: S101 (a profile of delimited lines)
    columns: dict[str, Column] = {
        "fordringshaver": np.full(len(rows), claimant),
        "debitor": np.array([one.debitor for one in rows]),
        "inkassonummer": np.zeros(len(rows), dtype="U1"),
        "beloeb": np.array([one.beloeb for one in rows], dtype=np.int64),
        "oprindeligt_overfoert_beloeb": np.array([one.hovedstol for one in rows], dtype=np.int64),
        "ekstern_sagsnummer": np.array([one.sagsnummer for one in rows]),
        "sekvensnummer": np.array([one.sekvensnummer for one in rows]),
    }
    for part in opsaetning.dele(format, columns):
        yield format.document({RAEKKE: {name: column[part] for name, column in columns.items()}}, problems)


def totaler(exchange: Exchange) -> dict[str, int]:
    """Number and sum of what the file writes down, by our rows."""
    found = Nedskrivning.objects.filter(exchange=exchange).order_by().aggregate(antal=Count("pk"), ialt=Sum("beloeb"))
    return {"nedskrivninger": found["antal"], "nedskrevet": found["ialt"] or 0}


def proev(documents: Mapping[str, Document]) -> dict[str, int]:
    """The same totals, as the decoded files show them."""
    tables = [one.tables[RAEKKE] for one in documents.values() if RAEKKE in one.tables]
    return {"nedskrivninger": sum(len(one) for one in tables), "nedskrevet": sum(int(one["beloeb"].sum()) for one in tables)}


def fortryd(exchange: Exchange, af: str) -> None:
    """Take back the write-downs of a file that never went out: what made them due does so again."""
    rows = Nedskrivning.objects.filter(exchange=exchange, tilstand=Nedskrivning.Tilstand.I_FIL)
    _vaek(rows, Nedskrivning.Tilstand.FORTRUDT, "", af, exchange)


def afvis(nedskrivning: Nedskrivning, tekst: str, af: str, exchange: Exchange, linje: int) -> None:
    """The authority has rejected a write-down: it is due again."""
    _vaek(Nedskrivning.objects.filter(pk=nedskrivning.pk), Nedskrivning.Tilstand.AFVIST, tekst, af, exchange, linje)


def _vaek(rows: QuerySet[Nedskrivning], to: Nedskrivning.Tilstand, tekst: str, af: str, exchange: Exchange, linje: int = 0) -> None:
    found = list(rows.order_by("pk").values_list("pk", "fordring_id", "fordring__tilstand", "beloeb"))
    steps = (Skridt(key, Haendelse.NEDSKRIVNING_VAEK, Tilstand(state), beloeb, linje, tekst) for _, key, state, beloeb in found)
    haendelser.skriv(steps, af, exchange)
    Nedskrivning.objects.filter(pk__in=[pk for pk, *_ in found]).update(tilstand=to, tekst=tekst[: haendelser.TEKST])


def modtaget(rows: Iterable[Nedskrivning], af: str, exchange: Exchange, linjer: Mapping[int, int] | None = None) -> None:
    """The authority has taken write-downs. A claim with nothing left there is closed, or withdrawn. `linjer`: by fordring."""
    found = [one for one in rows if one.tilstand == Nedskrivning.Tilstand.I_FIL]
    for first in range(0, len(found), 10_000):
        some = [one.pk for one in found[first : first + 10_000]]
        Nedskrivning.objects.filter(pk__in=some).update(tilstand=Nedskrivning.Tilstand.MODTAGET)
    claims = {one.fordring_id: one.aarsag for one in found}
    steps = list[Skridt]()
    for first in range(0, len(claims), 10_000):
        some = list(claims)[first : first + 10_000]
        waiting = Nedskrivning.objects.filter(fordring__in=some, tilstand=Nedskrivning.Tilstand.I_FIL).values("fordring")
        done = Fordring.objects.filter(pk__in=some, tilstand__in=UDE, rest_hos__lte=0).exclude(pk__in=waiting).order_by("pk")
        for key, withdrawn in done.values_list("pk", "tilbagekaldes"):
            line = (linjer or {}).get(key, 0)
            if withdrawn:
                steps.append(Skridt(key, Haendelse.TILBAGEKALDT, Tilstand.TILBAGEKALDT, 0, line, withdrawn))
            else:
                steps.append(Skridt(key, Haendelse.LUKKET, Tilstand.LUKKET, 0, line))
    haendelser.skriv(steps, af, exchange)
    Fordring.objects.filter(pk__in=[one.fordring for one in steps]).update(tilbagekaldes="")


def maa_afgaa(exchange: Exchange) -> str:
    """Empty, or why the write-downs may not go out any more: what they were for has been undone since."""
    own = Nedskrivning.objects.filter(exchange=exchange, tilstand=Nedskrivning.Tilstand.I_FIL)
    undone = own.filter(fordring__tilbagekaldes="", fordring__rest_hos__lt=F("fordring__regning__rest"))
    count = undone.values("fordring").distinct().count()
    if not count:
        return ""
    return f"På {count} krav er betalingen taget tilbage, siden filen blev bygget. Byg den igen i stedet for denne."


def antal_skyldige() -> tuple[int, int]:
    """How many claims have something due to be written down, and how many of them wait for their sequence number."""
    found = aendrede().aggregate(antal=Count("pk"), venter=Count("pk", filter=Q(sekvensnummer="")))
    return found["antal"], found["venter"]
