"""Loading an extract into a database: this installation's own, or another municipality's.

It is done in the caller's transaction, and doing it again for the same bytes changes nothing: that is what makes a delivery that
is repeated after a broken line harmless. History is kept; nothing is deleted.

Source: skat-inddrivelse.md 5.3.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections, models
from django.db.models import Sum
from django.utils import timezone

from snitflade.exchange.bulk import UdenTransaktion, insert_rows
from snitflade.exchange.known import KnownError
from snitflade.exchange.konstanter.model import Systemkonstant
from snitflade.exchange.models import Exchange
from snitflade.folk.models import Person
from snitflade.formats.problems import ProblemKind, Problems, ProblemsError
from snitflade.skat.aar.udtraek import Udtraek
from snitflade.skat.models_aar import Aarsindkomst, Indkomstfil

SKPL_AELDRE = ProblemKind(
    "SKPL_AELDRE",
    "Udtrækket fra {raw} er ældre end det, der er indlæst for {kommune} og {aar} (fra {nyeste}). Intet er ændret.",
    spec="F06",
)
_FIELDS = ("fil_id", "kommune", "indkomstaar", "cpr", "indkomst", "skattedage", "udtraek", "gaelder", "sidst_set")
_INDKOMST = _FIELDS.index("indkomst")
_AT_ONCE = 800


class UdsvingError(KnownError):
    """Antallet af personer har ændret sig for meget siden det forrige udtræk."""


@dataclass(frozen=True, slots=True)
class Regler:
    """The settings that hold where the extract is loaded."""

    erstatter: bool
    udsving: int


@dataclass(frozen=True, slots=True)
class _Gemt:
    """What holds of a person."""

    pk: int
    indkomst: int
    skattedage: int
    udtraek: dt.date
    fil: int
    sidst_set: dt.date | None


def indlaes(
    udtraek: Udtraek,
    regler: Regler,
    *,
    exchange: Exchange | None = None,
    afsender: str = "",
    frigivet: bool = False,
    using: str = DEFAULT_DB_ALIAS,
) -> Indkomstfil:
    """Load what was read of an extract; gives what became of it.

    Raises ProblemsError (F06) for an extract older than the one that is loaded, and UdsvingError for one whose number of persons
    has changed more than may be, unless somebody has released it. Then nothing has changed.
    """
    _laas(using)
    kommune = udtraek.kommune
    assert kommune is not None  # noqa: S101 (whoever calls has looked: without it there were errors)
    fil = Indkomstfil.objects.using(using).filter(sha256=udtraek.sha256).first()
    if fil is None:
        _maa_indlaeses(udtraek, kommune.kommune, regler, frigivet, using)
        fil = Indkomstfil(sha256=udtraek.sha256, navn=udtraek.navn, kommune=kommune.kommune, indkomstaar=udtraek.indkomstaar)
        fil.udtraek, fil.exchange, fil.afsender, fil.indlaest = udtraek.dato, exchange, afsender, timezone.now()
        fil.save(using=using)
    return _skriv(fil, udtraek, regler, using)


def _laas(using: str) -> None:
    """Let nobody else write incomes there until this transaction ends; SQLite's has the whole database."""
    connection = connections[using]
    if not connection.in_atomic_block:
        raise UdenTransaktion(UdenTransaktion.__doc__)
    if connection.vendor == "postgresql":
        names = ", ".join(connection.ops.quote_name(model._meta.db_table) for model in (Indkomstfil, Aarsindkomst))
        with connection.cursor() as cursor:
            cursor.execute(f"LOCK TABLE {names} IN SHARE ROW EXCLUSIVE MODE")


def _maa_indlaeses(udtraek: Udtraek, kommune: str, regler: Regler, frigivet: bool, using: str) -> None:
    before = Indkomstfil.objects.using(using).filter(kommune=kommune, indkomstaar=udtraek.indkomstaar)
    newest = before.order_by("-udtraek", "-pk").first()
    if newest is None:
        return
    if newest.udtraek > udtraek.dato:
        problems = Problems()
        raw, newer = f"{udtraek.dato:%d-%m-%Y}", f"{newest.udtraek:%d-%m-%Y}"
        problems.add(SKPL_AELDRE, raw=raw, kommune=_navn(udtraek), aar=udtraek.indkomstaar, nyeste=newer)
        raise ProblemsError(problems)
    count = len(udtraek.raekker.cpr) + len(udtraek.udeladt)
    if not frigivet and newest.udtraek == udtraek.dato:
        raise UdsvingError(
            f"Der er allerede indlæst et udtræk fra {udtraek.dato:%d-%m-%Y} for {_navn(udtraek)} og {udtraek.indkomstaar}, men med "
            "andet indhold. Intet er ændret. Spørg Skattestyrelsen, hvilket der gælder; er det dette, så frigiv det med en grund."
        )
    if not frigivet and abs(count - newest.antal) * 100 > regler.udsving * newest.antal:
        raise UdsvingError(
            f"Udtrækket for {_navn(udtraek)} og {udtraek.indkomstaar} har {count} personer, og det forrige havde {newest.antal}: "
            f"mere end {regler.udsving} % forskel. Intet er ændret. Se, om filen er hel; er den det, så frigiv den med en grund."
        )


def _navn(udtraek: Udtraek) -> str:
    return udtraek.kommune.navn if udtraek.kommune else ""


def _skriv(fil: Indkomstfil, udtraek: Udtraek, regler: Regler, using: str) -> Indkomstfil:
    rows = Aarsindkomst.objects.using(using)
    of_year = rows.filter(kommune=fil.kommune, indkomstaar=fil.indkomstaar)
    columns = ("cpr", "pk", "indkomst", "skattedage", "udtraek", "fil_id", "sidst_set")
    now = {row[0]: _Gemt(*row[1:]) for row in of_year.filter(gaelder=True).order_by().values_list(*columns)}
    own = set(rows.filter(fil=fil).order_by().values_list("cpr", flat=True)) if fil.antal else set()
    late = _senere(fil, using)
    # Who comes with a line of an extract that is no longer the newest was not in the newest.
    marks = (fil.udtraek, True, fil.udtraek if late else None)
    new: list[tuple[Any, ...]] = []
    ended, seen = [], []
    fresh = 0
    for cpr, income, days in zip(udtraek.raekker.cpr, udtraek.raekker.indkomst, udtraek.raekker.skattedage, strict=True):
        before = now.get(cpr)
        if cpr in own or (before is not None and before.udtraek > fil.udtraek):
            continue
        if before is None:
            fresh += 1
        elif (before.indkomst, before.skattedage) == (income, days):
            if before.sidst_set is not None:
                seen.append(before.pk)
            continue
        else:
            ended.append(before.pk)
        new.append((fil.pk, fil.kommune, fil.indkomstaar, cpr, income, days, *marks))
    gone = [] if late else _mangler(udtraek, now)
    _saet(rows, [*ended, *(gone if regler.erstatter else ())], gaelder=False)
    _saet(rows, seen, sidst_set=None)
    if gone and not regler.erstatter:
        _saet(rows, gone, sidst_set=_forrige(fil, using))
    insert_rows(Aarsindkomst, _FIELDS, new, using=using)
    first = not fil.antal
    fil.antal, fil.sum = len(udtraek.raekker.cpr), sum(udtraek.raekker.indkomst)
    fil.nye += fresh
    fil.aendrede += len(ended)
    fil.sum_skrevet += sum(row[_INDKOMST] for row in new)
    if first:
        fil.sum_foer = sum(row.indkomst for row in now.values())
        fil.mangler = len(gone)
    fil.uaendrede = fil.antal - fil.nye - fil.aendrede
    fil.ukendte = len(set(udtraek.raekker.cpr).difference(_kendte(using)))
    fil.save(using=using)
    return fil


def _senere(fil: Indkomstfil, using: str) -> bool:
    """Whether a newer extract of the year has been loaded."""
    same = Indkomstfil.objects.using(using).filter(kommune=fil.kommune, indkomstaar=fil.indkomstaar)
    return same.filter(udtraek__gt=fil.udtraek).exists()


def _mangler(udtraek: Udtraek, now: dict[str, _Gemt]) -> list[int]:
    """The rows of persons who are not in the newest extract and were in the one before; those with bad lines are in it."""
    there = udtraek.udeladt.union(udtraek.raekker.cpr)
    return [row.pk for cpr, row in now.items() if cpr not in there and row.sidst_set is None]


def _forrige(fil: Indkomstfil, using: str) -> dt.date:
    """The date of the extract before this one."""
    older = Indkomstfil.objects.using(using).filter(kommune=fil.kommune, indkomstaar=fil.indkomstaar).exclude(pk=fil.pk)
    return older.order_by("-udtraek", "-pk").values_list("udtraek", flat=True).first() or fil.udtraek


def _saet(rows: models.Manager[Aarsindkomst] | models.QuerySet[Aarsindkomst], ids: Sequence[int], **values: object) -> None:
    for first in range(0, len(ids), _AT_ONCE):
        rows.filter(pk__in=ids[first : first + _AT_ONCE]).update(**values)


def _kendte(using: str) -> Iterable[str]:
    return Person.objects.using(using).order_by().values_list("personnummer", flat=True).iterator()


def sum_der(fil: Indkomstfil, using: str = DEFAULT_DB_ALIAS) -> tuple[int, int]:
    """How many rows the file's year holds there now, and their sum (øre): read back, for the receipt."""
    rows = Aarsindkomst.objects.using(using).filter(kommune=fil.kommune, indkomstaar=fil.indkomstaar, gaelder=True).order_by()
    return rows.count(), int(rows.aggregate(sum=Sum("indkomst"))["sum"] or 0)


def regler(using: str = DEFAULT_DB_ALIAS) -> Regler:
    """The settings of the database where an extract is loaded."""

    def value(nummer: str, otherwise: str) -> str:
        rows = Systemkonstant.objects.using(using).filter(nummer=nummer, gyldig_fra=None)
        dated = Systemkonstant.objects.using(using).filter(nummer=nummer, gyldig_fra__lte=timezone.localdate())
        found = dated.order_by("-gyldig_fra").first() or rows.first()
        return otherwise if found is None else found.vaerdi

    from snitflade.exchange.konstanter import KONSTANTER

    names = ("skat.indkomst.erstatter", "skat.indkomst.udsving_procent")
    replaces, swing = (value(name, KONSTANTER[name].standard or "") for name in names)
    return Regler(replaces == "J", int(swing) if swing.isdigit() else 0)
