"""Applying the answers of a fetching: a row for each that says something new, and what became of each question.

Nothing received is overwritten. An answer that is older than the last one about the person changes nothing.

Source: skat-inddrivelse.md 6.3.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass, field
from functools import cache

from django.db.models import Max
from django.utils import timezone

from snitflade.exchange.bulk import collector_paused, insert_rows, lock, next_id, update_rows
from snitflade.exchange.catalogue import Applied, Sheet
from snitflade.exchange.konstanter import konstant
from snitflade.exchange.models import Exchange
from snitflade.folk.gaeldende import i_bidder
from snitflade.formats.problems import ProblemKind, Problems, ProblemsError, Severity
from snitflade.formats.text import beloeb_tekst
from snitflade.skat.aktuel.fil import Indhold, Svar
from snitflade.skat.aktuel.fortolk import Grundlag, Vaerdi, fortolk
from snitflade.skat.aktuel.koder import betydninger
from snitflade.skat.indkomst import over_graensen
from snitflade.skat.models_aktuel import AktuelIndkomst, Indkomstkilde, Indkomstsvar, Svarudfald
from snitflade.skat.overskriv.stand import Set, efter_hentning

AKTUEL_BAGUD = ProblemKind(
    "AKTUEL_BAGUD",
    "Perioden slutter med {raw}, men en senere er modtaget før. Den senere gælder, og denne er ikke gemt.",
    Severity.ADVARSEL,
)
_VAERDI = (
    *("id", "cpr", "seneste_maaned", "kilde", "foer_fradrag", "efter_fradrag", "udloebsmaaned", "returkode", "mangler"),
    *("hentet", "exchange_id"),
)
_SVAR = ("tid", "udfald", "besked", "vaerdi_id", "sidste_svar", "exchange_id")
_BRUGBARE = (Svarudfald.VAERDI, Svarudfald.INTET, Svarudfald.UKENDT)


@dataclass(slots=True)
class _Gjort:
    """What applying comes to, as it goes."""

    nye: list[tuple[object, ...]] = field(default_factory=list)
    svar_nye: list[tuple[object, ...]] = field(default_factory=list)
    svar_aendrede: list[tuple[object, ...]] = field(default_factory=list)
    antal: Counter[str] = field(default_factory=Counter)
    sum: int = 0
    set: list[Set] = field(default_factory=list)


def anvend(exchange: Exchange, indhold: Indhold, problems: Problems) -> Applied:
    """Keep what is new, in the caller's transaction. Raises ProblemsError."""
    if problems.errors or indhold.hoved.hentet is None:
        raise ProblemsError(problems)
    with collector_paused():
        lock(AktuelIndkomst, Indkomstsvar)
        gjort = _Gjort()
        limit = int(konstant("skat.aktuel.graense_procent", timezone.localdate()))
        grundlag = _grundlag(indhold)
        number = next_id(AktuelIndkomst)
        for some in _i_bidder(indhold):
            number = _bid(exchange, some, grundlag, limit, number, gjort, problems)
        insert_rows(AktuelIndkomst, _VAERDI, gjort.nye)
        insert_rows(Indkomstsvar, ("cpr", *_SVAR), gjort.svar_nye)
        update_rows(Indkomstsvar, _SVAR, gjort.svar_aendrede)
        ended = efter_hentning(gjort.set, timezone.now())
    return Applied(totals=_totaler(indhold, gjort), sheet=_ark(indhold, gjort, ended))


def _i_bidder(indhold: Indhold) -> list[list[tuple[int, Svar]]]:
    """The answers with their lines, as many at a time as a question to the database takes."""
    by_cpr = {one.cpr: (line, one) for line, one in enumerate(indhold.svar, start=2)}
    return [[by_cpr[cpr] for cpr in some] for some in i_bidder(list(by_cpr))]


def _grundlag(indhold: Indhold) -> Grundlag:
    assert indhold.hoved.hentet is not None  # noqa: S101 (looked at above)
    dag = timezone.localtime(indhold.hoved.hentet).date()
    koder = betydninger(konstant("skat.aktuel.returkoder", dag))
    return Grundlag(Indkomstkilde(indhold.hoved.kilde), koder, dag, cache(standardfradrag))


def standardfradrag(maaned: dt.date) -> int | None:
    """The standardfradrag (øre) of the month's year; None where it is not entered."""
    kroner = konstant("skat.standardfradrag", maaned)
    return int(kroner) * 100 if kroner else None


def _bid(
    exchange: Exchange,
    some: list[tuple[int, Svar]],
    grundlag: Grundlag,
    limit: int,
    number: int,
    gjort: _Gjort,
    problems: Problems,
) -> int:
    """Some of the answers; gives the next free id."""
    numre = [one.cpr for _, one in some]
    before = {row.cpr: row for row in Indkomstsvar.objects.filter(cpr__in=numre)}
    newest_ids = AktuelIndkomst.objects.filter(cpr__in=numre).order_by().values("cpr", "seneste_maaned").annotate(sidst=Max("pk"))
    of_month = {(row["cpr"], row["seneste_maaned"]): row["sidst"] for row in newest_ids}
    last_month: dict[str, dt.date] = {}
    for cpr, month in of_month:
        last_month[cpr] = max(month, last_month.get(cpr, month))
    newest = {cpr: of_month[cpr, month] for cpr, month in last_month.items()}
    rows = AktuelIndkomst.objects.in_bulk(list(newest.values()))
    for line, svar in some:
        earlier = before.get(svar.cpr)
        if earlier is not None and earlier.tid >= svar.tid:
            gjort.antal["Ældre end det, der er"] += 1
            continue
        read = fortolk(svar, line, grundlag, problems)
        held = rows.get(newest.get(svar.cpr, 0))
        value_id = held.pk if held else None
        if read.vaerdi is not None and _ny(read.vaerdi, held, grundlag, line, gjort, limit, problems):
            gjort.nye.append(_raekke(number, svar, read.vaerdi, grundlag, exchange))
            gjort.sum += read.vaerdi.foer_fradrag if read.vaerdi.foer_fradrag is not None else read.vaerdi.efter_fradrag or 0
            value_id, number = number, number + 1
        if read.vaerdi is not None:
            gjort.set.append(Set(svar.cpr, read.vaerdi.foer_fradrag, read.vaerdi.maaned, read.vaerdi.udloebsmaaned))
        gjort.antal[read.udfald] += 1
        usable = svar.tid if read.udfald in _BRUGBARE else (earlier.sidste_svar if earlier else None)
        values = (svar.tid, str(read.udfald), read.besked, value_id, usable, exchange.pk)
        if earlier is None:
            gjort.svar_nye.append((svar.cpr, *values))
        else:
            gjort.svar_aendrede.append((*values, earlier.pk))
    return number


def _ny(
    value: Vaerdi, held: AktuelIndkomst | None, grundlag: Grundlag, line: int, gjort: _Gjort, limit: int, problems: Problems
) -> bool:
    """Whether the value says something new: another month, or another amount or expiry for the same one."""
    if held is None:
        gjort.antal["Nye"] += 1
        return True
    if value.maaned < held.seneste_maaned:
        problems.add(AKTUEL_BAGUD, line=line, field="seneste_maaned", raw=f"{value.maaned:%Y-%m}")
        return False
    there = (held.foer_fradrag, held.efter_fradrag if held.foer_fradrag is None else None, held.udloebsmaaned)
    if value.maaned == held.seneste_maaned and there == value.beloeb and held.kilde == grundlag.kilde:
        gjort.antal["Uændrede"] += 1
        return False
    gjort.antal["Ændrede"] += 1
    now = value.foer_fradrag if value.foer_fradrag is not None else value.efter_fradrag or 0
    if over_graensen(held.beloeb, now, limit):
        gjort.antal["Over grænsen"] += 1
    return True


def _raekke(number: int, svar: Svar, value: Vaerdi, grundlag: Grundlag, exchange: Exchange) -> tuple[object, ...]:
    return (
        *(number, svar.cpr, value.maaned, str(grundlag.kilde), value.foer_fradrag, value.efter_fradrag, value.udloebsmaaned),
        *(value.returkode[:2], value.mangler[:200], svar.tid, exchange.pk),
    )


def _totaler(indhold: Indhold, gjort: _Gjort) -> dict[str, int]:
    count = gjort.antal
    return {
        "Spurgt": len(indhold.svar),
        "Indkomster": count[Svarudfald.VAERDI],
        "Gemt": len(gjort.nye),
        "Gemt i øre": gjort.sum,
        "Intet grundlag": count[Svarudfald.INTET],
        "Ukendte": count[Svarudfald.UKENDT],
        "Uden svar": count[Svarudfald.FEJL] + count[Svarudfald.AFVIST],
    }


def _ark(indhold: Indhold, gjort: _Gjort, ended: int) -> Sheet:
    count = gjort.antal
    lines = [
        ("Modul", indhold.hoved.modul),
        ("Kilde", indhold.hoved.kilde),
        ("Personer spurgt om", f"{len(indhold.svar)}"),
        ("Nye", f"{count['Nye']}"),
        ("Ændrede", f"{count['Ændrede']}"),
        ("heraf ændret så meget, at en sagsbehandler skal se på det", f"{count['Over grænsen']}"),
        ("Uændrede", f"{count['Uændrede']}"),
        ("Gemt i alt", beloeb_tekst(gjort.sum)),
        ("Intet grundlag for en indkomst (ikke 0)", f"{count[Svarudfald.INTET]}"),
        ("Ukendte personer", f"{count[Svarudfald.UKENDT]}"),
        ("Afvist eller uden brugbart svar, den gamle indkomst er beholdt", f"{count[Svarudfald.FEJL] + count[Svarudfald.AFVIST]}"),
        ("Overskrivninger, der er udløbet", f"{ended}"),
    ]
    return [("Aktuel indkomst", lines)]
