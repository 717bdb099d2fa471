"""Row 24: payroll data into the tables, and what of it a user may take out (pages 405 and 406). Source: social-teknik.md 7.2."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet

from snitflade.exchange import audit
from snitflade.exchange.bulk import insert_rows, lock, next_id
from snitflade.exchange.catalogue import Applied
from snitflade.exchange.models import Exchange
from snitflade.formats import registry
from snitflade.formats.columns import strings
from snitflade.formats.document import Document
from snitflade.formats.layout import Table
from snitflade.formats.problems import ProblemKind, Problems, ProblemsError
from snitflade.formats.text import beloeb_tekst
from snitflade.lon.models import ALLE, Loendata, Loenperiode, Loenret

FORMAT, POST = "lon-udtraek", "loendata"
LON_DATA_TOM = ProblemKind("LON_DATA_TOM", "Filen har ingen løndata. Se efter, om perioden er valgt rigtigt.")
LON_PERIODE = ProblemKind("LON_PERIODE", "«{raw}» er ikke et år og en måned som 202503. Ret den.")
LONRET_UGYLDIG = ProblemKind("LONRET_UGYLDIG", "«{raw}» kan ikke være {hvad}. Skriv {form}, eller * for alle.")
LONRET_FINDES = ProblemKind("LONRET_FINDES", "{raw} har den ret allerede.")

_TEKSTER = ("institution", "cpr", "navn", "stilling", "afloenning", "loenart", "loenarttekst", "konto")
_TAL = ("timer", "sats", "beloeb")


def laes(data: bytes, name: str, problems: Problems) -> Document:
    """Read a file, with every fault."""
    document = registry.find(FORMAT).read(data, problems)
    table = document.tables.get(POST)
    if table is None or "periode" not in table.columns:
        return document
    for line, periode in zip(table.lines.tolist(), strings(table["periode"]), strict=True):
        if periode and not "01" <= periode[4:] <= "12":
            problems.add(LON_PERIODE, line=line, field="periode", raw=periode)
    return document


def anvend(exchange: Exchange, document: Document, problems: Problems) -> Applied:
    """Take over the months in the file, in the caller's transaction: each is whole and takes the place of what was there."""
    lock(Loenperiode, Loendata)
    table = document.tables.get(POST)
    if table is None or not len(table):
        problems.add(LON_DATA_TOM)
    if problems.errors or table is None:
        raise ProblemsError(problems)
    months: defaultdict[tuple[str, str], list[tuple[Any, ...]]] = defaultdict(list)
    keys = zip(strings(table["kommunenr"]), strings(table["periode"]), strict=True)
    columns: list[list[Any]] = [*(strings(table[name]) for name in _TEKSTER), *(_beloeb(table, name) for name in _TAL)]
    for key, line, *values in zip(keys, table.lines.tolist(), *columns, strict=True):
        months[key].append((line, *values))
    sheet = []
    for (kommune, periode), rows in sorted(months.items()):
        told = [("Linjer", str(len(rows))), ("Beløb", beloeb_tekst(sum(row[-1] for row in rows)))]
        made, new = Loenperiode.objects.get_or_create(kommune=kommune, periode=periode, defaults={"exchange": exchange})
        if not new and made.exchange_id > exchange.pk:
            sheet.append((f"{kommune} {periode}", [*told, ("Sprunget over", f"udveksling {made.exchange_id} er nyere")]))
            continue
        Loenperiode.objects.filter(pk=made.pk).update(exchange=exchange)
        made.loendata.all().delete()
        first = next_id(Loendata)
        names = ("id", "periode_id", "linje", *_TEKSTER, *_TAL)
        insert_rows(Loendata, names, ((at, made.pk, *row) for at, row in enumerate(rows, start=first)))
        sheet.append((f"{kommune} {periode}", told))
    total = sum(row[-1] for rows in months.values() for row in rows)
    return Applied(totals={"måneder": len(months), "linjer": len(table), "beløb": total}, sheet=sheet)


def _beloeb(table: Table, name: str) -> list[int | None]:
    """Amounts; an empty cell is none, and not 0."""
    values: list[int | None] = table[name].tolist()
    given = table.present.get(name)
    return values if given is None else [value if known else None for value, known in zip(values, given.tolist(), strict=True)]


def maa_se(bruger: str) -> QuerySet[Loendata]:
    """The payroll data a user may take out: those of the rows on page 406; nothing without one."""
    rules = Loenret.objects.filter(bruger=bruger).values_list("institution", "konto")
    allowed = Q(pk__in=())
    for institution, konto in rules:
        one = Q() if institution == ALLE else Q(institution=institution)
        if konto != ALLE:
            one &= Q(konto=konto)
        if not one:
            return Loendata.objects.all()
        allowed |= one
    return Loendata.objects.filter(allowed)


def giv(bruger: str, institution: str, konto: str, af: str) -> Loenret:
    """Let a user take out an institution's lines on an account. Raises ProblemsError."""
    problems = Problems()
    if not 0 < len(bruger) <= 60:
        problems.add(LONRET_UGYLDIG, field="bruger", raw=bruger[:60], hvad="et brugernavn", form="det, brugeren logger ind med")
    if not 0 < len(institution) <= 20:
        problems.add(LONRET_UGYLDIG, field="institution", raw=institution[:40], hvad="en institution", form="højst 20 tegn")
    if konto != ALLE and not (konto.isascii() and konto.isdigit() and len(konto) == 10):
        problems.add(LONRET_UGYLDIG, field="konto", raw=konto[:40], hvad="en konto", form="10 cifre")
    with transaction.atomic():
        lock(Loenret)
        if not problems.errors and Loenret.objects.filter(bruger=bruger, institution=institution, konto=konto).exists():
            problems.add(LONRET_FINDES, raw=bruger)
        if problems.errors:
            raise ProblemsError(problems)
        made = Loenret.objects.create(bruger=bruger, institution=institution, konto=konto, givet_af=af)
        audit.record("ret til løndata givet", af, bruger=bruger, institution=institution, konto=konto)
    return made


def tag(nummer: int, af: str) -> None:
    """Take a right away; one that is gone is gone."""
    with transaction.atomic():
        row = Loenret.objects.filter(pk=nummer).first()
        if row is not None:
            row.delete()
            audit.record("ret til løndata taget", af, bruger=row.bruger, institution=row.institution, konto=row.konto)
